#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# says CHECK LEVEL WORDS: what the last command printed of a check.
says()
{
    jq -e --arg c "$1" --arg l "$2" --arg w "$3" 'any(.checks[] |
        select(.check == $c and .level == $l); .message + .help | contains($w))' \
        "$folder/out" > "$folder/jq" || fail "$1 is not $2 with \"$3\": $(cat "$folder/out")"
}
start_sandbox
page a.md A
page guide/b.md B

# Everything is well, nothing is written anywhere, and nobody is asked who need not be.
expect 0 doctor --no-network --json
[ "$(jq -r .format "$folder/out")" = cmsync.doctor/1.0 ] || fail "no format"
says documents ok "2 pages"
says Confluence skipped "--no-network"
[ ! -s "$folder/record" ] || fail "Confluence was asked"
expect 0 doctor --json
says sign-in ok "signed in as"
says "root page" ok "DEMO"
[ "${EDITION:-cloud}" != cloud ] || says permissions ok "can be created"
[ "$(jq .errors "$folder/out")" -eq 0 ] || fail "$(cat "$folder/out")"
[ "$(requests GET | grep -c .)" -eq "$(count_requests)" ] || fail "something was written"
[ "$(count_requests)" -le 4 ] || fail "too many questions: $(requests GET)"
[ -z "$(find "$folder" -maxdepth 1 \( -name state -o -name run \))" ] || fail "a folder was made"

# Each fault by its name and exit code.
expect 4 doctor --site.space NOPE --json
says space error "NOPE"
expect 4 doctor --site.root_page 999999999 --json
says "root page" error "site.root_page"
(umask 077 && echo wrong-token > "$folder/wrong")
expect 3 doctor --token-file wrong --json
says sign-in error ""
says space skipped "sign-in"
expect 5 doctor --site.url http://127.0.0.1:1/wiki --json
says address error ""
expect 2 doctor --docs.root nowhere --no-network --json
says configuration error "nowhere"
mkdir -m 755 "$folder/run"
expect 2 doctor --no-network --json
says sockets error "chmod 700"
rm -r "$folder/run"
printf 'site:\n  ulr: x\n' > "$folder/bad.yaml"
expect 2 doctor --config bad.yaml
printed "did you mean" || fail "no suggestion"
expect 2 doctor --network --no-network

if [ "${EDITION:-cloud}" = datacenter ]; then
    setting() { curl -sf -X PUT -d "{\"$1\":$2}" "${url%/*}/_sandbox/settings" > "$folder/answer"; }
    setting read_only 1
    expect 0 doctor --json
    says permissions warning "read-only"
    setting read_only 0
fi

# Commands that draw: looked for, and tried when that is asked for.
mkdir -p "$folder/home/.config/cmsync"
printf '#!/bin/sh\necho no usable sandbox >&2\nexit 1\n' > "$folder/draw"
chmod +x "$folder/draw"
printf 'diagrams:\n  dot: [%s]\n  d2: [no-such-d2]\n' "$folder/draw" \
    > "$folder/home/.config/cmsync/config.yaml"
expect 0 doctor --no-network --json
says diagrams warning "no-such-d2"
expect 1 doctor --no-network --diagrams --json
says diagrams error "no usable sandbox"
rm "$folder/home/.config/cmsync/config.yaml"

# Beside what runs; and what is printed for others names nobody.
expect 0 start
expect 0 doctor --json
says supervisor ok "runs"
says processes ok "work"
expect 0 doctor --report
for secret in canary-token me@example.com "$folder/home" 127.0.0.1; do
    ! printed "$secret" || fail "$secret is in the report: $(cat "$folder/out")"
done
printed "site.url: http://SITE" || fail "no settings in the report"
expect 0 stop
