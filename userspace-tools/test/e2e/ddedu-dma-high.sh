# SPDX-License-Identifier: GPL-2.0
# The edu reaches the lowest 256 MiB only: what lies above has to be copied.
#
# vm: --mem 2048
# leaks: no
# modules: ddedu
# forms: module image
# programs: edu-transfers
# timeout: 400
. /lib.sh

edu-transfers -n 20 /dev/wdm/DDEdu0 || failed=1
edu-transfers -h -n 20 /dev/wdm/DDEdu0 || failed=1
edu-transfers -h -n 12 /dev/wdm/DDEdu0 /dev/wdm/DDEdu0 2>/dev/null >/dev/null
check "two programs at once do no harm" wdmctl ioctl DDEdu0 0x222004 --in 00000000 --out 4
exit "${failed:-0}"
