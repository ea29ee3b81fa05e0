/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <openssl/ssl.h>

#include "harness/sender/cert_examine.h"
#include "harness/sender/cert_findings.h"
#include "harness/sender/cert_trust.h"
#include "harness/sender/sender_name.h"
#include "harness/sender/session_steps.h"

static const char *
about_fault(enum cert_fault_kind kind)
{
	switch (kind) {
	case CERT_UNTRUSTED:
		return "certificate-chain";
	case CERT_NAME:
		return "certificate-name";
	case CERT_EXPIRED:
	case CERT_NOT_YET:
		return "certificate-dates";
	case CERT_INVALID:
		return "certificate";
	}
	return "certificate";
}

static const char *
result_of_fault(const struct cert_verdict *verdict, size_t i)
{
	uint32_t bit = UINT32_C(1) << i;

	if (verdict->forgiven & bit)
		return "relaxed";
	return verdict->held & bit ? "refused" : "ignored";
}

static void
note_findings(const struct session *s, const struct cert_findings *found,
    const struct cert_verdict *verdict)
{
	bool name_is_fine = true;

	for (size_t i = 0; i < found->n; i++) {
		const struct cert_fault *fault = &found->faults[i];

		name_is_fine = name_is_fine && fault->kind != CERT_NAME;
		session_note(s,
		    &(struct note){.about = about_fault(fault->kind),
			.result = result_of_fault(verdict, i),
			.reason = cert_fault_reason(fault->kind),
			.clause = fault->clause},
		    "%s", fault->text);
	}
	if (name_is_fine)
		session_note(s,
		    &(struct note){.about = "certificate-name",
			.result = "accepted",
			.clause = found->name_clause},
		    "%s", found->name_text);
	if (found->notes[0] != '\0')
		session_note(s,
		    &(struct note){.about = "certificate-dates",
			.result = "ignored",
			.clause = "RFC 5280 6.1.1 (d)"},
		    "%s", found->notes);
}

/* Both relaxations are product rules, and the log says so. */
static const char *
clause_of_acceptance(const struct cert_verdict *verdict)
{
	return verdict->forgiven != 0 ? "product rule (relaxed policy)"
				      : "RFC 5280 6.1, RFC 9525 6";
}

static bool
reject_certificate(struct session *s, const struct cert_findings *found,
    const struct cert_verdict *verdict)
{
	const struct cert_fault *first = &found->faults[verdict->first];
	bool permanent = verdict->step == CERT_STEP_BOUNCE;
	struct host_fault like = {
	    .weight = {FAULT_SECURITY, permanent},
	    .about = "certificate",
	    .reason = cert_fault_reason(first->kind),
	    .clause = first->clause,
	};

	snprintf(like.status, sizeof(like.status), "%d.7.5", permanent ? 5 : 4);
	return session_fail(s, &like, "%s", first->text);
}

static bool
judge_certificate(struct session *s)
{
	const struct sender *sender = s->call->sender;
	struct cert_findings found;
	struct cert_verdict verdict;

	cert_examine(sender->trust, SSL_get_peer_cert_chain(wire_tls(s->wire)),
	    s->call->host, s->call->book->time, &found);
	verdict = cert_judge(&sender->knobs, &found);
	note_findings(s, &found, &verdict);
	if (verdict.step == CERT_STEP_DEFER || verdict.step == CERT_STEP_BOUNCE)
		return reject_certificate(s, &found, &verdict);
	s->verified = verdict.step == CERT_STEP_VERIFIED;
	session_note(s,
	    &(struct note){.about = "certificate",
		.result = s->verified ? "verified" : "unverified",
		.clause =
		    s->verified ? clause_of_acceptance(&verdict) : "policy"},
	    s->verified ? "the host is authenticated%s"
			: "the policy delivers all the same%s",
	    verdict.forgiven != 0 ? ", by a relaxation" : "");
	return true;
}

static bool
handshake(struct session *s)
{
	const struct sender *sender = s->call->sender;
	bool will_verify = policy_knobs_verify(&sender->knobs);
	/* RFC 6066 3: a host name, never an address, without its last dot. */
	const char *sni =
	    sender_name_is_address(s->call->host) ? NULL : s->call->host;
	enum wire_end end = wire_start_tls(
	    s->wire, cert_trust_session(sender->trust, sni, will_verify));
	struct decision d;

	if (end == WIRE_OK) {
		session_note(s,
		    &(struct note){.about = "handshake",
			.result = "done",
			.clause = "RFC 3207 4"},
		    "%s, %s", SSL_get_version(wire_tls(s->wire)),
		    SSL_get_cipher_name(wire_tls(s->wire)));
		return true;
	}
	d = decide_handshake(&sender->knobs, end == WIRE_TIMEOUT);
	session_fail(s,
	    &(struct host_fault){
		.weight = {FAULT_SECURITY, false},
		.clear_at_retry = d.clear_at_retry,
		.about = "handshake",
		.reason = d.reason,
		.clause = d.clause,
	    },
	    "%s: %s", d.text,
	    end == WIRE_TLS ? wire_tls_trouble(s->wire) : wire_end_text(end));
	snprintf(s->fault->status, sizeof(s->fault->status), "%s", d.status);
	return false;
}

static bool
give_up(struct session *s, const struct decision *d)
{
	struct host_fault like = {
	    .weight = {FAULT_SECURITY, false},
	    .about = "starttls",
	    .reason = d->reason,
	    .clause = d->clause,
	};

	snprintf(like.status, sizeof(like.status), "%s", d->status);
	return session_fail(s, &like, "%s", d->text);
}

/* RFC 3207 4.2: what was said in the clear is not known inside TLS. */
static void
forget_what_was_said(struct session *s)
{
	size_t stray = wire_discard(s->wire);

	memset(&s->hello, 0, sizeof(s->hello));
	if (stray > 0)
		session_note(s,
		    &(struct note){.about = "starttls",
			.result = "discarded",
			.clause = "RFC 3207 4.2"},
		    "%zu bytes came behind the 220 in the clear, and are "
		    "thrown away",
		    stray);
}

/* True: TLS is up, or may be left out; d says which. */
static bool
say_starttls(struct session *s, struct decision *d)
{
	struct smtp_reply reply = {0};

	if (!session_ask(s, "starttls", &reply, "STARTTLS"))
		return false;
	if (reply.code == 220) {
		forget_what_was_said(s);
		return handshake(s);
	}
	session_note(s,
	    &(struct note){.about = "starttls",
		.result = "refused",
		.clause = "RFC 3207 4"},
	    "%d %s", reply.code, reply.text);
	*d = decide_starttls_reply(&s->call->sender->knobs, reply.code);
	return true;
}

static bool
go_on_in_tls(struct session *s)
{
	if (policy_knobs_verify(&s->call->sender->knobs)) {
		if (!judge_certificate(s))
			return false;
	} else {
		session_note(s,
		    &(struct note){.about = "certificate",
			.result = "ignored",
			.clause = "RFC 7435 3"},
		    "this policy does not look at certificates");
	}
	return session_hello(s);
}

bool
session_secure(struct session *s)
{
	const struct sender *sender = s->call->sender;
	struct decision d = decide_offer(&sender->knobs,
	    sender_reply_offers(&s->hello, "STARTTLS"), s->call->clear_now);

	if (d.step == STEP_STARTTLS && !say_starttls(s, &d))
		return false;
	if (wire_tls(s->wire) != NULL)
		return go_on_in_tls(s);
	if (d.step == STEP_LEAVE)
		return give_up(s, &d);
	session_note(s,
	    &(struct note){
		.about = "starttls", .result = "cleartext", .clause = d.clause},
	    "%s", d.text);
	return true;
}
