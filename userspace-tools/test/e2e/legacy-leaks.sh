# SPDX-License-Identifier: GPL-2.0
# A driver that leaves its things behind: each is reported, and none can do harm.
#
# vm: --device none
# drivers: leaks
# kernels: test 6.1
# timeout: 300
. /lib.sh

check "its node is there" [ -e /dev/wdm/Leaks ]
check "the module can be removed" rmmod leaks
# A timer whose routine has gone would strike by now.
sleep 1
# The link stays, as on Windows: it belongs to nobody. It leads nowhere.
check "its driver and its device are gone" sh -c \
	'! wdmctl list | grep -q "Driver.leaks" && ! wdmctl open Leaks 2>/dev/null'
dmesg | grep -i 'wdm:' >/report
sed 's/^/# /' /report
check "the device is reported" grep -qi 'device' /report
check "the memory is reported" grep -qi 'Leak\|bytes' /report
check "the timer is reported" grep -qi 'timer' /report

# The pool that nobody freed is lost, as on Windows until the next boot: kmemleak is to
# find it, allocated by wdmcore for the DriverEntry of a module that is gone, and
# nothing else. Then it is forgiven.
leak=/sys/kernel/debug/kmemleak
name="kmemleak finds the driver's pool and nothing else"
if [ -e $leak ]; then
	sleep 5
	echo scan >$leak
	echo scan >$leak
	cat $leak >/leaks
	sed 's/^/# /' /leaks
	check "$name" sh -c \
		'[ "$(grep -c "^unreferenced" /leaks)" = 1 ] &&
		tr "\n" " " </leaks | grep -Eq " alloc[^ ]* \[wdmcore\] +0x[0-9a-f]+ +wdm_driver_load"'
	[ "$(grep -c '^unreferenced' /leaks)" != 1 ] || echo clear >$leak
else
	skip "$name" "no kmemleak"
fi

check "wdmcore can be removed" rmmod wdmcore
dmesg | grep 'wdm: .*never deleted\|wdm: .*left' >/left
sed 's/^/# /' /left
check "the link is reported" grep -q 'link.*Leaks' /left
check "its node is gone" [ ! -e /dev/wdm/Leaks ]
