/* SPDX-License-Identifier: GPL-2.0 */
/* Se: the structures of access checks that IRPs refer to. */
#ifndef _WDM_SE_H
#define _WDM_SE_H

#include <wdm/base.h>

typedef struct _SECURITY_QUALITY_OF_SERVICE {
	ULONG Length;
	ULONG ImpersonationLevel;
	BOOLEAN ContextTrackingMode;
	BOOLEAN EffectiveOnly;
} SECURITY_QUALITY_OF_SERVICE, *PSECURITY_QUALITY_OF_SERVICE;

typedef struct _ACCESS_STATE *PACCESS_STATE;

typedef struct _IO_SECURITY_CONTEXT {
	PSECURITY_QUALITY_OF_SERVICE SecurityQos;
	PACCESS_STATE AccessState;
	ACCESS_MASK DesiredAccess;
	ULONG FullCreateOptions;
} IO_SECURITY_CONTEXT, *PIO_SECURITY_CONTEXT;

#define SECURITY_DESCRIPTOR_REVISION 1

#endif
