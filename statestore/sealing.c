/* SPDX-License-Identifier: MIT */
#include "statestore/sealing.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "config/fingerprint.h"
#include "ledger/settled.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int sealing_break(const struct config *config)
{
    if (seal_break(config->state) == 0)
        return 0;
    log_error("cannot remove %s/seal: %s", config->state, strerror(errno));
    return -1;
}

bool sealing_find(struct store *store, struct seal *seal)
{
    const struct config *config = stage_config(store->run);
    const struct drift *drift = &store->now.drift;
    if (drift->is_going || drift->trouble[0] != '\0' || store_blocked_ms(store) > 0)
        return false;
    *seal = (struct seal){
        .settings = fingerprint_of_all(config),
        .until_ms = drift_due_ms(drift, &store->ledger, config->publish.drift_check_hours),
    };
    return settled_find(&store->ledger, &store->now.gate, seal);
}

void sealing_leave(const struct config *config, const char *ledger_file, struct seal *seal)
{
    seal->sealed_ms = clock_wall_ms();
    snprintf(seal->ledger.name, sizeof seal->ledger.name, "%s", path_name(ledger_file));
    if (seal_leave(config->state, seal) < 0)
        log_debug("the state is not sealed: %s", strerror(errno));
}
