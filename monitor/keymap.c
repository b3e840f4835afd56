/* SPDX-License-Identifier: MIT */
#include "monitor/keymap.h"

#include "base/diagnostic.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    int key;
} names[] = {
    { "Up", KEY_NAMED_UP },
    { "Down", KEY_NAMED_DOWN },
    { "Left", KEY_NAMED_LEFT },
    { "Right", KEY_NAMED_RIGHT },
    { "PgUp", KEY_NAMED_PAGE_UP },
    { "PgDn", KEY_NAMED_PAGE_DOWN },
    { "Home", KEY_NAMED_HOME },
    { "End", KEY_NAMED_END },
    { "Backspace", KEY_NAMED_BACKSPACE },
    { "Delete", KEY_NAMED_DELETE },
    { "Shift-Tab", KEY_NAMED_BACK_TAB },
    { "Tab", KEYS_TAB },
    { "Enter", KEYS_ENTER },
    { "Esc", KEYS_ESCAPE },
    { "Space", ' ' },
    { "Paste", KEY_NAMED_PASTE },
    { "PasteEnd", KEY_NAMED_PASTE_END },
};

enum { NAMES = sizeof names / sizeof names[0] };

int keymap_parse(const char *name)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].key;
    }
    if (strncasecmp(name, "Ctrl-", 5) == 0 && isalpha((unsigned char)name[5]) && name[6] == '\0')
        return toupper((unsigned char)name[5]) - '@';
    if (toupper((unsigned char)name[0]) == 'F' && isdigit((unsigned char)name[1])) {
        long number = strtol(name + 1, NULL, 10);
        return number >= 1 && number <= 12 ? KEY_NAMED_F1 + (int)number - 1 : 0;
    }
    uint32_t code = 0;
    size_t length = strlen(name);
    if (length == 0 || unicode_valid_length(name, length) != length)
        return 0;
    return unicode_decode(name, &code) == length && code > ' ' ? (int)code : 0;
}

void keymap_name(int key, char name[KEYMAP_NAME_BYTES])
{
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].key == key) {
            snprintf(name, KEYMAP_NAME_BYTES, "%s", names[i].name);
            return;
        }
    }
    char bytes[UNICODE_BYTES] = "";
    if (key >= KEY_NAMED_F1 && key <= KEY_NAMED_F12)
        snprintf(name, KEYMAP_NAME_BYTES, "F%d", key - KEY_NAMED_F1 + 1);
    else if (key > 0 && key < ' ')
        snprintf(name, KEYMAP_NAME_BYTES, "Ctrl-%c", key + '@');
    else if (key > 0 && key < KEY_NAMED && unicode_encode((uint32_t)key, bytes) > 0)
        snprintf(name, KEYMAP_NAME_BYTES, "%s", bytes);
    else
        snprintf(name, KEYMAP_NAME_BYTES, "?");
}

/* Keys with blanks between. -1, and which one is none in `problem`. */
static int parse_keys(const char *text, int keys[KEYMAP_KEYS], struct text *problem)
{
    size_t count = 0;
    memset(keys, 0, KEYMAP_KEYS * sizeof *keys);
    while (*(text += strspn(text, " ")) != '\0') {
        size_t length = strcspn(text, " ");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, text);
        int key = keymap_parse(name);
        if (key == 0 || count == KEYMAP_KEYS) {
            text_add_format(
                problem, key == 0 ? "there is no key `%s`" : "too many keys at `%s`", name);
            return -1;
        }
        keys[count++] = key;
        text += length;
    }
    return 0;
}

void keymap_reset(struct keymap *keymap)
{
    memset(keymap, 0, sizeof *keymap);
    struct text problem = text_new(256);
    for (size_t i = 0; action_at(i) != NULL; i++)
        parse_keys(action_at(i)->keys, keymap->keys[i], &problem);
    text_free(&problem); /* a test reads the table the same way and lets none pass */
}

static bool has_key(const struct keymap *keymap, size_t action, int key)
{
    for (size_t i = 0; i < KEYMAP_KEYS; i++) {
        if (keymap->keys[action][i] == key)
            return true;
    }
    return false;
}

/* Another action that has one of the keys in one of the views. */
static const struct action *find_rival(
    const struct keymap *keymap, const struct action *action, const int keys[KEYMAP_KEYS])
{
    for (size_t i = 0; action_at(i) != NULL; i++) {
        if (action_at(i) == action || (action_at(i)->views & action->views) == 0)
            continue;
        for (size_t k = 0; k < KEYMAP_KEYS && keys[k] != 0; k++) {
            if (has_key(keymap, i, keys[k]))
                return action_at(i);
        }
    }
    return NULL;
}

static void refuse_action(const char *name, struct text *problem)
{
    const char *known[ACTION_MOST];
    size_t count = 0;
    for (; action_at(count) != NULL; count++)
        known[count] = action_at(count)->name;
    const char *near = diagnostic_suggest(name, known, count);
    text_add_format(problem, "there is no action `%s`", name);
    if (near != NULL)
        text_add_format(problem, "; did you mean `%s`?", near);
}

int keymap_bind(struct keymap *keymap, const char *name, const char *text, struct text *problem)
{
    const struct action *action = action_find(name);
    if (action == NULL) {
        refuse_action(name, problem);
        return -1;
    }
    int keys[KEYMAP_KEYS];
    if (parse_keys(text, keys, problem) < 0)
        return -1;
    const struct action *rival = find_rival(keymap, action, keys);
    if (rival != NULL) {
        text_add_format(problem, "`%s` has one of the keys `%s` already", rival->name, text);
        return -1;
    }
    memcpy(keymap->keys[action_index(action)], keys, sizeof keys);
    return 0;
}

const struct action *keymap_find(const struct keymap *keymap, enum model_view view, int key)
{
    for (size_t i = 0; key != 0 && action_at(i) != NULL; i++) {
        if ((action_at(i)->views & (1U << view)) != 0 && has_key(keymap, i, key))
            return action_at(i);
    }
    return NULL;
}

int keymap_first(const struct keymap *keymap, const char *name)
{
    const struct action *action = action_find(name);
    return action == NULL ? 0 : keymap->keys[action_index(action)][0];
}

void keymap_print(const struct keymap *keymap, const struct action *action, struct text *out)
{
    const int *keys = keymap->keys[action_index(action)];
    for (size_t i = 0; i < KEYMAP_KEYS && keys[i] != 0; i++) {
        char name[KEYMAP_NAME_BYTES];
        keymap_name(keys[i], name);
        text_add_format(out, "%s%s", i == 0 ? "" : " ", name);
    }
}
