// SPDX-License-Identifier: GPL-2.0
/* Se: subjects. How Linux's credentials become SIDs stands in internal/se.h. */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/user_namespace.h>

#include "compat.h"
#include "se.h"

/* As Samba maps ids: S-1-22-1-<uid> and S-1-22-2-<gid>. */
#define UNIX_AUTHORITY	22
#define UNIX_USER	1
#define UNIX_GROUP	2

#define NT_AUTHORITY	5

const struct cred *wdm_se_token(PSECURITY_SUBJECT_CONTEXT context)
{
	return SeQuerySubjectContextToken(context);
}

bool wdm_se_is_admin(const struct cred *token)
{
	return token->user_ns == &init_user_ns &&
	       cap_raised(token->cap_effective, CAP_SYS_ADMIN);
}

void wdm_se_user(const struct cred *token, union wdm_sid *sid)
{
	if (uid_eq(token->euid, GLOBAL_ROOT_UID) && wdm_se_is_admin(token))
		wdm_sid_make(sid, NT_AUTHORITY, 1, SECURITY_LOCAL_SYSTEM_RID);
	else
		wdm_sid_make(sid, UNIX_AUTHORITY, 2, UNIX_USER, __kuid_val(token->euid));
}
WDM_EXPORT(wdm_se_user);

void wdm_se_group(const struct cred *token, union wdm_sid *sid)
{
	wdm_sid_make(sid, UNIX_AUTHORITY, 2, UNIX_GROUP, __kgid_val(token->egid));
}
WDM_EXPORT(wdm_se_group);

static bool has_gid(const struct cred *token, u32 gid)
{
	int i;

	if (__kgid_val(token->egid) == gid)
		return true;
	for (i = 0; i < token->group_info->ngroups; i++)
		if (__kgid_val(token->group_info->gid[i]) == gid)
			return true;
	return false;
}

static bool has_nt_sid(const struct cred *token, const SID *sid)
{
	/* Through a pointer: to the compiler the array has one element. */
	const ULONG *sub = sid->SubAuthority;

	switch (sub[0]) {
	case SECURITY_INTERACTIVE_RID:
	case SECURITY_AUTHENTICATED_USER_RID:
		return sid->SubAuthorityCount == 1;
	case SECURITY_LOCAL_SYSTEM_RID:
		return sid->SubAuthorityCount == 1 && wdm_se_is_admin(token);
	case SECURITY_BUILTIN_DOMAIN_RID:
		if (sid->SubAuthorityCount != 2)
			return false;
		return sub[1] == DOMAIN_ALIAS_RID_USERS ||
		       (sub[1] == DOMAIN_ALIAS_RID_ADMINS && wdm_se_is_admin(token));
	default:
		return false;
	}
}

bool wdm_se_has_sid(const struct cred *token, PSID Sid)
{
	const SID *sid = Sid;
	const UCHAR *authority = sid->IdentifierAuthority.Value;
	const ULONG *sub = sid->SubAuthority;

	if (authority[0] | authority[1] | authority[2] | authority[3] | authority[4] ||
	    !sid->SubAuthorityCount)
		return false;
	switch (authority[5]) {
	case 1:	/* World */
	case 2:	/* Local */
		return sid->SubAuthorityCount == 1 && sub[0] == 0;
	case NT_AUTHORITY:
		return has_nt_sid(token, sid);
	case UNIX_AUTHORITY:
		if (sid->SubAuthorityCount != 2)
			return false;
		if (sub[0] == UNIX_USER)
			return __kuid_val(token->euid) == sub[1];
		return sub[0] == UNIX_GROUP && has_gid(token, sub[1]);
	default:
		return false;
	}
}
WDM_EXPORT(wdm_se_has_sid);

/**
 * SeCaptureSubjectContext - who the current thread acts for
 * @SubjectContext: gets the tokens of the process and, if the thread has taken on
 *	other credentials (override_creds), of the client; for SeReleaseSubjectContext()
 *
 * Context: PASSIVE_LEVEL
 * Reference: "SeCaptureSubjectContext function (ntifs.h)"
 */
VOID NTAPI SeCaptureSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext)
{
	const struct cred *own = current_real_cred(), *effective = current_cred();

	SubjectContext->PrimaryToken = (PACCESS_TOKEN)get_cred(own);
	SubjectContext->ClientToken = NULL;
	SubjectContext->ImpersonationLevel = SecurityAnonymous;
	if (effective != own) {
		SubjectContext->ClientToken = (PACCESS_TOKEN)get_cred(effective);
		SubjectContext->ImpersonationLevel = SecurityImpersonation;
	}
	SubjectContext->ProcessAuditId = PsGetCurrentProcessId();
}
WDM_EXPORT(SeCaptureSubjectContext);

/**
 * SeReleaseSubjectContext - give captured tokens back
 * @SubjectContext: from SeCaptureSubjectContext()
 *
 * Context: PASSIVE_LEVEL
 * Reference: "SeReleaseSubjectContext function (ntifs.h)"
 */
VOID NTAPI SeReleaseSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext)
{
	if (SubjectContext->ClientToken)
		put_cred(SubjectContext->ClientToken);
	put_cred(SubjectContext->PrimaryToken);
	SubjectContext->ClientToken = NULL;
	SubjectContext->PrimaryToken = NULL;
}
WDM_EXPORT(SeReleaseSubjectContext);

/**
 * SeLockSubjectContext - keep captured tokens from changing
 * @SubjectContext: from SeCaptureSubjectContext()
 *
 * Credentials in use never change on Linux: a process that changes its own gets new
 * ones. So there is nothing to lock.
 *
 * Context: PASSIVE_LEVEL
 * Reference: "SeLockSubjectContext function (ntifs.h)"
 */
VOID NTAPI SeLockSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext)
{
}
WDM_EXPORT(SeLockSubjectContext);

/**
 * SeUnlockSubjectContext - let captured tokens change again
 * @SubjectContext: locked by SeLockSubjectContext()
 *
 * Context: PASSIVE_LEVEL
 * Reference: "SeUnlockSubjectContext function (ntifs.h)"
 */
VOID NTAPI SeUnlockSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext)
{
}
WDM_EXPORT(SeUnlockSubjectContext);

/**
 * SeTokenIsAdmin - does a token have the SID of the administrators?
 * @Token: from a captured subject
 *
 * Context: PASSIVE_LEVEL
 * Return: TRUE with CAP_SYS_ADMIN
 * Reference: "SeTokenIsAdmin function (ntifs.h)"
 */
BOOLEAN NTAPI SeTokenIsAdmin(PACCESS_TOKEN Token)
{
	return wdm_se_is_admin(Token);
}
WDM_EXPORT(SeTokenIsAdmin);
