/* SPDX-License-Identifier: MIT */
/*
 * suite_files.h - which files belong to a suite, and what is in them.
 *
 * The files that come with badmx lie in one folder, with cases/, standards/,
 * clients/ and tools/ in it.  It is the first of these that is there:
 *
 *	the folder that was asked for (--scenarios)
 *	./scenarios, if it holds cases/ and standards/
 *	$BADMX_DATA/scenarios
 *	the source tree, for a program that still lies in its build tree
 *	../share/badmx/scenarios beside the program
 *	the folder that badmx was configured to be installed in
 *
 * Then come the user's own: ./scenarios and ./clients, and the files and
 * folders that were given.  A file is read once, however often it is named.
 */
#ifndef HARNESS_PLAN_SUITE_FILES_H
#define HARNESS_PLAN_SUITE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/plan/case.h"
#include "harness/plan/complaint.h"
#include "sim/base/err.h"

struct suite_file {
	char *path;	/* as it is shown */
	char *absolute; /* what makes it the same file */
	char *text;	/* NUL-terminated beyond len */
	size_t len;
	enum origin origin;
};

struct suite_files {
	char *folder; /* where the shipped ones are */
	struct suite_file *list;
	size_t n;
	char *left_out; /* names, with commas between them; NULL: none */
	bool lenient;	/* as the options were */
};

struct suite_options {
	const char *scenarios;	  /* NULL: search */
	const char *const *given; /* files and folders; NULL: none */
	size_t n_given;
	bool lenient; /* a file of ./scenarios or ./clients may be wrong: it is
			 left out */
};

/*
 * False only if there are no shipped scenarios at all; a file that cannot be
 * read is a complaint.  To be cleared in any case.
 */
MUST_USE bool suite_files_read(struct suite_files *,
    const struct suite_options *, struct complaints *, struct err *);
void suite_files_clear(struct suite_files *);

/* Leaves out a file, if it is one of ./scenarios or ./clients. */
bool suite_files_drop(struct suite_files *, const char *path);

#endif
