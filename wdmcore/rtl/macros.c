// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: what the headers make a macro or the compiler's own, as functions: Windows exports
 * them, so images import them. userspace-tools/build/exports finds them by their names.
 */
#include <linux/string.h>

#include <ntddk.h>
#include "pe_thunk.h"

void wdm_pe_RtlCopyMemory(void *d, const void *s, SIZE_T n)
{
	wdm_driver_memcpy(d, s, n);
}

void wdm_pe_RtlMoveMemory(void *d, const void *s, SIZE_T n)
{
	wdm_driver_memmove(d, s, n);
}

void wdm_pe_RtlFillMemory(void *d, SIZE_T n, int fill)
{
	wdm_driver_memset(d, fill, n);
}

void wdm_pe_RtlZeroMemory(void *d, SIZE_T n)
{
	wdm_driver_memset(d, 0, n);
}

SIZE_T wdm_pe_strlen(const char *s)
{
	SIZE_T n = 0;

	while (s[n])
		n++;
	return n;
}

/* A hint and no more. */
void wdm_pe_RtlPrefetchMemoryNonTemporal(void *p, SIZE_T n)
{
}

BOOLEAN wdm_pe_RtlEqualLuid(PLUID a, PLUID b)
{
	return a->LowPart == b->LowPart && a->HighPart == b->HighPart;
}

ULONG wdm_pe_RtlAnsiStringToUnicodeSize(PCANSI_STRING s)
{
	return RtlxAnsiStringToUnicodeSize(s);
}

ULONG wdm_pe_RtlOemStringToUnicodeSize(PCOEM_STRING s)
{
	return RtlxAnsiStringToUnicodeSize(s);
}

ULONG wdm_pe_RtlUnicodeStringToAnsiSize(PCUNICODE_STRING s)
{
	return RtlxUnicodeStringToAnsiSize(s);
}

ULONG wdm_pe_RtlUnicodeStringToOemSize(PCUNICODE_STRING s)
{
	return RtlxUnicodeStringToAnsiSize(s);
}

PKTHREAD wdm_pe_KeGetCurrentThread(void)
{
	return (PKTHREAD)PsGetCurrentThread();
}
