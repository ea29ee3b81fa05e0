/* SPDX-License-Identifier: MIT */
/*
 * mail_index.h - which mail a line of a client's log speaks of.  Pure.
 *
 * Recipients, host names and addresses belong to one case each (no two cases
 * share any), so a line belongs to the mail whose name it holds, however the
 * client formats its log.  The envelope sender does not count, although it
 * carries the number of its mail: the client writes it also where it speaks
 * of the bounce that it sends there.
 */
#ifndef HARNESS_RUN_MAIL_INDEX_H
#define HARNESS_RUN_MAIL_INDEX_H

#include <stdbool.h>

struct mail_index;

struct mail_index *mail_index_new(void);
void mail_index_free(struct mail_index *);

/*
 * A name of n mails with consecutive numbers; a host of a case has several if
 * the case has.  A name that is added again with others is no evidence for
 * any of them, and is dropped.
 */
void mail_index_add(struct mail_index *, const char *name, int first, int n);

struct mail_range {
	int first, n;
};

/*
 * True: the line holds the name of a mail; of several names the one that fits
 * the fewest mails counts, of those the first.
 */
bool mail_index_find(
    const struct mail_index *, const char *line, struct mail_range *);

#endif
