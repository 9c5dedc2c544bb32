// SPDX-License-Identifier: GPL-2.0
/* KUnit: queues, and the number of threads that serve one. */
#include "ke_waiter.h"

#include <wdm/ifs_ke.h>

#define AS_ENTRY(status)	((LIST_ENTRY *)(uintptr_t)(status))

static LIST_ENTRY *poll(KQUEUE *q)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	return KeRemoveQueue(q, KernelMode, &zero);
}

static LIST_ENTRY *wait_ms(KQUEUE *q, int ms)
{
	LARGE_INTEGER timeout = { .QuadPart = -10000LL * ms };

	return KeRemoveQueue(q, KernelMode, &timeout);
}

static void entries_come_in_order(struct kunit *test)
{
	LIST_ENTRY e[4];
	KIRQL old;
	KQUEUE q;

	KeInitializeQueue(&q, 0);
	KUNIT_EXPECT_EQ(test, q.MaximumCount, num_online_cpus());
	KUNIT_EXPECT_EQ(test, q.Header.Type, 4);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 0);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), AS_ENTRY(STATUS_TIMEOUT));

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, KeInsertQueue(&q, &e[0]), 0);
	KUNIT_EXPECT_EQ(test, KeInsertQueue(&q, &e[1]), 1);
	KUNIT_EXPECT_EQ(test, KeInsertHeadQueue(&q, &e[2]), 2);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 3);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), &e[2]);
	KeLowerIrql(old);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), &e[0]);
	KUNIT_EXPECT_EQ(test, KeInsertQueue(&q, &e[3]), 1);
	KUNIT_EXPECT_PTR_EQ(test, wait_ms(&q, 5), &e[1]);
	KUNIT_EXPECT_PTR_EQ(test, wait_ms(&q, 5), &e[3]);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 0);
	KUNIT_EXPECT_EQ(test, q.CurrentCount, 1);
	KUNIT_EXPECT_PTR_EQ(test, wait_ms(&q, 5), AS_ENTRY(STATUS_TIMEOUT));
	KUNIT_EXPECT_EQ(test, q.CurrentCount, 1);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&q.Header.WaitListHead));
	KUNIT_EXPECT_NULL(test, KeRundownQueue(&q));
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&q.ThreadListHead));
}

static void rundown_gives_the_rest(struct kunit *test)
{
	LIST_ENTRY e[3], *first;
	KQUEUE q;

	KeInitializeQueue(&q, 1);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), AS_ENTRY(STATUS_TIMEOUT));
	KeInsertQueue(&q, &e[0]);
	KeInsertQueue(&q, &e[1]);
	KeInsertQueue(&q, &e[2]);
	first = KeRundownQueue(&q);
	KUNIT_EXPECT_PTR_EQ(test, first, &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, first->Flink, &e[1]);
	KUNIT_EXPECT_PTR_EQ(test, first->Flink->Flink, &e[2]);
	KUNIT_EXPECT_PTR_EQ(test, first->Flink->Flink->Flink, first);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 0);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), AS_ENTRY(STATUS_ABANDONED));

	KeInitializeQueue(&q, 1);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), AS_ENTRY(STATUS_TIMEOUT));
	KeRundownQueue(&q);
}

/* A thread that serves a queue: what it got, and a wait in between. */
struct server {
	KQUEUE *q;
	KEVENT *block;		/* waited for with the first entry in hand */
	LIST_ENTRY *got[2];
	int count;
};

static NTSTATUS serve(void *context)
{
	struct server *s = context;

	s->got[0] = KeRemoveQueue(s->q, KernelMode, NULL);
	WRITE_ONCE(s->count, 1);
	if (s->block)
		ke_wait_for_ever(s->block);
	s->got[1] = KeRemoveQueue(s->q, KernelMode, NULL);
	WRITE_ONCE(s->count, 2);
	return STATUS_SUCCESS;
}

static bool await_count(struct server *s, int count)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && READ_ONCE(s->count) < count; ms++)
		msleep(1);
	return READ_ONCE(s->count) == count;
}

/* A thread is among the waiters a moment before its place is free. */
static bool await_current(KQUEUE *q, ULONG current_count)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && READ_ONCE(q->CurrentCount) != current_count; ms++)
		msleep(1);
	return READ_ONCE(q->CurrentCount) == current_count;
}

static void the_last_to_wait_goes_first(struct kunit *test)
{
	struct server s[2] = {};
	struct ke_waiter w[2];
	LIST_ENTRY e[4];
	KQUEUE q;
	int i;

	KeInitializeQueue(&q, 4);
	for (i = 0; i < 2; i++) {
		s[i].q = &q;
		ke_waiter_start(test, &w[i], serve, &s[i], i);
		KUNIT_ASSERT_TRUE(test, ke_await_waiters(&q.Header, i + 1));
	}
	KUNIT_EXPECT_EQ(test, KeInsertQueue(&q, &e[0]), 0);
	KUNIT_EXPECT_TRUE(test, await_count(&s[1], 1));
	KUNIT_EXPECT_EQ(test, s[0].count, 0);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&q.Header, 2));
	KeInsertQueue(&q, &e[1]);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	KeInsertQueue(&q, &e[2]);
	KUNIT_EXPECT_TRUE(test, await_count(&s[0], 1));
	KeInsertQueue(&q, &e[3]);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
	KUNIT_EXPECT_PTR_EQ(test, s[1].got[0], &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, s[1].got[1], &e[1]);
	KUNIT_EXPECT_PTR_EQ(test, s[0].got[0], &e[2]);
	KUNIT_EXPECT_PTR_EQ(test, s[0].got[1], &e[3]);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 0);
	/* The threads leave the queue when they end, which is after they said so. */
	for (i = 0; i < PATIENCE_MS && !IsListEmpty(&q.ThreadListHead); i++)
		msleep(1);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&q.ThreadListHead));
	KUNIT_EXPECT_EQ(test, q.CurrentCount, 0);
	KeRundownQueue(&q);
}

static void only_so_many_run_at_a_time(struct kunit *test)
{
	struct server s[2] = {};
	struct ke_waiter w[2];
	LIST_ENTRY e[4];
	KEVENT go[2];
	KQUEUE q;
	int i;

	KeInitializeQueue(&q, 1);
	for (i = 0; i < 2; i++) {
		KeInitializeEvent(&go[i], NotificationEvent, FALSE);
		s[i].q = &q;
		s[i].block = &go[i];
		ke_waiter_start(test, &w[i], serve, &s[i], i);
		KUNIT_ASSERT_TRUE(test, ke_await_waiters(&q.Header, i + 1));
	}
	/* The first takes an entry and waits: that makes room for the second. */
	KeInsertQueue(&q, &e[0]);
	KUNIT_EXPECT_TRUE(test, await_count(&s[1], 1));
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&go[1].Header, 1));
	KUNIT_EXPECT_TRUE(test, await_current(&q, 0));
	KeInsertQueue(&q, &e[1]);
	KUNIT_EXPECT_TRUE(test, await_count(&s[0], 1));
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&go[0].Header, 1));
	KUNIT_EXPECT_TRUE(test, await_current(&q, 0));

	/* This thread takes the only place: entries stay, until it waits. */
	KeInsertQueue(&q, &e[2]);
	KUNIT_EXPECT_PTR_EQ(test, poll(&q), &e[2]);
	KeInsertQueue(&q, &e[3]);
	KeSetEvent(&go[1], 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&q.Header, 1));
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 1);
	KUNIT_EXPECT_EQ(test, s[1].count, 1);
	KUNIT_EXPECT_TRUE(test, await_current(&q, 1));
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&go[0], 50), STATUS_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	KUNIT_EXPECT_PTR_EQ(test, s[1].got[1], &e[3]);

	KeSetEvent(&go[0], 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&q.Header, 1));
	KeInsertQueue(&q, &e[0]);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&q), 1);
	/* Another queue: this thread leaves the first, and with that its place. */
	{
		KQUEUE other;

		KeInitializeQueue(&other, 1);
		KUNIT_EXPECT_PTR_EQ(test, poll(&other), AS_ENTRY(STATUS_TIMEOUT));
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
		KUNIT_EXPECT_PTR_EQ(test, s[0].got[1], &e[0]);
		KeRundownQueue(&other);
	}
	KeRundownQueue(&q);
}

static NTSTATUS wait_for_entry(void *context)
{
	return (NTSTATUS)(uintptr_t)KeRemoveQueue(context, KernelMode, NULL);
}

static void rundown_under_a_waiter_is_reported(struct kunit *test)
{
	struct ke_reports r;
	struct ke_waiter w;
	KQUEUE q;

	KeInitializeQueue(&q, 1);
	ke_waiter_start(test, &w, wait_for_entry, &q, 1);
	KUNIT_ASSERT_TRUE(test, ke_await_waiters(&q.Header, 1));
	ke_expect_reports(&r, 0x96);
	KUNIT_EXPECT_NULL(test, KeRundownQueue(&q));
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_ABANDONED);
}

/* Two that insert, three that remove, with timeouts: each entry comes once. */
#define ENTRIES	4000

struct item {
	LIST_ENTRY entry;
	atomic_t seen;
};

static struct {
	KQUEUE q;
	struct item *items;
	atomic_t removed;
	int next_half;
} race;

static NTSTATUS insert_half(void *context)
{
	struct item *items = context;
	int i;

	for (i = 0; i < ENTRIES / 2; i++) {
		KeInsertQueue(&race.q, &items[i].entry);
		if (i % 64 == 0)
			cond_resched();
	}
	return STATUS_SUCCESS;
}

static NTSTATUS remove_all(void *context)
{
	LARGE_INTEGER timeout = { .QuadPart = -500 };
	int patience = 200000;

	while (atomic_read(&race.removed) < ENTRIES && patience--) {
		LIST_ENTRY *e = KeRemoveQueue(&race.q, KernelMode, &timeout);

		if (e == AS_ENTRY(STATUS_TIMEOUT))
			continue;
		atomic_inc(&CONTAINING_RECORD(e, struct item, entry)->seen);
		atomic_inc(&race.removed);
	}
	return patience > 0 ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

static void each_entry_comes_once(struct kunit *test)
{
	struct ke_waiter w[5];
	int i, wrong = 0;

	race.items = kunit_kcalloc(test, ENTRIES, sizeof(*race.items), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, race.items);
	KeInitializeQueue(&race.q, 2);
	atomic_set(&race.removed, 0);
	for (i = 0; i < 3; i++)
		ke_waiter_start(test, &w[i], remove_all, NULL, i);
	ke_waiter_start(test, &w[3], insert_half, race.items, 0);
	ke_waiter_start(test, &w[4], insert_half, race.items + ENTRIES / 2, 1);
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	for (i = 0; i < ENTRIES; i++)
		wrong += atomic_read(&race.items[i].seen) != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, KeReadStateQueue(&race.q), 0);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&race.q.Header), 0);
	KUNIT_EXPECT_NULL(test, KeRundownQueue(&race.q));
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE(entries_come_in_order),
	KUNIT_CASE(rundown_gives_the_rest),
	KUNIT_CASE(the_last_to_wait_goes_first),
	KUNIT_CASE(only_so_many_run_at_a_time),
	KUNIT_CASE(rundown_under_a_waiter_is_reported),
	KUNIT_CASE_SLOW(each_entry_comes_once),
	{}
};

static struct kunit_suite queue_suite = {
	.name = "wdmcore_ke_queue",
	.test_cases = queue_cases,
};
kunit_test_suite(queue_suite);
