# SPDX-License-Identifier: GPL-2.0
# A machine with an IOMMU: IoGetIommuInterface, and the DMA adapters before and behind it.
#
# vm: --machine q35 --device intel-iommu --device edu,dma_mask=0xffffffffffffffff --append intel_iommu=on
# drivers: edudma
# programs: edudma-iommu edudma-client
# kernels: 6.1 6.12
. /lib.sh

edudma-client 64 || failed=1
edudma-iommu || failed=1
# The IOMMU has seen what wasn't allowed.
check "faults are in the log" sh -c 'dmesg | grep -q "DMAR: .*DMA Write"'
# The device is back where it was.
edudma-client 64 || failed=1
check "the driver can be removed" rmmod edudma
exit "${failed:-0}"
