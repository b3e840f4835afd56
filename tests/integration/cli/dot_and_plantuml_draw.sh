#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2016,SC2119
. "$(dirname "$0")/../../support/cmsync.sh"

# The programs that people have, with the commands that docs/markdown.md names.
command -v dot > /dev/null || { echo "skipped: there is no dot (graphviz)" && exit 77; }
has_plantuml=$(command -v plantuml || true)
mkdir -p "$folder/home/.config/cmsync"
use() # FORMAT
{
    printf 'diagrams:\n  dot: [dot, -T%s]\n  plantuml: [plantuml, -tsvg, -pipe]\n' "$1" \
        > "$folder/home/.config/cmsync/config.yaml"
}
attachments_of()
{
    state_of_space | jq -r --arg t "$1" '.pages[] | select(.title == $t) | .attachments[] |
        select(.trashed | not) | .name'
}
body_of() { state_of_space | jq -r --arg t "$1" '.pages[] | select(.title == $t) | .body'; }
pixels() { grep -o 'ac:original-width="[0-9]*"' <<< "$1" | tr -dc 0-9; }

printf '# graph\n\n```dot\ndigraph { "Grüße — ☃" -> b [label="日本"] }\n```\n' > "$folder/docs/graph.md"
printf '# broken\n\n```dot\ndigraph {\n  a -> ;\n}\n```\n' > "$folder/docs/broken.md"
[ -z "$has_plantuml" ] || {
    printf '# talk\n\n```plantuml\n@startuml\nAlice -> Bob: Grüße\n@enduml\n```\n' > "$folder/docs/talk.md"
    printf '# wrong\n\n```puml\nno such thing at all\n```\n' > "$folder/docs/wrong.md"
}
start_sandbox
is_drawn() # TITLE FILE
{
    [ "$(attachments_of "$1")" = "$2" ] || fail "$1: $(body_of "$1")"
    [ "$(pixels "$(body_of "$1")")" -gt 40 ] || fail "$1 has no size: $(body_of "$1")"
}
is_code() # TITLE REASON
{
    grep -q 'ac:name="code"' <<< "$(body_of "$1")" || fail "$1: $(body_of "$1")"
    expect 0 status "docs/$1.md"
    printed "CM-DIAG-02.*$2" || fail "no reason: $(cat "$folder/out")"
}
use png
expect 0 apply --yes
is_drawn graph diagram-1.png
is_code broken "syntax error in line"
[ -z "$has_plantuml" ] || { is_drawn talk diagram-1.svg && is_code wrong "Syntax Error"; }
use svg
expect 0 apply --yes
is_drawn graph diagram-1.svg

# Where there are no namespaces, the filter draws as well.
unshare -Urnp true 2> /dev/null || exit 0
cat > "$folder/without" << 'END'
#!/bin/bash
for kind in user net pid ipc; do echo 0 > /proc/sys/user/max_${kind}_namespaces; done
exec "$@"
END
rm "$folder/token"
for title in graph ${has_plantuml:+talk}; do
    (cd "$folder" && unshare -Ur bash "$folder/without" "$CMSYNC_BIN/cmsync" convert "docs/$title.md") \
        > "$folder/out" 2> "$folder/err"
    printed 'ri:filename="diagram-1.svg"' || fail "$title in the filter: $(cat "$folder/err")"
done
