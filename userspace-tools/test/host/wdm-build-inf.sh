#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What wdm-build reads from INF files: wdm-build/inf/*.inf against *.expected, the
# messages for wrong ones (bad.list), and what comes out in a module.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

inputs=$TOP/userspace-tools/test/host/wdm-build/inf
wdm_build=$TOP/userspace-tools/wdm-build

reads()
{
	python3 "$inputs/../show-inf.py" "$TOP/userspace-tools/build" "$inputs/$1.inf" |
		diff "$inputs/$1.expected" -
}
for name in full plain legacy x86 extension class; do
	check "inf: $name says what is expected" reads "$name"
done

cat >"$WORK/entry.c" <<'END'
#include <ntddk.h>
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	return STATUS_SUCCESS;
}
END

# refuses MESSAGE FILE: wdm-build fails, with that message and place
refuses()
{
	output=$("$wdm_build" -o "$WORK/bad.ko" --inf "$2" "$WORK/entry.c" 2>&1) && return 1
	[ "$output" = "$2:$1" ] && return
	printf 'expected %s\nfound    %s\n' "$2:$1" "$output"
	return 1
}
grep -v '^#' "$inputs/bad.list" >"$WORK/bad.list"
while IFS='|' read -r message content; do
	printf '%s\n' "$content" | tr '|' '\n' >"$WORK/bad.inf"
	check "inf: refused: $message" refuses "$message" "$WORK/bad.inf"
done <"$WORK/bad.list"

check "a module with an INF builds" "$wdm_build" -o "$WORK/full.ko" --inf "$inputs/full.inf" \
	"$WORK/entry.c"

has()	# FIELD TEXT
{
	modinfo -F "$1" "$WORK/full.ko" | grep -qxF "$2" && return
	modinfo "$WORK/full.ko"
	return 1
}
check "its alias is the vendor's and device's" \
	has alias 'pci:v00001234d000011E8sv*sd*bc*sc*i*'
check "the subsystem is in an alias" \
	has alias 'pci:v00001234d000011E8sv00001AF4sd00001100bc*sc*i*'
check "the class is in an alias" has alias 'pci:v*d*sv*sd*bc01sc08i02*'
check "its version is DriverVer's" has version 1.2.3.4
check "it imports wdmcore's names" has import_ns WDM
check "by its service it is found as a filter" has alias wdm-service-fulldrv

check "--name takes another service of the INF" "$wdm_build" -o "$WORK/flt.ko" --name fullflt \
	--inf "$inputs/full.inf" "$WORK/entry.c"
# Its INF names it without SPSVCINST_ASSOCSERVICE, beside the function driver.
check "a filter is not bound to devices" sh -c \
	'! modinfo -F alias "$1" | grep -q ^pci: && modinfo -F alias "$1" | grep -qx wdm-service-fullflt' \
	- "$WORK/flt.ko"
