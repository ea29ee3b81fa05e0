/* SPDX-License-Identifier: MIT */
/*
 * seal_etc.h - /etc of a lab: the machine's by links, the private ones ours.
 */
#ifndef HARNESS_LAB_SEAL_ETC_H
#define HARNESS_LAB_SEAL_ETC_H

#include "sim/base/err.h"

struct seal_options;

/* In the finished tree.  Also copies what a client root has for /etc, /var. */
MUST_USE bool seal_etc_fill(const struct seal_options *, struct err *);

#endif
