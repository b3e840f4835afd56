/* SPDX-License-Identifier: MIT */
/* For the floor programs: time, and one way to give up. */
#ifndef CMSYNC_TOOLS_BENCH_CLOCK_H
#define CMSYNC_TOOLS_BENCH_CLOCK_H

/* Milliseconds, with fractions. */
double clock_ms(void);

/* Peak memory of this process in KiB. */
long clock_peak_kib(void);

_Noreturn void give_up(const char *what);

#endif
