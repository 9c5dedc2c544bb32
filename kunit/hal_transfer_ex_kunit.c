// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for the operations of version 3 that map: wdmcore/hal/dma_transfer_ex.c,
 * dma_info.c, dma_sg.c; and for BuildMdlFromScatterGatherList, dma_sg_mdl.c.
 *
 * What a device would do is done by the processor, as in hal_transfer_kunit.c.
 */
#include "hal_fake.h"
#include "ke_waiter.h"

#define PAGES		8
#define MAX_ELEMENTS	(PAGES + 2)
#define LIST_BYTES	(sizeof(SCATTER_GATHER_LIST) + \
			 MAX_ELEMENTS * sizeof(SCATTER_GATHER_ELEMENT))

/*
 * Three MDLs in a chain over one buffer: the middle of pages 0 to 2, an empty one, and
 * pages 4 to 7 from somewhere in the first on. The transfer is seen through @at.
 */
struct chain {
	struct fake_dma *fake;
	PDEVICE_OBJECT device;
	u8 *buffer;
	PMDL first;
	size_t total;
	PVOID base;
	u32 registers;
	PSCATTER_GATHER_LIST list;
	int called;
	u64 context[DMA_TRANSFER_CONTEXT_SIZE_V1 / sizeof(u64)];
};

#define FIRST_OFFSET	300
#define FIRST_LENGTH	(2 * PAGE_SIZE + 1000)
#define SECOND_OFFSET	(4 * PAGE_SIZE + 77)
#define SECOND_LENGTH	(3 * PAGE_SIZE + 500)

static PMDL new_mdl(struct kunit *test, void *va, size_t length)
{
	PMDL mdl = IoAllocateMdl(va, length, FALSE, FALSE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	return mdl;
}

static struct chain *new_chain(struct kunit *test, unsigned int bits, bool sg)
{
	struct chain *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->fake = fake_dma_new(test, bits, sg, (PAGES + 1) * PAGE_SIZE);
	c->device = fake_device_object(test);
	c->buffer = vmalloc(PAGES * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, c->buffer);
	for (i = 0; i < PAGES * PAGE_SIZE; i++)
		c->buffer[i] = i * 7 ^ i >> 8;
	c->first = new_mdl(test, c->buffer + FIRST_OFFSET, FIRST_LENGTH);
	c->first->Next = new_mdl(test, c->buffer + 3 * PAGE_SIZE, 1);
	c->first->Next->ByteCount = 0;
	c->first->Next->Next = new_mdl(test, c->buffer + SECOND_OFFSET, SECOND_LENGTH);
	c->total = FIRST_LENGTH + SECOND_LENGTH;
	c->list = kunit_kzalloc(test, LIST_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, c->list);
	c->fake->op->InitializeDmaTransferContext(c->fake->dma, c->context);
	return c;
}

static void free_chain(struct chain *c)
{
	PMDL mdl, next;

	for (mdl = c->first; mdl; mdl = next) {
		next = mdl->Next;
		IoFreeMdl(mdl);
	}
	vfree(c->buffer);
}

static u8 *at(struct chain *c, size_t offset)
{
	return offset < FIRST_LENGTH ? c->buffer + FIRST_OFFSET + offset :
				       c->buffer + SECOND_OFFSET + (offset - FIRST_LENGTH);
}

static void get_registers(struct kunit *test, struct chain *c, u32 count)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	c->registers = count;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			c->fake->op->AllocateAdapterChannelEx(c->fake->dma, c->device, c->context,
							      count, DMA_SYNCHRONOUS_CALLBACK,
							      NULL, NULL, &c->base));
	c->fake->op->FreeAdapterObject(c->fake->dma, DeallocateObjectKeepRegisters);
	KeLowerIrql(irql);
}

static void free_registers(struct chain *c)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	c->fake->op->FreeMapRegisters(c->fake->dma, c->base, c->registers);
	KeLowerIrql(irql);
}

static NTSTATUS map(struct chain *c, size_t offset, ULONG *length, bool write)
{
	return c->fake->op->MapTransferEx(c->fake->dma, c->first, c->base, offset, 0, length,
					  write, c->list, LIST_BYTES, NULL, NULL);
}

static NTSTATUS flush(struct chain *c, size_t offset, ULONG length, bool write)
{
	return c->fake->op->FlushAdapterBuffersEx(c->fake->dma, c->first, c->base, offset, length,
						  write);
}

/* The device reads what a list says, and compares; or writes it. */
static size_t device_uses(struct kunit *test, struct chain *c, PSCATTER_GATHER_LIST list,
			  size_t offset, bool write, u8 value)
{
	size_t done = 0, n;
	u32 i;

	for (i = 0; i < list->NumberOfElements; i++) {
		PSCATTER_GATHER_ELEMENT e = &list->Elements[i];
		u8 *memory = phys_to_virt(e->Address.QuadPart);

		KUNIT_ASSERT_LE(test, e->Address.QuadPart + e->Length - 1,
				(s64)min_t(u64, c->fake->adapter->mask, S64_MAX));
		for (n = 0; n < e->Length; n++, done++) {
			if (!write)
				memory[n] = value;
			else if (memory[n] != *at(c, offset + done))
				break;
		}
		KUNIT_ASSERT_EQ(test, n, e->Length);
	}
	return done;
}

static bool holds(struct chain *c, size_t offset, size_t length, u8 value)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (*at(c, offset + i) != value)
			return false;
	}
	return true;
}

static const struct shape {
	const char *name;
	unsigned int bits;
	bool sg;
	size_t offset, length;
} shapes[] = {
	{ "64 bits, all", 64, true, 0, FIRST_LENGTH + SECOND_LENGTH },
	{ "64 bits, across MDLs", 64, true, FIRST_LENGTH - 10, 20 },
	{ "64 bits, second MDL", 64, true, FIRST_LENGTH + 4000, 2 * PAGE_SIZE },
	{ "28 bits, all", 28, true, 0, FIRST_LENGTH + SECOND_LENGTH },
	{ "24 bits, all", 24, true, 0, FIRST_LENGTH + SECOND_LENGTH },
	{ "24 bits, across MDLs", 24, true, FIRST_LENGTH - 10, 20 },
	{ "24 bits, one byte", 24, true, FIRST_LENGTH + SECOND_LENGTH - 1, 1 },
	{ "64 bits, one piece", 64, false, 5, FIRST_LENGTH + 200 },
	{ "24 bits, one piece", 24, false, 0, FIRST_LENGTH + SECOND_LENGTH },
};

static void shape_name(const struct shape *shape, char *name)
{
	strscpy(name, shape->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shape, shapes, shape_name);

/* One call for all of it, and the sizes that were foretold. */
static void map_transfer_ex_moves_all_data(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct chain *c = new_chain(test, s->bits, s->sg);
	DMA_TRANSFER_INFO info = { .Version = DMA_TRANSFER_INFO_VERSION2 };
	ULONG length;
	int write;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			c->fake->op->GetDmaTransferInfo(c->fake->dma, c->first, s->offset,
							s->length, FALSE, &info));
	KUNIT_EXPECT_EQ(test, info.V2.MapRegisterCount, info.V2.LogicalPageCount);
	get_registers(test, c, info.V2.MapRegisterCount);
	for (write = 1; write >= 0; write--) {
		length = s->length;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, s->offset, &length, write));
		KUNIT_EXPECT_EQ(test, s->length, length);
		KUNIT_EXPECT_EQ(test, info.V2.ScatterGatherElementCount,
				c->list->NumberOfElements);
		KUNIT_EXPECT_LE(test, sizeof(SCATTER_GATHER_LIST) +
				c->list->NumberOfElements * sizeof(SCATTER_GATHER_ELEMENT),
				info.V2.ScatterGatherListSize);
		if (!s->sg)
			KUNIT_EXPECT_EQ(test, 1, c->list->NumberOfElements);
		KUNIT_EXPECT_EQ(test, length,
				device_uses(test, c, c->list, s->offset, write, 0x5a));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, flush(c, s->offset, length, write));
	}
	KUNIT_EXPECT_TRUE(test, holds(c, s->offset, s->length, 0x5a));
	if (s->offset)
		KUNIT_EXPECT_FALSE(test, holds(c, s->offset - 1, 1, 0x5a));
	free_registers(c);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(c->fake->adapter->used,
					     c->fake->adapter->nr_registers));
	free_chain(c);
}

/* The same through GetScatterGatherListEx. */
static void lists_ex_move_all_data(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct chain *c = new_chain(test, s->bits, s->sg);
	PDMA_OPERATIONS op = c->fake->op;
	PSCATTER_GATHER_LIST list;
	KIRQL irql;
	int write;

	for (write = 1; write >= 0; write--) {
		list = NULL;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				op->GetScatterGatherListEx(c->fake->dma, c->device, c->context,
							   c->first, s->offset, s->length,
							   DMA_SYNCHRONOUS_CALLBACK, NULL, NULL,
							   write, NULL, NULL, &list));
		irql = KeRaiseIrqlToDpcLevel();
		op->FreeAdapterObject(c->fake->dma, DeallocateObjectKeepRegisters);
		KUNIT_EXPECT_EQ(test, s->length,
				device_uses(test, c, list, s->offset, write, 0x3c));
		op->PutScatterGatherList(c->fake->dma, list, write);
		KeLowerIrql(irql);
	}
	KUNIT_EXPECT_TRUE(test, holds(c, s->offset, s->length, 0x3c));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(c->fake->adapter->used,
					     c->fake->adapter->nr_registers));
	free_chain(c);
}

/* What the device doesn't write stays: neither lost, nor an earlier transfer's data. */
static void a_short_read_leaves_the_rest(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	PSCATTER_GATHER_LIST list = NULL;
	ULONG length = PAGE_SIZE;
	PHYSICAL_ADDRESS address;
	KIRQL irql;

	get_registers(test, c, 2);
	memset(c->buffer, 0xaa, PAGES * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, 0, &length, true));
	flush(c, 0, length, true);

	memset(c->buffer, 0xbb, PAGES * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, 0, &length, false));
	memset(phys_to_virt(c->list->Elements[0].Address.QuadPart), 0xcc, 100);
	flush(c, 0, length, false);
	KUNIT_EXPECT_TRUE(test, holds(c, 0, 100, 0xcc));
	KUNIT_EXPECT_TRUE(test, holds(c, 100, PAGE_SIZE - 100, 0xbb));

	address = op->MapTransfer(c->fake->dma, c->first, c->base, at(c, 0), &length, FALSE);
	memset(phys_to_virt(address.QuadPart), 0xdd, 50);
	op->FlushAdapterBuffers(c->fake->dma, c->first, c->base, at(c, 0), length, FALSE);
	KUNIT_EXPECT_TRUE(test, holds(c, 0, 50, 0xdd));
	KUNIT_EXPECT_TRUE(test, holds(c, 50, 50, 0xcc));
	free_registers(c);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			op->GetScatterGatherListEx(c->fake->dma, c->device, c->context, c->first,
						   0, PAGE_SIZE, DMA_SYNCHRONOUS_CALLBACK, NULL,
						   NULL, FALSE, NULL, NULL, &list));
	irql = KeRaiseIrqlToDpcLevel();
	op->FreeAdapterObject(c->fake->dma, DeallocateObjectKeepRegisters);
	memset(phys_to_virt(list->Elements[0].Address.QuadPart), 0xee, 25);
	op->PutScatterGatherList(c->fake->dma, list, FALSE);
	KeLowerIrql(irql);
	KUNIT_EXPECT_TRUE(test, holds(c, 0, 25, 0xee));
	KUNIT_EXPECT_TRUE(test, holds(c, 25, 25, 0xdd));
	free_chain(c);
}

static VOID NTAPI never_called(PDMA_ADAPTER adapter, PDEVICE_OBJECT device, PVOID context,
			       DMA_COMPLETION_STATUS status)
{
}

static void map_transfer_ex_checks_its_parameters(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	ULONG length = 100;

	get_registers(test, c, 2);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->MapTransferEx(c->fake->dma, c->first, c->base, 0, 0, &length, TRUE,
					  NULL, 0, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->MapTransferEx(c->fake->dma, c->first, c->base, 0, 0, &length, TRUE,
					  c->list, sizeof(SCATTER_GATHER_LIST) +
					  sizeof(SCATTER_GATHER_ELEMENT) - 1, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->MapTransferEx(c->fake->dma, NULL, c->base, 0, 0, &length, TRUE,
					  c->list, LIST_BYTES, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->MapTransferEx(c->fake->dma, c->first, NULL, 0, 0, &length, TRUE,
					  c->list, LIST_BYTES, NULL, NULL));
	/* A routine that nobody would call. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->MapTransferEx(c->fake->dma, c->first, c->base, 0, 0, &length, TRUE,
					  c->list, LIST_BYTES, never_called,
					  NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, map(c, c->total, &length, true));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, map(c, c->total - 99, &length, true));
	KUNIT_EXPECT_EQ(test, 100, length);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, flush(c, c->total, 1, true));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->FlushAdapterBuffersEx(c->fake->dma, c->first, NULL, 0, 1, TRUE));
	/* No bytes are a transfer as well. */
	length = 0;
	c->list->NumberOfElements = 77;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, map(c, c->total - 1, &length, true));
	KUNIT_EXPECT_EQ(test, 0, c->list->NumberOfElements);
	free_registers(c);
	free_chain(c);
}

/* As far as the list goes, as far as the registers go; then the rest. */
static void map_transfer_ex_goes_as_far_as_it_can(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	size_t done, calls;
	ULONG length = c->total;

	get_registers(test, c, 3);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			op->MapTransferEx(c->fake->dma, c->first, c->base, FIRST_LENGTH - 10, 0,
					  ((length = 100), &length), TRUE, c->list,
					  sizeof(SCATTER_GATHER_LIST) +
					  sizeof(SCATTER_GATHER_ELEMENT), NULL, NULL));
	KUNIT_EXPECT_EQ(test, 10, length);
	KUNIT_EXPECT_EQ(test, 1, c->list->NumberOfElements);
	flush(c, FIRST_LENGTH - 10, length, true);

	for (done = 0, calls = 0; done < c->total; done += length, calls++) {
		length = c->total - done;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, done, &length, false));
		KUNIT_ASSERT_GT(test, length, 0);
		KUNIT_EXPECT_EQ(test, length, device_uses(test, c, c->list, done, false, 0x77));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, flush(c, done, length, false));
	}
	KUNIT_EXPECT_GE(test, calls, 3);
	KUNIT_EXPECT_TRUE(test, holds(c, 0, c->total, 0x77));
	free_registers(c);
	free_chain(c);
}

/* Either flush ends either mapping. */
static void flushes_are_interchangeable(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	PMDL second = c->first->Next->Next;
	PHYSICAL_ADDRESS address;
	ULONG length = 64;

	get_registers(test, c, 2);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, FIRST_LENGTH + 8, &length, false));
	device_uses(test, c, c->list, FIRST_LENGTH + 8, false, 0x21);
	op->FlushAdapterBuffers(c->fake->dma, second, c->base, at(c, FIRST_LENGTH + 8), 64, FALSE);
	KUNIT_EXPECT_TRUE(test, holds(c, FIRST_LENGTH + 8, 64, 0x21));

	address = op->MapTransfer(c->fake->dma, second, c->base, at(c, FIRST_LENGTH + 8), &length,
				  FALSE);
	memset(phys_to_virt(address.QuadPart), 0x43, length);
	/* Not this one. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, flush(c, 0, FIRST_LENGTH + 8, false));
	KUNIT_EXPECT_TRUE(test, holds(c, FIRST_LENGTH + 8, 64, 0x21));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, flush(c, FIRST_LENGTH + 8, 64, false));
	KUNIT_EXPECT_TRUE(test, holds(c, FIRST_LENGTH + 8, 64, 0x43));
	free_registers(c);
	free_chain(c);
}

/* While the mapping goes on. */
static void flush_dma_buffer_makes_both_sides_agree(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	ULONG length = 64;
	u8 *device;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->FlushDmaBuffer(c->fake->dma, NULL, TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, op->FlushDmaBuffer(c->fake->dma, c->first, TRUE));
	get_registers(test, c, 1);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, 0, &length, false));
	device = phys_to_virt(c->list->Elements[0].Address.QuadPart);
	memset(device, 0x31, 64);
	/* Another direction, another MDL. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, op->FlushDmaBuffer(c->fake->dma, c->first, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			op->FlushDmaBuffer(c->fake->dma, c->first->Next->Next, TRUE));
	KUNIT_EXPECT_FALSE(test, holds(c, 0, 64, 0x31));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, op->FlushDmaBuffer(c->fake->dma, c->first, TRUE));
	KUNIT_EXPECT_TRUE(test, holds(c, 0, 64, 0x31));
	flush(c, 0, 64, false);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(c, 0, &length, true));
	memset(at(c, 0), 0x32, 64);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, op->FlushDmaBuffer(c->fake->dma, c->first, FALSE));
	KUNIT_EXPECT_NULL(test, memchr_inv(device, 0x32, 64));
	flush(c, 0, 64, true);
	free_registers(c);
	free_chain(c);
}

static void what_an_adapter_says_of_itself(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 28, true, 7 * PAGE_SIZE);
	struct fake_dma *single = fake_dma_new(test, 64, false, PAGE_SIZE);
	DMA_ADAPTER_INFO info = { .Version = DMA_ADAPTER_INFO_VERSION1 + 1 };

	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, fake->op->GetDmaAdapterInfo(fake->dma, &info));
	info.Version = DMA_ADAPTER_INFO_VERSION1;
	memset(&info.V1, 0xcc, sizeof(info.V1));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, fake->op->GetDmaAdapterInfo(fake->dma, &info));
	KUNIT_EXPECT_EQ(test, FALSE, info.V1.ReadDmaCounterAvailable);
	KUNIT_EXPECT_EQ(test, 8, info.V1.ScatterGatherLimit);
	KUNIT_EXPECT_EQ(test, 28, info.V1.DmaAddressWidth);
	KUNIT_EXPECT_EQ(test, ADAPTER_INFO_SYNCHRONOUS_CALLBACK, info.V1.Flags);
	KUNIT_EXPECT_EQ(test, 1, info.V1.MinimumTransferUnit);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, single->op->GetDmaAdapterInfo(single->dma, &info));
	KUNIT_EXPECT_EQ(test, 1, info.V1.ScatterGatherLimit);
	KUNIT_EXPECT_EQ(test, 64, info.V1.DmaAddressWidth);
	KUNIT_EXPECT_EQ(test, 0, fake->op->ReadDmaCounter(fake->dma));
	KUNIT_EXPECT_EQ(test, 1, fake->op->GetDmaAlignment(fake->dma));
	/* These take what isn't there, and say so. */
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			fake->op->ConfigureAdapterChannel(fake->dma, 0, NULL));
	KUNIT_EXPECT_NULL(test, fake->op->GetDmaDomain(fake->dma));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, fake->op->JoinDmaDomain(fake->dma, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, fake->op->LeaveDmaDomain(fake->dma));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			fake->op->AllocateDomainCommonBuffer(fake->dma, NULL, NULL, 1, 0, NULL, 0,
							     NULL, NULL));
}

static void what_a_transfer_takes(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	struct {
		DMA_TRANSFER_INFO info;
	} i = { .info.Version = 3 };

	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			op->GetDmaTransferInfo(c->fake->dma, c->first, 0, 1, TRUE, &i.info));
	/* A caller of version 1 has no fourth member. */
	memset(&i, 0xcc, sizeof(i));
	i.info.Version = DMA_TRANSFER_INFO_VERSION1;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			op->GetDmaTransferInfo(c->fake->dma, c->first, 0, c->total, TRUE,
					       &i.info));
	KUNIT_EXPECT_EQ(test, 3 + 4, i.info.V1.MapRegisterCount);
	KUNIT_EXPECT_EQ(test, 2, i.info.V1.ScatterGatherElementCount);
	KUNIT_EXPECT_EQ(test, 0xcccccccc, i.info.V2.LogicalPageCount);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->GetDmaTransferInfo(c->fake->dma, c->first, 1, c->total, TRUE,
					       &i.info));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->GetDmaTransferInfo(c->fake->dma, c->first, 0, 0, TRUE, &i.info));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->GetDmaTransferInfo(c->fake->dma, NULL, 0, 1, TRUE, &i.info));
	free_chain(c);
}

/* The list is at the start of memory that the driver brings. */
static void a_built_list_is_where_it_was_asked_for(struct kunit *test)
{
	struct chain *c = new_chain(test, 24, true);
	PDMA_OPERATIONS op = c->fake->op;
	PSCATTER_GATHER_LIST list = NULL;
	ULONG size, registers;
	KIRQL irql;
	void *memory;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			op->CalculateScatterGatherList(c->fake->dma, c->first, at(c, 0), c->total,
						       &size, &registers));
	memory = kunit_kzalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			op->BuildScatterGatherListEx(c->fake->dma, c->device, c->context,
						     c->first, 0, c->total,
						     DMA_SYNCHRONOUS_CALLBACK, NULL, NULL, TRUE,
						     memory, size, NULL, NULL, &list));
	KUNIT_EXPECT_PTR_EQ(test, memory, (void *)list);
	irql = KeRaiseIrqlToDpcLevel();
	op->FreeAdapterObject(c->fake->dma, DeallocateObjectKeepRegisters);
	KUNIT_EXPECT_EQ(test, c->total, device_uses(test, c, list, 0, true, 0));
	op->PutScatterGatherList(c->fake->dma, list, TRUE);
	KeLowerIrql(irql);
	free_chain(c);
}

static VOID NTAPI take_list(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list,
			    PVOID context)
{
	struct chain *c = context;

	c->called++;
	c->list = list;
}

static void get_list(struct kunit *test, struct chain *c, size_t offset, size_t length)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			c->fake->op->GetScatterGatherList(c->fake->dma, c->device, c->first,
							  at(c, offset), length, take_list, c,
							  TRUE));
	KUNIT_ASSERT_EQ(test, 1, c->called);
}

/* What the MDLs of a list describe is what the device reads. */
static void mdl_from_a_list(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct chain *c = new_chain(test, s->bits, s->sg);
	PDMA_OPERATIONS op = c->fake->op;
	size_t done = 0, n;
	PMDL mdl, again;
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	/* Named by an address, a transfer begins in the first MDL. */
	size_t offset = min_t(size_t, s->offset, FIRST_LENGTH - 10);
	size_t length = min(s->length, c->total - offset);
	bool bounced = false;
	u32 i;

	get_list(test, c, offset, length);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			op->BuildMdlFromScatterGatherList(c->fake->dma, c->list, NULL, &mdl));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			op->BuildMdlFromScatterGatherList(c->fake->dma, c->list, c->first, &mdl));
	for (i = 0; i < c->list->NumberOfElements; i++)
		bounced |= c->list->Elements[i].Reserved == WDM_SG_BOUNCED;
	/* All memory is within 64 bits, and not all of it within 24. */
	if (s->bits != 28)
		KUNIT_EXPECT_EQ(test, s->bits == 24 || !s->sg, bounced);
	if (!bounced) {
		/* Nothing was copied: it is the original, as often as one asks. */
		KUNIT_EXPECT_PTR_EQ(test, c->first, mdl);
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				op->BuildMdlFromScatterGatherList(c->fake->dma, c->list, c->first,
								  &again));
	} else {
		KUNIT_EXPECT_PTR_NE(test, c->first, mdl);
		KUNIT_EXPECT_EQ(test, STATUS_NONE_MAPPED,
				op->BuildMdlFromScatterGatherList(c->fake->dma, c->list, c->first,
								  &again));
		for (; mdl; mdl = mdl->Next) {
			u8 *va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);

			KUNIT_ASSERT_NOT_NULL(test, va);
			for (n = 0; n < mdl->ByteCount; n++) {
				if (va[n] != *at(c, offset + done + n))
					break;
			}
			KUNIT_EXPECT_EQ(test, n, mdl->ByteCount);
			done += mdl->ByteCount;
		}
		KUNIT_EXPECT_EQ(test, length, done);
	}
	/* The MDLs go with the list. */
	op->PutScatterGatherList(c->fake->dma, c->list, TRUE);
	KeLowerIrql(irql);
	free_chain(c);
}

static void versions_of_the_operations(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 64, true, PAGE_SIZE);
	static const struct {
		u16 version;
		size_t size;
	} v[] = {
		{ 0, offsetof(DMA_OPERATIONS, CalculateScatterGatherList) },
		{ 1, offsetof(DMA_OPERATIONS, CalculateScatterGatherList) },
		{ 2, offsetof(DMA_OPERATIONS, GetDmaAdapterInfo) },
		{ 3, sizeof(DMA_OPERATIONS) },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(v); i++) {
		struct wdm_adapter *a = wdm_adapter_create(&fake->pdev->dev, NULL,
							   DMA_BIT_MASK(64), true, PAGE_SIZE,
							   v[i].version);
		PDMA_OPERATIONS op;

		KUNIT_ASSERT_NOT_NULL(test, a);
		op = a->public.DmaOperations;
		/* That of the adapter is always the same, as documented. */
		KUNIT_EXPECT_EQ(test, 1, a->public.Version);
		KUNIT_EXPECT_EQ(test, v[i].size, op->Size);
		/* All that Size covers is there, and nothing else. */
		for (n = 1; n < sizeof(*op) / sizeof(void *); n++)
			KUNIT_EXPECT_EQ(test, n * sizeof(void *) < v[i].size,
					((void **)op)[n] != NULL);
		op->PutDmaAdapter(&a->public);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(map_transfer_ex_moves_all_data, shape_gen_params),
	KUNIT_CASE_PARAM(lists_ex_move_all_data, shape_gen_params),
	KUNIT_CASE(a_short_read_leaves_the_rest),
	KUNIT_CASE(map_transfer_ex_checks_its_parameters),
	KUNIT_CASE(map_transfer_ex_goes_as_far_as_it_can),
	KUNIT_CASE(flushes_are_interchangeable),
	KUNIT_CASE(flush_dma_buffer_makes_both_sides_agree),
	KUNIT_CASE(what_an_adapter_says_of_itself),
	KUNIT_CASE(what_a_transfer_takes),
	KUNIT_CASE(a_built_list_is_where_it_was_asked_for),
	KUNIT_CASE_PARAM(mdl_from_a_list, shape_gen_params),
	KUNIT_CASE(versions_of_the_operations),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_transfer_ex",
	.test_cases = cases,
};
kunit_test_suite(suite);
