# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # folder: of cmsync.sh
# A terminal for the monitor. Sourced behind cmsync.sh.
#
#   terminal COLUMNS LINES    opens one     keys KEY...     as tmux send-keys
#   monitor [OPTION...]       starts the monitor in it
#   see PATTERN               waits until a line of the screen matches; never PATTERN: none does
command -v tmux > /dev/null || {
    echo "skipped: tmux is not installed"
    exit 77
}
socket=cmsync-monitor-$$
export TERM=xterm-256color LC_ALL=C.UTF-8

tmux_() { tmux -L "$socket" -f /dev/null "$@"; }

terminal()
{
    tmux_ new-session -d -x "$1" -y "$2" "bash --norc" || {
        echo "skipped: tmux cannot open a terminal here"
        exit 77
    }
    # shellcheck disable=SC2154 # code: set in the trap
    trap 'code=$?; set +e; tmux_ kill-server 2> /dev/null; (exit $code); clean_up' EXIT
    keys "PS1='ready> '; cd '$folder'" Enter
    see 'ready>'
}

keys() { tmux_ send-keys "$@"; }
screen() { tmux_ capture-pane -p; }
monitor() { keys "clear; '$CMSYNC_BIN/cmsync-monitor' --state '$folder/state' --run '$folder/run' $*; echo left with \$?" Enter; }
shows() { screen | grep -qE -- "$1"; }

see()
{
    local end=$((SECONDS + 30))
    until shows "$1"; do
        if ((SECONDS > end)); then
            echo "the screen never showed: $1"
            screen
            exit 1
        fi
        read -rt 0.05 <> <(:) || true
    done
}
