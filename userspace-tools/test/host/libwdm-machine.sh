#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2317 # called by check
#
# What libwdm finds in the code of images: each instruction that has to be replaced or
# refused, in functions that are listed, branched to, called by their address, or cases of
# a switch; and nothing in data.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

drivers=$TOP/userspace-tools/test/drivers
sys=$TOP/userspace-tools/build/sys
for name in machine refused vectors plain; do
	"$sys" "$WORK/$name.sys" "$drivers/$name/$name.c" && continue
	# 4: a tool is missing
	[ $? = 4 ] || exit 1
	skip "images" "mingw-w64 is missing"
	exit 0
done
gcc -O2 -g -fsanitize=address,undefined -fno-sanitize-recover -Wall -Wextra -Werror \
	-I"$TOP/wdmcore/include/uapi" -I"$TOP/userspace-tools/libwdm" -o "$WORK/show-sites" \
	"$TOP"/userspace-tools/libwdm/machine_*.c "$TOP/userspace-tools/test/programs/show-sites.c" \
	-lcapstone || exit 1

# Of the disassembler of binutils: where in the image, and how many bytes.
disassembled()	# IMAGE PATTERN
{
	x86_64-w64-mingw32-objdump -d -w "$1" | grep -P "\t($2)" | awk '
		{ sub(":", "", $1); sub("^14000", "0x", $1); sub("^0x0*", "0x", $1)
		  n = 0; for (i = 2; $i ~ /^[0-9a-f][0-9a-f]$/ && i < 17; i++) n++
		  print $1, n }' | sort
}

found()	# IMAGE KIND...
{
	image=$1
	shift
	for kind; do
		"$WORK/show-sites" "$image" | awk -v kind="$kind" '$2 == kind { print $1, $4 }'
	done | sort
}

as_disassembled()	# IMAGE PATTERN KIND...
{
	disassembled "$1" "$2" >"$WORK/expected"
	image=$1
	shift 2
	found "$image" "$@" >"$WORK/found"
	[ -s "$WORK/expected" ] && diff "$WORK/expected" "$WORK/found"
}

machine=$WORK/machine.sys
check "reads of cr8" as_disassembled "$machine" 'mov +%cr8,' read-irql
check "writes of cr8" as_disassembled "$machine" 'mov +%r[a-z0-9]+,%cr8' write-irql
check "reads by way of gs" as_disassembled "$machine" 'mov[a-z]* +%gs:' read-gs
check "cli" as_disassembled "$machine" 'cli' disable
check "sti" as_disassembled "$machine" 'sti' enable
check "popf" as_disassembled "$machine" 'popf' pop-flags
check "int3, in the body of a switch" sh -c '"$1" "$2" | grep -q " break "' - "$WORK/show-sites" "$machine"
check "int 29h and 2Ch" as_disassembled "$machine" 'int +\$0x2[9c]' assert fail-fast
check "pointers to the shared page, one of them data" sh -c \
	'[ "$("$1" "$2" | grep -c shared-data)" -ge 7 ]' - "$WORK/show-sites" "$machine"
check "no registers of SSE" sh -c '"$1" "$2" | grep -q "vectors 0"' - "$WORK/show-sites" "$machine"
check "registers of SSE" sh -c '"$1" "$2" | grep -q "vectors 1"' - "$WORK/show-sites" "$WORK/vectors.sys"

# Routines by their names: those that the program calls plain, of those that are called so.
plain_routines()
{
	x86_64-w64-mingw32-nm "$WORK/plain.sys" | awk '/ [tT] (Uses|Plain)[A-Za-z]*$/ {
		sub("^0*14000*", "0x", $1); print $1, $3 }' | sort >"$WORK/routines"
	[ "$(wc -l <"$WORK/routines")" = 11 ] || return
	"$WORK/show-sites" "$WORK/plain.sys" | awk '$1 == "plain" { print $2 }' | sort |
		join "$WORK/routines" - | awk '{ print $2 }' | sort >"$WORK/plain"
	awk '$2 ~ /^Plain/ { print $2 }' "$WORK/routines" | sort | diff - "$WORK/plain"
}

check "routines that don't get to any" plain_routines
check "what can't be served" sh -c '[ "$("$1" "$2" | grep -c "be served")" = 4 ]' - \
	"$WORK/show-sites" "$WORK/refused.sys"
check "no image" sh -c '"$1" /bin/sh | grep -qx "read 0 vectors 0"' - "$WORK/show-sites"

# Halves of files, and files with bytes changed: whatever comes out, no fault and no end.
mangled()	# IMAGE
{
	x86_64-w64-mingw32-strip -o "$WORK/stripped.sys" "$1"
	python3 - "$WORK/stripped.sys" "$WORK" "$WORK/show-sites" <<-'END'
		import random, struct, subprocess, sys
		data, work, show = open(sys.argv[1], "rb").read(), sys.argv[2], sys.argv[3]

		def look(what, new):
		    open(work + "/mangled.sys", "wb").write(new)
		    run = subprocess.run([show, work + "/mangled.sys"], stdout=subprocess.DEVNULL,
		                         stderr=subprocess.PIPE, timeout=60)
		    if run.returncode:
		        sys.exit(f"{what}: status {run.returncode}\n{run.stderr.decode()}")

		if "read 1" not in subprocess.run([show, sys.argv[1]], capture_output=True, text=True).stdout:
		    sys.exit("the image is none")
		random.seed(1)
		for i in range(200):
		    new = bytearray(data[:random.randrange(len(data))] if i % 5 == 0 else data)
		    for _ in range(random.randrange(30) if new else 0):
		        where = random.choice((0x400, len(new)))
		        new[random.randrange(min(where, len(new)))] = random.choice((0, 1, 0x7f, 0xff, 0xcc, 0x80))
		    look(f"file {i}", new)

		# Entries of the exception table, which lie where the file has them as they are in memory.
		nt = struct.unpack_from("<I", data, 0x3c)[0]
		rva, size = struct.unpack_from("<II", data, nt + 24 + 112 + 8 * 3)
		for i in range(struct.unpack_from("<H", data, nt + 6)[0]):
		    header = nt + 24 + struct.unpack_from("<H", data, nt + 20)[0] + 40 * i
		    begin, _, offset = struct.unpack_from("<III", data, header + 12)
		    if begin == rva:
		        break
		else:
		    sys.exit("no exception table")
		for at in range(offset, offset + size, 4):
		    for value in (0, 1, 0x1000, 0x7fffffff, 0xfffffff0):
		        new = bytearray(data)
		        struct.pack_into("<I", new, at, value)
		        look(f"0x{value:x} at 0x{at:x}", new)
	END
}
check "mangled images" mangled "$machine"
check "and such that use registers of SSE" mangled "$WORK/plain.sys"
