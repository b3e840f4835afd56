#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Folders look down only: the layers in their order, then stages that do not see each other."""
import sources

# What a folder may include besides itself and the layers above it.
ALSO = {
    # `cmsync convert` and `cmsync check` have no other process for what these do.
    "cli": ["converter", "watcher"],
}
# The supervisor must outlive everything: no ZeroMQ, so no bus.
NOT = {"supervisor": ["bus", "ledger"]}

complaints = []
for folder in sources.PRODUCT:
    if folder in sources.LAYERS:
        allowed = sources.LAYERS[:sources.LAYERS.index(folder) + 1]
    else:
        allowed = sources.LAYERS + [folder] + ALSO.get(folder, [])
    allowed = [name for name in allowed if name not in NOT.get(folder, [])]
    for path in sources.files(".c", ".h", below=[folder]):
        for number, kind, name in sources.includes(path):
            if kind != '"':
                continue
            if "/" not in name:
                complaints.append(f'{path}:{number}: "{name}" lacks its folder')
            elif name.split("/")[0] not in allowed:
                complaints.append(f'{path}:{number}: {folder}/ must not include "{name}"')
sources.finish(complaints)
