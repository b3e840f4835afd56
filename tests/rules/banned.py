#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Functions that are not called: unsafe ones, and raw memory outside base/."""
import re

import sources

NEVER = "strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol atof gets system popen " \
        "rand srand tmpnam mktemp usleep alloca"
NOT_OUTSIDE_BASE = "malloc calloc realloc reallocarray strdup strndup asprintf vasprintf"

never = re.compile(r"(?<![\w.>])(" + NEVER.replace(" ", "|") + r")\s*\(")
memory = re.compile(r"(?<![\w.>])(" + NOT_OUTSIDE_BASE.replace(" ", "|") + r")\s*\(")

complaints = []
for path in sources.files(".c", ".h", below=sources.PRODUCT):
    for number, line in enumerate(sources.code(path).split("\n"), 1):
        for match in never.finditer(line):
            complaints.append(f"{path}:{number}: {match.group(1)}() is banned")
        if not path.startswith("base/"):
            for match in memory.finditer(line):
                complaints.append(f"{path}:{number}: {match.group(1)}() outside base/: "
                                  "use base/memory.h")
sources.finish(complaints)
