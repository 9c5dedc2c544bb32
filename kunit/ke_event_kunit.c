// SPDX-License-Identifier: GPL-2.0
/* KUnit: KeInitializeEvent, KeSetEvent, KeResetEvent, KeClearEvent, KePulseEvent. */
#include "ke_waiter.h"

static const struct event_param {
	const char *name;
	EVENT_TYPE type;
	BOOLEAN state;
	NTSTATUS first;		/* of two waits that don't sleep */
	NTSTATUS second;
} event_params[] = {
	{ "notification, set", NotificationEvent, TRUE, STATUS_SUCCESS, STATUS_SUCCESS },
	{ "notification, not set", NotificationEvent, FALSE, STATUS_TIMEOUT, STATUS_TIMEOUT },
	{ "synchronization, set", SynchronizationEvent, TRUE, STATUS_SUCCESS, STATUS_TIMEOUT },
	{ "synchronization, not set", SynchronizationEvent, FALSE, STATUS_TIMEOUT, STATUS_TIMEOUT },
};

static void event_desc(const struct event_param *p, char *desc)
{
	strscpy(desc, p->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(event, event_params, event_desc);

static void a_wait_takes_what_the_type_says(struct kunit *test)
{
	const struct event_param *p = test->param_value;
	KEVENT e;

	memset(&e, 0xcc, sizeof(e));
	KeInitializeEvent(&e, p->type, p->state);
	KUNIT_EXPECT_EQ(test, (int)e.Header.Type, (int)p->type);
	KUNIT_EXPECT_EQ(test, (int)e.Header.Size, 6);
	KUNIT_EXPECT_EQ(test, !!KeReadStateEvent(&e), p->state);
	KUNIT_EXPECT_EQ(test, ke_poll(&e), p->first);
	KUNIT_EXPECT_EQ(test, ke_poll(&e), p->second);
}

static void calls_return_the_state_before(struct kunit *test)
{
	const struct event_param *p = test->param_value;
	KEVENT e;

	KeInitializeEvent(&e, p->type, p->state);
	KUNIT_EXPECT_EQ(test, !!KeSetEvent(&e, IO_NO_INCREMENT, FALSE), p->state);
	KUNIT_EXPECT_EQ(test, KeSetEvent(&e, IO_NO_INCREMENT, FALSE), 1);
	KUNIT_EXPECT_EQ(test, KeResetEvent(&e), 1);
	KUNIT_EXPECT_EQ(test, KeResetEvent(&e), 0);
	KUNIT_EXPECT_EQ(test, KePulseEvent(&e, 0, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
	KeSetEvent(&e, 0, TRUE);
	KUNIT_EXPECT_EQ(test, KePulseEvent(&e, 0, FALSE), 1);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
	KeSetEvent(&e, 0, FALSE);
	KeClearEvent(&e);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
}

#define NR_WAITERS	6

static void synchronization_event_wakes_one_at_a_time_in_order(struct kunit *test)
{
	struct ke_waiter w[NR_WAITERS];
	KEVENT e;
	int i;

	KeInitializeEvent(&e, SynchronizationEvent, FALSE);
	for (i = 0; i < NR_WAITERS; i++) {
		ke_waiter_start(test, &w[i], ke_wait_for_ever, &e, i);
		KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, i + 1));
	}
	for (i = 0; i < NR_WAITERS; i++) {
		KUNIT_EXPECT_EQ(test, KeSetEvent(&e, 0, FALSE), 0);
		/* Handed over already: nobody can snatch it from the woken thread. */
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
		KUNIT_EXPECT_EQ(test, ke_poll(&e), STATUS_TIMEOUT);
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), NR_WAITERS - i - 1);
	}
}

static void notification_event_wakes_all(struct kunit *test)
{
	struct ke_waiter w[NR_WAITERS];
	KEVENT e;
	int i;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	for (i = 0; i < NR_WAITERS; i++)
		ke_waiter_start(test, &w[i], ke_wait_for_ever, &e, i);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, NR_WAITERS));
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 1);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 0);
	for (i = 0; i < NR_WAITERS; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
}

static void pulse_wakes_those_who_wait(struct kunit *test)
{
	const struct event_param *p = test->param_value;
	int woken = p->type == NotificationEvent ? 3 : 1;
	struct ke_waiter w[3];
	KEVENT e;
	int i;

	KeInitializeEvent(&e, p->type, FALSE);
	for (i = 0; i < 3; i++) {
		ke_waiter_start(test, &w[i], ke_wait_for_ever, &e, i);
		KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, i + 1));
	}
	KUNIT_EXPECT_EQ(test, KePulseEvent(&e, 0, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 3 - woken);
	for (i = woken; i < 3; i++)
		KeSetEvent(&e, 0, FALSE);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
}

struct ping_pong {
	KEVENT ping, pong;
	int rounds;
	int turn;	/* who may change it is decided by the events alone */
	int errors;
};

static NTSTATUS pong(void *context)
{
	struct ping_pong *p = context;
	int i;

	for (i = 0; i < p->rounds; i++) {
		if (ke_wait_ms(&p->ping, PATIENCE_MS))
			return STATUS_TIMEOUT;
		if (p->turn++ != 2 * i)
			p->errors++;
		KeSetEvent(&p->pong, 0, FALSE);
	}
	return STATUS_SUCCESS;
}

static void no_hand_over_is_lost_between_two_cpus(struct kunit *test)
{
	struct ping_pong *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	struct ke_waiter w;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, p);
	p->rounds = wdm_rounds(5000);
	KeInitializeEvent(&p->ping, SynchronizationEvent, FALSE);
	KeInitializeEvent(&p->pong, SynchronizationEvent, FALSE);
	ke_waiter_start(test, &w, pong, p, 1);
	for (i = 0; i < p->rounds; i++) {
		KeSetEvent(&p->ping, 0, FALSE);
		if (ke_wait_ms(&p->pong, PATIENCE_MS))
			break;
		if (p->turn++ != 2 * i + 1)
			p->errors++;
	}
	KUNIT_EXPECT_EQ(test, i, p->rounds);
	KUNIT_EXPECT_EQ(test, p->errors, 0);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE_PARAM(a_wait_takes_what_the_type_says, event_gen_params),
	KUNIT_CASE_PARAM(calls_return_the_state_before, event_gen_params),
	KUNIT_CASE(synchronization_event_wakes_one_at_a_time_in_order),
	KUNIT_CASE(notification_event_wakes_all),
	KUNIT_CASE_PARAM(pulse_wakes_those_who_wait, event_gen_params),
	KUNIT_CASE_SLOW(no_hand_over_is_lost_between_two_cpus),
	{}
};

static struct kunit_suite event_suite = {
	.name = "wdmcore_ke_event",
	.test_cases = event_cases,
};
kunit_test_suite(event_suite);
