/* SPDX-License-Identifier: MIT */
/* curses.h is seen by this file alone; its KEY_ names stay here, too. */
#include "monitor/screen.h"

#include "base/text.h"
#include "monitor/keymap.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>
#undef columns /* term.h has it as a macro */

enum { ESCAPE_MS = 25 };

/* Codes of our own, behind curses' last. */
enum { KEY_PASTE = KEY_MAX + 1, KEY_PASTE_END = KEY_MAX + 2 };

static bool is_open;
static bool is_utf8;
static struct screen_look wanted;
static SCREEN *terminal;
static attr_t attributes[STYLE_COUNT];

static bool is_given(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && *value != '\0';
}

/* Without a UTF-8 locale ncurses would show bytes; C.UTF-8 is always there. */
static void set_locale(void)
{
    setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static void set_styles(void)
{
    attributes[STYLE_BOLD] = A_BOLD;
    attributes[STYLE_DIM] = A_DIM;
    attributes[STYLE_SELECTED] = A_REVERSE;
    attributes[STYLE_BAD] = A_BOLD;
    if (wanted.is_mono || !has_colors() || start_color() == ERR || COLORS < 8)
        return;
    /* The terminal's own background stays. */
    use_default_colors();
    init_pair(1, COLOR_GREEN, -1);
    init_pair(2, COLOR_YELLOW, -1);
    init_pair(3, COLOR_RED, -1);
    /* A_DIM is invisible in some terminals; a middle grey is seen on light and on dark. */
    enum { MIDDLE_GREY = 244, COLOURS_WITH_GREYS = 256 };
    if (COLORS >= COLOURS_WITH_GREYS && init_pair(4, MIDDLE_GREY, -1) == OK)
        attributes[STYLE_DIM] = COLOR_PAIR(4);
    attributes[STYLE_GOOD] = COLOR_PAIR(1);
    attributes[STYLE_BUSY] = COLOR_PAIR(2);
    attributes[STYLE_BAD] = COLOR_PAIR(3) | A_BOLD;
}

/* A signal that ends the process: the terminal first, with what is safe in a handler. */
static void restore_and_die(int signal_number)
{
    static const char restore[] = "\033[?2004l\033[?1049l\033[?25h\033[0m\r\n";
    if (write(STDOUT_FILENO, restore, sizeof restore - 1) < 0)
        _exit(128 + signal_number);
    raise(signal_number); /* SA_RESETHAND: with its own effect this time */
}

static void catch_crashes(void)
{
    static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
    struct sigaction action = { .sa_handler = restore_and_die, .sa_flags = (int)SA_RESETHAND };
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        sigaction(crashes[i], &action, NULL);
}

/* Debian's base has no entry for many modern terminals, which all understand xterm's. */
static SCREEN *open_terminal(void)
{
    const char *name = getenv("TERM");
    int error = 0;
    if (name != NULL && setupterm(name, STDOUT_FILENO, &error) == OK) {
        del_curterm(cur_term); /* newterm() reads it again */
        return newterm(name, stdout, stdin);
    }
    static const char *const alike[] = { "kitty", "ghostty", "alacritty", "foot", "wezterm",
        "xterm", "tmux", "screen" };
    for (size_t i = 0; name != NULL && i < sizeof alike / sizeof alike[0]; i++) {
        if (strstr(name, alike[i]) == NULL)
            continue;
        fprintf(stderr,
            "note: no terminfo entry for %s, using xterm-256color "
            "(apt install ncurses-term)\n",
            name);
        return newterm("xterm-256color", stdout, stdin);
    }
    return NULL;
}

/* Terminals that know it tell when something is pasted; others ignore it. */
static void set_paste_marks(bool is_on)
{
    const char *sequence = is_on ? "\033[?2004h" : "\033[?2004l";
    if (write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
        return;
}

int screen_open(struct screen_look look)
{
    wanted = look;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        fputs("error: cmsync-monitor needs a terminal; "
              "use `cmsync tail` or `cmsync status --json`\n",
            stderr);
        return -1;
    }
    set_locale();
    if (!is_given("ESCDELAY"))
        set_escdelay(ESCAPE_MS);
    terminal = open_terminal();
    /* Absent is NULL, and -1 where the entry takes it back. */
    if (terminal == NULL || (intptr_t)tigetstr("cup") <= 0) {
        if (terminal != NULL)
            endwin();
        const char *name = getenv("TERM");
        fprintf(stderr, "error: the terminal `%s` cannot show the monitor; use `cmsync tail`\n",
            name == NULL ? "" : name);
        return -1;
    }
    is_open = true;
    atexit(screen_close);
    catch_crashes();
    raw(); /* Ctrl-C and Ctrl-Z are keys of the table */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_styles();
    define_key("\033[200~", KEY_PASTE);
    define_key("\033[201~", KEY_PASTE_END);
    set_paste_marks(true);
    return 0;
}

void screen_close(void)
{
    if (!is_open)
        return;
    is_open = false;
    set_paste_marks(false);
    endwin();
    delscreen(terminal);
    terminal = NULL;
}

void screen_size(int *rows, int *columns)
{
    *rows = LINES;
    *columns = COLS;
}

static const char *shown_text(const struct cell *cell)
{
    /* Lines of boxes and rules, all of them U+25xx. */
    bool is_line = strncmp(cell->text, "\xE2\x94", 2) == 0;
    if ((unsigned char)cell->text[0] < 0x80 || (is_utf8 && !(is_line && wanted.is_ascii)))
        return cell->text;
    if (!is_line)
        return "?";
    return strcmp(cell->text, "\u2500") == 0 ? "-" : strcmp(cell->text, "\u2502") == 0 ? "|" : "+";
}

void screen_show(const struct canvas *canvas)
{
    erase();
    for (int row = 0; row < canvas->rows && row < LINES; row++) {
        for (int column = 0; column < canvas->columns && column < COLS; column++) {
            const struct cell *cell = canvas_cell(canvas, row, column);
            if (cell->text[0] == '\0')
                continue;
            attrset((int)attributes[cell->style]);
            /* Writing the last cell of the screen is an error to curses, and done. */
            mvaddstr(row, column, shown_text(cell));
        }
    }
    move(canvas->cursor_row, canvas->cursor_column);
    refresh();
}

void screen_redraw(void)
{
    clearok(curscr, TRUE);
}

void screen_lend(void)
{
    def_prog_mode();
    set_paste_marks(false);
    endwin();
}

void screen_take_back(void)
{
    reset_prog_mode();
    set_paste_marks(true);
    clearok(curscr, TRUE);
    refresh();
}

void screen_suspend(void)
{
    screen_lend();
    raise(SIGSTOP);
    screen_take_back();
}

enum { COPY_BYTES = 74994 }; /* what xterm takes */

bool screen_copy(const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    if (length > COPY_BYTES)
        return false;
    struct text out = text_new(2 * COPY_BYTES);
    text_add_string(&out, "\033]52;c;");
    for (size_t i = 0; i < length; i += 3) {
        unsigned long bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (i + j < length ? (unsigned char)text[i + j] : 0UL);
        for (size_t j = 0; j < 4; j++)
            text_add_char(&out, (char)(i + j > length ? '=' : digits[bits >> (18 - 6 * j) & 0x3F]));
    }
    text_add_string(&out, "\a");
    bool is_sent = write(STDOUT_FILENO, out.data, out.length) == (ssize_t)out.length;
    text_free(&out);
    return is_sent;
}

static int named_key(wint_t key)
{
    switch (key) {
    case KEY_UP:
        return KEY_NAMED_UP;
    case KEY_DOWN:
        return KEY_NAMED_DOWN;
    case KEY_PPAGE:
        return KEY_NAMED_PAGE_UP;
    case KEY_NPAGE:
        return KEY_NAMED_PAGE_DOWN;
    case KEY_HOME:
        return KEY_NAMED_HOME;
    case KEY_END:
        return KEY_NAMED_END;
    case KEY_BACKSPACE:
        return KEY_NAMED_BACKSPACE;
    case KEY_RESIZE:
        return KEY_NAMED_RESIZE;
    case KEY_LEFT:
        return KEY_NAMED_LEFT;
    case KEY_RIGHT:
        return KEY_NAMED_RIGHT;
    case KEY_DC:
        return KEY_NAMED_DELETE;
    case KEY_PASTE:
        return KEY_NAMED_PASTE;
    case KEY_PASTE_END:
        return KEY_NAMED_PASTE_END;
    case KEY_BTAB:
        return KEY_NAMED_BACK_TAB;
    case KEY_ENTER:
        return KEYS_ENTER;
    default:
        if (key >= KEY_F(1) && key <= KEY_F(12))
            return KEY_NAMED_F1 + (int)(key - KEY_F(1));
        return KEY_NAMED; /* a key that does nothing */
    }
}

int screen_key(void)
{
    wint_t key = 0;
    int kind = get_wch(&key);
    if (kind == ERR)
        return 0;
    if (kind == KEY_CODE_YES)
        return named_key(key);
    if (key == 0x7F || key == 0x08)
        return KEY_NAMED_BACKSPACE;
    if (key == '\r')
        return KEYS_ENTER;
    return (int)key;
}

bool screen_is_gone(void)
{
    int waiting = 0;
    return ioctl(STDIN_FILENO, FIONREAD, &waiting) < 0 || waiting == 0;
}
