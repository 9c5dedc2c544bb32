// SPDX-License-Identifier: GPL-2.0
/* Se: may a subject do what it wants with an object? */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "call.h"
#include "compat.h"
#include "ex.h"
#include "se.h"

#define TAG	0x72506553	/* 'SePr' */

struct check {
	const struct cred *token;
	const struct wdm_sd_parts *sd;
	PGENERIC_MAPPING mapping;
};

static bool is_owner_rights(PSID sid)
{
	return wdm_sid_is(sid, 3, 1, (u32)SECURITY_CREATOR_OWNER_RIGHTS_RID);
}

static bool is_owner(const struct check *c)
{
	return c->sd->owner && wdm_se_has_sid(c->token, c->sd->owner);
}

static ACCESS_MASK mask_of(const struct check *c, PACE_HEADER ace)
{
	ACCESS_MASK mask = ((PACCESS_ALLOWED_ACE)ace)->Mask;

	RtlMapGenericMask(&mask, c->mapping);
	return mask;
}

/* Is the entry about the subject? */
static bool applies(const struct check *c, PACE_HEADER ace)
{
	PSID sid = wdm_ace_sid(ace);

	if (!sid || (ace->AceFlags & INHERIT_ONLY_ACE))
		return false;
	return wdm_se_has_sid(c->token, sid) || (is_owner_rights(sid) && is_owner(c));
}

/* An entry for "owner rights" takes away what owners have by themselves. */
static bool has_owner_rights_entry(const struct check *c)
{
	PACE_HEADER ace;
	PSID sid;
	u32 i;

	if (!c->sd->dacl)
		return false;
	ace = wdm_acl_first(c->sd->dacl);
	for (i = 0; i < c->sd->dacl->AceCount; i++, ace = wdm_ace_next(ace)) {
		sid = wdm_ace_sid(ace);
		if (sid && !(ace->AceFlags & INHERIT_ONLY_ACE) && is_owner_rights(sid))
			return true;
	}
	return false;
}

/*
 * What the DACL grants: for each right, the first entry about it decides. The rights
 * in @wanted that aren't in the result are denied.
 */
static ACCESS_MASK granted_by_dacl(const struct check *c, ACCESS_MASK wanted)
{
	ACCESS_MASK granted = 0, denied = 0;
	PACL dacl = c->sd->dacl;
	PACE_HEADER ace;
	u32 i;

	if (!dacl)
		return wanted;
	if (is_owner(c) && !has_owner_rights_entry(c))
		granted = READ_CONTROL | WRITE_DAC;
	ace = wdm_acl_first(dacl);
	for (i = 0; i < dacl->AceCount; i++, ace = wdm_ace_next(ace)) {
		if (!applies(c, ace))
			continue;
		if (ace->AceType == ACCESS_ALLOWED_ACE_TYPE)
			granted |= mask_of(c, ace) & ~denied;
		else if (ace->AceType == ACCESS_DENIED_ACE_TYPE)
			denied |= mask_of(c, ace) & ~granted;
	}
	return granted & wanted;
}

/* Returns the privileges that were used; the caller frees them. */
static NTSTATUS return_privileges(PPRIVILEGE_SET *out, const u32 *used, u32 count)
{
	PPRIVILEGE_SET set;
	u32 i;

	if (!out || !count)
		return STATUS_SUCCESS;
	set = wdm_pool_alloc(offsetof(PRIVILEGE_SET, Privilege) +
			     count * sizeof(set->Privilege[0]), TAG, WDM_POOL_ZERO,
			     return_privileges);
	if (!set)
		return STATUS_INSUFFICIENT_RESOURCES;
	set->PrivilegeCount = count;
	set->Control = PRIVILEGE_SET_ALL_NECESSARY;
	for (i = 0; i < count; i++) {
		/* Through a pointer: to the compiler the array has one element. */
		PLUID_AND_ATTRIBUTES p = set->Privilege + i;

		p->Luid.LowPart = used[i];
		p->Attributes = SE_PRIVILEGE_USED_FOR_ACCESS;
	}
	*out = set;
	return STATUS_SUCCESS;
}

/* The check for a program. @granted: 0 or what is granted, previous rights included. */
static NTSTATUS check_user(const struct check *c, ACCESS_MASK desired, ACCESS_MASK previous,
			   PPRIVILEGE_SET *privileges, ACCESS_MASK *granted)
{
	bool maximum = desired & MAXIMUM_ALLOWED;
	ACCESS_MASK remaining, by_privilege = 0, by_dacl;
	u32 used[2], count = 0;
	NTSTATUS status;

	remaining = desired & ~MAXIMUM_ALLOWED;
	RtlMapGenericMask(&remaining, c->mapping);
	remaining &= ~previous;
	if (remaining & ACCESS_SYSTEM_SECURITY) {
		if (!wdm_se_has_privilege(c->token, SE_SECURITY_PRIVILEGE))
			return STATUS_PRIVILEGE_NOT_HELD;
		by_privilege |= ACCESS_SYSTEM_SECURITY;
		used[count++] = SE_SECURITY_PRIVILEGE;
	}
	by_dacl = granted_by_dacl(c, maximum ? remaining | c->mapping->GenericAll |
					       STANDARD_RIGHTS_ALL | SPECIFIC_RIGHTS_ALL :
					       remaining);
	/* A missing or NULL DACL grants what the type knows, no more. */
	if (maximum && !c->sd->dacl)
		by_dacl = remaining | c->mapping->GenericAll;
	if ((remaining & ~by_dacl & WRITE_OWNER) &&
	    wdm_se_has_privilege(c->token, SE_TAKE_OWNERSHIP_PRIVILEGE)) {
		by_privilege |= WRITE_OWNER;
		used[count++] = SE_TAKE_OWNERSHIP_PRIVILEGE;
	}
	if (remaining & ~(by_dacl | by_privilege))
		return STATUS_ACCESS_DENIED;
	*granted = previous | by_privilege | by_dacl;
	if (!*granted)
		return STATUS_ACCESS_DENIED;
	status = return_privileges(privileges, used, count);
	if (!NT_SUCCESS(status))
		*granted = 0;
	return status;
}

/* Kernel mode gets what it asks for. */
static ACCESS_MASK granted_to_kernel(ACCESS_MASK desired, ACCESS_MASK previous,
				     PGENERIC_MAPPING mapping)
{
	if (desired & MAXIMUM_ALLOWED)
		desired = (desired & ~MAXIMUM_ALLOWED) | mapping->GenericAll;
	RtlMapGenericMask(&desired, mapping);
	return desired | previous;
}

/**
 * SeAccessCheck - may a subject have these rights to an object?
 * @SecurityDescriptor: of the object; NULL denies everything
 * @SubjectSecurityContext: the subject
 * @SubjectContextLocked: ignored: a subject needs no lock
 * @DesiredAccess: the rights wanted; with MAXIMUM_ALLOWED all that there are as well
 * @PreviouslyGrantedAccess: rights that it has anyway
 * @Privileges: gets the privileges that were needed, for SeFreePrivileges(), or NULL if
 *	none were; may be NULL
 * @GenericMapping: generic rights of the type of object
 * @AccessMode: mode of the requester: the kernel may do everything
 * @GrantedAccess: gets the rights, 0 if access is denied
 * @AccessStatus: gets STATUS_SUCCESS, STATUS_ACCESS_DENIED, STATUS_PRIVILEGE_NOT_HELD,
 *	STATUS_BAD_IMPERSONATION_LEVEL
 *
 * SeSecurityPrivilege is what ACCESS_SYSTEM_SECURITY takes; SeTakeOwnershipPrivilege
 * gives WRITE_OWNER. Owners have READ_CONTROL and WRITE_DAC.
 *
 * Partial: entries for objects' properties, conditional ones and integrity labels grant
 * and deny nothing.
 *
 * Context: PASSIVE_LEVEL
 * Return: TRUE if access is granted
 * Reference: "SeAccessCheck function (wdm.h)"
 */
BOOLEAN NTAPI SeAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor,
			    PSECURITY_SUBJECT_CONTEXT SubjectSecurityContext,
			    BOOLEAN SubjectContextLocked, ACCESS_MASK DesiredAccess,
			    ACCESS_MASK PreviouslyGrantedAccess, PPRIVILEGE_SET *Privileges,
			    PGENERIC_MAPPING GenericMapping, KPROCESSOR_MODE AccessMode,
			    PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus)
{
	struct wdm_sd_parts parts;
	struct check c = { .sd = &parts, .mapping = GenericMapping };

	*GrantedAccess = 0;
	if (Privileges)
		*Privileges = NULL;
	if (AccessMode == KernelMode) {
		*GrantedAccess = granted_to_kernel(DesiredAccess, PreviouslyGrantedAccess,
						   GenericMapping);
		*AccessStatus = STATUS_SUCCESS;
		return TRUE;
	}
	if (!SecurityDescriptor) {
		*AccessStatus = STATUS_ACCESS_DENIED;
		return FALSE;
	}
	if (SubjectSecurityContext->ClientToken &&
	    SubjectSecurityContext->ImpersonationLevel < SecurityImpersonation) {
		*AccessStatus = STATUS_BAD_IMPERSONATION_LEVEL;
		return FALSE;
	}
	c.token = wdm_se_token(SubjectSecurityContext);
	wdm_sd_split(SecurityDescriptor, &parts);
	*AccessStatus = check_user(&c, DesiredAccess, PreviouslyGrantedAccess, Privileges,
				   GrantedAccess);
	return NT_SUCCESS(*AccessStatus);
}
WDM_EXPORT(SeAccessCheck);

/**
 * SeFreePrivileges - free what SeAccessCheck() returned
 * @Privileges: the set
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Reference: "SeFreePrivileges function (ntifs.h)"
 */
VOID NTAPI SeFreePrivileges(PPRIVILEGE_SET Privileges)
{
	wdm_pool_free(Privileges, TAG, WDM_CALLER());
}
WDM_EXPORT(SeFreePrivileges);

/**
 * SeValidSecurityDescriptor - is a block of memory a security descriptor?
 * @Length: bytes there
 * @SecurityDescriptor: a self-relative descriptor with an owner, perhaps
 *
 * Context: PASSIVE_LEVEL
 * Return: TRUE if it is complete within @Length, aligned and valid
 * Reference: "SeValidSecurityDescriptor function (wdm.h)"
 */
BOOLEAN NTAPI SeValidSecurityDescriptor(ULONG Length, PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	return RtlValidRelativeSecurityDescriptor(SecurityDescriptor, Length,
						  OWNER_SECURITY_INFORMATION);
}
WDM_EXPORT(SeValidSecurityDescriptor);

/**
 * SeObjectCreateSaclAccessBits - rights that the creator of an object needs for its SACL
 * @SecurityDescriptor: what the object is to get
 *
 * An integrity label and attributes in the SACL are the creator's business; entries
 * that audit, and those that refer to a policy, take ACCESS_SYSTEM_SECURITY.
 *
 * Context: PASSIVE_LEVEL
 * Return: ACCESS_SYSTEM_SECURITY or 0
 * Reference: "SeObjectCreateSaclAccessBits function (wdm.h)"
 */
ULONG NTAPI SeObjectCreateSaclAccessBits(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	struct wdm_sd_parts parts;
	PACE_HEADER ace;
	u32 i;

	wdm_sd_split(SecurityDescriptor, &parts);
	if (!parts.sacl)
		return 0;
	ace = wdm_acl_first(parts.sacl);
	for (i = 0; i < parts.sacl->AceCount; i++, ace = wdm_ace_next(ace)) {
		if (ace->AceType != SYSTEM_MANDATORY_LABEL_ACE_TYPE &&
		    ace->AceType != SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE)
			return ACCESS_SYSTEM_SECURITY;
	}
	return 0;
}
WDM_EXPORT(SeObjectCreateSaclAccessBits);
