/* SPDX-License-Identifier: MIT */
#include "sim/base/clock.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/stat.h>

#include "sim/base/mem.h"

struct clock_page {
	int fd; /* -1: mapped from somebody else's */
	size_t slots;
	_Atomic int64_t *times;
};

int64_t
clock_wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

int64_t
clock_monotonic_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static struct clock_page *
map(int fd, size_t slots, struct err *err)
{
	struct clock_page *page = xcalloc(1, sizeof(*page));
	void *p = mmap(NULL, slots * sizeof(int64_t), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);

	if (p == MAP_FAILED) {
		err_system(err, "clock page: mmap");
		free(page);
		return NULL;
	}
	page->fd = -1;
	page->slots = slots;
	page->times = p;
	return page;
}

struct clock_page *
clock_page_new(size_t slots, int64_t t0, struct err *err)
{
	struct clock_page *page = NULL;
	int fd = memfd_create("badmx-clock", 0);

	if (slots == 0)
		slots = 1;
	if (fd == -1 || ftruncate(fd, (off_t)(slots * sizeof(int64_t))) == -1)
		err_system(err, "clock page");
	else
		page = map(fd, slots, err);
	if (page == NULL) {
		if (fd != -1)
			close(fd);
		return NULL;
	}
	page->fd = fd;
	for (size_t i = 0; i < slots; i++)
		page->times[i] = t0;
	return page;
}

struct clock_page *
clock_page_map(int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) == -1) {
		err_system(err, "clock page: descriptor %d", fd);
		return NULL;
	}
	if (st.st_size < (off_t)sizeof(int64_t)) {
		err_input(err, "descriptor %d is not a clock page", fd);
		return NULL;
	}
	return map(fd, (size_t)st.st_size / sizeof(int64_t), err);
}

void
clock_page_free(struct clock_page *page)
{
	if (page == NULL)
		return;
	munmap((void *)page->times, page->slots * sizeof(int64_t));
	if (page->fd != -1)
		close(page->fd);
	free(page);
}

int
clock_page_fd(const struct clock_page *page)
{
	return page->fd;
}

size_t
clock_page_slots(const struct clock_page *page)
{
	return page->slots;
}

int64_t
clock_page_get(const struct clock_page *page, size_t slot)
{
	return page->times[slot < page->slots ? slot : 0];
}

void
clock_page_set(struct clock_page *page, size_t slot, int64_t t)
{
	page->times[slot < page->slots ? slot : 0] = t;
}
