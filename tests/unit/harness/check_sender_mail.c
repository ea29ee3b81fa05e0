/* SPDX-License-Identifier: MIT */
/* The whole sender against a few hosts that are none of ours. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sys/mman.h>

#include "harness/sender/cert_trust.h"
#include "harness/sender/sender_mail.h"
#include "tests/unit/harness/sender_world.h"

#define TEXT "Subject: hello\n\nhello\n"

static EVP_PKEY *root_key, *key;
static X509 *root, *good, *old, *two_levels, *other, *stranger;
static struct cert_trust *trust;
static struct clock_page *clock_page;
static struct sender sender;
static int accepted[2], notes;
static uint16_t smtp_port, dns_port;

/* What the last mail's notes said. */
static char path[200], reason[60], status[20], host[100];
static char *all_notes;

static const char *const records[] = {
    "sender.example. 60 IN MX 10 mx.sender.example.",
    "mx.sender.example. 60 IN A 127.0.9.1",
    "good.example. 60 IN MX 10 mx.good.example.",
    "mx.good.example. 60 IN A 127.0.9.1",
    "alias.example. 60 IN MX 10 www.alias.example.",
    "www.alias.example. 60 IN CNAME mx.good.example.",
    "big.example. 60 IN MX 10 mx.good.example.",
    "implicit.example. 60 IN A 127.0.9.1",
    "null.example. 60 IN MX 0 .",
    "none.example. 60 IN TXT \"nothing\"",
    "ghost.example. 60 IN MX 10 no.ghost.example.",
    "ghost.example. 60 IN MX 20 mx.good.example.",
    "fail-mx.example. 60 IN MX 10 fail.example.",
    "fail.example. 60 IN TXT \"SERVFAIL\"",
    "refused.example. 60 IN MX 10 closed.example.",
    "refused.example. 60 IN MX 20 mx.good.example.",
    "closed.example. 60 IN A 127.0.9.99",
    "dead.example. 60 IN MX 10 closed.example.",
    "away.example. 60 IN MX 10 mx.away.example.",
    "mx.away.example. 60 IN A 192.0.2.1",
    "h2.example. 60 IN A 127.0.9.2",
    "h3.example. 60 IN A 127.0.9.3",
    "two.example. 60 IN MX 10 h2.example.",
    "two.example. 60 IN MX 20 mx.good.example.",
    "twice.example. 60 IN A 127.0.9.2",
    "twice.example. 60 IN A 127.0.9.1",
    "deep.example. 60 IN MX 10 a.b.deep.example.",
    "a.b.deep.example. 60 IN A 127.0.9.2",
    "xn--bcher-kva.example. 60 IN MX 10 mx.good.example.",
    NULL,
};

static X509 *
leaf(const char *san, int64_t to, bool trusted)
{
	return pki_cert(&(struct pki_form){.cn = "leaf",
	    .san = san,
	    .from = PKI_T0 - 400 * PKI_DAY,
	    .to = to,
	    .key = key,
	    .issuer = trusted ? root : NULL,
	    .signer = trusted ? root_key : NULL});
}

static void
make_certificates(void)
{
	const char *san = "DNS:mx.good.example,DNS:mx.sender.example,"
			  "DNS:h2.example,DNS:twice.example,"
			  "DNS:implicit.example,DNS:www.alias.example,"
			  "IP:127.0.9.1";
	int64_t later = PKI_T0 + 89 * PKI_DAY;

	root_key = pki_key();
	key = pki_key();
	root = pki_cert(
	    &(struct pki_form){.cn = "R", .ca = true, .key = root_key});
	good = leaf(san, later, true);
	old = leaf(san, PKI_T0 - 5 * PKI_DAY, true);
	two_levels = leaf("DNS:*.deep.example", later, true);
	other = leaf("DNS:other.example", later, true);
	stranger = leaf(san, later, false);
}

static void
start(struct fake_host h)
{
	if (h.cert == NULL)
		h.cert = good;
	h.key = key;
	fake_host_start(&h, &smtp_port, clock_page, accepted[1]);
}

static void
free_certificates(void)
{
	X509_free(root);
	X509_free(good);
	X509_free(old);
	X509_free(two_levels);
	X509_free(other);
	X509_free(stranger);
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(key);
}

static void
set_up(void)
{
	struct err err;

	signal(SIGPIPE, SIG_IGN);
	trust = cert_trust_new(NULL, &err);
	X509_up_ref(root);
	cert_trust_add(trust, root);
	clock_page = clock_page_new(1, PKI_T0, &err);
	ck_assert_ptr_nonnull(clock_page);
	ck_assert_int_eq(pipe2(accepted, O_NONBLOCK), 0);
	notes = memfd_create("notes", 0);
	smtp_port = dns_port = 0;
	start((struct fake_host){.address = "127.0.9.1"});
	fake_dns_start(records, &dns_port);
	sender = (struct sender){.trust = trust,
	    .clock = clock_page,
	    .dns_address = "127.0.9.53",
	    .dns_port = dns_port,
	    .smtp_port = smtp_port,
	    .helo = "mta.sender.example",
	    .t0 = PKI_T0,
	    .retry_wait = 1800,
	    .timeout_s = 1,
	    .attempts = 2};
}

static void
tear_down(void)
{
	free(all_notes);
	all_notes = NULL;
	cert_trust_free(trust);
	clock_page_free(clock_page);
	close(accepted[0]);
	close(accepted[1]);
	close(notes);
}

static const char *
member(const json_t *note, const char *name)
{
	const char *s = json_string_value(json_object_get(note, name));

	return s != NULL ? s : "";
}

static void
take_note(const char *line)
{
	json_t *note = json_loads(line, 0, NULL);

	ck_assert_ptr_nonnull(note);
	ck_assert_int_eq(json_integer_value(json_object_get(note, "mail")), 7);
	if (strcmp(member(note, "event"), "outcome") == 0) {
		snprintf(path + strlen(path), sizeof(path) - strlen(path),
		    "%s%s", path[0] != '\0' ? ">" : "",
		    member(note, "outcome"));
		snprintf(reason, sizeof(reason), "%s", member(note, "reason"));
		snprintf(status, sizeof(status), "%s", member(note, "status"));
		snprintf(host, sizeof(host), "%s", member(note, "host"));
	}
	json_decref(note);
}

static void
read_notes(void)
{
	off_t size = lseek(notes, 0, SEEK_END);
	char *copy, *rest, *line;

	all_notes = calloc((size_t)size + 1, 1);
	ck_assert_int_eq(pread(notes, all_notes, (size_t)size, 0), size);
	copy = rest = strdup(all_notes);
	path[0] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL)
		if (line[0] != '\0') {
			ck_assert_uint_lt(strlen(line), 4095);
			take_note(line);
		}
	free(copy);
}

static void
send_mail(const char *policy, const char *to)
{
	struct letter_form form = {.from = "alice+7@sender.example",
	    .to = to,
	    .text = TEXT,
	    .len = strlen(TEXT)};
	struct letter letter;
	struct err err;

	ck_assert(policy_knobs_parse(policy, &sender.knobs, &err));
	ck_assert_msg(letter_write(&letter, &form, &err), "%s", err.text);
	letter.id = 7;
	sender_mail(&sender, &letter, notes, false);
	letter_clear(&letter);
	read_notes();
}

/* The lines of hosts that took something, in order. */
static const char *
taken(void)
{
	static char text[2000];
	ssize_t n = read(accepted[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* What h2.example is like, and what becomes of a mail to two.example. */
static const struct {
	const char *policy;
	struct fake_host second;
	const char *to, *path, *reason, *status;
} rows[] = {
    {"none", {0}, "u@good.example", "cleartext", "", "2.0.0"},
    {"opportunistic", {0}, "u@good.example", "unverified", "", "2.0.0"},
    {"encrypt", {0}, "u@good.example", "unverified", "", "2.0.0"},
    {"strict", {0}, "u@good.example", "verified", "", "2.0.0"},
    {"relaxed-wildcard", {0}, "u@good.example", "verified", "", "2.0.0"},
    {"verify-if-offered", {0}, "u@good.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@[127.0.9.1]", "verified", "", "2.0.0"},
    {"strict", {0}, "u@implicit.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@alias.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@big.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@ghost.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@refused.example", "verified", "", "2.0.0"},
    {"strict", {0}, "u@b\303\274cher.example", "verified", "", "2.0.0"},
    {"strict", {0}, "j\303\274rg@good.example", "bounce", "message-refused",
	"5.6.7"},
    {"strict", {0}, "u@null.example", "bounce", "null-mx", "5.1.10"},
    {"strict", {0}, "u@nowhere.example", "bounce", "domain-not-found", "5.1.2"},
    {"strict", {0}, "u@none.example", "bounce", "no-address", "5.4.4"},
    {"strict", {0}, "u@fail.example", "defer>defer", "dns-failure", "4.4.3"},
    {"strict", {0}, "u@fail-mx.example", "defer>defer", "dns-failure", "4.4.3"},
    {"strict", {0}, "u@dead.example", "defer>defer", "connection-refused",
	"4.4.1"},
    {"strict", {0}, "u@away.example", "defer>defer", "connection-lost",
	"4.4.1"},
    {"none", {.no_starttls = true}, "u@h2.example", "cleartext", "", "2.0.0"},
    {"opportunistic", {.no_starttls = true}, "u@h2.example", "cleartext", "",
	"2.0.0"},
    {"verify-if-offered", {.no_starttls = true}, "u@h2.example", "cleartext",
	"", "2.0.0"},
    {"strict", {.no_starttls = true}, "u@h2.example", "defer>defer",
	"starttls-not-supported", "4.7.4"},
    {"strict", {.no_starttls = true}, "u@two.example", "verified", "", "2.0.0"},
    {"strict", {.no_starttls = true}, "u@twice.example", "verified", "",
	"2.0.0"},
    {"encrypt", {.starttls = "454 4.7.0 no"}, "u@h2.example", "defer>defer",
	"starttls-not-supported", "4.7.4"},
    {"opportunistic", {.starttls = "502 5.5.1 no"}, "u@h2.example", "cleartext",
	"", "2.0.0"},
    {"opportunistic", {.starttls = "421 4.3.0 bye"}, "u@h2.example",
	"defer>defer", "starttls-not-supported", "4.4.2"},
    {"strict", {.starttls = "220-go\r\n220 ahead"}, "u@h2.example", "verified",
	"", "2.0.0"},
    {"opportunistic", {.hangs_up = true}, "u@h2.example", "defer>cleartext", "",
	"2.0.0"},
    {"opportunistic", {.hangs_up = true}, "u@two.example", "unverified", "",
	"2.0.0"},
    {"encrypt", {.hangs_up = true}, "u@h2.example", "defer>defer",
	"validation-failure", "4.7.5"},
    {"verify-if-offered", {.hangs_up = true}, "u@h2.example", "defer>defer",
	"validation-failure", "4.7.5"},
    {"strict", {.is_silent = true}, "u@h2.example", "defer>defer",
	"connection-timeout", "4.4.2"},
    {"strict", {.behind_220 = "250-evil\r\n250 AUTH PLAIN"}, "u@h2.example",
	"verified", "", "2.0.0"},
    {"strict", {.behind_220 = "250 ok\r\n250 ok\r\n354 go"}, "u@h2.example",
	"verified", "", "2.0.0"},
    {"strict", {.inside_ehlo = "250-STARTTLS"}, "u@h2.example", "verified", "",
	"2.0.0"},
    {"strict", {.greylists = true}, "u@h2.example", "defer>verified", "",
	"2.0.0"},
    {"none", {.rcpt = "550 5.1.1 no"}, "u@h2.example", "bounce",
	"recipient-refused", "5.1.1"},
    {"strict", {.rcpt = "550 5.1.1 no"}, "u@two.example", "bounce",
	"recipient-refused", "5.1.1"},
    {"strict", {.mail = "530 5.7.0 no"}, "u@h2.example", "bounce",
	"sender-refused", "5.7.0"},
    {"strict", {.rcpt = "451 4.7.1 no"}, "u@two.example", "verified", "",
	"2.0.0"},
    {"strict", {.data = "451 no"}, "u@h2.example", "defer>defer", "greylisted",
	"4.0.0"},
    {"strict", {.end = "554 5.7.1 no"}, "u@h2.example", "bounce",
	"message-refused", "5.7.1"},
    {"strict", {.greeting = "554 5.3.2 no"}, "u@h2.example", "bounce",
	"server-refused", "5.3.2"},
    {"strict", {.greeting = "554 5.3.2 no"}, "u@two.example", "verified", "",
	"2.0.0"},
    {"strict", {.greeting = "hello"}, "u@h2.example", "defer>defer",
	"connection-lost", "4.4.2"},
    {"none", {.ehlo = "502 5.5.1 no"}, "u@h2.example", "cleartext", "",
	"2.0.0"},
    {"encrypt", {.ehlo = "502 5.5.1 no"}, "u@h2.example", "defer>defer",
	"starttls-not-supported", "4.7.4"},
};

/* A host that breaks off: as if it had said 451. */
START_TEST(what_is_lost_has_its_clause)
{
	start((struct fake_host){.address = "127.0.9.2", .greeting = "hello"});
	send_mail("strict", "u@h2.example");
	ck_assert_msg(
	    strstr(all_notes, "\"RFC 5321 3.8\"") != NULL, "%s", all_notes);
}
END_TEST

START_TEST(each_mail_ends_as_the_table_says)
{
	struct fake_host second = rows[_i].second;

	second.address = "127.0.9.2";
	start(second);
	send_mail(rows[_i].policy, rows[_i].to);
	ck_assert_msg(strcmp(path, rows[_i].path) == 0, "row %d: %s\n%s", _i,
	    path, all_notes);
	ck_assert_msg(strcmp(reason, rows[_i].reason) == 0, "row %d: %s\n%s",
	    _i, reason, all_notes);
	ck_assert_str_eq(status, rows[_i].status);
}
END_TEST

static void
start_second_with(X509 *cert)
{
	start((struct fake_host){.address = "127.0.9.2", .cert = cert});
}

START_TEST(an_expired_certificate_waits_for_a_relaxation)
{
	static const char *const policies[] = {"opportunistic", "encrypt",
	    "strict", "relaxed-wildcard", "relaxed-expiry", "verify-if-offered",
	    "strict+bounce", "strict+unverified"};
	static const char *const paths[] = {"unverified", "unverified",
	    "defer>defer", "defer>defer", "verified", "defer>defer", "bounce",
	    "unverified"};

	start_second_with(old);
	send_mail(policies[_i], "u@h2.example");
	ck_assert_str_eq(path, paths[_i]);
	if (strcmp(path, "defer>defer") == 0 || strcmp(path, "bounce") == 0)
		ck_assert_str_eq(reason, "certificate-expired");
	if (strcmp(path, "verified") == 0)
		ck_assert_ptr_nonnull(strstr(all_notes, "\"relaxed\""));
}
END_TEST

START_TEST(a_wildcard_over_two_labels_waits_for_a_relaxation)
{
	static const char *const policies[] = {
	    "strict", "relaxed-expiry", "relaxed-wildcard"};
	static const char *const paths[] = {
	    "defer>defer", "defer>defer", "verified"};

	start_second_with(two_levels);
	send_mail(policies[_i], "u@deep.example");
	ck_assert_str_eq(path, paths[_i]);
	if (_i < 2)
		ck_assert_str_eq(reason, "certificate-host-mismatch");
}
END_TEST

START_TEST(a_bad_certificate_of_one_host_leads_to_the_next)
{
	start_second_with(_i == 0 ? stranger : other);
	send_mail("strict", _i < 2 ? "u@two.example" : "u@twice.example");
	ck_assert_str_eq(path, "verified");
	ck_assert_ptr_nonnull(strstr(all_notes,
	    _i == 0 ? "certificate-not-trusted" : "certificate-host-mismatch"));
	ck_assert_str_eq(
	    taken(), _i < 2 ? "127.0.9.1 tls <alice+7@sender.example> "
			      "<u@two.example> Subject: hello\n"
			    : "127.0.9.1 tls <alice+7@sender.example> "
			      "<u@twice.example> Subject: hello\n");
}
END_TEST

/* A client that refuses must not have handed anything over. */
START_TEST(nothing_is_handed_to_a_host_that_is_refused)
{
	start_second_with(stranger);
	send_mail("strict", "u@h2.example");
	ck_assert_str_eq(path, "defer>defer");
	ck_assert_str_eq(reason, "certificate-not-trusted");
	ck_assert_str_eq(host, "h2.example");
	ck_assert_str_eq(taken(), "");
}
END_TEST

START_TEST(a_bounce_goes_back_to_the_sender_under_the_same_policy)
{
	start((struct fake_host){
	    .address = "127.0.9.2", .rcpt = "550 5.1.1 no such user"});
	send_mail("strict", "u@h2.example");
	ck_assert_str_eq(path, "bounce");
	ck_assert_str_eq(taken(),
	    "127.0.9.1 tls <> <alice+7@sender.example> "
	    "From: Mail Delivery System <mailer-daemon@mta.sender.example>\n");
	ck_assert_ptr_nonnull(
	    strstr(all_notes, "\"about\":\"report\",\"result\":\"verified\""));
}
END_TEST

START_TEST(the_clock_page_follows_the_attempts)
{
	send_mail("strict", "u@dead.example");
	ck_assert_int_eq(clock_page_get(clock_page, 0), PKI_T0 + 1800);
}
END_TEST

START_TEST(injected_bytes_are_noted)
{
	start((struct fake_host){
	    .address = "127.0.9.2", .behind_220 = "250 evil"});
	send_mail("strict", "u@h2.example");
	ck_assert_ptr_nonnull(strstr(all_notes, "\"discarded\""));
}
END_TEST

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *suite = suite_create("sender_mail");
	TCase *tc = tcase_create("sender_mail");
	SRunner *runner = srunner_create(suite);
	int failed;

	cert_trust_begin();
	tcase_set_timeout(tc, 30);
	tcase_add_unchecked_fixture(tc, make_certificates, free_certificates);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_is_lost_has_its_clause);
	tcase_add_loop_test(
	    tc, each_mail_ends_as_the_table_says, 0, ROWS(rows));
	tcase_add_loop_test(
	    tc, an_expired_certificate_waits_for_a_relaxation, 0, 8);
	tcase_add_loop_test(
	    tc, a_wildcard_over_two_labels_waits_for_a_relaxation, 0, 3);
	tcase_add_loop_test(
	    tc, a_bad_certificate_of_one_host_leads_to_the_next, 0, 3);
	tcase_add_test(tc, nothing_is_handed_to_a_host_that_is_refused);
	tcase_add_test(
	    tc, a_bounce_goes_back_to_the_sender_under_the_same_policy);
	tcase_add_test(tc, the_clock_page_follows_the_attempts);
	tcase_add_test(tc, injected_bytes_are_noted);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
