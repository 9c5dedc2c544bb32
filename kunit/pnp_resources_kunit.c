// SPDX-License-Identifier: GPL-2.0
/* Tests for resource lists: wdmcore/pnp/resources.c. */
#include <kunit/test.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include <ntddk.h>
#include "pnp.h"

/* A device with registers of every kind; the bus sees memory elsewhere. */
static const struct wdm_pci_resources sample = {
	.bus = 2,
	.slot = 4,
	.nr_ranges = 4,
	.range = {
		{ .start = 0xfe000000, .bus_start = 0xe000, .length = 0x100000, .bar = 0 },
		{ .start = 0xc000, .bus_start = 0xc000, .length = 0x20, .port = true, .bar = 2 },
		{ .start = 0x8000000000, .bus_start = 0x4000000000, .length = 0x4000,
		  .prefetchable = true, .wide = true, .bar = 3 },
		{ .start = 0x10000000000, .bus_start = 0x10000000000, .length = 0x200000000,
		  .wide = true, .bar = 5 },
	},
	.interrupt = { .irq = 35, .line = 11 },
};

static PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor(PCM_RESOURCE_LIST list, u32 i)
{
	return (PCM_PARTIAL_RESOURCE_DESCRIPTOR)((u8 *)list +
		offsetof(CM_RESOURCE_LIST, List[0].PartialResourceList.PartialDescriptors)) + i;
}

static void check_header(struct kunit *test, PCM_RESOURCE_LIST list, u32 count)
{
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, 1, list->Count);
	KUNIT_EXPECT_EQ(test, PCIBus, list->List[0].InterfaceType);
	KUNIT_EXPECT_EQ(test, 2, list->List[0].BusNumber);
	KUNIT_EXPECT_EQ(test, 1, list->List[0].PartialResourceList.Version);
	KUNIT_EXPECT_EQ(test, 1, list->List[0].PartialResourceList.Revision);
	KUNIT_ASSERT_EQ(test, count, list->List[0].PartialResourceList.Count);
}

static void raw_and_translated_are_two_views(struct kunit *test)
{
	PCM_RESOURCE_LIST raw = wdm_resources_list(&sample, false, NULL);
	PCM_RESOURCE_LIST translated = wdm_resources_list(&sample, true, NULL);
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d;

	check_header(test, raw, 5);
	check_header(test, translated, 5);

	d = descriptor(raw, 0);
	KUNIT_EXPECT_EQ(test, CmResourceTypeMemory, d->Type);
	KUNIT_EXPECT_EQ(test, 0xe000, d->u.Memory.Start.QuadPart);
	KUNIT_EXPECT_EQ(test, 0x100000, d->u.Memory.Length);
	KUNIT_EXPECT_EQ(test, CM_RESOURCE_MEMORY_READ_WRITE, d->Flags);
	KUNIT_EXPECT_EQ(test, CmResourceShareDeviceExclusive, d->ShareDisposition);
	d = descriptor(translated, 0);
	KUNIT_EXPECT_EQ(test, 0xfe000000, d->u.Memory.Start.QuadPart);

	d = descriptor(raw, 4);
	KUNIT_EXPECT_EQ(test, CmResourceTypeInterrupt, d->Type);
	KUNIT_EXPECT_EQ(test, CmResourceShareShared, d->ShareDisposition);
	KUNIT_EXPECT_EQ(test, CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE, d->Flags);
	KUNIT_EXPECT_EQ(test, 11, d->u.Interrupt.Level);
	KUNIT_EXPECT_EQ(test, 11, d->u.Interrupt.Vector);
	d = descriptor(translated, 4);
	KUNIT_EXPECT_EQ(test, wdm_dirql_of_irq(35), d->u.Interrupt.Level);
	KUNIT_EXPECT_EQ(test, 35, d->u.Interrupt.Vector);
	KUNIT_EXPECT_NE(test, 0, d->u.Interrupt.Affinity);

	ExFreePool(raw);
	ExFreePool(translated);
}

static void kinds_of_ranges(struct kunit *test)
{
	ULONG bytes = 0;
	PCM_RESOURCE_LIST list = wdm_resources_list(&sample, true, &bytes);
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d;

	check_header(test, list, 5);
	KUNIT_EXPECT_EQ(test, (size_t)bytes, sizeof(CM_RESOURCE_LIST) +
			4 * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR));
	d = descriptor(list, 1);
	KUNIT_EXPECT_EQ(test, CmResourceTypePort, d->Type);
	KUNIT_EXPECT_TRUE(test, d->Flags & CM_RESOURCE_PORT_IO);
	KUNIT_EXPECT_EQ(test, 0xc000, d->u.Port.Start.QuadPart);
	KUNIT_EXPECT_EQ(test, 0x20, d->u.Port.Length);
	d = descriptor(list, 2);
	KUNIT_EXPECT_EQ(test, CmResourceTypeMemory, d->Type);
	KUNIT_EXPECT_TRUE(test, d->Flags & CM_RESOURCE_MEMORY_PREFETCHABLE);
	KUNIT_EXPECT_EQ(test, 0x8000000000, d->u.Memory.Start.QuadPart);
	d = descriptor(list, 3);
	KUNIT_EXPECT_EQ(test, CmResourceTypeMemoryLarge, d->Type);
	KUNIT_EXPECT_TRUE(test, d->Flags & CM_RESOURCE_MEMORY_LARGE_40);
	KUNIT_EXPECT_EQ(test, 0x2000000, d->u.Memory40.Length40);
	ExFreePool(list);
}

static void messages_are_latched(struct kunit *test)
{
	struct wdm_pci_resources r = sample;
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d;
	PCM_RESOURCE_LIST list;
	u32 irqs[3] = { 50, 52, 53 };

	r.interrupt.messages = 3;
	r.interrupt.irqs = irqs;
	r.interrupt.irq = 50;
	list = wdm_resources_list(&r, false, NULL);
	check_header(test, list, 5);
	d = descriptor(list, 4);
	KUNIT_EXPECT_EQ(test, CM_RESOURCE_INTERRUPT_LATCHED | CM_RESOURCE_INTERRUPT_MESSAGE,
			d->Flags);
	KUNIT_EXPECT_EQ(test, 3, d->u.MessageInterrupt.Raw.MessageCount);
	ExFreePool(list);

	r.interrupt.msix = true;
	list = wdm_resources_list(&r, true, NULL);
	check_header(test, list, 7);
	KUNIT_EXPECT_EQ(test, 50, descriptor(list, 4)->u.MessageInterrupt.Translated.Vector);
	KUNIT_EXPECT_EQ(test, 53, descriptor(list, 6)->u.MessageInterrupt.Translated.Vector);
	KUNIT_EXPECT_EQ(test, descriptor(list, 4)->u.MessageInterrupt.Translated.Level,
			descriptor(list, 6)->u.MessageInterrupt.Translated.Level);
	ExFreePool(list);
}

static void a_device_without_resources_has_no_list(struct kunit *test)
{
	const struct wdm_pci_resources none = {};
	ULONG bytes = 1;

	KUNIT_EXPECT_NULL(test, wdm_resources_list(&none, true, &bytes));
	KUNIT_EXPECT_EQ(test, 0, bytes);
	KUNIT_EXPECT_NULL(test, wdm_resources_requirements(&none));
}

static void requirements_fit_the_ranges(struct kunit *test)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list = wdm_resources_requirements(&sample);
	PIO_RESOURCE_DESCRIPTOR d;

	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, 1, list->AlternativeLists);
	KUNIT_EXPECT_EQ(test, 5, list->List[0].Count);
	KUNIT_EXPECT_EQ(test, (size_t)list->ListSize,
			offsetof(IO_RESOURCE_REQUIREMENTS_LIST, List[0].Descriptors) +
			5 * sizeof(*d));
	d = (PIO_RESOURCE_DESCRIPTOR)((u8 *)list +
	     offsetof(IO_RESOURCE_REQUIREMENTS_LIST, List[0].Descriptors));
	KUNIT_EXPECT_EQ(test, CmResourceTypeMemory, d[0].Type);
	KUNIT_EXPECT_EQ(test, 0x100000, d[0].u.Memory.Alignment);
	KUNIT_EXPECT_EQ(test, 0xffffffffLL, d[0].u.Memory.MaximumAddress.QuadPart);
	KUNIT_EXPECT_EQ(test, CmResourceTypePort, d[1].Type);
	KUNIT_EXPECT_EQ(test, CmResourceTypeInterrupt, d[4].Type);
	ExFreePool(list);
}

static void levels_are_device_levels(struct kunit *test)
{
	u32 irq;

	for (irq = 0; irq < 300; irq++) {
		KUNIT_EXPECT_GT(test, wdm_dirql_of_irq(irq), DISPATCH_LEVEL);
		KUNIT_EXPECT_LT(test, wdm_dirql_of_irq(irq), CLOCK_LEVEL);
	}
}

#define MSI_KEY L"interrupt management\\MessageSignaledInterruptProperties"

static void messages_are_asked_for_by_the_inf(struct kunit *test)
{
	static const u32 zero, one = 1, four = 4;
	struct wdm_inf_value values[] = {
		{ WDM_INF_ROOT_HARDWARE, (const u16 *)L"", (const u16 *)L"MSISupported",
		  REG_DWORD, &one, 4 },
		{ WDM_INF_ROOT_HARDWARE, (const u16 *)MSI_KEY, NULL, 0, NULL, 0 },
		{ WDM_INF_ROOT_HARDWARE, (const u16 *)MSI_KEY, (const u16 *)L"MSISupported",
		  REG_DWORD, &one, 4 },
		{ WDM_INF_ROOT_HARDWARE, (const u16 *)MSI_KEY,
		  (const u16 *)L"messagenumberlimit", REG_DWORD, &four, 4 },
	};
	struct wdm_inf_id id = { .hw_values = values };

	KUNIT_EXPECT_EQ(test, 0, wdm_msi_limit(NULL));
	KUNIT_EXPECT_EQ(test, 0, wdm_msi_limit(&id));
	id.nr_hw_values = 2;
	KUNIT_EXPECT_EQ(test, 0, wdm_msi_limit(&id));
	id.nr_hw_values = 3;
	KUNIT_EXPECT_EQ(test, U32_MAX, wdm_msi_limit(&id));
	id.nr_hw_values = 4;
	KUNIT_EXPECT_EQ(test, 4, wdm_msi_limit(&id));
	values[2].data = &zero;
	KUNIT_EXPECT_EQ(test, 0, wdm_msi_limit(&id));
	values[2].data = &one;
	values[2].len = 2;
	KUNIT_EXPECT_EQ(test, 0, wdm_msi_limit(&id));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(raw_and_translated_are_two_views),
	KUNIT_CASE(kinds_of_ranges),
	KUNIT_CASE(messages_are_latched),
	KUNIT_CASE(a_device_without_resources_has_no_list),
	KUNIT_CASE(requirements_fit_the_ranges),
	KUNIT_CASE(levels_are_device_levels),
	KUNIT_CASE(messages_are_asked_for_by_the_inf),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_resources",
	.test_cases = cases,
};
kunit_test_suite(suite);
