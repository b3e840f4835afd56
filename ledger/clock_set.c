/* SPDX-License-Identifier: MIT */
#include "ledger/clock_set.h"

#include "ledger/leases.h"

/* Longer than any back-off, and than what is believed of a Retry-After. */
enum { LONGEST_MS = 3600 * 1000 };

static void move(struct ledger *ledger, const char *update, int64_t by_ms)
{
    struct query *q = query(ledger->database, update);
    query_add_number(q, by_ms);
    query_run(q);
}

void clock_set_move(struct ledger *ledger, int64_t by_ms)
{
    static const char *const updates[] = {
        "UPDATE page SET not_before = not_before + ? WHERE not_before > 0",
        "UPDATE page SET gone_ms = gone_ms + ? WHERE is_present = 0",
        "UPDATE lease SET until_ms = until_ms + ?",
        "UPDATE intent SET quiet_until_ms = quiet_until_ms + ? WHERE quiet_until_ms > 0",
        ("UPDATE entry SET changed_ms = changed_ms + ?1, waiting_ms = waiting_ms + ?1 "
         "WHERE is_used = 1 AND seen <> made_from"),
        "UPDATE meta SET value = value + ? WHERE key = 'drift_checked_ms'",
    };
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++)
        move(ledger, updates[i], by_ms);
}

void clock_set_bound(struct ledger *ledger)
{
    struct query *q =
        query(ledger->database, "UPDATE page SET not_before = ?1 WHERE not_before > ?1");
    query_add_number(q, ledger->now_ms + LONGEST_MS);
    query_run(q);
    q = query(
        ledger->database, "UPDATE page SET gone_ms = ?1 WHERE is_present = 0 AND gone_ms > ?1");
    query_add_number(q, ledger->now_ms);
    query_run(q);
    q = query(ledger->database,
        "UPDATE intent SET quiet_until_ms = ?1 + ?2 WHERE quiet_until_ms > ?1 + ?2 AND "
        "(at_ms > ?1 OR quiet_until_ms > ?1 + ?3)");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, QUIET_AFTER_DEATH_MS);
    query_add_number(q, LONGEST_MS);
    query_run(q);
    q = query(ledger->database, "UPDATE lease SET until_ms = ?");
    query_add_number(q, ledger->now_ms + LEASE_MS);
    query_run(q);
    q = query(ledger->database,
        "UPDATE meta SET value = ?1 WHERE key = 'drift_checked_ms' AND value > ?1");
    query_add_number(q, ledger->now_ms);
    query_run(q);
}
