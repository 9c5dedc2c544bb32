/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: callback objects; further pool routines; suites; variables of the firmware. */
#ifndef _WDM_EX_OBJECT_H
#define _WDM_EX_OBJECT_H

#include <guiddef.h>
#include <wdm/base.h>
#include <wdm/ex.h>
#include <wdm/ob.h>

/* Callback objects */

typedef struct _CALLBACK_OBJECT CALLBACK_OBJECT;
typedef VOID NTAPI CALLBACK_FUNCTION(PVOID CallbackContext, PVOID Argument1, PVOID Argument2);
typedef CALLBACK_FUNCTION *PCALLBACK_FUNCTION;

extern POBJECT_TYPE *ExCallbackObjectType;

NTKERNELAPI NTSTATUS NTAPI ExCreateCallback(PCALLBACK_OBJECT *CallbackObject,
					    POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN Create,
					    BOOLEAN AllowMultipleCallbacks);
NTKERNELAPI PVOID NTAPI ExRegisterCallback(PCALLBACK_OBJECT CallbackObject,
					   PCALLBACK_FUNCTION CallbackFunction,
					   PVOID CallbackContext);
NTKERNELAPI VOID NTAPI ExUnregisterCallback(PVOID CallbackRegistration);
NTKERNELAPI VOID NTAPI ExNotifyCallback(PVOID CallbackObject, PVOID Argument1, PVOID Argument2);

/* Argument1 of \Callback\PowerState */
#define PO_CB_SYSTEM_POWER_POLICY	0
#define PO_CB_AC_STATUS			1
#define PO_CB_BUTTON_COLLISION		2
#define PO_CB_SYSTEM_STATE_LOCK		3
#define PO_CB_LID_SWITCH_STATE		4
#define PO_CB_PROCESSOR_POWER_POLICY	5

/* Pool */

typedef enum POOL_EXTENDED_PARAMETER_TYPE {
	PoolExtendedParameterInvalidType = 0,
	PoolExtendedParameterPriority,
	PoolExtendedParameterSecurePool,
	PoolExtendedParameterNumaNode,
	PoolExtendedParameterMax
} POOL_EXTENDED_PARAMETER_TYPE, *PPOOL_EXTENDED_PARAMETER_TYPE;

#define POOL_EXTENDED_PARAMETER_TYPE_BITS		8
#define POOL_EXTENDED_PARAMETER_REQUIRED_FIELD_BITS	1
#define POOL_EXTENDED_PARAMETER_RESERVED_BITS \
	(64 - POOL_EXTENDED_PARAMETER_TYPE_BITS - POOL_EXTENDED_PARAMETER_REQUIRED_FIELD_BITS)

typedef ULONG EX_POOL_NUMA_NODE;

typedef struct _POOL_EXTENDED_PARAMETER {
	struct {
		ULONG64 Type : POOL_EXTENDED_PARAMETER_TYPE_BITS;
		ULONG64 Optional : POOL_EXTENDED_PARAMETER_REQUIRED_FIELD_BITS;
		ULONG64 Reserved : POOL_EXTENDED_PARAMETER_RESERVED_BITS;
	};
	union {
		ULONG64 Reserved2;
		PVOID Reserved3;
		EX_POOL_PRIORITY Priority;
		PVOID SecurePoolParams;
		EX_POOL_NUMA_NODE PreferredNode;
	};
} POOL_EXTENDED_PARAMETER, *PPOOL_EXTENDED_PARAMETER;
typedef CONST POOL_EXTENDED_PARAMETER *PCPOOL_EXTENDED_PARAMETER;
C_ASSERT(sizeof(POOL_EXTENDED_PARAMETER) == 16);

NTKERNELAPI PVOID NTAPI ExAllocatePool3(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag,
					PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
					ULONG ExtendedParametersCount);

/* The inline forms, see ExAllocatePoolZero(). */
#define ExAllocatePoolQuotaZero(PoolType, NumberOfBytes, Tag) \
	ExAllocatePoolWithQuotaTag((POOL_TYPE)((PoolType) | POOL_ZERO_ALLOCATION), \
				   (NumberOfBytes), (Tag))
#define ExAllocatePoolQuotaUninitialized(PoolType, NumberOfBytes, Tag) \
	ExAllocatePoolWithQuotaTag((PoolType), (NumberOfBytes), (Tag))
#define ExAllocatePoolPriorityZero(PoolType, NumberOfBytes, Tag, Priority) \
	ExAllocatePoolWithTagPriority((POOL_TYPE)((PoolType) | POOL_ZERO_ALLOCATION), \
				      (NumberOfBytes), (Tag), (Priority))
#define ExAllocatePoolPriorityUninitialized(PoolType, NumberOfBytes, Tag, Priority) \
	ExAllocatePoolWithTagPriority((PoolType), (NumberOfBytes), (Tag), (Priority))

/* Suites */

typedef enum _SUITE_TYPE {
	SmallBusiness,
	Enterprise,
	BackOffice,
	CommunicationServer,
	TerminalServer,
	SmallBusinessRestricted,
	EmbeddedNT,
	DataCenter,
	SingleUserTS,
	Personal,
	Blade,
	EmbeddedRestricted,
	SecurityAppliance,
	StorageServer,
	ComputeServer,
	WHServer,
	PhoneNT,
	MultiUserTS,
	MaxSuiteType
} SUITE_TYPE;

NTKERNELAPI BOOLEAN NTAPI ExVerifySuite(SUITE_TYPE SuiteType);

/* Variables of the firmware */

NTKERNELAPI NTSTATUS NTAPI ExGetFirmwareEnvironmentVariable(PUNICODE_STRING VariableName,
							    LPGUID VendorGuid, PVOID Value,
							    PULONG ValueLength,
							    PULONG Attributes);

#endif
