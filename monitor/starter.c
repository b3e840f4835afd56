/* SPDX-License-Identifier: MIT */
#include "monitor/starter.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_BYTES = 64 * 1024 };

struct starter {
    pid_t pid;
    int output;
    struct text text;
};

/* The cmsync beside this program; else the one in $PATH. */
static char *program_path(void)
{
    char self[PATH_MAX_BYTES];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return memory_copy_text("cmsync");
    self[length] = '\0';
    char *folder = path_folder(self);
    char *beside = path_join(folder, "cmsync");
    memory_free(&folder);
    if (access(beside, X_OK) == 0)
        return beside;
    memory_free(&beside);
    return memory_copy_text("cmsync");
}

static int spawn(pid_t *pid, const char *program, char *const *argv, int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    /* A session of its own: Ctrl-C in the monitor is not for it. */
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    extern char **environ;
    int result = posix_spawnp(pid, program, &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

struct starter *starter_new(const char *const *arguments)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return NULL;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    size_t count = 0;
    while (arguments[count] != NULL)
        count++;
    char *program = program_path();
    char **argv = memory_new_array(count + 3, sizeof *argv);
    argv[0] = program;
    argv[1] = (char *)"start";
    for (size_t i = 0; i < count; i++)
        argv[i + 2] = (char *)arguments[i];
    pid_t pid = -1;
    int result = spawn(&pid, program, argv, ends[1]);
    close(ends[1]);
    memory_free(&argv);
    memory_free(&program);
    if (result != 0) {
        close(ends[0]);
        return NULL;
    }
    struct starter *starter = memory_new(sizeof *starter);
    *starter = (struct starter){ .pid = pid, .output = ends[0], .text = text_new(OUTPUT_BYTES) };
    return starter;
}

void starter_free(struct starter **starter)
{
    if (*starter == NULL)
        return;
    close((*starter)->output);
    text_free(&(*starter)->text);
    memory_free(starter);
}

static void read_output(struct starter *starter)
{
    char part[4096];
    for (ssize_t got; (got = read(starter->output, part, sizeof part)) > 0;)
        text_add(&starter->text, part, (size_t)got);
}

bool starter_has_ended(struct starter *starter, int *status, char *line, size_t line_bytes)
{
    read_output(starter);
    int wait_status = 0;
    if (waitpid(starter->pid, &wait_status, WNOHANG) == 0)
        return false;
    read_output(starter);
    *status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1;
    char *text = starter->text.data;
    for (size_t length = strlen(text); length > 0 && text[length - 1] == '\n';)
        text[--length] = '\0';
    const char *last = strrchr(text, '\n');
    snprintf(line, line_bytes, "%s", last == NULL ? text : last + 1);
    return true;
}

void starter_become(const char *const *arguments)
{
    size_t count = 0;
    while (arguments[count] != NULL)
        count++;
    char *program = program_path();
    char **argv = memory_new_array(count + 2, sizeof *argv);
    argv[0] = program;
    for (size_t i = 0; i < count; i++)
        argv[i + 1] = (char *)arguments[i];
    execvp(program, argv);
    memory_free(&argv);
    memory_free(&program);
}
