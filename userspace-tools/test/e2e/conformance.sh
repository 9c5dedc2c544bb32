# SPDX-License-Identifier: GPL-2.0
# A WDM driver checks what the reference pages say, in both of its forms.
#
# vm: --device none
# modules: conformance
# forms: module image
# programs: conformance
# timeout: 400
. /lib.sh

conformance || failed=1
check "the driver can be removed" rmmod conformance
exit "${failed:-0}"
