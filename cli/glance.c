/* SPDX-License-Identifier: MIT */
#include "cli/glance.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/apply.h"
#include "cli/console.h"
#include "cli/holder.h"
#include "cli/token_look.h"
#include "config/fingerprint.h"
#include "watcher/scan.h"

#include <sys/file.h>
#include <unistd.h>

bool glance_may(const struct options *options)
{
    static const char *const more[] = { "help", "version", "adopt", "check-remote",
        "max-deletions" };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (options_has(options, more[i]))
            return false;
    return options->words.count == 1 && options_verbosity(options) == 0;
}

/* Else `apply` refuses: it would have to ask, and cannot. */
static bool may_publish(const struct options *options)
{
    return options_has(options, "yes") || (!options_has(options, "json") && console_can_ask());
}

/* No other instance works on the state folder, as far as can be told. */
static bool is_state_free(const struct config *config)
{
    struct holder holder;
    char *lock = path_join(config->state, "lock");
    bool can_look = access(lock, R_OK | W_OK) == 0;
    memory_free(&lock);
    return can_look && !holder_look(config->state, &holder);
}

/* The supervisor would find one, and needs it: without, `apply` ends with an error. */
static bool has_token(const struct config *config, const struct options *options)
{
    struct token_look look;
    token_look_take(&look, config, options);
    bool has_one = look.source != TOKEN_SOURCE_NONE && look.fault == NULL;
    token_look_free(&look);
    return has_one;
}

/* ---------------------------------------------------------------- the folder */

struct look {
    const struct seal *seal;
    struct seal_tree tree;
};

/* False once it is certain that there is more to do than to look. */
static bool take_entry(void *context, const char *path, const struct tree_values *values)
{
    struct look *look = context;
    const struct seal_entry entry = { path, values->is_folder, values->size, values->modified_ns,
        values->inode };
    seal_add(&look->tree, &entry);
    return look->tree.count <= look->seal->tree.count &&
           (values->is_folder || seal_covers(look->seal, values->changed_ns));
}

/* Nobody publishes the folder from another state folder. */
static bool is_free(int root_fd)
{
    if (flock(root_fd, LOCK_SH | LOCK_NB) < 0)
        return false;
    return flock(root_fd, LOCK_UN) == 0;
}

static bool is_as_sealed(
    const struct config *config, const struct ignore_matcher *matcher, const struct seal *seal)
{
    const struct config_list *patterns = &config->docs.ignore;
    struct look look = { .seal = seal };
    struct scan scan = { .taker = take_entry, .context = &look };
    scan.ignore = ignore_new(matcher, patterns->items, patterns->count);
    bool is_same = scan_open(&scan, config->docs.root) == 0 && is_free(scan.root_fd);
    if (is_same) {
        scan_walk(&scan, "");
        is_same = scan.is_complete && !scan.is_stopped && scan_has_root(&scan) &&
                  seal_tree_equal(&look.tree, &seal->tree);
    }
    ignore_free(&scan.ignore);
    scan_close(&scan);
    return is_same;
}

/* ---------------------------------------------------------------- both */

bool glance_take(const struct config *config, const struct options *options,
    const struct ignore_matcher *matcher, struct seal *seal)
{
    struct seal_file ledger;
    if (!glance_may(options) || !may_publish(options) ||
        seal_read(config->state, seal, &ledger) < 0)
        return false;
    struct digest settings = fingerprint_of_all(config);
    if (!seal_holds(seal, &settings, &ledger, clock_wall_ms()) || !has_token(config, options) ||
        !is_state_free(config))
        return false;
    return is_as_sealed(config, matcher, seal);
}

void glance_say(const struct seal *seal, const struct options *options, int64_t took_ms)
{
    const struct message_run_known known = {
        .pages = seal->pages, .unchanged = seal->unchanged, .warnings = seal->warnings
    };
    apply_say(&known, took_ms, options_has(options, "json"), true);
}
