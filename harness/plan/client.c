/* SPDX-License-Identifier: MIT */
#include "harness/plan/client.h"

#include <stdlib.h>
#include <string.h>

#include "harness/plan/json_text.h"
#include "sim/base/mem.h"

static char **
env_of(const json_t *object)
{
	json_t *env = json_object_get(object, "env"), *value;
	char **list = xcalloc(json_object_size(env) + 1, sizeof(char *));
	const char *key;
	size_t n = 0;

	json_object_foreach(env, key, value) if (json_is_string(value))
	    list[n++] = xasprintf("%s=%s", key, json_string_value(value));
	return list;
}

struct client_file *
client_files_parse(const json_t *json, size_t *n)
{
	const json_t *array = json_object_get(json, "files"), *file;
	struct client_file *files;
	size_t i;
	char *mode;

	*n = json_array_size(array);
	files = xcalloc(*n, sizeof(files[0]));
	json_array_foreach(array, i, file)
	{
		files[i].path = json_text(file, "path");
		files[i].text = json_text(file, "text");
		mode = json_text(file, "mode");
		files[i].mode =
		    mode == NULL ? 0644 : (unsigned)strtoul(mode, NULL, 8);
		free(mode);
	}
	return files;
}

void
client_files_free(struct client_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	free(files);
}

static void
parse_rules(const json_t *array, struct client_log *log)
{
	const json_t *rule;
	size_t i;

	log->n = json_array_size(array);
	log->rules = xcalloc(log->n, sizeof(log->rules[0]));
	json_array_foreach(array, i, rule)
	{
		log->rules[i].pattern = json_text(rule, "pattern");
		log->rules[i].word = json_text(rule, "outcome");
		log->rules[i].reason = json_text(rule, "reason");
	}
}

static void
parse_logs(const json_t *json, struct client_def *c)
{
	const json_t *array = json_object_get(json, "logs"), *log;
	size_t i;

	c->n_logs = json_array_size(array);
	c->logs = xcalloc(c->n_logs, sizeof(c->logs[0]));
	json_array_foreach(array, i, log)
	{
		c->logs[i].path = json_text(log, "path");
		parse_rules(json_object_get(log, "rules"), &c->logs[i]);
	}
}

static void
parse_policies(const json_t *json, struct client_def *c)
{
	json_t *object = json_object_get(json, "policies"), *policy;
	const char *name;
	size_t n = 0;

	c->policies = xcalloc(json_object_size(object), sizeof(c->policies[0]));
	json_object_foreach(object, name, policy)
	{
		struct client_policy *p = &c->policies[n++];

		p->name = xstrdup(name);
		p->unsupported = json_text(policy, "unsupported");
		p->settings = json_incref(policy);
	}
	c->n_policies = n;
}

static bool
parse_ready(const json_t *json, struct client_def *c, struct err *err)
{
	static const struct {
		const char *word;
		enum client_ready ready;
	} kinds[] = {
	    {"tcp", READY_TCP}, {"file", READY_FILE}, {"delay", READY_DELAY}};
	const json_t *ready = json_object_get(json, "ready");

	if (ready == NULL || json_is_null(ready))
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		c->ready_at = json_text(ready, kinds[i].word);
		c->ready = kinds[i].ready;
		if (c->ready_at != NULL)
			return true;
	}
	return err_input(
	    err, "client %s: ready needs tcp, file or delay", c->name);
}

static bool
parse_send(const json_t *json, struct client_def *c, struct err *err)
{
	static const char *const kinds[] = {
	    [CLIENT_SMTP] = "smtp",
	    [CLIENT_COMMAND] = "command",
	    [CLIENT_BATCH] = "batch",
	};
	const json_t *send = json_object_get(json, "send");
	const char *kind = json_string_value(json_object_get(send, "kind"));

	c->send_to = json_text(send, "what");
	for (size_t i = 0; kind != NULL && c->send_to != NULL && i < 3; i++)
		if (strcmp(kind, kinds[i]) == 0) {
			c->send = (enum client_send)i;
			return true;
		}
	return err_input(err,
	    "client %s: how is mail sent? It needs "
	    "send (smtp \"...\"), send (command \"...\") or "
	    "send (batch \"...\")",
	    c->name);
}

static void
parse_words(const json_t *json, struct client_def *c)
{
	const json_t *queue = json_object_get(json, "queue");
	const char *ids = json_string_value(json_object_get(json, "ids"));
	const char *clock = json_string_value(json_object_get(json, "clock"));

	c->about = json_text(json, "about");
	c->version = json_text(json, "version");
	c->package = json_text(json, "package");
	c->programs = json_texts(json, "programs");
	c->users = json_texts(json, "users");
	c->isolation = json_texts(json, "isolation");
	c->setup = json_texts(json, "setup");
	c->env = env_of(json);
	c->many_ids = ids != NULL && strcmp(ids, "many") == 0;
	c->virtual_clock = clock != NULL && strcmp(clock, "virtual") == 0;
	c->start = json_text(json, "start");
	c->queue = json_text(queue, "command");
	c->queue_patterns = json_texts(queue, "patterns");
	c->retry = json_text(json, "retry");
	c->stop = json_text(json, "stop");
	c->nexthop = json_text(json, "nexthop");
	c->source_file = json_text(json, "file");
	c->source_line = (int)json_integer_value(json_object_get(json, "line"));
	c->origin = (int)json_integer_value(json_object_get(json, "origin"));
}

struct client_def *
client_parse(const json_t *json, struct err *err)
{
	struct client_def *c = xcalloc(1, sizeof(*c));

	c->name = json_text(json, "name");
	if (c->name == NULL) {
		err_input(err, "a client has no name");
		client_free(c);
		return NULL;
	}
	parse_words(json, c);
	c->files = client_files_parse(json, &c->n_files);
	parse_logs(json, c);
	parse_policies(json, c);
	if (parse_ready(json, c, err) && parse_send(json, c, err))
		return c;
	client_free(c);
	return NULL;
}

static void
logs_free(struct client_def *c)
{
	for (size_t i = 0; i < c->n_logs; i++) {
		for (size_t k = 0; k < c->logs[i].n; k++) {
			free(c->logs[i].rules[k].pattern);
			free(c->logs[i].rules[k].word);
			free(c->logs[i].rules[k].reason);
		}
		free(c->logs[i].rules);
		free(c->logs[i].path);
	}
	free(c->logs);
}

static void
policies_free(struct client_def *c)
{
	for (size_t i = 0; i < c->n_policies; i++) {
		free(c->policies[i].name);
		free(c->policies[i].unsupported);
		json_decref(c->policies[i].settings);
	}
	free(c->policies);
}

void
client_free(struct client_def *c)
{
	if (c == NULL)
		return;
	client_files_free(c->files, c->n_files);
	logs_free(c);
	policies_free(c);
	texts_free(c->programs);
	texts_free(c->users);
	texts_free(c->isolation);
	texts_free(c->setup);
	texts_free(c->env);
	texts_free(c->queue_patterns);
	free(c->name), free(c->about), free(c->version), free(c->package);
	free(c->start), free(c->ready_at), free(c->send_to), free(c->queue);
	free(c->retry), free(c->stop), free(c->nexthop);
	free(c->source_file);
	free(c);
}

const struct client_policy *
client_policy(const struct client_def *c, const char *name)
{
	for (size_t i = 0; i < c->n_policies; i++)
		if (strcmp(c->policies[i].name, name) == 0)
			return &c->policies[i];
	return NULL;
}

bool
client_may_use(const struct client_def *c, const char *isolation)
{
	for (size_t i = 0; c->isolation[i] != NULL; i++)
		if (strcmp(c->isolation[i], isolation) == 0)
			return true;
	return c->isolation[0] == NULL && strcmp(isolation, "netns") == 0;
}
