// SPDX-License-Identifier: GPL-2.0
/*
 * Handles, and the named events that are reached by them.
 * Under test: ob/handle.c (ObReferenceObjectByHandle, ZwClose), io/event.c.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "ob.h"
#include "ps.h"

static int closed;

static void count_close(void *body)
{
	closed++;
}

static const struct wdm_object_type thing_type = {
	.name = "Thing",
	.close = count_close,
	.mapping = { .GenericRead = 0x1, .GenericWrite = 0x2 },
	.valid_access = 0x3,
};

static int thing_init(struct kunit *test)
{
	closed = 0;
	test->priv = wdm_ob_alloc(&thing_type, 0, 8, GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void thing_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 1, atomic_long_read(&wdm_ob_header(test->priv)->references));
	wdm_ob_put(test->priv);
}

static HANDLE new_handle(struct kunit *test, ACCESS_MASK access, u32 attributes)
{
	HANDLE handle = NULL;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_handle_create(test->priv, access, attributes, &handle));
	return handle;
}

static void handle_gives_the_object(struct kunit *test)
{
	HANDLE handle = new_handle(test, GENERIC_READ, OBJ_KERNEL_HANDLE);
	POBJECT_TYPE type = (POBJECT_TYPE)&thing_type;
	OBJECT_HANDLE_INFORMATION information;
	void *body;

	KUNIT_EXPECT_LT(test, (long)handle, 0);
	KUNIT_EXPECT_EQ(test, 0, (long)handle & 3);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, 0, type, KernelMode, &body,
						  &information));
	KUNIT_EXPECT_PTR_EQ(test, test->priv, body);
	KUNIT_EXPECT_EQ(test, 0x1, information.GrantedAccess);
	ObfDereferenceObject(body);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(handle));
	KUNIT_EXPECT_EQ(test, 1, closed);
}

static void bad_handles_are_invalid(struct kunit *test)
{
	static const long values[] = { 0, 4, 0x7ffffffc, -4, -400000, 0x100000004L,
				       -0xfffffffcL, LONG_MIN };
	HANDLE handle = new_handle(test, 0, OBJ_KERNEL_HANDLE);
	void *body;
	int i;

	ZwClose(handle);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwClose(handle));
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		body = (void *)0xcc;
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
				ObReferenceObjectByHandle((HANDLE)values[i], 0, NULL, KernelMode,
							  &body, NULL));
		KUNIT_EXPECT_NULL(test, body);
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwClose((HANDLE)values[i]));
	}
}

static void kernel_handle_is_invalid_for_programs(struct kunit *test)
{
	HANDLE handle = new_handle(test, 0x3, OBJ_KERNEL_HANDLE);
	void *body;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ObReferenceObjectByHandle(handle, 0, NULL, UserMode, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, wdm_handle_close(handle, UserMode));
	ZwClose(handle);
}

static void type_is_checked(struct kunit *test)
{
	HANDLE handle = new_handle(test, 0x3, OBJ_KERNEL_HANDLE);
	void *body;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObReferenceObjectByHandle(handle, 0, *IoFileObjectType, KernelMode, &body,
						  NULL));
	ZwClose(handle);
}

static void programs_need_the_right(struct kunit *test)
{
	struct wdm_thread *thread = wdm_thread_current();
	HANDLE handle;
	void *body;

	/* As if within a request of a program: the handle is the process's own. */
	thread->user_requests++;
	handle = new_handle(test, GENERIC_READ, 0);
	KUNIT_EXPECT_GT(test, (long)handle, 0);
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			ObReferenceObjectByHandle(handle, 0x2, NULL, UserMode, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, 0x1, NULL, UserMode, &body, NULL));
	ObfDereferenceObject(body);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, 0x2, NULL, KernelMode, &body, NULL));
	ObfDereferenceObject(body);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_handle_close(handle, UserMode));
	thread->user_requests--;
}

static void last_close_is_told_once(struct kunit *test)
{
	HANDLE first = new_handle(test, 0, 0), second = new_handle(test, 0, 0);

	KUNIT_EXPECT_NE(test, (long)first, (long)second);
	ZwClose(first);
	KUNIT_EXPECT_EQ(test, 0, closed);
	ZwClose(second);
	KUNIT_EXPECT_EQ(test, 1, closed);
}

static void pseudo_handles_work(struct kunit *test)
{
	void *body;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(NtCurrentThread(), 0, *PsThreadType, KernelMode,
						  &body, NULL));
	KUNIT_EXPECT_PTR_EQ(test, (void *)KeGetCurrentThread(), body);
	ObfDereferenceObject(body);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(NtCurrentProcess()));
}

static void named_events_are_shared(struct kunit *test)
{
	UNICODE_STRING name, lower;
	HANDLE first, second;
	PKEVENT event;

	RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\KUnitEvent");
	RtlInitUnicodeString(&lower, L"\\basenamedobjects\\kunitevent");
	event = IoCreateNotificationEvent(&name, &first);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_NE(test, 0, KeReadStateEvent(event));
	KeClearEvent(event);
	/* It exists, so its kind and state stay. */
	KUNIT_EXPECT_PTR_EQ(test, event, IoCreateSynchronizationEvent(&lower, &second));
	KUNIT_EXPECT_EQ(test, 0, KeReadStateEvent(event));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(first));
	KeSetEvent(event, 0, FALSE);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(second));
	/* The last handle took the name away. */
	event = IoCreateSynchronizationEvent(&name, &first);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_NE(test, 0, KeReadStateEvent(event));
	ZwClose(first);
}

static void events_need_a_proper_path(struct kunit *test)
{
	UNICODE_STRING name;
	HANDLE handle;

	RtlInitUnicodeString(&name, L"\\KNowhere\\Event");
	KUNIT_EXPECT_NULL(test, IoCreateNotificationEvent(&name, &handle));
	RtlInitUnicodeString(&name, L"\\Device");
	KUNIT_EXPECT_NULL(test, IoCreateNotificationEvent(&name, &handle));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(handle_gives_the_object),
	KUNIT_CASE(bad_handles_are_invalid),
	KUNIT_CASE(kernel_handle_is_invalid_for_programs),
	KUNIT_CASE(type_is_checked),
	KUNIT_CASE(programs_need_the_right),
	KUNIT_CASE(last_close_is_told_once),
	KUNIT_CASE(pseudo_handles_work),
	KUNIT_CASE(named_events_are_shared),
	KUNIT_CASE(events_need_a_proper_path),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ob_handle",
	.init = thing_init,
	.exit = thing_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
