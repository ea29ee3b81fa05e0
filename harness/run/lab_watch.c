/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/run/lab_parts.h"
#include "harness/run/status.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/smtp/dsn.h"

struct lab_mail *
lab_mail(struct lab *lab, int number)
{
	return number < 0 || (size_t)number >= lab->roll->n_mails
		   ? NULL
		   : &lab->mails[number];
}

/* --- the world's view -------------------------------------------------- */

static void
note_tls(struct lab *lab, const struct smtp_event *e)
{
	const struct tls_sighting *seen = &e->sighting->tls_seen;
	char buf[8], offered[80];

	tls_versions_text(seen, offered, sizeof(offered));
	if (e->kind == SMTP_EVENT_HANDSHAKE_DONE)
		journal_add(lab->journal, e->host->case_no, LANE_TLS,
		    "handshake done on our side: %s, %s, %s%s%s",
		    tls_version_name(seen->version, buf), seen->cipher,
		    seen->resumed ? "resumed, " : "",
		    seen->sni[0] == '\0' ? "no SNI" : "SNI ", seen->sni);
	else if (e->kind == SMTP_EVENT_HANDSHAKE_FAILED)
		journal_add(lab->journal, e->host->case_no, LANE_TLS,
		    "handshake failed: %s (offered %s)",
		    seen->client_alert.seen
			? tls_alert_name(seen->client_alert.number)
			: seen->trouble,
		    offered);
	else if (seen->client_alert.seen)
		journal_add(lab->journal, e->host->case_no, LANE_TLS,
		    "client: alert %u %s", seen->client_alert.number,
		    tls_alert_name(seen->client_alert.number));
}

static void
note_end(struct lab *lab, const struct smtp_event *e)
{
	journal_add(lab->journal, e->host->case_no, LANE_TCP,
	    "%s: the session ends (%s)%s", e->host->name,
	    smtp_ending_name(e->sighting->ending),
	    e->sighting->leaked > 0 ? ", with plaintext after TLS had failed"
				    : "");
}

/* A bounce, at the sender's own MX.  Its envelope names the mail. */
static void
take_dsn(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *m = NULL;
	struct dsn dsn;
	int number;

	for (size_t i = 0; m == NULL && i < e->message->recipient_count; i++)
		if (mail_number_of(
			e->message->recipients[i].path.address, &number))
			m = lab_mail(lab, number);
	if (m == NULL || !e->message->from.null) {
		journal_add(lab->journal, JOURNAL_LAB, LANE_MAIL,
		    "mail that is no bounce of ours arrived at the sender's "
		    "MX, MAIL FROM:<%s>",
		    e->message->from.address);
		return;
	}
	if (!dsn_parse(e->message->body.text, e->message->body.len, &dsn)) {
		journal_add(lab->journal, number, LANE_MAIL,
		    "a notification without a delivery-status part arrived "
		    "at the sender's MX");
		return;
	}
	for (size_t i = 0; i < dsn.recipient_count; i++) {
		const struct dsn_recipient *r = &dsn.recipients[i];

		journal_add(lab->journal, number, LANE_MAIL,
		    "DSN at the sender's MX: %s %s, %s, %s", r->address,
		    r->action, r->status, r->diagnostic);
		if (strcasecmp(r->action, "failed") == 0)
			observation_dsn_failed(&m->seen, r->status);
	}
	dsn_clear(&dsn);
}

/* A client that mixes up its mails cannot be judged by where they arrive. */
static bool
is_host_of(const struct lab *lab, const struct smtp_host *host,
    const struct lab_mail *m)
{
	return (size_t)host->case_no == lab->roll->entries[m->entry].first_mail;
}

/* The mails of the case whose host it is. */
static size_t
mails_of(const struct lab *lab, const struct smtp_host *host,
    struct lab_mail **first)
{
	const struct roll_entry *e;

	*first = lab_mail((struct lab *)lab, host->case_no);
	if (*first == NULL)
		return 0;
	e = &lab->roll->entries[(*first)->entry];
	return e->n_mails;
}

/*
 * Nobody fed it, so it is the outcome of no mail.  It may be one of ours with
 * another envelope, though, so nothing is said of ours any more.
 */
static void
take_stranger(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *mails;
	size_t n = mails_of(lab, e->host, &mails);
	char *why = xasprintf("a mail that nobody fed was handed over to %s, "
			      "MAIL FROM:<%s>",
	    e->host->name, e->message->from.address);

	journal_add(lab->journal, e->host->case_no, LANE_FAULT, "%s", why);
	for (size_t i = 0; i < n; i++)
		observation_fault(&mails[i].seen, why);
	free(why);
}

static void
take_message(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *m;
	int number;

	if (!e->accepted)
		return;
	if (e->host->case_no < 0) {
		take_dsn(lab, e);
		return;
	}
	if (!mail_number_of(e->message->from.address, &number) ||
	    (m = lab_mail(lab, number)) == NULL || !m->due) {
		take_stranger(lab, e);
		return;
	}
	journal_add(lab->journal, e->host->case_no, LANE_MAIL,
	    "handed over to %s, %s", e->host->name,
	    e->tls ? "inside TLS" : "in clear text");
	if (!is_host_of(lab, e->host, m)) {
		observation_fault(&m->seen,
		    "the mail was handed over to a host of another case");
		return;
	}
	observation_accepted(&m->seen, e->host->host_no, e->host->name, e->tls);
	m->accepted_us = clock_monotonic_us();
}

static void
take_connection(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *mails;
	size_t n = mails_of(lab, e->host, &mails);

	journal_add(lab->journal, e->host->case_no, LANE_TCP, "connected to %s",
	    e->host->name);
	for (size_t i = 0; i < n; i++)
		if (mails[i].due && !mails[i].seen.settled) {
			observation_connected(&mails[i].seen, e->host->host_no);
			mails[i].seen.stirred_us = clock_monotonic_us();
		}
}

static void
take_end(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *mails;
	size_t n = mails_of(lab, e->host, &mails);
	char status[STATUS_SIZE];

	note_end(lab, e);
	status_of_reply(e->sighting->last_no, status);
	for (size_t i = 0; i < n; i++) {
		struct observation *seen = &mails[i].seen;

		if (!mails[i].due)
			continue;
		observation_attempted(seen);
		seen->stirred_us = clock_monotonic_us();
		if (status[0] != '\0')
			snprintf(
			    seen->refusal, sizeof(seen->refusal), "%s", status);
	}
}

static void
take_lab_fault(struct lab *lab, const struct smtp_event *e)
{
	struct lab_mail *m = lab_mail(lab, e->host->case_no);
	char *text = xstrndup(e->line, e->len);

	journal_add(lab->journal, e->host->case_no, LANE_FAULT, "%s", text);
	if (m != NULL)
		observation_fault(&m->seen, text);
	free(text);
}

/*
 * Of the world.  What is wrong with a canary, or with the sender's own domain,
 * is wrong with the lab: it must not look like a client that is driven wrong.
 */
void
lab_on_fault(int case_no, const char *text, void *arg)
{
	struct lab *lab = arg;
	const struct lab_mail *m = lab_mail(lab, case_no);
	const struct roll_entry *e =
	    m == NULL ? NULL : &lab->roll->entries[m->entry];
	struct err err;

	if (e == NULL || e->canary != NULL) {
		err_set(&err, ERR_SYSTEM, "%s", text);
		lab_fail(lab, &err);
		return;
	}
	for (size_t i = 0; i < e->n_mails; i++)
		observation_fault(&lab->mails[e->first_mail + i].seen, text);
	lab_stir(lab);
}

void
lab_on_smtp(const struct smtp_event *e, void *arg)
{
	struct lab *lab = arg;
	int case_no = e->host->case_no;

	switch (e->kind) {
	case SMTP_EVENT_CONNECTED:
		take_connection(lab, e);
		break;
	case SMTP_EVENT_CLIENT_SAID:
	case SMTP_EVENT_LEAK:
		journal_said(lab->journal, case_no,
		    e->tls ? LANE_CLIENT_TLS : LANE_CLIENT, e->line, e->len);
		break;
	case SMTP_EVENT_SERVER_SAID:
		journal_said(lab->journal, case_no,
		    e->tls ? LANE_SERVER_TLS : LANE_SERVER, e->line, e->len);
		break;
	case SMTP_EVENT_STARTTLS:
		if (e->len > 0)
			journal_add(lab->journal, case_no, LANE_TLS,
			    "%zu bytes behind STARTTLS, thrown away", e->len);
		break;
	case SMTP_EVENT_HANDSHAKE_DONE:
	case SMTP_EVENT_HANDSHAKE_FAILED:
	case SMTP_EVENT_TLS_ENDED:
		note_tls(lab, e);
		break;
	case SMTP_EVENT_REFUSED:
		break;
	case SMTP_EVENT_MESSAGE:
		take_message(lab, e);
		break;
	case SMTP_EVENT_LAB_FAULT:
		take_lab_fault(lab, e);
		break;
	case SMTP_EVENT_ENDED:
		take_end(lab, e);
		break;
	case SMTP_EVENT_KINDS:
		abort();
	}
	lab_stir(lab);
}

/* --- the client's word ------------------------------------------------- */

static void
take_word(struct lab *lab, const struct mail_range *mails,
    enum client_word word, const char *reason)
{
	if (word == SAYS_VERIFIED || word == SAYS_UNVERIFIED)
		lab->client_tells = true;
	for (int i = 0; i < mails->n; i++) {
		struct lab_mail *m = lab_mail(lab, mails->first + i);

		if (m != NULL && mails->n == 1)
			observation_client_says(&m->seen, word, reason);
		else if (m != NULL && m->due)
			observation_client_hints(&m->seen, word, reason);
	}
	lab_stir(lab);
}

void
lab_on_log_line(struct lab_log *log, const char *line)
{
	struct lab *lab = log->lab;
	const struct client_rule *rule = NULL;
	struct mail_range mails;
	enum client_word word;

	if (!mail_index_find(lab->index, line, &mails)) {
		journal_add(lab->journal, JOURNAL_LAB, LANE_LOG, "%s", line);
		return;
	}
	journal_add(lab->journal, mails.first, LANE_LOG, "%s", line);
	for (size_t i = 0; rule == NULL && i < log->def->n; i++)
		if (text_glob(log->def->rules[i].pattern, line))
			rule = &log->def->rules[i];
	if (rule != NULL && rule->word != NULL &&
	    client_word_parse(rule->word, &word))
		take_word(lab, &mails, word, rule->reason);
}

static void
on_given(int number, void *arg)
{
	struct lab_mail *m = lab_mail(arg, number);

	if (m == NULL)
		return;
	m->given = true;
	m->fed_us = m->seen.stirred_us = clock_monotonic_us();
}

static void
on_taken(int number, bool taken, const char *reply, void *arg)
{
	struct lab *lab = arg;
	struct lab_mail *m = lab_mail(lab, number);
	char *why;

	journal_add(lab->journal, number, LANE_LOG,
	    taken ? "the client took the mail: %s"
		  : "the client refused to take the mail: %s",
	    reply);
	if (m == NULL)
		return;
	m->given = true;
	m->fed_us = m->seen.stirred_us = clock_monotonic_us();
	if (taken)
		return;
	why = xasprintf("the client refused to take the mail: %s", reply);
	observation_fault(&m->seen, why);
	free(why);
	lab_stir(lab);
}

static void
on_word(const struct feed_word *said, void *arg)
{
	struct lab *lab = arg;
	struct lab_mail *m = lab_mail(lab, said->mail);

	if (m == NULL)
		return;
	if (said->text != NULL)
		journal_add(
		    lab->journal, said->mail, LANE_LOG, "%s", said->text);
	take_word(
	    lab, &(struct mail_range){said->mail, 1}, said->word, said->reason);
	if (said->status != NULL)
		snprintf(
		    m->seen.status, sizeof(m->seen.status), "%s", said->status);
	if (said->final && !lab_client_has_queue(lab))
		observation_client_done(&m->seen);
	lab_stir(lab);
}

static void
on_fault(int number, const char *why, void *arg)
{
	struct lab *lab = arg;
	struct lab_mail *m = lab_mail(lab, number);
	struct err err;

	if (m == NULL) {
		err_set(&err, ERR_CLIENT, "%s", why);
		lab_fail(lab, &err);
		return;
	}
	journal_add(lab->journal, number, LANE_FAULT, "%s", why);
	observation_fault(&m->seen, why);
	lab_stir(lab);
}

const struct feed_calls lab_feed_calls = {
    .given = on_given, .taken = on_taken, .word = on_word, .fault = on_fault};
