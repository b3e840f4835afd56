/* SPDX-License-Identifier: MIT */
/*
 * Our answers against recorded ones: each member that was recorded must be there with its type
 * (null fits everything). Where the recording is complete, each of ours must be recorded, too, or
 * be one of `also`. The recordings are found through CMSYNC_FACTS; the first test does without
 * them.
 */
#include "tests/unit/sandbox/answers.h"

/* Members that newer answers have and the fully recorded ones lack. */
static const char *const also[] = { "ownerId", "lastOwnerId", "edituiv2", "ncsStepVersion", "base",
    "context", "email", "profilePicture", "isExternalCollaborator", "_expandable", "alias", "roles",
    "mediaTypeDescription", "comment", "fileId", "collectionName", "metadata", "_links", "version",
    "start", "limit", "size", "editui", "extensions", "restrictions", "childTypes",
    "schedulePublishInfo", "schedulePublishDate", "position", "spaceOwnerId", "label", "message",
    "minorEdit", "relevantViewRestrictions" };

/* Recorded members that say nothing about pages, or come only with a longer list. */
static const char *const left_out[] = { "locale", "isGuest", "accountStatus", "next", "when" };

/* Where both kinds were seen: a status as text, a position as number. */
static bool has_two_kinds(const char *path)
{
    return strstr(path, "errors.status") || strstr(path, "extensions.position");
}

static bool is_among(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, list[i]) == 0)
            return true;
    }
    return false;
}

static bool same_kind(const json_t *a, const json_t *b)
{
    if (json_is_null(a) || json_is_null(b) || json_typeof(a) == json_typeof(b))
        return true;
    return (json_is_boolean(a) && json_is_boolean(b)) || (json_is_number(a) && json_is_number(b));
}

static int complaints;
static bool is_complete; /* the recording is: nothing of ours may be more */

static void compare(const char *path, const json_t *recorded, const json_t *ours);

static void compare_members(const char *path, json_t *recorded, json_t *ours)
{
    const char *name;
    json_t *value;
    json_object_foreach(recorded, name, value)
    {
        char below[1024];
        json_t *own = json_object_get(ours, name);
        snprintf(below, sizeof below, "%s.%s", path, name);
        if (own)
            compare(below, value, own);
        else if (!strstr(path, "_expandable") &&
                 !is_among(name, left_out, sizeof left_out / sizeof *left_out)) {
            print_error("%s: recorded, but not ours\n", below);
            complaints++;
        }
    }
    json_object_foreach(ours, name, value)
    {
        if (is_complete && !json_object_get(recorded, name) &&
            !is_among(name, also, sizeof also / sizeof *also)) {
            print_error("%s.%s: ours, but not recorded\n", path, name);
            complaints++;
        }
    }
}

static void compare(const char *path, const json_t *recorded, const json_t *ours)
{
    if (!same_kind(recorded, ours) && !has_two_kinds(path)) {
        print_error("%s: another type than recorded\n", path);
        complaints++;
    } else if (json_is_object(recorded) && json_is_object(ours)) {
        compare_members(path, (json_t *)(uintptr_t)recorded, (json_t *)(uintptr_t)ours);
    } else if (json_array_size(recorded) && json_array_size(ours)) {
        compare(path, json_array_get(recorded, 0), json_array_get(ours, 0));
    }
}

struct exemplar {
    const char *fixture;
    const char *method;
    const char *target; /* %A and %B: pages, %S: the space, %P: a property, %F: a file */
    const char *body;
};

#define BODY "\"body\":{\"representation\":\"storage\",\"value\":\"<p>x</p>\"}"

static const struct exemplar cloud[] = {
    { "cloud-tenant-info-200", "GET", "/_edge/tenant_info", NULL },
    { "cloud-v2-page-get-200", "GET", "/wiki/api/v2/pages/%B?body-format=storage", NULL },
    { "cloud-v2-404-page", "GET", "/wiki/api/v2/pages/999", NULL },
    { "cloud-v2-ancestors-200", "GET", "/wiki/api/v2/pages/%B/ancestors", NULL },
    { "cloud-v2-attachment-get-200", "GET", "/wiki/api/v2/attachments/%F", NULL },
    { "cloud-v2-attachments-list-200", "GET", "/wiki/api/v2/pages/%A/attachments", NULL },
    { "cloud-v2-descendants-200", "GET", "/wiki/api/v2/pages/%A/descendants", NULL },
    { "cloud-v2-direct-children-200", "GET", "/wiki/api/v2/pages/%A/direct-children", NULL },
    { "cloud-v2-labels-list-200", "GET", "/wiki/api/v2/pages/%A/labels", NULL },
    { "cloud-v2-pages-by-title-200", "GET", "/wiki/api/v2/spaces/%S/pages?title=Alpha", NULL },
    { "cloud-v2-pages-list-200-next", "GET", "/wiki/api/v2/spaces/%S/pages?limit=1", NULL },
    { "cloud-v2-pages-list-item-200", "GET", "/wiki/api/v2/spaces/%S/pages?depth=all", NULL },
    { "cloud-v2-properties-list-200", "GET", "/wiki/api/v2/pages/%A/properties", NULL },
    { "cloud-v2-space-get-200", "GET", "/wiki/api/v2/spaces/%S", NULL },
    { "cloud-v2-spaces-by-key-200", "GET", "/wiki/api/v2/spaces?keys=demo", NULL },
    { "cloud-v2-page-create-200", "POST", "/wiki/api/v2/pages",
        "{\"spaceId\":\"%S\",\"title\":\"New\"," BODY "}" },
    { "cloud-v2-page-create-400-duplicate-title", "POST", "/wiki/api/v2/pages",
        "{\"spaceId\":\"%S\",\"title\":\"NEW\"," BODY "}" },
    { "cloud-v2-page-update-409-version", "PUT", "/wiki/api/v2/pages/%A",
        "{\"id\":\"%A\",\"status\":\"current\",\"title\":\"Alpha\",\"version\":{\"number\":7}," BODY
        "}" },
    { "cloud-v2-page-update-200", "PUT", "/wiki/api/v2/pages/%A",
        "{\"id\":\"%A\",\"status\":\"current\",\"title\":\"Alpha\",\"version\":{\"number\":2}," BODY
        "}" },
    { "cloud-v2-property-create-200", "POST", "/wiki/api/v2/pages/%A/properties",
        "{\"key\":\"k\",\"value\":\"v\"}" },
    { "cloud-v2-property-create-409-exists", "POST", "/wiki/api/v2/pages/%A/properties",
        "{\"key\":\"k\",\"value\":\"v\"}" },
    { "cloud-v2-property-update-200", "PUT", "/wiki/api/v2/pages/%A/properties/%P",
        "{\"key\":\"p\",\"value\":\"w\",\"version\":{\"number\":2}}" },
    { "cloud-v1-move-200", "PUT", "/wiki/rest/api/content/%B/move/append/%A", NULL },
    { "cloud-v1-restriction-200", "GET", "/wiki/rest/api/content/%A/restriction", NULL },
    { "cloud-v1-user-current-200", "GET", "/wiki/rest/api/user/current", NULL },
    { "cloud-v1-labels-get-200", "GET", "/wiki/rest/api/content/%A/label", NULL },
    { "cloud-v1-label-400-parse", "POST", "/wiki/rest/api/content/%A/label", "[{}]" },
    { "cloud-v1-spaces-200", "GET", "/wiki/rest/api/space", NULL },
    { "cloud-v1-search-200", "GET", "/wiki/rest/api/search?cql=type%3Dpage", NULL },
    { "cloud-v1-content-get-200", "GET",
        "/wiki/rest/api/content/%A?expand=body.storage,version,space,children.attachment", NULL },
    { "cloud-v1-content-get-404", "GET", "/wiki/rest/api/content/999", NULL },
    { "cloud-v1-content-create-200", "POST", "/wiki/rest/api/content",
        "{\"type\":\"page\",\"title\":\"v1\",\"space\":{\"key\":\"DEMO\"},\"body\":{\"storage\":{"
        "\"representation\":\"storage\",\"value\":\"x\"}}}" },
    { "cloud-v1-content-create-400-duplicate-title", "POST", "/wiki/rest/api/content",
        "{\"type\":\"page\",\"title\":\"V1\",\"space\":{\"key\":\"DEMO\"}}" },
    { "cloud-v1-content-409-version", "PUT", "/wiki/rest/api/content/%A",
        "{\"type\":\"page\",\"title\":\"Alpha\",\"version\":{\"number\":1}}" },
    { "cloud-v1-content-400-xhtml", "PUT", "/wiki/rest/api/content/%A",
        "{\"type\":\"page\",\"title\":\"Alpha\",\"version\":{\"number\":3},\"body\":{\"storage\":{"
        "\"value\":\"<p>This page was built with "
        "Terraform<p>\",\"representation\":\"storage\"}}}" },
};

static const struct exemplar datacenter[] = {
    { "dc-user-current-200", "GET", "/confluence/rest/api/user/current", NULL },
    { "dc-content-404", "GET", "/confluence/rest/api/content/999", NULL },
    { "dc-space-404", "GET", "/confluence/rest/api/content?spaceKey=x&title=none", NULL },
    { "dc-content-by-title-200-empty", "GET",
        "/confluence/rest/api/content?spaceKey=DEMO&title=none", NULL },
    { "dc-content-children-200-nopos", "GET", "/confluence/rest/api/content/%A/child/page", NULL },
    { "dc-content-list-ancestors-200", "GET",
        "/confluence/rest/api/content?spaceKey=DEMO&type=page&expand=ancestors", NULL },
    { "dc-content-get-200", "GET",
        "/confluence/rest/api/content/%A?expand=body.storage,version,space,ancestors,history",
        NULL },
    { "dc-attachment-get-200", "GET", "/confluence/rest/api/content/%F?expand=version,container",
        NULL },
    { "dc-content-create-400-duplicate-title", "POST", "/confluence/rest/api/content",
        "{\"type\":\"page\",\"title\":\"ALPHA\",\"space\":{\"key\":\"DEMO\"}}" },
    { "dc-content-update-409-version", "PUT", "/confluence/rest/api/content/%A",
        "{\"type\":\"page\",\"title\":\"Alpha\",\"version\":{\"number\":1}}" },
    { "dc-content-400-xhtml-closetag", "PUT", "/confluence/rest/api/content/%A",
        "{\"type\":\"page\",\"title\":\"Alpha\",\"version\":{\"number\":2},\"body\":{\"storage\":{"
        "\"value\":\"<p>a<br></p>\",\"representation\":\"storage\"}}}" },
    { "dc-search-400-cql", "GET", "/confluence/rest/api/content/search?cql=invalid%20query", NULL },
};

struct ids {
    int64_t a;
    int64_t b;
    int64_t space;
    int64_t property;
    int64_t file;
};

/* The marks of an exemplar replaced by ids. */
static char *fill_in(const char *text, const struct ids *ids)
{
    struct text out = text_new(ASK_BYTES);
    for (; text && *text; text++) {
        const char *mark = *text == '%' ? strchr("ABSPF", text[1]) : NULL;
        const int64_t values[] = { ids->a, ids->b, ids->space, ids->property, ids->file };
        if (mark && *mark) {
            text_add_format(&out, "%lld", (long long)values[mark - strchr("ABSPF", 'A')]);
            text++;
        } else {
            text_add_char(&out, *text);
        }
    }
    return text_take(&out);
}

static int64_t id_of(struct asked *asked, const char *path)
{
    const char *text = ask_text(asked, path);
    int64_t id = strtoll(text + (strncmp(text, "att", 3) == 0 ? 3 : 0), NULL, 10);
    ask_free(asked);
    return id;
}

static struct ids prepare(struct sandbox *sandbox)
{
    const char *base = sandbox->options.context;
    struct ids ids = { .space = sandbox->wiki->spaces[0]->id };
    char parent[64] = "";
    for (int i = 0; i < 2; i++) {
        struct asked made = ask(sandbox, "POST", form("%s/rest/api/content", base),
            form("{\"type\":\"page\",\"title\":\"%s\",\"space\":{\"key\":\"DEMO\"}%s}",
                i ? "Beta" : "Alpha", parent));
        assert_int_equal(made.status, 200);
        *(i ? &ids.b : &ids.a) = id_of(&made, "id");
        snprintf(parent, sizeof parent, ",\"ancestors\":[{\"id\":\"%lld\"}]", (long long)ids.a);
    }
    struct asked file = ask_upload(sandbox, "POST",
        form("%s/rest/api/content/%lld/child/attachment", base, (long long)ids.a), "a.png", "1");
    ids.file = id_of(&file, "results/0/id");
    struct asked property =
        ask(sandbox, "POST", form("%s/rest/api/content/%lld/property", base, (long long)ids.a),
            "{\"key\":\"p\",\"value\":1}");
    ids.property = id_of(&property, "id");
    assert_int_equal(
        ask_status(sandbox, "POST", form("%s/rest/api/content/%lld/label", base, (long long)ids.a),
            "[{\"prefix\":\"global\",\"name\":\"one\"}]"),
        200);
    sandbox->settings.search_lag_ms = 0;
    return ids;
}

static json_t *load(const char *fixture)
{
    const char *folder = getenv("CMSYNC_FACTS");
    json_t *json = json_load_file(form("%s/fixtures/%s.json", folder, fixture), 0, NULL);
    if (!json)
        fail_msg("no fixture %s", fixture);
    json_t *response = json_incref(json_object_get(json, "response"));
    const char *fidelity =
        json_string_value(json_object_get(json_object_get(json, "_fixture"), "fidelity"));
    is_complete = fidelity && strcmp(fidelity, "recorded") == 0;
    json_decref(json);
    return response;
}

static void compare_all(enum edition edition, const struct exemplar *list, size_t count)
{
    struct sandbox *sandbox = ask_open(edition, NULL);
    struct ids ids = prepare(sandbox);
    complaints = 0;
    for (size_t i = 0; i < count; i++) {
        char *target = fill_in(list[i].target, &ids);
        char *body = fill_in(list[i].body, &ids);
        struct asked asked = ask(sandbox, list[i].method, target, list[i].body ? body : NULL);
        json_t *response = load(list[i].fixture);
        if (asked.status != json_integer_value(json_object_get(response, "status"))) {
            print_error("%s: status %d: %s\n", list[i].fixture, asked.status, asked.text);
            complaints++;
        } else {
            compare(list[i].fixture, json_object_get(response, "body"), asked.json);
        }
        json_decref(response);
        ask_free(&asked);
        free(target);
        free(body);
    }
    sandbox_free(&sandbox);
    assert_int_equal(complaints, 0);
}

static void cloud_answers_have_the_recorded_shape(void **state)
{
    (void)state;
    if (!getenv("CMSYNC_FACTS")) {
        print_message("CMSYNC_FACTS is not set: nothing to compare with\n");
        skip();
    }
    compare_all(EDITION_CLOUD, cloud, sizeof cloud / sizeof *cloud);
}

static void datacenter_answers_have_the_recorded_shape(void **state)
{
    (void)state;
    if (!getenv("CMSYNC_FACTS")) {
        print_message("CMSYNC_FACTS is not set: nothing to compare with\n");
        skip();
    }
    compare_all(EDITION_DATACENTER, datacenter, sizeof datacenter / sizeof *datacenter);
}

/* What clients read, with its type: s text, i number, o object, a array, n null, b switch. */
static const struct {
    enum edition edition;
    const char *target;
    const char *members;
} essential[] = {
    { EDITION_CLOUD, "/wiki/api/v2/pages/%B?body-format=storage",
        "id:s status:s title:s spaceId:s parentId:s parentType:s position:i authorId:s "
        "createdAt:s version/number:i version/message:s version/minorEdit:b "
        "body/storage/value:s body/storage/representation:s _links/webui:s _links/base:s" },
    { EDITION_CLOUD, "/wiki/api/v2/pages?title=alpha&space-id=%S",
        "results/0/id:s results/0/body:o results/0/version/number:i _links/base:s" },
    { EDITION_CLOUD, "/wiki/api/v2/spaces?keys=DEMO",
        "results/0/id:s results/0/key:s results/0/homepageId:s results/0/name:s" },
    { EDITION_CLOUD, "/wiki/api/v2/pages/%A/attachments",
        "results/0/id:s results/0/title:s results/0/fileSize:i results/0/version/number:i "
        "results/0/comment:s results/0/downloadLink:s results/0/mediaType:s results/0/fileId:s" },
    { EDITION_CLOUD, "/wiki/api/v2/pages/%A/labels",
        "results/0/id:s results/0/name:s results/0/prefix:s" },
    { EDITION_DATACENTER, "/confluence/rest/api/content/%B?expand=body.storage,version,ancestors",
        "id:s type:s status:s title:s version/number:i version/when:s version/by/username:s "
        "version/minorEdit:b ancestors/0/id:s body/storage/value:s _links/webui:s _links/base:s "
        "_links/context:s _links/self:s extensions/position:s" },
    { EDITION_DATACENTER, "/confluence/rest/api/content/%A/child/attachment?expand=version",
        "results/0/id:s results/0/title:s results/0/extensions/fileSize:i "
        "results/0/version/number:i results/0/_links/download:s start:i limit:i size:i" },
    { EDITION_DATACENTER, "/confluence/rest/api/space/demo",
        "id:i key:s name:s _expandable/homepage:s" },
};

static char kind_of(const json_t *json)
{
    if (!json)
        return '-';
    if (json_is_boolean(json))
        return 'b';
    static const char kinds[] = { [JSON_OBJECT] = 'o',
        [JSON_ARRAY] = 'a',
        [JSON_STRING] = 's',
        [JSON_INTEGER] = 'i',
        [JSON_REAL] = 'r',
        [JSON_NULL] = 'n' };
    return kinds[json_typeof(json)];
}

static void what_clients_read_is_there_with_its_type(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof essential / sizeof *essential; i++) {
        struct sandbox *sandbox = ask_open(essential[i].edition, NULL);
        struct ids ids = prepare(sandbox);
        char *target = fill_in(essential[i].target, &ids);
        struct asked asked = ask(sandbox, "GET", target, NULL);
        assert_int_equal(asked.status, 200);
        for (const char *p = essential[i].members; *p;) {
            char path[128];
            size_t length = strcspn(p, ":");
            snprintf(path, sizeof path, "%.*s", (int)length, p);
            char kind = kind_of(ask_at(&asked, path));
            if (kind != p[length + 1])
                fail_msg("%s: %s is `%c`: %s", target, path, kind, asked.text);
            p += length + 2;
            p += *p == ' ';
        }
        ask_free(&asked);
        free(target);
        sandbox_free(&sandbox);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_clients_read_is_there_with_its_type),
        cmocka_unit_test(cloud_answers_have_the_recorded_shape),
        cmocka_unit_test(datacenter_answers_have_the_recorded_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
