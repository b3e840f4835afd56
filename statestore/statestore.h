/* SPDX-License-Identifier: MIT */
#ifndef CMSYNC_STATESTORE_STATESTORE_H
#define CMSYNC_STATESTORE_STATESTORE_H

#include "bus/stage.h"

extern const struct stage statestore;

#endif
