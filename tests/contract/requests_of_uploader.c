/* SPDX-License-Identifier: MIT */
/* Prints every request that the uploader can build, one JSON object a line. */
#include "uploader/confluence.h"
#include "uploader/lookup.h"
#include "uploader/showing.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

static const unsigned char body[] = "<p>x</p>";
static const struct call_file file = { .name = "a b.png",
    .comment = "cmsync 0123456789abcdef",
    .data = "x",
    .size = 1,
    .is_minor = true };

static json_t *parts_of(const struct call *call)
{
    if (!call_is_upload(call))
        return json_null();
    return json_pack("{s:s, s:s, s:s}", "file", "x", "minorEdit",
        call->file.is_minor ? "true" : "false", "comment", call->file.comment);
}

static void print(const char *edition, struct call *call)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "edition", edition, "operation",
        call->operation, "method", call->method, "target", call->target.data, "body",
        call->body.data, "is_impossible", call->is_impossible, "parts", parts_of(call));
    char *line = json_dumps(json, JSON_COMPACT);
    puts(line);
    json_decref(json);
    memory_free(&line);
    call_free(call);
}

static void print_lookups(
    const char *edition, const struct confluence *api, const struct site *site)
{
    struct call call;
    api->find_page(site, "A title", false, &call);
    print(edition, &call);
    api->find_page(site, "A title", true, &call);
    print(edition, &call);
    if (api->read_folder != NULL) {
        api->read_folder(site, "4096001", &call);
        print(edition, &call);
    }
}

static void print_pages(const char *edition, const struct confluence *api, const struct site *site)
{
    struct call call;
    struct confluence_page page = { .id = "4096001",
        .title = "A title",
        .parent_id = "98422",
        .body = { body, sizeof body - 1 },
        .version = 1,
        .message = "cmsync 0123456789abcdef",
        .is_minor = true };
    api->find_space(site, &call);
    print(edition, &call);
    if (api->read_mode != NULL) {
        api->read_mode(&call);
        print(edition, &call);
    }
    if (api->list_operations != NULL) {
        api->list_operations(site, &call);
        print(edition, &call);
    }
    api->read_page(site, page.id, &call);
    print(edition, &call);
    api->create_page(site, &page, &call);
    print(edition, &call);
    api->read_version(site, page.id, 3, &call);
    print(edition, &call);
    api->find_children(site, page.id, "", &call);
    print(edition, &call);
    api->find_children(site, page.id, "100", &call);
    print(edition, &call);
    api->place_page(site, page.id, "4096002", true, &call);
    print(edition, &call);
    api->place_page(site, page.id, "4096002", false, &call);
    print(edition, &call);
    struct lookup_part part = { .ids = "4096001\n4096002", .start = 100, .cursor = "" };
    api->list_pages(site, &part, &call);
    print(edition, &call);
    part.cursor = "eyJpZCI6MX0=";
    api->list_pages(site, &part, &call);
    print(edition, &call);
    page.look = "wide v2";
    api->create_page(site, &page, &call);
    print(edition, &call);
    page.version = 2;
    api->restore_page(site, &page, &call);
    print(edition, &call);
    api->update_page(site, &page, &call);
    print(edition, &call);
    page.is_minor = false;
    page.title = "A \"b\" & c/d?e=f \xC3\xA9";
    api->update_page(site, &page, &call);
    print(edition, &call);
    api->find_page(site, page.title, false, &call);
    print(edition, &call);
    api->delete_page(site, page.id, &call);
    print(edition, &call);
    if (api->move_page != NULL) {
        api->move_page(site, page.id, page.parent_id, &call);
        print(edition, &call);
    }
}

static void print_files(const char *edition, const struct confluence *api, const struct site *site)
{
    struct call call;
    api->find_file(site, "4096001", file.name, &call);
    print(edition, &call);
    confluence_add_file("4096001", &file, &call);
    print(edition, &call);
    confluence_add_file_data("4096001", "att7", &file, &call);
    print(edition, &call);
    api->delete_file(site, "4096001", "77", &call);
    print(edition, &call);
}

static void print_rest(const char *edition, const struct confluence *api, const struct site *site)
{
    struct call call;
    struct remote_property property = {
        .id = "39911425", .key = "cmsync.manifest.0", .value = "{\"a\":1}", .version = 1
    };
    confluence_read_user(&call);
    print(edition, &call);
    if (api->find_person != NULL) {
        api->find_person("557058:729d7d63-8cef-41b4-86c9-d1d5d275dc91", &call);
        print(edition, &call);
    }
    confluence_add_labels("4096001", "one\ntwo", &call);
    print(edition, &call);
    confluence_remove_label("4096001", "one", &call);
    print(edition, &call);
    api->list_properties(site, "98422", "", &call);
    print(edition, &call);
    api->list_properties(site, "98422", "100", &call);
    print(edition, &call);
    api->list_space(site, true, "", &call);
    print(edition, &call);
    api->list_space(site, false, "100", &call);
    print(edition, &call);
    api->write_property(site, "98422", &property, &call);
    print(edition, &call);
    property.version = 2;
    api->write_property(site, "98422", &property, &call);
    print(edition, &call);
    api->delete_property(site, "98422", &property, &call);
    print(edition, &call);
    struct showing shown[SHOWING_MAX];
    size_t count = showing_of("wide v2", shown);
    for (size_t i = 0; i < count; i++) {
        property =
            (struct remote_property){ .key = shown[i].key, .value = shown[i].value, .version = 1 };
        api->write_property(site, "4096001", &property, &call);
        print(edition, &call);
    }
}

int main(void)
{
    static const struct site site = { .base = "https://example.atlassian.net/wiki",
        .api_url = "https://example.atlassian.net/wiki",
        .space_key = "DOCS",
        .space_id = "98309",
        .root_id = "98422",
        .account_id = "" };
    static const struct {
        const char *name;
        const struct confluence *api;
    } editions[] = { { "cloud", &confluence_cloud }, { "datacenter", &confluence_datacenter } };
    for (int i = 0; i < 2; i++) {
        print_pages(editions[i].name, editions[i].api, &site);
        print_lookups(editions[i].name, editions[i].api, &site);
        print_files(editions[i].name, editions[i].api, &site);
        print_rest(editions[i].name, editions[i].api, &site);
    }
    return 0;
}
