// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: devices that have to be on before another one is, without being above it.
 *
 * A driver names them when it is asked for PowerRelations, and has that done when they
 * change. Linux's device links bring the order about: the device sleeps, and is told of a
 * shutdown, before those that it needs, and wakes behind them. Its own requests for device
 * states are none of their business.
 */
#include <linux/device.h>
#include <linux/slab.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* A device that needs so many others is a driver's error. */
#define MAX_RELATIONS	64

/* Those that Linux took; it refuses one that needs the device itself. */
static struct wdm_relations *link_to(struct wdm_devnode *node, PDEVICE_RELATIONS relations)
{
	u32 max = min_t(u32, relations ? relations->Count : 0, MAX_RELATIONS);
	struct wdm_relations *set = max ? kzalloc(struct_size(set, node, max), GFP_KERNEL) : NULL;
	struct wdm_devnode *other;
	u32 i;

	for (i = 0; set && i < max; i++) {
		other = wdm_devnode_of_pdo(*(relations->Objects + i));
		if (other && other != node &&
		    device_link_add(node->dev, other->dev, DL_FLAG_STATELESS)) {
			set->node[set->count++] = other;
			continue;
		}
		dev_err(node->dev, "wdm: driver %s needs the power of a device that can't come first\n",
			wdm_devnode_service(node));
		wdm_devnode_put(other);
	}
	if (max && !set)
		dev_err(node->dev, "wdm: no memory for the devices whose power it needs\n");
	return set;
}

/**
 * wdm_power_relations_drop - a device needs no other's power any more
 * @node: the device; its lock is held
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_power_relations_drop(struct wdm_devnode *node)
{
	struct wdm_relations *set = node->power_relations;
	u32 i;

	lockdep_assert_held(&node->lock);
	node->power_relations = NULL;
	for (i = 0; set && i < set->count; i++)
		device_link_remove(node->dev, set->node[i]->dev);
	wdm_relations_free(set);
}

static void update(struct wdm_devnode *node)
{
	PDEVICE_RELATIONS relations;
	struct wdm_relations *set;
	NTSTATUS status;
	ULONG i;

	status = wdm_pnp_query_relations(node, PowerRelations, &relations);
	if (status == STATUS_INSUFFICIENT_RESOURCES)
		return;
	/* New links before the old ones go, so that what stays has its link all the time. */
	set = link_to(node, relations);
	wdm_power_relations_drop(node);
	node->power_relations = set;
	if (!relations)
		return;
	for (i = 0; i < relations->Count; i++)
		ObDereferenceObject(*(relations->Objects + i));
	ExFreePool(relations);
}

/* IoInvalidateDeviceRelations() */
void wdm_power_relations_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, power_relations_work);

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED)
		update(node);
	wdm_devnode_unlock(node);
	wdm_devnode_put(node);
}
