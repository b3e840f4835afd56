#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No function over 60 lines, no file over 600, no header over 150, each with its guard."""
import os
import re
import sys

import sources

FUNCTION_LINES, FILE_LINES, HEADER_LINES = 60, 600, 150
FORBIDDEN_NAMES = {"common.h", "util.h", "utils.h", "defs.h", "types.h", "global.h"}


def functions(path):
    """(line, name, lines of the body), by the braces in the first column."""
    lines = sources.code(path).split("\n")
    start, name = None, ""
    for number, line in enumerate(lines, 1):
        if line.startswith("{"):
            head = " ".join(lines[max(0, number - 8):number - 1])
            names = re.findall(r"(\w+)\s*\([^;{}]*\)\s*$", head)
            start, name = number, names[-1] if names else "?"
        elif line.startswith("}") and start:
            yield start, name, number - start - 1
            start = None


def complain_of_file(path):
    lines = sources.text(path).count("\n")
    limit = HEADER_LINES if path.endswith(".h") else FILE_LINES
    if lines > limit:
        yield f"{path}: {lines} lines, at most {limit}"
    if os.path.basename(path) in FORBIDDEN_NAMES:
        yield f"{path}: a header needs a subject"
    if path.endswith(".h"):
        guard = "CMSYNC_" + re.sub(r"[/.-]", "_", path).upper()
        if f"#ifndef {guard}\n" not in sources.text(path):
            yield f"{path}: the guard should be {guard}"
    if not sources.text(path).startswith("/* SPDX-License-Identifier: MIT */\n"):
        yield f"{path}: the first line should be the SPDX line"


def main():
    if "--list" in sys.argv:
        found = [(size, f"{path}:{line}", name) for path in sources.files(".c")
                 for line, name, size in functions(path)]
        for size, place, name in sorted(found, reverse=True)[:30]:
            print(f"{size:4} {name:40} {place}")
        sizes = sorted(size for size, _, _ in found)
        print(f"{len(sizes)} functions, median {sizes[len(sizes) // 2]} lines")
        return
    complaints = []
    for path in sources.files(".c", ".h"):
        complaints += complain_of_file(path)
        complaints += [f"{path}:{line}: {name}() has {size} lines, at most {FUNCTION_LINES}"
                       for line, name, size in functions(path) if size > FUNCTION_LINES]
    sources.finish(complaints)


main()
