/* SPDX-License-Identifier: MIT */
/*
 * sender_world.h - a few hosts and a resolver for the sender's own tests,
 * each in a process of its own, so that the sender is not only tested against
 * our own simulation.  Everything aborts on failure.
 */
#ifndef TESTS_SENDER_WORLD_H
#define TESTS_SENDER_WORLD_H

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <ldns/ldns.h>
#include <openssl/ssl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "sim/base/clock.h"
#include "tests/unit/harness/sender_pki.h"

struct fake_host {
	const char *address;
	const char *greeting, *ehlo, *starttls, *mail, *rcpt, *data, *end;
	const char *behind_220;	 /* injected behind the 220 to STARTTLS */
	const char *inside_ehlo; /* further lines of EHLO inside TLS */
	bool no_starttls;
	bool hangs_up;	/* instead of a handshake */
	bool is_silent; /* in the handshake */
	bool greylists; /* for 15 minutes of the clock page */
	X509 *cert;
	EVP_PKEY *key;
};

struct fake_peer {
	int fd;
	SSL *ssl;
	char from[300], to[300];
};

static inline void
fake_say(struct fake_peer *p, const char *line)
{
	char out[2000];
	int n = snprintf(out, sizeof(out), "%s\r\n", line);

	if (p->ssl != NULL)
		SSL_write(p->ssl, out, n);
	else
		send(p->fd, out, (size_t)n, MSG_NOSIGNAL);
}

/* Without the line end; exits when the peer is gone. */
static inline void
fake_hear(struct fake_peer *p, char *line, size_t cap)
{
	size_t n = 0;
	char c;

	for (;;) {
		long rc = p->ssl != NULL ? SSL_read(p->ssl, &c, 1)
					 : recv(p->fd, &c, 1, 0);

		if (rc <= 0)
			_exit(0);
		if (c == '\n')
			break;
		if (c != '\r' && n + 1 < cap)
			line[n++] = c;
	}
	line[n] = '\0';
}

static inline const char *
fake_or(const char *reply, const char *otherwise)
{
	return reply != NULL ? reply : otherwise;
}

static inline void
fake_ehlo(struct fake_peer *p, const struct fake_host *h)
{
	if (h->ehlo != NULL) {
		fake_say(p, h->ehlo);
		return;
	}
	fake_say(p, "250-fake");
	if (p->ssl != NULL && h->inside_ehlo != NULL)
		fake_say(p, h->inside_ehlo);
	if (!h->no_starttls && p->ssl == NULL)
		fake_say(p, "250-starttls");
	fake_say(p, "250-SIZE 100000");
	fake_say(p, "250 8BITMIME");
}

static inline void
fake_handshake(struct fake_peer *p, const struct fake_host *h)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (h->hangs_up)
		_exit(0);
	if (h->is_silent) {
		sleep(30);
		_exit(0);
	}
	SSL_CTX_use_certificate(ctx, h->cert);
	SSL_CTX_use_PrivateKey(ctx, h->key);
	p->ssl = SSL_new(ctx);
	SSL_set_fd(p->ssl, p->fd);
	if (SSL_accept(p->ssl) != 1)
		_exit(0);
}

static inline void
fake_starttls(struct fake_peer *p, const struct fake_host *h)
{
	char line[1000];

	snprintf(line, sizeof(line), "%s%s%s",
	    fake_or(h->starttls, "220 go ahead"),
	    h->behind_220 != NULL ? "\r\n" : "", fake_or(h->behind_220, ""));
	fake_say(p, line);
	if (strncmp(line, "421", 3) == 0)
		_exit(0);
	if (strncmp(line, "220", 3) == 0)
		fake_handshake(p, h);
}

/* Tells the test which host took what: "127.0.9.1 tls <from> <to>". */
static inline void
fake_data(struct fake_peer *p, const struct fake_host *h, int accepted)
{
	const char *end = fake_or(h->end, "250 2.0.0 taken");
	char line[2000], first[200] = "";

	fake_say(p, fake_or(h->data, "354 go on"));
	if (h->data != NULL && h->data[0] != '3')
		return;
	for (;;) {
		fake_hear(p, line, sizeof(line));
		if (strcmp(line, ".") == 0)
			break;
		if (first[0] == '\0')
			snprintf(first, sizeof(first), "%.150s", line);
	}
	if (end[0] == '2') {
		int n = snprintf(line, sizeof(line), "%s %s %s %s %s\n",
		    h->address, p->ssl != NULL ? "tls" : "clear", p->from,
		    p->to, first);

		pki_must(write(accepted, line, (size_t)n) == n);
	}
	fake_say(p, end);
}

static inline const char *
fake_rcpt(const struct fake_host *h, const struct clock_page *clock)
{
	if (h->greylists && clock_page_get(clock, 0) < PKI_T0 + 900)
		return "451 4.7.1 later";
	return fake_or(h->rcpt, "250 ok");
}

static inline void
fake_session(struct fake_peer *p, const struct fake_host *h,
    const struct clock_page *clock, int accepted)
{
	char line[1000];

	fake_say(p, fake_or(h->greeting, "220 fake"));
	for (;;) {
		fake_hear(p, line, sizeof(line));
		if (strncasecmp(line, "EHLO", 4) == 0) {
			fake_ehlo(p, h);
		} else if (strcasecmp(line, "STARTTLS") == 0) {
			fake_starttls(p, h);
		} else if (strncasecmp(line, "MAIL FROM:", 10) == 0) {
			sscanf(line + 10, "%299s", p->from);
			fake_say(p, fake_or(h->mail, "250 ok"));
		} else if (strncasecmp(line, "RCPT TO:", 8) == 0) {
			sscanf(line + 8, "%299s", p->to);
			fake_say(p, fake_rcpt(h, clock));
		} else if (strcasecmp(line, "DATA") == 0) {
			fake_data(p, h, accepted);
		} else if (strcasecmp(line, "QUIT") == 0) {
			fake_say(p, "221 bye");
			_exit(0);
		} else {
			fake_say(p, "250 ok");
		}
	}
}

/* port 0: any; returns the one taken. */
static inline int
fake_listen(int type, const char *address, uint16_t *port)
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(*port)};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, type, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	inet_pton(AF_INET, address, &sin.sin_addr);
	pki_must(bind(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0);
	pki_must(type == SOCK_DGRAM || listen(fd, 16) == 0);
	getsockname(fd, (struct sockaddr *)&sin, &len);
	*port = ntohs(sin.sin_port);
	return fd;
}

static inline pid_t
fake_child(void)
{
	pid_t pid = fork();

	pki_must(pid != -1);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGCHLD, SIG_IGN);
		signal(SIGPIPE, SIG_IGN);
	}
	return pid;
}

static inline void
fake_host_start(const struct fake_host *h, uint16_t *port,
    const struct clock_page *clock, int accepted)
{
	int fd = fake_listen(SOCK_STREAM, h->address, port);

	if (fake_child() > 0) {
		close(fd);
		return;
	}
	for (;;) {
		struct fake_peer p = {.fd = accept(fd, NULL, NULL)};

		if (p.fd == -1)
			_exit(0);
		if (fake_child() == 0)
			fake_session(&p, h, clock, accepted);
		close(p.fd);
	}
}

/* Owner and type match, or an alias stands there. */
static inline bool
fake_rr_fits(const ldns_rr *rr, const ldns_rr *question)
{
	ldns_rr_type type = ldns_rr_get_type(rr);

	return ldns_dname_compare(ldns_rr_owner(rr), ldns_rr_owner(question)) ==
		   0 &&
	       (type == ldns_rr_get_type(question) ||
		   type == LDNS_RR_TYPE_CNAME);
}

static inline bool
fake_name_is_there(const ldns_rr_list *rrs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(rrs); i++) {
		const ldns_rdf *owner = ldns_rr_owner(ldns_rr_list_rr(rrs, i));

		if (ldns_dname_compare(owner, name) == 0 ||
		    ldns_dname_is_subdomain(owner, name))
			return true;
	}
	return false;
}

/* "fail." answers SERVFAIL, "big." is truncated over UDP. */
static inline size_t
fake_answer(const ldns_rr_list *rrs, const uint8_t *in, size_t n, bool udp,
    uint8_t **out)
{
	ldns_pkt *pkt = NULL;
	ldns_rr *q;
	char *name;
	size_t len = 0;

	if (ldns_wire2pkt(&pkt, in, n) != LDNS_STATUS_OK)
		return 0;
	q = ldns_rr_list_rr(ldns_pkt_question(pkt), 0);
	name = ldns_rdf2str(ldns_rr_owner(q));
	ldns_pkt_set_qr(pkt, true);
	if (strncmp(name, "fail.", 5) == 0)
		ldns_pkt_set_rcode(pkt, LDNS_RCODE_SERVFAIL);
	else if (!fake_name_is_there(rrs, ldns_rr_owner(q)))
		ldns_pkt_set_rcode(pkt, LDNS_RCODE_NXDOMAIN);
	else if (strncmp(name, "big.", 4) == 0 && udp)
		ldns_pkt_set_tc(pkt, true);
	else
		for (size_t i = 0; i < ldns_rr_list_rr_count(rrs); i++)
			if (fake_rr_fits(ldns_rr_list_rr(rrs, i), q))
				ldns_pkt_push_rr(pkt, LDNS_SECTION_ANSWER,
				    ldns_rr_clone(ldns_rr_list_rr(rrs, i)));
	pki_must(ldns_pkt2wire(out, pkt, &len) == LDNS_STATUS_OK);
	free(name);
	ldns_pkt_free(pkt);
	return len;
}

static inline void
fake_dns_tcp(int fd, const ldns_rr_list *rrs)
{
	uint8_t in[2000], size[2], *out = NULL;
	int peer = accept(fd, NULL, NULL);
	ssize_t n = recv(peer, in, sizeof(in), 0);
	size_t len =
	    n > 2 ? fake_answer(rrs, in + 2, (size_t)n - 2, false, &out) : 0;

	size[0] = (uint8_t)(len >> 8);
	size[1] = (uint8_t)len;
	if (len > 0) {
		send(peer, size, 2, MSG_NOSIGNAL);
		send(peer, out, len, MSG_NOSIGNAL);
	}
	free(out);
	close(peer);
}

static inline void
fake_dns_udp(int fd, const ldns_rr_list *rrs)
{
	struct sockaddr_in peer;
	socklen_t peer_len = sizeof(peer);
	uint8_t in[2000], *out = NULL;
	ssize_t n = recvfrom(
	    fd, in, sizeof(in), 0, (struct sockaddr *)&peer, &peer_len);
	size_t len = n > 0 ? fake_answer(rrs, in, (size_t)n, true, &out) : 0;

	if (len > 0)
		sendto(fd, out, len, 0, (struct sockaddr *)&peer, peer_len);
	free(out);
}

static inline void
fake_dns_start(const char *const *records, uint16_t *port)
{
	int udp = fake_listen(SOCK_DGRAM, "127.0.9.53", port);
	int tcp = fake_listen(SOCK_STREAM, "127.0.9.53", port);
	ldns_rr_list *rrs;

	if (fake_child() > 0) {
		close(udp);
		close(tcp);
		return;
	}
	rrs = ldns_rr_list_new();
	for (; *records != NULL; records++) {
		ldns_rr *rr = NULL;

		pki_must(ldns_rr_new_frm_str(&rr, *records, 60, NULL, NULL) ==
			 LDNS_STATUS_OK);
		ldns_rr_list_push_rr(rrs, rr);
	}
	if (fake_child() == 0)
		for (;;)
			fake_dns_tcp(tcp, rrs);
	for (;;)
		fake_dns_udp(udp, rrs);
}

#endif
