#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2317 # called by check
#
# Images that do what the protection of their pages forbids: who does it is stopped, the
# report says where in the image that was, and the machine goes on.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

"$TOP/userspace-tools/build/sys" "$WORK/image.sys" \
	"$TOP"/userspace-tools/test/drivers/image/*.c || { skip "images" "mingw-w64 is missing"; exit 0; }

# stopped FUNCTION PATTERN...: the driver is asked for it; the log has each pattern
stopped()
{
	code="CTL_CODE(FILE_DEVICE_UNKNOWN, $1, METHOD_BUFFERED, FILE_ANY_ACCESS)"
	shift
	"$TOP/userspace-tools/wdm-vm" --kernel "${KERNEL:-6.1}" --timeout 100 --device none \
		--log "$WORK/log" --sys "$WORK/image.sys" -- \
		"wdmctl ioctl Image '$code' & sleep 5; wdmctl list && echo it goes on" >"$WORK/out" 2>&1
	status=$?
	if [ $status != 0 ] || ! grep -q 'it goes on' "$WORK/out"; then
		cat "$WORK/out"
		echo "status $status"
		return 1
	fi
	for pattern; do
		grep -q "$pattern" "$WORK/log" && continue
		tail -n 60 "$WORK/log"
		echo "not in the log: $pattern"
		return 1
	done
}

here='routine image.sys+0x[0-9a-f]* (section'
check "its code can't be written" stopped 0x802 'ATTEMPTED_WRITE_TO_READONLY_MEMORY\|PAGE_FAULT' \
	"wdm: \*\*\*.*$here .text)" 'wdm: \*\*\* on the stack: image.sys'
check "what was for DriverEntry alone is gone" stopped 0x803 "wdm: \*\*\*.*$here INIT)" \
	'wdm: \*\*\* on the stack: image.sys+0x[0-9a-f]* (section .text)'
check "its data can't be executed" stopped 0x804 "wdm: \*\*\*.*$here .bss)" \
	'wdm: \*\*\* on the stack: image.sys+0x[0-9a-f]* (section .text)'
