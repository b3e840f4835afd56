#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random operations on a small tree and in Confluence, checked against a simple model.

Each seed is one life of a tree: some operations, then everything settles (`cmsync apply`, or a
running `cmsync start`), then the space is compared with what the manual says it must show. Exit
status 1 when something was wrong; the seed and all operations are printed then.
"""
import argparse
import base64
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import re

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from expected import Expectation, Memory, Space  # pylint: disable=wrong-import-position
from operations import OPERATIONS, WIDE_OPERATIONS, WIDER_OPERATIONS  # pylint: disable=wrong-import-position
from people import People  # pylint: disable=wrong-import-position
from tree import Document, Tree  # pylint: disable=wrong-import-position
from world import TOKEN, USER, World  # pylint: disable=wrong-import-position

PATIENCE_S = 60


class Wrong(Exception):
    """The space is not as it must be."""


class ModelWorld(World):
    def configure(self):
        super().configure()
        with open(os.path.join(self.folder, "cmsync.yaml"), "a", encoding="utf-8") as file:
            file.write("  debounce_ms: 0\n  max_deletions: 1000\n"
                       f"publish:\n  on_delete: {self.options.on_delete}\n")

    def add_label(self, number, name):
        key = f"{USER}:{TOKEN}".encode()
        access = "Basic " + base64.b64encode(key).decode() if self.options.edition == "cloud" \
            else "Bearer " + TOKEN
        request = urllib.request.Request(
            f"{self.url}/rest/api/content/{number}/label", method="POST",
            data=json.dumps([{"prefix": "global", "name": name}]).encode(),
            headers={"Authorization": access, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60):
            pass

    def page(self, number):
        base = re.match(r"https?://[^/]+", self.url).group(0)
        with urllib.request.urlopen(base + f"/_sandbox/pages/{number}", timeout=60) as answer:
            return json.load(answer)


class Life:
    """One seed."""

    def __init__(self, options, seed):
        self.options = options
        self.dice = random.Random(seed)
        self.fate = random.Random(-seed)  # kills leave the rest of a life as it was
        Document.count = 0
        self.world = ModelWorld(options)
        self.world.start_sandbox()
        self.world.configure()
        self.tree = Tree(self.world.docs)
        self.people = People(self.world)
        self.memory = Memory()
        self.settled = {}
        self.pages = set()
        self.renamed = []  # folders, in this step: (old, new)
        self.left = set()  # folders' pages that were left by all that was in them, in this step
        self.space = None
        self.listed = []
        self.history = []
        self.operations = 0
        self.list_of_operations = [OPERATIONS, WIDE_OPERATIONS, WIDER_OPERATIONS][options.wide]
        self.has_left = False  # something was left as a person made it
        self.ids = {}  # path: page id, as it was when all was settled

    def say(self, line):
        self.history.append(line)
        if self.options.verbose:
            print(line, flush=True)

    # -------------------------------------------------------------- steps

    def numbers(self):
        return {page: getattr(self.tree.files.get(source), "number", None)
                for page, source in self.tree.pages().items()}

    def operate(self):
        for _ in range(20):
            before = self.numbers()
            self.tree.renamed, self.tree.copied, self.tree.left = None, [], set()
            line = self.dice.choice(self.list_of_operations)(self.tree, self.dice)
            if line:
                self.memory.follow(before, self.numbers(), self.tree.renamed, self.pages)
                self.operations += 1
                if self.tree.renamed:
                    self.renamed.append(self.tree.renamed)
                else:
                    self.left |= self.tree.left | {page for page in before if page.endswith("/")} \
                        - set(self.tree.pages())
                for title in self.tree.copied if self.options.watch else []:
                    self.memory.contest(title)
                if self.options.watch:  # it may be seen at any moment
                    self.memory.claim_wanted(Expectation(self.tree, self.people, self.memory))
                self.say("  " + line)
                return

    def meddle(self):
        verbs = [self.people.edit, self.people.retitle, self.people.trash, self.people.create]
        # One made between a read and a write is lost, and told of: not while it is published.
        verbs = [self.people.comment] * (0 if self.options.watch else 2) + verbs
        if self.options.wide:
            verbs += [self.people.archive, self.people.restrict, self.people.release,
                      self.people.release, self.people.move, self.people.move, self.people.label,
                      self.people.label]
        if self.options.people and self.space and self.dice.random() < self.options.people:
            line = self.dice.choice(verbs)(self.dice, self.space)
            if line:
                self.operations += 1
                self.say("  " + line)

    def comment(self):
        line = self.dice.random() < self.options.people and \
            self.people.comment(self.dice, self.space)
        if line:
            self.say("  " + line)

    def is_struck(self):
        return self.options.kill > 0 and self.fate.random() < self.options.kill

    def strike(self):
        """kill -9 of one of the processes, at some moment: its name."""
        time.sleep(self.fate.uniform(0, 0.4))
        names = sorted(self.world.processes())
        if not names:
            return None
        name = self.fate.choice(names)
        self.world.kill(name, self.fate)
        self.say(f"  kill {name}")
        return name

    def outlive(self):
        """What a supervisor leaves behind ends by itself."""
        end = time.monotonic() + PATIENCE_S
        while self.world.processes():
            if time.monotonic() > end:
                raise Wrong(f"outlived the supervisor: {self.world.processes()}")
            time.sleep(0.05)

    def stumble(self):
        """While it is watched: in the middle of a life."""
        if not self.options.watch or not self.is_struck():
            return
        if self.strike() == "supervisor":
            self.outlive()
            self.world.cmsync("start")

    def stumble_through(self):
        """An `apply` that does not get through, before the one that does."""
        if not self.is_struck():
            return
        with self.world.begin("apply", "--yes") as process:
            self.strike()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise Wrong("apply does not end after that") from error
        self.outlive()

    def answer_people(self):
        """Some conflicts are decided."""
        for file in self.space.files.values():
            if file["letter"] != "U" or self.dice.random() < 0.5:
                continue
            if not file["path"].endswith("/") and file["path"] not in self.tree.files:
                continue
            number = file["page_id"]
            if self.people.is_hidden(self.space, number):
                continue  # it would be asked again once it is to be seen
            if self.options.wide and number in self.people.trashed - self.people.archived:
                self.bring_back(file["path"], number)
            elif self.options.wide and number in self.people.edits and self.dice.random() < 0.3:
                result = self.world.cmsync("resolve", file["path"], "--theirs", check=False)
                self.has_left = True
                self.say(f"  resolve {file['path']} --theirs: {result.returncode}")
            elif number in self.people.edits:
                result = self.world.cmsync("resolve", file["path"], "--mine", check=False)
                self.say(f"  resolve {file['path']} --mine: {result.returncode}")
                # Of a parent that is gone, say, it says nothing of what came since.
                if result.returncode == 0 and ("somebody" in file["reason"] or
                                               not self.people.edits[number]):
                    del self.people.edits[number]

    def bring_back(self, path, number):
        """A page that a person put into the trash: restored, or made anew."""
        result = self.world.cmsync("resolve", path, "--mine", check=False)
        self.say(f"  resolve {path} --mine: {result.returncode}, {number} comes back")
        if result.returncode == 0:
            self.people.trashed.discard(number)
            self.people.back.add(number)
            self.memory.forget_page(number)

    def restore(self):
        """A page that went to the trash with its file comes back without it."""
        gone = sorted((path, number) for path, number in self.ids.items()
                      if path not in self.space.files and
                      self.space.pages.get(number, {}).get("status") == "trashed" and
                      number not in self.people.trashed)
        if not gone or self.options.watch or self.dice.random() < 0.5:
            return
        path, number = self.dice.choice(gone)
        result = self.world.cmsync("restore", path, check=False)
        self.say(f"  restore {path} ({number}): {result.returncode}")
        self.say(f"apply: {json.dumps(self.apply())}")
        self.look()
        letter = [file["letter"] for file in self.listed if file["page_id"] == number]
        if result.returncode == 0 and self.space.pages[number]["status"] != "current" and \
                letter != ["U"]:
            raise Wrong(f"{path}: page {number} did not come back: {letter}")

    def change_machine(self):
        """There is no state: nothing is to be done for that."""
        if self.people.is_any_held() or self.has_left or self.dice.random() > 0.2:
            return
        left = {file["page_id"]: file["path"] for file in self.listed if file["letter"] == "O"}
        shutil.rmtree(os.path.join(self.world.folder, "state"))
        done = self.apply()
        self.say(f"  another machine: {json.dumps(done)}")
        if done["requests"] > 6 or done["created"] + done["updated"] + done["moved"] + \
                done["deleted"] > 0:
            raise Wrong(f"another machine, and yet: {done}")
        self.look()
        for number, path in left.items():
            # Of pages with one path the manifest names one; the other is nobody's then.
            if number not in self.space.left and path in {file["path"] for file in self.listed}:
                self.people.pages[number] = self.space.pages[number]["title"]
        self.check()

    # -------------------------------------------------------------- settling

    def look(self):
        result = self.world.cmsync("status", "--json", check=False)
        self.listed = json.loads(result.stdout)["files"]
        self.space = Space(self.world.state(), self.listed)
        self.people.leave(self.space, {file["page_id"] for file in self.listed})
        self.memory.claim(Expectation(self.tree, self.people, self.memory), self.space)

    def apply(self):
        try:
            result = self.world.cmsync("apply", "--yes", "--json", check=False, patience=PATIENCE_S)
        except subprocess.TimeoutExpired as error:
            status = self.world.cmsync("status", check=False).stdout
            raise Wrong(f"apply does not end:\n{status}") from error
        if result.returncode not in (0, 7, 9, 10):
            raise Wrong(f"apply ends with {result.returncode}: {result.stdout}{result.stderr}")
        return json.loads(result.stdout.splitlines()[-1])

    def confirm(self):
        held = [file for file in self.listed if file["letter"] == "D"]
        if held:
            self.world.cmsync("confirm", "--all", check=False)
            for file in held:  # what a person did to them was shown
                self.people.agree(file["page_id"])
            self.say(f"  confirm {len(held)}")
        return held

    def settle_by_apply(self):
        self.stumble_through()
        self.say(f"apply: {json.dumps(self.apply())}")
        self.look()
        if self.confirm():
            self.say(f"apply: {json.dumps(self.apply())}")
            self.look()
        if self.dice.random() < 0.3:
            again = self.apply()
            if again["requests"] and not self.people.is_any_held():
                raise Wrong(f"nothing changed, and yet: {again}")

    def settle_by_watching(self):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self.look()
            self.confirm()
            if not self.problems():
                break
            time.sleep(0.05)

    def problems(self):
        expectation = Expectation(self.tree, self.people, self.memory)
        return list(expectation.problems(self.space))

    def check(self):
        problems = self.problems()
        if problems:
            raise Wrong("\n".join(problems))
        self.memory.learn(Expectation(self.tree, self.people, self.memory), self.space)
        self.people.lose_comments(self.space)
        self.pages = set(self.tree.pages())
        self.tree.settled = set(self.tree.documents())
        self.ids = {path: file["page_id"] for path, file in self.space.files.items()}
        self.settled = {path: file.number for path, file in self.tree.files.items()
                        if isinstance(file, Document)}
        for file in self.tree.files.values():
            if isinstance(file, Document):
                file.is_new = False

    def origin(self, path):
        """Where a path was before folders were renamed."""
        for old, new in reversed(self.renamed):
            if path.startswith(new + "/"):
                path = old + path[len(new):]
        return path

    def forget_what_nobody_can_know(self):
        """A file that took the place of one that is gone may be either, as a folder may that was
        left by all and is there again: only the looks in between, if any, tell."""
        for page in self.left & set(self.tree.pages()):
            if self.origin(page) in self.pages:
                self.memory.of_folder.pop(page, None)
                self.memory.forget_folder(self.origin(page))
        now = {self.tree.files[path].number: path for path in self.tree.documents()}
        files = {file.number: file for file in self.tree.files.values()
                 if isinstance(file, Document)}

        def is_vague(number, seen):
            path = now.get(number)
            if path is None:
                return True
            was_copied_away = files[number].is_new and any(
                path.startswith(folder + "/") for names in self.renamed for folder in names)
            if not was_copied_away and (self.settled.get(path) == number or number in seen):
                return False
            if files[number].is_new:
                return True
            before = {self.settled.get(path), self.settled.get(self.origin(path))} - {None, number}
            return any(is_vague(other, seen | {number}) for other in before)

        for number, file in files.items():
            if is_vague(number, frozenset()):
                self.memory.forget(file)
                for page, source in self.tree.pages().items():
                    if page.endswith("/") and source == now.get(number, ""):
                        self.memory.of_folder.pop(page, None)

    def rest(self):
        """Nothing is published for a while, or nobody watches: the command that ends that."""
        if not self.options.watch and self.space:
            self.change_machine()
        if not self.options.watch or self.options.kill or self.dice.random() < 0.8:
            return None
        verb, end = self.dice.choice([("pause", "resume"), ("stop", "start")])
        self.world.cmsync(verb)
        self.say(f"  {verb} until all that is done")
        return end

    def step(self):
        self.renamed, self.left = [], set()
        if self.options.watch and self.options.people and self.space:
            self.comment()
        rest = self.rest() if self.options.wide else None
        for _ in range(self.dice.randrange(1, 5)):
            self.operate()
            self.stumble()
            self.meddle()
        if rest:
            self.world.cmsync(rest)
        if self.space and self.people.edits:
            self.answer_people()
        self.forget_what_nobody_can_know()
        if self.options.watch:
            self.settle_by_watching()
        else:
            self.settle_by_apply()
        self.check()
        if self.options.wide:
            self.restore()

    def live(self):
        if self.options.watch:
            self.world.cmsync("start")
        for number in range(self.options.steps):
            self.say(f"step {number}")
            self.step()
        if self.options.watch:
            self.world.cmsync("stop")
        if self.options.wide > 1 and not self.people.is_any_held():
            self.rest_in_peace()

    def rest_in_peace(self):
        """All is done, and is known to be."""
        done = self.apply()
        if done["requests"]:
            raise Wrong(f"all was done, and yet: {done}")


def live(options, seed):
    """True when all was well."""
    life = Life(options, seed)
    kind = f"{options.edition}{' watched' if options.watch else ''}, on_delete {options.on_delete}"
    try:
        life.live()
        life.world.is_kept = False
        print(f"seed {seed}: {kind}: {life.operations} operations, all well", flush=True)
        return True
    except Wrong as wrong:
        print(f"seed {seed}: {kind}: wrong after {life.operations} operations", flush=True)
        if not options.verbose:
            print("\n".join(life.history))
        print(wrong)
        return False
    finally:
        life.world.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--seeds", type=int, default=10, help="how many lives")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--steps", type=int, default=12, help="settlings in one life")
    parser.add_argument("--edition", choices=["cloud", "datacenter"], default="cloud")
    parser.add_argument("--on-delete", choices=["keep", "ask", "trash"], default="trash")
    parser.add_argument("--people", type=float, default=0.2, help="how often people meddle")
    parser.add_argument("--kill", type=float, default=0, help="how often a process is killed")
    parser.add_argument("--watch", action="store_true", help="publish with a running instance")
    parser.add_argument("--wide", type=int, nargs="?", const=1, default=0, choices=[1, 2],
                        help="with what was learnt later: ignored files, other machines, more that "
                             "people do; 2: branches, copies, pages that people restore, too")
    parser.add_argument("--uploaders", type=int, default=2)
    parser.add_argument("--latency", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="leave the folders of lives that go wrong")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--go-on", action="store_true", help="do not stop at the first wrong seed")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    wrong = 0
    for seed in range(options.first, options.first + options.seeds):
        if not live(options, seed):
            wrong += 1
            if not options.go_on:
                break
    print(f"{wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
