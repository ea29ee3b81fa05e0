/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_dsn.h"
#include "harness/sender/sender_hosts.h"
#include "harness/sender/sender_session.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define DNS_TIMEOUT 3
#define CALLS_MAX   10 /* addresses in one attempt; RFC 5321 5.1: >= 2 */
#define FAULTS_MAX  48
#define MEMORY_MAX  32

/* One mail under way. */
struct journey {
	const struct sender *sender;
	const struct letter *letter;
	struct notebook *book;
	struct sender_dns *dns;
	int64_t start; /* of the first attempt */
	/* of the present attempt */
	struct host_fault *faults;
	struct fault_weight weights[FAULTS_MAX];
	size_t n_faults;
	int calls;
	/* of all attempts: where TLS failed and may be left out */
	char clear[MEMORY_MAX][46];
	size_t n_clear;
};

struct arrival {
	enum fate fate;
	char host[ROUTE_NAME];
	char address[46];
	const struct host_fault *fault; /* of defer and bounce */
};

static bool
may_be_clear(const struct journey *j, const char *address)
{
	for (size_t i = 0; i < j->n_clear; i++)
		if (strcmp(j->clear[i], address) == 0)
			return true;
	return false;
}

static void
remember_clear(struct journey *j, const char *address)
{
	if (j->n_clear < MEMORY_MAX && !may_be_clear(j, address))
		snprintf(
		    j->clear[j->n_clear++], sizeof(j->clear[0]), "%s", address);
}

/* The last place is reused, so the first faults are never lost. */
static struct host_fault *
next_fault(struct journey *j)
{
	size_t i = j->n_faults < FAULTS_MAX ? j->n_faults++ : FAULTS_MAX - 1;

	memset(&j->faults[i], 0, sizeof(j->faults[i]));
	return &j->faults[i];
}

static void
keep_weight(struct journey *j, const struct host_fault *fault)
{
	j->weights[fault - j->faults] = fault->weight;
}

/* True: this ends the attempt, and arrival says how. */
static bool
try_address(struct journey *j, const char *host, const char *address,
    struct arrival *arrival)
{
	struct call call = {
	    .sender = j->sender,
	    .letter = j->letter,
	    .book = j->book,
	    .host = host,
	    .address = address,
	    .clear_now = j->book->attempt > 1 && may_be_clear(j, address),
	};
	struct host_fault *fault = next_fault(j);

	if (session_deliver(&call, &arrival->fate, fault)) {
		snprintf(arrival->host, sizeof(arrival->host), "%s", host);
		snprintf(
		    arrival->address, sizeof(arrival->address), "%s", address);
		return true;
	}
	keep_weight(j, fault);
	if (fault->clear_at_retry)
		remember_clear(j, address);
	if (!fault->ends_mail)
		return false;
	arrival->fate = FATE_BOUNCE;
	arrival->fault = fault;
	return true;
}

static bool
try_host(struct journey *j, const char *host, struct arrival *arrival)
{
	struct address_list addresses;
	struct host_fault *fault = next_fault(j);

	if (j->letter->hop.is_address) {
		addresses.n = 1;
		snprintf(addresses.text[0], sizeof(addresses.text[0]), "%.45s",
		    host);
	} else if (!hosts_addresses(j->dns, host, j->book, &addresses, fault)) {
		keep_weight(j, fault);
		return false;
	}
	j->n_faults--; /* not needed */
	for (size_t i = 0; i < addresses.n && j->calls < CALLS_MAX; i++) {
		j->calls++;
		if (try_address(j, host, addresses.text[i], arrival))
			return true;
	}
	return false;
}

/* Each host and address has failed: which of the faults is the answer? */
static void
give_up(struct journey *j, struct arrival *arrival)
{
	size_t i = decide_exhausted(j->weights, j->n_faults);

	arrival->fault = &j->faults[i];
	arrival->fate = j->weights[i].permanent ? FATE_BOUNCE : FATE_DEFER;
}

static void
try_hosts(
    struct journey *j, const struct mx_list *hosts, struct arrival *arrival)
{
	for (size_t i = 0; i < hosts->n; i++) {
		if (try_host(j, hosts->list[i].name, arrival))
			return;
		if (i + 1 < hosts->n)
			note_decision(j->book,
			    &(struct note){.about = "mx",
				.result = "next-mx",
				.host = hosts->list[i + 1].name,
				.clause = "RFC 5321 5.1"},
			    "the host before did not take the mail");
	}
	give_up(j, arrival);
}

static void
attempt(struct journey *j, struct arrival *arrival)
{
	struct hosts_question question = {
	    .dns = j->dns,
	    .hop = &j->letter->hop,
	    .book = j->book,
	    .seed = j->sender->seed ^ (uint64_t)j->letter->id,
	};
	struct mx_list hosts;
	struct host_fault *fault;

	memset(arrival, 0, sizeof(*arrival));
	j->n_faults = 0;
	j->calls = 0;
	fault = next_fault(j);
	if (!hosts_find(&question, &hosts, fault)) {
		keep_weight(j, fault);
		give_up(j, arrival);
		return;
	}
	j->n_faults = 0;
	try_hosts(j, &hosts, arrival);
}

static const char *
or_null(const char *s)
{
	return s[0] == '\0' ? NULL : s;
}

static void
tell(const struct journey *j, const struct arrival *arrival, bool final)
{
	const struct host_fault *fault = arrival->fault;
	struct fate_note note = {
	    .fate = arrival->fate,
	    .host = or_null(fault != NULL ? fault->host : arrival->host),
	    .address =
		or_null(fault != NULL ? fault->address : arrival->address),
	    .reason = fault != NULL ? fault->reason : NULL,
	    .status = fault != NULL ? fault->status : "2.0.0",
	    .text = fault != NULL ? fault->text : NULL,
	    .final = final,
	};

	note_outcome(j->book, &note);
}

/* The world reads the same clock, before the first packet of the attempt. */
static void
set_time(struct journey *j, int number)
{
	j->book->attempt = number;
	j->book->time = j->start + (number - 1) * j->sender->retry_wait;
	if (j->sender->clock != NULL)
		clock_page_set(
		    j->sender->clock, j->letter->slot, j->book->time);
}

static void
note_retry(const struct journey *j)
{
	note_decision(j->book,
	    &(struct note){.about = "retry",
		.result = "wait",
		.clause = "RFC 5321 4.5.4.1"},
	    "the mail stays in the queue for %lld minutes",
	    (long long)(j->sender->retry_wait / 60));
}

static bool
is_tried_again(const struct journey *j, const struct arrival *arrival)
{
	return arrival->fate == FATE_DEFER &&
	       j->book->attempt < j->sender->attempts;
}

static void return_to_sender(struct journey *, const struct arrival *);

static enum fate
travel(struct journey *j)
{
	struct arrival arrival;
	bool is_report = j->book->is_report;

	for (int number = 1;; number++) {
		set_time(j, number);
		attempt(j, &arrival);
		if (!is_tried_again(j, &arrival))
			break;
		if (!is_report)
			tell(j, &arrival, false);
		note_retry(j);
	}
	if (arrival.fate == FATE_BOUNCE)
		return_to_sender(j, &arrival);
	if (!is_report)
		tell(j, &arrival, true);
	return arrival.fate;
}

static void
journey_begin(struct journey *j)
{
	struct err err;

	j->faults = xcalloc(FAULTS_MAX, sizeof(*j->faults));
	j->dns = sender_dns_new(
	    j->sender->dns_address, j->sender->dns_port, DNS_TIMEOUT, &err);
	if (j->dns == NULL)
		abort(); /* the address was checked at the start */
}

static void
journey_end(struct journey *j)
{
	sender_dns_free(j->dns);
	free(j->faults);
}

static char *
report_about(const struct journey *j, const struct arrival *arrival)
{
	const struct host_fault *fault = arrival->fault;
	struct dsn_facts facts = {
	    .reporter = j->sender->helo,
	    .to = j->letter->from.wire,
	    .recipient = j->letter->to.wire,
	    .status = fault->status,
	    .remote = or_null(fault->host),
	    .reason = fault->reason,
	    .diagnostic = fault->text,
	    .said_by_remote = fault->said_by_host,
	    .arrived = j->sender->t0,
	    .now = j->book->time,
	    .headers = j->letter->headers,
	};

	return dsn_compose(&facts);
}

/*
 * The report travels like any mail, under the same policy, with the null
 * reverse-path, so that it cannot come back itself (RFC 5321 4.5.5).
 */
static void
return_to_sender(struct journey *j, const struct arrival *arrival)
{
	struct letter report = {0};
	struct journey way = {
	    .sender = j->sender, .letter = &report, .start = j->book->time};
	struct notebook book = *j->book;
	struct letter_form form = {.from = "", .to = j->letter->from.wire};
	struct err err;
	enum fate fate;
	char *text;

	if (j->letter->from.wire[0] == '\0')
		return;
	text = report_about(j, arrival);
	form.text = text;
	form.len = strlen(text);
	if (!letter_write(&report, &form, &err))
		abort(); /* the address was good when the mail came */
	report.id = j->letter->id;
	report.slot = j->letter->slot;
	book.is_report = true;
	way.book = &book;
	journey_begin(&way);
	fate = travel(&way);
	journey_end(&way);
	letter_clear(&report);
	free(text);
	note_decision(j->book,
	    &(struct note){.about = "report",
		.result = fate_name(fate),
		.clause = "RFC 3464"},
	    "the report about the failure to %s", j->letter->from.wire);
}

enum fate
sender_mail(const struct sender *sender, const struct letter *letter, int fd,
    bool for_people)
{
	struct notebook book = {.fd = fd,
	    .for_people = for_people,
	    .mail = letter->id,
	    .t0 = sender->t0};
	struct journey j = {.sender = sender,
	    .letter = letter,
	    .book = &book,
	    .start = sender->t0};
	enum fate fate;

	journey_begin(&j);
	fate = travel(&j);
	journey_end(&j);
	return fate;
}
