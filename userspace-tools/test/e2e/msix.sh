# SPDX-License-Identifier: GPL-2.0
# A device with five messages: in each way to connect them, every one reaches its ISR
# under its number and on its processor. Then the same device with its line.
#
# vm: --device e1000e,id=nic0
# drivers-manual: msix msixline
# programs: msix-client
# timeout: 300
. /lib.sh

insmod /drivers/msix.ko
msix-client messages || failed=1
grep -i msix /proc/interrupts
check "/proc/interrupts shows its messages" grep -Eqi 'MSI.*msix' /proc/interrupts
check "the driver can be removed" rmmod msix
insmod /drivers/msixline.ko
msix-client line || failed=1
check "/proc/interrupts shows its line" grep -Eqi 'IO-APIC.*msixline' /proc/interrupts
check "the driver can be removed, interrupt and all" rmmod msixline
exit "${failed:-0}"
