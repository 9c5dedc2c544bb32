# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For the scripts of e2e/ (as /lib.sh in the guest) and host/: one line per test.

nr=0

# Drivers are images here. Functions, as the shell has applets before it looks at PATH.
if [ -e /form/rmmod ]; then
	insmod() { /form/insmod "$@"; }
	rmmod() { /form/rmmod "$@"; }
fi

ok()		# NAME
{
	nr=$((nr + 1))
	echo "ok $nr $*"
}

not_ok()	# NAME
{
	nr=$((nr + 1))
	echo "not ok $nr $*"
}

skip()		# NAME WHY...
{
	nr=$((nr + 1))
	name=$1
	shift
	echo "ok $nr $name # SKIP $*"
}

# check NAME COMMAND...: ok if COMMAND succeeds; its output is shown otherwise.
check()
{
	name=$1
	shift
	if output=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
}

# driver_file NAME: the file that insmod takes, of whichever form the driver is
driver_file()
{
	find /vm/modules -name "$1.ko" -o -name "$1.sys"
}

# is_loaded NAME: a module, or the driver of an image
is_loaded()
{
	[ -d "/sys/module/$1" ] || wdmctl list 2>/dev/null | grep -qxF "\\Driver\\$1 ($1.sys)"
}

# wait_node NODE: until it is there. With every checker on, ACPI takes 20 s for a device, and
# more when the host has other work.
wait_node()
{
	i=0
	until [ -e "$1" ]; do
		i=$((i + 1))
		[ $i -lt 2000 ] || return 1
		sleep 0.2
	done
}
