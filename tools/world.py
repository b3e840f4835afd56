# SPDX-License-Identifier: MIT
"""A sandbox, a generated tree and an instance of cmsync, for chaos and benchmarks."""
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import urllib.request
import zlib

PAGES_A_FOLDER = 10
IMAGE_EVERY = 5
TOKEN = "chaos-token"
USER = "chaos@example.com"


def png(seed):
    """A picture of one pixel row that differs with the seed."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))
    row = b"\0" + bytes((seed * 7 + x * 13) % 256 for x in range(48))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 1, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b""))


def make_tree(root, pages, image_every=IMAGE_EVERY, images=None):
    """Writes the tree, with a picture on every so many pages (`images`: how many in all). {title: (parent's title or None, word in the body, images)}."""
    wanted = {}
    for number in range(pages):
        folder = number // PAGES_A_FOLDER
        name = f"part-{folder:03}"
        os.makedirs(os.path.join(root, name), exist_ok=True)
        is_index = number % PAGES_A_FOLDER == 0
        title = f"Part {folder}" if is_index else f"Page {number}"
        parent = None if is_index else f"Part {folder}"
        lines = [f"# {title}", "", f"The word of this page is chaos{number}word.", ""]
        neighbour = number + 1 if (number + 1) % PAGES_A_FOLDER else number - 1
        if neighbour < pages:
            lines += [f"See [the next](page-{neighbour}.md) of them.", ""]
        pictures = {}
        count = 1 if number % image_every == 0 else 0
        if images is not None:
            count = (number + 1) * images // pages - number * images // pages
        for picture in range(count):
            data = png(number + picture)
            picture_name = f"picture-{number}-{picture}.png"
            with open(os.path.join(root, name, picture_name), "wb") as file:
                file.write(data)
            pictures[picture_name] = hashlib.sha256(data).hexdigest()
            lines += [f"![picture]({picture_name})", ""]
        file_name = "index.md" if is_index else f"page-{number}.md"
        with open(os.path.join(root, name, file_name), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        wanted[title] = (parent, f"chaos{number}word", pictures)
    return wanted


class World:
    """A sandbox, a tree and an instance of cmsync in a folder of their own."""

    def __init__(self, options):
        """Takes bin, edition, uploaders, latency and keep of the options."""
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="cmsync-world-")
        self.docs = os.path.join(self.folder, "docs")
        self.run_folder = os.path.join(self.folder, "run")
        os.mkdir(self.docs)
        self.sandbox = None
        self.url = None
        self.kills = {}
        self.is_kept = options.keep

    def program(self, name):
        return os.path.join(self.options.bin, name)

    def start_sandbox(self):
        self.sandbox = subprocess.Popen(
            [self.program("cmsync-sandbox"), "--port", "0", "--edition", self.options.edition,
             "--space", "CHAOS", "--token", TOKEN, "--user", USER, "--latency-ms",
             str(self.options.latency), "--record", os.path.join(self.folder, "record.jsonl")],
            stdout=subprocess.PIPE, text=True)
        line = self.sandbox.stdout.readline()
        match = re.match(r"listening (\S+)", line)
        if not match:
            sys.exit(f"the sandbox said: {line!r}")
        self.url = match.group(1).rstrip("/")

    def configure(self):
        token = os.path.join(self.folder, "token")
        with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(TOKEN + "\n")
        user = f"  user: {USER}\n" if self.options.edition == "cloud" else ""
        with open(os.path.join(self.folder, "cmsync.yaml"), "w") as file:
            file.write(f"version: 1\nsite:\n  url: {self.url}\n  edition: {self.options.edition}\n"
                       f"{user}  space: CHAOS\n  token_file: {token}\n"
                       f"docs:\n  root: docs\nlimits:\n  uploaders: {self.options.uploaders}\n")

    def command(self, arguments):
        """How a program of this instance is started, for subprocess."""
        environment = dict(os.environ, CI="true", XDG_CONFIG_HOME=os.path.join(self.folder, "none"))
        return {"args": [self.program("cmsync"), *arguments, "--config",
                         os.path.join(self.folder, "cmsync.yaml"), "--state",
                         os.path.join(self.folder, "state"), "--run", self.run_folder],
                "env": environment, "stdin": subprocess.DEVNULL}

    def begin(self, *arguments):
        return subprocess.Popen(**self.command(arguments), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def cmsync(self, *arguments, check=True, patience=120):
        result = subprocess.run(**self.command(arguments), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, timeout=patience)
        if check and result.returncode != 0:
            raise RuntimeError(f"cmsync {' '.join(arguments)}: exit {result.returncode}\n"
                               f"{result.stdout}{result.stderr}")
        return result

    def processes(self):
        """{program name: [pid]} of this instance."""
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    words = file.read().decode("utf-8", "replace").split("\0")
            except OSError:
                continue
            if not any(self.run_folder in word for word in words[1:]):
                continue
            name = os.path.basename(words[0])
            if name.startswith("cmsync-"):
                found.setdefault(name[len("cmsync-"):], []).append(int(pid))
        return found

    def kill(self, name, dice):
        pids = self.processes().get(name)
        if not pids:
            return
        try:
            os.kill(dice.choice(pids), signal.SIGKILL)
            self.kills[name] = self.kills.get(name, 0) + 1
        except ProcessLookupError:
            pass

    def open_files(self):
        """How many files are not in step, or None when nobody answers."""
        result = self.cmsync("status", "--porcelain=v1", check=False)
        lines = [line for line in result.stdout.splitlines() if line]
        if result.returncode not in (0, 7, 9, 10) or not lines:
            return None
        return sum(1 for line in lines if not line.startswith(("=", "I")))

    def state(self):
        base = re.match(r"https?://[^/]+", self.url).group(0)
        with urllib.request.urlopen(base + "/_sandbox/state", timeout=60) as answer:
            return json.load(answer)

    def close(self):
        for pids in self.processes().values():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        if self.sandbox:
            self.sandbox.terminate()
            self.sandbox.wait()
        if self.is_kept:
            print("kept:", self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
