// SPDX-License-Identifier: GPL-2.0
/* KUnit: callback objects, suites, variables of the firmware. */
#include "ke_waiter.h"

#include "ex.h"
#include "ob.h"

struct record {
	int calls, order;
	PVOID argument1, argument2;
	KIRQL irql;
	bool inside, go;
};

static int calls;

static VOID NTAPI note(PVOID context, PVOID argument1, PVOID argument2)
{
	struct record *r = context;

	r->calls++;
	r->order = ++calls;
	r->argument1 = argument1;
	r->argument2 = argument2;
	r->irql = KeGetCurrentIrql();
}

static NTSTATUS open(const WCHAR *name, ULONG attributes, BOOLEAN create, BOOLEAN multiple,
		     PCALLBACK_OBJECT *object)
{
	OBJECT_ATTRIBUTES a;
	UNICODE_STRING n;

	RtlInitUnicodeString(&n, name);
	InitializeObjectAttributes(&a, &n, OBJ_CASE_INSENSITIVE | attributes, NULL, NULL);
	*object = (PVOID)0x123;
	return ExCreateCallback(object, &a, create, multiple);
}

static void routines_are_called_in_order(struct kunit *test)
{
	struct record a = { }, b = { };
	PCALLBACK_OBJECT object, same;
	PVOID ra, rb;
	KIRQL irql;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitMany", 0, TRUE, TRUE, &object),
			STATUS_SUCCESS);
	/* Opening ignores how it was to be created. */
	KUNIT_EXPECT_EQ(test, open(L"\\callback\\kunitmany", 0, TRUE, FALSE, &same),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, same, object);
	ra = ExRegisterCallback(object, note, &a);
	rb = ExRegisterCallback(same, note, &b);
	KUNIT_ASSERT_NOT_NULL(test, ra);
	KUNIT_ASSERT_NOT_NULL(test, rb);

	ExNotifyCallback(object, (PVOID)1, (PVOID)2);
	KUNIT_EXPECT_EQ(test, a.calls, 1);
	KUNIT_EXPECT_EQ(test, b.calls, 1);
	KUNIT_EXPECT_EQ(test, b.order, a.order + 1);
	KUNIT_EXPECT_PTR_EQ(test, a.argument1, (PVOID)1);
	KUNIT_EXPECT_PTR_EQ(test, b.argument2, (PVOID)2);
	KUNIT_EXPECT_EQ(test, a.irql, PASSIVE_LEVEL);

	irql = KeRaiseIrqlToDpcLevel();
	ExNotifyCallback(object, NULL, NULL);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, a.calls, 2);
	KUNIT_EXPECT_EQ(test, a.irql, DISPATCH_LEVEL);

	ExUnregisterCallback(ra);
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, a.calls, 2);
	KUNIT_EXPECT_EQ(test, b.calls, 3);
	ObDereferenceObject(same);
	/* The registration keeps the object and its name. */
	ObDereferenceObject(object);
	KUNIT_EXPECT_EQ(test, open(L"\\Callback\\KunitMany", 0, FALSE, FALSE, &object),
			STATUS_SUCCESS);
	ExUnregisterCallback(rb);
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, b.calls, 3);
	ObDereferenceObject(object);
	KUNIT_EXPECT_EQ(test, open(L"\\Callback\\KunitMany", 0, FALSE, FALSE, &object),
			STATUS_OBJECT_NAME_NOT_FOUND);
}

static void one_routine_may_be_all(struct kunit *test)
{
	PCALLBACK_OBJECT object;
	struct record a = { };
	PVOID r;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitOne", 0, TRUE, FALSE, &object),
			STATUS_SUCCESS);
	r = ExRegisterCallback(object, note, &a);
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_PTR_EQ(test, ExRegisterCallback(object, note, &a), NULL);
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, a.calls, 1);
	ExUnregisterCallback(r);
	r = ExRegisterCallback(object, note, &a);
	KUNIT_EXPECT_NOT_NULL(test, r);
	ExUnregisterCallback(r);
	ObDereferenceObject(object);
}

static void names_are_needed(struct kunit *test)
{
	PCALLBACK_OBJECT object;
	OBJECT_ATTRIBUTES a;
	static const WCHAR * const system[] = {
		L"\\Callback\\PowerState", L"\\Callback\\SetSystemTime",
		L"\\Callback\\ProcessorAdd",
	};
	size_t i;

	InitializeObjectAttributes(&a, NULL, 0, NULL, NULL);
	KUNIT_EXPECT_EQ(test, ExCreateCallback(&object, &a, TRUE, TRUE), STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, open(L"\\Callback\\KunitNone", 0, FALSE, TRUE, &object),
			STATUS_OBJECT_NAME_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, open(L"\\Device", 0, TRUE, TRUE, &object),
			STATUS_OBJECT_TYPE_MISMATCH);
	for (i = 0; i < ARRAY_SIZE(system); i++) {
		KUNIT_ASSERT_EQ(test, open(system[i], 0, FALSE, FALSE, &object), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, ObReferenceObjectByPointer(object, 0, *ExCallbackObjectType,
								 KernelMode), STATUS_SUCCESS);
		ObDereferenceObject(object);
		ObDereferenceObject(object);
	}

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitStays", OBJ_PERMANENT, TRUE, TRUE, &object),
			STATUS_SUCCESS);
	ObDereferenceObject(object);
	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitStays", 0, FALSE, TRUE, &object),
			STATUS_SUCCESS);
	wdm_ob_remove(object);
	ObDereferenceObject(object);
	KUNIT_EXPECT_EQ(test, open(L"\\Callback\\KunitStays", 0, FALSE, TRUE, &object),
			STATUS_OBJECT_NAME_NOT_FOUND);
}

static VOID NTAPI linger(PVOID context, PVOID argument1, PVOID argument2)
{
	struct record *r = context;

	WRITE_ONCE(r->inside, true);
	while (!READ_ONCE(r->go))
		msleep(1);
	WRITE_ONCE(r->inside, false);
}

static NTSTATUS notify(void *object)
{
	ExNotifyCallback(object, NULL, NULL);
	return STATUS_SUCCESS;
}

static NTSTATUS unregister(void *registration)
{
	ExUnregisterCallback(registration);
	return STATUS_SUCCESS;
}

static void unregistering_waits_for_the_routine(struct kunit *test)
{
	struct ke_waiter notifier, leaver;
	struct record a = { }, b = { };
	PCALLBACK_OBJECT object;
	PVOID ra, rb;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitWait", 0, TRUE, TRUE, &object),
			STATUS_SUCCESS);
	ra = ExRegisterCallback(object, linger, &a);
	rb = ExRegisterCallback(object, note, &b);
	ke_waiter_start(test, &notifier, notify, object, -1);
	while (!READ_ONCE(a.inside))
		msleep(1);
	ke_waiter_start(test, &leaver, unregister, ra, -1);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&leaver.done));
	WRITE_ONCE(a.go, true);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&leaver));
	KUNIT_EXPECT_FALSE(test, a.inside);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&notifier));
	KUNIT_EXPECT_EQ(test, b.calls, 1);
	ExUnregisterCallback(rb);
	ObDereferenceObject(object);
}

struct contest {
	PCALLBACK_OBJECT object;
	bool stop;
};

static VOID NTAPI count(PVOID context, PVOID argument1, PVOID argument2)
{
	atomic_inc(context);
}

static NTSTATUS come_and_go(void *context)
{
	struct contest *c = context;
	atomic_t counted = ATOMIC_INIT(0);
	PVOID registration;
	int i;

	for (i = 0; i < 1000; i++) {
		registration = ExRegisterCallback(c->object, count, &counted);
		if (!registration)
			return STATUS_INSUFFICIENT_RESOURCES;
		if (i % 3)
			ExNotifyCallback(c->object, NULL, NULL);
		ExUnregisterCallback(registration);
	}
	/* Its own calls came in any case. */
	return atomic_read(&counted) >= 666 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static void registrations_come_and_go(struct kunit *test)
{
	struct contest c = { };
	struct ke_waiter w[3];
	int i;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitRace", 0, TRUE, TRUE, &c.object),
			STATUS_SUCCESS);
	for (i = 0; i < 3; i++)
		ke_waiter_start(test, &w[i], come_and_go, &c, i);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	ObDereferenceObject(c.object);
}

static void a_driver_that_goes_leaves_none(struct kunit *test)
{
	PCALLBACK_OBJECT object;
	struct record a = { };
	struct ke_reports r;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\KunitGone", 0, TRUE, TRUE, &object),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, ExRegisterCallback(object, note, &a));
	ke_expect_reports(&r, 0xce);
	wdm_callback_driver_gone(note, 1);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, a.calls, 0);
	ObDereferenceObject(object);
}

static void a_name_below_a_directory(struct kunit *test)
{
	PCALLBACK_OBJECT object, again;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE directory;

	RtlInitUnicodeString(&name, L"\\Callback");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, ZwOpenDirectoryObject(&directory, DIRECTORY_QUERY, &oa),
			STATUS_SUCCESS);
	RtlInitUnicodeString(&name, L"KunitBelow");
	InitializeObjectAttributes(&oa, &name, 0, directory, NULL);
	KUNIT_ASSERT_EQ(test, ExCreateCallback(&object, &oa, TRUE, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, open(L"\\Callback\\KunitBelow", 0, FALSE, TRUE, &again),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, object, again);
	ObDereferenceObject(again);
	ObDereferenceObject(object);
	ZwClose(directory);
	InitializeObjectAttributes(&oa, &name, 0, (HANDLE)0x1234567cUL, NULL);
	KUNIT_EXPECT_EQ(test, ExCreateCallback(&object, &oa, TRUE, TRUE), STATUS_INVALID_HANDLE);
}

static VOID NTAPI count_call(PVOID context, PVOID argument1, PVOID argument2)
{
	/* Both arguments are NULL. */
	if (!argument1 && !argument2 && KeGetCurrentIrql() == PASSIVE_LEVEL)
		atomic_inc(context);
}

static void move_the_clock(s64 seconds)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	now.tv_sec += seconds;
	do_settimeofday64(&now);
}

static bool await_calls(atomic_t *calls, int n)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && atomic_read(calls) < n; ms++)
		msleep(1);
	return atomic_read(calls) == n;
}

static void a_new_time_is_told(struct kunit *test)
{
	PCALLBACK_OBJECT object;
	atomic_t calls = ATOMIC_INIT(0);
	PVOID handle;

	KUNIT_ASSERT_EQ(test, open(L"\\Callback\\SetSystemTime", 0, FALSE, TRUE, &object),
			STATUS_SUCCESS);
	handle = ExRegisterCallback(object, count_call, &calls);
	KUNIT_ASSERT_NOT_NULL(test, handle);
	move_the_clock(1000);
	KUNIT_EXPECT_TRUE(test, await_calls(&calls, 1));
	move_the_clock(-1000);
	KUNIT_EXPECT_TRUE(test, await_calls(&calls, 2));
	/* Time that passes is no change. */
	msleep(50);
	KUNIT_EXPECT_EQ(test, atomic_read(&calls), 2);
	ExUnregisterCallback(handle);
	ObDereferenceObject(object);
}

static void suites_agree_with_the_version(struct kunit *test)
{
	RTL_OSVERSIONINFOEXW version = { .dwOSVersionInfoSize = sizeof(version) };
	int suite;

	RtlGetVersion((PRTL_OSVERSIONINFOW)&version);
	for (suite = SmallBusiness; suite < MaxSuiteType; suite++)
		KUNIT_EXPECT_EQ(test, ExVerifySuite(suite),
				(version.wSuiteMask >> suite & 1) != 0);
	KUNIT_EXPECT_FALSE(test, ExVerifySuite(DataCenter));
	KUNIT_EXPECT_FALSE(test, ExVerifySuite(MaxSuiteType));
}

/* The machine of the tests has a BIOS. */
static void there_is_no_uefi(struct kunit *test)
{
	GUID guid = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	UNICODE_STRING name;
	ULONG length = 4, value = 1, attributes = 1;

	RtlInitUnicodeString(&name, L"Kunit");
	KUNIT_EXPECT_EQ(test, ExGetFirmwareEnvironmentVariable(&name, &guid, &value, &length,
							       &attributes),
			STATUS_NOT_IMPLEMENTED);
	KUNIT_EXPECT_EQ(test, length, 4);
	KUNIT_EXPECT_EQ(test, ExGetFirmwareEnvironmentVariable(NULL, &guid, &value, &length, NULL),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, ExGetFirmwareEnvironmentVariable(&name, &guid, NULL, &length, NULL),
			STATUS_INVALID_PARAMETER);
}

static struct kunit_case callback_cases[] = {
	KUNIT_CASE(routines_are_called_in_order),
	KUNIT_CASE(one_routine_may_be_all),
	KUNIT_CASE(names_are_needed),
	KUNIT_CASE(unregistering_waits_for_the_routine),
	KUNIT_CASE_SLOW(registrations_come_and_go),
	KUNIT_CASE(a_driver_that_goes_leaves_none),
	KUNIT_CASE(a_name_below_a_directory),
	KUNIT_CASE(a_new_time_is_told),
	KUNIT_CASE(suites_agree_with_the_version),
	KUNIT_CASE(there_is_no_uefi),
	{}
};

static struct kunit_suite callback_suite = {
	.name = "wdmcore_ex_callback",
	.test_cases = callback_cases,
};
kunit_test_suite(callback_suite);
