// SPDX-License-Identifier: GPL-2.0
/* Tests for StartIo and the device queue: wdmcore/io/startio.c. */
#include "io_fake.h"

#define PACKETS	1000

struct log {
	int started[PACKETS];
	int count;
	int depth, max_depth;
	int wrong_irql, wrong_current;
	bool next_from_startio;
	bool cancelable;
	bool had_routine;
	atomic_t taken;
	int canceled;
};

static VOID NTAPI finish(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 0;
	IoSetCancelRoutine(irp, NULL);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static VOID NTAPI start_io(PDEVICE_OBJECT device, PIRP irp)
{
	struct log *log = fake_of(device)->context;

	log->depth++;
	log->max_depth = max(log->max_depth, log->depth);
	log->wrong_irql += KeGetCurrentIrql() != DISPATCH_LEVEL;
	log->wrong_current += device->CurrentIrp != irp;
	log->had_routine = irp->CancelRoutine;
	if (log->count < PACKETS)
		log->started[log->count] = (int)irp->IoStatus.Information;
	log->count++;
	if (log->next_from_startio) {
		finish(device, irp);
		IoStartNextPacket(device, log->cancelable);
	}
	log->depth--;
}

static struct fake_device *new_device(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, wdm_invalid_device_request, 1);
	struct log *log = kunit_kzalloc(test, sizeof(*log), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, log);
	fake->driver.DriverStartIo = start_io;
	fake->context = log;
	return fake;
}

static PIRP new_packet(struct kunit *test, struct fake_device *fake, int number)
{
	struct log *log = fake->context;
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetCompletionRoutine(irp, fake_take, &log->taken, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->DeviceObject = &fake->device;
	IoMarkIrpPending(irp);
	irp->IoStatus.Information = number;
	return irp;
}

/* Ends the current packet, as a DpcForIsr does. */
static void end_current(struct fake_device *fake, bool cancelable)
{
	PIRP irp = fake->device.CurrentIrp;
	KIRQL irql;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	finish(&fake->device, irp);
	IoStartNextPacket(&fake->device, cancelable);
	KeLowerIrql(irql);
}

static void packets_start_one_at_a_time_in_order(struct kunit *test)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP irps[5];
	int i;

	for (i = 0; i < 5; i++) {
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], NULL, NULL);
		KUNIT_EXPECT_EQ(test, log->count, 1);
	}
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, log->count, i + 1);
		KUNIT_EXPECT_EQ(test, log->started[i], i);
		KUNIT_EXPECT_PTR_EQ(test, fake->device.CurrentIrp, irps[i]);
		end_current(fake, false);
	}
	KUNIT_EXPECT_NULL(test, fake->device.CurrentIrp);
	KUNIT_EXPECT_FALSE(test, fake->device.DeviceQueue.Busy);
	KUNIT_EXPECT_EQ(test, log->wrong_irql, 0);
	KUNIT_EXPECT_EQ(test, log->wrong_current, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&log->taken), 5);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	for (i = 0; i < 5; i++)
		IoFreeIrp(irps[i]);
}

static void keys_sort_the_queue(struct kunit *test)
{
	static const int keys[] = { 50, 30, 10, 40, 30, 20 };
	static const int expected[] = { 0, 2, 5, 1, 4, 3 };	/* equal keys: in order */
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP irps[ARRAY_SIZE(keys)];
	ULONG key;
	int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		key = keys[i];
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], &key, NULL);
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		KUNIT_EXPECT_EQ_MSG(test, log->started[i], expected[i], "packet %d", i);
		end_current(fake, false);
	}
	KUNIT_EXPECT_EQ(test, log->count, ARRAY_SIZE(keys));
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		IoFreeIrp(irps[i]);
}

/* The sweep: the first key that isn't lower, and from the start again at the end. */
static void next_by_key_goes_round(struct kunit *test)
{
	static const int keys[] = { 0, 10, 20, 30 };
	static const int ask[] = { 15, 20, 31 };
	static const int expected[] = { 0, 2, 3, 1 };
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP irps[ARRAY_SIZE(keys)];
	KIRQL irql;
	ULONG key;
	int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		key = keys[i];
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], &key, NULL);
	}
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	for (i = 0; i < ARRAY_SIZE(ask); i++)
		IoStartNextPacketByKey(&fake->device, FALSE, ask[i]);
	IoStartNextPacketByKey(&fake->device, FALSE, 0);
	KeLowerIrql(irql);
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		KUNIT_EXPECT_EQ_MSG(test, log->started[i], expected[i], "packet %d", i);
		IoFreeIrp(irps[i]);
	}
	KUNIT_EXPECT_EQ(test, log->count, ARRAY_SIZE(keys));
	KUNIT_EXPECT_FALSE(test, fake->device.DeviceQueue.Busy);
}

/* A queue of many packets that StartIo fails one after the other. */
static void flush(struct kunit *test, bool deferred, int max_depth)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP *irps = kunit_kcalloc(test, PACKETS, sizeof(*irps), GFP_KERNEL);
	int i, disorder = 0;

	KUNIT_ASSERT_NOT_NULL(test, irps);
	IoSetStartIoAttributes(&fake->device, deferred, FALSE);
	for (i = 0; i < PACKETS; i++) {
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], NULL, NULL);
	}
	KUNIT_EXPECT_EQ(test, log->count, 1);
	log->next_from_startio = true;
	end_current(fake, false);
	KUNIT_EXPECT_EQ(test, log->count, PACKETS);
	KUNIT_EXPECT_EQ(test, atomic_read(&log->taken), PACKETS);
	KUNIT_EXPECT_LE(test, log->max_depth, max_depth);
	KUNIT_EXPECT_FALSE(test, fake->device.DeviceQueue.Busy);
	KUNIT_EXPECT_EQ(test, fake->ext.StartIoCount, 0);
	for (i = 0; i < PACKETS; i++) {
		disorder += log->started[i] != i;
		IoFreeIrp(irps[i]);
	}
	KUNIT_EXPECT_EQ(test, disorder, 0);

	/* And from idle, with StartIo calling for the next one. */
	irps[0] = new_packet(test, fake, 0);
	IoStartPacket(&fake->device, irps[0], NULL, NULL);
	KUNIT_EXPECT_EQ(test, log->count, PACKETS + 1);
	KUNIT_EXPECT_FALSE(test, fake->device.DeviceQueue.Busy);
	IoFreeIrp(irps[0]);
}

static void recursion_is_bounded(struct kunit *test)
{
	flush(test, false, 16);
}

static void deferred_startio_does_not_nest(struct kunit *test)
{
	flush(test, true, 1);
}

static VOID NTAPI cancel_queued(PDEVICE_OBJECT device, PIRP irp)
{
	struct log *log = fake_of(device)->context;

	log->canceled++;
	KeRemoveEntryDeviceQueue(&device->DeviceQueue, &irp->Tail.Overlay.DeviceQueueEntry);
	IoReleaseCancelSpinLock(irp->CancelIrql);
	irp->IoStatus.Status = STATUS_CANCELLED;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static void queued_packet_can_be_canceled(struct kunit *test)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP irps[3];
	int i;

	for (i = 0; i < 3; i++) {
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], NULL, cancel_queued);
	}
	KUNIT_EXPECT_TRUE(test, log->had_routine);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(irps[1]));
	KUNIT_EXPECT_EQ(test, irps[1]->IoStatus.Status, STATUS_CANCELLED);
	end_current(fake, true);
	KUNIT_EXPECT_EQ(test, log->started[1], 2);
	end_current(fake, true);
	KUNIT_EXPECT_EQ(test, log->count, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&log->taken), 3);
	for (i = 0; i < 3; i++)
		IoFreeIrp(irps[i]);
}

static void packet_canceled_before_queueing_ends(struct kunit *test)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP first = new_packet(test, fake, 0);
	PIRP second = new_packet(test, fake, 1);

	IoStartPacket(&fake->device, first, NULL, cancel_queued);
	IoCancelIrp(second);
	IoStartPacket(&fake->device, second, NULL, cancel_queued);
	KUNIT_EXPECT_EQ(test, log->canceled, 1);
	KUNIT_EXPECT_EQ(test, second->IoStatus.Status, STATUS_CANCELLED);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	end_current(fake, true);
	KUNIT_EXPECT_EQ(test, log->count, 1);
	IoFreeIrp(first);
	IoFreeIrp(second);
}

static void noncancelable_packet_loses_its_routine(struct kunit *test)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	PIRP irps[2];
	int i;

	IoSetStartIoAttributes(&fake->device, FALSE, TRUE);
	for (i = 0; i < 2; i++) {
		irps[i] = new_packet(test, fake, i);
		IoStartPacket(&fake->device, irps[i], NULL, cancel_queued);
		KUNIT_EXPECT_FALSE(test, log->had_routine);
	}
	KUNIT_EXPECT_NOT_NULL(test, irps[1]->CancelRoutine);
	end_current(fake, true);
	KUNIT_EXPECT_FALSE(test, log->had_routine);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irps[1]));
	end_current(fake, true);
	for (i = 0; i < 2; i++)
		IoFreeIrp(irps[i]);
}

/* Two CPUs submit; StartIo ends each packet itself. Nothing is lost or doubled. */
struct submitter {
	struct kunit *test;
	struct fake_device *fake;
	struct completion done;
	int failed;
};

static int submit(void *context)
{
	struct submitter *s = context;
	struct log *log = s->fake->context;
	PIRP irp;
	int i;

	for (i = 0; i < 3000; i++) {
		irp = IoAllocateIrp(1, FALSE);
		if (!irp) {
			s->failed++;
			continue;
		}
		IoSetNextIrpStackLocation(irp);
		IoMarkIrpPending(irp);
		irp->UserBuffer = log;
		IoStartPacket(&s->fake->device, irp, NULL, i % 2 ? cancel_queued : NULL);
		cond_resched();
	}
	complete(&s->done);
	return 0;
}

static VOID NTAPI start_and_free(PDEVICE_OBJECT device, PIRP irp)
{
	struct log *log = fake_of(device)->context;

	IoSetCancelRoutine(irp, NULL);
	atomic_inc(&log->taken);
	IoFreeIrp(irp);
	IoStartNextPacket(device, TRUE);
}

static void two_cpus_lose_nothing(struct kunit *test)
{
	struct fake_device *fake = new_device(test);
	struct log *log = fake->context;
	struct submitter s[2];
	struct task_struct *thread;
	int deferred, i;

	fake->driver.DriverStartIo = start_and_free;
	for (deferred = 0; deferred < 2; deferred++) {
		atomic_set(&log->taken, 0);
		IoSetStartIoAttributes(&fake->device, deferred, FALSE);
		for (i = 0; i < 2; i++) {
			s[i] = (struct submitter){ .test = test, .fake = fake };
			init_completion(&s[i].done);
			thread = kthread_run(submit, &s[i], "wdm_kunit_startio");
			KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
		}
		for (i = 0; i < 2; i++)
			wait_for_completion(&s[i].done);
		KUNIT_EXPECT_EQ(test, atomic_read(&log->taken),
				6000 - s[0].failed - s[1].failed);
		KUNIT_EXPECT_EQ(test, fake->ext.StartIoCount, 0);
		KUNIT_EXPECT_FALSE(test, fake->device.DeviceQueue.Busy);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(packets_start_one_at_a_time_in_order),
	KUNIT_CASE(keys_sort_the_queue),
	KUNIT_CASE(next_by_key_goes_round),
	KUNIT_CASE(recursion_is_bounded),
	KUNIT_CASE(deferred_startio_does_not_nest),
	KUNIT_CASE(queued_packet_can_be_canceled),
	KUNIT_CASE(packet_canceled_before_queueing_ends),
	KUNIT_CASE(noncancelable_packet_loses_its_routine),
	KUNIT_CASE(two_cpus_lose_nothing),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_startio",
	.test_cases = cases,
};

kunit_test_suite(suite);
