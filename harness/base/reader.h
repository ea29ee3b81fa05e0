/* SPDX-License-Identifier: MIT */
/*
 * reader.h - does anybody still read what is written?
 *
 * Who pipes into head(1) has seen enough: that is no fault, and nothing that
 * has to be said.
 */
#ifndef HARNESS_BASE_READER_H
#define HARNESS_BASE_READER_H

#include <stdbool.h>

/*
 * fd is a pipe or socket whose other end is closed.  False for all else, also
 * for a full disk: there somebody waits for the rest.
 */
bool reader_is_gone(int fd);

#endif
