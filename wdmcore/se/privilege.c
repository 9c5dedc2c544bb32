// SPDX-License-Identifier: GPL-2.0
/* Se: privileges. Each is a capability, which counts in the initial user namespace. */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/user_namespace.h>

#include "compat.h"
#include "se.h"

#define EVERYBODY	(-1)

/* By privilege; one that isn't listed is CAP_SYS_ADMIN. */
static const s8 capabilities[] = {
	[SE_CREATE_TOKEN_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_ASSIGNPRIMARYTOKEN_PRIVILEGE]	= CAP_SETUID,
	[SE_LOCK_MEMORY_PRIVILEGE]		= CAP_IPC_LOCK,
	[SE_INCREASE_QUOTA_PRIVILEGE]		= CAP_SYS_RESOURCE,
	[SE_MACHINE_ACCOUNT_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_TCB_PRIVILEGE]			= CAP_SYS_ADMIN,
	[SE_SECURITY_PRIVILEGE]			= CAP_AUDIT_CONTROL,
	[SE_TAKE_OWNERSHIP_PRIVILEGE]		= CAP_CHOWN,
	[SE_LOAD_DRIVER_PRIVILEGE]		= CAP_SYS_MODULE,
	[SE_SYSTEM_PROFILE_PRIVILEGE]		= CAP_PERFMON,
	[SE_SYSTEMTIME_PRIVILEGE]		= CAP_SYS_TIME,
	[SE_PROF_SINGLE_PROCESS_PRIVILEGE]	= CAP_PERFMON,
	[SE_INC_BASE_PRIORITY_PRIVILEGE]	= CAP_SYS_NICE,
	[SE_CREATE_PAGEFILE_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_CREATE_PERMANENT_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_BACKUP_PRIVILEGE]			= CAP_DAC_READ_SEARCH,
	[SE_RESTORE_PRIVILEGE]			= CAP_DAC_OVERRIDE,
	[SE_SHUTDOWN_PRIVILEGE]			= CAP_SYS_BOOT,
	[SE_DEBUG_PRIVILEGE]			= CAP_SYS_PTRACE,
	[SE_AUDIT_PRIVILEGE]			= CAP_AUDIT_WRITE,
	[SE_SYSTEM_ENVIRONMENT_PRIVILEGE]	= CAP_SYS_ADMIN,
	[SE_CHANGE_NOTIFY_PRIVILEGE]		= EVERYBODY,
	[SE_REMOTE_SHUTDOWN_PRIVILEGE]		= CAP_SYS_BOOT,
	[SE_UNDOCK_PRIVILEGE]			= EVERYBODY,
	[SE_SYNC_AGENT_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_ENABLE_DELEGATION_PRIVILEGE]	= CAP_SYS_ADMIN,
	[SE_MANAGE_VOLUME_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_IMPERSONATE_PRIVILEGE]		= CAP_SETUID,
	[SE_CREATE_GLOBAL_PRIVILEGE]		= CAP_SYS_ADMIN,
	[SE_TRUSTED_CREDMAN_ACCESS_PRIVILEGE]	= CAP_SYS_ADMIN,
	[SE_RELABEL_PRIVILEGE]			= CAP_MAC_ADMIN,
	[SE_INC_WORKING_SET_PRIVILEGE]		= EVERYBODY,
	[SE_TIME_ZONE_PRIVILEGE]		= CAP_SYS_TIME,
	[SE_CREATE_SYMBOLIC_LINK_PRIVILEGE]	= CAP_SYS_ADMIN,
	[SE_DELEGATE_SESSION_USER_IMPERSONATE_PRIVILEGE] = CAP_SYS_ADMIN,
};

bool wdm_se_has_privilege(const struct cred *token, u32 privilege)
{
	if (privilege < SE_MIN_WELL_KNOWN_PRIVILEGE || privilege >= ARRAY_SIZE(capabilities))
		return false;
	if (capabilities[privilege] == EVERYBODY)
		return true;
	return token->user_ns == &init_user_ns &&
	       cap_raised(token->cap_effective, capabilities[privilege]);
}

static bool has_luid(const struct cred *token, LUID luid)
{
	return !luid.HighPart && wdm_se_has_privilege(token, luid.LowPart);
}

/**
 * SeSinglePrivilegeCheck - does the current thread have a privilege?
 * @PrivilegeValue: SE_*_PRIVILEGE, as by RtlConvertLongToLuid()
 * @PreviousMode: mode of the requester
 *
 * Context: PASSIVE_LEVEL
 * Return: TRUE if so, and for all requests of kernel mode
 * Reference: "SeSinglePrivilegeCheck function (ntddk.h)"
 */
BOOLEAN NTAPI SeSinglePrivilegeCheck(LUID PrivilegeValue, KPROCESSOR_MODE PreviousMode)
{
	return PreviousMode == KernelMode || has_luid(current_cred(), PrivilegeValue);
}
WDM_EXPORT(SeSinglePrivilegeCheck);

/**
 * SePrivilegeCheck - does a subject have privileges?
 * @RequiredPrivileges: them, of which all or any one is needed as Control says; those
 *	that it has get SE_PRIVILEGE_USED_FOR_ACCESS
 * @SubjectSecurityContext: the subject
 * @AccessMode: mode of the requester
 *
 * Context: PASSIVE_LEVEL
 * Return: TRUE if so, and for all requests of kernel mode
 * Reference: "SePrivilegeCheck function (ntifs.h)"
 */
BOOLEAN NTAPI SePrivilegeCheck(PPRIVILEGE_SET RequiredPrivileges,
			       PSECURITY_SUBJECT_CONTEXT SubjectSecurityContext,
			       KPROCESSOR_MODE AccessMode)
{
	const struct cred *token = wdm_se_token(SubjectSecurityContext);
	PLUID_AND_ATTRIBUTES p = RequiredPrivileges->Privilege;
	ULONG i, found = 0;

	if (AccessMode == KernelMode)
		return TRUE;
	/* A client that may only be identified lends nothing. */
	if (SubjectSecurityContext->ClientToken &&
	    SubjectSecurityContext->ImpersonationLevel < SecurityImpersonation)
		return FALSE;
	for (i = 0; i < RequiredPrivileges->PrivilegeCount; i++) {
		if (has_luid(token, p[i].Luid)) {
			p[i].Attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
			found++;
		}
	}
	if (RequiredPrivileges->Control & PRIVILEGE_SET_ALL_NECESSARY)
		return found == RequiredPrivileges->PrivilegeCount;
	return found > 0;
}
WDM_EXPORT(SePrivilegeCheck);
