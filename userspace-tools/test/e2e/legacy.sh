# SPDX-License-Identifier: GPL-2.0
# Drivers without PnP: good ones, and ones that behave badly in DriverEntry or Unload.
#
# vm: --device none
# drivers: legacy
# drivers-manual: refuses stays
# programs: legacy-client
# timeout: 300
. /lib.sh

legacy-client || failed=1
check "list shows the driver" sh -c 'wdmctl list | grep -q legacy'
check "its module can be removed" rmmod legacy
check "its nodes are gone" [ ! -e /dev/wdm/LegacyBuffered ]

legacy=$(find /vm/modules -name legacy.ko)
check "and inserted again" insmod "$legacy"
check "and removed" rmmod legacy

if text=$(insmod /drivers/refuses.ko 2>&1); then
	not_ok "a DriverEntry that fails: insmod fails"
else
	ok "a DriverEntry that fails: insmod fails"
fi
echo "$text"
check "with the errno of the status" sh -c 'case "$1" in *[Nn]o\ such\ device*) ;; *) false ;; esac' sh "$text"
check "no module is left" [ ! -d /sys/module/refuses ]
check "no name is left" sh -c '! wdmctl list | grep -qi refuses'
insmod /drivers/refuses.ko 2>/dev/null
check "a second attempt fails as well" [ ! -d /sys/module/refuses ]

check "a driver without Unload is inserted" insmod /drivers/stays.ko
check "it can't be removed" sh -c '! rmmod stays 2>/dev/null && [ -d /sys/module/stays ]'
check "nor can wdmcore" sh -c '! rmmod wdmcore 2>/dev/null'
exit "${failed:-0}"
