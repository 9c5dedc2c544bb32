# SPDX-License-Identifier: GPL-2.0
# A null pointer in a DPC: the machine stops, as on Windows, and the log has the bug check.
#
# vm: --device none
# drivers: faults
# programs: faults-client
# kernels: test 6.12
# timeout: 120
# fault: Kernel panic - not syncing: wdmcore: a bad address at a raised IRQL
. /lib.sh

echo "ok the driver is loaded"
faults-client dpc
