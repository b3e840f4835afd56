/* SPDX-License-Identifier: MIT */
/* cmsync-sandbox: a Confluence on this computer, for demo, preview and tests. */
#include "base/log.h"
#include "sandbox/options.h"
#include "sandbox/server.h"

int main(int argc, char **argv)
{
    struct options options;
    log_set_name("sandbox");
    enum options_result result = options_parse(&options, argc, argv);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_WRONG ? 2 : 0;
    struct sandbox *sandbox = sandbox_new(&options);
    int status = server_run(sandbox) < 0 ? 1 : 0;
    sandbox_free(&sandbox);
    return status;
}
