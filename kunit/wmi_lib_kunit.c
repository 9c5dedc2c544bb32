// SPDX-License-Identifier: GPL-2.0
/*
 * A driver that leaves its WMI requests to the library (wmi/wmilib.c), asked by
 * wdmcore as by a tool, and the events that it fires (wmi/event.c).
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/slab.h>

#include <wmilib.h>
#include <wmiguid.h>

#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "wmi.h"

static const GUID data_guid = { 0x11111111, 1, 2, { 3 } };
static const GUID event_guid = { 0x22222222, 1, 2, { 3 } };
static const GUID foreign_guid = { 0x33333333, 1, 2, { 3 } };

static WMIGUIDREGINFO guids[] = {
	{ &data_guid, 2, 0 },
	{ &event_guid, 1, WMIREG_FLAG_EVENT_ONLY_GUID },
};

/* What the driver's routines were given, and what they do. */
static struct {
	SYSCTL_IRP_DISPOSITION disposition;
	NTSTATUS returned;
	u32 data[2];		/* of the two instances */
	u32 set_item;
	u32 method;
	int enables;
	int disables;
	bool has_lengths;
} lib;

static UNICODE_STRING registry_path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\kunit");

static NTSTATUS NTAPI query_reginfo(PDEVICE_OBJECT device, PULONG flags, PUNICODE_STRING name,
				    PUNICODE_STRING *path, PUNICODE_STRING mof,
				    PDEVICE_OBJECT *pdo)
{
	static const WCHAR base[] = L"Edu";

	*flags = WMIREG_FLAG_INSTANCE_BASENAME;
	*path = &registry_path;
	name->Buffer = ExAllocatePoolZero(PagedPool, sizeof(base), 0x74736554);
	if (!name->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(name->Buffer, base, sizeof(base));
	name->Length = sizeof(base) - sizeof(WCHAR);
	name->MaximumLength = sizeof(base);
	return STATUS_SUCCESS;
}

static NTSTATUS NTAPI query_block(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
				  ULONG count, PULONG lengths, ULONG available, PUCHAR buffer)
{
	/* Each instance starts at a multiple of 8. */
	u32 needed = (count - 1) * 8 + sizeof(u32);
	u32 i;

	if (guid)
		return WmiCompleteRequest(device, irp, STATUS_WMI_GUID_NOT_FOUND, 0, 0);
	lib.has_lengths = lengths;
	if (available < needed)
		return WmiCompleteRequest(device, irp, STATUS_BUFFER_TOO_SMALL, needed, 0);
	for (i = 0; i < count; i++) {
		*(u32 *)(buffer + 8 * i) = lib.data[instance + i];
		lengths[i] = sizeof(u32);
	}
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, needed, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI set_block(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
				ULONG size, PUCHAR buffer)
{
	if (size != sizeof(u32))
		return WmiCompleteRequest(device, irp, STATUS_WMI_SET_FAILURE, 0, 0);
	lib.data[instance] = *(u32 *)buffer;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI execute(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
			      ULONG method, ULONG in, ULONG out, PUCHAR buffer)
{
	lib.method = method;
	if (out < 8)
		return WmiCompleteRequest(device, irp, STATUS_BUFFER_TOO_SMALL, 8, 0);
	*(u64 *)buffer = in;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 8, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI control(PDEVICE_OBJECT device, PIRP irp, ULONG guid,
			      WMIENABLEDISABLECONTROL function, BOOLEAN enable)
{
	if (function == WmiEventControl && guid == 1)
		*(enable ? &lib.enables : &lib.disables) += 1;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static WMILIB_CONTEXT wmilib = {
	.GuidCount = ARRAY_SIZE(guids),
	.GuidList = guids,
	.QueryWmiRegInfo = query_reginfo,
	.QueryWmiDataBlock = query_block,
	.SetWmiDataBlock = set_block,
	.ExecuteWmiMethod = execute,
	.WmiFunctionControl = control,
};

static NTSTATUS NTAPI system_control(PDEVICE_OBJECT device, PIRP irp)
{
	NTSTATUS status = WmiSystemControl(&wmilib, device, irp, &lib.disposition);

	lib.returned = status;
	switch (lib.disposition) {
	case IrpProcessed:
		break;
	case IrpNotCompleted:
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		break;
	default:
		status = irp->IoStatus.Status;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
	}
	return status;
}

struct fixture {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
};

static int lib_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f || !NT_SUCCESS(wdm_driver_create("kunit-wmilib", NULL, &f->driver)))
		return -ENOMEM;
	f->driver->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = system_control;
	if (!NT_SUCCESS(IoCreateDevice(&f->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &f->device))) {
		wdm_driver_destroy(f->driver);
		return -ENOMEM;
	}
	test->priv = f;
	memset(&lib, 0, sizeof(lib));
	lib.data[0] = 0xaaaa;
	lib.data[1] = 0xbbbb;
	return IoWMIRegistrationControl(f->device, WMIREG_ACTION_REGISTER) ? -EIO : 0;
}

static void lib_exit(struct kunit *test)
{
	struct fixture *f = test->priv;

	IoWMIRegistrationControl(f->device, WMIREG_ACTION_DEREGISTER);
	IoDeleteDevice(f->device);
	wdm_driver_destroy(f->driver);
}

/* One request; @information gets IoStatus.Information. */
static NTSTATUS ask(struct kunit *test, UCHAR minor, const GUID *guid, void *provider,
		    void *buffer, u32 size, ULONG_PTR *information)
{
	struct fixture *f = test->priv;
	PIO_STACK_LOCATION stack;
	NTSTATUS status;
	PIRP irp = wdm_irp_alloc(f->device->StackSize, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MajorFunction = IRP_MJ_SYSTEM_CONTROL;
	stack->MinorFunction = minor;
	stack->Parameters.WMI.ProviderId = (ULONG_PTR)(provider ?: f->device);
	stack->Parameters.WMI.DataPath = (PVOID)guid;
	stack->Parameters.WMI.BufferSize = size;
	stack->Parameters.WMI.Buffer = buffer;
	status = wdm_irp_send_wait(f->device, irp);
	*information = irp->IoStatus.Information;
	wdm_irp_free(irp);
	return status;
}

static void registration_lists_the_blocks(struct kunit *test)
{
	static u8 buffer[512] __aligned(8);
	WMIREGINFOW *info = (void *)buffer;
	ULONG_PTR information;
	u32 size;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_REGINFO, NULL, NULL, buffer, sizeof(buffer),
			    &information));
	KUNIT_EXPECT_EQ(test, IrpNotCompleted, lib.disposition);
	size = info->BufferSize;
	KUNIT_EXPECT_EQ(test, size, (u32)information);
	KUNIT_ASSERT_EQ(test, 2U, info->GuidCount);
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&info->WmiRegGuid[0].Guid, &data_guid));
	KUNIT_EXPECT_EQ(test, 2U, info->WmiRegGuid[0].InstanceCount);
	KUNIT_EXPECT_EQ(test, (u32)WMIREG_FLAG_INSTANCE_BASENAME, info->WmiRegGuid[0].Flags);
	KUNIT_EXPECT_EQ(test, (u32)(WMIREG_FLAG_INSTANCE_BASENAME | WMIREG_FLAG_EVENT_ONLY_GUID),
			info->WmiRegGuid[1].Flags);
	KUNIT_EXPECT_EQ(test, 6, *(u16 *)(buffer + info->WmiRegGuid[0].BaseNameOffset));
	KUNIT_EXPECT_EQ(test, registry_path.Length, *(u16 *)(buffer + info->RegistryPath));
	KUNIT_EXPECT_EQ(test, 0U, info->MofResourceName);

	/* One byte less, and it says how many it takes. */
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			ask(test, IRP_MN_REGINFO, NULL, NULL, buffer, size - 1, &information));
	KUNIT_EXPECT_EQ(test, sizeof(ULONG), (size_t)information);
	KUNIT_EXPECT_EQ(test, size, *(ULONG *)buffer);
}

static void all_instances(struct kunit *test)
{
	const OFFSETINSTANCEDATAANDLENGTH *place;
	WNODE_ALL_DATA *node;
	ULONG size = 0;
	PVOID block;
	u32 i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, IoWMIOpenBlock(&data_guid, WMIGUID_QUERY, &block));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL, IoWMIQueryAllData(block, &size, NULL));
	KUNIT_ASSERT_GT(test, size, (ULONG)sizeof(*node));
	node = kunit_kzalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, IoWMIQueryAllData(block, &size, node));
	KUNIT_EXPECT_EQ(test, IrpProcessed, lib.disposition);
	KUNIT_EXPECT_EQ(test, size, node->WnodeHeader.BufferSize);
	KUNIT_EXPECT_EQ(test, 0U, node->WnodeHeader.Linkage);
	KUNIT_ASSERT_EQ(test, 2U, node->InstanceCount);
	place = node->OffsetInstanceDataAndLength;
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, node->DataBlockOffset + 8 * i, place[i].OffsetInstanceData);
		KUNIT_EXPECT_EQ(test, 4U, place[i].LengthInstanceData);
		KUNIT_EXPECT_EQ(test, lib.data[i],
				*(u32 *)((u8 *)node + node->DataBlockOffset + 8 * i));
	}
	KUNIT_EXPECT_EQ(test, 0U, node->DataBlockOffset % 8);
	ObDereferenceObject(block);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIOpenBlock(&foreign_guid, WMIGUID_QUERY, &block));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND, IoWMIQueryAllData(block, &size, node));
	ObDereferenceObject(block);
}

static void too_small_says_how_much(struct kunit *test)
{
	static u8 buffer[256] __aligned(8);
	WNODE_TOO_SMALL *small = (void *)buffer;
	u32 offset = ALIGN(offsetof(WNODE_ALL_DATA, OffsetInstanceDataAndLength) + 16, 8);
	ULONG_PTR information;

	/* No room for the lengths, then room for them but not for the data. */
	memset(buffer, 0, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_QUERY_ALL_DATA, &data_guid, NULL, buffer,
			    sizeof(WNODE_ALL_DATA), &information));
	KUNIT_EXPECT_FALSE(test, lib.has_lengths);
	KUNIT_EXPECT_TRUE(test, small->WnodeHeader.Flags & WNODE_FLAG_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, offset + 12, small->SizeNeeded);
	KUNIT_EXPECT_EQ(test, sizeof(*small), (size_t)information);

	memset(buffer, 0, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_QUERY_ALL_DATA, &data_guid, NULL, buffer, offset + 11,
			    &information));
	KUNIT_EXPECT_TRUE(test, lib.has_lengths);
	KUNIT_EXPECT_EQ(test, offset + 12, small->SizeNeeded);
}

static void one_instance_and_its_errors(struct kunit *test)
{
	static u8 buffer[128] __aligned(8);
	WNODE_SINGLE_INSTANCE *node = (void *)buffer;
	WNODE_SINGLE_ITEM *item = (void *)buffer;
	ULONG_PTR information;

	node->WnodeHeader.Flags = WNODE_FLAG_STATIC_INSTANCE_NAMES;
	node->DataBlockOffset = 64;
	node->InstanceIndex = 1;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_QUERY_SINGLE_INSTANCE, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, 0xbbbbU, *(u32 *)(buffer + 64));
	KUNIT_EXPECT_EQ(test, 4U, node->SizeDataBlock);
	KUNIT_EXPECT_EQ(test, 68, (int)information);

	*(u32 *)(buffer + 64) = 7;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_CHANGE_SINGLE_INSTANCE, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, 7U, lib.data[1]);
	node->SizeDataBlock = 3;
	KUNIT_EXPECT_EQ(test, STATUS_WMI_SET_FAILURE,
			ask(test, IRP_MN_CHANGE_SINGLE_INSTANCE, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));

	node->InstanceIndex = 2;
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			ask(test, IRP_MN_QUERY_SINGLE_INSTANCE, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, IrpNotCompleted, lib.disposition);
	node->InstanceIndex = 0;
	node->DataBlockOffset = sizeof(buffer) + 1;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ask(test, IRP_MN_QUERY_SINGLE_INSTANCE, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND,
			ask(test, IRP_MN_QUERY_SINGLE_INSTANCE, &foreign_guid, NULL, buffer,
			    sizeof(buffer), &information));

	/* The driver has no routine for items. */
	item->DataBlockOffset = 72;
	item->SizeDataItem = 4;
	item->ItemId = 5;
	KUNIT_EXPECT_EQ(test, STATUS_WMI_READ_ONLY,
			ask(test, IRP_MN_CHANGE_SINGLE_ITEM, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ask(test, IRP_MN_EXECUTE_METHOD, &data_guid, NULL, buffer,
			    sizeof(buffer), &information));
	KUNIT_EXPECT_EQ(test, 5U, lib.method);
	KUNIT_EXPECT_EQ(test, 4ULL, *(u64 *)(buffer + 72));
	KUNIT_EXPECT_EQ(test, 80, (int)information);

	/* For another device, or no request of WMI. */
	ask(test, IRP_MN_QUERY_ALL_DATA, &data_guid, &lib, buffer, sizeof(buffer), &information);
	KUNIT_EXPECT_EQ(test, IrpForward, lib.disposition);
	ask(test, 0x0a, &data_guid, NULL, buffer, sizeof(buffer), &information);
	KUNIT_EXPECT_EQ(test, IrpNotWmi, lib.disposition);
}

static struct {
	int count;
	u32 provider;
	u32 instance;
	u32 data;
} heard;

static VOID NTAPI listen(PVOID wnode, PVOID context)
{
	WNODE_SINGLE_INSTANCE *node = wnode;

	heard.count++;
	heard.provider = node->WnodeHeader.ProviderId;
	heard.instance = node->InstanceIndex;
	heard.data = *(u32 *)((u8 *)node + node->DataBlockOffset);
}

static void events_reach_listeners(struct kunit *test)
{
	PDEVICE_OBJECT device = ((struct fixture *)test->priv)->device;
	WNODE_HEADER header = { .BufferSize = sizeof(header) - 1 };
	PVOID block;
	KIRQL irql;
	u32 *data;

	memset(&heard, 0, sizeof(heard));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIOpenBlock(&event_guid, WMIGUID_NOTIFICATION, &block));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISetNotificationCallback(block, listen, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoWMISetNotificationCallback(block, listen, NULL));
	KUNIT_EXPECT_EQ(test, 1, lib.enables);

	data = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*data), 0x74736554);
	KUNIT_ASSERT_NOT_NULL(test, data);
	*data = 0x4711;
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			WmiFireEvent(device, &event_guid, 3, sizeof(*data), data));
	KeLowerIrql(irql);
	wdm_wmi_flush_events();
	KUNIT_EXPECT_EQ(test, 1, heard.count);
	KUNIT_EXPECT_EQ(test, 3U, heard.instance);
	KUNIT_EXPECT_EQ(test, 0x4711U, heard.data);
	KUNIT_EXPECT_EQ(test, IoWMIDeviceObjectToProviderId(device), heard.provider);

	/* Of another block, and too short or too long to be one. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, WmiFireEvent(device, &data_guid, 0, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, IoWMIWriteEvent(&header));
	header.BufferSize = (64 << 10) + 1;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_OVERFLOW, IoWMIWriteEvent(&header));
	wdm_wmi_flush_events();
	KUNIT_EXPECT_EQ(test, 1, heard.count);

	ObDereferenceObject(block);
	wdm_ob_flush();
	KUNIT_EXPECT_EQ(test, 1, lib.disables);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, WmiFireEvent(device, &event_guid, 0, 0, NULL));
	wdm_wmi_flush_events();
	KUNIT_EXPECT_EQ(test, 1, heard.count);
}

static void instance_ids_are_unique(struct kunit *test)
{
	GUID first = { 0x44444444 }, second = { 0x55555555 };
	ULONG start = 0, id = 0;

	/* Whatever an earlier run took. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, IoWMIAllocateInstanceIds(&first, 3, &start));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMIAllocateInstanceIds(&first, 1, &id));
	KUNIT_EXPECT_EQ(test, start + 3, id);
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoWMIAllocateInstanceIds(&first, MAXULONG, &id));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMIAllocateInstanceIds(&first, 1, &id));
	KUNIT_EXPECT_EQ(test, start + 4, id);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMIAllocateInstanceIds(&second, 1, &id));
	KUNIT_EXPECT_NE(test, start + 5, id);
}

static struct kunit_case wmi_lib_cases[] = {
	KUNIT_CASE(registration_lists_the_blocks),
	KUNIT_CASE(all_instances),
	KUNIT_CASE(too_small_says_how_much),
	KUNIT_CASE(one_instance_and_its_errors),
	KUNIT_CASE(events_reach_listeners),
	KUNIT_CASE(instance_ids_are_unique),
	{ }
};

static struct kunit_suite wmi_lib_suite = {
	.name = "wdmcore_wmi_lib",
	.init = lib_init,
	.exit = lib_exit,
	.test_cases = wmi_lib_cases,
};
kunit_test_suite(wmi_lib_suite);
