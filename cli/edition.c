/* SPDX-License-Identifier: MIT */
#include "cli/edition.h"

#include "cli/usage.h"

#include <string.h>

int edition_choose(const struct command_run *run, enum page_edition *edition)
{
    const char *given = options_value(run->options, "edition");
    if (given == NULL)
        return 0;
    bool is_datacenter = strcmp(given, "datacenter") == 0;
    *edition = is_datacenter ? PAGE_DATACENTER : PAGE_CLOUD;
    if (is_datacenter || strcmp(given, "cloud") == 0)
        return 0;
    return usage_refuse("there is no edition `%.100s`", given, "write cloud or datacenter");
}
