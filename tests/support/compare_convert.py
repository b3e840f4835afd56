#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_convert.py CMSYNC FOLDER EDITION: does `convert` print what `apply` sent?

FOLDER holds cmsync.yaml, docs/, record (the sandbox's) and status.json (of `cmsync status --all
--json`). Of each page the last body that was sent under its title counts. A title that `apply` made
longer because another page has it is the one thing that `convert` cannot know.
"""
import json
import os
import re
import subprocess
import sys
from html import unescape

cmsync, folder, edition = sys.argv[1:4]


def body_of(request):
    """(title, body in storage format) of a request that writes a page; None otherwise."""
    if request["method"] not in ("POST", "PUT") or not isinstance(request["body"], str):
        return None
    try:
        sent = json.loads(request["body"])
    except ValueError:
        return None
    body = sent.get("body") if isinstance(sent, dict) else None
    if not isinstance(body, dict) or "title" not in sent:
        return None
    return sent["title"], body.get("value", body.get("storage", {}).get("value"))


def run(*arguments):
    return subprocess.run([cmsync, *arguments], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout


sent = {}
for line in open(os.path.join(folder, "record"), encoding="utf-8"):
    write = body_of(json.loads(line))
    if write:
        sent[write[0]] = write[1]

longer = {}  # title in Confluence -> title in the file
for finding in json.loads(run("check", "--json"))["findings"]:
    if finding["code"] == "CM-TITLE-01":
        titles = re.search(r"^the title `(.*)` is taken by .*; this page is called `(.*)`$",
                           finding["message"])
        longer[titles.group(2)] = titles.group(1)


def without(body):
    """Without the titles of links to pages that share one."""
    doubtful = set(longer) | set(longer.values())
    return re.sub(r'ri:content-title="([^"]*)"',
                  lambda m: "?" if unescape(m.group(1)) in doubtful else m.group(0), body)


differences = compared = 0
for page in json.load(open(os.path.join(folder, "status.json"), encoding="utf-8"))["files"]:
    path = page["path"]
    if page["letter"] != "=" or not path.lower().endswith(".md"):
        continue
    printed = run("convert", os.path.join("docs", path), "--edition", edition).decode()
    expected = sent.get(page["title"])
    compared += 1
    if expected is None:
        print(f"{path}: nothing was sent under the title `{page['title']}`")
    elif without(printed.rstrip("\n")) != without(expected.rstrip("\n")):
        a, b = without(printed), without(expected)
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        print(f"{path}: at {at}\n  convert {a[max(at - 60, 0):at + 80]!r}\n"
              f"  apply   {b[max(at - 60, 0):at + 80]!r}")
    else:
        continue
    differences += 1
print(f"{compared} pages compared, {differences} differ")
sys.exit(1 if differences or not compared else 0)
