/* SPDX-License-Identifier: MIT */
#include "cli/doctor_look.h"

#include "base/path.h"
#include "converter/drawings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REASON_BYTES = 4096 };

/* The program that a command begins with; of one for the shell its first word. */
static const char *program_of(const struct config_command *command, struct memory_pool *pool)
{
    const char *first = command->words.items[0];
    size_t length = command->is_shell ? strcspn(first, " \t\n;|&<>(){}$`\"'") : strlen(first);
    return memory_pool_copy(pool, first, length);
}

static bool is_in(const char *folder, size_t length, const char *program)
{
    char *name = memory_copy_part(folder, length);
    char *path = path_join(name, program);
    bool is_there = access(path, X_OK) == 0;
    memory_free(&path);
    memory_free(&name);
    return is_there;
}

static bool is_program(const char *program)
{
    if (program[0] == '\0' || strchr(program, '/') != NULL)
        return program[0] == '\0' || access(program, X_OK) == 0;
    const char *folders = getenv("PATH");
    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");
        if (length > 0 && is_in(folders, length, program))
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

/* Has the sample drawn where diagrams of pages are drawn, and as they are. */
static void attempt(struct doctor_diagram *diagram, const char *sample, const struct config *config,
    struct memory_pool *pool)
{
    struct drawings drawings;
    struct page_drawing drawing = { .reason = text_new(REASON_BYTES) };
    const struct page_diagram source = {
        .language = diagram->language, .source = sample, .length = strlen(sample)
    };
    drawings_open(&drawings, config);
    diagram->is_tried = true;
    if (drawings.artist.draw(&source, &drawing, &drawings) != PAGE_DRAWN)
        diagram->fault = memory_pool_copy(pool, drawing.reason.data, drawing.reason.length);
    text_free(&drawing.reason);
    drawings_free(&drawings);
}

void doctor_look_at_diagrams(struct doctor_facts *facts, const struct config *config,
    struct memory_pool *pool, bool is_trial)
{
    const struct {
        const char *language;
        const struct config_command *command;
        const char *sample;
    } known[DOCTOR_DIAGRAMS] = {
        { "mermaid", &config->diagrams.mermaid, "graph TD\n  a --> b\n" },
        { "plantuml", &config->diagrams.plantuml, "@startuml\na -> b\n@enduml\n" },
        { "dot", &config->diagrams.dot, "digraph { a -> b }\n" },
        { "d2", &config->diagrams.d2, "a -> b\n" },
    };
    for (size_t i = 0; i < DOCTOR_DIAGRAMS; i++) {
        struct doctor_diagram *diagram = &facts->diagrams[i];
        if (known[i].command->words.count == 0)
            continue;
        diagram->language = known[i].language;
        diagram->program = program_of(known[i].command, pool);
        diagram->is_found = is_program(diagram->program);
        if (is_trial)
            attempt(diagram, known[i].sample, config, pool);
    }
}
