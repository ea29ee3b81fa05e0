/* SPDX-License-Identifier: MIT */
#include "harness/cli/show_domain.h"

#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>

#include "certs/cert_text.h"
#include "harness/cli/column.h"
#include "harness/cli/persona_text.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/address.h"
#include "sim/world/world.h"

#define INDENT	   2
#define LEFT	   10
#define CHAIN_LEFT 12 /* of the values of cert_text_short() */
#define SET_WIDTH  21 /* of a set of outcomes */

/* --- which case ---------------------------------------------------------- */

static bool
has_host(const struct case_def *def, const char *name)
{
	for (size_t i = 0; i < def->n_hosts; i++)
		if (text_same_host(def->hosts[i].name, name) ||
		    (def->hosts[i].cname != NULL &&
			text_same_host(def->hosts[i].cname, name)))
			return true;
	return false;
}

static bool
has_address(const struct whole_world *w, size_t i, const char *text)
{
	struct in_addr v4;
	struct in6_addr v6;
	size_t host;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		if (!address_host_of_v4(v4, &host))
			return false;
	} else if (inet_pton(AF_INET6, text, &v6) != 1 ||
		   !address_host_of_v6(&v6, &host)) {
		return false;
	}
	return host >= w->first_host[i] &&
	       host < w->first_host[i] + w->cases[i]->n_hosts;
}

/* A name may be written with its final dot. */
static bool
is_called(const struct whole_world *w, size_t i, const char *name)
{
	const struct case_def *def = w->cases[i];

	return strcmp(def->id, name) == 0 ||
	       text_same_host(def->domain, name) || has_host(def, name) ||
	       has_address(w, i, name);
}

size_t
show_find(const struct whole_world *w, const char *name)
{
	size_t i = 0;

	while (i < w->n && !is_called(w, i, name))
		i++;
	return i;
}

const char *
show_suggest(const struct whole_world *w, const char *name)
{
	const char **names = xcalloc(2 * w->n + w->n_hosts + 1, sizeof(*names));
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		names[n++] = w->cases[i]->id;
		names[n++] = w->cases[i]->domain;
		for (size_t k = 0; k < w->cases[i]->n_hosts; k++)
			names[n++] = w->cases[i]->hosts[k].name;
	}
	near = text_nearest(name, names);
	free(names);
	return near;
}

/* --- one host ------------------------------------------------------------ */

void
show_pair(FILE *f, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		column_pair(f, INDENT, LEFT, label, text);
}

static void
print_name(FILE *f, const struct host_def *h, size_t host)
{
	char v4[INET6_ADDRSTRLEN] = "", v6[INET6_ADDRSTRLEN] = "", label[20];
	struct in_addr a4 = address_v4(host);
	struct in6_addr a6 = address_v6(host);
	char *line;

	snprintf(label, sizeof(label), "MX %d", h->preference);
	if (h->family != HOST_IPV6)
		inet_ntop(AF_INET, &a4, v4, sizeof(v4));
	if (h->family != HOST_IPV4)
		inet_ntop(AF_INET6, &a6, v6, sizeof(v6));
	line = xasprintf("%s%s%s, %s%s%s", h->name,
	    h->cname == NULL ? "" : ", an alias of ",
	    h->cname == NULL ? "" : h->cname, v4,
	    v4[0] != '\0' && v6[0] != '\0' ? ", " : "", v6);
	show_pair(f, h->preference == HOST_NO_MX ? "Host" : label, line);
	free(line);
}

/* "   valid    2026-08-25 ...": what is too long goes on below the value. */
static void
print_lines(FILE *f, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		size_t label = n > CHAIN_LEFT && *text == ' ' ? CHAIN_LEFT : 0;
		char *value = xstrndup(text + label, n - label);

		fprintf(f, "%*s%.*s", LEFT, "", (int)label, text);
		column_wrap(f, LEFT + label, value);
		free(value);
		text += n + (text[n] == '\n');
	}
}

static bool
print_chain(FILE *f, const struct show *s, size_t host, struct err *err)
{
	const struct cert_chain *chain = world_chain(s->world, host, err);
	char *text;

	if (chain == NULL)
		return false;
	text = cert_text_short(chain, s->now);
	print_lines(f, text);
	free(text);
	return true;
}

bool
show_host(FILE *f, const struct show *s, const struct host_def *h, size_t host,
    struct err *err)
{
	struct smtp_persona persona = {0};
	bool tls = true, ok;
	char *words;

	print_name(f, h, host);
	if (h->ptr != NULL && !text_same_host(h->ptr, h->name))
		fprintf(
		    f, "%*sits address is called %s (PTR)\n", LEFT, "", h->ptr);
	if (h->web != NULL) {
		show_pair(f, "", "a web server with HTTPS, not a mail server");
	} else {
		if (!smtp_persona_parse(h->server, &persona, err))
			return false;
		words = persona_text(&persona);
		show_pair(f, "", words);
		free(words);
		tls = !persona.hides_starttls &&
		      persona.acts[SMTP_AT_STARTTLS].reply == NULL;
	}
	ok = !tls || print_chain(f, s, host, err);
	smtp_persona_clear(&persona);
	return ok;
}

/* --- what must become of it ---------------------------------------------- */

/* Policies with the same cell share a line. */
static void
print_cell(FILE *f, const struct table *t, const struct row *row, size_t first)
{
	char text[300], other[300];
	char *list, *longer;

	expectation_text(&row->cells[first], text, sizeof(text));
	for (size_t i = 0; i < first; i++)
		if (strcmp(
			expectation_text(&row->cells[i], other, sizeof(other)),
			text) == 0)
			return;
	list = xstrdup(t->policies[first]);
	for (size_t i = first + 1; i < t->n_policies; i++) {
		if (strcmp(
			expectation_text(&row->cells[i], other, sizeof(other)),
			text) != 0)
			continue;
		longer = xasprintf("%s, %s", list, t->policies[i]);
		free(list);
		list = longer;
	}
	longer = xasprintf("%s:", text);
	if (strlen(longer) >= SET_WIDTH) {
		show_pair(f, "", longer);
		fprintf(f, "%*s", LEFT + SET_WIDTH, "");
	} else {
		fprintf(f, "%*s%-*s", LEFT, "", SET_WIDTH, longer);
	}
	column_wrap(f, LEFT + SET_WIDTH, list);
	free(longer);
	free(list);
}

static void
print_table(FILE *f, const struct table *t, const struct row *row)
{
	char *where = xasprintf(
	    "as table \"%s\" says (%s:%d)", t->title, t->file, row->line);

	show_pair(f, "Must", where);
	for (size_t i = 0; i < t->n_policies; i++)
		print_cell(f, t, row, i);
	free(where);
}

static void
print_tables(FILE *f, const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		const struct row *row = table_row(s->tables[i], id);

		if (row != NULL)
			print_table(f, s->tables[i], row);
	}
}

/* --- the domain ---------------------------------------------------------- */

static bool
goes_by_mx(const struct case_def *def)
{
	for (size_t i = 0; i < def->n_hosts; i++)
		if (def->hosts[i].preference != HOST_NO_MX)
			return true;
	return false;
}

static void
print_head(FILE *f, const struct case_def *def)
{
	size_t left = column_width(def->domain);
	char *right = xasprintf("case %s", def->id);

	fputs(def->domain, f);
	if (left + strlen(right) + 2 > PAGE_WIDTH)
		fprintf(f, "\n%*s\n", PAGE_WIDTH, right);
	else
		fprintf(f, "%*s\n", (int)(PAGE_WIDTH - left), right);
	free(right);
	show_pair(f, "Shows", def->shows);
	show_pair(f, "Rule", def->clause);
	show_pair(f, "Mail to", def->to);
	if (def->nexthop != NULL)
		show_pair(f, "Relay", def->nexthop);
	else if (!goes_by_mx(def))
		show_pair(f, "MX",
		    has_host(def, def->domain)
			? "none: the domain itself is the host"
			: "none");
}

bool
show_domain(FILE *f, const struct show *s, size_t index, struct err *err)
{
	const struct case_def *def = s->whole->cases[index];

	print_head(f, def);
	for (size_t i = 0; i < def->n_hosts; i++)
		if (!show_host(f, s, &def->hosts[i],
			s->whole->first_host[index] + i, err))
			return false;
	for (char **record = def->records; *record != NULL; record++)
		show_pair(f, record == def->records ? "DNS" : "", *record);
	print_tables(f, s->suite, def->id);
	return true;
}
