// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_file: opening devices and files, and requests on them, with each
 * allocation failing in turn, see faults.h: whatever IRP_MJ_CREATE succeeded is followed
 * by IRP_MJ_CLEANUP and IRP_MJ_CLOSE, and a request that failed was never sent.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntifs.h>
#include "io.h"
#include "io_dev.h"
#include "io_fake.h"
#include "ke.h"
#include "ob.h"
#include "faults.h"

#define NAME	L"\\Device\\KunitFaultsFile"
/* More locations than the caches of IRPs have: each IRP is an allocation of its own. */
#define LOCATIONS 60

static struct file_test {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	HANDLE h;
	unsigned int creates, cleanups, closes, others;
} t;

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	PDEVICE_OBJECT lower = wdm_device(device)->ext.AttachedTo;

	if (lower) {
		IoSkipCurrentIrpStackLocation(irp);
		return IoCallDriver(lower, irp);
	}
	irp->IoStatus.Information = 0;
	switch (location->MajorFunction) {
	case IRP_MJ_CREATE:
		t.creates++;
		irp->IoStatus.Information = FILE_OPENED;
		break;
	case IRP_MJ_CLEANUP:
		t.cleanups++;
		break;
	case IRP_MJ_CLOSE:
		t.closes++;
		break;
	default:
		t.others++;
	}
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static int file_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&t, 0, sizeof(t));
	RtlInitUnicodeString(&name, NAME);
	if (!NT_SUCCESS(wdm_driver_create("kunit_faults_7", NULL, &t.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		t.driver->obj.MajorFunction[i] = dispatch;
	if (!NT_SUCCESS(IoCreateDevice(&t.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &t.device))) {
		wdm_driver_destroy(t.driver);
		return -ENOMEM;
	}
	t.device->StackSize = LOCATIONS;
	t.device->Flags |= DO_BUFFERED_IO;
	t.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void file_exit(struct kunit *test)
{
	faults_set(false);
	if (t.h)
		ZwClose(t.h);
	/* No file was left open, and none was closed that wasn't open. */
	KUNIT_EXPECT_EQ(test, t.creates, t.cleanups);
	KUNIT_EXPECT_EQ(test, t.creates, t.closes);
	KUNIT_EXPECT_EQ(test, t.device->ReferenceCount, 0);
	IoDeleteDevice(t.device);
	wdm_driver_destroy(t.driver);
}

static void attributes(POBJECT_ATTRIBUTES oa, UNICODE_STRING *string, const WCHAR *name)
{
	RtlInitUnicodeString(string, name);
	InitializeObjectAttributes(oa, string, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
}

static bool open_device(struct kunit *test, struct faults *f, void *context)
{
	IO_STATUS_BLOCK iosb = { .Information = 77 };
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	HANDLE h = NULL;
	NTSTATUS status;

	attributes(&oa, &string, NAME L"\\tail");
	faults_begin(f);
	switch ((long)context) {
	case 0:
		status = ZwCreateFile(&h, GENERIC_READ, &oa, &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL,
				      0);
		break;
	case 1:
		status = ZwOpenFile(&h, GENERIC_READ, &oa, &iosb, 0, 0);
		break;
	case 2:
		status = IoCreateFile(&h, GENERIC_READ, &oa, &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL,
				      0, CreateFileTypeNone, NULL, 0);
		break;
	case 3:
		status = IoCreateFileEx(&h, GENERIC_READ, &oa, &iosb, NULL, 0, 0, FILE_OPEN, 0,
					NULL, 0, CreateFileTypeNone, NULL, 0, NULL);
		break;
	default:
		status = IoCreateFileSpecifyDeviceObjectHint(&h, GENERIC_READ, &oa, &iosb, NULL, 0,
							     0, FILE_OPEN, 0, NULL, 0,
							     CreateFileTypeNone, NULL, 0, t.device);
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, t.creates, t.closes + NT_SUCCESS(status));
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, h);
		return false;
	}
	KUNIT_EXPECT_EQ(test, iosb.Information, FILE_OPENED);
	ZwClose(h);
	return true;
}

static bool get_pointer(struct kunit *test, struct faults *f, void *context)
{
	PDEVICE_OBJECT device = t.device;
	PFILE_OBJECT file = NULL;
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, NAME);
	faults_begin(f);
	status = IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, t.creates, t.cleanups);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, device);
		KUNIT_EXPECT_NULL(test, file);
		return false;
	}
	KUNIT_EXPECT_PTR_EQ(test, device, t.device);
	ObDereferenceObject(file);
	return true;
}

static bool attach(struct kunit *test, struct faults *f, void *context)
{
	PDEVICE_OBJECT filter, lower = NULL;
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, NAME);
	if (!NT_SUCCESS(IoCreateDevice(&t.driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &filter)))
		return false;
	faults_begin(f);
	status = IoAttachDevice(filter, &name, &lower);
	faults_end(f);
	KUNIT_EXPECT_PTR_EQ(test, t.device->AttachedDevice, NT_SUCCESS(status) ? filter : NULL);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_PTR_EQ(test, lower, t.device);
		IoDetachDevice(lower);
	}
	IoDeleteDevice(filter);
	return NT_SUCCESS(status);
}

static void opening(struct kunit *test)
{
	faults_run(test, "ZwCreateFile", open_device, (void *)0, 4);
	faults_run(test, "ZwOpenFile", open_device, (void *)1, 4);
	faults_run(test, "IoCreateFile", open_device, (void *)2, 4);
	faults_run(test, "IoCreateFileEx", open_device, (void *)3, 4);
	faults_run(test, "IoCreateFileSpecifyDeviceObjectHint", open_device, (void *)4, 4);
	faults_run(test, "IoGetDeviceObjectPointer", get_pointer, NULL, 2);
	faults_run(test, "IoAttachDevice", attach, NULL, 2);
}

enum operation { DO_READ, DO_WRITE, DO_CONTROL, DO_FLUSH, DO_QUERY, DO_SET, DO_VOLUME };

static const char * const operation_names[] = {
	[DO_READ] = "ZwReadFile",
	[DO_WRITE] = "ZwWriteFile",
	[DO_CONTROL] = "ZwDeviceIoControlFile",
	[DO_FLUSH] = "ZwFlushBuffersFile",
	[DO_QUERY] = "ZwQueryInformationFile",
	[DO_SET] = "ZwSetInformationFile",
	[DO_VOLUME] = "ZwQueryVolumeInformationFile",
};

static bool request(struct kunit *test, struct faults *f, void *context)
{
	FILE_FS_DEVICE_INFORMATION volume = {};
	FILE_STANDARD_INFORMATION standard = {};
	FILE_BASIC_INFORMATION basic = {};
	LARGE_INTEGER offset = {};
	unsigned int sent = t.others;
	IO_STATUS_BLOCK iosb = {};
	u8 in[64] = {}, out[64];
	NTSTATUS status;

	faults_begin(f);
	switch ((enum operation)(long)context) {
	case DO_READ:
		status = ZwReadFile(t.h, NULL, NULL, NULL, &iosb, out, sizeof(out), &offset, NULL);
		break;
	case DO_WRITE:
		status = ZwWriteFile(t.h, NULL, NULL, NULL, &iosb, in, sizeof(in), &offset, NULL);
		break;
	case DO_CONTROL:
		status = ZwDeviceIoControlFile(t.h, NULL, NULL, NULL, &iosb,
					       CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900,
							METHOD_OUT_DIRECT, FILE_ANY_ACCESS),
					       in, sizeof(in), out, sizeof(out));
		break;
	case DO_FLUSH:
		status = ZwFlushBuffersFile(t.h, &iosb);
		break;
	case DO_QUERY:
		status = ZwQueryInformationFile(t.h, &iosb, &standard, sizeof(standard),
						FileStandardInformation);
		break;
	case DO_SET:
		status = ZwSetInformationFile(t.h, &iosb, &basic, sizeof(basic),
					      FileBasicInformation);
		break;
	default:
		status = ZwQueryVolumeInformationFile(t.h, &iosb, &volume, sizeof(volume),
						      FileFsDeviceInformation);
	}
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		KUNIT_EXPECT_EQ(test, t.others, sent);
	return NT_SUCCESS(status);
}

/* @options: FILE_SYNCHRONOUS_IO_NONALERT or 0 */
static void run_requests(struct kunit *test, ULONG options)
{
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	IO_STATUS_BLOCK iosb;
	long i;

	attributes(&oa, &string, NAME);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateFile(&t.h, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &oa, &iosb,
				     NULL, 0, 0, FILE_OPEN, options, NULL, 0));
	for (i = 0; i < ARRAY_SIZE(operation_names); i++) {
		/* What wdmcore knows by itself needs no request. */
		faults_run(test, operation_names[i], request, (void *)i, i < DO_FLUSH ? 2 : 0);
		KUNIT_EXPECT_GE_MSG(test, t.others, i <= DO_FLUSH ? (unsigned int)i + 1 : 0, "%s",
				    operation_names[i]);
	}
	ZwClose(t.h);
	t.h = NULL;
}

static void synchronous_requests(struct kunit *test)
{
	run_requests(test, FILE_SYNCHRONOUS_IO_NONALERT);
}

static void asynchronous_requests(struct kunit *test)
{
	run_requests(test, 0);
}

/* Files of the host: Linux's own memory for looking a name up fails as well. */
static bool open_host(struct kunit *test, struct faults *f, void *context)
{
	FILE_NETWORK_OPEN_INFORMATION information;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	HANDLE h = NULL;
	NTSTATUS status;

	attributes(&oa, &string, L"\\??\\C:\\proc");
	faults_begin(f);
	if (context)
		status = ZwQueryFullAttributesFile(&oa, &information);
	else
		status = ZwOpenFile(&h, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &oa, &iosb, 0,
				    FILE_SYNCHRONOUS_IO_NONALERT);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES) && h)
		ZwClose(h);
	return NT_SUCCESS(status);
}

static bool list_host(struct kunit *test, struct faults *f, void *context)
{
	FILE_NAMES_INFORMATION *information;
	u8 buffer[128] __aligned(8);
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;
	NTSTATUS status;

	information = (void *)buffer;
	RtlInitUnicodeString(&name, L"proc");
	faults_begin(f);
	status = ZwQueryDirectoryFile(t.h, NULL, NULL, NULL, &iosb, buffer, sizeof(buffer),
				      FileNamesInformation, TRUE, &name, TRUE);
	faults_end(f);
	if (NT_SUCCESS(status))
		KUNIT_EXPECT_EQ(test, information->FileNameLength, (ULONG)name.Length);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

/* Each attempt has a file of its own, to which no pattern has ever been given. */
static bool list_new(struct kunit *test, struct faults *f, void *context)
{
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING string;
	OBJECT_ATTRIBUTES oa;
	bool done;

	attributes(&oa, &string, L"\\??\\C:\\");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwOpenFile(&t.h, FILE_LIST_DIRECTORY | SYNCHRONIZE, &oa, &iosb, 0,
				   FILE_SYNCHRONOUS_IO_NONALERT | FILE_DIRECTORY_FILE));
	done = list_host(test, f, context);
	ZwClose(t.h);
	t.h = NULL;
	return done;
}

static void host_files(struct kunit *test)
{
	faults_run(test, "ZwOpenFile of the host's", open_host, NULL, 4);
	faults_run(test, "ZwQueryFullAttributesFile", open_host, test, 4);
	faults_run(test, "ZwQueryDirectoryFile", list_new, NULL, 1);
}

static bool allocate_irp(struct kunit *test, struct faults *f, void *context)
{
	PIRP irp, master = NULL;

	if (context)
		master = IoAllocateIrp(2, FALSE);
	if (master)
		IoSetNextIrpStackLocation(master);
	faults_begin(f);
	irp = context ? IoMakeAssociatedIrp(master, LOCATIONS) :
			IoAllocateIrpEx(t.device, LOCATIONS, FALSE);
	faults_end(f);
	if (irp)
		IoFreeIrp(irp);
	if (master)
		IoFreeIrp(master);
	return irp;
}

/* Without memory the routine isn't set, and the device has no reference more. */
static bool completion_routine(struct kunit *test, struct faults *f, void *context)
{
	PIRP irp = IoAllocateIrp(LOCATIONS, FALSE);
	long before, after;
	atomic_t calls = ATOMIC_INIT(0);
	NTSTATUS status;

	if (!irp)
		return false;
	before = wdm_ob_get(t.device) - 1;
	wdm_ob_put(t.device);
	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
	faults_begin(f);
	status = IoSetCompletionRoutineEx(t.device, irp, fake_take, &calls, TRUE, TRUE, TRUE);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		IoCallDriver(t.device, irp);
		KUNIT_EXPECT_EQ(test, atomic_read(&calls), 1);
	} else {
		KUNIT_EXPECT_NULL(test, IoGetNextIrpStackLocation(irp)->CompletionRoutine);
	}
	IoFreeIrp(irp);
	after = wdm_ob_get(t.device) - 1;
	wdm_ob_put(t.device);
	KUNIT_EXPECT_EQ(test, before, after);
	return NT_SUCCESS(status);
}

/* A checked remove lock does without what it notes about who holds it. */
static bool remove_lock(struct kunit *test, struct faults *f, void *context)
{
	struct {
		IO_REMOVE_LOCK_COMMON_BLOCK common;
		IO_REMOVE_LOCK_DBG_BLOCK dbg;
	} lock;
	NTSTATUS status;

	IoInitializeRemoveLockEx((PIO_REMOVE_LOCK)&lock, 0, 0, 0, sizeof(lock));
	faults_begin(f);
	status = IoAcquireRemoveLockEx((PIO_REMOVE_LOCK)&lock, test, "file", 1, sizeof(lock));
	faults_end(f);
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	IoReleaseRemoveLockEx((PIO_REMOVE_LOCK)&lock, test, sizeof(lock));
	return NT_SUCCESS(status);
}

/* The entry is written, if without its strings. */
static bool write_error(struct kunit *test, struct faults *f, void *context)
{
	PIO_ERROR_LOG_PACKET packet = IoAllocateErrorLogEntry(t.device, sizeof(*packet));

	if (!packet)
		return false;
	faults_begin(f);
	IoWriteErrorLogEntry(packet);
	faults_end(f);
	return true;
}

static VOID NTAPI reinitialize(PDRIVER_OBJECT driver, PVOID context, ULONG count)
{
}

/* It returns nothing: it can't fail, whatever the memory. */
static bool reinitialization(struct kunit *test, struct faults *f, void *context)
{
	faults_begin(f);
	if (context)
		IoRegisterBootDriverReinitialization(&t.driver->obj, reinitialize, NULL);
	else
		IoRegisterDriverReinitialization(&t.driver->obj, reinitialize, NULL);
	faults_end(f);
	wdm_reinit_forget(t.driver);
	return true;
}

static void irps_and_routines(struct kunit *test)
{
	faults_run(test, "IoAllocateIrpEx", allocate_irp, NULL, 1);
	faults_run(test, "IoMakeAssociatedIrp", allocate_irp, test, 1);
	faults_run(test, "IoSetCompletionRoutineEx", completion_routine, NULL, 1);
	faults_run(test, "IoAcquireRemoveLockEx", remove_lock, NULL, 0);
	faults_run(test, "IoWriteErrorLogEntry", write_error, NULL, 0);
	faults_run(test, "IoRegisterDriverReinitialization", reinitialization, NULL, 0);
	faults_run(test, "IoRegisterBootDriverReinitialization", reinitialization, test, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(opening),
	KUNIT_CASE(synchronous_requests),
	KUNIT_CASE(asynchronous_requests),
	KUNIT_CASE(host_files),
	KUNIT_CASE(irps_and_routines),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_file",
	.init = file_init,
	.exit = file_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
