#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# A folder is set up by options or by answers, then publishes; what is there is never overwritten.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
rm "$folder/cmsync.yaml"
page a.md A

expect 2 init
grep -q -- '--site.url --site.space' "$folder/err" || fail "what is missing is not listed"
expect 2 init --site.url "$url" --site.space DEMO --site.user me@example.com
[ ! -e "$folder/cmsync.yaml" ] || fail "it wrote without being asked to"

expect 0 init --site.url "$url/spaces/DEMO/" --site.space DEMO --yes --site.token_file token
grep -q "^  space: DEMO$" "$folder/cmsync.yaml" || fail "the space is not in the file"
grep -q "^  # on_delete: keep  *# what happens" "$folder/cmsync.yaml" || fail "no comments"
grep -q "token_file: $folder/token" "$folder/home/.config/cmsync/config.yaml" ||
    fail "the token's source is not in the user's own file"
cp "$folder/cmsync.yaml" "$folder/before"
expect 2 init --site.url "$url" --site.space OTHER --yes
cmp "$folder/before" "$folder/cmsync.yaml" || fail "it overwrote a file"

# The same by answers, on a terminal; a wrong one is asked for again.
rm "$folder/cmsync.yaml" "$folder/home/.config/cmsync/config.yaml"
cat > "$folder/talk.py" << 'PY'
import os, pty, sys
answers = open(sys.argv[2]).read().splitlines()
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "init"])
heard = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    heard += part
    print(part.decode(errors="replace"), end="", flush=True)
    # Each question ends without a new line. Behind the last answer the input ends.
    if heard.endswith((b": ", b"] ", b"]: ")):
        os.write(terminal, answers.pop(0).encode() + b"\n" if answers else b"\4")
        heard = b""
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
talk()
{
    printf '%s\n' "$@" > "$folder/answers"
    status=0
    (cd "$folder" && unset CI && TERM=xterm python3 talk.py "$CMSYNC_BIN/cmsync" answers \
        > "$folder/talk") || status=$?
}

talk "$url" me@example.com
[ $status = 1 ] || fail "it ended with $status where the answers did"
grep -q "nothing was written" "$folder/talk" || fail "it ended without a word"
[ ! -e "$folder/cmsync.yaml" ] || fail "it wrote without an answer"

talk ftp://x "$url" me@example.com 2 "$folder/token" DEMO docs y
[ $status = 0 ] || { cat "$folder/talk"; fail "the talk ended with $status"; }
grep -q "does not start with https" "$folder/talk" || fail "a wrong address was taken"
expect 0 config check
expect 0 apply --yes
expect 0 status a.md
grep -q "in step" "$folder/out" || fail "the page was not published"

# A token of the user's own is for the host that was set up, and for no other that a project names.
mkdir -p "$folder/elsewhere/docs" "$folder/cloned/docs"
page ../cloned/docs/a.md A
(cd "$folder/elsewhere" && exec "$CMSYNC_BIN/cmsync" init --site.url https://wiki.example.com/wiki \
    --site.space DOCS --site.user me@example.com --site.token_file "$folder/token" --yes) \
    > "$folder/out" 2>&1 || fail "init: $(cat "$folder/out")"
grep -q 'wiki.example.com' "$folder/home/.config/cmsync/config.yaml" || fail "the host is not kept"
printf 'version: 1\nsite: {url: "https://evil.invalid/wiki", edition: cloud, space: DOCS}\n' \
    > "$folder/cloned/cmsync.yaml"
cm apply --yes --config "$folder/cloned/cmsync.yaml"
[ "$status" -eq 3 ] || fail "exit status $status"
complained 'not for evil.invalid' || fail "it does not say why: $(cat "$folder/err")"
