// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: resource lists.
 *
 * START_DEVICE carries what the device was given twice: raw, as the bus sees it,
 * and translated, as the processor does. What a driver hands back to
 * IoConnectInterrupt is the translated interrupt: its Level is the DIRQL, and its
 * Vector is Linux's number of the interrupt, which is what connecting it needs.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include <ntddk.h>
#include "compat.h"
#include "hal.h"
#include "pnp.h"
#include "rtl.h"

#define RESOURCE_TAG	0x52706e50	/* 'PnpR' */

/* DIRQLs of devices lie between DISPATCH_LEVEL and the clock's. */
#define DIRQL_FIRST	3
#define DIRQL_COUNT	9

/**
 * wdm_dirql_of_irq - the IRQL of a device's interrupt
 * @irq: Linux's number
 *
 * Linux has no priorities among interrupts: the level only has to be one number
 * for all who share the line.
 */
KIRQL wdm_dirql_of_irq(u32 irq)
{
	return DIRQL_FIRST + irq % DIRQL_COUNT;
}
WDM_EXPORT(wdm_dirql_of_irq);

/**
 * wdm_resources_collect - what Linux knows about a device's registers
 * @pdev: the device, enabled
 * @r: gets location and ranges; the interrupt is left alone
 *
 * All six BARs are looked at: one that is empty may have others behind it.
 */
void wdm_resources_collect(struct pci_dev *pdev, struct wdm_pci_resources *r)
{
	struct wdm_pci_range *range;
	unsigned long flags;
	int bar;

	r->bus = pdev->bus->number;
	r->slot = PCI_SLOT(pdev->devfn) | PCI_FUNC(pdev->devfn) << 5;
	r->nr_ranges = 0;
	for (bar = 0; bar < WDM_MAX_RANGES; bar++) {
		flags = pci_resource_flags(pdev, bar);
		if (!pci_resource_len(pdev, bar) || !(flags & (IORESOURCE_IO | IORESOURCE_MEM)) ||
		    flags & (IORESOURCE_UNSET | IORESOURCE_DISABLED))
			continue;
		range = &r->range[r->nr_ranges++];
		*range = (struct wdm_pci_range) {
			.start = pci_resource_start(pdev, bar),
			.bus_start = pci_bus_address(pdev, bar),
			.length = pci_resource_len(pdev, bar),
			.port = flags & IORESOURCE_IO,
			.prefetchable = flags & IORESOURCE_PREFETCH,
			.wide = flags & IORESOURCE_MEM_64,
			.bar = bar,
		};
	}
}

/* MSI-X: a descriptor per message; MSI: one for all, as they are one range. */
static u32 interrupt_descriptors(const struct wdm_pci_interrupt *i)
{
	if (!i->irq)
		return 0;
	return i->messages && i->msix ? i->messages : 1;
}

static void describe_range(PCM_PARTIAL_RESOURCE_DESCRIPTOR d, const struct wdm_pci_range *range,
			   bool translated)
{
	d->ShareDisposition = CmResourceShareDeviceExclusive;
	d->u.Generic.Start.QuadPart = translated ? range->start : range->bus_start;
	if (range->port) {
		d->Type = CmResourceTypePort;
		d->Flags = CM_RESOURCE_PORT_IO | CM_RESOURCE_PORT_16_BIT_DECODE |
			   CM_RESOURCE_PORT_POSITIVE_DECODE;
	} else {
		d->Type = CmResourceTypeMemory;
		d->Flags = CM_RESOURCE_MEMORY_READ_WRITE;
		if (range->prefetchable)
			d->Flags |= CM_RESOURCE_MEMORY_PREFETCHABLE;
	}

	/* From 4 GiB on the length is in units that the flag names. */
	if (range->length <= U32_MAX) {
		d->u.Generic.Length = range->length;
	} else if (range->length >> 8 <= U32_MAX) {
		d->Type = CmResourceTypeMemoryLarge;
		d->Flags |= CM_RESOURCE_MEMORY_LARGE_40;
		d->u.Memory40.Length40 = range->length >> 8;
	} else {
		d->Type = CmResourceTypeMemoryLarge;
		d->Flags |= CM_RESOURCE_MEMORY_LARGE_48;
		d->u.Memory48.Length48 = range->length >> 16;
	}
}

static void describe_interrupt(PCM_PARTIAL_RESOURCE_DESCRIPTOR d,
			       const struct wdm_pci_interrupt *i, u32 message, bool translated)
{
	d->Type = CmResourceTypeInterrupt;
	if (!i->messages) {
		d->ShareDisposition = CmResourceShareShared;
		d->Flags = CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
		d->u.Interrupt.Level = translated ? wdm_dirql_of_irq(i->irq) : i->line;
		d->u.Interrupt.Vector = translated ? i->irq : i->line;
		d->u.Interrupt.Affinity = ~(KAFFINITY)0;
		return;
	}

	d->ShareDisposition = CmResourceShareDeviceExclusive;
	d->Flags = CM_RESOURCE_INTERRUPT_LATCHED | CM_RESOURCE_INTERRUPT_MESSAGE;
	if (translated) {
		d->u.MessageInterrupt.Translated.Level = wdm_dirql_of_irq(i->irq);
		d->u.MessageInterrupt.Translated.Vector = wdm_message_irq(i, message);
		d->u.MessageInterrupt.Translated.Affinity =
			wdm_irq_affinity(wdm_message_irq(i, message));
	} else {
		d->u.MessageInterrupt.Raw.MessageCount = i->msix ? 1 : i->messages;
		d->u.MessageInterrupt.Raw.Vector = wdm_message_irq(i, message);
		d->u.MessageInterrupt.Raw.Affinity = ~(KAFFINITY)0;
	}
}

/** wdm_resources_any - does the device have resources? Then no list is lack of memory. */
bool wdm_resources_any(const struct wdm_pci_resources *r)
{
	return r->nr_ranges || r->interrupt.irq;
}

/**
 * wdm_resources_list - a CM_RESOURCE_LIST in pool memory
 * @r: the device's resources
 * @translated: as the processor sees them; else raw
 * @bytes: returns its size, without memory too; may be NULL
 *
 * Return: the list; NULL if the device has no resources (@bytes is 0), or without memory.
 */
PCM_RESOURCE_LIST wdm_resources_list(const struct wdm_pci_resources *r, bool translated,
				     ULONG *bytes)
{
	u32 count = r->nr_ranges + interrupt_descriptors(&r->interrupt);
	size_t size = offsetof(CM_RESOURCE_LIST, List[0].PartialResourceList.PartialDescriptors) +
		      count * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR);
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d;
	PCM_RESOURCE_LIST list;
	u32 i;

	if (bytes)
		*bytes = count ? size : 0;
	if (!count)
		return NULL;
	list = ExAllocatePoolWithTag(NonPagedPoolNx, size, RESOURCE_TAG);
	if (!list)
		return NULL;

	memset(list, 0, size);
	list->Count = 1;
	list->List[0].InterfaceType = PCIBus;
	list->List[0].BusNumber = r->bus;
	list->List[0].PartialResourceList.Version = 1;
	list->List[0].PartialResourceList.Revision = 1;
	list->List[0].PartialResourceList.Count = count;
	d = list->List[0].PartialResourceList.PartialDescriptors;
	for (i = 0; i < r->nr_ranges; i++)
		describe_range(d++, &r->range[i], translated);
	for (i = 0; i < interrupt_descriptors(&r->interrupt); i++)
		describe_interrupt(d++, &r->interrupt, i, translated);
	return list;
}
WDM_EXPORT(wdm_resources_list);

static void require_range(PIO_RESOURCE_DESCRIPTOR d, const struct wdm_pci_range *range)
{
	d->ShareDisposition = CmResourceShareDeviceExclusive;
	d->u.Generic.Length = min_t(u64, range->length, U32_MAX);
	d->u.Generic.Alignment = min_t(u64, range->length, 1U << 31);
	if (range->port) {
		d->Type = CmResourceTypePort;
		d->Flags = CM_RESOURCE_PORT_IO | CM_RESOURCE_PORT_16_BIT_DECODE |
			   CM_RESOURCE_PORT_POSITIVE_DECODE;
		d->u.Generic.MaximumAddress.QuadPart = U16_MAX;
		return;
	}
	d->Type = CmResourceTypeMemory;
	d->Flags = CM_RESOURCE_MEMORY_READ_WRITE;
	if (range->prefetchable)
		d->Flags |= CM_RESOURCE_MEMORY_PREFETCHABLE;
	d->u.Generic.MaximumAddress.QuadPart = range->wide ? S64_MAX : U32_MAX;
}

static void require_interrupt(PIO_RESOURCE_DESCRIPTOR d, const struct wdm_pci_interrupt *i)
{
	d->Type = CmResourceTypeInterrupt;
	if (i->messages) {
		d->ShareDisposition = CmResourceShareDeviceExclusive;
		d->Flags = CM_RESOURCE_INTERRUPT_LATCHED | CM_RESOURCE_INTERRUPT_MESSAGE;
		d->u.Interrupt.MinimumVector = CM_RESOURCE_INTERRUPT_MESSAGE_TOKEN - i->messages +
					       1;
		d->u.Interrupt.MaximumVector = CM_RESOURCE_INTERRUPT_MESSAGE_TOKEN;
		return;
	}
	d->ShareDisposition = CmResourceShareShared;
	d->Flags = CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
	d->u.Interrupt.MaximumVector = U8_MAX;
}

/**
 * wdm_resources_requirements - what the device needs, in pool memory
 * @r: the device's resources
 *
 * Return: the list; NULL if the device needs nothing, or without memory.
 */
PIO_RESOURCE_REQUIREMENTS_LIST
wdm_resources_requirements(const struct wdm_pci_resources *r)
{
	u32 count = r->nr_ranges + (r->interrupt.irq ? 1 : 0);
	size_t size = offsetof(IO_RESOURCE_REQUIREMENTS_LIST, List[0].Descriptors) +
		      count * sizeof(IO_RESOURCE_DESCRIPTOR);
	PIO_RESOURCE_REQUIREMENTS_LIST list;
	PIO_RESOURCE_DESCRIPTOR d;
	u32 i;

	if (!count)
		return NULL;
	list = ExAllocatePoolWithTag(PagedPool, size, RESOURCE_TAG);
	if (!list)
		return NULL;

	memset(list, 0, size);
	list->ListSize = size;
	list->InterfaceType = PCIBus;
	list->BusNumber = r->bus;
	list->SlotNumber = r->slot;
	list->AlternativeLists = 1;
	list->List[0].Version = 1;
	list->List[0].Revision = 1;
	list->List[0].Count = count;
	d = list->List[0].Descriptors;
	for (i = 0; i < r->nr_ranges; i++)
		require_range(d++, &r->range[i]);
	if (r->interrupt.irq)
		require_interrupt(d, &r->interrupt);
	return list;
}
WDM_EXPORT(wdm_resources_requirements);

static const char message_key[] = "Interrupt Management\\MessageSignaledInterruptProperties";
static const char affinity_key[] = "Interrupt Management\\Affinity Policy";

/* A value that the INF sets below the device's hardware key. */
static const struct wdm_inf_value *find_value(const struct wdm_inf_id *id, const char *key,
					      const char *name)
{
	WCHAR wide_key[sizeof(message_key)], wide_name[32];
	UNICODE_STRING a, b;
	u32 i;

	wdm_wprintf(wide_key, ARRAY_SIZE(wide_key), "%s", key);
	wdm_wprintf(wide_name, ARRAY_SIZE(wide_name), "%s", name);
	for (i = 0; i < id->nr_hw_values; i++) {
		const struct wdm_inf_value *v = &id->hw_values[i];

		if (v->root != WDM_INF_ROOT_HARDWARE || !v->name)
			continue;
		RtlInitUnicodeString(&a, wide_key);
		RtlInitUnicodeString(&b, (PCWSTR)v->subkey);
		if (!wdm_ustr_equal_nocase(&a, &b))
			continue;
		RtlInitUnicodeString(&a, wide_name);
		RtlInitUnicodeString(&b, (PCWSTR)v->name);
		if (!wdm_ustr_equal_nocase(&a, &b))
			continue;
		return v;
	}
	return NULL;
}

static bool find_dword(const struct wdm_inf_id *id, const char *key, const char *name, u32 *value)
{
	const struct wdm_inf_value *v = find_value(id, key, name);

	if (!v || v->type != REG_DWORD || v->len != sizeof(u32))
		return false;
	memcpy(value, v->data, sizeof(*value));
	return true;
}

/**
 * wdm_msi_limit - how many messages the INF asks for
 * @id: the line of the INF
 *
 * Return: 0 if the device is to interrupt by its line; U32_MAX if the INF sets no
 *	limit.
 */
u32 wdm_msi_limit(const struct wdm_inf_id *id)
{
	u32 supported, limit;

	if (!id || !find_dword(id, message_key, "MSISupported", &supported) || !supported)
		return 0;
	if (!find_dword(id, message_key, "MessageNumberLimit", &limit) || !limit)
		return U32_MAX;
	return limit;
}
WDM_EXPORT(wdm_msi_limit);

/**
 * wdm_message_affinity - the processors that the INF wants a message on
 * @id: the line of the INF
 * @message: number of the message
 *
 * Of the policies, those that say which processors count: IrqPolicySpecifiedProcessors
 * with its AssignmentSetOverride, and IrqPolicySpreadMessagesAcrossAllProcessors.
 *
 * Return: the processors; 0 if that is left to Linux.
 */
KAFFINITY wdm_message_affinity(const struct wdm_inf_id *id, u32 message)
{
	const struct wdm_inf_value *v;
	KAFFINITY mask = 0;
	u32 policy;

	if (!id || !find_dword(id, affinity_key, "DevicePolicy", &policy))
		return 0;
	if (policy == IrqPolicySpreadMessagesAcrossAllProcessors)
		return (KAFFINITY)1 << message % KeQueryActiveProcessorCount(NULL);
	if (policy != IrqPolicySpecifiedProcessors)
		return 0;
	v = find_value(id, affinity_key, "AssignmentSetOverride");
	if (v && (v->type == REG_BINARY || v->type == REG_DWORD || v->type == REG_QWORD))
		memcpy(&mask, v->data, min_t(size_t, v->len, sizeof(mask)));
	return mask;
}
WDM_EXPORT(wdm_message_affinity);
