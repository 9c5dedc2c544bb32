// SPDX-License-Identifier: GPL-2.0
/*
 * Se: the text form of security descriptors, SDDL, as IoCreateDeviceSecure and INF
 * files have it:
 *
 *	O:owner G:group D:flags(ace)... S:flags(ace)...
 *	ace: type;flags;rights;;;sid
 *
 * Understood are the types A, D, AU, AL and ML, all flags, rights by name (generic,
 * standard, of files, of registry keys, of directory objects) or as a number, and SIDs
 * by name or as S-1-... Not understood, and refused, are entries for types of objects
 * and with conditions.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "rtl.h"
#include "se.h"

/**
 * struct text - where the parser is
 * @at: next character
 * @end: end of the text
 */
struct text {
	const WCHAR *at;
	const WCHAR *end;
};

/* Names of two letters; the mandatory rights of labels share none with the others. */
struct right {
	char name[3];
	ACCESS_MASK mask;
};

static const struct right rights[] = {
	{ "GA", GENERIC_ALL },	{ "GR", GENERIC_READ },	{ "GW", GENERIC_WRITE },
	{ "GX", GENERIC_EXECUTE },
	{ "RC", READ_CONTROL },	{ "SD", DELETE },	{ "WD", WRITE_DAC },
	{ "WO", WRITE_OWNER },
	{ "FA", 0x1f01ff },	{ "FR", 0x120089 },	{ "FW", 0x120116 },	{ "FX", 0x1200a0 },
	{ "KA", 0xf003f },	{ "KR", 0x20019 },	{ "KW", 0x20006 },	{ "KX", 0x20019 },
	{ "CC", 0x1 },		{ "DC", 0x2 },		{ "LC", 0x4 },		{ "SW", 0x8 },
	{ "RP", 0x10 },		{ "WP", 0x20 },		{ "DT", 0x40 },		{ "LO", 0x80 },
	{ "CR", 0x100 },
	{ "NW", 0x1 },		{ "NR", 0x2 },		{ "NX", 0x4 },
};

struct ace_flag {
	char name[3];
	u8 flag;
};

static const struct ace_flag ace_flags[] = {
	{ "OI", OBJECT_INHERIT_ACE },		{ "CI", CONTAINER_INHERIT_ACE },
	{ "NP", NO_PROPAGATE_INHERIT_ACE },	{ "IO", INHERIT_ONLY_ACE },
	{ "ID", INHERITED_ACE },		{ "SA", SUCCESSFUL_ACCESS_ACE_FLAG },
	{ "FA", FAILED_ACCESS_ACE_FLAG },
};

struct well_known {
	char name[3];
	u8 authority;
	u8 count;
	u32 sub[2];
};

static const struct well_known well_known[] = {
	{ "WD", 1, 1, { 0 } },		/* Everyone */
	{ "CO", 3, 1, { 0 } },		/* Creator Owner */
	{ "CG", 3, 1, { 1 } },		/* Creator Group */
	{ "OW", 3, 1, { 4 } },		/* Owner Rights */
	{ "NU", 5, 1, { 2 } },		/* Network */
	{ "IU", 5, 1, { 4 } },		/* Interactive */
	{ "SU", 5, 1, { 6 } },		/* Service */
	{ "AN", 5, 1, { 7 } },		/* Anonymous */
	{ "ED", 5, 1, { 9 } },		/* Enterprise Domain Controllers */
	{ "PS", 5, 1, { 10 } },		/* Principal Self */
	{ "AU", 5, 1, { 11 } },		/* Authenticated Users */
	{ "RC", 5, 1, { 12 } },		/* Restricted Code */
	{ "SY", 5, 1, { 18 } },		/* Local System */
	{ "LS", 5, 1, { 19 } },		/* Local Service */
	{ "NS", 5, 1, { 20 } },		/* Network Service */
	{ "WR", 5, 1, { 33 } },		/* Write Restricted Code */
	{ "BA", 5, 2, { 32, 544 } },	/* Administrators */
	{ "BU", 5, 2, { 32, 545 } },	/* Users */
	{ "BG", 5, 2, { 32, 546 } },	/* Guests */
	{ "PU", 5, 2, { 32, 547 } },	/* Power Users */
	{ "AO", 5, 2, { 32, 548 } },	/* Account Operators */
	{ "SO", 5, 2, { 32, 549 } },	/* Server Operators */
	{ "PO", 5, 2, { 32, 550 } },	/* Printer Operators */
	{ "BO", 5, 2, { 32, 551 } },	/* Backup Operators */
	{ "RE", 5, 2, { 32, 552 } },	/* Replicator */
	{ "RU", 5, 2, { 32, 554 } },	/* Pre-Windows 2000 Compatible Access */
	{ "RD", 5, 2, { 32, 555 } },	/* Remote Desktop Users */
	{ "NO", 5, 2, { 32, 556 } },	/* Network Configuration Operators */
	{ "MU", 5, 2, { 32, 558 } },	/* Performance Monitor Users */
	{ "LU", 5, 2, { 32, 559 } },	/* Performance Log Users */
	{ "AC", 15, 2, { 2, 1 } },	/* All Application Packages */
	{ "LW", 16, 1, { 0x1000 } },	/* Low, medium, high, system integrity */
	{ "ME", 16, 1, { 0x2000 } },
	{ "HI", 16, 1, { 0x3000 } },
	{ "SI", 16, 1, { 0x4000 } },
};

static void skip_blanks(struct text *t)
{
	while (t->at < t->end && (*t->at == ' ' || *t->at == '\t'))
		t->at++;
}

static u16 upper(u16 c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* Takes @word, in either case, if it is next. */
static bool take(struct text *t, const char *word)
{
	const WCHAR *at = t->at;

	for (; *word; word++, at++)
		if (at == t->end || upper(*at) != *word)
			return false;
	t->at = at;
	return true;
}

static int digit_of(u16 c, u32 base)
{
	int digit = c >= '0' && c <= '9' ? c - '0' :
		    upper(c) >= 'A' && upper(c) <= 'F' ? upper(c) - 'A' + 10 : 16;

	return digit < (int)base ? digit : -1;
}

/* A number up to @max: decimal, or hexadecimal with 0x; octal with 0 if @octal. */
static bool take_number(struct text *t, u64 max, bool octal, u64 *out)
{
	u32 base = take(t, "0X") ? 16 : octal && t->at < t->end && *t->at == '0' ? 8 : 10;
	const WCHAR *start = t->at;
	u64 value = 0;
	int digit;

	for (; t->at < t->end; t->at++) {
		digit = digit_of(*t->at, base);
		if (digit < 0)
			break;
		if (value > (max - digit) / base)
			return false;
		value = value * base + digit;
	}
	*out = value;
	return t->at > start;
}

/* The rest of "S-1-" */
static bool take_sid_numbers(struct text *t, union wdm_sid *sid)
{
	u64 value;
	int i;

	if (!take_number(t, BIT_ULL(48) - 1, false, &value))
		return false;
	wdm_sid_make(sid, 0, 0);
	for (i = 5; i >= 0; i--, value >>= 8)
		sid->sid.IdentifierAuthority.Value[i] = (UCHAR)value;
	while (take(t, "-")) {
		if (sid->sid.SubAuthorityCount == SID_MAX_SUB_AUTHORITIES ||
		    !take_number(t, U32_MAX, false, &value))
			return false;
		*RtlSubAuthoritySid(sid, sid->sid.SubAuthorityCount++) = (ULONG)value;
	}
	return sid->sid.SubAuthorityCount > 0;
}

static bool take_sid(struct text *t, union wdm_sid *sid)
{
	const struct well_known *w;
	size_t i;

	skip_blanks(t);
	if (take(t, "S-1-"))
		return take_sid_numbers(t, sid);
	for (i = 0; i < ARRAY_SIZE(well_known); i++) {
		w = &well_known[i];
		if (take(t, w->name)) {
			wdm_sid_make(sid, w->authority, w->count, w->sub[0], w->sub[1]);
			return true;
		}
	}
	return false;
}

/* "D" is the beginning of no other type here; "A" is that of two. */
static bool take_type(struct text *t, u8 *type)
{
	if (take(t, "AU"))
		*type = SYSTEM_AUDIT_ACE_TYPE;
	else if (take(t, "AL"))
		*type = SYSTEM_ALARM_ACE_TYPE;
	else if (take(t, "ML"))
		*type = SYSTEM_MANDATORY_LABEL_ACE_TYPE;
	else if (take(t, "A"))
		*type = ACCESS_ALLOWED_ACE_TYPE;
	else if (take(t, "D"))
		*type = ACCESS_DENIED_ACE_TYPE;
	else
		return false;
	return true;
}

static u8 take_ace_flags(struct text *t)
{
	u8 flags = 0;
	size_t i;

again:
	skip_blanks(t);
	for (i = 0; i < ARRAY_SIZE(ace_flags); i++) {
		if (take(t, ace_flags[i].name)) {
			flags |= ace_flags[i].flag;
			goto again;
		}
	}
	return flags;
}

static bool take_rights(struct text *t, ACCESS_MASK *mask)
{
	u64 value;
	size_t i;

	*mask = 0;
	skip_blanks(t);
	if (t->at < t->end && digit_of(*t->at, 10) >= 0) {
		if (!take_number(t, U32_MAX, true, &value))
			return false;
		*mask = (ACCESS_MASK)value;
		return true;
	}
again:
	skip_blanks(t);
	for (i = 0; i < ARRAY_SIZE(rights); i++) {
		if (take(t, rights[i].name)) {
			*mask |= rights[i].mask;
			goto again;
		}
	}
	return true;
}

static bool take_separator(struct text *t, const char *separator)
{
	skip_blanks(t);
	return take(t, separator);
}

/* What comes after the opening bracket; appended to @acl. */
static bool take_ace(struct text *t, PACL acl, bool system)
{
	union {
		ACCESS_ALLOWED_ACE ace;
		char room[offsetof(ACCESS_ALLOWED_ACE, SidStart) + SECURITY_MAX_SID_SIZE];
	} b;
	union wdm_sid sid;
	bool for_sacl;

	memset(&b, 0, sizeof(b));
	skip_blanks(t);
	if (!take_type(t, &b.ace.Header.AceType) || !take_separator(t, ";"))
		return false;
	/* Those that allow and deny are for DACLs, the others for SACLs. */
	for_sacl = b.ace.Header.AceType > ACCESS_DENIED_ACE_TYPE;
	if (system != for_sacl)
		return false;
	b.ace.Header.AceFlags = take_ace_flags(t);
	if (!take_separator(t, ";") || !take_rights(t, &b.ace.Mask) || !take_separator(t, ";") ||
	    !take_separator(t, ";") || !take_separator(t, ";") || !take_sid(t, &sid) ||
	    !take_separator(t, ")"))
		return false;
	memcpy(b.room + offsetof(ACCESS_ALLOWED_ACE, SidStart), &sid, RtlLengthSid(&sid));
	b.ace.Header.AceSize = offsetof(ACCESS_ALLOWED_ACE, SidStart) + RtlLengthSid(&sid);
	return NT_SUCCESS(RtlAddAce(acl, ACL_REVISION, MAXULONG, &b, b.ace.Header.AceSize));
}

/* Flags before the first entry. @unit: SE_DACL_* or, one bit up, those of the SACL. */
static u16 take_acl_flags(struct text *t, bool system, bool *null)
{
	u16 control = 0;

	for (;;) {
		skip_blanks(t);
		if (take(t, "P"))
			control |= SE_DACL_PROTECTED << system;
		else if (take(t, "AR"))
			control |= SE_DACL_AUTO_INHERIT_REQ << system;
		else if (take(t, "AI"))
			control |= SE_DACL_AUTO_INHERITED << system;
		else if (take(t, "NO_ACCESS_CONTROL"))
			*null = true;
		else
			return control;
	}
}

/* An ACL; the caller frees it. */
static NTSTATUS take_acl(struct text *t, bool system, u16 *control, PACL *out)
{
	bool null = false;
	PACL acl;

	*control |= take_acl_flags(t, system, &null);
	*control |= system ? SE_SACL_PRESENT : SE_DACL_PRESENT;
	if (null)
		return STATUS_SUCCESS;
	acl = kvmalloc(round_down(U16_MAX, sizeof(ULONG)), GFP_KERNEL);
	if (!acl)
		return STATUS_INSUFFICIENT_RESOURCES;
	*out = acl;
	RtlCreateAcl(acl, round_down(U16_MAX, sizeof(ULONG)), ACL_REVISION);
	while (take_separator(t, "("))
		if (!take_ace(t, acl, system))
			return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* Cuts what is behind the last entry. */
static void trim(PACL acl)
{
	PACE_HEADER ace;
	u32 i;

	if (!acl)
		return;
	ace = wdm_acl_first(acl);
	for (i = 0; i < acl->AceCount; i++)
		ace = wdm_ace_next(ace);
	acl->AclSize = (char *)ace - (char *)acl;
}

/**
 * struct parsed - parts as they come
 * @parts: point to the others, and to memory of kvmalloc()
 * @owner: memory for the owner
 * @group: memory for the group
 */
struct parsed {
	struct wdm_sd_parts parts;
	union wdm_sid owner;
	union wdm_sid group;
};

static NTSTATUS parse(struct text *t, struct parsed *p)
{
	struct wdm_sd_parts *parts = &p->parts;
	NTSTATUS status = STATUS_SUCCESS;

	for (;;) {
		skip_blanks(t);
		if (t->at == t->end)
			return STATUS_SUCCESS;
		if (!parts->owner && take(t, "O:")) {
			parts->owner = &p->owner;
			if (!take_sid(t, &p->owner))
				return STATUS_INVALID_PARAMETER;
		} else if (!parts->group && take(t, "G:")) {
			parts->group = &p->group;
			if (!take_sid(t, &p->group))
				return STATUS_INVALID_PARAMETER;
		} else if (!(parts->control & SE_DACL_PRESENT) && take(t, "D:")) {
			status = take_acl(t, false, &parts->control, &parts->dacl);
		} else if (!(parts->control & SE_SACL_PRESENT) && take(t, "S:")) {
			status = take_acl(t, true, &parts->control, &parts->sacl);
		} else {
			return STATUS_INVALID_PARAMETER;
		}
		if (!NT_SUCCESS(status))
			return status;
	}
}

NTSTATUS wdm_sddl_parse(PCUNICODE_STRING text, PSECURITY_DESCRIPTOR *sd)
{
	struct text t = { text->Buffer, text->Buffer + text->Length / sizeof(WCHAR) };
	struct parsed *p = kzalloc(sizeof(*p), GFP_KERNEL);
	NTSTATUS status;

	*sd = NULL;
	if (!p)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = parse(&t, p);
	if (NT_SUCCESS(status)) {
		trim(p->parts.dacl);
		trim(p->parts.sacl);
		*sd = wdm_sd_build(&p->parts);
		if (!*sd)
			status = STATUS_INSUFFICIENT_RESOURCES;
	}
	kvfree(p->parts.dacl);
	kvfree(p->parts.sacl);
	kfree(p);
	return status;
}
WDM_EXPORT(wdm_sddl_parse);
