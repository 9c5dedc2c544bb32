/* SPDX-License-Identifier: GPL-2.0 */
/* wdmsec.h: device objects with a security descriptor, and the usual ones as text. */
#ifndef _WDMSEC_H_
#define _WDMSEC_H_

#include <wdm.h>

/* WdmlibIoCreateDeviceSecure: the name in wdmsec.lib */
NTSYSAPI NTSTATUS NTAPI
WdmlibIoCreateDeviceSecure(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
			   PUNICODE_STRING DeviceName, DEVICE_TYPE DeviceType,
			   ULONG DeviceCharacteristics, BOOLEAN Exclusive,
			   PCUNICODE_STRING DefaultSDDLString, LPCGUID DeviceClassGuid,
			   PDEVICE_OBJECT *DeviceObject);
#define IoCreateDeviceSecure	WdmlibIoCreateDeviceSecure

#ifndef DECLARE_CONST_UNICODE_STRING
#define DECLARE_CONST_UNICODE_STRING(_var, _string) \
	static const WCHAR _var##_buffer[] = _string; \
	static const UNICODE_STRING _var = { sizeof(_string) - sizeof(WCHAR), \
					     sizeof(_string), (PWCH)_var##_buffer }
#endif

/*
 * SYS: Local System, ADM: Administrators, WORLD: Everyone, RES: Restricted Code;
 * R, W, X: read, write, execute. A static constant each, as in Microsoft's header.
 */
#define __WDM_SDDL(name, text) \
	static const UNICODE_STRING name __attribute__((__unused__)) = { \
		sizeof(text) - sizeof(WCHAR), sizeof(text), (PWCH)(text) }

__WDM_SDDL(SDDL_DEVOBJ_KERNEL_ONLY, L"D:P");
__WDM_SDDL(SDDL_DEVOBJ_INF_SUPPLIED, L"D:P(A;;GA;;;SY)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL, L"D:P(A;;GA;;;SY)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_ALL, L"D:P(A;;GA;;;SY)(A;;GA;;;BA)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RX, L"D:P(A;;GA;;;SY)(A;;GRGX;;;BA)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R,
	   L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R,
	   L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)(A;;GR;;;RC)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R,
	   L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGW;;;WD)(A;;GR;;;RC)");
__WDM_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX,
	   L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGWGX;;;WD)(A;;GRGWGX;;;RC)");

#endif
