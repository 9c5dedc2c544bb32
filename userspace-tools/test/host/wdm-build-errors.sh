#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# wdm-build on a bad day, and on folders that it must leave alone.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

wdm_build=$TOP/userspace-tools/wdm-build

cat >"$WORK/entry.c" <<'END'
#include <ntddk.h>
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	return STATUS_SUCCESS;
}
END

# fails_with STATUS TEXT ARGUMENT...: the status, and a line of output with TEXT
fails_with()
{
	wanted=$1 text=$2
	shift 2
	output=$("$wdm_build" "$@" 2>&1)
	status=$?
	[ "$status" = "$wanted" ] && printf '%s\n' "$output" | grep -qF -e "$text" && return
	printf 'status %s\n%s\n' "$status" "$output"
	return 1
}

check "usage: no sources" fails_with 2 "SOURCE.c"
check "usage: a source that is not there" fails_with 2 "no such file" "$WORK/none.c"
check "usage: another language" fails_with 2 "only C sources" "$WORK/entry.cpp"
check "usage: an INF that is not there" fails_with 2 "no such file" --inf "$WORK/none.inf" \
	"$WORK/entry.c"
check "usage: a bad macro" fails_with 2 "is no macro" -D 1=2 "$WORK/entry.c"
check "no kernel there" fails_with 1 "no build folder of a kernel" --kdir "$WORK" "$WORK/entry.c"

printf '#include "nowhere.h"\n' >"$WORK/include.c"
check "a missing header is named with the source's own name and line" \
	fails_with 1 "$WORK/include.c:1:10: fatal error: nowhere.h" "$WORK/include.c"

printf '\n\nint f(void)\n{\n\treturn 5ui64 + undeclared;\n}\n' >"$WORK/mistake.c"
check "a mistake is shown in the source, not in a copy" \
	fails_with 1 "$WORK/mistake.c:5:" "$WORK/mistake.c" "$WORK/entry.c"

printf 'int f(void)\n{\n\t__asm { mov eax, 1 }\n}\n' >"$WORK/asm.c"
check "assembler blocks are refused" \
	fails_with 1 "error: __asm blocks are not translated" "$WORK/asm.c"

printf '__declspec(naked) int f(void)\n{\n}\n' >"$WORK/naked.c"
check "naked functions are refused" fails_with 1 "$WORK/naked.c:1:" "$WORK/naked.c"

printf '#include <ntddk.h>\nint f(int a)\n{\n\t__try {\n\t\ta++;\n\t} __finally {\n\t\treturn a;\n\t}\n\treturn 0;\n}\n' \
	>"$WORK/finally.c"
check "a return from a __finally block is refused" \
	fails_with 1 "$WORK/finally.c:7:" "$WORK/finally.c"

printf '#include <ntddk.h>\nint f(int a)\n{\n\tswitch (a) {\n\t\t__try {\n\tcase 1:\n\t\t\ta++;\n\t\t} __except (1) {\n\t\t}\n\t}\n\treturn a;\n}\n' \
	>"$WORK/case.c"
check "a case label inside of a __try block is refused" \
	fails_with 1 "$WORK/case.c:6:" "$WORK/case.c"

cat >"$WORK/x86.c" <<'END'
#ifdef _M_IX86
__declspec(naked) int f(void)
{
	__asm mov eax, 1	; it's one
	__asm { ret }
}
#endif
#define BREAK() __asm int 3
END
check "but not those for another processor" \
	"$wdm_build" -o "$WORK/x86.ko" "$WORK/x86.c" "$WORK/entry.c"

cat >"$WORK/wrong.c" <<'END'
typedef int ROLE(void *p, int n);
ROLE Routine;
int Routine(void *p)
{
	return 0;
}
END
check "a callback with other parameters is an error" \
	fails_with 1 "$WORK/wrong.c:3:5: error: conflicting types" "$WORK/wrong.c"

cat >"$WORK/missing.c" <<'END'
#include <ntddk.h>
VOID ZzNotThere(ULONG a);
extern POBJECT_TYPE *ZzObjectType;
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	ZzNotThere(*ZzObjectType != NULL);
	ZzUndeclared(2);
	return printk("Linux's own") + STATUS_SUCCESS;
}
END
many()
{
	n=0
	printf 'int all(void)\n{\n\tint n = 0;\n'
	while [ $n -lt 20 ]; do
		printf '\tn += ZzMissing%02d(n);\n' $n
		n=$((n + 1))
	done
	printf '\treturn n;\n}\n'
}
many >"$WORK/many.c"
if [ -z "${KBUILD_MODPOST_WARN:-}" ]; then
	for name in ZzNotThere ZzObjectType ZzUndeclared printk; do
		check "not provided: $name" \
			fails_with 1 "DDI not provided: $name" -o "$WORK/m.ko" "$WORK/missing.c"
	done
	check "all of many missing ones are listed" fails_with 1 "DDI not provided: ZzMissing19" \
		-o "$WORK/m.ko" "$WORK/many.c" "$WORK/entry.c"
	check "and nothing is left behind" [ ! -e "$WORK/m.ko" ]
else
	skip "missing DDIs" "KBUILD_MODPOST_WARN is set"
fi

# A folder that can't be written to, with a blank in its name, and two sources
# of one name; the module's name is a source's name.
mkdir -p "$WORK/My Driver/sub" "$WORK/My Driver/inc dir"
printf '#define ANSWER 42\n' >"$WORK/My Driver/inc dir/Answer.h"
cat >"$WORK/My Driver/mydrv.c" <<'END'
#include <Ntddk.h>
#include <ANSWER.H>
int Sub(void);
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	return Sub() == ANSWER && sizeof(MESSAGE) == 6 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
END
printf '#include "..\\\\INC DIR\\\\answer.h"\nint Sub(void) { return ANSWER; }\n' \
	>"$WORK/My Driver/sub/mydrv.c"
chmod -R a-w "$WORK/My Driver"
listing()
{
	(cd "$WORK/My Driver" && find . -exec stat -c '%n %Y %s' {} + | sort)
}
before=$(listing)
check "a read-only folder with blanks in its name" "$wdm_build" -o "$WORK/mydrv.ko" \
	-D 'MESSAGE="a b\"c"' -I "$WORK/My Driver/inc dir" \
	"$WORK/My Driver/mydrv.c" "$WORK/My Driver/sub/mydrv.c"
check "nothing changes in it" [ "$before" = "$(listing)" ]
check "the module is called what it was to be" \
	[ "$(modinfo -F name "$WORK/mydrv.ko" 2>&1)" = mydrv ]
chmod -R u+w "$WORK/My Driver"

# A build folder that is kept: the second time, only what changed.
cp "$WORK/entry.c" "$WORK/other.c"
sed -i 's/DriverEntry/Other/g' "$WORK/other.c"
kept()
{
	"$wdm_build" --build-dir "$WORK/kept" -o "$WORK/kept.ko" "$WORK/entry.c" "$WORK/other.c"
}
check "a build folder" kept
touch "$WORK/mark"
printf 'int more;\n' >>"$WORK/other.c"
check "the same again" kept
check "what changed is compiled again" [ "$WORK/kept/kept.wdm/other.o" -nt "$WORK/mark" ]
check "what didn't is not" [ "$WORK/mark" -nt "$WORK/kept/kept.wdm/entry.o" ]
