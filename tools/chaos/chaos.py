#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills processes, or cuts the network, while a generated tree is published, then compares space
and tree.

Exit status 0 when every page is there once, at its place, with its content and its image; 1 when
not, and everything that is wrong is printed.
"""
import argparse
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from world import World, make_tree  # pylint: disable=wrong-import-position


def check_page(title, wanted, pages, by_id):
    parent, word, images = wanted
    if len(pages) != 1:
        yield f"{title}: {len(pages)} pages"
        return
    page = pages[0]
    above = by_id.get(str(page["parent"]), {}).get("title")
    if parent is not None and above != parent:
        yield f"{title}: is below {above}, not {parent}"
    if word not in page["body"]:
        yield f"{title}: has the wrong body"
    if page["version"] != 1:
        yield f"{title}: was sent {page['version']} times"
    if 'ri:content-title="' not in page["body"] and "See " in page["body"]:
        yield f"{title}: its link is no page link"
    found = {file["name"]: file["sha256"] for file in page["attachments"] if not file["trashed"]}
    if found != images:
        yield f"{title}: attachments {sorted(found)}, not {sorted(images)}"


def compare(world, wanted_pages):
    state = world.state()
    by_id = {str(page["id"]): page for page in state["pages"]}
    home = {str(space["homepage"]) for space in state["spaces"]}
    titles = {}
    for page in state["pages"]:
        if page["status"] == "current" and str(page["id"]) not in home:
            titles.setdefault(page["title"], []).append(page)
    wrong = []
    for title, wanted in wanted_pages.items():
        wrong += check_page(title, wanted, titles.get(title, []), by_id)
    wrong += [f"{title}: nobody wanted it" for title in titles if title not in wanted_pages]
    wrong += [f"{page['title']}: was trashed" for page in state["pages"]
              if page["status"] == "trashed"]
    return wrong


def wait_until_in_step(world, seconds):
    deadline = time.monotonic() + seconds
    left = None
    while time.monotonic() < deadline:
        left = world.open_files()
        if left == 0:
            return True
        time.sleep(0.5)
    print(f"not in step after {seconds} s: {left} files are open")
    print(world.cmsync("status", check=False).stdout[-3000:])
    return False


def kill_stages(world, dice):
    """Every process but the supervisor, in turn, as often as asked."""
    for _ in range(world.options.rounds):
        for name in ("uploader", "statestore", "converter", "watcher", "uploader"):
            time.sleep(dice.uniform(0.2, 0.2 + world.options.pause))
            world.kill(name, dice)


def kill_supervisor(world, dice):
    for _ in range(world.options.rounds):
        time.sleep(dice.uniform(0.5, 0.5 + 2 * world.options.pause))
        world.kill("supervisor", dice)
        deadline = time.monotonic() + 30
        left = world.processes()
        while left and time.monotonic() < deadline:
            time.sleep(0.1)
            left = world.processes()
        if left:  # one that is being started shows up late, and ends at once
            raise RuntimeError(f"outlived their supervisor: {left}")
        world.cmsync("start")


def set_network(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def cut_network(world, dice):
    """With requests on their way; an uploader that has one dies before the network is back."""
    for _ in range(world.options.rounds):
        time.sleep(dice.uniform(0.5, 0.5 + 2 * world.options.pause))
        set_network("down")
        time.sleep(dice.uniform(0, world.options.pause))
        world.kill("uploader", dice)
        time.sleep(dice.uniform(0, 3 * world.options.pause))
        set_network("up")


def run(world):
    dice = random.Random(world.options.seed)
    wanted_pages = make_tree(world.docs, world.options.pages)
    if world.options.kill == "network":
        set_network("up")
    world.start_sandbox()
    world.configure()
    started = time.monotonic()
    world.cmsync("start")
    {"supervisor": kill_supervisor, "stages": kill_stages, "network": cut_network}[
        world.options.kill](world, dice)
    in_step = wait_until_in_step(world, world.options.patience)
    world.cmsync("stop", check=False)
    wrong = compare(world, wanted_pages)
    for line in wrong[:50]:
        print("wrong:", line)
    print(f"{world.options.edition}: {len(wanted_pages)} pages, killed {world.kills}, "
          f"{time.monotonic() - started:.1f} s, {len(wrong)} wrong")
    return in_step and not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--uploaders", type=int, default=8)
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("--edition", choices=["cloud", "datacenter"], default="cloud")
    parser.add_argument("--kill", choices=["stages", "supervisor", "network"],
                        default="stages", help="network: only in a network of its own")
    parser.add_argument("--rounds", type=int, default=4, help="times each is killed")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between kills, at most")
    parser.add_argument("--patience", type=int, default=300, help="seconds to wait afterwards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the folder")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    world = World(parser.parse_args())
    try:
        return 0 if run(world) else 1
    finally:
        world.close()


sys.exit(main())
