#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What libwdm reads from INF files, for images: the files and expectations of wdm-build's
# own reader (wdm-build/inf), which has to understand the same.

: "${TOP:=$(cd "$(dirname "$0")/../../.." && pwd)}"
: "${WORK:=$(mktemp -d)}"
. "$TOP/userspace-tools/test/lib.sh"

inputs=$TOP/userspace-tools/test/host/wdm-build/inf
gcc -O2 -g -fsanitize=address,undefined -fno-sanitize-recover -Wall -Wextra -Werror \
	-I"$TOP/wdmcore/include/uapi" -I"$TOP/userspace-tools/libwdm" -o "$WORK/show-inf" \
	"$TOP"/userspace-tools/libwdm/inf_*.c "$TOP/userspace-tools/libwdm/utf8.c" \
	"$TOP/userspace-tools/test/programs/show-inf.c" || exit 1

# A line per id; the table for PCI is made by the kernel.
expected()
{
	grep -v '^pci ' "$1" | awk -F'|' '
		/^(model|filtered)\|/ { for (i = 2; i < NF; i++) print $1 "|" $i "|" $NF; next }
		{ print }'
}

reads()
{
	expected "$inputs/$1.expected" >"$WORK/expected"
	"$WORK/show-inf" "$inputs/$1.inf" | diff "$WORK/expected" -
}
for name in full plain legacy extension class; do
	check "inf: $name says what is expected" reads "$name"
done

refuses()
{
	output=$("$WORK/show-inf" "$2" 2>&1) && return 1
	[ "$output" = "$2:$1" ] && return
	printf 'expected %s\nfound    %s\n' "$2:$1" "$output"
	return 1
}
# What is wrong with the id of a PCI device, the kernel says.
grep -v -e '^#' -e 'no PCI hardware id' "$inputs/bad.list" >"$WORK/bad.list"
while IFS='|' read -r message content; do
	printf '%s\n' "$content" | tr '|' '\n' >"$WORK/bad.inf"
	check "inf: refused: $message" refuses "$message" "$WORK/bad.inf"
done <"$WORK/bad.list"

# Halves of files, and files with a byte changed: an error or not, but no fault.
mangled()
{
	python3 - "$inputs/full.inf" "$WORK" "$WORK/show-inf" <<-'END'
		import random, subprocess, sys
		data, work, show = open(sys.argv[1], "rb").read(), sys.argv[2], sys.argv[3]
		random.seed(1)
		for i in range(300):
		    new = bytearray(data[:random.randrange(len(data))] if i % 3 == 0 else data)
		    for _ in range(random.randrange(4) if new else 0):
		        new[random.randrange(len(new))] = random.choice(b'[]=,%";\\\n\0 \xff@0')
		    open(work + "/mangled.inf", "wb").write(new)
		    run = subprocess.run([show, work + "/mangled.inf"], stdout=subprocess.DEVNULL,
		                         stderr=subprocess.PIPE, timeout=20)
		    if run.returncode not in (0, 1) or run.stderr:
		        print(i, run.returncode, run.stderr.decode()[:2000])
		        sys.exit(1)
	END
}
check "inf: 300 mangled files: no fault" mangled
