/* SPDX-License-Identifier: MIT */
/*
 * One mail a line comes in, and each is handled by a child of its own: a
 * child may wait for its host as long as it likes, and a host that manages to
 * crash it has crashed one mail.
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
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "harness/sender/sender_mail.h"
#include "sim/base/mem.h"

#define CHILD_SECONDS 600 /* then a mail is beyond hope, and says so */
#define INPUT_CHUNK   65536
#define INPUT_MAX     (64U << 20)

struct child {
	pid_t pid; /* 0: free */
	long mail;
};

struct batch {
	const struct sender *sender;
	struct child *children; /* sender->jobs of them */
	unsigned running;
	int signals; /* a signalfd of SIGCHLD */
	sigset_t old_mask;
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

/* Never returns. */
static void
be_a_child(const struct batch *batch, const struct letter *letter, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE); /* it was gone before the line above */
	sigprocmask(SIG_SETMASK, &batch->old_mask, NULL);
	alarm(CHILD_SECONDS);
	sender_mail(batch->sender, letter, STDOUT_FILENO, false);
	_exit(EXIT_SUCCESS);
}

static struct child *
free_place(struct batch *batch)
{
	for (unsigned i = 0; i < batch->sender->jobs; i++)
		if (batch->children[i].pid == 0)
			return &batch->children[i];
	abort();
}

static void
begin_mail(struct batch *batch, const struct letter *letter)
{
	struct child *child = free_place(batch);
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		be_a_child(batch, letter, parent);
	if (pid == -1) {
		report(batch, letter->id, "no process can be made for it");
		return;
	}
	child->pid = pid;
	child->mail = letter->id;
	batch->running++;
}

static void
take_line(struct batch *batch, const char *line, size_t len)
{
	struct letter letter = {0};
	struct err err = {0};
	json_error_t why;
	json_t *mail = json_loadb(line, len, JSON_ALLOW_NUL, &why);
	const json_t *id = json_object_get(mail, "mail");

	if (mail == NULL)
		report(batch, -1, why.text);
	else if (!sender_batch_read(&letter, mail, &err))
		report(batch,
		    json_is_integer(id) ? (long)json_integer_value(id) : -1,
		    err.text);
	else
		begin_mail(batch, &letter);
	letter_clear(&letter);
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
child_ended(struct batch *batch, pid_t pid, int status)
{
	char text[80];

	for (unsigned i = 0; i < batch->sender->jobs; i++) {
		struct child *child = &batch->children[i];

		if (child->pid != pid)
			continue;
		child->pid = 0;
		batch->running--;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return;
		snprintf(text, sizeof(text),
		    "the sender's process ended: %s %d",
		    WIFSIGNALED(status) ? "signal" : "status",
		    WIFSIGNALED(status) ? WTERMSIG(status)
					: WEXITSTATUS(status));
		report(batch, child->mail, text);
	}
}

static void
reap(struct batch *batch)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	while (read(batch->signals, &info, sizeof(info)) > 0)
		continue; /* one signal may stand for several children */
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		child_ended(batch, pid, status);
}

static void
wait_for_something(struct batch *batch, bool wants_input)
{
	struct pollfd p[] = {
	    {.fd = batch->signals, .events = POLLIN},
	    {.fd = STDIN_FILENO, .events = POLLIN},
	};

	if (poll(p, wants_input ? 2 : 1, -1) == -1)
		return; /* EINTR: look again */
	if (p[0].revents != 0)
		reap(batch);
	if (wants_input && p[1].revents != 0)
		read_input(batch);
}

static void
run(struct batch *batch)
{
	while (!batch->at_end || batch->len > 0 || batch->running > 0) {
		bool has_room = batch->running < batch->sender->jobs;

		if (has_room && take_next(batch))
			continue;
		wait_for_something(batch, has_room && !batch->at_end);
	}
}

int
sender_batch(const struct sender *sender)
{
	struct batch batch = {.sender = sender};
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, &batch.old_mask);
	batch.signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
	if (batch.signals == -1) {
		perror("badmx sender: signalfd");
		return EXIT_FAILURE;
	}
	batch.children = xcalloc(sender->jobs, sizeof(*batch.children));
	batch.input = xcalloc(1, 1);
	run(&batch);
	close(batch.signals);
	free(batch.children);
	free(batch.input);
	return EXIT_SUCCESS;
}
