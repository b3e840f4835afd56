#!/bin/bash
# SPDX-License-Identifier: MIT
# The benchmarks of the release build; bench.py --help for what can be asked for.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec python3 -B tools/bench/bench.py --build build/release "$@"
