/* SPDX-License-Identifier: MIT */
/* The command line of cmsync-sandbox. */
#ifndef CMSYNC_SANDBOX_OPTIONS_H
#define CMSYNC_SANDBOX_OPTIONS_H

#include "sandbox/sandbox.h"

enum options_result { OPTIONS_RUN, OPTIONS_SHOWN, OPTIONS_WRONG };

/* Fills `options`, which then points into argv. OPTIONS_SHOWN: help or version was printed. */
enum options_result options_parse(struct options *options, int argc, char **argv);

#endif
