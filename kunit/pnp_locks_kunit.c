// SPDX-License-Identifier: GPL-2.0
/*
 * A device that takes its time to start or to go is in nobody's way: other devices are
 * opened, used, closed, started and removed meanwhile.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kthread.h>

#include "pnp_stack.h"
#include "io.h"

#define USED	L"\\Device\\KUnitUsed"

static const struct wdm_open how = {
	.access = FILE_READ_DATA,
	.disposition = FILE_OPEN,
	.mode = KernelMode,
};

struct locks_case {
	struct fake_stack stack;
	struct fake_pnp_driver *slow;	/* s: blocks in @minor */
	struct fake_pnp_driver *used;	/* u: its device is used */
	struct fake_pnp_driver *other;	/* o: its devices come and go */
	struct wdm_devnode *slow_node;
	struct wdm_devnode *used_node;
	u8 minor;
	struct completion blocked;
	struct completion go_on;
	struct completion finished;
};

static struct locks_case *the_case;

static void block(struct fake_pnp_driver *fake, u8 minor)
{
	struct locks_case *c = the_case;

	if (minor != c->minor)
		return;
	complete(&c->blocked);
	wait_for_completion(&c->go_on);
}

static int locks_init(struct kunit *test)
{
	struct locks_case *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	the_case = c;
	c->stack.test = test;
	c->minor = 0xff;
	init_completion(&c->blocked);
	init_completion(&c->go_on);
	init_completion(&c->finished);
	c->slow = fake_function(&c->stack, 's', L"ROOT\\KUNIT_SLOW");
	c->used = fake_function(&c->stack, 'u', L"ROOT\\KUNIT_USED");
	c->other = fake_function(&c->stack, 'o', L"ROOT\\KUNIT_OTHER");
	c->slow->block = block;
	c->used->name = USED;
	fake_bind(c->slow);
	fake_bind(c->used);
	fake_bind(c->other);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(L"ROOT\\KUNIT_USED", &c->used_node));
	return 0;
}

static void locks_exit(struct kunit *test)
{
	struct locks_case *c = test->priv;

	if (!c)
		return;
	if (c->used_node) {
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(c->used_node));
		wdm_devnode_put(c->used_node);
	}
	if (c->other)
		fake_unload(c->other);
	if (c->used)
		fake_unload(c->used);
	if (c->slow)
		fake_unload(c->slow);
}

static NTSTATUS send(PFILE_OBJECT file)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(file->DeviceObject);
	PIRP irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (irp) {
		IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_DEVICE_CONTROL;
		IoGetNextIrpStackLocation(irp)->FileObject = file;
		status = wdm_irp_send_wait(top, irp);
		wdm_irp_free(irp);
	}
	ObDereferenceObject(top);
	return status;
}

/* Everything that other devices may be asked for, by a thread of its own. */
static int use_others(void *argument)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(USED);
	struct kunit *test = argument;
	struct locks_case *c = test->priv;
	struct wdm_devnode *node;
	PFILE_OBJECT file;
	NTSTATUS status;
	int i;

	for (i = 0; i < 20; i++) {
		status = wdm_file_open(&name, &how, &file, NULL);
		KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
		if (!NT_SUCCESS(status))
			break;
		KUNIT_EXPECT_EQ(test, send(file), STATUS_SUCCESS);
		wdm_file_cleanup(file);
		wdm_ob_put(file);
	}
	status = wdm_root_add(L"ROOT\\KUNIT_OTHER", &node);
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	if (NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, node->state, WDM_DEVNODE_STARTED);
		KUNIT_EXPECT_EQ(test, wdm_root_remove(node), STATUS_SUCCESS);
		wdm_devnode_put(node);
	}
	complete(&c->finished);
	return 0;
}

static int add_slow(void *argument)
{
	struct locks_case *c = argument;

	wdm_root_add(L"ROOT\\KUNIT_SLOW", &c->slow_node);
	return 0;
}

static int remove_slow(void *argument)
{
	struct locks_case *c = argument;

	wdm_root_remove(c->slow_node);
	return 0;
}

/* Others go on while @work is stuck in the request @minor of its device. */
static void others_go_on(struct kunit *test, u8 minor, int (*work)(void *argument))
{
	struct locks_case *c = test->priv;
	struct task_struct *stuck, *user;

	c->minor = minor;
	stuck = kthread_create(work, c, "kunit_stuck");
	KUNIT_ASSERT_FALSE(test, IS_ERR(stuck));
	get_task_struct(stuck);
	wake_up_process(stuck);
	wait_for_completion(&c->blocked);

	user = kthread_run(use_others, test, "kunit_user");
	KUNIT_EXPECT_FALSE(test, IS_ERR(user));
	if (!IS_ERR(user))
		KUNIT_EXPECT_TRUE_MSG(test,
				      wait_for_completion_timeout(&c->finished, 20 * HZ),
				      "others are stuck while minor function 0x%02x is", minor);
	c->minor = 0xff;
	complete(&c->go_on);
	kthread_stop(stuck);
	put_task_struct(stuck);
}

static void add_quickly(struct kunit *test)
{
	struct locks_case *c = test->priv;

	c->minor = 0xff;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(L"ROOT\\KUNIT_SLOW", &c->slow_node));
}

static void take_away(struct kunit *test)
{
	struct locks_case *c = test->priv;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(c->slow_node));
	wdm_devnode_put(c->slow_node);
}

static void while_one_starts(struct kunit *test)
{
	others_go_on(test, IRP_MN_START_DEVICE, add_slow);
	take_away(test);
}

static void while_one_is_asked_to_go(struct kunit *test)
{
	struct locks_case *c = test->priv;

	add_quickly(test);
	others_go_on(test, IRP_MN_QUERY_REMOVE_DEVICE, remove_slow);
	wdm_devnode_put(c->slow_node);
}

static void while_one_goes(struct kunit *test)
{
	struct locks_case *c = test->priv;

	add_quickly(test);
	others_go_on(test, IRP_MN_REMOVE_DEVICE, remove_slow);
	wdm_devnode_put(c->slow_node);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(while_one_starts),
	KUNIT_CASE(while_one_is_asked_to_go),
	KUNIT_CASE(while_one_goes),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_locks",
	.init = locks_init,
	.exit = locks_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
