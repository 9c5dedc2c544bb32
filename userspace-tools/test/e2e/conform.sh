# SPDX-License-Identifier: GPL-2.0
# A WDM driver checks what the reference pages say about the standard routines.
#
# vm: --device none
# drivers: conform
# programs: conform-client
# timeout: 300
. /lib.sh

conform-client || failed=1
check "the driver can be removed" rmmod conform
exit "${failed:-0}"
