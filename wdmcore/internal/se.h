/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Se: security descriptors, and subjects made from Linux's credentials.
 *
 * A token (PACCESS_TOKEN) is a struct cred: it never changes once it is in use, and
 * it is counted. So capturing a subject allocates nothing, and locking one means
 * nothing. A token has these SIDs:
 *
 *	S-1-22-1-<uid>		its effective user, as Samba writes it
 *	S-1-22-2-<gid>		its effective group and each supplementary one
 *	S-1-1-0, S-1-2-0	Everyone, Local
 *	S-1-5-4, S-1-5-11	Interactive, Authenticated Users
 *	S-1-5-32-545		Users
 *	S-1-5-18, S-1-5-32-544	Local System, Administrators: with CAP_SYS_ADMIN
 *
 * Its user is Local System if that is root with CAP_SYS_ADMIN, as for all kernel
 * threads, else S-1-22-1-<uid>. Ids and capabilities count as seen by the initial user
 * namespace: root inside of a container is somebody else. A privilege is a capability
 * (se/privilege.c).
 */
#ifndef _WDM_INTERNAL_SE_H
#define _WDM_INTERNAL_SE_H

#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/types.h>

#include <wdm.h>
#include <wdm/se_sid.h>

/* A SID of any length, for the stack. */
union wdm_sid {
	SID sid;
	UCHAR bytes[SECURITY_MAX_SID_SIZE];
};

/* S-1-<authority>-... with @count subauthorities; authority < 256. */
void wdm_sid_make(union wdm_sid *sid, u8 authority, u8 count, ...);
bool wdm_sid_is(PSID sid, u8 authority, u8 count, ...);

/* Is there a valid SID within [sid, sid + max)? */
bool wdm_sid_valid_within(const void *sid, size_t max);
/* The same for an ACL: each ACE in its bounds, each ACE's SID in those of the ACE. */
bool wdm_acl_valid_within(const void *acl, size_t max);

/* The SID of an ACE of a type that has one right after its mask; else NULL. */
PSID wdm_ace_sid(const ACE_HEADER *ace);

static inline PACE_HEADER wdm_acl_first(PACL acl)
{
	return (PACE_HEADER)(acl + 1);
}

static inline PACE_HEADER wdm_ace_next(PACE_HEADER ace)
{
	return (PACE_HEADER)((char *)ace + ace->AceSize);
}

/* A descriptor's parts, whatever its format; NULL: not there, or a NULL ACL. */
struct wdm_sd_parts {
	SECURITY_DESCRIPTOR_CONTROL control;
	PSID owner;
	PSID group;
	PACL sacl;
	PACL dacl;
};

void wdm_sd_split(PSECURITY_DESCRIPTOR sd, struct wdm_sd_parts *parts);

/* A self-relative descriptor of these parts in new pool memory; NULL: no memory. */
PSECURITY_DESCRIPTOR wdm_sd_build(const struct wdm_sd_parts *parts);
void wdm_sd_free(PSECURITY_DESCRIPTOR sd);

/* Subjects (se/subject.c, se/privilege.c) */

/* The token that is checked: the client's if there is one. */
const struct cred *wdm_se_token(PSECURITY_SUBJECT_CONTEXT context);
bool wdm_se_is_admin(const struct cred *token);
bool wdm_se_has_sid(const struct cred *token, PSID sid);
void wdm_se_user(const struct cred *token, union wdm_sid *sid);
void wdm_se_group(const struct cred *token, union wdm_sid *sid);
bool wdm_se_has_privilege(const struct cred *token, u32 privilege);

/*
 * A security descriptor from its text (SDDL), in pool memory: see se/sddl.c for what
 * of the language is understood. STATUS_INVALID_PARAMETER: not understood.
 */
NTSTATUS wdm_sddl_parse(PCUNICODE_STRING text, PSECURITY_DESCRIPTOR *sd);

#endif /* _WDM_INTERNAL_SE_H */
