/* SPDX-License-Identifier: MIT */
/* resolve: a conflict, a vanished page or a clash of titles, one answer at a time. */
#include "base/digest.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/unicode.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/decide.h"
#include "cli/editor.h"
#include "cli/interrupt.h"
#include "cli/look.h"
#include "cli/place.h"
#include "cli/usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEMPLATE_BYTES = 4096, FILE_BYTES_MOST = 64 * 1024 * 1024 };

static int take(const struct command_run *run, const struct decide_answer *answer)
{
    struct session *session = NULL;
    int64_t settled = 0;
    int code = session_open(&session, run->config, run->options, "cmsync resolve");
    if (code == 0)
        code = decide_take(session, answer, &settled);
    if (code == 0)
        decide_print(settled, "decision",
            session_holder(session) == NULL ? "taken; the next `cmsync apply` carries it out"
                                            : "taken");
    session_close(&session);
    return code;
}

/* ---------------------------------------------------------------- with an editor */

/* The page as text, in a folder of our own; its name says what it is. The caller owns both. */
static int write_theirs(const struct look *look, char **folder, char **file)
{
    char template[TEMPLATE_BYTES];
    const char *base = getenv("TMPDIR");
    snprintf(template, sizeof template, "%s/cmsync-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(template) == NULL) {
        console_say("error: cannot make a folder in %s: %s\n", template, strerror(errno));
        return -1;
    }
    *folder = memory_copy_text(template);
    *file = path_join(template, "in-Confluence.md");
    struct difference_side theirs = look_side(look, LOOK_THEIRS);
    int fd = open(*file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    bool is_written = fd >= 0 && file_write_all(fd, theirs.text, theirs.length) == 0;
    if (!is_written)
        console_say("error: cannot write %s: %s\n", *file, strerror(errno));
    if (fd >= 0)
        close(fd);
    return is_written ? 0 : -1;
}

static struct digest digest_of_file(const char *path)
{
    char *data = NULL;
    size_t size = 0;
    (void)file_read(AT_FDCWD, path, FILE_BYTES_MOST, &data, &size); /* unreadable: as empty */
    struct digest digest = digest_of(data == NULL ? "" : data, size);
    memory_free(&data);
    return digest;
}

/* The editor writes, never we. *is_changed: the file is another one now. */
static int edit(
    const struct command_run *run, const struct look *look, const char *place, bool *is_changed)
{
    char *folder = NULL;
    char *file = NULL;
    char *own = path_join(run->config->docs.root, place);
    struct digest before = digest_of_file(own);
    int result = write_theirs(look, &folder, &file);
    if (result == 0)
        result = editor_open(own, file);
    struct digest after = digest_of_file(own);
    *is_changed = !digest_equal(&before, &after);
    if (file != NULL)
        unlink(file);
    if (folder != NULL)
        rmdir(folder);
    memory_free(&own);
    memory_free(&file);
    memory_free(&folder);
    return result;
}

static int resolve_by_editor(const struct command_run *run, const char *place)
{
    struct look look;
    bool is_changed = false;
    int code = look_fetch(&look, run, place, "cmsync resolve");
    const char *path = code == 0 ? look.known.look_known.path : "/";
    if (code == 0 && path[strlen(path) - 1] == '/') {
        console_say("error: %s is made of no file that could be edited\n", path);
        code = EXIT_CODE_NOT_FOUND;
    }
    if (code == 0) {
        look_render(&look, false);
        code = edit(run, &look, path, &is_changed) < 0 ? EXIT_CODE_FAILURE : 0;
    }
    int64_t version = code == 0 ? look.known.look_known.theirs_version : 0;
    look_free(&look);
    if (code == 0 && !is_changed) {
        console_say("the file is as it was: nothing is decided\n");
        return EXIT_CODE_CONFLICT;
    }
    /* What was shown may be published over, and nothing newer. */
    struct decide_answer answer = { .verb = "mine", .place = place, .number = version };
    return code == 0 ? take(run, &answer) : code;
}

/* ---------------------------------------------------------------- the command */

static int resolve_run(const struct command_run *run)
{
    static const char *const verbs[] = { "mine", "theirs", "adopt", "rename", "edit" };
    const char *verb = NULL;
    size_t given = 0;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (!options_has(run->options, verbs[i]))
            continue;
        verb = verbs[i];
        given++;
    }
    if (given != 1)
        return usage_refuse("`cmsync %s` needs one answer", "resolve",
            "--mine, --theirs or --edit for a conflict, --adopt or --rename TITLE for a title "
            "clash");
    interrupt_open();
    char *place = place_find(run->config, run->arguments[0]);
    if (place == NULL)
        return EXIT_CODE_USAGE;
    struct decide_answer answer = {
        .verb = verb, .place = place, .text = options_value(run->options, "rename")
    };
    int code = strcmp(verb, "edit") == 0 ? resolve_by_editor(run, place) : take(run, &answer);
    memory_free(&place);
    return code;
}

static const struct option resolve_options[] = {
    { "mine", '\0', NULL, "conflict: publish the file; the other version stays in the history" },
    { "theirs", '\0', NULL, "conflict: leave the page until the file changes again" },
    { "edit", '\0', NULL,
        "conflict: your editor with the file beside the page's text, then --mine" },
    { "adopt", '\0', NULL, "title clash: the page that is there becomes ours" },
    { "rename", '\0', "TITLE", "title clash: publish under another title" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_resolve = {
    .name = "resolve",
    .summary = "settle a conflict or a title clash",
    .usage = "PATH --mine | --theirs | --edit | --adopt | --rename TITLE",
    .example = "cmsync resolve docs/guide.md --mine\ncmsync resolve docs/guide.md --edit",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .options = resolve_options,
    .option_count = sizeof resolve_options / sizeof resolve_options[0],
    .run = resolve_run,
};
