# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts of this folder share: where things are kept, how they speak,
# how Debian packages are fetched without installing anything.

WDM_VM=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WDM_TOP=$(cd "$WDM_VM/../.." && pwd)
WDM_KERNELS=${WDM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wdmcore}/kernels
export WDM_VM WDM_TOP WDM_KERNELS

# Results go to stdout, talk goes to stderr: stdout stays fit for $( ).
say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# lock NAME: one caller at a time does the work, the others wait for it. The lock
# lasts as long as the shell (descriptor 9), so callers use it in a subshell.
lock()
{
	mkdir -p "$WDM_KERNELS"
	exec 9>"$WDM_KERNELS/.lock-$1"
	if ! flock -n 9; then
		say "waiting for another run that prepares $1"
		flock 9
	fi
}

# with_heartbeat LOG COMMAND...: runs COMMAND with its output in LOG, and says
# every 20 s how far it is, so that nobody stares at a silent terminal.
with_heartbeat()
{
	local log=$1 begin=$SECONDS pid beat status=0
	shift
	"$@" >"$log" 2>&1 9>&- &
	pid=$!
	(
		while sleep 20 && kill -0 "$pid" 2>/dev/null; do
			say "... $((SECONDS - begin)) s, $(wc -l <"$log") steps: $(tail -n 1 "$log" | cut -c1-60)"
		done
	) 9>&- &
	beat=$!
	wait "$pid" || status=$?
	kill "$beat" 2>/dev/null
	wait "$beat" 2>/dev/null
	if [ "$status" != 0 ]; then
		tail -n 30 "$log" >&2
		say "the whole log: $log"
	fi
	return "$status"
}

# apt_lists: apt knows about packages at all (a fresh container's lists are empty).
apt_lists()
{
	[ -n "$(apt-cache madison busybox-static 2>/dev/null)" ] && return
	[ "$(id -u)" = 0 ] || die "apt has no package lists; run: sudo apt-get update"
	say "apt-get update"
	apt-get -qq update >&2 || die "apt-get update failed"
}

# fetch_deb PACKAGE DIR: the package's .deb, of the newest version, into DIR.
# WDM_DEBS names a folder of .deb files to be looked at before the network.
fetch_deb()
{
	local deb
	if [ -n "${WDM_DEBS:-}" ]; then
		deb=$(find "$WDM_DEBS" -name "$1_*.deb" | sort -V | tail -n 1)
		if [ -n "$deb" ]; then
			cp "$deb" "$2/"
			return
		fi
	fi
	apt_lists
	say "downloading $1"
	(cd "$2" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$1") >&2 || die "cannot download $1"
}
