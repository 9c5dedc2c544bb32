/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plain.c: routines that get to the use of a vector register in all ways there are (Uses*),
 * and some that don't (Plain*). Not to be run.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

typedef ULONG ROUTINE(ULONG Value);

static ROUTINE *volatile Pointer;

ULONG DECLSPEC_NOINLINE
UsesItself(ULONG Value)
{
    __asm__ volatile("pxor %%xmm3, %%xmm3" : : : "xmm3");
    return Value + 1;
}

ULONG DECLSPEC_NOINLINE
UsesByCall(ULONG Value)
{
    return UsesItself(Value) + 2;
}

ULONG DECLSPEC_NOINLINE
UsesByJump(ULONG Value)
{
    return UsesItself(Value + 3);
}

ULONG DECLSPEC_NOINLINE
UsesFarAway(ULONG Value)
{
    return UsesByCall(Value) * UsesByJump(Value);
}

ULONG DECLSPEC_NOINLINE
UsesByPointer(ULONG Value)
{
    return Pointer(Value) + 1;
}

ULONG DECLSPEC_NOINLINE
UsesByPointerJump(ULONG Value)
{
    return Pointer(Value + 1);
}

ULONG DECLSPEC_NOINLINE
PlainItself(ULONG Value)
{
    return Value ^ 5;
}

ULONG DECLSPEC_NOINLINE
PlainByCall(ULONG Value)
{
    return PlainItself(Value) + PlainItself(Value + 1);
}

ULONG DECLSPEC_NOINLINE
PlainWithImport(ULONG Value)
{
    return KeGetCurrentProcessorNumberEx(NULL) + PlainItself(Value);
}

#define CASES(call)                                                      \
    switch (Value) {                                                     \
    case 0:                                                              \
        return PlainItself(11);                                          \
    case 1:                                                              \
        DbgPrint("one\n");                                               \
        return 4;                                                        \
    case 2:                                                              \
        return PlainByCall(7);                                           \
    case 3:                                                              \
        return call(9);                                                  \
    case 4:                                                              \
        DbgPrint("four\n");                                              \
        return 3;                                                        \
    case 5:                                                              \
        return PlainWithImport(6);                                       \
    }                                                                    \
    return Value

ULONG DECLSPEC_NOINLINE
PlainInCase(ULONG Value)
{
    CASES(PlainItself);
}

ULONG DECLSPEC_NOINLINE
UsesInCase(ULONG Value)
{
    CASES(UsesItself);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG value = (ULONG)(ULONG_PTR)RegistryPath;

    UNREFERENCED_PARAMETER(DriverObject);
    value = UsesFarAway(value) + PlainInCase(value) + UsesInCase(value) + PlainWithImport(value) +
            PlainByCall(value);
    Pointer = UsesItself;
    return UsesByPointer(value) + UsesByPointerJump(value) ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}
