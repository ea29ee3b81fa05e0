/* SPDX-License-Identifier: MIT */
#include "harness/run/interrupt.h"

#include <signal.h>
#include <stddef.h>

#include "harness/base/exit_code.h"

static volatile sig_atomic_t interrupts, ended_by;
static bool nobody_reads;

/* Who asks a third time gets what the system does with the signal. */
static void
on_signal(int number)
{
	if (number != SIGINT)
		ended_by = number;
	interrupts = interrupts + 1;
	if (interrupts >= 2)
		signal(number, SIG_DFL);
}

void
interrupt_catch(void)
{
	const struct sigaction caught = {.sa_handler = on_signal};
	struct sigaction hangup;

	sigaction(SIGINT, &caught, NULL);
	sigaction(SIGTERM, &caught, NULL);
	if (sigaction(SIGHUP, NULL, &hangup) == 0 &&
	    hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &caught, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void
interrupt_reader_gone(void)
{
	nobody_reads = true;
}

bool
interrupt_came(void)
{
	return interrupts > 0 || nobody_reads;
}

bool
interrupt_at_once(void)
{
	return interrupts > 1 || ended_by != 0 || nobody_reads;
}

int
interrupt_exit_code(void)
{
	if (interrupts == 0)
		return nobody_reads ? EXIT_READER_GONE : -1;
	switch (ended_by) {
	case SIGTERM:
		return EXIT_TERMINATED;
	case SIGHUP:
		return EXIT_HANGUP;
	default:
		return EXIT_INTERRUPTED;
	}
}
