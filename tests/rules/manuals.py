#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Manual pages say all there is: each message with its fields, each command with its options."""
import re

import sources


def plain(path):
    """A scdoc source without its backslashes."""
    return sources.text(path).replace("\\", "")


def blocks(text):
    """What stands below each `*name*` line that begins a block."""
    found, name = {}, None
    for line in text.split("\n"):
        head = re.match(r"\*(\w[\w-]*)\*", line)
        if head:
            name = head.group(1)
            found[name] = ""
        elif line.startswith("# "):
            name = None
        elif name:
            found[name] += line + "\n"
    return found


def messages():
    """(name, its fields) of each message and item."""
    name = None
    for line in re.sub(r"/\*.*?\*/", "", sources.text("bus/messages.def"), flags=re.S).split("\n"):
        words = re.findall(r"\w+", line)
        if re.match(r"(MESSAGE|ITEM)\(", line):
            name, fields = words[1], []
        elif re.match(r"END\(", line):
            yield name, fields
        elif name and re.match(r"\s+(TEXT|PATH|NUMBER|FLAG|BLOB|LIST)\(", line):
            fields.append(words[2])


def tables_in(text):
    """{name: its options} of the tables of options in a source."""
    return {name: re.findall(r'\{ "([a-z-]+)", \'', body) for name, body in re.findall(
        r"const struct option (\w+)\[\w*\] = \{(.*?)\n\};", text, flags=re.S)}


def commands():
    """(name, its options) of each command of cmsync."""
    shared = tables_in(sources.text("cli/apply.c"))
    for path in sources.files(".c", below=["cli"]):
        text = sources.text(path)
        tables = {**shared, **tables_in(text)}
        for body in re.findall(r"const struct command command_\w+ = \{(.*?)\n\};", text, flags=re.S):
            table = re.search(r"\.options = (\w+)", body)
            yield (re.search(r'\.name = "(\w+)"', body).group(1),
                   tables[table.group(1)] if table else [])


complaints = []
described = blocks(plain("man/cmsync-messages.7.scd"))
for name, fields in messages():
    if name not in described:
        complaints.append(f"man/cmsync-messages.7.scd: {name} is missing")
    complaints += [f"man/cmsync-messages.7.scd: {name} lacks {field}" for field in fields
                   if f"_{field}_" not in described.get(name, "")]
known = {name for name, _ in messages()}
complaints += [f"man/cmsync-messages.7.scd: there is no message {name}"
               for name in described if "_" in name and name not in known]

manual = plain("man/cmsync.1.scd")
for name, options in commands():
    section = re.search(rf"^\*{name}\*.*?(?=^\*\w|^# )", manual, flags=re.S | re.M)
    if not section:
        complaints.append(f"man/cmsync.1.scd: the command {name} is missing")
        continue
    complaints += [f"man/cmsync.1.scd: {name} lacks --{option}" for option in options
                   if f"--{option}" not in section.group(0)]
sources.finish(complaints)
