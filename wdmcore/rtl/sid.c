// SPDX-License-Identifier: GPL-2.0
/* Rtl: security identifiers. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

#include "call.h"
#include "compat.h"
#include "ex.h"
#include "rtl.h"
#include "se.h"

#define TAG	0x64697352	/* 'Rsid' */

static size_t sid_size(u32 count)
{
	return offsetof(SID, SubAuthority) + count * sizeof(ULONG);
}

bool wdm_sid_valid_within(const void *sid, size_t max)
{
	const SID *s = sid;

	return max >= sid_size(0) && s->Revision == SID_REVISION &&
	       s->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES &&
	       sid_size(s->SubAuthorityCount) <= max;
}

static void make(union wdm_sid *sid, u8 authority, u8 count, va_list ap)
{
	u8 i;

	memset(sid, 0, sizeof(*sid));
	sid->sid.Revision = SID_REVISION;
	sid->sid.SubAuthorityCount = count;
	sid->sid.IdentifierAuthority.Value[5] = authority;
	for (i = 0; i < count; i++)
		*RtlSubAuthoritySid(sid, i) = va_arg(ap, u32);
}

void wdm_sid_make(union wdm_sid *sid, u8 authority, u8 count, ...)
{
	va_list ap;

	va_start(ap, count);
	make(sid, authority, count, ap);
	va_end(ap);
}
WDM_EXPORT(wdm_sid_make);

bool wdm_sid_is(PSID sid, u8 authority, u8 count, ...)
{
	union wdm_sid other;
	va_list ap;

	va_start(ap, count);
	make(&other, authority, count, ap);
	va_end(ap);
	return RtlEqualSid(sid, &other);
}
WDM_EXPORT(wdm_sid_is);

/**
 * RtlValidSid - is it a SID?
 * @Sid: what may be one
 *
 * Context: IRQL < DISPATCH_LEVEL if the SID is pageable, here and below
 * Return: TRUE for revision 1 and at most 15 subauthorities
 * Reference: "RtlValidSid function (ntifs.h)"
 */
BOOLEAN NTAPI RtlValidSid(PSID Sid)
{
	return Sid && wdm_sid_valid_within(Sid, SECURITY_MAX_SID_SIZE);
}
WDM_EXPORT(RtlValidSid);

/**
 * RtlLengthSid - size of a SID
 * @Sid: a valid SID
 *
 * Return: bytes
 * Reference: "RtlLengthSid function (ntifs.h)"
 */
ULONG NTAPI RtlLengthSid(PSID Sid)
{
	return sid_size(((SID *)Sid)->SubAuthorityCount);
}
WDM_EXPORT(RtlLengthSid);

/**
 * RtlLengthRequiredSid - size that a SID will have
 * @SubAuthorityCount: its subauthorities
 *
 * Return: bytes
 * Reference: "RtlLengthRequiredSid function (ntifs.h)"
 */
ULONG NTAPI RtlLengthRequiredSid(ULONG SubAuthorityCount)
{
	return sid_size(SubAuthorityCount);
}
WDM_EXPORT(RtlLengthRequiredSid);

/**
 * RtlEqualSid - are two SIDs the same?
 * @Sid1: a valid SID
 * @Sid2: another one
 *
 * Return: TRUE if so
 * Reference: "RtlEqualSid function (ntifs.h)"
 */
BOOLEAN NTAPI RtlEqualSid(PSID Sid1, PSID Sid2)
{
	return RtlLengthSid(Sid1) == RtlLengthSid(Sid2) &&
	       !memcmp(Sid1, Sid2, RtlLengthSid(Sid1));
}
WDM_EXPORT(RtlEqualSid);

/**
 * RtlEqualPrefixSid - are two SIDs the same but for the last subauthority?
 * @Sid1: a valid SID
 * @Sid2: another one
 *
 * Return: TRUE if so
 * Reference: "RtlEqualPrefixSid function (ntifs.h)"
 */
BOOLEAN NTAPI RtlEqualPrefixSid(PSID Sid1, PSID Sid2)
{
	ULONG length = RtlLengthSid(Sid1);

	if (length != RtlLengthSid(Sid2))
		return FALSE;
	if (((SID *)Sid1)->SubAuthorityCount)
		length -= sizeof(ULONG);
	return !memcmp(Sid1, Sid2, length);
}
WDM_EXPORT(RtlEqualPrefixSid);

/**
 * RtlInitializeSid - set up a SID
 * @Sid: gets all but the values of the subauthorities
 * @IdentifierAuthority: the authority
 * @SubAuthorityCount: subauthorities, at most 15
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER
 * Reference: "RtlInitializeSid function (ntifs.h)"
 */
NTSTATUS NTAPI RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
				UCHAR SubAuthorityCount)
{
	SID *sid = Sid;

	if (SubAuthorityCount > SID_MAX_SUB_AUTHORITIES)
		return STATUS_INVALID_PARAMETER;
	sid->Revision = SID_REVISION;
	sid->SubAuthorityCount = SubAuthorityCount;
	sid->IdentifierAuthority = *IdentifierAuthority;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlInitializeSid);

/**
 * RtlIdentifierAuthoritySid - the authority of a SID
 * @Sid: a SID
 *
 * Return: where it is
 * Reference: "RtlIdentifierAuthoritySid function (ntifs.h)"
 */
PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID Sid)
{
	return &((SID *)Sid)->IdentifierAuthority;
}
WDM_EXPORT(RtlIdentifierAuthoritySid);

/**
 * RtlSubAuthoritySid - a subauthority of a SID
 * @Sid: a SID
 * @SubAuthority: its index
 *
 * Return: where it is
 * Reference: "RtlSubAuthoritySid function (ntifs.h)"
 */
PULONG NTAPI RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority)
{
	return (PULONG)((char *)Sid + sid_size(SubAuthority));
}
WDM_EXPORT(RtlSubAuthoritySid);

/**
 * RtlSubAuthorityCountSid - the count of subauthorities of a SID
 * @Sid: a SID
 *
 * Return: where it is
 * Reference: "RtlSubAuthorityCountSid function (ntifs.h)"
 */
PUCHAR NTAPI RtlSubAuthorityCountSid(PSID Sid)
{
	return &((SID *)Sid)->SubAuthorityCount;
}
WDM_EXPORT(RtlSubAuthorityCountSid);

/**
 * RtlCopySid - copy a SID
 * @DestinationSidLength: bytes at @DestinationSid
 * @DestinationSid: gets the SID
 * @SourceSid: a valid SID
 *
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL
 * Reference: "RtlCopySid function (ntifs.h)"
 */
NTSTATUS NTAPI RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid, PSID SourceSid)
{
	if (RtlLengthSid(SourceSid) > DestinationSidLength)
		return STATUS_BUFFER_TOO_SMALL;
	memmove(DestinationSid, SourceSid, RtlLengthSid(SourceSid));
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlCopySid);

/**
 * RtlConvertSidToUnicodeString - the text of a SID: S-1-5-18
 * @UnicodeString: gets the text
 * @Sid: the SID
 * @AllocateDestinationString: allocate the buffer, for RtlFreeUnicodeString()
 *
 * An authority of more than 32 bits is written in hexadecimal.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_SID; STATUS_NO_MEMORY;
 *	STATUS_BUFFER_OVERFLOW if the caller's buffer is too small
 * Reference: "RtlConvertSidToUnicodeString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid,
					    BOOLEAN AllocateDestinationString)
{
	/* 14 for a hexadecimal authority, 11 for each subauthority */
	char text[sizeof("S-1-0x123456789abc") + SID_MAX_SUB_AUTHORITIES * 11];
	const SID *s = Sid;
	ANSI_STRING ansi;
	u64 authority = 0;
	size_t at;
	u8 i;

	if (!RtlValidSid(Sid))
		return STATUS_INVALID_SID;
	for (i = 0; i < 6; i++)
		authority = authority << 8 | s->IdentifierAuthority.Value[i];
	at = scnprintf(text, sizeof(text), authority > U32_MAX ? "S-1-0x%012llx" : "S-1-%llu",
		       authority);
	for (i = 0; i < s->SubAuthorityCount; i++)
		at += scnprintf(text + at, sizeof(text) - at, "-%u",
				*RtlSubAuthoritySid(Sid, i));
	ansi.Buffer = text;
	ansi.Length = at;
	ansi.MaximumLength = at + 1;
	return RtlAnsiStringToUnicodeString(UnicodeString, &ansi, AllocateDestinationString);
}
WDM_EXPORT(RtlConvertSidToUnicodeString);

/**
 * RtlAllocateAndInitializeSid - make a SID
 * @IdentifierAuthority: the authority
 * @SubAuthorityCount: how many of the following count, at most 8
 * @SubAuthority0: a subauthority
 * @SubAuthority1: a subauthority
 * @SubAuthority2: a subauthority
 * @SubAuthority3: a subauthority
 * @SubAuthority4: a subauthority
 * @SubAuthority5: a subauthority
 * @SubAuthority6: a subauthority
 * @SubAuthority7: a subauthority
 * @Sid: gets the SID, for RtlFreeSid()
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_SID; STATUS_NO_MEMORY
 * Reference: "RtlAllocateAndInitializeSid function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
					   UCHAR SubAuthorityCount, ULONG SubAuthority0,
					   ULONG SubAuthority1, ULONG SubAuthority2,
					   ULONG SubAuthority3, ULONG SubAuthority4,
					   ULONG SubAuthority5, ULONG SubAuthority6,
					   ULONG SubAuthority7, PSID *Sid)
{
	const ULONG values[] = { SubAuthority0, SubAuthority1, SubAuthority2, SubAuthority3,
				 SubAuthority4, SubAuthority5, SubAuthority6, SubAuthority7 };
	SID *sid;

	if (SubAuthorityCount > ARRAY_SIZE(values))
		return STATUS_INVALID_SID;
	sid = wdm_pool_alloc(sid_size(SubAuthorityCount), TAG, 0, WDM_CALLER_BEHIND(5));
	if (!sid)
		return STATUS_NO_MEMORY;
	RtlInitializeSid(sid, IdentifierAuthority, SubAuthorityCount);
	memcpy((char *)sid + sid_size(0), values, SubAuthorityCount * sizeof(ULONG));
	*Sid = sid;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlAllocateAndInitializeSid);

/**
 * RtlFreeSid - free a SID
 * @Sid: from RtlAllocateAndInitializeSid()
 *
 * Return: NULL
 * Reference: "RtlFreeSid function (ntifs.h)"
 */
PVOID NTAPI RtlFreeSid(PSID Sid)
{
	wdm_pool_free(Sid, TAG, WDM_CALLER());
	return NULL;
}
WDM_EXPORT(RtlFreeSid);
