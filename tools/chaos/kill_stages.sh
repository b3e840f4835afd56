#!/bin/bash
# SPDX-License-Identifier: MIT
# 1000 pages through 8 uploaders at 50 ms, in both editions; see chaos.py for options.
set -euo pipefail
cd "$(dirname "$0")/../.."
for edition in cloud datacenter; do
    python3 -B tools/chaos/chaos.py --bin build/release/bin --kill stages --edition "$edition" "$@"
done
