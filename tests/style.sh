#!/bin/sh
# SPDX-License-Identifier: MIT
# style.sh - have the house style judged by the tools that know it.
#
# usage: tests/style.sh format|luacheck|shellcheck|mandoc|codespell
#        tests/style.sh tidy BUILD      BUILD has a compile_commands.json
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
tidy)
	need clang-tidy clang-tidy
	made_up=$(mktemp -d)
	trap 'rm -rf "$made_up"' EXIT
	printf 'int f(int a)\n{\n\tif (a)\n\t\t;\n\treturn a;\n}\n' \
	    >"$made_up/a.c"
	if clang-tidy --quiet --config-file .clang-tidy "$made_up/a.c" -- \
	    >/dev/null 2>&1; then
		echo "it complains about nothing"
		exit 1
	fi
	# The analyzer takes ten times as long as all else: see CONTRIBUTING.md.
	find certs harness reports sim -name '*.c' -print0 |
		xargs -0 -P 2 -n 12 clang-tidy -p "${2:?BUILD}" --quiet \
		    --checks=-clang-analyzer-\* 2>"$made_up/err" || {
		grep -v ' warnings generated' "$made_up/err"
		exit 1
	}
	;;
*)
	echo "usage: $0 format|luacheck|shellcheck|mandoc|codespell|tidy" >&2
	exit 64
	;;
esac
