#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes docs/images/ anew from the examples in docs/markdown.md: pictures.py [--build DIR] [NAME..]

Each example that a picture follows becomes a page; cmsync publishes all of them to a sandbox on this computer, and
a browser without a window takes their pictures. Wants Debian's chromium, graphviz and python3-pil.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from PIL import Image, ImageChops

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLE = re.compile(r'^(`{3,})markdown\n(.*?)\n\1\n\n</td><td><img src="images/([\w-]+)\.png"', re.M | re.S)
WIDTH, HEIGHT, MARGIN, COLOURS = 560, 1400, 14, 64
BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
           "--hide-scrollbars", "--force-device-scale-factor=1"]
# Elements that unfold on a click are shown open, but those of which the example says otherwise.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><base href="{base}"><style>{style}
html, body {{ background: #fff; display: block; margin: 0; }}
body {{ padding: {margin}px; }} .section {{ flex-direction: row !important; }}</style><div class="content">{content}</div>"""


def examples(names):
    text = open(os.path.join(HERE, "docs", "markdown.md"), encoding="utf-8").read()
    for _, source, name in EXAMPLE.findall(text):
        if not names or name in names:
            yield name, source


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_tree(folder, found):
    """The examples as pages, and what they lead to."""
    for name, source in found:
        write(os.path.join(folder, name + ".md"), f"# Example {name}\n\n{source}\n")
    write(os.path.join(folder, "install.md"), "# Install Beacon\n\n## On Linux\n\nText\n")
    write(os.path.join(folder, "files", "report.pdf"), "%PDF-1.4\n")
    shutil.copytree(os.path.join(HERE, "examples", "docs", "guide", "images"), os.path.join(folder, "images"))


def publish(build, folder, url):
    # Commands are accepted from the user's own configuration alone.
    write(os.path.join(folder, "cmsync", "config.yaml"), "diagrams:\n  dot: [dot, -Tsvg]\n")
    environment = dict(os.environ, XDG_CONFIG_HOME=folder, CMSYNC_TOKEN="picture", CMSYNC_SITE_URL=url, CMSYNC_SITE_SPACE="DEMO",
                       CMSYNC_SITE_EDITION="cloud", CMSYNC_SITE_USER="me@example.com",
                       CMSYNC_DOCS_ROOT=os.path.join(folder, "docs"))
    subprocess.run([os.path.join(build, "bin", "cmsync"), "apply", "--yes", "--json", "--state",
                    os.path.join(folder, "state"), "--run", os.path.join(folder, "run")],
                   check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL)


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()


def content_of(page):
    """What stands in the page's content, up to the end of that element."""
    start = page.index('<div class="content">') + len('<div class="content">')
    depth = 1
    for tag in re.compile(r"<(/?)div\b").finditer(page, start):
        depth += -1 if tag.group(1) else 1
        if depth == 0:
            return page[start:tag.start()]
    sys.exit("the sandbox's pages have another form now")


def crop(path):
    """Down to what is shown, with the margin, in few colours."""
    image = Image.open(path).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    image = image.crop((0, 0, image.width, min(image.height, box[3] + MARGIN)))
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def take(folder, name, url):
    page = fetch(f"{url}/display/DEMO/Example+{name}")
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    css = style.group(1) if style else fetch(url + re.search(r'href="[^"]*?(/[^"/]+\.css)"', page).group(1))
    frame = os.path.join(folder, name + ".html")
    write(frame, FRAME.format(base=url + "/", style=css, margin=MARGIN, content=content_of(page)))
    picture = os.path.join(HERE, "docs", "images", name + ".png")
    subprocess.run(BROWSER + [f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={folder}/browser",
                              f"--screenshot={picture}", "file://" + frame],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    crop(picture)
    print(f"docs/images/{name}.png: {os.path.getsize(picture)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=os.path.join(HERE, "build", "release"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    found = list(examples(options.names))
    with tempfile.TemporaryDirectory() as folder:
        make_tree(os.path.join(folder, "docs"), found)
        sandbox = subprocess.Popen([os.path.join(build, "bin", "cmsync-sandbox"), "--port", "0"],
                                   stdout=subprocess.PIPE, text=True)
        try:
            url = sandbox.stdout.readline().split()[1]
            publish(build, folder, url)
            os.makedirs(os.path.join(HERE, "docs", "images"), exist_ok=True)
            for name, _ in found:
                take(folder, name, url)
        finally:
            sandbox.terminate()
            sandbox.wait()


main()
