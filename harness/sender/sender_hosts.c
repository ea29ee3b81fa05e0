/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_hosts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct dns_fault {
	const char *reason;
	const char *status;
	const char *clause;
	bool permanent;
	bool ends_mail;
};

static bool fail(const struct notebook *, struct host_fault *,
    const struct dns_fault *, const char *fmt, ...) PRINTF_LIKE(4, 5);

static bool
fail(const struct notebook *book, struct host_fault *fault,
    const struct dns_fault *why, const char *fmt, ...)
{
	va_list ap;

	memset(fault, 0, sizeof(*fault));
	fault->weight.rank = FAULT_REACH;
	fault->weight.permanent = why->permanent;
	fault->ends_mail = why->ends_mail;
	fault->about = "dns";
	fault->reason = why->reason;
	fault->clause = why->clause;
	snprintf(fault->status, sizeof(fault->status), "%s", why->status);
	va_start(ap, fmt);
	vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
	va_end(ap);
	note_decision(book,
	    &(struct note){.about = "dns",
		.result = "refused",
		.reason = why->reason,
		.clause = why->clause},
	    "%s", fault->text);
	return false;
}

static const struct dns_fault no_answer = {
    "dns-failure", "4.4.3", "RFC 5321 5.1", false, false};
static const struct dns_fault no_domain = {
    "domain-not-found", "5.1.2", "RFC 5321 5.1", true, true};
static const struct dns_fault no_address = {
    "no-address", "5.4.4", "RFC 5321 5.1", true, false};
static const struct dns_fault null_mx = {
    "null-mx", "5.1.10", "RFC 7505 3", true, true};

static void
note_host(const struct notebook *book, const struct mx *mx)
{
	note_decision(book,
	    &(struct note){.about = "mx",
		.result = "found",
		.host = mx->name,
		.clause = "RFC 5321 5.1"},
	    "preference %u", (unsigned)mx->preference);
}

/* The next hop itself stands in for a mail exchanger. */
static bool
only_itself(const struct notebook *book, const char *name, const char *why,
    struct mx_list *found)
{
	found->n = 1;
	found->list[0].preference = 0;
	snprintf(found->list[0].name, sizeof(found->list[0].name), "%s", name);
	note_decision(book,
	    &(struct note){.about = "mx",
		.result = "implicit",
		.host = name,
		.clause = "RFC 5321 5.1"},
	    "%s", why);
	return true;
}

static bool
take_mx(const struct hosts_question *q, struct mx_list *found,
    struct host_fault *fault)
{
	if (mx_is_null(found->list, found->n))
		return fail(q->book, fault, &null_mx, "%s takes no mail at all",
		    q->hop->name);
	mx_order(found->list, found->n, q->seed);
	for (size_t i = 0; i < found->n; i++)
		note_host(q->book, &found->list[i]);
	return true;
}

bool
hosts_find(const struct hosts_question *q, struct mx_list *found,
    struct host_fault *fault)
{
	const struct next_hop *hop = q->hop;
	const struct notebook *book = q->book;

	if (hop->is_address)
		return only_itself(
		    book, hop->name, "an address is its own host", found);
	if (hop->no_mx)
		return only_itself(
		    book, hop->name, "the next hop was given as a host", found);
	switch (sender_dns_mx(q->dns, hop->name, found)) {
	case DNS_FOUND:
		return take_mx(q, found, fault);
	case DNS_NODATA:
		return only_itself(book, hop->name,
		    "there is no MX record, so the name itself is the host",
		    found);
	case DNS_NXDOMAIN:
		return fail(
		    book, fault, &no_domain, "%s does not exist", hop->name);
	case DNS_FAILED:
		break;
	}
	return fail(book, fault, &no_answer,
	    "the MX of %s: no useful answer from DNS", hop->name);
}

static bool
no_host(const struct notebook *book, const char *host, const char *what,
    struct host_fault *fault)
{
	fail(book, fault, &no_address, "%s %s", host, what);
	snprintf(fault->host, sizeof(fault->host), "%s", host);
	return false;
}

bool
hosts_addresses(struct sender_dns *dns, const char *host,
    const struct notebook *book, struct address_list *found,
    struct host_fault *fault)
{
	if (host[0] == '\0')
		return no_host(book, host, "the root is no host", fault);
	switch (sender_dns_addresses(dns, host, found)) {
	case DNS_FOUND:
		return true;
	case DNS_NODATA:
		return no_host(book, host, "has no address", fault);
	case DNS_NXDOMAIN:
		return no_host(book, host, "does not exist", fault);
	case DNS_FAILED:
		break;
	}
	fail(book, fault, &no_answer,
	    "the addresses of %s: no useful answer from DNS", host);
	snprintf(fault->host, sizeof(fault->host), "%s", host);
	return false;
}
