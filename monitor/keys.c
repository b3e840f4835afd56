/* SPDX-License-Identifier: MIT */
#include "monitor/keys.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Puts the selection on a place of the list. */
static void select_place(struct model *model, size_t place)
{
    rows_show(&model->rows);
    size_t count = model->rows.shown_count;
    if (place >= count)
        place = count == 0 ? 0 : count - 1;
    memory_free(&model->selected);
    const struct row *row = rows_at(&model->rows, place);
    /* On the first line it stays on the first line, whatever comes there. */
    if (row != NULL && place > 0)
        model->selected = memory_copy_text(row->path);
    model->selected_place = place;
}

static void move(struct model *model, long lines)
{
    if (model->view == MODEL_VIEW_LOG) {
        size_t furthest = model->line_count > (size_t)model->page_lines
                              ? model->line_count - (size_t)model->page_lines
                              : 0;
        long back = (long)model->log_back - lines;
        model->log_back = back < 0 ? 0 : (size_t)back > furthest ? furthest : (size_t)back;
        return;
    }
    long place = (long)model->selected_place + lines;
    select_place(model, place < 0 ? 0 : (size_t)place);
}

static void line_down(struct model *model)
{
    move(model, 1);
}

static void line_up(struct model *model)
{
    move(model, -1);
}

static void page_down(struct model *model)
{
    move(model, model->page_lines);
}

static void page_up(struct model *model)
{
    move(model, -(long)model->page_lines);
}

static void to_start(struct model *model)
{
    move(model, -1000000000L);
}

static void to_end(struct model *model)
{
    move(model, 1000000000L);
}

static void next_view(struct model *model)
{
    model->view = model->view == MODEL_VIEW_FILES ? MODEL_VIEW_LOG : MODEL_VIEW_FILES;
}

static void show_files(struct model *model)
{
    model->view = MODEL_VIEW_FILES;
}

static void show_log(struct model *model)
{
    model->view = MODEL_VIEW_LOG;
}

static void show_help(struct model *model)
{
    model->focus = MODEL_FOCUS_HELP;
}

static void type_filter(struct model *model)
{
    model->view = MODEL_VIEW_FILES;
    model->focus = MODEL_FOCUS_FILTER;
    const char *filter = model->rows.filter == NULL ? "" : model->rows.filter;
    size_t length = strnlen(filter, sizeof model->input - 1);
    memcpy(model->input, filter, length);
    model->input[length] = '\0';
}

static void go_back(struct model *model)
{
    rows_set_filter(&model->rows, NULL);
    show_files(model);
}

static void quit(struct model *model)
{
    model->wish = MODEL_WISH_QUIT;
}

static void redraw(struct model *model)
{
    model->wish = MODEL_WISH_REDRAW;
}

/* What needs a running store says so instead of waiting for one. */
static void wish_of_store(struct model *model, enum model_wish wish)
{
    if (model->link == MODEL_ATTACHED)
        model->wish = wish;
    else
        model_set_note(model, "nothing is running: press s to start it");
}

static void pause_or_resume(struct model *model)
{
    wish_of_store(model, model->run.is_paused ? MODEL_WISH_RESUME : MODEL_WISH_PAUSE);
}

static void rescan(struct model *model)
{
    wish_of_store(model, MODEL_WISH_RESCAN);
}

static void retry(struct model *model)
{
    wish_of_store(model, MODEL_WISH_RETRY);
}

static void start(struct model *model)
{
    if (model->link == MODEL_ATTACHED)
        model_set_note(model, "it is running already");
    else
        model->wish = MODEL_WISH_START;
}

static void ask_stop(struct model *model)
{
    if (model->link == MODEL_ATTACHED)
        model->focus = MODEL_FOCUS_STOP;
    else
        model_set_note(model, "nothing is running");
}

static const struct binding table[] = {
    { 'j', "j  Down", "next line", line_down },
    { KEY_NAMED_DOWN, NULL, NULL, line_down },
    { 'k', "k  Up", "line before", line_up },
    { KEY_NAMED_UP, NULL, NULL, line_up },
    { KEY_NAMED_PAGE_DOWN, "PgDn  PgUp", "a page on, a page back", page_down },
    { KEY_NAMED_PAGE_UP, NULL, NULL, page_up },
    { 'g', "g  Home", "first line", to_start },
    { KEY_NAMED_HOME, NULL, NULL, to_start },
    { 'G', "G  End", "last line (log: follow)", to_end },
    { KEY_NAMED_END, NULL, NULL, to_end },
    { KEYS_TAB, "Tab  1  2", "files, log", next_view },
    { '1', NULL, NULL, show_files },
    { '2', NULL, NULL, show_log },
    { 'l', NULL, NULL, show_log },
    { '/', "/", "show only files with this in path or title", type_filter },
    { KEYS_ESCAPE, "Esc", "back, filter off", go_back },
    { 'p', "p", "pause or resume publishing", pause_or_resume },
    { 'r', "r", "look at the whole folder again", rescan },
    { 'x', "x", "try again what failed", retry },
    { 's', "s", "start in the background", start },
    { 'S', "S", "stop everything (asks)", ask_stop },
    { '?', "?  F1", "this help", show_help },
    { KEY_NAMED_HELP, NULL, NULL, show_help },
    { KEYS_REDRAW, "Ctrl-L", "draw the screen anew", redraw },
    { 'q', "q", "leave; publishing goes on", quit },
    { 0, NULL, NULL, NULL },
};

const struct binding *keys_table(void)
{
    return table;
}

static void press_in_view(struct model *model, int key)
{
    for (const struct binding *binding = table; binding->key != 0; binding++) {
        if (binding->key == key) {
            binding->act(model);
            return;
        }
    }
}

/* The code point as UTF-8 behind the input, if there is room. */
static void type_character(struct model *model, int key)
{
    char bytes[5] = { 0 };
    if (key < 0x80)
        bytes[0] = (char)key;
    else if (key < 0x800) {
        bytes[0] = (char)(0xC0 | (key >> 6));
        bytes[1] = (char)(0x80 | (key & 0x3F));
    } else if (key < 0x10000) {
        bytes[0] = (char)(0xE0 | (key >> 12));
        bytes[1] = (char)(0x80 | ((key >> 6) & 0x3F));
        bytes[2] = (char)(0x80 | (key & 0x3F));
    } else {
        bytes[0] = (char)(0xF0 | (key >> 18));
        bytes[1] = (char)(0x80 | ((key >> 12) & 0x3F));
        bytes[2] = (char)(0x80 | ((key >> 6) & 0x3F));
        bytes[3] = (char)(0x80 | (key & 0x3F));
    }
    size_t length = strlen(model->input);
    if (length + strlen(bytes) < sizeof model->input)
        memcpy(model->input + length, bytes, strlen(bytes) + 1);
}

static void erase_character(struct model *model)
{
    size_t length = strlen(model->input);
    while (length > 0 && ((unsigned char)model->input[length - 1] & 0xC0) == 0x80)
        length--;
    if (length > 0)
        model->input[length - 1] = '\0';
}

static void press_in_filter(struct model *model, int key)
{
    if (key == KEYS_ENTER) {
        model->focus = MODEL_FOCUS_VIEW;
        return;
    }
    if (key == KEYS_ESCAPE) {
        model->focus = MODEL_FOCUS_VIEW;
        rows_set_filter(&model->rows, NULL);
        return;
    }
    if (key == KEY_NAMED_BACKSPACE)
        erase_character(model);
    else if (key >= ' ' && key != 0x7F && key < KEY_NAMED)
        type_character(model, key);
    rows_set_filter(&model->rows, model->input);
}

static void press_in_question(struct model *model, int key)
{
    model->focus = MODEL_FOCUS_VIEW;
    if (key == 'y')
        model->wish = MODEL_WISH_STOP;
    else
        model_set_note(model, "not stopped");
}

void keys_press(struct model *model, int key)
{
    model->note[0] = '\0';
    model->is_dirty = true;
    switch (model->focus) {
    case MODEL_FOCUS_FILTER:
        press_in_filter(model, key);
        break;
    case MODEL_FOCUS_STOP:
        press_in_question(model, key);
        break;
    case MODEL_FOCUS_HELP:
        model->focus = MODEL_FOCUS_VIEW;
        break;
    case MODEL_FOCUS_VIEW:
        press_in_view(model, key);
        break;
    }
}

int keys_find(const char *name)
{
    static const struct {
        const char *name;
        int key;
    } names[] = {
        { "Up", KEY_NAMED_UP },
        { "Down", KEY_NAMED_DOWN },
        { "PgUp", KEY_NAMED_PAGE_UP },
        { "PgDn", KEY_NAMED_PAGE_DOWN },
        { "Home", KEY_NAMED_HOME },
        { "End", KEY_NAMED_END },
        { "Backspace", KEY_NAMED_BACKSPACE },
        { "F1", KEY_NAMED_HELP },
        { "Tab", KEYS_TAB },
        { "Enter", KEYS_ENTER },
        { "Esc", KEYS_ESCAPE },
        { "Space", ' ' },
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    }
    return name[0] != '\0' && name[1] == '\0' ? name[0] : 0;
}
