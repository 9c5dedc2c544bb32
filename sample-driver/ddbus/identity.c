/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: identity.c

    What a child is, where it is, and what it can do. Answers are in paged pool;
    the PnP manager frees them.

--*/
#include <ntddk.h>
#include <ntstrsafe.h>
#include "ddbus.h"

#define TEXT_CHARS 64

static PWSTR
DdBusAllocateText(VOID)
{
    PWSTR text = ExAllocatePoolWithTag(PagedPool, TEXT_CHARS * sizeof(WCHAR), DDBUS_POOL_TAG);

    if (text != NULL) {
        RtlZeroMemory(text, TEXT_CHARS * sizeof(WCHAR));
    }
    return text;
}

static NTSTATUS
DdBusGive(PIRP Irp, PWSTR Text, NTSTATUS Status)
{
    if (!NT_SUCCESS(Status)) {
        ExFreePoolWithTag(Text, DDBUS_POOL_TAG);
        return Status;
    }
    Irp->IoStatus.Information = (ULONG_PTR)Text;
    return STATUS_SUCCESS;
}

NTSTATUS
DdBusQueryId(PPDO_EXTENSION Child, PIRP Irp, BUS_QUERY_ID_TYPE Type)
{
    NTSTATUS status;
    PWSTR text;

    if (Type != BusQueryDeviceID && Type != BusQueryInstanceID &&
        Type != BusQueryHardwareIDs && Type != BusQueryCompatibleIDs) {
        return Irp->IoStatus.Status;
    }
    text = DdBusAllocateText();
    if (text == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    switch (Type) {
    case BusQueryDeviceID:
        status = RtlStringCchCopyW(text, TEXT_CHARS, L"DDBUS\\Device");
        break;
    case BusQueryInstanceID:
        //
        // Unique on this bus; the PnP manager makes it unique in the system.
        //
        status = RtlStringCchPrintfW(text, TEXT_CHARS, L"%08X", Child->Serial);
        break;
    case BusQueryHardwareIDs:
        //
        // A list ends with an empty string.
        //
        status = RtlStringCchCopyW(text, TEXT_CHARS - 1, L"DDBUS\\Child");
        break;
    default:
        status = RtlStringCchCopyW(text, TEXT_CHARS - 1, L"DDBUS\\Generic");
        break;
    }
    return DdBusGive(Irp, text, status);
}

NTSTATUS
DdBusQueryText(PPDO_EXTENSION Child, PIRP Irp, DEVICE_TEXT_TYPE Type)
{
    NTSTATUS status;
    PWSTR text;

    if (Type != DeviceTextDescription && Type != DeviceTextLocationInformation) {
        return Irp->IoStatus.Status;
    }
    text = DdBusAllocateText();
    if (text == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (Type == DeviceTextDescription) {
        status = RtlStringCchCopyW(text, TEXT_CHARS, L"child of ddbus");
    } else {
        status = RtlStringCchPrintfW(text, TEXT_CHARS, L"ddbus, serial number %u",
                                     Child->Serial);
    }
    return DdBusGive(Irp, text, status);
}

NTSTATUS
DdBusQueryCapabilities(PPDO_EXTENSION Child, PDEVICE_CAPABILITIES Capabilities)
{
    ULONG state;

    if (Capabilities->Version != 1 || Capabilities->Size < sizeof(DEVICE_CAPABILITIES)) {
        return STATUS_UNSUCCESSFUL;
    }
    Capabilities->Removable = TRUE;
    Capabilities->EjectSupported = TRUE;
    Capabilities->SurpriseRemovalOK = TRUE;
    Capabilities->UniqueID = FALSE;
    Capabilities->Address = Child->Serial;
    Capabilities->UINumber = Child->Serial;
    Capabilities->DeviceState[PowerSystemWorking] = PowerDeviceD0;
    for (state = PowerSystemSleeping1; state < PowerSystemMaximum; state++) {
        Capabilities->DeviceState[state] = PowerDeviceD3;
    }
    return STATUS_SUCCESS;
}

NTSTATUS
DdBusQueryBusInformation(PIRP Irp)
{
    PPNP_BUS_INFORMATION information;

    information = ExAllocatePoolWithTag(PagedPool, sizeof(*information), DDBUS_POOL_TAG);
    if (information == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    information->BusTypeGuid = GUID_BUS_TYPE_DDBUS;
    information->LegacyBusType = PNPBus;
    information->BusNumber = 0;
    Irp->IoStatus.Information = (ULONG_PTR)information;
    return STATUS_SUCCESS;
}

NTSTATUS
DdBusQueryTarget(PPDO_EXTENSION Child, PIRP Irp)
{
    PDEVICE_RELATIONS relations;

    relations = ExAllocatePoolWithTag(PagedPool, sizeof(*relations), DDBUS_POOL_TAG);
    if (relations == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ObReferenceObject(Child->Common.Self);
    relations->Count = 1;
    relations->Objects[0] = Child->Common.Self;
    Irp->IoStatus.Information = (ULONG_PTR)relations;
    return STATUS_SUCCESS;
}
