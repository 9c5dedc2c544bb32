// SPDX-License-Identifier: GPL-2.0
/*
 * IoCreateFileEx and what comes with it: a lower device of the stack as the target, flags,
 * extended attributes; activities of requests; hard errors.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntifs.h>
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "ps.h"

/* A stack of two devices; each notes down what it sees. */
static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT lower, upper;
	int seen[2][IRP_MJ_MAXIMUM_FUNCTION + 1];	/* by the lower, by the upper */
	UCHAR flags;
	ULONG ea_length;
	UCHAR ea[32];
} stack;

static NTSTATUS end_with(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = FILE_OPENED;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);

	stack.seen[device == stack.upper][location->MajorFunction]++;
	if (device == stack.upper) {
		IoSkipCurrentIrpStackLocation(irp);
		return IoCallDriver(stack.lower, irp);
	}
	if (location->MajorFunction == IRP_MJ_CREATE) {
		stack.flags = location->Flags;
		stack.ea_length = location->Parameters.Create.EaLength;
		if (stack.ea_length)
			memcpy(stack.ea, irp->AssociatedIrp.SystemBuffer,
			       min_t(size_t, stack.ea_length, sizeof(stack.ea)));
	}
	return end_with(irp, STATUS_SUCCESS);
}

static int stack_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&stack, 0, sizeof(stack));
	if (!NT_SUCCESS(wdm_driver_create("kunit_ex", NULL, &stack.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		stack.driver->obj.MajorFunction[i] = dispatch;
	RtlInitUnicodeString(&name, L"\\Device\\KUnitEx");
	if (!NT_SUCCESS(IoCreateDevice(&stack.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &stack.lower)) ||
	    !NT_SUCCESS(IoCreateDevice(&stack.driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &stack.upper)) ||
	    !IoAttachDeviceToDeviceStack(stack.upper, stack.lower))
		return -ENOMEM;
	stack.lower->Flags &= ~DO_DEVICE_INITIALIZING;
	stack.upper->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void stack_exit(struct kunit *test)
{
	if (stack.upper) {
		IoDetachDevice(stack.lower);
		IoDeleteDevice(stack.upper);
	}
	IoDeleteDevice(stack.lower);
	wdm_driver_destroy(stack.driver);
	wdm_ob_flush();
}

static NTSTATUS open_ex(PVOID ea, ULONG ea_length, ULONG options,
			PIO_DRIVER_CREATE_CONTEXT context, HANDLE *h, ULONG_PTR *information)
{
	IO_STATUS_BLOCK iosb = { .Information = 77 };
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, L"\\Device\\KUnitEx");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	status = IoCreateFileEx(h, GENERIC_READ | SYNCHRONIZE, &oa, &iosb, NULL, 0, 0, FILE_OPEN,
				FILE_SYNCHRONOUS_IO_NONALERT, ea, ea_length, CreateFileTypeNone,
				NULL, options, context);
	if (information)
		*information = iosb.Information;
	return status;
}

static NTSTATUS open_hint(PDEVICE_OBJECT hint, HANDLE *h)
{
	IO_STATUS_BLOCK iosb;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, L"\\Device\\KUnitEx");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	return IoCreateFileSpecifyDeviceObjectHint(h, GENERIC_READ | SYNCHRONIZE, &oa, &iosb, NULL,
						   0, 0, FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT,
						   NULL, 0, CreateFileTypeNone, NULL, 0, hint);
}

static PDEVICE_OBJECT related(struct kunit *test, HANDLE h)
{
	PDEVICE_OBJECT device;
	PVOID file;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(h, 0, *IoFileObjectType, KernelMode, &file,
						  NULL));
	device = IoGetRelatedDeviceObject(file);
	ObDereferenceObject(file);
	return device;
}

static void read_something(struct kunit *test, HANDLE h)
{
	IO_STATUS_BLOCK iosb;
	char buffer[4];

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwReadFile(h, NULL, NULL, NULL, &iosb, buffer, 4, NULL, NULL));
}

static void without_a_hint_the_top_is_asked(struct kunit *test)
{
	IO_DRIVER_CREATE_CONTEXT context;
	HANDLE h;

	IoInitializeDriverCreateContext(&context);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_ex(NULL, 0, 0, &context, &h, NULL));
	read_something(test, h);
	KUNIT_EXPECT_PTR_EQ(test, stack.upper, related(test, h));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[1][IRP_MJ_CREATE]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[1][IRP_MJ_READ]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_READ]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[1][IRP_MJ_CLOSE]);
}

static void those_above_the_hint_see_nothing(struct kunit *test)
{
	HANDLE h;
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_hint(stack.lower, &h));
	read_something(test, h);
	KUNIT_EXPECT_PTR_EQ(test, stack.lower, related(test, h));
	ZwClose(h);
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		KUNIT_EXPECT_EQ(test, 0, stack.seen[1][i]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_CREATE]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_READ]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_CLEANUP]);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_CLOSE]);
}

static void the_hint_must_be_in_the_stack(struct kunit *test)
{
	PDEVICE_OBJECT other;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&stack.driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &other));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_OBJECT_PARAMETER, open_hint(other, &h));
	KUNIT_EXPECT_EQ(test, 0, stack.seen[0][IRP_MJ_CREATE]);
	IoDeleteDevice(other);
}

/* A filter that goes while a file is open on it: what is left of the stack is asked. */
static void a_hint_that_goes(struct kunit *test)
{
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_hint(stack.upper, &h));
	read_something(test, h);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[1][IRP_MJ_READ]);
	IoDetachDevice(stack.lower);
	IoDeleteDevice(stack.upper);
	stack.upper = NULL;
	read_something(test, h);
	KUNIT_EXPECT_EQ(test, 2, stack.seen[0][IRP_MJ_READ]);
	KUNIT_EXPECT_PTR_EQ(test, stack.lower, related(test, h));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 1, stack.seen[0][IRP_MJ_CLOSE]);
}

static void options_become_flags(struct kunit *test)
{
	static const struct {
		ULONG option;
		UCHAR flag;
	} cases[] = {
		{ 0, 0 },
		{ IO_NO_PARAMETER_CHECKING | IO_IGNORE_SHARE_ACCESS_CHECK, 0 },
		{ IO_FORCE_ACCESS_CHECK, SL_FORCE_ACCESS_CHECK },
		{ IO_OPEN_TARGET_DIRECTORY, SL_OPEN_TARGET_DIRECTORY },
		{ IO_STOP_ON_SYMLINK, SL_STOP_ON_SYMLINK },
	};
	HANDLE h;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				open_ex(NULL, 0, cases[i].option, NULL, &h, NULL));
		KUNIT_EXPECT_EQ(test, (int)cases[i].flag, (int)stack.flags);
		ZwClose(h);
	}
}

static void what_is_refused(struct kunit *test)
{
	IO_DRIVER_CREATE_CONTEXT context;
	HANDLE h;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			open_ex(NULL, 0, 0x80000000, NULL, &h, NULL));
	IoInitializeDriverCreateContext(&context);
	context.Size--;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, open_ex(NULL, 0, 0, &context, &h, NULL));
	IoInitializeDriverCreateContext(&context);
	context.ExtraCreateParameter = (void *)&context;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, open_ex(NULL, 0, 0, &context, &h, NULL));
	KUNIT_EXPECT_EQ(test, 0, stack.seen[0][IRP_MJ_CREATE]);
}

/* Two attributes: "A" with "xy", then "BC" with nothing. */
static u32 make_ea(u8 *list)
{
	FILE_FULL_EA_INFORMATION *ea = (void *)list;

	memset(list, 0, 32);
	ea->NextEntryOffset = 12;
	ea->EaNameLength = 1;
	ea->EaValueLength = 2;
	memcpy(ea->EaName, "A\0xy", 4);
	ea = (void *)(list + 12);
	ea->EaNameLength = 2;
	memcpy(ea->EaName, "BC", 3);
	return 12 + 8 + 3;
}

static void attributes_reach_the_driver(struct kunit *test)
{
	u8 list[32] __aligned(4);
	u32 length = make_ea(list);
	ULONG bad = 77;
	HANDLE h;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoCheckEaBufferValidity((void *)list, length, &bad));
	KUNIT_EXPECT_EQ(test, 0U, bad);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_ex(list, length, 0, NULL, &h, NULL));
	KUNIT_EXPECT_EQ(test, length, stack.ea_length);
	KUNIT_EXPECT_EQ(test, 0, memcmp(stack.ea, list, length));
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_ex(NULL, 0, 0, NULL, &h, NULL));
	KUNIT_EXPECT_EQ(test, 0U, stack.ea_length);
	ZwClose(h);
}

static void bad_attributes_dont(struct kunit *test)
{
	u8 list[32] __aligned(4);
	FILE_FULL_EA_INFORMATION *ea = (void *)list;
	u32 length = make_ea(list), i;
	ULONG_PTR information;
	ULONG bad;
	HANDLE h;

	/* Cut off anywhere, it ends in the middle of an entry. */
	for (i = 0; i < length; i++) {
		KUNIT_EXPECT_EQ(test, STATUS_EA_LIST_INCONSISTENT,
				IoCheckEaBufferValidity(ea, i, &bad));
		KUNIT_EXPECT_EQ(test, i < 12 ? 0U : 12U, bad);
	}
	KUNIT_EXPECT_EQ(test, STATUS_EA_LIST_INCONSISTENT,
			open_ex(list, length - 1, 0, NULL, &h, &information));
	KUNIT_EXPECT_EQ(test, 12, information);
	ea->NextEntryOffset = 11;
	KUNIT_EXPECT_EQ(test, STATUS_EA_LIST_INCONSISTENT,
			IoCheckEaBufferValidity(ea, length, &bad));
	ea->NextEntryOffset = 0xfffffffc;
	KUNIT_EXPECT_EQ(test, STATUS_EA_LIST_INCONSISTENT,
			IoCheckEaBufferValidity(ea, length, &bad));
	make_ea(list);
	*(ea->EaName + 1) = 'x';	/* no NUL */
	KUNIT_EXPECT_EQ(test, STATUS_EA_LIST_INCONSISTENT,
			IoCheckEaBufferValidity(ea, length, &bad));
	KUNIT_EXPECT_EQ(test, 0, stack.seen[0][IRP_MJ_CREATE]);
}

static void files_of_the_host_have_none(struct kunit *test)
{
	u8 list[32] __aligned(4);
	IO_STATUS_BLOCK iosb;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE h;

	RtlInitUnicodeString(&name, L"\\??\\C:\\");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_EAS_NOT_SUPPORTED,
			ZwCreateFile(&h, FILE_LIST_DIRECTORY | SYNCHRONIZE, &oa, &iosb, NULL, 0, 0,
				     FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT, list,
				     make_ea(list)));
}

static void generic_rights_of_files(struct kunit *test)
{
	PGENERIC_MAPPING mapping = IoGetFileObjectGenericMapping();

	KUNIT_EXPECT_EQ(test, (ULONG)FILE_GENERIC_READ, mapping->GenericRead);
	KUNIT_EXPECT_EQ(test, (ULONG)FILE_GENERIC_WRITE, mapping->GenericWrite);
	KUNIT_EXPECT_EQ(test, (ULONG)FILE_GENERIC_EXECUTE, mapping->GenericExecute);
	KUNIT_EXPECT_EQ(test, (ULONG)FILE_ALL_ACCESS, mapping->GenericAll);
}

/* Activities */

static const GUID one = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };

static void a_request_gets_an_activity(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(2, FALSE);
	GUID guid;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND, IoGetActivityIdIrp(irp, &guid));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetActivityIdIrp(irp, &one));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoGetActivityIdIrp(irp, &guid));
	KUNIT_EXPECT_EQ(test, 0, memcmp(&guid, &one, sizeof(one)));
	IoReuseIrp(irp, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND, IoGetActivityIdIrp(irp, &guid));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetActivityIdIrp(irp, &one));
	IoFreeIrp(irp);
	/* Nor does the next one in the same memory have it. */
	irp = IoAllocateIrp(2, FALSE);
	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND, IoGetActivityIdIrp(irp, &guid));
	IoFreeIrp(irp);
}

static void the_threads_activity(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	GUID guid = one, old = {};

	KUNIT_ASSERT_NOT_NULL(test, irp);
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	/* None, or not the thread's request: there is nothing to take. */
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_GET_ID, &old);
	memset(&guid, 0, sizeof(guid));
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_SET_ID, &guid);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, IoSetActivityIdIrp(irp, NULL));
	guid = one;
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_SET_ID, &guid);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetActivityIdIrp(irp, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoGetActivityIdIrp(irp, &guid));
	KUNIT_EXPECT_EQ(test, 0, memcmp(&guid, &one, sizeof(one)));
	irp->Tail.Overlay.Thread = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, IoSetActivityIdIrp(irp, NULL));
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_SET_ID, &old);
	IoFreeIrp(irp);
}

static void an_irp_of_ones_own_has_none(struct kunit *test)
{
	PIRP irp = kunit_kzalloc(test, IoSizeOfIrp(1), GFP_KERNEL);
	GUID guid;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoInitializeIrp(irp, IoSizeOfIrp(1), 1);
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL, IoSetActivityIdIrp(irp, &one));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND, IoGetActivityIdIrp(irp, &guid));
}

/* Hard errors */

static NTSTATUS NTAPI take(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	++*(int *)context;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void a_hard_error_ends_the_request(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(2, FALSE);
	int taken = 0;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetCompletionRoutine(irp, take, &taken, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	irp->IoStatus.Status = STATUS_DEVICE_DATA_ERROR;
	irp->IoStatus.Information = 512;
	IoRaiseHardError(irp, NULL, stack.lower);
	KUNIT_EXPECT_EQ(test, 1, taken);
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_DATA_ERROR, irp->IoStatus.Status);
	KUNIT_EXPECT_EQ(test, 0, irp->IoStatus.Information);
	IoFreeIrp(irp);
}

static void messages_can_be_turned_off(struct kunit *test)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, L"\\Device\\KUnitEx");
	KUNIT_EXPECT_TRUE(test, IoRaiseInformationalHardError(STATUS_DISK_FULL, &string, NULL));
	KUNIT_EXPECT_TRUE(test, IoRaiseInformationalHardError(STATUS_DISK_FULL, NULL,
							      KeGetCurrentThread()));
	KUNIT_EXPECT_TRUE(test, IoSetThreadHardErrorMode(FALSE));
	KUNIT_EXPECT_FALSE(test, IoRaiseInformationalHardError(STATUS_DISK_FULL, NULL,
							       KeGetCurrentThread()));
	KUNIT_EXPECT_FALSE(test, IoSetThreadHardErrorMode(TRUE));
	KUNIT_EXPECT_TRUE(test, IoSetThreadHardErrorMode(TRUE));
}

static struct kunit_case create_ex_cases[] = {
	KUNIT_CASE(without_a_hint_the_top_is_asked),
	KUNIT_CASE(those_above_the_hint_see_nothing),
	KUNIT_CASE(the_hint_must_be_in_the_stack),
	KUNIT_CASE(a_hint_that_goes),
	KUNIT_CASE(options_become_flags),
	KUNIT_CASE(what_is_refused),
	KUNIT_CASE(attributes_reach_the_driver),
	KUNIT_CASE(bad_attributes_dont),
	KUNIT_CASE(files_of_the_host_have_none),
	KUNIT_CASE(generic_rights_of_files),
	KUNIT_CASE(a_request_gets_an_activity),
	KUNIT_CASE(the_threads_activity),
	KUNIT_CASE(an_irp_of_ones_own_has_none),
	KUNIT_CASE(a_hard_error_ends_the_request),
	KUNIT_CASE(messages_can_be_turned_off),
	{}
};

static struct kunit_suite create_ex_suite = {
	.name = "wdmcore_io_create_ex",
	.init = stack_init,
	.exit = stack_exit,
	.test_cases = create_ex_cases,
};
kunit_test_suite(create_ex_suite);
