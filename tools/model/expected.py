# SPDX-License-Identifier: MIT
"""What Confluence must show for a tree, and whether it does."""
import html
import os
import posixpath
import re
import unicodedata
import xml.etree.ElementTree as xml

from tree import Document, digest, folder_of, slug, title_key

AC, RI = "{urn:ac}", "{urn:ri}"


def parse_body(body):
    """Storage format as a tree; entities of HTML as characters."""
    body = re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;|#)(\w+;)", lambda m: html.unescape("&" + m[1]),
                  body)
    return xml.fromstring('<body xmlns:ac="urn:ac" xmlns:ri="urn:ri">' + body + "</body>")


def text_of(element):
    return "".join(element.itertext())


def resolve(source, href):
    """The path in the tree that an address in a file means; None: outside."""
    path = posixpath.normpath(posixpath.join(folder_of(source), href))
    if path == ".":
        return ""
    return None if path.startswith("..") else path


def raw_title(page, file):
    """What the page is called when nothing else is called so."""
    if isinstance(file, Document) and file.title:
        return " ".join(file.title.split())
    if page.endswith("/"):
        return page.rstrip("/").rsplit("/", 1)[-1]
    return os.path.splitext(page.rsplit("/", 1)[-1])[0]


def same_text(one, other):
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


class Space:
    """The sandbox's view and the instance's, at one moment."""

    def __init__(self, state, files):
        self.pages = {page["id"]: page for page in state["pages"]}
        self.home = str(state["spaces"][0]["homepage"])
        self.left = {file["page_id"] for file in files if file["letter"] in "OD"}
        self.files = {file["path"]: file for file in files if file["letter"] not in "OD"}

    def current(self):
        return {number: page for number, page in self.pages.items()
                if page["status"] == "current" and number != self.home}


class Expectation:
    """The tree against the space. `people` is what people did (see people.py)."""

    def __init__(self, tree, people, memory):
        self.tree = tree
        self.people = people
        self.memory = memory
        self.pages = tree.pages()

    def file_of(self, page):
        return self.tree.files.get(self.pages[page])

    def parent_of(self, page):
        folder = folder_of(page.rstrip("/"))
        return folder + "/" if folder else None

    def shown(self, page):
        """The path under which the instance lists a page."""
        return self.pages[page] or page

    def id_of(self, space, page):
        return space.files.get(self.shown(page), {}).get("page_id", "")

    def is_stuck(self, space, page):
        """It waits for a person, or for a page that does."""
        if self.people.is_hidden(space, self.id_of(space, page)):
            return True
        while page is not None:
            title = raw_title(page, self.file_of(page))
            if self.people.may_wait(self.id_of(space, page), title) or \
                    self.is_title_held(page):
                return True
            page = self.parent_of(page)
        return False

    def is_title_held(self, page):
        """A page that waits for a person still has the title."""
        return self.people.is_any_held() and self.memory.is_contested(
            raw_title(page, self.file_of(page)), page)

    def problems(self, space):
        """Everything that is not as it should be, a line each."""
        listed = set(space.files)
        wanted = {self.shown(page) for page in self.pages}
        for path in sorted(listed ^ wanted):
            yield f"{path}: {'listed' if path in listed else 'not listed'}"
        for page in self.pages:
            if self.shown(page) in listed:
                yield from self.check_page(space, page)
        yield from self.check_whole(space)

    def check_page(self, space, page):
        letter = space.files[self.shown(page)]["letter"]
        number = self.id_of(space, page)
        if letter != "=":
            is_below_its_child = letter == "E" and self.people.edits and \
                "own parent" in space.files[self.shown(page)]["reason"]
            if not (letter in "UAWRML" and self.is_stuck(space, page)) and not is_below_its_child:
                yield f"{page}: {letter} {space.files[self.shown(page)]['reason']}"
            return
        remote = space.pages.get(number)
        if self.people.touched(number):
            return
        if remote is None or remote["status"] != "current":
            yield f"{page}: page {number} is {remote['status'] if remote else 'not there'}"
            return
        for problem in self.compare(space, page, remote):
            yield f"{page} (page {number}): {problem}"

    def compare(self, space, page, remote):
        above = self.parent_of(page)
        wanted = space.home if above is None else self.id_of(space, above)
        if remote["parent"] != wanted:
            yield f"is under {remote['parent']}, not {wanted} ({above})"
        yield from self.check_title(page, remote)
        yield from self.check_identity(page, remote)
        file = self.file_of(page)
        try:
            body = parse_body(remote["body"])
        except xml.ParseError as error:
            yield f"body: {error}: {remote['body']}"
            return
        if file is None:
            names = [macro.get(AC + "name") for macro in body.iter(AC + "structured-macro")]
            if names != ["children"]:
                yield f"is no list of its children: {remote['body']}"
        else:
            yield from self.check_text(file, remote, body)
            yield from self.check_links(space, page, file, body)
            yield from self.check_pictures(page, file, remote, body)
        labels = set(file.labels) if file else set()
        if set(remote["labels"]) != labels | self.people.labels_of(remote["id"]):
            yield f"labels {remote['labels']}, not {sorted(labels)}"

    def check_title(self, page, remote):
        raw = unicodedata.normalize("NFC", raw_title(page, self.file_of(page)))
        title = unicodedata.normalize("NFC", remote["title"])
        if same_text(title, raw):
            return
        has_words = same_text(title[:len(raw) + 2], raw + " (")
        is_cut = not has_words and (len(raw.encode("utf-16-le")) // 2 > 255 or "\u2026" in title)
        begin = title.split("\u2026")[0] if is_cut else raw
        if not same_text(raw[:len(begin)], begin) or not (is_cut or has_words):
            yield f"is called `{title}`, not `{raw}`"
        elif not is_cut and not self.memory.is_contested(raw, page) and \
                title_key(raw) not in self.people.retitled:
            yield f"is called `{title}` though nobody else is called `{raw}`"
        if len(title.encode("utf-16-le")) // 2 > 255:
            yield f"its title is too long: `{title}`"

    def check_identity(self, page, remote):
        known = self.memory.known_id(page, self.file_of(page))
        if known is not None and known != remote["id"]:
            yield f"was page {known} before"

    def check_text(self, file, remote, body):
        text = text_of(body)
        if file.word() not in text:
            yield f"does not say {file.word()}: {remote['body'][:300]}"
        if len(re.findall(r"word\d+x\d+x", text)) != 1:
            yield f"says more than {file.word()}: {text[:300]}"
        for comment in self.people.comments_of(remote["id"], file.word()):
            if comment not in remote["body"]:
                yield f"lost the inline comment {comment}"

    def check_links(self, space, page, file, body):
        found = {text_of(link): link for link in body.iter(AC + "link")}
        for number, (href, fragment) in enumerate(file.links):
            name = f"L{file.said}n{number}e"
            if name not in text_of(body):
                yield f"does not show the link {name}"
            path = resolve(self.pages[page], href)
            target = None if path is None else self.tree.page_of(path)
            if target is None:
                if name in found:
                    yield f"{name} to {href} is a link to nowhere"
                continue
            yield from self.check_link(space, page, target, fragment, found.get(name), name)

    def check_link(self, space, page, target, fragment, link, name):
        number = self.id_of(space, target)
        remote = space.pages.get(number)
        if link is None:
            if target != page:
                yield f"{name} to {target} is no link"
            return
        if self.people.touched(number) or remote is None or remote["status"] != "current":
            return
        if space.files[self.shown(target)]["letter"] != "=" and self.is_stuck(space, target):
            return  # it waits, and is not called so yet
        title = link.find(RI + "page")
        if target != page and title is None:
            yield f"{name} to {target} is a link in the page itself"
        elif title is not None and title.get(RI + "content-title") != remote["title"]:
            yield (f"{name} leads to `{title.get(RI + 'content-title')}`, not "
                   f"`{remote['title']}` ({target})")
        file = self.file_of(target)
        headings = [slug(heading) for heading in file.headings] if file else []
        anchor = link.get(AC + "anchor")
        if fragment in headings and (not anchor or anchor not in self.anchors_of(remote)):
            yield f"{name} to {target}#{fragment}: no anchor {anchor}"
        if fragment not in headings and anchor:
            yield f"{name} to {target} has the anchor {anchor}"

    @staticmethod
    def anchors_of(remote):
        body = parse_body(remote["body"])
        return [text_of(macro) for macro in body.iter(AC + "structured-macro")
                if macro.get(AC + "name") == "anchor"]

    def check_pictures(self, page, file, remote, body):
        files = {one["name"]: one["sha256"] for one in remote["attachments"]
                 if not one["trashed"] and one["name"] not in self.people.files_of(remote["id"])}
        shown = [name.get(RI + "filename") for name in body.iter(RI + "attachment")]
        paths = [resolve(self.pages[page], href) for href in file.pictures]
        wanted = [path for path in paths if isinstance(self.tree.files.get(path), bytes)]
        if [files.get(name) for name in shown] != [digest(self.tree.files[path])
                                                   for path in wanted]:
            yield f"shows {shown} of {sorted(files)}, wanted {wanted}"
        if len(files) != len(set(wanted)):
            yield f"has the files {sorted(files)}, wanted {sorted(set(wanted))}"

    def check_whole(self, space):
        keys = {}
        for number, page in space.current().items():
            keys.setdefault(title_key(page["title"]), []).append(number)
        for key, numbers in keys.items():
            if len(numbers) > 1:
                yield f"pages {numbers} are called `{key}`"
        ours = {self.id_of(space, page) for page in self.pages} - {""}
        if len(ours) != len([page for page in self.pages if self.id_of(space, page)]):
            yield "one page stands for two paths"
        for number, page in space.current().items():
            if number in ours or number in self.people.pages:
                continue
            if number not in space.left and not self.people.is_hidden(space, number):
                yield f"page {number} `{page['title']}` belongs to nothing"
        yield from self.people.lost(space)


class Memory:
    """What is remembered from one settling to the next: which page was which, who had a title."""

    def __init__(self):
        self.of_document = {}  # document's number: (is it a folder's content, page id)
        self.of_folder = {}    # folder's path: page id
        self.titles = {}       # title key: pages' ids, or documents' numbers or paths
        self.settled = {}      # folder's path: page id, as it was when all was settled
        self.keeps = False     # on_delete: keep

    def is_contested(self, raw, page):
        return len(self.titles.get(title_key(raw), ())) > 1

    def claimant(self, expectation, page):
        """A page as far as it is known; else the document, or the folder."""
        file = expectation.file_of(page)
        number = self.known_id(page, file)
        return "page " + number if number else (file.number if file else page)

    def claim_wanted(self, expectation):
        """Titles as the files say them."""
        for page in expectation.pages:
            raw = raw_title(page, expectation.file_of(page))
            self.titles.setdefault(title_key(raw), set()).add(self.claimant(expectation, page))

    def claim(self, expectation, space):
        """Titles as they are wanted and as they are. Who goes from page to page with a document is
        claimed by both: for a moment it is the title of one and to be that of the other."""
        self.claim_wanted(expectation)
        for page in expectation.pages:
            number = expectation.id_of(space, page)
            if number:
                self.call(self.claimant(expectation, page), "page " + number)
        for number, page in space.pages.items():
            # One that a person put into the trash has it as far as anybody knows.
            if page["status"] == "current" or number in expectation.people.trashed:
                self.titles.setdefault(title_key(page["title"]), set()).add("page " + number)

    def contest(self, raw):
        """Two files are called so for a moment, and may be seen then: who gets other words keeps
        them, as titles are stable."""
        self.titles.setdefault(title_key(raw), set()).update(("one file", "its copy"))

    def call(self, name, number):
        """Who was known by its document is known by its page now."""
        if isinstance(name, str) and name.startswith("page "):
            return
        for names in self.titles.values():
            if name in names:
                names.discard(name)
                names.add(number)

    def known_id(self, page, file):
        if page.endswith("/"):
            return self.of_folder.get(page)
        return self.of_document.get(file.number)

    def forget(self, file):
        self.of_document.pop(file.number, None)

    def forget_page(self, number):
        self.of_folder = {key: value for key, value in self.of_folder.items() if value != number}
        self.of_document = {key: value for key, value in self.of_document.items()
                            if value != number}

    def forget_folder(self, page):
        """It went and came back: its page may have gone along with its content, or not."""
        number = self.settled.get(page)
        self.of_folder.pop(page, None)
        self.forget_page(number)

    def follow(self, before, after, renamed, settled):
        """One step on disk: which page is which now. `before` and `after`: {page: file's number or
        None}; `renamed`: (old, new) folder, or None."""
        if renamed:
            old, new = renamed
            self.of_folder = {new + page[len(old):] if page.startswith(old + "/") else page: number
                              for page, number in self.of_folder.items()}
            before = {new + page[len(old):] if page.startswith(old + "/") else page: file
                      for page, file in before.items()}
        if renamed and renamed[1] + "/" in settled:
            self.of_folder.pop(renamed[1] + "/", None)
        for page, file in after.items():
            if page.endswith("/") and page not in before:
                number = self.of_document.get(file) if file in before.values() else None
                self.of_folder.pop(page, None)
                if number:
                    self.of_folder[page] = number
        content = {page: file for page, file in before.items() if page.endswith("/")}
        for page, file in after.items():
            if page in content and file != content[page] and None not in (file, content[page]) \
                    and file in before.values() and content[page] in after.values():
                self.of_folder.pop(page, None)
            elif page in content and content[page] in after.values() and \
                    after.get(page) != content[page]:
                self.of_folder.pop(page, None)
        was_content = {file: page for page, file in content.items()}
        for page, file in after.items():
            if not page.endswith("/") and file in was_content:
                number = self.of_folder.get(was_content[file])
                if number and was_content[file] not in after:
                    self.of_document[file] = number
                else:
                    self.of_document.pop(file, None)
        ordinary = {file for page, file in after.items() if not page.endswith("/")}
        self.of_document = {file: number for file, number in self.of_document.items()
                            if file in ordinary}
        self.of_folder = {page: number for page, number in self.of_folder.items()
                          if page in after}

    def learn(self, expectation, space):
        self.of_document, self.of_folder = {}, {}
        for page in expectation.pages:
            number = expectation.id_of(space, page)
            if not number:
                continue
            if page.endswith("/"):
                self.of_folder[page] = number
            else:
                self.of_document[expectation.file_of(page).number] = number
        self.settled = dict(self.of_folder)
