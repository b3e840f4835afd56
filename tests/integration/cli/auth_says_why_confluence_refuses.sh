#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# says CHECK LEVEL WORDS: what the last command printed of a check.
says()
{
    jq -e --arg c "$1" --arg l "$2" --arg w "$3" '.checks[] |
        select(.check == $c and .level == $l) | .message + .help | contains($w)' \
        "$folder/out" > "$folder/jq" || fail "$1 is not $2 with \"$3\": $(cat "$folder/out")"
}
(umask 077 && echo wrong-token > "$folder/wrong")
start_sandbox

# Nobody is asked, and the token is not shown.
CMSYNC_TOKEN=other expect 0 auth status --json
says token ok "site.token_file"
says token ok "not used: CMSYNC_TOKEN"
[ ! -s "$folder/record" ] || fail "auth status asked Confluence"
! printed canary-token || fail "the token is shown"
chmod 644 "$folder/token"
expect 3 auth status --json
says token error "others than its owner"
expect 3 auth test
chmod 600 "$folder/token"
expect 2 auth sing
[ ! -s "$folder/record" ] || fail "Confluence was asked without a token"

expect 0 auth test --json
account=$(jq -r .account "$folder/out")
says sign-in ok "signed in as $account"
[ "$(jq -r .format "$folder/out")" = cmsync.auth/1.0 ] || fail "no format"
[ "$(requests GET)" = "${url#"${url%/*}"}/rest/api/user/current" ] ||
    fail "more than one question: $(cat "$folder/record")"
# Standard input, and beside it a person's own state and run folders stay as they are.
status=0
(cd "$folder" && "$CMSYNC_BIN/cmsync" auth test --token-file - --json --state "$folder/state" \
    --run "$folder/run") < "$folder/token" > "$folder/out" || status=$?
[ "$status" -eq 0 ] || fail "a token from standard input: $(cat "$folder/out")"
[ -z "$(find "$folder" -maxdepth 1 \( -name state -o -name run \))" ] || fail "a folder was made"

expect 3 auth test --token-file wrong --json
says sign-in error ""
! grep -q wrong-token "$folder/out" "$folder/err" || fail "the token is shown"

# The address without its path: the path is found, on the same host alone.
base=${url%/*} # without the context path
expect 4 auth test --site.url "$base" --json
says address error "set site.url to $url"
expect 5 auth test --site.url http://127.0.0.1:1/wiki --json
says address error "site.url"

# A sign-in page in front of it.
curl -sf --data-binary 'match * * login-page' "$base/_sandbox/faults" > "$folder/answer"
expect 3 auth test --json
says sign-in error "sign-in page"
[ -z "$(requests POST | grep -v _sandbox || true)" ] || fail "something was written"

# Again with a certificate that nobody knows, and on Cloud with a token that has scopes.
kill "$sandbox"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/key" -out "$folder/certificate" -days 2 \
    -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2> "$folder/openssl"
start_sandbox --tls-certificate "$folder/certificate" --tls-key "$folder/key" --set scoped_token=1
expect 5 auth test --json
says address error "site.ca_file"
expect 0 auth test --site.ca_file "$folder/certificate" --json
[ "${EDITION:-cloud}" != cloud ] || says sign-in ok "/ex/confluence/"
expect 3 auth test --site.ca_file "$folder/certificate" --token-file wrong --json
says sign-in error ""
