/* SPDX-License-Identifier: MIT */
#include "monitor/help.h"

#include "base/memory.h"
#include "monitor/dialog.h"
#include "monitor/input.h"
#include "monitor/keys.h"
#include "monitor/letters.h"
#include "monitor/match.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMNS = 78, LINES_MOST = 160, KEYS_COLUMNS = 18, LINE_BYTES = 256 };

/* One line of the help: a heading, or what keys do. */
struct help_line {
    char left[LINE_BYTES];
    const char *right; /* NULL: a heading */
    const struct action *action;
};

struct help {
    struct input search;
    struct help_line lines[LINES_MOST];
    size_t count;
    size_t selected;
    size_t top;
    enum model_view view;
};

static bool is_wanted(
    const struct help *help, const char *left, const char *name, const char *right)
{
    const char *search = help->search.text;
    return *search == '\0' || match_text(search, left) || match_text(search, name) ||
           match_text(search, right);
}

static void add_line(
    struct help *help, const char *left, const char *right, const struct action *action)
{
    if (help->count == LINES_MOST)
        return;
    struct help_line *line = &help->lines[help->count++];
    snprintf(line->left, sizeof line->left, "%s", left);
    line->right = right;
    line->action = action;
}

static void add_group(struct help *help, const struct keymap *keymap, enum action_group group)
{
    size_t heading = help->count;
    add_line(help, action_group_title(group), NULL, NULL);
    for (size_t i = 0; action_at(i) != NULL; i++) {
        const struct action *action = action_at(i);
        if (action->group != group || (action->views & (1U << help->view)) == 0)
            continue;
        struct text keys = text_new(LINE_BYTES);
        keymap_print(keymap, action, &keys);
        if (keys.length > 0 && is_wanted(help, keys.data, action->name, action->help))
            add_line(help, keys.data, action->help, action);
        text_free(&keys);
    }
    if (help->count == heading + 1)
        help->count = heading;
}

static void add_letters(struct help *help)
{
    size_t heading = help->count;
    add_line(help, "Letters of the list", NULL, NULL);
    const char *meaning = NULL;
    for (size_t i = 0; letters_at(i, &meaning) != '\0'; i++) {
        char letter[2] = { letters_at(i, &meaning), '\0' };
        if (is_wanted(help, letter, "", meaning))
            add_line(help, letter, meaning, NULL);
    }
    if (help->count == heading + 1)
        help->count = heading;
}

static void fill(struct help *help, const struct keymap *keymap)
{
    help->count = 0;
    for (int group = 0; group < GROUP_COUNT; group++)
        add_group(help, keymap, (enum action_group)group);
    add_letters(help);
    help->selected = 0;
    help->top = 0;
    while (help->selected < help->count && help->lines[help->selected].right == NULL)
        help->selected++;
}

static void move(struct help *help, int step)
{
    size_t at = help->selected;
    do
        at += (size_t)step;
    while (at < help->count && help->lines[at].right == NULL);
    if (at < help->count)
        help->selected = at;
    else
        help->top = step < 0 ? 0 : help->top;
}

static void draw_line(
    const struct help *help, struct canvas *canvas, struct area area, int row, size_t i)
{
    const struct help_line *line = &help->lines[i];
    if (line->right == NULL) {
        canvas_put(canvas, row, area.left, area.columns, STYLE_BOLD, line->left);
        return;
    }
    canvas_put(canvas, row, area.left + 2, KEYS_COLUMNS - 1, STYLE_PLAIN, line->left);
    canvas_put(canvas, row, area.left + 2 + KEYS_COLUMNS, area.columns, STYLE_PLAIN, line->right);
    if (i != help->selected)
        return;
    canvas_style_line(canvas, area, row, STYLE_SELECTED);
    canvas_put(canvas, row, area.left, 1, STYLE_SELECTED, ">");
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    struct help *help = model->dialog_data;
    char title[64];
    const char *name = views_at(help->view)->title;
    snprintf(title, sizeof title, "Help%s%s  (type to search)", name == NULL ? "" : ": ",
        name == NULL ? "" : name);
    char end[32];
    snprintf(end, sizeof end, "%zu of %zu", help->count == 0 ? 0 : help->selected + 1, help->count);
    struct area inside = dialog_box(canvas, area, HELP_COLUMNS, area.lines, title, end);
    size_t lines = inside.lines < 1 ? 1 : (size_t)inside.lines;
    model->page_lines = (int)lines;
    if (help->selected >= help->top + lines)
        help->top = help->selected - lines + 1;
    if (help->selected < help->top + 1)
        help->top = help->selected < 2 ? 0 : help->selected - 1;
    for (size_t i = 0; i < lines && help->top + i < help->count; i++)
        draw_line(help, canvas, inside, inside.top + (int)i, help->top + i);
    if (help->count == 0)
        canvas_put(canvas, inside.top, inside.left, inside.columns, STYLE_DIM,
            "Nothing has that in its name. Backspace takes letters back.");
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    struct help *help = model->dialog_data;
    struct area line = { .left = 1, .columns = canvas->columns - 1 };
    if (help->search.text[0] == '\0')
        canvas_put(canvas, row, 1, canvas->columns, STYLE_PLAIN,
            "Esc close   Enter do what is selected   letters search");
    else
        input_draw(&help->search, canvas, line, row, "search: ");
}

static void press(struct model *model, int key)
{
    struct help *help = model->dialog_data;
    if (key == KEYS_ESCAPE || key == KEY_NAMED_F1 || (key == '?' && *help->search.text == '\0')) {
        dialog_close(model);
    } else if (key == KEYS_ENTER) {
        const struct action *action =
            help->selected < help->count ? help->lines[help->selected].action : NULL;
        dialog_close(model);
        if (action != NULL)
            keys_act(model, action, NULL);
    } else if (key == KEY_NAMED_DOWN || key == KEY_NAMED_UP) {
        move(help, key == KEY_NAMED_DOWN ? 1 : -1);
    } else if (key == KEY_NAMED_PAGE_DOWN || key == KEY_NAMED_PAGE_UP) {
        for (int i = 0; i < model->page_lines; i++)
            move(help, key == KEY_NAMED_PAGE_DOWN ? 1 : -1);
    } else if (input_press(&help->search, key)) {
        fill(help, &model->keymap);
    }
}

static void free_help(void *data)
{
    memory_free(&data);
}

static const struct dialog dialog = {
    .draw = draw,
    .draw_footer = draw_footer,
    .press = press,
    .takes_text = true,
    .free = free_help,
};

void help_open(struct model *model)
{
    struct help *help = memory_new(sizeof *help);
    help->view = model_shown(model);
    fill(help, &model->keymap);
    dialog_open(model, &dialog, help);
}
