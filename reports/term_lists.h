/* SPDX-License-Identifier: MIT */
/*
 * term_lists.h - what differs, what was accepted, what was left out.
 *
 * One list for each kind of result, the worst first.  A difference comes
 * with everything that is needed to look into it: the sentence, the rule,
 * where the table says so, the transcript and the command that repeats it.
 */
#ifndef REPORTS_TERM_LISTS_H
#define REPORTS_TERM_LISTS_H

#include "reports/report_kind.h"

void term_lists_print(const struct report_format *);

#endif
