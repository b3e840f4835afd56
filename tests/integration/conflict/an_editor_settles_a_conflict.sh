#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
expect 0 apply --yes
person edit One '{"body":"<p>By hand.</p>","user":"ann"}'
printf '# One\n\nMine.\n' > "$folder/docs/one.md"
expect 7 apply --yes

# An editor that is closed without a change decides nothing, one that fails neither.
export EDITOR=true
expect 7 resolve docs/one.md --edit
export EDITOR=false
expect 1 resolve docs/one.md --edit
expect 7 apply --yes

# It gets the file, and beside it the page as text.
cat > "$folder/editor" <<'EOF'
#!/bin/sh
[ "$1" = --flag ] && cp "$3" "$COPY" && printf '# One\n\nMine and by hand.\n' > "$2"
EOF
chmod +x "$folder/editor"
export EDITOR="$folder/editor --flag" COPY="$folder/shown"
expect 0 resolve docs/one.md --edit
grep -q '^By hand\.$' "$folder/shown" || fail "the editor did not get the page"
expect 0 apply --yes
expect_field One .version 3
field One .body | grep -q 'Mine and by hand' || fail "the edited file was not published"

# What is edited after it was shown is not written over.
person edit One '{"body":"<p>Again.</p>","user":"ann"}'
printf '# One\n\nMine again.\n' > "$folder/docs/one.md"
expect 7 apply --yes
cat > "$folder/editor" <<'EOF'
#!/bin/sh
curl -sf -X POST --data-binary '{"body":"<p>Later.</p>"}' "$SITE/_sandbox/pages/title:One/edit"
echo more >> "$2"
EOF
SITE=$(site)
export SITE
expect 0 resolve docs/one.md --edit
expect 7 apply --yes
expect_field One .body '<p>Later.</p>'
