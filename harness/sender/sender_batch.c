/* SPDX-License-Identifier: MIT */
/*
 * One mail a line comes in, and a worker of its own handles it: a worker may
 * wait for its host as long as it likes, and a host that manages to crash it
 * has crashed one mail.  Workers are forked at first need and kept, because
 * a fork and the first TLS handshake behind it cost more than a mail.  For
 * the same reason there are few at first: one more comes when a mail has had
 * to wait for a worker, that is, when hosts are slow.
 *
 * A worker gets a line on its socket and answers with one byte when the mail
 * is settled; if it ends instead, the mail is a fault and the worker is
 * replaced.
 */
#include "harness/sender/sender_batch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "harness/sender/sender_mail.h"
#include "sim/base/mem.h"

#define MAIL_SECONDS 600 /* then a mail is beyond hope, and says so */
#define INPUT_CHUNK  65536
#define INPUT_MAX    (64U << 20)
#define SETTLED	     '.'
#define AT_FIRST     2	/* one works while the other waits */
#define PATIENCE_MS  50 /* of a mail that waits for a worker */

struct worker {
	pid_t pid; /* 0: not started */
	int fd;	   /* our end of its socket */
	bool busy;
	long mail; /* if busy */
};

struct batch {
	const struct sender *sender;
	struct worker *workers; /* sender->jobs of them */
	struct pollfd *polls;	/* one for each worker, one for the input */
	unsigned allowed;	/* workers, for now */
	unsigned busy;
	char *input; /* what has been read and not begun */
	size_t len, cap;
	bool at_end;
};

static const char *
text_member(const json_t *object, const char *key, const char *otherwise)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value) ? json_string_value(value) : otherwise;
}

bool
sender_batch_read(struct letter *letter, const json_t *mail, struct err *err)
{
	const json_t *id = json_object_get(mail, "mail");
	const json_t *slot = json_object_get(mail, "slot");
	const json_t *text = json_object_get(mail, "message");
	struct letter_form form = {
	    .from = text_member(mail, "from", ""),
	    .to = text_member(mail, "to", ""),
	    .next_hop = text_member(mail, "nexthop", NULL),
	    .text = text_member(mail, "message", ""),
	    .len = json_string_length(text),
	};

	if (!json_is_integer(id))
		return err_input(err, "\"mail\" is not a number");
	if (!letter_write(letter, &form, err))
		return false;
	letter->id = (long)json_integer_value(id);
	letter->slot =
	    (size_t)json_integer_value(json_is_integer(slot) ? slot : id);
	return true;
}

static void
report(const struct batch *batch, long mail, const char *text)
{
	struct notebook book = {
	    .fd = STDOUT_FILENO, .mail = mail, .time = batch->sender->t0};

	note_fault(&book, "%s", text);
}

static bool
write_all(int fd, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t rc = send(fd, s, n, MSG_NOSIGNAL);

		if (rc == -1 && errno == EINTR)
			continue;
		if (rc <= 0)
			return false;
		s += rc;
		n -= (size_t)rc;
	}
	return true;
}

/* In the worker.  The line is JSON: the parent has seen to that. */
static void
handle_line(const struct batch *batch, const char *line, size_t len)
{
	struct letter letter = {0};
	struct err err = {0};
	json_t *mail = json_loadb(line, len, JSON_ALLOW_NUL, NULL);

	if (sender_batch_read(&letter, mail, &err))
		sender_mail(batch->sender, &letter, STDOUT_FILENO, false);
	else
		report(batch,
		    (long)json_integer_value(json_object_get(mail, "mail")),
		    err.text);
	letter_clear(&letter);
	json_decref(mail);
}

/* Never returns. */
static void
be_a_worker(const struct batch *batch, int fd, pid_t parent)
{
	static const char settled = SETTLED;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *in;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE); /* it was gone before the line above */
	close(STDIN_FILENO);
	for (unsigned i = 0; i < batch->sender->jobs; i++)
		if (batch->workers[i].pid != 0)
			close(batch->workers[i].fd);
	in = fdopen(fd, "r");
	if (in == NULL)
		out_of_memory();
	while ((n = getline(&line, &cap, in)) > 0) {
		alarm(MAIL_SECONDS);
		handle_line(batch, line, (size_t)n);
		alarm(0);
		if (!write_all(fd, &settled, 1))
			break;
	}
	_exit(EXIT_SUCCESS);
}

static bool
start_worker(struct batch *batch, struct worker *worker)
{
	int fds[2];
	pid_t parent = getpid(), pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1)
		return false;
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		be_a_worker(batch, fds[1], parent);
	}
	close(fds[1]);
	if (pid == -1) {
		close(fds[0]);
		return false;
	}
	worker->pid = pid;
	worker->fd = fds[0];
	return true;
}

/* An idle one that is there already, or a place for a new one. */
static struct worker *
free_worker(struct batch *batch)
{
	struct worker *place = NULL;

	for (unsigned i = 0; i < batch->allowed; i++) {
		struct worker *worker = &batch->workers[i];

		if (worker->pid != 0 && !worker->busy)
			return worker;
		if (worker->pid == 0 && place == NULL)
			place = worker;
	}
	return place;
}

static void
worker_ended(struct batch *batch, struct worker *worker)
{
	char text[80] = "the sender's process is gone";
	int how;

	close(worker->fd);
	if (waitpid(worker->pid, &how, 0) == worker->pid)
		snprintf(text, sizeof(text),
		    "the sender's process ended: %s %d",
		    WIFSIGNALED(how) ? "signal" : "status",
		    WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
	if (worker->busy) {
		batch->busy--;
		report(batch, worker->mail, text);
	}
	memset(worker, 0, sizeof(*worker));
}

static void
begin_mail(struct batch *batch, long mail, const char *line, size_t len)
{
	struct worker *worker = free_worker(batch);

	if (worker == NULL)
		abort(); /* lines are taken only if there is one */
	if (worker->pid == 0 && !start_worker(batch, worker)) {
		report(batch, mail, "no process can be made for it");
		return;
	}
	worker->busy = true;
	worker->mail = mail;
	batch->busy++;
	if (!write_all(worker->fd, line, len) ||
	    !write_all(worker->fd, "\n", 1))
		worker_ended(batch, worker);
}

static void
take_line(struct batch *batch, const char *line, size_t len)
{
	json_error_t why;
	json_t *mail = json_loadb(line, len, JSON_ALLOW_NUL, &why);
	const json_t *id = json_object_get(mail, "mail");

	if (mail == NULL)
		report(batch, -1, why.text);
	else if (!json_is_integer(id))
		report(batch, -1, "\"mail\" is not a number");
	else
		begin_mail(batch, (long)json_integer_value(id), line, len);
	json_decref(mail);
}

/* True: a line was taken off the input, though perhaps an empty one. */
static bool
take_next(struct batch *batch)
{
	char *end = memchr(batch->input, '\n', batch->len);
	size_t len, used;

	if (end == NULL && !(batch->at_end && batch->len > 0))
		return false;
	len = end == NULL ? batch->len : (size_t)(end - batch->input);
	used = len + (end != NULL);
	if (len > 0)
		take_line(batch, batch->input, len);
	batch->len -= used;
	memmove(batch->input, batch->input + used, batch->len);
	return true;
}

static void
read_input(struct batch *batch)
{
	ssize_t n;

	if (batch->cap - batch->len < INPUT_CHUNK) {
		batch->cap = batch->cap * 2 + INPUT_CHUNK;
		batch->input = xreallocarray(batch->input, batch->cap, 1);
	}
	n = read(
	    STDIN_FILENO, batch->input + batch->len, batch->cap - batch->len);
	if (n > 0)
		batch->len += (size_t)n;
	else if (n == 0 || errno != EINTR)
		batch->at_end = true;
	if (batch->len > INPUT_MAX) {
		report(batch, -1, "a line of the input is too long");
		batch->len = 0;
		batch->at_end = true;
	}
}

static void
hear_worker(struct batch *batch, struct worker *worker)
{
	char byte;
	ssize_t n = read(worker->fd, &byte, 1);

	if (n == -1 && errno == EINTR)
		return;
	if (n == 1 && byte == SETTLED && worker->busy) {
		worker->busy = false;
		batch->busy--;
	} else {
		worker_ended(batch, worker);
	}
}

/* Until a mail that waits has waited for too long; else for ever. */
static int
patience(const struct batch *batch, bool has_room)
{
	bool waits = !has_room && batch->len > 0;

	return waits && batch->allowed < batch->sender->jobs ? PATIENCE_MS : -1;
}

static void
wait_for_something(struct batch *batch, bool has_room)
{
	unsigned jobs = batch->sender->jobs;
	bool wants_input = !batch->at_end && (has_room || batch->len == 0);
	struct pollfd *p = batch->polls;
	int n;

	for (unsigned i = 0; i < jobs; i++) {
		p[i].fd =
		    batch->workers[i].pid != 0 ? batch->workers[i].fd : -1;
		p[i].events = POLLIN;
		p[i].revents = 0;
	}
	p[jobs].fd = wants_input ? STDIN_FILENO : -1;
	p[jobs].events = POLLIN;
	p[jobs].revents = 0;
	n = poll(p, jobs + 1, patience(batch, has_room));
	if (n == 0)
		batch->allowed++;
	if (n <= 0)
		return; /* EINTR, too: look again */
	for (unsigned i = 0; i < jobs; i++)
		if (p[i].revents != 0)
			hear_worker(batch, &batch->workers[i]);
	if (p[jobs].revents != 0)
		read_input(batch);
}

static void
run(struct batch *batch)
{
	while (!batch->at_end || batch->len > 0 || batch->busy > 0) {
		bool has_room = free_worker(batch) != NULL;

		if (has_room && take_next(batch))
			continue;
		wait_for_something(batch, has_room);
	}
}

int
sender_batch(const struct sender *sender)
{
	struct batch batch = {.sender = sender};

	batch.workers = xcalloc(sender->jobs, sizeof(*batch.workers));
	batch.polls = xcalloc(sender->jobs + 1, sizeof(*batch.polls));
	batch.input = xcalloc(1, 1);
	batch.allowed = sender->jobs < AT_FIRST ? sender->jobs : AT_FIRST;
	run(&batch);
	for (unsigned i = 0; i < sender->jobs; i++)
		if (batch.workers[i].pid != 0)
			worker_ended(&batch, &batch.workers[i]);
	free(batch.workers);
	free(batch.polls);
	free(batch.input);
	return EXIT_SUCCESS;
}
