// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: devices that go with another one, without being its children.
 *
 * A driver names them when it is asked for RemovalRelations, a bus driver for
 * EjectionRelations. Where somebody asks whether a device may go, they are asked as well;
 * when it goes, a work item takes each from its driver: no order is promised, and the
 * locks of devices that aren't above each other have none.
 */
#include <linux/device.h>
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* A device that goes with so many others is a driver's error. */
#define MAX_RELATIONS	64

void wdm_relations_free(struct wdm_relations *set)
{
	u32 i;

	if (!set)
		return;
	for (i = 0; i < set->count; i++)
		wdm_devnode_put(set->node[i]);
	kfree(set);
}

/* One is above the other: who is below goes first in any case. */
static bool is_family(const struct wdm_devnode *a, const struct wdm_devnode *b)
{
	const struct wdm_devnode *node;

	for (node = a; node; node = node->parent)
		if (node == b)
			return true;
	for (node = b; node; node = node->parent)
		if (node == a)
			return true;
	return false;
}

static bool has(const struct wdm_relations *set, const struct wdm_devnode *node)
{
	u32 i;

	for (i = 0; i < set->count; i++)
		if (is_family(set->node[i], node))
			return true;
	return false;
}

/* What @node's stack answers for @type; its lock is held. */
static void add(struct wdm_relations *set, struct wdm_devnode *first, struct wdm_devnode *node,
		DEVICE_RELATION_TYPE type)
{
	PDEVICE_RELATIONS relations;
	struct wdm_devnode *found;
	PDEVICE_OBJECT pdo;
	ULONG i;

	wdm_pnp_query_relations(node, type, &relations);
	if (!relations)
		return;
	for (i = 0; i < relations->Count; i++) {
		pdo = *(relations->Objects + i);
		found = wdm_devnode_of_pdo(pdo);
		ObDereferenceObject(pdo);
		if (found && set->count < MAX_RELATIONS && !is_family(first, found) &&
		    !has(set, found))
			set->node[set->count++] = found;
		else
			wdm_devnode_put(found);
	}
	ExFreePool(relations);
}

static struct wdm_relations *new_set(gfp_t gfp)
{
	struct wdm_relations *set;

	return kzalloc(struct_size(set, node, MAX_RELATIONS), gfp);
}

/**
 * wdm_relations_query - which devices go with a device, and with those
 * @node: the device; no lock of a devnode is held
 * @eject: it is to be ejected
 * @set: returns them; to be freed
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_relations_query(struct wdm_devnode *node, bool eject, struct wdm_relations **set)
{
	struct wdm_devnode *next = node;
	struct wdm_relations *s;
	u32 asked = 0;

	s = new_set(GFP_KERNEL);
	*set = s;
	if (!s)
		return STATUS_INSUFFICIENT_RESOURCES;
	do {
		wdm_devnode_lock(next);
		if (next->state == WDM_DEVNODE_STARTED) {
			add(s, node, next, RemovalRelations);
			if (eject && next == node)
				add(s, node, next, EjectionRelations);
		}
		wdm_devnode_unlock(next);
		next = asked < s->count ? s->node[asked] : NULL;
		asked++;
	} while (next);
	return STATUS_SUCCESS;
}

/**
 * wdm_relations_of - which devices a device's drivers name as going with it
 * @node: the device, started; its lock is held
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: they. A removal can't fail for want of memory.
 */
struct wdm_relations *wdm_relations_of(struct wdm_devnode *node)
{
	struct wdm_relations *set = new_set(GFP_KERNEL | __GFP_NOFAIL);

	lockdep_assert_held(&node->lock);
	add(set, node, node, RemovalRelations);
	return set;
}

/* Takes a device from its driver because another one goes. */
void wdm_pnp_release_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, release_work);

	if (dev_get_drvdata(node->dev) == node)
		device_release_driver(node->dev);
	wdm_devnode_lock(node);
	/* It was started without a driver. */
	if (node->state == WDM_DEVNODE_STARTED && !node->driver)
		wdm_pnp_remove(node);
	wdm_devnode_unlock(node);
	wdm_devnode_put(node);
}

/**
 * wdm_relations_release - take devices from their drivers, soon
 * @set: the devices; freed
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_relations_release(struct wdm_relations *set)
{
	u32 i;

	if (!set)
		return;
	for (i = 0; i < set->count; i++) {
		wdm_devnode_get(set->node[i]);
		if (!queue_work(wdm_pnp_wq, &set->node[i]->release_work))
			wdm_devnode_put(set->node[i]);
	}
	wdm_relations_free(set);
}
