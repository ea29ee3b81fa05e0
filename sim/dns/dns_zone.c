/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

#define DEFAULT_TTL 300

/* What changes while a text is read. */
struct reader {
	struct dns_zone *zone;
	const char *text;
	uint32_t ttl;
	ldns_rdf *origin, *owner;
	int line;   /* ldns counts, but also the empty lines that follow */
	long start; /* of the record that is read */
};

ldns_rdf
dns_octets_rdf(struct dns_octets name)
{
	ldns_rdf rdf = {
	    ._size = name.len,
	    ._type = LDNS_RDF_TYPE_DNAME,
	    ._data = (void *)name.at,
	};

	return rdf;
}

struct dns_octets
dns_rdf_octets(const ldns_rdf *rdf)
{
	return (struct dns_octets){ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
}

static int
in_order(const void *pa, const void *pb)
{
	const struct dns_record *a = pa, *b = pb;
	ldns_rr_type type_a = ldns_rr_get_type(a->rr);
	ldns_rr_type type_b = ldns_rr_get_type(b->rr);
	int owners =
	    ldns_dname_compare(ldns_rr_owner(a->rr), ldns_rr_owner(b->rr));

	if (owners != 0)
		return owners;
	if (type_a != type_b)
		return type_a < type_b ? -1 : 1;
	return a->written < b->written ? -1 : a->written > b->written;
}

/* The first record whose owner does not come before the name. */
static size_t
lower_bound(const struct dns_zone *zone, struct dns_octets name)
{
	ldns_rdf rdf = dns_octets_rdf(name);
	size_t low = 0, high = zone->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		ldns_rdf *owner = ldns_rr_owner(zone->records[mid].rr);

		if (ldns_dname_compare(owner, &rdf) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct dns_octets
owner_of(const struct dns_record *record)
{
	return dns_rdf_octets(ldns_rr_owner(record->rr));
}

static bool
same_octets(struct dns_octets a, struct dns_octets b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

struct dns_records
dns_zone_at(const struct dns_zone *zone, struct dns_octets name)
{
	size_t first = lower_bound(zone, name), end = first;

	while (
	    end < zone->n && same_octets(owner_of(&zone->records[end]), name))
		end++;
	return (struct dns_records){zone->records + first, end - first};
}

/* What is below a name follows it in canonical order. */
bool
dns_zone_has_below(const struct dns_zone *zone, struct dns_octets name)
{
	struct dns_records here = dns_zone_at(zone, name);
	size_t next = (size_t)(here.at - zone->records) + here.n;

	return next < zone->n &&
	       dns_octets_within(owner_of(&zone->records[next]), name);
}

struct dns_records
dns_records_of(struct dns_records all, ldns_rr_type type)
{
	struct dns_records some = {all.at, 0};

	while (all.n > 0 && ldns_rr_get_type(some.at->rr) != type) {
		some.at++;
		all.n--;
	}
	while (some.n < all.n && ldns_rr_get_type(some.at[some.n].rr) == type)
		some.n++;
	return some;
}

static bool
complain(const struct reader *r, const char *why, struct err *err)
{
	const char *line = r->text, *start = r->text + r->start;
	const char *end;
	char apex[DNS_NAME_TEXT];
	int n = 1;

	start += strspn(start, "\n");
	while ((end = strchr(line, '\n')) != NULL && end < start) {
		line = end + 1;
		n++;
	}
	dns_name_print(r->zone->apex, apex);
	return err_input(err, "zone %s, line %d: %s: \"%.*s\"", apex, n, why,
	    (int)strcspn(line, "\n"), line);
}

static bool
add(struct reader *r, ldns_rr *rr, struct err *err)
{
	struct dns_zone *zone = r->zone;
	struct dns_record *record;

	ldns_dname2canonical(ldns_rr_owner(rr));
	zone->records =
	    xreallocarray(zone->records, zone->n + 1, sizeof(*zone->records));
	record = &zone->records[zone->n];
	record->rr = rr;
	record->written = zone->n++;
	if (!dns_octets_within(owner_of(record), zone->apex))
		return complain(r, "this name is not in the zone", err);
	if (ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
		return complain(r, "the class is not IN", err);
	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_NS &&
	    !same_octets(owner_of(record), zone->apex))
		zone->has_cuts = true;
	return true;
}

static bool
read_lines(struct reader *r, FILE *f, struct err *err)
{
	while (!feof(f)) {
		ldns_rr *rr = NULL;
		ldns_status status;

		r->start = ftell(f);
		status = ldns_rr_new_frm_fp_l(
		    &rr, f, &r->ttl, &r->origin, &r->owner, &r->line);

		switch ((int)status) {
		case LDNS_STATUS_OK:
			if (!add(r, rr, err))
				return false;
			break;
		case LDNS_STATUS_SYNTAX_EMPTY:
		case LDNS_STATUS_SYNTAX_TTL:
		case LDNS_STATUS_SYNTAX_ORIGIN:
			break;
		default: /* all other statuses are errors */
			return complain(
			    r, ldns_get_errorstr_by_id(status), err);
		}
	}
	return true;
}

static bool
read_text(struct dns_zone *zone, const char *text, struct err *err)
{
	ldns_rdf apex = dns_octets_rdf(zone->apex);
	struct reader r = {.zone = zone, .text = text, .ttl = DEFAULT_TTL};
	FILE *f;
	bool ok;

	if (text == NULL || *text == '\0')
		return true;
	f = fmemopen((void *)text, strlen(text), "r");
	r.origin = ldns_rdf_clone(&apex);
	if (f == NULL || r.origin == NULL)
		out_of_memory();
	ok = read_lines(&r, f, err);
	fclose(f);
	ldns_rdf_deep_free(r.origin);
	ldns_rdf_deep_free(r.owner);
	return ok;
}

static bool
has_at_apex(const struct dns_zone *zone, ldns_rr_type type)
{
	for (size_t i = 0; i < zone->n; i++)
		if (ldns_rr_get_type(zone->records[i].rr) == type &&
		    same_octets(owner_of(&zone->records[i]), zone->apex))
			return true;
	return false;
}

static bool
supply(struct dns_zone *zone, const char *server, struct err *err)
{
	char text[600];

	snprintf(text, sizeof(text),
	    "@ SOA %s postmaster.%s 1 3600 900 604800 60\n", server, server);
	if (!has_at_apex(zone, LDNS_RR_TYPE_SOA) && !read_text(zone, text, err))
		return false;
	snprintf(text, sizeof(text), "@ NS %s\n", server);
	return has_at_apex(zone, LDNS_RR_TYPE_NS) || read_text(zone, text, err);
}

/* A record is in a set once, however often it is written (RFC 2181 5). */
static bool
is_repeated(const struct dns_zone *zone, size_t kept, const ldns_rr *rr)
{
	while (kept-- > 0) {
		const ldns_rr *other = zone->records[kept].rr;

		if (ldns_rr_get_type(other) != ldns_rr_get_type(rr) ||
		    ldns_dname_compare(
			ldns_rr_owner(other), ldns_rr_owner(rr)) != 0)
			return false;
		if (ldns_rr_compare(other, rr) == 0)
			return true;
	}
	return false;
}

static void
put_in_order(struct dns_zone *zone)
{
	size_t kept = 0;

	qsort(zone->records, zone->n, sizeof(*zone->records), in_order);
	for (size_t i = 0; i < zone->n; i++) {
		if (is_repeated(zone, kept, zone->records[i].rr))
			ldns_rr_free(zone->records[i].rr);
		else
			zone->records[kept++] = zone->records[i];
	}
	zone->n = kept;
}

struct dns_zone *
dns_zone_new(struct dns_octets apex, const char *text, const char *more,
    const char *server, struct err *err)
{
	struct dns_zone *zone = xcalloc(1, sizeof(*zone));
	struct err ignored;

	zone->apex = apex;
	zone->records = xcalloc(1, sizeof(*zone->records));
	zone->broken = !read_text(zone, text, err);
	if (!read_text(zone, more, zone->broken ? &ignored : err) ||
	    !supply(zone, server, zone->broken ? &ignored : err))
		zone->broken = true;
	put_in_order(zone);
	return zone;
}

void
dns_zone_free(struct dns_zone *zone)
{
	if (zone == NULL)
		return;
	for (size_t i = 0; i < zone->n; i++)
		ldns_rr_free(zone->records[i].rr);
	free(zone->records);
	free(zone);
}
