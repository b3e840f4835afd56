/* SPDX-License-Identifier: MIT */
#include "monitor/input.h"

#include "base/unicode.h"
#include "monitor/keymap.h"

#include <string.h>

enum { CTRL_U = 0x15, CTRL_W = 0x17, CTRL_A = 0x01, CTRL_E = 0x05 };

void input_set(struct input *input, const char *text)
{
    size_t length = strnlen(text, INPUT_BYTES - 1);
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    memcpy(input->text, text, length);
    input->text[length] = '\0';
    input->cursor = length;
}

/* Takes [from, to) out. */
static void cut(struct input *input, size_t from, size_t to)
{
    memmove(input->text + from, input->text + to, strlen(input->text + to) + 1);
    input->cursor = from;
}

static size_t cluster_after(const struct input *input, size_t at)
{
    const char *text = input->text + at;
    if (*text == '\0')
        return at;
    /* The smallest number of columns that holds something holds one cluster. */
    for (size_t columns = 1; columns <= 2; columns++) {
        size_t length = unicode_fit(text, columns);
        if (length > 0)
            return at + length;
    }
    return at + strlen(text);
}

static size_t cluster_before(const struct input *input, size_t at)
{
    size_t before = 0;
    for (size_t next = 0; next < at; next = cluster_after(input, next))
        before = next;
    return before;
}

static void insert(struct input *input, int key)
{
    char bytes[UNICODE_BYTES];
    size_t length = unicode_encode((uint32_t)key, bytes);
    size_t tail = strlen(input->text + input->cursor) + 1;
    if (length == 0 || input->cursor + length + tail > INPUT_BYTES)
        return;
    memmove(input->text + input->cursor + length, input->text + input->cursor, tail);
    memcpy(input->text + input->cursor, bytes, length);
    input->cursor += length;
}

static void cut_word(struct input *input)
{
    size_t from = input->cursor;
    while (from > 0 && input->text[from - 1] == ' ')
        from--;
    while (from > 0 && input->text[from - 1] != ' ')
        from--;
    cut(input, from, input->cursor);
}

bool input_press(struct input *input, int key)
{
    switch (key) {
    case KEY_NAMED_LEFT:
        input->cursor = cluster_before(input, input->cursor);
        return true;
    case KEY_NAMED_RIGHT:
        input->cursor = cluster_after(input, input->cursor);
        return true;
    case KEY_NAMED_HOME:
    case CTRL_A:
        input->cursor = 0;
        return true;
    case KEY_NAMED_END:
    case CTRL_E:
        input->cursor = strlen(input->text);
        return true;
    case KEY_NAMED_BACKSPACE:
        cut(input, cluster_before(input, input->cursor), input->cursor);
        return true;
    case KEY_NAMED_DELETE:
        cut(input, input->cursor, cluster_after(input, input->cursor));
        return true;
    case CTRL_U:
        cut(input, 0, input->cursor);
        return true;
    case CTRL_W:
        cut_word(input);
        return true;
    default:
        if (key < ' ' || key == 0x7F || key >= KEY_NAMED)
            return false;
        insert(input, key);
        return true;
    }
}

/* unicode_width() counts to the end; this to the cursor. */
static size_t width_between(const struct input *input, size_t from, size_t to)
{
    char part[INPUT_BYTES];
    memcpy(part, input->text + from, to - from);
    part[to - from] = '\0';
    return unicode_width(part);
}

void input_draw(
    const struct input *input, struct canvas *canvas, struct area area, int row, const char *label)
{
    int used = canvas_put(canvas, row, area.left, area.columns, STYLE_BOLD, label);
    int room = area.columns - used - 1;
    size_t first = 0;
    while (room > 0 && width_between(input, first, input->cursor) > (size_t)room)
        first = cluster_after(input, first);
    canvas_put(
        canvas, row, area.left + used, area.columns - used, STYLE_PLAIN, input->text + first);
    canvas->cursor_row = row;
    canvas->cursor_column = area.left + used + (int)width_between(input, first, input->cursor);
}
