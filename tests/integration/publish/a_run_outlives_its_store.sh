#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# The store dies before the scan of a run is over. The one that follows goes on with the run: what
# is gone from the tree is deleted in it, as in any run, and not after the minute of who watches.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
configure 'on_delete: trash'
page a.md A
page b.md B
page c.md C
expect 0 apply --yes
rm "$folder/docs/b.md"

# A watcher that begins when it is told to.
programs=$CMSYNC_BIN
cp -r "$programs" "$folder/bin"
printf '#!/bin/sh\nuntil [ -e "%s/go" ]; do sleep 0.05; done\nexec "%s/cmsync-watcher" "$@"\n' \
    "$folder" "$programs" > "$folder/bin/watcher"
chmod +x "$folder/bin/watcher"
mv "$folder/bin/watcher" "$folder/bin/cmsync-watcher"

said() { grep -q "$1" "$folder/err"; }
store() { sed -n 's/.*statestore started as process //p' "$folder/err" | tail -n 1; }
(cd "$folder" && exec timeout 120 "$folder/bin/cmsync" apply --yes -v --state state --run run) \
    > "$folder/out" 2> "$folder/err" < /dev/null &
apply=$!
wait_for 60 said 'asks run_begin'
first=$(store)
kill -9 "$first"
# shellcheck disable=SC2317 # called by wait_for
is_replaced() { [ "$(store)" != "$first" ]; }
wait_for 60 is_replaced
touch "$folder/go"
wait $apply || fail "exit status $?"
has_titles 'A C ' || fail "not deleted: $(titles)"

# The store dies with the scan behind it, before the run begins: nobody scans once more, and the
# run does not wait for that.
page d.md D
cp -r "$programs" "$folder/slow"
# shellcheck disable=SC2016 # for the programs that are written here
printf '#!/bin/sh\n[ -e "%s/began" ] || { touch "%s/began"; kill -STOP "$(cat "%s/apply")"; }\n%s "$@"\n' \
    "$folder" "$folder" "$folder" "exec $programs/cmsync-statestore" > "$folder/slow/store"
chmod +x "$folder/slow/store"
mv "$folder/slow/store" "$folder/slow/cmsync-statestore"
# shellcheck disable=SC2016
(cd "$folder" && exec timeout 60 sh -c 'echo $$ > apply && exec "$@"' sh \
    "$folder/slow/cmsync" apply --yes -v --state state --run run) \
    > "$folder/out" 2> "$folder/err.apply" < /dev/null &
apply=$!
is_new() { cm status --porcelain=v1 && printed '^A.d.md'; }
wait_for 30 test -e "$folder/began"
wait_for 30 is_new
supervisor=$(holder)
store() { pgrep -P "$supervisor" -f cmsync-statestore || true; }
is_replaced() { [ -n "$(store)" ] && [ "$(store)" != "$first" ]; }
first=$(store)
kill -9 "$first"
wait_for 30 is_replaced
kill -CONT "$(cat "$folder/apply")"
wait $apply || fail "exit status $?: $(cat "$folder/err.apply")"
has_titles 'A C D ' || fail "not published: $(titles)"
