/* SPDX-License-Identifier: MIT */
/*
 * cmsync-drawer: runs one command of the user's on a diagram, so that what the diagram makes it do
 * reaches neither the network nor the token.
 *
 *   cmsync-drawer SECONDS BYTES [--hide FILE].. -- COMMAND [ARGUMENT..]
 *
 * Standard input is the command's; its output comes out as a whole, or not at all. Ends as enum
 * drawing_exit (storage/drawing.h) says. Whatever the command started is gone with it.
 */
#ifndef CMSYNC_DRAWER_DRAWER_H
#define CMSYNC_DRAWER_DRAWER_H

/* Returns for wrong arguments only; else it ends the process. */
int drawer_main(int argc, char **argv);

#endif
