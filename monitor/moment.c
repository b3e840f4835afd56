/* SPDX-License-Identifier: MIT */
#include "monitor/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void moment_print_age(int64_t at_ms, int64_t now_ms, char text[MOMENT_BYTES])
{
    int64_t minutes = at_ms <= 0 ? -1 : (now_ms - at_ms) / 60000;
    if (at_ms <= 0)
        text[0] = '\0';
    else if (minutes <= 0)
        snprintf(text, MOMENT_BYTES, "now");
    else if (minutes < 60)
        snprintf(text, MOMENT_BYTES, "%dm ago", (int)minutes);
    else if (minutes < 60 * 48)
        snprintf(text, MOMENT_BYTES, "%dh ago", (int)(minutes / 60));
    else
        snprintf(text, MOMENT_BYTES, "%dd ago", (int)(minutes / 60 / 24 % 100000));
}

static struct tm local_time(int64_t at_ms)
{
    time_t seconds = (time_t)(at_ms / 1000);
    struct tm local = { 0 };
    localtime_r(&seconds, &local);
    return local;
}

void moment_print_when(int64_t at_ms, int64_t now_ms, char text[MOMENT_BYTES])
{
    struct tm at = local_time(at_ms);
    struct tm now = local_time(now_ms);
    bool is_today = at.tm_yday == now.tm_yday && at.tm_year == now.tm_year;
    strftime(text, MOMENT_BYTES, is_today ? "%H:%M" : "%Y-%m-%d %H:%M", &at);
}

void moment_print_clock(int64_t at_ms, char text[MOMENT_BYTES])
{
    struct tm at = local_time(at_ms);
    strftime(text, MOMENT_BYTES, "%H:%M:%S", &at);
}

void moment_print_duration(int64_t duration_ms, char text[MOMENT_BYTES])
{
    int64_t seconds = duration_ms <= 0 ? 0 : (duration_ms + 999) / 1000;
    if (seconds < 3600)
        snprintf(text, MOMENT_BYTES, "%02d:%02d", (int)(seconds / 60), (int)(seconds % 60));
    else
        snprintf(text, MOMENT_BYTES, "%lld:%02d:%02d", (long long)(seconds / 3600),
            (int)(seconds / 60 % 60), (int)(seconds % 60));
}

void moment_print_span(int64_t duration_ms, char text[MOMENT_BYTES])
{
    int64_t minutes = duration_ms <= 0 ? 0 : duration_ms / 60000;
    if (minutes == 0)
        snprintf(text, MOMENT_BYTES, "<1m");
    else if (minutes < 60)
        snprintf(text, MOMENT_BYTES, "%dm", (int)minutes);
    else if (minutes < 24 * 60)
        snprintf(text, MOMENT_BYTES, "%dh %dm", (int)(minutes / 60), (int)(minutes % 60));
    else
        snprintf(text, MOMENT_BYTES, "%lldd %dh", (long long)(minutes / 60 / 24),
            (int)(minutes / 60 % 24));
}
