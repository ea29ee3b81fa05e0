/* SPDX-License-Identifier: MIT */
/*
 * cell.h - outcomes, paths and cells in few letters.
 *
 * V U C D B are the outcomes; ">" in front of a path is the next MX, between
 * two letters it may be left out; "|" stands between alternatives.
 */
#ifndef TESTS_UNIT_HARNESS_CELL_H
#define TESTS_UNIT_HARNESS_CELL_H

#include <string.h>

#include <check.h>

#include "harness/plan/expectation.h"

static inline enum outcome
outcome_of_letter(char letter)
{
	static const char letters[] = "-VUCDB";
	const char *at = strchr(letters, letter);

	ck_assert_ptr_nonnull(at);
	return (enum outcome)(at - letters);
}

static inline struct outcome_path
path_of_letters(const char *text, size_t n)
{
	struct outcome_path path = {0};

	path.next_mx = n > 0 && text[0] == '>';
	for (size_t i = 0; i < n; i++)
		if (text[i] != '>')
			outcome_path_add(&path, outcome_of_letter(text[i]));
	return path;
}

static inline struct outcome_path
path_of(const char *text)
{
	return path_of_letters(text, strlen(text));
}

static inline struct expectation
cell_of(const char *text)
{
	struct expectation e = {.n = 0};
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '|')) {
		n = strcspn(text, "|");
		e.paths[e.n++] = path_of_letters(text, n);
	}
	return e;
}

#endif
