// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for MapTransfer and scatter/gather lists: wdmcore/hal/dma_transfer.c, dma_sg.c.
 *
 * What a device would do is done by the processor, through the physical address that
 * it was given: without an IOMMU the two are the same.
 */
#include "hal_fake.h"

#define MAX_PAGES	8

struct transfer {
	struct fake_dma *fake;
	PDEVICE_OBJECT device;
	u8 *buffer;
	PMDL mdl;
	PVOID base;
	PSCATTER_GATHER_LIST list;
	int called;
};

/* A buffer of MAX_PAGES pages, not contiguous; its MDL begins at @offset. */
static struct transfer *new_transfer(struct kunit *test, unsigned int bits, bool sg,
				     size_t offset, size_t length)
{
	struct transfer *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->fake = fake_dma_new(test, bits, sg, MAX_PAGES * PAGE_SIZE);
	t->device = fake_device_object(test);
	t->buffer = vmalloc(MAX_PAGES * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, t->buffer);
	for (i = 0; i < MAX_PAGES * PAGE_SIZE; i++)
		t->buffer[i] = i ^ i >> 8;
	t->mdl = IoAllocateMdl(t->buffer + offset, length, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, t->mdl);
	MmBuildMdlForNonPagedPool(t->mdl);
	return t;
}

static void end_transfer(struct transfer *t)
{
	IoFreeMdl(t->mdl);
	vfree(t->buffer);
}

static IO_ALLOCATION_ACTION NTAPI keep_registers(PDEVICE_OBJECT device, PIRP irp, PVOID base,
						 PVOID context)
{
	struct transfer *t = context;

	t->base = base;
	return DeallocateObjectKeepRegisters;
}

static void get_registers(struct kunit *test, struct transfer *t, u32 count)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			t->fake->op->AllocateAdapterChannel(t->fake->dma, t->device, count,
							    keep_registers, t));
	KUNIT_ASSERT_NOT_NULL(test, t->base);
}

/* The device reads or writes memory. */
static void device_reads(struct kunit *test, struct transfer *t, u64 address, const u8 *expected,
			 size_t length)
{
	KUNIT_ASSERT_LE(test, address + length - 1, t->fake->adapter->mask);
	KUNIT_EXPECT_EQ(test, 0, memcmp(phys_to_virt(address), expected, length));
}

static void device_writes(struct kunit *test, struct transfer *t, u64 address, u8 value,
			  size_t length)
{
	KUNIT_ASSERT_LE(test, address + length - 1, t->fake->adapter->mask);
	memset(phys_to_virt(address), value, length);
}

static const struct shape {
	const char *name;
	unsigned int bits;
	bool sg;
	size_t offset, length;
} shapes[] = {
	{ "64 bits, one byte", 64, true, 17, 1 },
	{ "64 bits, a page", 64, true, 0, PAGE_SIZE },
	{ "64 bits, crossing a page", 64, true, PAGE_SIZE - 1, 2 },
	{ "64 bits, many pages", 64, true, 100, 5 * PAGE_SIZE },
	{ "28 bits, crossing pages", 28, true, 4000, 2 * PAGE_SIZE },
	{ "24 bits, one byte", 24, true, PAGE_SIZE - 1, 1 },
	{ "24 bits, crossing pages", 24, true, 4000, 2 * PAGE_SIZE },
	{ "24 bits, all pages", 24, true, 0, MAX_PAGES * PAGE_SIZE },
	{ "64 bits, one piece", 64, false, 100, 5 * PAGE_SIZE },
	{ "24 bits, one piece", 24, false, 100, 5 * PAGE_SIZE },
};

static void shape_name(const struct shape *shape, char *name)
{
	strscpy(name, shape->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shape, shapes, shape_name);

static void map_transfer_moves_all_data(struct kunit *test)
{
	const struct shape *shape = test->param_value;
	struct transfer *t = new_transfer(test, shape->bits, shape->sg, shape->offset,
					  shape->length);
	u32 registers = ADDRESS_AND_SIZE_TO_SPAN_PAGES(shape->offset, shape->length);
	PDMA_OPERATIONS op = t->fake->op;
	u8 *start = t->buffer + shape->offset;
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	PHYSICAL_ADDRESS address;
	size_t done, pieces;
	ULONG length;
	int write;

	get_registers(test, t, registers);
	for (write = 1; write >= 0; write--) {
		for (done = 0, pieces = 0; done < shape->length; done += length, pieces++) {
			length = shape->length - done;
			address = op->MapTransfer(t->fake->dma, t->mdl, t->base, start + done,
						  &length, write);
			KUNIT_ASSERT_GT(test, length, 0);
			if (write)
				device_reads(test, t, address.QuadPart, start + done, length);
			else
				device_writes(test, t, address.QuadPart, 0x5a, length);
		}
		if (!shape->sg)
			KUNIT_EXPECT_EQ(test, 1, pieces);
		op->FlushAdapterBuffers(t->fake->dma, t->mdl, t->base, start, shape->length,
					write);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(start, 0x5a, shape->length));
	if (shape->offset)
		KUNIT_EXPECT_EQ(test, (u8)((shape->offset - 1) ^ (shape->offset - 1) >> 8),
				start[-1]);
	op->FreeMapRegisters(t->fake->dma, t->base, registers);
	KeLowerIrql(irql);
	end_transfer(t);
}

static void a_transfer_is_cut_to_the_map_registers(struct kunit *test)
{
	struct transfer *t = new_transfer(test, 24, true, 100, 4 * PAGE_SIZE);
	ULONG length = 4 * PAGE_SIZE;
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	get_registers(test, t, 2);
	t->fake->op->MapTransfer(t->fake->dma, t->mdl, t->base, t->buffer + 100, &length, TRUE);
	KUNIT_EXPECT_LE(test, length, 2 * PAGE_SIZE - 100);
	KUNIT_EXPECT_GT(test, length, 0);
	/* Without a flush: the registers give up the mapping by themselves. */
	t->fake->op->FreeMapRegisters(t->fake->dma, t->base, 2);
	KeLowerIrql(irql);
	end_transfer(t);
}

static void nothing_is_mapped_for_nothing(struct kunit *test)
{
	struct transfer *t = new_transfer(test, 64, true, 0, PAGE_SIZE);
	ULONG length = 0;
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	get_registers(test, t, 1);
	t->fake->op->MapTransfer(t->fake->dma, t->mdl, t->base, t->buffer, &length, TRUE);
	KUNIT_EXPECT_EQ(test, 0, length);
	t->fake->op->FreeMapRegisters(t->fake->dma, t->base, 1);
	KeLowerIrql(irql);
	end_transfer(t);
}

static VOID NTAPI take_list(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list,
			    PVOID context)
{
	struct transfer *t = context;

	t->called += KeGetCurrentIrql() == DISPATCH_LEVEL;
	t->list = list;
}

static void use_list(struct kunit *test, struct transfer *t, const u8 *start, size_t length,
		     bool write)
{
	size_t done = 0;
	u32 i;

	for (i = 0; i < t->list->NumberOfElements; i++) {
		PSCATTER_GATHER_ELEMENT e = &t->list->Elements[i];

		if (write)
			device_reads(test, t, e->Address.QuadPart, start + done, e->Length);
		else
			device_writes(test, t, e->Address.QuadPart, 0x5a, e->Length);
		done += e->Length;
	}
	KUNIT_EXPECT_EQ(test, length, done);
}

static void scatter_gather_moves_all_data(struct kunit *test)
{
	const struct shape *shape = test->param_value;
	struct transfer *t = new_transfer(test, shape->bits, shape->sg, shape->offset,
					  shape->length);
	PDMA_OPERATIONS op = t->fake->op;
	u8 *start = t->buffer + shape->offset;
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	int write;

	for (write = 1; write >= 0; write--) {
		t->called = 0;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				op->GetScatterGatherList(t->fake->dma, t->device, t->mdl, start,
							 shape->length, take_list, t, write));
		KUNIT_ASSERT_EQ(test, 1, t->called);
		if (!shape->sg)
			KUNIT_EXPECT_EQ(test, 1, t->list->NumberOfElements);
		use_list(test, t, start, shape->length, write);
		op->PutScatterGatherList(t->fake->dma, t->list, write);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(start, 0x5a, shape->length));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(t->fake->adapter->used,
					     t->fake->adapter->nr_registers));
	KeLowerIrql(irql);
	end_transfer(t);
}

static void list_in_the_drivers_memory(struct kunit *test)
{
	struct transfer *t = new_transfer(test, 24, true, 100, 3 * PAGE_SIZE);
	PDMA_OPERATIONS op = t->fake->op;
	ULONG size = 0, registers = 0;
	u8 *start = t->buffer + 100;
	KIRQL irql;
	void *memory;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			op->CalculateScatterGatherList(t->fake->dma, t->mdl, start, 3 * PAGE_SIZE,
						       &size, &registers));
	KUNIT_EXPECT_EQ(test, 4, registers);
	memory = kunit_kzalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	irql = KeRaiseIrqlToDpcLevel();
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			op->BuildScatterGatherList(t->fake->dma, t->device, t->mdl, start,
						   3 * PAGE_SIZE, take_list, t, TRUE, memory,
						   size - 1));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			op->BuildScatterGatherList(t->fake->dma, t->device, t->mdl, start,
						   3 * PAGE_SIZE, take_list, t, TRUE, memory,
						   size));
	KUNIT_EXPECT_EQ(test, 1, t->called);
	use_list(test, t, start, 3 * PAGE_SIZE, true);
	op->PutScatterGatherList(t->fake->dma, t->list, TRUE);
	KeLowerIrql(irql);
	end_transfer(t);
}

static void a_list_covers_a_chain_of_mdls(struct kunit *test)
{
	struct transfer *t = new_transfer(test, 24, true, 100, 300);
	PDMA_OPERATIONS op = t->fake->op;
	PMDL second = IoAllocateMdl(t->buffer + 3 * PAGE_SIZE - 10, 20, FALSE, FALSE, NULL);
	u8 expected[200];
	KIRQL irql;

	KUNIT_ASSERT_NOT_NULL(test, second);
	MmBuildMdlForNonPagedPool(second);
	t->mdl->Next = second;
	memcpy(expected, t->buffer + 220, 180);
	memcpy(expected + 180, t->buffer + 3 * PAGE_SIZE - 10, 20);

	irql = KeRaiseIrqlToDpcLevel();
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			op->GetScatterGatherList(t->fake->dma, t->device, t->mdl, t->buffer + 220,
						 201, take_list, t, TRUE));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			op->GetScatterGatherList(t->fake->dma, t->device, t->mdl, t->buffer + 220,
						 200, take_list, t, TRUE));
	use_list(test, t, expected, 200, true);
	op->PutScatterGatherList(t->fake->dma, t->list, TRUE);
	KeLowerIrql(irql);
	t->mdl->Next = NULL;
	IoFreeMdl(second);
	end_transfer(t);
}

static void too_long_a_list_is_refused(struct kunit *test)
{
	struct transfer *t = new_transfer(test, 64, true, 0, MAX_PAGES * PAGE_SIZE);
	struct fake_dma *fake = fake_dma_new(test, 64, true, PAGE_SIZE);
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			fake->op->GetScatterGatherList(fake->dma, t->device, t->mdl, t->buffer,
						       3 * PAGE_SIZE, take_list, t, TRUE));
	KUNIT_EXPECT_EQ(test, 0, t->called);
	KeLowerIrql(irql);
	end_transfer(t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(map_transfer_moves_all_data, shape_gen_params),
	KUNIT_CASE(a_transfer_is_cut_to_the_map_registers),
	KUNIT_CASE(nothing_is_mapped_for_nothing),
	KUNIT_CASE_PARAM(scatter_gather_moves_all_data, shape_gen_params),
	KUNIT_CASE(list_in_the_drivers_memory),
	KUNIT_CASE(a_list_covers_a_chain_of_mdls),
	KUNIT_CASE(too_long_a_list_is_refused),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_transfer",
	.test_cases = cases,
};
kunit_test_suite(suite);
