#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every action of the monitor is a command of cmsync too, and every command that changes or shows
what runs is an action: who cannot use a full screen loses nothing. And the manual page has the keys
of the table (`actions.py --manual` prints them)."""
import re
import sys

import sources

# What only moves, marks or copies in the terminal, or asks a program of the person's own.
LOCAL = {
    "down", "up", "top", "bottom", "half-page-down", "half-page-up", "page-down", "page-up",
    "next-screen", "previous-screen", "back", "sort", "mark", "mark-all", "unmark", "copy",
    "copy-line", "edit", "open", "hold", "undo-change", "difference", "token-page", "redraw",
    "suspend", "detach",
}
# Commands that have no place on a screen that watches something run: they come before it, work
# without it, or are about cmsync itself.
BEFORE = {"apply", "plan", "check", "convert", "preview", "completion", "demo", "version", "doctor",
          "auth", "init"}
GROUPS = [("FILE", "On the selected file, or the marked ones"), ("FIND", "Finding"),
          ("CONTROL", "Control"), ("SCREEN", "Screens"), ("MOVE", "Moving")]
TEXT = r'"(?:[^"\\]|\\.)*"'


def joined(literals):
    return "".join(part[1:-1] for part in re.findall(TEXT, literals))


def actions():
    """The lines of the table, as dicts."""
    table = re.search(r"const struct action table\[\] = \{(.*?)\n\};",
                      sources.text("monitor/action.c"), flags=re.S).group(1)
    several = rf"((?:{TEXT}\s*)+)"
    for entry in re.finditer(rf"\{{\s*({TEXT}),\s*({TEXT}),\s*{TEXT},\s*{several},\s*"
                             rf"(NULL|{several}),\s*GROUP_(\w+),\s*(.*?),\s*act_\w+\s*\}}",
                             table, flags=re.S):
        name, keys, text, command, _, group, views = entry.groups()
        yield {"name": joined(name), "keys": joined(keys).split(), "help": joined(text),
               "command": None if command == "NULL" else joined(command), "group": group,
               "views": [view.title() for view in re.findall(r"IN\((\w+)\)", views)]}


def commands():
    for path in sources.files(".c", below=["cli"]):
        for body in re.findall(r"const struct command command_\w+ = \{(.*?)\n\};",
                               sources.text(path), flags=re.S):
            yield re.search(r'\.name = "(\w+)"', body).group(1)


def escaped(text):
    return re.sub(r"([\\*_\[\]#|])", r"\\\1", text)


def manual():
    """The section of the manual page."""
    lines = []
    for group, title in GROUPS:
        lines += [f"## {title}", ""]
        for action in TABLE:
            if action["group"] != group or not action["keys"]:
                continue
            where = f" ({', '.join(action['views'])})" if action["views"] else ""
            lines.append(", ".join(f"*{escaped(key)}*" for key in action["keys"]))
            lines += [f"\t_{escaped(action['name'])}_: {escaped(action['help'])}{where}", ""]
    return "\n".join(lines)


def complain():
    known = set(commands())
    complaints = []
    if len(TABLE) < 40:
        complaints.append("monitor/action.c: the table could not be read")
    offered = set()
    for action in TABLE:
        name, command = action["name"], action["command"]
        if command is None and name not in LOCAL:
            complaints.append(f"monitor/action.c: {name} has no command")
        for part in (command or "").split(";") if command else []:
            words = part.split()
            if words[0] != "cmsync" or words[1] not in known:
                complaints.append(f"monitor/action.c: {name}: there is no command `{part.strip()}`")
            else:
                offered.add(words[1])
    complaints += [f"monitor/action.c: no action is `cmsync {name}`"
                   for name in sorted(known - offered - BEFORE)]
    local = {action["name"] for action in TABLE if action["command"] is None}
    complaints += [f"tests/rules/actions.py: {name} is no action without a command"
                   for name in sorted(LOCAL - local)]
    if manual() not in sources.text("man/cmsync-monitor.1.scd"):
        complaints.append("man/cmsync-monitor.1.scd: the keys are not those of the table "
                          "(tests/rules/actions.py --manual prints them)")
    sources.finish(complaints)


TABLE = list(actions())
if "--manual" in sys.argv:
    print(manual())
else:
    complain()
