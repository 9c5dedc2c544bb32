/* SPDX-License-Identifier: GPL-2.0 */
/* Se: who asks, what an object allows to whom, and the check of the one by the other. */
#ifndef _WDM_SE_H
#define _WDM_SE_H

#include <wdm/base.h>
#include <guiddef.h>
#include <wdm/ex.h>
#include <wdm/se_types.h>

NTSYSAPI BOOLEAN NTAPI
SeAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor,
	      PSECURITY_SUBJECT_CONTEXT SubjectSecurityContext,
	      BOOLEAN SubjectContextLocked, ACCESS_MASK DesiredAccess,
	      ACCESS_MASK PreviouslyGrantedAccess, PPRIVILEGE_SET *Privileges,
	      PGENERIC_MAPPING GenericMapping, KPROCESSOR_MODE AccessMode,
	      PACCESS_MASK GrantedAccess, PNTSTATUS AccessStatus);
NTSYSAPI VOID NTAPI SeFreePrivileges(PPRIVILEGE_SET Privileges);
NTSYSAPI NTSTATUS NTAPI SeAssignSecurity(PSECURITY_DESCRIPTOR ParentDescriptor,
					 PSECURITY_DESCRIPTOR ExplicitDescriptor,
					 PSECURITY_DESCRIPTOR *NewDescriptor,
					 BOOLEAN IsDirectoryObject,
					 PSECURITY_SUBJECT_CONTEXT SubjectContext,
					 PGENERIC_MAPPING GenericMapping,
					 POOL_TYPE PoolType);
NTSYSAPI NTSTATUS NTAPI SeAssignSecurityEx(PSECURITY_DESCRIPTOR ParentDescriptor,
					   PSECURITY_DESCRIPTOR ExplicitDescriptor,
					   PSECURITY_DESCRIPTOR *NewDescriptor,
					   GUID *ObjectType, BOOLEAN IsDirectoryObject,
					   ULONG AutoInheritFlags,
					   PSECURITY_SUBJECT_CONTEXT SubjectContext,
					   PGENERIC_MAPPING GenericMapping,
					   POOL_TYPE PoolType);
NTSYSAPI NTSTATUS NTAPI SeDeassignSecurity(PSECURITY_DESCRIPTOR *SecurityDescriptor);
NTSYSAPI BOOLEAN NTAPI SeValidSecurityDescriptor(ULONG Length,
						 PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSYSAPI ULONG NTAPI
SeObjectCreateSaclAccessBits(PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSYSAPI VOID NTAPI SeCaptureSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext);
NTSYSAPI VOID NTAPI SeLockSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext);
NTSYSAPI VOID NTAPI SeUnlockSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext);
NTSYSAPI VOID NTAPI SeReleaseSubjectContext(PSECURITY_SUBJECT_CONTEXT SubjectContext);
NTSYSAPI BOOLEAN NTAPI SeSinglePrivilegeCheck(LUID PrivilegeValue,
					      KPROCESSOR_MODE PreviousMode);
NTSYSAPI BOOLEAN NTAPI SePrivilegeCheck(PPRIVILEGE_SET RequiredPrivileges,
					PSECURITY_SUBJECT_CONTEXT SubjectSecurityContext,
					KPROCESSOR_MODE AccessMode);
NTSYSAPI BOOLEAN NTAPI SeTokenIsAdmin(PACCESS_TOKEN Token);

#define SeQuerySubjectContextToken(Context) \
	((Context)->ClientToken ? (Context)->ClientToken : (Context)->PrimaryToken)

/* Security descriptors. */
NTSYSAPI NTSTATUS NTAPI
RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision);
NTSYSAPI ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSYSAPI BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSYSAPI BOOLEAN NTAPI
RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
				   ULONG SecurityDescriptorLength,
				   SECURITY_INFORMATION RequiredInformation);
NTSYSAPI NTSTATUS NTAPI
RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				PSECURITY_DESCRIPTOR_CONTROL Control, PULONG Revision);
NTSYSAPI NTSTATUS NTAPI
RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN DaclPresent,
			     PACL Dacl, BOOLEAN DaclDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN DaclPresent,
			     PACL *Dacl, PBOOLEAN DaclDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN SaclPresent,
			     PACL Sacl, BOOLEAN SaclDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN SaclPresent,
			     PACL *Sacl, PBOOLEAN SaclDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Owner,
			      BOOLEAN OwnerDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Owner,
			      PBOOLEAN OwnerDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Group,
			      BOOLEAN GroupDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Group,
			      PBOOLEAN GroupDefaulted);
NTSYSAPI NTSTATUS NTAPI
RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
			    PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
			    PULONG BufferLength);
NTSYSAPI VOID NTAPI RtlMapGenericMask(PACCESS_MASK AccessMask,
				      const GENERIC_MAPPING *GenericMapping);

/* ACLs. */
NTSYSAPI NTSTATUS NTAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision);
NTSYSAPI BOOLEAN NTAPI RtlValidAcl(PACL Acl);
NTSYSAPI NTSTATUS NTAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex,
				  PVOID AceList, ULONG AceListLength);
NTSYSAPI NTSTATUS NTAPI RtlDeleteAce(PACL Acl, ULONG AceIndex);
NTSYSAPI NTSTATUS NTAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace);
NTSYSAPI NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision,
					       ACCESS_MASK AccessMask, PSID Sid);
NTSYSAPI NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
						 ACCESS_MASK AccessMask, PSID Sid);
NTSYSAPI NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision,
					      ACCESS_MASK AccessMask, PSID Sid);
NTSYSAPI NTSTATUS NTAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
						ACCESS_MASK AccessMask, PSID Sid);

#endif
