/* SPDX-License-Identifier: MIT */
#include "monitor/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *given(const char *variable)
{
    const char *value = getenv(variable);
    return value == NULL || *value == '\0' ? NULL : value;
}

/* With the signals as a shell gives them; `is_away`: in a session of its own, without terminal. */
static pid_t spawn(char *const *arguments, bool is_away)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (is_away) {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    /* Standard error is put aside while the screen is up; an editor gets the terminal. */
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);
    sigaddset(&defaults, SIGHUP);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGTSTP);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    short flags = POSIX_SPAWN_SETSIGDEF;
    if (is_away)
        flags = (short)(flags | POSIX_SPAWN_SETSID);
    posix_spawnattr_setflags(&attributes, flags);
    extern char **environ;
    pid_t pid = -1;
    int result = posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (result == 0)
        return pid;
    errno = result;
    return -1;
}

pid_t outside_edit(const char *file)
{
    const char *editor = given("VISUAL");
    editor = editor == NULL ? given("EDITOR") : editor;
    editor = editor == NULL ? "vi" : editor;
    /* $EDITOR may have options; the file's name is never read by a shell. */
    char command[] = "exec $CMSYNC_EDITOR \"$1\"";
    if (setenv("CMSYNC_EDITOR", editor, 1) < 0)
        return -1;
    char *arguments[] = { (char *)"sh", (char *)"-c", command, (char *)"sh", (char *)file, NULL };
    return spawn(arguments, false);
}

bool outside_has_ended(pid_t pid, int *status)
{
    int wait_status = 0;
    pid_t ended = waitpid(pid, &wait_status, WNOHANG);
    if (ended == 0)
        return false;
    *status = ended > 0 && WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1;
    return true;
}

bool outside_open(const char *url)
{
    const char *browser = given("BROWSER");
    if (browser == NULL && given("DISPLAY") == NULL && given("WAYLAND_DISPLAY") == NULL)
        return false;
    char *arguments[] = { (char *)(browser == NULL ? "xdg-open" : browser), (char *)url, NULL };
    /* Whoever starts it is not asked how it went: a browser stays as long as it likes. */
    return spawn(arguments, true) > 0;
}
