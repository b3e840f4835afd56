#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One library, one place: each third-party header is included only behind its fence."""
import re

import sources

FENCES = {
    r"msgpack(/|\.h)": r"bus/messages\.c",
    r"czmq\.h|zmq\.h": r"bus/(binding|stage|stage_loop|serve|request|listener|viewer)\.c",
    r"curl/": r"uploader/http\.c",
    r"md4c\.h": r"markdown/markdown\.c",
    r"md4c-html\.h": r"tools/.*",
    r"sqlite3\.h": r"ledger/database\.c|sandbox/.*",
    r"(n?curses|term|panel)(w?/.*)?\.h": r"monitor/screen\.c",
    r"yaml\.h": r"config/yaml\.c",
    r"microhttpd\.h": r"sandbox/server\.c",
    r"git2(/|\.h)": r"watcher/(gitignore|revision)\.c|storage/difference\.c",
    r"libxslt/": r"sandbox/.*",
    r"seccomp\.h": r"drawer/cage\.c",
    r"openssl/": r"base/(digest|base64)\.c",
    r"zlib\.h": r"base/deflate\.c",
    r"uni[a-z]+\.h": r"base/.*",
    r"cmocka\.h": r"tests/unit/.*",
}

complaints = []
for path in sources.files(".c", ".h", below=sources.PRODUCT):
    for number, kind, name in sources.includes(path):
        for library, place in FENCES.items():
            if kind == "<" and re.match(library, name) and name != "unistd.h" \
                    and not re.fullmatch(place, path):
                complaints.append(f"{path}:{number}: <{name}> belongs in {place} only")
        if kind == "<" and path.endswith(".h") and any(re.match(x, name) for x in FENCES) \
                and name != "unistd.h":
            complaints.append(f"{path}:{number}: a header includes <{name}>")
sources.finish(complaints)
