#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
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
    "$folder" "$programs" > "$folder/bin/watcher" # shellcheck disable=SC2016
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
is_replaced() { [ "$(store)" != "$first" ]; }
wait_for 60 is_replaced
touch "$folder/go"
wait $apply || fail "exit status $?"
has_titles 'A C ' || fail "not deleted: $(titles)"
