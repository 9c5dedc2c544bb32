// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: who has which ports, memory, interrupts, DMA channels and bus numbers.
 *
 * The resources of PCI devices were assigned by Linux. What is left are devices of WDM bus
 * drivers and of drivers that look for hardware themselves: they say what they need, or
 * what they found, and get it here if nobody else has it. Nobody else is, first, all other
 * owners in the list of claims; and, for memory and ports that don't belong to a device
 * above, Linux: such a range is requested, and so seen in /proc/iomem and /proc/ioports.
 *
 * Of alternatives the first one that can be had is taken, in the order in which they
 * stand, one group after the other: an earlier group doesn't step back for a later one.
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "pnp.h"

#define CLAIM_TAG	0x41706e50	/* 'PnpA' */

/* Places that are tried for one range before it counts as not to be had. */
#define MAX_TRIES	1024

/**
 * struct claim - a range that somebody has
 * @entry: in claims, or in those that are being collected
 * @owner: a devnode, a device object or a driver object: told apart by address alone
 * @type: CmResourceTypePort and so on; memory of any size is CmResourceTypeMemory
 * @shared: others may have it, too, if they say so as well
 * @space: bus numbers: the bus that they are of; else NULL
 * @start: first address or number
 * @end: last one
 * @region: Linux's own claim, or NULL
 */
struct claim {
	struct list_head entry;
	const void *owner;
	u8 type;
	bool shared;
	const void *space;
	u64 start;
	u64 end;
	struct resource *region;
};

/* A range as it is asked for. */
struct wanted {
	u8 type;
	bool shared;
	u64 length;
	u64 alignment;
	u64 minimum;
	u64 maximum;
};

/* Who asks, and what he has been given so far. */
struct asker {
	const void *owner;
	const struct wdm_devnode *parent;
	bool force;		/* no matter who else has it */
	struct list_head got;
};

static DEFINE_MUTEX(arbiter_lock);
static LIST_HEAD(claims);

static void free_claim(struct claim *c)
{
	list_del(&c->entry);
	if (c->region && c->type == CmResourceTypePort)
		release_region(c->start, c->end - c->start + 1);
	else if (c->region)
		release_mem_region(c->start, c->end - c->start + 1);
	kfree(c);
}

static void free_claims(struct list_head *list, const void *owner)
{
	struct claim *c, *next;

	list_for_each_entry_safe(c, next, list, entry)
		if (c->owner == owner)
			free_claim(c);
}

/* What the asker's old claims say doesn't count: they go when he has got the new ones. */
static struct claim *find_conflict(struct asker *a, const struct claim *new)
{
	struct list_head *lists[] = { &claims, &a->got };
	struct claim *c;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists) && !a->force; i++) {
		list_for_each_entry(c, lists[i], entry) {
			if ((i == 0 && c->owner == a->owner) || c->type != new->type ||
			    c->space != new->space || c->end < new->start ||
			    c->start > new->end || (c->shared && new->shared))
				continue;
			return c;
		}
	}
	return NULL;
}

/* A window of a device above that @c lies in: its driver divides that as it likes. */
static bool lies_in_parent(const struct asker *a, const struct claim *c)
{
	bool port = c->type == CmResourceTypePort;
	const struct wdm_devnode *node;
	const struct claim *p;
	u32 i;

	for (node = a->parent; node; node = node->parent) {
		for (i = 0; i < node->resources.nr_ranges; i++) {
			const struct wdm_pci_range *r = &node->resources.range[i];

			if (r->port == port && c->start >= r->bus_start &&
			    c->end - r->bus_start < r->length)
				return true;
		}
		list_for_each_entry(p, &claims, entry)
			if (p->owner == node && p->type == c->type && p->start <= c->start &&
			    p->end >= c->end)
				return true;
	}
	return false;
}

/* Linux's consent. An own region of old is handed on. */
static bool request_region_of_linux(struct asker *a, struct claim *c)
{
	struct claim *old;

	if (c->type != CmResourceTypePort && c->type != CmResourceTypeMemory)
		return true;
	list_for_each_entry(old, &claims, entry) {
		if (old->owner == a->owner && old->type == c->type && old->start == c->start &&
		    old->end == c->end && old->region) {
			c->region = old->region;
			old->region = NULL;
			return true;
		}
	}
	if (lies_in_parent(a, c))
		return true;
	/* Below a bridge's window, say; refused where a driver of Linux's has it, or RAM is. */
	if (c->type == CmResourceTypePort)
		c->region = request_region(c->start, c->end - c->start + 1, "wdm");
	else
		c->region = request_mem_region(c->start, c->end - c->start + 1, "wdm");
	return c->region || a->force;
}

/* The asker doesn't get what he asked for: regions that were handed on go back. */
static void give_up(struct asker *a)
{
	struct claim *c, *next, *old;

	list_for_each_entry_safe(c, next, &a->got, entry) {
		list_for_each_entry(old, &claims, entry) {
			if (c->region && !old->region && old->owner == c->owner &&
			    old->type == c->type && old->start == c->start &&
			    old->end == c->end) {
				old->region = c->region;
				c->region = NULL;
			}
		}
		free_claim(c);
	}
}

/* He does, and what he had before is free. */
static void commit(struct asker *a)
{
	free_claims(&claims, a->owner);
	list_splice_tail_init(&a->got, &claims);
}

static NTSTATUS take(struct asker *a, const struct wanted *w, u64 *start)
{
	struct claim *c, *conflict;
	u64 first = w->minimum;
	int tries;

	if (!w->length || w->length - 1 > w->maximum)
		return STATUS_CONFLICTING_ADDRESSES;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return STATUS_INSUFFICIENT_RESOURCES;
	c->owner = a->owner;
	c->type = w->type;
	c->shared = w->shared;
	c->space = w->type == CmResourceTypeBusNumber ? a->parent : NULL;
	for (tries = 0; tries < MAX_TRIES; tries++) {
		/* To the next multiple, which may lie behind the end of the numbers. */
		if (first % w->alignment) {
			if (first > U64_MAX - w->alignment)
				break;
			first += w->alignment - first % w->alignment;
		}
		if (first > w->maximum - (w->length - 1))
			break;
		c->start = first;
		c->end = first + w->length - 1;
		conflict = find_conflict(a, c);
		if (!conflict && request_region_of_linux(a, c)) {
			list_add_tail(&c->entry, &a->got);
			*start = c->start;
			return STATUS_SUCCESS;
		}
		if (conflict && conflict->end == U64_MAX)
			break;
		first = conflict ? conflict->end + 1 : first + w->alignment;
	}
	kfree(c);
	return STATUS_CONFLICTING_ADDRESSES;
}

/* How many bytes a unit of a large memory's length has, as a shift. */
static unsigned int large_shift(USHORT flags)
{
	switch (flags & CM_RESOURCE_MEMORY_LARGE) {
	case CM_RESOURCE_MEMORY_LARGE_40:
		return 8;
	case CM_RESOURCE_MEMORY_LARGE_48:
		return 16;
	case CM_RESOURCE_MEMORY_LARGE_64:
		return 32;
	default:
		return 0;
	}
}

/* FALSE: nothing of that type is given out. */
static bool want(const IO_RESOURCE_DESCRIPTOR *d, struct wanted *w)
{
	unsigned int shift = 0;

	*w = (struct wanted) {
		.type = d->Type,
		.shared = d->ShareDisposition == CmResourceShareShared,
		.alignment = 1,
	};
	switch (d->Type) {
	case CmResourceTypeMemoryLarge:
		shift = large_shift(d->Flags);
		w->type = CmResourceTypeMemory;
		fallthrough;
	case CmResourceTypePort:
	case CmResourceTypeMemory:
		w->length = (u64)d->u.Generic.Length << shift;
		w->alignment = (u64)max(d->u.Generic.Alignment, 1U) << shift;
		w->minimum = d->u.Generic.MinimumAddress.QuadPart;
		w->maximum = d->u.Generic.MaximumAddress.QuadPart;
		return true;
	case CmResourceTypeInterrupt:
		/* Messages come from the configuration space of PCI. */
		if (d->Flags & CM_RESOURCE_INTERRUPT_MESSAGE)
			return false;
		w->length = 1;
		w->minimum = d->u.Interrupt.MinimumVector;
		w->maximum = d->u.Interrupt.MaximumVector;
		return true;
	case CmResourceTypeDma:
		w->length = 1;
		w->minimum = d->u.Dma.MinimumChannel;
		w->maximum = d->u.Dma.MaximumChannel;
		return true;
	case CmResourceTypeBusNumber:
		w->length = d->u.BusNumber.Length;
		w->minimum = d->u.BusNumber.MinBusNumber;
		w->maximum = d->u.BusNumber.MaxBusNumber;
		return true;
	default:
		return false;
	}
}

static void describe(PCM_PARTIAL_RESOURCE_DESCRIPTOR to, const IO_RESOURCE_DESCRIPTOR *d,
		     u64 start)
{
	to->Type = d->Type;
	to->ShareDisposition = d->ShareDisposition;
	to->Flags = d->Flags;
	switch (d->Type) {
	case CmResourceTypeInterrupt:
		to->u.Interrupt.Level = start;
		to->u.Interrupt.Vector = start;
		to->u.Interrupt.Affinity = d->u.Interrupt.TargetedProcessors ?: ~(KAFFINITY)0;
		break;
	case CmResourceTypeDma:
		to->u.Dma.Channel = start;
		break;
	case CmResourceTypeBusNumber:
		to->u.BusNumber.Start = start;
		to->u.BusNumber.Length = d->u.BusNumber.Length;
		break;
	case CmResourceTypeDevicePrivate:
		memcpy(to->u.DevicePrivate.Data, d->u.DevicePrivate.Data,
		       sizeof(to->u.DevicePrivate.Data));
		break;
	default:
		to->u.Generic.Start.QuadPart = start;
		to->u.Generic.Length = d->u.Generic.Length;
	}
}

/* The first of a group of alternatives that can be had. @d: the group; @n: its size. */
static NTSTATUS assign_group(struct asker *a, const IO_RESOURCE_DESCRIPTOR *d, ULONG n,
			     PCM_PARTIAL_RESOURCE_LIST list)
{
	NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
	struct wanted w;
	u64 start = 0;
	ULONG i;

	/* How much a configuration is preferred to others: no resource. */
	if (d->Type == CmResourceTypeConfigData)
		return STATUS_SUCCESS;
	for (i = 0; i < n; i++, d++) {
		if (d->Type == CmResourceTypeNull || d->Type == CmResourceTypeDevicePrivate)
			status = STATUS_SUCCESS;
		else if (want(d, &w))
			status = take(a, &w, &start);
		else
			status = STATUS_NOT_SUPPORTED;
		if (!NT_SUCCESS(status))
			continue;
		if (d->Type != CmResourceTypeNull)
			describe(list->PartialDescriptors + list->Count++, d, start);
		return STATUS_SUCCESS;
	}
	return status;
}

static NTSTATUS assign_list(struct asker *a, const IO_RESOURCE_LIST *from,
			    PCM_PARTIAL_RESOURCE_LIST list)
{
	const IO_RESOURCE_DESCRIPTOR *d = from->Descriptors;
	NTSTATUS status;
	ULONG i, n;

	list->Count = 0;
	for (i = 0; i < from->Count; i += n) {
		for (n = 1; i + n < from->Count; n++)
			if (!(d[i + n].Option & IO_RESOURCE_ALTERNATIVE))
				break;
		status = assign_group(a, d + i, n, list);
		if (!NT_SUCCESS(status)) {
			give_up(a);
			return status;
		}
	}
	return STATUS_SUCCESS;
}

static const IO_RESOURCE_LIST *list_behind(const IO_RESOURCE_LIST *list)
{
	return (const void *)(list->Descriptors + list->Count);
}

/* The lists fill the memory that the head tells of. */
static bool is_sound(const IO_RESOURCE_REQUIREMENTS_LIST *r, ULONG *most)
{
	const u8 *end = (const u8 *)r + r->ListSize;
	const IO_RESOURCE_LIST *list = r->List;
	ULONG i;

	*most = 0;
	if (r->ListSize < offsetof(IO_RESOURCE_REQUIREMENTS_LIST, List))
		return false;
	for (i = 0; i < r->AlternativeLists; i++, list = list_behind(list)) {
		if (end - (const u8 *)list < (ptrdiff_t)offsetof(IO_RESOURCE_LIST, Descriptors) ||
		    list->Count > (end - (const u8 *)list->Descriptors) /
				  sizeof(IO_RESOURCE_DESCRIPTOR))
			return false;
		*most = max(*most, list->Count);
	}
	return true;
}

/**
 * wdm_arbiter_assign - find and claim what a device needs
 * @owner: whose it will be; what he has had before is free then
 * @parent: the bus that it is on, or NULL
 * @from: what it needs
 * @out: returns a CM_RESOURCE_LIST in pool memory, raw
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_CONFLICTING_ADDRESSES, and then @owner has what he had
 *	before; STATUS_NOT_SUPPORTED for a type of resource that isn't known;
 *	STATUS_INVALID_PARAMETER; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_arbiter_assign(const void *owner, const struct wdm_devnode *parent,
			    const IO_RESOURCE_REQUIREMENTS_LIST *from, PCM_RESOURCE_LIST *out)
{
	struct asker a = { .owner = owner, .parent = parent, .got = LIST_HEAD_INIT(a.got) };
	const IO_RESOURCE_LIST *list = from->List;
	NTSTATUS status = STATUS_SUCCESS;
	PCM_RESOURCE_LIST to;
	ULONG i, most;
	size_t size;

	*out = NULL;
	if (!is_sound(from, &most))
		return STATUS_INVALID_PARAMETER;
	size = offsetof(CM_RESOURCE_LIST, List[0].PartialResourceList.PartialDescriptors) +
	       most * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR);
	to = ExAllocatePoolWithTag(NonPagedPoolNx, max(size, sizeof(*to)), CLAIM_TAG);
	if (!to)
		return STATUS_INSUFFICIENT_RESOURCES;
	memset(to, 0, max(size, sizeof(*to)));
	to->Count = 1;
	to->List[0].InterfaceType = from->InterfaceType;
	to->List[0].BusNumber = from->BusNumber;
	to->List[0].PartialResourceList.Version = 1;
	to->List[0].PartialResourceList.Revision = 1;

	mutex_lock(&arbiter_lock);
	for (i = 0; i < from->AlternativeLists; i++, list = list_behind(list)) {
		status = assign_list(&a, list, &to->List[0].PartialResourceList);
		if (NT_SUCCESS(status))
			break;
	}
	if (NT_SUCCESS(status))
		commit(&a);
	mutex_unlock(&arbiter_lock);
	if (!NT_SUCCESS(status)) {
		ExFreePool(to);
		return status;
	}
	*out = to;
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_arbiter_assign);

/* A descriptor of resources that are there, as a need that nothing else satisfies. */
static bool fix(const CM_PARTIAL_RESOURCE_DESCRIPTOR *d, struct wanted *w)
{
	u64 start;

	*w = (struct wanted) {
		.type = d->Type,
		.shared = d->ShareDisposition == CmResourceShareShared,
		.length = 1,
		.alignment = 1,
	};
	switch (d->Type) {
	case CmResourceTypeMemoryLarge:
		w->type = CmResourceTypeMemory;
		fallthrough;
	case CmResourceTypePort:
	case CmResourceTypeMemory:
		w->length = d->u.Generic.Length;
		if (d->Type == CmResourceTypeMemoryLarge)
			w->length <<= large_shift(d->Flags);
		start = d->u.Generic.Start.QuadPart;
		break;
	case CmResourceTypeInterrupt:
		start = d->u.Interrupt.Vector;
		break;
	case CmResourceTypeDma:
		start = d->u.Dma.Channel;
		break;
	case CmResourceTypeBusNumber:
		start = d->u.BusNumber.Start;
		w->length = d->u.BusNumber.Length;
		break;
	default:
		return false;
	}
	w->minimum = start;
	w->maximum = start + w->length - 1;
	return w->length && w->maximum >= start;
}

/**
 * wdm_cm_list_bytes - size of a CM_RESOURCE_LIST
 * @list: the list
 * @limit: bytes that it may have
 *
 * Data that belong to a descriptor of CmResourceTypeDeviceSpecific come behind it.
 *
 * Return: its size; 0 if it is longer than @limit.
 */
size_t wdm_cm_list_bytes(const CM_RESOURCE_LIST *list, size_t limit)
{
	const CM_PARTIAL_RESOURCE_DESCRIPTOR *d;
	const CM_FULL_RESOURCE_DESCRIPTOR *full;
	size_t n = offsetof(CM_RESOURCE_LIST, List);
	ULONG i, k;

	if (limit < n)
		return 0;
	for (i = 0; i < list->Count; i++) {
		full = (const void *)((const u8 *)list + n);
		n += offsetof(CM_FULL_RESOURCE_DESCRIPTOR,
			      PartialResourceList.PartialDescriptors);
		if (n > limit)
			return 0;
		for (k = 0; k < full->PartialResourceList.Count; k++) {
			d = (const void *)((const u8 *)list + n);
			n += sizeof(*d);
			if (n > limit)
				return 0;
			if (d->Type == CmResourceTypeDeviceSpecific)
				n += d->u.DeviceSpecificData.DataSize;
			if (n > limit)
				return 0;
		}
	}
	return n;
}
WDM_EXPORT(wdm_cm_list_bytes);

/**
 * wdm_arbiter_claim - claim resources that a driver found
 * @owner: whose they will be, instead of those that he has had
 * @parent: the bus that they are on, or NULL
 * @list: they, of sound size; an empty list gives back what @owner has
 * @force: although somebody else may have them
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_CONFLICTING_ADDRESSES: somebody else has one of them;
 *	STATUS_INSUFFICIENT_RESOURCES. After an error @owner has what he had before.
 */
NTSTATUS wdm_arbiter_claim(const void *owner, const struct wdm_devnode *parent,
			   const CM_RESOURCE_LIST *list, bool force)
{
	struct asker a = {
		.owner = owner,
		.parent = parent,
		.force = force,
		.got = LIST_HEAD_INIT(a.got),
	};
	size_t n = offsetof(CM_RESOURCE_LIST, List);
	const CM_PARTIAL_RESOURCE_DESCRIPTOR *d;
	const CM_FULL_RESOURCE_DESCRIPTOR *full;
	NTSTATUS status = STATUS_SUCCESS;
	struct wanted w;
	ULONG i, k;
	u64 start;

	mutex_lock(&arbiter_lock);
	for (i = 0; i < list->Count && NT_SUCCESS(status); i++) {
		full = (const void *)((const u8 *)list + n);
		n += offsetof(CM_FULL_RESOURCE_DESCRIPTOR,
			      PartialResourceList.PartialDescriptors);
		for (k = 0; k < full->PartialResourceList.Count && NT_SUCCESS(status); k++) {
			d = (const void *)((const u8 *)list + n);
			n += sizeof(*d);
			if (d->Type == CmResourceTypeDeviceSpecific)
				n += d->u.DeviceSpecificData.DataSize;
			else if (fix(d, &w))
				status = take(&a, &w, &start);
		}
	}
	if (NT_SUCCESS(status))
		commit(&a);
	else
		give_up(&a);
	mutex_unlock(&arbiter_lock);
	return status;
}
WDM_EXPORT(wdm_arbiter_claim);

/** wdm_arbiter_release - @owner has no resources any more */
void wdm_arbiter_release(const void *owner)
{
	mutex_lock(&arbiter_lock);
	free_claims(&claims, owner);
	mutex_unlock(&arbiter_lock);
}
WDM_EXPORT(wdm_arbiter_release);
