/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_sight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <ldns/ldns.h>

#include "sim/base/mem.h"

struct dns_sight {
	ldns_pkt *pkt;
	size_t next; /* record to look at for an address */
};

struct dns_sight *
dns_sight_new(const uint8_t *answer, size_t len)
{
	struct dns_sight *sight = xcalloc(1, sizeof(*sight));

	if (ldns_wire2pkt(&sight->pkt, answer, len) == LDNS_STATUS_OK)
		return sight;
	free(sight);
	return NULL;
}

void
dns_sight_free(struct dns_sight *sight)
{
	if (sight == NULL)
		return;
	ldns_pkt_free(sight->pkt);
	free(sight);
}

static const ldns_rr *
record(const struct dns_sight *sight, size_t i)
{
	size_t n = ldns_pkt_ancount(sight->pkt);

	return i < n ? ldns_rr_list_rr(ldns_pkt_answer(sight->pkt), i)
		     : ldns_rr_list_rr(ldns_pkt_additional(sight->pkt), i - n);
}

bool
dns_sight_address(struct dns_sight *sight, char address[46])
{
	size_t n =
	    (size_t)ldns_pkt_ancount(sight->pkt) + ldns_pkt_arcount(sight->pkt);

	while (sight->next < n) {
		const ldns_rr *rr = record(sight, sight->next++);
		ldns_rr_type type = ldns_rr_get_type(rr);
		bool six = type == LDNS_RR_TYPE_AAAA;
		const ldns_rdf *rdf = ldns_rr_rdf(rr, 0);

		if ((type == LDNS_RR_TYPE_A || six) && rdf != NULL &&
		    ldns_rdf_size(rdf) == (six ? 16 : 4)) {
			inet_ntop(six ? AF_INET6 : AF_INET, ldns_rdf_data(rdf),
			    address, INET6_ADDRSTRLEN);
			return true;
		}
	}
	return false;
}

/* Appends as much as there is room for. */
static void
say(char *text, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, DNS_SIGHT_TEXT - used, "%s", more);
}

/* Names end with a dot in zone files, and without one among people. */
static void
say_rdata(char *text, const ldns_rdf *rdf)
{
	char *word = ldns_rdf2str(rdf);
	size_t n = word != NULL ? strlen(word) : 0;

	if (n > 1 && word[n - 1] == '.' &&
	    ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME)
		word[n - 1] = '\0';
	if (n > 0)
		say(text, word);
	free(word);
}

static void
copy_word(char *to, size_t size, char *word)
{
	snprintf(to, size, "%s", word != NULL ? word : "?");
	free(word);
}

static void
say_record(char *text, const ldns_rr *rr, ldns_rr_type asked)
{
	char type[16];

	if (ldns_rr_get_type(rr) != asked) {
		copy_word(
		    type, sizeof(type), ldns_rr_type2str(ldns_rr_get_type(rr)));
		say(text, type);
		say(text, " ");
	}
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		if (i > 0)
			say(text, " ");
		say_rdata(text, ldns_rr_rdf(rr, i));
	}
}

static bool
is_referral(const ldns_pkt *pkt)
{
	const ldns_rr_list *authority = ldns_pkt_authority(pkt);

	return ldns_rr_list_rr_count(authority) > 0 &&
	       ldns_rr_get_type(ldns_rr_list_rr(authority, 0)) ==
		   LDNS_RR_TYPE_NS;
}

static void
say_answer(const ldns_pkt *pkt, ldns_rr_type asked, const char *rcode,
    char text[DNS_SIGHT_TEXT])
{
	const ldns_rr_list *answer = ldns_pkt_answer(pkt);
	size_t n = ldns_rr_list_rr_count(answer);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			say(text, ", ");
		say_record(text, ldns_rr_list_rr(answer, i), asked);
	}
	if (strcmp(rcode, "NOERROR") != 0) {
		say(text, n > 0 ? ", " : "");
		say(text, rcode);
	} else if (n == 0 || asked == LDNS_RR_TYPE_ANY) {
		say(text, ldns_pkt_tc(pkt)   ? "cut short"
			  : is_referral(pkt) ? "referred onwards"
			  : n == 0	     ? "no data"
					     : "");
	}
	if (strlen(text) == DNS_SIGHT_TEXT - 1)
		memcpy(text + DNS_SIGHT_TEXT - 4, "...", 4);
}

/* BADVERS is the one rcode of ours that is more than four bits. */
static char *
rcode_word(const ldns_pkt *pkt)
{
	if (ldns_pkt_edns_extended_rcode(pkt) == 1)
		return xstrdup("BADVERS");
	return ldns_pkt_rcode2str(ldns_pkt_get_rcode(pkt));
}

void
dns_sight_describe(const struct dns_sight *sight, struct dns_sight_words *words)
{
	const ldns_rr *question =
	    ldns_rr_list_rr(ldns_pkt_question(sight->pkt), 0);
	ldns_rr_type type = (ldns_rr_type)0;

	memset(words, 0, sizeof(*words));
	copy_word(words->rcode, sizeof(words->rcode), rcode_word(sight->pkt));
	if (question != NULL) {
		const ldns_rdf *owner = ldns_rr_owner(question);

		type = ldns_rr_get_type(question);
		dns_name_print((struct dns_octets){ldns_rdf_data(owner),
				   ldns_rdf_size(owner)},
		    words->name);
		copy_word(
		    words->type, sizeof(words->type), ldns_rr_type2str(type));
	}
	say_answer(sight->pkt, type, words->rcode, words->answer);
}
