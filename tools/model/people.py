# SPDX-License-Identifier: MIT
"""What people do in Confluence while the tree is published, and what must be left of it."""
import json
import re
import urllib.error
import urllib.request

from tree import TITLES, title_key


class People:
    """`edits`: {page id: words that must not be lost}; everything through the sandbox's routes."""

    def __init__(self, world):
        self.world = world
        self.edits = {}
        self.trashed = set()
        self.archived = set()    # a part of those
        self.restricted = set()  # not to be seen, or not to be changed, by us
        self.back = set()    # were to come back; another page may have the title that they had
        self.pages = {}      # foreign pages: {id: title}
        self.hidden = set()  # a part of the restricted: not to be seen by us
        self.agreed = set()  # what was done to them was shown, and is to go with them
        self.comments = {}   # {page id: [(text it stands at, its reference)]}
        self.labels = {}
        self.retitled = set()  # keys of titles that pages of ours had
        self.count = 0

    def ask(self, route, order):
        base = re.match(r"https?://[^/]+", self.world.url).group(0)
        request = urllib.request.Request(base + "/_sandbox/" + route,
                                         data=json.dumps(order).encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return {"refused": error.code}

    # -------------------------------------------------------------- what is expected

    def touched(self, number):
        return number in self.edits or number in self.trashed or number in self.restricted or \
            number in self.agreed

    def is_any_held(self):
        return bool(self.edits or self.trashed or self.restricted or self.pages or self.agreed)

    def agree(self, number):
        """It may go as it is. If its file is back before, nothing is done for that."""
        if self.edits.pop(number, None):
            self.agreed.add(number)

    def leave(self, space, numbers):
        """Pages that we cannot see count as gone: where their files went, they are nobody's."""
        for number in set(space.current()) - numbers:
            if any(self.is_below(space, number, above) for above in self.hidden):
                self.pages[number] = space.pages[number]["title"]

    def is_hidden(self, space, number):
        """What stands below a page that is kept from us is kept from us, too."""
        return any(self.is_below(space, number, above) for above in self.restricted)

    def may_wait(self, number, title):
        """The page, which is to be called so, waits because of what a person did."""
        if self.touched(number) or number in self.back:
            return True
        return title_key(title) in {title_key(other) for other in self.pages.values()}

    def comments_of(self, number, word):
        return [reference for text, reference in self.comments.get(number, []) if text == word]

    def lose_comments(self, space):
        """The text they stood at went; it may come back, but they do not."""
        for number, comments in self.comments.items():
            body = space.pages.get(number, {}).get("body", "")
            self.comments[number] = [one for one in comments if one[1] in body]

    def labels_of(self, number):
        return self.labels.get(number, set())

    def files_of(self, _number):
        return ()

    def lost(self, space):
        for number, words in self.edits.items():
            page = space.pages.get(number)
            for word in words:
                if page is None or word not in page["body"] + page["title"] + str(page["parent"]):
                    yield f"page {number}: the edit {word} of a person was lost"

    # -------------------------------------------------------------- what they do

    def edit(self, dice, space):
        number = self.pick(dice, space)
        if number is None:
            return None
        self.count += 1
        word = f"person{self.count}p"
        body = space.pages[number]["body"]
        body = self.world.page(number)["body"] + f"<p>{word}</p>"
        if "refused" not in self.ask(f"pages/{number}/edit", {"body": body, "user": "bob"}):
            self.edits.setdefault(number, []).append(word)
        return f"bob edits {number}: {word}"

    def retitle(self, dice, space):
        number = self.pick(dice, space)
        if number is None:
            return None
        self.count += 1
        title = f"Person {self.count}p"
        self.retitled.add(title_key(space.pages[number]["title"]))
        if "refused" not in self.ask(f"pages/{number}/edit", {"title": title, "user": "bob"}):
            self.edits.setdefault(number, []).append(title)
        return f"bob calls {number} {title}"

    def comment(self, dice, space):
        number = self.pick(dice, space)
        if number is None:
            return None
        match = re.search(r"word\d+x\d+x", self.world.page(number)["body"])
        if not match:
            return None
        answer = self.ask(f"pages/{number}/comment", {"selection": match[0], "user": "bob"})
        references = set(re.findall(r'ac:ref="([^"]+)"', answer.get("body", "")))
        references -= {reference for _, reference in self.comments.get(number, [])}
        for reference in references:
            self.comments.setdefault(number, []).append((match[0], reference))
        return f"bob comments on {number} at {match[0]}"

    def parents(self, space):
        moved = {goal for words in self.edits.values() for goal in words}
        return moved | {page["parent"] for page in space.current().values()}

    def trash(self, dice, space):
        """A page without pages below it."""
        parents = self.parents(space)
        number = self.pick(dice, space, parents)
        if number is None:
            return None
        self.ask(f"pages/{number}/trash", {})
        self.trashed.add(number)
        self.edits.pop(number, None)
        return f"bob trashes {number}"

    def restore(self, dice, space):
        """From the trash or the archive, whoever put it there."""
        numbers = sorted(number for number, page in space.pages.items()
                         if page["status"] in ("trashed", "archived"))
        if not numbers:
            return None
        number = dice.choice(numbers)
        if "refused" in self.ask(f"pages/{number}/restore", {"user": "bob"}):
            return None
        if number in self.trashed:
            self.trashed.discard(number)
            self.archived.discard(number)
            self.edits[number] = []  # a decision was opened, perhaps, and it stays
        else:
            self.pages[number] = space.pages[number]["title"]
        return f"bob restores {number}"

    def archive(self, dice, space):
        """As trash(); only Confluence itself brings it back."""
        parents = self.parents(space)
        number = self.pick(dice, space, parents)
        if number is None or self.world.options.edition != "cloud":
            return None
        self.ask(f"pages/{number}/archive", {})
        self.trashed.add(number)
        self.archived.add(number)
        self.edits.pop(number, None)
        return f"bob archives {number}"

    def restrict(self, dice, space):
        number = self.pick(dice, space)
        if number is None:
            return None
        order = {"viewer": "bob", "editor": "bob"} if dice.random() < 0.5 else {"editor": "bob"}
        self.ask(f"pages/{number}/restrict", order)
        self.restricted.add(number)
        if "viewer" in order:
            self.hidden.add(number)
        return f"bob keeps {number} for himself: {order}"

    def release(self, dice, _space):
        if not self.restricted:
            return None
        number = dice.choice(sorted(self.restricted))
        self.ask(f"pages/{number}/restrict", {"viewer": None, "editor": None})
        self.restricted.discard(number)
        self.hidden.discard(number)
        self.world.cmsync("retry", check=False)
        return f"bob lets everybody at {number} again"

    def move(self, dice, space):
        """Below another page, ours or not."""
        number = self.pick(dice, space)
        goals = [goal for goal in sorted(space.current()) if not self.is_below(space, goal, number)]
        if number is None or not goals:
            return None
        goal = dice.choice(goals)
        if goal == space.pages[number]["parent"]:
            return None
        if "refused" not in self.ask(f"pages/{number}/move", {"parent": goal, "user": "bob"}):
            self.edits.setdefault(number, []).append(goal)
        return f"bob moves {number} below {goal}"

    @staticmethod
    def is_below(space, number, above):
        while number is not None and number != above:
            number = space.pages.get(number, {}).get("parent")
        return number is not None

    def label(self, dice, space):
        number = self.pick(dice, space)
        if number is None:
            return None
        if self.is_hidden(space, number):
            return None
        self.world.add_label(number, "gold")
        self.labels.setdefault(number, set()).add("gold")
        return f"bob labels {number}"

    def create(self, dice, space):
        title = dice.choice(TITLES).strip()
        answer = self.ask("pages", {"title": title, "body": "<p>of bob</p>", "user": "bob",
                                    "parent": space.home})
        if "id" in answer:
            self.pages[answer["id"]] = title
        return f"bob creates `{title}`"

    def pick(self, dice, space, without=()):
        numbers = sorted(number for number in space.current()
                         if number not in self.pages and number not in without and
                         not self.touched(number))
        number = dice.choice(numbers) if numbers else None
        if number and self.world.page(number)["status"] != "current":
            return None  # since the last look
        return number
