/* SPDX-License-Identifier: MIT */
#include "monitor/keys.h"

#include "monitor/dialog.h"

/* Whether keys are text at the moment: then many at once are a paste and welcome. */
static bool are_text(const struct model *model)
{
    if (model->dialog != NULL)
        return model->dialog->takes_text;
    const struct view *view = views_at(model_shown(model));
    return view->is_typing != NULL && view->is_typing(model);
}

enum { BURST_KEYS = 6 };

int keys_guard(struct model *model, const int *keys, int count)
{
    if (count < BURST_KEYS || are_text(model))
        return 0;
    /* A key that is held down, over a slow line, is no accident. */
    int others = 0;
    for (int i = 1; i < count; i++)
        others += keys[i] != keys[0] ? 1 : 0;
    if (others == 0)
        return 0;
    model_set_note(
        model, "%d keys came at once and were left out: was that meant for here?", count);
    return count;
}

/* What is pasted is text, or nothing at all. */
static bool is_pasted(struct model *model, int key)
{
    if (key == KEY_NAMED_PASTE)
        model->is_pasting = true;
    if (key == KEY_NAMED_PASTE_END)
        model->is_pasting = false;
    if (key == KEY_NAMED_PASTE || key == KEY_NAMED_PASTE_END)
        return true;
    if (!model->is_pasting)
        return false;
    if (are_text(model))
        return key < ' '; /* a line end would send it off */
    model_set_note(model, "what was pasted was left out: there is no text to type here");
    return true;
}

void keys_act(struct model *model, const struct action *action, const char *argument)
{
    if ((action->views & (1U << model_shown(model))) == 0) {
        model_set_note(model, "%s does nothing on this screen", action->name);
        return;
    }
    action->act(model, argument);
}

void keys_press(struct model *model, int key)
{
    model->note[0] = '\0';
    model->is_dirty = true;
    if (is_pasted(model, key))
        return;
    model->pressed = key;
    if (model->dialog != NULL) {
        model->dialog->press(model, key);
        return;
    }
    enum model_view shown = model_shown(model);
    const struct view *view = views_at(shown);
    if (view->press != NULL && view->press(model, key))
        return;
    if (are_text(model))
        return;
    const struct action *action = keymap_find(&model->keymap, shown, key);
    if (action != NULL)
        action->act(model, NULL);
}
