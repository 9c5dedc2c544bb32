# SPDX-License-Identifier: GPL-2.0
# A driver that touches bad addresses: exceptions inside of __try, reports outside.
#
# vm: --device none
# drivers: faults
# programs: faults-client
# timeout: 300
. /lib.sh

faults-client || failed=1
dmesg | grep '\*\*\*' >/reports
check "all that is no report" [ ! -s /reports ]

faults-client break || failed=1
check "a null pointer in a work item is reported" sh -c \
	'dmesg | grep -A 6 "\*\*\* KMODE_EXCEPTION" | grep -q "Workqueue: wdm_delayed"'
dmesg | grep '\*\*\*' -A 3 >/reports
sed 's/^/# /' /reports
check "an unhandled fault is reported" grep -q 'KMODE_EXCEPTION_NOT_HANDLED' /reports
check "with the address" grep -q 'a write to a bad address, 0xc,' /reports
check "a bad kernel address is reported" grep -q 'PAGE_FAULT_IN_NONPAGED_AREA' /reports
check "the driver is named" grep -qi 'faults' /reports
check "the routine is named" grep -q 'BreakDown' /reports
exit "${failed:-0}"
