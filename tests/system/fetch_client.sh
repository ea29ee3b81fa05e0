#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch_client.sh - unpack a mail server below a folder, without installing it.
#
# usage: tests/system/fetch_client.sh PACKAGE FOLDER
#
# Downloads the package and everything it depends on that this machine does
# not have, and unpacks it all with dpkg -x: no maintainer script runs, no
# question is asked, no account is made, nothing outside of FOLDER changes.
# Works as any user.  What is already there is left alone.
#
# Exit codes: 0 the folder is complete, 64 usage, 69 it cannot be fetched.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 PACKAGE FOLDER" >&2; exit 64; }
package=$1
folder=$2
stamp=$folder/.packages

unavailable()
{
	echo "fetch_client: $package cannot be fetched: $*" >&2
	exit 69
}

# The packages that an installation would add, as apt sees it.  If the
# package itself is installed, it is still wanted here.
closure()
{
	{
		apt-get install -s -q --no-install-recommends "$package" |
			sed -n 's/^Inst \([^ ]*\).*/\1/p'
		echo "$package"
	} | sort -u
}

update_lists()
{
	[ "$(id -u)" -eq 0 ] || return 0
	apt-get update -q >/dev/null 2>&1 || true
}

candidate()
{
	apt-cache policy "$package" | sed -n 's/^ *Candidate: //p'
}

# As root, apt would drop to a user who may not write here.
download()
{
	# shellcheck disable=SC2086 # a list
	apt-get download -q -o APT::Sandbox::User="$(id -un)" $1
}

[ ! -f "$stamp" ] || exit 0
command -v apt-get >/dev/null || unavailable "there is no apt-get here"
version=$(candidate)
if [ -z "$version" ] || [ "$version" = "(none)" ]; then
	update_lists
	version=$(candidate)
fi
case $version in
"" | "(none)") unavailable "apt does not know it; try: apt-get update" ;;
esac

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/deb" "$work/tree"
packages=$(closure | tr '\n' ' ')
(cd "$work/deb" && download "$packages") >"$work/log" 2>&1 ||
	{
		update_lists
		(cd "$work/deb" && download "$packages") >"$work/log" 2>&1
	} ||
	unavailable "no network, or old lists: $(tail -n 1 "$work/log")"
for deb in "$work"/deb/*.deb; do
	dpkg -x "$deb" "$work/tree"
done
(cd "$work/deb" && ls) >"$work/tree/.packages"
chmod 755 "$work/tree"
rm -rf "$folder"
mv "$work/tree" "$folder"
echo "fetch_client: $folder has $(tr '\n' ' ' <"$stamp")"
