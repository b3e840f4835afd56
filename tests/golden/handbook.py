#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""handbook.py CMSYNC HANDBOOK: does docs/markdown.md say what comes out?

Reads the handbook's own tables. Each row of `In short` needs an entry in SHORT, each row of the tables of links and
macros one in CELLS, and the other way round: a row that is added, dropped or renamed fails until it is proved here.
What stands in backticks in a row of links or macros is converted as it is written there. Each example with a picture
has to convert without a warning, but those in WARNED; `Switched by` has to name the settings that do switch it.
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.dom.minidom

CMSYNC, HANDBOOK = os.path.abspath(sys.argv[1]), sys.argv[2]
PANELS = ("info", "tip", "note", "warning")
FENCE = "```%s\n%s\n```\n"


def macro(name):
    return f'<ac:structured-macro ac:name="{name}"'


# Row: (Markdown, settings, what comes out in each edition, what comes out without those settings or with them off).
SHORT = {
    "CommonMark and GFM": ("a\n\n## b\n\n- c\n\n|d|\n|-|\n|e|\n\n> f\n\n***\n", [],
                           ["<p>a</p>", "<h2>", "<ul><li>c</li></ul>", "<table>", "<blockquote>", "<hr />"]),
    "Marked, small figures": ("==m== x^2^ H~2~O", [], ["background-color", "<sup>2</sup>", "<sub>2</sub>"]),
    "Emoji": (":tada:", [], ["\N{PARTY POPPER}"]),
    "Tasks": ("- [ ] a\n- [x] b", [], ["<ac:task-list>", "incomplete", "complete"]),
    "Code": (FENCE % ("tf", "x") + "\n    y\n", ["--markdown.languages=tf=bash"],
             [macro("code"), ">bash<", "<![CDATA[x]]>", "<![CDATA[y]]>"], [">none<"]),
    "Diagrams": ("".join(FENCE % (name, name) for name in ("mermaid", "plantuml", "dot", "d2")),
                 ["--diagrams.macros=mermaid=mermaid-cloud"], [macro("mermaid-cloud"), macro("code")], [macro("code")]),
    "Alerts": ("".join(f"> [!{name}]\n> x\n\n" for name in ("NOTE", "TIP", "WARNING", "CAUTION")),
               ["--markdown.alerts=true"], [macro(name) for name in PANELS], ["[!NOTE]"]),
    "Admonitions": ('!!! note\n    x\n\n??? note\n    y\n\n=== "Tab"\n\n    z\n', ["--markdown.admonitions=true"],
                    [macro("info"), macro("expand"), macro("panel")], ["!!! note"]),
    "Directives": (":::note\nx\n:::", ["--markdown.directives=true"], [macro("info")], [":::note"]),
    "Details": ("<details>\n\nx\n\n</details>", [], [macro("expand")]),
    "Footnotes": ("a[^1]\n\n[^1]: b", [], ["<ol>", 'ac:anchor="footnote.1"', 'ac:anchor="footnote-ref.1"']),
    "Definition lists": ("Term\n: text", [], ["<strong>Term</strong>", "margin-left"]),
    "Formulas": ("$x$\n\n$$y$$", ["--markdown.math=true", "--markdown.math_macro=block",
                                  "--markdown.math_inline_macro=inline"], [macro("block"), macro("inline")], ["$x$"]),
    "Table of contents": ("[TOC]", [], [macro("toc")]),
    "Links": ("[a](other.md) [b](other.md#part) [c](file.pdf) [d](../../out.md)", ["--docs.repository_url=https://e.org/r/"],
              ["ri:page", "ac:anchor", "ri:attachment", "https://e.org/"], ["ri:page"]),
    "Wiki links": ("[[other]]", ["--markdown.wiki_links=true"], ["ri:page"], ["[[other]]"]),
    "Images": ("![](a.png){width=300}", [], ["ri:attachment", 'ac:width="300"']),
    "Macros": ("[DONE](macro:status)\n\n:::macro panel\nx\n:::", [], [macro("status"), macro("panel")]),
    "Columns": (":::layout\n:::cell\nx\n:::\n:::", [], ["<ac:layout>", "<ac:layout-cell>"]),
    "Storage format": (FENCE % ("confluence-storage", "<time datetime='2026-01-01' />"), [], ["<time datetime="]),
    "HTML": ("<b>x<i>y</b>", [], ["<strong>x<em>y</em></strong>"]),
    "Regions left out": ("a <!-- cmsync:ignore-start -->secret<!-- cmsync:ignore-end --> b", [], ["<p>a  b</p>"]),
    "Front matter": ("---\ntitle: T\nconfluence: {toc: true}\n---\nx", [], [macro("toc"), "<p>x</p>"]),
}
# Row of another table, by the beginning of what it says comes out: what comes out of each of its examples.
CELLS = {
    "a link to that page": ["ri:page"],
    "the same, to the heading": ["ac:anchor="],
    "an attachment, and a link": ["ri:attachment"],
    "the page's title as text": ["ri:page"],
    "as it is": ["<a href="],
    "the same file in the repository": ["https://e.org/out.md"],
    "its text, and a warning that suggests": [">text<"],
    "a link to the page without it": ["ri:page"],
    "its text, and a warning": [">text<"],
    "with `markdown.wiki_links`": ["ri:page"],
    "a status;": [macro("status"), ">Green<"],
    "an issue, or a list": [macro("jira")],
    "a mention": ["<ri:user "],
    "a date": ["<time datetime="],
    "the pages below": [macro("children")],
    "another page's content": [macro("include")],
    "an excerpt": [macro("excerpt")],
    "an anchor of that name": [macro("anchor")],
}
# What a row describes without an example that can be converted as it stands.
ASIDE = {
    "any other local file": [], "a file out of the tree": ["../../out.md"], "nothing that is there": ["instal.md"],
    "a heading that is not there": ["install.md#nowhere"], "and the like": [], "https://...": ["https://example.org"],
    "mailto:...": ["mailto:a@example.org"], "javascript:": ["javascript:alert(1)"],
}
WARNED = {"html"}
failures = []


def fail(text):
    failures.append(text)


def convert(folder, source, edition="cloud", settings=()):
    with open(os.path.join(folder, "guide", "page.md"), "w", encoding="utf-8") as file:
        file.write(source)
    done = subprocess.run([CMSYNC, "convert", os.path.join(folder, "guide", "page.md"), "--docs.root", folder, "--edition",
                           edition, *settings], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode != 0:
        fail(f"exit {done.returncode} for {source!r}: {done.stderr}")
    try:
        xml.dom.minidom.parseString(f'<xml xmlns:ac="a" xmlns:ri="r">{done.stdout}</xml>'.encode())
    except Exception as problem:  # pylint: disable=broad-except
        fail(f"not well-formed: {source!r}: {problem}")
    return done.stdout, done.stderr


def expect(what, body, wanted):
    for part in wanted:
        if part not in body:
            fail(f"{what}: no {part!r} in {body!r}")


def tables(text):
    """Each table outside of fences as (header cells, rows of cells)."""
    text = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
    for block in re.findall(r"(?:^\|.*\n){3,}", text, re.M):
        rows = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
                for line in block.splitlines()]
        yield rows[0], rows[2:]


def check_short(folder, rows):
    said = {re.match(r"\[(.*?)\]", row[0]).group(1): row for row in rows}
    for name in sorted(set(said) ^ set(SHORT)):
        fail(f"`{name}` stands in {'the handbook' if name in said else 'this test'} alone")
    for name in sorted(set(said) & set(SHORT)):
        source, settings, wanted, *without = SHORT[name]
        for edition in ("cloud", "datacenter"):
            expect(f"{name} ({edition})", convert(folder, source, edition, settings)[0], wanted)
        keys = {setting[2:].split("=")[0] for setting in settings}
        switches = re.findall(r"`([\w.*]+)`", said[name][3])
        if bool(switches) != bool(keys) or not all(any(re.match(switch.replace("*", ".*"), key) for key in keys)
                                                   for switch in switches):
            fail(f"{name}: switched by {said[name][3]}, proved with {sorted(keys)}")
        if without:
            off = [f"{setting.split('=')[0]}=false" for setting in settings if setting.endswith("=true")]
            expect(f"{name}, switched off", convert(folder, source, "cloud", off)[0], without[0])


def examples_of(cell):
    """The Markdown that a cell's backticks stand for."""
    for written in re.findall(r"`([^`]+)`", cell) + [key for key in ASIDE if key in cell and f"`{key}" not in cell]:
        if written in ASIDE:
            yield from (f"[text]({address})" for address in ASIDE[written])
        elif written.startswith("["):
            yield written.replace("install.md", "../install.md") if "](" in written else written
        elif written.startswith("#"):
            yield f"# T\n\n## On Linux\n\n[text]({written})"
        else:
            yield f"[text]({written})"


def check_cells(folder, rows, used):
    for cells in rows:
        keys = [key for key in CELLS if cells[1].startswith(key)]
        if not keys:
            fail(f"no proof for the row {cells}")
            continue
        key = max(keys, key=len)
        used.add(key)
        settings = ["--markdown.wiki_links=true"] if "wiki_links" in key else []
        settings += ["--docs.repository_url=https://e.org/r/"] if "repository" in key else []
        for example in examples_of(cells[0]):
            body, said = convert(folder, example, "cloud", settings)
            expect(f"{cells[0]} as {example!r}", body, CELLS[key][:1] if "?" not in example else CELLS[key])
            if ("warning" in cells[1] and "repository" not in key) != bool(said):
                fail(f"{cells}: {example!r} says {said!r}")


def check_pictures(folder, text):
    for _, source, name in re.findall(r'^(`{3,})markdown\n(.*?)\n\1\n\n</td><td><img src="images/([\w-]+)\.png"', text, re.M | re.S):
        said = convert(folder, source)[1]
        if bool(said) != (name in WARNED) and "diagram" not in said:
            fail(f"the example {name}: {said}")


def make_tree(folder):
    files = {"install.md": "# Install\n\n## On Linux\n\nText\n", "index.md": "# Start\n", "guide/index.md": "# Guide\n",
             "guide/other.md": "# Other\n\n## Part\n", "guide/install.md": "# Install here\n\n## On Linux\n",
             "guide/my page.md": "# Mine\n", "guide/file.pdf": "", "guide/a.png": "", "guide/files/report.pdf": "",
             "guide/images/panel.png": "", "guide/images/night.png": ""}
    for path, content in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
            file.write(content)


def main():
    with open(HANDBOOK, encoding="utf-8") as file:
        text = file.read()
    used = set()
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.join(os.path.realpath(top), "docs")
        make_tree(folder)
        for header, rows in tables(text):
            if header[0] == "Construct":
                check_short(folder, rows)
            else:
                check_cells(folder, rows, used)
        check_pictures(folder, text)
    for key in sorted(set(CELLS) - used):
        fail(f"no row of the handbook says `{key}`")
    print("\n".join(failures))
    return 1 if failures else 0


sys.exit(main())
