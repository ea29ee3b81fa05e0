/* SPDX-License-Identifier: MIT */
#include "harness/plan/case_check.h"

#include <stdlib.h>

#include "certs/cert_recipe.h"
#include "sim/base/mem.h"
#include "sim/smtp/smtp_persona.h"

static void
complain(const struct case_def *c, const struct err *err,
    struct complaints *complaints)
{
	char *text = xasprintf("error: case \"%s\": %s\n  --> %s:%d\n", c->id,
	    err->text, c->file, c->line);

	complaint_add(complaints, text);
	free(text);
}

static bool
recipe_is_good(const struct case_def *c, const json_t *recipe, const char *name,
    struct err *err)
{
	struct cert_recipe *r = cert_recipe_parse(recipe, name, c->day, err);

	cert_recipe_free(r);
	return r != NULL;
}

static bool
host_is_good(
    const struct case_def *c, const struct host_def *host, struct err *err)
{
	struct smtp_persona persona = {.greylist = 0};
	const json_t *web = json_object_get(host->web, "certificate");
	bool good = smtp_persona_parse(host->server, &persona, err);

	smtp_persona_clear(&persona);
	return good && recipe_is_good(c, host->certificate, host->name, err) &&
	       recipe_is_good(c, web, host->name, err);
}

void
case_check(const struct case_def *c, struct complaints *complaints)
{
	struct host_address *addresses =
	    xcalloc(c->n_hosts + 1, sizeof(*addresses));
	struct case_def *expanded;
	struct err err = {.kind = ERR_NONE};

	for (size_t i = 0; i < c->n_hosts; i++)
		addresses[i] = (struct host_address){"127.16.0.1", "fd42::1"};
	expanded = case_expand(c, addresses, &err);
	if (expanded == NULL)
		complain(c, &err, complaints);
	for (size_t i = 0; expanded != NULL && i < expanded->n_hosts; i++)
		if (!host_is_good(expanded, &expanded->hosts[i], &err))
			complain(c, &err, complaints);
	case_free(expanded);
	free(addresses);
}
