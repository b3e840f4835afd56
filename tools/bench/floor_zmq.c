/* SPDX-License-Identifier: MIT */
/* usage: floor_zmq SOCKET-FILE ROUNDS BYTES: REQ/REP over ipc between two processes. Prints round
   trips a second. */
#include "tools/bench/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zmq.h>

static _Noreturn void answer(const char *address)
{
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_REP);
    if (zmq_bind(socket, address) < 0)
        give_up(address);
    for (char buffer[65536];;) {
        int size = zmq_recv(socket, buffer, sizeof buffer, 0);
        if (size < 0 || zmq_send(socket, buffer, (size_t)size, 0) < 0)
            _exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    char address[128];
    snprintf(address, sizeof address, "ipc://%s", argv[1]);
    long rounds = strtol(argv[2], NULL, 10);
    size_t bytes = (size_t)strtol(argv[3], NULL, 10);
    pid_t child = fork();
    if (child == 0)
        answer(address);
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_REQ);
    char buffer[65536] = { 0 };
    zmq_connect(socket, address);
    zmq_send(socket, buffer, bytes, 0);
    zmq_recv(socket, buffer, sizeof buffer, 0);
    double start = clock_ms();
    for (long i = 0; i < rounds; i++) {
        if (zmq_send(socket, buffer, bytes, 0) < 0 ||
            zmq_recv(socket, buffer, sizeof buffer, 0) < 0)
            give_up("zmq");
    }
    printf("%.0f\n", (double)rounds * 1e3 / (clock_ms() - start));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
