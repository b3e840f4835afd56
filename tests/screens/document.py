#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: document.py FILE.md SHOTS [--update]: the screens in the document are those in the folder.

A screen stands in the document as `<!-- screen: NAME -->`, then a block between two lines of ```."""
import difflib
import pathlib
import re
import sys

document, shots = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
text = document.read_text()
shown = set()


def replace(match):
    name = match.group(1)
    shown.add(name)
    return f"<!-- screen: {name} -->\n```\n{(shots / name).read_text().rstrip()}\n```"


new = re.sub(r"<!-- screen: ([\w-]+) -->\n```\n.*?\n?```", replace, text, flags=re.S)
taken = {path.name for path in shots.iterdir()}
if shown != taken:
    sys.exit(f"{document.name}: shows {sorted(shown)}, there are {sorted(taken)}")
if "--update" in sys.argv:
    document.write_text(new)
elif new != text:
    sys.stdout.writelines(difflib.unified_diff(
        text.splitlines(True), new.splitlines(True), document.name, "as it is"))
    sys.exit("docs/monitor.md is not what is seen; tests/screens/walk.sh BIN --update writes it anew")
