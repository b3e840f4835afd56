/* SPDX-License-Identifier: MIT */
#include "monitor/match.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool match_text(const char *wanted, const char *text)
{
    for (const char *c = wanted; *c != '\0'; c++) {
        if (isupper((unsigned char)*c))
            return strstr(text, wanted) != NULL;
    }
    return strcasestr(text, wanted) != NULL;
}
