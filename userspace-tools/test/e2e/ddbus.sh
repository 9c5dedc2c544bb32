# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# The sample bus and its children: a thousand of them plugged in and pulled, with requests
# in flight.
#
# vm: --device none
# modules: ddbus ddchild ddfilter
# programs: bus-cycles
# kernels: test 6.1
# forms: module image
# kernels-image: 6.1
. /lib.sh

cycles=1000
case $(uname -r) in *-wdmtest) cycles=100 ;; esac

until_true()	# COMMAND...
{
	i=0
	until "$@" >/dev/null 2>&1; do
		i=$((i + 1))
		[ $i -lt 100 ] || return 1
		sleep 0.1
	done
}

code()		# NUMBER
{
	echo "CTL_CODE(FILE_DEVICE_BUS_EXTENDER, $1, METHOD_BUFFERED, FILE_WRITE_ACCESS)"
}

child()
{
	wdmctl device list | sed -n 's/^ *\(DDBUS.*\): .*/\1/p'
}

check "the bus is added" wdmctl device add 'ROOT\ddbus'
check "and has its node" [ -e /dev/wdm/DDBus0 ]
check "a child is plugged in" wdmctl ioctl DDBus0 "$(code 0x800)" --in 2a00000000000000
check "its driver starts it" until_true sh -c 'wdmctl device list | grep -q "0000002A: started, driver ddchild"'
check "the bus driver says what it is" sh -c 'wdmctl device list | grep -q "(child of the sample bus)"'
check "a second one of that number is refused" sh -c \
	'! wdmctl ioctl DDBus0 "$1" --in 2a00000000000000 2>/dev/null' - "$(code 0x800)"
node=$(basename /dev/wdm/DDBUS*)
check "it stores what it is given" sh -c 'echo hello | wdmctl write "$1" --offset 7 &&
	wdmctl read "$1" 5 --offset 7 | grep -q "68 65 6c 6c 6f"' - "$node"
check "it knows its number from the bus" sh -c \
	'wdmctl ioctl "$1" "CTL_CODE(FILE_DEVICE_BUS_EXTENDER, 0x810, METHOD_BUFFERED, FILE_ANY_ACCESS)" --out 4 | grep -q "2a 00 00 00"' - "$node"
check "the filter, whose INF names it, is in its stack" [ -e /dev/wdm/DDFilter ]
wdmctl filter remove "$(child)" upper ddfilter
check "and is out of it after a restart" wdmctl device restart "$(child)"
check "with its data kept by the bus" sh -c \
	'[ ! -e /dev/wdm/DDFilter ] && wdmctl read "$1" 5 --offset 7 | grep -q "68 65 6c 6c 6f"' - "$node"
check "the bus is restarted, and its children with it" wdmctl device restart 'ROOT\ddbus\0000'
check "the child is not there any more" [ -z "$(child)" ]
check "it is plugged in again" wdmctl ioctl DDBus0 "$(code 0x800)" --in 2a00000000000000
check "and starts" until_true sh -c 'wdmctl device list | grep -q "0000002A: started"'
check "it is ejected" wdmctl device eject "$(child)"
check "and gone" until_true sh -c '! wdmctl device list | grep -q DDBUS.Device'
check "the filter is of no use here" rmmod ddfilter

bus-cycles /dev/wdm/DDBus0 $cycles

check "the bus is removed" wdmctl device remove 'ROOT\ddbus\0000'
check "no device is left" sh -c '[ -z "$(wdmctl device list)" ]'
check "the bus driver goes" rmmod ddbus
check "and the children's" rmmod ddchild
check "wdmcore goes" rmmod wdmcore
