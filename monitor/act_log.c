/* SPDX-License-Identifier: MIT */
/* What is done in the log. */
#include "monitor/act.h"

#include "monitor/model.h"

void act_follow(struct model *model, const char *argument)
{
    (void)argument;
    struct journal *journal = &model->journal;
    size_t selected = journal_selected(journal);
    if (journal->cursor != 0)
        journal->cursor = 0;
    else if (selected < journal->count)
        journal->cursor = journal_line(journal, selected)->number;
}

void act_level(struct model *model, const char *argument)
{
    (void)argument;
    journal_turn_level(&model->journal);
}

void act_source(struct model *model, const char *argument)
{
    (void)argument;
    journal_turn_source(&model->journal);
}

void act_copy_line(struct model *model, const char *argument)
{
    (void)argument;
    size_t selected = journal_selected(&model->journal);
    if (selected == model->journal.count)
        return;
    const struct journal_line *line = journal_line(&model->journal, selected);
    wishes_add(&model->wishes, &(struct wish){ .kind = WISH_COPY, .text = line->text });
}
