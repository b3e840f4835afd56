/* SPDX-License-Identifier: MIT */
#include "watcher/revision.h"

#include <stddef.h>

#include <git2.h>

void revision_find(const char *root, char revision[REVISION_BYTES])
{
    git_repository *repository = NULL;
    git_oid commit;
    revision[0] = '\0';
    git_libgit2_init();
    if (git_repository_open_ext(&repository, root, 0, NULL) == 0 &&
        git_reference_name_to_id(&commit, repository, "HEAD") == 0)
        git_oid_tostr(revision, REVISION_BYTES, &commit);
    git_repository_free(repository);
    git_libgit2_shutdown();
}
