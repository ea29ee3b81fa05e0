#!/bin/sh
# SPDX-License-Identifier: MIT
# Postfix, judged end to end: every cell, the known differences and no others,
# as root and as an ordinary user, and nothing outside of the lab changes.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

need_postfix
install_for_all

# It is there, but without namespaces nobody can run it.
if ! has_namespaces as_user && ! has_namespaces; then
	expect 71 "$BADMX" run -q -c postfix --client-root "$postfix_root"
	says err "badmx doctor"
	skip "no namespaces here, so no real mail server can be run"
fi

root=$work/postfix
mkdir "$root"
cp -a "$postfix_root/." "$root"
chmod -R go+rX "$root"
known=$BADMX_SOURCE/scenarios/known/postfix.known

# Where Postfix has its files, and where its users would be made.
around()
{
	find /etc /usr /var/spool /var/lib /var/mail "$root" -xdev \
	    -printf '%p %s %m %U %G %T@ %C@\n' 2>/dev/null | sort
	find /run /dev /var/log /tmp -mindepth 1 -maxdepth 1 -name '*post*'
}

# Somebody else may change something meanwhile, but not twice the same.
nothing_changes()
{
	for round in 1 2; do
		around >before
		"$@"
		around >after
		diff before after | grep '^[<>]' | cut -d ' ' -f 2 |
			sort -u >"changed$round"
		[ -s "changed$round" ] || return 0
	done
	comm -12 changed1 changed2 >out
	[ ! -s out ] || fail "this was changed outside of the lab"
}

# judge FOLDER WHO POLICY...
judge()
{
	results=$1/.badmx/last/results.jsonl who=$2
	shift 2
	[ -z "$(differences "${results%/.badmx/*}")" ] || fail "$who: it differs"
	[ -z "$stalled" ] || return 0
	only_allowed_skips postfix netns "$results" "$@"
	cells=$(wc -l <"$results")
	good=$(grep -c '"result":"as-expected"' "$results")
	differ=$(grep -c '"result":"known"' "$results") || true
	skipped=$(grep -c '"result":"skipped"' "$results") || true
	[ $((good + differ + skipped)) -eq "$cells" ] ||
		fail "$who: not all of $cells cells are judged"
	say "$who: $good as expected, $differ known, $skipped skipped"
}

# One policy at a time, as the time of one is promised: under a minute, but a
# machine may be busy.
run_one()
{
	began=$(date +%s)
	expect 0 "$@" run -q -c postfix --client-root "$root" -p strict
	took=$(($(date +%s) - began))
	say "strict: $took s"
	[ "$took" -lt 180 ] || fail "strict takes $took s, not 60"
}

if is_root; then
	nothing_changes run_one "$BADMX"
	judge . "root, strict" strict
fi
if is_root && [ "$BADMX_SANITIZED" -eq 0 ]; then
	cells_of_all=$(count_cells)

	expect 0 "$BADMX" run -q -c postfix --client-root "$root"
	judge . "root"
	[ "$cells" -eq "$cells_of_all" ] || fail "$cells of $cells_of_all cells"
	[ "$differ" -eq 7 ] || fail "$differ known differences, not 7"
fi

# few ARGUMENT...: some cells with known differences, and some without.
few()
{
	set -- run -q -c postfix --client-root "$root" "$@" \
	    -f 'base-good/strict,name-cn-*/strict'
	if is_root; then "$BADMX" "$@"; else as_user "$BADMX" "$@"; fi
}

# A list of known differences that is not right is a failure, either way.
if is_root; then results_in=.; else results_in=home; fi
awk 'BEGIN { RS = ""; ORS = "\n\n" } !/^name-cn-only-wildcard/' "$known" >less
[ "$(wc -l <less)" -lt "$(wc -l <"$known")" ] || fail "nothing was removed"
expect 1 few --known "$work/less"
[ "$(differences "$results_in")" = "name-cn-only-wildcard/strict let-in" ] ||
	fail "differs: $(differences "$results_in")"
{
	cat "$known"
	printf '\nbase-good/strict verified -> defer\n  until never "no"\n'
} >too-many
expect 1 few --known "$work/too-many"
says out "GONE"
[ "$(differences "$results_in")" = "base-good/strict gone" ] ||
	fail "differs: $(differences "$results_in")"

# An ordinary user needs newuidmap and ids of his own in /etc/subuid.
user_run()
{
	"$@" "$BADMX" run -q -c postfix --client-root "$root" -p strict
}

# Root can pretend that the stranger has an account and ids, and that there is
# no newuidmap, where nobody else sees it.
pretend()
{
	newuidmap=$1
	shift
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --mount sh -euc '
		cd "$1"
		for file in passwd subuid subgid; do
			mount --bind "$file" "/etc/$file"
		done
		[ "$2" = shown ] || mount --bind /dev/null /usr/bin/newuidmap
		user=$3
		cd home
		shift 3
		exec setpriv --reuid="$user" --regid="$user" --clear-groups \
		    env -i HOME="$PWD" PATH="$PATH" "$@"
		' sh "$work" "$newuidmap" "$stranger" "$@"
}

refused()
{
	expect 77 user_run "$@"
	one_sentence
	says err "uidmap"
}

rm -rf home/.badmx
if [ ! -x /usr/bin/newuidmap ]; then
	refused as_user
	! in_ci || fail "in CI the tests need the package uidmap"
	leave_out "an ordinary user with newuidmap (package uidmap)"
elif ! has_namespaces as_user; then
	leave_out "an ordinary user, who may have no namespaces here"
elif is_root; then
	refused as_user # nobody gave him any ids
	says err "/etc/subuid"
	cp /etc/passwd passwd
	echo "guest$stranger:x:$stranger:$stranger::$work/home:/bin/sh" >>passwd
	echo "guest$stranger:200000:65536" >subuid
	cp subuid subgid
	refused pretend hidden
	says err "apt-get install uidmap"
	expect 0 user_run pretend shown
	judge home "an ordinary user, strict" strict
elif grep -q "^$(id -un):" /etc/subuid; then
	expect 0 user_run as_user
	judge home "an ordinary user, strict" strict
else
	refused as_user
	leave_out "an ordinary user with ids of his own (/etc/subuid)"
fi
