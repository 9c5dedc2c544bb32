# SPDX-License-Identifier: GPL-2.0
# A device of 28 bits in a machine with more memory than that.
#
# vm: --mem 1024 --device edu
# leaks: no
# drivers: edudma
# programs: edudma-client
# kernels: test 6.1
. /lib.sh

edudma-client 28+ || failed=1
check "the driver can be removed" rmmod edudma
exit "${failed:-0}"
