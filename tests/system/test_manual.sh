#!/bin/sh
# SPDX-License-Identifier: MIT
# Do the manual page and the completion know every verb, every option of
# "badmx run" and every exit code?
set -eu

manual=$BADMX_SOURCE/harness/doc/badmx.1
completion=$BADMX_SOURCE/harness/doc/badmx.bash
missing=0

# known FILE PATTERN WORD
known()
{
	grep -q -e "$2" "$1" && return 0
	echo "$(basename "$1") does not know $3"
	missing=$((missing + 1))
}

# It must be able to complain.
complaint=$(known "$manual" "Fl -no-such-option" "a made-up option")
[ "$complaint" = "badmx.1 does not know a made-up option" ]

options=$("$BADMX" run --help | sed -n 's/.*--\([a-z-]*\).*/\1/p' | sort -u)
[ "$(echo "$options" | wc -l)" -gt 10 ]
for option in $options; do
	[ "$option" != help ] || continue
	known "$manual" "Fl .*-$option\$\|Fl .*-$option " "--$option"
	known "$completion" "--$option\>" "--$option"
done

verbs=$("$BADMX" help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
[ "$(echo "$verbs" | wc -l)" -gt 5 ]
for verb in $verbs; do
	known "$manual" "^\.It Cm $verb\$" "the verb $verb"
	known "$completion" "\<$verb\>" "the verb $verb"
done

codes=$(sed -n 's/^	EXIT_[A-Z_]* = \([0-9]*\),.*/\1/p' \
    "$BADMX_SOURCE/harness/base/exit_code.h")
for code in $codes; do
	known "$manual" "^\.It .*\<$code\>" "exit code $code"
	known "$BADMX_SOURCE/README.md" "^| .*\<$code\>" "exit code $code"
done

for tool in $("$BADMX" list fields | grep -x tool); do
	known "$manual" "^tool \"" "the word $tool"
done

# And mandoc can show it.
! command -v mandoc >/dev/null || mandoc -T ascii "$manual" >/dev/null
exit $((missing > 0))
