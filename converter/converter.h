/* SPDX-License-Identifier: MIT */
/*
 * The stage that reads files: Markdown becomes pages, of everything else digest and size are
 * taken. It keeps nothing: what is to be done the store knows, as a difference.
 */
#ifndef CMSYNC_CONVERTER_CONVERTER_H
#define CMSYNC_CONVERTER_CONVERTER_H

#include "bus/stage.h"

extern const struct stage converter;

#endif
