#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The watcher on a real folder, with real editors, against a store that prints what it is told.

The tree is below the build folder: under /tmp vim and emacs save in another, simpler way."""
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BUILD = os.path.abspath(sys.argv.pop(1))
TIMEOUT = 20


class Watched(unittest.TestCase):
    options = []

    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="watcher-", dir=os.path.join(BUILD, "tests"))
        self.run_folder = tempfile.mkdtemp(prefix="cmsync-watcher-")
        self.root = os.path.join(self.base, "docs")
        os.mkdir(self.root)
        self.wanted = os.path.join(self.base, "wanted")
        self.reports = []
        self.news = threading.Condition()
        self.store = self.watcher = None
        self.start_store()

    def tearDown(self):
        status = 0
        for process in (self.watcher, self.store):
            if process is not None:
                process.terminate()
                status |= process.wait(TIMEOUT)
        self.reader.join()
        self.store.stdout.close()
        self.assertEqual(status, 0)
        shutil.rmtree(self.base)
        shutil.rmtree(self.run_folder)

    # ------------------------------------------------------------ processes

    def arguments(self, program):
        return [os.path.join(BUILD, program), "--docs.root", self.root, "--run", self.run_folder,
                "--state", os.path.join(self.base, "state")] + self.options

    def environment(self):
        return dict(os.environ, SCANS_WANTED=self.wanted, HOME=self.base,
                    XDG_CONFIG_HOME=self.base)

    def start_store(self):
        self.store = subprocess.Popen(self.arguments("tests/store_of_entries"), text=True,
                                      env=self.environment(), stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.store.stdout:
            with self.news:
                self.reports.append(json.loads(line))
                self.news.notify_all()

    def start(self):
        """Starts the watcher and waits for its first scan."""
        self.watcher = subprocess.Popen(self.arguments("bin/cmsync-watcher"),
                                        env=self.environment())
        return self.wait_for_scan()

    def stop(self):
        self.watcher.terminate()
        self.assertEqual(self.watcher.wait(TIMEOUT), 0)
        self.watcher = None

    # ------------------------------------------------------------ reports

    def take(self, is_enough, what):
        """The reports until `is_enough` of them; they are forgotten then."""
        with self.news:
            if not self.news.wait_for(lambda: is_enough(self.reports), TIMEOUT):
                self.fail(f"no {what} in {self.reports}")
            taken, self.reports = self.reports, []
            return taken

    def wait_for_scan(self):
        return flat(self.take(lambda all: any(one["ends_scan"] for one in all), "end of a scan"))

    def wait_for(self, *words):
        """Waits for `+path`, `-path` or `>from:to`, and returns all that came until then."""
        return flat(self.take(lambda all: set(words) <= set(flat(all)), f"{words}"))

    def settle(self):
        """What came until everything before it is surely told: a mark is written and awaited."""
        mark = f"mark-{time.monotonic_ns()}.txt"
        write(os.path.join(self.root, mark), "")
        told = self.wait_for("+" + mark)
        return [word for word in told if not word.startswith("+mark-")]

    def assert_told(self, *words):
        """These and nothing else; the mark comes a grace later than they could. On a busy machine
        a file may be seen in the middle of being written, and then once more."""
        told = self.wait_for(*words)
        told += self.settle()
        self.assertEqual(sorted(set(told)), sorted(words))

    def path(self, name):
        return os.path.join(self.root, name)

    def run_in(self, *arguments, **options):
        subprocess.run(arguments, cwd=self.root, env=self.environment(), check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=TIMEOUT,
                       **options)


def flat(reports):
    words = []
    for report in reports:
        words += [f">{move['from']}:{move['to']}" for move in report["moves"]]
        words += ["+" + entry["path"] for entry in report["changed"]]
        words += ["-" + entry["path"] for entry in report["gone"]]
    return words


def wait_until(is_true):
    deadline = time.monotonic() + TIMEOUT
    while not is_true():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        select.select([], [], [], 0.01)


def read_until(terminal, text):
    """Reads what is shown until `text`, or (None) until the program has ended."""
    seen = b""
    deadline = time.monotonic() + TIMEOUT
    while text is None or text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"no {text} in {seen}")
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            if text is None:
                return
            raise


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Scans(Watched):
    def test_a_restart_reports_only_what_changed_meanwhile(self):
        write(self.path("guide/a.md"), "a")
        write(self.path("b.md"), "b")
        write(self.path("c.md"), "c")
        self.assertEqual(self.start(), ["+b.md", "+c.md", "+guide", "+guide/a.md"])
        self.stop()
        self.assertEqual(self.start(), [])
        self.stop()
        os.rename(self.path("guide"), self.path("handbook"))
        os.rename(self.path("b.md"), self.path("new.md"))
        os.remove(self.path("c.md"))
        self.assertEqual(self.start(), [">guide:handbook", ">b.md:new.md", "-c.md"])

    def test_a_wanted_scan_is_answered_with_its_number(self):
        self.start()
        write(self.wanted, "7")
        reports = self.take(lambda all: any(one["scan"] == 7 for one in all), "scan 7")
        self.assertTrue(reports[-1]["ends_scan"] and reports[-1]["is_complete"])

    def test_a_root_that_vanishes_deletes_nothing_and_comes_back(self):
        write(self.path("a.md"), "a")
        self.start()
        aside = self.root + "-aside"
        os.rename(self.root, aside)
        reports = self.take(lambda all: any(one["ends_scan"] for one in all), "scan")
        self.assertFalse(reports[-1]["is_complete"])
        self.assertIn("No such file or directory", reports[-1]["trouble"])
        self.assertEqual(flat(reports), [])
        shutil.copytree(aside, self.root)
        write(self.path("b.md"), "b")
        self.assertIn("+b.md", self.wait_for_scan())
        write(self.path("c.md"), "c")
        self.assertIn("+c.md", self.wait_for("+c.md"))

    def test_an_ignore_file_counts_at_once(self):
        write(self.path("a/x.md"), "x")
        write(self.path("a/y.md"), "y")
        self.start()
        write(self.path("a/.cmsyncignore"), "x.md\n")
        self.assertEqual(self.wait_for("-a/x.md"), ["-a/x.md"])
        os.remove(self.path("a/.cmsyncignore"))
        self.assertEqual(self.wait_for("+a/x.md"), ["+a/x.md"])


class Events(Watched):
    def setUp(self):
        super().setUp()
        write(self.path("note.md"), "# Note\n\nsome text\n")
        write(self.path("guide/a.md"), "a")
        write(self.path("guide/deep/b.md"), "b")
        self.start()

    def test_a_folder_made_and_filled_at_once_is_seen_whole(self):
        for i in range(20):
            write(self.path(f"n{i}/s/t.md"), "t")
        words = [f"+n{i}{rest}" for i in range(20) for rest in ("", "/s", "/s/t.md")]
        self.assert_told(*words)

    def test_a_moved_folder_is_one_move_and_still_watched(self):
        os.rename(self.path("guide"), self.path("handbook"))
        self.assert_told(">guide:handbook")
        write(self.path("handbook/deep/b.md"), "b2")
        self.assert_told("+handbook/deep/b.md")
        os.rename(self.path("handbook"), os.path.join(self.base, "outside"))
        self.assert_told("-handbook", "-handbook/a.md", "-handbook/deep", "-handbook/deep/b.md")
        write(os.path.join(self.base, "outside/deep/b.md"), "b3")
        self.assertEqual(self.settle(), [])
        os.rename(os.path.join(self.base, "outside"), self.path("back"))
        self.assert_told("+back", "+back/a.md", "+back/deep", "+back/deep/b.md")

    def test_a_folder_that_moves_behind_what_was_in_it(self):
        write(self.path("guide/deep/c.md"), "c")
        self.wait_for("+guide/deep/c.md")
        self.settle()
        os.mkdir(self.path("other"))
        os.rename(self.path("guide/deep/b.md"), self.path("other/b.md"))
        os.rename(self.path("guide"), self.path("handbook"))
        self.assert_told(">guide/deep/b.md:other/b.md", "+other", ">guide:handbook")

    def test_a_folder_that_moved_away_from_folders_made_anew(self):
        write(self.path("guide/deep/er/c.md"), "c")
        os.remove(self.path("guide/a.md"))
        os.remove(self.path("guide/deep/b.md"))
        self.wait_for("-guide/a.md", "-guide/deep/b.md")
        self.settle()
        os.rename(self.path("guide/deep/er"), self.path("b"))
        os.rmdir(self.path("guide/deep"))
        os.rmdir(self.path("guide"))
        os.makedirs(self.path("guide/deep"))
        os.rename(self.path("note.md"), self.path("guide/deep/b.md"))
        self.assert_told("+guide", "+guide/deep", ">note.md:guide/deep/b.md", ">guide/deep/er:b")

    def test_moves_and_deletions(self):
        os.rename(self.path("note.md"), self.path("guide/n.md"))
        self.assert_told(">note.md:guide/n.md")
        os.rename(self.path("guide/n.md"), self.path("guide/N.md"))
        self.assert_told(">guide/n.md:guide/N.md")
        os.remove(self.path("guide/N.md"))
        self.assert_told("-guide/N.md")
        shutil.rmtree(self.path("guide"))
        self.assert_told("-guide", "-guide/a.md", "-guide/deep", "-guide/deep/b.md")

    def save(self, path, text):
        """As editors do that write another file first."""
        write(self.path(".new"), text)
        os.rename(self.path(".new"), self.path(path))

    def test_a_file_is_followed_through_saves_and_temporary_names(self):
        os.rename(self.path("note.md"), self.path("note.md~"))
        os.rename(self.path("note.md~"), self.path("b.md"))
        self.assert_told(">note.md:b.md")
        self.save("b.md", "saved, and then moved")
        os.rename(self.path("b.md"), self.path("guide/c.md"))
        self.assert_told(">b.md:guide/c.md", "+guide/c.md")
        self.save("guide/c.md", "saved, and then they change places")
        os.rename(self.path("guide/c.md"), self.path("c.md~"))
        os.rename(self.path("guide/a.md"), self.path("guide/c.md"))
        os.rename(self.path("c.md~"), self.path("guide/a.md"))
        aside = "guide/a.md.moving1.md"
        self.assert_told(f">guide/a.md:{aside}", ">guide/c.md:guide/a.md", f">{aside}:guide/c.md",
                         "+guide/a.md")

    def test_another_file_in_the_place_of_one_that_moved(self):
        os.rename(self.path("note.md"), self.path("b.md"))
        write(self.path("note.md"), "another\n")
        self.assert_told(">note.md:b.md", "+note.md")

    def test_a_file_moved_over_another(self):
        os.rename(self.path("note.md"), self.path("guide/a.md"))
        self.assert_told("-note.md", "+guide/a.md")

    def test_links(self):
        os.symlink("../note.md", self.path("guide/link.md"))
        self.assert_told("+guide/link.md")
        write(self.path("note.md"), "longer than before\n")
        self.assert_told("+note.md", "+guide/link.md")
        os.symlink("/etc/passwd", self.path("out.md"))
        os.link(self.path("note.md"), self.path("hard.md"))
        self.assertIn("+hard.md", self.wait_for("+hard.md"))

    def test_sed(self):
        self.run_in("sed", "-i", "s/some/other/", "note.md")
        self.assert_told("+note.md")

    def test_plain_writing(self):
        with open(self.path("note.md"), "a", encoding="utf-8") as file:
            file.write("more\n")
        self.assert_told("+note.md")

    def test_git_checkout(self):
        git = shutil.which("git")
        if git is None:
            self.skipTest("git is not installed")
        def run(*arguments):
            self.run_in(git, "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments,
                        stderr=subprocess.DEVNULL)
        run("init", "-b", "one")
        run("add", ".")
        run("commit", "-m", "one")
        run("checkout", "-b", "two")
        write(self.path("note.md"), "# Note\n\nanother text altogether\n")
        write(self.path("new/c.md"), "c")
        os.remove(self.path("guide/a.md"))
        run("add", "-A")
        run("commit", "-m", "two")
        self.settle()
        run("checkout", "one")
        self.assert_told("+note.md", "+guide/a.md", "-new", "-new/c.md")
        run("checkout", "two")
        self.assert_told("+note.md", "-guide/a.md", "+new", "+new/c.md")

    def edit(self, program, *arguments, **options):
        if shutil.which(program) is None:
            self.skipTest(f"{program} is not installed")
        self.run_in(program, *arguments, stderr=subprocess.DEVNULL, **options)
        self.assert_told("+note.md")

    def test_vim(self):
        self.edit("vim", "-u", "DEFAULTS", "-es", "-c", "normal Goadded by vim", "-c", "wq",
                  "note.md")

    def test_vim_with_backups(self):
        self.edit("vim", "-u", "DEFAULTS", "-es", "-c", "set backup backupcopy=no", "-c",
                  "normal Goadded by vim", "-c", "wq", "note.md")

    def test_emacs(self):
        self.edit("emacs", "--batch", "note.md", "--eval",
                  '(progn (goto-char (point-max)) (insert "added") (save-buffer))')

    def test_emacs_precious(self):
        self.edit("emacs", "--batch", "note.md", "--eval",
                  '(progn (setq file-precious-flag t) (goto-char (point-max)) (insert "added")'
                  ' (save-buffer))')

    def test_nano(self):
        if shutil.which("nano") is None:
            self.skipTest("nano is not installed")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.root)
            os.execvpe("nano", ["nano", "--ignorercfiles", "note.md"],
                       dict(self.environment(), TERM="xterm"))
        # What to wait for on the screen, then what to type: text, write out, its name, exit.
        for shown, keys in ((b"some text", b"added\x0f"), (b"Write", b"\r"), (b"Wrote", b"\x18")):
            read_until(terminal, shown)
            os.write(terminal, keys)
        read_until(terminal, None)
        os.waitpid(pid, 0)
        os.close(terminal)
        self.assert_told("+note.md")

    def test_more_events_than_the_kernel_keeps(self):
        with open("/proc/sys/fs/inotify/max_queued_events", encoding="ascii") as file:
            limit = int(file.read())
        if limit > 200000:
            self.skipTest("fs.inotify.max_queued_events is larger than a test may take")
        self.watcher.send_signal(signal.SIGSTOP)
        for i in range(limit // 2 + 100):  # equal events in a row would count as one
            os.utime(self.path("note.md"), (i, i))
            os.utime(self.path("guide/a.md"), (i, i))
        write(self.path("late/x.md"), "no event tells of it")
        os.remove(self.path("guide/deep/b.md"))
        self.watcher.send_signal(signal.SIGCONT)
        self.assert_told("+note.md", "+guide/a.md", "+late", "+late/x.md", "-guide/deep/b.md")

    def times_woken(self):
        with open(f"/proc/{self.watcher.pid}/status", encoding="ascii") as file:
            return int(file.read().split("\nvoluntary_ctxt_switches:")[1].split()[0])

    def test_what_the_kernel_told_counts_before_what_is_due(self):
        woken = self.times_woken()
        write(self.path("note.md"), "more than before\n")
        wait_until(lambda: self.times_woken() > woken)  # it has read the event, and not looked yet
        self.watcher.send_signal(signal.SIGSTOP)
        os.rename(self.path("note.md"), self.path("moved.md"))
        over = time.monotonic() + 0.8  # a missing file is not waited for so long
        wait_until(lambda: time.monotonic() > over)
        self.watcher.send_signal(signal.SIGCONT)
        told = self.wait_for(">note.md:moved.md") + self.settle()
        self.assertLessEqual(set(told), {">note.md:moved.md", "+note.md", "+moved.md"})

    def test_a_store_that_comes_back_later(self):
        self.store.send_signal(signal.SIGSTOP)
        write(self.path("later.md"), "x")
        self.store.send_signal(signal.SIGCONT)
        self.assert_told("+later.md")


if __name__ == "__main__":
    unittest.main(verbosity=2)
