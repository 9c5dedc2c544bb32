// SPDX-License-Identifier: GPL-2.0
/*
 * Named objects by handle: directories, links, events, timers; duplicates, queries.
 * Under test: ob/attributes.c, ob/directory.c, ob/zw_object.c, ob/reference.c,
 * ex/zw_event.c, ex/zw_timer.c, io/symlink.c.
 */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "ob.h"

#define TAG 0x74736554	/* "Test" */

#define U(text) ({ static UNICODE_STRING __u; RtlInitUnicodeString(&__u, text); &__u; })

static void name(OBJECT_ATTRIBUTES *oa, const WCHAR *path, u32 flags, HANDLE root)
{
	static UNICODE_STRING strings[8];
	static int next;
	UNICODE_STRING *string = &strings[next++ % ARRAY_SIZE(strings)];

	RtlInitUnicodeString(string, path);
	InitializeObjectAttributes(oa, string, flags | OBJ_KERNEL_HANDLE, root, NULL);
}

static NTSTATUS create_event(const WCHAR *path, u32 flags, HANDLE root, HANDLE *h)
{
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, path);
	InitializeObjectAttributes(&oa, &string, flags | OBJ_KERNEL_HANDLE, root, NULL);
	*h = NULL;
	return ZwCreateEvent(h, EVENT_ALL_ACCESS, &oa, NotificationEvent, FALSE);
}

static NTSTATUS open_event(const WCHAR *path, HANDLE root, HANDLE *h)
{
	OBJECT_ATTRIBUTES oa;

	name(&oa, path, OBJ_CASE_INSENSITIVE, root);
	*h = NULL;
	return ZwOpenEvent(h, EVENT_ALL_ACCESS, &oa);
}

static void event_goes_with_its_last_handle(struct kunit *test)
{
	HANDLE a, b;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			create_event(L"\\BaseNamedObjects\\KEvent", 0, NULL, &a));
	KUNIT_EXPECT_TRUE(test, ObIsKernelHandle(a));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			create_event(L"\\BaseNamedObjects\\kevent", 0, NULL, &b));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_EXISTS,
			create_event(L"\\BaseNamedObjects\\KEVENT", OBJ_OPENIF, NULL, &b));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(a));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			open_event(L"\\BaseNamedObjects\\KEvent", NULL, &a));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(a));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(b));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_event(L"\\BaseNamedObjects\\KEvent", NULL, &a));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwSetEvent(b, NULL));
}

static void event_states(struct kunit *test)
{
	LARGE_INTEGER zero = {};
	LONG previous = 7;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&h, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwSetEvent(h, &previous));
	KUNIT_EXPECT_EQ(test, 0, previous);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwSetEvent(h, &previous));
	KUNIT_EXPECT_NE(test, 0, previous);
	/* The wait takes it: it is a synchronization event. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &zero));
	ZwSetEvent(h, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwResetEvent(h, &previous));
	KUNIT_EXPECT_NE(test, 0, previous);
	ZwSetEvent(h, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClearEvent(h));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &zero));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwCreateEvent(&h, EVENT_ALL_ACCESS, NULL, 7, FALSE));
}

static void attributes_are_checked(struct kunit *test)
{
	UNICODE_STRING odd = { .Length = 3, .MaximumLength = 4, .Buffer = (WCHAR *)L"\\K" };
	UNICODE_STRING wild = { .Length = 8, .MaximumLength = 8 };
	OBJECT_ATTRIBUTES oa;
	HANDLE h;

	name(&oa, L"\\BaseNamedObjects\\K", 0, NULL);
	oa.Length--;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwCreateEvent(&h, EVENT_ALL_ACCESS, &oa, NotificationEvent, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ZwOpenEvent(&h, EVENT_ALL_ACCESS, &oa));
	name(&oa, L"\\BaseNamedObjects\\K", 0x80000000, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwCreateEvent(&h, EVENT_ALL_ACCESS, &oa, NotificationEvent, FALSE));
	InitializeObjectAttributes(&oa, &odd, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID, ZwOpenEvent(&h, EVENT_ALL_ACCESS, &oa));
	InitializeObjectAttributes(&oa, &wild, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID, ZwOpenEvent(&h, EVENT_ALL_ACCESS, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ZwOpenEvent(&h, EVENT_ALL_ACCESS, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD, open_event(L"K", NULL, &h));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD, open_event(L"", NULL, &h));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_NOT_FOUND, open_event(L"\\KNone\\K", NULL, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, open_event(L"K", (HANDLE)0x123450, &h));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH, open_event(L"\\Device", NULL, &h));
}

static void directory_holds_and_ends(struct kunit *test)
{
	OBJECT_ATTRIBUTES oa;
	HANDLE dir, again, event, found;

	name(&oa, L"\\KDir", 0, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateDirectoryObject(&dir, DIRECTORY_ALL_ACCESS, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			ZwCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwOpenDirectoryObject(&again, DIRECTORY_QUERY, &oa));
	ZwClose(again);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, create_event(L"KEvent", 0, dir, &event));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, open_event(L"\\kdir\\kevent", NULL, &found));
	ZwClose(found);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD, open_event(L"\\KEvent", dir, &found));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH, open_event(L"KEvent", event, &found));
	ZwClose(event);
	ZwClose(dir);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenDirectoryObject(&again, DIRECTORY_QUERY, &oa));
}

static void permanent_until_made_temporary(struct kunit *test)
{
	OBJECT_ATTRIBUTES oa;
	HANDLE dir;

	name(&oa, L"\\KPermanent", OBJ_PERMANENT, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateDirectoryObject(&dir, DIRECTORY_ALL_ACCESS, &oa));
	ZwClose(dir);
	name(&oa, L"\\KPermanent", 0, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwOpenDirectoryObject(&dir, DIRECTORY_ALL_ACCESS, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwMakeTemporaryObject(dir));
	/* Twice does no harm. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwMakeTemporaryObject(dir));
	ZwClose(dir);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenDirectoryObject(&dir, DIRECTORY_ALL_ACCESS, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwMakeTemporaryObject(dir));
}

static void link_by_handle(struct kunit *test)
{
	WCHAR buffer[32];
	UNICODE_STRING target = { .Buffer = buffer, .MaximumLength = sizeof(buffer) };
	UNICODE_STRING small = { .Buffer = buffer, .MaximumLength = 4 };
	OBJECT_ATTRIBUTES oa;
	HANDLE link, open, event, through;
	ULONG length = 0;

	name(&oa, L"\\??\\KZwLink", 0, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &oa,
						   U(L"\\BaseNamedObjects\\KEvent")));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			create_event(L"\\BaseNamedObjects\\KEvent", 0, NULL, &event));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, open_event(L"\\??\\KZwLink", NULL, &through));
	ZwClose(through);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwOpenSymbolicLinkObject(&open, SYMBOLIC_LINK_QUERY, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			ZwQuerySymbolicLinkObject(open, &small, &length));
	KUNIT_EXPECT_EQ(test, 25 * 2, length);
	KUNIT_EXPECT_EQ(test, 0, small.Length);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwQuerySymbolicLinkObject(open, &target, NULL));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&target, U(L"\\BaseNamedObjects\\KEvent"),
						      FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwQuerySymbolicLinkObject(event, &target, NULL));
	ZwClose(open);
	ZwClose(link);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenSymbolicLinkObject(&open, SYMBOLIC_LINK_QUERY, &oa));
	ZwClose(event);
}

/* The names that firmware gives to disks, from before Plug and Play. */
static void arc_names_are_links(struct kunit *test)
{
	PUNICODE_STRING arc = U(L"\\ArcName\\multi(0)kunit(0)");
	HANDLE event, through;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			create_event(L"\\BaseNamedObjects\\KArc", 0, NULL, &event));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoAssignArcName(arc, U(L"\\BaseNamedObjects\\KArc")));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			IoAssignArcName(arc, U(L"\\BaseNamedObjects\\KArc")));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, open_event(arc->Buffer, NULL, &through));
	ZwClose(through);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoDeassignArcName(arc));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND, IoDeassignArcName(arc));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_event(arc->Buffer, NULL, &through));
	ZwClose(event);
}

static void duplicate_is_one_object(struct kunit *test)
{
	LARGE_INTEGER zero = {};
	HANDLE a, b;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&a, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwDuplicateObject(NtCurrentProcess(), a, NtCurrentProcess(), &b, 0, 0,
					  DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwSetEvent(a, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwSetEvent(b, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(b, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwDuplicateObject(NtCurrentProcess(), b, NULL, NULL, 0, 0, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwDuplicateObject(b, b, NtCurrentProcess(), &a, 0, 0, 0));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwDuplicateObject(NtCurrentProcess(), b, NULL, NULL, 0, 0,
					  DUPLICATE_CLOSE_SOURCE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwClose(b));
}

static void queries_tell_counts_and_names(struct kunit *test)
{
	PUBLIC_OBJECT_BASIC_INFORMATION basic;
	struct {
		PUBLIC_OBJECT_TYPE_INFORMATION type;
		WCHAR chars[16];
	} type;
	struct {
		OBJECT_NAME_INFORMATION name;
		WCHAR chars[32];
	} info;
	ULONG length = 0;
	void *body;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			create_event(L"\\BaseNamedObjects\\KQuery", 0, NULL, &h));
	memset(&basic, 0xcc, sizeof(basic));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryObject(h, ObjectBasicInformation, &basic, sizeof(basic), &length));
	KUNIT_EXPECT_EQ(test, sizeof(basic), length);
	KUNIT_EXPECT_EQ(test, 1, basic.HandleCount);
	KUNIT_EXPECT_EQ(test, 1, basic.PointerCount);
	KUNIT_EXPECT_EQ(test, EVENT_ALL_ACCESS, basic.GrantedAccess);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQueryObject(h, ObjectBasicInformation, &basic, 8, &length));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			ZwQueryObject(h, 77, &basic, sizeof(basic), NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryObject(h, ObjectTypeInformation, &type, sizeof(type), &length));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&type.type.TypeName, U(L"Event"), FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQueryObject(h, ObjectTypeInformation, &type, sizeof(type.type), &length));
	KUNIT_EXPECT_EQ(test, sizeof(type.type) + 12, length);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandleWithTag(h, 0, *ExEventObjectType, KernelMode,
							 TAG, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObQueryNameString(body, &info.name, sizeof(info), &length));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&info.name.Name,
						      U(L"\\BaseNamedObjects\\KQuery"), FALSE));
	KUNIT_EXPECT_EQ(test, sizeof(info.name) + 25 * 2, length);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ObQueryNameString(body, &info.name, length - 1, &length));
	ZwClose(h);
	/* Its name is gone, the object isn't. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObQueryNameString(body, &info.name, sizeof(info), &length));
	KUNIT_EXPECT_EQ(test, 0, info.name.Name.Length);
	KUNIT_EXPECT_NULL(test, info.name.Name.Buffer);
	ObDereferenceObjectWithTag(body, TAG);
}

static void references_in_all_ways(struct kunit *test)
{
	void *body, *again;
	HANDLE h, other;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			create_event(L"\\BaseNamedObjects\\KRef", 0, NULL, &h));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByName(U(L"\\basenamedobjects\\kref"), 0, NULL, 0,
						*ExEventObjectType, KernelMode, NULL, &body));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObReferenceObjectByName(U(L"\\BaseNamedObjects\\KRef"), 0, NULL, 0,
						*IoDriverObjectType, KernelMode, NULL, &again));
	KUNIT_EXPECT_EQ(test, 3, ObReferenceObjectWithTag(body, TAG));
	KUNIT_EXPECT_EQ(test, 2, ObDereferenceObjectWithTag(body, TAG));
	/* What these stand for, with counts that are the same for both. */
	KUNIT_EXPECT_EQ(test, 3, ObfReferenceObjectWithTag(body, TAG));
	KUNIT_EXPECT_EQ(test, 4, ObfReferenceObject(body));
	KUNIT_EXPECT_EQ(test, 3, ObfDereferenceObjectWithTag(body, TAG));
	KUNIT_EXPECT_EQ(test, 2, ObfDereferenceObject(body));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByPointerWithTag(body, 0, *ExEventObjectType, UserMode,
							  TAG));
	ObDereferenceObjectDeferDeleteWithTag(body, TAG);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObOpenObjectByPointer(body, 0, NULL, 0, *IoFileObjectType, KernelMode,
					      &other));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObOpenObjectByPointer(body, 0, NULL, 0, NULL, UserMode, &other));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ObOpenObjectByPointer(body, 0x80000000, NULL, 0, NULL, KernelMode, &other));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObOpenObjectByPointer(body, OBJ_KERNEL_HANDLE, NULL, EVENT_ALL_ACCESS,
					      *ExEventObjectType, KernelMode, &other));
	ZwClose(h);
	/* The other handle keeps the name. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, open_event(L"\\BaseNamedObjects\\KRef", NULL, &h));
	ZwClose(h);
	ZwClose(other);
	ObDereferenceObject(body);
	KUNIT_EXPECT_FALSE(test, ObIsKernelHandle(NtCurrentProcess()));
	KUNIT_EXPECT_FALSE(test, ObIsKernelHandle((HANDLE)0x44));
}

static void timer_by_name(struct kunit *test)
{
	LARGE_INTEGER late = { .QuadPart = -600 * 10000000LL };
	OBJECT_ATTRIBUTES oa;
	BOOLEAN state;
	HANDLE h, other;

	name(&oa, L"\\BaseNamedObjects\\KTimer", 0, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenTimer(&other, TIMER_ALL_ACCESS, &oa));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, &oa, SynchronizationTimer));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			ZwCreateTimer(&other, TIMER_ALL_ACCESS, &oa, SynchronizationTimer));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenTimer(&other, TIMER_ALL_ACCESS, &oa));
	/* It is one timer. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetTimer(other, &late, NULL, NULL, FALSE, 0, NULL));
	late.QuadPart = 0;
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &late));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetTimer(other, &late, NULL, NULL, FALSE, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, &late));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(other, FALSE, &late));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwCancelTimer(other, &state));
	KUNIT_EXPECT_FALSE(test, state);
	ZwClose(h);
	ZwClose(other);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenTimer(&other, TIMER_ALL_ACCESS, &oa));
	name(&oa, L"\\Device", 0, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwOpenTimer(&other, TIMER_ALL_ACCESS, &oa));
}

static void timer_by_handle(struct kunit *test)
{
	LARGE_INTEGER due = { .QuadPart = -10 * 10000LL }, late = { .QuadPart = -600 * 10000000LL };
	LARGE_INTEGER zero = {};
	OBJECT_ATTRIBUTES oa;
	BOOLEAN state = TRUE;
	HANDLE h, file;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, 5));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwSetTimer(h, &due, NULL, NULL, FALSE, 0, &state));
	KUNIT_EXPECT_FALSE(test, state);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwCancelTimer(h, &state));
	KUNIT_EXPECT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwSetTimer(h, &late, NULL, NULL, FALSE, 0, &state));
	KUNIT_EXPECT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_6,
			ZwSetTimer(h, &late, NULL, NULL, FALSE, -1, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH, ZwSetEvent(h, NULL));
	/* Closed while it runs: it must not strike any more. */
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, ZwCancelTimer(h, NULL));
	name(&oa, L"\\Device", 0, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenDirectoryObject(&file, DIRECTORY_QUERY, &oa));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwWaitForSingleObject(file, FALSE, &zero));
	ZwClose(file);
}

static void luids_differ(struct kunit *test)
{
	LUID a = {}, b = {};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwAllocateLocallyUniqueId(&a));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwAllocateLocallyUniqueId(&b));
	KUNIT_EXPECT_GT(test, b.LowPart, a.LowPart);
	KUNIT_EXPECT_GT(test, a.LowPart, 999);
}

static void exclusive_is_for_one_process(struct kunit *test)
{
	OBJECT_ATTRIBUTES oa;
	HANDLE first, second, user;
	void *body;

	name(&oa, L"\\BaseNamedObjects\\KExclusive", OBJ_EXCLUSIVE, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&first, EVENT_ALL_ACCESS, &oa, NotificationEvent, FALSE));
	/* The same process may, another may not. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwOpenEvent(&second, EVENT_ALL_ACCESS, &oa));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(first, 0, NULL, KernelMode, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			wdm_handle_create_user(body, EVENT_ALL_ACCESS, &user));
	ZwClose(second);
	ZwClose(first);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			wdm_handle_create_user(body, EVENT_ALL_ACCESS, &user));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_handle_close(user, UserMode));
	ObDereferenceObject(body);
}

/* Many create and close one name at a time: nobody may see half of it. */
static int race(void *data)
{
	atomic_t *wrong = data;
	NTSTATUS status;
	HANDLE h;
	int i;

	for (i = 0; i < 2000; i++) {
		status = create_event(L"\\BaseNamedObjects\\KRace", OBJ_OPENIF, NULL, &h);
		if (NT_SUCCESS(status))
			ZwClose(h);
		else
			atomic_inc(wrong);
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void names_come_and_go_on_two_cpus(struct kunit *test)
{
	struct task_struct *threads[2];
	atomic_t wrong = ATOMIC_INIT(0);
	HANDLE h;
	int i;

	for (i = 0; i < 2; i++) {
		threads[i] = kthread_create(race, &wrong, "ob_race");
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		kthread_bind(threads[i], i % num_online_cpus());
	}
	for (i = 0; i < 2; i++)
		wake_up_process(threads[i]);
	for (i = 0; i < 2; i++)
		kthread_stop(threads[i]);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&wrong));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_event(L"\\BaseNamedObjects\\KRace", NULL, &h));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(event_goes_with_its_last_handle),
	KUNIT_CASE(event_states),
	KUNIT_CASE(attributes_are_checked),
	KUNIT_CASE(directory_holds_and_ends),
	KUNIT_CASE(permanent_until_made_temporary),
	KUNIT_CASE(link_by_handle),
	KUNIT_CASE(arc_names_are_links),
	KUNIT_CASE(duplicate_is_one_object),
	KUNIT_CASE(queries_tell_counts_and_names),
	KUNIT_CASE(references_in_all_ways),
	KUNIT_CASE(timer_by_handle),
	KUNIT_CASE(timer_by_name),
	KUNIT_CASE(luids_differ),
	KUNIT_CASE(exclusive_is_for_one_process),
	KUNIT_CASE(names_come_and_go_on_two_cpus),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ob_zw",
	.test_cases = cases,
};
kunit_test_suite(suite);

