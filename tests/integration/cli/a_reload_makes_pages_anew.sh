#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

body_of() { state_of_space | jq -r --arg t "$1" '.pages[] | select(.title == $t) | .body'; }
has_part() { body_of "$1" | grep -q -- "$2"; }
children() { ps -o pid= --ppid "$1" 2> /dev/null; }
converter() { ps -o pid=,comm= --ppid "$(holder)" | awk '$2 ~ /convert/ { print $1 }'; }
is_drawing() { [ -n "$(children "$(converter)")" ]; }

start_sandbox
mkdir -p "$folder/home/.config/cmsync"
printf '# Panel\n\n> [!NOTE]\n> Text.\n' > "$folder/docs/panel.md"
page plain.md Plain
expect 0 start
wait_for 60 has_titles "Panel Plain "
wait_for 60 has_part Panel 'ac:name="info"'
sent=$(requests PUT | wc -l)

printf 'markdown:\n  alerts: false\n' >> "$folder/cmsync.yaml"
kill -HUP "$(holder)"
wait_for 60 has_part Panel '<blockquote>'
[ $(($(requests PUT | wc -l) - sent)) -eq 1 ] || fail "a page that did not change was sent again"

# A renderer that hangs, and a converter that is killed meanwhile: nothing is left, nothing lost.
printf 'diagrams:\n  dot: [sh, -c, "test -e %s/hang && sleep 299.7; cat %s/image.svg"]\n' \
    "$folder" "$folder" > "$folder/home/.config/cmsync/config.yaml"
echo '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>' > "$folder/image.svg"
: > "$folder/hang"
kill -HUP "$(holder)"
printf '# Drawn\n\n```dot\na\n```\n' > "$folder/docs/drawn.md"
wait_for 60 is_drawing
rm "$folder/hang"
kill -9 "$(converter)"
wait_for 60 has_part Drawn 'ri:filename="diagram-1.svg"'
! pgrep -f "sleep 299.7" > /dev/null || fail "the renderer of a dead converter lives"
[ "$(titles | tr '\n' ' ')" = "Drawn Panel Plain " ] || fail "pages: $(titles)"
expect 0 stop
