/* SPDX-License-Identifier: MIT */
/* The ledger's tables: numbered steps, forward only. A step that was released never changes. */
#ifndef CMSYNC_LEDGER_SCHEMA_H
#define CMSYNC_LEDGER_SCHEMA_H

/* The version this program knows: how many steps there are. */
int schema_version(void);

/* The statements that lead from version `from` to the next, in parts; NULL behind the last. */
const char *const *schema_step(int from);

/* What is set on each opening. */
const char *schema_pragmas(void);

#endif
