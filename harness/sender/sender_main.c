/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "harness/sender/cert_trust.h"
#include "harness/sender/sender.h"
#include "harness/sender/sender_batch.h"
#include "harness/sender/sender_mail.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define JOBS_MAX     256
#define SYSTEM_ROOTS "/etc/ssl/certs/ca-certificates.crt" /* Debian */
#define MESSAGE_MAX  (64U << 20)

struct options {
	struct sender sender;
	bool batch;
	bool help;
	const char *ca;
	const char *from, *to, *next_hop;
	int clock_fd; /* -1: none */
	char dns_address[64];
};

static const char help[] =
    "The built-in sender: looks up the hosts of a domain, judges their\n"
    "certificates, hands the mail over or not, and says why.  It connects to\n"
    "addresses of this machine only.\n"
    "\n"
    "badmx sender --policy NAME --to ADDRESS [OPTIONS] < message\n"
    "badmx sender --policy NAME --batch [OPTIONS] < mails.jsonl\n"
    "\n"
    "  --policy NAME      none, opportunistic, encrypt, strict,\n"
    "                     relaxed-wildcard, relaxed-expiry or\n"
    "                     verify-if-offered; with modifiers: +wildcard,\n"
    "                     +expired=30d, +bounce, +unverified\n"
    "  --to ADDRESS       the recipient; user@[127.16.0.1] needs no DNS\n"
    "  --from ADDRESS     the sender (alice@sender.example); \"\" is <>\n"
    "  --next-hop HOST    instead of the recipient's domain; [HOST]: no MX\n"
    "  --batch            one JSON object a line: mail, slot, from, to,\n"
    "                     nexthop, message; answers in the same way\n"
    "  -j, --jobs N       mails under way at once (16)\n"
    "  --dns ADDR[:PORT]  the resolver (127.0.0.53:53)\n"
    "  --smtp-port PORT   of every host (25)\n"
    "  --ca FILE          the roots to trust, PEM (those of the system)\n"
    "  --helo NAME        our own name (mta.sender.example)\n"
    "  --attempts N       before a mail is left in the queue (2)\n"
    "  --retry-wait SPAN  virtual time between attempts (30 minutes)\n"
    "  --timeout SECONDS  real time that a host may be silent (10)\n"
    "  --t0 EPOCH         where virtual time begins (now)\n"
    "  --clock FD         the clock page to share it with the world\n"
    "  --seed N           the order of hosts of equal preference\n"
    "\n"
    "Exit: 0 delivered, 69 returned, 75 still in the queue; 0 after a batch\n";

enum option_id {
	OPT_POLICY = 256,
	OPT_TO,
	OPT_FROM,
	OPT_NEXT_HOP,
	OPT_BATCH,
	OPT_DNS,
	OPT_SMTP_PORT,
	OPT_CA,
	OPT_HELO,
	OPT_ATTEMPTS,
	OPT_RETRY_WAIT,
	OPT_TIMEOUT,
	OPT_T0,
	OPT_CLOCK,
	OPT_SEED,
};

static const struct option long_options[] = {
    {"policy", required_argument, NULL, OPT_POLICY},
    {"to", required_argument, NULL, OPT_TO},
    {"from", required_argument, NULL, OPT_FROM},
    {"next-hop", required_argument, NULL, OPT_NEXT_HOP},
    {"batch", no_argument, NULL, OPT_BATCH},
    {"jobs", required_argument, NULL, 'j'},
    {"dns", required_argument, NULL, OPT_DNS},
    {"smtp-port", required_argument, NULL, OPT_SMTP_PORT},
    {"ca", required_argument, NULL, OPT_CA},
    {"helo", required_argument, NULL, OPT_HELO},
    {"attempts", required_argument, NULL, OPT_ATTEMPTS},
    {"retry-wait", required_argument, NULL, OPT_RETRY_WAIT},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"t0", required_argument, NULL, OPT_T0},
    {"clock", required_argument, NULL, OPT_CLOCK},
    {"seed", required_argument, NULL, OPT_SEED},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool
number(const char *text, long long max, long long *out, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end != '\0' || n < 0 || n > max)
		return err_set(err, ERR_USAGE,
		    "\"%s\" is not a number from 0 to %lld", text, max);
	*out = n;
	return true;
}

static bool
small(const char *text, int least, int most, int *out, struct err *err)
{
	long long n;

	if (!number(text, most, &n, err))
		return false;
	if (n < least)
		return err_set(
		    err, ERR_USAGE, "\"%s\" is less than %d", text, least);
	*out = (int)n;
	return true;
}

static bool
port(const char *text, uint16_t *out, struct err *err)
{
	int n = 0;

	if (!small(text, 1, 65535, &n, err))
		return false;
	*out = (uint16_t)n;
	return true;
}

/* The resolver, too, is one of this machine. */
static bool
is_loopback(const char *text)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, text, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, text, &six) == 1 &&
	       IN6_IS_ADDR_LOOPBACK(&six);
}

/* "127.0.0.53", "127.0.0.53:53", "[::1]:53". */
static bool
dns(const char *text, struct options *o, struct err *err)
{
	const char *from = text[0] == '[' ? text + 1 : text;
	size_t len = strcspn(from, text[0] == '[' ? "]" : ":");
	const char *rest = from + len + (from[len] == ']');

	if (len >= sizeof(o->dns_address))
		return err_set(err, ERR_USAGE, "\"%s\" is too long", text);
	memcpy(o->dns_address, from, len);
	o->dns_address[len] = '\0';
	if (!is_loopback(o->dns_address))
		return err_set(err, ERR_USAGE,
		    "\"%s\" is not a resolver on this machine", text);
	if (rest[0] == '\0')
		return true;
	return port(rest + 1, &o->sender.dns_port, err);
}

static bool
take_number(int id, const char *arg, struct options *o, struct err *err)
{
	struct sender *s = &o->sender;
	long long n = 0;
	int small_one = 0;

	switch (id) {
	case OPT_T0:
		if (!number(arg, 1LL << 40, &n, err))
			return false;
		s->t0 = (int64_t)n;
		return true;
	case OPT_SEED:
		if (!number(arg, INT64_MAX, &n, err))
			return false;
		s->seed = (uint64_t)n;
		return true;
	case OPT_ATTEMPTS:
		return small(arg, 1, 100, &s->attempts, err);
	case OPT_CLOCK:
		return small(arg, 0, 1 << 20, &o->clock_fd, err);
	case OPT_TIMEOUT:
		if (!small(arg, 1, 3600, &small_one, err))
			return false;
		s->timeout_s = (unsigned)small_one;
		return true;
	default: /* -j */
		if (!small(arg, 1, JOBS_MAX, &small_one, err))
			return false;
		s->jobs = (unsigned)small_one;
		return true;
	}
}

static bool
take(int id, const char *arg, struct options *o, struct err *err)
{
	struct sender *s = &o->sender;

	switch (id) {
	case OPT_POLICY:
		s->policy = arg;
		return policy_knobs_parse(arg, &s->knobs, err);
	case OPT_TO:
		o->to = arg;
		return true;
	case OPT_FROM:
		o->from = arg;
		return true;
	case OPT_NEXT_HOP:
		o->next_hop = arg;
		return true;
	case OPT_BATCH:
		o->batch = true;
		return true;
	case OPT_DNS:
		return dns(arg, o, err);
	case OPT_SMTP_PORT:
		return port(arg, &s->smtp_port, err);
	case OPT_CA:
		o->ca = arg;
		return true;
	case OPT_HELO:
		s->helo = arg;
		return strlen(arg) < 256 ||
		       err_set(err, ERR_USAGE, "the name is too long");
	case OPT_RETRY_WAIT:
		return text_span(arg, &s->retry_wait, err);
	case 'h':
		o->help = true;
		return true;
	default: /* the ones that take a number */
		return take_number(id, arg, o, err);
	}
}

static bool
parse(int argc, char **argv, struct options *o, struct err *err)
{
	int id;

	optind = 0; /* the caller may have used getopt before */
	opterr = 0;
	while (
	    (id = getopt_long(argc, argv, ":j:h", long_options, NULL)) != -1) {
		if (id == '?' || id == ':')
			return err_set(err, ERR_USAGE, "%s: %s",
			    argv[optind - 1],
			    id == ':' ? "a value is missing"
				      : "there is no such option");
		if (!take(id, optarg, o, err))
			return false;
	}
	if (o->help)
		return true;
	if (optind < argc)
		return err_set(err, ERR_USAGE, "what is \"%s\"?", argv[optind]);
	if (o->sender.policy == NULL)
		return err_set(err, ERR_USAGE, "--policy is missing");
	if (!o->batch && o->to == NULL)
		return err_set(err, ERR_USAGE, "--to is missing");
	return true;
}

static char *
read_message(size_t *len)
{
	size_t cap = 1 << 16, n;
	char *text = xcalloc(cap, 1);

	*len = 0;
	while ((n = fread(text + *len, 1, cap - *len, stdin)) > 0) {
		*len += n;
		if (*len > MESSAGE_MAX)
			break;
		if (*len == cap)
			text = xreallocarray(text, cap *= 2, 1);
	}
	return text;
}

static int
one_mail(const struct options *o)
{
	struct letter letter;
	struct letter_form form = {
	    .from = o->from, .to = o->to, .next_hop = o->next_hop};
	struct err err;
	char *text = read_message(&form.len);
	enum fate fate;

	form.text = text;
	if (!letter_write(&letter, &form, &err)) {
		fprintf(stderr, "badmx sender: %s\n", err.text);
		free(text);
		letter_clear(&letter);
		return EX_DATAERR;
	}
	fate = sender_mail(&o->sender, &letter, STDOUT_FILENO, true);
	letter_clear(&letter);
	free(text);
	if (fate == FATE_DEFER)
		return EX_TEMPFAIL;
	return fate == FATE_BOUNCE ? EX_UNAVAILABLE : EX_OK;
}

static int
complain(const struct err *err)
{
	fprintf(stderr, "badmx sender: %s\n", err->text);
	switch (err->kind) {
	case ERR_USAGE:
		return EX_USAGE;
	case ERR_MISSING:
		return EX_NOINPUT;
	case ERR_INPUT:
	case ERR_CRYPTO:
		return EX_DATAERR;
	case ERR_NONE:
	case ERR_CLIENT:
	case ERR_UNPROVEN:
	case ERR_SYSTEM:
	case ERR_PERMISSION:
		break;
	}
	return EX_OSERR;
}

static int
run(struct options *o)
{
	struct cert_trust *trust;
	struct clock_page *clock = NULL;
	struct err err = {0};
	int rc;

	if (o->ca == NULL && access(SYSTEM_ROOTS, R_OK) == 0)
		o->ca = SYSTEM_ROOTS;
	trust = cert_trust_new(o->ca, &err);
	if (trust == NULL)
		return complain(&err);
	if (o->clock_fd != -1) {
		clock = clock_page_map(o->clock_fd, &err);
		if (clock == NULL) {
			cert_trust_free(trust);
			return complain(&err);
		}
	}
	o->sender.trust = trust;
	o->sender.clock = clock;
	o->sender.dns_address = o->dns_address;
	rc = o->batch ? sender_batch(&o->sender) : one_mail(o);
	clock_page_free(clock);
	cert_trust_free(trust);
	return rc;
}

int
sender_main(int argc, char **argv)
{
	struct options o = {
	    .sender = {.helo = "mta.sender.example",
		.t0 = clock_wall(),
		.retry_wait = INT64_C(30) * 60,
		.dns_port = 53,
		.smtp_port = 25,
		.timeout_s = 10,
		.attempts = 2,
		.jobs = 16},
	    .from = "alice@sender.example",
	    .clock_fd = -1,
	    .dns_address = "127.0.0.53",
	};
	struct err err = {0};

	cert_trust_begin();
	signal(SIGPIPE, SIG_IGN);
	if (!parse(argc, argv, &o, &err))
		return complain(&err);
	if (o.help) {
		fputs(help, stdout);
		return EX_OK;
	}
	return run(&o);
}
