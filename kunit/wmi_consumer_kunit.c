// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_wmi_consumer: what drivers ask of others' blocks (wmi/consumer.c), by names of
 * instances (wmi/name.c): of a provider with the library, whose names have a base, and
 * of one without it, that has a list and dynamic names. And listeners that are there
 * before the provider (wmi/event.c).
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include <wmilib.h>
#include <wmiguid.h>

#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "pnp.h"
#include "wmi.h"

static const GUID base_guid = { 0x44444444, 1, 2, { 3 } };
static const GUID list_guid = { 0x55555555, 1, 2, { 3 } };
static const GUID dynamic_guid = { 0x66666666, 1, 2, { 3 } };
static const GUID nobodys_guid = { 0x77777777, 1, 2, { 3 } };
static const GUID path_guid = { 0x88888888, 1, 2, { 3 } };

/* What the drivers have, and what they were asked. */
static struct {
	u32 data[2];
	u32 item, method, index;
	u32 flags;
	u32 block_size;
	int enables, disables;
	int asked;
	bool read_only;
} have;

static UNICODE_STRING registry_path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\kunit");

/* The provider with the library */

static WMIGUIDREGINFO guids[] = { { &base_guid, 2, 0 } };

static NTSTATUS NTAPI lib_reginfo(PDEVICE_OBJECT device, PULONG flags, PUNICODE_STRING name,
				  PUNICODE_STRING *path, PUNICODE_STRING mof, PDEVICE_OBJECT *pdo)
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

static NTSTATUS NTAPI lib_query(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
				ULONG count, PULONG lengths, ULONG available, PUCHAR buffer)
{
	u32 needed = have.block_size ?: (count - 1) * 8 + sizeof(u32);
	u32 i;

	have.asked++;
	have.index = instance;
	if (available < needed)
		return WmiCompleteRequest(device, irp, STATUS_BUFFER_TOO_SMALL, needed, 0);
	memset(buffer, 0, needed);
	for (i = 0; i < count; i++) {
		*(u32 *)(buffer + 8 * i) = have.data[instance + i];
		lengths[i] = sizeof(u32);
	}
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, needed, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI lib_set(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
			      ULONG size, PUCHAR buffer)
{
	if (size != sizeof(u32))
		return WmiCompleteRequest(device, irp, STATUS_WMI_SET_FAILURE, 0, 0);
	have.data[instance] = *(u32 *)buffer;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI lib_set_item(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
				   ULONG item, ULONG size, PUCHAR buffer)
{
	if (item != 1)
		return WmiCompleteRequest(device, irp, STATUS_WMI_ITEMID_NOT_FOUND, 0, 0);
	have.item = item;
	have.data[instance] = *(u32 *)buffer;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

/* Doubles its input of 4 bytes to 8. */
static NTSTATUS NTAPI lib_execute(PDEVICE_OBJECT device, PIRP irp, ULONG guid, ULONG instance,
				  ULONG method, ULONG in, ULONG out, PUCHAR buffer)
{
	if (method != 7)
		return WmiCompleteRequest(device, irp, STATUS_WMI_ITEMID_NOT_FOUND, 0, 0);
	have.method = method;
	have.index = instance;
	if (in != 4)
		return WmiCompleteRequest(device, irp, STATUS_INVALID_PARAMETER, 0, 0);
	if (out < 8)
		return WmiCompleteRequest(device, irp, STATUS_BUFFER_TOO_SMALL, 8, 0);
	memcpy(buffer + 4, buffer, 4);
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 8, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI lib_control(PDEVICE_OBJECT device, PIRP irp, ULONG guid,
				  WMIENABLEDISABLECONTROL function, BOOLEAN enable)
{
	if (function == WmiEventControl)
		*(enable ? &have.enables : &have.disables) += 1;
	return WmiCompleteRequest(device, irp, STATUS_SUCCESS, 0, IO_NO_INCREMENT);
}

static WMILIB_CONTEXT wmilib = {
	.GuidCount = ARRAY_SIZE(guids),
	.GuidList = guids,
	.QueryWmiRegInfo = lib_reginfo,
	.QueryWmiDataBlock = lib_query,
	.SetWmiDataBlock = lib_set,
	.SetWmiDataItem = lib_set_item,
	.ExecuteWmiMethod = lib_execute,
	.WmiFunctionControl = lib_control,
};

static NTSTATUS NTAPI lib_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	SYSCTL_IRP_DISPOSITION disposition;
	NTSTATUS status = WmiSystemControl(&wmilib, device, irp, &disposition);

	if (disposition != IrpProcessed) {
		if (disposition != IrpNotCompleted)
			status = irp->IoStatus.Status;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
	}
	return status;
}

/* The provider without it: "alpha" and "beta", "process 42", and a PDO */

static PDEVICE_OBJECT raw_pdo;

static NTSTATUS answer(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static u32 put_name(void *buffer, u32 at, const WCHAR *name, u32 bytes)
{
	*(USHORT *)(buffer + at) = bytes;
	memcpy(buffer + at + sizeof(USHORT), name, bytes);
	return at + sizeof(USHORT) + bytes;
}

static NTSTATUS raw_reginfo(PIRP irp, PIO_STACK_LOCATION stack)
{
	static const WCHAR alpha[] = L"alpha";
	static const WCHAR beta[] = L"beta";
	WMIREGINFOW *info = stack->Parameters.WMI.Buffer;
	u32 at = struct_size(info, WmiRegGuid, 3);

	info->GuidCount = 3;
	info->WmiRegGuid[0] = (WMIREGGUIDW) {
		.Guid = list_guid,
		.Flags = WMIREG_FLAG_INSTANCE_LIST,
		.InstanceCount = 2,
		.InstanceNameList = at,
	};
	info->WmiRegGuid[1] = (WMIREGGUIDW) { .Guid = dynamic_guid };
	info->WmiRegGuid[2] = (WMIREGGUIDW) {
		.Guid = path_guid,
		.Flags = WMIREG_FLAG_INSTANCE_PDO,
		.InstanceCount = 1,
		.Pdo = (ULONG_PTR)raw_pdo,
	};
	/* One with its terminating zero, one without. */
	at = put_name(info, at, alpha, sizeof(alpha));
	at = put_name(info, at, beta, sizeof(beta) - sizeof(WCHAR));
	info->BufferSize = at;
	if (raw_pdo && stack->MinorFunction == IRP_MN_REGINFO_EX)
		ObReferenceObject(raw_pdo);
	return answer(irp, STATUS_SUCCESS, at);
}

static NTSTATUS raw_query(PIRP irp, PIO_STACK_LOCATION stack)
{
	static UNICODE_STRING process = RTL_CONSTANT_STRING(L"process 42");
	WNODE_SINGLE_INSTANCE *single = stack->Parameters.WMI.Buffer;
	UNICODE_STRING name;

	have.asked++;
	have.flags = single->WnodeHeader.Flags;
	have.index = single->InstanceIndex;
	if (IsEqualGUID(&single->WnodeHeader.Guid, &dynamic_guid)) {
		if (have.flags & WNODE_FLAG_STATIC_INSTANCE_NAMES)
			return answer(irp, STATUS_INVALID_PARAMETER, 0);
		name.Length = *(USHORT *)((void *)single + single->OffsetInstanceName);
		name.Buffer = (void *)single + single->OffsetInstanceName + sizeof(USHORT);
		if (!RtlEqualUnicodeString(&name, &process, FALSE))
			return answer(irp, STATUS_WMI_INSTANCE_NOT_FOUND, 0);
	}
	*(u32 *)((void *)single + single->DataBlockOffset) = 100 + single->InstanceIndex;
	single->SizeDataBlock = sizeof(u32);
	single->WnodeHeader.BufferSize = single->DataBlockOffset + sizeof(u32);
	if (have.block_size)		/* nonsense */
		single->SizeDataBlock = have.block_size;
	return answer(irp, STATUS_SUCCESS, single->WnodeHeader.BufferSize);
}

static NTSTATUS NTAPI raw_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	switch (stack->MinorFunction) {
	case IRP_MN_REGINFO_EX:
		return raw_reginfo(irp, stack);
	case IRP_MN_QUERY_SINGLE_INSTANCE:
		return raw_query(irp, stack);
	default:
		return answer(irp, STATUS_WMI_READ_ONLY, 0);
	}
}

struct fixture {
	struct wdm_driver *lib, *raw;
	PDEVICE_OBJECT lib_device, raw_device;
	PVOID block[4];
};

enum { BASE, LIST, DYNAMIC, NOBODYS };

static PVOID open(const GUID *guid)
{
	PVOID block = NULL;

	IoWMIOpenBlock(guid, WMIGUID_QUERY | WMIGUID_SET | WMIGUID_EXECUTE, &block);
	return block;
}

static int consumer_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	memset(&have, 0, sizeof(have));
	raw_pdo = NULL;
	if (!f || !NT_SUCCESS(wdm_driver_create("kunit-wmilib", NULL, &f->lib)) ||
	    !NT_SUCCESS(wdm_driver_create("kunit-wmiraw", NULL, &f->raw)))
		return -ENOMEM;
	f->lib->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = lib_dispatch;
	f->raw->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = raw_dispatch;
	IoCreateDevice(&f->lib->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &f->lib_device);
	IoCreateDevice(&f->raw->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &f->raw_device);
	f->block[BASE] = open(&base_guid);
	f->block[LIST] = open(&list_guid);
	f->block[DYNAMIC] = open(&dynamic_guid);
	f->block[NOBODYS] = open(&nobodys_guid);
	if (!f->lib_device || !f->raw_device || !f->block[NOBODYS])
		return -ENOMEM;
	test->priv = f;
	return 0;
}

static void consumer_exit(struct kunit *test)
{
	struct fixture *f = test->priv;
	int i;

	IoWMIRegistrationControl(f->lib_device, WMIREG_ACTION_DEREGISTER);
	IoWMIRegistrationControl(f->raw_device, WMIREG_ACTION_DEREGISTER);
	for (i = 0; i < ARRAY_SIZE(f->block); i++)
		ObDereferenceObject(f->block[i]);
	IoDeleteDevice(f->lib_device);
	IoDeleteDevice(f->raw_device);
	wdm_driver_destroy(f->lib);
	wdm_driver_destroy(f->raw);
}

static void register_both(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIRegistrationControl(f->lib_device, WMIREG_ACTION_REGISTER));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIRegistrationControl(f->raw_device, WMIREG_ACTION_REGISTER));
}

static u8 buffer[4096] __aligned(8);

static NTSTATUS query(struct fixture *f, int block, const WCHAR *text, ULONG *size)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	memset(buffer, 0xaa, sizeof(buffer));
	return IoWMIQuerySingleInstance(f->block[block], &name, size, buffer);
}

static u32 data_of(const void *node)
{
	const WNODE_SINGLE_INSTANCE *single = node;

	return *(u32 *)(node + single->DataBlockOffset);
}

static void one_instance_by_name(struct kunit *test)
{
	struct fixture *f = test->priv;
	WNODE_SINGLE_INSTANCE *single = (void *)buffer;
	ULONG size = sizeof(buffer);

	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND, query(f, BASE, L"Edu1", &size));
	register_both(test);
	have.data[0] = 0x1000;
	have.data[1] = 0x1001;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, query(f, BASE, L"Edu1", &size));
	KUNIT_EXPECT_EQ(test, 0x1001U, data_of(buffer));
	KUNIT_EXPECT_EQ(test, 1U, have.index);
	KUNIT_EXPECT_EQ(test, size, (ULONG)single->WnodeHeader.BufferSize);
	KUNIT_EXPECT_EQ(test, size, (ULONG)(single->DataBlockOffset + sizeof(u32)));
	KUNIT_EXPECT_EQ(test, 0U, single->DataBlockOffset % 8);
	KUNIT_EXPECT_EQ(test, 0U, (u32)single->WnodeHeader.Linkage);
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&single->WnodeHeader.Guid, &base_guid));
	/* Letter case doesn't count, everything else does. */
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, BASE, L"EDU0", &size));
	KUNIT_EXPECT_EQ(test, 0x1000U, data_of(buffer));
	have.asked = 0;
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, BASE, L"Edu2", &size));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, BASE, L"Edu01", &size));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, BASE, L"Edu", &size));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, BASE, L"Edu0 ", &size));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, BASE, L"", &size));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			query(f, BASE, L"Edu4294967296", &size));
	KUNIT_EXPECT_EQ(test, 0, have.asked);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND, query(f, NOBODYS, L"Edu1", &size));
}

static void sizes_are_told(struct kunit *test)
{
	struct fixture *f = test->priv;
	ULONG needed = 0, size;

	register_both(test);
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL, query(f, BASE, L"Edu0", &needed));
	KUNIT_EXPECT_GT(test, needed, (ULONG)sizeof(WNODE_SINGLE_INSTANCE));
	size = needed - 1;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL, query(f, BASE, L"Edu0", &size));
	KUNIT_EXPECT_EQ(test, needed, size);
	KUNIT_EXPECT_EQ(test, 0xaa, (int)buffer[0]);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, BASE, L"Edu0", &size));
	/* A driver whose block is longer than the first guess is asked again. */
	have.block_size = 2000;
	have.asked = 0;
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, BASE, L"Edu0", &size));
	KUNIT_EXPECT_EQ(test, 2, have.asked);
	KUNIT_EXPECT_EQ(test, 2000U, ((WNODE_SINGLE_INSTANCE *)buffer)->SizeDataBlock);
	/* One that lies is caught. */
	have.block_size = 0x10000000;
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_DATA_ERROR, query(f, LIST, L"alpha", &size));
}

static void listed_and_dynamic_names(struct kunit *test)
{
	struct fixture *f = test->priv;
	ULONG size = sizeof(buffer);

	register_both(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, LIST, L"alpha", &size));
	KUNIT_EXPECT_EQ(test, 100U, data_of(buffer));
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, LIST, L"beta", &size));
	KUNIT_EXPECT_EQ(test, 101U, data_of(buffer));
	KUNIT_EXPECT_NE(test, 0U, have.flags & WNODE_FLAG_STATIC_INSTANCE_NAMES);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND, query(f, LIST, L"gamma", &size));
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, query(f, DYNAMIC, L"process 42", &size));
	KUNIT_EXPECT_EQ(test, 0U, have.flags & WNODE_FLAG_STATIC_INSTANCE_NAMES);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			query(f, DYNAMIC, L"process 43", &size));
}

static void several_at_once(struct kunit *test)
{
	struct fixture *f = test->priv;
	PVOID blocks[] = { f->block[BASE], f->block[NOBODYS], f->block[LIST], f->block[LIST] };
	UNICODE_STRING names[] = {
		RTL_CONSTANT_STRING(L"Edu1"), RTL_CONSTANT_STRING(L"alpha"),
		RTL_CONSTANT_STRING(L"gamma"), RTL_CONSTANT_STRING(L"beta"),
	};
	WNODE_HEADER *header = (void *)buffer;
	ULONG size = sizeof(buffer);

	/* Nobody has any: that is no error. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIQuerySingleInstanceMultiple(blocks, names, 4, &size, buffer));
	KUNIT_EXPECT_EQ(test, 0U, size);
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIQueryAllDataMultiple(blocks, 2, &size, buffer));
	KUNIT_EXPECT_EQ(test, 0U, size);

	register_both(test);
	have.data[1] = 0x77;
	size = sizeof(buffer);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIQuerySingleInstanceMultiple(blocks, names, 4, &size, buffer));
	KUNIT_EXPECT_EQ(test, 0x77U, data_of(header));
	KUNIT_ASSERT_NE(test, 0U, (u32)header->Linkage);
	KUNIT_ASSERT_LT(test, (u32)header->Linkage, size);
	header = (void *)header + header->Linkage;
	KUNIT_EXPECT_EQ(test, 101U, data_of(header));
	KUNIT_EXPECT_EQ(test, 0U, (u32)header->Linkage);
	size = 16;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			IoWMIQuerySingleInstanceMultiple(blocks, names, 4, &size, buffer));
	KUNIT_EXPECT_GT(test, size, 128U);

	/* The raw provider doesn't answer this one: the other's data come all the same. */
	blocks[1] = f->block[LIST];
	size = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIQueryAllDataMultiple(blocks, 2, &size, buffer));
	KUNIT_EXPECT_EQ(test, 2U, ((WNODE_ALL_DATA *)buffer)->InstanceCount);
}

static void instances_and_items_are_set(struct kunit *test)
{
	struct fixture *f = test->priv;
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"Edu1");
	UNICODE_STRING wrong = RTL_CONSTANT_STRING(L"Edu9");
	UNICODE_STRING alpha = RTL_CONSTANT_STRING(L"alpha");
	u32 value = 0xabc;

	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND,
			IoWMISetSingleInstance(f->block[BASE], &name, 0, sizeof(value), &value));
	register_both(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISetSingleInstance(f->block[BASE], &name, 0, sizeof(value), &value));
	KUNIT_EXPECT_EQ(test, 0xabcU, have.data[1]);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_SET_FAILURE,
			IoWMISetSingleInstance(f->block[BASE], &name, 0, 2, &value));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			IoWMISetSingleInstance(f->block[BASE], &wrong, 0, sizeof(value), &value));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_READ_ONLY,
			IoWMISetSingleInstance(f->block[LIST], &alpha, 0, sizeof(value), &value));

	value = 0xdef;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISetSingleItem(f->block[BASE], &name, 1, 0, sizeof(value), &value));
	KUNIT_EXPECT_EQ(test, 1U, have.item);
	KUNIT_EXPECT_EQ(test, 0xdefU, have.data[1]);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_ITEMID_NOT_FOUND,
			IoWMISetSingleItem(f->block[BASE], &name, 2, 0, sizeof(value), &value));
	wmilib.SetWmiDataItem = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_WMI_READ_ONLY,
			IoWMISetSingleItem(f->block[BASE], &name, 1, 0, sizeof(value), &value));
	wmilib.SetWmiDataItem = lib_set_item;
}

static void methods_are_executed(struct kunit *test)
{
	struct fixture *f = test->priv;
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"Edu1");
	u32 data[4] = { 0x12345678 };
	ULONG out = sizeof(data);

	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND,
			IoWMIExecuteMethod(f->block[BASE], &name, 7, 4, &out, (PUCHAR)data));
	register_both(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIExecuteMethod(f->block[BASE], &name, 7, 4, &out, (PUCHAR)data));
	KUNIT_EXPECT_EQ(test, 8U, out);
	KUNIT_EXPECT_EQ(test, 0x12345678U, data[1]);
	KUNIT_EXPECT_EQ(test, 1U, have.index);
	/* Its output doesn't fit; nothing is stored. */
	out = 4;
	data[1] = 5;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			IoWMIExecuteMethod(f->block[BASE], &name, 7, 4, &out, (PUCHAR)data));
	KUNIT_EXPECT_EQ(test, 8U, out);
	KUNIT_EXPECT_EQ(test, 5U, data[1]);
	KUNIT_EXPECT_EQ(test, STATUS_WMI_ITEMID_NOT_FOUND,
			IoWMIExecuteMethod(f->block[BASE], &name, 8, 4, &out, (PUCHAR)data));
}

static void expect_name(struct kunit *test, UNICODE_STRING *name, const WCHAR *text)
{
	UNICODE_STRING expected;

	RtlInitUnicodeString(&expected, text);
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(name, &expected, FALSE));
	ExFreePool(name->Buffer);
}

static void names_of_devices(struct kunit *test)
{
	struct fixture *f = test->priv;
	static const WCHAR id[] = L"ROOT\\KUNIT_WMI";
	UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\??\\ROOT#KUNIT_WMI#x");
	struct wdm_devnode *node;
	UNICODE_STRING name;
	PVOID path_block = open(&path_guid);
	HANDLE none = (HANDLE)0x7777;
	ULONG size = sizeof(buffer);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(id, &node));
	raw_pdo = node->pdo;
	register_both(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIDeviceObjectToInstanceName(f->block[BASE], f->lib_device, &name));
	expect_name(test, &name, L"Edu0");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIDeviceObjectToInstanceName(f->block[LIST], f->raw_device, &name));
	expect_name(test, &name, L"alpha");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIDeviceObjectToInstanceName(path_block, f->raw_device, &name));
	expect_name(test, &name, L"ROOT\\KUNIT_WMI\\0000_0");
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			IoWMIDeviceObjectToInstanceName(f->block[BASE], f->raw_device, &name));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_INSTANCE_NOT_FOUND,
			IoWMIDeviceObjectToInstanceName(f->block[DYNAMIC], f->raw_device, &name));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			IoWMIHandleToInstanceName(f->block[BASE], none, &name));
	RtlInitUnicodeString(&name, L"root\\kunit_wmi\\0000_0");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIQuerySingleInstance(path_block, &name, &size, buffer));

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISuggestInstanceName(node->pdo, NULL, FALSE, &name));
	expect_name(test, &name, L"ROOT\\KUNIT_WMI\\0000");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMISuggestInstanceName(NULL, &link, FALSE, &name));
	expect_name(test, &name, L"ROOT#KUNIT_WMI#x");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISuggestInstanceName(node->pdo, &link, TRUE, &name));
	expect_name(test, &name, L"ROOT\\KUNIT_WMI\\0000_ROOT#KUNIT_WMI#x");
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoWMISuggestInstanceName(node->pdo, NULL, TRUE, &name));
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoWMISuggestInstanceName(f->lib_device, NULL, FALSE, &name));
	ObDereferenceObject(path_block);
	wdm_root_remove(node);
	wdm_devnode_put(node);
}

static VOID NTAPI heard(PVOID wnode, PVOID context)
{
}

static void providers_that_come_later_are_told(struct kunit *test)
{
	struct fixture *f = test->priv;
	PVOID second;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMISetNotificationCallback(f->block[BASE], heard, NULL));
	register_both(test);
	KUNIT_EXPECT_EQ(test, 1, have.enables);
	/* Once, however many there are, and however often it registers anew. */
	second = open(&base_guid);
	IoWMISetNotificationCallback(second, heard, NULL);
	IoWMIRegistrationControl(f->lib_device, WMIREG_ACTION_UPDATE_GUIDS);
	KUNIT_EXPECT_EQ(test, 1, have.enables);
	ObDereferenceObject(second);
	KUNIT_EXPECT_EQ(test, 0, have.disables);
	IoWMIRegistrationControl(f->lib_device, WMIREG_ACTION_REREGISTER);
	KUNIT_EXPECT_EQ(test, 2, have.enables);
	ObDereferenceObject(f->block[BASE]);
	KUNIT_EXPECT_EQ(test, 1, have.disables);
	f->block[BASE] = open(&base_guid);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_instance_by_name),
	KUNIT_CASE(sizes_are_told),
	KUNIT_CASE(listed_and_dynamic_names),
	KUNIT_CASE(several_at_once),
	KUNIT_CASE(instances_and_items_are_set),
	KUNIT_CASE(methods_are_executed),
	KUNIT_CASE(names_of_devices),
	KUNIT_CASE(providers_that_come_later_are_told),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_wmi_consumer",
	.init = consumer_init,
	.exit = consumer_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
