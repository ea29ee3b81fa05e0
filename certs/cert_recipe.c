/* SPDX-License-Identifier: MIT */
#include "certs/cert_recipe.h"

#include <stdlib.h>
#include <string.h>

#include "certs/cert_builtin.h"
#include "certs/cert_draft.h"
#include "certs/cert_value.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define CN_MAX	      64 /* ub-common-name, RFC 5280 appendix A.1 */
#define LABEL_LETTERS 20

/* A whole recipe while it is read; draft 0 is the leaf. */
struct reading {
	struct cert_recipe *recipe;
	char *default_name;
	struct cert_draft *drafts;
	size_t n;
	const json_t *sends;
};

const struct cert_spec *
cert_recipe_find(const struct cert_recipe *recipe, const char *label)
{
	for (size_t i = 0; i < recipe->authorities_n; i++)
		if (strcmp(recipe->authorities[i].label, label) == 0)
			return &recipe->authorities[i];
	return cert_builtin_find(label);
}

/* --- labels ------------------------------------------------------------ */

static bool
check_label(const struct reading *r, size_t i, struct err *err)
{
	const char *label = r->recipe->authorities[i].label;

	if (label == NULL || *label == '\0')
		return err_input(err, "the label is missing");
	if (strlen(label) > LABEL_LETTERS)
		return err_input(err, "the label has more than 20 letters");
	if (cert_builtin_find(label) != NULL || strcmp(label, "leaf") == 0 ||
	    strcmp(label, "self") == 0)
		return err_input(err, "the label \"%s\" is taken", label);
	if (cert_recipe_find(r->recipe, label) != &r->recipe->authorities[i])
		return err_input(err, "the label \"%s\" is there twice", label);
	return true;
}

/* Every label of the recipe and, behind them, one more word; NULL-ended. */
static bool
no_such_label(const struct cert_recipe *recipe, const char *label,
    const char *more, struct err *err)
{
	size_t n = 0;
	const char **words = xcalloc(
	    recipe->authorities_n + CERT_BUILTINS + 2, sizeof(words[0]));
	char *meant;

	for (size_t i = 0; i < CERT_BUILTINS; i++)
		words[n++] = cert_builtin[i].label;
	for (size_t i = 0; i < recipe->authorities_n; i++)
		words[n++] = recipe->authorities[i].label;
	words[n] = more;
	meant = cert_value_meant(label, words);
	err_input(err, "there is no authority \"%s\"%s", label, meant);
	free(meant);
	free(words);
	return false;
}

static struct cert_draft *
find_draft(struct reading *r, const char *label)
{
	for (size_t i = 1; i < r->n; i++)
		if (strcmp(r->drafts[i].spec->label, label) == 0)
			return &r->drafts[i];
	return NULL;
}

/*
 * Follows same_key_as (or same_subject_as) to the certificate that has what
 * is meant; NULL if there is none, or if it leads round in a circle.
 */
static const struct cert_spec *
follow(struct reading *r, const char *label, bool key, struct err *err)
{
	const char *first = label;

	for (size_t hops = 0; hops < r->n; hops++) {
		struct cert_draft *at = find_draft(r, label);
		const char *next;

		if (at == NULL && cert_builtin_find(label) == NULL) {
			no_such_label(r->recipe, label, NULL, err);
			return NULL;
		}
		if (at == NULL)
			return cert_builtin_find(label);
		next = key ? at->same_key_as : at->same_subject_as;
		if (next == NULL)
			return at->spec;
		label = next;
	}
	err_input(err, "\"%s\" leads round in a circle", first);
	return NULL;
}

static bool
share_key(struct reading *r, struct cert_draft *draft, struct err *err)
{
	const struct cert_spec *other;

	if (draft->said_key)
		return err_input(err, "there is a key, too");
	other = follow(r, draft->same_key_as, true, err);
	if (other == NULL)
		return false;
	draft->spec->key_kind = other->key_kind;
	free(draft->spec->key_name);
	draft->spec->key_name = xstrdup(other->key_name);
	return true;
}

static bool
share_subject(struct reading *r, struct cert_draft *draft, struct err *err)
{
	const struct cert_spec *other;

	if (draft->said_subject || draft->said_cn)
		return err_input(err, "there is a subject or cn, too");
	other = follow(r, draft->same_subject_as, false, err);
	if (other == NULL)
		return false;
	for (int i = 0; i < CERT_ATTRIBUTES; i++) {
		const struct cert_bytes *from = &other->subject[i];

		cert_bytes_free(&draft->spec->subject[i]);
		if (from->data != NULL)
			draft->spec->subject[i] =
			    cert_bytes_copy(from->data, from->len);
	}
	return true;
}

/* --- what was not said ------------------------------------------------- */

/* The CN follows the first DNS name, if it is not too long for one. */
static void
name_leaf(struct reading *r, struct cert_draft *draft)
{
	struct cert_spec *leaf = draft->spec;
	struct cert_bytes *cn = &leaf->subject[CERT_CN];

	if (!draft->said_names)
		cert_names_add(&leaf->names, CERT_NAME_DNS,
		    cert_bytes_copy(r->default_name, strlen(r->default_name)));
	for (size_t i = 0; i < leaf->names.n && !draft->said_cn; i++) {
		const struct cert_name *name = &leaf->names.list[i];

		if (name->kind != CERT_NAME_DNS)
			continue;
		if (name->value.len <= CN_MAX)
			*cn =
			    cert_bytes_copy(name->value.data, name->value.len);
		break;
	}
	if (leaf->san != CERT_SAN_NAMES)
		cert_names_free(&leaf->names);
}

/*
 * An own authority is of this host alone: two roots with one name and two
 * keys in the same CA bundle would be a trap that no case asked for.
 */
static void
name_authority(const struct reading *r, struct cert_draft *draft)
{
	struct cert_bytes *subject = draft->spec->subject;
	char *before = xasprintf("badmx %s for ", draft->spec->label), *cn;
	size_t room = CN_MAX - strlen(before), n = strlen(r->default_name);

	if (!draft->said_subject) {
		subject[CERT_O] =
		    cert_bytes_copy(CERT_OPERATOR, strlen(CERT_OPERATOR));
		subject[CERT_C] =
		    cert_bytes_copy(CERT_COUNTRY, strlen(CERT_COUNTRY));
	}
	cn = xasprintf(
	    "%s%s", before, r->default_name + (n > room ? n - room : 0));
	if (!draft->said_cn)
		subject[CERT_CN] = cert_bytes_copy(cn, strlen(cn));
	free(before);
	free(cn);
}

static void
default_issuer(struct cert_spec *spec, const char *issuer)
{
	if (spec->issuer != NULL && strcmp(spec->issuer, spec->label) == 0) {
		free(spec->issuer);
		spec->issuer = NULL;
		issuer = "self";
	}
	if (spec->issuer == NULL)
		spec->issuer = xstrdup(issuer);
}

static void
default_key(const struct reading *r, struct cert_spec *spec)
{
	if (spec->key_name != NULL)
		return;
	if (spec->key_kind == CERT_KEY_RSA2048)
		spec->key_name = xstrdup("shared");
	else if (!spec->authority)
		spec->key_name = xstrdup("leaf");
	else
		spec->key_name =
		    xasprintf("%s of %s", spec->label, r->default_name);
}

static bool
check_issuer(
    const struct reading *r, const struct cert_spec *spec, struct err *err)
{
	if (strcmp(spec->issuer, "self") == 0 ||
	    cert_recipe_find(r->recipe, spec->issuer) != NULL)
		return true;
	no_such_label(r->recipe, spec->issuer, "self", err);
	return err_within(err, "issuer");
}

static bool
complete(struct reading *r, struct err *err)
{
	struct cert_draft *leaf = &r->drafts[0];

	if (leaf->said_san && leaf->said_names)
		return err_input(err, "san leaves no room for names");
	name_leaf(r, leaf);
	default_issuer(leaf->spec, "I");
	for (size_t i = 1; i < r->n; i++) {
		struct cert_draft *draft = &r->drafts[i];

		if (draft->same_subject_as == NULL)
			name_authority(r, draft);
		default_issuer(draft->spec, "R");
	}
	for (size_t i = 0; i < r->n; i++) {
		default_key(r, r->drafts[i].spec);
		if (!check_issuer(r, r->drafts[i].spec, err))
			return err_within(err, "%s", r->drafts[i].spec->label);
	}
	return true;
}

static bool
share(struct reading *r, struct err *err)
{
	for (size_t i = 1; i < r->n; i++) {
		struct cert_draft *draft = &r->drafts[i];
		const char *label = draft->spec->label;

		if (draft->same_key_as != NULL && !share_key(r, draft, err))
			return err_within(err, "%s: same_key_as", label);
		if (draft->same_subject_as != NULL &&
		    !share_subject(r, draft, err))
			return err_within(err, "%s: same_subject_as", label);
	}
	return true;
}

/* --- what the server sends --------------------------------------------- */

static void
add_sent(struct cert_recipe *recipe, const char *label)
{
	recipe->sends = xreallocarray(
	    recipe->sends, recipe->sends_n + 1, sizeof(recipe->sends[0]));
	recipe->sends[recipe->sends_n++] = xstrdup(label);
}

static bool
is_sent(const struct cert_recipe *recipe, const char *label)
{
	for (size_t i = 0; i < recipe->sends_n; i++)
		if (strcmp(recipe->sends[i], label) == 0)
			return true;
	return false;
}

/* The leaf and its issuers; a root only if the client cannot have it. */
static void
send_default(struct cert_recipe *recipe)
{
	const char *label = recipe->leaf.issuer;

	add_sent(recipe, "leaf");
	while (strcmp(label, "self") != 0 && !is_sent(recipe, label)) {
		const struct cert_spec *issuer =
		    cert_recipe_find(recipe, label);

		if (strcmp(issuer->issuer, "self") == 0 && issuer->trusted)
			return;
		add_sent(recipe, label);
		label = issuer->issuer;
	}
}

static bool
read_sends(const struct reading *r, struct err *err)
{
	const json_t *item;
	size_t i;

	if (r->sends == NULL) {
		send_default(r->recipe);
		return true;
	}
	if (json_array_size(r->sends) == 0)
		return err_input(err, "must be a list of labels");
	json_array_foreach(r->sends, i, item)
	{
		char *label = NULL;
		bool ok = cert_value_text(item, &label, err);

		if (ok && strcmp(label, "leaf") != 0 &&
		    cert_recipe_find(r->recipe, label) == NULL)
			ok = no_such_label(r->recipe, label, "leaf", err);
		if (ok)
			add_sent(r->recipe, label);
		free(label);
		if (!ok)
			return false;
	}
	return true;
}

/* --- the whole --------------------------------------------------------- */

static bool
read_authorities(struct reading *r, const json_t *list, struct err *err)
{
	struct cert_recipe *recipe = r->recipe;

	if (list != NULL && !json_is_array(list))
		return err_input(err, "must be a list of authorities");
	recipe->authorities = xcalloc(r->n - 1, sizeof(struct cert_spec));
	recipe->authorities_n = r->n - 1;
	for (size_t i = 1; i < r->n; i++) {
		const json_t *item = json_array_get(list, i - 1);
		struct cert_spec *spec = &recipe->authorities[i - 1];

		*spec = (struct cert_spec){
		    .label = xstrdup(""),
		    .authority = true,
		    .san = CERT_SAN_NONE,
		};
		r->drafts[i].spec = spec;
		r->drafts[i].day = r->drafts[0].day;
		if (!json_is_object(item))
			return err_input(err, "must be a list of tables");
		if (!cert_draft_read(item, true, &r->drafts[i], err) ||
		    !check_label(r, i - 1, err))
			return err_within(err, "authority %zu", i);
	}
	return true;
}

static bool
read_recipe(struct reading *r, const json_t *json, struct err *err)
{
	r->sends = json_object_get(json, "sends");
	if (!cert_draft_read(json, false, &r->drafts[0], err))
		return false;
	if (!read_authorities(r, json_object_get(json, "authorities"), err))
		return err_within(err, "authorities");
	if (!complete(r, err) || !share(r, err))
		return false;
	if (!read_sends(r, err))
		return err_within(err, "sends");
	return true;
}

static char *
identity_of(const json_t *json, const char *default_name, int64_t day)
{
	char *text = json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT);
	char *id = xasprintf("%s %lld %s", default_name, (long long)day,
	    text != NULL ? text : "{}");

	free(text);
	return id;
}

static void
reading_free(struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->drafts[i].same_key_as);
		free(r->drafts[i].same_subject_as);
	}
	free(r->drafts);
	free(r->default_name);
}

/* An MX name may be written with its final dot; no certificate has that. */
static char *
without_dot(const char *name)
{
	size_t n = strlen(name);

	return xstrndup(name, n > 0 && name[n - 1] == '.' ? n - 1 : n);
}

struct cert_recipe *
cert_recipe_parse(
    const json_t *json, const char *default_name, int64_t day, struct err *err)
{
	struct cert_recipe *recipe = xcalloc(1, sizeof(*recipe));
	struct reading r = {.recipe = recipe};
	bool ok = json == NULL || json_is_object(json);

	r.n = 1 + json_array_size(json_object_get(json, "authorities"));
	r.drafts = xcalloc(r.n, sizeof(r.drafts[0]));
	r.drafts[0] = (struct cert_draft){.spec = &recipe->leaf, .day = day};
	r.default_name = without_dot(default_name);
	recipe->leaf.label = xstrdup("leaf");
	recipe->identity = identity_of(json, r.default_name, day);
	if (!ok)
		err_input(err, "must be a table");
	else
		ok = read_recipe(&r, json, err);
	reading_free(&r);
	if (ok)
		return recipe;
	err_within(err, "certificate");
	cert_recipe_free(recipe);
	return NULL;
}

static void
spec_free(struct cert_spec *spec)
{
	free(spec->label);
	free(spec->issuer);
	free(spec->key_name);
	free(spec->not_before.text);
	free(spec->not_after.text);
	for (int i = 0; i < CERT_ATTRIBUTES; i++)
		cert_bytes_free(&spec->subject[i]);
	cert_names_free(&spec->names);
	cert_names_free(&spec->permitted);
	cert_names_free(&spec->excluded);
}

void
cert_recipe_free(struct cert_recipe *recipe)
{
	if (recipe == NULL)
		return;
	spec_free(&recipe->leaf);
	for (size_t i = 0; i < recipe->authorities_n; i++)
		spec_free(&recipe->authorities[i]);
	for (size_t i = 0; i < recipe->sends_n; i++)
		free(recipe->sends[i]);
	free(recipe->authorities);
	free(recipe->sends);
	free(recipe->identity);
	free(recipe);
}
