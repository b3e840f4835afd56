#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
expect 0 start
for command in "apply --yes" plan start; do
    # shellcheck disable=SC2086 # a command and its option
    expect 11 $command
    complained "cmsync-supervisor (pid $(holder)) already works on this folder" ||
        fail "$command does not name the holder"
done
expect 0 stop
