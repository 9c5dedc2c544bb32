// SPDX-License-Identifier: GPL-2.0
/* Tests for common buffers: wdmcore/hal/dma_common.c, dma_common_ex.c. */
#include "faults.h"
#include "hal_fake.h"
#include "ke_waiter.h"

#define FAULTY_FREE	0xe6	/* DRIVER_VERIFIER_DMA_VIOLATION */

static void expect_none(struct kunit *test, struct fake_dma *fake)
{
	KUNIT_EXPECT_TRUE(test, list_empty(&fake->adapter->common));
}

static void by_the_older_names(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address = {};
	u8 *va = HalAllocateCommonBuffer(fake->dma, 100, &address, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_PTR_EQ(test, va, (u8 *)phys_to_virt(address.QuadPart));
	HalFreeCommonBuffer(fake->dma, 100, address, va, FALSE);
	expect_none(test, fake);
}

static void no_bytes_are_none(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address;

	KUNIT_EXPECT_NULL(test, fake->op->AllocateCommonBuffer(fake->dma, 0, &address, TRUE));
	/* Nor is more than there is. */
	KUNIT_EXPECT_NULL(test, fake->op->AllocateCommonBuffer(fake->dma, U32_MAX, &address,
							       TRUE));
	expect_none(test, fake);
}

static void below_a_limit_of_its_own(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 64, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address, highest = { .QuadPart = SZ_64M - 1 };
	u8 *va = fake->op->AllocateCommonBufferEx(fake->dma, &highest, 3 * PAGE_SIZE, &address,
						  TRUE, 0);

	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_LT(test, address.QuadPart + 3 * PAGE_SIZE, SZ_64M + 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, 3 * PAGE_SIZE));
	fake->op->FreeCommonBuffer(fake->dma, 3 * PAGE_SIZE, address, va, TRUE);

	/* None, and a node that isn't there: preferred is all it is. */
	va = fake->op->AllocateCommonBufferEx(fake->dma, NULL, 1, &address, TRUE, 4711);
	KUNIT_ASSERT_NOT_NULL(test, va);
	fake->op->FreeCommonBuffer(fake->dma, 1, address, va, TRUE);
	/* Nothing lies so low. */
	highest.QuadPart = 100;
	KUNIT_EXPECT_NULL(test, fake->op->AllocateCommonBufferEx(fake->dma, &highest, PAGE_SIZE,
								 &address, TRUE, 0));
	expect_none(test, fake);
}

static void within_bounds(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address, low = { .QuadPart = SZ_16M }, high = { .QuadPart = SZ_2G - 1 };
	MEMORY_CACHING_TYPE caching = MmNonCached, strange = MmWriteCombined;
	PDMA_OPERATIONS op = fake->op;
	u8 *va;

	va = op->AllocateCommonBufferWithBounds(fake->dma, &low, &high, PAGE_SIZE, 0, &caching, 0,
						&address);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_GE(test, address.QuadPart, (s64)SZ_16M);
	KUNIT_EXPECT_LE(test, address.QuadPart + PAGE_SIZE, (s64)SZ_2G);
	op->FreeCommonBuffer(fake->dma, PAGE_SIZE, address, va, FALSE);

	/* Two megabytes at once, aligned to them. */
	va = op->AllocateCommonBufferWithBounds(fake->dma, NULL, NULL, 5 * PAGE_SIZE,
						DOMAIN_COMMON_BUFFER_LARGE_PAGE, NULL, 0,
						&address);
	if (va) {
		KUNIT_EXPECT_EQ(test, 0, address.QuadPart & (SZ_2M - 1));
		KUNIT_EXPECT_LT(test, address.QuadPart, (s64)SZ_4G);
		op->FreeCommonBuffer(fake->dma, 5 * PAGE_SIZE, address, va, TRUE);
	}

	KUNIT_EXPECT_NULL(test, op->AllocateCommonBufferWithBounds(fake->dma, NULL, NULL, 1, 0,
								   &strange, 0, &address));
	KUNIT_EXPECT_NULL(test, op->AllocateCommonBufferWithBounds(fake->dma, NULL, NULL, 1, 0x80,
								   NULL, 0, &address));
	/* The bounds the wrong way round, and beyond what the device reaches. */
	KUNIT_EXPECT_NULL(test, op->AllocateCommonBufferWithBounds(fake->dma, &high, &low, 1, 0,
								   NULL, 0, &address));
	low.QuadPart = SZ_4G;
	KUNIT_EXPECT_NULL(test, op->AllocateCommonBufferWithBounds(fake->dma, &low, NULL, 1, 0,
								   NULL, 0, &address));
	expect_none(test, fake);
}

#define ELEMENTS 5

static NTSTATUS new_vector(struct fake_dma *fake, u32 count, u64 size,
			   PDMA_COMMON_BUFFER_VECTOR *vector)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = U32_MAX };

	return fake->op->AllocateCommonBufferVector(fake->dma, low, high, MmCached, 0, 0, count,
						    size, vector);
}

static void several_in_a_vector(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);
	PDMA_COMMON_BUFFER_VECTOR vector = NULL;
	PHYSICAL_ADDRESS address;
	void *va[ELEMENTS], *again;
	u32 i;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, new_vector(fake, 0, 1, &vector));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, new_vector(fake, 1, 0, &vector));
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			new_vector(fake, 2, SZ_4G, &vector));
	KUNIT_EXPECT_NULL(test, vector);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			new_vector(fake, ELEMENTS, PAGE_SIZE + 1, &vector));
	for (i = 0; i < ELEMENTS; i++) {
		fake->op->GetCommonBufferFromVectorByIndex(fake->dma, vector, i, &va[i], &address);
		KUNIT_ASSERT_NOT_NULL(test, va[i]);
		KUNIT_EXPECT_PTR_EQ(test, va[i], phys_to_virt(address.QuadPart));
		memset(va[i], i, 2 * PAGE_SIZE);
	}
	for (i = 0; i < ELEMENTS; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(va[i], i, 2 * PAGE_SIZE));
	/* One goes, the others stay. */
	fake->op->FreeCommonBufferFromVector(fake->dma, vector, 2);
	fake->op->GetCommonBufferFromVectorByIndex(fake->dma, vector, 2, &again, &address);
	KUNIT_EXPECT_NULL(test, again);
	fake->op->GetCommonBufferFromVectorByIndex(fake->dma, vector, ELEMENTS, &again, &address);
	KUNIT_EXPECT_NULL(test, again);
	fake->op->GetCommonBufferFromVectorByIndex(fake->dma, vector, 3, &again, &address);
	KUNIT_EXPECT_PTR_EQ(test, va[3], again);
	fake->op->FreeCommonBufferVector(fake->dma, vector);
	expect_none(test, fake);
}

static bool try_vector(struct kunit *test, struct faults *f, void *context)
{
	PDMA_COMMON_BUFFER_VECTOR vector = (void *)0x5a;
	struct fake_dma *fake = context;
	NTSTATUS status;

	faults_begin(f);
	status = new_vector(fake, 3, PAGE_SIZE, &vector);
	faults_end(f);
	if (NT_SUCCESS(status)) {
		fake->op->FreeCommonBufferVector(fake->dma, vector);
		return true;
	}
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, status);
	KUNIT_EXPECT_NULL(test, vector);
	expect_none(test, fake);
	return false;
}

static void a_vector_without_memory(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);

	faults_run_first(test, "AllocateCommonBufferVector", try_vector, fake, 1);
}

/* Contiguous, mapped memory of the driver's own. */
struct own {
	void *va;
	PMDL mdl;
};

static struct own new_own(struct kunit *test, size_t pages)
{
	struct own o = { .va = alloc_pages_exact(pages * PAGE_SIZE, GFP_KERNEL) };

	KUNIT_ASSERT_NOT_NULL(test, o.va);
	o.mdl = IoAllocateMdl(o.va, pages * PAGE_SIZE, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, o.mdl);
	MmBuildMdlForNonPagedPool(o.mdl);
	return o;
}

static void free_own(struct own *o, size_t pages)
{
	IoFreeMdl(o->mdl);
	free_pages_exact(o->va, pages * PAGE_SIZE);
}

static NTSTATUS from_mdl(struct fake_dma *fake, PMDL mdl,
			 PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION c, u32 count,
			 PHYSICAL_ADDRESS *address)
{
	return fake->op->CreateCommonBufferFromMdl(fake->dma, mdl, c, count, address);
}

static void from_memory_of_the_driver(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 64, true, PAGE_SIZE);
	struct own own = new_own(test, 4);
	DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION c[2] = {
		{
			.ConfigType = CommonBufferConfigTypeSubSection,
			.SubSection = { .Offset = PAGE_SIZE, .Length = 2 * PAGE_SIZE },
		}, {
			.ConfigType = CommonBufferConfigTypeHardwareAccessPermissions,
			.HardwareAccessType = CommonBufferHardwareAccessReadWrite,
		},
	};
	PHYSICAL_ADDRESS address = {};

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, from_mdl(fake, own.mdl, NULL, 0, &address));
	KUNIT_EXPECT_EQ(test, virt_to_phys(own.va), address.QuadPart);
	/* The memory stays the driver's. */
	fake->op->FreeCommonBuffer(fake->dma, 4 * PAGE_SIZE, address, own.va, TRUE);
	memset(own.va, 1, 4 * PAGE_SIZE);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, from_mdl(fake, own.mdl, c, 2, &address));
	KUNIT_EXPECT_EQ(test, virt_to_phys(own.va) + PAGE_SIZE, address.QuadPart);
	fake->op->FreeCommonBuffer(fake->dma, 2 * PAGE_SIZE, address, own.va + PAGE_SIZE, TRUE);
	expect_none(test, fake);
	free_own(&own, 4);
}

static void memory_that_is_no_common_buffer(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 64, true, PAGE_SIZE);
	struct own own = new_own(test, 4);
	DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION c[2] = {
		{ .ConfigType = CommonBufferConfigTypeLogicalAddressLimits },
	};
	u8 *scattered = vmalloc(16 * PAGE_SIZE);
	PHYSICAL_ADDRESS address = { .QuadPart = 77 };
	PMDL mdl;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, NULL, NULL, 0, &address));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			from_mdl(fake, own.mdl, NULL, 1, &address));
	/* Elsewhere; the same type twice; no such type; an access that isn't to be had. */
	c[0].LogicalAddressLimits.MaximumAddress.QuadPart = PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 1, &address));
	c[0].LogicalAddressLimits.MaximumAddress.QuadPart = S64_MAX;
	c[1] = c[0];
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 2, &address));
	c[1].ConfigType = CommonBufferConfigTypeMax;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 2, &address));
	c[1].ConfigType = CommonBufferConfigTypeHardwareAccessPermissions;
	c[1].HardwareAccessType = CommonBufferHardwareAccessReadOnly;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, from_mdl(fake, own.mdl, c, 2, &address));
	/* A part that doesn't begin or end with a page, or isn't inside. */
	c[1].ConfigType = CommonBufferConfigTypeSubSection;
	c[1].SubSection.Offset = 8;
	c[1].SubSection.Length = PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 2, &address));
	c[1].SubSection.Offset = 0;
	c[1].SubSection.Length = 100;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 2, &address));
	c[1].SubSection.Length = 5 * PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, from_mdl(fake, own.mdl, c, 2, &address));
	/* Part of a page; a chain; pages here and there; memory that isn't mapped. */
	own.mdl->ByteCount -= 1;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			from_mdl(fake, own.mdl, NULL, 0, &address));
	own.mdl->ByteCount += 1;
	own.mdl->Next = own.mdl;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			from_mdl(fake, own.mdl, NULL, 0, &address));
	own.mdl->Next = NULL;
	KUNIT_ASSERT_NOT_NULL(test, scattered);
	mdl = IoAllocateMdl(scattered, 16 * PAGE_SIZE, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	if (MmGetMdlPfnArray(mdl)[1] != MmGetMdlPfnArray(mdl)[0] + 1 ||
	    MmGetMdlPfnArray(mdl)[15] != MmGetMdlPfnArray(mdl)[0] + 15)
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
				from_mdl(fake, mdl, NULL, 0, &address));
	IoFreeMdl(mdl);
	vfree(scattered);
	own.mdl->MdlFlags &= ~MDL_SOURCE_IS_NONPAGED_POOL;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			from_mdl(fake, own.mdl, NULL, 0, &address));
	own.mdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
	KUNIT_EXPECT_EQ(test, 77, address.QuadPart);
	expect_none(test, fake);
	free_own(&own, 4);
}

static void memory_that_the_device_does_not_reach(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 24, true, PAGE_SIZE);
	struct own own = new_own(test, 4);
	PHYSICAL_ADDRESS address;
	NTSTATUS status = from_mdl(fake, own.mdl, NULL, 0, &address);

	if (virt_to_phys(own.va) + 4 * PAGE_SIZE > DMA_BIT_MASK(24))
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, status);
	else
		fake->op->FreeCommonBuffer(fake->dma, 4 * PAGE_SIZE, address, own.va, TRUE);
	expect_none(test, fake);
	free_own(&own, 4);
}

static void a_free_that_does_not_match(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address;
	u8 *va = fake->op->AllocateCommonBuffer(fake->dma, 2 * PAGE_SIZE, &address, TRUE);
	struct ke_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, va);
	ke_expect_reports(&reports, FAULTY_FREE);
	fake->op->FreeCommonBuffer(fake->dma, PAGE_SIZE, address, va + PAGE_SIZE, TRUE);
	KUNIT_EXPECT_FALSE(test, list_empty(&fake->adapter->common));
	fake->op->FreeCommonBuffer(fake->dma, PAGE_SIZE, address, va, TRUE);
	KUNIT_EXPECT_EQ(test, 2, ke_reports_end(&reports));
	expect_none(test, fake);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(by_the_older_names),
	KUNIT_CASE(no_bytes_are_none),
	KUNIT_CASE(below_a_limit_of_its_own),
	KUNIT_CASE(within_bounds),
	KUNIT_CASE(several_in_a_vector),
	KUNIT_CASE(a_vector_without_memory),
	KUNIT_CASE(from_memory_of_the_driver),
	KUNIT_CASE(memory_that_is_no_common_buffer),
	KUNIT_CASE(memory_that_the_device_does_not_reach),
	KUNIT_CASE(a_free_that_does_not_match),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_common",
	.test_cases = cases,
};
kunit_test_suite(suite);
