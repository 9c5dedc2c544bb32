// SPDX-License-Identifier: GPL-2.0
/* Tests for cancel-safe queues: wdmcore/io/csq.c. */
#include "io_fake.h"
#include "rounds.h"

struct queue {
	IO_CSQ csq;
	KSPIN_LOCK lock;
	LIST_ENTRY head;
	bool locked;
	int unlocked_calls;	/* callbacks that came without the lock */
	int locked_completions;
	int inserted, removed;
	atomic_t canceled;
	atomic_t *taken;
	NTSTATUS refuse;
	PVOID insert_context;
};

static struct queue *queue_of(PIO_CSQ csq)
{
	return container_of(csq, struct queue, csq);
}

static VOID NTAPI acquire(PIO_CSQ csq, PKIRQL irql)
{
	KeAcquireSpinLock(&queue_of(csq)->lock, irql);
	queue_of(csq)->locked = true;
}

static VOID NTAPI release(PIO_CSQ csq, KIRQL irql)
{
	queue_of(csq)->locked = false;
	KeReleaseSpinLock(&queue_of(csq)->lock, irql);
}

static VOID NTAPI insert(PIO_CSQ csq, PIRP irp)
{
	struct queue *q = queue_of(csq);

	q->unlocked_calls += !q->locked;
	q->inserted++;
	InsertTailList(&q->head, &irp->Tail.Overlay.ListEntry);
}

static NTSTATUS NTAPI insert_ex(PIO_CSQ csq, PIRP irp, PVOID context)
{
	struct queue *q = queue_of(csq);

	q->insert_context = context;
	if (!NT_SUCCESS(q->refuse))
		return q->refuse;
	insert(csq, irp);
	return q->refuse;
}

static VOID NTAPI remove(PIO_CSQ csq, PIRP irp)
{
	struct queue *q = queue_of(csq);

	q->unlocked_calls += !q->locked;
	q->removed++;
	RemoveEntryList(&irp->Tail.Overlay.ListEntry);
}

/* What matches is a file object, or anything. */
static PIRP NTAPI peek(PIO_CSQ csq, PIRP irp, PVOID context)
{
	struct queue *q = queue_of(csq);
	PLIST_ENTRY entry = irp ? irp->Tail.Overlay.ListEntry.Flink : q->head.Flink;

	q->unlocked_calls += !q->locked;
	for (; entry != &q->head; entry = entry->Flink) {
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
		if (!context || IoGetCurrentIrpStackLocation(irp)->FileObject == context)
			return irp;
	}
	return NULL;
}

static VOID NTAPI complete_canceled(PIO_CSQ csq, PIRP irp)
{
	struct queue *q = queue_of(csq);

	atomic_inc(&q->canceled);
	irp->IoStatus.Status = STATUS_CANCELLED;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static struct queue *new_queue(struct kunit *test, bool ex)
{
	struct queue *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, q);
	KeInitializeSpinLock(&q->lock);
	InitializeListHead(&q->head);
	if (ex)
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoCsqInitializeEx(&q->csq, insert_ex, remove, peek, acquire,
						  release, complete_canceled));
	else
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoCsqInitialize(&q->csq, insert, remove, peek, acquire,
						release, complete_canceled));
	return q;
}

/* An IRP at its first location; its completion is counted in @taken. */
static PIRP new_irp(struct kunit *test, atomic_t *taken, PVOID file)
{
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetCompletionRoutine(irp, fake_take, taken, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->FileObject = file;
	return irp;
}

static void irps_come_out_in_order(struct kunit *test)
{
	struct queue *q = new_queue(test, false);
	atomic_t taken = ATOMIC_INIT(0);
	PIRP irps[4];
	int i;

	for (i = 0; i < 4; i++) {
		irps[i] = new_irp(test, &taken, (PVOID)(uintptr_t)(1 + i % 2));
		IoCsqInsertIrp(&q->csq, irps[i], NULL);
		KUNIT_EXPECT_TRUE(test, IoGetCurrentIrpStackLocation(irps[i])->Control &
				  SL_PENDING_RETURNED);
		KUNIT_EXPECT_NOT_NULL(test, irps[i]->CancelRoutine);
	}
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, (PVOID)2), irps[1]);
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, NULL), irps[0]);
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, (PVOID)2), irps[3]);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveNextIrp(&q->csq, (PVOID)2));
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, NULL), irps[2]);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveNextIrp(&q->csq, NULL));
	KUNIT_EXPECT_EQ(test, q->unlocked_calls, 0);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_NULL(test, irps[i]->CancelRoutine);
		IoFreeIrp(irps[i]);
	}
}

static void canceled_irp_leaves_the_queue(struct kunit *test)
{
	struct queue *q = new_queue(test, false);
	atomic_t taken = ATOMIC_INIT(0);
	IO_CSQ_IRP_CONTEXT context;
	PIRP first = new_irp(test, &taken, NULL);
	PIRP second = new_irp(test, &taken, NULL);

	IoCsqInsertIrp(&q->csq, first, NULL);
	IoCsqInsertIrp(&q->csq, second, &context);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(first));
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	KUNIT_EXPECT_EQ(test, first->IoStatus.Status, STATUS_CANCELLED);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(second));
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 2);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveIrp(&q->csq, &context));
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&q->head));
	KUNIT_EXPECT_EQ(test, q->unlocked_calls, 0);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	IoFreeIrp(first);
	IoFreeIrp(second);
}

static void irp_canceled_before_is_not_queued(struct kunit *test)
{
	struct queue *q = new_queue(test, false);
	atomic_t taken = ATOMIC_INIT(0);
	IO_CSQ_IRP_CONTEXT context;
	PIRP irp = new_irp(test, &taken, NULL);

	IoCancelIrp(irp);
	IoCsqInsertIrp(&q->csq, irp, &context);
	KUNIT_EXPECT_EQ(test, q->inserted, 0);
	KUNIT_EXPECT_EQ(test, q->removed, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&q->canceled), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	KUNIT_EXPECT_TRUE(test, irp->PendingReturned);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveIrp(&q->csq, &context));
	IoFreeIrp(irp);
}

static void certain_irp_is_removed_once(struct kunit *test)
{
	struct queue *q = new_queue(test, false);
	IO_CSQ_IRP_CONTEXT contexts[2];
	atomic_t taken = ATOMIC_INIT(0);
	PIRP first = new_irp(test, &taken, NULL);
	PIRP second = new_irp(test, &taken, NULL);

	IoCsqInsertIrp(&q->csq, first, &contexts[0]);
	IoCsqInsertIrp(&q->csq, second, &contexts[1]);
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveIrp(&q->csq, &contexts[1]), second);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveIrp(&q->csq, &contexts[1]));
	/* Removed by way of the queue: the context knows it. */
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, NULL), first);
	KUNIT_EXPECT_NULL(test, IoCsqRemoveIrp(&q->csq, &contexts[0]));
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(first));
	IoFreeIrp(first);
	IoFreeIrp(second);
}

static void insert_routine_may_refuse(struct kunit *test)
{
	struct queue *q = new_queue(test, true);
	atomic_t taken = ATOMIC_INIT(0);
	PIRP irp = new_irp(test, &taken, NULL);

	q->refuse = STATUS_DEVICE_BUSY;
	KUNIT_EXPECT_EQ(test, IoCsqInsertIrpEx(&q->csq, irp, NULL, q), STATUS_DEVICE_BUSY);
	KUNIT_EXPECT_PTR_EQ(test, q->insert_context, (PVOID)q);
	KUNIT_EXPECT_NULL(test, irp->CancelRoutine);
	KUNIT_EXPECT_FALSE(test, IoGetCurrentIrpStackLocation(irp)->Control &
			   SL_PENDING_RETURNED);
	q->refuse = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, IoCsqInsertIrpEx(&q->csq, irp, NULL, NULL), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, IoCsqRemoveNextIrp(&q->csq, NULL), irp);
	KUNIT_EXPECT_EQ(test, q->unlocked_calls, 0);
	IoFreeIrp(irp);
}

/* One CPU cancels IRPs as they are queued, the other takes them out. */
#define RACERS	64

struct race {
	struct queue *q;
	PIRP irps[RACERS];
	atomic_t round;
	atomic_t done;
	int rounds;
};

static int cancel_all(void *context)
{
	struct race *race = context;
	int round, i;

	for (round = 1; round <= race->rounds; round++) {
		while (atomic_read(&race->round) < round)
			cpu_relax();
		for (i = 0; i < RACERS; i++)
			IoCancelIrp(race->irps[i]);
		atomic_set(&race->done, round);
	}
	return 0;
}

static void each_irp_has_one_end(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	struct queue *q = new_queue(test, false);
	atomic_t taken = ATOMIC_INIT(0);
	struct task_struct *thread;
	int round, i, removed = 0, total;
	PIRP irp;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	KUNIT_ASSERT_NOT_NULL(test, race);
	race->q = q;
	race->rounds = wdm_rounds(300);
	for (i = 0; i < RACERS; i++)
		race->irps[i] = new_irp(test, &taken, NULL);
	thread = kthread_create(cancel_all, race, "wdm_kunit_csq");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);

	for (round = 1; round <= race->rounds; round++) {
		for (i = 0; i < RACERS; i++) {
			IoReuseIrp(race->irps[i], STATUS_SUCCESS);
			IoSetCompletionRoutine(race->irps[i], fake_take, &taken, TRUE, TRUE,
					       TRUE);
			IoSetNextIrpStackLocation(race->irps[i]);
		}
		atomic_set(&race->round, round);
		for (i = 0; i < RACERS; i++) {
			IoCsqInsertIrp(&q->csq, race->irps[i], NULL);
			if (i % 2)
				continue;
			irp = IoCsqRemoveNextIrp(&q->csq, NULL);
			if (irp) {
				removed++;
				irp->IoStatus.Status = STATUS_SUCCESS;
				IoCompleteRequest(irp, IO_NO_INCREMENT);
			}
		}
		while (atomic_read(&race->done) < round)
			cpu_relax();
		while ((irp = IoCsqRemoveNextIrp(&q->csq, NULL)) != NULL) {
			removed++;
			irp->IoStatus.Status = STATUS_SUCCESS;
			IoCompleteRequest(irp, IO_NO_INCREMENT);
		}
		cond_resched();
	}
	kthread_stop(thread);
	put_task_struct(thread);
	total = race->rounds * RACERS;
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), total);
	KUNIT_EXPECT_EQ(test, removed + atomic_read(&q->canceled), total);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&q->head));
	KUNIT_EXPECT_EQ(test, q->inserted, q->removed);
	kunit_info(test, "%d of %d cancelled", atomic_read(&q->canceled), total);
	for (i = 0; i < RACERS; i++)
		IoFreeIrp(race->irps[i]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(irps_come_out_in_order),
	KUNIT_CASE(canceled_irp_leaves_the_queue),
	KUNIT_CASE(irp_canceled_before_is_not_queued),
	KUNIT_CASE(certain_irp_is_removed_once),
	KUNIT_CASE(insert_routine_may_refuse),
	KUNIT_CASE(each_irp_has_one_end),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_csq",
	.test_cases = cases,
};

kunit_test_suite(suite);
