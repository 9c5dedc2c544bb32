/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vectors.c: a driver whose code has values in XMM registers all over the place: while it
 * sleeps, at DISPATCH_LEVEL, in DPCs, across exceptions, and while others do the same.
 */
#include <ntddk.h>
#include "../control.h"
#include "vectorsioctl.h"

static DRIVER_UNLOAD VectorsUnload;
static DRIVER_DISPATCH VectorsControl;
static KDEFERRED_ROUTINE VectorsDpc;
DRIVER_INITIALIZE DriverEntry;

static const WCHAR LinkName[] = L"\\DosDevices\\Vectors";
static KTIMER Timer;
static KDPC TimerDpc;
static volatile LONG DpcRuns, DpcWrong;

typedef struct DECLSPEC_ALIGN(16) _XMM {
    ULONG64 Half[2];
} XMM;

/* The registers get numbers that begin at Seed; 6 to 15 are what a call preserves. */
static VOID DECLSPEC_NOINLINE
Fill(XMM *Image, ULONG64 Seed)
{
    int i;

    for (i = 0; i < 16; i++) {
        Image[i].Half[0] = Seed + 2 * i;
        Image[i].Half[1] = ~(Seed + 2 * i);
    }
}

static int DECLSPEC_NOINLINE
Differ(const XMM *One, const XMM *Other, int First)
{
    int i;

    for (i = First; i < 16; i++)
        if (One[i].Half[0] != Other[i].Half[0] || One[i].Half[1] != Other[i].Half[1])
            return TRUE;
    return FALSE;
}

typedef VOID (*VECTORS_STEP)(void);

/*
 * All registers get the values at Before, Step is called, and what they have then is stored at
 * After: in assembler, so that the compiler has no part in it. A function like any other for
 * who unwinds the stack.
 */
VOID Around(const XMM *Before, XMM *After, VECTORS_STEP Step);

#define ALL(op)        op(0) op(1) op(2) op(3) op(4) op(5) PRESERVED(op)
#define PRESERVED(op)  op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define LOAD(n)        "movups 16*" #n "(%rcx), %xmm" #n "\n"
#define STORE(n)       "movups %xmm" #n ", 16*" #n "(%rsi)\n"
#define SAVE(n)        "movaps %xmm" #n ", 32+16*(" #n "-6)(%rsp)\n" \
                       ".seh_savexmm %xmm" #n ", 32+16*(" #n "-6)\n"
#define RESTORE(n)     "movaps 32+16*(" #n "-6)(%rsp), %xmm" #n "\n"

__asm__(".text\n"
        ".globl Around\n"
        ".def Around; .scl 2; .type 32; .endef\n"
        ".seh_proc Around\n"
        "Around:\n"
        "pushq %rsi\n"
        ".seh_pushreg %rsi\n"
        "subq $208, %rsp\n"
        ".seh_stackalloc 208\n"
        PRESERVED(SAVE)
        ".seh_endprologue\n"
        "movq %rdx, %rsi\n"
        ALL(LOAD)
        "callq *%r8\n"
        ALL(STORE)
        PRESERVED(RESTORE)
        "addq $208, %rsp\n"
        "popq %rsi\n"
        "retq\n"
        ".seh_endproc\n");

static VOID
StepNothing(void)
{
}

static VOID
StepSleep(void)
{
    LARGE_INTEGER interval;

    interval.QuadPart = -20000;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

static VOID
StepLock(void)
{
    KSPIN_LOCK lock;
    KIRQL irql;

    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &irql);
    KeStallExecutionProcessor(50);
    KeReleaseSpinLock(&lock, irql);
}

static VOID
StepPool(void)
{
    PVOID block = ExAllocatePoolWithTag(PagedPool, 5000, 'tceV');

    if (block != NULL)
        ExFreePoolWithTag(block, 'tceV');
}

/* Its code is in the image all the time, with interrupts that use the registers too. */
static VOID
StepBusy(void)
{
    volatile ULONG i;

    for (i = 0; i < 3000000; i++)
        ;
}

static const VECTORS_STEP Steps[] = { StepNothing, StepSleep, StepLock, StepPool };

static ULONG64 DECLSPEC_NOINLINE
CheckSteps(ULONG64 Seed)
{
    XMM before[16], after[16];
    ULONG64 wrong = 0;
    ULONG i, round;

    for (round = 0; round < 20; round++) {
        for (i = 0; i < RTL_NUMBER_OF(Steps); i++) {
            Fill(before, Seed + 1000 * round + 100 * i);
            Around(before, after, Steps[i]);
            if (Differ(before, after, 6))
                wrong |= 1ULL << i;
        }
    }
    /* What calls nothing keeps all of them, as long as it takes. */
    Fill(before, Seed);
    Around(before, after, StepBusy);
    if (Differ(before, after, 0))
        wrong |= 1ULL << 8;
    return wrong;
}

static ULONG64 DECLSPEC_NOINLINE
CheckRaised(ULONG64 Seed)
{
    XMM before[16], after[16];
    ULONG64 wrong = 0;
    KIRQL irql;

    Fill(before, Seed);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Around(before, after, StepLock);
    if (Differ(before, after, 6))
        wrong |= 1ULL << 9;
    KeLowerIrql(irql);
    KeRaiseIrql(HIGH_LEVEL, &irql);
    Around(before, after, StepNothing);
    if (Differ(before, after, 0))
        wrong |= 1ULL << 10;
    KeLowerIrql(irql);
    return wrong;
}

static VOID
StepRaise(void)
{
    ExRaiseStatus(STATUS_DATA_ERROR);
}

/* Of no program's memory; a bad address of the kernel's is a bug check, handler or not. */
static volatile ULONG_PTR BadAddress = 0x10;

static VOID
StepFault(void)
{
    *(volatile ULONG *)BadAddress = 1;
}

static LONG
Filter(NTSTATUS Code)
{
    LARGE_INTEGER interval;

    /* A filter is code of the image as well, and may call. */
    interval.QuadPart = 0;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
    return Code == STATUS_DATA_ERROR || Code == STATUS_ACCESS_VIOLATION;
}

/*
 * The function that handles the exception saves the registers that it uses in its prolog, as
 * its own caller's: after the exception they are what they were.
 */
static ULONG64 DECLSPEC_NOINLINE
Guarded(VECTORS_STEP Step)
{
    ULONG64 handled = 0;

    __try {
        XMM inner[16], out[16];

        Fill(inner, 0x7777);
        Around(inner, out, Step);
    } __except (Filter(GetExceptionCode())) {
        handled = 1;
    }
    return handled;
}

static volatile ULONG64 HandledCount;

static VOID
StepGuardedRaise(void)
{
    HandledCount += Guarded(StepRaise);
}

static VOID
StepGuardedFault(void)
{
    HandledCount += Guarded(StepFault);
}

static ULONG64 DECLSPEC_NOINLINE
CheckExceptions(ULONG64 Seed)
{
    XMM before[16], after[16];
    ULONG64 wrong = 0, count = HandledCount;
    ULONG i;

    for (i = 0; i < 10; i++) {
        Fill(before, Seed + 50 * i);
        Around(before, after, StepGuardedRaise);
        if (Differ(before, after, 6))
            wrong |= 1ULL << 11;
        Around(before, after, StepGuardedFault);
        if (Differ(before, after, 6))
            wrong |= 1ULL << 12;
    }
    if (HandledCount - count < 20)
        wrong |= 1ULL << 13;
    return wrong;
}

static VOID NTAPI
VectorsDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    XMM before[16], after[16];

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    Fill(before, 0xd0d0d0d0ULL + DpcRuns);
    Around(before, after, StepLock);
    if (Differ(before, after, 6))
        InterlockedIncrement(&DpcWrong);
    InterlockedIncrement(&DpcRuns);
}

/* To a program's memory, which may not be there yet. */
static NTSTATUS
CheckAll(PULONG64 Answer)
{
    ULONG64 wrong = 0, seed = (ULONG_PTR)PsGetCurrentThread() & 0xffffffff;
    LONG runs = DpcRuns;

    wrong |= CheckSteps(seed);
    wrong |= CheckRaised(seed);
    wrong |= CheckExceptions(seed);
    if (DpcWrong)
        wrong |= 1ULL << 14;
    if (DpcRuns == runs)
        wrong |= 1ULL << 15;
    __try {
        ProbeForWrite(Answer, sizeof(*Answer), sizeof(*Answer));
        *Answer = wrong | VECTORS_RAN;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
VectorsControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DeviceObject);
    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_VECTORS_CHECK:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG64))
            return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        status = CheckAll(Irp->UserBuffer);
        return Complete(Irp, status, NT_SUCCESS(status) ? sizeof(ULONG64) : 0);
    case IOCTL_VECTORS_SPOIL:
        (void)CheckRaised(0x5555);
        return Complete(Irp, STATUS_SUCCESS, 0);
    default:
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

static VOID NTAPI
VectorsUnload(PDRIVER_OBJECT DriverObject)
{
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
    ControlDelete(DriverObject, LinkName);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = ControlCreate(DriverObject, L"\\Device\\Vectors", LinkName, VectorsControl,
                           VectorsUnload);
    if (!NT_SUCCESS(status))
        return status;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&TimerDpc, VectorsDpc, NULL);
    due.QuadPart = -10000;
    KeSetTimerEx(&Timer, due, 1, &TimerDpc);
    return STATUS_SUCCESS;
}
