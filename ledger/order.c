/* SPDX-License-Identifier: MIT */
#include "ledger/order.h"

#include "base/sequence.h"
#include "ledger/differences.h"
#include "ledger/front.h"
#include "ledger/wanted.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS_MOST = 15, GROUP_MOST = 20000 };

/* ---------------------------------------------------------------- the order that is wanted */

/* `-12`, whole. */
static bool read_number(const char *text, int64_t *number)
{
    size_t sign = text[0] == '-' || text[0] == '+';
    size_t digits = strspn(text + sign, "0123456789");
    if (digits == 0 || digits > DIGITS_MOST || text[sign + digits] != '\0')
        return false;
    *number = strtoll(text, NULL, 10);
    return true;
}

/* `02-setup.md`, `02_setup/`, `2. setup.md`, `2.md`; not `2nd.md`. */
static bool read_prefix(const char *path, int64_t *number)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    const char *name = path + start;
    size_t digits = strspn(name, "0123456789");
    if (digits == 0 || digits > DIGITS_MOST)
        return false;
    if (digits < end - start && strchr("-_. ", name[digits]) == NULL)
        return false;
    *number = strtoll(name, NULL, 10);
    return true;
}

struct order_key order_key_of(const char *path, const char *options)
{
    struct order_key key = { .path = path };
    char *value = front_read(options, "order");
    key.has_number =
        (value != NULL && read_number(value, &key.number)) || read_prefix(path, &key.number);
    memory_free(&value);
    return key;
}

int order_compare(const struct order_key *a, const struct order_key *b)
{
    if (a->has_number != b->has_number)
        return a->has_number ? -1 : 1;
    if (a->has_number && a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return strcmp(a->path, b->path);
}

/* ---------------------------------------------------------------- a group */

struct member {
    struct order_key key;
    int64_t page;
    int64_t place; /* 0: unknown */
    char *path;
    char *page_id;
    bool may_go; /* it may be given out with the group */
    bool is_due; /* it is, with a group that was found before */
};

struct group {
    struct member *members;
    size_t count;
};

static void group_free(struct group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        memory_free(&group->members[i].path);
        memory_free(&group->members[i].page_id);
    }
    memory_free(&group->members);
}

static int compare_members(const void *a, const void *b)
{
    return order_compare(&((const struct member *)a)->key, &((const struct member *)b)->key);
}

static int compare_places(const void *a, const void *b)
{
    int64_t left = ((const struct member *)a)->place;
    int64_t right = ((const struct member *)b)->place;
    return (left > right) - (left < right);
}

static void add_member(struct group *group, struct query *q)
{
    struct blob path = query_blob(q, 2);
    struct member member = {
        .page = query_number(q, 0),
        .page_id = memory_copy_text(query_text(q, 1)),
        .path = memory_copy_part((const char *)path.data, path.size),
        .place = query_number(q, 4),
        .may_go = query_number(q, 5) != 0,
        .is_due = query_number(q, 6) != 0,
    };
    member.key = order_key_of(member.path, query_text(q, 3));
    group->members = memory_grow(group->members, group->count + 1, sizeof *group->members);
    group->members[group->count++] = member;
}

/* The pages that stand below the parent (0: the root page) and should, in the order wanted. */
static void find_group(struct ledger *ledger, int64_t parent, struct group *group)
{
    *group = (struct group){ NULL, 0 };
    struct query *q = query(ledger->database, "SELECT page_id FROM page WHERE id = ?");
    query_add_number(q, parent);
    char *parent_id = parent == 0 ? differences_site_value(ledger, "root_id") : NULL;
    char *known_id = query_single_text(q);
    if (parent_id == NULL)
        parent_id = known_id;
    else
        memory_free(&known_id);
    q = query(ledger->database,
        "SELECT id, page_id, path, options, place, hold IS NULL AND error IS NULL AND "
        "is_skipped = 0 AND title IS NOT NULL, arranges = 1 AND wanted <> known FROM page WHERE "
        "parent IS nullif(?1, 0) AND is_present = 1 AND page_id IS NOT NULL AND "
        "known_parent_id = ?2 AND hold IS NOT 'gone' LIMIT ?3");
    query_add_number(q, parent);
    query_add_text(q, parent_id == NULL ? "" : parent_id);
    query_add_number(q, GROUP_MOST);
    while (query_next(q))
        add_member(group, q);
    memory_free(&parent_id);
    if (group->count > 1)
        qsort(group->members, group->count, sizeof *group->members, compare_members);
}

static size_t count_moves(const struct group *group)
{
    if (group->count < 2)
        return 0;
    int64_t *places = memory_new(group->count * sizeof *places);
    bool *stays = memory_new(group->count * sizeof *stays);
    bool is_known = true;
    for (size_t i = 0; i < group->count; i++) {
        places[i] = group->members[i].place;
        is_known = is_known && places[i] > 0;
    }
    size_t moves = group->count - sequence_keep(places, group->count, stays);
    memory_free(&places);
    memory_free(&stays);
    return moves == 0 && !is_known ? 1 : moves;
}

/* ---------------------------------------------------------------- review */

static void review_group(struct ledger *ledger, int64_t parent)
{
    struct group group;
    int64_t page = 0;
    find_group(ledger, parent, &group);
    if (count_moves(&group) > 0) {
        for (size_t i = 0; i < group.count && page >= 0; i++) {
            if (group.members[i].is_due)
                page = -1; /* out, or it waits for its next try */
            else if (group.members[i].may_go && page == 0)
                page = group.members[i].page;
        }
    }
    group_free(&group);
    if (page <= 0)
        return;
    ledger_run(ledger, page, "UPDATE page SET arranges = 1 WHERE id = ?");
    wanted_change(ledger, page);
}

int64_t order_waits(const struct ledger *ledger)
{
    return ledger->settings.orders && ledger->has_order;
}

void order_review(struct ledger *ledger)
{
    int64_t *parents = NULL;
    size_t count = 0;
    if (ledger->settings.orders && ledger->has_order) {
        struct query *q = query(ledger->database,
            "SELECT coalesce(parent, 0) FROM page WHERE is_present = 1 AND page_id IS NOT NULL "
            "GROUP BY parent HAVING count(*) > 1");
        while (query_next(q)) {
            parents = memory_grow(parents, count + 1, sizeof *parents);
            parents[count++] = query_number(q, 0);
        }
    }
    for (size_t i = 0; i < count; i++)
        review_group(ledger, parents[i]);
    memory_free(&parents);
    ledger->has_order = false;
}

/* ---------------------------------------------------------------- what goes out and comes back */

static void print_ids(const struct group *group, bool is_known_only, struct text *out)
{
    for (size_t i = 0; out != NULL && i < group->count; i++)
        if (!is_known_only || group->members[i].place > 0)
            text_add_format(out, "%s%s", out->length > 0 ? "\n" : "", group->members[i].page_id);
}

size_t order_find(struct ledger *ledger, int64_t page, struct text *wanted, struct text *known)
{
    struct group group;
    struct query *q = query(ledger->database,
        "SELECT coalesce(parent, 0) FROM page WHERE id = ? AND arranges = 1 AND is_present = 1");
    query_add_number(q, page);
    int64_t parent = ledger->settings.orders ? query_single(q, -1) : -1;
    if (!ledger->settings.orders)
        query_done(q);
    if (parent < 0)
        return 0;
    find_group(ledger, parent, &group);
    size_t moves = count_moves(&group);
    if (moves > 0) {
        print_ids(&group, false, wanted);
        qsort(group.members, group.count, sizeof *group.members, compare_places);
        print_ids(&group, true, known);
    }
    group_free(&group);
    return moves;
}

void order_take(struct ledger *ledger, int64_t page, const char *ids)
{
    ledger_run(ledger, page,
        "UPDATE page SET place = 0 WHERE parent IS (SELECT parent FROM page WHERE id = ?)");
    int64_t place = 0;
    for (const char *line = ids; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        char *id = memory_copy_part(line, length);
        struct query *q = query(ledger->database, "UPDATE page SET place = ? WHERE page_id = ?");
        query_add_number(q, ++place);
        query_add_text(q, id);
        query_run(q);
        memory_free(&id);
        line += length + (line[length] == '\n');
    }
}
