# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# wait_for SECONDS COMMAND...: until the command succeeds; fails the test when it never does.
wait_for()
{
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if ((SECONDS > end)); then
            echo "waited in vain for: $*" >&2
            exit 1
        fi
        sleep 0.02
    done
}

fail()
{
    echo "failed: $*" >&2
    exit 1
}
