/* SPDX-License-Identifier: GPL-2.0 */
/* Io and Ps: what ntddk.h has over wdm.h of files, hard errors, threads and activities. */
#ifndef _WDM_NTDDK_IO_H
#define _WDM_NTDDK_IO_H

#include <wdm/io.h>
#include <wdm/zw_file.h>

typedef struct _TXN_PARAMETER_BLOCK {
	USHORT Length;
	USHORT TxFsContext;
	PVOID TransactionObject;
} TXN_PARAMETER_BLOCK, *PTXN_PARAMETER_BLOCK;

typedef struct _IO_DRIVER_CREATE_CONTEXT {
	CSHORT Size;
	struct _ECP_LIST *ExtraCreateParameter;
	PVOID DeviceObjectHint;
	PTXN_PARAMETER_BLOCK TxnParameters;
} IO_DRIVER_CREATE_CONTEXT, *PIO_DRIVER_CREATE_CONTEXT;

FORCEINLINE VOID NTAPI IoInitializeDriverCreateContext(PIO_DRIVER_CREATE_CONTEXT DriverContext)
{
	IO_DRIVER_CREATE_CONTEXT empty = { .Size = sizeof(IO_DRIVER_CREATE_CONTEXT) };

	*DriverContext = empty;
}

NTKERNELAPI NTSTATUS NTAPI IoCreateFileEx(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
					  POBJECT_ATTRIBUTES ObjectAttributes,
					  PIO_STATUS_BLOCK IoStatusBlock,
					  PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
					  ULONG ShareAccess, ULONG Disposition,
					  ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength,
					  CREATE_FILE_TYPE CreateFileType,
					  PVOID InternalParameters, ULONG Options,
					  PIO_DRIVER_CREATE_CONTEXT DriverContext);
NTKERNELAPI NTSTATUS NTAPI IoCreateFileSpecifyDeviceObjectHint(
	PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
	PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
	ULONG ShareAccess, ULONG Disposition, ULONG CreateOptions, PVOID EaBuffer,
	ULONG EaLength, CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters,
	ULONG Options, PVOID DeviceObject);
NTKERNELAPI PGENERIC_MAPPING NTAPI IoGetFileObjectGenericMapping(VOID);

NTKERNELAPI VOID NTAPI IoRaiseHardError(PIRP Irp, PVPB Vpb, PDEVICE_OBJECT RealDeviceObject);
NTKERNELAPI BOOLEAN NTAPI IoRaiseInformationalHardError(NTSTATUS ErrorStatus,
							PUNICODE_STRING String,
							PKTHREAD Thread);
NTKERNELAPI BOOLEAN NTAPI IoSetThreadHardErrorMode(BOOLEAN EnableHardErrors);

NTKERNELAPI NTSTATUS NTAPI IoGetActivityIdIrp(PIRP Irp, LPGUID Guid);
NTKERNELAPI NTSTATUS NTAPI IoSetActivityIdIrp(PIRP Irp, LPCGUID Guid);

typedef enum _THREADINFOCLASS {
	ThreadBasicInformation,
	ThreadTimes,
	ThreadPriority,
	ThreadBasePriority,
	ThreadAffinityMask,
	ThreadImpersonationToken,
	ThreadDescriptorTableEntry,
	ThreadEnableAlignmentFaultFixup,
	ThreadEventPair_Reusable,
	ThreadQuerySetWin32StartAddress,
	ThreadZeroTlsCell,
	ThreadPerformanceCount,
	ThreadAmILastThread,
	ThreadIdealProcessor,
	ThreadPriorityBoost,
	ThreadSetTlsArrayAddress,
	ThreadIsIoPending,
	ThreadHideFromDebugger,
	ThreadBreakOnTermination,
	ThreadSwitchLegacyState,
	ThreadIsTerminated,
	ThreadLastSystemCall,
	ThreadIoPriority,
	ThreadCycleTime,
	ThreadPagePriority,
	ThreadActualBasePriority,
	ThreadTebInformation,
	ThreadCSwitchMon,
	ThreadCSwitchPmu,
	ThreadWow64Context,
	ThreadGroupInformation,
	ThreadUmsInformation,
	ThreadCounterProfiling,
	ThreadIdealProcessorEx,
	ThreadPowerThrottlingState = 49
} THREADINFOCLASS;

typedef struct _PAGE_PRIORITY_INFORMATION {
	ULONG PagePriority;
} PAGE_PRIORITY_INFORMATION, *PPAGE_PRIORITY_INFORMATION;

#define MEMORY_PRIORITY_LOWEST		0
#define MEMORY_PRIORITY_VERY_LOW	1
#define MEMORY_PRIORITY_LOW		2
#define MEMORY_PRIORITY_MEDIUM		3
#define MEMORY_PRIORITY_BELOW_NORMAL	4
#define MEMORY_PRIORITY_NORMAL		5

#define POWER_THROTTLING_THREAD_CURRENT_VERSION	1
#define POWER_THROTTLING_THREAD_EXECUTION_SPEED	0x1
#define POWER_THROTTLING_THREAD_VALID_FLAGS	POWER_THROTTLING_THREAD_EXECUTION_SPEED

typedef struct _POWER_THROTTLING_THREAD_STATE {
	ULONG Version;
	ULONG ControlMask;
	ULONG StateMask;
} POWER_THROTTLING_THREAD_STATE, *PPOWER_THROTTLING_THREAD_STATE;

NTSYSAPI NTSTATUS NTAPI ZwSetInformationThread(HANDLE ThreadHandle,
					       THREADINFOCLASS ThreadInformationClass,
					       PVOID ThreadInformation,
					       ULONG ThreadInformationLength);

#endif
