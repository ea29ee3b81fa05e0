/* SPDX-License-Identifier: MIT */
/*
 * cli.h - the verbs of the command line, and who hears them.
 *
 * A verb is a function that gets its own arguments (argv[0] is the verb) and
 * returns the exit code.  To add one: write harness/cli/cmd_NAME.c and add a
 * line to the table in cli.c.
 */
#ifndef HARNESS_CLI_CLI_H
#define HARNESS_CLI_CLI_H

int cli_main(int argc, char **argv);

/* How badmx has to be called from here; for commands that people paste. */
const char *cli_program(void);

int cmd_run(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_world(int argc, char **argv);
int cmd_certs(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_sender(int argc, char **argv);

#endif
