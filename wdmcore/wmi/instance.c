// SPDX-License-Identifier: GPL-2.0
/* Wmi: numbers for instances, unique among all drivers that share a block. */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include <ntddk.h>

#include "compat.h"
#include "provider.h"

/* Ids are never given back: one entry per block that ever had any. */
struct instance_ids {
	struct list_head link;
	GUID guid;
	u32 next;
};

static DEFINE_MUTEX(ids_mutex);
static LIST_HEAD(all_ids);

static struct instance_ids *find_ids(const GUID *guid)
{
	struct instance_ids *ids;

	lockdep_assert_held(&ids_mutex);
	list_for_each_entry(ids, &all_ids, link)
		if (IsEqualGUID(&ids->guid, guid))
			return ids;
	ids = kzalloc(sizeof(*ids), GFP_KERNEL);
	if (ids) {
		ids->guid = *guid;
		list_add(&ids->link, &all_ids);
	}
	return ids;
}

/**
 * IoWMIAllocateInstanceIds - numbers for instances of a block
 * @Guid: the block
 * @InstanceCount: how many numbers
 * @FirstInstanceId: gets the first; the others follow it
 *
 * No number is given twice for a block while wdmcore is loaded.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_UNSUCCESSFUL if there are no more,
 * STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIAllocateInstanceIds function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIAllocateInstanceIds(GUID *Guid, ULONG InstanceCount, ULONG *FirstInstanceId)
{
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	struct instance_ids *ids;
	u32 next;

	mutex_lock(&ids_mutex);
	ids = find_ids(Guid);
	if (ids && check_add_overflow(ids->next, InstanceCount, &next)) {
		status = STATUS_UNSUCCESSFUL;
	} else if (ids) {
		*FirstInstanceId = ids->next;
		ids->next = next;
		status = STATUS_SUCCESS;
	}
	mutex_unlock(&ids_mutex);
	return status;
}
WDM_EXPORT(IoWMIAllocateInstanceIds);

void wdm_wmi_forget_ids(void)
{
	struct instance_ids *ids, *next;

	list_for_each_entry_safe(ids, next, &all_ids, link) {
		list_del(&ids->link);
		kfree(ids);
	}
}
