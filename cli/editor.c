/* SPDX-License-Identifier: MIT */
#include "cli/editor.h"

#include "base/signals.h"
#include "cli/console.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *chosen_editor(void)
{
    static const char *const variables[] = { "VISUAL", "EDITOR" };
    for (int i = 0; i < 2; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "vi";
}

/* The variable may hold arguments, so a shell takes it apart, as git does; the names of the files
   come as its arguments and are never taken apart. */
_Noreturn static void become(const char *editor, const char *first, const char *second)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signals_restore();
    execl("/bin/sh", "sh", "-c", "eval \"$0 \\\"\\$@\\\"\"", editor, first, second, (char *)NULL);
    _exit(127);
}

int editor_open(const char *first, const char *second)
{
    const char *editor = chosen_editor();
    pid_t pid = fork();
    if (pid == 0)
        become(editor, first, second);
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    (void)interrupt_take(); /* Ctrl-C was for the editor */
    if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    console_say("error: the editor `%s` ended with a failure\n"
                "  = help: set EDITOR to one that waits until the file is closed\n",
        editor);
    return -1;
}
