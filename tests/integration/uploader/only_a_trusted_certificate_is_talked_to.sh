#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# certificate NAME DAYS SUBJECT_ALTERNATIVE_NAME: signed by an authority of our own.
certificate()
{
    openssl req -newkey rsa:2048 -nodes -keyout "$folder/$1.key" -out "$folder/$1.csr" \
        -subj /CN=server 2> /dev/null
    openssl x509 -req -in "$folder/$1.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" \
        -CAcreateserial -days "$2" -extfile <(echo "subjectAltName=$3") -out "$folder/$1.pem" \
        2> /dev/null
}

# serve NAME: the sandbox with that certificate, in place of the one before.
serve()
{
    if [ -n "$sandbox" ]; then
        kill "$sandbox"
        wait "$sandbox" || true
    fi
    : > "$folder/record"
    start_sandbox --tls-certificate "$folder/$1.pem" --tls-key "$folder/$1.key"
    rm -rf "$folder/state"
}

# trust LINE: of the section `site:`.
trust() { sed -i "s|^site:|site:\n  $1|" "$folder/cmsync.yaml"; }

# expect_refusal WORDS: nothing is sent, and the message says why and what to do.
expect_refusal()
{
    expect 5 apply --yes
    complained "$1" || fail "the message does not say \`$1\`"
    complained 'site.ca_file' || fail "the message does not name site.ca_file"
    [ "$(count_requests)" -eq 0 ] || fail "a request was sent all the same"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/ca.key" -out "$folder/ca.pem" \
    -days 2 -subj '/CN=authority' 2> /dev/null
certificate good 2 IP:127.0.0.1
certificate expired -1 IP:127.0.0.1
certificate stranger 2 DNS:elsewhere.example
page one.md One

serve good
expect_refusal 'certificate'
trust 'ca_file: ca.pem'
expect 0 apply --yes
[ "$(count_requests)" -gt 0 ] || fail "nothing was published"

# Through a proxy: it is told where to, and nothing else.
python3 "$(dirname "$0")/../../support/proxy.py" "$folder/heads" > "$folder/proxy" &
proxy=$!
wait_for 10 test -s "$folder/proxy"
trust "proxy: http://127.0.0.1:$(cat "$folder/proxy")"
page two.md Two
expect 0 apply --yes
kill "$proxy"
grep -q "^CONNECT ${url#https://}" <(sed 's| HTTP.*|/wiki|' "$folder/heads") || fail "the proxy was passed by"
grep -qi -e '^authorization' -e canary "$folder/heads" && fail "the proxy was told the token"

serve expired
trust 'ca_file: ca.pem'
expect_refusal 'expired'

serve stranger
trust 'ca_file: ca.pem'
expect_refusal 'name'
