/* SPDX-License-Identifier: MIT */
#include "harness/run/run_job.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/wait.h>

#include "sim/base/clock.h"

/* In the child: nobody else's wire, and no signals of the terminal. */
static void
be_a_lab(struct run_job *job, int wire, const int *other_fds, size_t n)
{
	setpgid(0, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	for (size_t i = 0; i < n; i++)
		close(other_fds[i]);
	_exit(lab_main(&job->lab, wire));
}

bool
run_job_start(
    struct run_job *job, const int *other_fds, size_t n, struct err *err)
{
	char **addresses = lab_addresses(&job->lab);
	struct seal_options o = {
	    .choice = job->lab.seal,
	    .addresses = (const char *const *)addresses,
	    .client_root = job->lab.client_root,
	};
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) {
		lab_addresses_free(addresses);
		return err_system(err, "socketpair");
	}
	job->pid = seal_fork(&o, err);
	if (job->pid == 0) {
		close(ends[0]);
		be_a_lab(job, ends[1], other_fds, n);
	}
	lab_addresses_free(addresses);
	close(ends[1]);
	if (job->pid == -1) {
		close(ends[0]);
		return false;
	}
	job->fd = ends[0];
	job->state = JOB_RUNS;
	job->heard_us = clock_monotonic_us();
	return true;
}

static void
bury(struct run_job *job, char *why, size_t size)
{
	int status = 0;

	while (waitpid(job->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	job->pid = 0;
	job->state = JOB_OVER;
	close(job->fd);
	job->fd = -1;
	lab_wire_reader_clear(&job->reader);
	if (WIFSIGNALED(status))
		snprintf(why, size, "the lab was ended by signal %d",
		    WTERMSIG(status));
	else
		snprintf(why, size, "the lab ended before it was done");
}

bool
run_job_hear(struct run_job *job, lab_wire_message_fn *fn, void *arg, char *why,
    size_t size)
{
	job->heard_us = clock_monotonic_us();
	if (lab_wire_read(&job->reader, job->fd, fn, arg))
		return true;
	seal_kill(job->pid, &job->lab.seal);
	bury(job, why, size);
	return false;
}

/* Nothing else is ever said to a lab: that we fall silent is the message. */
void
run_job_stop(struct run_job *job)
{
	if (job->state == JOB_RUNS)
		shutdown(job->fd, SHUT_WR);
}

void
run_job_kill(struct run_job *job)
{
	if (job->state == JOB_RUNS)
		seal_kill(job->pid, &job->lab.seal);
}

void
run_job_clear(struct run_job *job)
{
	char why[100];

	if (job->state == JOB_RUNS) {
		run_job_kill(job);
		bury(job, why, sizeof(why));
	}
	lab_wire_reader_clear(&job->reader);
	run_again_clear(&job->again);
	free(job->told);
}
