/* SPDX-License-Identifier: MIT */
/*
 * The monitor without bus and terminal, for tests: a file says what the model is told and which
 * keys are pressed, and the screen comes out as text. One command a line:
 *
 *   size COLUMNS ROWS          now YYYY-MM-DDTHH:MM:SSZ       place TEXT     folder TEXT
 *   link looking|attached|lost|gone
 *   file LETTER VERSION SECONDS-AGO PATH [| REASON]           a line of the next snapshot
 *   snapshot SEQUENCE                                         the store answers with those lines
 *   change SEQUENCE LETTER VERSION PATH [| REASON]            LETTER `.`: no longer listed
 *   run PAGES CONVERT UPLOAD HELD FAILED REQUESTS open|paused|GATE [SECONDS]
 *   trouble TEXT                                              why nothing is sent, in words
 *   log LEVEL STAGE TEXT       key NAME...                    type TEXT      save
 *   project LINE   user LINE                                  of the configuration's two files
 *   settings   written                  those are read; the changes are in them
 *   saves                                                     at 60x20, 80x24 and 140x40
 *   page ... deletions ... look ... activity ...              answers: see script_answer.h
 */
#ifndef CMSYNC_MONITOR_SCRIPT_H
#define CMSYNC_MONITOR_SCRIPT_H

/* Runs the file; the screen at each `save` and at the end goes to `screen_file` (NULL: standard
   output). The exit status: 0, or 2 (logged) when the script cannot be read or understood. */
int script_run(const char *script_file, const char *screen_file);

#endif
