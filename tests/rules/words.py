#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No unfinished business in sources, no sleep in a test, no path of one machine."""
import re

import sources

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SLEEP = re.compile(r"^\s*sleep\s+[0-9]|\btime\.sleep\(|(?<![\w.])(sleep|nanosleep)\s*\(")

complaints = []
for path in sources.files(".c", ".h", ".def", ".sh", ".py", ".txt", ".cmake"):
    if path.startswith("tests/rules/") or path.startswith("tests/fuzz/seeds/"):
        continue
    for number, line in enumerate(sources.text(path).split("\n"), 1):
        if UNFINISHED.search(line) and path.endswith((".c", ".h", ".def")):
            complaints.append(f"{path}:{number}: unfinished: {line.strip()}")
        if path.startswith("tests/") and not path.startswith("tests/support/") \
                and SLEEP.search(line):
            complaints.append(f"{path}:{number}: a test that sleeps: {line.strip()}")
        if re.search(r"[\"' ]/root/", line):
            complaints.append(f"{path}:{number}: a path of one machine: {line.strip()}")
sources.finish(complaints)
