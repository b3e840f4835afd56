/* SPDX-License-Identifier: MIT */
/* usage: floor_http URL REQUESTS PARALLEL BYTES: that many POSTs with libcurl alone, connections
   kept. Prints milliseconds. */
#include "tools/bench/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

static size_t drop(char *data, size_t size, size_t count, void *context)
{
    (void)data;
    (void)context;
    return size * count;
}

static CURL *new_transfer(const char *url, const char *body, long bytes)
{
    CURL *transfer = curl_easy_init();
    if (transfer == NULL)
        give_up("curl_easy_init");
    curl_easy_setopt(transfer, CURLOPT_URL, url);
    curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(transfer, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(transfer, CURLOPT_POSTFIELDSIZE, bytes);
    return transfer;
}

/* Takes finished transfers off and puts them on again while there is something left to send. */
static long turn_over(CURLM *all, long left)
{
    int waiting = 0;
    for (CURLMsg *done; (done = curl_multi_info_read(all, &waiting)) != NULL;) {
        CURL *transfer = done->easy_handle;
        if (done->data.result != CURLE_OK)
            give_up(curl_easy_strerror(done->data.result));
        curl_multi_remove_handle(all, transfer);
        if (left > 0) {
            left--;
            curl_multi_add_handle(all, transfer);
        }
    }
    return left;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    long requests = strtol(argv[2], NULL, 10);
    long parallel = strtol(argv[3], NULL, 10);
    long bytes = strtol(argv[4], NULL, 10);
    char *body = calloc(1, (size_t)bytes + 1);
    if (body == NULL)
        give_up("calloc");
    memset(body, 'x', (size_t)bytes);
    curl_global_init(CURL_GLOBAL_ALL);
    double start = clock_ms();
    CURLM *all = curl_multi_init();
    long left = requests;
    for (; parallel > 0 && left > 0; parallel--, left--)
        curl_multi_add_handle(all, new_transfer(argv[1], body, bytes));
    for (int running = 1; running > 0;) {
        curl_multi_perform(all, &running);
        long before = left;
        left = turn_over(all, left);
        if (left != before)
            running = 1;
        else if (running > 0)
            curl_multi_poll(all, NULL, 0, 1000, NULL);
    }
    printf("%.3f\n", clock_ms() - start);
    free(body);
    return 0;
}
