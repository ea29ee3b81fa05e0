/* SPDX-License-Identifier: MIT */
/*
 * case_check.h - do the recipes and personas of a case mean something?
 *
 * The loader knows which words there are; whether a certificate or a server
 * can be made from them is known only to those who make them.
 */
#ifndef HARNESS_PLAN_CASE_CHECK_H
#define HARNESS_PLAN_CASE_CHECK_H

#include "harness/plan/case.h"
#include "harness/plan/complaint.h"

void case_check(const struct case_def *, struct complaints *);

#endif
