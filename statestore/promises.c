/* SPDX-License-Identifier: MIT */
#include "statestore/promises.h"

static const bool is_no_promise[MESSAGE_COUNT] = {
    [MESSAGE_entries_ask] = true,
    [MESSAGE_entries_report] = true,
    [MESSAGE_scans_ask] = true,
    [MESSAGE_conversions_ask] = true,
    [MESSAGE_conversions_report] = true,
    [MESSAGE_lease_ask] = true,
    [MESSAGE_permit_ask] = true,
    [MESSAGE_run_ask] = true,
    [MESSAGE_statuses_ask] = true,
    [MESSAGE_plan_ask] = true,
    [MESSAGE_warnings_ask] = true,
    [MESSAGE_page_ask] = true,
    [MESSAGE_deletions_ask] = true,
    [MESSAGE_activity_ask] = true,
    [MESSAGE_look_ask] = true,
};

bool store_promises(enum message_type request)
{
    return !is_no_promise[request];
}
