/* SPDX-License-Identifier: MIT */
#include "harness/run/world_lab.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <sys/wait.h>

#include "harness/base/exit_code.h"
#include "harness/lab/seal.h"
#include "harness/lab/seal_shell.h"
#include "harness/lab/seal_trust.h"
#include "harness/lab/spawn.h"
#include "harness/run/lab.h"
#include "harness/run/whole_world.h"
#include "harness/run/world_greeting.h"
#include "harness/run/world_tool.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/world/world.h"

#define SIGNALLED 128 /* a shell's status for what a signal has ended */

struct world_lab {
	const struct world_lab_options *o;
	const struct whole_world *whole;
	struct event_base *base;
	struct spawner *spawner;
	struct world *world;
	int code;
};

/* --- inside -------------------------------------------------------------- */

static bool
build(struct world_lab *lab, struct err *err)
{
	struct world_options options = {
	    .t0 = clock_wall(),
	    .seed = WHOLE_WORLD_SEED,
	};
	char *bundle;
	bool ok;

	lab->base = event_base_new();
	if (lab->base == NULL)
		out_of_memory();
	lab->spawner = spawner_new(lab->base, err);
	if (lab->spawner == NULL)
		return false;
	lab->world = world_new(lab->base, &options, err);
	if (lab->world == NULL ||
	    !whole_world_build(lab->whole, lab->world, err))
		return false;
	bundle = world_ca_bundle(lab->world, err);
	ok = bundle != NULL && seal_trust_install(bundle, err) &&
	     world_tools_write(lab->o->suite, err) &&
	     world_start(lab->world, SIZE_MAX, err);
	free(bundle);
	return ok;
}

static void
on_shell_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct world_lab *lab = arg;

	(void)spawn;
	lab->code = end->signal != 0 ? SIGNALLED + end->signal : end->code;
	event_base_loopbreak(lab->base);
}

/* "PATH=..." with the folder of this program at its end; allocated. */
static char *
path_with_us(void)
{
	const char *path = getenv("PATH");
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

	program[n < 0 ? 0 : n] = '\0';
	if (strrchr(program, '/') != NULL)
		*strrchr(program, '/') = '\0';
	return xasprintf("PATH=%s%s" SPAWN_PATH ":%s", path == NULL ? "" : path,
	    path == NULL ? "" : ":", program);
}

static bool
start_shell(struct world_lab *lab, struct err *err)
{
	char *path = path_with_us();
	const char *const env[] = {path, NULL};
	const char *command = lab->o->command;
	pid_t pid;

	if (command == NULL && !isatty(STDIN_FILENO))
		command = "exec /bin/sh -s"; /* a script on standard input */
	if (command == NULL)
		world_greeting_print(stdout, lab->o->suite,
		    world_hosts(lab->world), world_domains(lab->world));
	fflush(stdout);
	pid = seal_shell_start(command, env, err);
	free(path);
	if (pid == -1)
		return false;
	spawn_watch(lab->spawner, pid, on_shell_end, lab);
	return true;
}

static int
live(struct world_lab *lab)
{
	struct err err = {.kind = ERR_NONE};

	if (build(lab, &err) && start_shell(lab, &err))
		event_base_dispatch(lab->base);
	else
		lab->code = exit_with(&err);
	spawner_free(lab->spawner);
	world_free(lab->world);
	event_base_free(lab->base);
	return lab->code;
}

/* --- outside ------------------------------------------------------------- */

static volatile sig_atomic_t the_lab; /* its process id */

static void
on_signal(int number)
{
	(void)number;
	kill((pid_t)the_lab, SIGKILL);
}

/* What the keyboard sends is for the shell; an end from outside is ours. */
static void
catch_signals(pid_t pid)
{
	const struct sigaction end = {.sa_handler = on_signal};

	the_lab = pid;
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
}

static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr, "badmx: the mail world was ended by signal %d\n",
	    WTERMSIG(status));
	return EXIT_TERMINATED;
}

static int
no_namespace(const struct err *refusal)
{
	struct seal_obstacle obstacle;

	seal_obstacle_find(&obstacle, refusal);
	fprintf(stderr,
	    "badmx: the mail world needs a network of its own: %s\n"
	    "       %s\n",
	    obstacle.text, obstacle.mend);
	return exit_code_of(refusal);
}

int
world_lab_shell(const struct world_lab_options *o)
{
	struct seal_options seal = {
	    .client_root = o->client_root,
	    .writable = true,
	};
	struct world_lab lab = {.o = o};
	struct seal_terminal terminal;
	struct whole_world *whole;
	struct err err;
	char **addresses;
	pid_t pid;
	int code;

	if (!seal_choose(ISOLATION_NETNS, false, &seal.choice, &err))
		return no_namespace(&err);
	lab.whole = whole = whole_world_new(o->suite, &err);
	if (whole == NULL)
		return exit_with(&err);
	addresses = whole_world_addresses(whole);
	seal.addresses = (const char *const *)addresses;
	seal_terminal_save(&terminal);
	fflush(stdout);
	pid = seal_fork(&seal, &err);
	if (pid == 0)
		_exit(live(&lab));
	if (pid == -1) {
		code = exit_with(&err);
	} else {
		catch_signals(pid);
		code = wait_for(pid);
		seal_terminal_restore(&terminal);
	}
	lab_addresses_free(addresses);
	whole_world_free(whole);
	return code;
}
