/* SPDX-License-Identifier: MIT */
#include "harness/base/exit_code.h"

#include <stddef.h>
#include <stdio.h>

static const struct {
	int code;
	const char *text;
} texts[] = {
    {EXIT_AS_EXPECTED, "everything as the table expects"},
    {EXIT_DIFFERS, "something differs from the table"},
    {EXIT_LIMIT, "a limit is crossed"},
    {EXIT_NOT_JUDGED, "some cases could not be judged"},
    {EXIT_NOTHING_RAN, "nothing ran"},
    {EXIT_USAGE, "the command line is wrong"},
    {EXIT_INPUT, "a file was not understood"},
    {EXIT_NO_INPUT, "a file is missing"},
    {EXIT_CLIENT, "the client under test is not there or does not start"},
    {EXIT_BUG, "a bug in badmx"},
    {EXIT_SYSTEM, "the system refuses; badmx doctor says why"},
    {EXIT_TRY_AGAIN, "the time for the whole run is up"},
    {EXIT_NO_PERMISSION, "no permission; badmx doctor says why"},
    {EXIT_CONFIG, "wrong configuration"},
    {EXIT_HANGUP, "the terminal is gone"},
    {EXIT_INTERRUPTED, "interrupted"},
    {EXIT_READER_GONE, "nobody reads on"},
    {EXIT_TERMINATED, "terminated"},
};

const char *
exit_code_text(int code)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].code == code)
			return texts[i].text;
	return "unknown";
}

int
exit_code_of(const struct err *err)
{
	switch (err->kind) {
	case ERR_NONE:
		return EXIT_AS_EXPECTED;
	case ERR_USAGE:
		return EXIT_USAGE;
	case ERR_INPUT:
		return EXIT_INPUT;
	case ERR_MISSING:
		return EXIT_NO_INPUT;
	case ERR_CLIENT:
		return EXIT_CLIENT;
	case ERR_UNPROVEN:
		return EXIT_NOT_JUDGED;
	case ERR_SYSTEM:
		return EXIT_SYSTEM;
	case ERR_PERMISSION:
		return EXIT_NO_PERMISSION;
	case ERR_CRYPTO:
		return EXIT_BUG;
	}
	return EXIT_BUG;
}

int
exit_with(const struct err *err)
{
	fprintf(stderr, "badmx: %s\n", err->text);
	return exit_code_of(err);
}
