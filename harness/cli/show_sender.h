/* SPDX-License-Identifier: MIT */
/*
 * show_sender.h - the sender's own domain, explained: it belongs to no case,
 * but every name server of the world knows it.
 */
#ifndef HARNESS_CLI_SHOW_SENDER_H
#define HARNESS_CLI_SHOW_SENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/cli/show_domain.h"

/* Is it the domain, a name in it, or the address of one of them? */
bool show_is_sender(const char *name);

MUST_USE bool show_sender(FILE *, const struct show *, struct err *);

#endif
