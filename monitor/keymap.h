/* SPDX-License-Identifier: MIT */
/* Which key does what: the table's keys, changed by the `keys` of the configuration. Pure. */
#ifndef CMSYNC_MONITOR_KEYMAP_H
#define CMSYNC_MONITOR_KEYMAP_H

#include "base/text.h"
#include "monitor/action.h"

/* Keys that are no character; characters are their code points. */
enum key {
    KEY_NAMED = 0x200000, /* one that nobody has a name for */
    KEY_NAMED_UP,
    KEY_NAMED_DOWN,
    KEY_NAMED_LEFT,
    KEY_NAMED_RIGHT,
    KEY_NAMED_PAGE_UP,
    KEY_NAMED_PAGE_DOWN,
    KEY_NAMED_HOME,
    KEY_NAMED_END,
    KEY_NAMED_BACKSPACE,
    KEY_NAMED_DELETE,
    KEY_NAMED_BACK_TAB,
    KEY_NAMED_RESIZE,
    KEY_NAMED_PASTE, /* the terminal says: what follows was pasted ... */
    KEY_NAMED_PASTE_END,
    KEY_NAMED_F1,
    KEY_NAMED_F12 = KEY_NAMED_F1 + 11,
};

enum { KEYS_TAB = '\t', KEYS_ENTER = '\n', KEYS_ESCAPE = 0x1B };

enum { KEYMAP_KEYS = 4, KEYMAP_NAME_BYTES = 16 };

struct keymap {
    int keys[ACTION_MOST][KEYMAP_KEYS]; /* by action_index(); 0: none */
};

/* As the table says. */
void keymap_reset(struct keymap *keymap);

/*
 * Gives an action other keys, as `Ctrl-D F8`; "" takes them away. -1, with one line in `problem`,
 * when there is no such action or key, or when the key does something else in one of its views.
 */
int keymap_bind(struct keymap *keymap, const char *action, const char *keys, struct text *problem);

/* What a key does in a view; NULL for nothing. */
const struct action *keymap_find(const struct keymap *keymap, enum model_view view, int key);

/* The first key of an action, 0 when it has none. */
int keymap_first(const struct keymap *keymap, const char *action);

/* `Down`, `Ctrl-D`, `F5`, `j`; 0 when there is no such key. */
int keymap_parse(const char *name);

void keymap_name(int key, char name[KEYMAP_NAME_BYTES]);

/* All keys of an action, blanks between. */
void keymap_print(const struct keymap *keymap, const struct action *action, struct text *out);

#endif
