# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# The sample filter driver on an edu device: in the stack and out of it, before and after
# the function driver, failing and delaying requests.
#
# vm: --device edu,id=edu0
# modules: ddedu ddfilter
# programs: edu-filter
# kernels: test 6.1
# forms: module image
# kernels-image: 6.1
. /lib.sh

node=/dev/wdm/DDEdu0
control=/dev/wdm/DDFilter
path=$(wdmctl device list | sed -n 's/^\(PCI.*\): started.*/\1/p')
function=$(driver_file ddedu)
filter=$(driver_file ddfilter)
rounds=10
case $(uname -r) in *-wdmtest) rounds=4 ;; esac

until_true()	# COMMAND...
{
	i=0
	until "$@" >/dev/null 2>&1; do
		i=$((i + 1))
		[ $i -lt 100 ] || return 1
		sleep 0.1
	done
}

check "its INF names the device, which has its driver" \
	sh -c '[ "$(wdmctl filter list "$1")" = "upper ddfilter" ]' - "$path"
check "it is not in the stack yet" [ ! -e $control ]
check "the device is restarted" wdmctl device restart "$path"
check "now it is" [ -e $control ]
check "the device works" sh -c 'wdmctl ioctl DDEdu0 0x222004 --in 00000000 --out 4 | grep -q "ff ff ff ff"'
edu-filter inject $node

check "a filter in use can't be unloaded" sh -c '! rmmod ddfilter 2>/dev/null'
exec 5<>$node
check "nor is a device restarted with a file open" sh -c \
	'! wdmctl device restart "$1" 2>/dev/null' - "$path"
check "the device works as before" wdmctl ioctl DDEdu0 0x222004 --in 00000000 --out 4
exec 5<&-

check "it is taken off the list" wdmctl filter remove "$path" upper ddfilter
check "a restart takes it out" wdmctl device restart "$path"
check "its control device is gone" [ ! -e $control ]
edu-filter attach "$path" $node $rounds
check "it can be unloaded now" rmmod ddfilter

check "by its class the device gets it as well" \
	wdmctl filter add '{78A1C341-4539-11D3-B88D-00C04FAD5171}' upper DDFILTER
check "without it the device can't be restarted" sh -c \
	'! wdmctl device restart "$1" 2>/dev/null' - "$path"
check "and is not there" [ ! -e $node ]
# Its extension INF would add it once more, by the device.
insmod "$filter"
check "as the filter comes, the device starts" until_true [ -e $node ]
check "with the filter" [ -e $control ]
wdmctl filter remove "$path" upper ddfilter
check "the function driver goes" rmmod ddedu
check "and the filter with its stack" until_true [ ! -e $control ]
check "it can be unloaded" until_true rmmod ddfilter

loader=insmod
[ ! -e /form/insmod ] || loader=/form/insmod
printf '#!/bin/sh\nfor last; do :; done\n[ "$last" != wdm-service-ddfilter ] || %s %s\n' \
	"$loader" "$filter" >/bin/loader
chmod +x /bin/loader
echo /bin/loader >/proc/sys/kernel/modprobe
insmod "$function"
check "modprobe is asked for a filter that isn't there" [ -e $control ]
check "and the device has started with it" [ -e $node ]

edu-filter gone $node >/gone &
until_true grep -q waiting /gone
pci=$(basename /sys/bus/pci/drivers/ddedu/0000:*)
echo 1 >"/sys/bus/pci/devices/$pci/remove"
wait $!
grep -v waiting /gone
check "the stack is gone" until_true [ ! -e $control ]
echo 1 >/sys/bus/pci/rescan
check "with the device back, the filter is" until_true [ -e $control ]
wdmctl filter remove '{78A1C341-4539-11D3-B88D-00C04FAD5171}' upper ddfilter
check "the drivers go" rmmod ddedu
check "both of them" until_true rmmod ddfilter
