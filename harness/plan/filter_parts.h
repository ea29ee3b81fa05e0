/* SPDX-License-Identifier: MIT */
/* filter_parts.h - a parsed filter, for those who read and explain it. */
#ifndef HARNESS_PLAN_FILTER_PARTS_H
#define HARNESS_PLAN_FILTER_PARTS_H

#include <stdbool.h>
#include <stddef.h>

enum filter_about {
	ABOUT_ANY, /* a case or a tag */
	ABOUT_CASE,
	ABOUT_POLICY,
	ABOUT_TAG,
	ABOUT_REASON,
	ABOUT_TABLE
};

struct filter_atom {
	enum filter_about about;
	bool inverted;
	char *glob;
	char *policy; /* behind a "/"; NULL: none */
	size_t term;  /* atoms of one term are alternatives */
};

struct filter {
	struct filter_atom *atoms;
	size_t n, terms;
};

#endif
