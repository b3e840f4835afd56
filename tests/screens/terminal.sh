#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: terminal.sh MONITOR: in a real terminal it draws, takes keys, follows the window's size,
# and leaves the terminal as it was.
set -euo pipefail
command -v tmux >/dev/null || {
    echo "skipped: tmux is not installed"
    exit 77
}
monitor=$1
folder=$(mktemp -d)
socket=cmsync-test-$$
tmux_() { tmux -L "$socket" -f /dev/null "$@"; }
cleanup() {
    tmux_ kill-server 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT
mkdir "$folder/docs"
export TERM=xterm-256color LC_ALL=C.UTF-8 XDG_CONFIG_HOME=$folder/none
unset CMSYNC_CONFIG

# Waits until a line of the screen matches; fails after ten seconds, and shows the screen.
expect() {
    local deadline=$((SECONDS + 10))
    until tmux_ capture-pane -p | grep -qE -- "$1"; do
        if [ $SECONDS -ge $deadline ]; then
            echo "the screen never showed: $1"
            tmux_ capture-pane -p
            exit 1
        fi
        read -rt 0.05 <> <(:) || true
    done
    echo "ok: $1"
}

tmux_ new-session -d -x 80 -y 24 "bash --norc" || {
    echo "skipped: tmux cannot open a terminal here"
    exit 77
}
tmux_ send-keys "PS1='ready> '; cd '$folder'" Enter
expect "ready>"
tmux_ send-keys "'$monitor' --docs.root '$folder/docs' --site.url http://127.0.0.1:1/wiki --site.space DOCS --site.token_file '$folder/token' --run '$folder/run' --state '$folder/state'; echo left with \$?" Enter
expect "\[NOT RUNNING\]"
expect "Nothing is running"
expect "s start  3 log"
tmux_ send-keys "?"
expect "Help  .type to search"
tmux_ send-keys -l "resume pub"
expect "pause or resume publishing"
tmux_ send-keys Escape
expect "Nothing is running"
tmux_ send-keys Tab
expect "Activity"
tmux_ send-keys 3
expect "\[FOLLOWING\]"
tmux_ resize-window -x 50 -y 16
expect "^─{50}\$"
tmux_ resize-window -x 20 -y 4
expect "^q leave"
tmux_ resize-window -x 100 -y 30
expect "^─{100}\$"
tmux_ send-keys q
expect "left with 0"
! tmux_ capture-pane -p | grep -qF "[NOT RUNNING]" || {
    echo "the screen was not given back"
    exit 1
}
