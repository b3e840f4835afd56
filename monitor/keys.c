/* SPDX-License-Identifier: MIT */
#include "monitor/keys.h"

#include "monitor/dialog.h"

bool keys_are_text(const struct model *model)
{
    if (model->dialog != NULL)
        return model->dialog->takes_text;
    const struct view *view = views_at(model_shown(model));
    return view->is_typing != NULL && view->is_typing(model);
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
    model->pressed = key;
    if (model->dialog != NULL) {
        model->dialog->press(model, key);
        return;
    }
    enum model_view shown = model_shown(model);
    const struct view *view = views_at(shown);
    if (view->press != NULL && view->press(model, key))
        return;
    if (keys_are_text(model))
        return;
    const struct action *action = keymap_find(&model->keymap, shown, key);
    if (action != NULL)
        action->act(model, NULL);
}
