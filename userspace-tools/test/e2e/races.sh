# SPDX-License-Identifier: GPL-2.0
# A WDM driver hands each kind of lock and dispatcher object from one processor to the other
# and back: a million times or as often as fits into some seconds, and ROUNDS times if that
# is set (make test T=races ROUNDS=1000000).
#
# vm: --device none
# leaks: no
# drivers: races
# programs: races-client
# kernels: test 6.1
# timeout: 900
. /lib.sh

if [ -n "${ROUNDS:-}" ]; then
	races-client "$ROUNDS" || failed=1
elif [ -e /sys/kernel/debug/kmemleak ]; then
	races-client 1000000 300 || failed=1
else
	races-client 1000000 2000 || failed=1
fi
[ -n "${failed:-}" ] || check "the driver can be removed" rmmod races
exit "${failed:-0}"
