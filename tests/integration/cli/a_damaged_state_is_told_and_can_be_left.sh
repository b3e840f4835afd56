#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# Damage that shows in the middle of a run ends it with words, and another state finds the pages again.
. "$(dirname "$0")/../../support/cmsync.sh"

# damage TABLE: its first page holds nothing that makes sense.
damage()
{
    python3 - "$folder"/state/ledger-*.db "$1" << 'END'
import sqlite3, sys
path, table = sys.argv[1:]
with sqlite3.connect(path) as database:
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = database.execute("PRAGMA page_size").fetchone()[0]
    root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
database.close()
with open(path, "r+b") as file:
    file.seek((root - 1) * size)
    file.write(b"\xa5" * size)
END
}

start_sandbox
page one.md One
expect 0 apply --yes
damage content
page one.md Two
expect 1 apply --yes
complained 'the state is damaged: move the folder aside' || fail "nothing was said of it"
mv "$folder/state" "$folder/aside"
expect 0 apply --yes
has_titles 'Two ' || fail "pages: $(titles)"
