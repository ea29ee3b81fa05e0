/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_tree.h"

#include <stdlib.h>
#include <sys/queue.h>

#include "sim/base/mem.h"
#include "sim/dns/dns_tree_parts.h"

#define KEEP_AT_LEAST 64
#define KEEP_USUALLY  10000

/* One reserved top-level label, so that no case can collide with them. */
static const char root_records[] = "root.dns-servers. A " DNS_ROOT_ADDRESS "\n"
				   "tld.dns-servers. A " DNS_TLD_ADDRESS "\n"
				   "zone.dns-servers. A " DNS_ZONE_ADDRESS "\n";

static const struct {
	const char *name;
	uint32_t address;
} servers[] = {
    {"root.dns-servers.", DNS_ROOT_SERVER},
    {"tld.dns-servers.", DNS_TLD_SERVER},
    {"zone.dns-servers.", DNS_ZONE_SERVER},
};

struct dns_tree {
	struct dns_table *names;
	TAILQ_HEAD(dns_zones, dns_zone) open; /* the latest used first */
	size_t n_open;
	size_t keep;
	dns_reverse_fn *reverse;
	void *reverse_arg;
	dns_error_fn *on_error;
	void *error_arg;
};

struct dns_tree *
dns_tree_new(void)
{
	struct dns_tree *tree = xcalloc(1, sizeof(*tree));
	static const uint8_t root[] = {0};
	struct dns_entry *entry;

	TAILQ_INIT(&tree->open);
	tree->keep = KEEP_USUALLY;
	tree->names = dns_table_new();
	entry = dns_table_add(tree->names, (struct dns_octets){root, 1}, 0);
	entry->kind = DNS_KIND_IMPLIED;
	return tree;
}

static void
shut(struct dns_tree *tree, struct dns_zone *zone)
{
	TAILQ_REMOVE(&tree->open, zone, recent);
	tree->n_open--;
	zone->entry->zone = NULL;
	dns_zone_free(zone);
}

void
dns_tree_free(struct dns_tree *tree)
{
	if (tree == NULL)
		return;
	while (!TAILQ_EMPTY(&tree->open))
		shut(tree, TAILQ_FIRST(&tree->open));
	dns_table_free(tree->names);
	free(tree);
}

struct dns_entry *
dns_tree_entry(const struct dns_tree *tree, struct dns_octets name)
{
	return dns_table_find(tree->names, name);
}

static struct dns_entry *
entry_named(const struct dns_tree *tree, const char *zone)
{
	struct dns_name name;
	struct err ignored;

	if (!dns_name_from_text(&name, zone, &ignored))
		return NULL;
	return dns_tree_entry(tree, dns_name_whole(&name));
}

bool
dns_entry_is_zone(const struct dns_entry *entry)
{
	return entry != NULL && entry->kind != DNS_KIND_NOTHING;
}

/* Everything above a zone exists: a top-level zone, and names without data. */
static void
imply_parents(struct dns_tree *tree, const struct dns_name *name)
{
	for (unsigned labels = 1; labels < name->labels; labels++) {
		struct dns_entry *entry = dns_table_add(
		    tree->names, dns_name_tail(name, labels), labels);

		if (labels == 1 && entry->kind == DNS_KIND_NOTHING)
			entry->kind = DNS_KIND_IMPLIED;
	}
}

static struct dns_entry *
register_zone(
    struct dns_tree *tree, const struct dns_name *name, enum dns_kind kind)
{
	struct dns_entry *entry =
	    dns_table_add(tree->names, dns_name_whole(name), name->labels);

	imply_parents(tree, name);
	entry->kind = (uint8_t)kind;
	if (entry->zone != NULL)
		shut(tree, entry->zone);
	return entry;
}

bool
dns_tree_zone(struct dns_tree *tree, const char *zone, dns_zone_text_fn *text,
    void *arg, struct err *err)
{
	struct dns_name name;
	struct dns_entry *entry;

	if (!dns_name_from_text(&name, zone, err))
		return false;
	entry = dns_tree_entry(tree, dns_name_whole(&name));
	if (entry != NULL &&
	    (entry->kind == DNS_KIND_TEXT || entry->kind == DNS_KIND_REVERSE))
		return err_input(err, "there are two zones \"%s\"", zone);
	entry = register_zone(tree, &name, DNS_KIND_TEXT);
	entry->text = text;
	entry->arg = arg;
	return true;
}

bool
dns_tree_has(const struct dns_tree *tree, const char *zone)
{
	const struct dns_entry *entry = entry_named(tree, zone);

	return entry != NULL && entry->kind == DNS_KIND_TEXT;
}

void
dns_tree_reverse(struct dns_tree *tree, dns_reverse_fn *fn, void *arg)
{
	static const char *const zones[] = {"in-addr.arpa", "ip6.arpa"};
	struct dns_name name;
	struct err ignored;

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (dns_name_from_text(&name, zones[i], &ignored))
			register_zone(tree, &name, DNS_KIND_REVERSE);
	tree->reverse = fn;
	tree->reverse_arg = arg;
}

void
dns_tree_on_error(struct dns_tree *tree, dns_error_fn *fn, void *arg)
{
	tree->on_error = fn;
	tree->error_arg = arg;
}

/* Above the limit the zone that was not used for longest goes. */
static void
shut_some(struct dns_tree *tree)
{
	while (tree->n_open > tree->keep)
		shut(tree, TAILQ_LAST(&tree->open, dns_zones));
}

void
dns_tree_keep(struct dns_tree *tree, size_t zones)
{
	tree->keep = zones < KEEP_AT_LEAST ? KEEP_AT_LEAST : zones;
	shut_some(tree);
}

static size_t
server_of(const struct dns_entry *entry)
{
	return entry->labels < 2 ? entry->labels : 2;
}

static struct dns_zone *
parse(struct dns_tree *tree, struct dns_entry *entry, struct err *err)
{
	struct dns_octets apex = {entry->wire, entry->len};
	char name[DNS_NAME_TEXT], *text = NULL;
	struct dns_zone *zone;

	dns_name_print(apex, name);
	if (entry->kind == DNS_KIND_TEXT)
		text = entry->text(name, entry->arg);
	zone =
	    dns_zone_new(apex, text, entry->labels == 0 ? root_records : NULL,
		servers[server_of(entry)].name, err);
	free(text);
	zone->entry = entry;
	if (zone->broken && tree->on_error != NULL)
		tree->on_error(name, err, tree->error_arg);
	return zone;
}

static struct dns_zone *
open_zone(struct dns_tree *tree, struct dns_entry *entry, struct err *err)
{
	struct dns_zone *zone = entry->zone;

	if (zone != NULL) {
		TAILQ_REMOVE(&tree->open, zone, recent);
		TAILQ_INSERT_HEAD(&tree->open, zone, recent);
		return zone;
	}
	zone = parse(tree, entry, err);
	entry->zone = zone;
	TAILQ_INSERT_HEAD(&tree->open, zone, recent);
	tree->n_open++;
	shut_some(tree);
	return zone;
}

struct dns_zone *
dns_tree_open(struct dns_tree *tree, struct dns_entry *entry)
{
	struct err told;

	return open_zone(tree, entry, &told);
}

bool
dns_tree_touch(struct dns_tree *tree, const char *zone, struct err *err)
{
	struct dns_entry *entry = entry_named(tree, zone);

	if (!dns_entry_is_zone(entry))
		return err_input(err, "there is no zone \"%s\"", zone);
	if (entry->zone != NULL && entry->zone->broken)
		shut(tree, entry->zone); /* to hear again what is wrong */
	return !open_zone(tree, entry, err)->broken;
}

void
dns_tree_forget(struct dns_tree *tree, const char *zone)
{
	struct dns_entry *entry = entry_named(tree, zone);

	if (entry != NULL && entry->zone != NULL)
		shut(tree, entry->zone);
}

struct dns_entry *
dns_tree_deepest(const struct dns_tree *tree, const struct dns_name *name,
    unsigned labels, uint32_t server)
{
	for (unsigned i = labels + 1; i-- > 0;) {
		struct dns_entry *entry =
		    dns_tree_entry(tree, dns_name_tail(name, i));

		if (dns_entry_is_zone(entry) &&
		    (server == 0 ||
			server == servers[server_of(entry)].address))
			return entry;
	}
	return NULL;
}

const char *
dns_tree_host(const struct dns_tree *tree, const char *address)
{
	if (tree->reverse == NULL)
		return NULL;
	return tree->reverse(address, tree->reverse_arg);
}

size_t
dns_tree_bytes(const struct dns_tree *tree)
{
	return sizeof(*tree) + dns_table_bytes(tree->names);
}
