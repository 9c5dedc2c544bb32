# SPDX-License-Identifier: GPL-2.0
# Two devices on one interrupt line: both work at once, and each tells the other's
# interrupts from its own.
#
# vm: --device edu,id=edu0,addr=5 --device edu,id=edu1,addr=9 --machine pc --append kmemleak=off
# modules: ddedu
# forms: module image
# programs: edu-transfers edu-statistics
# timeout: 600
. /lib.sh

edu-transfers -n 25 /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1
grep -i ddedu /proc/interrupts
check "both are on one line of /proc/interrupts" grep -Eqi 'IO-APIC.*ddedu.*ddedu' /proc/interrupts
edu-statistics line /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1

# One goes, the line stays with the other.
check "one of the two is pulled" vm-monitor device_del edu0
edu-transfers -n 12 /dev/wdm/DDEdu1 || failed=1
vm-monitor device_add edu,id=edu0,addr=5
wait_node /dev/wdm/DDEdu0
edu-transfers -n 12 /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1
check "the driver of both can be removed" rmmod ddedu
exit "${failed:-0}"
