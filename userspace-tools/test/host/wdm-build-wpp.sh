#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# WPP software tracing: wdm-build writes the .tmh files. The sources are compiled for
# the host, with a wdm_wpp_trace() that prints what it is given; then as a module.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

inputs=$TOP/userspace-tools/test/host/wdm-build/wpp
ddk=$TOP/wdmcore/include/ddk
flags="-std=gnu11 -nostdinc -fshort-wchar -fms-extensions -D_MSC_VER=1900 -D_WIN32_WINNT=0x0A00
	-fsigned-char -include $ddk/wdm/msvc.h -I $ddk"

cat >"$WORK/main.c" <<'END'
#include <stdio.h>
struct place {
	const char *driver, *flags, *function, *file;
	unsigned int line;
	unsigned char level;
};
void wdm_wpp_trace(const struct place *p, const char *format, ...)
{
	printf("%s %s %s %u %s: %s\n", p->driver, p->file, p->function, p->level, p->flags, format);
}
int DriverEntry(void *, void *);
int main(void)
{
	return DriverEntry("", "") != (int)0xC0000001;
}
END

# shellcheck disable=SC2086
runs()
{
	mkdir -p "$WORK/host" && "$TOP/userspace-tools/build/generate" --out "$WORK/host" \
		--ddk "$ddk" --module host --cc gcc "$inputs"/first.c "$inputs"/second.c \
		-- $flags -I "$WORK/host/draft/h" || return
	for name in first second; do
		gcc $flags -I "$WORK/host/h" -w -O1 -c -o "$WORK/$name.o" "$WORK/host/$name.c" ||
			return
	done
	gcc -o "$WORK/main" "$WORK/main.c" "$WORK/first.o" "$WORK/second.o" &&
		"$WORK/main" >"$WORK/output" && diff "$inputs/expected" "$WORK/output"
}
check "each trace function says what its configuration says" runs
check "a driver with WPP tracing builds as a module" \
	"$TOP/userspace-tools/wdm-build" -o "$WORK/wpp.ko" "$inputs/first.c" "$inputs/second.c"
