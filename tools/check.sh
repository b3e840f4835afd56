#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2317  # the steps are called by name
# What a change must pass before it is shown to anybody. `tools/check.sh` looks at everything,
# `tools/check.sh --changed` gives clang-tidy only the files that differ from main.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

failed=0
step() {
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n' "$name" "$out"
        failed=1
    fi
}

formatting() { git ls-files '*.c' '*.h' | xargs -r clang-format --dry-run -Werror; }

tidy() {
    local files
    if [ "${1:-}" = --changed ]; then
        files=$(git diff --name-only --diff-filter=d main -- '*.c')
    else
        files=$(git ls-files '*.c' | grep -v -e '^tests/' -e '^tools/')
    fi
    # clang does not know gcc's flags in the compile commands; what it cannot compile it says.
    [ -z "$files" ] || printf '%s\n' "$files" |
        xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/debug \
            --extra-arg=-Wno-unknown-warning-option 2>/dev/null
}

rules() {
    local rule result=0
    for rule in tests/rules/*.py; do
        [ "$rule" = tests/rules/sources.py ] || python3 -B "$rule" || result=1
    done
    return "$result"
}

manuals() {
    local page result=0
    for page in build/debug/man/*.[1-8]; do
        [ -e "$page" ] || continue
        # scdoc's own habits, in every page that it makes.
        mandoc -T lint -W warning "$page" |
            grep -v -e 'missing date' -e 'cross reference' -e 'lower case character' \
                -e 'skipping paragraph macro' && result=1
    done
    return "$result"
}

shells() {
    git ls-files -z dev .ci tools tests packaging | xargs -r0 grep -lE '^#!/bin/(ba)?sh' |
        xargs -r shellcheck -x
}

step formatting formatting
step rules rules
step 'shell scripts' shells
step 'manual pages' manuals
step clang-tidy tidy "${1:-}"
exit $failed
