/* SPDX-License-Identifier: MIT */
/*
 * shown_path.h - a path as short as a reader needs it.  Pure.
 */
#ifndef HARNESS_RUN_SHOWN_PATH_H
#define HARNESS_RUN_SHOWN_PATH_H

/*
 * Seen from the working directory; else, for what comes with badmx, from the
 * folder in which its scenarios lie: "scenarios/standards/names.lua".  The
 * result points into path.  scenarios and here may be NULL.
 */
const char *shown_path(
    const char *path, const char *scenarios, const char *here);

#endif
