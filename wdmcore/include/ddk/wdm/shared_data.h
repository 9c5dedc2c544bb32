/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page that Windows shows to everybody at a fixed address. Its clocks advance each
 * millisecond; KeQuerySystemTimePrecise() & co are exact.
 */
#ifndef _WDM_SHARED_DATA_H
#define _WDM_SHARED_DATA_H

#include <wdm/base.h>

#define PROCESSOR_FEATURE_MAX		64
#define MAXIMUM_XSTATE_FEATURES		64
#define MAX_WOW64_SHARED_ENTRIES	16

typedef struct _KSYSTEM_TIME {
	ULONG LowPart;
	LONG High1Time;
	LONG High2Time;
} KSYSTEM_TIME, *PKSYSTEM_TIME;

typedef enum _ALTERNATIVE_ARCHITECTURE_TYPE {
	StandardDesign,
	NEC98x86,
	EndAlternatives,
} ALTERNATIVE_ARCHITECTURE_TYPE;

typedef struct _XSTATE_FEATURE {
	ULONG Offset;
	ULONG Size;
} XSTATE_FEATURE, *PXSTATE_FEATURE;

typedef struct _XSTATE_CONFIGURATION {
	ULONG64 EnabledFeatures;
	ULONG64 EnabledVolatileFeatures;
	ULONG Size;
	ULONG OptimizedSave:1;
	XSTATE_FEATURE Features[MAXIMUM_XSTATE_FEATURES];
} XSTATE_CONFIGURATION, *PXSTATE_CONFIGURATION;

typedef struct _KUSER_SHARED_DATA {
	ULONG TickCountLowDeprecated;
	ULONG TickCountMultiplier;
	volatile KSYSTEM_TIME InterruptTime;
	volatile KSYSTEM_TIME SystemTime;
	volatile KSYSTEM_TIME TimeZoneBias;
	USHORT ImageNumberLow;
	USHORT ImageNumberHigh;
	WCHAR NtSystemRoot[260];
	ULONG MaxStackTraceDepth;
	ULONG CryptoExponent;
	ULONG TimeZoneId;
	ULONG LargePageMinimum;
	ULONG Reserved2[7];
	NT_PRODUCT_TYPE NtProductType;
	BOOLEAN ProductTypeIsValid;
	ULONG NtMajorVersion;
	ULONG NtMinorVersion;
	BOOLEAN ProcessorFeatures[PROCESSOR_FEATURE_MAX];
	ULONG Reserved1;
	ULONG Reserved3;
	volatile ULONG TimeSlip;
	ALTERNATIVE_ARCHITECTURE_TYPE AlternativeArchitecture;
	ULONG AltArchitecturePad[1];
	LARGE_INTEGER SystemExpirationDate;
	ULONG SuiteMask;
	BOOLEAN KdDebuggerEnabled;
	UCHAR NXSupportPolicy;
	volatile ULONG ActiveConsoleId;
	volatile ULONG DismountCount;
	ULONG ComPlusPackage;
	ULONG LastSystemRITEventTickCount;
	ULONG NumberOfPhysicalPages;
	BOOLEAN SafeBootMode;
	UCHAR TscQpcData;
	UCHAR TscQpcPad[2];
	ULONG SharedDataFlags;
	ULONG DataFlagsPad[1];
	ULONGLONG TestRetInstruction;
	ULONG SystemCall;
	ULONG SystemCallReturn;
	ULONGLONG SystemCallPad[3];
	union {
		volatile KSYSTEM_TIME TickCount;
		volatile ULONG64 TickCountQuad;
		struct {
			ULONG ReservedTickCountOverlay[3];
			ULONG TickCountPad[1];
		};
	};
	ULONG Cookie;
	ULONG CookiePad[1];
	LONGLONG ConsoleSessionForegroundProcessId;
	ULONG Wow64SharedInformation[MAX_WOW64_SHARED_ENTRIES];
	USHORT UserModeGlobalLogger[16];
	ULONG ImageFileExecutionOptions;
	ULONG LangGenerationCount;
	ULONGLONG Reserved5;
	volatile ULONG64 InterruptTimeBias;
	volatile ULONG64 TscQpcBias;
	volatile ULONG ActiveProcessorCount;
	volatile USHORT ActiveGroupCount;
	USHORT Reserved4;
	volatile ULONG AitSamplingValue;
	volatile ULONG AppCompatFlag;
	ULONGLONG SystemDllNativeRelocation;
	ULONG SystemDllWowRelocation;
	ULONG XStatePad[1];
	XSTATE_CONFIGURATION XState;
} KUSER_SHARED_DATA, *PKUSER_SHARED_DATA;

/* In place of an address that Linux uses for something else. Any IRQL */
const KUSER_SHARED_DATA *wdm_shared_data(void);
#define SharedUserData	((KUSER_SHARED_DATA *)wdm_shared_data())

#endif /* _WDM_SHARED_DATA_H */
