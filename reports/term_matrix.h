/* SPDX-License-Identifier: MIT */
/*
 * term_matrix.h - the table: a row for each case, a column for each policy.
 *
 * Rows are printed in the order of the plan, each as soon as all its cells
 * and all rows above it are known, so that the table grows while the run
 * goes on and still looks the same every time.
 *
 * Never wider than the terminal.  The words of the cells become shorter when
 * there are many columns; if even letters do not fit, each row turns into a
 * sentence.
 */
#ifndef REPORTS_TERM_MATRIX_H
#define REPORTS_TERM_MATRIX_H

#include "reports/report_kind.h"

struct term_matrix;

struct term_matrix *term_matrix_new(const struct report_format *);
void term_matrix_free(struct term_matrix *);

/* A result has come.  True if rows are ready to be printed. */
bool term_matrix_add(struct term_matrix *, size_t cell);
void term_matrix_print_ready(struct term_matrix *);

/* The rest, complete or not, and what the words and marks mean. */
void term_matrix_end(struct term_matrix *);

#endif
