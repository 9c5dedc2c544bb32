# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# Drivers as Windows has them: loading, refusing, unloading.
#
# vm: --device none
# sys-manual: image imports refuses stays
# timeout: 300
. /lib.sh

drivers=/drivers
load=$drivers/image/image.sys
check_code='CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)'
bug_code='CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)'

# refused STATUS TEXT FILE...: wdmctl load says so, and leaves nothing
refused()
{
	status=$1 text=$2
	shift 2
	output=$(wdmctl load "$@" 2>&1)
	result=$?
	echo "$output"
	[ $result = "$status" ] || { echo "status $result, not $status"; return 1; }
	case $output in
	*"$text"*) ;;
	*) echo "expected: $text"; return 1 ;;
	esac
	! wdmctl list | grep -q '\.sys)'
}

answers()	# COUNTER, in hexadecimal digits
{
	output=$(wdmctl ioctl Image "$check_code" --out 8)
	echo "$output"
	case $output in
	*"00 00 00 00 $1 00 00 00"*) ;;
	*) return 1 ;;
	esac
}

check "an image is loaded" wdmctl load $load
check "it is in the list" sh -c 'wdmctl list | grep -qxF "\Driver\image (image.sys)"'
check "what was linked is as it was linked" answers 2a
check "its data are its own" answers 2b
check "DbgPrint knows the driver, and its registry path" sh -c \
	'dmesg | grep -qF "image: loaded as \Registry\Machine\System\CurrentControlSet\Services\image"'
check "the service has a key" sh -c \
	'wdmctl reg list "HKLM\System\CurrentControlSet\Services" | grep -qi image'
check "it isn't loaded twice" sh -c '! wdmctl load "$1" 2>/dev/null' - $load
check "its code is not in memory that can be written" sh -c \
	'[ ! -e /sys/kernel/debug/page_tables/kernel ] ||
	 ! grep -E "RW.* x " /sys/kernel/debug/page_tables/kernel'

wdmctl ioctl Image "$bug_code"
check "a report names the driver" sh -c \
	'dmesg | grep -q "\*\*\* driver image, routine image.sys+0x[0-9a-f]* (section .text)"'
check "and what is on the stack" sh -c \
	'dmesg | grep -q "\*\*\* on the stack: image.sys+0x[0-9a-f]* (section .text)"'

exec 5<>/dev/wdm/Image
check "with an open file, it can't be unloaded" sh -c \
	'! text=$(wdmctl unload image 2>&1) && echo "$text" && echo "$text" | grep -qi busy' 5<&-
check "nor can wdmcore" sh -c '! rmmod wdmcore 2>/dev/null'
check "and it answers" answers 2c
exec 5<&-
check "closed, it is unloaded" wdmctl unload image
check "it isn't in the list" sh -c '! wdmctl list | grep -q image'
check "its node is gone" [ ! -e /dev/wdm/Image ]
check "its Unload was called" sh -c 'dmesg | grep -q "image: unloaded after 44"'
check "it isn't there to be unloaded" sh -c 'wdmctl unload image 2>/dev/null; [ $? = 3 ]'

check "under another name" wdmctl load $load --name other
check "it is another service" sh -c 'wdmctl list | grep -qxF "\Driver\other (image.sys)"'
check "and begins anew" answers 2a
check "unloaded by that name" wdmctl unload other

round=0
while [ $round -lt 20 ] && wdmctl load $load && answers 2a >/dev/null && wdmctl unload image; do
	round=$((round + 1))
done
check "20 more rounds" [ $round = 20 ]

check "what it lacks is listed at once" refused 4 \
	'unresolved imports: HAL.dll!KdComPortInUse, ntoskrnl.exe!NtVdmControl' \
	$drivers/imports/imports.sys
check "a DriverEntry that fails" refused 4 'STATUS_NO_SUCH_DEVICE' $drivers/refuses/refuses.sys

head -c 3000 $load >/short.sys
check "a file that is too short" refused 4 'outside of the file' /short.sys
head -c 100 $load >/shorter.sys
check "a file of a few bytes" refused 4 'NT header' /shorter.sys
: >/empty.sys
check "an empty file" refused 1 'Invalid argument' /empty.sys
check "a program of Linux's" refused 4 'MZ' /bin/busybox
{ head -c 2000 $load; printf X; tail -c +2002 $load; } >/damaged.sys
check "a damaged file" refused 4 'checksum' /damaged.sys
check "no file" refused 1 'No such file' /none.sys
check "an INF that isn't one" refused 1 'error: not in any section' $load --inf /lib.sh
check "a bad name" refused 1 'Invalid argument' $load --name 'a\b'

check "without CAP_SYS_MODULE" sh -c \
	'! command -v setpriv >/dev/null || ! setpriv --bounding-set -sys_module wdmctl load "$1"' - $load

check "a driver without Unload is loaded" wdmctl load $drivers/stays/stays.sys
check "and stays" sh -c '! wdmctl unload stays 2>/dev/null && wdmctl list | grep -q stays.sys'
