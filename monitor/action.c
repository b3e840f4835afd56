/* SPDX-License-Identifier: MIT */
#include "monitor/action.h"

#include "monitor/act.h"

#include <string.h>

static const struct action table[] = {
    { "down", "j Down", "down", "next line", NULL, GROUP_MOVE, IN_ALL, act_down },
    { "up", "k Up", "up", "line before", NULL, GROUP_MOVE, IN_ALL, act_up },
    { "top", "g Home", "top", "first line", NULL, GROUP_MOVE, IN_ALL, act_top },
    { "bottom", "G End", "bottom", "last line", NULL, GROUP_MOVE, IN_ALL, act_bottom },
    { "half-page-down", "Ctrl-D", "half page", "half a page on", NULL, GROUP_MOVE, IN_ALL,
        act_half_page_down },
    { "half-page-up", "Ctrl-U", "half page", "half a page back", NULL, GROUP_MOVE, IN_ALL,
        act_half_page_up },
    { "page-down", "PgDn Ctrl-F", "page", "a page on", NULL, GROUP_MOVE, IN_ALL, act_page_down },
    { "page-up", "PgUp Ctrl-B", "page", "a page back", NULL, GROUP_MOVE, IN_ALL, act_page_up },
    { "next-screen", "Tab", "next", "next screen", NULL, GROUP_SCREEN, IN_ALL, act_next_screen },
    { "previous-screen", "Shift-Tab", "previous", "screen before", NULL, GROUP_SCREEN, IN_ALL,
        act_previous_screen },
    { "files", "1", "files", "every file and its state", "cmsync status", GROUP_SCREEN, IN_ALL,
        act_show_files },
    { "activity", "2", "activity", "how far it is, why it waits, what runs", "cmsync status",
        GROUP_SCREEN, IN_ALL, act_show_activity },
    { "log", "3 l", "log", "what happened", "cmsync tail", GROUP_SCREEN, IN_ALL, act_show_log },

    { "filter", "/ F4", "filter", "show only what fits (!not s:UE age:<1d re:X)",
        "cmsync status PATH", GROUP_FIND, IN(FILES) | IN(LOG) | IN(BUS), act_filter },
    { "sort", "s F6", "sort", "another order of the list", NULL, GROUP_FIND, IN(FILES), act_sort },
    { "next-needing", "]", "next", "next file that needs you", "cmsync status", GROUP_FIND,
        IN(FILES), act_next_needing },
    { "previous-needing", "[", "previous", "file before that needs you", "cmsync status",
        GROUP_FIND, IN(FILES), act_previous_needing },
    { "follow", "f", "follow", "follow what comes, or stand still", "cmsync tail", GROUP_FIND,
        IN(LOG), act_follow },
    { "level", "v", "level", "all, information, warnings, errors", "cmsync tail", GROUP_FIND,
        IN(LOG), act_level },
    { "source", "s", "source", "the lines of one process", "cmsync tail", GROUP_FIND, IN(LOG),
        act_source },
    { "copy-line", "y", "copy", "copy the line (OSC 52)", NULL, GROUP_FIND, IN(LOG),
        act_copy_line },

    { "details", "Enter", "details", "all about the selected file", "cmsync status PATH",
        GROUP_FILE, IN(FILES), act_details },
    { "mark", "Space", "mark", "mark, or take the mark off", NULL, GROUP_FILE, IN(FILES),
        act_mark },
    { "mark-all", "*", "mark all", "mark all that is shown", NULL, GROUP_FILE, IN(FILES),
        act_mark_all },
    { "unmark", "U", "unmark", "take all marks off", NULL, GROUP_FILE, IN(FILES), act_unmark },
    { "diff", "d", "diff", "what differs between file and page", "cmsync diff", GROUP_FILE,
        IN(FILES), act_diff },
    { "edit", "e", "edit", "edit the file in $EDITOR", NULL, GROUP_FILE, IN(FILES), act_edit },
    { "open", "o", "open", "open the page in a browser", NULL, GROUP_FILE, IN(FILES), act_open },
    { "copy", "y", "copy", "copy path or address (OSC 52)", NULL, GROUP_FILE, IN(FILES), act_copy },
    { "resolve", "c", "resolve", "decide a conflict, a taken title", "cmsync resolve", GROUP_FILE,
        IN(FILES), act_resolve },
    { "delete", "D F8 Delete", "delete", "decide a deletion (asks)", "cmsync confirm", GROUP_FILE,
        IN(FILES), act_delete },
    { "restore", "u", "restore", "bring a page back from the trash (asks)", "cmsync restore",
        GROUP_FILE, IN(FILES), act_restore },
    { "confirm", "", "confirm", "decide a deletion (asks)", "cmsync confirm", GROUP_FILE, IN(FILES),
        act_delete },
    { "reject", "", "reject", "decide a deletion (asks)", "cmsync reject", GROUP_FILE, IN(FILES),
        act_delete },
    { "back", "Esc", "back", "back; filter off", NULL, GROUP_FIND, IN_ALL, act_back },

    { "pause", "P F9", "pause", "pause or resume publishing", "cmsync pause", GROUP_CONTROL, IN_ALL,
        act_pause },
    { "resume", "", "resume", "publish again", "cmsync resume", GROUP_CONTROL, IN_ALL, act_resume },
    { "rescan", "r F5", "rescan", "look at the whole folder again", "cmsync rescan", GROUP_CONTROL,
        IN_ALL, act_rescan },
    { "retry", "x", "retry", "try again what failed", "cmsync retry", GROUP_CONTROL, IN_ALL,
        act_retry },
    { "faster", "+", "faster", "one more page at the same time", "cmsync scale", GROUP_CONTROL,
        IN(FILES) | IN(ACTIVITY), act_faster },
    { "slower", "-", "slower", "one page less at the same time", "cmsync scale", GROUP_CONTROL,
        IN(FILES) | IN(ACTIVITY), act_slower },
    { "scale", "", "scale", "send so many pages at the same time", "cmsync scale", GROUP_CONTROL,
        IN_ALL, act_scale },
    { "restart", "", "restart", "end one process and start it again", "cmsync restart",
        GROUP_CONTROL, IN_ALL, act_restart },
    { "start", "", "start", "start in the background", "cmsync start", GROUP_CONTROL, IN_ALL,
        act_start },
    { "start-now", "s", "start", "start in the background", "cmsync start", GROUP_CONTROL, IN(IDLE),
        act_start },
    { "stop", "S", "stop", "stop everything (asks)", "cmsync stop", GROUP_CONTROL, IN_ALL,
        act_stop },

    { "settings", "4 F2", "settings", "every setting and where it comes from", "cmsync config show",
        GROUP_SCREEN, IN_ALL, act_show_settings },
    { "bus", "5", "bus", "what the processes tell each other", "cmsync tail", GROUP_SCREEN, IN_ALL,
        act_show_bus },
    { "palette", ":", "command", "type what to do, by its name", "cmsync help", GROUP_SCREEN,
        IN_ALL, act_palette },
    { "hold", "Space f", "hold", "let messages pass, or show them again", NULL, GROUP_CONTROL,
        IN(BUS), act_hold },
    { "set", "Enter e", "edit", "type another value", "cmsync config set KEY VALUE", GROUP_CONTROL,
        IN(SETTINGS), act_set },
    { "change", "Space", "change", "the next value of a choice", "cmsync config set KEY VALUE",
        GROUP_CONTROL, IN(SETTINGS), act_change },
    { "undo-change", "u", "undo", "take back what is not written", NULL, GROUP_CONTROL,
        IN(SETTINGS), act_undo_change },
    { "unset", "Delete", "unset", "take it out of the file; the default counts",
        "cmsync config unset KEY", GROUP_CONTROL, IN(SETTINGS), act_unset },
    { "difference", "d", "diff", "what would be written", NULL, GROUP_CONTROL,
        IN(SETTINGS) | IN(WELCOME), act_difference },
    { "write", "w", "write", "write the changes into the file (asks)",
        "cmsync config set KEY VALUE", GROUP_CONTROL, IN(SETTINGS) | IN(WELCOME), act_write },
    { "reload", "R", "reload", "make what runs read configuration and token again", "cmsync reload",
        GROUP_CONTROL, IN_ALL, act_reload },
    { "say", "Enter", "say it", "say what is selected", "cmsync init", GROUP_CONTROL, IN(WELCOME),
        act_say },
    { "start-first", "s", "start", "write it down and start in the background", "cmsync start",
        GROUP_CONTROL, IN(WELCOME), act_start_first },
    { "try-again", "n", "try again", "read the token again and try", "cmsync reload; cmsync retry",
        GROUP_CONTROL, IN(SIGNIN), act_try_again },
    { "token-page", "o", "token page", "open the page where tokens are made", NULL, GROUP_CONTROL,
        IN(SIGNIN), act_token_page },

    { "help", "? F1", "help", "the keys of this screen", "cmsync help", GROUP_SCREEN, IN_ALL,
        act_help },
    { "redraw", "Ctrl-L", "redraw", "draw the screen anew", NULL, GROUP_SCREEN, IN_ALL,
        act_redraw },
    { "suspend", "Ctrl-Z", "suspend", "back to the shell; fg comes back", NULL, GROUP_SCREEN,
        IN_ALL, act_suspend },
    { "detach", "q F10 Ctrl-C", "detach", "leave; publishing goes on", NULL, GROUP_SCREEN, IN_ALL,
        act_detach },
};

enum { COUNT = sizeof table / sizeof table[0] };
_Static_assert((int)COUNT <= (int)ACTION_MOST, "keymap has room for every action");

const struct action *action_at(size_t i)
{
    return i < COUNT ? &table[i] : NULL;
}

const struct action *action_find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    }
    return NULL;
}

size_t action_index(const struct action *action)
{
    return (size_t)(action - table);
}

const char *action_group_title(enum action_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_FILE] = "Act on the selected or marked files",
        [GROUP_FIND] = "Find",
        [GROUP_CONTROL] = "Control",
        [GROUP_SCREEN] = "Screens",
        [GROUP_MOVE] = "Move",
    };
    return titles[group];
}
