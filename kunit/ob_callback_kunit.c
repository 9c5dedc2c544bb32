// SPDX-License-Identifier: GPL-2.0
/*
 * Routines that watch handles; security descriptors.
 * Under test: ob/callback.c, ob/security.c.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "ob.h"
#include "ps.h"

static struct {
	int before, after;
	u32 take_away;
	int order[4], calls;
	void *object;
	u32 desired, granted;
	bool kernel;
	OB_OPERATION operation;
	NTSTATUS status;
} seen;

static OB_PREOP_CALLBACK_STATUS NTAPI before(PVOID context, POB_PRE_OPERATION_INFORMATION info)
{
	seen.before++;
	if (seen.calls < 4)
		seen.order[seen.calls++] = (int)(uintptr_t)context;
	seen.object = info->Object;
	seen.operation = info->Operation;
	seen.kernel = info->KernelHandle;
	seen.desired = info->Parameters->CreateHandleInformation.OriginalDesiredAccess;
	info->Parameters->CreateHandleInformation.DesiredAccess &= ~seen.take_away;
	info->CallContext = &seen;
	return OB_PREOP_SUCCESS;
}

static VOID NTAPI after(PVOID context, POB_POST_OPERATION_INFORMATION info)
{
	/* The context of this very call comes back. */
	if (info->CallContext == &seen)
		seen.after++;
	seen.granted = info->Parameters->CreateHandleInformation.GrantedAccess;
	seen.status = info->ReturnStatus;
}

static NTSTATUS add(const WCHAR *altitude, uintptr_t context, PVOID *h)
{
	OB_OPERATION_REGISTRATION operation = {
		.ObjectType = PsProcessType,
		.Operations = OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE,
		.PreOperation = before,
		.PostOperation = after,
	};
	OB_CALLBACK_REGISTRATION registration = {
		.Version = OB_FLT_REGISTRATION_VERSION,
		.OperationRegistrationCount = 1,
		.RegistrationContext = (void *)context,
		.OperationRegistration = &operation,
	};

	memset(&seen, 0, sizeof(seen));
	RtlInitUnicodeString(&registration.Altitude, altitude);
	return ObRegisterCallbacks(&registration, h);
}

static void handles_are_watched(struct kunit *test)
{
	HANDLE h, event;
	void *r;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, add(L"320000", 1, &r));
	KUNIT_EXPECT_EQ(test, 0x100, ObGetFilterVersion());
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObOpenObjectByPointer(PsGetCurrentProcess(), OBJ_KERNEL_HANDLE, NULL,
					      PROCESS_ALL_ACCESS, *PsProcessType, KernelMode, &h));
	KUNIT_EXPECT_EQ(test, 1, seen.before);
	KUNIT_EXPECT_EQ(test, 1, seen.after);
	KUNIT_EXPECT_PTR_EQ(test, (void *)PsGetCurrentProcess(), seen.object);
	KUNIT_EXPECT_TRUE(test, seen.kernel);
	KUNIT_EXPECT_EQ(test, PROCESS_ALL_ACCESS, seen.desired);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, seen.status);
	KUNIT_EXPECT_EQ(test, OB_OPERATION_HANDLE_CREATE, seen.operation);
	ZwClose(h);
	/* Other types aren't. */
	ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
	ZwClose(event);
	KUNIT_EXPECT_EQ(test, 1, seen.before);
	ObUnRegisterCallbacks(r);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObOpenObjectByPointer(PsGetCurrentProcess(), OBJ_KERNEL_HANDLE, NULL, 0,
					      *PsProcessType, KernelMode, &h));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 1, seen.before);
}

static void rights_are_taken_from_users_only(struct kunit *test)
{
	OBJECT_HANDLE_INFORMATION info;
	void *r, *body;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, add(L"320000", 1, &r));
	seen.take_away = 1;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_handle_create_user(PsGetCurrentProcess(), PROCESS_ALL_ACCESS, &h));
	KUNIT_EXPECT_FALSE(test, seen.kernel);
	KUNIT_EXPECT_EQ(test, PROCESS_ALL_ACCESS & ~1U, seen.granted);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(h, 0, NULL, UserMode, &body, &info));
	KUNIT_EXPECT_EQ(test, PROCESS_ALL_ACCESS & ~1U, info.GrantedAccess);
	ObDereferenceObject(body);
	wdm_handle_close(h, UserMode);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObOpenObjectByPointer(PsGetCurrentProcess(), OBJ_KERNEL_HANDLE, NULL,
					      PROCESS_ALL_ACCESS, *PsProcessType, KernelMode, &h));
	KUNIT_EXPECT_EQ(test, PROCESS_ALL_ACCESS, seen.granted);
	ZwClose(h);
	ObUnRegisterCallbacks(r);
}

static void altitudes_order(struct kunit *test)
{
	void *low, *high, *middle, *none = NULL;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, add(L"90000", 1, &low));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, add(L"320000.5", 3, &high));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, add(L"320000", 2, &middle));
	KUNIT_EXPECT_EQ(test, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, add(L"320000", 4, &none));
	KUNIT_EXPECT_NULL(test, none);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObOpenObjectByPointer(PsGetCurrentProcess(), OBJ_KERNEL_HANDLE, NULL, 0,
					      *PsProcessType, KernelMode, &h));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 3, seen.order[0]);
	KUNIT_EXPECT_EQ(test, 2, seen.order[1]);
	KUNIT_EXPECT_EQ(test, 1, seen.order[2]);
	ObUnRegisterCallbacks(low);
	ObUnRegisterCallbacks(high);
	ObUnRegisterCallbacks(middle);
}

static void bad_registrations(struct kunit *test)
{
	OB_OPERATION_REGISTRATION operation = {
		.ObjectType = PsProcessType,
		.Operations = OB_OPERATION_HANDLE_CREATE,
		.PreOperation = before,
	};
	OB_CALLBACK_REGISTRATION registration = {
		.Version = 7,
		.OperationRegistrationCount = 1,
		.OperationRegistration = &operation,
	};
	void *r;

	RtlInitUnicodeString(&registration.Altitude, L"1");
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ObRegisterCallbacks(&registration, &r));
	registration.Version = OB_FLT_REGISTRATION_VERSION;
	operation.ObjectType = ExEventObjectType;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ObRegisterCallbacks(&registration, &r));
	operation.ObjectType = PsThreadType;
	operation.Operations = 0;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ObRegisterCallbacks(&registration, &r));
	operation.Operations = OB_OPERATION_HANDLE_CREATE;
	operation.PreOperation = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ObRegisterCallbacks(&registration, &r));
	operation.PreOperation = before;
	registration.Altitude.Length = 0;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ObRegisterCallbacks(&registration, &r));
}

static void security_descriptor_is_well_formed(struct kunit *test)
{
	static const u8 system[] = { 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0 };
	PSECURITY_DESCRIPTOR sd = NULL;
	BOOLEAN allocated = FALSE;
	u8 *p;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObGetObjectSecurity(PsGetCurrentProcess(), &sd, &allocated));
	KUNIT_ASSERT_TRUE(test, allocated);
	p = sd;
	KUNIT_EXPECT_EQ(test, 1, p[0]);
	KUNIT_EXPECT_EQ(test, 0x8000, *(u16 *)(p + 2));
	KUNIT_EXPECT_EQ(test, 0, memcmp(p + *(u32 *)(p + 4), system, sizeof(system)));
	ObReleaseObjectSecurity(sd, allocated);
	ObReleaseObjectSecurity(NULL, FALSE);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(handles_are_watched),
	KUNIT_CASE(rights_are_taken_from_users_only),
	KUNIT_CASE(altitudes_order),
	KUNIT_CASE(bad_registrations),
	KUNIT_CASE(security_descriptor_is_well_formed),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ob_callback",
	.test_cases = cases,
};
kunit_test_suite(suite);
