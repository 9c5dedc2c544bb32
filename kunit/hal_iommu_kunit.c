// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_iommu: IoGetIommuInterface on the test kernel, which knows no IOMMU. What
 * the routines of the interface do is seen on the stock kernels, by the end-to-end test
 * edudma-iommu.
 */
#include <kunit/test.h>
#include <linux/string.h>

#include <ntddk.h>

static void without_an_iommu(struct kunit *test)
{
	DMA_IOMMU_INTERFACE interface, before;

	if (IS_ENABLED(CONFIG_IOMMU_API)) {
		kunit_skip(test, "the kernel has IOMMUs");
		return;
	}
	memset(&interface, 0x5a, sizeof(interface));
	before = interface;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			IoGetIommuInterface(DMA_IOMMU_INTERFACE_VERSION_1, &interface));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, IoGetIommuInterface(0, &interface));
	KUNIT_EXPECT_MEMEQ(test, &before, &interface, sizeof(interface));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(without_an_iommu),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_iommu",
	.test_cases = cases,
};
kunit_test_suite(suite);
