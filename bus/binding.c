/* SPDX-License-Identifier: MIT */
#include "bus/binding.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "bus/messages.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <czmq.h>

static int bind_it(struct binding *binding)
{
    char address[ENDPOINT_BYTES];
    if (endpoint_address(binding->run_folder, binding->name, address) < 0 ||
        endpoint_check_free(binding->run_folder, binding->name) < 0)
        return -1;
    mode_t before = umask(0177);
    int bound = zsock_bind(binding->socket, "%s", address);
    umask(before);
    if (bound < 0)
        log_error("cannot bind %s: %s", address, zmq_strerror(zmq_errno()));
    return bound < 0 ? -1 : 0;
}

int binding_open(struct binding *binding, const char *run_folder, const char *name, int type)
{
    *binding = (struct binding){ .run_folder = memory_copy_text(run_folder), .name = name };
    zsock_t *socket = zsock_new(type);
    if (socket == NULL)
        fatal("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    zsock_set_linger(socket, 1000);
    zsock_set_handshake_ivl(socket, 2000);
    zsock_set_maxmsgsize(
        socket, type == ZMQ_ROUTER ? MESSAGE_MAX_BYTES + 1024 : MESSAGE_EVENT_MAX_BYTES);
    int uid = (int)getuid();
    zmq_setsockopt(zsock_resolve(socket), ZMQ_IPC_FILTER_UID, &uid, sizeof uid);
    binding->socket = socket;
    if (bind_it(binding) == 0)
        return 0;
    binding_close(binding);
    return -1;
}

void binding_close(struct binding *binding)
{
    zsock_destroy(&binding->socket);
    memory_free(&binding->run_folder);
}

static bool is_there(const struct binding *binding)
{
    char *path = path_join(binding->run_folder, binding->name);
    struct stat found;
    bool is_gone = lstat(path, &found) < 0 && (errno == ENOENT || errno == ENOTDIR);
    memory_free(&path);
    return !is_gone;
}

/* A folder of ours: of any other the next bind says what is wrong with it. */
static bool is_open_to_others(const char *folder)
{
    struct stat found;
    return lstat(folder, &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == geteuid() &&
           (found.st_mode & 077) != 0;
}

/* Binds anew; each failure doubles the time until the next try, up to a minute. */
static void bind_again(struct binding *binding)
{
    enum { DOUBLINGS_MOST = 6 };
    if (binding->rest > 0) {
        binding->rest--;
        return;
    }
    binding->is_lost = endpoint_check_folder(binding->run_folder) < 0 || bind_it(binding) < 0;
    binding->failures = binding->is_lost ? binding->failures + 1 : 0;
    if (binding->is_lost)
        binding->rest =
            1U << (binding->failures < DOUBLINGS_MOST ? binding->failures : DOUBLINGS_MOST);
}

void binding_look_after(struct binding *binding)
{
    if (binding->socket == NULL)
        return;
    if (is_open_to_others(binding->run_folder) && endpoint_check_folder(binding->run_folder) == 0)
        log_warning("somebody opened %s to others: it is private again", binding->run_folder);
    if (!binding->is_lost && is_there(binding))
        return;
    /* libzmq lets go of an address in a thread of its own, and unlinks what is at its path then: so
       it is bound again a second later. */
    if (!binding->is_lost) {
        char address[ENDPOINT_BYTES];
        log_warning("somebody removed %s/%s: it is made again", binding->run_folder, binding->name);
        if (endpoint_address(binding->run_folder, binding->name, address) == 0)
            (void)zsock_unbind(binding->socket, "%s", address);
        binding->is_lost = true;
    } else {
        bind_again(binding);
    }
}
