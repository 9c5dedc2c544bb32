// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for requests under a transfer context: wdmcore/hal/dma_context.c, and what it
 * takes of dma_channel.c and dma_sg.c.
 */
#include "faults.h"
#include "hal_fake.h"
#include "ke_waiter.h"

#define REGISTERS	5	/* for transfers of four pages */

struct owner {
	PDEVICE_OBJECT device;
	struct fake_dma *fake;
	IO_ALLOCATION_ACTION action;
	int called;
	KIRQL irql;
	PVOID base;
	PSCATTER_GATHER_LIST list;
	struct task_struct *task;
	u64 context[DMA_TRANSFER_CONTEXT_SIZE_V1 / sizeof(u64)];
};

static IO_ALLOCATION_ACTION NTAPI control(PDEVICE_OBJECT device, PIRP irp, PVOID base,
					  PVOID context)
{
	struct owner *o = context;

	o->irql = KeGetCurrentIrql();
	o->base = base;
	o->task = current;
	/* Behind @base, for who looks from another processor. */
	smp_store_release(&o->called, o->called + 1);
	return o->action;
}

static VOID NTAPI list_control(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list,
			       PVOID context)
{
	struct owner *o = context;

	o->called++;
	o->irql = KeGetCurrentIrql();
	o->list = list;
	o->task = current;
}

static struct owner *new_owner(struct kunit *test, struct fake_dma *fake,
			       IO_ALLOCATION_ACTION action)
{
	struct owner *o = kunit_kzalloc(test, sizeof(*o), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, o);
	o->device = fake_device_object(test);
	o->fake = fake;
	o->action = action;
	/* Its old contents are nobody's business. */
	memset(o->context, 0xcc, sizeof(o->context));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			fake->op->InitializeDmaTransferContext(fake->dma, o->context));
	return o;
}

static struct fake_dma *new_fake(struct kunit *test, unsigned int bits)
{
	struct fake_dma *fake = fake_dma_new(test, bits, true, 4 * PAGE_SIZE);

	KUNIT_ASSERT_EQ(test, REGISTERS, fake->adapter->nr_registers);
	return fake;
}

static NTSTATUS allocate(struct owner *o, ULONG registers, ULONG flags, bool routine, PVOID *base)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	NTSTATUS status = o->fake->op->AllocateAdapterChannelEx(o->fake->dma, o->device,
								o->context, registers, flags,
								routine ? control : NULL, o,
								base);

	KeLowerIrql(irql);
	return status;
}

static NTSTATUS wait_for(struct owner *o, ULONG registers)
{
	return allocate(o, registers, 0, true, NULL);
}

static BOOLEAN cancel(struct owner *o)
{
	return o->fake->op->CancelAdapterChannel(o->fake->dma, o->device, o->context);
}

static void free_registers(struct owner *o, ULONG registers)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	o->fake->op->FreeMapRegisters(o->fake->dma, o->base, registers);
	KeLowerIrql(irql);
}

static void free_object(struct fake_dma *fake, IO_ALLOCATION_ACTION action)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	fake->op->FreeAdapterObject(fake->dma, action);
	KeLowerIrql(irql);
}

static void expect_idle(struct kunit *test, struct fake_dma *fake)
{
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_FREE, fake->adapter->state);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(fake->adapter->used, REGISTERS));
	KUNIT_EXPECT_TRUE(test, list_empty(&fake->adapter->waiting));
	KUNIT_EXPECT_TRUE(test, list_empty(&fake->adapter->lists));
	KUNIT_EXPECT_EQ(test, 1, kref_read(&fake->adapter->ref));
}

static void a_context_has_to_be_initialized(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64), *other = new_fake(test, 64);
	struct owner *o = new_owner(test, fake, DeallocateObject);

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			fake->op->InitializeDmaTransferContext(fake->dma, NULL));
	/* Another adapter's, and none. */
	o->fake = other;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, wait_for(o, 1));
	KUNIT_EXPECT_FALSE(test, cancel(o));
	o->fake = fake;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(o, 1));
	memset(o->context, 0, sizeof(o->context));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, wait_for(o, 1));
	KUNIT_EXPECT_FALSE(test, cancel(o));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			fake->op->CancelMappedTransfer(fake->dma, o->context));
	KUNIT_EXPECT_EQ(test, 1, o->called);
}

static void parameters_that_contradict_each_other(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test, 64), DeallocateObject);
	PVOID base = o;

	/* Neither; a place for the registers and time to wait; an unknown flag. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, allocate(o, 1, 0, false, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			allocate(o, 1, DMA_SYNCHRONOUS_CALLBACK, false, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, allocate(o, 1, 0, true, &base));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, allocate(o, 1, 0, false, &base));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, allocate(o, 1, 0x80, true, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, wait_for(o, REGISTERS + 1));
	KUNIT_EXPECT_PTR_EQ(test, o, base);
	KUNIT_EXPECT_EQ(test, 0, o->called);
	expect_idle(test, o->fake);
}

/* The device object's one wait block is not in use: it can have several requests. */
static void several_requests_of_one_device(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct owner *first = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *second = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *third = new_owner(test, fake, DeallocateObjectKeepRegisters);

	second->device = first->device;
	third->device = first->device;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(first, 4));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(second, 4));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(third, 1));
	KUNIT_EXPECT_EQ(test, 1, first->called);
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, first->irql);
	KUNIT_EXPECT_EQ(test, 0, second->called + third->called);
	/* A context has one request. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, wait_for(second, 1));
	free_registers(first, 4);
	KUNIT_EXPECT_EQ(test, 1, second->called);
	KUNIT_EXPECT_EQ(test, 1, third->called);
	free_registers(second, 4);
	free_registers(third, 1);
	expect_idle(test, fake);
}

static void a_request_that_waits_is_cancelled(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct owner *first = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *big = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *small = new_owner(test, fake, DeallocateObjectKeepRegisters);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(first, 3));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(big, 4));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(small, 1));
	/* Granted already. */
	KUNIT_EXPECT_FALSE(test, cancel(first));
	/* It was only in the way of the one behind it. */
	KUNIT_EXPECT_EQ(test, 0, small->called);
	KUNIT_EXPECT_TRUE(test, cancel(big));
	KUNIT_EXPECT_EQ(test, 1, small->called);
	free_registers(first, 3);
	free_registers(small, 1);
	KUNIT_EXPECT_EQ(test, 0, big->called);
	/* Nothing comes of this context until it is initialized again. */
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, wait_for(big, 1));
	KUNIT_EXPECT_TRUE(test, cancel(big));
	KUNIT_EXPECT_EQ(test, 0, big->called);
	fake->op->InitializeDmaTransferContext(fake->dma, big->context);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(big, 1));
	KUNIT_EXPECT_EQ(test, 1, big->called);
	free_registers(big, 1);
	expect_idle(test, fake);
}

static void a_request_is_cancelled_before_it_is_made(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test, 64), DeallocateObject);
	PVOID base = NULL;

	KUNIT_EXPECT_TRUE(test, cancel(o));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, wait_for(o, 1));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED,
			allocate(o, 1, DMA_SYNCHRONOUS_CALLBACK, false, &base));
	KUNIT_EXPECT_EQ(test, 0, o->called);
	KUNIT_EXPECT_NULL(test, base);
	expect_idle(test, o->fake);
}

static void at_once_or_not_at_all(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct owner *holder = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *waiter = new_owner(test, fake, DeallocateObject);
	struct owner *o = new_owner(test, fake, DeallocateObject);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			allocate(o, REGISTERS, DMA_SYNCHRONOUS_CALLBACK, true, NULL));
	KUNIT_EXPECT_EQ(test, 1, o->called);
	KUNIT_EXPECT_PTR_EQ(test, current, o->task);
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, o->irql);
	expect_idle(test, fake);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(holder, 3));
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			allocate(o, 3, DMA_SYNCHRONOUS_CALLBACK, true, NULL));
	KUNIT_EXPECT_EQ(test, 1, o->called);
	/* It isn't left in the queue, and can be asked for again. */
	KUNIT_EXPECT_TRUE(test, list_empty(&fake->adapter->waiting));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			allocate(o, 2, DMA_SYNCHRONOUS_CALLBACK, true, NULL));
	KUNIT_EXPECT_EQ(test, 2, o->called);
	/* Nor does it overtake. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(waiter, 3));
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			allocate(o, 2, DMA_SYNCHRONOUS_CALLBACK, true, NULL));
	free_registers(holder, 3);
	KUNIT_EXPECT_EQ(test, 1, waiter->called);
	KUNIT_EXPECT_EQ(test, 2, o->called);
	expect_idle(test, fake);
}

static void without_a_routine_the_channel_is_kept(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct owner *other = new_owner(test, fake, DeallocateObject);
	PVOID base = NULL;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			allocate(o, 2, DMA_SYNCHRONOUS_CALLBACK, false, &base));
	KUNIT_EXPECT_NOT_NULL(test, base);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(other, 1));
	KUNIT_EXPECT_EQ(test, 0, other->called);
	/* No effect. */
	free_object(fake, KeepObject);
	KUNIT_EXPECT_EQ(test, 0, other->called);
	/* The channel, but not the registers. */
	free_object(fake, DeallocateObjectKeepRegisters);
	KUNIT_EXPECT_EQ(test, 1, other->called);
	KUNIT_EXPECT_EQ(test, 2, bitmap_weight(fake->adapter->used, REGISTERS));
	o->base = base;
	free_registers(o, 2);
	expect_idle(test, fake);

	/* Both at once. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			allocate(o, 2, DMA_SYNCHRONOUS_CALLBACK, false, &base));
	free_object(fake, DeallocateObject);
	expect_idle(test, fake);
	/* With both, the registers are returned before the routine is called. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			allocate(o, 1, DMA_SYNCHRONOUS_CALLBACK, true, &base));
	KUNIT_EXPECT_PTR_EQ(test, o->base, base);
	expect_idle(test, fake);
}

static IO_ALLOCATION_ACTION NTAPI frees_object_inside(PDEVICE_OBJECT device, PIRP irp, PVOID base,
						      PVOID context)
{
	struct owner *o = context;

	o->base = base;
	o->fake->op->FreeAdapterObject(o->fake->dma, o->action);
	return KeepObject;
}

/* As when the device's interrupt is quicker than the return of AdapterControl. */
static void object_freed_before_it_was_kept(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct owner *o = new_owner(test, fake, DeallocateObjectKeepRegisters);
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->AllocateAdapterChannelEx(fake->dma, o->device, o->context, 2, 0,
							   frees_object_inside, o, NULL));
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_FREE, fake->adapter->state);
	KUNIT_EXPECT_EQ(test, 2, bitmap_weight(fake->adapter->used, REGISTERS));
	fake->op->FreeMapRegisters(fake->dma, o->base, 2);
	o->action = DeallocateObject;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->AllocateAdapterChannelEx(fake->dma, o->device, o->context, 2, 0,
							   frees_object_inside, o, NULL));
	KeLowerIrql(irql);
	expect_idle(test, fake);
}

/* A buffer of four pages, and its MDL. */
struct buffer {
	u8 *va;
	PMDL mdl;
};

static struct buffer new_buffer(struct kunit *test)
{
	struct buffer b = { .va = vmalloc(4 * PAGE_SIZE) };

	KUNIT_ASSERT_NOT_NULL(test, b.va);
	memset(b.va, 0x11, 4 * PAGE_SIZE);
	b.mdl = IoAllocateMdl(b.va, 4 * PAGE_SIZE, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, b.mdl);
	MmBuildMdlForNonPagedPool(b.mdl);
	return b;
}

static void free_buffer(struct buffer *b)
{
	IoFreeMdl(b->mdl);
	vfree(b->va);
}

static NTSTATUS get_list(struct owner *o, struct buffer *b, u64 offset, ULONG length, ULONG flags,
			 PDRIVER_LIST_CONTROL routine, PSCATTER_GATHER_LIST *list)
{
	return o->fake->op->GetScatterGatherListEx(o->fake->dma, o->device, o->context, b->mdl,
						   offset, length, flags, routine, o, TRUE, NULL,
						   NULL, list);
}

static void put_list(struct owner *o, PSCATTER_GATHER_LIST list)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	o->fake->op->PutScatterGatherList(o->fake->dma, list, TRUE);
	KeLowerIrql(irql);
}

static void lists_check_their_parameters(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 24);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct buffer b = new_buffer(test);
	PSCATTER_GATHER_LIST list = NULL;
	const ULONG now = DMA_SYNCHRONOUS_CALLBACK;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, get_list(o, &b, 0, 1, 0, NULL, &list));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, get_list(o, &b, 0, 1, now, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			get_list(o, &b, 0, 1, 0x80, list_control, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			get_list(o, &b, 0, 0, 0, list_control, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			get_list(o, &b, 4 * PAGE_SIZE, 1, 0, list_control, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			get_list(o, &b, 1, 4 * PAGE_SIZE, 0, list_control, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			fake->op->BuildScatterGatherListEx(fake->dma, o->device, o->context,
							   b.mdl, 0, 1, 0, list_control, o, TRUE,
							   NULL, 0, NULL, NULL, NULL));
	KUNIT_EXPECT_EQ(test, 0, o->called);
	KUNIT_EXPECT_NULL(test, list);
	expect_idle(test, fake);
	free_buffer(&b);
}

static void a_list_that_waits_is_cancelled(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 24);
	struct owner *holder = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct buffer b = new_buffer(test);
	DMA_TRANSFER_INFO info = { .Version = DMA_TRANSFER_INFO_VERSION1 };
	void *memory;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(holder, 3));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get_list(o, &b, 100, 3 * PAGE_SIZE, 0, list_control, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			get_list(new_owner(test, fake, DeallocateObject), &b, 0, 1,
				 DMA_SYNCHRONOUS_CALLBACK, list_control, NULL));
	KUNIT_EXPECT_TRUE(test, cancel(o));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED,
			get_list(o, &b, 100, PAGE_SIZE, 0, list_control, NULL));

	/* In the driver's memory: that is its own again. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->GetDmaTransferInfo(fake->dma, b.mdl, 100, 3 * PAGE_SIZE, TRUE,
						     &info));
	memory = kmalloc(info.V1.ScatterGatherListSize, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	fake->op->InitializeDmaTransferContext(fake->dma, o->context);
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			fake->op->BuildScatterGatherListEx(fake->dma, o->device, o->context,
							   b.mdl, 100, 3 * PAGE_SIZE, 0,
							   list_control, o, TRUE, memory,
							   info.V1.ScatterGatherListSize - 1,
							   NULL, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->BuildScatterGatherListEx(fake->dma, o->device, o->context,
							   b.mdl, 100, 3 * PAGE_SIZE, 0,
							   list_control, o, TRUE, memory,
							   info.V1.ScatterGatherListSize, NULL,
							   NULL, NULL));
	KUNIT_EXPECT_TRUE(test, cancel(o));
	kfree(memory);
	free_registers(holder, 3);
	KUNIT_EXPECT_EQ(test, 0, o->called);
	expect_idle(test, fake);
	free_buffer(&b);
}

static void a_list_without_a_routine(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 24);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct owner *other = new_owner(test, fake, DeallocateObject);
	struct buffer b = new_buffer(test);
	PSCATTER_GATHER_LIST list = NULL;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get_list(o, &b, 100, PAGE_SIZE, DMA_SYNCHRONOUS_CALLBACK, NULL, &list));
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, 1, list->NumberOfElements);
	KUNIT_EXPECT_EQ(test, PAGE_SIZE, list->Elements[0].Length);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(other, 1));
	KUNIT_EXPECT_EQ(test, 0, other->called);
	/* The transfer runs: the registers are the list's, whatever is freed now. */
	free_object(fake, DeallocateObject);
	KUNIT_EXPECT_EQ(test, 1, other->called);
	KUNIT_EXPECT_EQ(test, 2, bitmap_weight(fake->adapter->used, REGISTERS));
	put_list(o, list);
	expect_idle(test, fake);
	free_buffer(&b);
}

static void a_list_with_its_routine(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 24);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct buffer b = new_buffer(test);
	PSCATTER_GATHER_LIST list = NULL;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get_list(o, &b, 0, 4 * PAGE_SIZE, DMA_SYNCHRONOUS_CALLBACK, list_control,
				 &list));
	KUNIT_EXPECT_EQ(test, 1, o->called);
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, o->irql);
	KUNIT_EXPECT_PTR_EQ(test, current, o->task);
	KUNIT_EXPECT_PTR_EQ(test, list, o->list);
	KUNIT_EXPECT_FALSE(test, cancel(o));
	put_list(o, list);
	expect_idle(test, fake);
	free_buffer(&b);
}

struct faulty {
	struct owner *o;
	struct buffer b;
};

static bool try_list(struct kunit *test, struct faults *f, void *context)
{
	struct faulty *faulty = context;
	struct owner *o = faulty->o;
	PSCATTER_GATHER_LIST list = (void *)0x5a;
	NTSTATUS status;

	faults_begin(f);
	status = get_list(o, &faulty->b, 0, 2 * PAGE_SIZE, DMA_SYNCHRONOUS_CALLBACK, NULL, &list);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, status);
		expect_idle(test, o->fake);
		return false;
	}
	free_object(o->fake, DeallocateObject);
	put_list(o, list);
	return true;
}

static void a_list_without_memory(struct kunit *test)
{
	struct faulty faulty = { .b = new_buffer(test) };

	faulty.o = new_owner(test, new_fake(test, 64), DeallocateObject);
	faults_run_first(test, "GetScatterGatherListEx", try_list, &faulty, 1);
	free_buffer(&faulty.b);
}

static void a_mapped_transfer_is_cancelled(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 24);
	struct owner *o = new_owner(test, fake, DeallocateObject);
	struct owner *other = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct buffer b = new_buffer(test);
	PSCATTER_GATHER_LIST list = kunit_kzalloc(test, 256, GFP_KERNEL);
	ULONG length = PAGE_SIZE;
	PVOID base = NULL;

	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			fake->op->CancelMappedTransfer(fake->dma, o->context));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			allocate(o, 2, DMA_SYNCHRONOUS_CALLBACK, false, &base));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->MapTransferEx(fake->dma, b.mdl, base, 0, 0, &length, TRUE,
						list, 256, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->CancelMappedTransfer(fake->dma, o->context));
	/* The flush is due as ever; no more can be mapped, nor allocated. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->FlushAdapterBuffersEx(fake->dma, b.mdl, base, 0, PAGE_SIZE,
							TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED,
			fake->op->MapTransferEx(fake->dma, b.mdl, base, 0, 0, &length, TRUE,
						list, 256, NULL, NULL));
	free_object(fake, DeallocateObject);
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, wait_for(o, 1));

	/* The registers are somebody else's now, and not cancelled. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wait_for(other, 2));
	KUNIT_EXPECT_PTR_EQ(test, base, other->base);
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			fake->op->CancelMappedTransfer(fake->dma, o->context));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			fake->op->MapTransferEx(fake->dma, b.mdl, base, 0, 0, &length, TRUE,
						list, 256, NULL, NULL));
	free_registers(other, 2);
	expect_idle(test, fake);
	free_buffer(&b);
}

/*
 * One thread asks and cancels, the other holds the registers now and then. Each request
 * ends in exactly one of two ways.
 */
struct race {
	struct owner *o;
	struct owner *holder;
	atomic_t called;
	int cancelled, rounds;
	bool stop;
};

static IO_ALLOCATION_ACTION NTAPI count_and_let_go(PDEVICE_OBJECT device, PIRP irp, PVOID base,
						   PVOID context)
{
	atomic_inc((atomic_t *)context);
	return DeallocateObject;
}

static NTSTATUS hold_now_and_then(void *context)
{
	struct race *r = context;

	while (!READ_ONCE(r->stop)) {
		int before = r->holder->called;

		if (wait_for(r->holder, REGISTERS) != STATUS_SUCCESS)
			return STATUS_UNSUCCESSFUL;
		/* With @base as well. */
		while (smp_load_acquire(&r->holder->called) == before)
			cpu_relax();
		free_registers(r->holder, REGISTERS);
		cond_resched();
	}
	return STATUS_SUCCESS;
}

static void cancel_races_with_the_grant(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test, 64);
	struct race r = {
		.o = new_owner(test, fake, DeallocateObject),
		.holder = new_owner(test, fake, DeallocateObjectKeepRegisters),
	};
	struct ke_waiter w;
	KIRQL irql;
	int before;

	ke_waiter_start(test, &w, hold_now_and_then, &r, 1 % num_online_cpus());
	for (r.rounds = 0; r.rounds < 20000; r.rounds++) {
		before = atomic_read(&r.called);
		fake->op->InitializeDmaTransferContext(fake->dma, r.o->context);
		irql = KeRaiseIrqlToDpcLevel();
		if (fake->op->AllocateAdapterChannelEx(fake->dma, r.o->device, r.o->context, 1, 0,
						       count_and_let_go, &r.called, NULL))
			break;
		KeLowerIrql(irql);
		if (cancel(r.o)) {
			r.cancelled++;
			if (atomic_read(&r.called) != before)
				break;
		} else {
			/* About to be called, if it wasn't yet. */
			while (atomic_read(&r.called) == before)
				cpu_relax();
		}
	}
	WRITE_ONCE(r.stop, true);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, w.status);
	KUNIT_EXPECT_EQ(test, 20000, r.rounds);
	KUNIT_EXPECT_EQ(test, r.rounds, r.cancelled + atomic_read(&r.called));
	kunit_info(test, "%d of %d cancelled", r.cancelled, r.rounds);
	expect_idle(test, fake);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_context_has_to_be_initialized),
	KUNIT_CASE(parameters_that_contradict_each_other),
	KUNIT_CASE(several_requests_of_one_device),
	KUNIT_CASE(a_request_that_waits_is_cancelled),
	KUNIT_CASE(a_request_is_cancelled_before_it_is_made),
	KUNIT_CASE(at_once_or_not_at_all),
	KUNIT_CASE(without_a_routine_the_channel_is_kept),
	KUNIT_CASE(object_freed_before_it_was_kept),
	KUNIT_CASE(lists_check_their_parameters),
	KUNIT_CASE(a_list_that_waits_is_cancelled),
	KUNIT_CASE(a_list_without_a_routine),
	KUNIT_CASE(a_list_with_its_routine),
	KUNIT_CASE(a_list_without_memory),
	KUNIT_CASE(a_mapped_transfer_is_cancelled),
	KUNIT_CASE(cancel_races_with_the_grant),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_context",
	.test_cases = cases,
};
kunit_test_suite(suite);
