/* SPDX-License-Identifier: MIT */
#include "monitor/ask.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "monitor/dialog.h"

#include <stdio.h>
#include <string.h>

enum { ASK_COLUMNS = 76, BODY_BYTES = 64 * 1024 };

struct ask *ask_new(const char *title)
{
    struct ask *ask = memory_new(sizeof *ask);
    ask->title = memory_copy_text(title);
    ask->body = text_new(BODY_BYTES);
    ask->cancel = "leave it as it is";
    return ask;
}

static void free_ask(void *data)
{
    struct ask *ask = data;
    if (ask->free_data != NULL)
        ask->free_data(ask->data);
    memory_free(&ask->title);
    memory_free(&ask->phrase);
    memory_free(&ask->number);
    memory_free(&ask->note);
    memory_free(&ask->shell);
    text_free(&ask->body);
    memory_free(&ask);
}

void ask_add_choice(struct ask *ask, int key, const char *label, bool is_severe,
    void (*act)(struct model *model, const struct ask *ask))
{
    if (ask->choice_count < ASK_CHOICES)
        ask->choices[ask->choice_count++] =
            (struct ask_choice){ .key = key, .label = label, .is_severe = is_severe, .act = act };
}

/* How many bytes of `line` go into one line of the box: to a blank where there is one. */
static size_t fit_words(const char *line, size_t length, int columns)
{
    char *part = memory_copy_part(line, length);
    size_t fit = unicode_fit(part, (size_t)columns);
    memory_free(&part);
    if (fit >= length)
        return length;
    size_t blank = fit;
    while (blank > 0 && line[blank] != ' ')
        blank--;
    return blank > 0 ? blank : fit > 0 ? fit : length;
}

/* Walks over the lines of the body as they are wrapped; those of `area` are drawn (NULL canvas:
   none). How many there are. */
static int lay_out(const struct ask *ask, struct canvas *canvas, struct area area)
{
    int count = 0;
    for (const char *line = ask->body.data; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        do {
            size_t used = fit_words(line, length, area.columns);
            int row = count - ask->top;
            if (canvas != NULL && row >= 0 && row < area.lines) {
                char *part = memory_copy_part(line, used);
                canvas_put(canvas, area.top + row, area.left, area.columns, STYLE_PLAIN, part);
                memory_free(&part);
            }
            count++;
            /* The blank at which it was cut. */
            used += used < length && line[used] == ' ' ? 1 : 0;
            line += used;
            length -= used;
        } while (length > 0);
        line += *line == '\n' ? 1 : 0;
    }
    return count;
}

static void draw_choice(
    struct canvas *canvas, struct area area, int row, int key, const char *label)
{
    char name[KEYMAP_NAME_BYTES];
    keymap_name(key, name);
    canvas_put(canvas, row, area.left + 2, 4, STYLE_BOLD, name);
    canvas_put(canvas, row, area.left + 7, area.columns - 7, STYLE_PLAIN, label);
}

static bool is_typed(const struct ask *ask)
{
    return strcmp(ask->input.text, ask->phrase) == 0 ||
           (ask->number != NULL && strcmp(ask->input.text, ask->number) == 0);
}

static void draw_phrase(
    const struct ask *ask, struct canvas *canvas, struct area area, int row, int lines)
{
    bool is_right = is_typed(ask);
    canvas_put(canvas, row, area.left, area.columns, STYLE_BOLD, ask->chosen->label);
    char label[MODEL_NOTE_BYTES];
    snprintf(label, sizeof label, "Type %s%s%s to allow it:  ", ask->phrase,
        ask->number == NULL ? "" : " or ", ask->number == NULL ? "" : ask->number);
    input_draw(&ask->input, canvas, area, row + 1, label);
    if (lines > 2)
        canvas_put(canvas, row + 2, area.left, area.columns, is_right ? STYLE_BAD : STYLE_DIM,
            is_right ? "That is it. Now press y, or Esc to go back."
                     : "Esc goes back. Nothing happens before it is complete.");
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct ask *ask = model->dialog_data;
    int choices = ask->chosen != NULL ? 3 : (int)ask->choice_count + 1;
    int columns = area.columns < ASK_COLUMNS ? area.columns : ASK_COLUMNS;
    int body = lay_out(ask, NULL, (struct area){ .columns = columns - 4 });
    int lines = body + 1 + choices + 2;
    struct area inside = dialog_box(canvas, area, ASK_COLUMNS, lines, ask->title, "");
    /* In a small window the question gives way to the answers. */
    int gap = inside.lines > body + choices ? 1 : 0;
    int shown = inside.lines - choices - gap;
    lay_out(ask, canvas,
        (struct area){
            .top = inside.top, .left = inside.left, .lines = shown, .columns = inside.columns });
    int row = inside.top + shown + gap;
    if (ask->chosen != NULL) {
        draw_phrase(ask, canvas, inside, row, choices);
        return;
    }
    for (size_t i = 0; i < ask->choice_count; i++)
        draw_choice(canvas, inside, row++, ask->choices[i].key, ask->choices[i].label);
    draw_choice(canvas, inside, row, KEYS_ESCAPE, ask->cancel);
    canvas->cursor_row = row;
    canvas->cursor_column = inside.left + 2;
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    const struct ask *ask = model->dialog_data;
    if (ask->shell != NULL)
        canvas_print(canvas, row, 1, STYLE_DIM, "same from a shell:  %s", ask->shell);
    else
        canvas_put(canvas, row, 1, canvas->columns, STYLE_DIM, "Enter answers nothing");
}

/* The dialog ends first: act() may open another one. */
static void carry_out(struct model *model, struct ask *ask, const struct ask_choice *choice)
{
    model->dialog = NULL;
    model->dialog_data = NULL;
    choice->act(model, ask);
    free_ask(ask);
}

static void press_in_phrase(struct model *model, struct ask *ask, int key)
{
    if (key == KEYS_ESCAPE)
        ask->chosen = NULL;
    else if (key == 'y' && is_typed(ask))
        carry_out(model, ask, ask->chosen);
    else
        input_press(&ask->input, key);
}

static void scroll(struct ask *ask, int lines)
{
    int last = lay_out(ask, NULL, (struct area){ .columns = ASK_COLUMNS - 4 }) - 1;
    ask->top += lines;
    ask->top = ask->top > last ? last : ask->top;
    ask->top = ask->top < 0 ? 0 : ask->top;
}

static void press(struct model *model, int key)
{
    struct ask *ask = model->dialog_data;
    if (ask->chosen != NULL) {
        press_in_phrase(model, ask, key);
        return;
    }
    if (key == KEYS_ESCAPE) {
        dialog_close(model);
        return;
    }
    if (key == KEY_NAMED_DOWN || key == KEY_NAMED_UP)
        scroll(ask, key == KEY_NAMED_DOWN ? 1 : -1);
    if (key == ask->opened_by || key == KEYS_ENTER)
        return;
    for (size_t i = 0; i < ask->choice_count; i++) {
        if (ask->choices[i].key != key)
            continue;
        if (!ask->choices[i].is_severe) {
            carry_out(model, ask, &ask->choices[i]);
            return;
        }
        ask->chosen = &ask->choices[i];
        input_set(&ask->input, "");
        return;
    }
}

static const struct dialog dialog = {
    .draw = draw,
    .draw_footer = draw_footer,
    .press = press,
    .free = free_ask,
};

void ask_open(struct model *model, struct ask *ask)
{
    ask->opened_by = model->pressed;
    dialog_open(model, &dialog, ask);
}
