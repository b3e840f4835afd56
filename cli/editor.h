/* SPDX-License-Identifier: MIT */
/* The person's own editor. */
#ifndef CMSYNC_CLI_EDITOR_H
#define CMSYNC_CLI_EDITOR_H

/*
 * Opens both files in $VISUAL, else $EDITOR, else vi, and waits until it ends. 0, or -1 (said) when
 * it could not be started or ended with a failure. interrupt_open() goes before; signals of the
 * terminal are the editor's meanwhile.
 */
int editor_open(const char *first, const char *second);

#endif
