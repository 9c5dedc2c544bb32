# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# Images whose code takes Linux's machine for that of Windows.
#
# vm: --device none
# sys: machine
# sys-manual: refused
# timeout: 300
. /lib.sh

control()	# NUMBER
{
	wdmctl ioctl Machine "CTL_CODE(FILE_DEVICE_UNKNOWN, $1, METHOD_BUFFERED, FILE_ANY_ACCESS)" \
		--out 8
}

all_good()
{
	output=$(control 0x800)
	echo "$output"
	case $output in
	*"00 00 00 00 00 00 00 80"*) ;;
	*) dmesg | grep 'machine: check'; return 1 ;;
	esac
}

reported()	# PATTERN
{
	dmesg | grep -q "$1"
}

check "each instruction does what it does on Windows" all_good
check "and while others do the same" sh -c '
	. /lib.sh
	one() { wdmctl ioctl Machine "CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)" --out 8; }
	one >/1 & one >/2 & one >/3 & wait
	cat /1 /2 /3
	[ "$(cat /1 /2 /3 | grep -c "00 00 00 00 00 00 00 80")" = 3 ]'

where='routine machine.sys+0x[0-9a-f]* (section .text)'
check "a break point is a report, and it goes on" control 0x801
check "with its status" reported 'parameters 0x0*80000003'
check "in the image" reported "$where"
check "a failed assertion as well" control 0x802
check "with its own" reported 'parameters 0x0*c0000420'
check "a value that is no IRQL is reported, and changes nothing" control 0x804
check "and named" reported 'a value of 0x4d for CR8'
check "a field of the processor's region that isn't documented" control 0x805
check "is named" reported 'control region at 0x4d'
check "it is unloaded" wdmctl unload machine
check "and loaded again" sh -c 'wdmctl load /vm/modules/*/machine.sys'
check "as good as before" all_good

check "what can't be served is named, all at once" sh -c '
	output=$(wdmctl load /drivers/refused/refused.sys 2>&1)
	echo "$output"
	[ "$(echo "$output" | grep -c "can.t be served: \(lgdt\|mov cr3\|swapgs\|mov rax, qword ptr gs:\[0x20\]\)")" = 4 ]'

control 0x803 &
tries=0
while [ $tries -lt 10 ] && ! reported KERNEL_SECURITY_CHECK_FAILURE; do
	sleep 1
	tries=$((tries + 1))
done
check "a fast failure stops who has it, and is named" reported KERNEL_SECURITY_CHECK_FAILURE
check "all others go on" all_good
