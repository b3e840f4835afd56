#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The converter on real files, against a store that prints what it is told."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BUILD = os.path.abspath(sys.argv.pop(1))
TIMEOUT = 30


class Converted(unittest.TestCase):
    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="cmsync-converter-")
        self.root = os.path.join(self.base, "docs")
        os.mkdir(self.root)
        self.listed = []
        self.results = {}
        self.reports = []
        self.dues = []  # of each question since the last hint, how many files were its answer
        self.news = threading.Condition()
        self.list()
        self.store = self.start("tests/store_of_files", stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.converter = self.start("bin/cmsync-converter")

    def tearDown(self):
        for process in (self.converter, self.store):
            process.terminate()
            self.assertEqual(process.wait(TIMEOUT), 0)
        self.reader.join()
        self.store.stdout.close()
        shutil.rmtree(self.base)

    def start(self, program, **options):
        environment = dict(os.environ, FILES=os.path.join(self.base, "files"), HOME=self.base,
                           XDG_CONFIG_HOME=self.base)
        arguments = ["--docs.root", self.root, "--run", os.path.join(self.base, "run"),
                     "--state", os.path.join(self.base, "state"), "--limits.debounce_ms", "300"]
        return subprocess.Popen([os.path.join(BUILD, program)] + arguments, env=environment,
                                text=True, **options)

    def read(self):
        for line in self.store.stdout:
            report = json.loads(line)
            with self.news:
                if "hint" in report:
                    self.dues = []
                if "due" in report:
                    self.dues.append(report["due"])
                if "pages" not in report:
                    continue
                self.reports.append(report)
                for result in report["pages"] + report["files"]:
                    self.results[result["path"], result["seen"]] = dict(result, dues=self.dues[:])
                self.news.notify_all()

    def list(self, *lines):
        """Adds `seen is_page path` to what is to be converted; as a whole, by renaming."""
        self.listed += lines
        path = os.path.join(self.base, "files")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in self.listed)
        os.rename(path + ".new", path)

    def write(self, name, data):
        with open(os.path.join(self.root, name), "wb") as file:
            file.write(data)

    def wait_for(self, path, seen):
        with self.news:
            if not self.news.wait_for(lambda: (path, seen) in self.results, TIMEOUT):
                self.fail(f"no result for {path} in {self.reports}")
            return self.results[path, seen]

    def test_pages_and_files_are_told_apart(self):
        self.write("a.md", b"---\nlabels: [x]\n---\n# Title\n\n![p](p.svg)\n")
        self.write("p.svg", b'<svg width="30" height="20"/>')
        self.list("3 1 a.md", "4 0 p.svg")
        page = self.wait_for("a.md", 3)
        self.assertEqual((page["title"], page["labels"].split(), page["error"]),
                         ("Title", ["x"], ""))
        file = self.wait_for("p.svg", 4)
        self.assertEqual((file["size"], file["width"], file["height"]), (29, 30, 20))

    def test_one_bad_file_does_not_hold_up_the_others(self):
        self.write("good.md", b"text")
        self.write("bad.md", b"caf\xe9 \xff\x00\x01")
        with open(os.path.join(self.root, "huge.md"), "wb") as file:
            file.truncate(200 * 1024 * 1024)
        os.mkfifo(os.path.join(self.root, "fifo.md"))
        os.symlink("/etc/passwd", os.path.join(self.root, "out.md"))
        names = ("fifo.md", "huge.md", "missing.md", "out.md")
        self.list(*(f"1 1 {name}" for name in names), "1 1 bad.md", "1 1 good.md")
        for name in names:
            self.assertNotEqual(self.wait_for(name, 1)["error"], "")
        self.assertEqual(self.wait_for("bad.md", 1)["error"], "")
        self.assertEqual(self.wait_for("good.md", 1)["title"], "good")

    def test_a_file_is_read_once_it_was_quiet(self):
        self.write("a.md", b"# First\n")
        written = time.time()
        self.list("1 1 a.md")
        self.assertEqual(self.wait_for("a.md", 1)["title"], "First")
        self.assertGreaterEqual(time.time() - written, 0.29)

    def test_what_waits_is_asked_for_once(self):
        self.write("a.md", b"# First\n")
        self.list("1 1 a.md")
        self.wait_for("a.md", 1)
        self.write("b.md", b"# Second\n")
        self.list("1 1 b.md")
        self.assertEqual(self.wait_for("b.md", 1)["dues"], [1])

    def test_a_large_batch_is_reported_in_parts(self):
        for i in range(6):
            self.write(f"{i}.md", b"word " * 800_000)
        self.list(*(f"1 1 {i}.md" for i in range(6)))
        for i in range(6):
            self.assertEqual(self.wait_for(f"{i}.md", 1)["error"], "")
        self.assertGreaterEqual(len(self.reports), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
