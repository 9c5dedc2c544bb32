# SPDX-License-Identifier: GPL-2.0
# The sample driver, with interrupts by message: its INF alone says so. Two devices, both
# at work at once.
#
# vm: --device edu,id=edu0 --device edu,id=edu1 --machine pc --append kmemleak=off
# drivers: ddedumsi
# programs: edu-transfers edu-statistics
# timeout: 600
. /lib.sh

edu-transfers -n 16 /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1
grep -i msi /proc/interrupts
check "/proc/interrupts shows a message for each" [ "$(grep -Eci 'MSI.*ddedu' /proc/interrupts)" = 2 ]
check "factorial" sh -c 'wdmctl ioctl DDEdu0 0x222000 --in 05000000 --out 4 | grep -q "78 *00 *00 *00"'
edu-statistics messages /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1
check "pulled and plugged in again" sh -c 'vm-monitor device_del edu0 && vm-monitor device_add edu,id=edu0'
wait_node /dev/wdm/DDEdu0
edu-transfers -n 12 /dev/wdm/DDEdu0 /dev/wdm/DDEdu1 || failed=1
edu-statistics messages /dev/wdm/DDEdu0 || failed=1
check "the driver can be removed" rmmod ddedumsi
exit "${failed:-0}"
