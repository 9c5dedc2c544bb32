/* SPDX-License-Identifier: GPL-2.0 */
/* Wmi: registration of data providers. The library's part is in wmilib.h. */
#ifndef _WDM_WMI_H
#define _WDM_WMI_H

#include <wdm/io.h>

#define WMIREG_ACTION_REGISTER		1
#define WMIREG_ACTION_DEREGISTER	2
#define WMIREG_ACTION_REREGISTER	3
#define WMIREG_ACTION_UPDATE_GUIDS	4
#define WMIREG_ACTION_BLOCK_IRPS	5
#define WMIREGISTER			0
#define WMIUPDATE			1

NTKERNELAPI NTSTATUS NTAPI IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action);
NTKERNELAPI ULONG NTAPI IoWMIDeviceObjectToProviderId(PDEVICE_OBJECT DeviceObject);
NTKERNELAPI NTSTATUS NTAPI IoWMIWriteEvent(PVOID WnodeEventItem);
NTKERNELAPI NTSTATUS NTAPI IoWMIAllocateInstanceIds(GUID *Guid, ULONG InstanceCount,
						    ULONG *FirstInstanceId);

/* What other drivers provide. */
typedef VOID NTAPI FWMI_NOTIFICATION_CALLBACK(PVOID Wnode, PVOID Context);
typedef FWMI_NOTIFICATION_CALLBACK *WMI_NOTIFICATION_CALLBACK;
NTKERNELAPI NTSTATUS NTAPI IoWMIOpenBlock(LPCGUID Guid, ULONG DesiredAccess,
					  PVOID *DataBlockObject);
NTKERNELAPI NTSTATUS NTAPI IoWMIQueryAllData(PVOID DataBlockObject, PULONG InOutBufferSize,
					     PVOID OutBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMISetNotificationCallback(PVOID Object,
							WMI_NOTIFICATION_CALLBACK Callback,
							PVOID Context);
NTKERNELAPI NTSTATUS NTAPI IoWMIQueryAllDataMultiple(PVOID *DataBlockObjectList, ULONG ObjectCount,
						     PULONG InOutBufferSize, PVOID OutBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMIQuerySingleInstance(PVOID DataBlockObject,
						    PUNICODE_STRING InstanceName,
						    PULONG InOutBufferSize, PVOID OutBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMIQuerySingleInstanceMultiple(PVOID *DataBlockObjectList,
							    PUNICODE_STRING InstanceNames,
							    ULONG ObjectCount,
							    PULONG InOutBufferSize,
							    PVOID OutBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMISetSingleInstance(PVOID DataBlockObject,
						  PUNICODE_STRING InstanceName, ULONG Version,
						  ULONG ValueBufferSize, PVOID ValueBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMISetSingleItem(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
					      ULONG DataItemId, ULONG Version,
					      ULONG ValueBufferSize, PVOID ValueBuffer);
NTKERNELAPI NTSTATUS NTAPI IoWMIExecuteMethod(PVOID DataBlockObject, PUNICODE_STRING InstanceName,
					      ULONG MethodId, ULONG InBufferSize,
					      PULONG OutBufferSize, PUCHAR InOutBuffer);

/* Messages to the logger; their flags are in evntrace.h. */
#ifndef _TRACEHANDLE_DEFINED
#define _TRACEHANDLE_DEFINED
typedef ULONG64 TRACEHANDLE, *PTRACEHANDLE;
#endif

typedef enum _TRACE_INFORMATION_CLASS {
	TraceIdClass,
	TraceHandleClass,
	TraceEnableFlagsClass,
	TraceEnableLevelClass,
	GlobalLoggerHandleClass,
	EventLoggerHandleClass,
	AllLoggerHandlesClass,
	TraceHandleByNameClass,
	LoggerEventsLostClass,
	TraceSessionSettingsClass,
	LoggerEventsLoggedClass,
	DiskIoNotifyRoutinesClass,
	TraceInformationClassReserved1,
	FltIoNotifyRoutinesClass,
	TraceInformationClassReserved2,
	WdfNotifyRoutinesClass,
	MaxTraceInformationClass
} TRACE_INFORMATION_CLASS;

NTKERNELAPI NTSTATUS STDAPIVCALLTYPE WmiTraceMessage(TRACEHANDLE LoggerHandle, ULONG MessageFlags,
						     LPCGUID MessageGuid, USHORT MessageNumber,
						     ...);
NTKERNELAPI NTSTATUS NTAPI WmiTraceMessageVa(TRACEHANDLE LoggerHandle, ULONG MessageFlags,
					     LPCGUID MessageGuid, USHORT MessageNumber,
					     va_list MessageArgList);
NTKERNELAPI NTSTATUS NTAPI WmiQueryTraceInformation(TRACE_INFORMATION_CLASS TraceInformationClass,
						    PVOID TraceInformation,
						    ULONG TraceInformationLength,
						    PULONG RequiredLength, PVOID Buffer);

/* Names of instances */
NTKERNELAPI NTSTATUS NTAPI IoWMISuggestInstanceName(PDEVICE_OBJECT PhysicalDeviceObject,
						    PUNICODE_STRING SymbolicLinkName,
						    BOOLEAN CombineNames,
						    PUNICODE_STRING SuggestedInstanceName);
NTKERNELAPI NTSTATUS NTAPI IoWMIDeviceObjectToInstanceName(PVOID DataBlockObject,
							   PDEVICE_OBJECT DeviceObject,
							   PUNICODE_STRING InstanceName);
NTKERNELAPI NTSTATUS NTAPI IoWMIHandleToInstanceName(PVOID DataBlockObject, HANDLE FileHandle,
						     PUNICODE_STRING InstanceName);

#endif
