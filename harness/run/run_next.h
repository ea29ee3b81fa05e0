/* SPDX-License-Identifier: MIT */
/*
 * run_next.h - what to try after a run in which all was as expected.  Pure.
 */
#ifndef HARNESS_RUN_RUN_NEXT_H
#define HARNESS_RUN_RUN_NEXT_H

#include <stdbool.h>

#include "reports/report.h"

/* called: how badmx is called here.  builtin: no other client was judged. */
struct report_next *run_next(const char *called, bool builtin);
void run_next_free(struct report_next *);

#endif
