// SPDX-License-Identifier: GPL-2.0
/* Tests for adapter channels and map registers: wdmcore/hal/dma_channel.c, dma_adapter.c. */
#include "hal_fake.h"

#define REGISTERS	5	/* for transfers of four pages */

struct owner {
	PDEVICE_OBJECT device;
	struct fake_dma *fake;
	IO_ALLOCATION_ACTION action;
	int called;
	KIRQL irql;
	PIRP irp;
	PVOID base;
	bool free_channel_inside;
	int *order;
	int my_order;
};

static IO_ALLOCATION_ACTION NTAPI control(PDEVICE_OBJECT device, PIRP irp, PVOID base,
					  PVOID context)
{
	struct owner *o = context;

	o->called++;
	o->irql = KeGetCurrentIrql();
	o->irp = irp;
	o->base = base;
	if (o->order)
		o->my_order = (*o->order)++;
	if (o->free_channel_inside)
		o->fake->op->FreeAdapterChannel(o->fake->dma);
	return o->action;
}

static struct owner *new_owner(struct kunit *test, struct fake_dma *fake,
			       IO_ALLOCATION_ACTION action)
{
	struct owner *o = kunit_kzalloc(test, sizeof(*o), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, o);
	o->device = fake_device_object(test);
	o->fake = fake;
	o->action = action;
	return o;
}

static NTSTATUS allocate(struct owner *o, ULONG registers)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	NTSTATUS status = o->fake->op->AllocateAdapterChannel(o->fake->dma, o->device, registers,
							     control, o);

	KeLowerIrql(irql);
	return status;
}

static void free_registers(struct owner *o, ULONG registers)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();

	o->fake->op->FreeMapRegisters(o->fake->dma, o->base, registers);
	KeLowerIrql(irql);
}

static struct fake_dma *new_fake(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 32, true, 4 * PAGE_SIZE);

	KUNIT_ASSERT_EQ(test, REGISTERS, fake->adapter->nr_registers);
	return fake;
}

static void control_is_called_at_dispatch_level_with_the_current_irp(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test), DeallocateObject);
	IRP irp;

	o->device->CurrentIrp = &irp;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(o, 1));
	KUNIT_EXPECT_EQ(test, 1, o->called);
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, o->irql);
	KUNIT_EXPECT_PTR_EQ(test, &irp, o->irp);
	KUNIT_EXPECT_NOT_NULL(test, o->base);
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_FREE, o->fake->adapter->state);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(o->fake->adapter->used, REGISTERS));
}

static void no_registers_is_a_request_too(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test), DeallocateObjectKeepRegisters);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(o, 0));
	KUNIT_EXPECT_EQ(test, 1, o->called);
	KUNIT_EXPECT_NULL(test, o->base);
	free_registers(o, 0);
}

static void more_than_all_registers_is_refused(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test), DeallocateObject);

	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, allocate(o, REGISTERS + 1));
	KUNIT_EXPECT_EQ(test, 0, o->called);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(o, REGISTERS));
	KUNIT_EXPECT_EQ(test, 1, o->called);
}

static void waiting_is_success_and_in_order(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test);
	struct owner *first = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *big = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *small = new_owner(test, fake, DeallocateObjectKeepRegisters);
	int order = 0;

	first->order = &order;
	big->order = &order;
	small->order = &order;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(first, 3));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(big, 4));
	/* Fits, but may not overtake. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(small, 1));
	KUNIT_EXPECT_EQ(test, 1, first->called);
	KUNIT_EXPECT_EQ(test, 0, big->called);
	KUNIT_EXPECT_EQ(test, 0, small->called);

	free_registers(first, 3);
	KUNIT_EXPECT_EQ(test, 1, big->called);
	KUNIT_EXPECT_EQ(test, 1, small->called);
	KUNIT_EXPECT_EQ(test, 1, big->my_order);
	KUNIT_EXPECT_EQ(test, 2, small->my_order);
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, small->irql);
	KUNIT_EXPECT_PTR_NE(test, big->base, small->base);
	free_registers(big, 4);
	free_registers(small, 1);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(fake->adapter->used, REGISTERS));
}

static void a_kept_channel_keeps_others_waiting(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test);
	struct owner *keeper = new_owner(test, fake, KeepObject);
	struct owner *other = new_owner(test, fake, DeallocateObject);
	KIRQL irql;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(keeper, 1));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(other, 1));
	KUNIT_EXPECT_EQ(test, 0, other->called);
	irql = KeRaiseIrqlToDpcLevel();
	fake->op->FreeAdapterChannel(fake->dma);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, 1, other->called);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(fake->adapter->used, REGISTERS));
}

/* As when the device's interrupt is quicker than the return of AdapterControl. */
static void channel_freed_before_it_was_kept(struct kunit *test)
{
	struct owner *o = new_owner(test, new_fake(test), KeepObject);

	o->free_channel_inside = true;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, allocate(o, 2));
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_FREE, o->fake->adapter->state);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(o->fake->adapter->used, REGISTERS));
}

/* The names from before Plug and Play: the same adapter, the same rules. */
static void by_the_older_names(struct kunit *test)
{
	struct fake_dma *fake = new_fake(test);
	struct owner *o = new_owner(test, fake, DeallocateObjectKeepRegisters);
	struct owner *keeper = new_owner(test, fake, KeepObject);
	u8 *buffer = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	WAIT_CONTEXT_BLOCK wcb = { .DeviceContext = keeper };
	PHYSICAL_ADDRESS address;
	ULONG length = 100;
	PMDL mdl;
	IRP irp;
	KIRQL irql;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	mdl = IoAllocateMdl(buffer, PAGE_SIZE, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	KUNIT_EXPECT_EQ(test, 1, HalGetDmaAlignment(fake->dma));
	KUNIT_EXPECT_EQ(test, 0, HalReadDmaCounter(fake->dma));

	irql = KeRaiseIrqlToDpcLevel();
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoAllocateAdapterChannel(fake->dma, o->device, 2, control, o));
	KUNIT_ASSERT_NOT_NULL(test, o->base);
	address = IoMapTransfer(fake->dma, mdl, o->base, buffer, &length, TRUE);
	KUNIT_EXPECT_EQ(test, 100, length);
	KUNIT_EXPECT_EQ(test, virt_to_phys(buffer), address.QuadPart);
	KUNIT_EXPECT_TRUE(test, IoFlushAdapterBuffers(fake->dma, mdl, o->base, buffer, 100, TRUE));
	IoFreeMapRegisters(fake->dma, o->base, 2);

	/* With a wait block of the caller's. */
	wcb.DeviceObject = keeper->device;
	wcb.CurrentIrp = &irp;
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES,
			HalAllocateAdapterChannel(fake->dma, &wcb, REGISTERS + 1, control));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			HalAllocateAdapterChannel(fake->dma, &wcb, 1, control));
	KUNIT_EXPECT_EQ(test, 1, keeper->called);
	KUNIT_EXPECT_PTR_EQ(test, &irp, keeper->irp);
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_KEPT, fake->adapter->state);
	IoFreeAdapterChannel(fake->dma);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, WDM_CHANNEL_FREE, fake->adapter->state);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(fake->adapter->used, REGISTERS));
	IoFreeMdl(mdl);
}

static void register_counts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 1, wdm_dma_registers(0, false));
	KUNIT_EXPECT_EQ(test, 2, wdm_dma_registers(1, false));
	KUNIT_EXPECT_EQ(test, 2, wdm_dma_registers(PAGE_SIZE, false));
	KUNIT_EXPECT_EQ(test, 3, wdm_dma_registers(PAGE_SIZE + 1, false));
	KUNIT_EXPECT_EQ(test, 0x4001, wdm_dma_registers(U32_MAX, false));
	KUNIT_EXPECT_EQ(test, 256, wdm_dma_registers(U32_MAX, true));
}

static const struct mask_param {
	DEVICE_DESCRIPTION d;
	u64 mask;
} mask_params[] = {
	{ { .Version = 0 }, DMA_BIT_MASK(24) },
	{ { .Version = 0, .Dma32BitAddresses = TRUE }, DMA_BIT_MASK(32) },
	{ { .Version = 2, .Dma64BitAddresses = TRUE }, DMA_BIT_MASK(64) },
	{ { .Version = 1, .ScatterGather = TRUE, .InterfaceType = PCIBus }, DMA_BIT_MASK(32) },
	{ { .Version = 3, .DmaAddressWidth = 28, .Dma64BitAddresses = TRUE }, DMA_BIT_MASK(28) },
	{ { .Version = 3, .DmaAddressWidth = 64 }, DMA_BIT_MASK(64) },
	{ { .Version = 3 }, 0 },
	{ { .Version = 3, .DmaAddressWidth = 65 }, 0 },
};

static void mask_of_a_description(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mask_params); i++)
		KUNIT_EXPECT_EQ(test, mask_params[i].mask, wdm_dma_mask(&mask_params[i].d));
}

static void common_buffer_is_within_reach(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 28, true, PAGE_SIZE);
	PHYSICAL_ADDRESS address = {};
	u8 *va = fake->op->AllocateCommonBuffer(fake->dma, PAGE_SIZE + 1, &address, TRUE);

	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_LT(test, (u64)address.QuadPart + 2 * PAGE_SIZE, DMA_BIT_MASK(28));
	KUNIT_EXPECT_EQ(test, 0, offset_in_page(va));
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, 2 * PAGE_SIZE));
	fake->op->FreeCommonBuffer(fake->dma, PAGE_SIZE + 1, address, va, TRUE);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(control_is_called_at_dispatch_level_with_the_current_irp),
	KUNIT_CASE(no_registers_is_a_request_too),
	KUNIT_CASE(more_than_all_registers_is_refused),
	KUNIT_CASE(waiting_is_success_and_in_order),
	KUNIT_CASE(a_kept_channel_keeps_others_waiting),
	KUNIT_CASE(channel_freed_before_it_was_kept),
	KUNIT_CASE(by_the_older_names),
	KUNIT_CASE(register_counts),
	KUNIT_CASE(mask_of_a_description),
	KUNIT_CASE(common_buffer_is_within_reach),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_channel",
	.test_cases = cases,
};
kunit_test_suite(suite);
