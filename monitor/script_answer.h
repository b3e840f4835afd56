/* SPDX-License-Identifier: MIT */
/*
 * What the store answers in a script, to the question that the model asks next. A line of words
 * `name=value`; `_` stands for a blank, `;` for a line end in a value.
 *
 *   page decision= remote= author= title= parent= id= version= files=N/DUE labels= error= warnings=
 *   deletions pages= of= parents= linked=N/LINKING attachments= gone=SECONDS unsound= file=...
 *   look mine= theirs= base= version= author= trouble=
 *   activity created= updated= moved= deleted= files=N/DUE stage=NAME/STATE/PID/RESTARTS/SECONDS...
 */
#ifndef CMSYNC_MONITOR_SCRIPT_ANSWER_H
#define CMSYNC_MONITOR_SCRIPT_ANSWER_H

#include "monitor/model.h"

/* `name`: the first word. 0, -1 when the model asks something else or nothing, or for another word;
   `line` is cut up. */
int script_answer(struct model *model, const char *name, char *line);

#endif
