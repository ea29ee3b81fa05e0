/* SPDX-License-Identifier: MIT */
#include "harness/lab/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <sys/queue.h>
#include <sys/wait.h>

#include "harness/lab/spawn_child.h"
#include "harness/lab/spawn_output.h"
#include "sim/base/mem.h"

struct stream {
	struct event *event; /* NULL once it has ended */
	struct spawn_output *output;
};

struct spawn {
	struct spawner *spawner;
	pid_t pid;
	bool running, group; /* group: leads a process group of its own */
	bool timed_out;
	unsigned busy; /* callbacks in progress */
	bool freed;    /* by one of them */
	struct stream streams[2];
	struct evbuffer *input;
	struct event *input_event; /* NULL: closed */
	bool input_ends;
	struct event *timer;
	spawn_line_cb *on_line;
	spawn_exit_cb *on_exit;
	void *arg;
	TAILQ_ENTRY(spawn) next;
};

struct spawner {
	struct event_base *base;
	struct event *on_child;
	TAILQ_HEAD(, spawn) spawns;
};

static void
event_close(struct event **event)
{
	evutil_socket_t fd;

	if (*event == NULL)
		return;
	fd = event_get_fd(*event);
	event_free(*event);
	if (fd != -1)
		close(fd);
	*event = NULL;
}

static void
destroy(struct spawn *s)
{
	for (int i = 0; i < 2; i++) {
		event_close(&s->streams[i].event);
		spawn_output_free(s->streams[i].output);
	}
	event_close(&s->input_event);
	event_close(&s->timer);
	if (s->input != NULL)
		evbuffer_free(s->input);
	free(s);
}

/* True if the spawn is still there after its callback. */
static bool
survived(struct spawn *s)
{
	s->busy--;
	if (!s->freed)
		return true;
	if (s->busy == 0)
		destroy(s);
	return false;
}

static void
release(struct spawn *s)
{
	spawn_signal(s, SIGKILL);
	s->freed = true;
	s->on_line = NULL;
	s->on_exit = NULL;
	if (s->busy == 0)
		destroy(s);
}

void
spawn_free(struct spawn *s)
{
	if (s == NULL || s->freed)
		return;
	TAILQ_REMOVE(&s->spawner->spawns, s, next);
	release(s);
}

void
spawner_free(struct spawner *spawner)
{
	struct spawn *s;

	if (spawner == NULL)
		return;
	while ((s = TAILQ_FIRST(&spawner->spawns)) != NULL) {
		TAILQ_REMOVE(&spawner->spawns, s, next);
		release(s);
	}
	if (spawner->on_child != NULL)
		event_free(spawner->on_child);
	free(spawner);
}

struct teller {
	struct spawn *spawn;
	enum spawn_stream stream;
};

static int
tell_line(const char *line, size_t len, void *arg)
{
	struct teller *teller = arg;
	struct spawn *s = teller->spawn;

	if (s->on_line != NULL)
		s->on_line(s, teller->stream, line, len, s->arg);
	return s->freed;
}

/* Reads what is there.  False if the spawn is gone. */
static bool
drain(struct spawn *s, enum spawn_stream stream)
{
	struct teller teller = {s, stream};
	struct stream *from = &s->streams[stream];
	char bytes[16384];
	ssize_t n = -1;

	s->busy++;
	for (int i = 0; i < 16 && from->event != NULL && !s->freed; i++) {
		n = read(event_get_fd(from->event), bytes, sizeof(bytes));
		if (n <= 0)
			break;
		spawn_output_add(
		    from->output, bytes, (size_t)n, tell_line, &teller);
	}
	if (!s->freed && from->event != NULL &&
	    (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR)))
		event_close(&from->event);
	return survived(s);
}

static void
on_stdout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	if (!drain(arg, SPAWN_STDOUT))
		return;
}

static void
on_stderr(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	if (!drain(arg, SPAWN_STDERR))
		return;
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct spawn *s = arg;

	(void)what;
	if (evbuffer_get_length(s->input) > 0 &&
	    evbuffer_write(s->input, fd) == -1 && errno != EAGAIN &&
	    errno != EINTR) {
		event_close(&s->input_event); /* it does not want any more */
		return;
	}
	if (evbuffer_get_length(s->input) > 0)
		event_add(s->input_event, NULL);
	else if (s->input_ends)
		event_close(&s->input_event);
}

static void
on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct spawn *s = arg;

	(void)fd;
	(void)what;
	s->timed_out = true;
	spawn_signal(s, SIGKILL);
}

/*
 * What the command wrote before it ended is in the pipes, all of it.  They
 * stay open: a daemon that it left behind must not die of a broken pipe.
 */
static bool
tell_rest(struct spawn *s, enum spawn_stream stream)
{
	struct teller teller = {s, stream};

	for (int i = 0; i < 8 && s->streams[stream].event != NULL; i++)
		if (!drain(s, stream))
			return false;
	s->busy++;
	if (s->streams[stream].output != NULL)
		spawn_output_end(s->streams[stream].output, tell_line, &teller);
	return survived(s);
}

static void
finish(struct spawn *s, int status)
{
	struct spawn_end end = {
	    .code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	    .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
	    .timed_out = s->timed_out,
	};

	s->running = false;
	event_close(&s->timer);
	event_close(&s->input_event);
	if (!tell_rest(s, SPAWN_STDOUT) || !tell_rest(s, SPAWN_STDERR))
		return;
	s->busy++;
	if (s->on_exit != NULL)
		s->on_exit(s, &end, s->arg);
	if (!survived(s))
		return;
}

static struct spawn *
find(struct spawner *spawner, pid_t pid)
{
	struct spawn *s;

	TAILQ_FOREACH (s, &spawner->spawns, next)
		if (s->running && s->pid == pid)
			return s;
	return NULL;
}

/* Children of ours have a spawn; all others are orphans we were given. */
static void
on_child(evutil_socket_t signal, short what, void *arg)
{
	struct spawner *spawner = arg;
	struct spawn *s;
	int status;
	pid_t pid;

	(void)signal;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		s = find(spawner, pid);
		if (s != NULL)
			finish(s, status);
	}
}

struct spawner *
spawner_new(struct event_base *base, struct err *err)
{
	struct spawner *spawner = xcalloc(1, sizeof(*spawner));

	signal(SIGPIPE, SIG_IGN);
	spawner->base = base;
	TAILQ_INIT(&spawner->spawns);
	spawner->on_child = evsignal_new(base, SIGCHLD, on_child, spawner);
	if (spawner->on_child == NULL ||
	    event_add(spawner->on_child, NULL) == -1) {
		err_system(err, "watch for SIGCHLD");
		spawner_free(spawner);
		return NULL;
	}
	return spawner;
}

static struct event *
must_event(struct event *event)
{
	if (event == NULL)
		out_of_memory();
	return event;
}

static void
attach(struct spawn *s, const int pipes[3], size_t kept)
{
	struct event_base *base = s->spawner->base;
	event_callback_fn readers[] = {on_stdout, on_stderr};

	s->input = evbuffer_new();
	if (s->input == NULL)
		out_of_memory();
	s->input_event =
	    must_event(event_new(base, pipes[0], EV_WRITE, on_writable, s));
	for (int i = 0; i < 2; i++) {
		s->streams[i].output = spawn_output_new(
		    kept > 0 ? kept : SPAWN_OUTPUT_KEPT, SPAWN_LINE_MAX);
		s->streams[i].event = must_event(event_new(
		    base, pipes[i + 1], EV_READ | EV_PERSIST, readers[i], s));
		event_add(s->streams[i].event, NULL);
	}
}

struct spawn *
spawn_start(struct spawner *spawner, const struct spawn_options *options,
    struct err *err)
{
	struct timeval limit = {
	    options->timeout_ms / 1000, options->timeout_ms % 1000 * 1000L};
	struct spawn *s;
	int pipes[3];
	pid_t pid = spawn_child(options, pipes, err);

	if (pid == -1)
		return NULL;
	s = spawn_watch(spawner, pid, options->on_exit, options->arg);
	s->group = true;
	s->on_line = options->on_line;
	attach(s, pipes, options->kept);
	if (options->timeout_ms > 0) {
		s->timer =
		    must_event(evtimer_new(spawner->base, on_timeout, s));
		event_add(s->timer, &limit);
	}
	return s;
}

struct spawn *
spawn_watch(
    struct spawner *spawner, pid_t pid, spawn_exit_cb *on_exit, void *arg)
{
	struct spawn *s = xcalloc(1, sizeof(*s));

	s->spawner = spawner;
	s->pid = pid;
	s->running = true;
	s->on_exit = on_exit;
	s->arg = arg;
	TAILQ_INSERT_TAIL(&spawner->spawns, s, next);
	return s;
}

void
spawn_write(struct spawn *s, const char *data, size_t len)
{
	if (s->input_event == NULL || s->input_ends)
		return;
	if (evbuffer_add(s->input, data, len) == -1)
		out_of_memory();
	event_add(s->input_event, NULL);
}

void
spawn_close_input(struct spawn *s)
{
	s->input_ends = true;
	if (s->input_event != NULL)
		event_add(s->input_event, NULL);
}

void
spawn_signal(struct spawn *s, int signal)
{
	if (s->running)
		kill(s->group ? -s->pid : s->pid, signal);
}

pid_t
spawn_pid(const struct spawn *s)
{
	return s->pid;
}

bool
spawn_running(const struct spawn *s)
{
	return s->running;
}

char *
spawn_output(const struct spawn *s, enum spawn_stream stream)
{
	const struct spawn_output *output = s->streams[stream].output;

	return output == NULL ? xstrdup("") : spawn_output_text(output);
}
