# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A sandbox alone. Sourced: run_sandbox OPTION... sets $url (with the context), $site, $sandbox.
set -eu
# shellcheck source-path=SCRIPTDIR source=../../support/wait.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../support/wait.sh"

folder=$(mktemp -d /tmp/cmsync-test-XXXXXX)
sandbox=''

# shellcheck disable=SC2317 # called by the trap
clean_up()
{
    local code=$?
    [ -z "$sandbox" ] || kill "$sandbox" 2> /dev/null || true
    [ $code -eq 0 ] || cat "$folder/err"
    rm -rf "$folder"
    exit $code
}
trap clean_up EXIT

run_sandbox()
{
    : > "$folder/listening" # else that of the last one may be read
    "$CMSYNC_BIN/cmsync-sandbox" --record "$folder/record" "$@" \
        > "$folder/listening" 2> "$folder/err" &
    sandbox=$!
    wait_for 20 grep -q '^listening ' "$folder/listening"
    url=$(sed -n 's/^listening //p' "$folder/listening")
    # shellcheck disable=SC2034 # for the scripts
    site=${url%/*}
}

# end_sandbox: asks it to end; its exit status.
end_sandbox()
{
    kill "$sandbox"
    local code=0
    wait "$sandbox" || code=$?
    sandbox=''
    return $code
}
