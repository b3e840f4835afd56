/* SPDX-License-Identifier: MIT */
/* The files of this folder that are part of the program (made by embed.cmake). */
#ifndef CMSYNC_SANDBOX_WEB_EMBEDDED_H
#define CMSYNC_SANDBOX_WEB_EMBEDDED_H

extern const char embedded_style_sheet[];
extern const char embedded_css[];

#endif
