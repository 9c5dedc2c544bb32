# SPDX-License-Identifier: GPL-2.0
# Events that a program shares with a driver by handle, an eventfd on its side.
#
# vm: --device none
# drivers: events
# programs: events
# timeout: 300
. /lib.sh

check "the driver signals an event by its handle" events set
check "it does so from a DPC, and poll() wakes" events later
check "the program signals what the driver waits for" events wait
check "bad handles are refused" events bad
check "a program may end with handles open" events exit
# The timer of the last program strikes when nobody is there any more.
sleep 1
check "all handles are closed: the driver can go" rmmod events
check "and so can wdmcore" rmmod wdmcore
dmesg >/log
check "no handle was left" sh -c '! grep -q "wdm:.*left" /log'
