/* SPDX-License-Identifier: MIT */
#include "harness/plan/case.h"

#include <stdlib.h>
#include <string.h>

#include "harness/plan/json_text.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static enum host_family
family_of(const json_t *host)
{
	const char *word = json_string_value(json_object_get(host, "family"));

	if (word != NULL && strcmp(word, "ipv6") == 0)
		return HOST_IPV6;
	return word != NULL && strcmp(word, "both") == 0 ? HOST_BOTH
							 : HOST_IPV4;
}

static void
parse_host(const json_t *json, struct host_def *host)
{
	const json_t *preference = json_object_get(json, "preference");

	host->name = json_text(json, "name");
	host->preference = json_is_integer(preference)
			       ? (int)json_integer_value(preference)
			       : HOST_NO_MX;
	host->cname = json_text(json, "cname");
	host->ptr = json_text(json, "ptr");
	host->family = family_of(json);
	host->certificate = json_incref(json_object_get(json, "certificate"));
	host->server = json_incref(json_object_get(json, "server"));
	host->web = json_incref(json_object_get(json, "web"));
}

static bool
parse_hosts(const json_t *json, struct case_def *c, struct err *err)
{
	const json_t *array = json_object_get(json, "hosts"), *host;
	size_t i;

	c->n_hosts = json_array_size(array);
	c->hosts = xcalloc(c->n_hosts + 1, sizeof(c->hosts[0]));
	json_array_foreach(array, i, host)
	{
		parse_host(host, &c->hosts[i]);
		if (c->hosts[i].name == NULL)
			return err_input(err, "a host has no name");
	}
	return true;
}

static bool
parse_day(const json_t *json, struct case_def *c, struct err *err)
{
	const char *day = json_string_value(json_object_get(json, "day"));

	return day == NULL || text_date(day, &c->day, err);
}

static void
parse_words(const json_t *json, struct case_def *c)
{
	const json_t *messages = json_object_get(json, "messages");

	c->id = json_text(json, "id");
	c->shows = json_text(json, "shows");
	c->clause = json_text(json, "clause");
	c->reasons = json_texts(json, "reason");
	c->status = json_text(json, "status");
	c->tags = json_texts(json, "tags");
	c->domain = json_text(json, "domain");
	c->to = json_text(json, "to");
	c->nexthop = json_text(json, "nexthop");
	c->virtual_clock = json_object_get(json, "clock") != NULL;
	c->messages = json_is_integer(messages)
			  ? (unsigned)json_integer_value(messages)
			  : 1;
	c->restart = json_is_true(json_object_get(json, "restart"));
	c->records = json_texts(json, "records");
	c->file = json_text(json, "file");
	c->line = (int)json_integer_value(json_object_get(json, "line"));
	c->origin =
	    (enum origin)json_integer_value(json_object_get(json, "origin"));
}

struct case_def *
case_parse(const json_t *json, struct err *err)
{
	struct case_def *c = xcalloc(1, sizeof(*c));
	bool good;

	c->json = json_deep_copy(json);
	parse_words(json, c);
	good = c->id != NULL && c->shows != NULL && c->clause != NULL &&
	       c->domain != NULL && c->to != NULL;
	if (!good)
		err_input(err, "a case needs id, shows, clause, domain and to");
	if (good && parse_hosts(json, c, err) && parse_day(json, c, err))
		return c;
	if (c->id != NULL)
		err_within(err, "case %.100s", c->id);
	case_free(c);
	return NULL;
}

static void
host_clear(struct host_def *host)
{
	free(host->name);
	free(host->cname);
	free(host->ptr);
	json_decref(host->certificate);
	json_decref(host->server);
	json_decref(host->web);
}

void
case_free(struct case_def *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n_hosts && c->hosts != NULL; i++)
		host_clear(&c->hosts[i]);
	free(c->hosts);
	texts_free(c->reasons);
	texts_free(c->tags);
	texts_free(c->records);
	free(c->id), free(c->shows), free(c->clause), free(c->status);
	free(c->domain), free(c->to), free(c->nexthop), free(c->file);
	json_decref(c->json);
	free(c);
}

bool
case_has_tag(const struct case_def *c, const char *tag)
{
	for (size_t i = 0; c->tags[i] != NULL; i++)
		if (strcmp(c->tags[i], tag) == 0)
			return true;
	return false;
}

static const char *
address_of(const struct host_def *host, const struct host_address *address)
{
	const char *text =
	    host->family == HOST_IPV6 ? address->v6 : address->v4;

	return text != NULL ? text : "";
}

/* The hosts, each with its own {address}. */
static json_t *
expand_hosts(const struct case_def *c, const struct host_address *addresses,
    struct json_fill *fill)
{
	const json_t *array = json_object_get(c->json, "hosts"), *host;
	json_t *result = json_array();
	size_t i;

	json_array_foreach(array, i, host)
	{
		fill->address = address_of(&c->hosts[i], &addresses[i]);
		json_array_append_new(result, json_filled(host, fill));
	}
	return result;
}

struct case_def *
case_expand(const struct case_def *c, const struct host_address *addresses,
    struct err *err)
{
	struct json_fill fill = {.id = c->id, .address = ""};
	char *domain = text_filled(c->domain, &fill);
	struct case_def *result;
	json_t *json, *hosts;

	fill.domain = domain;
	hosts = expand_hosts(c, addresses, &fill);
	if (c->n_hosts > 0)
		fill.address = address_of(&c->hosts[0], &addresses[0]);
	json = json_filled(c->json, &fill);
	json_object_set_new(json, "hosts", hosts);
	result = case_parse(json, err);
	json_decref(json);
	free(domain);
	return result;
}
