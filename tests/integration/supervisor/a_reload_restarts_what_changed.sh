#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor
wait_until_up

# Nothing changed: the stages read it again themselves.
kill -HUP "$supervisor"
wait_for 10 logged '^statestore .* hangup'
wait_for 10 logged '^uploader-2 .* hangup'

# An error: everything stays as it was.
cp "$folder/cmsync.yaml" "$folder/good.yaml"
echo 'spcae: DOCS' >> "$folder/cmsync.yaml"
kill -HUP "$supervisor"
wait_for 10 said 'did you mean `space`'
[ "$(count 'started')" -eq 5 ] || fail "an error in the file started something"

# More uploaders.
(cat "$folder/good.yaml" && printf 'limits:\n  uploaders: 3\n') > "$folder/cmsync.yaml"
kill -HUP "$supervisor"
wait_for 10 logged '^uploader-3 .* started'

# Another token: only the uploaders are started again, and have it.
(umask 077 && echo second-token > "$folder/token")
kill -HUP "$supervisor"
wait_for 20 counted 3 '^uploader-. .* token second-token$'
wait_for 10 counted 3 '^statestore .* got uploader [0-9]+ 1 ' # the store hears that it is another
[ "$(count '^(statestore|converter|watcher) .* started')" -eq 3 ] || fail "others were started"

# A token that cannot be used: the old one stays.
chmod 644 "$folder/token"
kill -HUP "$supervisor"
wait_for 10 said 'the old one is kept'

# Another folder: watcher and converter too, and the old folder is free.
chmod 600 "$folder/token"
mkdir "$folder/docs2"
(cat "$folder/good.yaml" && printf 'docs:\n  root: docs2\nlimits:\n  uploaders: 3\n') \
    > "$folder/cmsync.yaml"
kill -HUP "$supervisor"
wait_for 20 counted 2 '^watcher .* started'
wait_for 20 counted 2 '^converter .* started'
[ "$(count '^statestore .* started')" -eq 1 ] || fail "the store was started again"
flock -n "$folder/docs" true || fail "the old folder is still locked"
! flock -n "$folder/docs2" true || fail "the new folder is not locked"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
