// SPDX-License-Identifier: GPL-2.0
/*
 * Wmi: the library that takes WMI requests apart for a driver (wmilib.h).
 *
 * Buffers come from who asked, and say themselves how long their parts are; every
 * offset is checked against the length of the request before a driver's routine
 * sees a pointer.
 */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include <wmilib.h>

#include "call.h"
#include "compat.h"
#include "ob.h"
#include "wmi.h"

/* What is in front of the data of all instances: a place and a length for each. */
static u32 all_data_offset(u32 instances)
{
	return ALIGN(offsetof(WNODE_ALL_DATA, OffsetInstanceDataAndLength) +
		     instances * sizeof(OFFSETINSTANCEDATAANDLENGTH), 8);
}

/* A request that the driver completes itself. */
static NTSTATUS leave_to_driver(PIRP irp, NTSTATUS status, ULONG_PTR information,
				PSYSCTL_IRP_DISPOSITION disposition)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	*disposition = IrpNotCompleted;
	return status;
}

static u32 counted_size(const UNICODE_STRING *string)
{
	return string && string->Buffer ? sizeof(USHORT) + string->Length : 0;
}

/* A string with its length in front, at @offset, which moves on. */
static u32 put_counted(void *buffer, u32 *offset, const UNICODE_STRING *string)
{
	u32 at = *offset;

	if (!counted_size(string))
		return 0;
	*(USHORT *)(buffer + at) = string->Length;
	memcpy(buffer + at + sizeof(USHORT), string->Buffer, string->Length);
	*offset += ALIGN(counted_size(string), 2);
	return at;
}

static NTSTATUS reginfo(PWMILIB_CONTEXT context, PDEVICE_OBJECT device, PIRP irp,
			PIO_STACK_LOCATION stack, PSYSCTL_IRP_DISPOSITION disposition)
{
	WMIREGINFOW *info = stack->Parameters.WMI.Buffer;
	UNICODE_STRING name = {}, mof = {}, *path = NULL;
	u32 size, offset, name_at, i;
	PDEVICE_OBJECT pdo = NULL;
	ULONG flags = 0;
	NTSTATUS status;

	status = WDM_CALL(context->QueryWmiRegInfo, device, &flags, &name, &path, &mof, &pdo);
	if (!NT_SUCCESS(status))
		return leave_to_driver(irp, status, 0, disposition);

	offset = struct_size(info, WmiRegGuid, context->GuidCount);
	size = offset + ALIGN(counted_size(&name), 2) + ALIGN(counted_size(path), 2) +
	       ALIGN(counted_size(&mof), 2);
	if (size > stack->Parameters.WMI.BufferSize) {
		bool fits = stack->Parameters.WMI.BufferSize >= sizeof(ULONG);

		if (fits)
			*(ULONG *)info = size;
		status = leave_to_driver(irp, STATUS_BUFFER_TOO_SMALL, fits ? sizeof(ULONG) : 0,
					 disposition);
		goto out;
	}
	memset(info, 0, size);
	info->BufferSize = size;
	info->GuidCount = context->GuidCount;
	name_at = put_counted(info, &offset, &name);
	info->RegistryPath = put_counted(info, &offset, path);
	info->MofResourceName = put_counted(info, &offset, &mof);
	for (i = 0; i < context->GuidCount; i++) {
		const WMIGUIDREGINFO *from = &context->GuidList[i];
		WMIREGGUIDW *to = &info->WmiRegGuid[i];

		to->Guid = *from->Guid;
		to->InstanceCount = from->InstanceCount;
		to->Flags = from->Flags | flags;
		if ((to->Flags & WMIREG_FLAG_INSTANCE_PDO) && pdo) {
			/* Who asked by IRP_MN_REGINFO_EX drops the reference. */
			if (stack->MinorFunction == IRP_MN_REGINFO_EX)
				wdm_ob_get(pdo);
			to->Pdo = (ULONG_PTR)pdo;
		} else if (to->Flags & WMIREG_FLAG_INSTANCE_BASENAME) {
			to->BaseNameOffset = name_at;
		}
	}
	status = leave_to_driver(irp, STATUS_SUCCESS, size, disposition);
out:
	/* The name is ours, as the routine's page says; path and mof stay the driver's. */
	if (name.Buffer)
		ExFreePool(name.Buffer);
	return status;
}

static NTSTATUS query_all(PWMILIB_CONTEXT context, PDEVICE_OBJECT device, PIRP irp,
			  PIO_STACK_LOCATION stack, u32 guid)
{
	WNODE_ALL_DATA *node = stack->Parameters.WMI.Buffer;
	u32 size = stack->Parameters.WMI.BufferSize;
	u32 instances = context->GuidList[guid].InstanceCount;
	u32 offset = all_data_offset(instances);
	ULONG *lengths = NULL;
	void *data = NULL;

	node->InstanceCount = instances;
	node->DataBlockOffset = offset;
	node->OffsetInstanceNameOffsets = 0;
	node->WnodeHeader.Flags &= ~WNODE_FLAG_FIXED_INSTANCE_SIZE;
	node->WnodeHeader.Flags |= WNODE_FLAG_STATIC_INSTANCE_NAMES;
	if (offset < size) {
		/* Lengths only for now: WmiCompleteRequest() adds the places. */
		lengths = (ULONG *)node->OffsetInstanceDataAndLength;
		data = (void *)node + offset;
	}
	return WDM_CALL(context->QueryWmiDataBlock, device, irp, guid, 0, instances, lengths,
			data ? size - offset : 0, data);
}

/* The lengths that the driver left become places and lengths. */
static void finish_all(WNODE_ALL_DATA *node)
{
	OFFSETINSTANCEDATAANDLENGTH *place = node->OffsetInstanceDataAndLength;
	const ULONG *lengths = (ULONG *)place;
	u32 end = node->DataBlockOffset;
	u32 i;

	/* From the end, since both are in one place. */
	for (i = 0; i < node->InstanceCount; i++)
		end += ALIGN(lengths[i], 8);
	for (i = node->InstanceCount; i--;) {
		u32 length = lengths[i];

		end -= ALIGN(length, 8);
		place[i].OffsetInstanceData = end;
		place[i].LengthInstanceData = length;
	}
}

/* What a request about one instance has behind its header, wherever it has it. */
struct instance_request {
	u32 index;
	u32 offset;
	u32 size;
	u32 id;
};

static bool read_request(UCHAR minor, const void *buffer, u32 size, struct instance_request *r)
{
	const WNODE_SINGLE_INSTANCE *instance = buffer;
	const WNODE_SINGLE_ITEM *item = buffer;

	/* WNODE_METHOD_ITEM has the fields of WNODE_SINGLE_ITEM. */
	static_assert(offsetof(WNODE_METHOD_ITEM, MethodId) ==
		      offsetof(WNODE_SINGLE_ITEM, ItemId));
	if (minor == IRP_MN_CHANGE_SINGLE_ITEM || minor == IRP_MN_EXECUTE_METHOD) {
		if (size < offsetof(WNODE_SINGLE_ITEM, VariableData))
			return false;
		r->index = item->InstanceIndex;
		r->id = item->ItemId;
		r->offset = item->DataBlockOffset;
		r->size = item->SizeDataItem;
	} else {
		if (size < offsetof(WNODE_SINGLE_INSTANCE, VariableData))
			return false;
		r->index = instance->InstanceIndex;
		r->offset = instance->DataBlockOffset;
		r->size = instance->SizeDataBlock;
	}
	/* A query has no data yet; its size says nothing. */
	if (minor == IRP_MN_QUERY_SINGLE_INSTANCE)
		r->size = 0;
	return r->offset <= size && r->size <= size - r->offset;
}

static NTSTATUS one_instance(PWMILIB_CONTEXT context, PDEVICE_OBJECT device, PIRP irp,
			     PIO_STACK_LOCATION stack, u32 guid,
			     PSYSCTL_IRP_DISPOSITION disposition)
{
	WNODE_HEADER *header = stack->Parameters.WMI.Buffer;
	u32 size = stack->Parameters.WMI.BufferSize;
	struct instance_request r;
	u8 *data;

	if (!read_request(stack->MinorFunction, header, size, &r))
		return leave_to_driver(irp, STATUS_INVALID_PARAMETER, 0, disposition);
	if (!(header->Flags & WNODE_FLAG_STATIC_INSTANCE_NAMES) ||
	    r.index >= context->GuidList[guid].InstanceCount)
		return leave_to_driver(irp, STATUS_WMI_INSTANCE_NOT_FOUND, 0, disposition);

	data = (u8 *)header + r.offset;
	switch (stack->MinorFunction) {
	case IRP_MN_QUERY_SINGLE_INSTANCE:
		return WDM_CALL(context->QueryWmiDataBlock, device, irp, guid, r.index, 1,
				&((WNODE_SINGLE_INSTANCE *)header)->SizeDataBlock,
				size - r.offset, data);
	case IRP_MN_CHANGE_SINGLE_INSTANCE:
		if (!context->SetWmiDataBlock)
			return leave_to_driver(irp, STATUS_WMI_READ_ONLY, 0, disposition);
		return WDM_CALL(context->SetWmiDataBlock, device, irp, guid, r.index, r.size,
				data);
	case IRP_MN_CHANGE_SINGLE_ITEM:
		if (!context->SetWmiDataItem)
			return leave_to_driver(irp, STATUS_WMI_READ_ONLY, 0, disposition);
		return WDM_CALL(context->SetWmiDataItem, device, irp, guid, r.index, r.id,
				r.size, data);
	default:
		if (!context->ExecuteWmiMethod)
			return leave_to_driver(irp, STATUS_INVALID_DEVICE_REQUEST, 0,
					       disposition);
		return WDM_CALL(context->ExecuteWmiMethod, device, irp, guid, r.index, r.id,
				r.size, size - r.offset, data);
	}
}

static NTSTATUS function_control(PWMILIB_CONTEXT context, PDEVICE_OBJECT device, PIRP irp,
				 UCHAR minor, u32 guid, PSYSCTL_IRP_DISPOSITION disposition)
{
	bool events = minor == IRP_MN_ENABLE_EVENTS || minor == IRP_MN_DISABLE_EVENTS;
	bool enable = minor == IRP_MN_ENABLE_EVENTS || minor == IRP_MN_ENABLE_COLLECTION;

	if (!context->WmiFunctionControl)
		return leave_to_driver(irp, STATUS_SUCCESS, 0, disposition);
	return WDM_CALL(context->WmiFunctionControl, device, irp, guid,
			events ? WmiEventControl : WmiDataBlockControl, enable);
}

/**
 * WmiSystemControl - handle an IRP_MJ_SYSTEM_CONTROL request by the driver's table
 * @WmiLibInfo: the driver's blocks and routines
 * @DeviceObject: the device object that the driver registered
 * @Irp: the request
 * @IrpDisposition: gets what the driver still has to do: nothing, complete it,
 *	or pass it on
 *
 * The driver's DpWmiXxx routine is called where the request is for it and in
 * order; it completes the request with WmiCompleteRequest().
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the status of the routine, or of the request that the driver is to
 * complete: STATUS_WMI_GUID_NOT_FOUND, STATUS_WMI_INSTANCE_NOT_FOUND,
 * STATUS_WMI_READ_ONLY, STATUS_INVALID_DEVICE_REQUEST, STATUS_BUFFER_TOO_SMALL,
 * STATUS_INVALID_PARAMETER for a buffer that contradicts itself.
 * Reference: "WmiSystemControl function (wmilib.h)"
 */
NTSTATUS NTAPI WmiSystemControl(PWMILIB_CONTEXT WmiLibInfo, PDEVICE_OBJECT DeviceObject, PIRP Irp,
				PSYSCTL_IRP_DISPOSITION IrpDisposition)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	UCHAR minor = stack->MinorFunction;
	u32 guid;

	if (minor > IRP_MN_EXECUTE_METHOD && minor != IRP_MN_REGINFO_EX) {
		*IrpDisposition = IrpNotWmi;
		return STATUS_SUCCESS;
	}
	if (stack->Parameters.WMI.ProviderId != (ULONG_PTR)DeviceObject) {
		*IrpDisposition = IrpForward;
		return STATUS_SUCCESS;
	}
	if (minor == IRP_MN_REGINFO || minor == IRP_MN_REGINFO_EX)
		return reginfo(WmiLibInfo, DeviceObject, Irp, stack, IrpDisposition);

	for (guid = 0; guid < WmiLibInfo->GuidCount; guid++)
		if (IsEqualGUID(WmiLibInfo->GuidList[guid].Guid, stack->Parameters.WMI.DataPath))
			break;
	if (guid == WmiLibInfo->GuidCount)
		return leave_to_driver(Irp, STATUS_WMI_GUID_NOT_FOUND, 0, IrpDisposition);

	/* Before the routine: the request may be gone when it returns. */
	*IrpDisposition = IrpProcessed;
	switch (minor) {
	case IRP_MN_QUERY_ALL_DATA:
		if (stack->Parameters.WMI.BufferSize < sizeof(WNODE_ALL_DATA))
			return leave_to_driver(Irp, STATUS_BUFFER_TOO_SMALL, 0, IrpDisposition);
		return query_all(WmiLibInfo, DeviceObject, Irp, stack, guid);
	case IRP_MN_QUERY_SINGLE_INSTANCE:
	case IRP_MN_CHANGE_SINGLE_INSTANCE:
	case IRP_MN_CHANGE_SINGLE_ITEM:
	case IRP_MN_EXECUTE_METHOD:
		return one_instance(WmiLibInfo, DeviceObject, Irp, stack, guid, IrpDisposition);
	default:
		return function_control(WmiLibInfo, DeviceObject, Irp, minor, guid,
					IrpDisposition);
	}
}
WDM_EXPORT(WmiSystemControl);

/* The answer to who asked with a buffer that is too small: how much it takes. */
static u32 too_small(void *buffer, u32 needed)
{
	WNODE_TOO_SMALL *small = buffer;

	small->WnodeHeader.BufferSize = sizeof(*small);
	small->WnodeHeader.Flags |= WNODE_FLAG_TOO_SMALL;
	small->SizeNeeded = needed;
	return sizeof(*small);
}

/**
 * WmiCompleteRequest - complete a WMI request, from a DpWmiXxx routine or later
 * @DeviceObject: the driver's device object
 * @Irp: the request
 * @Status: its status; STATUS_BUFFER_TOO_SMALL if the data don't fit
 * @BufferUsed: bytes of data, those that didn't fit included
 * @PriorityBoost: as for IoCompleteRequest()
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: @Status; STATUS_SUCCESS instead of STATUS_BUFFER_TOO_SMALL, since the
 * request then succeeds with a WNODE_TOO_SMALL.
 * Reference: "WmiCompleteRequest function (wmilib.h)"
 */
NTSTATUS NTAPI WmiCompleteRequest(PDEVICE_OBJECT DeviceObject, PIRP Irp, NTSTATUS Status,
				  ULONG BufferUsed, CCHAR PriorityBoost)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	WNODE_ALL_DATA *all = stack->Parameters.WMI.Buffer;
	WNODE_SINGLE_INSTANCE *single = stack->Parameters.WMI.Buffer;
	WNODE_METHOD_ITEM *method = stack->Parameters.WMI.Buffer;
	ULONG_PTR information = 0;
	u32 offset = 0;

	switch (stack->MinorFunction) {
	case IRP_MN_QUERY_ALL_DATA:
		offset = all->DataBlockOffset;
		/* Without room for the places, the routine had no buffer at all. */
		if (NT_SUCCESS(Status) && offset > stack->Parameters.WMI.BufferSize)
			Status = STATUS_BUFFER_TOO_SMALL;
		if (NT_SUCCESS(Status))
			finish_all(all);
		break;
	case IRP_MN_QUERY_SINGLE_INSTANCE:
		offset = single->DataBlockOffset;
		if (NT_SUCCESS(Status))
			single->SizeDataBlock = BufferUsed;
		break;
	case IRP_MN_EXECUTE_METHOD:
		offset = method->DataBlockOffset;
		if (NT_SUCCESS(Status))
			method->SizeDataBlock = BufferUsed;
		break;
	}
	if (offset && NT_SUCCESS(Status)) {
		all->WnodeHeader.BufferSize = offset + BufferUsed;
		information = offset + BufferUsed;
	} else if (offset && Status == STATUS_BUFFER_TOO_SMALL &&
		   stack->Parameters.WMI.BufferSize >= sizeof(WNODE_TOO_SMALL)) {
		information = too_small(all, offset + BufferUsed);
		Status = STATUS_SUCCESS;
	}
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = information;
	IoCompleteRequest(Irp, PriorityBoost);
	return Status;
}
WDM_EXPORT(WmiCompleteRequest);
