/* SPDX-License-Identifier: MIT */
/*
 * seal_dev.h - /dev, /proc and /sys of a lab that is being built.
 *
 * /dev has no disks, and is writable so that somebody can listen on /dev/log.
 */
#ifndef HARNESS_LAB_SEAL_DEV_H
#define HARNESS_LAB_SEAL_DEV_H

#include <stdbool.h>

#include "sim/base/err.h"

/* real_root: the kernel's settings in /proc/sys must be protected from us. */
MUST_USE bool seal_dev_make(bool real_root, struct err *);

#endif
