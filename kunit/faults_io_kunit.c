// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_io: the I/O manager's routines that allocate, with each allocation
 * failing in turn: they return what their pages say, leave nothing behind, and work
 * when there is memory.
 */
#include <kunit/test.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "io_dev.h"
#include "io_fake.h"
#include "faults.h"

static int faults_init(struct kunit *test)
{
	struct wdm_driver *driver;

	if (!NT_SUCCESS(wdm_driver_create("kunit_faults", NULL, &driver)))
		return -ENOMEM;
	test->priv = driver;
	return 0;
}

static void faults_exit(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;

	faults_set(false);
	KUNIT_EXPECT_NULL(test, driver->obj.DeviceObject);
	wdm_driver_destroy(driver);
}

/* A status is either success or the one for no memory. */
static bool succeeded(struct kunit *test, NTSTATUS status)
{
	if (NT_SUCCESS(status))
		return true;
	KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
	return false;
}

static bool create_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = test->priv;
	PDEVICE_OBJECT device = NULL;
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, L"\\Device\\KunitFaults");
	faults_begin(f);
	status = IoCreateDevice(&driver->obj, 100, context ? &name : NULL, FILE_DEVICE_UNKNOWN,
				0, FALSE, &device);
	faults_end(f);
	if (!succeeded(test, status)) {
		KUNIT_EXPECT_NULL(test, driver->obj.DeviceObject);
		return false;
	}
	IoDeleteDevice(device);
	return true;
}

static void devices(struct kunit *test)
{
	faults_run(test, "IoCreateDevice without a name", create_device, NULL, 1);
	faults_run(test, "IoCreateDevice", create_device, test, 2);
}

static bool create_link(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING link, target;
	NTSTATUS status;

	RtlInitUnicodeString(&link, L"\\DosDevices\\KunitFaults");
	RtlInitUnicodeString(&target, L"\\Device\\KunitFaultsNowhere");
	faults_begin(f);
	status = IoCreateSymbolicLink(&link, &target);
	faults_end(f);
	if (!succeeded(test, status))
		return false;
	KUNIT_EXPECT_EQ(test, IoDeleteSymbolicLink(&link), STATUS_SUCCESS);
	return true;
}

static void symbolic_links(struct kunit *test)
{
	faults_run(test, "IoCreateSymbolicLink", create_link, NULL, 2);
}

static bool allocate_irp(struct kunit *test, struct faults *f, void *context)
{
	PIRP irp;

	faults_begin(f);
	/* More locations than the caches of IRPs have. */
	irp = IoAllocateIrp((long)context, FALSE);
	faults_end(f);
	if (irp)
		IoFreeIrp(irp);
	return irp;
}

static bool allocate_mdl(struct kunit *test, struct faults *f, void *context)
{
	PMDL mdl;

	faults_begin(f);
	mdl = IoAllocateMdl(test, (long)context, FALSE, FALSE, NULL);
	faults_end(f);
	if (mdl)
		IoFreeMdl(mdl);
	return mdl;
}

static void irps_and_mdls(struct kunit *test)
{
	faults_run(test, "IoAllocateIrp", allocate_irp, (void *)1, 0);
	faults_run(test, "IoAllocateIrp, large", allocate_irp, (void *)100, 1);
	faults_run(test, "IoAllocateMdl", allocate_mdl, (void *)4096, 1);
	/* Where kmalloc() fails, vmalloc() steps in: it takes two to fail. */
	faults_run(test, "IoAllocateMdl, large", allocate_mdl, (void *)SZ_64M, 0);
}

static NTSTATUS NTAPI succeed(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

struct build {
	PDEVICE_OBJECT device;
	ULONG code;
	ULONG major;
};

static bool build_ioctl(struct kunit *test, struct faults *f, void *context)
{
	struct build *b = context;
	IO_STATUS_BLOCK iosb;
	u8 in[64], out[64];
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	faults_begin(f);
	irp = IoBuildDeviceIoControlRequest(b->code, b->device, in, sizeof(in), out,
					    sizeof(out), FALSE, &event, &iosb);
	faults_end(f);
	if (!irp)
		return false;
	KUNIT_EXPECT_EQ(test, IoCallDriver(b->device, irp), STATUS_SUCCESS);
	return true;
}

static bool build_synchronous(struct kunit *test, struct faults *f, void *context)
{
	LARGE_INTEGER offset = { .QuadPart = 0 };
	struct build *b = context;
	IO_STATUS_BLOCK iosb;
	u8 buffer[64];
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	faults_begin(f);
	irp = IoBuildSynchronousFsdRequest(b->major, b->device, buffer, sizeof(buffer), &offset,
					   &event, &iosb);
	faults_end(f);
	if (!irp)
		return false;
	KUNIT_EXPECT_EQ(test, IoCallDriver(b->device, irp), STATUS_SUCCESS);
	return true;
}

static bool build_asynchronous(struct kunit *test, struct faults *f, void *context)
{
	LARGE_INTEGER offset = { .QuadPart = 0 };
	struct build *b = context;
	u8 buffer[64];
	PIRP irp;

	faults_begin(f);
	irp = IoBuildAsynchronousFsdRequest(b->major, b->device, buffer, sizeof(buffer), &offset,
					    NULL);
	faults_end(f);
	if (!irp)
		return false;
	if (irp->MdlAddress) {
		MmUnlockPages(irp->MdlAddress);
		IoFreeMdl(irp->MdlAddress);
		irp->MdlAddress = NULL;
	}
	if (irp->AssociatedIrp.SystemBuffer && irp->Flags & IRP_DEALLOCATE_BUFFER)
		ExFreePool(irp->AssociatedIrp.SystemBuffer);
	irp->AssociatedIrp.SystemBuffer = NULL;
	IoFreeIrp(irp);
	return true;
}

/* IRPs of common sizes come from lists; so it is the buffers and MDLs that fail. */
static void building_requests(struct kunit *test)
{
	static const ULONG methods[] = {
		METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT, METHOD_NEITHER,
	};
	struct fake_device *fake = fake_device(test, succeed, 60);
	struct build b = { .device = &fake->device };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		b.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, methods[i], FILE_ANY_ACCESS);
		faults_run(test, "IoBuildDeviceIoControlRequest", build_ioctl, &b, 1);
	}
	b.major = IRP_MJ_WRITE;
	fake->device.Flags = DO_BUFFERED_IO;
	faults_run(test, "IoBuildSynchronousFsdRequest, buffered", build_synchronous, &b, 1);
	faults_run(test, "IoBuildAsynchronousFsdRequest, buffered", build_asynchronous, &b, 1);
	fake->device.Flags = DO_DIRECT_IO;
	faults_run(test, "IoBuildSynchronousFsdRequest, direct", build_synchronous, &b, 1);
	faults_run(test, "IoBuildAsynchronousFsdRequest, direct", build_asynchronous, &b, 1);
}

static VOID NTAPI timer_routine(PDEVICE_OBJECT device, PVOID context)
{
}

static bool with_a_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = test->priv;
	PDEVICE_OBJECT device;
	PIO_WORKITEM item;
	NTSTATUS status;
	void *entry;
	bool done;

	if (!NT_SUCCESS(IoCreateDevice(&driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &device)))
		return false;
	switch ((long)context) {
	case 0:
		faults_begin(f);
		item = IoAllocateWorkItem(device);
		faults_end(f);
		done = item;
		if (item)
			IoFreeWorkItem(item);
		break;
	case 1:
		faults_begin(f);
		status = IoInitializeTimer(device, timer_routine, NULL);
		faults_end(f);
		done = succeeded(test, status);
		break;
	default:
		faults_begin(f);
		entry = IoAllocateErrorLogEntry(device, ERROR_LOG_MAXIMUM_SIZE);
		faults_end(f);
		done = entry;
		if (entry)
			IoFreeErrorLogEntry(entry);
	}
	IoDeleteDevice(device);
	return done;
}

static void what_devices_have(struct kunit *test)
{
	faults_run(test, "IoAllocateWorkItem", with_a_device, (void *)0, 1);
	faults_run(test, "IoInitializeTimer", with_a_device, (void *)1, 1);
	faults_run(test, "IoAllocateErrorLogEntry", with_a_device, (void *)2, 1);
}

static bool create_event(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING name;
	HANDLE handle;
	PKEVENT event;

	RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\KunitFaults");
	faults_begin(f);
	event = IoCreateNotificationEvent(&name, &handle);
	faults_end(f);
	if (!event)
		return false;
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	return true;
}

static void events(struct kunit *test)
{
	faults_run(test, "IoCreateNotificationEvent", create_event, NULL, 2);
}

static bool allocate_extension(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver;
	NTSTATUS status;
	void *extension;

	if (!NT_SUCCESS(wdm_driver_create("kunit_faults_2", NULL, &driver)))
		return false;
	faults_begin(f);
	status = IoAllocateDriverObjectExtension(&driver->obj, test, 100, &extension);
	faults_end(f);
	/* It goes with the driver. */
	wdm_driver_destroy(driver);
	return succeeded(test, status);
}

static bool create_driver(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver;
	NTSTATUS status;

	faults_begin(f);
	status = wdm_driver_create("kunit_faults_3", NULL, &driver);
	faults_end(f);
	if (!succeeded(test, status))
		return false;
	wdm_driver_destroy(driver);
	return true;
}

static void drivers(struct kunit *test)
{
	faults_run(test, "IoAllocateDriverObjectExtension", allocate_extension, NULL, 1);
	faults_run(test, "wdm_driver_create", create_driver, NULL, 1);
}

static NTSTATUS NTAPI hear_of_session(PVOID session, PVOID object, ULONG event, PVOID context,
				      PVOID payload, ULONG length)
{
	return STATUS_SUCCESS;
}

static bool register_for_sessions(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = test->priv;
	IO_SESSION_STATE_NOTIFICATION info = {
		.Size = sizeof(info),
		.IoObject = &driver->obj,
		.EventMask = IO_SESSION_STATE_ALL_EVENTS,
	};
	PVOID registration = NULL;
	NTSTATUS status;

	faults_begin(f);
	status = IoRegisterContainerNotification(IoSessionStateNotification,
						 (void *)hear_of_session, &info, sizeof(info),
						 &registration);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!registration, NT_SUCCESS(status));
	/* Nothing is left of one that failed, or the next one wouldn't succeed. */
	if (registration)
		IoUnregisterContainerNotification(registration);
	return succeeded(test, status);
}

static void sessions(struct kunit *test)
{
	faults_run(test, "IoRegisterContainerNotification", register_for_sessions, NULL, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(devices),
	KUNIT_CASE(symbolic_links),
	KUNIT_CASE(irps_and_mdls),
	KUNIT_CASE(building_requests),
	KUNIT_CASE(what_devices_have),
	KUNIT_CASE(events),
	KUNIT_CASE(drivers),
	KUNIT_CASE(sessions),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_io",
	.init = faults_init,
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
