# SPDX-License-Identifier: MIT
"""The project's sources, for the rules: where they are, and their text without comments."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

LAYERS = ["base", "config", "storage", "markdown", "bus", "ledger"]
STAGES = ["watcher", "drawer", "converter", "uploader", "statestore", "monitor", "supervisor", "cli",
          "sandbox"]
PRODUCT = LAYERS + STAGES


def files(*endings, below=None):
    """Paths from the root, in order, of sources with one of the endings."""
    found = []
    for folder in below or PRODUCT + ["tests", "tools"]:
        for where, folders, names in os.walk(os.path.join(ROOT, folder)):
            folders[:] = [name for name in folders if name not in ("build", "__pycache__")]
            found += [os.path.relpath(os.path.join(where, name), ROOT)
                      for name in names if name.endswith(endings)]
    return sorted(found)


def text(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def code(path):
    """The text with comments and the insides of literals blanked; lines stay where they are."""
    def blank(match):
        piece = match.group(0)
        if piece[0] in "\"'":
            return piece[0] + " " * (len(piece) - 2) + piece[0]
        return re.sub(r"[^\n]", " ", piece)
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text(path), flags=re.S)


def includes(path):
    """(line number, '<' or '"', name) of each include."""
    for number, line in enumerate(text(path).split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1), match.group(2)


def finish(complaints):
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
