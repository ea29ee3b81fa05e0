/* SPDX-License-Identifier: MIT */
#include "tests/bench/bench_world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/smtp/smtp_event.h"
#include "sim/world/address.h"
#include "sim/world/world.h"

/* What the process says, once when it is up and once at the end. */
struct report {
	struct err err; /* ERR_NONE: all is well */
	double seconds;
	struct bench_end now;
};

/* In the process. */
struct host_process {
	struct bench_world *plan;
	struct event_base *base;
	struct world *world;
	size_t accepted;
};

static long
resident_kb(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f == NULL || fscanf(f, "%*d %ld", &pages) != 1)
		pages = 0;
	if (f != NULL)
		fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
on_smtp(const struct smtp_event *e, void *arg)
{
	struct host_process *p = arg;

	if (e->kind == SMTP_EVENT_MESSAGE && e->accepted)
		p->accepted++;
}

static bool
add_host(struct host_process *p, size_t i, struct err *err)
{
	char name[40], record[100];
	struct world_host host = {.name = name, .case_no = -1, .v4 = true};

	snprintf(name, sizeof(name), "mx.h%zu.example", i);
	snprintf(
	    record, sizeof(record), "h%zu.example. 300 IN MX 10 %s.", i, name);
	return world_add_host(p->world, &host, err) &&
	       world_add_record(p->world, -1, record, err);
}

static bool
build(struct host_process *p, struct err *err)
{
	struct world_options o = {
	    .t0 = clock_wall(),
	    .seed = 1,
	    .dns_port = p->plan->dns_port,
	    .smtp_port = p->plan->smtp_port,
	    .on_smtp = on_smtp,
	    .arg = p,
	};

	p->base = event_base_new();
	p->world = world_new(p->base, &o, err);
	if (p->world == NULL)
		return false;
	for (size_t i = 0; i < p->plan->hosts; i++)
		if (!add_host(p, i, err))
			return false;
	return world_start(p->world, 0, err);
}

static bool
write_trust(struct host_process *p, struct err *err)
{
	char *pem = world_ca_bundle(p->world, err);
	size_t n = pem == NULL ? 0 : strlen(pem);
	bool ok = pem != NULL;

	if (ok && pwrite(p->plan->ca, pem, n, 0) != (ssize_t)n)
		ok = err_system(err, "the CA bundle");
	free(pem);
	return ok;
}

static void
tell(struct host_process *p, struct report *report)
{
	report->now = (struct bench_end){.kb = resident_kb(),
	    .accepted = p->accepted,
	    .listening = p->world == NULL ? 0 : world_listening(p->world)};
	if (write(p->plan->line, report, sizeof(*report)) !=
	    (ssize_t)sizeof(*report))
		_exit(EXIT_FAILURE);
}

/* The other side of the line is done. */
static void
on_line(evutil_socket_t fd, short what, void *arg)
{
	struct host_process *p = arg;

	(void)fd, (void)what;
	event_base_loopbreak(p->base);
}

static void __attribute__((noreturn)) be_the_world(struct bench_world *plan)
{
	struct host_process p = {.plan = plan};
	struct report report = {.err.kind = ERR_NONE};
	int64_t began = clock_monotonic_us();
	bool ok = build(&p, &report.err);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	report.seconds = (double)(clock_monotonic_us() - began) / 1e6;
	ok = ok && write_trust(&p, &report.err);
	tell(&p, &report);
	if (!ok)
		_exit(EXIT_FAILURE);
	event_base_once(p.base, plan->line, EV_READ, on_line, &p, NULL);
	event_base_dispatch(p.base);
	tell(&p, &report);
	_exit(EXIT_SUCCESS);
}

/* A port that nobody has just now, for UDP and TCP. */
static uint16_t
free_port(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, ADDRESS_DOOR, &sin.sin_addr);
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) == -1)
		sin.sin_port = 0;
	close(fd);
	return ntohs(sin.sin_port);
}

static bool
hear(struct bench_world *world, struct report *report, struct err *err)
{
	if (read(world->line, report, sizeof(*report)) !=
	    (ssize_t)sizeof(*report))
		return err_set(err, ERR_SYSTEM, "the world is gone");
	if (report->err.kind == ERR_NONE)
		return true;
	*err = report->err;
	return false;
}

bool
bench_world_start(struct bench_world *world, size_t hosts, struct err *err)
{
	struct report report;
	int ends[2];

	*world = (struct bench_world){.hosts = hosts,
	    .dns_port = free_port(),
	    .smtp_port = free_port(),
	    .ca = memfd_create("ca", 0)};
	if (world->ca == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return err_system(err, "a line to the world");
	world->pid = fork();
	world->line = ends[world->pid == 0];
	close(ends[world->pid != 0]);
	if (world->pid == -1)
		return err_system(err, "fork");
	if (world->pid == 0)
		be_the_world(world);
	if (!hear(world, &report, err))
		return false;
	world->up_seconds = report.seconds;
	world->up_kb = report.now.kb;
	return true;
}

bool
bench_world_stop(
    struct bench_world *world, struct bench_end *end, struct err *err)
{
	struct report report;
	bool ok;

	shutdown(world->line, SHUT_WR);
	ok = hear(world, &report, err);
	if (ok)
		*end = report.now;
	waitpid(world->pid, NULL, 0);
	close(world->line);
	close(world->ca);
	return ok;
}
