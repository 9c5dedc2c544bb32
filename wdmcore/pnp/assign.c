// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the resources of a device, from what its bus driver says to START_DEVICE.
 *
 * A bus driver is asked once what its child needs (IRP_MN_QUERY_RESOURCE_REQUIREMENTS), and
 * what the firmware gave it (IRP_MN_QUERY_RESOURCES). The function driver may change the
 * first (IRP_MN_FILTER_RESOURCE_REQUIREMENTS); the arbiter gives the device what the
 * result says.
 *
 * PCI devices have what Linux gave them, and keep that: they are only asked.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "pnp.h"

#define ASSIGN_TAG	0x53706e50	/* 'PnpS' */
/* Longer lists have lost their end. */
#define MAX_LIST	0x10000

static NTSTATUS ask(struct wdm_devnode *node, UCHAR minor, void **answer)
{
	IO_STACK_LOCATION request = { .MajorFunction = IRP_MJ_PNP, .MinorFunction = minor };

	return wdm_pnp_ask(node, &request, answer);
}

/* Moves @pool to memory of our own. With an error, what was there before stays. */
static NTSTATUS keep(void *pool, size_t bytes, void **to)
{
	void *copy = NULL;

	if (pool) {
		if (bytes)
			copy = kmemdup(pool, bytes, GFP_KERNEL);
		ExFreePool(pool);
		if (!copy)
			return bytes ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_PARAMETER;
	}
	kfree(*to);
	*to = copy;
	return STATUS_SUCCESS;
}

/**
 * wdm_devnode_ask_resources - ask the bus driver what a device needs
 * @node: a devnode that isn't a PCI device
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also if it needs nothing; STATUS_INVALID_PARAMETER for an
 *	impossible list; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_devnode_ask_resources(struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST needs;
	void *answer;
	NTSTATUS status;

	status = ask(node, IRP_MN_QUERY_RESOURCES, &answer);
	if (NT_SUCCESS(status))
		status = keep(answer, answer ? wdm_cm_list_bytes(answer, MAX_LIST) : 0,
			      (void **)&node->boot);
	if (NT_SUCCESS(status))
		status = ask(node, IRP_MN_QUERY_RESOURCE_REQUIREMENTS, &answer);
	if (!NT_SUCCESS(status))
		return status;
	needs = answer;
	return keep(needs, needs && needs->ListSize <= MAX_LIST ? needs->ListSize : 0,
		    (void **)&node->requirements);
}

/* What the firmware gave, as something that is needed and can't be anything else. */
static void require(PIO_RESOURCE_DESCRIPTOR to, const CM_PARTIAL_RESOURCE_DESCRIPTOR *from)
{
	to->Type = from->Type;
	to->ShareDisposition = from->ShareDisposition;
	to->Flags = from->Flags;
	switch (from->Type) {
	case CmResourceTypeInterrupt:
		to->u.Interrupt.MinimumVector = from->u.Interrupt.Vector;
		to->u.Interrupt.MaximumVector = from->u.Interrupt.Vector;
		to->u.Interrupt.TargetedProcessors = from->u.Interrupt.Affinity;
		break;
	case CmResourceTypeDma:
		to->u.Dma.MinimumChannel = from->u.Dma.Channel;
		to->u.Dma.MaximumChannel = from->u.Dma.Channel;
		break;
	case CmResourceTypeBusNumber:
		to->u.BusNumber.Length = from->u.BusNumber.Length;
		to->u.BusNumber.MinBusNumber = from->u.BusNumber.Start;
		to->u.BusNumber.MaxBusNumber = from->u.BusNumber.Start +
					       from->u.BusNumber.Length - 1;
		break;
	case CmResourceTypeDevicePrivate:
		memcpy(to->u.DevicePrivate.Data, from->u.DevicePrivate.Data,
		       sizeof(to->u.DevicePrivate.Data));
		break;
	default:
		to->u.Generic.Length = from->u.Generic.Length;
		to->u.Generic.Alignment = 1;
		to->u.Generic.MinimumAddress = from->u.Generic.Start;
		to->u.Generic.MaximumAddress.QuadPart = from->u.Generic.Start.QuadPart +
							from->u.Generic.Length - 1;
	}
}

static PIO_RESOURCE_REQUIREMENTS_LIST requirements_of_boot(const CM_RESOURCE_LIST *boot)
{
	const CM_PARTIAL_RESOURCE_LIST *partial = &boot->List[0].PartialResourceList;
	PIO_RESOURCE_REQUIREMENTS_LIST list;
	size_t size;
	ULONG i;

	if (!boot->Count)
		return NULL;
	size = offsetof(IO_RESOURCE_REQUIREMENTS_LIST, List[0].Descriptors) +
	       partial->Count * sizeof(IO_RESOURCE_DESCRIPTOR);
	size = max(size, sizeof(*list));
	list = ExAllocatePoolWithTag(PagedPool, size, ASSIGN_TAG);
	if (!list)
		return NULL;
	memset(list, 0, size);
	list->ListSize = size;
	list->InterfaceType = boot->List[0].InterfaceType;
	list->BusNumber = boot->List[0].BusNumber;
	list->AlternativeLists = 1;
	list->List[0].Version = 1;
	list->List[0].Revision = 1;
	list->List[0].Count = partial->Count;
	for (i = 0; i < partial->Count; i++)
		require(list->List[0].Descriptors + i, partial->PartialDescriptors + i);
	return list;
}

static bool needs_resources(const struct wdm_devnode *node)
{
	return node->requirements || (node->boot && node->boot->Count);
}

/* In pool memory; NULL: no resources, or no memory. */
static PIO_RESOURCE_REQUIREMENTS_LIST basic_requirements(struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list;

	if (node->kind == WDM_DEVNODE_PCI)
		return wdm_resources_requirements(&node->resources);
	if (!node->requirements)
		return node->boot ? requirements_of_boot(node->boot) : NULL;
	list = ExAllocatePoolWithTag(PagedPool, node->requirements->ListSize, ASSIGN_TAG);
	if (list)
		memcpy(list, node->requirements, node->requirements->ListSize);
	return list;
}

/* A driver may give back another list, having freed the first. */
static PIO_RESOURCE_REQUIREMENTS_LIST filter(struct wdm_devnode *node,
					     PIO_RESOURCE_REQUIREMENTS_LIST list)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_FILTER_RESOURCE_REQUIREMENTS,
	};
	ULONG_PTR information = (ULONG_PTR)list;

	request.Parameters.FilterResourceRequirements.IoResourceRequirementList = list;
	wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, &information);
	return (PVOID)(information ?: (ULONG_PTR)list);
}

/* Linux's number of an interrupt: that of a PCI device above, or a line of the ISA bus. */
static u32 translate_vector(const struct wdm_devnode *node, u32 vector)
{
	const struct wdm_pci_interrupt *i;

	for (node = node->parent; node; node = node->parent) {
		i = &node->resources.interrupt;
		if (i->irq && !i->messages && i->line == vector)
			return i->irq;
	}
	return vector;
}

static u64 translate_address(const struct wdm_devnode *node, bool port, u64 address)
{
	const struct wdm_pci_range *r;
	u32 i;

	for (node = node->parent; node; node = node->parent) {
		for (i = 0; i < node->resources.nr_ranges; i++) {
			r = &node->resources.range[i];
			if (r->port == port && address >= r->bus_start &&
			    address - r->bus_start < r->length)
				return r->start + (address - r->bus_start);
		}
	}
	return address;
}

static void translate(struct wdm_devnode *node, PCM_PARTIAL_RESOURCE_DESCRIPTOR d)
{
	u32 irq;

	switch (d->Type) {
	case CmResourceTypeInterrupt:
		irq = translate_vector(node, d->u.Interrupt.Vector);
		d->u.Interrupt.Level = wdm_dirql_of_irq(irq);
		d->u.Interrupt.Vector = irq;
		break;
	case CmResourceTypePort:
	case CmResourceTypeMemory:
	case CmResourceTypeMemoryLarge:
		d->u.Generic.Start.QuadPart =
			translate_address(node, d->Type == CmResourceTypePort,
					  d->u.Generic.Start.QuadPart);
		break;
	}
}

/* What IoConnectInterrupt looks for. */
static void note_interrupt(struct wdm_devnode *node)
{
	const CM_PARTIAL_RESOURCE_LIST *list = &node->raw->List[0].PartialResourceList;
	const CM_PARTIAL_RESOURCE_DESCRIPTOR *d = list->PartialDescriptors;
	struct wdm_pci_interrupt *interrupt = &node->resources.interrupt;
	ULONG i;

	memset(interrupt, 0, sizeof(*interrupt));
	for (i = 0; i < list->Count; i++, d++) {
		if (d->Type != CmResourceTypeInterrupt)
			continue;
		interrupt->line = d->u.Interrupt.Vector;
		interrupt->irq = translate_vector(node, interrupt->line);
		return;
	}
}

static NTSTATUS set_resources(struct wdm_devnode *node, PCM_RESOURCE_LIST raw)
{
	size_t bytes = raw ? wdm_cm_list_bytes(raw, MAX_LIST) : 0;
	NTSTATUS status = keep(raw, bytes, (void **)&node->raw);

	if (NT_SUCCESS(status) && node->raw)
		note_interrupt(node);
	return status;
}

/**
 * wdm_devnode_assign_resources - decide what the device will be started with
 * @node: a devnode whose drivers are there; its lock is held
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also for a device without resources; what
 *	wdm_arbiter_assign() returns, and then the device has what it had before.
 */
NTSTATUS wdm_devnode_assign_resources(struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list = basic_requirements(node);
	PCM_RESOURCE_LIST raw = NULL;
	NTSTATUS status = STATUS_SUCCESS;

	if (!list && node->kind != WDM_DEVNODE_PCI && needs_resources(node))
		return STATUS_INSUFFICIENT_RESOURCES;
	list = filter(node, list);
	if (node->kind == WDM_DEVNODE_PCI) {
		/* Differs from Windows: what is asked for beyond Linux's choice isn't given. */
		if (list)
			ExFreePool(list);
		return STATUS_SUCCESS;
	}
	if (list) {
		status = wdm_arbiter_assign(node, node->parent, list, &raw);
		ExFreePool(list);
	} else {
		wdm_arbiter_release(node);
	}
	return NT_SUCCESS(status) ? set_resources(node, raw) : status;
}

/**
 * wdm_devnode_drop_resources - the device isn't used any more
 * @node: a devnode whose stack has seen REMOVE_DEVICE; its lock is held
 */
void wdm_devnode_drop_resources(struct wdm_devnode *node)
{
	if (node->kind == WDM_DEVNODE_PCI)
		return;
	wdm_arbiter_release(node);
	kfree(node->raw);
	node->raw = NULL;
	memset(&node->resources.interrupt, 0, sizeof(node->resources.interrupt));
}

static PCM_RESOURCE_LIST copy_list(struct wdm_devnode *node, const CM_RESOURCE_LIST *from,
				   bool translated, ULONG *bytes)
{
	PCM_RESOURCE_LIST list;
	ULONG i;

	*bytes = from ? wdm_cm_list_bytes(from, MAX_LIST) : 0;
	if (!from || !from->Count)
		return NULL;
	list = ExAllocatePoolWithTag(NonPagedPoolNx, *bytes, ASSIGN_TAG);
	if (!list)
		return NULL;
	memcpy(list, from, *bytes);
	for (i = 0; translated && i < list->List[0].PartialResourceList.Count; i++)
		translate(node, list->List[0].PartialResourceList.PartialDescriptors + i);
	return list;
}

/**
 * wdm_devnode_resources - the resources of a device, in pool memory
 * @node: the devnode
 * @boot: what the firmware assigned, and not what the device was started with
 * @translated: as the processor sees them; else raw
 * @bytes: returns the size
 *
 * Return: the list; NULL if there are none (@bytes is 0), or without memory.
 */
PCM_RESOURCE_LIST wdm_devnode_resources(struct wdm_devnode *node, bool boot, bool translated,
					ULONG *bytes)
{
	if (node->kind == WDM_DEVNODE_PCI)
		return wdm_resources_list(&node->resources, translated, bytes);
	return copy_list(node, boot ? node->boot : node->raw, translated, bytes);
}

/** wdm_devnode_requirements - what the device needs, in pool memory; NULL: none, or no memory */
PIO_RESOURCE_REQUIREMENTS_LIST wdm_devnode_requirements(struct wdm_devnode *node)
{
	if (node->kind == WDM_DEVNODE_PCI || node->requirements)
		return basic_requirements(node);
	return NULL;
}
