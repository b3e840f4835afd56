#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: walk.sh BIN [--update]: somebody who knows only `?` sets up a folder, sees a page published,
# confirms a deletion, settles a conflict and gets out of a refused token, in a real terminal and
# against the sandbox. What he sees is what docs/monitor.md shows; --update writes it there.
# shellcheck source-path=SCRIPTDIR disable=SC2016 # the inner shell expands it
set -euo pipefail
command -v tmux > /dev/null || {
    echo "skipped: tmux is not installed"
    exit 77
}
bin=$1
here=$(cd "$(dirname "$0")" && pwd)
document=$here/../../docs/monitor.md
folder=$(mktemp -d /tmp/cmsync-walk-XXXXXX)
socket=cmsync-walk-$$
sandbox=''
tmux_() { tmux -L "$socket" -f /dev/null "$@"; }

# shellcheck disable=SC2317 # called by the trap
clean_up()
{
    local code=$?
    if [ $code -ne 0 ] && [ $code -ne 77 ]; then
        tmux_ capture-pane -p || true
        tail -n 20 "$folder"/state/cmsync/*/log 2> /dev/null || true
    fi
    (cd "$folder/handbook" && "$bin/cmsync" stop > /dev/null 2>&1) || true
    tmux_ kill-server 2> /dev/null || true
    [ -z "$sandbox" ] || kill "$sandbox" 2> /dev/null || true
    wait 2> /dev/null || true
    rm -rf "$folder"
    exit $code
}
trap clean_up EXIT

# Nothing runs, and the monitor has noticed.
is_quiet()
{
    tmux_ capture-pane -p | grep -q "Nothing is running" &&
        ! pgrep -f "$folder/run" > /dev/null
}

# person VERB TITLE JSON: somebody does that to a page in the sandbox.
person()
{
    curl -sf -X POST --data-binary "$3" "$site/_sandbox/pages/title:$2/$1" > /dev/null
}
no_page()
{
    ! curl -sf "$site/_sandbox/state" |
        jq -e --arg title "$1" '.pages[] | select(.title == $title and .status == "current")' \
            > /dev/null
}

# expect REGEX: waits until a line of the screen matches.
expect()
{
    local deadline=$((SECONDS + 60))
    until tmux_ capture-pane -p | grep -qE -- "$1"; do
        if [ $SECONDS -ge $deadline ]; then
            echo "the screen never showed: $1"
            exit 1
        fi
        read -rt 0.05 <> <(:) || true
    done
}
# until_true COMMAND...
until_true()
{
    local deadline=$((SECONDS + 60))
    until "$@"; do
        [ $SECONDS -lt $deadline ] || {
            echo "waited in vain for: $*"
            exit 1
        }
        read -rt 0.05 <> <(:) || true
    done
}
press() { tmux_ send-keys "$@"; }
# What a person types letter by letter, not faster than a hand, which the monitor would not believe.
say()
{
    local text=$1 i
    for ((i = 0; i < ${#text}; i++)); do
        tmux_ send-keys -l -- "${text:i:1}"
    done
}
# answer REGEX TEXT: in the box that shows REGEX, TEXT in place of what stands there.
answer()
{
    expect "$1"
    press C-u
    say "$2"
    expect "^.*> .*${2: -12}"
    press Enter
}

# shot NAME: what is on the screen, without what differs from run to run.
shot()
{
    tmux_ capture-pane -p | sed -E \
        -e "s|$folder|/home/me/handbooks-2026|g" -e 's/127\.0\.0\.1:[0-9]{5}/127.0.0.1:41873/g' \
        -e 's/^ [0-9]{2}:[0-9]{2}:[0-9]{2} .*//' -e 's/since [0-9]{2}:[0-9]{2}/since 14:02/' \
        -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{27}/49915e0d-7d4b-4402-8301-d010bc1c0e83/' \
        -e 's/docs-[0-9a-f]{8}/docs-c736e6ce/' -e 's/^(..[A-Z=>] .{40})(.{9})/\1now      /' \
        -e 's/-0,0 \+1,[0-9]{2} @@/-0,0 +1,42 @@/' \
        -e 's/(of) [0-9]{2} ┘/\1 48 ┘/' -e 's/ +$//' > "$folder/shots/$1"
}

mkdir -p "$folder"/{handbook/docs,home,state,run,shots}
chmod 700 "$folder/run"
printf '# Welcome\n\nThis is the handbook.\n' > "$folder/handbook/docs/welcome.md"
printf '# Old news\n\nNobody reads this.\n' > "$folder/handbook/docs/old.md"
(umask 077 && echo canary-token > "$folder/home/token")
: > "$folder/listening"
"$bin/cmsync-sandbox" --port 0 --edition cloud --token canary-token > "$folder/listening" 2> /dev/null &
sandbox=$!
until_true grep -q '^listening ' "$folder/listening"
url=$(sed -n 's/^listening //p' "$folder/listening")
site=$(cut -d / -f 1-3 <<< "$url")

export TERM=xterm-256color LC_ALL=C.UTF-8 HOME=$folder/home XDG_STATE_HOME=$folder/state
export XDG_RUNTIME_DIR=$folder/run TZ=UTC
unset CI CMSYNC_CONFIG CMSYNC_TOKEN CREDENTIALS_DIRECTORY XDG_CONFIG_HOME CMSYNC_ACCESSIBLE
tmux_ new-session -d -x 80 -y 24 "bash --norc" || {
    echo "skipped: tmux cannot open a terminal here"
    exit 77
}
press "PS1='\$ '; PATH='$bin':\$PATH; cd '$folder/handbook'; clear" Enter
expect '^\$ *$'

echo "1. the first screen asks for five things"
press "cmsync-monitor" Enter
expect "Publish a folder of Markdown"
expect "Still missing"
shot first
press "?"
expect "Help"
shot help
press Escape
expect "Still missing"
press Enter
answer "site.url" "$url"
expect "1 Address of Confluence *http"
press Down Enter
answer "site.user" "me@example.com"
expect "2 Your e-mail address *me@"
press Down Enter
expect "Where is the token"
shot token
press f
answer "site.token_file" "$folder/home/token"
expect "3 Where the token is *in "
press Down Enter
answer "site.space" "DEMO"
expect "That is all"
shot said
press s
expect "Write the configuration"
shot write
press y
expect "Nothing is running"

echo "2. it starts, and the pages are published"
press s
expect "= old.md"
expect "= welcome.md"
expect "all 2 pages in step"
expect "^ started; it goes on"
press Home
expect "^> = old.md"
expect "help .*detach"
shot published

echo "3. deletions are to be asked about: a setting is changed"
press 4
expect "\[4 Settings\]"
press :
expect "Commands"
say "set publish.on_delete ask"
press Enter
expect "on_delete .*not written"
shot setting
press w
expect "Write the configuration"
press y
expect "on_delete .*project file"
press 1

echo "4. a deletion waits until it is confirmed"
press S
expect "Stop publishing"
press y
expect "Nothing is running"
rm "$folder/handbook/docs/old.md"
(cd "$folder/handbook" && "$bin/cmsync" apply --yes > /dev/null 2>&1) || true
until_true is_quiet # the store that apply brought up had the monitor's attention for a moment
press s
expect "D old.md"
expect "^ started; it goes on"
press Home
expect "help .*detach"
expect "^>.?D old.md"
shot deletion-held
press D
expect "Delete 1 page"
shot deletion
press y
until_true no_page "Old news"
expect "all 1 page in step"

echo "5. somebody edits the page in Confluence, and here the file changes too"
person edit Welcome '{"body":"<p>Edited by somebody else.</p>","user":"ann"}'
printf '# Welcome\n\nThis is the new handbook.\n' > "$folder/handbook/docs/welcome.md"
expect "U welcome.md"
press Home
expect "^>.?U welcome.md"
press c
expect "What they changed"
shot conflict
press m
expect "Publish your file over it"
shot mine
press y
expect "= welcome.md"
expect "all 1 page in step"

echo "6. the token is refused"
(umask 077 && echo wrong-token > "$folder/home/token")
press R
printf '# Welcome\n\nThis is the newest handbook.\n' > "$folder/handbook/docs/welcome.md"
expect "Confluence refused the token"
expect "what    the account may not"
shot refused
(umask 077 && echo canary-token > "$folder/home/token")
press n
expect "= welcome.md"
expect "all 1 page in step"

press q
expect '^\$ *$'
python3 "$here/document.py" "$document" "$folder/shots" "${@:2}"
