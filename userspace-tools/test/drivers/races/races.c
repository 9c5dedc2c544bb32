/* SPDX-License-Identifier: GPL-2.0 */
/* races.c: entry, the control device, and what the races have in common. */
#include "races.h"
#include <ntstrsafe.h>

#define SECOND (10LL * 1000 * 1000)

// A side that makes no progress for so long has lost something.
#define PATIENCE_SECONDS 10

// Time isn't up before that many hand-overs: a busy host may run one processor at a time.
#define FEWEST 200

PDEVICE_OBJECT RacesDevice;

static const RACE_KIND *const Kinds[] = {
    SpinLockRaces, SleepingLockRaces, SignalRaces, ListRaces, DeferredRaces, RundownRaces, IrpRaces
};

// A side that is stuck may still write into these when the request is over.
static RACE Races[TEAMS];
static KEVENT Go;
static RACES_RESULT TheResult;
static volatile LONG Busy;
static BOOLEAN Stuck;

VOID
RaceFail(PRACE Race, const char *File, ULONG Line, const char *Condition)
{
    const char *slash = strrchr(File, '/');
    char *report = Race->Result->Report;
    size_t length;

    // The first ones say most; two processors may fail at once.
    if (InterlockedIncrement(&Race->Failures) > 3)
        return;
    length = strlen(report);
    RtlStringCbPrintfA(report + length, sizeof(Race->Result->Report) - length, "%s:%u: %s\n",
                       slash ? slash + 1 : File, Line, Condition);
}

VOID
Hold(PSIDE Side)
{
    PRACE race = Side->Race;

    if (race->Inside || race->Sharing)
        EXPECT(race, !"nobody else has it");
    race->Inside = Side->Number + 1;
    race->Total++;
    Side->Round++;
    Side->Alone++;
    if (race->Last != Side->Number) {
        race->Last = Side->Number;
        Side->HandOvers++;
        Side->Alone = 0;
    }
    if (race->Inside != Side->Number + 1)
        EXPECT(race, !"nobody else gets it");
    race->Inside = 0;
}

static VOID
HoldShared(PSIDE Side)
{
    PRACE race = Side->Race;

    InterlockedIncrement(&race->Sharing);
    if (race->Inside)
        EXPECT(race, !"nobody has it exclusively");
    InterlockedIncrement(&race->Shared);
    InterlockedDecrement(&race->Sharing);
}

VOID
GiveWay(PSIDE Side)
{
    LARGE_INTEGER moment;
    ULONG patience;

    if (Side->Race->Kind->Spins) {
        for (patience = 0; patience < 100 && Side->Race->Last == Side->Number; patience++)
            YieldProcessor();
    } else if (Side->Alone > 3) {
        // The other one isn't even waiting: another team may be in its way.
        Side->Alone = 0;
        moment.QuadPart = -1;
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    }
}

VOID
Breathe(PSIDE Side)
{
    LARGE_INTEGER none;

    none.QuadPart = 0;
    if (!(Side->Round % 4096))
        KeDelayExecutionThread(KernelMode, FALSE, &none);
}

VOID
CompeteForLock(PSIDE Side)
{
    const RACE_KIND *kind = Side->Race->Kind;

    while (!RaceIsOver(Side->Race)) {
        kind->Acquire(Side);
        Hold(Side);
        kind->Release(Side);
        GiveWay(Side);
        Breathe(Side);
    }
}

VOID
CompeteForSharedLock(PSIDE Side)
{
    const RACE_KIND *kind = Side->Race->Kind;
    ULONG turn;

    for (turn = 0; !RaceIsOver(Side->Race); turn++) {
        if (turn % 4 == 3) {
            kind->AcquireShared(Side);
            HoldShared(Side);
            if (kind->Upgrade && kind->Upgrade(Side)) {
                Hold(Side);
                kind->Release(Side);
            } else {
                kind->ReleaseShared(Side);
            }
        } else {
            kind->Acquire(Side);
            Hold(Side);
            if (turn % 8 == 1 && kind->Downgrade) {
                kind->Downgrade(Side);
                HoldShared(Side);
                kind->ReleaseShared(Side);
            } else {
                kind->Release(Side);
            }
        }
        GiveWay(Side);
        Breathe(Side);
    }
}

// Release signals the other side, Acquire waits for its signal: each has its turns, and
// a signal that is lost ends the race, one that comes twice is seen in the count.
VOID
TakeTurns(PSIDE Side)
{
    const RACE_KIND *kind = Side->Race->Kind;
    PRACE race = Side->Race;
    ULONG turn;

    for (turn = 0; turn < race->Goal / 2; turn++) {
        // Side 1 hears of that before its last turn is over.
        if (Side->Number == 0 && RaceIsOver(race))
            race->Goal = 2 * (turn + 1);
        if (Side->Number == 1)
            kind->Acquire(Side);
        if (race->Total != 2 * turn + Side->Number)
            EXPECT(race, !"each turn comes once");
        Hold(Side);
        kind->Release(Side);
        if (Side->Number == 0)
            kind->Acquire(Side);
        Breathe(Side);
    }
}

VOID
CheckTotal(PRACE Race)
{
    EXPECT(Race, Race->Total == Race->Sides[0].Round + Race->Sides[1].Round);
    EXPECT(Race, Race->Inside == 0);
    EXPECT(Race, Race->Sharing == 0);
}

static VOID NTAPI
SideThread(PVOID Context)
{
    PSIDE side = (PSIDE)Context;

    KeSetSystemAffinityThreadEx((KAFFINITY)1 << side->Number);
    KeWaitForSingleObject(&Go, Executive, KernelMode, FALSE, NULL);
    EXPECT(side->Race, KeGetCurrentProcessorNumberEx(NULL) == side->Number);
    side->Race->Kind->Run(side);
    EXPECT(side->Race, KeGetCurrentIrql() == PASSIVE_LEVEL);
    EXPECT(side->Race, !KeAreApcsDisabled());
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS
StartSide(PSIDE Side)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, SideThread, Side);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &Side->Thread,
                                       NULL);
    ZwClose(handle);
    return status;
}

static ULONG
HandOversOf(ULONG Teams)
{
    ULONG i, sum = 0;

    for (i = 0; i < Teams; i++)
        sum += Races[i].Sides[0].HandOvers + Races[i].Sides[1].HandOvers;
    return sum;
}

static VOID
EndInTime(ULONG Teams, ULONG Milliseconds)
{
    LARGE_INTEGER limit;
    ULONG tries, i;

    limit.QuadPart = -(LONGLONG)Milliseconds * SECOND / 1000;
    for (tries = 0; tries < 20; tries++) {
        if (KeWaitForSingleObject(Races[0].Sides[0].Thread, Executive, KernelMode, FALSE,
                                  &limit) == STATUS_SUCCESS)
            return;
        if (HandOversOf(Teams) >= FEWEST)
            break;
    }
    for (i = 0; i < Teams; i++)
        Races[i].TimeIsUp = TRUE;
}

// FALSE: there was no hand-over for a long time, and a side is still there.
static BOOLEAN
AwaitSides(ULONG Teams)
{
    LARGE_INTEGER limit;
    ULONG before, now, i;

    limit.QuadPart = -PATIENCE_SECONDS * SECOND;
    before = HandOversOf(Teams);
    for (i = 0; i < Teams * SIDES; i++) {
        while (KeWaitForSingleObject(Races[i / SIDES].Sides[i % SIDES].Thread, Executive,
                                     KernelMode, FALSE, &limit) != STATUS_SUCCESS) {
            now = HandOversOf(Teams);
            if (now == before)
                return FALSE;
            before = now;
        }
    }
    return TRUE;
}

static VOID
Prepare(PRACE Race, const RACE_KIND *Kind, ULONG Team, ULONG HandOvers, RACES_RESULT *Result)
{
    ULONG i;

    RtlZeroMemory(Race, sizeof(*Race));
    Race->Kind = Kind;
    Race->Team = Team;
    Race->Result = Result;
    Race->Goal = max(HandOvers, 2);
    Race->Goal += Race->Goal % 2;
    Race->Last = 1;                 // the first to have it may well be side 0
    for (i = 0; i < SIDES; i++) {
        Race->Sides[i].Race = Race;
        Race->Sides[i].Number = i;
    }
    if (Kind->Begin)
        Kind->Begin(Race);
}

static VOID
Finish(PRACE Race)
{
    ULONG i;

    EXPECT(Race, Race->TimeIsUp ||
                     Race->Sides[0].HandOvers + Race->Sides[1].HandOvers >= Race->Goal);
    if (Race->Kind->End)
        Race->Kind->End(Race);
    for (i = 0; i < SIDES; i++)
        ObDereferenceObject(Race->Sides[i].Thread);
    Race->Result->Failures += Race->Failures;
}

static NTSTATUS
RunRace(const RACE_KIND *Kind, ULONG HandOvers, ULONG Milliseconds, RACES_RESULT *Result)
{
    ULONG teams = Kind->Teams ? TEAMS : 1, i;
    NTSTATUS status;
    ULONGLONG start;

    if (Kind->Divisor)
        HandOvers /= Kind->Divisor;
    RtlZeroMemory(Result, sizeof(*Result));
    RtlStringCbCopyA(Result->Name, sizeof(Result->Name), Kind->Name);
    KeInitializeEvent(&Go, NotificationEvent, FALSE);
    for (i = 0; i < teams; i++)
        Prepare(&Races[i], Kind, i, (HandOvers + teams - 1) / teams, Result);
    for (i = 0; i < teams * SIDES; i++) {
        status = StartSide(&Races[i / SIDES].Sides[i % SIDES]);
        if (!NT_SUCCESS(status)) {
            Stuck = i > 0;          // those before wait for ever
            return status;
        }
    }
    start = KeQueryInterruptTime();
    KeSetEvent(&Go, IO_NO_INCREMENT, FALSE);
    if (Milliseconds)
        EndInTime(teams, Milliseconds);
    Stuck = !AwaitSides(teams);
    Result->Milliseconds = (ULONG)((KeQueryInterruptTime() - start) / 10000);
    Result->Unfinished = Stuck;
    Result->HandOvers = HandOversOf(teams);
    if (!Stuck)
        for (i = 0; i < teams; i++)
            Finish(&Races[i]);
    return STATUS_SUCCESS;
}

static const RACE_KIND *
FindKind(ULONG Number)
{
    const RACE_KIND *kind;
    ULONG i;

    for (i = 0; i < RTL_NUMBER_OF(Kinds); i++)
        for (kind = Kinds[i]; kind->Name; kind++)
            if (!Number--)
                return kind;
    return NULL;
}

static NTSTATUS NTAPI
RacesControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    const RACE_KIND *kind;
    RACES_ORDER order;

    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Information = 0;
    if (stack->Parameters.DeviceIoControl.IoControlCode == IOCTL_RACES_RUN &&
        stack->Parameters.DeviceIoControl.InputBufferLength >= sizeof(order) &&
        stack->Parameters.DeviceIoControl.OutputBufferLength >= sizeof(TheResult)) {
        order = *(RACES_ORDER *)Irp->AssociatedIrp.SystemBuffer;
        kind = FindKind(order.Race);
        if (!kind) {
            status = STATUS_NO_MORE_ENTRIES;
        } else if (InterlockedExchange(&Busy, TRUE)) {
            status = STATUS_DEVICE_BUSY;
        } else {
            status = RunRace(kind, order.HandOvers, order.Milliseconds, &TheResult);
            RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, &TheResult, sizeof(TheResult));
            Irp->IoStatus.Information = sizeof(TheResult);
            if (!Stuck)
                InterlockedExchange(&Busy, FALSE);
        }
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI
RacesCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID NTAPI
RacesUnload(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Races");

    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Races");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Races");
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN,
                            FALSE, &RacesDevice);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(RacesDevice);
        return status;
    }
    DriverObject->DriverUnload = RacesUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = RacesCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = RacesCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = RacesControl;
    return STATUS_SUCCESS;
}
