#!/bin/sh
# SPDX-License-Identifier: MIT
# bootstrap.sh - do the two commands of the README work on a bare machine?
#
# usage: tests/system/bootstrap.sh [FOLDER]        default: build/bootstrap
#
# Makes the smallest Debian there is (debootstrap --variant=minbase), puts a
# copy of these sources in, and runs ./quickstart and ./quickstart test there
# as a newcomer would:
#
#   pivot    the tree becomes the root of a mount namespace (bind mount and
#            pivot_root), so the lab must get its own network namespace; first
#            as an ordinary user, who is refused without sudo and asked for
#            nothing once all is there, then as root
#   chroot   the tree is entered with chroot alone, where the kernel forbids
#            user namespaces, so badmx must fall back to high ports
#
# Packages come from where this machine gets its own; nothing else is asked.
# Inside, the preset release is tested: it proves that what quickstart installs
# is enough, and is what people get; the other presets are tested outside.  In
# the chroot only its system tests are: the others have just passed.
#
# Exit codes: 0 all of it works, 1 something does not, 77 cannot be tried
# here (in CI that is 1).
set -eu

release=bookworm
folder=${1:-build/bootstrap}

say()
{
	echo "bootstrap: $*"
}

fail()
{
	echo "bootstrap: FAILED: $*" >&2
	exit 1
}

cannot()
{
	[ -z "${CI:-}" ] || fail "$*"
	say "skipped: $*"
	exit 77
}

# "http://host/debian bookworm main" for each source of this machine that
# has packages of Debian itself.
sources()
{
	# shellcheck disable=SC2016 # apt-get expands these
	apt-get indextargets --format '$(ORIGIN) $(SITE) $(CODENAME) $(COMPONENT)' \
	    "Created-By: Packages" |
		sed -n "s/^Debian \([^ ]* ${release}[^ ]* main\)\$/\1/p" | sort -u
}

mirror()
{
	sources | sed -n "s/ $release main\$//p" | head -n 1
}

make_tree()
{
	[ ! -f "$tree/.complete" ] || return 0
	say "making a minimal $release"
	rm -rf "$tree"
	mkdir -p "$folder"
	debootstrap --variant=minbase "$release" "$tree" "$(mirror)" \
	    >"$folder/debootstrap.log" 2>&1 || {
		tail -n 5 "$folder/debootstrap.log" >&2
		cannot "debootstrap failed; is there a network?"
	}
	sources | sed 's/^/deb /' >"$tree/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(http|https|Check|Retries)' \
	    >"$tree/etc/apt/apt.conf.d/90outside" || true
	# A tree that is thrown away need not reach the disk, nor be read about.
	printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' \
	    'path-exclude=/usr/share/man/*' 'path-exclude=/usr/share/locale/*' \
	    >"$tree/etc/dpkg/dpkg.cfg.d/90bootstrap"
	useradd --root "$tree" --create-home --shell /bin/sh newcomer
	touch "$tree/.complete"
}

# What git knows and what is new, as it is now: a clone, and the work on it.
copy_sources()
{
	rm -rf "${tree:?}/home/newcomer/badmx"
	mkdir "$tree/home/newcomer/badmx"
	{
		git ls-files -z --cached --others --exclude-standard ||
			find . -path ./build -prune -o -type f -print0
	} 2>/dev/null | tar -c --null --ignore-failed-read -T - |
		tar -x --no-same-owner -C "$tree/home/newcomer/badmx"
	chroot "$tree" chown -R newcomer:newcomer /home/newcomer/badmx
	cp /etc/resolv.conf "$tree/etc/resolv.conf"
	cp /etc/hosts "$tree/etc/hosts"
}

# The two ways in.  Both see the tree, the devices and a proc, and nothing
# else of this machine but its network, which only apt-get uses.
in_pivot()
{
	# shellcheck disable=SC2016 # the inner shell expands these
	unshare --mount --pid --fork --kill-child --propagation private \
	    sh -euc '
		tree=$1
		shift
		mount --bind "$tree" "$tree"
		mount --rbind /dev "$tree/dev"
		mount -t proc proc "$tree/proc"
		mkdir -p "$tree/outside"
		cd "$tree"
		pivot_root . outside
		cd /
		umount -l /outside
		exec /usr/bin/env -i "$@"' in_pivot "$tree" "$@"
}

in_chroot()
{
	# shellcheck disable=SC2016 # the inner shell expands these
	unshare --mount --propagation private sh -euc '
		tree=$1
		shift
		mount --rbind /dev "$tree/dev"
		mount -t proc proc "$tree/proc"
		exec chroot "$tree" /usr/bin/env -i "$@"' in_chroot "$tree" "$@"
}

settings="PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  HOME=/root TERM=dumb BADMX_PRESETS=release"

# attempt NAME ENTER WORDS COMMAND [EXIT]: must exit so and say WORDS.
attempt()
{
	name=$1
	enter=$2
	words=$3
	log=$folder/$name.log
	began=$(date +%s)
	code=0
	say "$name: $4"
	# shellcheck disable=SC2086 # a list
	"$enter" $settings CI="${CI:-}" sh -c "$4" >"$log" 2>&1 || code=$?
	if [ "$code" -ne "${5:-0}" ]; then
		tail -n 60 "$log" >&2
		fail "$name: exit $code, see $log"
	fi
	grep -q "$words" "$log" || {
		head -n 40 "$log" >&2
		fail "$name: it did not say \"$words\", see $log"
	}
	say "$name: $(grep -m 1 "$words" "$log" | cut -c 1-70)"
	say "$name: $(tail -n 1 "$log") ($(($(date +%s) - began)) s)"
}

# sudo without a password, and with a list of what it was asked for.
give_sudo()
{
	in_pivot PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -euc '
		export DEBIAN_FRONTEND=noninteractive
		apt-get install -y -q --no-install-recommends sudo ||
			{ apt-get update -q && apt-get install -y -q \
			    --no-install-recommends sudo; }
		printf "%s\n" "Defaults logfile=/var/log/sudo.log" \
		    "newcomer ALL=(ALL) NOPASSWD: ALL" \
		    >/etc/sudoers.d/newcomer
		: >/var/log/sudo.log' >"$folder/sudo.log" 2>&1 || {
		tail -n 5 "$folder/sudo.log" >&2
		cannot "sudo cannot be installed; is there a network?"
	}
}

# There is no sudo, and something is missing, also in a tree that was used.
take_sudo()
{
	in_pivot PATH=/usr/sbin:/usr/bin:/sbin:/bin SUDO_FORCE_REMOVE=yes \
	    dpkg --purge sudo uthash-dev >"$folder/sudo.log" 2>&1 || {
		cat "$folder/sudo.log" >&2
		fail "sudo cannot be taken away"
	}
}

# asked YES|NO: was sudo asked for anything since the last time?
asked()
{
	if [ -s "$tree/var/log/sudo.log" ]; then found=yes; else found=no; fi
	[ "$found" = "$1" ] || {
		cat "$tree/var/log/sudo.log" >&2
		fail "$name: was sudo asked? $found, and not $1"
	}
	: >"$tree/var/log/sudo.log"
}

[ "$(id -u)" -eq 0 ] || cannot "only root may enter another tree"
command -v debootstrap >/dev/null || cannot "apt-get install debootstrap"
cd "$(dirname "$0")/../.."
[ -n "$(mirror)" ] || cannot "apt knows no mirror of Debian $release"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
tree=$folder/tree

make_tree
copy_sources
there="cd /home/newcomer/badmx"
badmx=build/release/badmx
newcomer="exec su newcomer -c './quickstart'"

take_sudo
attempt pivot-refused in_pivot "please run as root: apt-get install " \
    "$there && $newcomer" 77
give_sudo
attempt pivot-user in_pivot "own network namespace, no root" \
    "$there && $newcomer"
asked yes
attempt pivot-again in_pivot "own network namespace, no root" \
    "$there && $newcomer"
asked no
attempt pivot-run in_pivot "own network namespace (as root)" \
    "$there && $badmx run"
attempt pivot-test in_pivot "100% tests passed" "$there && ./quickstart test"
asked no
attempt chroot-run in_chroot "high ports" "$there && ./quickstart"
attempt chroot-test in_chroot "100% tests passed" \
    "$there && BADMX_PRESETS=release-system ./quickstart test"
say "all of it works on a bare machine"
