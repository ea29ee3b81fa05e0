/* SPDX-License-Identifier: MIT */
/*
 * interrupt.h - how a person, or the system, ends a run before its time.
 *
 *	SIGINT		what is there is reported; a moment is left to the labs
 *	SIGINT again	nothing is left to them
 *	SIGTERM SIGHUP	likewise, at once; a hang-up that nohup(1) has switched
 *			off stays so
 *	reader gone	likewise, at once, and without a word
 *
 * One a process.
 */
#ifndef HARNESS_RUN_INTERRUPT_H
#define HARNESS_RUN_INTERRUPT_H

#include <stdbool.h>

void interrupt_catch(void);

/* Something of the above has come. */
bool interrupt_came(void);
/* And it can not wait. */
bool interrupt_at_once(void);
/* To be said by who writes to a pipe: nobody reads it any more. */
void interrupt_reader_gone(void);
/* What the run ends with then; -1: nothing has come. */
int interrupt_exit_code(void);

#endif
