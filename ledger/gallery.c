/* SPDX-License-Identifier: MIT */
#include "ledger/gallery.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "ledger/wanted.h"
#include "storage/drawing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_SECONDS = 30 * 24 * 3600 };

#define IN_GALLERY "folder = CAST('" DRAWING_FOLDER "' AS BLOB)"

int gallery_keep(const char *state, const struct item_drawing *drawing)
{
    const char *name = drawing_name(drawing->path);
    if (name == NULL || drawing->image.size == 0)
        return 0;
    char *folder = path_join(state, "drawings");
    char *file = drawing_file(state, name);
    int result = file_make_private_folder(folder);
    if (result == 0)
        result = file_write(file, drawing->image.data, drawing->image.size, 0600);
    if (result < 0)
        log_error("cannot write %s: %s", file, strerror(errno));
    memory_free(&file);
    memory_free(&folder);
    return result;
}

void gallery_take(struct ledger *ledger, const struct item_drawing *drawing)
{
    if (drawing_name(drawing->path) == NULL || drawing->digest.size != DIGEST_BYTES)
        return;
    int64_t number = ledger_next(ledger);
    struct query *q = query(ledger->database,
        "INSERT INTO entry(path, folder, kind, role, size, modified_ns, inode, device, seen, "
        "changed_ms, waiting_ms, is_used, made_from, digest, width, height) "
        "VALUES(?1, CAST('" DRAWING_FOLDER "' AS BLOB), 1, 0, ?2, 0, 0, 0, ?3, ?4, ?4, 1, ?3, ?5, "
        "?6, ?7) ON CONFLICT(path) DO UPDATE SET size = ?2, digest = ?5, width = ?6, height = ?7 "
        "WHERE digest IS NOT ?5");
    query_add_path(q, drawing->path);
    query_add_number(q, drawing->size);
    query_add_number(q, number);
    query_add_number(q, ledger->now_ms);
    query_add_blob(q, drawing->digest);
    query_add_number(q, drawing->width);
    query_add_number(q, drawing->height);
    if (query_run(q) == 0)
        return;
    q = query(ledger->database, "SELECT page FROM attachment WHERE path = ? AND is_wanted = 1");
    query_add_path(q, drawing->path);
    while (query_next(q))
        wanted_change(ledger, query_number(q, 0));
}

void gallery_doubt(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET made_from = 0 WHERE path = (SELECT source FROM page WHERE id = ?1) AND "
        "EXISTS(SELECT 1 FROM attachment a JOIN entry e ON e.path = a.path WHERE a.page = ?1 AND "
        "a.is_wanted = 1 AND e." IN_GALLERY ")");
    query_add_number(q, page);
    query_run(q);
}

static bool is_shown(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database, "SELECT 1 FROM attachment WHERE path = ? LIMIT 1");
    query_add_path(q, path);
    return query_single(q, 0) != 0;
}

static void sweep_file(struct ledger *ledger, int folder, const char *name, int64_t wall_ms)
{
    struct stat status;
    struct text path = text_new(PATH_MAX_BYTES);
    text_add_format(&path, DRAWING_FOLDER "/%s", name);
    bool is_old = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISREG(status.st_mode) && wall_ms / 1000 - status.st_mtime > KEPT_SECONDS;
    if (is_old && drawing_name(path.data) != NULL && !is_shown(ledger, path.data))
        (void)unlinkat(folder, name, 0); /* it stays a while longer then */
    text_free(&path);
}

void gallery_sweep(struct ledger *ledger, const char *state, int64_t wall_ms)
{
    query_run(query(ledger->database,
        "DELETE FROM entry WHERE " IN_GALLERY " AND path NOT IN (SELECT path FROM attachment)"));
    char *path = path_join(state, "drawings");
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        sweep_file(ledger, dirfd(folder), entry->d_name, wall_ms);
    if (folder != NULL)
        closedir(folder);
    memory_free(&path);
}
