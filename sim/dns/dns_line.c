/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_line.h"

#include <stddef.h>
#include <string.h>

#include <ldns/ldns.h>

#define LABEL_LETTERS 63
#define NAME_LETTERS  253
#define DEFAULT_TTL   300

/* What ends or starts something else in a zone file (RFC 1035 5.1). */
static bool
is_special(const char *name, const char *at)
{
	unsigned char c = (unsigned char)*at;

	return c <= 0x20 || c == 0x7f || strchr("\"();@\\", c) != NULL ||
	       (c == '$' && at == name);
}

static bool
special(const char *name, const char *at, struct err *err)
{
	if ((unsigned char)*at <= 0x20 || *at == 0x7f)
		return err_input(
		    err, "\"%.100s\" has a blank in it, a name has none", name);
	return err_input(
	    err, "\"%.100s\" has a %c in it, a name has none", name, *at);
}

bool
dns_line_name(const char *name, struct err *err)
{
	size_t len = strlen(name);
	const char *label = name;

	if (len == 0)
		return err_input(err, "the name is empty");
	if (len > NAME_LETTERS)
		return err_input(err,
		    "this name has %zu letters, at most %d "
		    "are allowed",
		    len, NAME_LETTERS);
	for (const char *at = name;; at++) {
		size_t n = (size_t)(at - label);

		if (*at != '\0' && *at != '.') {
			if (is_special(name, at))
				return special(name, at, err);
			continue;
		}
		if (n == 0 && *at == '\0')
			return err_input(err, "\"%.100s\" ends in a dot", name);
		if (n == 0)
			return err_input(
			    err, "\"%.100s\" has nothing before a dot", name);
		if (n > LABEL_LETTERS)
			return err_input(err,
			    "a part of the name has %zu letters, at most %d "
			    "are allowed between two dots",
			    n, LABEL_LETTERS);
		if (*at == '\0')
			return true;
		label = at + 1;
	}
}

static ldns_rr *
read_below(const char *line, const char *origin_text, ldns_status *status)
{
	ldns_rdf *origin = ldns_dname_new_frm_str(origin_text);
	ldns_rr *rr = NULL;

	*status = ldns_rr_new_frm_str(&rr, line, DEFAULT_TTL, origin, NULL);
	ldns_rdf_deep_free(origin);
	return *status == LDNS_STATUS_OK ? rr : NULL;
}

/* A name that is not in full depends on where the line stands. */
static bool
is_absolute(const char *line, const ldns_rr *rr)
{
	ldns_status status;
	ldns_rr *other = read_below(line, "other.", &status);
	bool same = other != NULL && ldns_rr_compare(rr, other) == 0;

	ldns_rr_free(other);
	return same;
}

static bool
has_full_owner(const char *line, struct err *err)
{
	size_t n = strcspn(line, " \t");

	if (n == 0)
		return err_input(err, "the record begins with a blank, not "
				      "with its name");
	if (line[n - 1] != '.')
		return err_input(err,
		    "the name \"%.*s\" of the record lacks the final dot",
		    n > 100 ? 100 : (int)n, line);
	if (memchr(line, '.', n - 1) == NULL)
		return err_input(err,
		    "\"%.*s\" is not a name with a domain of its own",
		    n > 100 ? 100 : (int)n, line);
	return true;
}

bool
dns_line_record(const char *line, struct err *err)
{
	ldns_status status;
	ldns_rr *rr;
	bool ok = true;

	if (*line == '\0')
		return err_input(err, "the record is empty");
	if (strpbrk(line, "\r\n") != NULL)
		return err_input(err, "a record stands on one line");
	if (!has_full_owner(line, err))
		return false;
	rr = read_below(line, "one.", &status);
	if (rr == NULL)
		return err_input(err, "this is not a record: %s",
		    ldns_get_errorstr_by_id(status));
	if (ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
		ok = err_input(err, "the class of the record is not IN");
	else if (!is_absolute(line, rr))
		ok = err_input(err, "a name in the record lacks the final dot");
	ldns_rr_free(rr);
	return ok;
}
