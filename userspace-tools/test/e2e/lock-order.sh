# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # patterns
# A driver takes its two spin locks in both orders: lockdep says so, in its words.
#
# vm: --device none
# drivers-manual: abba
# kernels: test
# timeout: 300
# fault: possible circular locking dependency detected
. /lib.sh

check "the driver itself notices nothing" insmod /drivers/abba.ko
dmesg | sed -n '/possible circular locking/,/stack backtrace/p' >/report
sed 's/^/# /' /report
check "the locks have the names of the functions that initialised them" sh -c \
	'grep -q "InitializeA.*abba" /report && grep -q "InitializeB.*abba" /report'
check "the report names who took the one in the other" grep -q 'TakeAThenB.*abba' /report
check "and who took them the other way round" sh -c \
	'dmesg | sed -n "/stack backtrace/,\$p" | grep -q "TakeBThenA.*abba"'
check "the module can be removed" rmmod abba
