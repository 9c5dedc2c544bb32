# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # what a shell of its own runs
# Images whose code uses registers of SSE: they keep theirs, and programs keep theirs.
#
# vm: --device none
# sys: vectors
# programs: fpu-state
# timeout: 120
. /lib.sh

# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 and 0x801, METHOD_NEITHER, FILE_ANY_ACCESS)
checked=0x222003
spoil=0x222007

one()
{
	fpu-state /dev/wdm/Vectors "$1" "$2" >"/out.$3" 2>&1
	result=$?
	cat "/out.$3"
	return $result
}

none_wrong()
{
	one $checked 3 1 && grep -q 'answer 0x8000000000000000' /out.1
}

check "values in registers are there after each call" none_wrong
check "a program's are as they were" one $spoil 3 2
check "all at once, on all processors" sh -c '
	fpu-state /dev/wdm/Vectors 0x222003 10 >/a & a=$!
	fpu-state /dev/wdm/Vectors 0x222007 10 >/b & b=$!
	fpu-state /dev/wdm/Vectors 0x222003 10 >/c & c=$!
	fpu-state /dev/wdm/Vectors 0x222007 10 >/d & d=$!
	wait $a && wait $b && wait $c && wait $d
	result=$?
	cat /a /b /c /d
	[ $result = 0 ] && [ "$(cat /a /c | grep -c "answer 0x8000000000000000")" = 2 ]'
check "it is unloaded" wdmctl unload vectors
