/* SPDX-License-Identifier: MIT */
/*
 * lab_wire.h - what a lab tells its supervisor: JSON objects, one a line.
 *
 *   {"say":"up", "hosts":214, ...}            the world is up
 *   {"say":"client", "version":"3.7.11"}      the client is ready
 *   {"say":"cell", ...}                       one result (lab_judge.c)
 *   {"say":"fault", "text":"...", "kind":N}   the lab can not go on
 *   {"say":"alive"}                           heartbeat
 *   {"say":"done"}
 *
 * The supervisor says nothing; when it closes its half, the lab is to end.
 */
#ifndef HARNESS_RUN_LAB_WIRE_H
#define HARNESS_RUN_LAB_WIRE_H

#include <stddef.h>

#include <jansson.h>

#include "sim/base/err.h"

/*
 * Takes the reference.  False: nobody listens any more.  NULL is not sent: it
 * is what json_pack(3) makes of a text that is not UTF-8.
 */
bool lab_wire_send(int fd, json_t *message);

struct lab_wire_reader {
	char *buf;
	size_t len, size;
};

/* Borrowed during the call. */
typedef void lab_wire_message_fn(const json_t *message, void *arg);

/*
 * Reads what there is and calls back for each whole line.  False: the other
 * end is gone, or spoke nonsense.
 */
bool lab_wire_read(
    struct lab_wire_reader *, int fd, lab_wire_message_fn *, void *arg);
void lab_wire_reader_clear(struct lab_wire_reader *);

#endif
