/* SPDX-License-Identifier: MIT */
/*
 * spawn.h - the client's commands, run from the event loop.
 *
 * A command starts in a clean environment (PATH HOME LANG TZ and what its
 * options add), in a process group of its own, with pipes for input and
 * output.  Lines, and the end, come as callbacks; nothing here blocks.
 *
 * There is one spawner a process.  It reaps every child, also the orphans
 * that process 1 of a lab is given; nobody else may call waitpid(2).
 *
 * Ownership: the spawner owns its commands.  One that is still running when
 * it is freed is killed with its whole process group.  A callback may free
 * the spawn it is about, but not the spawner.  After on_exit a spawn is only
 * kept for its output, until spawn_free() or spawner_free().
 *
 * A command that cannot be started ends like in a shell: code 127 or 126, a
 * sentence on its standard error.
 */
#ifndef HARNESS_LAB_SPAWN_H
#define HARNESS_LAB_SPAWN_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

#include "sim/base/err.h"

struct event_base;
struct spawn;
struct spawner;

#define SPAWN_PATH \
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define SPAWN_LINE_MAX	  16384 /* a longer line comes in pieces */
#define SPAWN_OUTPUT_KEPT 131072

enum spawn_stream {
	SPAWN_STDOUT,
	SPAWN_STDERR,
};

/* How it ended. */
struct spawn_end {
	int code;   /* exit status, or -1 if a signal ended it */
	int signal; /* or 0 */
	bool timed_out;
};

/* Without the line end; valid during the call. */
typedef void spawn_line_cb(
    struct spawn *, enum spawn_stream, const char *line, size_t len, void *arg);
/*
 * Comes once, when all output written by the command has been told.  Lines
 * after it are from a daemon that the command left behind.
 */
typedef void spawn_exit_cb(struct spawn *, const struct spawn_end *, void *arg);

/* Borrowed during the call.  Either argv or command. */
struct spawn_options {
	const char *const *argv; /* no shell; argv[0] is looked for in PATH */
	const char *command;	 /* for /bin/sh -c; see spawn_quote() */
	const char *const *env;	 /* "NAME=value", NULL at the end */
	const char *home;	 /* NULL: "/" */
	const char *directory;	 /* NULL: that of the spawner */
	const int *keep_fds;	 /* ends with -1: stay open, same numbers */
	size_t kept;		 /* bytes a stream; 0: SPAWN_OUTPUT_KEPT */
	int timeout_ms;		 /* 0: none.  Then SIGKILL for the group */
	spawn_line_cb *on_line;	 /* may be NULL */
	spawn_exit_cb *on_exit;	 /* may be NULL */
	void *arg;
};

/* Ignores SIGPIPE in this process from here on. */
MUST_USE struct spawner *spawner_new(struct event_base *, struct err *);
void spawner_free(struct spawner *);

MUST_USE struct spawn *spawn_start(
    struct spawner *, const struct spawn_options *, struct err *);
/* Hears of the end of a child that was forked elsewhere. */
struct spawn *spawn_watch(struct spawner *, pid_t, spawn_exit_cb *, void *arg);
void spawn_free(struct spawn *);

/* Queues bytes for standard input; written as the command reads them. */
void spawn_write(struct spawn *, const char *data, size_t len);
/* Standard input ends when what was queued is written. */
void spawn_close_input(struct spawn *);

/* To the whole process group; nothing once the command has ended. */
void spawn_signal(struct spawn *, int signal);

pid_t spawn_pid(const struct spawn *);
bool spawn_running(const struct spawn *);

/* Head and tail of what it wrote, with a note on the cut; allocated. */
char *spawn_output(const struct spawn *, enum spawn_stream);

/* One word for /bin/sh, allocated. */
char *spawn_quote(const char *);

/* Where a program would be found, allocated; NULL: nowhere. */
char *spawn_find(const char *program);
/* The same for a PATH of its own, folders with a colon between them. */
char *spawn_find_in(const char *folders, const char *program);

#endif
