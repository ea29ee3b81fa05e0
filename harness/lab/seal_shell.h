/* SPDX-License-Identifier: MIT */
/*
 * seal_shell.h - a person in a sealed lab.
 *
 * The shell of an ordinary user runs in one more user namespace, in which he
 * has his own id: some tools refuse to work for somebody who looks like root
 * and is not.  Known programs find the lab's authorities without options.
 *
 * The terminal changes hands in two places, because only a process outside of
 * the lab can take it back:
 *
 *   supervisor  seal_terminal_save()    before seal_fork()
 *   lab         seal_shell_start()      gives it to an interactive shell
 *   supervisor  seal_terminal_restore() when the lab has ended, however
 */
#ifndef HARNESS_LAB_SEAL_SHELL_H
#define HARNESS_LAB_SEAL_SHELL_H

#include <stdbool.h>

#include <sys/types.h>
#include <termios.h>

#include "sim/base/err.h"

#define SEAL_SHELL_PROMPT "(mail world) $ "

struct seal_terminal {
	bool is_one; /* standard input is a terminal, and it is ours */
	struct termios modes;
};

void seal_terminal_save(struct seal_terminal *);
void seal_terminal_restore(const struct seal_terminal *);

/*
 * Inside the lab.  command NULL: an interactive shell; else what `sh -c`
 * gets.  env ("NAME=value", ends with NULL, may be NULL) is added, and wins.
 * Standard input and output are those of the caller.  Hand the result to
 * spawn_watch(); -1: see err.
 */
MUST_USE pid_t seal_shell_start(
    const char *command, const char *const *env, struct err *);

#endif
