/* SPDX-License-Identifier: MIT */
#include "sandbox/access.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/unicode.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

enum { CREDENTIAL_BYTES = 4096 };

struct credentials {
    bool is_basic;
    bool is_bearer;
    char user[EXCHANGE_USER_BYTES];
    char secret[CREDENTIAL_BYTES];
};

static void decode_basic(const char *encoded, struct credentials *credentials)
{
    size_t size;
    char *plain = base64_decode(encoded, &size);
    char *colon = plain ? strchr(plain, ':') : NULL;
    if (colon) {
        *colon = '\0';
        credentials->is_basic = true;
        char *user = unicode_repaired(plain);
        snprintf(credentials->user, sizeof credentials->user, "%s", user);
        free(user);
        size_t whole = unicode_valid_length(credentials->user, strlen(credentials->user));
        credentials->user[whole] = '\0'; /* where it was cut */
        snprintf(credentials->secret, sizeof credentials->secret, "%s", colon + 1);
    }
    free(plain);
}

static void read_credentials(const struct request *request, struct credentials *credentials)
{
    const char *header = request_header(request, "Authorization");
    *credentials = (struct credentials){ 0 };
    if (strncasecmp(header, "Basic ", 6) == 0) {
        decode_basic(header + 6, credentials);
    } else if (strncasecmp(header, "Bearer ", 7) == 0) {
        credentials->is_bearer = true;
        snprintf(credentials->secret, sizeof credentials->secret, "%s", header + 7);
    }
}

void access_user(const struct request *request, char user[EXCHANGE_USER_BYTES])
{
    struct credentials credentials;
    read_credentials(request, &credentials);
    snprintf(user, EXCHANGE_USER_BYTES, "%s", credentials.user);
}

static bool are_right(const struct options *options, const struct credentials *credentials)
{
    if (!options->token)
        return true;
    if (strcmp(credentials->secret, options->token) != 0)
        return false;
    return credentials->is_bearer || !options->user ||
           strcmp(credentials->user, options->user) == 0;
}

static bool is_about_me(const struct exchange *exchange)
{
    return strcmp(exchange->path, "/rest/api/user/current") == 0;
}

static void refuse_on_cloud(struct exchange *exchange)
{
    if (error_is_v2(exchange))
        error_v2(exchange, 404, "NOT_FOUND", "Not Found");
    else
        error_v1(exchange, 403, NULL,
            is_about_me(exchange) ? "caller cannot access Confluence"
                                  : "Current user not permitted to use Confluence");
}

/* A token with scopes works on the gateway only. */
static bool check_on_cloud(struct exchange *exchange, const struct credentials *credentials)
{
    if (exchange->sandbox->settings.scoped_token && !exchange->is_gateway) {
        error_html(exchange->response, 401);
        return false;
    }
    bool right_way = credentials->is_bearer ? exchange->is_gateway : true;
    if (right_way && are_right(&exchange->sandbox->options, credentials))
        return true;
    refuse_on_cloud(exchange);
    return false;
}

static void reply_anonymous(struct exchange *exchange)
{
    exchange_reply(exchange, 200,
        json_pack("{s:s,s:{s:s,s:i,s:i,s:b},s:s}", "type", "anonymous", "profilePicture", "path",
            "/images/icons/profilepics/anonymous.svg", "width", 48, "height", 48, "isDefault", 1,
            "displayName", "Anonymous"));
}

/* Data Center takes a wrong bearer token for nobody's: nothing is there, nothing can be made. */
static void refuse_anonymous(struct exchange *exchange)
{
    const char *space = request_argument(exchange->request, "spaceKey");
    if (is_about_me(exchange))
        reply_anonymous(exchange);
    else if (strcmp(exchange->request->method, "POST") == 0)
        error_v1(exchange, 403, NULL, "Could not create content with type page");
    else if (space)
        error_no_space(exchange, space);
    else
        error_v1(exchange, 404, NULL, "No content found");
}

static bool check_on_datacenter(struct exchange *exchange, const struct credentials *credentials)
{
    if (are_right(&exchange->sandbox->options, credentials))
        return true;
    if (!credentials->is_basic) {
        exchange->is_anonymous = true;
        refuse_anonymous(exchange);
        return false;
    }
    response_set_html(exchange->response, 401,
        "<html><body><h1>Unauthorized (401)</h1><p>Basic Authentication Failure - Reason : "
        "AUTHENTICATED_FAILED</p></body></html>");
    response_add_header(exchange->response, "WWW-Authenticate", "Basic realm=\"protected-area\"");
    response_add_header(exchange->response, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return false;
}

static bool is_post_of_a_form(const struct exchange *exchange)
{
    const struct request *request = exchange->request;
    bool changes = strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0;
    return changes && request_is(request, "multipart/form-data");
}

static bool has_no_check(const struct request *request)
{
    const char *token = request_header(request, "X-Atlassian-Token");
    return strcasecmp(token, "no-check") == 0 || strcasecmp(token, "nocheck") == 0;
}

/* What another site could make a browser send. */
static bool check_forgery(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    bool is_post = strcmp(request->method, "POST") == 0;
    bool is_browser = strncmp(request_header(request, "User-Agent"), "Mozilla", 7) == 0;
    bool is_simple = request_is(request, "text/plain") ||
                     request_is(request, "application/x-www-form-urlencoded");
    bool is_action = strstr(exchange->path, ".action") != NULL;
    if ((is_post_of_a_form(exchange) || is_action) && !has_no_check(request)) {
        response_set(exchange->response, 403, "text/plain", "XSRF check failed", 17);
        return false;
    }
    if (!exchange_is_cloud(exchange) && is_post && (is_browser || (is_simple && !is_action))) {
        response_set_html(exchange->response, 403,
            "<html><head><title>XSRF check failed</title></head><body>XSRF check failed</body>"
            "</html>");
        return false;
    }
    return true;
}

static void add_number(struct response *response, const char *name, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    response_add_header(response, name, text);
}

/* A token bucket. False after a 429. */
static bool check_rate(struct exchange *exchange)
{
    struct sandbox *sandbox = exchange->sandbox;
    int64_t limit = sandbox->settings.rate_limit;
    int64_t interval_ms = sandbox->settings.rate_interval_s * 1000;
    int64_t now = clock_now_ms();
    if (!limit || !interval_ms)
        return true;
    if (sandbox->rate_filled_ms == 0 || now - sandbox->rate_filled_ms >= interval_ms) {
        sandbox->rate_filled_ms = now;
        sandbox->rate_tokens = limit;
    }
    if (sandbox->rate_tokens > 0) {
        sandbox->rate_tokens--;
        return true;
    }
    response_set_empty(exchange->response, 429);
    add_number(exchange->response, "Retry-After",
        (interval_ms - (now - sandbox->rate_filled_ms)) / 1000 + 1);
    return false;
}

/* Data Center tells on each answer how much is left; Cloud too. */
void access_add_headers(struct exchange *exchange)
{
    struct sandbox *sandbox = exchange->sandbox;
    struct response *response = exchange->response;
    if (!sandbox->settings.rate_limit)
        return;
    add_number(response, "X-RateLimit-Limit", sandbox->settings.rate_limit);
    add_number(response, "X-RateLimit-Remaining", sandbox->rate_tokens);
    if (exchange_is_cloud(exchange))
        return;
    add_number(response, "X-RateLimit-Interval-Seconds", sandbox->settings.rate_interval_s);
    add_number(response, "X-RateLimit-FillRate", sandbox->settings.rate_limit);
    if (response->status != 429)
        add_number(response, "Retry-After", 0);
}

bool access_check(struct exchange *exchange)
{
    struct credentials credentials;
    const struct options *options = &exchange->sandbox->options;
    read_credentials(exchange->request, &credentials);
    exchange->is_bearer = credentials.is_bearer;
    const char *user = *credentials.user ? credentials.user
                       : options->user   ? options->user
                                         : "sandbox";
    snprintf(exchange->user, sizeof exchange->user, "%s", user);
    bool is_allowed = exchange_is_cloud(exchange) ? check_on_cloud(exchange, &credentials)
                                                  : check_on_datacenter(exchange, &credentials);
    if (!is_allowed)
        return false;
    return check_rate(exchange) && check_forgery(exchange);
}
