/* SPDX-License-Identifier: MIT */
#include "tests/bench/bench_client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "harness/sender/cert_trust.h"
#include "harness/sender/sender.h"
#include "harness/sender/sender_dns.h"
#include "harness/sender/sender_wire.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/world/address.h"

#define TIMEOUT_S 10
#define WINDOW	  64 /* questions under way at once */
#define WORDS	  12 /* of the sender's command */

static double
since(int64_t began)
{
	return (double)(clock_monotonic_us() - began) / 1e6;
}

/* --- visits -------------------------------------------------------------- */

static bool
ask(struct wire *wire, const char *line, int code)
{
	struct smtp_reply reply;

	return wire_send(wire, line, strlen(line)) == WIRE_OK &&
	       wire_reply(wire, &reply) == WIRE_OK && reply.code == code;
}

static bool
meet(struct wire *wire, SSL *ssl)
{
	struct smtp_reply greeting;

	if (wire_reply(wire, &greeting) != WIRE_OK ||
	    !ask(wire, "EHLO mta.sender.example\r\n", 250) ||
	    !ask(wire, "STARTTLS\r\n", 220)) {
		SSL_free(ssl);
		return false;
	}
	return wire_start_tls(wire, ssl) == WIRE_OK &&
	       ask(wire, "QUIT\r\n", 221);
}

struct visitor {
	const struct bench_world *world;
	struct sender_dns *dns;
	struct cert_trust *trust;
};

static bool
visit(struct visitor *v, size_t i, struct err *err)
{
	char domain[40];
	struct mx_list mx;
	struct address_list at;
	enum wire_end end;
	struct wire *wire;
	bool ok;

	snprintf(domain, sizeof(domain), "h%zu.example", i);
	if (sender_dns_mx(v->dns, domain, &mx) != DNS_FOUND ||
	    sender_dns_addresses(v->dns, mx.list[0].name, &at) != DNS_FOUND)
		return err_set(err, ERR_SYSTEM, "%s: no answer", domain);
	wire = wire_open(at.text[0], v->world->smtp_port, TIMEOUT_S, &end);
	if (wire == NULL)
		return err_set(
		    err, ERR_SYSTEM, "%s: %s", domain, wire_end_text(end));
	ok = meet(wire, cert_trust_session(v->trust, mx.list[0].name, false));
	wire_close(wire);
	return ok || err_set(err, ERR_SYSTEM, "%s: no session", domain);
}

static bool
visit_all(struct visitor *v, struct err *err)
{
	for (size_t i = 0; i < v->world->hosts; i++)
		if (!visit(v, i, err))
			return false;
	return true;
}

bool
bench_visit_all(
    const struct bench_world *world, double *seconds, struct err *err)
{
	struct visitor v = {.world = world};
	int64_t began = clock_monotonic_us();
	bool ok = false;

	v.dns = sender_dns_new(ADDRESS_DOOR, world->dns_port, TIMEOUT_S, err);
	v.trust = cert_trust_new(NULL, err);
	if (v.dns != NULL && v.trust != NULL)
		ok = visit_all(&v, err);
	sender_dns_free(v.dns);
	cert_trust_free(v.trust);
	*seconds = since(began);
	return ok;
}

/* --- questions ----------------------------------------------------------- */

static int
dial_door(const struct bench_world *world)
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(world->dns_port)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, ADDRESS_DOOR, &sin.sin_addr);
	if (fd != -1 && connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* RFC 1035 4.1: one question, the MX of h<i>.example; RD. */
static size_t
write_question(size_t i, uint8_t *out, size_t cap)
{
	uint8_t header[12] = {(uint8_t)(i >> 8), (uint8_t)i, 1, 0, 0, 1};
	char label[20];
	int n = snprintf(label, sizeof(label), "h%zu", i);
	int len = snprintf((char *)out + sizeof(header), cap - sizeof(header),
	    "%c%s%cexample%c%c%c%c%c", n, label, 7, 0, 0, 15, 0, 1);

	memcpy(out, header, sizeof(header));
	return sizeof(header) + (size_t)len;
}

/* Reads what is there, at least one answer. */
static bool
take_answers(int fd, size_t *under_way, struct err *err)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint8_t answer[1500];

	if (poll(&p, 1, TIMEOUT_S * 1000) != 1)
		return err_set(err, ERR_SYSTEM, "the door does not answer");
	while (*under_way > 0 &&
	       recv(fd, answer, sizeof(answer), MSG_DONTWAIT) > 0)
		--*under_way;
	return true;
}

static bool
ask_all(const struct bench_world *world, int fd, size_t rounds, struct err *err)
{
	size_t under_way = 0;
	uint8_t question[80];

	for (size_t i = 0; i < rounds * world->hosts; i++) {
		size_t n = write_question(
		    i % world->hosts, question, sizeof(question));

		if (send(fd, question, n, 0) != (ssize_t)n)
			return err_system(err, "the door");
		if (++under_way == WINDOW && !take_answers(fd, &under_way, err))
			return false;
	}
	while (under_way > 0)
		if (!take_answers(fd, &under_way, err))
			return false;
	return true;
}

bool
bench_ask_all(const struct bench_world *world, size_t rounds, double *seconds,
    struct err *err)
{
	int fd = dial_door(world);
	int64_t began = clock_monotonic_us();
	bool ok = fd == -1 ? err_system(err, "the door")
			   : ask_all(world, fd, rounds, err);

	*seconds = since(began);
	close(fd);
	return ok;
}

/* --- mails --------------------------------------------------------------- */

static FILE *
write_mails(const struct bench_world *world, size_t mails)
{
	FILE *f = tmpfile();

	for (size_t i = 0; f != NULL && i < mails; i++)
		fprintf(f,
		    "{\"mail\":%zu,\"from\":\"alice@sender.example\","
		    "\"to\":\"u@h%zu.example\",\"message\":\"Subject: x\\n\\n"
		    "hello\\n\"}\n",
		    i, i % world->hosts);
	if (f != NULL)
		rewind(f);
	return f;
}

static void __attribute__((noreturn))
be_the_sender(const struct bench_world *world, FILE *mails)
{
	char dns[40], port[20], ca[40];
	const char *const words[] = {"sender", "--batch", "--policy", "strict",
	    "--dns", dns, "--smtp-port", port, "--ca", ca, "-j", "2"};
	char *argv[WORDS + 1] = {NULL};

	for (size_t i = 0; i < WORDS; i++)
		argv[i] = (char *)words[i];
	snprintf(dns, sizeof(dns), "%s:%u", ADDRESS_DOOR, world->dns_port);
	snprintf(port, sizeof(port), "%u", world->smtp_port);
	snprintf(ca, sizeof(ca), "/dev/fd/%d", world->ca);
	if (dup2(fileno(mails), STDIN_FILENO) == -1 ||
	    freopen("/dev/null", "w", stdout) == NULL)
		_exit(EXIT_FAILURE);
	_exit(sender_main((int)WORDS, argv));
}

bool
bench_deliver(const struct bench_world *world, size_t mails, double *seconds,
    struct err *err)
{
	FILE *f = write_mails(world, mails);
	int64_t began = clock_monotonic_us();
	int how = -1;
	pid_t pid = f == NULL ? -1 : fork();

	if (pid == 0)
		be_the_sender(world, f);
	if (pid > 0)
		waitpid(pid, &how, 0);
	if (f != NULL)
		fclose(f);
	*seconds = since(began);
	return how == 0 || err_set(err, ERR_SYSTEM, "the sender failed");
}
