// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_objects: objects with names, handles and callbacks, with each allocation
 * failing in turn, see faults.h: nothing is left in the object directory.
 */
#include <kunit/test.h>
#include <linux/namei.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "ps.h"
#include "faults.h"

#define NAME	L"\\BaseNamedObjects\\KunitFaults"
#define LINK	L"\\??\\KunitFaultsLink"

static int objects_init(struct kunit *test)
{
	struct wdm_driver *driver;

	if (!NT_SUCCESS(wdm_driver_create("kunit_faults_6", NULL, &driver)))
		return -ENOMEM;
	test->priv = driver;
	return 0;
}

static void objects_exit(struct kunit *test)
{
	faults_set(false);
	wdm_driver_destroy(test->priv);
}

static void attributes(POBJECT_ATTRIBUTES oa, UNICODE_STRING *string, const WCHAR *name)
{
	RtlInitUnicodeString(string, name);
	InitializeObjectAttributes(oa, string, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
}

/* Is there an object of that name, a link itself? */
static bool exists(const WCHAR *name)
{
	UNICODE_STRING string;
	void *body;

	RtlInitUnicodeString(&string, name);
	if (!NT_SUCCESS(wdm_ob_lookup(&string, WDM_LOOKUP_LINK, NULL, &body, NULL)))
		return false;
	wdm_ob_put(body);
	return true;
}

enum kind { EVENT, TIMER, DIRECTORY, SECTION, SYMLINK };

static NTSTATUS create(enum kind kind, HANDLE *h, POBJECT_ATTRIBUTES oa)
{
	LARGE_INTEGER size = { .QuadPart = PAGE_SIZE };
	UNICODE_STRING target;

	switch (kind) {
	case EVENT:
		return ZwCreateEvent(h, EVENT_ALL_ACCESS, oa, NotificationEvent, FALSE);
	case TIMER:
		return ZwCreateTimer(h, TIMER_ALL_ACCESS, oa, NotificationTimer);
	case DIRECTORY:
		return ZwCreateDirectoryObject(h, DIRECTORY_ALL_ACCESS, oa);
	case SECTION:
		return ZwCreateSection(h, SECTION_ALL_ACCESS, oa, &size, PAGE_READWRITE,
				       SEC_COMMIT, NULL);
	default:
		RtlInitUnicodeString(&target, L"\\Device\\Null");
		return ZwCreateSymbolicLinkObject(h, SYMBOLIC_LINK_ALL_ACCESS, oa, &target);
	}
}

static NTSTATUS open(enum kind kind, HANDLE *h, POBJECT_ATTRIBUTES oa)
{
	switch (kind) {
	case EVENT:
		return ZwOpenEvent(h, EVENT_ALL_ACCESS, oa);
	case TIMER:
		return ZwOpenTimer(h, TIMER_ALL_ACCESS, oa);
	case DIRECTORY:
		return ZwOpenDirectoryObject(h, DIRECTORY_ALL_ACCESS, oa);
	case SECTION:
		return ZwOpenSection(h, SECTION_ALL_ACCESS, oa);
	default:
		return ZwOpenSymbolicLinkObject(h, SYMBOLIC_LINK_ALL_ACCESS, oa);
	}
}

static const char * const kind_names[] = {
	[EVENT] = "event", [TIMER] = "timer", [DIRECTORY] = "directory", [SECTION] = "section",
	[SYMLINK] = "symbolic link",
};

static bool create_named(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	HANDLE h = NULL;
	NTSTATUS status;

	attributes(&oa, &string, NAME);
	faults_begin(f);
	status = create((long)context, &h, &oa);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, exists(NAME), NT_SUCCESS(status));
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	KUNIT_EXPECT_EQ(test, ZwClose(h), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, exists(NAME));
	return true;
}

static bool open_named(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	HANDLE h, opened = NULL;
	NTSTATUS status;

	attributes(&oa, &string, NAME);
	if (!NT_SUCCESS(create((long)context, &h, &oa)))
		return false;
	faults_begin(f);
	status = open((long)context, &opened, &oa);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		ZwClose(opened);
	/* No reference is left that would keep it. */
	ZwClose(h);
	KUNIT_EXPECT_FALSE(test, exists(NAME));
	return NT_SUCCESS(status);
}

static void named_objects(struct kunit *test)
{
	long i;

	for (i = 0; i < ARRAY_SIZE(kind_names); i++) {
		faults_run(test, kind_names[i], create_named, (void *)i, 2);
		faults_run(test, kind_names[i], open_named, (void *)i, 2);
	}
}

/* The node that a link brings is there, or there is no link either. */
static bool node_exists(void)
{
	struct path path;

	if (kern_path("/sys/class/wdm/KunitFaultsLink", LOOKUP_FOLLOW, &path))
		return false;
	path_put(&path);
	return true;
}

static bool create_link(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING link, target;
	OBJECT_ATTRIBUTES oa;
	HANDLE h = NULL;
	NTSTATUS status;

	attributes(&oa, &link, LINK);
	RtlInitUnicodeString(&target, L"\\Device\\KunitFaultsNowhere");
	faults_begin(f);
	switch ((long)context) {
	case 0:
		status = IoCreateSymbolicLink(&link, &target);
		break;
	case 1:
		status = IoCreateUnprotectedSymbolicLink(&link, &target);
		break;
	default:
		status = ZwCreateSymbolicLinkObject(&h, SYMBOLIC_LINK_ALL_ACCESS, &oa, &target);
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, exists(LINK), NT_SUCCESS(status));
	KUNIT_EXPECT_EQ_MSG(test, node_exists(), NT_SUCCESS(status), "status 0x%08x", status);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	if (h)
		KUNIT_EXPECT_EQ(test, ZwClose(h), STATUS_SUCCESS);
	else
		KUNIT_EXPECT_EQ(test, IoDeleteSymbolicLink(&link), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, exists(LINK));
	KUNIT_EXPECT_FALSE(test, node_exists());
	return true;
}

/* A link that can't be looked up stays, with its node. */
static bool delete_link(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING link, target;
	NTSTATUS status;

	/* A name by way of another link has to be put together. */
	RtlInitUnicodeString(&link, L"\\DosDevices\\KunitFaultsLink");
	RtlInitUnicodeString(&target, L"\\Device\\KunitFaultsNowhere");
	if (!exists(LINK))
		KUNIT_EXPECT_EQ(test, IoCreateSymbolicLink(&link, &target), STATUS_SUCCESS);
	faults_begin(f);
	status = IoDeleteSymbolicLink(&link);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, exists(LINK), !NT_SUCCESS(status));
	KUNIT_EXPECT_EQ(test, node_exists(), !NT_SUCCESS(status));
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

static void symbolic_links(struct kunit *test)
{
	faults_run(test, "IoCreateSymbolicLink", create_link, (void *)0, 5);
	faults_run(test, "IoCreateUnprotectedSymbolicLink", create_link, (void *)1, 5);
	faults_run(test, "ZwCreateSymbolicLinkObject", create_link, (void *)2, 5);
	faults_run(test, "IoDeleteSymbolicLink", delete_link, NULL, 1);
}

static bool create_io_event(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING name;
	HANDLE handle;
	PKEVENT event;

	RtlInitUnicodeString(&name, NAME);
	faults_begin(f);
	event = IoCreateSynchronizationEvent(&name, &handle);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, exists(NAME), !!event);
	if (!event)
		return false;
	KUNIT_EXPECT_EQ(test, event->Header.Type, SynchronizationEvent);
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	return true;
}

static bool create_callback(struct kunit *test, struct faults *f, void *context)
{
	PCALLBACK_OBJECT object = NULL;
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	NTSTATUS status;

	attributes(&oa, &string, L"\\Callback\\KunitFaults");
	faults_begin(f);
	status = ExCreateCallback(&object, &oa, TRUE, TRUE);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_FALSE(test, exists(L"\\Callback\\KunitFaults"));
		return false;
	}
	ObDereferenceObject(object);
	KUNIT_EXPECT_FALSE(test, exists(L"\\Callback\\KunitFaults"));
	return true;
}

static VOID NTAPI called(PVOID context, PVOID argument1, PVOID argument2)
{
	++*(unsigned int *)context;
}

/* A registration that failed is not called; it neither counts as the only one. */
static bool register_callback(struct kunit *test, struct faults *f, void *context)
{
	unsigned int calls = 0;
	PVOID registration;

	faults_begin(f);
	registration = ExRegisterCallback(context, called, &calls);
	faults_end(f);
	ExNotifyCallback(context, NULL, NULL);
	KUNIT_EXPECT_EQ(test, calls, registration ? 1U : 0U);
	if (registration)
		ExUnregisterCallback(registration);
	return registration;
}

static OB_PREOP_CALLBACK_STATUS NTAPI before(PVOID context,
					     POB_PRE_OPERATION_INFORMATION information)
{
	return OB_PREOP_SUCCESS;
}

static bool register_ob_callbacks(struct kunit *test, struct faults *f, void *context)
{
	OB_OPERATION_REGISTRATION operation = {
		.ObjectType = PsProcessType,
		.Operations = OB_OPERATION_HANDLE_CREATE,
		.PreOperation = before,
	};
	OB_CALLBACK_REGISTRATION registration = {
		.Version = OB_FLT_REGISTRATION_VERSION,
		.OperationRegistrationCount = 1,
		.OperationRegistration = &operation,
	};
	PVOID handle = NULL;
	NTSTATUS status;

	/* One that failed leaves its altitude free for the next attempt. */
	RtlInitUnicodeString(&registration.Altitude, L"370030.5");
	faults_begin(f);
	status = ObRegisterCallbacks(&registration, &handle);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, handle);
		return false;
	}
	ObUnRegisterCallbacks(handle);
	return true;
}

static void events_and_callbacks(struct kunit *test)
{
	PCALLBACK_OBJECT object;
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;

	faults_run(test, "IoCreateSynchronizationEvent", create_io_event, NULL, 2);
	faults_run(test, "ExCreateCallback", create_callback, NULL, 2);
	attributes(&oa, &string, L"\\Callback\\KunitFaultsOne");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ExCreateCallback(&object, &oa, TRUE, FALSE));
	faults_run(test, "ExRegisterCallback", register_callback, object, 1);
	ObDereferenceObject(object);
	faults_run(test, "ObRegisterCallbacks", register_ob_callbacks, NULL, 2);
}

/* Of an object that has a name; its reference count is the same afterwards. */
static bool by_pointer(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = test->priv;
	PDRIVER_OBJECT object = &driver->obj;
	u8 buffer[256];
	POBJECT_NAME_INFORMATION name = (void *)buffer;
	long before, after;
	ULONG length = 77;
	HANDLE h, copy;
	NTSTATUS status;

	before = wdm_ob_get(object) - 1;
	wdm_ob_put(object);
	if (!NT_SUCCESS(ObOpenObjectByPointer(object, OBJ_KERNEL_HANDLE, NULL, 0, NULL, KernelMode,
					      &h)))
		return false;
	switch ((long)context) {
	case 0:
		faults_begin(f);
		status = ObOpenObjectByPointer(object, OBJ_KERNEL_HANDLE, NULL, 0, NULL,
					       KernelMode, &copy);
		faults_end(f);
		break;
	case 1:
		faults_begin(f);
		status = ZwDuplicateObject(NtCurrentProcess(), h, NtCurrentProcess(), &copy, 0,
					   OBJ_KERNEL_HANDLE, DUPLICATE_SAME_ACCESS);
		faults_end(f);
		break;
	case 2:
		copy = NULL;
		faults_begin(f);
		status = ObQueryNameString(object, name, sizeof(buffer), &length);
		faults_end(f);
		break;
	default:
		copy = NULL;
		faults_begin(f);
		status = ZwQueryObject(h, ObjectNameInformation, name, sizeof(buffer), &length);
		faults_end(f);
	}
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES) && copy)
		ZwClose(copy);
	ZwClose(h);
	after = wdm_ob_get(object) - 1;
	wdm_ob_put(object);
	KUNIT_EXPECT_EQ(test, before, after);
	return NT_SUCCESS(status);
}

static bool by_name(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = test->priv;
	UNICODE_STRING name;
	NTSTATUS status;
	PVOID object = NULL;

	/* By way of a link, whose target and rest have to be put together. */
	RtlInitUnicodeString(&name, L"\\??\\GLOBALROOT\\Driver\\kunit_faults_6");
	faults_begin(f);
	status = ObReferenceObjectByName(&name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType,
					 KernelMode, NULL, &object);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, object);
		return false;
	}
	KUNIT_EXPECT_PTR_EQ(test, object, (PVOID)&driver->obj);
	ObDereferenceObject(object);
	return true;
}

static void references(struct kunit *test)
{
	faults_run(test, "ObOpenObjectByPointer", by_pointer, (void *)0, 1);
	faults_run(test, "ZwDuplicateObject", by_pointer, (void *)1, 1);
	faults_run(test, "ObQueryNameString", by_pointer, (void *)2, 1);
	faults_run(test, "ZwQueryObject", by_pointer, (void *)3, 1);
	faults_run(test, "ObReferenceObjectByName", by_name, NULL, 1);
}

/*
 * Programs that wdmcore hasn't met before: their objects are made for the call. One that
 * it has met costs nothing, so there are as many attempts as there are of the others.
 */
static bool look_up(struct kunit *test, struct faults *f, void *context)
{
	bool thread = context;
	NTSTATUS status = STATUS_SUCCESS;
	PVOID object = NULL;

	faults_begin(f);
	if (thread)
		status = PsLookupThreadByThreadId((HANDLE)1, (PETHREAD *)&object);
	else
		status = PsLookupProcessByProcessId((HANDLE)1, (PEPROCESS *)&object);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, object);
		return false;
	}
	ObDereferenceObject(object);
	return true;
}

static void look_ups(struct kunit *test)
{
	faults_run(test, "PsLookupProcessByProcessId", look_up, NULL, 0);
	faults_run(test, "PsLookupThreadByThreadId", look_up, test, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(named_objects),
	KUNIT_CASE(symbolic_links),
	KUNIT_CASE(events_and_callbacks),
	KUNIT_CASE(references),
	KUNIT_CASE(look_ups),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_objects",
	.init = objects_init,
	.exit = objects_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
