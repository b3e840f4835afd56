#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

letter_of() { cm status --porcelain=v1 && sed -n "s/^\(.\)\t$1\t.*/\1/p" "$folder/out"; }

start_sandbox
for name in Open Locked Hidden; do page "${name,}.md" $name; done
expect 0 apply --yes
person restrict Locked '{"editor":"ann"}'
person restrict Hidden '{"viewer":"ann"}'
for name in Open Locked Hidden; do
    printf '# %s\n\nNew text.\n' $name > "$folder/docs/${name,}.md"
done
cm apply --yes
[ "$status" -eq 7 ] || fail "exit status $status, not 7"
expect_field Open .version 2
expect_field Locked .version 1
expect_field Hidden .version 1
[ "$(letter_of locked.md)" = L ] || fail "a page that may not be edited: $(cat "$folder/out")"
[ "$(letter_of hidden.md)" = U ] || fail "a page that may not be seen: $(cat "$folder/out")"

# A hidden page keeps its title: mine cannot make another, and says so.
expect 0 resolve hidden.md --mine
expect 7 apply --yes
[ "$(count_titles Hidden)" -eq 1 ] || fail "a second page"
expect_field Hidden .version 1

# When it is let in again, it goes on.
person restrict Locked '{"editor":null}'
person restrict Hidden '{"viewer":null}'
expect 0 restore hidden.md
expect 0 apply --yes
expect_field Locked .version 2
expect_field Hidden .version 2
