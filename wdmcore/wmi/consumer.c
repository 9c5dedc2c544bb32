// SPDX-License-Identifier: GPL-2.0
/* Wmi: what a driver may ask of the blocks of others. */
#include <linux/align.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <ntddk.h>
#include <wmistr.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "provider.h"

/* WNODEs one behind the other, at @at of the caller's buffer. */
struct answer {
	void *buffer;
	u32 size;
	u32 length;
	WNODE_HEADER *last;
};

/* Adds WNODEs; what doesn't fit is only counted. */
static void add_nodes(struct answer *a, void *nodes, u32 length)
{
	u32 start = ALIGN(a->length, 8);
	WNODE_HEADER *header;
	u32 at, size;

	a->length = start + length;
	if (!a->buffer || a->length > a->size)
		return;
	memcpy(a->buffer + start, nodes, length);
	for (at = start; at < a->length; at += size) {
		header = a->buffer + at;
		size = ALIGN(header->BufferSize, 8);
		header->Linkage = 0;
		if (a->last)
			a->last->Linkage = (void *)header - (void *)a->last;
		a->last = header;
	}
}

static NTSTATUS finish(struct answer *a, PULONG size)
{
	*size = a->length;
	if (a->length && (!a->buffer || a->length > a->size))
		return STATUS_BUFFER_TOO_SMALL;
	return STATUS_SUCCESS;
}

/**
 * IoWMIQueryAllData - the data of all instances of a block, of all providers
 * @DataBlockObject: from IoWMIOpenBlock()
 * @InOutBufferSize: bytes at @OutBuffer; gets the bytes used or needed
 * @OutBuffer: gets WNODE_ALL_DATA structures, each with the distance to the next
 *	one in WnodeHeader.Linkage; may be NULL to learn the size
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_WMI_GUID_NOT_FOUND, the
 * status of the provider.
 * Reference: "IoWMIQueryAllData function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIQueryAllData(PVOID DataBlockObject, PULONG InOutBufferSize, PVOID OutBuffer)
{
	struct answer a = { .buffer = OutBuffer, .size = *InOutBufferSize };
	NTSTATUS status;
	void *data;
	u32 length;

	status = wdm_wmi_query_all(wdm_wmi_guid_of(DataBlockObject), &data, &length);
	if (!NT_SUCCESS(status))
		return status;
	add_nodes(&a, data, length);
	kvfree(data);
	return finish(&a, InOutBufferSize);
}
WDM_EXPORT(IoWMIQueryAllData);

/**
 * IoWMIQueryAllDataMultiple - the data of all instances of several blocks
 * @DataBlockObjectList: from IoWMIOpenBlock()
 * @ObjectCount: number of blocks
 * @InOutBufferSize: bytes at @OutBuffer; gets the bytes used or needed; zero if nobody
 *	has any of the blocks
 * @OutBuffer: gets WNODE_ALL_DATA structures, as from IoWMIQueryAllData(); may be NULL
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIQueryAllDataMultiple function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIQueryAllDataMultiple(PVOID *DataBlockObjectList, ULONG ObjectCount,
					 PULONG InOutBufferSize, PVOID OutBuffer)
{
	struct answer a = { .buffer = OutBuffer, .size = *InOutBufferSize };
	NTSTATUS status;
	void *data;
	u32 length;
	u32 i;

	for (i = 0; i < ObjectCount; i++) {
		status = wdm_wmi_query_all(wdm_wmi_guid_of(DataBlockObjectList[i]), &data, &length);
		if (status == STATUS_INSUFFICIENT_RESOURCES)
			return status;
		/* One that nobody can answer doesn't hide the others. */
		if (!NT_SUCCESS(status))
			continue;
		add_nodes(&a, data, length);
		kvfree(data);
	}
	return finish(&a, InOutBufferSize);
}
WDM_EXPORT(IoWMIQueryAllDataMultiple);

static NTSTATUS query_instance(PVOID object, const UNICODE_STRING *name, struct answer *a)
{
	struct wdm_wmi_request r = {
		.minor = IRP_MN_QUERY_SINGLE_INSTANCE,
		.guid = wdm_wmi_guid_of(object),
		.name = name,
	};
	WNODE_SINGLE_INSTANCE *single;
	NTSTATUS status;
	u32 needed;
	void *node;

	status = wdm_wmi_instance_request(&r, &node, &needed);
	if (!NT_SUCCESS(status))
		return status;
	single = node;
	/* Not all drivers count the name, which is in front of the data. */
	single->WnodeHeader.BufferSize = single->DataBlockOffset + single->SizeDataBlock;
	add_nodes(a, node, single->WnodeHeader.BufferSize);
	kvfree(node);
	return status;
}

/**
 * IoWMIQuerySingleInstance - the data of one instance of a block
 * @DataBlockObject: from IoWMIOpenBlock()
 * @InstanceName: the instance
 * @InOutBufferSize: bytes at @OutBuffer; gets the bytes used or needed
 * @OutBuffer: gets a WNODE_SINGLE_INSTANCE; may be NULL to learn the size
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_WMI_GUID_NOT_FOUND,
 * STATUS_WMI_INSTANCE_NOT_FOUND, the provider's status, STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIQuerySingleInstance function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIQuerySingleInstance(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
					PULONG InOutBufferSize, PVOID OutBuffer)
{
	struct answer a = { .buffer = OutBuffer, .size = *InOutBufferSize };
	NTSTATUS status = query_instance(DataBlockObject, InstanceName, &a);

	return NT_SUCCESS(status) ? finish(&a, InOutBufferSize) : status;
}
WDM_EXPORT(IoWMIQuerySingleInstance);

/**
 * IoWMIQuerySingleInstanceMultiple - the data of several instances
 * @DataBlockObjectList: a block for each, from IoWMIOpenBlock()
 * @InstanceNames: the name of each
 * @ObjectCount: number of instances
 * @InOutBufferSize: bytes at @OutBuffer; gets the bytes used or needed; zero if nobody
 *	has any of the instances
 * @OutBuffer: gets WNODE_SINGLE_INSTANCE structures, each with the distance to the next
 *	one in WnodeHeader.Linkage; may be NULL
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIQuerySingleInstanceMultiple function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIQuerySingleInstanceMultiple(PVOID *DataBlockObjectList,
						PUNICODE_STRING InstanceNames, ULONG ObjectCount,
						PULONG InOutBufferSize, PVOID OutBuffer)
{
	struct answer a = { .buffer = OutBuffer, .size = *InOutBufferSize };
	u32 i;

	for (i = 0; i < ObjectCount; i++)
		if (query_instance(DataBlockObjectList[i], &InstanceNames[i], &a) ==
		    STATUS_INSUFFICIENT_RESOURCES)
			return STATUS_INSUFFICIENT_RESOURCES;
	return finish(&a, InOutBufferSize);
}
WDM_EXPORT(IoWMIQuerySingleInstanceMultiple);

static NTSTATUS change(struct wdm_wmi_request *r)
{
	NTSTATUS status;
	u32 needed;
	void *node;

	status = wdm_wmi_instance_request(r, &node, &needed);
	if (NT_SUCCESS(status))
		kvfree(node);
	return status;
}

/**
 * IoWMISetSingleInstance - change all properties of an instance
 * @DataBlockObject: from IoWMIOpenBlock()
 * @InstanceName: the instance
 * @Version: 0
 * @ValueBufferSize: bytes at @ValueBuffer
 * @ValueBuffer: the new data
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: STATUS_SUCCESS, STATUS_WMI_GUID_NOT_FOUND, STATUS_WMI_INSTANCE_NOT_FOUND, or the
 * provider's: STATUS_WMI_READ_ONLY, STATUS_WMI_SET_FAILURE ...
 * Reference: "IoWMISetSingleInstance function (wdm.h)"
 */
NTSTATUS NTAPI IoWMISetSingleInstance(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
				      ULONG Version, ULONG ValueBufferSize, PVOID ValueBuffer)
{
	struct wdm_wmi_request r = {
		.minor = IRP_MN_CHANGE_SINGLE_INSTANCE,
		.guid = wdm_wmi_guid_of(DataBlockObject),
		.name = InstanceName,
		.in = ValueBuffer,
		.in_size = ValueBufferSize,
	};

	return change(&r);
}
WDM_EXPORT(IoWMISetSingleInstance);

/**
 * IoWMISetSingleItem - change one property of an instance
 * @DataBlockObject: from IoWMIOpenBlock()
 * @InstanceName: the instance
 * @DataItemId: the property
 * @Version: 0
 * @ValueBufferSize: bytes at @ValueBuffer
 * @ValueBuffer: the new value
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: as for IoWMISetSingleInstance(), and STATUS_WMI_ITEMID_NOT_FOUND.
 * Reference: "IoWMISetSingleItem function (wdm.h)"
 */
NTSTATUS NTAPI IoWMISetSingleItem(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
				  ULONG DataItemId, ULONG Version, ULONG ValueBufferSize,
				  PVOID ValueBuffer)
{
	struct wdm_wmi_request r = {
		.minor = IRP_MN_CHANGE_SINGLE_ITEM,
		.guid = wdm_wmi_guid_of(DataBlockObject),
		.name = InstanceName,
		.id = DataItemId,
		.in = ValueBuffer,
		.in_size = ValueBufferSize,
	};

	return change(&r);
}
WDM_EXPORT(IoWMISetSingleItem);

/**
 * IoWMIExecuteMethod - call a method of an instance
 * @DataBlockObject: from IoWMIOpenBlock()
 * @InstanceName: the instance
 * @MethodId: the method
 * @InBufferSize: bytes of its input
 * @OutBufferSize: room for its output, in bytes; gets the bytes stored or needed
 * @InOutBuffer: its input, and then its output
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL, where providers
 *	aren't called.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_WMI_GUID_NOT_FOUND,
 * STATUS_WMI_INSTANCE_NOT_FOUND, or the provider's, such as STATUS_WMI_ITEMID_NOT_FOUND.
 * Reference: "IoWMIExecuteMethod function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIExecuteMethod(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
				  ULONG MethodId, ULONG InBufferSize, PULONG OutBufferSize,
				  PUCHAR InOutBuffer)
{
	struct wdm_wmi_request r = {
		.minor = IRP_MN_EXECUTE_METHOD,
		.guid = wdm_wmi_guid_of(DataBlockObject),
		.name = InstanceName,
		.id = MethodId,
		.in = InOutBuffer,
		.in_size = InBufferSize,
		.out_size = *OutBufferSize,
	};
	WNODE_METHOD_ITEM *item;
	NTSTATUS status;
	u32 needed = 0;
	void *node;

	status = wdm_wmi_instance_request(&r, &node, &needed);
	if (status == STATUS_BUFFER_TOO_SMALL && needed)
		*OutBufferSize = needed;
	if (!NT_SUCCESS(status))
		return status;
	item = node;
	if (item->SizeDataBlock > *OutBufferSize)
		status = STATUS_BUFFER_TOO_SMALL;
	else
		memcpy(InOutBuffer, node + item->DataBlockOffset, item->SizeDataBlock);
	*OutBufferSize = item->SizeDataBlock;
	kvfree(node);
	return status;
}
WDM_EXPORT(IoWMIExecuteMethod);

static PDEVICE_OBJECT top_of(PDEVICE_OBJECT device)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(device);

	/* Only compared. */
	ObDereferenceObject(top);
	return top;
}

/**
 * IoWMIDeviceObjectToInstanceName - the name of a device's instance of a block
 * @DataBlockObject: from IoWMIOpenBlock()
 * @DeviceObject: a device object that provides the block, or another one of its stack
 * @InstanceName: gets the name of the first instance; the caller frees its buffer by
 *	ExFreePool()
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_WMI_INSTANCE_NOT_FOUND, also for dynamic names;
 * STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIDeviceObjectToInstanceName function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIDeviceObjectToInstanceName(PVOID DataBlockObject, PDEVICE_OBJECT DeviceObject,
					       PUNICODE_STRING InstanceName)
{
	PDEVICE_OBJECT top = top_of(DeviceObject);
	struct wdm_wmi_provider *provider = NULL;
	NTSTATUS status = STATUS_WMI_INSTANCE_NOT_FOUND;
	int block;

	while ((provider = wdm_wmi_next_provider(provider))) {
		down_read(&provider->gate);
		block = wdm_wmi_find_block(provider, wdm_wmi_guid_of(DataBlockObject));
		if (block >= 0 && top_of(provider->device) == top)
			status = wdm_wmi_instance_name(provider, block, 0, InstanceName);
		up_read(&provider->gate);
		if (status != STATUS_WMI_INSTANCE_NOT_FOUND) {
			wdm_wmi_provider_put(provider);
			break;
		}
	}
	return status;
}
WDM_EXPORT(IoWMIDeviceObjectToInstanceName);

/**
 * IoWMIHandleToInstanceName - the name of an open device's instance of a block
 * @DataBlockObject: from IoWMIOpenBlock()
 * @FileHandle: of a file on the device
 * @InstanceName: gets the name of the first instance; the caller frees its buffer by
 *	ExFreePool()
 *
 * Context: IRQL == PASSIVE_LEVEL. Differs from Windows: not at APC_LEVEL.
 * Return: as for IoWMIDeviceObjectToInstanceName(), and what
 * ObReferenceObjectByHandle() returns for a handle that is none.
 * Reference: "IoWMIHandleToInstanceName function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIHandleToInstanceName(PVOID DataBlockObject, HANDLE FileHandle,
					 PUNICODE_STRING InstanceName)
{
	PFILE_OBJECT file;
	NTSTATUS status;

	status = ObReferenceObjectByHandle(FileHandle, 0, *IoFileObjectType, KernelMode,
					   (PVOID *)&file, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = IoWMIDeviceObjectToInstanceName(DataBlockObject, file->DeviceObject, InstanceName);
	ObDereferenceObject(file);
	return status;
}
WDM_EXPORT(IoWMIHandleToInstanceName);
