/* SPDX-License-Identifier: MIT */
#include "sim/world/world_zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "sim/base/mem.h"

#define NO_HOST SIZE_MAX

/* Either a host or a line. */
struct item {
	struct item *next;
	size_t host;
	char line[];
};

struct zone {
	UT_hash_handle hh;
	int *cases; /* the first is the one that its questions belong to */
	size_t n_cases;
	struct item *first, **last;
	char name[];
};

struct world_zones {
	struct zone *by_name;
	zone_host_fn *write_host;
	zone_new_fn *tell_new;
	void *arg;
};

struct world_zones *
world_zones_new(zone_host_fn *write_host, zone_new_fn *tell_new, void *arg)
{
	struct world_zones *zones = xcalloc(1, sizeof(*zones));

	zones->write_host = write_host;
	zones->tell_new = tell_new;
	zones->arg = arg;
	return zones;
}

static void
zone_free(struct zone *zone)
{
	struct item *item;

	while ((item = zone->first) != NULL) {
		zone->first = item->next;
		free(item);
	}
	free(zone->cases);
	free(zone);
}

void
world_zones_free(struct world_zones *zones)
{
	struct zone *zone, *next;

	if (zones == NULL)
		return;
	HASH_ITER (hh, zones->by_name, zone, next) {
		HASH_DEL(zones->by_name, zone);
		zone_free(zone);
	}
	free(zones);
}

/* The last two labels: what one registers under a top-level domain. */
bool
world_zone_of_name(const char *name, char *zone, size_t size)
{
	size_t len = strlen(name), dots = 0, start, n;

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (start = len; start > 0; start--)
		if (name[start - 1] == '.' && ++dots == 2)
			break;
	n = len - start;
	if (n == 0 || n >= size || (dots == 0))
		return false;
	for (size_t i = 0; i < n; i++)
		zone[i] = (char)tolower((unsigned char)name[start + i]);
	zone[n] = '\0';
	return true;
}

static struct zone *
find(const struct world_zones *zones, const char *name)
{
	struct zone *zone;

	HASH_FIND_STR(zones->by_name, name, zone);
	return zone;
}

static struct zone *
zone_of_case(struct zone *zone, int case_no)
{
	for (size_t i = 0; i < zone->n_cases; i++)
		if (zone->cases[i] == case_no)
			return zone;
	zone->cases =
	    xreallocarray(zone->cases, zone->n_cases + 1, sizeof(int));
	zone->cases[zone->n_cases++] = case_no;
	return zone;
}

static struct zone *
zone_for(
    struct world_zones *zones, int case_no, const char *owner, struct err *err)
{
	char name[256];
	struct zone *zone;

	if (!world_zone_of_name(owner, name, sizeof(name))) {
		err_input(err, "\"%s\" is not a name with a domain", owner);
		return NULL;
	}
	zone = find(zones, name);
	if (zone != NULL)
		return zone_of_case(zone, case_no);
	if (!zones->tell_new(name, zones->arg, err))
		return NULL;
	zone = xcalloc(1, sizeof(*zone) + strlen(name) + 1);
	memcpy(zone->name, name, strlen(name) + 1);
	zone->last = &zone->first;
	HASH_ADD_STR(zones->by_name, name, zone);
	return zone_of_case(zone, case_no);
}

static void
append(struct zone *zone, size_t host, const char *line)
{
	size_t n = strlen(line) + 1;
	struct item *item = xcalloc(1, sizeof(*item) + n);

	item->host = host;
	memcpy(item->line, line, n);
	*zone->last = item;
	zone->last = &item->next;
}

bool
world_zones_add_host(struct world_zones *zones, int case_no, const char *name,
    size_t host, struct err *err)
{
	struct zone *zone = zone_for(zones, case_no, name, err);

	if (zone == NULL)
		return false;
	append(zone, host, "");
	return true;
}

bool
world_zones_add_record(
    struct world_zones *zones, int case_no, const char *line, struct err *err)
{
	size_t n = strcspn(line, " \t");
	char owner[256];
	struct zone *zone;

	if (n == 0 || n >= sizeof(owner) || line[n - 1] != '.')
		return err_input(
		    err, "record \"%s\": the name must end in a dot", line);
	memcpy(owner, line, n);
	owner[n] = '\0';
	zone = zone_for(zones, case_no, owner, err);
	if (zone == NULL)
		return false;
	append(zone, NO_HOST, line);
	return true;
}

size_t
world_zones_count(const struct world_zones *zones)
{
	return HASH_COUNT(zones->by_name);
}

char *
world_zones_text(const struct world_zones *zones, const char *name)
{
	const struct zone *zone = find(zones, name);
	char *text = NULL;
	size_t size;
	FILE *f;

	if (zone == NULL)
		return NULL;
	f = open_memstream(&text, &size);
	if (f == NULL)
		out_of_memory();
	for (const struct item *i = zone->first; i != NULL; i = i->next) {
		if (i->host == NO_HOST)
			fprintf(f, "%s\n", i->line);
		else
			zones->write_host(i->host, f, zones->arg);
	}
	fclose(f);
	return text;
}

int
world_zones_case_of(const struct world_zones *zones, const char *name)
{
	char zone_name[256];
	const struct zone *zone;

	if (!world_zone_of_name(name, zone_name, sizeof(zone_name)))
		return -1;
	zone = find(zones, zone_name);
	return zone == NULL ? -1 : zone->cases[0];
}

size_t
world_zones_cases(
    const struct world_zones *zones, const char *name, const int **cases)
{
	const struct zone *zone = find(zones, name);

	*cases = zone == NULL ? NULL : zone->cases;
	return zone == NULL ? 0 : zone->n_cases;
}
