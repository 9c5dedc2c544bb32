// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: security descriptors of objects.
 *
 * Objects carry none: who may open what is the business of the nodes' owners and modes.
 * Who asks gets one that says so: owned by the system, and without a list of rights.
 */
#include <linux/mm.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "ex.h"
#include "ob.h"

#define TAG		0x6553624f	/* 'ObSe' */
#define SELF_RELATIVE	0x8000

/* A self-relative SECURITY_DESCRIPTOR, and S-1-5-18 behind it. */
struct descriptor {
	u8 revision;
	u8 reserved;
	__le16 control;
	__le32 owner, group, sacl, dacl;
	struct {
		u8 revision, count, authority[6];
		__le32 system;
	} sid;
} __packed;

/**
 * ObGetObjectSecurity() - security descriptor of an object
 * @Object: the object's body
 * @SecurityDescriptor: returns it, self-relative
 * @MemoryAllocated: returns TRUE; for ObReleaseObjectSecurity()
 *
 * Differs from Windows: it is the same for all objects: owner and group are the system
 * (S-1-5-18), and there is no DACL, which means that everybody has all rights.
 * Reference page: "ObGetObjectSecurity function (ntifs.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ObGetObjectSecurity(PVOID Object, PSECURITY_DESCRIPTOR *SecurityDescriptor,
				   PBOOLEAN MemoryAllocated)
{
	static const struct descriptor system = {
		.revision = SECURITY_DESCRIPTOR_REVISION,
		.control = cpu_to_le16(SELF_RELATIVE),
		.owner = cpu_to_le32(offsetof(struct descriptor, sid)),
		.group = cpu_to_le32(offsetof(struct descriptor, sid)),
		.sid = {
			.revision = 1,
			.count = 1,
			.authority = { 0, 0, 0, 0, 0, 5 },
			.system = cpu_to_le32(18),
		},
	};

	*MemoryAllocated = FALSE;
	*SecurityDescriptor = wdm_pool_alloc(sizeof(system), TAG, WDM_POOL_PAGED,
					     ObGetObjectSecurity);
	if (!*SecurityDescriptor)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(*SecurityDescriptor, &system, sizeof(system));
	*MemoryAllocated = TRUE;
	return STATUS_SUCCESS;
}
WDM_EXPORT(ObGetObjectSecurity);

/**
 * ObReleaseObjectSecurity() - gives back what ObGetObjectSecurity() returned
 * @SecurityDescriptor: the descriptor; may be NULL
 * @MemoryAllocated: as it was returned
 *
 * Reference page: "ObReleaseObjectSecurity function (ntifs.h)".
 *
 * Context: IRQL <= APC_LEVEL
 */
VOID NTAPI ObReleaseObjectSecurity(PSECURITY_DESCRIPTOR SecurityDescriptor,
				   BOOLEAN MemoryAllocated)
{
	if (SecurityDescriptor && MemoryAllocated)
		wdm_pool_free(SecurityDescriptor, TAG, ObReleaseObjectSecurity);
}
WDM_EXPORT(ObReleaseObjectSecurity);
