#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# A renderer that does what the diagram says, and counts how often it is asked.
mkdir -p "$folder/home/.config/cmsync" "$folder/drawn"
cat > "$folder/render" << 'END'
#!/bin/bash
words=$(cat)
: > "$1/$$-$RANDOM"
case $words in
fail) printf 'error in line 1: no such shape\n%s' "$(seq 2000)" >&2 && exit 3 ;;
hang) sleep 287.3 & sleep 287.3 ;;
flood) yes ;;
text) echo "no image" && exit ;;
token) words=$(cat "$2" && env) ;;
network) words=$(curl -s -m 2 "$3/_sandbox/state" > /dev/null && echo reached || echo cut off) ;;
esac
echo "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><text>$words</text></svg>"
END
chmod +x "$folder/render"
drawings() { find "$folder/drawn" -type f | wc -l; }
user_file()
{
    printf 'diagrams:\n  dot: [%s, %s, %s, "%s"]\n  seconds: 1\n' "$folder/render" "$folder/drawn" \
        "$folder/token" "$(cut -d / -f 1-3 <<< "$url")" > "$folder/home/.config/cmsync/config.yaml"
}
diagram() { printf '# %s\n\n```%s title="A b"\n%s\n```\n' "$1" "$2" "$3" > "$folder/docs/$1.md"; }
body_of() { state_of_space | jq -r --arg t "$1" '.pages[] | select(.title == $t) | .body'; }
image_of() # TITLE: digest of its one attachment
{
    state_of_space | jq -r --arg t "$1" '.pages[] | select(.title == $t) | .attachments[].sha256'
}
digest_of() # WORDS: of the image that says them
{
    echo "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><text>$1</text></svg>" |
        sha256sum | cut -d ' ' -f 1
}

start_sandbox
user_file
diagram good dot good
diagram again graphviz good
diagram sly dot network
diagram thief dot token
for word in fail hang flood text; do diagram $word dot $word; done
diagram other d2 "a -> b"
expect 0 apply --yes
[ "$(image_of good)" = "$(digest_of good)" ] || fail "the image is not attached"
grep -q 'ac:original-width="40" ac:original-height="30" ac:alt="A b".*ri:filename="diagram-1.svg"' \
    <<< "$(body_of good)" || fail "the page does not show it: $(body_of good)"
[ "$(image_of again)" = "$(digest_of good)" ] || fail "the same diagram on another page"
[ "$(image_of sly)" = "$(digest_of "cut off")" ] || fail "a diagram reached the network"
[ -n "$(image_of thief)" ] || fail "no image although the token is not there"
! grep -rq canary-token "$folder/state/drawings" || fail "a diagram read the token"
for word in fail hang flood text other; do
    grep -q 'ac:name="code"' <<< "$(body_of $word)" || fail "$word is not shown as code"
done
status_says() { expect 0 status "docs/$1.md" && printed "$2" || fail "$1: $(cat "$folder/out")"; }
status_says fail 'CM-DIAG-02.*no such shape'
status_says hang 'did not end within 1 seconds'
status_says flood 'larger than 8 MiB'
status_says text 'neither PNG nor SVG'
status_says other 'CM-DIAG-01.*d2 diagram is shown as code'
pgrep -f "sleep 287.3" > /dev/null && fail "a renderer is left behind"

# Cached by content, over restarts and without the ledger's help.
before=$(drawings) sent=$(count_requests)
expect 0 apply --yes
[ "$(drawings)" -eq "$before" ] && [ "$(count_requests)" -eq "$sent" ] || fail "nothing changed"
printf '\nMore.\n' >> "$folder/docs/good.md"
expect 0 apply --yes
[ "$(drawings)" -eq "$before" ] || fail "it was drawn again"
rm -r "$folder/state/drawings"
diagram good dot "good
"
printf '\nLess.\n' >> "$folder/docs/again.md"
expect 0 apply --yes
[ "$(image_of again)" = "$(digest_of good)" ] || fail "a lost image is not drawn anew"

# Another command draws another image; a macro shows what nobody draws.
printf 'diagrams:\n  macros: [d2=d2-diagram]\n' >> "$folder/cmsync.yaml"
expect 0 apply --yes
grep -q 'ac:name="d2-diagram".*<ac:plain-text-body><!\[CDATA\[a -> b' <<< "$(body_of other)" ||
    fail "no macro: $(body_of other)"
(cd "$folder" && "$CMSYNC_BIN/cmsync" convert docs/good.md --edition cloud) > "$folder/out"
printed 'ac:original-width="40".*ri:filename="diagram-1.svg"' || fail "convert draws nothing"

# Never from a project's file.
printf '  dot: [%s]\n' "$folder/render" >> "$folder/cmsync.yaml"
expect 2 apply --yes
complained "accepted from the user's own file alone" || fail "a project may run programs"
