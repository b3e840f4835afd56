/* SPDX-License-Identifier: MIT */
/* A line in which one types what is to be done, by the names of the command line. */
#include "base/diagnostic.h"
#include "base/memory.h"
#include "monitor/act.h"
#include "monitor/dialog.h"
#include "monitor/input.h"
#include "monitor/keys.h"
#include "monitor/match.h"

#include <stdio.h>
#include <string.h>

enum { PALETTE_COLUMNS = 76, NAME_COLUMNS = 19, KEYS_COLUMNS = 10, NAME_BYTES = 64 };

struct palette {
    struct input input;
    const struct action *found[ACTION_MOST];
    size_t count;
    size_t selected;
    size_t top;
};

/* The first word that was typed, and where what is behind it starts. */
static const char *split(const struct palette *palette, char name[NAME_BYTES])
{
    const char *text = palette->input.text + strspn(palette->input.text, " ");
    size_t length = strcspn(text, " ");
    snprintf(name, NAME_BYTES, "%.*s", (int)length, text);
    return text + length + strspn(text + length, " ");
}

/* First what begins so, then what has it in its name, then in its help. */
static int rank(const struct action *action, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(action->name, name, length) == 0)
        return 0;
    if (strstr(action->name, name) != NULL)
        return 1;
    return match_text(name, action->help) ? 2 : 3;
}

static void find(struct palette *palette, const struct model *model)
{
    char name[NAME_BYTES];
    split(palette, name);
    palette->count = 0;
    palette->selected = 0;
    palette->top = 0;
    for (int wanted = 0; wanted < 3; wanted++) {
        for (size_t i = 0; action_at(i) != NULL; i++) {
            const struct action *action = action_at(i);
            bool is_here = (action->views & (1U << model_shown(model))) != 0;
            if (is_here && action->group != GROUP_MOVE && rank(action, name) == wanted)
                palette->found[palette->count++] = action;
        }
    }
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    struct palette *palette = model->dialog_data;
    char end[32];
    snprintf(end, sizeof end, "%zu", palette->count);
    struct area inside = dialog_box(canvas, area, PALETTE_COLUMNS,
        (int)palette->count + 2 > 4 ? (int)palette->count + 2 : 4, "Commands", end);
    size_t lines = inside.lines < 1 ? 1 : (size_t)inside.lines;
    if (palette->selected >= palette->top + lines)
        palette->top = palette->selected - lines + 1;
    if (palette->selected < palette->top)
        palette->top = palette->selected;
    for (size_t i = palette->top; i < palette->count && i < palette->top + lines; i++) {
        const struct action *action = palette->found[i];
        int row = inside.top + (int)(i - palette->top);
        struct text keys = text_new(NAME_BYTES);
        keymap_print(&model->keymap, action, &keys);
        canvas_put(canvas, row, inside.left + 2, NAME_COLUMNS - 1, STYLE_PLAIN, action->name);
        canvas_put(
            canvas, row, inside.left + 2 + NAME_COLUMNS, KEYS_COLUMNS - 1, STYLE_DIM, keys.data);
        canvas_put(canvas, row, inside.left + 2 + NAME_COLUMNS + KEYS_COLUMNS, inside.columns,
            STYLE_PLAIN, action->help);
        text_free(&keys);
        if (i != palette->selected)
            continue;
        canvas_style_line(canvas, inside, row, STYLE_SELECTED);
        canvas_put(canvas, row, inside.left, 1, STYLE_SELECTED, ">");
    }
    if (palette->count == 0)
        canvas_put(canvas, inside.top, inside.left, inside.columns, STYLE_DIM,
            "No command has that in its name. Esc closes.");
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    const struct palette *palette = model->dialog_data;
    struct area line = { .left = 0, .columns = canvas->columns };
    if (palette->input.text[0] == '\0')
        canvas_put(canvas, row, 26, canvas->columns - 26, STYLE_DIM,
            "Tab completes   Enter does it   Esc closes");
    input_draw(&palette->input, canvas, line, row, ":");
}

static void complete(struct palette *palette, const struct model *model)
{
    if (palette->selected >= palette->count)
        return;
    char name[NAME_BYTES];
    char text[INPUT_BYTES];
    const char *behind = split(palette, name);
    snprintf(text, sizeof text, "%s %s", palette->found[palette->selected]->name, behind);
    input_set(&palette->input, text);
    find(palette, model);
}

static void run(struct model *model, struct palette *palette)
{
    char name[NAME_BYTES];
    char argument[INPUT_BYTES];
    snprintf(argument, sizeof argument, "%s", split(palette, name));
    const struct action *action =
        palette->selected < palette->count ? palette->found[palette->selected] : NULL;
    /* A whole name means that one, wherever the bar is. */
    const struct action *exact = action_find(name);
    if (exact != NULL && palette->selected == 0)
        action = exact;
    dialog_close(model);
    if (action != NULL)
        keys_act(model, action, argument[0] == '\0' ? NULL : argument);
    else
        model_set_note(model, "there is no command %s", name);
}

static void press(struct model *model, int key)
{
    struct palette *palette = model->dialog_data;
    if (key == KEYS_ESCAPE) {
        dialog_close(model);
    } else if (key == KEYS_ENTER) {
        run(model, palette);
    } else if (key == KEYS_TAB) {
        complete(palette, model);
    } else if (key == KEY_NAMED_DOWN) {
        palette->selected += palette->selected + 1 < palette->count ? 1 : 0;
    } else if (key == KEY_NAMED_UP) {
        palette->selected -= palette->selected > 0 ? 1 : 0;
    } else if (input_press(&palette->input, key)) {
        find(palette, model);
    }
}

static void free_palette(void *data)
{
    memory_free(&data);
}

static const struct dialog dialog = {
    .draw = draw,
    .draw_footer = draw_footer,
    .press = press,
    .takes_text = true,
    .free = free_palette,
};

/* With `text` in the line already. */
static void open_palette(struct model *model, const char *text)
{
    struct palette *palette = memory_new(sizeof *palette);
    input_set(&palette->input, text);
    find(palette, model);
    dialog_open(model, &dialog, palette);
}

void act_palette(struct model *model, const char *argument)
{
    open_palette(model, argument == NULL ? "" : argument);
}
