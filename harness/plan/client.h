/* SPDX-License-Identifier: MIT */
/*
 * client.h - a sender under test, as its client file describes it.  Pure.
 *
 * Ownership.  The struct owns copies of everything; lists end with NULL.
 */
#ifndef HARNESS_PLAN_CLIENT_H
#define HARNESS_PLAN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "sim/base/err.h"

enum client_send { CLIENT_SMTP, CLIENT_COMMAND, CLIENT_BATCH };
enum client_ready { READY_AT_ONCE, READY_TCP, READY_FILE, READY_DELAY };

struct client_file {
	char *path, *text;
	unsigned mode;
};

/* A line that matches the pattern ("*" stands for anything) says this. */
struct client_rule {
	char *pattern;
	char *word;   /* deliver, verified, unverified, defer, bounce */
	char *reason; /* NULL: none */
};

struct client_log {
	char *path; /* "stdout" and "stderr" are the started command's */
	struct client_rule *rules;
	size_t n;
};

struct client_policy {
	char *name;
	char *unsupported; /* why the client does not have it; NULL: it does */
	json_t *settings;  /* strings for ${...} */
};

struct client_def {
	char *name, *about, *version, *package;
	char **programs, **users, **isolation, **setup, **env; /* "A=b" */
	bool many_ids, virtual_clock;
	struct client_file *files;
	size_t n_files;
	char *start; /* NULL: nothing runs between the mails */
	enum client_ready ready;
	char *ready_at; /* address:port, path or span */
	enum client_send send;
	char *send_to; /* address:port or command */
	char *queue;   /* NULL: it cannot be asked */
	char **queue_patterns;
	char *retry, *stop, *nexthop; /* NULL: it cannot */
	struct client_log *logs;
	size_t n_logs;
	struct client_policy *policies;
	size_t n_policies;
	char *source_file;
	int source_line;
	int origin; /* enum origin of case.h */
};

MUST_USE struct client_def *client_parse(const json_t *, struct err *);
void client_free(struct client_def *);

/* The "files" of a client or a tool. */
struct client_file *client_files_parse(const json_t *, size_t *n);
void client_files_free(struct client_file *, size_t n);

/* NULL: the client file does not speak of that policy. */
const struct client_policy *client_policy(
    const struct client_def *, const char *name);
bool client_may_use(const struct client_def *, const char *isolation);

#endif
