// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_children: a bus driver and its children: children.c, eject.c, remove.c; and
 * drivers that break the rules, each of which leaves a report and nothing worse.
 */
#include "pnp_fake.h"
#include "hal.h"
#include "io_fake.h"
#include <cfg.h>
#include <initguid.h>
#include <devpkey.h>

/* Bus r0 with children c0 to c(@n - 1), all started. */
static struct wdm_devnode *bus_with(struct kunit *test, int n)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	int i;

	for (i = 0; i < n; i++)
		fake_plug(fake, i, &fake->root[0]);
	fake_register(fake);
	node = fake_add_root(fake, 0);
	wdm_pnp_flush();
	fake->log[0] = 0;
	return node;
}

static void children_start_behind_the_bus(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START c0.ADD c0.START");
	fake_plug(fake, 1, &fake->root[0]);
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "c1.ADD c1.START");
	/* Nothing has changed. */
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "c0.QREMOVE c1.QREMOVE r0.QREMOVE c0.REMOVE c1.REMOVE r0.REMOVE");
}

/* What is wrong with a child, as its drivers would be told. */
static u32 problem_of(struct kunit *test, struct fake_node *child)
{
	DEVPROPTYPE type = 0;
	ULONG required = 0;
	u32 value = 0;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDevicePropertyData(child->pdo, &DEVPKEY_Device_ProblemCode,
						LOCALE_NEUTRAL, 0, sizeof(value), &value,
						&required, &type));
	return value;
}

/* HardwareDisabled is looked at when the child is found, and not again. */
static void hardware_is_disabled(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 1);

	/* One that is started already isn't stopped by it. */
	fake->child[0].disabled = true;
	fake->child[1].disabled = true;
	fake_plug(fake, 1, &fake->root[0]);
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	IoInvalidateDeviceState(fake->child[0].pdo);
	expect_log(test, "");
	KUNIT_EXPECT_EQ(test, 0, problem_of(test, &fake->child[0]));
	KUNIT_EXPECT_EQ(test, CM_PROB_HARDWARE_DISABLED, problem_of(test, &fake->child[1]));
	/* A driver that comes finds it no better. */
	fake_unregister(fake);
	fake_register(fake);
	wdm_pnp_flush();
	KUNIT_EXPECT_NULL(test, strstr(fake->log, "c1."));
	/* Plugged in again, it is found anew. */
	fake->child[0].disabled = false;
	fake->child[0].present = false;
	fake->child[1].present = false;
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_NULL(test, strstr(fake->log, "c1."));
}

static const DEVPROPKEY enumerated_key = {
	{ 0x1c2f1d41, 0x7c5a, 0x4b7e, { 0x80, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x88 } }, 7
};

static NTSTATUS set_enumerated(PDEVICE_OBJECT pdo)
{
	u32 value = 0x1234;

	return IoSetDevicePropertyData(pdo, &enumerated_key, LOCALE_NEUTRAL, 0,
				       DEVPROP_TYPE_UINT32, sizeof(value), &value);
}

static NTSTATUS refuse_enumerated(PDEVICE_OBJECT pdo)
{
	return STATUS_UNSUCCESSFUL;
}

/* IRP_MN_DEVICE_ENUMERATED: the PDO is a device now, and has no driver yet. */
static void bus_driver_sets_properties(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 0);
	DEVPROPTYPE type = 0;
	ULONG required = 0;
	u32 value = 0;

	fake->logged |= BIT(IRP_MN_DEVICE_ENUMERATED);
	fake->child[0].enumerated = set_enumerated;
	fake_plug(fake, 0, &fake->root[0]);
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "c0.ENUMERATED c0.ADD c0.START");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDevicePropertyData(fake->child[0].pdo, &enumerated_key,
						LOCALE_NEUTRAL, 0, sizeof(value), &value,
						&required, &type));
	KUNIT_EXPECT_EQ(test, 0x1234, value);
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "");
	/* It has no say in whether there is a device. */
	fake_plug(fake, 1, &fake->root[0]);
	fake->child[1].enumerated = refuse_enumerated;
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "c1.ENUMERATED c1.ADD c1.START");
}

static DMA_ADAPTER bus_adapter;

static PDMA_ADAPTER NTAPI give_adapter(PVOID context, PDEVICE_DESCRIPTION description,
				       PULONG registers)
{
	struct fake_node *child = context;

	*registers = child->name[1];
	return &bus_adapter;
}

/* The bus driver makes a child's DMA adapter, or it is as the bus's own. */
static void bus_makes_dma_adapters(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 2);
	DEVICE_DESCRIPTION description = {
		.Version = DEVICE_DESCRIPTION_VERSION,
		.Master = TRUE,
		.ScatterGather = TRUE,
		.Dma64BitAddresses = TRUE,
		.MaximumLength = PAGE_SIZE,
	};
	PDMA_ADAPTER adapter;
	ULONG registers = 0;

	fake->child[0].dma = give_adapter;
	adapter = IoGetDmaAdapter(fake->child[0].pdo, &description, &registers);
	KUNIT_EXPECT_PTR_EQ(test, &bus_adapter, adapter);
	KUNIT_EXPECT_EQ(test, '0', registers);
	KUNIT_EXPECT_EQ(test, 0, fake->child[0].interface_refs);

	KUNIT_EXPECT_NULL(test, IoGetDmaAdapter(fake->child[1].pdo, &description, &registers));
	node->hardware = true;
	node->dev->dma_mask = &node->dev->coherent_dma_mask;
	adapter = IoGetDmaAdapter(fake->child[1].pdo, &description, &registers);
	KUNIT_EXPECT_NOT_NULL(test, adapter);
	if (adapter) {
		KUNIT_EXPECT_EQ(test, 1, adapter->Version);
		KUNIT_EXPECT_PTR_EQ(test, node->dev, to_wdm_adapter(adapter)->dev);
		adapter->DmaOperations->PutDmaAdapter(adapter);
	}
	node->dev->dma_mask = NULL;
	node->hardware = false;
}

static void missing_child_is_a_surprise(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 2);

	fake->child[0].present = false;
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	expect_log(test, "c0.SURPRISE c0.REMOVE");
}

static void file_on_a_child_keeps_the_bus(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 1);
	PFILE_OBJECT file = fake_open(test, &fake->child[0]);

	KUNIT_ASSERT_NOT_NULL(test, file);
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "");
	/* The bus is gone: it gets REMOVE_DEVICE after its child. */
	fake->root[0].state = PNP_DEVICE_FAILED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "c0.SURPRISE r0.SURPRISE");
	fake->root[0].state = 0;
	fake->child[0].present = false;
	ObDereferenceObject(file);
	expect_log(test, "c0.REMOVE r0.REMOVE r0.ADD r0.START");
}

static void second_child_refuses(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 2);
	PFILE_OBJECT file;

	fake->child[1].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "c0.QREMOVE c1.QREMOVE c1.CREMOVE c0.CREMOVE");
	file = fake_open(test, &fake->child[0]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	ObDereferenceObject(file);
}

/* Who agreed below a child that agreed has to hear that it won't happen, too. */
static void grandchild_hears_of_the_refusal(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	PFILE_OBJECT file;

	fake_plug(fake, 0, &fake->root[0]);
	fake_plug(fake, 1, &fake->child[0]);
	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START c0.ADD c0.START c1.ADD c1.START");
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "c1.QREMOVE c0.QREMOVE r0.QREMOVE r0.CREMOVE c0.CREMOVE c1.CREMOVE");
	file = fake_open(test, &fake->child[1]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	ObDereferenceObject(file);
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_SUCCESS;
	/* PNP_DEVICE_NOT_DISABLEABLE of a grandchild is the bus's. */
	fake->child[1].state = PNP_DEVICE_NOT_DISABLEABLE;
	IoInvalidateDeviceState(fake->child[1].pdo);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "");
}

static NTSTATUS eject(struct fake_node *child)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(child->pdo);
	NTSTATUS status = wdm_pnp_eject(node);

	wdm_devnode_put(node);
	return status;
}

static void ejection_takes_relations_along(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	const char *removed;

	fake->child[0].can_eject = true;
	bus_with(test, 2);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, eject(&fake->child[1]));
	strscpy(fake->child[0].ejection, "c1", sizeof(fake->child[0].ejection));
	fake->child[1].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, eject(&fake->child[0]));
	expect_log(test, "c0.QREMOVE c1.QREMOVE c1.CREMOVE c0.CREMOVE");
	fake->child[1].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, eject(&fake->child[0]));
	wdm_pnp_flush();
	/* Its relation goes at the same time, before it or behind. */
	removed = strstr(fake->log, "c0.REMOVE");
	KUNIT_ASSERT_NOT_NULL(test, removed);
	KUNIT_EXPECT_NOT_NULL(test, strstr(removed, "c0.EJECT"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(fake->log, "c1.REMOVE"));
	/* Not it, but its relation is ejected. */
	KUNIT_EXPECT_NULL(test, strstr(fake->log, "c1.EJECT"));
}

static NTSTATUS ejected;

static VOID NTAPI note_ejection(NTSTATUS status, PVOID context)
{
	ejected = status;
	fake_log(NULL, "CALLBACK");
}

static void ejection_calls_back(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	KIRQL irql;

	fake->child[0].can_eject = true;
	bus_with(test, 1);
	ejected = STATUS_PENDING;
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoRequestDeviceEjectEx(fake->child[0].pdo, note_ejection, NULL, NULL));
	KeLowerIrql(irql);
	expect_log(test, "c0.QREMOVE c0.REMOVE c0.EJECT CALLBACK");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ejected);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoRequestDeviceEjectEx(fake->root[0].fdo, NULL, NULL, NULL));
}

/* A bus driver that names a child twice. */
static bool names_twice(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	PDEVICE_OBJECT pdo = the_fake->child[0].pdo;
	PDEVICE_OBJECT *objects;
	PDEVICE_RELATIONS r;

	if (stack->MinorFunction != IRP_MN_QUERY_DEVICE_RELATIONS ||
	    stack->Parameters.QueryDeviceRelations.Type != BusRelations)
		return false;
	r = ExAllocatePoolWithTag(PagedPool, sizeof(*r) + sizeof(pdo), FAKE_TAG);
	r->Count = 2;
	objects = r->Objects;
	objects[0] = pdo;
	objects[1] = pdo;
	ObReferenceObject(pdo);
	ObReferenceObject(pdo);
	irp->IoStatus.Information = (ULONG_PTR)r;
	*status = fake_complete(irp, STATUS_SUCCESS);
	return true;
}

static void child_is_named_twice(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 1);
	struct fake_reports reports;

	fake->root[0].hook = names_twice;
	expect_reports(&reports, 0xca);
	IoInvalidateDeviceRelations(node->pdo, BusRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	KUNIT_EXPECT_EQ(test, 1, reports.parameter[0]);
	expect_log(test, "");
	fake->root[0].hook = NULL;
}

static PIRP late_irp;

/* REMOVE_DEVICE that is neither passed down nor completed. */
static bool drops_removal(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	if (stack->MinorFunction != IRP_MN_REMOVE_DEVICE)
		return false;
	IoDetachDevice(node->lower);
	IoDeleteDevice(node->fdo);
	late_irp = irp;
	*status = STATUS_SUCCESS;
	return true;
}

static void removal_is_dropped(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 0);
	struct fake_reports reports;

	fake->root[0].hook = drops_removal;
	expect_reports(&reports, 0xc9);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	KUNIT_EXPECT_EQ(test, 0x226, reports.parameter[0]);
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_REMOVED, node->state);
	expect_log(test, "r0.QREMOVE r0.REMOVE");
	/* It is freed, should it ever be completed. */
	fake_complete(late_irp, STATUS_SUCCESS);
}

/* The same, where an answer is asked for. */
static bool keeps_stop(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	if (IoGetCurrentIrpStackLocation(irp)->MinorFunction != IRP_MN_QUERY_STOP_DEVICE)
		return false;
	late_irp = irp;
	*status = STATUS_SUCCESS;
	return true;
}

static void dropped_request_is_completed_late(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 0);
	struct fake_reports reports;

	fake->root[0].hook = keeps_stop;
	expect_reports(&reports, 0xc9);
	mutex_lock(&node->lock);
	/* It isn't taken for an agreement. */
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_pnp_restart(node));
	mutex_unlock(&node->lock);
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	expect_log(test, "r0.QSTOP r0.CSTOP");
	fake_complete(late_irp, STATUS_SUCCESS);
	fake->root[0].hook = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.REMOVE");
}

static void device_object_is_left_behind(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = bus_with(test, 0);
	struct fake_reports reports;

	fake->root[0].keeps_fdo = true;
	expect_reports(&reports, 0xca);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	KUNIT_EXPECT_EQ(test, 5, reports.parameter[0]);
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_REMOVED, node->state);
	/* Its driver's to delete, off the stack as it is. */
	IoDeleteDevice(fake->root[0].fdo);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(children_start_behind_the_bus),
	KUNIT_CASE(hardware_is_disabled),
	KUNIT_CASE(bus_driver_sets_properties),
	KUNIT_CASE(bus_makes_dma_adapters),
	KUNIT_CASE(missing_child_is_a_surprise),
	KUNIT_CASE(file_on_a_child_keeps_the_bus),
	KUNIT_CASE(second_child_refuses),
	KUNIT_CASE(grandchild_hears_of_the_refusal),
	KUNIT_CASE(ejection_takes_relations_along),
	KUNIT_CASE(ejection_calls_back),
	KUNIT_CASE(child_is_named_twice),
	KUNIT_CASE(removal_is_dropped),
	KUNIT_CASE(dropped_request_is_completed_late),
	KUNIT_CASE(device_object_is_left_behind),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_children",
	.init = fake_pnp_init,
	.exit = fake_pnp_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
