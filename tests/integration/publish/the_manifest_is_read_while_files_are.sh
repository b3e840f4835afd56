#!/bin/bash
# SPDX-License-Identifier: MIT
# Whether there are pages already is asked while files are still read; nothing goes out before all are.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# A diagram that is not ready before we say so; it comes after the first batch of files.
mkdir -p "$folder/home/.config/cmsync"
cat > "$folder/render" << 'END'
#!/bin/bash
until [ -e "$1" ]; do sleep 0.05; done
echo "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>"
END
chmod +x "$folder/render"
printf 'diagrams:\n  dot: [%s, %s]\n  seconds: 100\n' "$folder/render" "$folder/go" \
    > "$folder/home/.config/cmsync/config.yaml"
has_asked() { requests GET | grep -q propert; }

start_sandbox
for i in $(seq 10 50); do page "p$i.md" "Page $i"; done
# shellcheck disable=SC2016 # no commands
printf '# Zed\n\n```dot\na -> b\n```\n' > "$folder/docs/z.md"
touch -d '1 hour ago' "$folder"/docs/p*.md
(cd "$folder" && exec timeout 120 "$CMSYNC_BIN/cmsync" apply --yes --json --state "$folder/state" \
    --run "$folder/run" > "$folder/out" 2> "$folder/err" < /dev/null) &
apply=$!
wait_for 60 has_asked
[ -z "$(requests POST)" ] || fail "published before all files were read: $(requests POST)"
touch "$folder/go"
wait $apply || fail "apply ended with $?"
[ "$(jq .created "$folder/out")" -eq 42 ] || fail "$(cat "$folder/out")"
[ "$(jq .requests "$folder/out")" -eq "$(count_requests)" ] || fail "counted $(cat "$folder/out")"
[ "$(titles | uniq -d)" = "" ] || fail "doubled: $(titles | uniq -d)"
