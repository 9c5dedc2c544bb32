// SPDX-License-Identifier: GPL-2.0
/* Rtl: access control lists. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include "se.h"

static bool known_revision(u32 revision)
{
	return revision >= MIN_ACL_REVISION && revision <= MAX_ACL_REVISION;
}

PSID wdm_ace_sid(const ACE_HEADER *ace)
{
	switch (ace->AceType) {
	case ACCESS_ALLOWED_ACE_TYPE:
	case ACCESS_DENIED_ACE_TYPE:
	case SYSTEM_AUDIT_ACE_TYPE:
	case SYSTEM_ALARM_ACE_TYPE:
	case SYSTEM_MANDATORY_LABEL_ACE_TYPE:
	case SYSTEM_SCOPED_POLICY_ID_ACE_TYPE:
		return (PSID)&((PACCESS_ALLOWED_ACE)ace)->SidStart;
	default:
		return NULL;
	}
}

static bool valid_ace(const ACE_HEADER *ace, size_t max)
{
	const size_t sid_at = offsetof(ACCESS_ALLOWED_ACE, SidStart);

	if (max < sizeof(*ace) || ace->AceSize < sizeof(*ace) || ace->AceSize > max ||
	    ace->AceSize % sizeof(ULONG))
		return false;
	if (!wdm_ace_sid(ace))
		return true;
	return ace->AceSize >= sid_at &&
	       wdm_sid_valid_within((const char *)ace + sid_at, ace->AceSize - sid_at);
}

bool wdm_acl_valid_within(const void *acl, size_t max)
{
	const ACL *a = acl;
	const char *ace = (const char *)(a + 1), *end;
	u32 i;

	if (max < sizeof(*a) || !known_revision(a->AclRevision) ||
	    a->AclSize < sizeof(*a) || a->AclSize > max || a->AclSize % sizeof(ULONG))
		return false;
	end = (const char *)acl + a->AclSize;
	for (i = 0; i < a->AceCount; i++) {
		if (!valid_ace((const ACE_HEADER *)ace, end - ace))
			return false;
		ace += ((const ACE_HEADER *)ace)->AceSize;
	}
	return true;
}

/**
 * RtlCreateAcl - set up an empty ACL
 * @Acl: gets it
 * @AclLength: bytes there, of which a multiple of 4 is used
 * @AclRevision: ACL_REVISION, or ACL_REVISION_DS
 *
 * Context: IRQL < DISPATCH_LEVEL if the ACL is pageable, here and below
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INVALID_PARAMETER for other
 *	revisions and more than 64 KiB
 * Reference: "RtlCreateAcl function (ntifs.h)"
 */
NTSTATUS NTAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision)
{
	if (AclLength < sizeof(*Acl))
		return STATUS_BUFFER_TOO_SMALL;
	if (!known_revision(AclRevision) || AclLength > U16_MAX)
		return STATUS_INVALID_PARAMETER;
	memset(Acl, 0, sizeof(*Acl));
	Acl->AclRevision = (UCHAR)AclRevision;
	Acl->AclSize = (USHORT)round_down(AclLength, sizeof(ULONG));
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlCreateAcl);

/**
 * RtlValidAcl - is it an ACL?
 * @Acl: what may be one
 *
 * Return: TRUE if the revision is known and the entries lie within its size
 * Reference: "RtlValidAcl function (ntifs.h)"
 */
BOOLEAN NTAPI RtlValidAcl(PACL Acl)
{
	return Acl && wdm_acl_valid_within(Acl, U16_MAX);
}
WDM_EXPORT(RtlValidAcl);

/* Entry @index of @acl, which is valid; where a further one goes if @index is the count. */
static PACE_HEADER find_ace(PACL acl, u32 index)
{
	PACE_HEADER ace = wdm_acl_first(acl);

	while (index--)
		ace = wdm_ace_next(ace);
	return ace;
}

static char *acl_end(PACL acl)
{
	return (char *)acl + acl->AclSize;
}

/**
 * RtlGetAce - an entry of an ACL
 * @Acl: the ACL
 * @AceIndex: from 0
 * @Ace: gets where it is
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER
 * Reference: "RtlGetAce function (ntifs.h)"
 */
NTSTATUS NTAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace)
{
	if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount)
		return STATUS_INVALID_PARAMETER;
	*Ace = find_ace(Acl, AceIndex);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetAce);

/**
 * RtlDeleteAce - take an entry out of an ACL
 * @Acl: the ACL
 * @AceIndex: from 0
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER
 * Reference: "RtlDeleteAce function (ntifs.h)"
 */
NTSTATUS NTAPI RtlDeleteAce(PACL Acl, ULONG AceIndex)
{
	PACE_HEADER ace, next, end;

	if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount)
		return STATUS_INVALID_PARAMETER;
	ace = find_ace(Acl, AceIndex);
	next = wdm_ace_next(ace);
	end = find_ace(Acl, Acl->AceCount);
	memmove(ace, next, (char *)end - (char *)next);
	Acl->AceCount--;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlDeleteAce);

/* Are there whole entries in the list? Counts them. */
static bool count_aces(const char *list, size_t length, u32 *count)
{
	*count = 0;
	while (length) {
		if (!valid_ace((const ACE_HEADER *)list, length))
			return false;
		length -= ((const ACE_HEADER *)list)->AceSize;
		list += ((const ACE_HEADER *)list)->AceSize;
		++*count;
	}
	return true;
}

/**
 * RtlAddAce - insert entries into an ACL
 * @Acl: the ACL
 * @AceRevision: of the entries; the ACL's becomes the higher one
 * @StartingAceIndex: where; MAXULONG, or any index beyond the last one: at the end
 * @AceList: the entries
 * @AceListLength: bytes of all of them
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER; STATUS_BUFFER_TOO_SMALL
 * Reference: "RtlAddAce function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex, PVOID AceList,
			 ULONG AceListLength)
{
	char *place, *end;
	u32 count;

	if (!RtlValidAcl(Acl) || !known_revision(AceRevision) ||
	    !count_aces(AceList, AceListLength, &count) || Acl->AceCount + count > U16_MAX)
		return STATUS_INVALID_PARAMETER;
	end = (char *)find_ace(Acl, Acl->AceCount);
	if (AceListLength > (size_t)(acl_end(Acl) - end))
		return STATUS_BUFFER_TOO_SMALL;
	place = (char *)find_ace(Acl, min_t(u32, StartingAceIndex, Acl->AceCount));
	memmove(place + AceListLength, place, end - place);
	memcpy(place, AceList, AceListLength);
	Acl->AceCount += count;
	Acl->AclRevision = max_t(u32, Acl->AclRevision, AceRevision);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlAddAce);

static NTSTATUS add_known(PACL acl, u32 revision, u8 type, u32 flags, ACCESS_MASK mask, PSID sid)
{
	PACCESS_ALLOWED_ACE ace;
	size_t size;

	if (!RtlValidSid(sid))
		return STATUS_INVALID_SID;
	if (!known_revision(revision))
		return STATUS_REVISION_MISMATCH;
	if (!RtlValidAcl(acl))
		return STATUS_INVALID_ACL;
	if (flags & ~VALID_INHERIT_FLAGS)
		return STATUS_INVALID_PARAMETER;
	ace = (PACCESS_ALLOWED_ACE)find_ace(acl, acl->AceCount);
	size = offsetof(ACCESS_ALLOWED_ACE, SidStart) + RtlLengthSid(sid);
	if (size > (size_t)(acl_end(acl) - (char *)ace) || acl->AceCount == U16_MAX)
		return STATUS_ALLOTTED_SPACE_EXCEEDED;
	ace->Header.AceType = type;
	ace->Header.AceFlags = (UCHAR)flags;
	ace->Header.AceSize = (USHORT)size;
	ace->Mask = mask;
	memcpy((char *)ace + offsetof(ACCESS_ALLOWED_ACE, SidStart), sid, RtlLengthSid(sid));
	acl->AceCount++;
	acl->AclRevision = max_t(u32, acl->AclRevision, revision);
	return STATUS_SUCCESS;
}

/**
 * RtlAddAccessAllowedAceEx - append an entry that allows access
 * @Acl: the ACL
 * @AceRevision: ACL_REVISION, or ACL_REVISION_DS
 * @AceFlags: *_INHERIT_ACE
 * @AccessMask: the rights
 * @Sid: whose they are
 *
 * Return: STATUS_SUCCESS; STATUS_ALLOTTED_SPACE_EXCEEDED; STATUS_INVALID_ACL;
 *	STATUS_INVALID_SID; STATUS_REVISION_MISMATCH; STATUS_INVALID_PARAMETER for flags
 * Reference: "RtlAddAccessAllowedAceEx function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
					ACCESS_MASK AccessMask, PSID Sid)
{
	return add_known(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, AceFlags, AccessMask, Sid);
}
WDM_EXPORT(RtlAddAccessAllowedAceEx);

/**
 * RtlAddAccessAllowedAce - append an entry that allows access
 * @Acl: the ACL
 * @AceRevision: ACL_REVISION, or ACL_REVISION_DS
 * @AccessMask: the rights
 * @Sid: whose they are
 *
 * Return: as of RtlAddAccessAllowedAceEx()
 * Reference: "RtlAddAccessAllowedAce function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask,
				      PSID Sid)
{
	return add_known(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, 0, AccessMask, Sid);
}
WDM_EXPORT(RtlAddAccessAllowedAce);

/**
 * RtlAddAccessDeniedAceEx - append an entry that denies access
 * @Acl: the ACL
 * @AceRevision: ACL_REVISION, or ACL_REVISION_DS
 * @AceFlags: *_INHERIT_ACE
 * @AccessMask: the rights
 * @Sid: to whom they are denied
 *
 * Return: as of RtlAddAccessAllowedAceEx()
 * Reference: "AddAccessDeniedAceEx function", its user-mode counterpart
 */
NTSTATUS NTAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				       ACCESS_MASK AccessMask, PSID Sid)
{
	return add_known(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, AceFlags, AccessMask, Sid);
}
WDM_EXPORT(RtlAddAccessDeniedAceEx);

/**
 * RtlAddAccessDeniedAce - append an entry that denies access
 * @Acl: the ACL
 * @AceRevision: ACL_REVISION, or ACL_REVISION_DS
 * @AccessMask: the rights
 * @Sid: to whom they are denied
 *
 * Return: as of RtlAddAccessAllowedAceEx()
 * Reference: "AddAccessDeniedAce function", its user-mode counterpart
 */
NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask,
				     PSID Sid)
{
	return add_known(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, 0, AccessMask, Sid);
}
WDM_EXPORT(RtlAddAccessDeniedAce);
