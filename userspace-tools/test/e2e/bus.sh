# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# A WDM bus driver on a device that a user adds, and children that come and go.
#
# vm: --device none
# drivers: testbus
# drivers-manual: testchild
# timeout: 300
. /lib.sh

bus()	# CODE NUMBER
{
	wdmctl ioctl TestBus "$1" --in "0${2}000000" >/dev/null
}

plug() { bus 0x222000 "$1"; }
pull() { bus 0x222004 "$1"; }

# What was asked of the children: START QUERY_REMOVE SURPRISE_REMOVAL REMOVE EJECT, and
# of the bus: QUERY_STOP STOP
asked()
{
	wdmctl --json ioctl TestBus 0x22200c --out 28 | sed -n 's/.*"data": "\(.*\)".*/\1/p' |
		sed 's/\(..\)000000/\1 /g'
}

until_true()	# COMMAND...
{
	i=0
	until "$@" >/dev/null 2>&1; do
		i=$((i + 1))
		if [ $i -ge 50 ]; then
			wdmctl device list
			return 1
		fi
		sleep 0.1
	done
}

child()	# NUMBER STATE
{
	wdmctl device list | grep -q "WDMTEST.Device.*&0$1: $2"
}

expect()	# NAME EXPECTED
{
	found=$(asked)
	if [ "$found" = "$2 " ]; then
		ok "$1"
	else
		not_ok "$1"
		echo "# expected $2, found $found"
	fi
}

node()	# prints the node of the children's first interface
{
	find /dev/wdm -name 'WDMTEST*' | head -n 1
}

check "without a device the driver waits" [ ! -e /dev/wdm/TestBus ]
check "a device that is none is refused" sh -c '! wdmctl device add "ROOT\\a,b" 2>/dev/null'
check "a device is added" sh -c '[ "$(wdmctl device add "ROOT\\WdmTestBus")" = "ROOT\\WDMTESTBUS\\0000" ]'
check "and its driver serves it" [ -e /dev/wdm/TestBus ]
check "Linux's tree has it" grep -q started "/sys/bus/wdm/devices/ROOT#WDMTESTBUS#0000/state"

check "a child is plugged in" plug 1
check "it has no driver yet" until_true child 1 "no driver"
check "its ids are seen" grep -qx 'WDMTEST.Child' /sys/bus/wdm/devices/WDMTEST*/hardware_ids
insmod /drivers/testchild.ko
check "the driver comes and is bound" until_true child 1 "started, driver testchild"
expect "it was started" "01 00 00 00 00 00 00"
check "another one is plugged in" plug 2
check "and started at once" until_true child 2 "started, driver testchild"
check "both have their interfaces" sh -c '[ "$(find /dev/wdm -name "WDMTEST*" | wc -l)" = 2 ]'

check "one is pulled" pull 2
check "it is gone" until_true sh -c '! wdmctl device list | grep -q "&02"'
expect "as a surprise" "02 00 01 01 00 00 00"

exec 5<>"$(node)"
check "with a file open it can't be ejected" sh -c \
	'! wdmctl device eject "$(wdmctl device list | sed -n "s/^ *\(WDMTEST.*&01\):.*/\1/p")" 2>/dev/null'
check "nor can the bus be removed" sh -c '! wdmctl device remove "ROOT\\WdmTestBus\\0000" 2>/dev/null'
check "it is there as before" child 1 "started, driver testchild"
check "it is pulled all the same" pull 1
check "REMOVE_DEVICE waits for the file" until_true child 1 "gone, files are open"
expect "SURPRISE_REMOVAL came" "02 00 02 01 00 00 00"
exec 5<&-
check "then it is gone" until_true sh -c '! wdmctl device list | grep -q WDMTEST.Device'
expect "REMOVE_DEVICE came" "02 00 02 02 00 00 00"

check "plugged in once more" plug 3
check "it starts" until_true child 3 started
check "it is ejected" wdmctl device eject "$(wdmctl device list | sed -n 's/^ *\(WDMTEST.*&03\):.*/\1/p')"
check "and gone" until_true sh -c '! wdmctl device list | grep -q WDMTEST.Device'
expect "in good order" "03 01 02 04 01 00 00"

check "the bus is stopped and started again" wdmctl device rebalance 'ROOT\WdmTestBus\0000'
expect "it was asked first" "03 01 02 04 01 01 01"

plug 4
until_true child 4 started
check "its driver can be removed" rmmod testchild
check "the child stays" until_true child 4 "no driver"
insmod /drivers/testchild.ko
check "and the driver comes back" until_true child 4 "started, driver testchild"
round=0
while [ $round -lt 20 ]; do
	round=$((round + 1))
	plug 5
	[ $((round % 3)) = 0 ] || until_true child 5 started
	pull 5
	until_true sh -c '! wdmctl device list | grep -q "&05"' || break
done
check "20 times in and out" [ $round = 20 ]
check "the bus is removed, with its child" wdmctl device remove 'ROOT\WdmTestBus\0000'
check "no device is left" sh -c '[ -z "$(wdmctl device list)" ]'
check "no node is left" sh -c '! ls /dev/wdm | grep -q .'
check "it is added once more" wdmctl device add 'ROOT\WdmTestBus'
plug 1
until_true child 1 started
check "the bus driver goes, and its child with it" rmmod testbus
check "the child's driver goes" rmmod testchild
check "wdmcore goes, and the device with it" rmmod wdmcore
