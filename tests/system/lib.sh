# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# lib.sh - what the system tests share.  Sourced, not run.
#
# From CTest:
#   BADMX            the program
#   BADMX_SOURCE     the sources
#   BADMX_BUILD      the build folder
#   BADMX_CLIENTS    folder with the unpacked mail servers
#   BADMX_SANITIZED  1: everything is slower
#   BADMX_LUA        the interpreter
#
# Every test gets an empty folder, $work, and is in it.  It is gone afterwards.
set -eu

: "${BADMX:?}" "${BADMX_SOURCE:?}" "${BADMX_BUILD:?}" "${BADMX_LUA:?}"
: "${BADMX_CLIENTS:=$BADMX_SOURCE/build/clients}" "${BADMX_SANITIZED:=0}"

# A user and group that nobody else is.
stranger=54321

work=$(mktemp -d "${TMPDIR:-/tmp}/badmx-test.XXXXXX")
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

say()
{
	echo "$*"
}

# What the last command said comes with it.
fail()
{
	echo "FAILED: $*" >&2
	for said in "$work/out" "$work/err"; do
		[ ! -s "$said" ] || {
			echo "--- ${said##*/}:"
			tail -n 40 "$said"
		} >&2
	done
	exit 1
}

# A part of a test that cannot be done here; the rest goes on.
leave_out()
{
	echo "left out: $*"
}

skip()
{
	echo "skipped: $*"
	exit 77
}

in_ci()
{
	[ -n "${CI:-}${BADMX_CI:-}" ]
}

is_root()
{
	[ "$(id -u)" -eq 0 ]
}

# expect CODE COMMAND...: runs it with its output in $work/out and $work/err.
# A lab that the machine kept waiting judges nothing; that may be tried again.
# With sanitizers it may also be left at that: they look for other things, and
# differences() does not count what was not judged for that reason.
expect()
{
	wanted=$1
	shift
	stalled=
	for try in 1 2 3; do
		code=0
		"$@" >"$work/out" 2>"$work/err" || code=$?
		[ "$code" -eq 3 ] || break
		[ "$wanted" -ne 3 ] || break
		grep -q 'lab stood still' "$work/out" || break
		if [ "$BADMX_SANITIZED" -eq 1 ] && [ "$wanted" -eq 0 ]; then
			# shellcheck disable=SC2034 # the tests look at it
			stalled=yes
			say "this machine is too busy to judge all: $*"
			return
		fi
		say "this machine is too busy, try $try: $*"
	done
	[ "$code" -eq "$wanted" ] || fail "exit $code instead of $wanted: $*"
}

# says FILE TEXT: the text stands in out or err, line breaks apart.
says()
{
	tr -s ' \n' ' ' <"$work/$1" | grep -qF -e "$2" ||
		fail "$1 does not say: $2"
}

# One sentence for the user: no more than that, and nothing of a crash.
one_sentence()
{
	[ "$(grep -c '^badmx: ' "$work/err")" -eq 1 ] ||
		fail "not one sentence on stderr"
	! grep -qE 'Sanitizer|runtime error' "$work/err" || fail "a crash"
}

# wait_until SECONDS COMMAND...
wait_until()
{
	tries=$(($1 * 20))
	shift
	until "$@" 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || fail "waited in vain: $*"
		sleep 0.05
	done
}

# Where an ordinary user can read it, with the folder $work/home as his own.
install_for_all()
{
	cmake --install "$BADMX_BUILD" --prefix "$work/usr" >/dev/null
	BADMX=$work/usr/bin/badmx
	mkdir "$work/home"
	! is_root || chown "$stranger:$stranger" "$work/home"
}

# as_user COMMAND...: as an ordinary user without any rights, in his home.
# Root becomes one; anybody else is one already.
as_user()
{
	if is_root; then
		(cd "$work/home" && exec setpriv --reuid="$stranger" \
		    --regid="$stranger" --clear-groups \
		    env -i HOME="$work/home" PATH="$PATH" "$@")
	else
		(cd "$work/home" && exec "$@")
	fi
}

# Can this user have namespaces of his own?
has_namespaces()
{
	"$@" unshare --user --map-root-user --net true 2>/dev/null
}

# In a user namespace that may have no further ones, without any rights in it.
without_namespaces()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	as_user unshare --user --map-root-user sh -c '
		echo 0 >/proc/sys/user/max_user_namespaces
		exec setpriv --bounding-set=-all --inh-caps=-all "$@"' sh "$@"
}

# Postfix unpacked, or not at all.  In CI nobody reads about a skip.
need_postfix()
{
	postfix_root=$BADMX_CLIENTS/postfix
	[ -f "$postfix_root/.packages" ] && return 0
	! in_ci || fail "in CI the tests need Postfix: $postfix_root"
	skip "no Postfix: tests/system/fetch_client.sh postfix $postfix_root"
}

# The number of results of the last run in FOLDER with RESULT.
count_results()
{
	grep -c "\"result\":\"$2\"" "$1/.badmx/last/results.jsonl" || true
}

# differences FOLDER: "case/policy result", one a line, of what is not right.
differences()
{
	stalls=
	[ "$BADMX_SANITIZED" -eq 0 ] || stalls="|not-judged"
	sed -n 's/.*"case":"\([^"]*\)","policy":"\([^"]*\)","result":"\([^"]*\)".*/\1\/\2 \3/p' \
	    "$1/.badmx/last/results.jsonl" |
		grep -vE " (as-expected|skipped|known${stalls})\$" | sort || true
}

# How many cells the shipped tables have, from the tables themselves.
count_cells()
{
	"$BADMX" list cases --json >"$work/cases.json"
	"$BADMX_LUA" "$BADMX_SOURCE/tests/check_corpus.lua" \
	    "$BADMX_SOURCE/tests/data" "$work/cases.json" >/dev/null ||
		fail "the tables are not those of the catalogue"
	ids=$(grep -vc '^#' "$BADMX_SOURCE/tests/data/corpus_ids.txt")
	exceptions=$(grep -c . "$BADMX_SOURCE/tests/data/exceptions.txt")
	policies=$(grep '^# id	' "$BADMX_SOURCE/tests/data/corpus_ids.txt" |
		awk '{ print NF - 2 }')
	echo $(((ids - exceptions) * policies))
}

# only_allowed_skips CLIENT ISOLATION RESULTS [POLICY...]
only_allowed_skips()
{
	"$BADMX_LUA" "$BADMX_SOURCE/tests/check_skips.lua" \
	    "$BADMX_SOURCE/tests/data/allowed_skips.txt" "$@" >"$work/out" 2>&1 ||
		fail "skips that nobody allowed"
}
