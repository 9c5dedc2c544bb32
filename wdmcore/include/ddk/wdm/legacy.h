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

typedef enum _CONFIGURATION_TYPE {
	ArcSystem = 0,
	CentralProcessor,
	FloatingPointProcessor,
	MaximumType = 41
} CONFIGURATION_TYPE, *PCONFIGURATION_TYPE;

/* A variable on Windows. */
#define KeNumberProcessors	((CCHAR)KeQueryActiveProcessorCount(NULL))

#endif
