// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_wmi: what drivers ask of others' WMI blocks, with each allocation failing
 * in turn, see faults.h. The provider has the library, and names with a base.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include <wmiguid.h>
#include <wmilib.h>

#include "io.h"
#include "io_dev.h"
#include "wmi.h"
#include "faults.h"

#define DEVICE	L"\\Device\\KunitFaultsWmi"

static const GUID guid = { 0x32345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 11 } };
static WMIGUIDREGINFO guids[] = { { &guid, 1, 0 } };
static UNICODE_STRING registry_path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\kunit");

static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	PVOID block;
	HANDLE file;
	/* Requests that came to the provider. */
	unsigned int asked;
} t;

static NTSTATUS NTAPI registration(PDEVICE_OBJECT device, PULONG flags, PUNICODE_STRING name,
				   PUNICODE_STRING *path, PUNICODE_STRING mof,
				   PDEVICE_OBJECT *pdo)
{
	*flags = WMIREG_FLAG_INSTANCE_BASENAME;
	*path = &registry_path;
	return RtlCreateUnicodeString(name, L"Faulty") ? STATUS_SUCCESS :
							 STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS NTAPI query_block(PDEVICE_OBJECT device, PIRP irp, ULONG which, ULONG instance,
				  ULONG count, PULONG lengths, ULONG available, PUCHAR buffer)
{
	t.asked++;
	if (available < sizeof(u32))
		return WmiCompleteRequest(device, irp, STATUS_BUFFER_TOO_SMALL, sizeof(u32), 0);
	*(u32 *)buffer = 5;
	*lengths = sizeof(u32);
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, sizeof(u32), IO_NO_INCREMENT);
}

static NTSTATUS NTAPI set_block(PDEVICE_OBJECT device, PIRP irp, ULONG which, ULONG instance,
				ULONG size, PUCHAR buffer)
{
	t.asked++;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI set_item(PDEVICE_OBJECT device, PIRP irp, ULONG which, ULONG instance,
			       ULONG item, ULONG size, PUCHAR buffer)
{
	t.asked++;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI execute(PDEVICE_OBJECT device, PIRP irp, ULONG which, ULONG instance,
			      ULONG method, ULONG in, ULONG out, PUCHAR buffer)
{
	t.asked++;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, in, IO_NO_INCREMENT);
}

static WMILIB_CONTEXT wmilib = {
	.GuidCount = ARRAY_SIZE(guids),
	.GuidList = guids,
	.QueryWmiRegInfo = registration,
	.QueryWmiDataBlock = query_block,
	.SetWmiDataBlock = set_block,
	.SetWmiDataItem = set_item,
	.ExecuteWmiMethod = execute,
};

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	SYSCTL_IRP_DISPOSITION disposition;
	NTSTATUS status;

	if (stack->MajorFunction == IRP_MJ_SYSTEM_CONTROL) {
		status = WmiSystemControl(&wmilib, device, irp, &disposition);
		if (disposition == IrpProcessed)
			return status;
		if (disposition != IrpNotCompleted)
			status = irp->IoStatus.Status;
	} else {
		status = STATUS_SUCCESS;
		irp->IoStatus.Status = status;
	}
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static int wmi_init(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	int i;

	memset(&t, 0, sizeof(t));
	RtlInitUnicodeString(&name, DEVICE);
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	if (!NT_SUCCESS(wdm_driver_create("kunit-faulty-wmi", NULL, &t.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		t.driver->obj.MajorFunction[i] = dispatch;
	if (!NT_SUCCESS(IoCreateDevice(&t.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &t.device)))
		return -ENOMEM;
	t.device->Flags &= ~DO_DEVICE_INITIALIZING;
	if (!NT_SUCCESS(IoWMIRegistrationControl(t.device, WMIREG_ACTION_REGISTER)) ||
	    !NT_SUCCESS(IoWMIOpenBlock(&guid, WMIGUID_QUERY | WMIGUID_SET | WMIGUID_EXECUTE,
				       &t.block)) ||
	    !NT_SUCCESS(ZwOpenFile(&t.file, GENERIC_READ, &oa, &iosb, 0, 0)))
		return -EIO;
	return 0;
}

static void wmi_exit(struct kunit *test)
{
	faults_set(false);
	if (t.file)
		ZwClose(t.file);
	if (t.block)
		ObDereferenceObject(t.block);
	if (t.device) {
		IoWMIRegistrationControl(t.device, WMIREG_ACTION_DEREGISTER);
		IoDeleteDevice(t.device);
	}
	if (t.driver)
		wdm_driver_destroy(t.driver);
}

enum { ALL, SINGLE, SINGLES, SET, SET_ITEM, METHOD };

/* What failed for want of memory changed nothing: the provider had not been asked. */
static bool request(struct kunit *test, struct faults *f, void *context)
{
	ULONG length, value = 7;
	UNICODE_STRING name;
	u8 buffer[512] = {};
	NTSTATUS status;

	RtlInitUnicodeString(&name, L"Faulty0");
	length = sizeof(buffer);
	t.asked = 0;
	faults_begin(f);
	switch ((long)context) {
	case ALL:
		status = IoWMIQueryAllDataMultiple(&t.block, 1, &length, buffer);
		break;
	case SINGLE:
		status = IoWMIQuerySingleInstance(t.block, &name, &length, buffer);
		break;
	case SINGLES:
		status = IoWMIQuerySingleInstanceMultiple(&t.block, &name, 1, &length, buffer);
		break;
	case SET:
		status = IoWMISetSingleInstance(t.block, &name, 0, sizeof(value), &value);
		break;
	case SET_ITEM:
		status = IoWMISetSingleItem(t.block, &name, 1, 0, sizeof(value), &value);
		break;
	default:
		length = sizeof(value);
		status = IoWMIExecuteMethod(t.block, &name, 1, sizeof(value), &length, buffer);
	}
	faults_end(f);
	if (NT_SUCCESS(status))
		KUNIT_EXPECT_GE(test, t.asked, 1U);
	else if ((long)context >= SET)
		KUNIT_EXPECT_EQ(test, t.asked, 0U);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

static void requests(struct kunit *test)
{
	faults_run(test, "IoWMIQueryAllDataMultiple", request, (void *)ALL, 1);
	faults_run(test, "IoWMIQuerySingleInstance", request, (void *)SINGLE, 1);
	faults_run(test, "IoWMIQuerySingleInstanceMultiple", request, (void *)SINGLES, 1);
	faults_run(test, "IoWMISetSingleInstance", request, (void *)SET, 1);
	faults_run(test, "IoWMISetSingleItem", request, (void *)SET_ITEM, 1);
	faults_run(test, "IoWMIExecuteMethod", request, (void *)METHOD, 1);
}

enum { OF_DEVICE, OF_HANDLE, SUGGESTED };

static bool name_of(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING name = {}, link;
	NTSTATUS status;

	RtlInitUnicodeString(&link, L"\\??\\Faulty#link");
	faults_begin(f);
	switch ((long)context) {
	case OF_DEVICE:
		status = IoWMIDeviceObjectToInstanceName(t.block, t.device, &name);
		break;
	case OF_HANDLE:
		status = IoWMIHandleToInstanceName(t.block, t.file, &name);
		break;
	default:
		status = IoWMISuggestInstanceName(NULL, &link, FALSE, &name);
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!name.Buffer, NT_SUCCESS(status));
	if (name.Buffer)
		ExFreePool(name.Buffer);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

static void names(struct kunit *test)
{
	faults_run(test, "IoWMIDeviceObjectToInstanceName", name_of, (void *)OF_DEVICE, 1);
	faults_run(test, "IoWMIHandleToInstanceName", name_of, (void *)OF_HANDLE, 1);
	faults_run(test, "IoWMISuggestInstanceName", name_of, (void *)SUGGESTED, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(requests),
	KUNIT_CASE(names),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_wmi",
	.init = wmi_init,
	.exit = wmi_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
