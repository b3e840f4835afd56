#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"
# shellcheck source-path=SCRIPTDIR source=terminal.sh
. "$(dirname "$0")/terminal.sh"

start_sandbox
for name in 1 2 3; do page $name.md "Page $name"; done
expect 0 start
terminal 80 24
monitor
see 'all 3 pages in step'

# The server slows down, and the screen says why nothing moves, while it counts down.
fault 'match POST * count 1 429 retry-after 5'
page 4.md "Page 4"
see '\[WAITING\]'
see 'wait 00:0[1-5]'
no_faults
see 'all 4 pages in step'

# A second one beside it sees the same.
tmux_ split-window -h "bash --norc"
keys "'$CMSYNC_BIN/cmsync-monitor' --config '$folder/cmsync.yaml' --state '$folder/state' --run '$folder/run'" Enter
see '4 files|need you'
keys q
tmux_ kill-pane
see 'all 4 pages in step'

# kill -9 of the supervisor: what was known stays on the screen, and says that it is old.
victim=$(holder)
kill -9 "$victim"
see '\[(NO ANSWER|NOT RUNNING)\]'
tmux_ resize-window -x 60 -y 20
see 'NOT RUNNING'
tmux_ resize-window -x 140 -y 40
see 'Nothing is running'
wait_for 30 is_stopped

# Started again from the screen; attached by itself.
page 5.md "Page 5"
keys s
see '\[RUNNING\]'
see '5.md +v1'

# Leaving and coming back costs nothing; Ctrl-Z gives the shell back.
keys C-z
see 'Stopped'
keys "fg" Enter
see '5.md +v1'
keys q
see '^ready>$'
wait_for 5 eval '[ -n "$(holder)" ]'
monitor
see '5.md +v1'

# Killed, it gives the terminal back; what runs goes on.
keys C-c
see 'left with 0'
expect 0 stop
