#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare.py SPEC_CONVERT FILE [default]: see README.md."""
import html as entities
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import unquote

AC = "{http://atlassian.com/content}"
RI = "{http://atlassian.com/resource/identifier}"
FENCE = "`" * 32
RAW_SECTIONS = {"HTML blocks", "Raw HTML", "Disallowed Raw HTML (extension)"}
VOID = {"br", "hr", "img", "input"}
AUTOLINK = "a bare address is a link: GFM's extension, which this example of plain CommonMark leaves out"
# What cannot be the same, and why.
KNOWN = {
    "commonmark.txt": {
        171: "md4c 0.4.8 reads Markdown between the tags of a textarea, as before CommonMark 0.30",
        354: "md4c 0.4.8 takes currency signs for letters, as before CommonMark 0.31",
        608: AUTOLINK, 611: AUTOLINK, 612: AUTOLINK,
    },
    "gfm.txt": {616: AUTOLINK, 619: AUTOLINK, 620: AUTOLINK},
}


def examples(path):
    """(number, section, source, html) of each."""
    section, state, number = "", None, 0
    for line in open(path, encoding="utf-8"):
        text = line.rstrip("\n")
        if state is None:
            if text.startswith("# "):
                section = text[2:]
            elif text.startswith(FENCE + " example"):
                state, parts = 0, ["", ""]
        elif text == FENCE:
            number += 1
            yield number, section, parts[0].replace("→", "\t"), parts[1].replace("→", "\t")
            state = None
        elif text == "." and state == 0:
            state = 1
        else:
            parts[state] += text + "\n"


def address(text):
    """One form for an address, whether as URL or as path and fragment."""
    text = re.sub(r"^\./", "", unquote(text or ""))
    return text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", text) else text.lstrip("/")


class Flow:
    """Elements and texts in order, white space squeezed as a reader sees it."""

    def __init__(self):
        self.items = []
        self.pre = 0

    def open(self, name, *details):
        self.items.append(("<" + name,) + tuple(d for d in details if d))
        self.pre += name == "pre"

    def close(self, name):
        self.items.append((">" + name,))
        self.pre -= name == "pre"

    def text(self, data):
        if not data:
            return
        if not self.pre:
            data = re.sub(r"[ \t\n]+", " ", data)
        if self.items and self.items[-1][0] == "text":
            data = self.items.pop()[1] + data
            if not self.pre:
                data = re.sub(r" +", " ", data)
        self.items.append(("text", data))

    def done(self):
        """Blanks at the edges of blocks say nothing; neither does a code block's last line end."""
        block = {"p", "li", "ul", "ol", "blockquote", "table", "tr", "th", "td", "h1", "h2", "h3", "h4",
                 "h5", "h6", "hr", "pre", "br"}
        result = []
        for index, item in enumerate(self.items):
            if item[0] != "text":
                result.append(item)
                continue
            before = self.items[index - 1] if index else ("<p",)
            behind = self.items[index + 1] if index + 1 < len(self.items) else (">p",)
            text = item[1]
            if before == ("<pre",):
                text = text[:-1] if text.endswith("\n") else text
            else:
                if before[0][1:] in block:
                    text = text.lstrip(" ")
                if behind[0][1:] in block:
                    text = text.rstrip(" ")
            if text:
                result.append(("text", text))
        return result


class Wanted(HTMLParser):
    """The HTML of a specification."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self.links = []
        self.in_code = False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            href = address(given.get("href"))
            self.links.append(bool(href))
            if href:
                self.flow.open("a", href)
        elif tag == "img":
            self.flow.open("img", address(given.get("src")).rsplit("/", 1)[-1]
                           if not re.match(r"[a-z]+:", given.get("src", "")) else address(given["src"]),
                           "alt=" + re.sub(r"\s+", " ", given.get("alt", "")), given.get("title"))
            self.flow.close("img")
        elif tag == "input":
            self.flow.text("[x] " if "checked" in given else "[ ] ")
        elif tag == "pre":
            self.flow.open("pre")
            self.in_code = True
        elif tag == "code" and self.in_code:
            return
        elif tag in ("thead", "tbody"):
            return
        else:
            self.flow.open(tag, given.get("align") if given.get("align") != "left" else None,
                           given.get("start"))
            if tag in VOID:
                self.flow.close(tag)

    def handle_endtag(self, tag):
        if tag == "a":
            if self.links and self.links.pop():
                self.flow.close("a")
        elif tag == "code" and self.in_code:
            return
        elif tag not in ("thead", "tbody") and tag not in VOID:
            self.flow.close(tag)
            self.in_code = self.in_code and tag != "pre"

    def handle_data(self, data):
        self.flow.text(data)


def add_macro(flow, node):
    assert node.get(AC + "name") == "code", node.get(AC + "name")
    flow.open("pre")
    flow.text((node.findtext(AC + "plain-text-body") or "") + "\n")
    flow.close("pre")


def add_link(flow, node):
    page = node.find(RI + "page")
    path = page.get(RI + "content-title") if page is not None else ""
    anchor = node.get(AC + "anchor")
    flow.open("a", address(path + ("#" + anchor if anchor else "")))
    body = node.find(AC + "link-body")
    if body is not None:
        add_content(flow, body)
    flow.close("a")


def add_image(flow, node):
    url = node.find(RI + "url")
    source = address(url.get(RI + "value")) if url is not None else node.find(RI + "attachment").get(RI + "filename")
    flow.open("img", source, "alt=" + node.get(AC + "alt", ""), node.get(AC + "title"))
    flow.close("img")


def add_task(flow, node):
    flow.open("li")
    flow.text("[x] " if node.findtext(AC + "task-status") == "complete" else "[ ] ")
    add_content(flow, node.find(AC + "task-body"))
    flow.close("li")


def add_node(flow, node):
    if node.tag == AC + "structured-macro":
        add_macro(flow, node)
    elif node.tag == AC + "link":
        add_link(flow, node)
    elif node.tag == AC + "image":
        add_image(flow, node)
    elif node.tag == AC + "task":
        add_task(flow, node)
    elif node.tag == "tbody":
        add_content(flow, node)
    else:
        name = "ul" if node.tag == AC + "task-list" else node.tag
        align = re.search(r"text-align: (\w+)", node.get("style", ""))
        flow.open(name, address(node.get("href")) if name == "a" else align and align.group(1),
                  node.get("start"))
        add_content(flow, node)
        flow.close(name)


def add_content(flow, node):
    flow.text(node.text)
    for child in node:
        add_node(flow, child)
        flow.text(child.tail)


def found(storage):
    flow = Flow()
    add_content(flow, ET.fromstring(
        '<root xmlns:ac="http://atlassian.com/content" '
        'xmlns:ri="http://atlassian.com/resource/identifier">' + storage + "</root>"))
    return flow.done()


def wanted(html):
    parser = Wanted()
    parser.feed(html)
    parser.close()
    items = parser.flow.done()
    empty = [i for i in range(len(items) - 1) if items[i:i + 2] == [("<p",), (">p",)]]
    return [item for i, item in enumerate(items) if i not in empty and i - 1 not in empty]


def strip(text):
    """Without everything that looks like a tag."""
    return re.sub(r"<!--+>|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<[^<>]*>", " ", text, flags=re.S)


def words(text):
    """What is left when tags and white space are gone."""
    return re.sub(r"[\s<>]+", "", strip(text))


def has_raw(section, source, html):
    if section in RAW_SECTIONS:
        return True
    tags = set(re.findall(r"<(/?[a-zA-Z][\w-]*)", source))
    return any(re.search("<" + re.escape(tag) + r"[\s/>]", html) for tag in tags)


def is_same(section, source, html, storage):
    if not has_raw(section, source, html):
        return found(storage) == wanted(html)
    shown = "".join(item[1] for item in found(storage) if item[0] == "text")
    return words(shown) == words(entities.unescape(strip(html)))


def main():
    program, path = sys.argv[1:3]
    output = subprocess.run(sys.argv[1:], check=True, capture_output=True).stdout.decode()
    bodies = dict(re.findall(r"^=== (\d+)\n(.*?)\n(?==== \d+\n|\Z)", output, flags=re.S | re.M))
    known = KNOWN.get(path.rsplit("/", 1)[-1], {})
    good = failed = 0
    for number, section, source, html in examples(path):
        storage = bodies[str(number)]
        if is_same(section, source, html, storage) != (number in known):
            good += 1
            continue
        failed += 1
        if number in known:
            print(f"example {number} is the same now: take it off the list")
        print(f"example {number} ({section}):\n{source}\nwanted: {html}\nfound: {storage}\n")
        if not has_raw(section, source, html):
            print(f"{wanted(html)}\n{found(storage)}\n")
    print(f"{good} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
