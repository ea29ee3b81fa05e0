/* SPDX-License-Identifier: MIT */
#include "sim/world/world_row.h"

#include <stdlib.h>
#include <string.h>

#include "certs/cert_recipe.h"
#include "certs/cert_shelf.h"
#include "sim/base/clock.h"
#include "sim/base/journal.h"
#include "sim/base/mem.h"
#include "sim/smtp/smtp_persona.h"
#include "sim/web/web_host.h"
#include "sim/world/listeners.h"
#include "sim/world/world.h"

static const struct smtp_persona polite;

/* --- certificates ------------------------------------------------------ */

static const struct cert_recipe *
recipe_of(struct world_row *row, struct err *err)
{
	if (row->recipe == NULL)
		row->recipe = cert_recipe_parse(
		    row->certificate, row->cert_name, row->day, err);
	if (row->recipe == NULL)
		err_within(err, "%s", row->name);
	return row->recipe;
}

const struct cert_chain *
world_row_chain(struct world_row *row, struct err *err)
{
	const struct cert_recipe *recipe = recipe_of(row, err);

	return recipe == NULL
		   ? NULL
		   : cert_shelf_chain(row->shared->shelf, recipe, err);
}

bool
world_row_trust(struct world_row *row, struct err *err)
{
	const struct cert_recipe *recipe;

	if (json_object_get(row->certificate, "authorities") == NULL)
		return true;
	recipe = recipe_of(row, err);
	if (recipe != NULL)
		cert_shelf_trust(row->shared->shelf, recipe);
	return recipe != NULL;
}

static const struct cert_chain *
chain_of_row(void *arg, struct err *err)
{
	return world_row_chain(arg, err);
}

/* --- the clock --------------------------------------------------------- */

static int64_t
now_of_row(void *arg)
{
	const struct world_row *row = arg;
	const struct world_shared *shared = row->shared;

	if (shared->clocks == NULL)
		return clock_wall();
	return row->mail.case_no < 0
		   ? shared->t0
		   : clock_page_get(shared->clocks, (size_t)row->mail.case_no);
}

/* --- life -------------------------------------------------------------- */

void
world_row_free(struct world_row *row)
{
	if (row == NULL)
		return;
	if (row->persona != NULL)
		smtp_persona_clear(row->persona);
	free(row->persona);
	cert_recipe_free(row->recipe);
	web_host_free(row->site);
	free(row->name);
	free(row->ptr);
	free(row->cert_name);
	free(row);
}

static bool
take_persona(struct world_row *row, const json_t *server, struct err *err)
{
	row->mail.persona = &polite;
	if (server == NULL)
		return true;
	row->persona = xcalloc(1, sizeof(*row->persona));
	row->mail.persona = row->persona;
	if (!smtp_persona_parse(server, row->persona, err))
		return err_within(err, "%s", row->name);
	return true;
}

static char *
without_final_dot(const char *name)
{
	size_t n = strlen(name);

	return xstrndup(name, n > 0 && name[n - 1] == '.' ? n - 1 : n);
}

static void
take_names(struct world_row *row, const struct world_host *host)
{
	row->name = without_final_dot(host->name);
	row->ptr = host->ptr == NULL ? NULL : xstrdup(host->ptr);
	row->cert_name =
	    xstrdup(host->cert_name == NULL ? host->name : host->cert_name);
}

struct world_row *
world_row_new(const struct world_host *host, const struct world_shared *shared,
    size_t number, struct err *err)
{
	struct world_row *row = xcalloc(1, sizeof(*row));

	row->shared = shared;
	take_names(row, host);
	row->web = host->web != NULL;
	row->certificate = row->web ? json_object_get(host->web, "certificate")
				    : host->certificate;
	row->day = host->day;
	row->v4 = host->v4;
	row->v6 = host->v6;
	row->closed = host->closed;
	row->mail = (struct smtp_host){.name = row->name,
	    .case_no = host->case_no,
	    .host_no = (int)number,
	    .chain = chain_of_row,
	    .now = now_of_row,
	    .arg = row};
	if (take_persona(row, host->server, err))
		return row;
	world_row_free(row);
	return NULL;
}

/* --- the web ----------------------------------------------------------- */

static void
on_request(const char *method, const char *uri, void *arg)
{
	const struct world_row *row = arg;

	if (row->shared->journal != NULL)
		journal_add(row->shared->journal, row->mail.case_no, LANE_WEB,
		    "%s https://%s%s", method, row->name, uri);
}

bool
world_row_open_site(struct world_row *row, struct event_base *base,
    const struct sockaddr *sa, struct err *err)
{
	bool *listens =
	    sa->sa_family == AF_INET6 ? &row->site_v6 : &row->site_v4;
	evutil_socket_t fd;

	if (*listens)
		return true;
	fd = listener_socket(sa, err);
	if (fd == -1)
		return false;
	if (row->site == NULL)
		row->site = web_host_new(base, chain_of_row, on_request, row);
	web_host_listen(row->site, fd);
	*listens = true;
	return true;
}
