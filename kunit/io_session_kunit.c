// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_io_session: IoRegisterContainerNotification, IoUnregisterContainerNotification
 * and IoGetContainerInformation. The tests make the events.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "io_dev.h"
#include "io_fake.h"

/* What a callback got, and what it is to do. */
struct hearer {
	IO_SESSION_STATE_NOTIFICATION info;
	PVOID registration;
	int count;
	u32 events[8];
	PVOID session;
	PVOID object;
	IO_SESSION_CONNECT_INFO payload;
	ULONG payload_length;
	IO_SESSION_STATE state;
	/* From within. */
	bool unregister;
	struct hearer *begin;
};

struct session {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	struct hearer hearers[3];
};

static NTSTATUS listen(struct hearer *h);

static NTSTATUS NTAPI hear(PVOID session, PVOID object, ULONG event, PVOID context, PVOID payload,
			   ULONG length)
{
	IO_SESSION_STATE_INFORMATION state = {};
	struct hearer *h = context;

	if (h->count < ARRAY_SIZE(h->events))
		h->events[h->count] = event;
	h->count++;
	h->session = session;
	h->object = object;
	h->payload_length = length;
	memcpy(&h->payload, payload, min_t(ULONG, length, sizeof(h->payload)));
	/* It is its own. */
	memset(payload, 0xff, length);
	IoGetContainerInformation(IoSessionStateInformation, session, &state, sizeof(state));
	h->state = state.SessionState;
	if (h->unregister) {
		IoUnregisterContainerNotification(h->registration);
		h->registration = NULL;
	}
	if (h->begin) {
		listen(h->begin);
		h->begin = NULL;
	}
	return STATUS_SUCCESS;
}

static NTSTATUS listen(struct hearer *h)
{
	return IoRegisterContainerNotification(IoSessionStateNotification,
					       (PIO_CONTAINER_NOTIFICATION_FUNCTION)(void *)hear,
					       &h->info, sizeof(h->info), &h->registration);
}

static int session_init(struct kunit *test)
{
	struct session *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	unsigned int i;

	if (!s || !NT_SUCCESS(wdm_driver_create("kunit_session", NULL, &s->driver)))
		return -ENOMEM;
	if (!NT_SUCCESS(IoCreateDevice(&s->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &s->device)))
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(s->hearers); i++) {
		s->hearers[i].info.Size = sizeof(s->hearers[i].info);
		s->hearers[i].info.EventMask = IO_SESSION_STATE_ALL_EVENTS;
		s->hearers[i].info.IoObject = i ? (PVOID)s->device : (PVOID)&s->driver->obj;
		s->hearers[i].info.Context = &s->hearers[i];
	}
	test->priv = s;
	return 0;
}

static void session_exit(struct kunit *test)
{
	struct session *s = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(s->hearers); i++)
		if (s->hearers[i].registration)
			IoUnregisterContainerNotification(s->hearers[i].registration);
	/* As it is at all other times. */
	wdm_session_event(IoSessionEventLogon);
	IoDeleteDevice(s->device);
	wdm_driver_destroy(s->driver);
}

/* What the shutdown of the machine does. */
static void a_session_ends(struct kunit *test)
{
	struct session *s = test->priv;
	struct hearer *h = &s->hearers[0];

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(h));
	KUNIT_EXPECT_EQ(test, 0, h->count);
	wdm_session_event(IoSessionEventLogoff);
	KUNIT_EXPECT_EQ(test, 1, h->count);
	KUNIT_EXPECT_EQ(test, (u32)IoSessionEventLogoff, h->events[0]);
	KUNIT_EXPECT_EQ(test, IoSessionStateLoggedOff, h->state);
	KUNIT_EXPECT_PTR_EQ(test, (PVOID)&s->driver->obj, h->object);
	KUNIT_EXPECT_EQ(test, (ULONG)sizeof(h->payload), h->payload_length);
	KUNIT_EXPECT_NE(test, 0U, h->payload.SessionId);
	KUNIT_EXPECT_TRUE(test, h->payload.LocalSession);
	wdm_session_event(IoSessionEventTerminated);
	KUNIT_EXPECT_EQ(test, 2, h->count);
	KUNIT_EXPECT_EQ(test, (u32)IoSessionEventTerminated, h->events[1]);
	KUNIT_EXPECT_EQ(test, IoSessionStateTerminated, h->state);

	IoUnregisterContainerNotification(h->registration);
	h->registration = NULL;
	wdm_session_event(IoSessionEventLogon);
	KUNIT_EXPECT_EQ(test, 2, h->count);
}

static void only_the_events_of_the_mask(struct kunit *test)
{
	struct session *s = test->priv;
	struct hearer *h = &s->hearers[0];

	h->info.EventMask = IO_SESSION_STATE_TERMINATION_EVENT | IO_SESSION_STATE_CONNECT_EVENT;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(h));
	/* The driver's structure isn't looked at any more. */
	h->info.EventMask = IO_SESSION_STATE_ALL_EVENTS;
	wdm_session_event(IoSessionEventLogoff);
	wdm_session_event(IoSessionEventTerminated);
	wdm_session_event(IoSessionEventCreated);
	wdm_session_event(IoSessionEventConnected);
	wdm_session_event(IoSessionEventLogon);
	wdm_session_event(IoSessionEventDisconnected);
	KUNIT_EXPECT_EQ(test, 2, h->count);
	KUNIT_EXPECT_EQ(test, (u32)IoSessionEventTerminated, h->events[0]);
	KUNIT_EXPECT_EQ(test, (u32)IoSessionEventConnected, h->events[1]);
}

static void states_follow_events(struct kunit *test)
{
	static const struct {
		IO_SESSION_EVENT event;
		IO_SESSION_STATE state;
	} steps[] = {
		{ IoSessionEventDisconnected, IoSessionStateDisconnectedLoggedOn },
		{ IoSessionEventConnected, IoSessionStateLoggedOn },
		{ IoSessionEventLogoff, IoSessionStateLoggedOff },
		{ IoSessionEventTerminated, IoSessionStateTerminated },
		{ IoSessionEventCreated, IoSessionStateCreated },
		{ IoSessionEventConnected, IoSessionStateConnected },
		{ IoSessionEventDisconnected, IoSessionStateDisconnected },
		{ IoSessionEventConnected, IoSessionStateConnected },
		{ IoSessionEventLogon, IoSessionStateLoggedOn },
	};
	struct session *s = test->priv;
	struct hearer *h = &s->hearers[0];
	unsigned int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(h));
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		wdm_session_event(steps[i].event);
		KUNIT_EXPECT_EQ_MSG(test, steps[i].state, h->state, "step %u", i);
	}
	KUNIT_EXPECT_EQ(test, (int)ARRAY_SIZE(steps), h->count);
}

static void one_registration_for_an_object(struct kunit *test)
{
	struct session *s = test->priv;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[0]));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[1]));
	KUNIT_EXPECT_EQ(test, STATUS_ALREADY_COMMITTED, listen(&s->hearers[2]));
	wdm_session_event(IoSessionEventLogoff);
	KUNIT_EXPECT_EQ(test, 1, s->hearers[0].count);
	KUNIT_EXPECT_EQ(test, 1, s->hearers[1].count);
	KUNIT_EXPECT_PTR_EQ(test, (PVOID)s->device, s->hearers[1].object);
	IoUnregisterContainerNotification(s->hearers[1].registration);
	s->hearers[1].registration = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[2]));
}

static void callbacks_may_register_and_unregister(struct kunit *test)
{
	struct session *s = test->priv;

	s->hearers[0].unregister = true;
	s->hearers[0].begin = &s->hearers[1];
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[0]));
	wdm_session_event(IoSessionEventLogoff);
	wdm_session_event(IoSessionEventTerminated);
	KUNIT_EXPECT_EQ(test, 1, s->hearers[0].count);
	KUNIT_EXPECT_GE(test, s->hearers[1].count, 1);
	/* The object is free for another one. */
	s->hearers[0].unregister = false;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[0]));
}

static void what_is_no_registration(struct kunit *test)
{
	PIO_CONTAINER_NOTIFICATION_FUNCTION callback = (void *)hear;
	struct session *s = test->priv;
	IO_SESSION_STATE_NOTIFICATION good = s->hearers[0].info;
	IO_SESSION_STATE_NOTIFICATION bad;
	PVOID registration = NULL;
	u64 other = 0x1234;

#define TRY(class, function, info, length)						\
	IoRegisterContainerNotification(class, function, info, length, &registration)
#define EXPECT_BAD()									\
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_3,				\
			TRY(IoSessionStateNotification, callback, &bad, sizeof(bad)))

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_1,
			TRY(IoMaxContainerNotificationClass, callback, &good, sizeof(good)));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_2,
			TRY(IoSessionStateNotification, NULL, &good, sizeof(good)));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_3,
			TRY(IoSessionStateNotification, callback, NULL, sizeof(good)));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4,
			TRY(IoSessionStateNotification, callback, &good, sizeof(good) - 1));
	bad = good;
	bad.Size--;
	EXPECT_BAD();
	bad = good;
	bad.Flags = 1;
	EXPECT_BAD();
	bad = good;
	bad.EventMask = ~IO_SESSION_STATE_VALID_EVENT_MASK;
	EXPECT_BAD();
	bad = good;
	bad.IoObject = NULL;
	EXPECT_BAD();
	bad.IoObject = &other;
	EXPECT_BAD();
	KUNIT_EXPECT_NULL(test, registration);
	wdm_session_event(IoSessionEventLogoff);
	KUNIT_EXPECT_EQ(test, 0, s->hearers[0].count);
#undef EXPECT_BAD
#undef TRY
}

static void what_is_no_question(struct kunit *test)
{
	IO_SESSION_STATE_INFORMATION info = {};
	struct session *s = test->priv;
	struct hearer *h = &s->hearers[0];
	NTSTATUS status;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(h));
	wdm_session_event(IoSessionEventLogoff);
	status = IoGetContainerInformation(IoMaxContainerInformationClass, h->session, &info,
					   sizeof(info));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_1, status);
	status = IoGetContainerInformation(IoSessionStateInformation, NULL, &info, sizeof(info));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_2, status);
	status = IoGetContainerInformation(IoSessionStateInformation, h->session, &info,
					   sizeof(info) - 1);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4, status);
	KUNIT_EXPECT_EQ(test, 0U, info.SessionId);
	status = IoGetContainerInformation(IoSessionStateInformation, h->session, &info,
					   sizeof(info));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, status);
	KUNIT_EXPECT_EQ(test, h->payload.SessionId, info.SessionId);
	KUNIT_EXPECT_EQ(test, IoSessionStateLoggedOff, info.SessionState);
	KUNIT_EXPECT_TRUE(test, info.LocalSession);
}

/* A driver that is unloaded with a registration. */
static void what_is_left_is_reported(struct kunit *test)
{
	struct fake_reports reports;
	struct session *s = test->priv;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, listen(&s->hearers[0]));
	expect_reports(&reports, 0xce);
	wdm_session_driver_gone((u8 *)hear + 1, 1);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&reports.count));
	wdm_session_driver_gone(hear, 1);
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	s->hearers[0].registration = NULL;
	wdm_session_event(IoSessionEventLogoff);
	KUNIT_EXPECT_EQ(test, 0, s->hearers[0].count);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_session_ends),
	KUNIT_CASE(only_the_events_of_the_mask),
	KUNIT_CASE(states_follow_events),
	KUNIT_CASE(one_registration_for_an_object),
	KUNIT_CASE(callbacks_may_register_and_unregister),
	KUNIT_CASE(what_is_no_registration),
	KUNIT_CASE(what_is_no_question),
	KUNIT_CASE(what_is_left_is_reported),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_session",
	.init = session_init,
	.exit = session_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
