/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_table.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

#define CHUNK_BYTES 65536

/* Entries are cut from chunks: malloc's own bytes would be a third more. */
struct chunk {
	struct chunk *next;
	size_t used;
	alignas(struct dns_entry) uint8_t bytes[CHUNK_BYTES];
};

struct dns_table {
	struct dns_entry **slots; /* open addressing; a power of two of them */
	size_t n_slots;
	size_t n;
	struct chunk *chunks;
	size_t n_chunks;
};

struct dns_table *
dns_table_new(void)
{
	struct dns_table *table = xcalloc(1, sizeof(*table));

	table->n_slots = 64;
	table->slots = xcalloc(table->n_slots, sizeof(*table->slots));
	return table;
}

void
dns_table_free(struct dns_table *table)
{
	struct chunk *chunk;

	if (table == NULL)
		return;
	while ((chunk = table->chunks) != NULL) {
		table->chunks = chunk->next;
		free(chunk);
	}
	free(table->slots);
	free(table);
}

/* FNV-1a, with its high bits folded into those that choose the slot. */
static size_t
hash(const uint8_t *wire, size_t len)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ wire[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* Where it is, or the empty slot where it would be. */
static struct dns_entry **
slot_of(const struct dns_table *table, const uint8_t *wire, size_t len)
{
	size_t mask = table->n_slots - 1;
	size_t i = hash(wire, len) & mask;

	while (table->slots[i] != NULL &&
	       (table->slots[i]->len != len ||
		   memcmp(table->slots[i]->wire, wire, len) != 0))
		i = (i + 1) & mask;
	return &table->slots[i];
}

struct dns_entry *
dns_table_find(const struct dns_table *table, struct dns_octets name)
{
	return *slot_of(table, name.at, name.len);
}

static void
grow(struct dns_table *table)
{
	struct dns_entry **old = table->slots;
	size_t n_old = table->n_slots;

	table->n_slots *= 2;
	table->slots = xcalloc(table->n_slots, sizeof(*table->slots));
	for (size_t i = 0; i < n_old; i++)
		if (old[i] != NULL)
			*slot_of(table, old[i]->wire, old[i]->len) = old[i];
	free(old);
}

static void *
cut(struct dns_table *table, size_t size)
{
	size_t align = alignof(struct dns_entry);
	struct chunk *chunk = table->chunks;

	size = (size + align - 1) / align * align;
	if (chunk == NULL || chunk->used + size > CHUNK_BYTES) {
		chunk = xcalloc(1, sizeof(*chunk));
		chunk->next = table->chunks;
		table->chunks = chunk;
		table->n_chunks++;
	}
	chunk->used += size;
	return chunk->bytes + chunk->used - size;
}

struct dns_entry *
dns_table_add(struct dns_table *table, struct dns_octets name, unsigned labels)
{
	struct dns_entry **slot = slot_of(table, name.at, name.len);

	if (*slot != NULL)
		return *slot;
	if ((table->n + 1) * 4 > table->n_slots * 3) {
		grow(table);
		slot = slot_of(table, name.at, name.len);
	}
	*slot = cut(table, sizeof(**slot) + name.len);
	(*slot)->labels = (uint8_t)labels;
	(*slot)->len = (uint8_t)name.len;
	memcpy((*slot)->wire, name.at, name.len);
	table->n++;
	return *slot;
}

size_t
dns_table_bytes(const struct dns_table *table)
{
	return table->n_slots * sizeof(*table->slots) +
	       table->n_chunks * sizeof(struct chunk);
}
