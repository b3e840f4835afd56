#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "$0")/sandbox.sh"
run_sandbox --edition datacenter
page=$(curl --silent --fail --header 'Content-Type: application/json' \
    --data '{"type":"page","title":"A","space":{"key":"DEMO"}}' "$url/rest/api/content" |
    sed 's/^{"id":"\([0-9]*\)".*/\1/')
head -c 3000000 /dev/urandom > "$folder/größe & co.bin"
: > "$folder/empty"
for file in "größe & co.bin" empty; do
    curl --silent --fail --output "$folder/answer" --header 'X-Atlassian-Token: no-check' \
        --form "file=@\"$folder/$file\"" --form 'comment=é;type=text/plain; charset=utf-8' \
        "$url/rest/api/content/$page/child/attachment"
    sum=$(sha256sum "$folder/$file" | cut -c1-64)
    curl --silent --fail "$site/_sandbox/state" > "$folder/state"
    grep -qF "\"name\":\"$file\",\"sha256\":\"$sum\"" "$folder/state" || fail "$file differs"
    grep -qF "$sum" "$folder/record" || fail "$file is not in the record"
    download=$(sed 's/.*"download":"\([^"]*\)".*/\1/' "$folder/answer")
    curl --silent --fail --output "$folder/back" "$url$download"
    cmp "$folder/$file" "$folder/back"
done
grep -qF '"comment":"é"' "$folder/state" || fail "the comment differs"
end_sandbox
