#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every action of the monitor is a command of cmsync too, and every command that changes or shows
what runs is an action: who cannot use a full screen loses nothing."""
import re

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
BEFORE = {"apply", "plan", "check", "convert", "completion", "demo", "version", "doctor", "init"}


def actions():
    """(name, its command or None) of each line of the table."""
    table = re.search(r"const struct action table\[\] = \{(.*?)\n\};",
                      sources.text("monitor/action.c"), flags=re.S).group(1)
    text = r'"(?:[^"\\]|\\.)*"'
    for entry in re.finditer(rf"\{{\s*({text}),\s*{text},\s*{text},\s*((?:{text}\s*)+),\s*"
                             rf"(NULL|{text}),", table):
        command = entry.group(3)
        yield entry.group(1).strip('"'), None if command == "NULL" else command.strip('"')


def commands():
    for path in sources.files(".c", below=["cli"]):
        for body in re.findall(r"const struct command command_\w+ = \{(.*?)\n\};",
                               sources.text(path), flags=re.S):
            yield re.search(r'\.name = "(\w+)"', body).group(1)


known = set(commands())
table = dict(actions())
complaints = []
if len(table) < 40:
    complaints.append("monitor/action.c: the table could not be read")
offered = set()
for name, command in table.items():
    if command is None:
        if name not in LOCAL:
            complaints.append(f"monitor/action.c: {name} has no command")
        continue
    for part in command.split(";"):
        words = part.split()
        if words[0] != "cmsync" or words[1] not in known:
            complaints.append(f"monitor/action.c: {name}: there is no command `{part.strip()}`")
        else:
            offered.add(words[1])
complaints += [f"monitor/action.c: no action is `cmsync {name}`"
               for name in sorted(known - offered - BEFORE)]
complaints += [f"tests/rules/actions.py: {name} is no action without a command"
               for name in sorted(LOCAL - {n for n, c in table.items() if c is None})]
sources.finish(complaints)
