#!/bin/sh
# SPDX-License-Identifier: MIT
# style.sh - have the house style judged by the tools that know it.
#
# usage: tests/style.sh format|luacheck|shellcheck|mandoc|codespell
#
# Exit codes: 0 fine, 1 not, 77 the tool is not installed (in CI that is 1).
set -eu
cd "$(dirname "$0")/.."

need()
{
	command -v "$1" >/dev/null && return 0
	echo "$1 is not installed: apt-get install $2"
	[ -z "${CI:-}" ] || exit 1
	exit 77
}

# Files of ours with one of these names.
ours()
{
	find certs harness reports scenarios sim tests .ci quickstart \
	    -path tests/fuzz/corpus -prune -o -path tests/data -prune -o \
	    -path tests/golden -prune -o -type f \( "$@" \) -print
}

case ${1:-} in
format)
	need clang-format clang-format
	ours -name '*.[ch]' | xargs clang-format --dry-run -Werror
	;;
luacheck)
	need luacheck lua-check
	luacheck -q --no-color harness scenarios tests
	;;
shellcheck)
	need shellcheck shellcheck
	ours -name '*.sh' -o -name '*.bash' -o -name quickstart \
	    -o -path .ci/run |
		xargs shellcheck
	;;
mandoc)
	need mandoc mandoc
	ours -name '*.[1-8]' | xargs mandoc -T lint -W warning
	;;
codespell)
	need codespell codespell
	# Not in tests: they misspell on purpose.
	{
		ours -name '*.[ch]' -o -name '*.lua' -o -name '*.[1-8]' \
		    -o -name quickstart
		ls ./*.md
	} | grep -v '^tests/' |
		xargs codespell --ignore-words tests/spelling.txt
	;;
*)
	echo "usage: $0 format|luacheck|shellcheck|mandoc|codespell" >&2
	exit 64
	;;
esac
