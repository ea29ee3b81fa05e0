/* SPDX-License-Identifier: MIT */
/* Arguments in, exit code out; nothing else. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/base/exit_code.h"
#include "harness/base/reader.h"
#include "harness/cli/cli.h"

/*
 * Or the first file that we open becomes standard output.  Opened the wrong
 * way round, so that using it is the error it would be otherwise.
 */
static void
close_no_standard_stream(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd != -1 && fd <= STDERR_FILENO);
	if (fd != -1)
		close(fd);
}

/* What was printed may have gone nowhere: a full disk, a closed pipe. */
static bool
flush_output(struct err *err)
{
	return (fflush(stdout) == 0 && ferror(stdout) == 0) ||
	       err_system(err, "standard output");
}

int
main(int argc, char **argv)
{
	struct err err;
	int code;

	close_no_standard_stream();
	code = cli_main(argc, argv);
	if (!flush_output(&err) && code == EXIT_AS_EXPECTED)
		code = reader_is_gone(STDOUT_FILENO) ? EXIT_READER_GONE
						     : exit_with(&err);
	return code;
}
