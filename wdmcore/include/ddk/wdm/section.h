/* SPDX-License-Identifier: GPL-2.0 */
/* Mm: sections, memory that a driver and programs map. */
#ifndef _WDM_SECTION_H
#define _WDM_SECTION_H

#include <wdm/base.h>
#include <wdm/mm.h>

#define SEC_FILE		0x00800000
#define SEC_IMAGE		0x01000000
#define SEC_RESERVE		0x04000000
#define SEC_COMMIT		0x08000000
#define SEC_NOCACHE		0x10000000
#define SEC_WRITECOMBINE	0x40000000
#define SEC_LARGE_PAGES		0x80000000

#define SECTION_QUERY		0x0001
#define SECTION_MAP_WRITE	0x0002
#define SECTION_MAP_READ	0x0004
#define SECTION_MAP_EXECUTE	0x0008
#define SECTION_EXTEND_SIZE	0x0010
#define SECTION_ALL_ACCESS	(STANDARD_RIGHTS_REQUIRED | 0x1F)

typedef enum _SECTION_INHERIT {
	ViewShare = 1,
	ViewUnmap = 2
} SECTION_INHERIT;

extern POBJECT_TYPE *MmSectionObjectType;

NTSYSAPI NTSTATUS NTAPI ZwCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
					POBJECT_ATTRIBUTES ObjectAttributes,
					PLARGE_INTEGER MaximumSize, ULONG SectionPageProtection,
					ULONG AllocationAttributes, HANDLE FileHandle);
NTSYSAPI NTSTATUS NTAPI ZwOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
				      POBJECT_ATTRIBUTES ObjectAttributes);
NTSYSAPI NTSTATUS NTAPI ZwMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle,
					   PVOID *BaseAddress, ULONG_PTR ZeroBits,
					   SIZE_T CommitSize, PLARGE_INTEGER SectionOffset,
					   PSIZE_T ViewSize, SECTION_INHERIT InheritDisposition,
					   ULONG AllocationType, ULONG Win32Protect);
NTSYSAPI NTSTATUS NTAPI ZwUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress);
NTKERNELAPI NTSTATUS NTAPI MmMapViewInSystemSpace(PVOID Section, PVOID *MappedBase,
						  PSIZE_T ViewSize);
NTKERNELAPI NTSTATUS NTAPI MmUnmapViewInSystemSpace(PVOID MappedBase);

#endif
