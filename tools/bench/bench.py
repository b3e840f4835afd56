#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the pipeline against floor programs in the same run and prints a table.

Ratios are medians of pairs: the floor and cmsync one after the other, several times, because the
machine's own speed wanders. Nothing here is a test; a target that is missed is marked.
"""
import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from world import World, make_tree  # pylint: disable=wrong-import-position

TABLE = []
DEBOUNCE_MS = 300


def row(name, ours, floor, value, target, unit="x"):
    """One line of the table: `value` is what the target speaks of."""
    verdict = "ok" if value <= target else "MISSED"
    TABLE.append((name, ours, floor, f"{value:.2f} {unit}", f"{target:g} {unit}", verdict))
    print("  ".join(TABLE[-1]), file=sys.stderr)


def floor(options, name, *arguments):
    out = subprocess.run([os.path.join(options.build, "bench", f"floor_{name}"), *arguments],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return [float(word) for word in out.split()]


def ms_of(function, *arguments):
    start = time.monotonic()
    function(*arguments)
    return (time.monotonic() - start) * 1e3


def fresh(world):
    shutil.rmtree(os.path.join(world.folder, "state"), ignore_errors=True)


def corpus(options, world):
    """The tree for the passes: the largest of the real ones, else a generated one."""
    folder = os.environ.get("CMSYNC_CORPORA", "")
    if folder and os.path.isdir(folder):
        for name in sorted(os.listdir(folder)):
            if os.path.isdir(os.path.join(folder, name)):
                shutil.copytree(os.path.join(folder, name), os.path.join(world.docs, name))
        return "real trees"
    make_tree(world.docs, options.pages * 10)
    return "generated tree"


def bench_passes(options):
    """First pass without network, and the rescan when nothing changed."""
    world = World(options)
    try:
        world.start_sandbox()
        world.configure()
        kind = corpus(options, world)
        database = os.path.join(world.folder, "floor.db")
        pairs = []
        for _ in range(options.times):
            if os.path.exists(database):
                os.remove(database)
            fresh(world)
            low = floor(options, "pass", world.docs, database)[0]
            high = ms_of(world.cmsync, "plan")
            pairs.append((high, low))
        report_pairs(f"first pass, {kind} (`plan`, no state)", pairs, 2.0)
        pairs = [(ms_of(world.cmsync, "plan"), floor(options, "rescan", world.docs, database)[0])
                 for _ in range(options.times)]
        report_pairs("the same again, all processes started anew", pairs, None)
        world.cmsync("start")
        pairs = [(rescan_ms(world), floor(options, "rescan", world.docs, database)[0])
                 for _ in range(options.times)]
        report_pairs("rescan while it runs (`tree_scanned`)", pairs, 2.0)
        world.cmsync("stop")
    finally:
        world.close()


def report_pairs(name, pairs, target):
    high = statistics.median(pair[0] for pair in pairs)
    low = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    if target is None:
        TABLE.append((name, f"{high:.0f} ms", f"{low:.0f} ms", f"{ratio:.2f} x", "-", ""))
    else:
        row(name, f"{high:.0f} ms", f"{low:.0f} ms", ratio, target)


def start_tail(world, *topics):
    environment = dict(os.environ, CI="true")
    return subprocess.Popen(
        [world.program("cmsync"), "tail", *topics, "--json", "--config",
         os.path.join(world.folder, "cmsync.yaml"), "--state",
         os.path.join(world.folder, "state"), "--run", world.run_folder],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)


def rescan_ms(world):
    """What the watcher says its scan took. A lost event means another try."""
    tail = start_tail(world, "tree_scanned")
    try:
        os.set_blocking(tail.stdout.fileno(), False)
        text = ""
        for attempt in range(100):
            if attempt % 10 == 0:
                world.cmsync("rescan")
            time.sleep(0.1)
            text += tail.stdout.read() or ""
            for line in text.splitlines():
                event = json.loads(line)
                if event.get("type") == "tree_scanned":
                    return max(event["took_ms"], 1)
        raise RuntimeError("no scan was heard of")
    finally:
        tail.terminate()
        tail.wait()


def apply(world):
    out = world.cmsync("apply", "--yes", "--json").stdout.strip().splitlines()
    return json.loads(out[-1])


def bench_publish(options):
    """First publish at 8 uploaders and 50 ms, nothing changed, one page changed."""
    world = World(options)
    try:
        make_tree(world.docs, options.pages, image_every=5, images=81)
        world.start_sandbox()
        world.configure()
        start = time.monotonic()
        counts = apply(world)
        ours = (time.monotonic() - start) * 1e3
        low = floor(options, "http", world.url + "/bench", str(counts["requests"]),
                    str(options.uploaders), "8192")[0]
        edition = options.edition
        row(f"{edition}: first publish, {options.pages} pages + 81 images: requests",
            str(counts["requests"]), f"{options.pages + 81}", counts["requests"],
            1.1 * (options.pages + 81) + 5, "requests")
        row(f"{edition}: the same, time at {options.uploaders} uploaders, {options.latency} ms",
            f"{ours:.0f} ms", f"{low:.0f} ms", ours / low, 1.3)
        start = time.monotonic()
        again = apply(world)
        row(f"{edition}: nothing changed ({(time.monotonic() - start) * 1e3:.0f} ms)",
            str(again["requests"]), "0", again["requests"], 0, "requests")
        with open(os.path.join(world.docs, "part-001", "page-12.md"), "a") as file:
            file.write("\nOne more line.\n")
        changed = apply(world)
        row(f"{edition}: one page changed", str(changed["requests"]), "1-2", changed["requests"], 2,
            "requests")
    finally:
        world.close()


def record(world):
    with open(os.path.join(world.folder, "record.jsonl"), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def bench_save(options):
    """From the save of a file to the first request that it causes, without latency."""
    world = World(argparse.Namespace(**{**vars(options), "latency": 0}))
    try:
        make_tree(world.docs, 20)
        world.start_sandbox()
        world.configure()
        apply(world)
        world.cmsync("start")
        while world.open_files() != 0:
            time.sleep(0.1)
        delays = []
        for number in range(10):
            before = len(record(world))
            path = os.path.join(world.docs, "part-000", f"page-{number % 8 + 1}.md")
            with open(path, "a") as file:
                file.write(f"\nSave {number}.\n")
            saved = time.time()
            while len(record(world)) == before:
                time.sleep(0.01)
            stamp = record(world)[before]
            at = datetime.strptime(stamp["time"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(
                tzinfo=timezone.utc).timestamp() - stamp["duration_ms"] / 1e3
            delays.append((at - saved) * 1e3)
            while world.open_files() != 0:
                time.sleep(0.05)
        world.cmsync("stop")
        delay = statistics.median(delays)
        row("save to request, beyond the debounce", f"{delay:.0f} ms", f"{DEBOUNCE_MS} ms",
            delay - DEBOUNCE_MS, 2, "ms")
    finally:
        world.close()


def bench_memory(options):
    """Peak memory of all processes together while many pages are published."""
    world = World(argparse.Namespace(**{**vars(options), "latency": 0}))
    try:
        make_tree(world.docs, options.memory_pages)
        world.start_sandbox()
        world.configure()
        world.cmsync("start")
        deadline = time.monotonic() + 900
        while world.open_files() != 0 and time.monotonic() < deadline:
            time.sleep(1)
        total = 0
        for name, pids in sorted(world.processes().items()):
            for pid in pids:
                with open(f"/proc/{pid}/status") as file:
                    line = next(line for line in file if line.startswith("VmHWM"))
                kib = int(line.split()[1])
                total += kib
                print(f"  {name} {pid}: {kib / 1024:.1f} MiB", file=sys.stderr)
        row(f"memory of all processes, {options.memory_pages} pages", f"{total / 1024:.0f} MiB",
            "-", total / 1024 * 1.048576, 100, "MB")
        world.cmsync("stop")
    finally:
        world.close()


def bench_convert(options):
    world = World(options)
    try:
        path = os.path.join(world.docs, "small.md")
        with open(path, "w") as file:
            file.write("# Small\n\nOne paragraph with a [link](https://example.com).\n")
        command = [world.program("cmsync"), "convert", path]
        pairs = []
        for _ in range(31):
            pairs.append((ms_of(lambda: subprocess.run(command, stdout=subprocess.DEVNULL,
                                                       check=True)),
                          ms_of(lambda: subprocess.run(["/bin/true"], check=True))))
        ours = statistics.median(pair[0] for pair in pairs)
        low = statistics.median(pair[1] for pair in pairs)
        row("start-up of `convert`, beyond /bin/true", f"{ours:.1f} ms", f"{low:.1f} ms",
            ours - low, 5, "ms")
    finally:
        world.close()


def conversion_cost(options, kind, folder):
    """Instructions of one more round over all files, where valgrind is there; else milliseconds."""
    program = os.path.join(options.build, "bench", "conversion")
    if not shutil.which("valgrind"):
        return statistics.median(float(subprocess.run(
            [program, kind, folder, "5"], check=True, stdout=subprocess.PIPE,
            text=True).stdout.split()[0]) for _ in range(options.times))
    counts = []
    for rounds in ("0", "1"):
        out = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, kind,
             folder, rounds], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True).stderr
        counts.append(int(re.search(r"Collected : (\d+)", out).group(1)))
    return counts[1] - counts[0]


def bench_conversion(options):
    """Markdown to storage format against Markdown to HTML, without reading."""
    world = World(options)
    try:
        kind = corpus(options, world)
        low = conversion_cost(options, "floor", world.docs)
        ours = conversion_cost(options, "ours", world.docs)
        unit = "instructions" if shutil.which("valgrind") else "ms"
        row(f"conversion, {kind} ({unit})", f"{ours:.3g}", f"{low:.3g}", ours / low, 1.5)
    finally:
        world.close()


def bench_bus(options):
    """Questions and state writes through the bus against the bare libraries."""
    world = World(options)
    store = subprocess.Popen(
        [world.program("cmsync-statestore"), "--docs.root", world.docs, "--run", world.run_folder,
         "--state", os.path.join(world.folder, "state"), "--site.url", "http://127.0.0.1:1/wiki",
         "--site.space", "BENCH"], stderr=subprocess.DEVNULL)

    def speed(*words):
        return float(subprocess.run(
            [os.path.join(options.build, "bench", "bus_speed"), world.run_folder, *words],
            check=True, stdout=subprocess.PIPE, text=True).stdout)
    try:
        pairs = [(floor(options, "zmq", os.path.join(world.folder, "z"), "5000", "200")[0],
                  speed("ask", "5000")) for _ in range(options.times)]
        ratio = statistics.median(high / low for high, low in pairs)
        row("bus: raw ZeroMQ's round trips to ours", f"{pairs[-1][1]:.0f}/s",
            f"{pairs[-1][0]:.0f}/s", ratio, 1 / 0.7)
        database = os.path.join(world.folder, "floor.db")
        low = floor(options, "sqlite", database, "10", "1000")[0]
        ours = speed("report", "10", "1000")
        row("state writes: raw SQLite's rows to ours", f"{ours:.0f}/s", f"{low:.0f}/s", low / ours,
            1 / 0.8)
    finally:
        store.terminate()
        store.wait()
        world.close()


BENCHES = {
    "conversion": bench_conversion,
    "bus": bench_bus,
    "convert": bench_convert,
    "passes": bench_passes,
    "publish": bench_publish,
    "save": bench_save,
    "memory": bench_memory,
}


def print_table():
    head = ("what", "cmsync", "floor", "value", "target", "")
    lines = [head] + TABLE
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder of the release build")
    parser.add_argument("--only", choices=sorted(BENCHES), action="append")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--memory-pages", type=int, default=10000)
    parser.add_argument("--uploaders", type=int, default=8)
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--edition", choices=["cloud", "datacenter"], default="cloud")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options.bin = os.path.join(options.build, "bin")
    failed = False
    for name in options.only or BENCHES:
        print(f"-- {name}", file=sys.stderr)
        try:
            BENCHES[name](options)
        except (RuntimeError, subprocess.SubprocessError, OSError) as error:
            print(f"{name} could not be measured: {error}", file=sys.stderr)
            failed = True
    print_table()
    return 1 if failed else 0


sys.exit(main())
