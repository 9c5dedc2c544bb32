#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The dialect of Microsoft's compiler. Each source in wdm-build/dialect goes through
# the filter and is compiled with the DDK's headers for the host, where its
# CheckXxx() says whether it means what it means on Windows. Then all of them
# together become a module.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

inputs=$TOP/userspace-tools/test/host/wdm-build
ddk=$TOP/wdmcore/include/ddk
flags="-std=gnu11 -nostdinc -fshort-wchar -fms-extensions -D_MSC_VER=1900 -D_WIN32_WINNT=0x0A00
	-fsigned-char -fcommon -fno-strict-aliasing -mms-bitfields -include $ddk/wdm/msvc.h -I $ddk"
before=$(cd "$inputs" && find . -type f -exec sha1sum {} + | sort)

# shellcheck disable=SC2086
host_objects()
{
	"$TOP/userspace-tools/build/generate" --out "$WORK/host" --ddk "$ddk" --module host \
		--cc gcc "$inputs"/dialect/*.c -- $flags -I "$WORK/host/draft/h" || return
	for source in "$inputs"/dialect/*.c; do
		name=$(basename "$source" .c)
		gcc $flags -I "$WORK/host/h" -w -O2 -g -c -o "$WORK/host/$name.o" "$WORK/host/$name.c" || return
	done
}

# runs NAME: links the objects with a main() that calls CheckName()
runs()
{
	printf '#include <stdio.h>\nint Check%s(void);\nint main(void)\n{\n
		int line = Check%s();\n
		if (line)\n\t\tprintf("line %%d\\n", line);\n\treturn line != 0;\n}\n' "$1" "$1" \
		>"$WORK/main.c"
	gcc -o "$WORK/main" "$WORK/main.c" "$WORK"/host/*.o && "$WORK/main"
}

mkdir -p "$WORK/host"
check "the filter takes every dialect source" host_objects
for name in Constants Lvalues Declarations Dos Utf16 Utf8 Ansi Names Roles Chosen Style Layout; do
	check "dialect: $name mean what Microsoft's compiler means" runs "$name"
done

cat >"$WORK/entry.c" <<'END'
#include <ntddk.h>
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	return STATUS_SUCCESS;
}
END

builds()
{
	"$TOP/userspace-tools/wdm-build" -o "$WORK/dialect.ko" "$WORK/entry.c" "$inputs"/dialect/*.c
}
check "the dialect sources build as one module" builds

quiet()
{
	! builds 2>&1 | grep -v ': warning: \|: note: \|In function\|^ .*|\|In file included\|^  *from'
}
check "and nothing complains but the compiler" quiet

unchanged()
{
	[ "$before" = "$(cd "$inputs" && find . -type f -exec sha1sum {} + | sort)" ]
}
check "the sources are untouched" unchanged

cat >"$WORK/long.c" <<'END'
#include <ntddk.h>
typedef unsigned long DWORD;
C_ASSERT(sizeof(DWORD) == WIDTH && sizeof(long int) == WIDTH && sizeof(1UL) == WIDTH);
C_ASSERT(sizeof(long long) == 8 && sizeof(0x100000000L) == 8 && sizeof(LONG) == 4);
END
check "long has 32 bits" "$TOP/userspace-tools/wdm-build" -o "$WORK/long.ko" -D WIDTH=4 \
	"$WORK/long.c" "$WORK/entry.c"
check "--long64: long has 64 bits" "$TOP/userspace-tools/wdm-build" -o "$WORK/long.ko" \
	--long64 -D WIDTH=8 "$WORK/long.c" "$WORK/entry.c"
