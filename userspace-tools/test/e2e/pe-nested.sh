# SPDX-License-Identifier: GPL-2.0
# Exceptions on their way through images: out of one that handles none, into one that does.
#
# vm: --device none
# sys: raises catches
# timeout: 120
. /lib.sh

# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + n, METHOD_BUFFERED, FILE_ANY_ACCESS)
answer()	# CODE BYTES
{
	wdmctl ioctl Catches "$1" --out 4 | grep -q "$2"
}

check "no exception" answer 0x22200c '00 00 00 00'
check "a status that is raised" answer 0x222000 '11 00 00 80'
check "a bad address" answer 0x222004 '05 00 00 c0'
check "another routine that raises" answer 0x222008 '02 00 00 80'
for i in 1 2 3 4 5 6 7 8 9 10; do
	{ answer 0x222004 '05 00 00 c0' && answer 0x222000 '11 00 00 80'; } || break
	rounds=$i
done
check "in turns" [ "$rounds" = 10 ]
check "the one can be unloaded" wdmctl unload catches
check "the other as well" wdmctl unload raises
