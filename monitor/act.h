/* SPDX-License-Identifier: MIT */
/* What the actions of the table do, by file: act_move.c, act_control.c ... */
#ifndef CMSYNC_MONITOR_ACT_H
#define CMSYNC_MONITOR_ACT_H

#include "monitor/action.h"

/* act_move.c */
action_do act_down, act_up, act_top, act_bottom, act_half_page_down, act_half_page_up,
    act_page_down, act_page_up, act_back;

/* act_screen.c */
action_do act_next_screen, act_previous_screen, act_show_files, act_show_activity, act_show_log,
    act_help, act_redraw, act_suspend, act_detach;

/* act_control.c */
action_do act_pause, act_resume, act_rescan, act_retry, act_start, act_stop, act_faster, act_slower,
    act_scale, act_restart;

/* act_file.c */
action_do act_details, act_mark, act_mark_all, act_unmark, act_next_needing, act_previous_needing,
    act_edit, act_open, act_copy, act_sort;

/* act_log.c */
action_do act_follow, act_level, act_source, act_copy_line;

/* filter.c, resolve.c, deletion.c */
action_do act_filter, act_resolve, act_diff, act_restore, act_delete;

/* act_settings.c */
action_do act_show_settings, act_set, act_change, act_undo_change, act_unset, act_difference,
    act_write, act_reload;

/* view_bus.c, view_welcome.c, view_signin.c, palette.c */
action_do act_show_bus, act_hold, act_say, act_start_first, act_try_again, act_token_page,
    act_palette;

#endif
