/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hal: registers and ports, interrupts, DMA adapters, the PCI configuration
 * header.
 */
#ifndef _WDM_HAL_H
#define _WDM_HAL_H

#include <wdm/io.h>
#include <wdm/pnp_types.h>

/*
 * Device registers. One access of exactly the asked width, in program order:
 * hence the instruction itself, as the compiler may split, merge or repeat an
 * ordinary access.
 */
#define WDM_READ_REGISTER(Name, Type, Insn)						\
	FORCEINLINE Type READ_REGISTER_##Name(volatile Type *Register)			\
	{										\
		Type Value;								\
											\
		__asm__ __volatile__(Insn " %1, %0"					\
				     : "=r"(Value) : "m"(*Register) : "memory");	\
		return Value;								\
	}
#define WDM_WRITE_REGISTER(Name, Type, Insn, Constraint)				\
	FORCEINLINE VOID WRITE_REGISTER_##Name(volatile Type *Register, Type Value)	\
	{										\
		__asm__ __volatile__(Insn " %1, %0"					\
				     : "=m"(*Register) : Constraint(Value) : "memory");	\
		__asm__ __volatile__("lock; orl $0, (%%rsp)" ::: "memory", "cc");	\
	}
#define WDM_REGISTER_BUFFER(Name, Type)							\
	FORCEINLINE VOID READ_REGISTER_BUFFER_##Name(volatile Type *Register,		\
						     Type *Buffer, ULONG Count)		\
	{										\
		for (; Count; Count--)							\
			*Buffer++ = READ_REGISTER_##Name(Register++);			\
	}										\
	FORCEINLINE VOID WRITE_REGISTER_BUFFER_##Name(volatile Type *Register,		\
						      Type *Buffer, ULONG Count)	\
	{										\
		for (; Count; Count--)							\
			WRITE_REGISTER_##Name(Register++, *Buffer++);			\
	}

WDM_READ_REGISTER(UCHAR, UCHAR, "movb")
WDM_READ_REGISTER(USHORT, USHORT, "movw")
WDM_READ_REGISTER(ULONG, ULONG, "movl")
WDM_READ_REGISTER(ULONG64, ULONG64, "movq")
WDM_WRITE_REGISTER(UCHAR, UCHAR, "movb", "q")
WDM_WRITE_REGISTER(USHORT, USHORT, "movw", "r")
WDM_WRITE_REGISTER(ULONG, ULONG, "movl", "r")
WDM_WRITE_REGISTER(ULONG64, ULONG64, "movq", "r")
WDM_REGISTER_BUFFER(UCHAR, UCHAR)
WDM_REGISTER_BUFFER(USHORT, USHORT)
WDM_REGISTER_BUFFER(ULONG, ULONG)
WDM_REGISTER_BUFFER(ULONG64, ULONG64)
#define READ_REGISTER_ULONG_PTR		READ_REGISTER_ULONG64
#define WRITE_REGISTER_ULONG_PTR	WRITE_REGISTER_ULONG64

/* A port's number comes in a pointer, as resources carry it. */
#define WDM_PORT(Name, Type, Suffix, Register)						\
	FORCEINLINE Type READ_PORT_##Name(Type *Port)					\
	{										\
		Type Value;								\
											\
		__asm__ __volatile__("in" Suffix " %w1, %" Register "0"			\
				     : "=a"(Value) : "Nd"((USHORT)(ULONG_PTR)Port)	\
				     : "memory");					\
		return Value;								\
	}										\
	FORCEINLINE VOID WRITE_PORT_##Name(Type *Port, Type Value)			\
	{										\
		__asm__ __volatile__("out" Suffix " %" Register "0, %w1"		\
				     : : "a"(Value), "Nd"((USHORT)(ULONG_PTR)Port)	\
				     : "memory");					\
	}										\
	FORCEINLINE VOID READ_PORT_BUFFER_##Name(Type *Port, Type *Buffer, ULONG Count)	\
	{										\
		for (; Count; Count--)							\
			*Buffer++ = READ_PORT_##Name(Port);				\
	}										\
	FORCEINLINE VOID WRITE_PORT_BUFFER_##Name(Type *Port, Type *Buffer, ULONG Count)	\
	{										\
		for (; Count; Count--)							\
			WRITE_PORT_##Name(Port, *Buffer++);				\
	}

WDM_PORT(UCHAR, UCHAR, "b", "b")
WDM_PORT(USHORT, USHORT, "w", "w")
WDM_PORT(ULONG, ULONG, "l", "k")

/* Interrupts */

NTKERNELAPI NTSTATUS NTAPI IoConnectInterrupt(PKINTERRUPT *InterruptObject,
					      PKSERVICE_ROUTINE ServiceRoutine,
					      PVOID ServiceContext, PKSPIN_LOCK SpinLock,
					      ULONG Vector, KIRQL Irql, KIRQL SynchronizeIrql,
					      KINTERRUPT_MODE InterruptMode, BOOLEAN ShareVector,
					      KAFFINITY ProcessorEnableMask, BOOLEAN FloatingSave);
NTKERNELAPI VOID NTAPI IoDisconnectInterrupt(PKINTERRUPT InterruptObject);

typedef struct _IO_INTERRUPT_MESSAGE_INFO_ENTRY {
	PHYSICAL_ADDRESS MessageAddress;
	KAFFINITY TargetProcessorSet;
	PKINTERRUPT InterruptObject;
	ULONG MessageData;
	ULONG Vector;
	KIRQL Irql;
	KINTERRUPT_MODE Mode;
	KINTERRUPT_POLARITY Polarity;
} IO_INTERRUPT_MESSAGE_INFO_ENTRY, *PIO_INTERRUPT_MESSAGE_INFO_ENTRY;

typedef struct _IO_INTERRUPT_MESSAGE_INFO {
	KIRQL UnifiedIrql;
	ULONG MessageCount;
	IO_INTERRUPT_MESSAGE_INFO_ENTRY MessageInfo[1];
} IO_INTERRUPT_MESSAGE_INFO, *PIO_INTERRUPT_MESSAGE_INFO;

typedef struct _IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS {
	PDEVICE_OBJECT PhysicalDeviceObject;
	PKINTERRUPT *InterruptObject;
	PKSERVICE_ROUTINE ServiceRoutine;
	PVOID ServiceContext;
	PKSPIN_LOCK SpinLock;
	KIRQL SynchronizeIrql;
	BOOLEAN FloatingSave;
	BOOLEAN ShareVector;
	ULONG Vector;
	KIRQL Irql;
	KINTERRUPT_MODE InterruptMode;
	KAFFINITY ProcessorEnableMask;
	USHORT Group;
} IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS,
	*PIO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS;

typedef struct _IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS {
	PDEVICE_OBJECT PhysicalDeviceObject;
	PKINTERRUPT *InterruptObject;
	PKSERVICE_ROUTINE ServiceRoutine;
	PVOID ServiceContext;
	PKSPIN_LOCK SpinLock;
	KIRQL SynchronizeIrql;
	BOOLEAN FloatingSave;
} IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS, *PIO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS;

typedef struct _IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS {
	PDEVICE_OBJECT PhysicalDeviceObject;
	union {
		PVOID *Generic;
		PIO_INTERRUPT_MESSAGE_INFO *InterruptMessageTable;
		PKINTERRUPT *InterruptObject;
	} ConnectionContext;
	PKMESSAGE_SERVICE_ROUTINE MessageServiceRoutine;
	PVOID ServiceContext;
	PKSPIN_LOCK SpinLock;
	KIRQL SynchronizeIrql;
	BOOLEAN FloatingSave;
	PKSERVICE_ROUTINE FallBackServiceRoutine;
} IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS,
	*PIO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS;

typedef struct _IO_CONNECT_INTERRUPT_PARAMETERS {
	ULONG Version;
	union {
		IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS FullySpecified;
		IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS LineBased;
		IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS MessageBased;
	};
} IO_CONNECT_INTERRUPT_PARAMETERS, *PIO_CONNECT_INTERRUPT_PARAMETERS;

typedef struct _IO_DISCONNECT_INTERRUPT_PARAMETERS {
	ULONG Version;
	union {
		PVOID Generic;
		PKINTERRUPT InterruptObject;
		PIO_INTERRUPT_MESSAGE_INFO InterruptMessageTable;
	} ConnectionContext;
} IO_DISCONNECT_INTERRUPT_PARAMETERS, *PIO_DISCONNECT_INTERRUPT_PARAMETERS;

#define CONNECT_FULLY_SPECIFIED		0x1
#define CONNECT_LINE_BASED		0x2
#define CONNECT_MESSAGE_BASED		0x3
#define CONNECT_FULLY_SPECIFIED_GROUP	0x4
#define CONNECT_MESSAGE_BASED_PASSIVE	0x5
#define CONNECT_CURRENT_VERSION		0x5

NTKERNELAPI NTSTATUS NTAPI IoConnectInterruptEx(PIO_CONNECT_INTERRUPT_PARAMETERS Parameters);
NTKERNELAPI VOID NTAPI IoDisconnectInterruptEx(PIO_DISCONNECT_INTERRUPT_PARAMETERS Parameters);

NTKERNELAPI NTSTATUS NTAPI IoGetAffinityInterrupt(PKINTERRUPT InterruptObject,
						  PGROUP_AFFINITY GroupAffinity);

typedef struct _IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS {
	ULONG Version;
	union {
		PVOID Generic;
		PKINTERRUPT InterruptObject;
		PIO_INTERRUPT_MESSAGE_INFO InterruptMessageTable;
	} ConnectionContext;
} IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS, *PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS;

NTKERNELAPI VOID NTAPI
IoReportInterruptActive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters);
NTKERNELAPI VOID NTAPI
IoReportInterruptInactive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters);

/* DMA */

#define DEVICE_DESCRIPTION_VERSION	0x0000
#define DEVICE_DESCRIPTION_VERSION1	0x0001
#define DEVICE_DESCRIPTION_VERSION2	0x0002
#define DEVICE_DESCRIPTION_VERSION3	0x0003

typedef struct _DEVICE_DESCRIPTION {
	ULONG Version;
	BOOLEAN Master;
	BOOLEAN ScatterGather;
	BOOLEAN DemandMode;
	BOOLEAN AutoInitialize;
	BOOLEAN Dma32BitAddresses;
	BOOLEAN IgnoreCount;
	BOOLEAN Reserved1;
	BOOLEAN Dma64BitAddresses;
	ULONG BusNumber;
	ULONG DmaChannel;
	INTERFACE_TYPE InterfaceType;
	DMA_WIDTH DmaWidth;
	DMA_SPEED DmaSpeed;
	ULONG MaximumLength;
	ULONG DmaPort;
	ULONG DmaAddressWidth;
	ULONG DmaControllerInstance;
	ULONG DmaRequestLine;
	PHYSICAL_ADDRESS DeviceAddress;
} DEVICE_DESCRIPTION, *PDEVICE_DESCRIPTION;
C_ASSERT(sizeof(DEVICE_DESCRIPTION) == 64);

struct _DMA_ADAPTER {
	USHORT Version;
	USHORT Size;
	struct _DMA_OPERATIONS *DmaOperations;
};

typedef struct _SCATTER_GATHER_ELEMENT {
	PHYSICAL_ADDRESS Address;
	ULONG Length;
	ULONG_PTR Reserved;
} SCATTER_GATHER_ELEMENT, *PSCATTER_GATHER_ELEMENT;

struct _SCATTER_GATHER_LIST {
	ULONG NumberOfElements;
	ULONG_PTR Reserved;
	SCATTER_GATHER_ELEMENT Elements[];
};
C_ASSERT(sizeof(SCATTER_GATHER_LIST) == 16);

typedef enum _DMA_COMPLETION_STATUS {
	DmaComplete,
	DmaAborted,
	DmaError,
	DmaCancelled
} DMA_COMPLETION_STATUS;

#define DMA_TRANSFER_CONTEXT_VERSION1	1
#define DMA_TRANSFER_CONTEXT_SIZE_V1	128

#define DMA_ADAPTER_INFO_VERSION1	1
typedef struct _DMA_ADAPTER_INFO_V1 {
	ULONG ReadDmaCounterAvailable;
	ULONG ScatterGatherLimit;
	ULONG DmaAddressWidth;
	ULONG Flags;
	ULONG MinimumTransferUnit;
} DMA_ADAPTER_INFO_V1, *PDMA_ADAPTER_INFO_V1;
#define ADAPTER_INFO_SYNCHRONOUS_CALLBACK	0x0001
#define ADAPTER_INFO_API_BYPASS			0x0002

typedef struct _DMA_ADAPTER_INFO {
	ULONG Version;
	union {
		DMA_ADAPTER_INFO_V1 V1;
	};
} DMA_ADAPTER_INFO, *PDMA_ADAPTER_INFO;

#define DMA_TRANSFER_INFO_VERSION1	1
#define DMA_TRANSFER_INFO_VERSION2	2

typedef struct _DMA_TRANSFER_INFO_V1 {
	ULONG MapRegisterCount;
	ULONG ScatterGatherElementCount;
	ULONG ScatterGatherListSize;
} DMA_TRANSFER_INFO_V1, *PDMA_TRANSFER_INFO_V1;

typedef struct _DMA_TRANSFER_INFO_V2 {
	ULONG MapRegisterCount;
	ULONG ScatterGatherElementCount;
	ULONG ScatterGatherListSize;
	ULONG LogicalPageCount;
} DMA_TRANSFER_INFO_V2, *PDMA_TRANSFER_INFO_V2;

typedef struct _DMA_TRANSFER_INFO {
	ULONG Version;
	union {
		DMA_TRANSFER_INFO_V1 V1;
		DMA_TRANSFER_INFO_V2 V2;
	};
} DMA_TRANSFER_INFO, *PDMA_TRANSFER_INFO;

#define DMA_SYNCHRONOUS_CALLBACK	0x01
#define DMA_ZERO_BUFFERS		0x02

#define DOMAIN_COMMON_BUFFER_LARGE_PAGE	0x1

typedef struct _DMA_COMMON_BUFFER_VECTOR *PDMA_COMMON_BUFFER_VECTOR;

typedef enum _DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_TYPE {
	CommonBufferConfigTypeLogicalAddressLimits,
	CommonBufferConfigTypeSubSection,
	CommonBufferConfigTypeHardwareAccessPermissions,
	CommonBufferConfigTypeMax
} DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_TYPE,
	*PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_TYPE;

typedef enum _DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_ACCESS_TYPE {
	CommonBufferHardwareAccessReadOnly,
	CommonBufferHardwareAccessWriteOnly,
	CommonBufferHardwareAccessReadWrite,
	CommonBufferHardwareAccessMax
} DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_ACCESS_TYPE,
	*PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_ACCESS_TYPE;

typedef struct _DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION {
	DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_TYPE ConfigType;
	union {
		struct {
			PHYSICAL_ADDRESS MinimumAddress;
			PHYSICAL_ADDRESS MaximumAddress;
		} LogicalAddressLimits;
		struct {
			ULONGLONG Offset;
			ULONG Length;
		} SubSection;
		DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION_ACCESS_TYPE HardwareAccessType;
		ULONGLONG Reserved[4];
	};
} DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION, *PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION;
C_ASSERT(sizeof(DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION) == 40);

typedef VOID NTAPI DMA_COMPLETION_ROUTINE(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
					  PVOID CompletionContext, DMA_COMPLETION_STATUS Status);
typedef DMA_COMPLETION_ROUTINE *PDMA_COMPLETION_ROUTINE;

typedef VOID NTAPI PUT_DMA_ADAPTER(PDMA_ADAPTER DmaAdapter);
typedef PUT_DMA_ADAPTER *PPUT_DMA_ADAPTER;
typedef PVOID NTAPI ALLOCATE_COMMON_BUFFER(PDMA_ADAPTER DmaAdapter, ULONG Length,
					   PPHYSICAL_ADDRESS LogicalAddress, BOOLEAN CacheEnabled);
typedef ALLOCATE_COMMON_BUFFER *PALLOCATE_COMMON_BUFFER;
typedef VOID NTAPI FREE_COMMON_BUFFER(PDMA_ADAPTER DmaAdapter, ULONG Length,
				      PHYSICAL_ADDRESS LogicalAddress, PVOID VirtualAddress,
				      BOOLEAN CacheEnabled);
typedef FREE_COMMON_BUFFER *PFREE_COMMON_BUFFER;
typedef NTSTATUS NTAPI ALLOCATE_ADAPTER_CHANNEL(PDMA_ADAPTER DmaAdapter,
						PDEVICE_OBJECT DeviceObject,
						ULONG NumberOfMapRegisters,
						PDRIVER_CONTROL ExecutionRoutine, PVOID Context);
typedef ALLOCATE_ADAPTER_CHANNEL *PALLOCATE_ADAPTER_CHANNEL;
typedef BOOLEAN NTAPI FLUSH_ADAPTER_BUFFERS(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
					    BOOLEAN WriteToDevice);
typedef FLUSH_ADAPTER_BUFFERS *PFLUSH_ADAPTER_BUFFERS;
typedef VOID NTAPI FREE_ADAPTER_CHANNEL(PDMA_ADAPTER DmaAdapter);
typedef FREE_ADAPTER_CHANNEL *PFREE_ADAPTER_CHANNEL;
typedef VOID NTAPI FREE_MAP_REGISTERS(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase,
				      ULONG NumberOfMapRegisters);
typedef FREE_MAP_REGISTERS *PFREE_MAP_REGISTERS;
typedef PHYSICAL_ADDRESS NTAPI MAP_TRANSFER(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
					    BOOLEAN WriteToDevice);
typedef MAP_TRANSFER *PMAP_TRANSFER;
typedef ULONG NTAPI GET_DMA_ALIGNMENT(PDMA_ADAPTER DmaAdapter);
typedef GET_DMA_ALIGNMENT *PGET_DMA_ALIGNMENT;
typedef ULONG NTAPI READ_DMA_COUNTER(PDMA_ADAPTER DmaAdapter);
typedef READ_DMA_COUNTER *PREAD_DMA_COUNTER;
typedef NTSTATUS NTAPI GET_SCATTER_GATHER_LIST(PDMA_ADAPTER DmaAdapter,
					       PDEVICE_OBJECT DeviceObject, PMDL Mdl,
					       PVOID CurrentVa, ULONG Length,
					       PDRIVER_LIST_CONTROL ExecutionRoutine,
					       PVOID Context, BOOLEAN WriteToDevice);
typedef GET_SCATTER_GATHER_LIST *PGET_SCATTER_GATHER_LIST;
typedef VOID NTAPI PUT_SCATTER_GATHER_LIST(PDMA_ADAPTER DmaAdapter,
					   PSCATTER_GATHER_LIST ScatterGather,
					   BOOLEAN WriteToDevice);
typedef PUT_SCATTER_GATHER_LIST *PPUT_SCATTER_GATHER_LIST;
typedef NTSTATUS NTAPI CALCULATE_SCATTER_GATHER_LIST_SIZE(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
							  PVOID CurrentVa, ULONG Length,
							  PULONG ScatterGatherListSize,
							  PULONG pNumberOfMapRegisters);
typedef CALCULATE_SCATTER_GATHER_LIST_SIZE *PCALCULATE_SCATTER_GATHER_LIST_SIZE;
typedef NTSTATUS NTAPI BUILD_SCATTER_GATHER_LIST(PDMA_ADAPTER DmaAdapter,
						 PDEVICE_OBJECT DeviceObject, PMDL Mdl,
						 PVOID CurrentVa, ULONG Length,
						 PDRIVER_LIST_CONTROL ExecutionRoutine,
						 PVOID Context, BOOLEAN WriteToDevice,
						 PVOID ScatterGatherBuffer,
						 ULONG ScatterGatherLength);
typedef BUILD_SCATTER_GATHER_LIST *PBUILD_SCATTER_GATHER_LIST;
typedef NTSTATUS NTAPI BUILD_MDL_FROM_SCATTER_GATHER_LIST(PDMA_ADAPTER DmaAdapter,
							  PSCATTER_GATHER_LIST ScatterGather,
							  PMDL OriginalMdl, PMDL *TargetMdl);
typedef BUILD_MDL_FROM_SCATTER_GATHER_LIST *PBUILD_MDL_FROM_SCATTER_GATHER_LIST;
typedef NTSTATUS NTAPI GET_DMA_ADAPTER_INFO(PDMA_ADAPTER DmaAdapter,
					    PDMA_ADAPTER_INFO AdapterInfo);
typedef GET_DMA_ADAPTER_INFO *PGET_DMA_ADAPTER_INFO;
typedef NTSTATUS NTAPI GET_DMA_TRANSFER_INFO(PDMA_ADAPTER DmaAdapter, PMDL Mdl, ULONGLONG Offset,
					     ULONG Length, BOOLEAN WriteOnly,
					     PDMA_TRANSFER_INFO TransferInfo);
typedef GET_DMA_TRANSFER_INFO *PGET_DMA_TRANSFER_INFO;
typedef NTSTATUS NTAPI INITIALIZE_DMA_TRANSFER_CONTEXT(PDMA_ADAPTER DmaAdapter,
						       PVOID DmaTransferContext);
typedef INITIALIZE_DMA_TRANSFER_CONTEXT *PINITIALIZE_DMA_TRANSFER_CONTEXT;
typedef PVOID NTAPI ALLOCATE_COMMON_BUFFER_EX(PDMA_ADAPTER DmaAdapter,
					      PPHYSICAL_ADDRESS MaximumAddress, ULONG Length,
					      PPHYSICAL_ADDRESS LogicalAddress,
					      BOOLEAN CacheEnabled, NODE_REQUIREMENT PreferredNode);
typedef ALLOCATE_COMMON_BUFFER_EX *PALLOCATE_COMMON_BUFFER_EX;
typedef NTSTATUS NTAPI ALLOCATE_ADAPTER_CHANNEL_EX(PDMA_ADAPTER DmaAdapter,
						   PDEVICE_OBJECT DeviceObject,
						   PVOID DmaTransferContext,
						   ULONG NumberOfMapRegisters, ULONG Flags,
						   PDRIVER_CONTROL ExecutionRoutine,
						   PVOID ExecutionContext, PVOID *MapRegisterBase);
typedef ALLOCATE_ADAPTER_CHANNEL_EX *PALLOCATE_ADAPTER_CHANNEL_EX;
typedef NTSTATUS NTAPI CONFIGURE_ADAPTER_CHANNEL(PDMA_ADAPTER DmaAdapter, ULONG FunctionNumber,
						 PVOID Context);
typedef CONFIGURE_ADAPTER_CHANNEL *PCONFIGURE_ADAPTER_CHANNEL;
typedef BOOLEAN NTAPI CANCEL_ADAPTER_CHANNEL(PDMA_ADAPTER DmaAdapter,
					     PDEVICE_OBJECT DeviceObject,
					     PVOID DmaTransferContext);
typedef CANCEL_ADAPTER_CHANNEL *PCANCEL_ADAPTER_CHANNEL;
typedef NTSTATUS NTAPI MAP_TRANSFER_EX(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase,
				       ULONGLONG Offset, ULONG DeviceOffset, PULONG Length,
				       BOOLEAN WriteToDevice,
				       PSCATTER_GATHER_LIST ScatterGatherBuffer,
				       ULONG ScatterGatherBufferLength,
				       PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
				       PVOID CompletionContext);
typedef MAP_TRANSFER_EX *PMAP_TRANSFER_EX;
typedef NTSTATUS NTAPI GET_SCATTER_GATHER_LIST_EX(PDMA_ADAPTER DmaAdapter,
						  PDEVICE_OBJECT DeviceObject,
						  PVOID DmaTransferContext, PMDL Mdl,
						  ULONGLONG Offset, ULONG Length, ULONG Flags,
						  PDRIVER_LIST_CONTROL ExecutionRoutine,
						  PVOID Context, BOOLEAN WriteToDevice,
						  PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
						  PVOID CompletionContext,
						  PSCATTER_GATHER_LIST *ScatterGatherList);
typedef GET_SCATTER_GATHER_LIST_EX *PGET_SCATTER_GATHER_LIST_EX;
typedef NTSTATUS NTAPI BUILD_SCATTER_GATHER_LIST_EX(PDMA_ADAPTER DmaAdapter,
						    PDEVICE_OBJECT DeviceObject,
						    PVOID DmaTransferContext, PMDL Mdl,
						    ULONGLONG Offset, ULONG Length, ULONG Flags,
						    PDRIVER_LIST_CONTROL ExecutionRoutine,
						    PVOID Context, BOOLEAN WriteToDevice,
						    PVOID ScatterGatherBuffer,
						    ULONG ScatterGatherLength,
						    PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
						    PVOID CompletionContext,
						    PVOID ScatterGatherList);
typedef BUILD_SCATTER_GATHER_LIST_EX *PBUILD_SCATTER_GATHER_LIST_EX;
typedef NTSTATUS NTAPI FLUSH_ADAPTER_BUFFERS_EX(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
						PVOID MapRegisterBase, ULONGLONG Offset,
						ULONG Length, BOOLEAN WriteToDevice);
typedef FLUSH_ADAPTER_BUFFERS_EX *PFLUSH_ADAPTER_BUFFERS_EX;
typedef VOID NTAPI FREE_ADAPTER_OBJECT(PDMA_ADAPTER DmaAdapter,
				       IO_ALLOCATION_ACTION AllocationAction);
typedef FREE_ADAPTER_OBJECT *PFREE_ADAPTER_OBJECT;
typedef NTSTATUS NTAPI CANCEL_MAPPED_TRANSFER(PDMA_ADAPTER DmaAdapter, PVOID DmaTransferContext);
typedef CANCEL_MAPPED_TRANSFER *PCANCEL_MAPPED_TRANSFER;
typedef NTSTATUS NTAPI ALLOCATE_DOMAIN_COMMON_BUFFER(PDMA_ADAPTER DmaAdapter,
						     HANDLE DomainHandle,
						     PPHYSICAL_ADDRESS MaximumAddress,
						     ULONG Length, ULONG Flags,
						     MEMORY_CACHING_TYPE *CacheType,
						     NODE_REQUIREMENT PreferredNode,
						     PPHYSICAL_ADDRESS LogicalAddress,
						     PVOID *VirtualAddress);
typedef ALLOCATE_DOMAIN_COMMON_BUFFER *PALLOCATE_DOMAIN_COMMON_BUFFER;
typedef NTSTATUS NTAPI FLUSH_DMA_BUFFER(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					BOOLEAN ReadOperation);
typedef FLUSH_DMA_BUFFER *PFLUSH_DMA_BUFFER;
typedef NTSTATUS NTAPI JOIN_DMA_DOMAIN(PDMA_ADAPTER DmaAdapter, HANDLE DomainHandle);
typedef JOIN_DMA_DOMAIN *PJOIN_DMA_DOMAIN;
typedef NTSTATUS NTAPI LEAVE_DMA_DOMAIN(PDMA_ADAPTER DmaAdapter);
typedef LEAVE_DMA_DOMAIN *PLEAVE_DMA_DOMAIN;
typedef HANDLE NTAPI GET_DMA_DOMAIN(PDMA_ADAPTER DmaAdapter);
typedef GET_DMA_DOMAIN *PGET_DMA_DOMAIN;
typedef PVOID NTAPI ALLOCATE_COMMON_BUFFER_WITH_BOUNDS(PDMA_ADAPTER DmaAdapter,
						       PPHYSICAL_ADDRESS MinimumAddress,
						       PPHYSICAL_ADDRESS MaximumAddress,
						       ULONG Length, ULONG Flags,
						       MEMORY_CACHING_TYPE *CacheType,
						       NODE_REQUIREMENT PreferredNode,
						       PPHYSICAL_ADDRESS LogicalAddress);
typedef ALLOCATE_COMMON_BUFFER_WITH_BOUNDS *PALLOCATE_COMMON_BUFFER_WITH_BOUNDS;
typedef NTSTATUS NTAPI ALLOCATE_COMMON_BUFFER_VECTOR(PDMA_ADAPTER DmaAdapter,
						     PHYSICAL_ADDRESS LowAddress,
						     PHYSICAL_ADDRESS HighAddress,
						     MEMORY_CACHING_TYPE CacheType,
						     NODE_REQUIREMENT IdealNode, ULONG Flags,
						     ULONG NumberOfElements,
						     ULONGLONG SizeOfElements,
						     PDMA_COMMON_BUFFER_VECTOR *VectorOut);
typedef ALLOCATE_COMMON_BUFFER_VECTOR *PALLOCATE_COMMON_BUFFER_VECTOR;
typedef VOID NTAPI GET_COMMON_BUFFER_FROM_VECTOR_BY_INDEX(PDMA_ADAPTER DmaAdapter,
							  PDMA_COMMON_BUFFER_VECTOR Vector,
							  ULONG Index, PVOID *VirtualAddressOut,
							  PPHYSICAL_ADDRESS LogicalAddressOut);
typedef GET_COMMON_BUFFER_FROM_VECTOR_BY_INDEX *PGET_COMMON_BUFFER_FROM_VECTOR_BY_INDEX;
typedef VOID NTAPI FREE_COMMON_BUFFER_FROM_VECTOR(PDMA_ADAPTER DmaAdapter,
						  PDMA_COMMON_BUFFER_VECTOR Vector, ULONG Index);
typedef FREE_COMMON_BUFFER_FROM_VECTOR *PFREE_COMMON_BUFFER_FROM_VECTOR;
typedef VOID NTAPI FREE_COMMON_BUFFER_VECTOR(PDMA_ADAPTER DmaAdapter,
					     PDMA_COMMON_BUFFER_VECTOR Vector);
typedef FREE_COMMON_BUFFER_VECTOR *PFREE_COMMON_BUFFER_VECTOR;
typedef NTSTATUS NTAPI
CREATE_COMMON_BUFFER_FROM_MDL(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
			      PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION ExtendedConfigs,
			      ULONG ExtendedConfigsCount, PPHYSICAL_ADDRESS LogicalAddress);
typedef CREATE_COMMON_BUFFER_FROM_MDL *PCREATE_COMMON_BUFFER_FROM_MDL;

struct _DMA_OPERATIONS {
	ULONG Size;
	PPUT_DMA_ADAPTER PutDmaAdapter;
	PALLOCATE_COMMON_BUFFER AllocateCommonBuffer;
	PFREE_COMMON_BUFFER FreeCommonBuffer;
	PALLOCATE_ADAPTER_CHANNEL AllocateAdapterChannel;
	PFLUSH_ADAPTER_BUFFERS FlushAdapterBuffers;
	PFREE_ADAPTER_CHANNEL FreeAdapterChannel;
	PFREE_MAP_REGISTERS FreeMapRegisters;
	PMAP_TRANSFER MapTransfer;
	PGET_DMA_ALIGNMENT GetDmaAlignment;
	PREAD_DMA_COUNTER ReadDmaCounter;
	PGET_SCATTER_GATHER_LIST GetScatterGatherList;
	PPUT_SCATTER_GATHER_LIST PutScatterGatherList;
	PCALCULATE_SCATTER_GATHER_LIST_SIZE CalculateScatterGatherList;
	PBUILD_SCATTER_GATHER_LIST BuildScatterGatherList;
	PBUILD_MDL_FROM_SCATTER_GATHER_LIST BuildMdlFromScatterGatherList;
	PGET_DMA_ADAPTER_INFO GetDmaAdapterInfo;
	PGET_DMA_TRANSFER_INFO GetDmaTransferInfo;
	PINITIALIZE_DMA_TRANSFER_CONTEXT InitializeDmaTransferContext;
	PALLOCATE_COMMON_BUFFER_EX AllocateCommonBufferEx;
	PALLOCATE_ADAPTER_CHANNEL_EX AllocateAdapterChannelEx;
	PCONFIGURE_ADAPTER_CHANNEL ConfigureAdapterChannel;
	PCANCEL_ADAPTER_CHANNEL CancelAdapterChannel;
	PMAP_TRANSFER_EX MapTransferEx;
	PGET_SCATTER_GATHER_LIST_EX GetScatterGatherListEx;
	PBUILD_SCATTER_GATHER_LIST_EX BuildScatterGatherListEx;
	PFLUSH_ADAPTER_BUFFERS_EX FlushAdapterBuffersEx;
	PFREE_ADAPTER_OBJECT FreeAdapterObject;
	PCANCEL_MAPPED_TRANSFER CancelMappedTransfer;
	PALLOCATE_DOMAIN_COMMON_BUFFER AllocateDomainCommonBuffer;
	PFLUSH_DMA_BUFFER FlushDmaBuffer;
	PJOIN_DMA_DOMAIN JoinDmaDomain;
	PLEAVE_DMA_DOMAIN LeaveDmaDomain;
	PGET_DMA_DOMAIN GetDmaDomain;
	PALLOCATE_COMMON_BUFFER_WITH_BOUNDS AllocateCommonBufferWithBounds;
	PALLOCATE_COMMON_BUFFER_VECTOR AllocateCommonBufferVector;
	PGET_COMMON_BUFFER_FROM_VECTOR_BY_INDEX GetCommonBufferFromVectorByIndex;
	PFREE_COMMON_BUFFER_FROM_VECTOR FreeCommonBufferFromVector;
	PFREE_COMMON_BUFFER_VECTOR FreeCommonBufferVector;
	PCREATE_COMMON_BUFFER_FROM_MDL CreateCommonBufferFromMdl;
};
C_ASSERT(sizeof(DMA_OPERATIONS) == 320);

NTKERNELAPI PDMA_ADAPTER NTAPI IoGetDmaAdapter(PDEVICE_OBJECT PhysicalDeviceObject,
					       PDEVICE_DESCRIPTION DeviceDescription,
					       PULONG NumberOfMapRegisters);

/* The older names are calls through the operations. */
#define HalAllocateCommonBuffer(Adapter, Length, Address, Cached) \
	((Adapter)->DmaOperations->AllocateCommonBuffer((Adapter), (Length), (Address), (Cached)))
#define HalFreeCommonBuffer(Adapter, Length, Address, Va, Cached) \
	((Adapter)->DmaOperations->FreeCommonBuffer((Adapter), (Length), (Address), (Va), (Cached)))

FORCEINLINE NTSTATUS IoAllocateAdapterChannel(PADAPTER_OBJECT AdapterObject,
					      PDEVICE_OBJECT DeviceObject,
					      ULONG NumberOfMapRegisters,
					      PDRIVER_CONTROL ExecutionRoutine, PVOID Context)
{
	return AdapterObject->DmaOperations->AllocateAdapterChannel(AdapterObject, DeviceObject,
								    NumberOfMapRegisters,
								    ExecutionRoutine, Context);
}

FORCEINLINE BOOLEAN IoFlushAdapterBuffers(PADAPTER_OBJECT AdapterObject, PMDL Mdl,
					  PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
					  BOOLEAN WriteToDevice)
{
	return AdapterObject->DmaOperations->FlushAdapterBuffers(AdapterObject, Mdl,
								 MapRegisterBase, CurrentVa,
								 Length, WriteToDevice);
}

FORCEINLINE VOID IoFreeAdapterChannel(PADAPTER_OBJECT AdapterObject)
{
	AdapterObject->DmaOperations->FreeAdapterChannel(AdapterObject);
}

FORCEINLINE VOID IoFreeMapRegisters(PADAPTER_OBJECT AdapterObject, PVOID MapRegisterBase,
				    ULONG NumberOfMapRegisters)
{
	AdapterObject->DmaOperations->FreeMapRegisters(AdapterObject, MapRegisterBase,
						       NumberOfMapRegisters);
}

FORCEINLINE PHYSICAL_ADDRESS IoMapTransfer(PADAPTER_OBJECT AdapterObject, PMDL Mdl,
					   PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
					   BOOLEAN WriteToDevice)
{
	return AdapterObject->DmaOperations->MapTransfer(AdapterObject, Mdl, MapRegisterBase,
							 CurrentVa, Length, WriteToDevice);
}

FORCEINLINE ULONG HalGetDmaAlignment(PADAPTER_OBJECT AdapterObject)
{
	return AdapterObject->DmaOperations->GetDmaAlignment(AdapterObject);
}

FORCEINLINE ULONG HalReadDmaCounter(PADAPTER_OBJECT AdapterObject)
{
	return AdapterObject->DmaOperations->ReadDmaCounter(AdapterObject);
}

/* PCI configuration header */

#define PCI_TYPE0_ADDRESSES	6
#define PCI_TYPE1_ADDRESSES	2
#define PCI_TYPE2_ADDRESSES	5

typedef struct _PCI_SLOT_NUMBER {
	union {
		struct {
			ULONG DeviceNumber : 5;
			ULONG FunctionNumber : 3;
			ULONG Reserved : 24;
		} bits;
		ULONG AsULONG;
	} u;
} PCI_SLOT_NUMBER, *PPCI_SLOT_NUMBER;

typedef struct _PCI_COMMON_HEADER {
	USHORT VendorID;
	USHORT DeviceID;
	USHORT Command;
	USHORT Status;
	UCHAR RevisionID;
	UCHAR ProgIf;
	UCHAR SubClass;
	UCHAR BaseClass;
	UCHAR CacheLineSize;
	UCHAR LatencyTimer;
	UCHAR HeaderType;
	UCHAR BIST;
	union {
		struct _PCI_HEADER_TYPE_0 {
			ULONG BaseAddresses[PCI_TYPE0_ADDRESSES];
			ULONG CIS;
			USHORT SubVendorID;
			USHORT SubSystemID;
			ULONG ROMBaseAddress;
			UCHAR CapabilitiesPtr;
			UCHAR Reserved1[3];
			ULONG Reserved2;
			UCHAR InterruptLine;
			UCHAR InterruptPin;
			UCHAR MinimumGrant;
			UCHAR MaximumLatency;
		} type0;
	} u;
} PCI_COMMON_HEADER, *PPCI_COMMON_HEADER;
C_ASSERT(sizeof(PCI_COMMON_HEADER) == 64);

typedef struct _PCI_COMMON_CONFIG {
	USHORT VendorID;
	USHORT DeviceID;
	USHORT Command;
	USHORT Status;
	UCHAR RevisionID;
	UCHAR ProgIf;
	UCHAR SubClass;
	UCHAR BaseClass;
	UCHAR CacheLineSize;
	UCHAR LatencyTimer;
	UCHAR HeaderType;
	UCHAR BIST;
	union {
		struct _PCI_HEADER_TYPE_0 type0;
	} u;
	UCHAR DeviceSpecific[192];
} PCI_COMMON_CONFIG, *PPCI_COMMON_CONFIG;
C_ASSERT(sizeof(PCI_COMMON_CONFIG) == 256);

#define PCI_COMMON_HDR_LENGTH	(FIELD_OFFSET(PCI_COMMON_CONFIG, DeviceSpecific))
#define PCI_INVALID_VENDORID	0xFFFF
#define PCI_MULTIFUNCTION	0x80
#define PCI_DEVICE_TYPE		0x00
#define PCI_BRIDGE_TYPE		0x01
#define PCI_ENABLE_IO_SPACE	0x0001
#define PCI_ENABLE_MEMORY_SPACE	0x0002
#define PCI_ENABLE_BUS_MASTER	0x0004
#define PCI_CAPABILITY_ID_POWER_MANAGEMENT	0x01
#define PCI_CAPABILITY_ID_MSI			0x05
#define PCI_CAPABILITY_ID_VENDOR_SPECIFIC	0x09
#define PCI_CAPABILITY_ID_PCI_EXPRESS		0x10
#define PCI_CAPABILITY_ID_MSIX			0x11

#endif
