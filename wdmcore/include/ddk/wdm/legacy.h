/* SPDX-License-Identifier: GPL-2.0 */
/* What ntddk.h has over wdm.h. */
#ifndef _WDM_LEGACY_H
#define _WDM_LEGACY_H

#include <wdm/io.h>
#include <wdm/hal.h>

typedef struct _CONTROLLER_OBJECT {
	CSHORT Type;
	CSHORT Size;
	PVOID ControllerExtension;
	KDEVICE_QUEUE DeviceWaitQueue;
	ULONG Spare1;
	LARGE_INTEGER Spare2;
} CONTROLLER_OBJECT, *PCONTROLLER_OBJECT;

NTKERNELAPI PCONTROLLER_OBJECT NTAPI IoCreateController(ULONG Size);
NTKERNELAPI VOID NTAPI IoDeleteController(PCONTROLLER_OBJECT ControllerObject);
NTKERNELAPI VOID NTAPI IoAllocateController(PCONTROLLER_OBJECT ControllerObject,
					    PDEVICE_OBJECT DeviceObject,
					    PDRIVER_CONTROL ExecutionRoutine, PVOID Context);
NTKERNELAPI VOID NTAPI IoFreeController(PCONTROLLER_OBJECT ControllerObject);

NTKERNELAPI NTSTATUS NTAPI IoReportDetectedDevice(
		PDRIVER_OBJECT DriverObject, INTERFACE_TYPE LegacyBusType, ULONG BusNumber,
		ULONG SlotNumber, PCM_RESOURCE_LIST ResourceList,
		PIO_RESOURCE_REQUIREMENTS_LIST ResourceRequirements, BOOLEAN ResourceAssigned,
		PDEVICE_OBJECT *DeviceObject);
NTKERNELAPI NTSTATUS NTAPI IoReportResourceForDetection(
		PDRIVER_OBJECT DriverObject, PCM_RESOURCE_LIST DriverList, ULONG DriverListSize,
		PDEVICE_OBJECT DeviceObject, PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize,
		PBOOLEAN ConflictDetected);
NTKERNELAPI NTSTATUS NTAPI IoReportResourceUsage(
		PUNICODE_STRING DriverClassName, PDRIVER_OBJECT DriverObject,
		PCM_RESOURCE_LIST DriverList, ULONG DriverListSize, PDEVICE_OBJECT DeviceObject,
		PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize, BOOLEAN OverrideConflict,
		PBOOLEAN ConflictDetected);
NTKERNELAPI NTSTATUS NTAPI IoAssignResources(
		PUNICODE_STRING RegistryPath, PUNICODE_STRING DriverClassName,
		PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT DeviceObject,
		PIO_RESOURCE_REQUIREMENTS_LIST RequestedResources,
		PCM_RESOURCE_LIST *AllocatedResources);

#define IoAssignArcName(ArcName, DeviceName)	IoCreateSymbolicLink((ArcName), (DeviceName))
#define IoDeassignArcName(ArcName)		IoDeleteSymbolicLink((ArcName))

typedef struct _CONFIGURATION_INFORMATION {
	ULONG DiskCount;
	ULONG FloppyCount;
	ULONG CdRomCount;
	ULONG TapeCount;
	ULONG ScsiPortCount;
	ULONG SerialCount;
	ULONG ParallelCount;
	BOOLEAN AtDiskPrimaryAddressClaimed;
	BOOLEAN AtDiskSecondaryAddressClaimed;
	ULONG Version;
	ULONG MediumChangerCount;
} CONFIGURATION_INFORMATION, *PCONFIGURATION_INFORMATION;
C_ASSERT(sizeof(CONFIGURATION_INFORMATION) == 40);

NTKERNELAPI PCONFIGURATION_INFORMATION NTAPI IoGetConfigurationInformation(VOID);
NTKERNELAPI BOOLEAN NTAPI IoIs32bitProcess(PIRP Irp);

NTHALAPI ULONG NTAPI HalGetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
				   PVOID Buffer, ULONG Length);
NTHALAPI ULONG NTAPI HalGetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber,
					   ULONG SlotNumber, PVOID Buffer, ULONG Offset,
					   ULONG Length);
NTHALAPI ULONG NTAPI HalSetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
				   PVOID Buffer, ULONG Length);
NTHALAPI ULONG NTAPI HalSetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber,
					   ULONG SlotNumber, PVOID Buffer, ULONG Offset,
					   ULONG Length);
NTHALAPI BOOLEAN NTAPI HalTranslateBusAddress(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
					      PHYSICAL_ADDRESS BusAddress, PULONG AddressSpace,
					      PPHYSICAL_ADDRESS TranslatedAddress);
#define HalGetDmaAlignmentRequirement() 1L

/* For devices that the driver has been given by Plug and Play all the same. */
NTHALAPI PADAPTER_OBJECT NTAPI HalGetAdapter(PDEVICE_DESCRIPTION DeviceDescription,
					     PULONG NumberOfMapRegisters);
NTHALAPI NTSTATUS NTAPI HalAllocateAdapterChannel(PADAPTER_OBJECT AdapterObject,
						  PWAIT_CONTEXT_BLOCK Wcb,
						  ULONG NumberOfMapRegisters,
						  PDRIVER_CONTROL ExecutionRoutine);
NTHALAPI ULONG NTAPI HalGetInterruptVector(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
					   ULONG BusInterruptLevel, ULONG BusInterruptVector,
					   PKIRQL Irql, PKAFFINITY Affinity);
NTHALAPI NTSTATUS NTAPI HalAssignSlotResources(PUNICODE_STRING RegistryPath,
					       PUNICODE_STRING DriverClassName,
					       PDRIVER_OBJECT DriverObject,
					       PDEVICE_OBJECT DeviceObject,
					       INTERFACE_TYPE BusType, ULONG BusNumber,
					       ULONG SlotNumber,
					       PCM_RESOURCE_LIST *AllocatedResources);

typedef enum _CONFIGURATION_TYPE {
	ArcSystem = 0,
	CentralProcessor,
	FloatingPointProcessor,
	MaximumType = 41
} CONFIGURATION_TYPE, *PCONFIGURATION_TYPE;

/* A variable on Windows. */
#define KeNumberProcessors	((CCHAR)KeQueryActiveProcessorCount(NULL))

#endif
