// SPDX-License-Identifier: GPL-2.0
/*
 * edudma-iommu: has the driver edudma put its device into an address space of its own, by
 * IoGetIommuInterface. With the argument "none", the machine has no IOMMU.
 */
#include <string.h>

#include "testing.h"
#include "../drivers/edudma/edudmaioctl.h"

#define EXPECT(member, status)									\
	test(r.member == (uint32_t)(status), "%s (0x%08x)", #member ": " #status, r.member)
#define EXPECT_TRUE(member)	test(r.member == 1, "%s", #member)

int main(int argc, char **argv)
{
	int fd = open_node("/dev/wdm/EduDma");
	EDUDMA_IOMMU r = { };
	uint32_t status;

	status = control(fd, IOCTL_EDUDMA_IOMMU, NULL, 0, &r, sizeof(r), NULL);
	test(status == STATUS_SUCCESS, "the driver tries the IOMMU (0x%08x)", status);
	if (argc > 1 && !strcmp(argv[1], "none")) {
		EXPECT(Interface, STATUS_NOT_SUPPORTED);
		return exit_status();
	}
	EXPECT(Interface, STATUS_SUCCESS);
	EXPECT(CreateWithOwnTables, STATUS_NOT_SUPPORTED);
	EXPECT(Create, STATUS_SUCCESS);
	EXPECT(MapNoPermission, STATUS_INVALID_PARAMETER_2);
	EXPECT(MapUnaligned, STATUS_INVALID_PARAMETER_4);
	EXPECT(Map, STATUS_SUCCESS);
	EXPECT(MapAgain, STATUS_CONFLICTING_ADDRESSES);
	EXPECT(AttachStream, STATUS_INVALID_PARAMETER_3);
	EXPECT(Attach, STATUS_SUCCESS);
	EXPECT(AttachAgain, STATUS_DEVICE_BUSY);
	EXPECT(DeleteUsed, STATUS_DEVICE_BUSY);
	EXPECT(Flush, STATUS_INVALID_PARAMETER_1);
	EXPECT_TRUE(ThereAndBack);
	EXPECT_TRUE(ReadOnlyIsKept);
	EXPECT(Unmap, STATUS_SUCCESS);
	EXPECT(UnmapAgain, STATUS_INVALID_PARAMETER_2);
	EXPECT_TRUE(UnmappedIsKept);
	EXPECT(MapIdentity, STATUS_SUCCESS);
	EXPECT_TRUE(IdentityThereAndBack);
	EXPECT(UnmapIdentity, STATUS_SUCCESS);
	EXPECT(UnmapIdentityAgain, STATUS_INVALID_PARAMETER_2);
	EXPECT(Detach, STATUS_SUCCESS);
	EXPECT(DetachAgain, STATUS_INVALID_PARAMETER);
	EXPECT(Delete, STATUS_SUCCESS);
	return exit_status();
}
