// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for IRPs as such and for IofCallDriver: wdmcore/io/{irp,call,access}.c.
 */
#include "io_fake.h"

static const CCHAR stack_sizes[] = { 0, 1, 2, 7, 8, 9, 20, 125 };

/* What IoAllocateIrp, IoInitializeIrp and IoReuseIrp promise alike. */
static void expect_fresh(struct kunit *test, PIRP irp, CCHAR stack_size)
{
	PIO_STACK_LOCATION first = (PIO_STACK_LOCATION)(irp + 1);

	KUNIT_EXPECT_EQ(test, irp->Type, 6);
	KUNIT_EXPECT_EQ(test, irp->Size, IoSizeOfIrp(stack_size));
	KUNIT_EXPECT_EQ(test, irp->StackCount, stack_size);
	KUNIT_EXPECT_EQ(test, (UCHAR)irp->CurrentLocation, (UCHAR)(stack_size + 1));
	KUNIT_EXPECT_PTR_EQ(test, IoGetCurrentIrpStackLocation(irp), first + stack_size);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&irp->ThreadListEntry));
	KUNIT_EXPECT_NULL(test, irp->MdlAddress);
	KUNIT_EXPECT_NULL(test, irp->UserBuffer);
	KUNIT_EXPECT_NULL(test, irp->UserEvent);
	KUNIT_EXPECT_NULL(test, irp->UserIosb);
	KUNIT_EXPECT_NULL(test, irp->Tail.Overlay.Thread);
	KUNIT_EXPECT_NULL(test, irp->CancelRoutine);
	KUNIT_EXPECT_EQ(test, irp->Flags, 0);
	KUNIT_EXPECT_FALSE(test, irp->Cancel);
	KUNIT_EXPECT_FALSE(test, irp->PendingReturned);
	KUNIT_EXPECT_EQ(test, irp->RequestorMode, KernelMode);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Information, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(first, 0, stack_size * sizeof(*first)));
}

static void allocated_irp_is_fresh(struct kunit *test)
{
	PIRP irp;
	int i, round;

	for (i = 0; i < ARRAY_SIZE(stack_sizes); i++) {
		/* The second one is likely to be in the memory of the first. */
		for (round = 0; round < 2; round++) {
			irp = IoAllocateIrp(stack_sizes[i], FALSE);
			KUNIT_ASSERT_NOT_NULL(test, irp);
			KUNIT_EXPECT_EQ(test, (uintptr_t)irp % 16, 0);
			expect_fresh(test, irp, stack_sizes[i]);
			KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_SUCCESS);
			memset(irp + 1, 0xa5, stack_sizes[i] * sizeof(IO_STACK_LOCATION));
			irp->UserBuffer = irp;
			IoFreeIrp(irp);
		}
	}
	KUNIT_EXPECT_NULL(test, IoAllocateIrp(-1, FALSE));
	KUNIT_EXPECT_NULL(test, IoAllocateIrp(126, FALSE));
}

static void many_irps_are_distinct(struct kunit *test)
{
	PIRP irps[64];
	int i, j;

	for (i = 0; i < ARRAY_SIZE(irps); i++) {
		irps[i] = IoAllocateIrpEx(NULL, 3, FALSE);
		KUNIT_ASSERT_NOT_NULL(test, irps[i]);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, irps[i], irps[j]);
	}
	for (i = 0; i < ARRAY_SIZE(irps); i++)
		IoFreeIrp(irps[i]);
}

static void reused_irp_is_fresh(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(2, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	memset(irp + 1, 0xa5, 2 * sizeof(IO_STACK_LOCATION));
	IoSetNextIrpStackLocation(irp);
	irp->Cancel = TRUE;
	irp->PendingReturned = TRUE;
	irp->Flags = IRP_BUFFERED_IO;
	irp->UserBuffer = irp;
	irp->IoStatus.Information = 17;
	IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
	expect_fresh(test, irp, 2);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_NOT_SUPPORTED);
	IoFreeIrp(irp);
}

static void raw_memory_becomes_an_irp(struct kunit *test)
{
	PIRP irp = kunit_kmalloc(test, IoSizeOfIrp(3), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	memset(irp, 0xff, IoSizeOfIrp(3));
	IoInitializeIrp(irp, IoSizeOfIrp(3), 3);
	expect_fresh(test, irp, 3);
	KUNIT_EXPECT_EQ(test, irp->AllocationFlags, 0);
	IoReuseIrp(irp, STATUS_SUCCESS);
	expect_fresh(test, irp, 3);
}

/* "Reusing IRPs" allows it, and the IRP can still be freed. */
static void allocated_irp_may_be_initialized(struct kunit *test)
{
	int before = atomic_read(&wdm_bug_reports);
	PIRP irp = IoAllocateIrp(2, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	irp->UserBuffer = irp;
	IoInitializeIrp(irp, IoSizeOfIrp(2), 2);
	expect_fresh(test, irp, 2);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_bug_reports), before);
}

static void freeing_raw_memory_is_reported(struct kunit *test)
{
	PIRP irp = kunit_kmalloc(test, IoSizeOfIrp(1), GFP_KERNEL);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoInitializeIrp(irp, IoSizeOfIrp(1), 1);
	expect_reports(&reports, 0xc2);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, irp->Type, 6);

	irp->Type = 0;
	expect_reports(&reports, 0xc9);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 1);
}

static VOID NTAPI never_called(PDEVICE_OBJECT device, PIRP irp)
{
}

static void freeing_an_irp_in_use_is_reported(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(2, FALSE);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetCancelRoutine(irp, never_called);
	expect_reports(&reports, 0xc9);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 0x20b);

	/* It wasn't freed. */
	KUNIT_EXPECT_TRUE(test, IoSetCancelRoutine(irp, NULL) == never_called);
	IoFreeIrp(irp);
}

static NTSTATUS NTAPI succeed(PDEVICE_OBJECT device, PIRP irp)
{
	fake_of(device)->context = IoGetCurrentIrpStackLocation(irp);
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static void call_moves_to_the_next_location(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, succeed, 1);
	PIRP irp = IoAllocateIrp(1, FALSE);
	PIO_STACK_LOCATION location;
	atomic_t taken = ATOMIC_INIT(0);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
	IoSetCompletionRoutine(irp, fake_take, &taken, TRUE, TRUE, TRUE);
	KUNIT_EXPECT_EQ(test, IoCallDriver(&fake->device, irp), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, fake->context, (void *)location);
	KUNIT_EXPECT_PTR_EQ(test, location->DeviceObject, &fake->device);
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	IoFreeIrp(irp);
}

static void missing_dispatch_routine_fails_the_request(struct kunit *test)
{
	static const UCHAR major[] = { IRP_MJ_READ, IRP_MJ_MAXIMUM_FUNCTION + 1, 0xff };
	struct fake_device *fake = fake_device(test, succeed, 1);
	PIRP irp = IoAllocateIrp(1, FALSE);
	atomic_t taken;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	fake->driver.MajorFunction[IRP_MJ_READ] = NULL;
	for (i = 0; i < ARRAY_SIZE(major); i++) {
		atomic_set(&taken, 0);
		IoReuseIrp(irp, STATUS_SUCCESS);
		irp->IoStatus.Information = 5;
		IoGetNextIrpStackLocation(irp)->MajorFunction = major[i];
		IoSetCompletionRoutine(irp, fake_take, &taken, TRUE, TRUE, TRUE);
		KUNIT_EXPECT_EQ(test, IoCallDriver(&fake->device, irp),
				STATUS_INVALID_DEVICE_REQUEST);
		KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_INVALID_DEVICE_REQUEST);
		KUNIT_EXPECT_EQ(test, irp->IoStatus.Information, 0);
		KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	}
	IoFreeIrp(irp);
}

/* Forwards with a copy of its location, whether or not there is room for one. */
static NTSTATUS NTAPI forward_copy(PDEVICE_OBJECT device, PIRP irp)
{
	IoCopyCurrentIrpStackLocationToNext(irp);
	return IoCallDriver(fake_of(device)->context, irp);
}

static void running_out_of_locations_is_contained(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, succeed, 1);
	struct fake_device *upper = fake_device(test, forward_copy, 1);
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;
	atomic_t taken = ATOMIC_INIT(0);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	upper->context = &lower->device;
	IoSetCompletionRoutine(irp, fake_take, &taken, TRUE, TRUE, TRUE);
	expect_reports(&reports, 0x35);
	KUNIT_EXPECT_EQ(test, IoCallDriver(&upper->device, irp),
			STATUS_INVALID_DEVICE_REQUEST);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], (uintptr_t)irp);
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_INVALID_DEVICE_REQUEST);
	KUNIT_EXPECT_NULL(test, lower->context);
	IoFreeIrp(irp);
}

static void call_without_a_device_is_contained(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	expect_reports(&reports, 0xc9);
	KUNIT_EXPECT_EQ(test, IoCallDriver(NULL, irp), STATUS_NO_SUCH_DEVICE);
	/* With a thread in it, its end was the I/O manager's: the IRP is freed. */
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
}

static const struct {
	UCHAR major, flags;
	KPROCESSOR_MODE mode;
	ULONG access;
	NTSTATUS status;
} accesses[] = {
	{ IRP_MJ_DEVICE_CONTROL, 0, UserMode, 0, STATUS_SUCCESS },
	{ IRP_MJ_DEVICE_CONTROL, 0, UserMode, FILE_READ_ACCESS, STATUS_ACCESS_DENIED },
	{ IRP_MJ_DEVICE_CONTROL, 0, KernelMode, FILE_READ_ACCESS, STATUS_SUCCESS },
	{ IRP_MJ_DEVICE_CONTROL, SL_READ_ACCESS_GRANTED, UserMode, FILE_READ_ACCESS,
	  STATUS_SUCCESS },
	{ IRP_MJ_DEVICE_CONTROL, SL_READ_ACCESS_GRANTED, UserMode, FILE_WRITE_ACCESS,
	  STATUS_ACCESS_DENIED },
	{ IRP_MJ_DEVICE_CONTROL, SL_WRITE_ACCESS_GRANTED, UserMode,
	  FILE_READ_ACCESS | FILE_WRITE_ACCESS, STATUS_ACCESS_DENIED },
	{ IRP_MJ_DEVICE_CONTROL, SL_READ_ACCESS_GRANTED | SL_WRITE_ACCESS_GRANTED, UserMode,
	  FILE_READ_ACCESS | FILE_WRITE_ACCESS, STATUS_SUCCESS },
	{ IRP_MJ_FILE_SYSTEM_CONTROL, 0, KernelMode, FILE_WRITE_ACCESS, STATUS_SUCCESS },
	{ IRP_MJ_READ, SL_READ_ACCESS_GRANTED, UserMode, FILE_READ_ACCESS,
	  STATUS_INVALID_PARAMETER },
	{ IRP_MJ_DEVICE_CONTROL, 0, KernelMode, 4, STATUS_INVALID_PARAMETER },
};

static void control_access_is_checked(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetNextIrpStackLocation(irp);
	for (i = 0; i < ARRAY_SIZE(accesses); i++) {
		irp->RequestorMode = accesses[i].mode;
		IoGetCurrentIrpStackLocation(irp)->MajorFunction = accesses[i].major;
		IoGetCurrentIrpStackLocation(irp)->Flags = accesses[i].flags;
		KUNIT_EXPECT_EQ_MSG(test,
				    IoValidateDeviceIoControlAccess(irp, accesses[i].access),
				    accesses[i].status, "row %d", i);
	}
	IoFreeIrp(irp);
}

static void wdm_version_is_six(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, IoIsWdmVersionAvailable(1, 0));
	KUNIT_EXPECT_TRUE(test, IoIsWdmVersionAvailable(1, 0x30));
	KUNIT_EXPECT_TRUE(test, IoIsWdmVersionAvailable(6, 0));
	KUNIT_EXPECT_FALSE(test, IoIsWdmVersionAvailable(6, 1));
	KUNIT_EXPECT_FALSE(test, IoIsWdmVersionAvailable(7, 0));
}

static void requestor_is_the_thread(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_NULL(test, IoGetRequestorProcess(irp));
	KUNIT_EXPECT_EQ(test, IoGetRequestorProcessId(irp), 0);
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	KUNIT_EXPECT_PTR_EQ(test, IoGetRequestorProcess(irp), PsGetCurrentProcess());
	KUNIT_EXPECT_EQ(test, IoGetRequestorProcessId(irp),
			(ULONG)(uintptr_t)PsGetCurrentProcessId());
	IoFreeIrp(irp);

	KUNIT_EXPECT_NULL(test, IoGetTopLevelIrp());
	IoSetTopLevelIrp((PIRP)1);
	KUNIT_EXPECT_PTR_EQ(test, IoGetTopLevelIrp(), (PIRP)1);
	IoSetTopLevelIrp(NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(allocated_irp_is_fresh),
	KUNIT_CASE(many_irps_are_distinct),
	KUNIT_CASE(reused_irp_is_fresh),
	KUNIT_CASE(raw_memory_becomes_an_irp),
	KUNIT_CASE(allocated_irp_may_be_initialized),
	KUNIT_CASE(freeing_raw_memory_is_reported),
	KUNIT_CASE(freeing_an_irp_in_use_is_reported),
	KUNIT_CASE(call_moves_to_the_next_location),
	KUNIT_CASE(missing_dispatch_routine_fails_the_request),
	KUNIT_CASE(running_out_of_locations_is_contained),
	KUNIT_CASE(call_without_a_device_is_contained),
	KUNIT_CASE(control_access_is_checked),
	KUNIT_CASE(wdm_version_is_six),
	KUNIT_CASE(requestor_is_the_thread),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_irp",
	.test_cases = cases,
};

kunit_test_suite(suite);
