/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A driver for tests of the PnP manager: function driver of root-enumerated devices
 * (r0, r1 ...), bus driver of their children, and function driver of those (c0, c1 ...).
 * What it is asked is written down, and what it answers is the test's to say.
 */
#ifndef _WDM_KUNIT_PNP_FAKE_H
#define _WDM_KUNIT_PNP_FAKE_H

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "wdmguid.h"

#define FAKE_DEVICES	8
#define FAKE_TAG	0x656b6146
#define FAKE_ROOT_ID	L"ROOT\\KUNITPNP"

/* Minor functions that are written down, unless a test wants others. */
#define FAKE_LOGGED	(BIT(IRP_MN_START_DEVICE) | BIT(IRP_MN_QUERY_REMOVE_DEVICE) | \
			 BIT(IRP_MN_REMOVE_DEVICE) | BIT(IRP_MN_CANCEL_REMOVE_DEVICE) | \
			 BIT(IRP_MN_STOP_DEVICE) | BIT(IRP_MN_QUERY_STOP_DEVICE) | \
			 BIT(IRP_MN_CANCEL_STOP_DEVICE) | BIT(IRP_MN_SURPRISE_REMOVAL) | \
			 BIT(IRP_MN_EJECT))

struct fake_pnp;

/* A device, root-enumerated or a child, as the driver thinks of it. */
struct fake_node {
	struct fake_pnp *fake;
	char name[4];
	/* Its function driver's side. */
	PDEVICE_OBJECT fdo;
	PDEVICE_OBJECT lower;
	PDEVICE_OBJECT pdo;
	/* Answers; STATUS_SUCCESS unless the test says otherwise. */
	NTSTATUS add;
	bool add_leaves_fdo;
	NTSTATUS status[0x20];
	PNP_DEVICE_STATE state;
	/* Names of devices that go with it: "r1", "c0"; "" for none. */
	char removal[4];
	char ejection[4];
	char power[4];
	/* Dispatch this minor function here: TRUE if it was dealt with. */
	bool (*hook)(struct fake_node *node, PIRP irp, NTSTATUS *status);
	bool keeps_fdo;
	/* A child: whose, and whether it is there. */
	struct fake_node *parent;
	bool present;
	bool can_eject;
	bool removable;
	bool disabled;
	const WCHAR *container;
	/* Called for IRP_MN_DEVICE_ENUMERATED, to set properties. */
	NTSTATUS (*enumerated)(PDEVICE_OBJECT pdo);
	/* Of its BUS_INTERFACE_STANDARD; NULL: it has none. */
	PGET_DMA_ADAPTER dma;
	int interface_refs;
	/* In the kernel's memory; given out as copies. */
	const IO_RESOURCE_REQUIREMENTS_LIST *requirements;
	const CM_RESOURCE_LIST *boot;
	/* What the last START_DEVICE brought. */
	ULONG descriptors;
	CM_PARTIAL_RESOURCE_DESCRIPTOR raw[4];
	CM_PARTIAL_RESOURCE_DESCRIPTOR translated[4];
};

struct fake_pnp {
	struct kunit *test;
	struct wdm_module module;
	struct wdm_inf_id ids[2];
	struct wdm_driver *driver;
	bool registered;
	struct fake_node root[FAKE_DEVICES];
	struct fake_node child[FAKE_DEVICES];
	struct wdm_devnode *devnode[FAKE_DEVICES];	/* of the roots that were added */
	spinlock_t lock;	/* log, pdo of the roots */
	u32 logged;
	char log[1024];
};

static struct fake_pnp *the_fake;

static inline void fake_log(const char *who, const char *what)
{
	unsigned long flags;

	spin_lock_irqsave(&the_fake->lock, flags);
	if (the_fake->log[0])
		strlcat(the_fake->log, " ", sizeof(the_fake->log));
	if (who) {
		strlcat(the_fake->log, who, sizeof(the_fake->log));
		strlcat(the_fake->log, ".", sizeof(the_fake->log));
	}
	strlcat(the_fake->log, what, sizeof(the_fake->log));
	spin_unlock_irqrestore(&the_fake->lock, flags);
}

static inline const char *fake_minor(UCHAR minor)
{
	switch (minor) {
	case IRP_MN_START_DEVICE:
		return "START";
	case IRP_MN_QUERY_REMOVE_DEVICE:
		return "QREMOVE";
	case IRP_MN_REMOVE_DEVICE:
		return "REMOVE";
	case IRP_MN_CANCEL_REMOVE_DEVICE:
		return "CREMOVE";
	case IRP_MN_STOP_DEVICE:
		return "STOP";
	case IRP_MN_QUERY_STOP_DEVICE:
		return "QSTOP";
	case IRP_MN_CANCEL_STOP_DEVICE:
		return "CSTOP";
	case IRP_MN_SURPRISE_REMOVAL:
		return "SURPRISE";
	case IRP_MN_EJECT:
		return "EJECT";
	case IRP_MN_FILTER_RESOURCE_REQUIREMENTS:
		return "FILTER";
	case IRP_MN_QUERY_PNP_DEVICE_STATE:
		return "STATE";
	case IRP_MN_QUERY_DEVICE_RELATIONS:
		return "RELATIONS";
	default:
		return "OTHER";
	}
}

/* What has been asked since the last time. */
#define expect_log(test, expected) do {						\
	wdm_pnp_flush();							\
	KUNIT_EXPECT_STREQ(test, the_fake->log, expected);			\
	the_fake->log[0] = 0;							\
} while (0)

static inline struct fake_node *fake_by_name(const char *name)
{
	struct fake_node *nodes = name[0] == 'r' ? the_fake->root : the_fake->child;

	return nodes + (name[1] - '0');
}

static inline NTSTATUS fake_complete(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static inline void *fake_pool(const void *data, size_t size)
{
	void *copy = ExAllocatePoolWithTag(PagedPool, size, FAKE_TAG);

	return copy ? memcpy(copy, data, size) : NULL;
}

/* An extension is a pointer to the node, and whether this is the PDO. */
struct fake_extension {
	struct fake_node *node;
	bool is_pdo;
};

static inline NTSTATUS fake_children(struct fake_node *bus, PIRP irp)
{
	PDEVICE_RELATIONS r = ExAllocatePoolWithTag(PagedPool,
			offsetof(DEVICE_RELATIONS, Objects[FAKE_DEVICES]), FAKE_TAG);
	PDEVICE_OBJECT *objects;
	struct fake_node *child;
	int i;

	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	r->Count = 0;
	objects = r->Objects;
	for (i = 0; i < FAKE_DEVICES; i++) {
		child = &the_fake->child[i];
		if (child->parent != bus || !child->present)
			continue;
		ObReferenceObject(child->pdo);
		objects[r->Count++] = child->pdo;
	}
	irp->IoStatus.Information = (ULONG_PTR)r;
	return STATUS_SUCCESS;
}

static inline NTSTATUS fake_one_relation(PIRP irp, const char *name)
{
	PDEVICE_RELATIONS r;
	PDEVICE_OBJECT pdo;

	if (!name[0])
		return irp->IoStatus.Status;
	/* The other device may be going at this moment. */
	spin_lock_irq(&the_fake->lock);
	pdo = fake_by_name(name)->pdo;
	if (pdo)
		ObReferenceObject(pdo);
	spin_unlock_irq(&the_fake->lock);
	if (!pdo)
		return irp->IoStatus.Status;
	r = ExAllocatePoolWithTag(PagedPool, sizeof(*r), FAKE_TAG);
	if (!r) {
		ObDereferenceObject(pdo);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	r->Count = 1;
	r->Objects[0] = pdo;
	irp->IoStatus.Information = (ULONG_PTR)r;
	return STATUS_SUCCESS;
}

static inline void fake_note_resources(struct fake_node *node, PIO_STACK_LOCATION stack)
{
	PCM_RESOURCE_LIST raw = stack->Parameters.StartDevice.AllocatedResources;
	PCM_RESOURCE_LIST translated = stack->Parameters.StartDevice.AllocatedResourcesTranslated;
	ULONG i;

	node->descriptors = raw ? raw->List[0].PartialResourceList.Count : 0;
	for (i = 0; i < node->descriptors && i < ARRAY_SIZE(node->raw); i++) {
		node->raw[i] = *(raw->List[0].PartialResourceList.PartialDescriptors + i);
		node->translated[i] =
			*(translated->List[0].PartialResourceList.PartialDescriptors + i);
	}
}

static inline NTSTATUS fake_fdo_pnp(struct fake_node *node, PDEVICE_OBJECT fdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	UCHAR minor = stack->MinorFunction;
	NTSTATUS status = STATUS_SUCCESS;
	PDEVICE_OBJECT lower = node->lower;

	if (minor < 0x20 && the_fake->logged & BIT(minor))
		fake_log(node->name, fake_minor(minor));
	if (node->hook && node->hook(node, irp, &status))
		return status;
	if (minor < 0x20)
		status = node->status[minor];
	switch (minor) {
	case IRP_MN_START_DEVICE:
		fake_note_resources(node, stack);
		if (!IoForwardIrpSynchronously(lower, irp))
			return fake_complete(irp, STATUS_UNSUCCESSFUL);
		if (NT_SUCCESS(irp->IoStatus.Status))
			irp->IoStatus.Status = status;
		return fake_complete(irp, irp->IoStatus.Status);
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_QUERY_STOP_DEVICE:
		if (!NT_SUCCESS(status))
			return fake_complete(irp, status);
		fallthrough;
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_CANCEL_STOP_DEVICE:
	case IRP_MN_STOP_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
		irp->IoStatus.Status = STATUS_SUCCESS;
		break;
	case IRP_MN_QUERY_PNP_DEVICE_STATE:
		irp->IoStatus.Information |= node->state;
		irp->IoStatus.Status = STATUS_SUCCESS;
		break;
	case IRP_MN_QUERY_DEVICE_RELATIONS:
		if (stack->Parameters.QueryDeviceRelations.Type == BusRelations)
			irp->IoStatus.Status = fake_children(node, irp);
		else if (stack->Parameters.QueryDeviceRelations.Type == RemovalRelations)
			irp->IoStatus.Status = fake_one_relation(irp, node->removal);
		else if (stack->Parameters.QueryDeviceRelations.Type == PowerRelations)
			irp->IoStatus.Status = fake_one_relation(irp, node->power);
		break;
	case IRP_MN_REMOVE_DEVICE:
		irp->IoStatus.Status = STATUS_SUCCESS;
		IoSkipCurrentIrpStackLocation(irp);
		status = IoCallDriver(lower, irp);
		if (!node->keeps_fdo) {
			IoDetachDevice(lower);
			IoDeleteDevice(fdo);
			node->fdo = NULL;
		}
		/* That of a child is the bus's to forget. */
		if (node->name[0] == 'r') {
			spin_lock_irq(&the_fake->lock);
			node->pdo = NULL;
			spin_unlock_irq(&the_fake->lock);
		}
		return status;
	}
	IoSkipCurrentIrpStackLocation(irp);
	return IoCallDriver(lower, irp);
}

static inline NTSTATUS fake_query_id(struct fake_node *node, PIRP irp, BUS_QUERY_ID_TYPE type)
{
	static const WCHAR device[] = L"KUNIT\\Child";
	static const WCHAR list[] = L"KUNIT\\Child\0";
	WCHAR instance[] = { node->name[1], 0 };
	void *answer;

	switch (type) {
	case BusQueryDeviceID:
		answer = fake_pool(device, sizeof(device));
		break;
	case BusQueryHardwareIDs:
		answer = fake_pool(list, sizeof(list));
		break;
	case BusQueryInstanceID:
		answer = fake_pool(instance, sizeof(instance));
		break;
	case BusQueryContainerID:
		if (!node->container)
			return irp->IoStatus.Status;
		answer = fake_pool(node->container, 39 * sizeof(WCHAR));
		break;
	default:
		return irp->IoStatus.Status;
	}
	irp->IoStatus.Information = (ULONG_PTR)answer;
	return answer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static inline NTSTATUS fake_give(PIRP irp, const void *data, size_t size)
{
	void *copy;

	if (!data)
		return irp->IoStatus.Status;
	copy = fake_pool(data, size);
	irp->IoStatus.Information = (ULONG_PTR)copy;
	return copy ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static inline VOID NTAPI fake_interface_reference(PVOID context)
{
	((struct fake_node *)context)->interface_refs++;
}

static inline VOID NTAPI fake_interface_dereference(PVOID context)
{
	((struct fake_node *)context)->interface_refs--;
}

static inline NTSTATUS fake_query_interface(struct fake_node *node, PIRP irp,
					    PIO_STACK_LOCATION stack)
{
	PBUS_INTERFACE_STANDARD bus = (PVOID)stack->Parameters.QueryInterface.Interface;

	if (!node->dma || !IsEqualGUID(stack->Parameters.QueryInterface.InterfaceType,
				       &GUID_BUS_INTERFACE_STANDARD))
		return irp->IoStatus.Status;
	*bus = (BUS_INTERFACE_STANDARD) {
		.Size = sizeof(*bus),
		.Version = 1,
		.Context = node,
		.InterfaceReference = fake_interface_reference,
		.InterfaceDereference = fake_interface_dereference,
		.GetDmaAdapter = node->dma,
	};
	fake_interface_reference(node);
	return STATUS_SUCCESS;
}

static inline NTSTATUS fake_pdo_pnp(struct fake_node *node, PDEVICE_OBJECT pdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = irp->IoStatus.Status;
	PDEVICE_CAPABILITIES c;

	switch (stack->MinorFunction) {
	case IRP_MN_START_DEVICE:
	case IRP_MN_STOP_DEVICE:
	case IRP_MN_QUERY_STOP_DEVICE:
	case IRP_MN_CANCEL_STOP_DEVICE:
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
	case IRP_MN_REMOVE_DEVICE:
		status = STATUS_SUCCESS;
		break;
	case IRP_MN_EJECT:
		fake_log(node->name, "EJECT");
		node->present = false;
		status = STATUS_SUCCESS;
		break;
	case IRP_MN_DEVICE_ENUMERATED:
		if (the_fake->logged & BIT(IRP_MN_DEVICE_ENUMERATED))
			fake_log(node->name, "ENUMERATED");
		if (node->enumerated)
			status = node->enumerated(pdo);
		break;
	case IRP_MN_QUERY_ID:
		status = fake_query_id(node, irp, stack->Parameters.QueryId.IdType);
		break;
	case IRP_MN_QUERY_CAPABILITIES:
		c = stack->Parameters.DeviceCapabilities.Capabilities;
		c->EjectSupported = node->can_eject;
		c->Removable = node->removable;
		c->HardwareDisabled = node->disabled;
		status = STATUS_SUCCESS;
		break;
	case IRP_MN_QUERY_INTERFACE:
		status = fake_query_interface(node, irp, stack);
		break;
	case IRP_MN_QUERY_RESOURCES:
		status = fake_give(irp, node->boot, node->boot ?
				   wdm_cm_list_bytes(node->boot, PAGE_SIZE) : 0);
		break;
	case IRP_MN_QUERY_RESOURCE_REQUIREMENTS:
		status = fake_give(irp, node->requirements,
				   node->requirements ? node->requirements->ListSize : 0);
		break;
	case IRP_MN_QUERY_DEVICE_RELATIONS:
		if (stack->Parameters.QueryDeviceRelations.Type == EjectionRelations)
			status = fake_one_relation(irp, node->ejection);
		else if (stack->Parameters.QueryDeviceRelations.Type == TargetDeviceRelation)
			status = fake_one_relation(irp, node->name);
		break;
	}
	return fake_complete(irp, status);
}

static inline NTSTATUS NTAPI fake_pnp_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	struct fake_extension *ext = device->DeviceExtension;

	return ext->is_pdo ? fake_pdo_pnp(ext->node, device, irp) :
			     fake_fdo_pnp(ext->node, device, irp);
}

static inline NTSTATUS NTAPI fake_pass(PDEVICE_OBJECT device, PIRP irp)
{
	struct fake_extension *ext = device->DeviceExtension;

	if (ext->is_pdo)
		return fake_complete(irp, irp->IoStatus.Status);
	IoSkipCurrentIrpStackLocation(irp);
	return IoCallDriver(ext->node->lower, irp);
}

static inline NTSTATUS NTAPI fake_create_close(PDEVICE_OBJECT device, PIRP irp)
{
	return fake_complete(irp, STATUS_SUCCESS);
}

static inline NTSTATUS NTAPI fake_add_device(PDRIVER_OBJECT driver, PDEVICE_OBJECT pdo)
{
	struct wdm_devnode *devnode = wdm_devnode_of_pdo(pdo);
	struct fake_extension *ext;
	struct fake_node *node;
	PDEVICE_OBJECT fdo;
	NTSTATUS status;

	if (devnode->kind == WDM_DEVNODE_ROOT)
		node = &the_fake->root[devnode->instance[3] - '0'];
	else
		node = ((struct fake_extension *)pdo->DeviceExtension)->node;
	wdm_devnode_put(devnode);
	fake_log(node->name, "ADD");
	if (!NT_SUCCESS(node->add) && !node->add_leaves_fdo)
		return node->add;
	status = IoCreateDevice(driver, sizeof(*ext), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &fdo);
	if (!NT_SUCCESS(status))
		return status;
	ext = fdo->DeviceExtension;
	ext->node = node;
	node->lower = IoAttachDeviceToDeviceStack(fdo, pdo);
	if (!node->lower) {
		IoDeleteDevice(fdo);
		return STATUS_NO_SUCH_DEVICE;
	}
	node->pdo = pdo;
	node->fdo = fdo;
	fdo->Flags &= ~DO_DEVICE_INITIALIZING;
	return node->add;
}

/* A driver that isn't registered yet. */
static inline struct fake_pnp *fake_pnp_new(struct kunit *test)
{
	static const u16 root_id[] = FAKE_ROOT_ID;
	static const u16 child_id[] = L"KUNIT\\Child";
	static const u16 description[] = L"A device of a test";
	struct fake_pnp *fake = kzalloc(sizeof(*fake), GFP_KERNEL);
	PDRIVER_OBJECT obj;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, fake);
	the_fake = fake;
	fake->test = test;
	fake->logged = FAKE_LOGGED;
	spin_lock_init(&fake->lock);
	fake->ids[0].hardware_id = root_id;
	fake->ids[0].description = description;
	fake->ids[1].hardware_id = child_id;
	fake->module.service = "kunit_pnp";
	fake->module.owner = THIS_MODULE;
	fake->module.ids = fake->ids;
	fake->module.nr_ids = ARRAY_SIZE(fake->ids);
	for (i = 0; i < FAKE_DEVICES; i++) {
		fake->root[i].fake = fake;
		fake->child[i].fake = fake;
		snprintf(fake->root[i].name, sizeof(fake->root[i].name), "r%d", i);
		snprintf(fake->child[i].name, sizeof(fake->child[i].name), "c%d", i);
	}
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_driver_create("kunit_pnp", &fake->module, &fake->driver));
	obj = &fake->driver->obj;
	obj->DriverExtension->AddDevice = fake_add_device;
	obj->MajorFunction[IRP_MJ_PNP] = fake_pnp_dispatch;
	obj->MajorFunction[IRP_MJ_POWER] = fake_pass;
	obj->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = fake_pass;
	obj->MajorFunction[IRP_MJ_CREATE] = fake_create_close;
	obj->MajorFunction[IRP_MJ_CLEANUP] = fake_create_close;
	obj->MajorFunction[IRP_MJ_CLOSE] = fake_create_close;
	return fake;
}

static inline void fake_register(struct fake_pnp *fake)
{
	KUNIT_ASSERT_EQ(fake->test, STATUS_SUCCESS, wdm_pnp_driver_ready(fake->driver));
	fake->registered = true;
}

static inline void fake_unregister(struct fake_pnp *fake)
{
	wdm_pnp_driver_remove(fake->driver);
	fake->registered = false;
}

/* Root device number @n, which has to be the lowest free number. */
static inline struct wdm_devnode *fake_add_root(struct fake_pnp *fake, int n)
{
	KUNIT_ASSERT_EQ(fake->test, STATUS_SUCCESS, wdm_root_add(FAKE_ROOT_ID,
								 &fake->devnode[n]));
	return fake->devnode[n];
}

/* Child @n of @parent is there; the bus isn't told. */
static inline void fake_plug(struct fake_pnp *fake, int n, struct fake_node *parent)
{
	struct fake_node *child = &fake->child[n];
	struct fake_extension *ext;

	KUNIT_ASSERT_EQ(fake->test, STATUS_SUCCESS,
			IoCreateDevice(&fake->driver->obj, sizeof(*ext), NULL,
				       FILE_DEVICE_UNKNOWN, FILE_AUTOGENERATED_DEVICE_NAME,
				       FALSE, &child->pdo));
	ext = child->pdo->DeviceExtension;
	ext->node = child;
	ext->is_pdo = true;
	child->pdo->Flags &= ~DO_DEVICE_INITIALIZING;
	child->parent = parent;
	child->present = true;
}

/* Removes what was added, and the driver. Nothing refuses any more. */
static inline void fake_pnp_free(struct fake_pnp *fake)
{
	int i;

	for (i = 0; i < FAKE_DEVICES; i++) {
		memset(fake->root[i].status, 0, sizeof(fake->root[i].status));
		memset(fake->child[i].status, 0, sizeof(fake->child[i].status));
		fake->root[i].hook = NULL;
		fake->child[i].hook = NULL;
	}
	if (fake->registered)
		fake_unregister(fake);
	for (i = 0; i < FAKE_DEVICES; i++) {
		if (fake->devnode[i]) {
			wdm_root_remove(fake->devnode[i]);
			wdm_devnode_put(fake->devnode[i]);
		}
	}
	wdm_pnp_flush();
	for (i = 0; i < FAKE_DEVICES; i++)
		if (fake->child[i].pdo)
			IoDeleteDevice(fake->child[i].pdo);
	wdm_pnp_driver_gone(fake->driver);
	KUNIT_EXPECT_NULL(fake->test, fake->driver->obj.DeviceObject);
	wdm_driver_destroy(fake->driver);
	the_fake = NULL;
	kfree(fake);
}

/* A file on the stack of @node. */
static inline PFILE_OBJECT fake_open(struct kunit *test, struct fake_node *node)
{
	UNICODE_STRING name = {};
	PDEVICE_OBJECT device;
	PFILE_OBJECT file = NULL;
	WCHAR buffer[64];
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(node->pdo, DevicePropertyPhysicalDeviceObjectName,
					    sizeof(buffer), buffer, &length));
	RtlInitUnicodeString(&name, buffer);
	if (!NT_SUCCESS(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device)))
		return NULL;
	return file;
}

static inline int fake_pnp_init(struct kunit *test)
{
	test->priv = fake_pnp_new(test);
	return 0;
}

static inline void fake_pnp_exit(struct kunit *test)
{
	fake_pnp_free(test->priv);
}

#endif /* _WDM_KUNIT_PNP_FAKE_H */
