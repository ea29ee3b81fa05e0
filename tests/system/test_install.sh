#!/bin/sh
# SPDX-License-Identifier: MIT
# Does "cmake --install" put a working badmx under a prefix?
set -eu

where=$(mktemp -d)
trap 'rm -rf "$where"' EXIT
# Then moved: it must find what lies beside it, not what it was built with.
cmake --install "$BADMX_BUILD" --prefix "$where/first" >"$where/log"
mv "$where/first" "$where/usr"

fail()
{
	echo "installed, but: $*"
	exit 1
}

there()
{
	[ -s "$where/usr/$1" ] || fail "$1 is not there"
}

there share/man/man1/badmx.1
there share/bash-completion/completions/badmx
there share/badmx/scenarios/cases/names.lua
there share/badmx/scenarios/clients/postfix.lua

# Away from the sources, so that it must find what was installed.
cd "$where"
cases=$("$where/usr/bin/badmx" list cases --json) || fail "list: exit $?"
case $cases in
*'"name-cn-only"'*) ;;
*) fail "list shows no cases: $cases" ;;
esac
case $cases in
*"\"file\": \"$BADMX_SOURCE"*) fail "it reads the scenarios of the sources" ;;
esac
mkdir "$where/elsewhere"
cd "$where/elsewhere"
../usr/bin/badmx run -q -f base-good/strict >"$where/run" 2>&1 ||
	fail "run: exit $?: $(cat "$where/run")"
(PATH=$where/usr/bin:$PATH && badmx run -q -f base-good/none) \
    >"$where/run" 2>&1 || fail "run by name: exit $?: $(cat "$where/run")"
"$where/usr/bin/badmx" check >"$where/check" 2>&1 ||
	fail "check: exit $?: $(cat "$where/check")"

# shellcheck disable=SC1091 # the file that was just installed
bash -euc '
	. "$1/usr/share/bash-completion/completions/badmx"
	PATH=$1/usr/bin:$PATH
	COMP_WORDS=(badmx run --policy str) COMP_CWORD=3
	_badmx
	printf "%s\n" "${COMPREPLY[@]}"
' bash "$where" >"$where/completion"
grep -qx strict "$where/completion" || fail "--policy str<Tab> is not strict"
