/* SPDX-License-Identifier: MIT */
/*
 * seal_user.h - accounts in a sealed lab, as useradd --system makes them.
 *
 * A name that the machine has keeps its ids.  New ids are taken below 1000,
 * and only such as exist in the lab's user namespace: where root is the only
 * one there, everybody is root.
 */
#ifndef HARNESS_LAB_SEAL_USER_H
#define HARNESS_LAB_SEAL_USER_H

#include "sim/base/err.h"

/* The account and the group of that name exist afterwards. */
MUST_USE bool seal_user_add(const char *name, struct err *);

#endif
