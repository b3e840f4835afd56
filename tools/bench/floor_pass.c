/* SPDX-License-Identifier: MIT */
/* usage: floor_pass FOLDER DATABASE: walk, read, SHA-256, md4c-html, one transaction of upserts; of
   pictures the SHA-256 alone. Prints milliseconds, files and peak KiB. */
#include "tools/bench/clock.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <md4c-html.h>
#include <openssl/evp.h>
#include <sqlite3.h>

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
};

static sqlite3_stmt *upsert;
static struct buffer html;
static struct buffer content;
static long files;

static void reserve(struct buffer *buffer, size_t more)
{
    if (buffer->length + more <= buffer->capacity)
        return;
    buffer->capacity = (buffer->length + more) * 2;
    buffer->data = realloc(buffer->data, buffer->capacity);
    if (buffer->data == NULL)
        give_up("realloc");
}

static void take_html(const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct buffer *buffer = context;
    reserve(buffer, size);
    memcpy(buffer->data + buffer->length, text, size);
    buffer->length += size;
}

static void read_file(const char *path, size_t size)
{
    content.length = 0;
    reserve(&content, size + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        give_up(path);
    for (ssize_t got;
         (got = read(fd, content.data + content.length, size + 1 - content.length)) > 0;)
        content.length += (size_t)got;
    close(fd);
}

static void store(const char *path, const struct stat *status, const unsigned char *digest)
{
    sqlite3_bind_text(upsert, 1, path, -1, SQLITE_STATIC);
    sqlite3_bind_int64(upsert, 2, status->st_size);
    sqlite3_bind_int64(upsert, 3, status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec);
    sqlite3_bind_blob(upsert, 4, digest, 32, SQLITE_STATIC);
    sqlite3_bind_blob(upsert, 5, html.data, (int)html.length, SQLITE_STATIC);
    if (sqlite3_step(upsert) != SQLITE_DONE)
        give_up("sqlite3_step");
    sqlite3_reset(upsert);
}

static bool ends_in(const char *path, const char *const *extensions)
{
    size_t length = strlen(path);
    for (; *extensions != NULL; extensions++) {
        size_t size = strlen(*extensions);
        if (length >= size && strcasecmp(path + length - size, *extensions) == 0)
            return true;
    }
    return false;
}

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)where;
    static const char *const pages[] = { ".md", NULL };
    static const char *const pictures[] = { ".png", ".jpg", ".jpeg", ".gif", ".svg", NULL };
    bool is_page = ends_in(path, pages);
    if (kind != FTW_F || (!is_page && !ends_in(path, pictures)))
        return 0;
    read_file(path, (size_t)status->st_size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_Digest(content.data, content.length, digest, NULL, EVP_sha256(), NULL);
    html.length = 0;
    if (is_page && md_html(content.data, (MD_SIZE)content.length, take_html, &html,
                       MD_DIALECT_GITHUB, MD_HTML_FLAG_XHTML) != 0)
        give_up(path);
    store(path, status, digest);
    files++;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    double start = clock_ms();
    sqlite3 *database = NULL;
    if (sqlite3_open(argv[2], &database) != SQLITE_OK)
        give_up(argv[2]);
    sqlite3_exec(database,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE pages(path TEXT PRIMARY KEY, size, modified, digest, html) WITHOUT ROWID;"
        "BEGIN",
        NULL, NULL, NULL);
    sqlite3_prepare_v2(
        database, "INSERT OR REPLACE INTO pages VALUES(?,?,?,?,?)", -1, &upsert, NULL);
    if (nftw(argv[1], visit, 64, FTW_PHYS) != 0)
        give_up(argv[1]);
    sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    sqlite3_finalize(upsert);
    sqlite3_close(database);
    free(html.data);
    free(content.data);
    printf("%.3f %ld %ld\n", clock_ms() - start, files, clock_peak_kib());
    return 0;
}
