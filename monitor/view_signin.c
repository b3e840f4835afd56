/* SPDX-License-Identifier: MIT */
/* Nothing can be sent because of who we are or where we send it: what happened, what to do. */
#include "monitor/act.h"
#include "monitor/model.h"
#include "monitor/views.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum { SIGNIN_COLUMNS = 78, SIGNIN_LINES = 19, WORDS_BYTES = 2048 };

static bool is_about_site(const struct model *model)
{
    return strcmp(model->run.gate, "site") == 0;
}

static void print_who(const struct model *model, struct text *out)
{
    const struct config *config = &model->sheet.config;
    if (!model->sheet.is_read)
        return;
    if (config->site.user[0] != '\0')
        text_add_format(out, "%s, ", config->site.user);
    text_add_string(out, "token ");
    if (config->site.token_command.words.count > 0)
        text_add_string(out, "from site.token_command");
    else if (config->site.token_file[0] != '\0')
        text_add_format(out, "in %s", config->site.token_file);
    else
        text_add_string(out, "from the environment or an option");
}

struct writer {
    struct canvas *canvas;
    struct area area;
    int row;
};

static void put(struct writer *writer, const char *label, const char *text)
{
    if (writer->row >= writer->area.top + writer->area.lines)
        return;
    const struct area *area = &writer->area;
    int indent = label == NULL ? 0 : 8;
    if (label != NULL)
        canvas_put(writer->canvas, writer->row, area->left, 8, STYLE_DIM, label);
    canvas_put(writer->canvas, writer->row, area->left + indent, area->columns - indent,
        STYLE_PLAIN, text);
    writer->row++;
}

/* Over as many lines as it needs, at blanks. */
static void put_wrapped(struct writer *writer, const char *label, const char *text)
{
    int indent = label == NULL ? 0 : 8;
    size_t room = writer->area.columns > 16 ? (size_t)(writer->area.columns - indent) : 8;
    while (*text != '\0') {
        size_t length = strlen(text);
        if (length > room) {
            length = room;
            while (length > room / 2 && text[length] != ' ')
                length--;
        }
        char *part = memory_copy_part(text, length);
        put(writer, label, part);
        memory_free(&part);
        label = label == NULL ? NULL : "";
        text += length + strspn(text + length, " ");
    }
}

static const char *advice(const struct model *model)
{
    return is_about_site(model)
               ? "The token is good, but there is no such space or page for it, or the account may "
                 "not see it. Keys of spaces count capitals."
               : "Most likely the token expired, was revoked or is mistyped, or it belongs to "
                 "another account. On Cloud site.user must be the account's e-mail address; on "
                 "Data Center it must be empty.";
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    bool is_site = is_about_site(model);
    area.left += area.columns > SIGNIN_COLUMNS ? (area.columns - SIGNIN_COLUMNS) / 2 : 0;
    area.columns = area.columns > SIGNIN_COLUMNS ? SIGNIN_COLUMNS : area.columns;
    area.lines = area.lines > SIGNIN_LINES ? SIGNIN_LINES : area.lines;
    struct area inside = canvas_box(canvas, area,
        is_site ? "Confluence does not have what is configured" : "Confluence refused the token",
        "");
    canvas_clip(canvas, &inside);
    struct writer writer = { canvas, inside, inside.top };
    struct text who = text_new(WORDS_BYTES);
    print_who(model, &who);
    put_wrapped(&writer, "what",
        model->run.trouble[0] == '\0' ? "asking what Confluence said ..." : model->run.trouble);
    put(&writer, "who", who.data);
    text_free(&who);
    bool is_roomy = inside.lines >= 16;
    writer.row += is_roomy;
    put_wrapped(&writer, NULL, advice(model));
    writer.row += is_roomy;
    put_wrapped(
        &writer, NULL, "Nothing was lost: changes are collected and sent after sign-in works.");
    writer.row += is_roomy;
    put(&writer, "  n",
        is_site ? "it is mended: try again now"
                : "I have stored a new token: read it and try again now");
    put(&writer, "  o",
        is_site ? "open Confluence in the browser"
                : "open the page where tokens are made, in the browser");
    put(&writer, "  F2", "settings: address, account, space, where the token is");
    put(&writer, "  Esc", "keep it stopped and look at the files");
    writer.row += is_roomy;
    put_wrapped(&writer, NULL, "In a shell, `cmsync doctor` looks for the cause.");
    canvas_clip(canvas, NULL);
}

static bool press(struct model *model, int key)
{
    if (key != KEYS_ESCAPE)
        return false;
    model->ignores_gate = true;
    return true;
}

void act_try_again(struct model *model, const char *argument)
{
    (void)argument;
    model_wish_control(model, "reload", 0);
    model_wish_control(model, "retry", 0);
    model_set_note(model, "the token is read again ...");
}

void act_token_page(struct model *model, const char *argument)
{
    (void)argument;
    const struct config *config = &model->sheet.config;
    char address[WORDS_BYTES];
    bool is_cloud = model->sheet.is_read && config->site.user[0] != '\0';
    if (is_about_site(model))
        snprintf(address, sizeof address, "%s", config->site.url);
    else if (is_cloud)
        snprintf(
            address, sizeof address, "https://id.atlassian.com/manage-profile/security/api-tokens");
    else
        snprintf(address, sizeof address, "%s/plugins/personalaccesstokens/usertokens.action",
            config->site.url == NULL ? "" : config->site.url);
    wishes_add(&model->wishes, &(struct wish){ .kind = WISH_OPEN, .text = address });
}

const struct view view_signin = {
    .draw = draw,
    .press = press,
    .hints = "try-again token-page settings log help detach",
};
