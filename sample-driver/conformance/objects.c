/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: objects.c

    Objects, their names and handles.

--*/
#include "ddconform.h"

CHECK(ZwClose_BadHandle)
{
    EXPECT(ZwClose((HANDLE)(LONG_PTR)0x7fff0) == STATUS_INVALID_HANDLE);
}

CHECK(IoCreateNotificationEvent_Shared)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\DDConformEvent");
    HANDLE first, second;
    PKEVENT event, same;

    event = IoCreateNotificationEvent(&name, &first);
    REQUIRE(event != NULL);
    same = IoCreateNotificationEvent(&name, &second);
    EXPECT(same == event);
    // Created by the first call, signaled.
    EXPECT(KeReadStateEvent(event) != 0);
    KeClearEvent(event);
    EXPECT(same == NULL || KeReadStateEvent(same) == 0);
    EXPECT(ZwClose(first) == STATUS_SUCCESS);
    if (same != NULL) {
        EXPECT(ZwClose(second) == STATUS_SUCCESS);
    }
}

CHECK(IoCreateSynchronizationEvent_AutoReset)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\DDConformSyncEvent");
    LARGE_INTEGER zero;
    PKEVENT event;
    HANDLE handle;

    event = IoCreateSynchronizationEvent(&name, &handle);
    REQUIRE(event != NULL);
    zero.QuadPart = 0;
    KeSetEvent(event, IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForSingleObject(event, Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS);
    EXPECT(KeWaitForSingleObject(event, Executive, KernelMode, FALSE, &zero) == STATUS_TIMEOUT);
    ZwClose(handle);
}

CHECK(ObReferenceObjectByHandle_Type)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\DDConformTyped");
    PVOID object = NULL;
    PKEVENT event;
    HANDLE handle;

    event = IoCreateNotificationEvent(&name, &handle);
    REQUIRE(event != NULL);
    EXPECT(ObReferenceObjectByHandle(handle, EVENT_MODIFY_STATE, EVENT_TYPE, KernelMode,
                                     &object, NULL) == STATUS_SUCCESS);
    EXPECT(object == event);
    if (object != NULL) {
        ObDereferenceObject(object);
    }
    EXPECT(ObReferenceObjectByHandle(handle, 0, FILE_TYPE, KernelMode, &object, NULL) ==
           STATUS_OBJECT_TYPE_MISMATCH);
    ZwClose(handle);
    EXPECT(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &object, NULL) ==
           STATUS_INVALID_HANDLE);
}

CHECK(ObReferenceObjectByPointer_Type)
{
    PVOID thread = KeGetCurrentThread();

    REQUIRE(ObReferenceObjectByPointer(thread, 0, NULL, KernelMode) == STATUS_SUCCESS);
    ObDereferenceObject(thread);
    EXPECT(ObReferenceObjectByPointer(thread, 0, FILE_TYPE, KernelMode) ==
           STATUS_OBJECT_TYPE_MISMATCH);
}

CHECK(ZwCreateDirectoryObject_Named)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\DDConformDirectory");
    OBJECT_ATTRIBUTES attributes;
    HANDLE directory, again;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
                               NULL);
    REQUIRE(ZwCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes) ==
            STATUS_SUCCESS);
    EXPECT(!NT_SUCCESS(ZwCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, &attributes)));
    EXPECT(ZwClose(directory) == STATUS_SUCCESS);
    // A name that isn't permanent goes with the last handle.
    REQUIRE(ZwCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes) ==
            STATUS_SUCCESS);
    ZwClose(directory);
}

CHECK(ZwQuerySymbolicLinkObject_Target)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\DosDevices\\DDConform"),
        expected = RTL_CONSTANT_STRING(L"\\Device\\DDConform");
    OBJECT_ATTRIBUTES attributes;
    WCHAR buffer[40];
    UNICODE_STRING target = { 0, sizeof(buffer), buffer };
    HANDLE link;
    ULONG length = 0;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
                               NULL);
    REQUIRE(ZwOpenSymbolicLinkObject(&link, GENERIC_READ, &attributes) == STATUS_SUCCESS);
    EXPECT(ZwQuerySymbolicLinkObject(link, &target, &length) == STATUS_SUCCESS);
    EXPECT(RtlEqualUnicodeString(&target, &expected, TRUE));
    target.MaximumLength = 4;
    EXPECT(ZwQuerySymbolicLinkObject(link, &target, &length) == STATUS_BUFFER_TOO_SMALL);
    ZwClose(link);
}

CHECK(IoCreateSymbolicLink_Collision)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\DDConform"),
        name = RTL_CONSTANT_STRING(L"\\Device\\DDConform"),
        other = RTL_CONSTANT_STRING(L"\\DosDevices\\DDConformMissing");

    EXPECT(!NT_SUCCESS(IoCreateSymbolicLink(&link, &name)));
    EXPECT(IoDeleteSymbolicLink(&other) == STATUS_OBJECT_NAME_NOT_FOUND);
}

CHECK(MmGetSystemRoutineAddress_Finds)
{
    UNICODE_STRING known = RTL_CONSTANT_STRING(L"KeSetEvent"),
        unknown = RTL_CONSTANT_STRING(L"DdNoSuchRoutine");

    EXPECT(MmGetSystemRoutineAddress(&known) != NULL);
    EXPECT(MmGetSystemRoutineAddress(&unknown) == NULL);
}

static VOID NTAPI
DdCallback(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    if (Argument1 == (PVOID)1 && Argument2 == (PVOID)2) {
        InterlockedIncrement(Context);
    }
}

CHECK(ExNotifyCallback_Calls)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\DDConform");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT callback;
    LONG calls = 0;
    PVOID registration;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    REQUIRE(ExCreateCallback(&callback, &attributes, TRUE, TRUE) == STATUS_SUCCESS);
    registration = ExRegisterCallback(callback, DdCallback, &calls);
    EXPECT(registration != NULL);
    ExNotifyCallback(callback, (PVOID)1, (PVOID)2);
    EXPECT(calls == 1);
    if (registration != NULL) {
        ExUnregisterCallback(registration);
    }
    ExNotifyCallback(callback, (PVOID)1, (PVOID)2);
    EXPECT(calls == 1);
    ObDereferenceObject(callback);
}

// Without Create, one that isn't there isn't made.
CHECK(ExCreateCallback_Missing)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\DDConformMissing");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT callback;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    EXPECT(!NT_SUCCESS(ExCreateCallback(&callback, &attributes, FALSE, TRUE)));
}

static const DD_CHECK DdObjectChecksEntries[] = {
    ENTRY(ZwClose_BadHandle),
    ENTRY(IoCreateNotificationEvent_Shared),
    ENTRY(IoCreateSynchronizationEvent_AutoReset),
    ENTRY(ObReferenceObjectByHandle_Type),
    ENTRY(ObReferenceObjectByPointer_Type),
    ENTRY(ZwCreateDirectoryObject_Named),
    ENTRY(ZwQuerySymbolicLinkObject_Target),
    ENTRY(IoCreateSymbolicLink_Collision),
    ENTRY(MmGetSystemRoutineAddress_Finds),
    ENTRY(ExNotifyCallback_Calls),
    ENTRY(ExCreateCallback_Missing),
};
CHECK_LIST(DdObjectChecks);
