# SPDX-License-Identifier: GPL-2.0
# A device of any width, and most of the memory beyond 4 GiB: what the driver says of it
# decides. With 32 bits it is copied, with 64 it isn't.
#
# vm: --mem 768 --machine q35,max-ram-below-4g=128M --device edu,dma_mask=0xffffffffffffffff
# drivers: edudma
# programs: edudma-client
# kernels: test
. /lib.sh

edudma-client 32+ 64 || failed=1
check "the driver can be removed" rmmod edudma
exit "${failed:-0}"
