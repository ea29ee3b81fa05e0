/* SPDX-License-Identifier: MIT */
/*
 * mem.h - memory that is there.
 *
 * A test tool that runs out of memory has nothing useful left to say, so
 * these stop the process.  No caller checks them.  Free with free(3).
 */
#ifndef SIM_BASE_MEM_H
#define SIM_BASE_MEM_H

#include <stddef.h>

void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *);
char *xstrndup(const char *, size_t n);
void *xmemdup(const void *, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void out_of_memory(void) __attribute__((noreturn));

#endif
