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
import threading
import time
from datetime import datetime, timezone

import linear

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from world import World, make_tree  # pylint: disable=wrong-import-position

TABLE = []
DEBOUNCE_MS = 300
IDLE_S = 10


def row(name, ours, low, value, target, unit="x", digits=2):
    """One line of the table: `value` is what the target speaks of, and should not exceed it."""
    verdict = "ok" if value <= target else "MISSED"
    note(name, ours, low, f"{value:.{digits}f} {unit}", f"{target:g} {unit}", verdict)


def note(name, ours, low, value, target="-", verdict=""):
    """A line without a verdict: something to know beside the others."""
    TABLE.append((name, ours, low, value, target, verdict))
    print("  ".join(TABLE[-1]), file=sys.stderr)


def a_world(options, **others):
    """A sandbox and an instance; `others` take the place of options."""
    wanted = {"edition": "cloud", **others}
    return World(argparse.Namespace(**{**vars(options), **wanted}))


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
    """The tree for the passes: the real ones in CMSYNC_CORPORA, else a generated one."""
    folder = os.environ.get("CMSYNC_CORPORA", "")
    if folder and os.path.isdir(folder):
        for name in sorted(os.listdir(folder)):
            if os.path.isdir(os.path.join(folder, name)):
                shutil.copytree(os.path.join(folder, name), os.path.join(world.docs, name))
        return "real trees"
    make_tree(world.docs, options.pages * 10)
    return "generated tree"


def report_pairs(name, pairs, target):
    high = statistics.median(pair[0] for pair in pairs)
    low = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    if target is None:
        note(name, f"{high:.0f} ms", f"{low:.0f} ms", f"{ratio:.2f} x")
    else:
        row(name, f"{high:.0f} ms", f"{low:.0f} ms", ratio, target)


def bench_passes(options):
    """First pass without network, and the rescan when nothing changed."""
    world = a_world(options)
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
            high = ms_of(world.cmsync, "plan", "--offline")
            pairs.append((high, low))
        report_pairs(f"first pass, {kind} (`plan --offline`, no state)", pairs, 2.0)
        pairs = [(ms_of(world.cmsync, "plan", "--offline"),
                  floor(options, "rescan", world.docs, database)[0])
                 for _ in range(options.times)]
        report_pairs("the same again, all processes started anew", pairs, None)
        world.cmsync("start")
        pairs = [(rescan_ms(world), floor(options, "rescan", world.docs, database)[0])
                 for _ in range(options.times)]
        report_pairs("rescan while it runs (`tree_scanned`)", pairs, 2.0)
        world.cmsync("stop")
    finally:
        world.close()


def start_tail(world, *topics):
    environment = dict(os.environ, CI="true")
    return subprocess.Popen(
        [world.program("cmsync"), "tail", *topics, "--json", "--config",
         os.path.join(world.folder, "cmsync.yaml"), "--state",
         os.path.join(world.folder, "state"), "--run", world.run_folder],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)


def rescan_ms(world):
    """What the watcher says its scan took. A lost event means another try."""
    tail = start_tail(world, "tree_scanned")
    try:
        os.set_blocking(tail.stdout.fileno(), False)
        text = b""
        for attempt in range(100):
            if attempt % 10 == 0:
                world.cmsync("rescan")
            time.sleep(0.1)
            text += tail.stdout.read() or b""
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


def publish_edition(options, edition):
    world = a_world(options, edition=edition)
    try:
        make_tree(world.docs, options.pages, image_every=5, images=81)
        world.start_sandbox()
        world.configure()
        start = time.monotonic()
        counts = apply(world)
        ours = (time.monotonic() - start) * 1e3
        low = floor(options, "http", world.url + "/bench", str(counts["requests"]),
                    str(options.uploaders), "8192")[0]
        row(f"{edition}: first publish, {options.pages} pages + 81 images: requests",
            str(counts["requests"]), f"{options.pages + 81}", counts["requests"],
            1.1 * (options.pages + 81) + 5, "requests", 0)
        row(f"{edition}: the same, time at {options.uploaders} uploaders, {options.latency} ms",
            f"{ours:.0f} ms", f"{low:.0f} ms", ours / low, 1.3)
        span = requests_ms(world)
        note(f"{edition}: of it between the first request and the last answer",
             f"{span:.0f} ms", f"{low:.0f} ms", f"{span / low:.2f} x")
        start = time.monotonic()
        again = apply(world)
        row(f"{edition}: nothing changed ({(time.monotonic() - start) * 1e3:.0f} ms)",
            str(again["requests"]), "0", again["requests"], 0, "requests", 0)
        with open(os.path.join(world.docs, "part-001", "page-12.md"), "a") as file:
            file.write("\nOne more line.\n")
        changed = apply(world)
        row(f"{edition}: one page changed", str(changed["requests"]), "1-2", changed["requests"], 2,
            "requests", 0)
    finally:
        world.close()


def bench_publish(options):
    """First publish at 8 uploaders and 50 ms, nothing changed, one page changed."""
    for edition in options.edition or ["cloud", "datacenter"]:
        publish_edition(options, edition)


def requests_ms(world):
    """From the start of the first request of cmsync's to the end of its last."""
    stamps = [stamp for stamp in record(world) if "/bench" not in json.dumps(stamp)]
    starts = [seconds_of(stamp) - stamp["duration_ms"] / 1e3 for stamp in stamps]
    return (max(seconds_of(stamp) for stamp in stamps) - min(starts)) * 1e3


def seconds_of(stamp):
    return datetime.strptime(stamp["time"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(
        tzinfo=timezone.utc).timestamp()


def record(world):
    with open(os.path.join(world.folder, "record.jsonl"), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def bench_save(options):
    """From the save of a file to the first request that it causes, without latency."""
    world = a_world(options, latency=0)
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
            at = seconds_of(stamp) - stamp["duration_ms"] / 1e3
            delays.append((at - saved) * 1e3)
            while world.open_files() != 0:
                time.sleep(0.05)
        world.cmsync("stop")
        delay = statistics.median(delays)
        row("save to request, beyond the debounce", f"{delay:.1f} ms", f"{DEBOUNCE_MS} ms",
            delay - DEBOUNCE_MS, 2, "ms", 1)
    finally:
        world.close()


def memory_of(pid):
    """(share of its pages in KiB, peak in KiB); the peak counts shared libraries as its own."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        share = sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    with open(f"/proc/{pid}/status") as file:
        peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    return share, peak


def measure_memory(world):
    """{process: (share, peak)} of all that run."""
    found = {}
    for name, pids in world.processes().items():
        for number, pid in enumerate(sorted(pids)):
            try:
                found[f"{name} {number + 1}"] = memory_of(pid)
            except (OSError, StopIteration):
                pass
    return found


def follow_memory(world, seconds):
    """Until all is in step: the greatest sum of shares seen, in KiB, and the last measurement."""
    most = 0
    deadline = time.monotonic() + seconds
    while world.open_files() != 0:
        if time.monotonic() > deadline:
            raise RuntimeError(f"not in step after {seconds} s")
        for _ in range(10):
            most = max(most, sum(share for share, _ in measure_memory(world).values()))
            time.sleep(0.2)
    last = measure_memory(world)
    return max(most, sum(share for share, _ in last.values())), last


def bench_large(options):
    """Memory while many pages are published, what it costs then that nothing happens."""
    world = a_world(options, latency=0, uploaders=2)
    pages = options.large_pages
    try:
        make_tree(world.docs, pages)
        world.start_sandbox()
        world.configure()
        world.cmsync("start")
        most, last = follow_memory(world, 1800)
        for name, (share, peak) in sorted(last.items()):
            note(f"  {name}: share at the end, peak", f"{share / 1024:.1f} MiB", "-",
                 f"{peak / 1024:.1f} MiB")
        row(f"memory of all, {pages} pages, 2 uploaders: greatest sum of shares (PSS)",
            f"{most / 1024:.0f} MiB", "-", most * 1024 / 1e6, 100, "MB", 0)
        peaks = sum(peak for _, peak in last.values())
        note("  the sum of their peaks, libraries counted for each (VmHWM)",
             f"{peaks / 1024:.0f} MiB", "-", f"{peaks * 1024 / 1e6:.0f} MB")
        idle(world, f"idle for {IDLE_S} s with {pages} pages, all processes")
        world.cmsync("stop")
        database = os.path.join(world.folder, "floor.db")
        floor(options, "pass", world.docs, database)
        apply(world)
        requests = 0
        pairs = []
        for _ in range(options.times):
            low = floor(options, "rescan", world.docs, database)[0]
            start = time.monotonic()
            requests += apply(world)["requests"]
            pairs.append(((time.monotonic() - start) * 1e3, low))
        row(f"nothing changed, {pages} pages: requests", str(requests), "0", requests, 0,
            "requests", 0)
        report_pairs(f"nothing changed, {pages} pages: `apply` against walk and stat", pairs, 2.0)
    finally:
        world.close()


def ticks_of(world):
    """Processor time of all processes so far, in ticks of 10 ms."""
    total = 0
    for pids in world.processes().values():
        for pid in pids:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total


def idle(world, name):
    before = ticks_of(world)
    time.sleep(IDLE_S)
    used = (ticks_of(world) - before) * 1e3 / os.sysconf("SC_CLK_TCK")
    share = used / (IDLE_S * 10)
    row(name, f"{used:.0f} ms", "-", share, 0.5, "% of a processor")


def start_watching(world):
    """A supervisor of our own in the foreground; what the watcher says of its first scan, in ms."""
    process = subprocess.Popen(
        [world.program("cmsync-supervisor"), "-v", "--config",
         os.path.join(world.folder, "cmsync.yaml"), "--state",
         os.path.join(world.folder, "state"), "--run", world.run_folder],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        match = re.search(r"scanned \d+ files in (\d+) folders in (\d+) ms", line)
        if match:
            threading.Thread(target=lambda: list(process.stderr), daemon=True).start()
            return process, int(match.group(1)), int(match.group(2))
    raise RuntimeError("no scan was heard of")


def bench_watch(options):
    """Watches on many folders, that the store knows already."""
    world = a_world(options, latency=0, uploaders=1)
    try:
        for number in range(options.folders):
            os.makedirs(os.path.join(world.docs, f"f{number // 100:04}", f"g{number % 100:02}"),
                        exist_ok=True)
        world.start_sandbox()
        world.configure()
        pairs = []
        for attempt in range(3):
            low = floor(options, "watch", world.docs)[0]
            process, folders, took_ms = start_watching(world)
            if attempt == 2:
                idle(world, f"idle for {IDLE_S} s with {folders} folders watched, all processes")
            process.terminate()
            process.wait()
            if attempt > 0:
                pairs.append((took_ms, low))
        report_pairs(f"watch set-up, {folders} folders, against walk and watches", pairs, 1.5)
    finally:
        world.close()


def bench_convert(options):
    world = a_world(options)
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
            statistics.median(pair[0] - pair[1] for pair in pairs), 5, "ms", 1)
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
    world = a_world(options)
    try:
        kind = corpus(options, world)
        low = conversion_cost(options, "floor", world.docs)
        ours = conversion_cost(options, "ours", world.docs)
        unit = "instructions" if shutil.which("valgrind") else "ms"
        row(f"conversion, {kind} ({unit})", f"{ours:.3g}", f"{low:.3g}", ours / low, 1.5)
    finally:
        world.close()


def bench_linear(options):
    """Cost for a byte of a large file against that of a small one, for inputs made to be slow."""
    world = World(options)
    small, large = 20_000, 100_000
    try:
        worst = (0, "")
        for name, make in linear.INPUTS.items():
            costs = []
            for size in (small, large):
                folder = os.path.join(world.folder, f"{size}")
                os.makedirs(folder, exist_ok=True)
                text = make(size).encode("latin-1")
                with open(os.path.join(folder, "page.md"), "wb") as file:
                    file.write(text)
                costs.append(conversion_cost(options, "ours", folder) / len(text))
            worst = max(worst, (costs[1] / costs[0], name))
        row(f"linear: {len(linear.INPUTS)} inputs, worst is {worst[1]}", f"{worst[0]:.2f}", "1", worst[0], 1.5)
    finally:
        world.close()


def report_speeds(name, pairs, target):
    """Pairs of speeds; the value is how much slower we are."""
    ratio = statistics.median(low / high for high, low in pairs)
    row(name, f"{statistics.median(pair[0] for pair in pairs):.0f}/s",
        f"{statistics.median(pair[1] for pair in pairs):.0f}/s", ratio, target, "x slower")


def bare_writes(options, database, transactions, rows, *alike):
    if os.path.exists(database):
        os.remove(database)
    return floor(options, "sqlite", database, str(transactions), str(rows), *alike)[0]


def bench_bus(options):
    """Questions and state writes through the bus against the bare libraries."""
    world = a_world(options)
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
        report_speeds("bus: round trips", [(high, low) for low, high in pairs], 1 / 0.7)
        database = os.path.join(world.folder, "floor.db")
        # Before there are pages: each pause also tells how far all of them are.
        pairs = []
        for _ in range(options.times):
            low = bare_writes(options, database, 400, 1)
            pairs.append((speed("promise", "8", "100"), low))
        report_speeds("state writes that promise, 8 askers at once", pairs, 1 / 0.8)
        pairs = []
        for _ in range(options.times):
            low = bare_writes(options, database, 10, 1000)
            pairs.append((speed("report", "10", "1000"), low))
        # Six columns, new rows at the end, nothing else kept up: less than the store has to write.
        report_speeds("state writes, 1000 changed files a message: bare rows", pairs, 1 / 0.8)
        # The same table, index and durability: what is left is the bus and our own code.
        pairs = []
        for _ in range(options.times):
            low = bare_writes(options, database, 10, 1000, "alike")
            pairs.append((speed("report", "10", "1000"), low))
        report_speeds("state writes, 1000 changed files a message: rows alike", pairs, 1 / 0.8)
    finally:
        store.terminate()
        store.wait()
        world.close()


def bench_monitor(options):
    """From a key to the frame that answers it, with 100,000 files."""
    out = subprocess.run([os.path.join(options.build, "bench", "monitor_frames"), "100000"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in out.splitlines():
        name, median, slowest = line.split()
        row(f"monitor, 100,000 files: {name}", f"{median} ms", "-", float(slowest), 16, "ms")


BENCHES = {
    "conversion": bench_conversion,
    "linear": bench_linear,
    "bus": bench_bus,
    "monitor": bench_monitor,
    "convert": bench_convert,
    "passes": bench_passes,
    "publish": bench_publish,
    "save": bench_save,
    "watch": bench_watch,
    "large": bench_large,
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
    parser.add_argument("sections", nargs="*", metavar="NAME",
                        help="sections to measure, of: " + ", ".join(BENCHES) + " (default: all)")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--large-pages", type=int, default=10000)
    parser.add_argument("--folders", type=int, default=100000)
    parser.add_argument("--uploaders", type=int, default=8)
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--edition", choices=["cloud", "datacenter"], action="append",
                        help="for first publish (default: both)")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unknown = set(options.sections) - set(BENCHES)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are "
                     f"{', '.join(BENCHES)}")
    options.bin = os.path.join(options.build, "bin")
    failed = False
    for name in options.sections or BENCHES:
        print(f"-- {name}", file=sys.stderr)
        try:
            BENCHES[name](options)
        except (RuntimeError, subprocess.SubprocessError, OSError) as error:
            print(f"{name} could not be measured: {error}", file=sys.stderr)
            failed = True
    print_table()
    return 1 if failed else 0


sys.exit(main())
