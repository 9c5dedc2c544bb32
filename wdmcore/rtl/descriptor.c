// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: security descriptors, in both formats. The absolute one has pointers, which
 * the driver filled in; the self-relative one is a block of memory with offsets, and
 * may come from a program: nothing in it is believed before it was checked.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "ex.h"
#include "rtl.h"
#include "se.h"

#define TAG	0x64536553	/* 'SeSd' */

static void *at_offset(PSECURITY_DESCRIPTOR sd, ULONG offset)
{
	return offset ? (char *)sd + offset : NULL;
}

void wdm_sd_split(PSECURITY_DESCRIPTOR sd, struct wdm_sd_parts *parts)
{
	PISECURITY_DESCRIPTOR_RELATIVE r = sd;
	PISECURITY_DESCRIPTOR a = sd;

	parts->control = a->Control;
	if (a->Control & SE_SELF_RELATIVE) {
		parts->owner = at_offset(sd, r->Owner);
		parts->group = at_offset(sd, r->Group);
		parts->sacl = at_offset(sd, r->Sacl);
		parts->dacl = at_offset(sd, r->Dacl);
	} else {
		parts->owner = a->Owner;
		parts->group = a->Group;
		parts->sacl = a->Sacl;
		parts->dacl = a->Dacl;
	}
	/* Without its flag, what stands in the place of an ACL has no meaning. */
	if (!(parts->control & SE_SACL_PRESENT))
		parts->sacl = NULL;
	if (!(parts->control & SE_DACL_PRESENT))
		parts->dacl = NULL;
}

static size_t sid_room(PSID sid)
{
	return sid ? RtlLengthSid(sid) : 0;
}

static size_t acl_room(PACL acl)
{
	return acl ? round_up(acl->AclSize, sizeof(ULONG)) : 0;
}

static size_t parts_size(const struct wdm_sd_parts *p)
{
	return sid_room(p->owner) + sid_room(p->group) + acl_room(p->sacl) + acl_room(p->dacl);
}

static ULONG append(char *start, size_t *at, const void *part, size_t size, size_t room)
{
	ULONG offset = *at;

	if (!part)
		return 0;
	memcpy(start + offset, part, size);
	memset(start + offset + size, 0, room - size);
	*at += room;
	return offset;
}

/* Writes a self-relative descriptor; @sd has room for it. */
static void compose(const struct wdm_sd_parts *p, PISECURITY_DESCRIPTOR_RELATIVE sd)
{
	size_t at = sizeof(*sd);

	memset(sd, 0, sizeof(*sd));
	sd->Revision = SECURITY_DESCRIPTOR_REVISION;
	sd->Control = p->control | SE_SELF_RELATIVE;
	sd->Sacl = append((char *)sd, &at, p->sacl, p->sacl ? p->sacl->AclSize : 0,
			  acl_room(p->sacl));
	sd->Dacl = append((char *)sd, &at, p->dacl, p->dacl ? p->dacl->AclSize : 0,
			  acl_room(p->dacl));
	sd->Owner = append((char *)sd, &at, p->owner, sid_room(p->owner), sid_room(p->owner));
	sd->Group = append((char *)sd, &at, p->group, sid_room(p->group), sid_room(p->group));
}

PSECURITY_DESCRIPTOR wdm_sd_build(const struct wdm_sd_parts *parts)
{
	PISECURITY_DESCRIPTOR_RELATIVE sd;

	sd = wdm_pool_alloc(sizeof(*sd) + parts_size(parts), TAG, WDM_POOL_PAGED, wdm_sd_build);
	if (sd)
		compose(parts, sd);
	return sd;
}

void wdm_sd_free(PSECURITY_DESCRIPTOR sd)
{
	wdm_pool_free(sd, TAG, wdm_sd_free);
}
WDM_EXPORT(wdm_sd_free);

/**
 * RtlCreateSecurityDescriptor - set up an empty security descriptor
 * @SecurityDescriptor: gets it, in absolute format
 * @Revision: SECURITY_DESCRIPTOR_REVISION
 *
 * Context: IRQL < DISPATCH_LEVEL if the memory is pageable, here and below
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "RtlCreateSecurityDescriptor function (wdm.h)"
 */
NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					   ULONG Revision)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;

	if (Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	memset(sd, 0, sizeof(*sd));
	sd->Revision = SECURITY_DESCRIPTOR_REVISION;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlCreateSecurityDescriptor);

/**
 * RtlLengthSecurityDescriptor - size of a security descriptor with all its parts
 * @SecurityDescriptor: a valid descriptor of either format
 *
 * Return: bytes
 * Reference: "RtlLengthSecurityDescriptor function (wdm.h)"
 */
ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	struct wdm_sd_parts parts;

	wdm_sd_split(SecurityDescriptor, &parts);
	return parts_size(&parts) + (parts.control & SE_SELF_RELATIVE ?
				     sizeof(SECURITY_DESCRIPTOR_RELATIVE) :
				     sizeof(SECURITY_DESCRIPTOR));
}
WDM_EXPORT(RtlLengthSecurityDescriptor);

/**
 * RtlValidSecurityDescriptor - is it a security descriptor?
 * @SecurityDescriptor: one of either format. Its parts are followed wherever they
 *	are: for memory of a program there is RtlValidRelativeSecurityDescriptor().
 *
 * Return: TRUE if the revision is known and each part is valid
 * Reference: "RtlValidSecurityDescriptor function (wdm.h)"
 */
BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;
	struct wdm_sd_parts parts;

	if (!sd || sd->Revision != SECURITY_DESCRIPTOR_REVISION)
		return FALSE;
	wdm_sd_split(sd, &parts);
	return (!parts.owner || RtlValidSid(parts.owner)) &&
	       (!parts.group || RtlValidSid(parts.group)) &&
	       (!parts.sacl || RtlValidAcl(parts.sacl)) &&
	       (!parts.dacl || RtlValidAcl(parts.dacl));
}
WDM_EXPORT(RtlValidSecurityDescriptor);

/* May a part begin at @offset of @length bytes? */
static bool offset_ok(ULONG offset, ULONG length)
{
	return offset >= sizeof(SECURITY_DESCRIPTOR_RELATIVE) && offset < length &&
	       offset % sizeof(ULONG) == 0;
}

static bool sid_ok(const void *sd, ULONG offset, ULONG length)
{
	return !offset || (offset_ok(offset, length) &&
			   wdm_sid_valid_within((const char *)sd + offset, length - offset));
}

static bool acl_ok(const void *sd, ULONG offset, ULONG length)
{
	return !offset || (offset_ok(offset, length) &&
			   wdm_acl_valid_within((const char *)sd + offset, length - offset));
}

/**
 * RtlValidRelativeSecurityDescriptor - is a block of memory a security descriptor?
 * @SecurityDescriptorInput: a self-relative one, perhaps
 * @SecurityDescriptorLength: bytes there
 * @RequiredInformation: *_SECURITY_INFORMATION: what must not be missing
 *
 * Return: TRUE if it is complete within its size, aligned and valid; a NULL ACL is
 *	there if its control flag says so
 * Reference: "RtlValidRelativeSecurityDescriptor function (wdm.h)"
 */
BOOLEAN NTAPI RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
						 ULONG SecurityDescriptorLength,
						 SECURITY_INFORMATION RequiredInformation)
{
	PISECURITY_DESCRIPTOR_RELATIVE sd = SecurityDescriptorInput;
	ULONG length = SecurityDescriptorLength;

	if (!sd || length < sizeof(*sd) || sd->Revision != SECURITY_DESCRIPTOR_REVISION ||
	    !(sd->Control & SE_SELF_RELATIVE))
		return FALSE;
	if (!sid_ok(sd, sd->Owner, length) || !sid_ok(sd, sd->Group, length))
		return FALSE;
	if ((sd->Control & SE_SACL_PRESENT) && !acl_ok(sd, sd->Sacl, length))
		return FALSE;
	if ((sd->Control & SE_DACL_PRESENT) && !acl_ok(sd, sd->Dacl, length))
		return FALSE;
	if ((RequiredInformation & OWNER_SECURITY_INFORMATION) && !sd->Owner)
		return FALSE;
	if ((RequiredInformation & GROUP_SECURITY_INFORMATION) && !sd->Group)
		return FALSE;
	if ((RequiredInformation & SACL_SECURITY_INFORMATION) &&
	    !(sd->Control & SE_SACL_PRESENT))
		return FALSE;
	return !(RequiredInformation & DACL_SECURITY_INFORMATION) ||
	       (sd->Control & SE_DACL_PRESENT);
}
WDM_EXPORT(RtlValidRelativeSecurityDescriptor);

/* The absolute descriptor that may be changed. */
static NTSTATUS changeable(PSECURITY_DESCRIPTOR sd)
{
	PISECURITY_DESCRIPTOR a = sd;

	if (a->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	return a->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR : STATUS_SUCCESS;
}

static void set_control(PISECURITY_DESCRIPTOR sd, SECURITY_DESCRIPTOR_CONTROL bit, bool on)
{
	sd->Control = on ? sd->Control | bit : sd->Control & ~bit;
}

static NTSTATUS readable(PSECURITY_DESCRIPTOR sd, struct wdm_sd_parts *parts)
{
	if (((PISECURITY_DESCRIPTOR)sd)->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	wdm_sd_split(sd, parts);
	return STATUS_SUCCESS;
}

/**
 * RtlSetDaclSecurityDescriptor - put a DACL into an absolute security descriptor
 * @SecurityDescriptor: the descriptor
 * @DaclPresent: FALSE: it has no DACL, and the rest is ignored
 * @Dacl: the DACL, which is not copied; NULL: everybody may do everything
 * @DaclDefaulted: some default, nothing that the user said
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION; STATUS_INVALID_SECURITY_DESCR for
 *	a self-relative one
 * Reference: "RtlSetDaclSecurityDescriptor function (wdm.h)"
 */
NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					    BOOLEAN DaclPresent, PACL Dacl,
					    BOOLEAN DaclDefaulted)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;
	NTSTATUS status = changeable(sd);

	if (!NT_SUCCESS(status))
		return status;
	set_control(sd, SE_DACL_PRESENT, DaclPresent);
	if (DaclPresent) {
		sd->Dacl = Dacl;
		set_control(sd, SE_DACL_DEFAULTED, DaclDefaulted);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlSetDaclSecurityDescriptor);

/**
 * RtlGetDaclSecurityDescriptor - the DACL of a security descriptor
 * @SecurityDescriptor: the descriptor
 * @DaclPresent: gets TRUE if it has one; only then the others are set
 * @Dacl: gets it, or NULL
 * @DaclDefaulted: gets what was set
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "RtlGetDaclSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					    PBOOLEAN DaclPresent, PACL *Dacl,
					    PBOOLEAN DaclDefaulted)
{
	struct wdm_sd_parts parts;
	NTSTATUS status = readable(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*DaclPresent = !!(parts.control & SE_DACL_PRESENT);
	if (*DaclPresent) {
		*Dacl = parts.dacl;
		*DaclDefaulted = !!(parts.control & SE_DACL_DEFAULTED);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetDaclSecurityDescriptor);

/**
 * RtlSetSaclSecurityDescriptor - put a SACL into an absolute security descriptor
 * @SecurityDescriptor: the descriptor
 * @SaclPresent: FALSE: it has no SACL, and the rest is ignored
 * @Sacl: the SACL, which is not copied
 * @SaclDefaulted: some default, nothing that the user said
 *
 * Return: as of RtlSetDaclSecurityDescriptor()
 * Reference: "SetSecurityDescriptorSacl function", its user-mode counterpart
 */
NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					    BOOLEAN SaclPresent, PACL Sacl,
					    BOOLEAN SaclDefaulted)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;
	NTSTATUS status = changeable(sd);

	if (!NT_SUCCESS(status))
		return status;
	set_control(sd, SE_SACL_PRESENT, SaclPresent);
	if (SaclPresent) {
		sd->Sacl = Sacl;
		set_control(sd, SE_SACL_DEFAULTED, SaclDefaulted);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlSetSaclSecurityDescriptor);

/**
 * RtlGetSaclSecurityDescriptor - the SACL of a security descriptor
 * @SecurityDescriptor: the descriptor
 * @SaclPresent: gets TRUE if it has one; only then the others are set
 * @Sacl: gets it, or NULL
 * @SaclDefaulted: gets what was set
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "RtlGetSaclSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					    PBOOLEAN SaclPresent, PACL *Sacl,
					    PBOOLEAN SaclDefaulted)
{
	struct wdm_sd_parts parts;
	NTSTATUS status = readable(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*SaclPresent = !!(parts.control & SE_SACL_PRESENT);
	if (*SaclPresent) {
		*Sacl = parts.sacl;
		*SaclDefaulted = !!(parts.control & SE_SACL_DEFAULTED);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetSaclSecurityDescriptor);

/**
 * RtlSetOwnerSecurityDescriptor - put an owner into an absolute security descriptor
 * @SecurityDescriptor: the descriptor
 * @Owner: the SID, which is not copied; NULL for none
 * @OwnerDefaulted: some default, nothing that the user said
 *
 * Return: as of RtlSetDaclSecurityDescriptor()
 * Reference: "RtlSetOwnerSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					     PSID Owner, BOOLEAN OwnerDefaulted)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;
	NTSTATUS status = changeable(sd);

	if (!NT_SUCCESS(status))
		return status;
	sd->Owner = Owner;
	set_control(sd, SE_OWNER_DEFAULTED, OwnerDefaulted);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlSetOwnerSecurityDescriptor);

/**
 * RtlGetOwnerSecurityDescriptor - the owner in a security descriptor
 * @SecurityDescriptor: the descriptor
 * @Owner: gets it, or NULL
 * @OwnerDefaulted: gets what was set
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "RtlGetOwnerSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					     PSID *Owner, PBOOLEAN OwnerDefaulted)
{
	struct wdm_sd_parts parts;
	NTSTATUS status = readable(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*Owner = parts.owner;
	*OwnerDefaulted = !!(parts.control & SE_OWNER_DEFAULTED);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetOwnerSecurityDescriptor);

/**
 * RtlSetGroupSecurityDescriptor - put a group into an absolute security descriptor
 * @SecurityDescriptor: the descriptor
 * @Group: the SID, which is not copied; NULL for none
 * @GroupDefaulted: some default, nothing that the user said
 *
 * Return: as of RtlSetDaclSecurityDescriptor()
 * Reference: "RtlSetGroupSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					     PSID Group, BOOLEAN GroupDefaulted)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;
	NTSTATUS status = changeable(sd);

	if (!NT_SUCCESS(status))
		return status;
	sd->Group = Group;
	set_control(sd, SE_GROUP_DEFAULTED, GroupDefaulted);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlSetGroupSecurityDescriptor);

/**
 * RtlGetGroupSecurityDescriptor - the group in a security descriptor
 * @SecurityDescriptor: the descriptor
 * @Group: gets it, or NULL
 * @GroupDefaulted: gets what was set
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "RtlGetGroupSecurityDescriptor function (ntifs.h)"
 */
NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					     PSID *Group, PBOOLEAN GroupDefaulted)
{
	struct wdm_sd_parts parts;
	NTSTATUS status = readable(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*Group = parts.group;
	*GroupDefaulted = !!(parts.control & SE_GROUP_DEFAULTED);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetGroupSecurityDescriptor);

/**
 * RtlGetControlSecurityDescriptor - the control flags of a security descriptor
 * @SecurityDescriptor: the descriptor
 * @Control: gets SE_*
 * @Revision: gets the revision, also when it is unknown
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION
 * Reference: "GetSecurityDescriptorControl function", its user-mode counterpart
 */
NTSTATUS NTAPI RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					       PSECURITY_DESCRIPTOR_CONTROL Control,
					       PULONG Revision)
{
	PISECURITY_DESCRIPTOR sd = SecurityDescriptor;

	*Revision = sd->Revision;
	if (sd->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	*Control = sd->Control;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetControlSecurityDescriptor);

/**
 * RtlAbsoluteToSelfRelativeSD - make one block of memory out of a security descriptor
 * @AbsoluteSecurityDescriptor: a valid absolute descriptor
 * @SelfRelativeSecurityDescriptor: gets the self-relative one; may be NULL if there is
 *	no room
 * @BufferLength: bytes there; gets the bytes needed
 *
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_BAD_DESCRIPTOR_FORMAT if it
 *	is self-relative already
 * Reference: "RtlAbsoluteToSelfRelativeSD function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
					   PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
					   PULONG BufferLength)
{
	struct wdm_sd_parts parts;
	ULONG room = *BufferLength;

	wdm_sd_split(AbsoluteSecurityDescriptor, &parts);
	if (parts.control & SE_SELF_RELATIVE)
		return STATUS_BAD_DESCRIPTOR_FORMAT;
	*BufferLength = sizeof(SECURITY_DESCRIPTOR_RELATIVE) + parts_size(&parts);
	if (room < *BufferLength)
		return STATUS_BUFFER_TOO_SMALL;
	compose(&parts, SelfRelativeSecurityDescriptor);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlAbsoluteToSelfRelativeSD);

/**
 * RtlMapGenericMask - turn generic rights into those of an object type
 * @AccessMask: the rights
 * @GenericMapping: what each generic right means
 *
 * Context: any IRQL
 * Reference: "RtlMapGenericMask function (wdm.h)"
 */
VOID NTAPI RtlMapGenericMask(PACCESS_MASK AccessMask, const GENERIC_MAPPING *GenericMapping)
{
	ACCESS_MASK mask = *AccessMask;

	if (mask & GENERIC_READ)
		mask |= GenericMapping->GenericRead;
	if (mask & GENERIC_WRITE)
		mask |= GenericMapping->GenericWrite;
	if (mask & GENERIC_EXECUTE)
		mask |= GenericMapping->GenericExecute;
	if (mask & GENERIC_ALL)
		mask |= GenericMapping->GenericAll;
	*AccessMask = mask & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}
WDM_EXPORT(RtlMapGenericMask);
