/* SPDX-License-Identifier: GPL-2.0 */
/*
 * machine.c: a driver that uses each instruction which means something else under Linux:
 * by the headers, where they have it, and in the forms that compilers make of it. It
 * has no registers of SSE, as few images haven't.
 *
 * build/sys: -mgeneral-regs-only
 */
#include <ntddk.h>
#include "../control.h"
#include "machineioctl.h"

static DRIVER_UNLOAD MachineUnload;
static DRIVER_DISPATCH MachineControl;
static KDEFERRED_ROUTINE MachineDpc, MachineCheckDpc;
DRIVER_INITIALIZE DriverEntry;

static const WCHAR LinkName[] = L"\\DosDevices\\Machine";

/* A pointer to the shared page that the compiler leaves in the data. */
static KUSER_SHARED_DATA *volatile SharedByData = (KUSER_SHARED_DATA *)KI_USER_SHARED_DATA;

/* The header has a function of its own, by way of gs. */
extern PKTHREAD (NTAPI *ImportedThread)(void) __asm__("__imp_PsGetCurrentThread");

/* Newer than mingw-w64's headers and library. */
typedef VOID (NTAPI *QUERY_SYSTEM_TIME_PRECISE)(PLARGE_INTEGER CurrentTime);
typedef ULONG64 (NTAPI *QUERY_INTERRUPT_TIME_PRECISE)(PULONG64 QpcTimeStamp);

static KDPC Dpc, CheckedDpc;
static volatile LONG DpcChecked;
static volatile KIRQL DpcIrql;
static volatile PKTHREAD DpcThread;

/* Functions without a stack frame, which no exception table lists, called by address. */
typedef ULONG64 (*MACHINE_READ)(void);
ULONG64 LeafIrql(void);
ULONG64 LeafThread(void);
__asm__(".text\n"
        "LeafIrql: mov %cr8, %rax\n ret\n"
        "LeafThread: movq %gs:0x188, %rax\n ret\n");
static MACHINE_READ volatile Leaves[] = { LeafIrql, LeafThread };

/* Intrinsics that mingw-w64 has only declared. */
#define Disable()       __asm__ __volatile__("cli" : : : "memory")
#define Enable()        __asm__ __volatile__("sti" : : : "memory")
#define WriteFlags(v)   __asm__ __volatile__("pushq %0\n\tpopfq" : : "r"(v) : "memory", "cc")

static ULONG64
ReadFlags(void)
{
    ULONG64 flags;

    __asm__ __volatile__("pushfq\n\tpopq %0" : "=r"(flags));
    return flags;
}

#define READ_GS(width, instruction, address, ...)                       \
    ({                                                                  \
        ULONG64 read = 0x1122334455667788ULL;                           \
        __asm__ __volatile__(instruction " %%gs:" address ", %" width "0" \
                             : "+r"(read) : __VA_ARGS__);               \
        read;                                                           \
    })

static ULONG64 Wrong;

static void
Check(int number, int good)
{
    if (!good) {
        Wrong |= 1ULL << number;
        DbgPrint("check %d failed\n", number);
    }
}

static void
CheckIrql(void)
{
    KIRQL old, old2;
    ULONG64 r12, r9, flags;

    Check(0, KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeRaiseIrql(APC_LEVEL, &old);
    Check(1, KeGetCurrentIrql() == APC_LEVEL && old == PASSIVE_LEVEL);
    KeRaiseIrql(DISPATCH_LEVEL, &old2);
    Check(2, KeGetCurrentIrql() == DISPATCH_LEVEL && old2 == APC_LEVEL);
    KeLowerIrql(old2);
    Check(3, KeGetCurrentIrql() == APC_LEVEL);
    KeLowerIrql(old);
    Check(4, KeGetCurrentIrql() == PASSIVE_LEVEL);

    /* Registers that need a prefix; the flags stay. */
    old = KeRaiseIrqlToDpcLevel();
    __asm__ __volatile__("mov %%cr8, %%r12\n\tmov %%cr8, %%r9\n\t"
                         "mov %%r12, %0\n\tmov %%r9, %1" : "=&r"(r12), "=&r"(r9) : : "r12", "r9");
    Check(5, r12 == DISPATCH_LEVEL && r9 == DISPATCH_LEVEL);
    __asm__ __volatile__("xor %%eax, %%eax\n\tstc\n\tmov %%cr8, %%rax\n\tpushfq\n\tpopq %0"
                         : "=r"(flags) : : "rax", "cc");
    Check(6, (flags & 0x41) == 0x41);
    KeLowerIrql(old);
    old = KfRaiseIrql(12);
    Check(7, KeGetCurrentIrql() == 12 && !(ReadFlags() & 0x200));
    KeLowerIrql(old);
    Check(8, KeGetCurrentIrql() == PASSIVE_LEVEL && (ReadFlags() & 0x200));
}

/* A DPC that waits for the IRQL to fall runs before the next instruction. */
static void
CheckDpc(void)
{
    KIRQL old;

    /* One at a time. */
    if (InterlockedExchange(&DpcChecked, 1))
        return;
    DpcIrql = 0xff;
    old = KeRaiseIrqlToDpcLevel();
    KeInsertQueueDpc(&CheckedDpc, NULL, NULL);
    Check(9, DpcIrql == 0xff);
    KeLowerIrql(old);
    Check(10, DpcIrql == DISPATCH_LEVEL);
    InterlockedExchange(&DpcChecked, 0);
}

static void
CheckThread(void)
{
    PKTHREAD thread = ImportedThread();
    ULONG_PTR base = 0x88, index = 0x20;
    ULONG64 value;

    Check(11, KeGetCurrentThread() == thread && thread != NULL);
    Check(12, READ_GS("q", "movq", "0x188", "m"(thread)) == (ULONG64)thread);
    Check(13, READ_GS("q", "movq", "(%1)", "r"(base + 0x100)) == (ULONG64)thread);
    Check(14, READ_GS("q", "movq", "0x80(%1,%2,4)", "r"(base), "r"(index)) == (ULONG64)thread);
    Check(15, READ_GS("k", "movl", "0x188", "m"(thread)) == (ULONG)(ULONG64)thread);
    value = READ_GS("w", "movw", "0x188", "m"(thread));
    Check(16, value == (0x1122334455660000ULL | (USHORT)(ULONG64)thread));
    value = READ_GS("b", "movb", "0x188", "m"(thread));
    Check(17, value == (0x1122334455667700ULL | (UCHAR)(ULONG64)thread));
}

static void
CheckProcessor(void)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();
    ULONG number = KeGetCurrentProcessorNumberEx(NULL);

    Check(18, READ_GS("k", "movl", "0x1a4", "m"(old)) == number);
    Check(19, (READ_GS("b", "movb", "0x184", "m"(old)) & 0xff) == number);
    Check(20, READ_GS("k", "movzbl", "0x184", "m"(old)) == number);
    KeLowerIrql(old);
}

static PVOID
RoutineAddress(PCWSTR Name)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, Name);
    return MmGetSystemRoutineAddress(&name);
}

static LONG64
Distance(LONG64 a, LONG64 b)
{
    return a > b ? a - b : b - a;
}

/* Clocks that are read as memory agree with those that are called, and advance. */
static void
CheckClocks(void)
{
    QUERY_SYSTEM_TIME_PRECISE systemPrecise = RoutineAddress(L"KeQuerySystemTimePrecise");
    QUERY_INTERRUPT_TIME_PRECISE interruptPrecise = RoutineAddress(L"KeQueryInterruptTimePrecise");
    LARGE_INTEGER system, precise, ticks, wait;
    ULONG64 interrupt, qpc;

    if (systemPrecise == NULL || interruptPrecise == NULL) {
        Check(21, FALSE);
        return;
    }
    wait.QuadPart = -300000;
    KeQuerySystemTime(&system);
    systemPrecise(&precise);
    Check(21, Distance(system.QuadPart, precise.QuadPart) < 1000000);
    interrupt = KeQueryInterruptTime();
    Check(22, Distance(interrupt, interruptPrecise(&qpc)) < 1000000);
    KeQueryTickCount(&ticks);
    Check(23, Distance(ticks.QuadPart * KeQueryTimeIncrement(), interrupt) < 1000000);
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
    Check(24, KeQueryInterruptTime() - interrupt >= 290000);
    Check(25, SharedUserData->NtMajorVersion == 10 && SharedByData->NtMajorVersion == 10);
    Check(26, SharedByData->InterruptTime.High1Time == SharedUserData->InterruptTime.High2Time);
    Check(27, *(volatile ULONG64 *)(0xFFFFF78000000008ULL) >= interrupt);
}

static void
CheckFlags(void)
{
    ULONG64 flags = ReadFlags();

    Check(28, (flags & 0x200) != 0);
    Disable();
    Check(29, !(ReadFlags() & 0x200));
    Enable();
    Check(30, (ReadFlags() & 0x200) != 0);
    Disable();
    WriteFlags(flags);
    Check(31, (ReadFlags() & 0x200) != 0);
    /* popfq takes what is on the stack, and the stack is as it was. */
    __asm__ __volatile__("pushq $0x55\n\tpushfq\n\torq $1, (%%rsp)\n\tpopfq\n\t"
                         "setc %b0\n\tpopq %%rcx\n\tcmpq $0x55, %%rcx\n\tsete %h0"
                         : "=Q"(flags) : : "rcx", "cc");
    Check(32, (flags & 0xffff) == 0x0101);
}

/* As they are: ports, caches, counters, locked instructions. */
static void
CheckNative(void)
{
    volatile LONG locked = 1;
    int info[4];

    __outbyte(0x80, 0);
    (void)__inbyte(0x80);
    Check(33, InterlockedIncrement(&locked) == 2);
    __cpuid(info, 0);
    Check(34, info[1] != 0);
    Check(35, __rdtsc() != __rdtsc());
    __asm__ __volatile__("wbinvd" : : : "memory");
    Check(36, __readcr0() & 1);
}

/* Its address is taken; as the first entry of a switch's table it would lead into code. */
static __attribute__((noinline)) ULONG
LooksLikeTable(void)
{
    return 0x40000000;
}

static void
CheckLeaves(void)
{
    ULONG (*volatile looks)(void) = LooksLikeTable;

    Check(40, looks() == 0x40000000);
    Check(37, Leaves[0]() == PASSIVE_LEVEL);
    Check(38, Leaves[1]() == (ULONG64)ImportedThread());
}

static VOID NTAPI
MachineDpc(PKDPC Object, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Object);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    DpcThread = KeGetCurrentThread();
}

static VOID NTAPI
MachineCheckDpc(PKDPC Object, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Object);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    DpcIrql = KeGetCurrentIrql();
}

/* In what interrupts everybody else, a few times, while this processor raises and lowers. */
static void
CheckUnderLoad(void)
{
    ULONG i;
    KIRQL old;

    for (i = 0; i < 20000; i++) {
        KeRaiseIrql(i % 3 ? DISPATCH_LEVEL : APC_LEVEL, &old);
        if (i % 16 == 0)
            KeInsertQueueDpc(&Dpc, NULL, NULL);
        KeLowerIrql(old);
        if (KeGetCurrentIrql() != PASSIVE_LEVEL)
            Check(39, 0);
    }
    KeFlushQueuedDpcs();
    Check(40, DpcThread != NULL);
}

static ULONG64
CheckAll(void)
{
    Wrong = 0;
    CheckIrql();
    CheckDpc();
    CheckThread();
    CheckProcessor();
    CheckClocks();
    CheckFlags();
    CheckNative();
    CheckLeaves();
    CheckUnderLoad();
    return Wrong | MACHINE_RAN;
}

static NTSTATUS NTAPI
MachineControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    volatile ULONG_PTR value = 77;

    UNREFERENCED_PARAMETER(DeviceObject);
    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_MACHINE_CHECK:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG64))
            return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        *(PULONG64)Irp->AssociatedIrp.SystemBuffer = CheckAll();
        return Complete(Irp, STATUS_SUCCESS, sizeof(ULONG64));
    case IOCTL_MACHINE_BREAK:
        __debugbreak();
        return Complete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_MACHINE_ASSERT:
        __int2c();
        return Complete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_MACHINE_CR8:
        __writecr8(value);
        return Complete(Irp, KeGetCurrentIrql() ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS, 0);
    case IOCTL_MACHINE_GS:
        value = READ_GS("q", "movq", "(%1)", "r"(value));
        return Complete(Irp, value ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS, 0);
    case IOCTL_MACHINE_FAIL_FAST:
        __asm__ __volatile__("int $0x29" : : "c"(3));
        return Complete(Irp, STATUS_UNSUCCESSFUL, 0);
    default:
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

static VOID NTAPI
MachineUnload(PDRIVER_OBJECT DriverObject)
{
    ControlDelete(DriverObject, LinkName);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeDpc(&Dpc, MachineDpc, NULL);
    KeInitializeDpc(&CheckedDpc, MachineCheckDpc, NULL);
    return ControlCreate(DriverObject, L"\\Device\\Machine", LinkName, MachineControl,
                         MachineUnload);
}
