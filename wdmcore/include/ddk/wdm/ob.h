/* SPDX-License-Identifier: GPL-2.0 */
/* Ob: references to objects, and handles to them. */
#ifndef _WDM_OB_H
#define _WDM_OB_H

#include <wdm/base.h>

typedef struct _OBJECT_HANDLE_INFORMATION {
	ULONG HandleAttributes;
	ACCESS_MASK GrantedAccess;
} OBJECT_HANDLE_INFORMATION, *POBJECT_HANDLE_INFORMATION;

typedef struct _OBJECT_NAME_INFORMATION {
	UNICODE_STRING Name;
} OBJECT_NAME_INFORMATION, *POBJECT_NAME_INFORMATION;

#define DIRECTORY_QUERY			0x0001
#define DIRECTORY_TRAVERSE		0x0002
#define DIRECTORY_CREATE_OBJECT		0x0004
#define DIRECTORY_CREATE_SUBDIRECTORY	0x0008
#define DIRECTORY_ALL_ACCESS		(STANDARD_RIGHTS_REQUIRED | 0xF)
#define SYMBOLIC_LINK_QUERY		0x0001
#define SYMBOLIC_LINK_ALL_ACCESS	(STANDARD_RIGHTS_REQUIRED | 0x1)
#define EVENT_QUERY_STATE		0x0001
#define EVENT_MODIFY_STATE		0x0002
#define EVENT_ALL_ACCESS		(STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define SEMAPHORE_MODIFY_STATE		0x0002
#define SEMAPHORE_ALL_ACCESS		(STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define THREAD_ALL_ACCESS		(STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)
#define PROCESS_ALL_ACCESS		(STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)

/* Types of objects, as ObReferenceObjectByHandle takes them. */
extern POBJECT_TYPE *ExEventObjectType;
extern POBJECT_TYPE *ExSemaphoreObjectType;
extern POBJECT_TYPE *IoFileObjectType;
extern POBJECT_TYPE *IoDriverObjectType;
extern POBJECT_TYPE *IoDeviceObjectType;
extern POBJECT_TYPE *PsThreadType;
extern POBJECT_TYPE *PsProcessType;
extern POBJECT_TYPE *CmKeyObjectType;

NTKERNELAPI NTSTATUS NTAPI ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess,
						     POBJECT_TYPE ObjectType,
						     KPROCESSOR_MODE AccessMode, PVOID *Object,
						     POBJECT_HANDLE_INFORMATION HandleInformation);
NTKERNELAPI NTSTATUS NTAPI ObReferenceObjectByPointer(PVOID Object, ACCESS_MASK DesiredAccess,
						      POBJECT_TYPE ObjectType,
						      KPROCESSOR_MODE AccessMode);
NTKERNELAPI LONG_PTR NTAPI ObfReferenceObject(PVOID Object);
NTKERNELAPI LONG_PTR NTAPI ObfDereferenceObject(PVOID Object);
NTKERNELAPI VOID NTAPI ObDereferenceObjectDeferDelete(PVOID Object);
NTKERNELAPI NTSTATUS NTAPI ObReferenceObjectByHandleWithTag(
	HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
	KPROCESSOR_MODE AccessMode, ULONG Tag, PVOID *Object,
	POBJECT_HANDLE_INFORMATION HandleInformation);
NTKERNELAPI NTSTATUS NTAPI ObReferenceObjectByPointerWithTag(PVOID Object,
							     ACCESS_MASK DesiredAccess,
							     POBJECT_TYPE ObjectType,
							     KPROCESSOR_MODE AccessMode,
							     ULONG Tag);
NTKERNELAPI LONG_PTR NTAPI ObfReferenceObjectWithTag(PVOID Object, ULONG Tag);
NTKERNELAPI LONG_PTR NTAPI ObfDereferenceObjectWithTag(PVOID Object, ULONG Tag);
NTKERNELAPI VOID NTAPI ObDereferenceObjectDeferDeleteWithTag(PVOID Object, ULONG Tag);
#define ObReferenceObjectWithTag	ObfReferenceObjectWithTag
#define ObDereferenceObjectWithTag	ObfDereferenceObjectWithTag

typedef struct _ACCESS_STATE *PACCESS_STATE;
NTKERNELAPI NTSTATUS NTAPI ObReferenceObjectByName(PUNICODE_STRING ObjectName, ULONG Attributes,
						   PACCESS_STATE PassedAccessState,
						   ACCESS_MASK DesiredAccess,
						   POBJECT_TYPE ObjectType,
						   KPROCESSOR_MODE AccessMode,
						   PVOID ParseContext, PVOID *Object);
NTKERNELAPI NTSTATUS NTAPI ObOpenObjectByPointer(PVOID Object, ULONG HandleAttributes,
						 PACCESS_STATE PassedAccessState,
						 ACCESS_MASK DesiredAccess,
						 POBJECT_TYPE ObjectType,
						 KPROCESSOR_MODE AccessMode, PHANDLE Handle);
NTKERNELAPI NTSTATUS NTAPI ObQueryNameString(PVOID Object,
					     POBJECT_NAME_INFORMATION ObjectNameInfo,
					     ULONG Length, PULONG ReturnLength);
NTKERNELAPI BOOLEAN NTAPI ObIsKernelHandle(HANDLE Handle);

#define ObReferenceObject	ObfReferenceObject
#define ObDereferenceObject	ObfDereferenceObject

#endif
