// SPDX-License-Identifier: GPL-2.0
/* Tests for work items and the error log: wdmcore/io/{workitem,errorlog}.c. */
#include "io_fake.h"
#include "io_dev.h"
#include "ob.h"

struct fixture {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
};

static int make_fixture(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_ASSERT_EQ(test, wdm_driver_create("kunit_workitem", NULL, &f->driver),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, IoCreateDevice(&f->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0,
					     FALSE, &f->device), STATUS_SUCCESS);
	test->priv = f;
	return 0;
}

static void free_fixture(struct kunit *test)
{
	struct fixture *f = test->priv;

	if (!f)
		return;
	wdm_work_item_flush();
	IoDeleteDevice(f->device);
	wdm_driver_destroy(f->driver);
}

struct call {
	struct completion done;
	struct completion go;
	PVOID object;
	PIO_WORKITEM item;
	KIRQL irql;
	long references;
	int count;
	int again;
	bool wait;
	bool free_item;
};

static void note(struct call *call, PVOID object, PIO_WORKITEM item)
{
	call->irql = KeGetCurrentIrql();
	call->object = object;
	call->item = item;
	call->references = atomic_long_read(&wdm_ob_header(object)->references);
	call->count++;
}

static VOID NTAPI routine(PDEVICE_OBJECT device, PVOID context)
{
	struct call *call = context;

	if (call->wait)
		wait_for_completion(&call->go);
	note(call, device, NULL);
	complete(&call->done);
}

static VOID NTAPI routine_ex(PVOID object, PVOID context, PIO_WORKITEM item)
{
	struct call *call = context;

	note(call, object, item);
	if (call->again--) {
		IoQueueWorkItemEx(item, routine_ex, DelayedWorkQueue, context);
		return;
	}
	if (call->free_item)
		IoFreeWorkItem(item);
	complete(&call->done);
}

static void init_call(struct call *call)
{
	memset(call, 0, sizeof(*call));
	init_completion(&call->done);
	init_completion(&call->go);
}

static bool wait_for_call(struct call *call)
{
	return wait_for_completion_timeout(&call->done, 10 * HZ);
}

static void work_item_runs_with_a_reference(struct kunit *test)
{
	struct fixture *f = test->priv;
	long before = atomic_long_read(&wdm_ob_header(f->device)->references);
	PIO_WORKITEM item = IoAllocateWorkItem(f->device);
	struct call call;
	KIRQL irql;

	KUNIT_ASSERT_NOT_NULL(test, item);
	init_call(&call);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	IoQueueWorkItem(item, routine, DelayedWorkQueue, &call);
	KeLowerIrql(irql);
	KUNIT_ASSERT_TRUE(test, wait_for_call(&call));
	KUNIT_EXPECT_PTR_EQ(test, call.object, (PVOID)f->device);
	KUNIT_EXPECT_EQ(test, call.irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, call.references, before + 1);
	wdm_work_item_flush();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&wdm_ob_header(f->device)->references), before);
	IoFreeWorkItem(item);
}

static void every_queue_runs_work_items(struct kunit *test)
{
	static const WORK_QUEUE_TYPE types[] = {
		DelayedWorkQueue, CriticalWorkQueue, HyperCriticalWorkQueue,
	};
	struct fixture *f = test->priv;
	PIO_WORKITEM item = IoAllocateWorkItem(f->device);
	struct call call;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, item);
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		init_call(&call);
		IoQueueWorkItem(item, routine, types[i], &call);
		KUNIT_EXPECT_TRUE(test, wait_for_call(&call));
	}
	wdm_work_item_flush();
	IoFreeWorkItem(item);
}

static void routine_may_queue_and_free_its_item(struct kunit *test)
{
	struct fixture *f = test->priv;
	/* For a driver object: IoQueueWorkItemEx alone. */
	PIO_WORKITEM item = IoAllocateWorkItem((PDEVICE_OBJECT)&f->driver->obj);
	struct call call;

	KUNIT_ASSERT_NOT_NULL(test, item);
	init_call(&call);
	call.again = 3;
	call.free_item = true;
	IoQueueWorkItemEx(item, routine_ex, DelayedWorkQueue, &call);
	KUNIT_ASSERT_TRUE(test, wait_for_call(&call));
	KUNIT_EXPECT_EQ(test, call.count, 4);
	KUNIT_EXPECT_PTR_EQ(test, call.item, item);
	KUNIT_EXPECT_PTR_EQ(test, call.object, (PVOID)&f->driver->obj);
	wdm_work_item_flush();
}

static void own_memory_serves(struct kunit *test)
{
	struct fixture *f = test->priv;
	PIO_WORKITEM item = kunit_kmalloc(test, IoSizeofWorkItem(), GFP_KERNEL);
	struct call call;

	KUNIT_ASSERT_NOT_NULL(test, item);
	memset(item, 0xcc, IoSizeofWorkItem());
	IoInitializeWorkItem(f->device, item);
	init_call(&call);
	IoQueueWorkItemEx(item, routine_ex, DelayedWorkQueue, &call);
	KUNIT_ASSERT_TRUE(test, wait_for_call(&call));
	wdm_work_item_flush();
	init_call(&call);
	KUNIT_EXPECT_TRUE(test, IoTryQueueWorkItem(item, routine_ex, DelayedWorkQueue, &call));
	KUNIT_ASSERT_TRUE(test, wait_for_call(&call));
	KUNIT_EXPECT_EQ(test, call.irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, call.item, item);
	wdm_work_item_flush();
	IoUninitializeWorkItem(item);
}

/* Keeps the only item busy: the queued one is a second use of the same item. */
static void misuse_of_a_queued_item_is_contained(struct kunit *test)
{
	struct fixture *f = test->priv;
	PIO_WORKITEM item = IoAllocateWorkItem(f->device);
	struct fake_reports reports;
	struct call running, queued;

	KUNIT_ASSERT_NOT_NULL(test, item);
	init_call(&running);
	init_call(&queued);
	running.wait = true;
	IoQueueWorkItem(item, routine, DelayedWorkQueue, &running);
	msleep(50);
	/* Out of the queue, so it may be queued; it waits for its own routine. */
	IoQueueWorkItem(item, routine, DelayedWorkQueue, &queued);
	expect_reports(&reports, 0xe4);
	IoQueueWorkItem(item, routine, DelayedWorkQueue, &queued);
	KUNIT_EXPECT_EQ(test, atomic_read(&reports.count), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 1);
	IoFreeWorkItem(item);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 2);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 2);
	complete(&running.go);
	KUNIT_EXPECT_TRUE(test, wait_for_call(&running));
	wdm_work_item_flush();
	KUNIT_EXPECT_EQ(test, queued.count, 0);
}

static void error_log_takes_documented_sizes(struct kunit *test)
{
	struct fixture *f = test->priv;
	long before = atomic_long_read(&wdm_ob_header(f->device)->references);
	PIO_ERROR_LOG_PACKET packet;

	KUNIT_EXPECT_NULL(test, IoAllocateErrorLogEntry(f->device, 0));
	KUNIT_EXPECT_NULL(test, IoAllocateErrorLogEntry(f->device, 0x27));
	KUNIT_EXPECT_NULL(test, IoAllocateErrorLogEntry(f->device,
							ERROR_LOG_MAXIMUM_SIZE + 1));
	packet = IoAllocateErrorLogEntry(f->device, ERROR_LOG_MAXIMUM_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	KUNIT_EXPECT_NULL(test, memchr_inv(packet, 0, ERROR_LOG_MAXIMUM_SIZE));
	IoFreeErrorLogEntry(packet);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&wdm_ob_header(f->device)->references), before);
}

/* Nothing of it may lead out of the entry (KASAN is watching). */
static void error_log_survives_bad_packets(struct kunit *test)
{
	static const struct {
		u8 size;
		u16 dump, strings, offset;
	} rows[] = {
		{ sizeof(IO_ERROR_LOG_PACKET), 0, 0, 0 },
		{ sizeof(IO_ERROR_LOG_PACKET), 0xffff, 0, 0 },
		{ 0x28, 4, 1, 0x28 },
		{ sizeof(IO_ERROR_LOG_PACKET) + 8, 8, 0xffff, 0x30 },
		{ ERROR_LOG_MAXIMUM_SIZE, 16, 3, 0x38 },
		{ ERROR_LOG_MAXIMUM_SIZE, 0, 1, 0xffff },
		{ ERROR_LOG_MAXIMUM_SIZE, 0, 1, 0x31 },
		{ ERROR_LOG_MAXIMUM_SIZE, 0, 1, ERROR_LOG_MAXIMUM_SIZE - 1 },
	};
	struct fixture *f = test->priv;
	long before = atomic_long_read(&wdm_ob_header(f->device)->references);
	PIO_ERROR_LOG_PACKET packet;
	KIRQL irql;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		packet = IoAllocateErrorLogEntry(i % 2 ? (PVOID)f->device :
							 (PVOID)&f->driver->obj, rows[i].size);
		KUNIT_ASSERT_NOT_NULL(test, packet);
		packet->ErrorCode = STATUS_DEVICE_DATA_ERROR;
		packet->DumpDataSize = rows[i].dump;
		packet->NumberOfStrings = rows[i].strings;
		packet->StringOffset = rows[i].offset;
		memset((u8 *)packet + 0x28, 'x', rows[i].size - 0x28);
		KeRaiseIrql(i % 4 < 2 ? DISPATCH_LEVEL : PASSIVE_LEVEL, &irql);
		IoWriteErrorLogEntry(packet);
		KeLowerIrql(irql);
	}
	wdm_work_item_flush();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&wdm_ob_header(f->device)->references), before);
}

static NTSTATUS NTAPI count_call(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	(*(int *)context)++;
	if (irp->PendingReturned)
		IoMarkIrpPending(irp);
	return STATUS_CONTINUE_COMPLETION;
}

/* IoSetCompletionRoutineEx: the reference goes, whether the routine was due or not. */
static void kept_routine_holds_its_device(struct kunit *test)
{
	struct fixture *f = test->priv;
	long before = atomic_long_read(&wdm_ob_header(f->device)->references);
	atomic_t taken;
	int due, calls;
	PIRP irp = IoAllocateIrp(2, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	for (due = 0; due < 2; due++) {
		calls = 0;
		atomic_set(&taken, 0);
		IoReuseIrp(irp, STATUS_SUCCESS);
		IoSetCompletionRoutine(irp, fake_take, &taken, TRUE, TRUE, TRUE);
		IoSetNextIrpStackLocation(irp);
		/* The driver object's dispatch routines fail every request. */
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoSetCompletionRoutineEx(f->device, irp, count_call, &calls,
							 TRUE, due, FALSE));
		KUNIT_EXPECT_EQ(test, atomic_long_read(&wdm_ob_header(f->device)->references),
				before + 1);
		IoCallDriver(f->device, irp);
		KUNIT_EXPECT_EQ(test, calls, due);
		KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
		KUNIT_EXPECT_EQ(test, atomic_long_read(&wdm_ob_header(f->device)->references),
				before);
	}
	IoFreeIrp(irp);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(work_item_runs_with_a_reference),
	KUNIT_CASE(every_queue_runs_work_items),
	KUNIT_CASE(routine_may_queue_and_free_its_item),
	KUNIT_CASE(own_memory_serves),
	KUNIT_CASE(misuse_of_a_queued_item_is_contained),
	KUNIT_CASE(error_log_takes_documented_sizes),
	KUNIT_CASE(error_log_survives_bad_packets),
	KUNIT_CASE(kept_routine_holds_its_device),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_workitem",
	.init = make_fixture,
	.exit = free_fixture,
	.test_cases = cases,
};

kunit_test_suite(suite);
