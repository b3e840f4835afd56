# SPDX-License-Identifier: MIT
"""Inputs that are nothing but one thing, over and over: what makes a converter slow if anything does."""


def staircase(step, line, size):
    """Lines, each `step` columns further in, about `size` bytes of them."""
    return "".join(" " * (step * i) + line for i in range(int((2 * size / max(step, 1)) ** 0.5)))


def repeated(text, head="", tail=""):
    return lambda size: head + text * max(1, size // len(text)) + tail


# name: function from a size to a text of about that size
INPUTS = {
    "prose": repeated("Some *text* with `code` and [links](a.md) to read, at length.\n\n"),
    "quote marks": repeated(">"),
    "quotes": repeated("> ", tail="a"),
    "nested lists": lambda size: staircase(2, "- a\n", size),
    "nested admonitions": lambda size: staircase(4, "!!! note\n", size),
    "nested definitions": lambda size: "T\n" + staircase(4, ": d\n", size),
    "opening brackets": repeated("["),
    "closing brackets": repeated("]"),
    "unclosed links": repeated("[a]("),
    "links in links": repeated("[a](b"),
    "unclosed images": repeated("![a]("),
    "unclosed emphasis": repeated("*a_ "),
    "unclosed strong": repeated("**a "),
    "odd emphasis": repeated("c* ", head="a**b"),
    "backticks": lambda size: "".join("e" + "`" * i for i in range(int((2 * size) ** 0.5))),
    "tildes": repeated("a~b~"),
    "less-than": repeated("<"),
    "unclosed tags": repeated("<a "),
    "unclosed comments": repeated("<!-- "),
    "unclosed instructions": repeated("a <? "),
    "unclosed CDATA": repeated("a <![CDATA["),
    "ampersands": repeated("&"),
    "entities": repeated("&a;"),
    "addresses": repeated("https://a.bc "),
    "www": repeated("www.a.bc "),
    "mail": repeated("a@b.cd "),
    "dots": repeated("a."),
    "table rows": repeated("|x|y|\n", head="|a|b|\n|---|---|\n"),
    "wide table": lambda size: "|a" * int(size ** 0.5) + "|\n" + "|---" * int(size ** 0.5) + "|\n" + "|\n" * (size // 3),
    "rules": repeated("|-|-|\n"),
    "references": lambda size: "".join(f"[a{i}]: b\n" for i in range(size // 12)) + "[a1] " * (size // 20),
    "long reference": lambda size: "[a]: " + "b" * (size // 2) + "\n\n" + "[a]\n" * (size // 8),
    "broken references": repeated("[a]: <b\n"),
    "footnotes": lambda size: "".join(f"[^{i}]\n\n[^{i}]: x\n\n" for i in range(size // 20)),
    "one footnote": repeated("[^1] ", tail="\n\n[^1]: x\n"),
    "admonitions": repeated("!!! note\n    x\n\n"),
    "unclosed directives": repeated(":::note\n"),
    "directives": repeated(":::note\nx\n:::\n"),
    "layouts": repeated(":::layout\n:::cell\nx\n:::\n:::\n"),
    "definitions": repeated("T\n: d\n\n"),
    "colons": repeated(":a"),
    "marks": repeated("==a "),
    "carets": repeated("a^b"),
    "alerts": repeated("> [!NOTE]\n> x\n\n"),
    "details": repeated("<details>\n\n"),
    "divs": repeated("<div>\n\n"),
    "unclosed bold": repeated("<b>"),
    "unknown tags": repeated("<foo> "),
    "attributes": repeated("b=c ", head="<a ", tail=">"),
    "unclosed cells": repeated("<tr><td>x", head="<table>\n"),
    "unclosed items": repeated("<li>x", head="<ul>\n"),
    "tasks": repeated("- [ ] x\n"),
    "same headings": repeated("# a\n\n"),
    "headings": lambda size: "".join(f"## a{i}\n\n" for i in range(size // 9)),
    "images": lambda size: "".join(f"![a](b{i}.png) " for i in range(size // 15)),
    "image attributes": repeated("![a](http://b.c/d){"),
    "macros": repeated("[a](macro:status) "),
    "fences": repeated("```a\nx\n```\n"),
    "unclosed fence": repeated("a\n", head="```\n"),
    "storage": repeated("```confluence-storage\n<p>x</p>\n```\n"),
    "broken storage": repeated("```confluence-storage\n<p>x</q>\n```\n"),
    "tabs": repeated("\t"),
    "code with tabs": repeated("    \ta\n"),
    "zeros": repeated("\0"),
    "bad bytes": repeated("\x80"),
    "hard breaks": repeated("a  \n"),
    "setext": repeated("a\n", tail="==="),
    "front matter": lambda size: "---\n" + "".join(f"a{i}: b\n" for i in range(size // 10)) + "---\n",
}
