#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# Real editors on a watched folder. Not below /tmp: vim and emacs behave otherwise there.
. "$(dirname "$0")/../../support/cmsync.sh"

rm -rf "$folder/docs"
home=$(mktemp -d "${CMSYNC_WORK:-$PWD}/editors-XXXXXX")
ln -s "$home" "$folder/docs"
trap 'code=$?; set +e; tmux -L "$server" kill-server 2> /dev/null; rm -rf "$home"; (exit $code); clean_up' EXIT
server=cmsync-$$

shows() { tmux -L "$server" capture-pane -p | grep -q "$1"; }
has_no_server() { ! tmux -L "$server" has-session 2> /dev/null; }
nano_says()
{
    tmux -L "$server" -f /dev/null new-session -d -x 80 -y 24 "nano --ignorercfiles a.md"
    wait_for 10 shows 'GNU nano'
    tmux -L "$server" send-keys Down Down 'Nano says so. ' C-s C-x
    wait_for 10 has_no_server
}

version() { state_of_space | jq -r --arg title "$1" '.pages[] | select(.title == $title) | .version'; }
has_text() { state_of_space | jq -e --arg text "$2" --arg title "$1" \
    '.pages[] | select(.title == $title) | .body | contains($text)' > /dev/null; }
is_quiet() { cm status --porcelain=v1 && ! grep -qv '^=' "$folder/out"; }

# saves NAME PAGE TEXT COMMAND...: the command writes TEXT; that is one more version of PAGE.
saves()
{
    local name=$1 title=$2 text=$3 before
    shift 3
    before=$(version "$title")
    (cd "$home" && "$@") > /dev/null 2>&1 < /dev/null || fail "$name: the editor failed"
    wait_for 30 has_text "$title" "$text"
    wait_for 30 is_quiet
    [ "$(version "$title")" -eq $((before + 1)) ] ||
        fail "$name: $before became $(version "$title") by one save"
    [ "$(titles | wc -l)" -eq "$pages" ] || fail "$name: $(titles)"
}

start_sandbox
sed -i 's,root: docs,root: '"$home"',' "$folder/cmsync.yaml"
printf '# A\n\nFirst text.\n' > "$home/a.md"
printf '# B\n\nA page beside it.\n' > "$home/b.md"
pages=2
expect 0 start
wait_for 60 has_titles "A B "
wait_for 30 is_quiet

saves "sed -i" A "Second text" sed -i 's/First/Second/' a.md
saves "shell" A "Third line" sh -c 'echo "Third line." >> a.md'
saves "rename over" A "Fourth" sh -c 'sed s/Second/Fourth/ a.md > .new && mv .new a.md'
if command -v vim > /dev/null; then
    saves "vim" A "Vim text" vim -u NONE -N -es -c '%s/Fourth/Vim/' -c wq a.md
    saves "vim with a backup" A "Vim2 text" vim -u NONE -N -es -c 'set backup' -c '%s/Vim/Vim2/' -c wq a.md
    rm -f "$home/a.md~"
else
    echo "skipped: vim is not there"
fi
if command -v emacs > /dev/null; then
    saves "emacs" A "Emacs text" emacs -Q --batch a.md --eval \
        '(progn (while (re-search-forward "Vim2\\|Fourth" nil t) (replace-match "Emacs")) (save-buffer))'
    rm -f "$home/a.md~"
else
    echo "skipped: emacs is not there"
fi
if command -v nano > /dev/null && command -v tmux > /dev/null; then
    saves "nano" A "Nano says" nano_says
else
    echo "skipped: nano or tmux is not there"
fi

# Another branch: one file changes, one comes, one goes.
git -C "$home" init -q -b main
git -C "$home" config user.email test@example.com
git -C "$home" config user.name Test
git -C "$home" add -A && git -C "$home" commit -q -m one
before=$(version B)
git -C "$home" checkout -q -b other
printf '# C\n\nA new page.\n' > "$home/c.md"
printf '# A\n\nOther text.\n' > "$home/a.md"
git -C "$home" add -A && git -C "$home" commit -q -m two
wait_for 30 has_titles "A B C "
wait_for 30 has_text A "Other text"
is_listed() { cm status --porcelain=v1 && grep -q "^$1	$2	" "$folder/out"; }
git -C "$home" checkout -q main
wait_for 30 has_text A "Third line"
wait_for 30 is_listed O c.md
git -C "$home" checkout -q other
wait_for 30 has_text A "Other text"
wait_for 30 is_listed = c.md
[ "$(version B)" -eq "$before" ] || fail "git checkout: a file that did not change went out"

# A renamed file keeps its page, a renamed folder too.
id=$(state_of_space | jq -r '.pages[] | select(.title == "C") | .id')
mkdir "$home/guide" && mv "$home/c.md" "$home/guide/c.md"
wait_for 30 has_titles "A B C guide "
wait_for 30 is_quiet
mv "$home/guide" "$home/handbook"
wait_for 30 has_titles "A B C handbook "
wait_for 30 is_quiet
[ "$(state_of_space | jq -r '.pages[] | select(.title == "C") | .id')" = "$id" ] ||
    fail "the page of a moved file is another one"
expect 0 stop
