/* SPDX-License-Identifier: GPL-2.0 */
/* Rtl: lengths and addresses of more than 32 bits in resource descriptors. */
#ifndef _WDM_RTL_RESOURCE_H
#define _WDM_RTL_RESOURCE_H

#include <wdm/pnp_types.h>

NTSYSAPI NTSTATUS NTAPI RtlIoEncodeMemIoResource(struct _IO_RESOURCE_DESCRIPTOR *Descriptor,
						 UCHAR Type, ULONGLONG Length,
						 ULONGLONG Alignment,
						 ULONGLONG MinimumAddress,
						 ULONGLONG MaximumAddress);
NTSYSAPI ULONGLONG NTAPI RtlIoDecodeMemIoResource(struct _IO_RESOURCE_DESCRIPTOR *Descriptor,
						  PULONGLONG Alignment,
						  PULONGLONG MinimumAddress,
						  PULONGLONG MaximumAddress);
NTSYSAPI NTSTATUS NTAPI
RtlCmEncodeMemIoResource(struct _CM_PARTIAL_RESOURCE_DESCRIPTOR *Descriptor, UCHAR Type,
			 ULONGLONG Length, ULONGLONG Start);
NTSYSAPI ULONGLONG NTAPI
RtlCmDecodeMemIoResource(struct _CM_PARTIAL_RESOURCE_DESCRIPTOR *Descriptor,
			 PULONGLONG Start);
NTSYSAPI NTSTATUS NTAPI RtlFindClosestEncodableLength(ULONGLONG SourceLength,
						      PULONGLONG TargetLength);

#endif
