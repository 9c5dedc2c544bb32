/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: wmi.c

    DDDispatchSystemControl: the statistics as a WMI data block.

--*/
#include "ddedu.h"
#include <wmistr.h>

static NTSTATUS
DdTooSmall(PIRP Irp, PVOID Buffer, ULONG Size, ULONG Needed)
{
    if (Size < sizeof(ULONG)) {
        return DdComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }
    *(PULONG)Buffer = Needed;
    return DdComplete(Irp, STATUS_BUFFER_TOO_SMALL, sizeof(ULONG));
}

static NTSTATUS
DdRegisterInformation(PDEVICE_EXTENSION Extension, PIRP Irp, PVOID Buffer, ULONG Size)
/*++

    One block, one instance, named after the PDO. Whoever asks by REGINFO_EX
    gets a reference to the PDO along with its name.

--*/
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG pathOffset = sizeof(WMIREGINFOW) + sizeof(WMIREGGUIDW);
    ULONG needed = pathOffset + sizeof(USHORT) + DdRegistryPath.Length;
    PWMIREGINFOW information = Buffer;
    PWMIREGGUIDW block;

    if (Size < needed) {
        return DdTooSmall(Irp, Buffer, Size, needed);
    }

    RtlZeroMemory(Buffer, needed);
    information->BufferSize = needed;
    information->RegistryPath = pathOffset;
    information->GuidCount = 1;
    block = (PWMIREGGUIDW)(information + 1);
    block->Guid = GUID_DDEDU_STATISTICS;
    block->Flags = WMIREG_FLAG_INSTANCE_PDO;
    block->InstanceCount = 1;
    block->Pdo = (ULONG_PTR)Extension->Pdo;
    *(PUSHORT)((PUCHAR)Buffer + pathOffset) = DdRegistryPath.Length;
    RtlCopyMemory((PUCHAR)Buffer + pathOffset + sizeof(USHORT), DdRegistryPath.Buffer,
                  DdRegistryPath.Length);

    if (stack->MinorFunction == IRP_MN_REGINFO_EX) {
        ObReferenceObject(Extension->Pdo);
    }
    return DdComplete(Irp, STATUS_SUCCESS, needed);
}

static NTSTATUS
DdQueryAllData(PDEVICE_EXTENSION Extension, PIRP Irp, PVOID Buffer, ULONG Size)
{
    PWNODE_ALL_DATA node = Buffer;
    ULONG offset = (sizeof(WNODE_ALL_DATA) + 7) & ~7;
    ULONG needed = offset + sizeof(DDEDU_STATISTICS);
    PWNODE_TOO_SMALL small = Buffer;

    if (Size < sizeof(WNODE_TOO_SMALL)) {
        return DdComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }
    if (!IsEqualGUID(&node->WnodeHeader.Guid, &GUID_DDEDU_STATISTICS)) {
        return DdComplete(Irp, STATUS_WMI_GUID_NOT_FOUND, 0);
    }
    if (Size < needed) {
        //
        // Not an error: the answer is how much it takes.
        //
        small->WnodeHeader.BufferSize = sizeof(WNODE_TOO_SMALL);
        small->WnodeHeader.Flags = WNODE_FLAG_TOO_SMALL;
        small->SizeNeeded = needed;
        return DdComplete(Irp, STATUS_SUCCESS, sizeof(WNODE_TOO_SMALL));
    }

    node->WnodeHeader.BufferSize = needed;
    node->WnodeHeader.Flags |= WNODE_FLAG_FIXED_INSTANCE_SIZE | WNODE_FLAG_PDO_INSTANCE_NAMES;
    KeQuerySystemTime(&node->WnodeHeader.TimeStamp);
    node->InstanceCount = 1;
    node->FixedInstanceSize = sizeof(DDEDU_STATISTICS);
    node->DataBlockOffset = offset;
    node->OffsetInstanceNameOffsets = 0;
    DdCollectStatistics(Extension, (PDDEDU_STATISTICS)((PUCHAR)Buffer + offset));
    return DdComplete(Irp, STATUS_SUCCESS, needed);
}

NTSTATUS NTAPI
DDDispatchSystemControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PVOID buffer = stack->Parameters.WMI.Buffer;
    ULONG size = stack->Parameters.WMI.BufferSize;
    NTSTATUS status;

    DdCount(DdRtnDispatchSystemControl);

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdComplete(Irp, status, 0);
    }

    //
    // What isn't meant for us goes on to the next lower driver, untouched.
    //
    if (stack->Parameters.WMI.ProviderId == (ULONG_PTR)DeviceObject &&
        (stack->MinorFunction == IRP_MN_REGINFO || stack->MinorFunction == IRP_MN_REGINFO_EX)) {
        status = DdRegisterInformation(extension, Irp, buffer, size);
    } else if (stack->Parameters.WMI.ProviderId == (ULONG_PTR)DeviceObject &&
               stack->MinorFunction == IRP_MN_QUERY_ALL_DATA) {
        status = DdQueryAllData(extension, Irp, buffer, size);
    } else {
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(extension->Lower, Irp);
    }
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}
