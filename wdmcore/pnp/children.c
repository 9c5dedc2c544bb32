// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the children of a bus.
 *
 * A bus driver answers IRP_MN_QUERY_DEVICE_RELATIONS for BusRelations with all PDOs
 * that are there, each with a reference. The first time that a PDO is named, its
 * device is made; when it isn't named any more, its device is gone, whatever it was
 * doing.
 */
#include <linux/device.h>

#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "rtl.h"

/* Takes over the reference to @pdo. */
static void new_child(struct wdm_devnode *parent, PDEVICE_OBJECT pdo)
{
	struct wdm_devnode *node = wdm_bus_device_alloc(WDM_DEVNODE_CHILD, parent);
	NTSTATUS status;

	if (!node) {
		/* It is named again next time. */
		ObDereferenceObject(pdo);
		return;
	}
	wdm_devnode_attach_pdo(node, pdo);
	status = wdm_devnode_identify(node);
	if (NT_SUCCESS(status))
		status = wdm_devnode_seed_registry(node);
	if (!NT_SUCCESS(status)) {
		/* PNP_DETECTED_FATAL_ERROR: ids that nobody can use */
		if (status == STATUS_INVALID_PARAMETER || status == STATUS_NAME_TOO_LONG)
			wdm_bug_report(0xca, 2, (ULONG_PTR)pdo, 0, 0,
				       pdo->DriverObject->MajorFunction[IRP_MJ_PNP],
				       "driver %s reports a device without usable ids",
				       wdm_driver(pdo->DriverObject)->service);
		else
			dev_err(parent->dev, "wdm: a device of driver %s is left out (status 0x%08x)\n",
				wdm_driver(pdo->DriverObject)->service, status);
		wdm_devnode_release_pdo(node);
		wdm_devnode_put(node);
		return;
	}
	if (node->disabled)
		dev_info(parent->dev, "wdm: the hardware of a device is disabled, as driver %s says\n",
			 wdm_driver(pdo->DriverObject)->service);
	/* Its bus driver may set properties of it now, before it has drivers. */
	wdm_pnp_request_minor(pdo, IRP_MN_DEVICE_ENUMERATED);
	node->reported = true;
	list_add_tail(&node->sibling, &parent->children);
}

/* Marks the child that @pdo is, or makes it. Takes over the reference to @pdo. */
static void report(struct wdm_devnode *parent, PDEVICE_OBJECT pdo)
{
	struct wdm_devnode *child = wdm_devnode_of_pdo(pdo);

	if (!child) {
		new_child(parent, pdo);
		return;
	}
	if (child->parent != parent || child->leaving)
		wdm_bug_report(0xca, 1, (ULONG_PTR)pdo, 0, 0,
			       pdo->DriverObject->MajorFunction[IRP_MJ_PNP],
			       "driver %s reports a PDO that is another's, or gone",
			       wdm_driver(pdo->DriverObject)->service);
	else if (child->reported)
		wdm_bug_report(0xca, 1, (ULONG_PTR)pdo, 0, 0,
			       pdo->DriverObject->MajorFunction[IRP_MJ_PNP],
			       "driver %s reports a PDO twice",
			       wdm_driver(pdo->DriverObject)->service);
	else
		child->reported = true;
	wdm_devnode_put(child);
	ObDereferenceObject(pdo);
}

/* The list's reference goes, too. */
static void drop_child(struct wdm_devnode *child)
{
	list_del_init(&child->sibling);
	child->leaving = true;
	wdm_bus_device_gone(child);
	wdm_devnode_put(child);
}

/**
 * wdm_children_update - the bus driver has said which children there are
 * @node: the bus
 * @relations: its answer, which is freed; NULL: there are none
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 */
void wdm_children_update(struct wdm_devnode *node, PDEVICE_RELATIONS relations)
{
	struct wdm_devnode *child, *next;
	ULONG i;

	lockdep_assert_held(&node->lock);
	list_for_each_entry(child, &node->children, sibling)
		child->reported = false;
	for (i = 0; relations && i < relations->Count; i++)
		report(node, *(relations->Objects + i));
	if (relations)
		ExFreePool(relations);

	list_for_each_entry_safe(child, next, &node->children, sibling) {
		if (child->reported)
			continue;
		child->missing = true;
		drop_child(child);
	}
	list_for_each_entry_safe(child, next, &node->children, sibling) {
		if (device_is_registered(child->dev))
			continue;
		if (wdm_bus_device_add(child)) {
			dev_err(node->dev, "wdm: a child device can't be added\n");
			drop_child(child);
		}
	}
}

/**
 * wdm_children_remove - the bus goes, and its children first
 * @node: the bus
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 */
void wdm_children_remove(struct wdm_devnode *node)
{
	struct wdm_devnode *child, *next;

	lockdep_assert_held(&node->lock);
	list_for_each_entry_safe(child, next, &node->children, sibling) {
		child->missing |= node->missing;
		drop_child(child);
	}
}
