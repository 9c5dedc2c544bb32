// SPDX-License-Identifier: GPL-2.0
/*
 * Se: the security descriptor of a new object, from what its creator asks for, what
 * its container hands down, and who the creator is.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "se.h"

/**
 * struct request - parameters, and what comes of them
 * @token: the creator
 * @parent: parts of the container's descriptor
 * @explicit: parts of what is asked for
 * @container: the object is one
 * @flags: SEF_*
 * @mapping: generic rights of the type
 * @result: the parts of the new descriptor
 * @owner: memory for the owner in @result
 * @group: memory for the group in @result
 */
struct request {
	const struct cred *token;
	struct wdm_sd_parts parent;
	struct wdm_sd_parts explicit;
	bool container;
	u32 flags;
	PGENERIC_MAPPING mapping;
	struct wdm_sd_parts result;
	union wdm_sid owner;
	union wdm_sid group;
};

/* The largest an ACE can become, twice: for the object, and to be handed down. */
static size_t inherited_room(PACL acl)
{
	return min_t(size_t, sizeof(*acl) + 2 * acl->AceCount * SECURITY_MAX_SID_SIZE +
		     2 * acl->AclSize, round_down(U16_MAX, sizeof(ULONG)));
}

static bool is_creator(PSID sid, u32 rid)
{
	return sid && wdm_sid_is(sid, 3, 1, rid);
}

/* Whom an entry that is handed down is about, in the object itself. */
static PSID resolve(const struct request *r, PSID sid)
{
	if (is_creator(sid, SECURITY_CREATOR_OWNER_RID))
		return r->result.owner;
	if (is_creator(sid, SECURITY_CREATOR_GROUP_RID))
		return r->result.group;
	return sid;
}

static bool same_when_handed_on(const struct request *r, PACE_HEADER ace)
{
	ACCESS_MASK mask = ((PACCESS_ALLOWED_ACE)ace)->Mask;
	PSID sid = wdm_ace_sid(ace);

	RtlMapGenericMask(&mask, r->mapping);
	return !sid || (resolve(r, sid) == sid && mask == ((PACCESS_ALLOWED_ACE)ace)->Mask);
}

/* Appends @ace, with its subject and rights made those of the object if @effective. */
static NTSTATUS append(const struct request *r, PACL acl, PACE_HEADER ace, u8 flags,
		       bool effective)
{
	char buffer[offsetof(ACCESS_ALLOWED_ACE, SidStart) + SECURITY_MAX_SID_SIZE]
		__aligned(sizeof(ULONG));
	PACCESS_ALLOWED_ACE copy = (PACCESS_ALLOWED_ACE)buffer;
	PSID sid = wdm_ace_sid(ace);
	NTSTATUS status;

	if (!sid || !effective) {
		status = RtlAddAce(acl, ACL_REVISION, MAXULONG, ace, ace->AceSize);
		if (NT_SUCCESS(status)) {
			PVOID added;

			status = RtlGetAce(acl, acl->AceCount - 1, &added);
			((PACE_HEADER)added)->AceFlags = flags;
		}
		return status;
	}
	sid = resolve(r, sid);
	copy->Header = *ace;
	copy->Header.AceFlags = flags;
	copy->Mask = ((PACCESS_ALLOWED_ACE)ace)->Mask;
	RtlMapGenericMask(&copy->Mask, r->mapping);
	memcpy(buffer + offsetof(ACCESS_ALLOWED_ACE, SidStart), sid, RtlLengthSid(sid));
	copy->Header.AceSize = offsetof(ACCESS_ALLOWED_ACE, SidStart) + RtlLengthSid(sid);
	return RtlAddAce(acl, ACL_REVISION, MAXULONG, copy, copy->Header.AceSize);
}

/* What one entry of the container becomes: up to two entries. */
static NTSTATUS inherit_ace(const struct request *r, PACL acl, PACE_HEADER ace, u8 mark)
{
	const u8 inherit = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
	u8 audit = ace->AceFlags & (SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG);
	u8 down = ace->AceFlags & inherit;
	bool here, further;
	NTSTATUS status;

	here = down & (r->container ? CONTAINER_INHERIT_ACE : OBJECT_INHERIT_ACE);
	further = r->container && down && !(ace->AceFlags & NO_PROPAGATE_INHERIT_ACE);
	audit |= mark;
	if (here && further && same_when_handed_on(r, ace))
		return append(r, acl, ace, audit | down, true);
	if (here) {
		status = append(r, acl, ace, audit, true);
		if (!NT_SUCCESS(status))
			return status;
	}
	if (further)
		return append(r, acl, ace, audit | down | INHERIT_ONLY_ACE, false);
	return STATUS_SUCCESS;
}

/* What @from hands down, NULL in @out if that is nothing; the caller frees it. */
static NTSTATUS inherit_acl(const struct request *r, PACL from, bool automatic, PACL *out)
{
	NTSTATUS status;
	PACE_HEADER ace;
	PACL acl;
	u32 i;

	*out = NULL;
	if (!from)
		return STATUS_SUCCESS;
	acl = kmalloc(inherited_room(from), GFP_KERNEL);
	if (!acl)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = RtlCreateAcl(acl, inherited_room(from), from->AclRevision);
	ace = wdm_acl_first(from);
	for (i = 0; NT_SUCCESS(status) && i < from->AceCount; i++, ace = wdm_ace_next(ace))
		status = inherit_ace(r, acl, ace, automatic ? INHERITED_ACE : 0);
	if (!NT_SUCCESS(status) || !acl->AceCount) {
		kfree(acl);
		return status;
	}
	acl->AclSize = 0;
	for (i = 0, ace = wdm_acl_first(acl); i < acl->AceCount; i++)
		ace = wdm_ace_next(ace);
	acl->AclSize = (char *)ace - (char *)acl;
	*out = acl;
	return STATUS_SUCCESS;
}

/* A copy of an ACL with the generic rights of entries that count mapped. */
static PACL mapped_copy(const struct request *r, PACL acl)
{
	PACL copy = kmemdup(acl, acl->AclSize, GFP_KERNEL);
	PACE_HEADER ace;
	u32 i;

	if (!copy)
		return NULL;
	ace = wdm_acl_first(copy);
	for (i = 0; i < copy->AceCount; i++, ace = wdm_ace_next(ace))
		if (wdm_ace_sid(ace) && !(ace->AceFlags & INHERIT_ONLY_ACE))
			RtlMapGenericMask(&((PACCESS_ALLOWED_ACE)ace)->Mask, r->mapping);
	return copy;
}

/* The creator's default: the system and the owner may do everything. */
static PACL default_dacl(const struct request *r)
{
	size_t size = sizeof(ACL) + 2 * (sizeof(ACCESS_ALLOWED_ACE) + SECURITY_MAX_SID_SIZE);
	PACL acl = kmalloc(size, GFP_KERNEL);
	ACCESS_MASK all = GENERIC_ALL;
	union wdm_sid system;

	if (!acl)
		return NULL;
	RtlMapGenericMask(&all, r->mapping);
	wdm_sid_make(&system, 5, 1, SECURITY_LOCAL_SYSTEM_RID);
	RtlCreateAcl(acl, size, ACL_REVISION);
	RtlAddAccessAllowedAce(acl, ACL_REVISION, all, &system);
	if (!RtlEqualSid(r->result.owner, &system))
		RtlAddAccessAllowedAce(acl, ACL_REVISION, all, r->result.owner);
	acl->AclSize = sizeof(ACL);
	acl->AclSize += wdm_acl_first(acl)->AceSize;
	if (acl->AceCount > 1)
		acl->AclSize += wdm_ace_next(wdm_acl_first(acl))->AceSize;
	return acl;
}

/* The table of the reference page, for either ACL. @out: a copy, or NULL for a NULL ACL. */
static NTSTATUS choose_acl(const struct request *r, bool asked, bool asked_default, PACL wanted,
			   PACL parent, bool automatic, PACL *out, bool *present)
{
	NTSTATUS status;

	*out = NULL;
	*present = true;
	if (!asked || asked_default) {
		status = inherit_acl(r, parent, automatic, out);
		if (!NT_SUCCESS(status) || *out)
			return status;
	}
	*present = asked;
	if (!asked || !wanted)
		return STATUS_SUCCESS;
	*out = mapped_copy(r, wanted);
	return *out ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* May the creator make @sid the owner? */
static bool may_own(const struct request *r, PSID sid)
{
	union wdm_sid user;

	wdm_se_user(r->token, &user);
	return (r->flags & SEF_AVOID_OWNER_CHECK) || RtlEqualSid(sid, &user) ||
	       (wdm_se_is_admin(r->token) &&
		wdm_sid_is(sid, 5, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS)) ||
	       wdm_se_has_privilege(r->token, SE_RESTORE_PRIVILEGE);
}

static NTSTATUS assign_owner_and_group(struct request *r)
{
	wdm_se_user(r->token, &r->owner);
	wdm_se_group(r->token, &r->group);
	r->result.owner = &r->owner;
	r->result.group = &r->group;
	if (r->explicit.owner) {
		if (!may_own(r, r->explicit.owner))
			return STATUS_INVALID_OWNER;
		r->result.owner = r->explicit.owner;
	} else if ((r->flags & SEF_DEFAULT_OWNER_FROM_PARENT) && r->parent.owner) {
		r->result.owner = r->parent.owner;
	}
	if (r->explicit.group)
		r->result.group = r->explicit.group;
	else if ((r->flags & SEF_DEFAULT_GROUP_FROM_PARENT) && r->parent.group)
		r->result.group = r->parent.group;
	return STATUS_SUCCESS;
}

static NTSTATUS assign_dacl(struct request *r)
{
	u16 control = r->explicit.control;
	bool automatic = (r->flags & SEF_DACL_AUTO_INHERIT) && !(control & SE_DACL_PROTECTED);
	NTSTATUS status;
	bool present;

	status = choose_acl(r, control & SE_DACL_PRESENT, control & SE_DACL_DEFAULTED,
			    r->explicit.dacl, r->parent.dacl, automatic, &r->result.dacl,
			    &present);
	if (!NT_SUCCESS(status))
		return status;
	if (!present) {
		r->result.dacl = default_dacl(r);
		if (!r->result.dacl)
			return STATUS_INSUFFICIENT_RESOURCES;
		r->result.control |= SE_DACL_DEFAULTED;
	}
	r->result.control |= SE_DACL_PRESENT | (control & SE_DACL_PROTECTED) |
			     (automatic ? SE_DACL_AUTO_INHERITED : 0);
	return STATUS_SUCCESS;
}

static NTSTATUS assign_sacl(struct request *r)
{
	u16 control = r->explicit.control;
	bool automatic = (r->flags & SEF_SACL_AUTO_INHERIT) && !(control & SE_SACL_PROTECTED);
	NTSTATUS status;
	bool present;

	if ((control & SE_SACL_PRESENT) && !(r->flags & SEF_AVOID_PRIVILEGE_CHECK) &&
	    !wdm_se_has_privilege(r->token, SE_SECURITY_PRIVILEGE))
		return STATUS_PRIVILEGE_NOT_HELD;
	status = choose_acl(r, control & SE_SACL_PRESENT, control & SE_SACL_DEFAULTED,
			    r->explicit.sacl, r->parent.sacl, automatic, &r->result.sacl,
			    &present);
	if (!NT_SUCCESS(status))
		return status;
	if (present)
		r->result.control |= SE_SACL_PRESENT | (control & SE_SACL_PROTECTED) |
				     (automatic ? SE_SACL_AUTO_INHERITED : 0);
	return STATUS_SUCCESS;
}

static NTSTATUS assign(struct request *r, PSECURITY_DESCRIPTOR *out)
{
	NTSTATUS status;

	status = assign_owner_and_group(r);
	if (NT_SUCCESS(status))
		status = assign_dacl(r);
	if (NT_SUCCESS(status))
		status = assign_sacl(r);
	if (!NT_SUCCESS(status))
		return status;
	*out = wdm_sd_build(&r->result);
	return *out ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/**
 * SeAssignSecurityEx - make the security descriptor of a new object
 * @ParentDescriptor: of the container, or NULL
 * @ExplicitDescriptor: what the creator asks for, or NULL
 * @NewDescriptor: gets it, self-relative, in paged pool, for SeDeassignSecurity()
 * @ObjectType: type of object that entries can be limited to
 * @IsDirectoryObject: the object is a container
 * @AutoInheritFlags: SEF_*
 * @SubjectContext: the creator
 * @GenericMapping: generic rights of the type
 * @PoolType: ignored, as its page says
 *
 * Partial: entries for one type of object are handed down to all types; of the flags
 * SEF_DEFAULT_DESCRIPTOR_FOR_OBJECT is ignored.
 *
 * Context: PASSIVE_LEVEL
 * Return: STATUS_SUCCESS; STATUS_INVALID_OWNER if the creator is neither the owner that
 *	it asks for nor has SeRestorePrivilege; STATUS_PRIVILEGE_NOT_HELD for a SACL
 *	without SeSecurityPrivilege; STATUS_INSUFFICIENT_RESOURCES
 * Reference: "SeAssignSecurityEx function (wdm.h)"
 */
NTSTATUS NTAPI SeAssignSecurityEx(PSECURITY_DESCRIPTOR ParentDescriptor,
				  PSECURITY_DESCRIPTOR ExplicitDescriptor,
				  PSECURITY_DESCRIPTOR *NewDescriptor, GUID *ObjectType,
				  BOOLEAN IsDirectoryObject, ULONG AutoInheritFlags,
				  PSECURITY_SUBJECT_CONTEXT SubjectContext,
				  PGENERIC_MAPPING GenericMapping, POOL_TYPE PoolType)
{
	struct request *r;
	NTSTATUS status;

	*NewDescriptor = NULL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	r->token = wdm_se_token(SubjectContext);
	r->container = IsDirectoryObject;
	r->flags = AutoInheritFlags;
	r->mapping = GenericMapping;
	if (ParentDescriptor)
		wdm_sd_split(ParentDescriptor, &r->parent);
	if (ExplicitDescriptor)
		wdm_sd_split(ExplicitDescriptor, &r->explicit);
	status = assign(r, NewDescriptor);
	/* The ACLs are copies; owner and group are not. */
	kfree(r->result.dacl);
	kfree(r->result.sacl);
	kfree(r);
	return status;
}
WDM_EXPORT(SeAssignSecurityEx);

/**
 * SeAssignSecurity - make the security descriptor of a new object
 * @ParentDescriptor: of the container, or NULL
 * @ExplicitDescriptor: what the creator asks for, or NULL
 * @NewDescriptor: gets it, self-relative, in paged pool, for SeDeassignSecurity()
 * @IsDirectoryObject: the object is a container
 * @SubjectContext: the creator
 * @GenericMapping: generic rights of the type
 * @PoolType: ignored, as its page says
 *
 * Context: PASSIVE_LEVEL
 * Return: as of SeAssignSecurityEx()
 * Reference: "SeAssignSecurity function (wdm.h)"
 */
NTSTATUS NTAPI SeAssignSecurity(PSECURITY_DESCRIPTOR ParentDescriptor,
				PSECURITY_DESCRIPTOR ExplicitDescriptor,
				PSECURITY_DESCRIPTOR *NewDescriptor, BOOLEAN IsDirectoryObject,
				PSECURITY_SUBJECT_CONTEXT SubjectContext,
				PGENERIC_MAPPING GenericMapping, POOL_TYPE PoolType)
{
	return SeAssignSecurityEx(ParentDescriptor, ExplicitDescriptor, NewDescriptor, NULL,
				  IsDirectoryObject, 0, SubjectContext, GenericMapping,
				  PoolType);
}
WDM_EXPORT(SeAssignSecurity);

/**
 * SeDeassignSecurity - free a security descriptor of SeAssignSecurity()
 * @SecurityDescriptor: where it is; becomes NULL
 *
 * Context: PASSIVE_LEVEL
 * Return: STATUS_SUCCESS
 * Reference: "SeDeassignSecurity function (wdm.h)"
 */
NTSTATUS NTAPI SeDeassignSecurity(PSECURITY_DESCRIPTOR *SecurityDescriptor)
{
	if (*SecurityDescriptor)
		wdm_sd_free(*SecurityDescriptor);
	*SecurityDescriptor = NULL;
	return STATUS_SUCCESS;
}
WDM_EXPORT(SeDeassignSecurity);
