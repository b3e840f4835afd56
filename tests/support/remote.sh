# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # url, status: of cmsync.sh
# What a person or a fault does at the sandbox's end. Sourced behind cmsync.sh.

site() { cut -d / -f 1-3 <<< "$url"; }

# fault RULE: one rule, as in cmsync-sandbox(1).
fault() { curl -sf -X POST --data-binary "$1" "$(site)/_sandbox/faults" > /dev/null; }

# no_faults: none any more.
no_faults() { curl -sf -X DELETE "$(site)/_sandbox/faults" > /dev/null; }

# setting NAME NUMBER.
setting() { curl -sf -X PUT --data-binary "{\"$1\":$2}" "$(site)/_sandbox/settings" > /dev/null; }

# person VERB TITLE JSON: somebody does that to the page.
person()
{
    local title
    title=$(jq -rn --arg title "$2" '$title | @uri')
    curl -sf -X POST --data-binary "$3" "$(site)/_sandbox/pages/title:$title/$1" > /dev/null
}

# stranger JSON: a page of somebody else.
stranger() { curl -sf -X POST --data-binary "$1" "$(site)/_sandbox/pages" > /dev/null; }

# field TITLE FILTER: of the current page with that title.
field()
{
    state_of_space |
        jq -r --arg title "$1" ".pages[] | select(.title == \$title and .status == \"current\") | $2"
}

# expect_field TITLE FILTER VALUE.
expect_field()
{
    local found
    found=$(field "$1" "$2")
    [ "$found" = "$3" ] || fail "$1: $2 is \`$found\`, not \`$3\`"
}

# count_titles TITLE: pages with that title that are not in the trash.
count_titles()
{
    state_of_space |
        jq --arg title "$1" '[.pages[] | select(.title == $title and .status == "current")] | length'
}

# applies: a run that leaves nothing to do.
applies()
{
    cm apply --yes
    [ "$status" -eq 0 ]
}
