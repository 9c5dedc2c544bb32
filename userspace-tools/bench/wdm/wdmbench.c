/* SPDX-License-Identifier: GPL-2.0 */
/*++

    A function driver for the edu device with nothing in it but what is to be
    measured. Its native counterpart is native/nativebench.c.

--*/
#include <ntddk.h>
#include "../benchioctl.h"

#ifndef POOL_NX_ALLOCATION
#define POOL_NX_ALLOCATION 512
#endif

#define EDU_IRQ_STATUS  0x24
#define EDU_IRQ_RAISE   0x60
#define EDU_IRQ_ACK     0x64

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Lower;
    PDEVICE_OBJECT Pdo;
    PUCHAR Registers;
    PKINTERRUPT Interrupt;
    PIRP Pending;
    KDPC Dpc;
    KSPIN_LOCK Lock;
    volatile LONG DpcCount;
    KEVENT Ping;
    KEVENT Pong;
    ULONG Pings;
    KTIMER Timer;
    NPAGED_LOOKASIDE_LIST Lookaside;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD BenchUnload;
static DRIVER_ADD_DEVICE BenchAddDevice;
static DRIVER_DISPATCH BenchCreateClose;
static DRIVER_DISPATCH BenchDeviceControl;
static DRIVER_DISPATCH BenchPnp;
static DRIVER_DISPATCH BenchPower;
static DRIVER_DISPATCH BenchPassDown;
static KSERVICE_ROUTINE BenchIsr;
static IO_DPC_ROUTINE BenchDpcForIsr;
static KDEFERRED_ROUTINE BenchDpc;
static KSTART_ROUTINE BenchPartner;

#define BENCH_TAG 'hcnB'

static NTSTATUS
BenchComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static BOOLEAN NTAPI
BenchIsr(PKINTERRUPT Interrupt, PVOID ServiceContext)
{
    PDEVICE_OBJECT deviceObject = ServiceContext;
    PDEVICE_EXTENSION extension = deviceObject->DeviceExtension;
    ULONG bits = READ_REGISTER_ULONG((PULONG)(extension->Registers + EDU_IRQ_STATUS));

    UNREFERENCED_PARAMETER(Interrupt);
    if (bits == 0) {
        return FALSE;
    }
    WRITE_REGISTER_ULONG((PULONG)(extension->Registers + EDU_IRQ_ACK), bits);
    IoRequestDpc(deviceObject, extension->Pending, extension);
    return TRUE;
}

static VOID NTAPI
BenchDpcForIsr(PKDPC Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
    BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

static VOID NTAPI
BenchDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    ((PDEVICE_EXTENSION)DeferredContext)->DpcCount++;
}

static VOID NTAPI
BenchPartner(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    ULONG i;

    for (i = 0; i < extension->Pings; i++) {
        KeWaitForSingleObject(&extension->Ping, Executive, KernelMode, FALSE, NULL);
        KeSetEvent(&extension->Pong, IO_NO_INCREMENT, FALSE);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static ULONG
BenchEvent(PDEVICE_EXTENSION Extension, ULONG Count)
{
    HANDLE handle;
    PVOID thread;
    ULONG64 start;
    ULONG cost, i;

    KeInitializeEvent(&Extension->Ping, SynchronizationEvent, FALSE);
    KeInitializeEvent(&Extension->Pong, SynchronizationEvent, FALSE);
    Extension->Pings = Count + 1;
    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
                                         BenchPartner, Extension))) {
        return 0;
    }
    /* It is there, and asleep, before the clock starts. */
    KeSetEvent(&Extension->Ping, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(&Extension->Pong, Executive, KernelMode, FALSE, NULL);
    start = __rdtsc();
    for (i = 0; i < Count; i++) {
        KeSetEvent(&Extension->Ping, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(&Extension->Pong, Executive, KernelMode, FALSE, NULL);
    }
    cost = (ULONG)(__rdtsc() - start);

    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread, NULL);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    ZwClose(handle);
    return cost;
}

static ULONG
BenchTimer(PDEVICE_EXTENSION Extension, ULONG Count)
{
    LARGE_INTEGER due;
    ULONG64 start;
    ULONG i;

    due.QuadPart = -10 * 10000000LL;
    KeInitializeTimer(&Extension->Timer);
    start = __rdtsc();
    for (i = 0; i < Count; i++) {
        KeSetTimer(&Extension->Timer, due, NULL);
        KeCancelTimer(&Extension->Timer);
    }
    return (ULONG)(__rdtsc() - start);
}

static ULONG
BenchTimers(PDEVICE_EXTENSION Extension, ULONG Count)
{
    PKTIMER others = ExAllocatePoolWithTag(NonPagedPool, BENCH_OTHERS * sizeof(KTIMER), BENCH_TAG);
    LARGE_INTEGER due;
    ULONG cost, i;

    if (others == NULL) {
        return 0;
    }
    for (i = 0; i < BENCH_OTHERS; i++) {
        KeInitializeTimer(&others[i]);
        /* Before and after the one that is measured; none of them expires. */
        due.QuadPart = -5 * 10000000LL - (LONGLONG)i * 1000;
        KeSetTimer(&others[i], due, NULL);
    }
    cost = BenchTimer(Extension, Count);
    for (i = 0; i < BENCH_OTHERS; i++) {
        KeCancelTimer(&others[i]);
    }
    ExFreePoolWithTag(others, BENCH_TAG);
    return cost;
}

static ULONG
BenchPool(ULONG Count)
{
    ULONG64 start = __rdtsc();
    ULONG i;

    for (i = 0; i < Count; i++) {
        ExFreePoolWithTag(ExAllocatePoolWithTag(NonPagedPoolNx, BENCH_BYTES, BENCH_TAG),
                          BENCH_TAG);
    }
    return (ULONG)(__rdtsc() - start);
}

static ULONG
BenchLookaside(PDEVICE_EXTENSION Extension, ULONG Count)
{
    ULONG64 start;
    ULONG cost, i;

    ExInitializeNPagedLookasideList(&Extension->Lookaside, NULL, NULL, POOL_NX_ALLOCATION,
                                    BENCH_BYTES, BENCH_TAG, 0);
    start = __rdtsc();
    for (i = 0; i < Count; i++) {
        ExFreeToNPagedLookasideList(&Extension->Lookaside,
                                    ExAllocateFromNPagedLookasideList(&Extension->Lookaside));
    }
    cost = (ULONG)(__rdtsc() - start);
    ExDeleteNPagedLookasideList(&Extension->Lookaside);
    return cost;
}

static NTSTATUS NTAPI
BenchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG value = Irp->AssociatedIrp.SystemBuffer;
    ULONG64 start;
    ULONG i;
    KIRQL irql;

    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG) ||
        stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG)) {
        return BenchComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case BENCH_WDM_CODE(BENCH_INVERT):
        *value = ~*value;
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_INTERRUPT):
        IoMarkIrpPending(Irp);
        extension->Pending = Irp;
        WRITE_REGISTER_ULONG((PULONG)(extension->Registers + EDU_IRQ_RAISE), 2);
        return STATUS_PENDING;

    case BENCH_WDM_CODE(BENCH_DPC):
        extension->DpcCount = 0;
        start = __rdtsc();
        for (i = 0; i < *value; i++) {
            KeInsertQueueDpc(&extension->Dpc, NULL, NULL);
        }
        if ((ULONG)extension->DpcCount != *value) {
            return BenchComplete(Irp, STATUS_UNSUCCESSFUL, 0);
        }
        *value = (ULONG)(__rdtsc() - start);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_SPINLOCK):
        start = __rdtsc();
        for (i = 0; i < *value; i++) {
            KeAcquireSpinLock(&extension->Lock, &irql);
            KeReleaseSpinLock(&extension->Lock, irql);
        }
        *value = (ULONG)(__rdtsc() - start);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_EVENT):
        *value = BenchEvent(extension, *value);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_TIMER):
        *value = BenchTimer(extension, *value);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_TIMERS):
        *value = BenchTimers(extension, *value);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_POOL):
        *value = BenchPool(*value);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case BENCH_WDM_CODE(BENCH_LOOKASIDE):
        *value = BenchLookaside(extension, *value);
        return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
    }
    return BenchComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
}

static NTSTATUS NTAPI
BenchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return BenchComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS
BenchStart(PDEVICE_OBJECT DeviceObject, PCM_RESOURCE_LIST Resources)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    IO_CONNECT_INTERRUPT_PARAMETERS parameters;
    ULONG i;

    descriptor = Resources->List[0].PartialResourceList.PartialDescriptors;
    for (i = 0; i < Resources->List[0].PartialResourceList.Count; i++, descriptor++) {
        if (descriptor->Type == CmResourceTypeMemory) {
            extension->Registers = MmMapIoSpace(descriptor->u.Memory.Start, PAGE_SIZE,
                                                MmNonCached);
        }
    }
    if (extension->Registers == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    RtlZeroMemory(&parameters, sizeof(parameters));
    parameters.Version = CONNECT_LINE_BASED;
    parameters.LineBased.PhysicalDeviceObject = extension->Pdo;
    parameters.LineBased.InterruptObject = &extension->Interrupt;
    parameters.LineBased.ServiceRoutine = BenchIsr;
    parameters.LineBased.ServiceContext = DeviceObject;
    return IoConnectInterruptEx(&parameters);
}

static VOID
BenchStop(PDEVICE_EXTENSION Extension)
{
    IO_DISCONNECT_INTERRUPT_PARAMETERS parameters;

    if (Extension->Interrupt != NULL) {
        RtlZeroMemory(&parameters, sizeof(parameters));
        parameters.Version = CONNECT_LINE_BASED;
        parameters.ConnectionContext.InterruptObject = Extension->Interrupt;
        IoDisconnectInterruptEx(&parameters);
        Extension->Interrupt = NULL;
    }
    if (Extension->Registers != NULL) {
        MmUnmapIoSpace(Extension->Registers, PAGE_SIZE);
        Extension->Registers = NULL;
    }
}

static NTSTATUS NTAPI
BenchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\WdmBench");
    NTSTATUS status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        if (IoForwardIrpSynchronously(extension->Lower, Irp)) {
            status = Irp->IoStatus.Status;
            if (NT_SUCCESS(status)) {
                status = BenchStart(DeviceObject,
                                    stack->Parameters.StartDevice.AllocatedResourcesTranslated);
            }
        } else {
            status = STATUS_UNSUCCESSFUL;
        }
        return BenchComplete(Irp, status, 0);

    case IRP_MN_REMOVE_DEVICE:
        BenchStop(extension);
        IoDeleteSymbolicLink(&link);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(extension->Lower, Irp);
        IoDetachDevice(extension->Lower);
        IoDeleteDevice(DeviceObject);
        return status;

    case IRP_MN_SURPRISE_REMOVAL:
        BenchStop(extension);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;
    }
    return BenchPassDown(DeviceObject, Irp);
}

static NTSTATUS NTAPI
BenchPassDown(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(((PDEVICE_EXTENSION)DeviceObject->DeviceExtension)->Lower, Irp);
}

static NTSTATUS NTAPI
BenchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    return PoCallDriver(((PDEVICE_EXTENSION)DeviceObject->DeviceExtension)->Lower, Irp);
}

static NTSTATUS NTAPI
BenchAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\WdmBench");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\WdmBench");
    PDEVICE_OBJECT deviceObject;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &name, FILE_DEVICE_UNKNOWN,
                            0, FALSE, &deviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(deviceObject);
        return status;
    }
    extension = deviceObject->DeviceExtension;
    extension->Pdo = PhysicalDeviceObject;
    KeInitializeSpinLock(&extension->Lock);
    KeInitializeDpc(&extension->Dpc, BenchDpc, extension);
    IoInitializeDpcRequest(deviceObject, BenchDpcForIsr);
    extension->Lower = IoAttachDeviceToDeviceStack(deviceObject, PhysicalDeviceObject);
    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static VOID NTAPI
BenchUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = BenchUnload;
    DriverObject->DriverExtension->AddDevice = BenchAddDevice;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = BenchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = BenchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = BenchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = BenchPassDown;
    return STATUS_SUCCESS;
}
