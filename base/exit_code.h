/* SPDX-License-Identifier: MIT */
/*
 * Exit codes are a contract (cmsync help exit-codes): what each says, and which goes first. Those
 * of the stages are another one, with the supervisor (base/control.h).
 */
#ifndef CMSYNC_BASE_EXIT_CODE_H
#define CMSYNC_BASE_EXIT_CODE_H

/* CODE(name, number, meaning), in order of precedence: if several apply, the first is taken. */
#define EXIT_CODES(CODE)                                                                           \
    CODE(INTERRUPTED, 130, "interrupted (Ctrl-C)")                                                 \
    CODE(TERMINATED, 143, "told to end (SIGTERM)")                                                 \
    CODE(USAGE, 2, "usage or configuration")                                                       \
    CODE(SIGN_IN, 3, "sign-in or permission")                                                      \
    CODE(NOT_FOUND, 4, "not found (space, page, file)")                                            \
    CODE(LOCKED, 11, "another instance holds the lock")                                            \
    CODE(RATE_LIMIT, 6, "rate limited beyond the deadline")                                        \
    CODE(NETWORK, 5, "network or server")                                                          \
    CODE(SAFETY, 9, "refused by a safety limit, or deletions wait for you")                        \
    CODE(CONFLICT, 7, "conflict, title clash or adoption waits for you, or the plan is stale")     \
    CODE(SOME_FAILED, 10, "some files failed, the rest is done")                                   \
    CODE(FAILURE, 1, "other failure")                                                              \
    CODE(CHANGES, 8, "there are changes (only with `plan --exit-code`)")                           \
    CODE(DONE, 0, "done, or nothing to do")

enum exit_code {
#define EXIT_CODE_ENUM(name, number, meaning) EXIT_CODE_##name = (number),
    EXIT_CODES(EXIT_CODE_ENUM)
#undef EXIT_CODE_ENUM
};

/* Whichever of two codes goes first. A code that is none of ours counts as FAILURE. */
int exit_code_first(int a, int b);

#endif
