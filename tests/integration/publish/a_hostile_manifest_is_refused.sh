#!/bin/bash
# SPDX-License-Identifier: MIT
# Whoever may edit the root page may write into its properties.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

forget() { rm -rf "$folder/state" "$folder/run"; }
api() { curl -sf -u me@example.com:canary-token -H 'Content-Type: application/json' "$@"; }
properties() { api "$url/api/v2/pages/$root/properties?limit=250"; }
# put VALUE: over what the head is.
put()
{
    local head
    head=$(properties | jq -c '.results[] | select(.key == "cmsync.manifest.0") | {id, n: .version.number}')
    jq -cn --argjson head "$head" --argjson value "$1" \
        '{key: "cmsync.manifest.0", value: $value, version: {number: ($head.n + 1)}}' |
        api -X PUT -d @- "$url/api/v2/pages/$root/properties/$(jq -r .id <<< "$head")" > /dev/null
}
# packed TEXT: a head that holds it.
packed()
{
    printf %s "$1" | python3 -c '
import base64, hashlib, json, sys, zlib
data = zlib.compress(sys.stdin.buffer.read())
print(json.dumps({"format": 1, "digest": hashlib.sha256(data).hexdigest(), "part": 0,
                  "data": base64.b64encode(data).decode(), "runner": "x", "slots": []}))'
}

start_sandbox
page one.md One
page two.md Two
expect 0 apply --yes
root=$(state_of_space | jq -r '.pages[] | select(.parent == null and .status == "current") | .id' | head -n 1)
stranger '{"title":"Theirs","body":"<p>Not yours.</p>","author":"anna"}'
theirs=$(field Theirs .id)
one=$(field One .id)

for value in '"x"' \
    "$(packed '{"format":"cmsync.manifest/1","pages":[["../../etc/passwd","1","2","T","",1,"",3,[],""]]}')"; do
    put "$value"
    forget
    expect 0 apply --yes
    complained damaged || fail "nothing was said of $value"
    [ "$(field One .version)" = 1 ] || fail "One was written"
    [ "$(titles | tr '\n' ' ')" = 'One Theirs Two ' ] || fail "pages: $(titles)"
done

# A page of somebody else as one of ours, to be overwritten; and one to be deleted.
put "$(packed "{\"format\":\"cmsync.manifest/1\",\"pages\":[
    [\"one.md\",\"$theirs\",\"$root\",\"One\",\"\",1,\"\",3,[],\"\"],
    [\"gone.md\",\"$one\",\"$root\",\"One\",\"\",1,\"\",3,[],\"\"]]}")"
forget
configure 'on_delete: trash'
cm apply --yes
expect_field Theirs .version 1
[ "$(count_titles Theirs)" -eq 1 ] || fail "somebody else's page is gone"
[ "$status" -eq 7 ] || fail "exit status $status: $(cat "$folder/err")"
