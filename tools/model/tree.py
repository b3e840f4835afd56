# SPDX-License-Identifier: MIT
"""A tree of documents on disk, what people do to it, and what follows for the pages.

Nothing here comes from the programs: the rules are those of the manual, written anew.
"""
import copy
import hashlib
import os
import shutil
import unicodedata

from world import png

TITLES = ["Alpha", "alpha", "ALPHA", "Beta", "beta", "Gamma", "Straße", "STRASSE", "Größe",
          "GRÖSSE", "Δέλτα", "δέλτα", "Zoë & <Co>", "Zoe\u0308 & <Co>", "Epsilon \U0001F680",
          "Long " + "word " * 60, "Long " + "Word " * 60 + "too", "Überlänge " + "ä" * 250]
NAMES = ["a", "b", "c", "alpha", "Größe", "x y"]
FOLDERS = ["", "a", "b", "guide", "guide/a", "guide/deep", "guide/deep/er", "x"]
PICTURES = ["p.png", "q.png", "guide/p.png", "a/p.png", "img/r.png"]
HEADINGS = ["Part one", "Part two", "Größe"]
LABELS = ["red", "green", "blue"]


def title_key(title):
    """Two titles with one key are the same to Confluence."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
    return " ".join(folded.split())


def slug(heading):
    return heading.lower().replace(" ", "-")


class Document:
    """One Markdown file: where it lies is the tree's matter."""
    count = 0

    def __init__(self, dice):
        Document.count += 1
        self.number = Document.count
        self.said = self.number  # a copy says what the first one says
        self.revision = 0
        self.is_new = False  # its inode is another one than when it was published last
        self.title = None
        self.is_front = False
        self.labels = []
        self.links = []
        self.pictures = []
        self.headings = []
        self.vary(dice)

    def vary(self, dice):
        """Everything new."""
        self.retitle(dice)
        self.labels = sorted(dice.sample(LABELS, dice.randrange(3)))
        self.headings = dice.sample(HEADINGS, dice.randrange(3))
        self.relink(dice)
        self.repaint(dice)

    def retitle(self, dice):
        self.title = dice.choice(TITLES + [f"Title {self.number}"] * 20 + [None] * 6)
        self.is_front = dice.random() < 0.4

    def relink(self, dice):
        self.links = [link(dice) for _ in range(dice.randrange(4))]

    def repaint(self, dice):
        self.pictures = [("../" * dice.randrange(3)) + dice.choice(PICTURES)
                         for _ in range(dice.choice([0, 0, 1, 2]))]

    def word(self):
        return f"word{self.said}x{self.revision}x"

    def copy(self):
        Document.count += 1
        twin = copy.deepcopy(self)
        twin.number = Document.count
        twin.is_new = True
        return twin

    def render(self):
        lines = []
        if self.labels or (self.title and self.is_front):
            lines += ["---"]
            if self.title and self.is_front:
                lines += ["title: '" + self.title.strip() + "'"]
            if self.labels:
                lines += ["labels: [" + ", ".join(self.labels) + "]"]
            lines += ["---", ""]
        if self.title and not self.is_front:
            lines += ["# " + self.title.strip().replace("&", "\\&").replace("<", "\\<"), ""]
        lines += [f"It says {self.word()} here.", ""]
        for number, (href, fragment) in enumerate(self.links):
            where = href + ("#" + fragment if fragment else "")
            lines += [f"[L{self.said}n{number}e](<{where}>)", ""]
        for href in self.pictures:
            lines += [f"![picture](<{href}>)", ""]
        for heading in self.headings:
            lines += ["## " + heading, "", "Text.", ""]
        return "\n".join(lines) + "\n"


def link(dice):
    """(address, fragment): to a page, a folder, a page that is not there."""
    up = "../" * dice.choice([0, 0, 1, 1, 2])
    folder = dice.choice(FOLDERS)
    name = dice.choice(NAMES + ["index", "README"]) + ".md"
    if dice.random() < 0.15:
        href = up + folder + "/" if folder or up else "./"
    else:
        href = up + (folder + "/" if folder else "") + name
    fragment = slug(dice.choice(HEADINGS)) if dice.random() < 0.4 else ""
    return (href, fragment)


def content(file):
    return file if isinstance(file, bytes) else file.render().encode()


def folder_of(path):
    return path.rsplit("/", 1)[0] if "/" in path else ""


class Tree:
    """Files on disk and the same in memory: {path: Document or bytes}."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        self.ignored = set()  # names of files, by the root's .cmsyncignore
        self.renamed = None  # (old, new) folder of the last step
        self.left = set()    # folders' pages that were gone in the middle of the last step
        self.copied = []     # titles that two files have for a moment, in the last step
        self.branch = None   # the files of the branch that is not checked out
        self.settled = set() # paths as they were when all was settled

    def where(self, path):
        return os.path.join(self.root, path)

    # -------------------------------------------------------------- what lies there

    def documents(self):
        return sorted(path for path, file in self.files.items() if isinstance(file, Document) and
                      path.rsplit("/", 1)[-1] not in self.ignored)

    def pictures(self):
        return sorted(path for path, file in self.files.items() if isinstance(file, bytes))

    def folders(self):
        """With Markdown somewhere below."""
        found = set()
        for path in self.documents():
            folder = folder_of(path)
            while folder:
                found.add(folder)
                folder = folder_of(folder)
        return sorted(found)

    def content_of(self, folder):
        """The path of the file that a folder's page is made of; None: generated."""
        for wanted in ("index.md", "readme.md"):
            names = [path for path in self.documents()
                     if folder_of(path) == folder and path.rsplit("/", 1)[-1].lower() == wanted]
            if names:
                return names[0]
        return None

    def pages(self):
        """{page: path of its source or None}; a page is a path, of a folder with a slash."""
        pages = {folder + "/": self.content_of(folder) for folder in self.folders()}
        sources = set(pages.values())
        pages.update({path: path for path in self.documents() if path not in sources})
        return pages

    def page_of(self, target):
        """The page that a path means, or None."""
        pages = self.pages()
        for page, source in pages.items():
            if target and target in (page, source, page.rstrip("/")):
                return page
        if target + ".md" in pages:
            return target + ".md"
        if target == "":
            index = self.content_of("")
            return index if index in pages else None
        return None

    # -------------------------------------------------------------- effects

    def write(self, path, file, is_atomic=False):
        where = self.where(path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        data = content(file)
        name = os.path.join(os.path.dirname(where), ".new~") if is_atomic else where
        with open(name, "wb") as out:
            out.write(data)
        if is_atomic:
            os.rename(name, where)
        self.files[path] = file

    def ignore(self, names):
        self.ignored = set(names)
        with open(self.where(".cmsyncignore"), "w", encoding="utf-8") as file:
            file.write("".join(name + "\n" for name in sorted(names)))

    def remove(self, path):
        os.remove(self.where(path))
        file = self.files.pop(path)
        self.prune(folder_of(path))
        return file

    def prune(self, folder):
        while folder and not os.listdir(self.where(folder)):
            os.rmdir(self.where(folder))
            folder = folder_of(folder)

    def rename(self, old, new):
        """A file or a folder; the new name is free."""
        os.makedirs(os.path.dirname(self.where(new)), exist_ok=True)
        os.rename(self.where(old), self.where(new))
        for path in list(self.files):
            if path == old or path.startswith(old + "/"):
                self.files[new + path[len(old):]] = self.files.pop(path)
        self.prune(folder_of(old))

    def remove_folder(self, folder):
        shutil.rmtree(self.where(folder))
        for path in [path for path in self.files if path.startswith(folder + "/")]:
            del self.files[path]
        self.prune(folder_of(folder))

    def swap(self, one, other):
        """The two files change places, as `mv` does it."""
        between = self.where(folder_of(one)) + "/.swap~"
        os.rename(self.where(one), between)
        os.rename(self.where(other), self.where(one))
        os.rename(between, self.where(other))
        self.files[one], self.files[other] = self.files[other], self.files[one]

    def copy_over(self, old, new):
        """A move that leaves neither inode nor times: copied, then removed."""
        with open(self.where(old), "rb") as file:
            data = file.read()
        os.makedirs(os.path.dirname(self.where(new)), exist_ok=True)
        with open(self.where(new), "wb") as file:
            file.write(data)
        self.files[new] = self.files[old]
        self.copied = [self.title_of(new)]
        self.remove(old)

    def title_of(self, path):
        return self.files[path].title or os.path.splitext(os.path.basename(path))[0]

    def may_check_out(self, files):
        """Enough stays: what is more than half gone is not believed."""
        left = [path for path, file in files.items() if isinstance(file, Document) and
                path.rsplit("/", 1)[-1] not in self.ignored]
        return len(left) > 2 and len(self.settled & set(files)) * 3 >= len(self.settled) * 2

    def check_out(self, files):
        """As git does it: what is the same is left alone, all else is made anew."""
        before = self.pages()
        self.copied = [self.title_of(path) for path in self.documents()]
        for path in sorted(self.files):
            if path not in files or content(self.files[path]) != content(files[path]):
                self.remove(path)
        self.left = {page for page in before if page.endswith("/")} - set(self.pages())
        for path, file in files.items():
            if path not in self.files:
                self.write(path, file)
                if isinstance(file, Document):
                    file.is_new = True
            elif isinstance(file, Document):
                self.files[path].number = file.number
        self.copied += [self.title_of(path) for path in self.documents()]

    def is_free(self, path):
        return not os.path.lexists(self.where(path))


def picture(dice):
    return png(dice.randrange(6))


def digest(data):
    return hashlib.sha256(data).hexdigest()
