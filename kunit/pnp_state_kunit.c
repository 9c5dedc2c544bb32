// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_state: from AddDevice to REMOVE_DEVICE, with every refusal and failure, for
 * one device: start.c, remove.c, invalidate.c. The order of requests is that of the
 * reference pages of the IRP_MN_ codes.
 */
#include "pnp_fake.h"
#include <cfg.h>
#include <initguid.h>
#include <devpkey.h>

static u32 number_of(struct kunit *test, PDEVICE_OBJECT pdo, const DEVPROPKEY *key)
{
	ULONG value = 0, required = 0;
	DEVPROPTYPE type = 0;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDevicePropertyData(pdo, key, LOCALE_NEUTRAL, 0, sizeof(value),
						&value, &required, &type));
	KUNIT_EXPECT_EQ(test, DEVPROP_TYPE_UINT32, type);
	return value;
}

static void expect_problem(struct kunit *test, struct wdm_devnode *node, u32 problem)
{
	u32 status = number_of(test, node->pdo, &DEVPKEY_Device_DevNodeStatus);

	KUNIT_EXPECT_EQ(test, problem, number_of(test, node->pdo, &DEVPKEY_Device_ProblemCode));
	KUNIT_EXPECT_EQ(test, !!problem, !!(status & DN_HAS_PROBLEM));
	KUNIT_EXPECT_EQ(test, !problem, !!(status & DN_STARTED));
}

static void starts_and_goes(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
	expect_problem(test, node, 0);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.REMOVE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_REMOVED, node->state);
	KUNIT_EXPECT_EQ(test, STATUS_NO_SUCH_DEVICE, wdm_root_remove(node));
}

/* The order in which a device is asked after its start, and what the requests begin with. */
static NTSTATUS first_status;
static DEVICE_CAPABILITIES first_capabilities;

static bool look(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	if (irp->IoStatus.Status != STATUS_NOT_SUPPORTED)
		first_status = irp->IoStatus.Status;
	if (stack->MinorFunction == IRP_MN_QUERY_CAPABILITIES)
		first_capabilities = *stack->Parameters.DeviceCapabilities.Capabilities;
	return false;
}

static void requests_begin_as_documented(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;

	first_status = STATUS_NOT_SUPPORTED;
	fake->root[0].hook = look;
	fake->logged = BIT(IRP_MN_START_DEVICE) | BIT(IRP_MN_FILTER_RESOURCE_REQUIREMENTS) |
		       BIT(IRP_MN_QUERY_PNP_DEVICE_STATE) | BIT(IRP_MN_QUERY_DEVICE_RELATIONS);
	fake_register(fake);
	fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.FILTER r0.START r0.STATE r0.RELATIONS");
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, first_status);
	KUNIT_EXPECT_EQ(test, sizeof(DEVICE_CAPABILITIES), first_capabilities.Size);
	KUNIT_EXPECT_EQ(test, 1, first_capabilities.Version);
	KUNIT_EXPECT_EQ(test, ~0U, first_capabilities.Address);
	KUNIT_EXPECT_EQ(test, ~0U, first_capabilities.UINumber);
}

static void driver_comes_later_and_leaves(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = fake_add_root(fake, 0);

	expect_log(test, "");
	expect_problem(test, node, CM_PROB_FAILED_INSTALL);
	fake_register(fake);
	expect_log(test, "r0.ADD r0.START");
	fake_unregister(fake);
	expect_log(test, "r0.QREMOVE r0.REMOVE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_NEW, node->state);
	fake_register(fake);
	expect_log(test, "r0.ADD r0.START");
}

static void query_remove_is_refused(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	PFILE_OBJECT file;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START");
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.CREMOVE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
	/* It can be opened as before. */
	file = fake_open(test, &fake->root[0]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	ObDereferenceObject(file);
	/* Linux takes the driver away all the same. */
	fake_unregister(fake);
	expect_log(test, "r0.QREMOVE r0.CREMOVE r0.SURPRISE r0.REMOVE");
}

static void file_keeps_the_device(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	PFILE_OBJECT file;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	file = fake_open(test, &fake->root[0]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	expect_log(test, "r0.ADD r0.START");
	/* The drivers aren't asked. */
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "");
	/* The device fails: the driver learns that, and keeps its objects for the file. */
	fake->root[0].state = PNP_DEVICE_FAILED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.SURPRISE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_SURPRISE, node->state);
	KUNIT_EXPECT_NULL(test, fake_open(test, &fake->root[0]));
	fake->root[0].state = 0;
	ObDereferenceObject(file);
	/* After the last close the device is free for its driver again. */
	expect_log(test, "r0.REMOVE r0.ADD r0.START");
}

static void add_device_fails(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	fake->root[0].add = STATUS_INSUFFICIENT_RESOURCES;
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD");
	expect_problem(test, node, CM_PROB_FAILED_ADD);
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_NEW, node->state);
}

/* With what it left on the stack it hears of the removal. */
static void add_device_fails_half_way(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	fake->root[0].add = STATUS_UNSUCCESSFUL;
	fake->root[0].add_leaves_fdo = true;
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.REMOVE");
	KUNIT_EXPECT_NULL(test, fake->root[0].fdo);
	expect_problem(test, node, CM_PROB_FAILED_ADD);
	/* The next try finds a driver in better shape. */
	fake->root[0].add = STATUS_SUCCESS;
	fake_unregister(fake);
	fake_register(fake);
	expect_log(test, "r0.ADD r0.START");
	expect_problem(test, node, 0);
}

static void start_fails(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	fake->root[0].status[IRP_MN_START_DEVICE] = STATUS_DEVICE_CONFIGURATION_ERROR;
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START r0.REMOVE");
	expect_problem(test, node, CM_PROB_FAILED_START);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "");
}

static void fails_after_start(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	fake->root[0].state = PNP_DEVICE_FAILED;
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START r0.SURPRISE r0.REMOVE");
	expect_problem(test, node, CM_PROB_FAILED_POST_START);
}

static void is_reported_as_removed(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	fake->root[0].state = PNP_DEVICE_REMOVED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.ADD r0.START r0.SURPRISE r0.REMOVE");
	expect_problem(test, node, CM_PROB_DEVICE_NOT_THERE);
}

/* A state that doesn't end the device's work. */
static void is_disabled_or_hidden(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	u32 status;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	fake->root[0].state = PNP_DEVICE_DISABLED | PNP_DEVICE_DONT_DISPLAY_IN_UI;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.ADD r0.START");
	status = number_of(test, node->pdo, &DEVPKEY_Device_DevNodeStatus);
	KUNIT_EXPECT_TRUE(test, status & DN_NO_SHOW_IN_DM);
	KUNIT_EXPECT_EQ(test, CM_PROB_HARDWARE_DISABLED,
			number_of(test, node->pdo, &DEVPKEY_Device_ProblemCode));
	fake->root[0].state = 0;
	IoInvalidateDeviceState(node->pdo);
	wdm_pnp_flush();
	expect_problem(test, node, 0);
}

/* Which is no more than told. */
static void is_disconnected(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	fake->root[0].state = PNP_DEVICE_DISCONNECTED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.ADD r0.START");
	KUNIT_EXPECT_TRUE(test, number_of(test, node->pdo, &DEVPKEY_Device_DevNodeStatus) &
				DN_DEVICE_DISCONNECTED);
	expect_problem(test, node, 0);
	fake->root[0].state = 0;
	IoInvalidateDeviceState(node->pdo);
	wdm_pnp_flush();
	KUNIT_EXPECT_FALSE(test, number_of(test, node->pdo, &DEVPKEY_Device_DevNodeStatus) &
				 DN_DEVICE_DISCONNECTED);
}

/* Linux's order of sleep and shutdown: @a behind @b when the system wakes. */
static bool is_behind(struct wdm_devnode *a, struct wdm_devnode *b)
{
	struct device_link *link;
	bool found = false;

	list_for_each_entry(link, &a->dev->links.suppliers, c_node)
		if (link->supplier == b->dev)
			found = true;
	return found;
}

static void power_relations_come_first(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node[3];
	int i;

	fake_register(fake);
	for (i = 0; i < ARRAY_SIZE(node); i++)
		node[i] = fake_add_root(fake, i);
	strscpy(fake->root[0].power, "r1", sizeof(fake->root[0].power));
	wdm_pnp_flush();
	KUNIT_EXPECT_FALSE(test, is_behind(node[0], node[1]));
	IoInvalidateDeviceRelations(node[0]->pdo, PowerRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_TRUE(test, is_behind(node[0], node[1]));
	/* The same, and then another one. */
	IoInvalidateDeviceRelations(node[0]->pdo, PowerRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_TRUE(test, is_behind(node[0], node[1]));
	strscpy(fake->root[0].power, "r2", sizeof(fake->root[0].power));
	IoInvalidateDeviceRelations(node[0]->pdo, PowerRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_FALSE(test, is_behind(node[0], node[1]));
	KUNIT_EXPECT_TRUE(test, is_behind(node[0], node[2]));
	/* Each before the other can't be. */
	strscpy(fake->root[2].power, "r0", sizeof(fake->root[2].power));
	IoInvalidateDeviceRelations(node[2]->pdo, PowerRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_FALSE(test, is_behind(node[2], node[0]));
	/* It ends with either's stack. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node[2]));
	KUNIT_EXPECT_FALSE(test, is_behind(node[0], node[2]));
	strscpy(fake->root[0].power, "r1", sizeof(fake->root[0].power));
	IoInvalidateDeviceRelations(node[0]->pdo, PowerRelations);
	wdm_pnp_flush();
	KUNIT_EXPECT_TRUE(test, is_behind(node[0], node[1]));
	fake_unregister(fake);
	KUNIT_EXPECT_FALSE(test, is_behind(node[0], node[1]));
}

static void cant_be_disabled(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	fake->root[0].state = PNP_DEVICE_NOT_DISABLEABLE;
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START");
	KUNIT_EXPECT_FALSE(test, number_of(test, node->pdo, &DEVPKEY_Device_DevNodeStatus) &
				 DN_DISABLEABLE);
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "");
	fake->root[0].state = 0;
	IoInvalidateDeviceState(node->pdo);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.REMOVE");
}

static NTSTATUS restart(struct wdm_devnode *node)
{
	NTSTATUS status;

	mutex_lock(&node->lock);
	status = wdm_pnp_restart(node);
	mutex_unlock(&node->lock);
	return status;
}

static void stops_and_starts(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake->logged |= BIT(IRP_MN_FILTER_RESOURCE_REQUIREMENTS) |
			BIT(IRP_MN_QUERY_PNP_DEVICE_STATE);
	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.FILTER r0.START r0.STATE");
	/* The state isn't asked for after a start that follows a stop. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, restart(node));
	expect_log(test, "r0.QSTOP r0.FILTER r0.STOP r0.START");
	fake->root[0].status[IRP_MN_QUERY_STOP_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, restart(node));
	expect_log(test, "r0.QSTOP r0.CSTOP");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
}

static void doesnt_start_again(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START");
	fake->root[0].status[IRP_MN_START_DEVICE] = STATUS_UNSUCCESSFUL;
	/* Both flags: the device is stopped for its new resources. */
	fake->root[0].state = PNP_DEVICE_FAILED | PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.QSTOP r0.STOP r0.START r0.SURPRISE r0.REMOVE");
	expect_problem(test, node, CM_PROB_FAILED_START);
}

/* One flag alone: START_DEVICE comes to a device that works. */
static void is_rebalanced_without_a_stop(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	fake->root[0].state = PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.ADD r0.START r0.START");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
}

static void removal_relations_go_along(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *first, *second;

	fake_register(fake);
	first = fake_add_root(fake, 0);
	second = fake_add_root(fake, 1);
	expect_log(test, "r0.ADD r0.START r1.ADD r1.START");
	strscpy(fake->root[0].removal, "r1", sizeof(fake->root[0].removal));
	strscpy(fake->root[1].removal, "r0", sizeof(fake->root[1].removal));
	/* The other one refuses: nothing goes. */
	fake->root[1].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(first));
	expect_log(test, "r0.QREMOVE r1.QREMOVE r1.CREMOVE r0.CREMOVE");
	fake->root[1].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(first));
	expect_log(test, "r0.QREMOVE r1.QREMOVE r0.REMOVE r1.REMOVE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_NEW, second->state);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(starts_and_goes),
	KUNIT_CASE(requests_begin_as_documented),
	KUNIT_CASE(driver_comes_later_and_leaves),
	KUNIT_CASE(query_remove_is_refused),
	KUNIT_CASE(file_keeps_the_device),
	KUNIT_CASE(add_device_fails),
	KUNIT_CASE(add_device_fails_half_way),
	KUNIT_CASE(start_fails),
	KUNIT_CASE(fails_after_start),
	KUNIT_CASE(is_reported_as_removed),
	KUNIT_CASE(is_disabled_or_hidden),
	KUNIT_CASE(is_disconnected),
	KUNIT_CASE(power_relations_come_first),
	KUNIT_CASE(cant_be_disabled),
	KUNIT_CASE(stops_and_starts),
	KUNIT_CASE(doesnt_start_again),
	KUNIT_CASE(is_rebalanced_without_a_stop),
	KUNIT_CASE(removal_relations_go_along),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_state",
	.init = fake_pnp_init,
	.exit = fake_pnp_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
