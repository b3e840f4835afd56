#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: check.sh MONITOR CASE [--update]: the screens of CASE.keys are those of CASE.screen.
set -euo pipefail
cd "$(dirname "$0")"
export TZ=UTC LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/none XDG_RUNTIME_DIR=/none XDG_STATE_HOME=/none
unset CMSYNC_CONFIG CMSYNC_TOKEN CREDENTIALS_DIRECTORY
actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
"$1" --script "$2.keys" --save-screen "$actual"
if [ "${3:-}" = --update ]; then
    cp "$actual" "$2.screen"
    exit
fi
diff -u "$2.screen" "$actual"
