/* SPDX-License-Identifier: MIT */
#include "watcher/revision.h"

#include "base/memory.h"
#include "base/path.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <git2.h>

/* Whether `.git` is in it or above. Where it is not libgit2 is not asked: it reads the system's
   certificates as it starts, which takes longer than a scan. */
static bool is_in_work_tree(const char *root)
{
    char *folder = realpath(root, NULL);
    bool is_found = false;
    while (folder != NULL && folder[0] != '\0' && !is_found) {
        char *git = path_join(folder, ".git");
        char *above = path_folder(folder);
        is_found = access(git, F_OK) == 0;
        memory_free(&git);
        memory_free(&folder);
        folder = above;
    }
    memory_free(&folder);
    return is_found;
}

void revision_find(const char *root, char revision[REVISION_BYTES])
{
    git_repository *repository = NULL;
    git_oid commit;
    revision[0] = '\0';
    if (!is_in_work_tree(root))
        return;
    git_libgit2_init(); /* and never shut down: starting anew would cost as much again */
    if (git_repository_open_ext(&repository, root, 0, NULL) == 0 &&
        git_reference_name_to_id(&commit, repository, "HEAD") == 0)
        git_oid_tostr(revision, REVISION_BYTES, &commit);
    git_repository_free(repository);
}
