#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

# A terminal that is closed as soon as the watcher has started.
python3 - "$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/state" \
    --run "$folder/run" --token-file "$folder/token" << 'END'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
while b"stages are ready" not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
END
logged '^statestore .* stopped' || fail "the store was not stopped in order"
logged 'hangup' && fail "it was taken as a reload"
exit 0
