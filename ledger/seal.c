/* SPDX-License-Identifier: MIT */
#include "ledger/seal.h"

#include "base/file.h"
#include "base/hex.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL_FILE "seal"
#define LEDGER_PREFIX "ledger-"

enum { SEAL_BYTES = 4096 };

static const int64_t ns_per_ms = 1000000;
static const int64_t ns_per_s = 1000000000;

/* ---------------------------------------------------------------- the tree */

void seal_add(struct seal_tree *tree, const struct seal_entry *entry)
{
    const int64_t values[] = {
        entry->is_folder,
        entry->is_folder ? 0 : entry->size,
        entry->is_folder ? 0 : entry->modified_ns,
        entry->inode,
    };
    char data[sizeof values + PATH_MAX_BYTES];
    size_t length = strnlen(entry->path, PATH_MAX_BYTES);
    memcpy(data, values, sizeof values);
    memcpy(data + sizeof values, entry->path, length);
    struct digest digest = digest_of(data, sizeof values + length);
    uint64_t lanes[SEAL_LANES];
    memcpy(lanes, digest.bytes, sizeof lanes);
    for (size_t i = 0; i < SEAL_LANES; i++)
        tree->sum[i] += lanes[i];
    tree->count++;
}

bool seal_tree_equal(const struct seal_tree *a, const struct seal_tree *b)
{
    return a->count == b->count && memcmp(a->sum, b->sum, sizeof a->sum) == 0;
}

/* ---------------------------------------------------------------- as text */

static void print_values(const struct seal *seal, struct text *out)
{
    char settings[DIGEST_HEX_BYTES];
    digest_to_hex(&seal->settings, settings);
    const uint64_t *sum = seal->tree.sum;
    text_add_format(out, "cmsync.seal/1\nsettings %s\n", settings);
    text_add_format(out, "tree %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRId64 "\n",
        sum[0], sum[1], sum[2], sum[3], seal->tree.count);
    text_add_format(out, "pages %" PRId64 " %" PRId64 " %" PRId64 "\n", seal->pages,
        seal->unchanged, seal->warnings);
    text_add_format(out, "times %" PRId64 " %" PRId64 " %" PRId64 "\n", seal->seen_ms,
        seal->sealed_ms, seal->until_ms);
    const struct seal_file *ledger = &seal->ledger;
    text_add_format(out, "ledger %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n",
        ledger->name, ledger->device, ledger->inode, ledger->size, ledger->modified_ns,
        ledger->changed_ns);
}

void seal_print(const struct seal *seal, struct text *out)
{
    print_values(seal, out);
    struct digest digest = digest_of(out->data, out->length);
    char whole[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, whole);
    text_add_format(out, "whole %s\n", whole);
}

/* Where the reading is; once it is not good, it stays so. */
struct reader {
    const char *next;
    bool is_good;
};

static void read_words(struct reader *reader, const char *words)
{
    size_t length = strlen(words);
    reader->is_good = reader->is_good && strncmp(reader->next, words, length) == 0;
    reader->next += reader->is_good ? length : 0;
}

static uint64_t read_hex(struct reader *reader)
{
    char *end = NULL;
    uint64_t number = strtoull(reader->next, &end, 16);
    reader->is_good = reader->is_good && end != reader->next;
    reader->next = end;
    return number;
}

static int64_t read_number(struct reader *reader)
{
    char *end = NULL;
    int64_t number = strtoll(reader->next, &end, 10);
    reader->is_good = reader->is_good && end != reader->next;
    reader->next = end;
    return number;
}

static void read_digest(struct reader *reader, struct digest *digest)
{
    reader->is_good = reader->is_good && hex_read(reader->next, digest->bytes, DIGEST_BYTES);
    if (reader->is_good)
        reader->next += DIGEST_HEX_BYTES - 1;
}

static void read_file(struct reader *reader, struct seal_file *file)
{
    size_t length = strcspn(reader->next, " \n");
    reader->is_good = reader->is_good && length < sizeof file->name;
    if (!reader->is_good)
        return;
    memcpy(file->name, reader->next, length);
    file->name[length] = '\0';
    reader->next += length;
    file->device = read_number(reader);
    file->inode = read_number(reader);
    file->size = read_number(reader);
    file->modified_ns = read_number(reader);
    file->changed_ns = read_number(reader);
}

static bool read_values(struct seal *seal, const char *text)
{
    struct reader reader = { .next = text, .is_good = true };
    read_words(&reader, "cmsync.seal/1\nsettings ");
    read_digest(&reader, &seal->settings);
    read_words(&reader, "\ntree ");
    for (size_t i = 0; i < SEAL_LANES; i++)
        seal->tree.sum[i] = read_hex(&reader);
    seal->tree.count = read_number(&reader);
    read_words(&reader, "\npages ");
    seal->pages = read_number(&reader);
    seal->unchanged = read_number(&reader);
    seal->warnings = read_number(&reader);
    read_words(&reader, "\ntimes ");
    seal->seen_ms = read_number(&reader);
    seal->sealed_ms = read_number(&reader);
    seal->until_ms = read_number(&reader);
    read_words(&reader, "\nledger ");
    read_file(&reader, &seal->ledger);
    return reader.is_good;
}

/* What was read is what would be written: no byte is there that was not looked at. */
int seal_parse(struct seal *seal, const char *data, size_t size)
{
    *seal = (struct seal){ .pages = 0 };
    if (size >= SEAL_BYTES || memchr(data, '\0', size) != NULL)
        return -1;
    char *text = memory_copy_part(data, size);
    struct text again = text_new(SEAL_BYTES);
    int result = -1;
    if (read_values(seal, text)) {
        seal_print(seal, &again);
        bool is_same = again.length == size && memcmp(again.data, data, size) == 0;
        bool is_ledger = strncmp(seal->ledger.name, LEDGER_PREFIX, strlen(LEDGER_PREFIX)) == 0 &&
                         strchr(seal->ledger.name, '/') == NULL;
        result = is_same && is_ledger ? 0 : -1;
    }
    text_free(&again);
    memory_free(&text);
    return result;
}

/* ---------------------------------------------------------------- whether it holds */

static bool is_same_file(const struct seal_file *a, const struct seal_file *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns;
}

bool seal_holds(const struct seal *seal, const struct digest *settings,
    const struct seal_file *ledger, int64_t now_ms)
{
    return digest_equal(&seal->settings, settings) && is_same_file(&seal->ledger, ledger) &&
           now_ms >= seal->sealed_ms && (seal->until_ms < 0 || now_ms < seal->until_ms);
}

/* The kernel's own clock for files runs up to 10 ms behind; some file systems know seconds alone,
   or two of them. */
bool seal_covers(const struct seal *seal, int64_t changed_ns)
{
    enum { FINE_MS = 20, COARSE_MS = 2000 };
    int64_t margin_ms = changed_ns % ns_per_s == 0 ? COARSE_MS : FINE_MS;
    return changed_ns < (seal->seen_ms - margin_ms) * ns_per_ms;
}

/* ---------------------------------------------------------------- on the disk */

int seal_break(const char *state_folder)
{
    char *path = path_join(state_folder, SEAL_FILE);
    int result = unlink(path) < 0 && errno != ENOENT ? -1 : 0;
    memory_free(&path);
    return result;
}

static int64_t nanoseconds(const struct timespec *time)
{
    return (int64_t)time->tv_sec * ns_per_s + time->tv_nsec;
}

/* -1: it is not there, or there is a log beside it that it does not hold yet. */
static int look_at_ledger(int folder, const char *name, struct seal_file *ledger)
{
    struct stat status;
    char log[SEAL_NAME_BYTES + 8];
    snprintf(log, sizeof log, "%s-wal", name);
    if (fstatat(folder, log, &status, AT_SYMLINK_NOFOLLOW) == 0 ||
        fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode))
        return -1;
    *ledger = (struct seal_file){
        .device = (int64_t)status.st_dev,
        .inode = (int64_t)status.st_ino,
        .size = (int64_t)status.st_size,
        .modified_ns = nanoseconds(&status.st_mtim),
        .changed_ns = nanoseconds(&status.st_ctim),
    };
    snprintf(ledger->name, sizeof ledger->name, "%s", name);
    return 0;
}

static int open_folder(const char *state_folder)
{
    return open(state_folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int seal_leave(const char *state_folder, struct seal *seal)
{
    char name[SEAL_NAME_BYTES];
    snprintf(name, sizeof name, "%s", seal->ledger.name);
    int folder = open_folder(state_folder);
    if (folder < 0)
        return -1;
    int result = look_at_ledger(folder, name, &seal->ledger);
    close(folder);
    if (result < 0)
        return -1;
    struct text out = text_new(SEAL_BYTES);
    seal_print(seal, &out);
    char *path = path_join(state_folder, SEAL_FILE);
    result = file_write(path, out.data, out.length, 0600);
    memory_free(&path);
    text_free(&out);
    return result;
}

static bool is_private(int folder)
{
    struct stat status;
    return fstat(folder, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & 077) == 0;
}

int seal_read(const char *state_folder, struct seal *seal, struct seal_file *ledger)
{
    char *data = NULL;
    size_t size = 0;
    int folder = open_folder(state_folder);
    if (folder < 0)
        return -1;
    int result = -1;
    if (is_private(folder) && file_read(folder, SEAL_FILE, SEAL_BYTES, &data, &size) == FILE_OK &&
        seal_parse(seal, data, size) == 0)
        result = look_at_ledger(folder, seal->ledger.name, ledger);
    memory_free(&data);
    close(folder);
    return result;
}
