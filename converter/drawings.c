/* SPDX-License-Identifier: MIT */
#include "converter/drawings.h"

#include "base/memory.h"
#include "base/path.h"
#include "converter/draw.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HIDDEN_MAX = 2 };

static const struct config_command *find_command(const struct config *config, const char *language)
{
    const struct {
        const char *language;
        const struct config_command *command;
    } commands[] = { { "mermaid", &config->diagrams.mermaid },
        { "plantuml", &config->diagrams.plantuml }, { "dot", &config->diagrams.dot },
        { "d2", &config->diagrams.d2 } };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].language, language) == 0 && commands[i].command->words.count > 0)
            return commands[i].command;
    return NULL;
}

/* What the image depends on: another command draws another image. */
static struct digest key_of(
    const struct page_diagram *diagram, const struct config_command *command)
{
    struct digester *digester = digester_new();
    digester_add(digester, command->is_shell ? "sh" : "", command->is_shell ? 3 : 1);
    for (size_t i = 0; i < command->words.count; i++)
        digester_add(digester, command->words.items[i], strlen(command->words.items[i]) + 1);
    digester_add(digester, "", 1);
    digester_add(digester, diagram->source, diagram->length);
    return digester_end(&digester);
}

const struct drawing_made *drawings_find(const struct drawings *drawings, const char *path)
{
    for (size_t i = 0; i < drawings->count; i++)
        if (strcmp(drawings->items[i].path, path) == 0)
            return &drawings->items[i];
    return NULL;
}

/* Takes the image over. */
static void add(struct drawings *drawings, const char *path, struct text *image, bool is_new)
{
    drawings->items = memory_grow(drawings->items, drawings->count + 1, sizeof *drawings->items);
    struct drawing_made *made = &drawings->items[drawings->count++];
    *made = (struct drawing_made){ .digest = digest_of(image->data, image->length),
        .pixels = pixels_of((const unsigned char *)image->data, image->length),
        .size = (int64_t)image->length,
        .image = *image };
    memcpy(made->path, path, sizeof made->path);
    *image = text_new(0);
    if (is_new)
        drawings->bytes += made->image.length;
    else
        text_free(&made->image);
}

static bool read_kept(const struct drawings *drawings, const char *path, struct text *image)
{
    char *file = drawing_file(drawings->config->state, drawing_name(path));
    char *data = NULL;
    size_t size = 0;
    bool is_read = file_read(AT_FDCWD, file, DRAWING_MAX_BYTES, &data, &size) == FILE_OK;
    /* A file that somebody cut short is drawn again. */
    bool is_image = is_read && drawing_extension(data, size) != NULL;
    if (is_image)
        text_add(image, data, size);
    memory_free(&data);
    memory_free(&file);
    return is_image;
}

/* The image made before, on this page or ever, with either extension. */
static bool find_kept(
    struct drawings *drawings, const struct digest *key, struct page_drawing *drawing)
{
    static const char *const EXTENSIONS[] = { ".png", ".svg" };
    for (size_t i = 0; i < 2; i++) {
        drawing_path(key, EXTENSIONS[i], drawing->path);
        if (drawings_find(drawings, drawing->path) != NULL)
            return true;
        struct text image = text_new(DRAWING_MAX_BYTES + 1);
        bool is_kept = drawings->has_state && read_kept(drawings, drawing->path, &image);
        if (is_kept)
            add(drawings, drawing->path, &image, false);
        text_free(&image);
        if (is_kept)
            return true;
    }
    return false;
}

/* Files with the token, as far as the configuration names them. The caller owns *credential. */
static size_t list_hidden(
    const struct config *config, const char *hidden[HIDDEN_MAX], char **credential)
{
    size_t count = 0;
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (config->site.token_file[0] != '\0')
        hidden[count++] = config->site.token_file;
    *credential = folder == NULL ? NULL : path_join(folder, "cmsync-token");
    if (*credential != NULL)
        hidden[count++] = *credential;
    return count;
}

static int run(struct drawings *drawings, const struct config_command *command,
    const struct page_diagram *diagram, struct text *image, struct text *reason)
{
    const char *hidden[HIDDEN_MAX];
    char *credential = NULL;
    struct draw_order order = { .command = command,
        .seconds = drawings->config->diagrams.seconds,
        .image_bytes = DRAWING_MAX_BYTES,
        .hidden = hidden,
        .tick = drawings->tick,
        .context = drawings->context };
    order.hidden_count = list_hidden(drawings->config, hidden, &credential);
    int result = draw_run(&order, diagram->source, diagram->length, image, reason);
    memory_free(&credential);
    return result;
}

/* Draws it. 0, or -1 and the reason in `drawing`. */
static int draw_new(struct drawings *drawings, const struct config_command *command,
    const struct page_diagram *diagram, const struct digest *key, struct page_drawing *drawing)
{
    struct text image = text_new(DRAWING_MAX_BYTES + 1);
    int result = run(drawings, command, diagram, &image, &drawing->reason);
    if (drawings->tick != NULL && !drawings->tick(drawings->context))
        drawings->is_cut = true;
    const char *extension = result < 0 ? NULL : drawing_extension(image.data, image.length);
    if (extension != NULL && drawings->bytes + image.length > DRAWINGS_MAX_BYTES)
        text_add_format(&drawing->reason, "the new diagrams of one page are more than %d MiB",
            DRAWINGS_MAX_BYTES / 1024 / 1024);
    else if (result == 0 && extension == NULL)
        text_add_string(&drawing->reason, "neither PNG nor SVG came out of the command");
    if (drawing->reason.length == 0) {
        drawing_path(key, extension, drawing->path);
        add(drawings, drawing->path, &image, true);
    }
    text_free(&image);
    return drawing->reason.length == 0 ? 0 : -1;
}

static enum page_drawn draw(
    const struct page_diagram *diagram, struct page_drawing *drawing, void *context)
{
    struct drawings *drawings = context;
    const struct config_command *command = find_command(drawings->config, diagram->language);
    if (command == NULL)
        return PAGE_DRAWN_NOT;
    struct digest key = key_of(diagram, command);
    if (find_kept(drawings, &key, drawing))
        return PAGE_DRAWN;
    if (drawings->count >= DRAWINGS_MAX || drawings->is_cut) {
        text_add_format(
            &drawing->reason, "a page has at most %d diagrams that are drawn", DRAWINGS_MAX);
        return PAGE_DRAWN_FAILED;
    }
    return draw_new(drawings, command, diagram, &key, drawing) < 0 ? PAGE_DRAWN_FAILED : PAGE_DRAWN;
}

static enum page_drawn assume(
    const struct page_diagram *diagram, struct page_drawing *drawing, void *context)
{
    const struct config_command *command = find_command(context, diagram->language);
    if (command == NULL)
        return PAGE_DRAWN_NOT;
    struct digest key = key_of(diagram, command);
    drawing_path(&key, ".png", drawing->path);
    return PAGE_DRAWN;
}

void drawings_open(struct drawings *drawings, const struct config *config)
{
    *drawings = (struct drawings){ .config = config };
    if (config == NULL)
        return;
    drawings->artist = (struct page_artist){ .draw = draw,
        .context = drawings,
        .macros = config->diagrams.macros.items,
        .macro_count = config->diagrams.macros.count };
}

void drawings_free(struct drawings *drawings)
{
    for (size_t i = 0; i < drawings->count; i++)
        text_free(&drawings->items[i].image);
    memory_free(&drawings->items);
    drawings->count = 0;
}

struct page_artist drawings_assumed(const struct config *config)
{
    return (struct page_artist){ .draw = assume,
        .context = (void *)(uintptr_t)config,
        .macros = config->diagrams.macros.items,
        .macro_count = config->diagrams.macros.count };
}
