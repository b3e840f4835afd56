/* SPDX-License-Identifier: MIT */
#include "monitor/look.h"

#include "base/memory.h"
#include "base/text.h"
#include "monitor/about.h"
#include "monitor/dialog.h"
#include "monitor/moment.h"
#include "monitor/resolve.h"
#include "storage/difference.h"
#include "storage/rendering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_MS = 300, COLUMNS_BESIDE = 120, TEXT_BYTES = 16 * 1024 * 1024, HEAD_LINES = 4 };

enum side { SIDE_MINE, SIDE_THEIRS, SIDES };

/* A difference, cut into lines. */
struct pane {
    struct text text;
    const char **lines; /* into `text`, whose newlines are NUL */
    size_t count;
};

struct look {
    char *path;
    bool is_conflict;
    int64_t number; /* of the look that is asked for; 0: not begun */
    char *trouble;  /* why there is nothing to see; NULL: none, or not yet */
    bool is_ready;
    struct pane panes[SIDES]; /* what each side changed; without a base all is in the first */
    bool has_base;
    char *theirs;    /* `version 14 by A. Ito` */
    char *base;      /* `version 13` */
    int64_t version; /* theirs, once it was read */
    size_t top;
};

static const struct dialog dialog;

static struct look *look_in(struct model *model)
{
    return model->dialog == &dialog ? model->dialog_data : NULL;
}

/* ---------------------------------------------------------------- finding out */

static void set_trouble(struct model *model, struct look *look, const char *trouble)
{
    memory_free(&look->trouble);
    look->trouble = memory_copy_text(trouble);
    model->is_dirty = true;
}

static void cut_lines(struct pane *pane)
{
    char *line = pane->text.data;
    /* The head names the sides, which the screen does already. */
    for (int i = 0; i < 2 && (strncmp(line, "---", 3) == 0 || strncmp(line, "+++", 3) == 0); i++)
        line += strcspn(line, "\n") + 1;
    while (*line != '\0') {
        pane->lines = memory_grow(pane->lines, pane->count + 1, sizeof *pane->lines);
        pane->lines[pane->count++] = line;
        char *end = strchr(line, '\n');
        if (end == NULL)
            return;
        *end = '\0';
        line = end + 1;
    }
}

static struct text render(const char *title, struct blob body)
{
    struct text text = text_new(TEXT_BYTES);
    text_add_format(&text, "title: %s\n\n", title);
    rendering_add((const char *)body.data, body.size, &text);
    return text;
}

static void compare(struct pane *pane, const struct text *before, const struct text *after)
{
    pane->text = text_new(TEXT_BYTES);
    struct difference_side from = { .name = "", .text = before->data, .length = before->length };
    struct difference_side to = { .name = "", .text = after->data, .length = after->length };
    long lines = difference_add(&from, &to, false, &pane->text);
    if (lines < 0)
        text_add_string(&pane->text, "it is too large to be compared here\n");
    else if (lines == 0)
        text_add_string(&pane->text, "nothing differs\n");
    cut_lines(pane);
}

static void fill(struct look *look, const struct message_look_known *known)
{
    struct text mine = render(known->mine_title, known->mine_body);
    struct text theirs = render(known->theirs_title, known->theirs_body);
    struct text base = render(known->base_title, known->base_body);
    struct text line = text_new(1024);
    text_add_format(&line, "version %lld%s%s", (long long)known->theirs_version,
        *known->theirs_author == '\0' ? "" : " by ", known->theirs_author);
    memory_free(&look->theirs);
    memory_free(&look->base);
    look->theirs = text_take(&line);
    look->version = known->theirs_version;
    line = text_new(1024);
    text_add_format(&line, "version %lld", (long long)known->base_version);
    look->base = text_take(&line);
    look->has_base = known->has_base && look->is_conflict;
    if (look->has_base) {
        compare(&look->panes[SIDE_MINE], &base, &mine);
        compare(&look->panes[SIDE_THEIRS], &base, &theirs);
    } else {
        compare(&look->panes[SIDE_MINE], &theirs, &mine);
    }
    look->is_ready = true;
    text_free(&mine);
    text_free(&theirs);
    text_free(&base);
}

static void take_look(struct model *model, const struct inquiry *asked, struct message *answer);

static void ask_again(struct model *model, const struct look *look)
{
    inquiries_add(&model->inquiries, &(struct inquiry){ .type = MESSAGE_look_ask,
                                         .number = look->number,
                                         .due_ms = model->now_ms + AGAIN_MS,
                                         .take = take_look });
}

static void take_look(struct model *model, const struct inquiry *asked, struct message *answer)
{
    struct look *look = look_in(model);
    if (look == NULL || look->number != asked->number)
        return;
    if (answer->type == MESSAGE_refused) {
        set_trouble(model, look, answer->refused.reason);
        return;
    }
    if (answer->type != MESSAGE_look_known)
        return;
    const struct message_look_known *known = &answer->look_known;
    if (!known->is_done)
        ask_again(model, look);
    else if (*known->code != '\0')
        set_trouble(model, look, known->reason);
    else if (!known->has_theirs)
        set_trouble(model, look, "the page is not in Confluence: all of it would be new");
    else if (!known->has_mine)
        set_trouble(model, look, "the file makes no page: there is nothing to compare");
    else
        fill(look, known);
    model->is_dirty = true;
}

static void take_number(struct model *model, const struct inquiry *asked, struct message *answer)
{
    struct look *look = look_in(model);
    if (look == NULL || strcmp(look->path, asked->path) != 0)
        return;
    if (answer->type == MESSAGE_refused) {
        set_trouble(model, look, answer->refused.reason);
        return;
    }
    if (answer->type != MESSAGE_accepted)
        return;
    look->number = answer->accepted.number;
    ask_again(model, look);
}

/* ---------------------------------------------------------------- showing it */

static enum style style_of(const char *line)
{
    if (*line == '+')
        return STYLE_GOOD;
    if (*line == '-')
        return STYLE_BAD;
    return *line == '@' ? STYLE_DIM : STYLE_PLAIN;
}

static void draw_pane(const struct pane *pane, struct canvas *canvas, struct area area, size_t top)
{
    for (int i = 0; i < area.lines && top + (size_t)i < pane->count; i++) {
        const char *line = pane->lines[top + (size_t)i];
        canvas_put(canvas, area.top + i, area.left, area.columns, style_of(line), line);
    }
}

static void draw_head(const struct look *look, struct canvas *canvas, struct area area)
{
    static const char *const names[] = { "yours", "theirs", "base" };
    const char *texts[] = { look->path, look->theirs == NULL ? "" : look->theirs,
        look->base == NULL ? "" : look->base };
    for (int i = 0; i < 3; i++) {
        canvas_put(canvas, area.top + i, area.left, 8, STYLE_DIM, names[i]);
        canvas_put(canvas, area.top + i, area.left + 9, area.columns - 9, STYLE_PLAIN, texts[i]);
    }
}

/* Below each other: one long pane of both. */
static void draw_stacked(const struct look *look, struct canvas *canvas, struct area area)
{
    static const char *const titles[] = { "What you changed since then:", "What they changed:" };
    int row = area.top;
    size_t skip = look->top;
    for (int side = 0; side < SIDES; side++) {
        const struct pane *pane = &look->panes[side];
        if (pane->count == 0)
            continue;
        if (look->has_base && skip > 0)
            skip--;
        else if (look->has_base && row < area.top + area.lines)
            canvas_put(canvas, row++, area.left, area.columns, STYLE_BOLD, titles[side]);
        if (skip >= pane->count) {
            skip -= pane->count;
            continue;
        }
        struct area part = area;
        part.top = row;
        part.lines = area.top + area.lines - row;
        draw_pane(pane, canvas, part, skip);
        row += (int)(pane->count - skip);
        skip = 0;
    }
}

static void draw_beside(const struct look *look, struct canvas *canvas, struct area area)
{
    static const char *const titles[] = { "Yours since then", "Theirs since then" };
    for (int side = 0; side < SIDES; side++) {
        struct area half = area;
        half.columns = area.columns / 2;
        half.left += side * half.columns;
        canvas_clip(canvas, &area);
        struct area inside = canvas_box(canvas, half, titles[side], "");
        canvas_clip(canvas, &inside);
        draw_pane(&look->panes[side], canvas, inside, look->top);
    }
    canvas_clip(canvas, &area);
}

static void draw_texts(const struct look *look, struct canvas *canvas, struct area area)
{
    if (look->trouble != NULL)
        canvas_print(canvas, area.top, area.left, STYLE_BAD, "Not to be seen: %s", look->trouble);
    else if (!look->is_ready)
        canvas_put(canvas, area.top, area.left, area.columns, STYLE_DIM,
            "Reading the page in Confluence ...");
    else if (look->has_base && area.columns >= COLUMNS_BESIDE)
        draw_beside(look, canvas, area);
    else
        draw_stacked(look, canvas, area);
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct look *look = model->dialog_data;
    char title[MODEL_NOTE_BYTES];
    snprintf(
        title, sizeof title, "%s   %s", look->is_conflict ? "Conflict" : "Difference", look->path);
    struct area inside = dialog_box(canvas, area, area.columns, area.lines, title,
        look->is_ready && !look->is_conflict ? "- in Confluence   + in your file" : "");
    model->page_lines = inside.lines;
    if (look->is_conflict) {
        draw_head(look, canvas, inside);
        inside.top += HEAD_LINES;
        inside.lines -= HEAD_LINES;
    }
    draw_texts(look, canvas, inside);
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    const struct look *look = model->dialog_data;
    canvas_put(canvas, row, 1, canvas->columns, STYLE_PLAIN,
        look->is_conflict ? "m mine  t theirs  e edit  o open page  j k scroll  Esc decide later"
                          : "j k scroll  e edit  o open page  Esc back");
}

/* ---------------------------------------------------------------- keys */

static void scroll(struct model *model, struct look *look, long lines)
{
    size_t count = look->panes[SIDE_MINE].count + look->panes[SIDE_THEIRS].count + 2;
    long top = (long)look->top + lines;
    long last = (long)count - model->page_lines;
    top = top > last ? last : top;
    look->top = top < 0 ? 0 : (size_t)top;
}

static void decide(struct model *model, const struct look *look, const char *verb)
{
    int64_t version = look->version;
    char *path = memory_copy_text(look->path);
    char *theirs = memory_copy_text(look->theirs == NULL ? "the other version" : look->theirs);
    dialog_close(model);
    resolve_ask(model, verb, path, theirs, version);
    memory_free(&path);
    memory_free(&theirs);
}

static void press(struct model *model, int key)
{
    struct look *look = model->dialog_data;
    const struct action *action = keymap_find(&model->keymap, MODEL_VIEW_FILES, key);
    const char *name = action == NULL ? "" : action->name;
    if (key == KEYS_ESCAPE)
        dialog_close(model);
    else if (look->is_conflict && (key == 'm' || key == 't'))
        decide(model, look, key == 'm' ? "mine" : "theirs");
    else if (strcmp(name, "down") == 0 || strcmp(name, "up") == 0)
        scroll(model, look, *name == 'd' ? 1 : -1);
    else if (strcmp(name, "page-down") == 0 || strcmp(name, "page-up") == 0)
        scroll(model, look, name[5] == 'd' ? model->page_lines : -model->page_lines);
    else if (strcmp(name, "edit") == 0 || strcmp(name, "open") == 0)
        action->act(model, NULL);
}

static void free_look(void *data)
{
    struct look *look = data;
    for (int side = 0; side < SIDES; side++) {
        text_free(&look->panes[side].text);
        memory_free(&look->panes[side].lines);
    }
    memory_free(&look->path);
    memory_free(&look->trouble);
    memory_free(&look->theirs);
    memory_free(&look->base);
    memory_free(&look);
}

static const struct dialog dialog = {
    .draw = draw,
    .draw_footer = draw_footer,
    .press = press,
    .free = free_look,
};

void look_open(struct model *model, const char *path, const struct message_page_known *page)
{
    struct look *look = memory_new(sizeof *look);
    look->path = memory_copy_text(path);
    look->is_conflict = page != NULL;
    for (int side = 0; side < SIDES; side++)
        look->panes[side].text = text_new(1);
    if (page != NULL) {
        struct text line = text_new(1024);
        text_add_format(&line, "version %lld%s%s", (long long)page->remote_version,
            *page->remote_author == '\0' ? "" : " by ", page->remote_author);
        look->theirs = text_take(&line);
        line = text_new(1024);
        text_add_format(&line, "version %lld, the last one from here", (long long)page->version);
        look->base = text_take(&line);
    }
    dialog_open(model, &dialog, look);
    inquiries_add(&model->inquiries,
        &(struct inquiry){ .type = MESSAGE_look_begin, .path = look->path, .take = take_number });
}
