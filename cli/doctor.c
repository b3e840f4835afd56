/* SPDX-License-Identifier: MIT */
#include "cli/doctor.h"
#include "base/exit_code.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum {
    MEGABYTE = 1024 * 1024,
    FREE_LEAST = 16 * MEGABYTE, /* less than that, and the next batch may not fit */
    FREE_FEW = 256 * MEGABYTE,
    UNREAD_SHOWN = 512,
};

bool doctor_judge_configuration(const struct doctor_facts *facts, struct checks *checks)
{
    checks_add(checks, "version", CHECK_OK, "cmsync %s", facts->version);
    if (facts->missing[0] != NULL) {
        struct text names = text_new(4096);
        for (size_t i = 0; i < DOCTOR_PROGRAMS && facts->missing[i] != NULL; i++)
            text_add_format(&names, "%s%s", i == 0 ? "" : ", ", facts->missing[i]);
        checks_add(checks, "programs", CHECK_ERROR, "not found beside cmsync: %s", names.data);
        checks_blame(checks, "programs", EXIT_CODE_FAILURE,
            "install cmsync as a whole: its programs belong into one folder");
        text_free(&names);
    } else {
        checks_add(checks, "programs", CHECK_OK, "all are there");
    }
    if (facts->problems[0] != '\0') {
        checks_add(checks, "configuration", CHECK_ERROR, "%s", facts->problems);
        checks_blame(checks, "configuration", EXIT_CODE_USAGE,
            "`cmsync init` sets up a folder, `cmsync config set KEY VALUE` changes a setting");
        return facts->is_readable;
    }
    const char *user = facts->user_file;
    checks_add(checks, "configuration", CHECK_OK, "%s%s%s",
        facts->project_file == NULL ? "no cmsync.yaml here" : facts->project_file,
        user == NULL ? "" : ", and your own: ", user == NULL ? "" : user);
    return true;
}

/* ---------------------------------------------------------------- folders */

/* False when the folder cannot be used; that is said. */
static bool judge_folder(
    const char *name, const char *option, const struct doctor_folder *folder, struct checks *checks)
{
    const char *fault = NULL;
    if (folder->error == ENOENT)
        fault = folder->can_be_made ? NULL : "it is not there and cannot be made";
    else if (folder->error != 0)
        fault = strerror(folder->error);
    else if (!folder->is_folder)
        fault = "it is no folder";
    else if (!folder->is_ours)
        fault = "it belongs to another user";
    else if (!folder->is_private)
        fault = "others than you can enter it";
    if (fault == NULL)
        return true;
    checks_add(checks, name, CHECK_ERROR, "%s: %s", folder->path, fault);
    checks_blame(checks, "folder", EXIT_CODE_USAGE,
        "`chmod 700` it when it is yours, or name another with `--%s DIR`", option);
    return false;
}

static void judge_run(const struct doctor_facts *facts, struct checks *checks)
{
    if (judge_folder("sockets", "run", &facts->run, checks))
        checks_add(checks, "sockets", CHECK_OK, "%s (paths of %zu bytes, of at most %zu)",
            facts->run.path, facts->socket_bytes, facts->socket_most);
}

static void judge_state(const struct doctor_folder *state, struct checks *checks)
{
    if (!judge_folder("state", "state", state, checks))
        return;
    if (state->free_bytes >= 0 && state->free_bytes < FREE_FEW) {
        bool is_full = state->free_bytes < FREE_LEAST;
        checks_add(checks, "state", is_full ? CHECK_ERROR : CHECK_WARNING,
            "%s: only %" PRId64 " MiB are free on its disk", state->path,
            state->free_bytes / MEGABYTE);
        checks_blame(checks, "disk", is_full ? EXIT_CODE_FAILURE : 0,
            "make room, or name another folder with `--state DIR`");
    }
    if (state->file_system != NULL) {
        checks_add(checks, "state", CHECK_WARNING,
            "%s lies on %s, where a database's locks cannot be relied upon", state->path,
            state->file_system);
        checks_blame(checks, "network-disk", 0, "name a folder on a local disk: `--state DIR`");
    } else if (state->free_bytes < 0 || state->free_bytes >= FREE_FEW) {
        checks_add(checks, "state", CHECK_OK, "%s%s", state->path,
            state->error == ENOENT ? " (made by the first run)" : "");
    }
}

/* ---------------------------------------------------------------- the tree */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void judge_tree(const struct doctor_tree *tree, struct checks *checks)
{
    if (tree->error != NULL) {
        checks_add(checks, "documents", CHECK_ERROR, "%s", tree->error);
        checks_blame(
            checks, "documents", EXIT_CODE_USAGE, "set docs.root to the folder with the Markdown");
        return;
    }
    if (tree->unread[0] != '\0') {
        checks_add(checks, "documents", CHECK_WARNING, "%.*s", UNREAD_SHOWN, tree->unread);
        checks_blame(checks, "unreadable", 0,
            "give yourself the right to read them; until then nothing there counts as deleted");
    } else if (tree->pages == 0) {
        checks_add(checks, "documents", CHECK_WARNING, "no page is in %s", tree->root);
        checks_blame(checks, "no-pages", 0,
            "pages are files named *.md that docs.ignore and .cmsyncignore leave in");
    } else {
        checks_add(checks, "documents", CHECK_OK, "%s: %zu page%s, %zu other file%s, %zu folder%s",
            tree->root, tree->pages, plural(tree->pages), tree->files, plural(tree->files),
            tree->folders, plural(tree->folders));
    }
    if (tree->patterns + tree->ignore_files == 0)
        checks_add(checks, "ignored", CHECK_OK, "what begins with a dot, and the like");
    else
        checks_add(checks, "ignored", CHECK_OK,
            "by docs.ignore (%zu) and files .cmsyncignore (%zu)", tree->patterns,
            tree->ignore_files);
}

/* Whether the kernel has enough for one more tree; ours is counted already while it runs. */
static void judge_watching(const struct doctor_facts *facts, struct checks *checks)
{
    const struct doctor_inotify *inotify = &facts->inotify;
    const struct doctor_tree *tree = &facts->tree;
    bool is_running = facts->service.holder != NULL;
    long needed = is_running ? 0 : (long)tree->folders;
    bool are_watches_known = inotify->watches_most >= 0 && inotify->watches_used >= 0;
    bool are_instances_known = inotify->instances_most >= 0 && inotify->instances_used >= 0;
    if (tree->file_system != NULL) {
        checks_add(checks, "watching", CHECK_INFO,
            "polling besides inotify: %s does not tell of all changes", tree->file_system);
    } else if (!is_running && are_instances_known &&
               inotify->instances_used >= inotify->instances_most) {
        checks_add(checks, "watching", CHECK_WARNING,
            "polling: all %ld instances of inotify are taken", inotify->instances_most);
        checks_blame(checks, "inotify-instances", 0,
            "sysctl fs.inotify.max_user_instances=1024 (and in /etc/sysctl.d/ to keep it)");
    } else if (are_watches_known && needed > inotify->watches_most - inotify->watches_used) {
        checks_add(checks, "watching", CHECK_WARNING,
            "%ld folders are to be watched, and %ld of %ld watches are free: the rest is polled",
            needed, inotify->watches_most - inotify->watches_used, inotify->watches_most);
        checks_blame(checks, "inotify-watches", 0,
            "sysctl fs.inotify.max_user_watches=1048576 (and in /etc/sysctl.d/ to keep it)");
    } else if (are_watches_known) {
        checks_add(checks, "watching", CHECK_OK, "inotify; %ld of %ld watches are free",
            inotify->watches_most - inotify->watches_used, inotify->watches_most);
    } else {
        checks_add(checks, "watching", CHECK_OK, "inotify");
    }
}

/* ---------------------------------------------------------------- diagrams */

static void judge_diagram(const struct doctor_diagram *diagram, struct checks *checks)
{
    if (!diagram->is_found && !diagram->is_tried) {
        checks_add(checks, "diagrams", CHECK_WARNING, "%s: there is no program `%s`",
            diagram->language, diagram->program);
        checks_blame(checks, "diagram-program", 0,
            "install it, or correct diagrams.%s: without it the diagrams are shown as code",
            diagram->language);
    } else if (!diagram->is_tried) {
        checks_add(checks, "diagrams", CHECK_OK, "%s: %s (`--diagrams` tries it)",
            diagram->language, diagram->program);
    } else if (diagram->fault == NULL) {
        checks_add(
            checks, "diagrams", CHECK_OK, "%s: %s draws", diagram->language, diagram->program);
    } else {
        checks_add(checks, "diagrams", CHECK_ERROR, "%s: %s", diagram->language, diagram->fault);
        checks_blame(checks, "diagram-fault", EXIT_CODE_FAILURE,
            "it runs without network and may write to its own folder alone; see "
            "cmsync-drawer(1). Until it works the diagrams are shown as code");
    }
}

static void judge_diagrams(const struct doctor_facts *facts, struct checks *checks)
{
    bool has_any = false;
    for (size_t i = 0; i < DOCTOR_DIAGRAMS; i++) {
        has_any |= facts->diagrams[i].language != NULL;
        if (facts->diagrams[i].language != NULL)
            judge_diagram(&facts->diagrams[i], checks);
    }
    if (!has_any)
        checks_add(checks, "diagrams", CHECK_SKIPPED, "no command that draws them is set");
}

/* ---------------------------------------------------------------- what runs */

bool doctor_is_failing(const char *state)
{
    return strcmp(state, "failing") == 0 || strcmp(state, "held") == 0;
}

static void judge_stages(const struct message_activity_known *activity, struct checks *checks)
{
    for (size_t i = 0; i < activity->stages_count; i++) {
        const struct item_stage_status *stage = &activity->stages[i];
        bool is_failing = doctor_is_failing(stage->state);
        if (!is_failing && strcmp(stage->state, "hung") != 0)
            continue;
        checks_add(checks, "processes", is_failing ? CHECK_ERROR : CHECK_WARNING,
            "%s is %s, after %" PRId64 " restarts", stage->name, stage->state, stage->restarts);
        checks_blame(checks, "stage", is_failing ? EXIT_CODE_FAILURE : 0,
            "its last words are in the log: `cmsync config path` says where that is");
    }
    if (checks_find(checks, "processes") == NULL)
        checks_add(checks, "processes", CHECK_OK, "%zu of them work", activity->stages_count);
}

static void judge_sending(const struct message_run_known *run, struct checks *checks)
{
    if (run->is_paused) {
        checks_add(checks, "publishing", CHECK_INFO, "paused");
        checks_blame(checks, "paused", 0, "`cmsync resume` goes on");
    } else if (run->gate[0] != '\0' && strcmp(run->gate, "open") != 0) {
        checks_add(checks, "publishing", CHECK_WARNING, "nothing is sent: %s%s%s", run->gate,
            run->trouble[0] == '\0' ? "" : ": ", run->trouble);
        checks_blame(checks, "gate", 0, "what is below about Confluence says why");
    } else {
        checks_add(checks, "publishing", CHECK_OK,
            "%" PRId64 " pages; %" PRId64 " to send, %" PRId64 " wait for you, %" PRId64 " failed",
            run->pages, run->to_upload, run->held, run->failed);
    }
}

static void judge_service(const struct doctor_service *service, struct checks *checks)
{
    if (service->holder == NULL) {
        checks_add(checks, "supervisor", CHECK_INFO, "none runs for this folder");
        return;
    }
    checks_add(checks, "supervisor", CHECK_OK, "%s runs (pid %ld)", service->holder, service->pid);
    if (service->is_user_unit && !service->lingers) {
        checks_add(checks, "supervisor", CHECK_WARNING,
            "it is a service of your user, and ends when you log out");
        checks_blame(checks, "linger", 0, "`loginctl enable-linger` keeps it");
    }
    if (service->trouble != NULL) {
        checks_add(checks, "processes", CHECK_ERROR, "they cannot be asked: %s", service->trouble);
        checks_blame(checks, "store", EXIT_CODE_FAILURE,
            "see the log (`cmsync config path` says where it is), then `cmsync stop` and `cmsync "
            "start`");
        return;
    }
    if (service->activity != NULL)
        judge_stages(service->activity, checks);
    if (service->run != NULL)
        judge_sending(service->run, checks);
}

/* ---------------------------------------------------------------- all of it */

static void judge_network_settings(const struct doctor_facts *facts, struct checks *checks)
{
    checks_add(checks, "proxy", CHECK_OK, "%s", facts->proxy[0] == '\0' ? "none" : facts->proxy);
    if (facts->ca_file[0] == '\0')
        return;
    if (facts->ca_error == 0) {
        checks_add(checks, "certificates", CHECK_OK, "%s instead of the system's", facts->ca_file);
        return;
    }
    checks_add(checks, "certificates", CHECK_ERROR, "site.ca_file: %s: %s", facts->ca_file,
        strerror(facts->ca_error));
    checks_blame(checks, "ca-file", EXIT_CODE_USAGE,
        "name a readable file of PEM certificates, or leave site.ca_file out");
}

void doctor_judge_machine(const struct doctor_facts *facts, struct checks *checks)
{
    judge_run(facts, checks);
    judge_state(&facts->state, checks);
    judge_tree(&facts->tree, checks);
    if (facts->tree.error == NULL)
        judge_watching(facts, checks);
    judge_diagrams(facts, checks);
    judge_service(&facts->service, checks);
    judge_network_settings(facts, checks);
}

/* ---------------------------------------------------------------- safe to paste */

static const struct doctor_secret *find_secret(
    const char *at, const struct doctor_secret *secrets, size_t count)
{
    const struct doctor_secret *best = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(secrets[i].secret);
        if (strncasecmp(at, secrets[i].secret, length) == 0 &&
            (best == NULL || length > strlen(best->secret)))
            best = &secrets[i];
    }
    return best;
}

void doctor_redact(
    const char *text, const struct doctor_secret *secrets, size_t count, struct text *out)
{
    while (*text != '\0') {
        const struct doctor_secret *secret = find_secret(text, secrets, count);
        if (secret == NULL) {
            text_add_char(out, *text++);
            continue;
        }
        text_add_string(out, secret->instead);
        text += strlen(secret->secret);
    }
}
