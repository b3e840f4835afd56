#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_tree.py DOCS STATUS STATE ROOT: is the space equal to the folder?

DOCS is the folder, STATUS the output of `cmsync status --json`, STATE the sandbox's dump, ROOT the
id of the root page. Says what differs, a line each, and ends with 1; else counts and ends with 0.
The rules are those of the manual, written anew: nothing here comes from the programs.
"""
import hashlib
import json
import os
import re
import sys

docs, status_file, state_file, root = sys.argv[1:5]
problems = []


def is_markdown(name):
    return name.lower().endswith(".md") and len(name) > 3


def walk(folder):
    """All that belongs to the tree, as paths relative to it."""
    found = []
    for here, folders, names in os.walk(os.path.join(docs, folder)):
        folders[:] = [f for f in folders if not f.startswith(".") and f != "node_modules"]
        for name in names:
            if not name.startswith(".") and os.path.isfile(os.path.join(here, name)):
                found.append(os.path.relpath(os.path.join(here, name), docs))
    return found


files = walk("")
sources = [f for f in files if is_markdown(os.path.basename(f))]
folders = set()
for source in sources:
    folder = os.path.dirname(source)
    while folder:
        folders.add(folder)
        folder = os.path.dirname(folder)


def content_of(folder):
    """The file that is the content of a folder's page; None: generated."""
    for wanted in ("index.md", "readme.md"):
        names = sorted(s for s in sources if os.path.dirname(s) == folder
                       and os.path.basename(s).lower() == wanted)
        if names:
            return names[0]
    return None


expected = {}  # path as status shows it -> folder it lies in
contents = {folder: content_of(folder) for folder in folders}
for folder in folders:
    expected[contents[folder] or folder + "/"] = os.path.dirname(folder)
for source in sources:
    if source not in contents.values():
        expected[source] = os.path.dirname(source)

status = {f["path"]: f for f in json.load(open(status_file))["files"]}
state = json.load(open(state_file))
pages = {p["id"]: p for p in state["pages"] if p["type"] == "page" and p["status"] == "current"}
titles = [p["title"].casefold() for p in pages.values()]
digests = {hashlib.sha256(open(os.path.join(docs, f), "rb").read()).hexdigest() for f in files
           if not is_markdown(os.path.basename(f))}

for path in sorted(set(expected) - set(status)):
    problems.append(f"{path}: no page for it in the status")
for path, file in status.items():
    if path not in expected:
        problems.append(f"{path}: in the status, but not in the tree")
        continue
    if file["letter"] != "=":
        problems.append(f"{path}: {file['letter']} {file['reason']}")
        continue
    page = pages.get(file["page_id"])
    if page is None:
        problems.append(f"{path}: page {file['page_id']} is not in the space")
        continue
    folder = expected[path]
    parent = root if folder == "" else status[contents[folder] or folder + "/"]["page_id"]
    if page["parent"] != parent:
        problems.append(f"{path}: under page {page['parent']}, not {parent}")
    names = {a["name"] if "name" in a else a["title"]: a["sha256"] for a in page["attachments"]}
    for name in re.findall(r'<ri:attachment ri:filename="([^"]*)"', page["body"]):
        name = name.replace("&amp;", "&").replace("&quot;", '"').replace("&lt;", "<")
        if name not in names:
            problems.append(f"{path}: shows {name}, which is not attached")
        elif names[name] not in digests:
            problems.append(f"{path}: {name} is no file of the tree")
    for title in re.findall(r'<ri:page ri:content-title="([^"]*)"', page["body"]):
        title = title.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
        if title.replace("&amp;", "&").casefold() not in titles:
            problems.append(f"{path}: links to `{title}`, which is no page")
    if "\x01" in page["body"] or "\x02" in page["body"]:
        problems.append(f"{path}: a mark is left in the body")

if len(set(titles)) != len(titles):
    problems.append("two pages have one title")
ours = [p for p in pages.values() if p["parent"]]
if len(ours) != len(expected):
    problems.append(f"{len(ours)} pages in the space, {len(expected)} in the tree")

for problem in problems[:40]:
    print(problem)
if len(problems) > 40:
    print(f"and {len(problems) - 40} more")
print(f"{len(expected)} pages, {sum(len(p['attachments']) for p in ours)} attachments, "
      f"{len(problems)} differences")
sys.exit(1 if problems else 0)
