/* SPDX-License-Identifier: MIT */
/*
 * usage: monitor_frames FILES: a monitor with so many files, a key pressed, the next frame made.
 * One line a key: its name, the median and the slowest of its frames in milliseconds.
 */
#include "monitor/frame.h"
#include "monitor/keys.h"
#include "tools/bench/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 200, PART = 2000 };

static const char letters[] = "==========MA>UE=====";

/* As the store tells it: in parts, in byte order. */
static void fill(struct model *model, long files)
{
    static struct item_file_status list[PART];
    static char paths[PART][64];
    static char kinds[PART][2];
    struct message question;
    for (long from = 0; from < files; from += PART) {
        size_t count = 0;
        for (; count < PART && from + (long)count < files; count++) {
            long i = from + (long)count;
            snprintf(paths[count], sizeof paths[count], "part-%04ld/page-%06ld.md", i / 100, i);
            kinds[count][0] = letters[(size_t)i % (sizeof letters - 1)];
            list[count] = (struct item_file_status){ .path = paths[count],
                .letter = kinds[count],
                .page_id = "1",
                .version = i % 90,
                .title = "A page of the bench",
                .reason = "",
                .at_ms = 1790000000000 + i * 37 % 100000 };
        }
        struct message answer = { .type = MESSAGE_statuses_known };
        answer.statuses_known.sequence = 1;
        answer.statuses_known.files = list;
        answer.statuses_known.files_count = count;
        answer.statuses_known.is_last = from + PART >= files;
        if (!model_question(model, &question))
            give_up("the model asks no more");
        model_answer(model, &answer);
    }
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* Each key of `keys` in turn, again and again; the frame behind each is measured. */
static void measure(
    struct model *model, struct canvas *canvas, const char *name, const int *keys, size_t count)
{
    static double took[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        double start = clock_ms();
        keys_press(model, keys[i % count]);
        canvas_reset(canvas, 40, 140);
        frame_draw(model, canvas);
        took[i] = clock_ms() - start;
    }
    qsort(took, ROUNDS, sizeof took[0], compare);
    printf("%s %.3f %.3f\n", name, took[ROUNDS / 2], took[ROUNDS - 1]);
}

/* A change of a file before each frame, as while publishing. */
static void measure_changes(struct model *model, struct canvas *canvas)
{
    static double took[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        struct message event = { .type = MESSAGE_status_changed };
        event.status_changed.sequence = (int64_t)i + 2;
        event.status_changed.path = "part-0001/page-000101.md";
        event.status_changed.letter = i % 2 == 0 ? ">" : "=";
        struct text packed = text_new(4096);
        struct message message;
        if (message_pack(&event, &packed) < 0 ||
            message_unpack(&message, event.type, packed.data, packed.length) < 0)
            give_up("no message");
        text_free(&packed);
        double start = clock_ms();
        model_event(model, &message);
        canvas_reset(canvas, 40, 140);
        frame_draw(model, canvas);
        took[i] = clock_ms() - start;
    }
    qsort(took, ROUNDS, sizeof took[0], compare);
    printf("change %.3f %.3f\n", took[ROUNDS / 2], took[ROUNDS - 1]);
}

int main(int argc, char **argv)
{
    long files = argc > 1 ? strtol(argv[1], NULL, 10) : 100000;
    struct model *model = model_new();
    struct canvas canvas = { 0 };
    model->now_ms = 1790000000000 + 100000;
    model_set_link(model, MODEL_ATTACHED);
    fill(model, files);
    canvas_reset(&canvas, 40, 140);
    frame_draw(model, &canvas);
    measure(model, &canvas, "down", (int[]){ 'j' }, 1);
    measure(model, &canvas, "page", (int[]){ KEY_NAMED_PAGE_DOWN }, 1);
    measure(model, &canvas, "jump", (int[]){ 'G', 'g' }, 2);
    measure(model, &canvas, "mark", (int[]){ ' ' }, 1);
    measure(model, &canvas, "sort", (int[]){ 's', 'w' }, 2);
    keys_press(model, 's');
    keys_press(model, 'n');
    measure(model, &canvas, "needing", (int[]){ ']' }, 1);
    keys_press(model, '/');
    measure(model, &canvas, "filter", (int[]){ 'p', 'a', '9', KEY_NAMED_BACKSPACE }, 4);
    keys_press(model, KEYS_ESCAPE);
    measure_changes(model, &canvas);
    canvas_free(&canvas);
    model_free(&model);
    return 0;
}
