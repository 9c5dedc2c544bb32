// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: which Windows a driver finds. It is Windows 10 version 2004 (10.0.19041), a
 * workstation without service pack: the newest one whose WDM functions drivers
 * commonly ask for.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <sdkddkver.h>

#define OUR_MAJOR	10
#define OUR_MINOR	0
#define OUR_BUILD	19041
#define OUR_NTDDI	NTDDI_WIN10_VB

/**
 * RtlGetVersion - version of Windows
 * @lpVersionInformation: RTL_OSVERSIONINFOW or RTL_OSVERSIONINFOEXW, told apart
 *	by dwOSVersionInfoSize
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 * Reference: "RtlGetVersion function (wdm.h)"
 */
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW lpVersionInformation)
{
	ULONG size = lpVersionInformation->dwOSVersionInfoSize;

	lpVersionInformation->dwMajorVersion = OUR_MAJOR;
	lpVersionInformation->dwMinorVersion = OUR_MINOR;
	lpVersionInformation->dwBuildNumber = OUR_BUILD;
	lpVersionInformation->dwPlatformId = VER_PLATFORM_WIN32_NT;
	memset(lpVersionInformation->szCSDVersion, 0,
	       sizeof(lpVersionInformation->szCSDVersion));
	if (size == sizeof(RTL_OSVERSIONINFOEXW)) {
		PRTL_OSVERSIONINFOEXW ex = (void *)lpVersionInformation;

		ex->wServicePackMajor = 0;
		ex->wServicePackMinor = 0;
		ex->wSuiteMask = 0;
		ex->wProductType = VER_NT_WORKSTATION;
		ex->wReserved = 0;
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGetVersion);

/**
 * VerSetConditionMask - note how one field is to be compared
 * @ConditionMask: the conditions so far
 * @TypeMask: VER_* bits of the fields
 * @Condition: VER_EQUAL ... VER_OR
 *
 * Context: any IRQL.
 * Return: the new conditions.
 * Reference: "VerSetConditionMask function (wdm.h)"
 */
ULONGLONG NTAPI VerSetConditionMask(ULONGLONG ConditionMask, ULONG TypeMask,
				    UCHAR Condition)
{
	int i;

	for (i = 0; i < 8; i++) {
		unsigned int shift = i * VER_NUM_BITS_PER_CONDITION_MASK;

		if (!(TypeMask & BIT(i)))
			continue;
		ConditionMask |= (ULONGLONG)(Condition & VER_CONDITION_MASK)
				 << shift;
	}
	return ConditionMask;
}
WDM_EXPORT(VerSetConditionMask);

static unsigned int condition_of(ULONGLONG mask, ULONG type)
{
	return mask >> (__ffs(type) * VER_NUM_BITS_PER_CONDITION_MASK) &
	       VER_CONDITION_MASK;
}

/* *@equal: this field ties, so that the next one decides. */
static bool holds(s64 ours, s64 theirs, unsigned int condition, bool *equal)
{
	*equal = ours == theirs;
	switch (condition) {
	case VER_EQUAL:
		return ours == theirs;
	case VER_GREATER:
		return ours > theirs;
	case VER_GREATER_EQUAL:
		return ours >= theirs;
	case VER_LESS:
		return ours < theirs;
	case VER_LESS_EQUAL:
		return ours <= theirs;
	default:
		return false;
	}
}

/**
 * RtlVerifyVersionInfo - does the version of Windows meet some conditions?
 * @VersionInfo: values to compare with
 * @TypeMask: VER_* bits of the fields to compare
 * @ConditionMask: how to compare them, from VerSetConditionMask()
 *
 * Major and minor version and service pack count as one number, compared by the
 * condition of the most significant of its fields.
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_REVISION_MISMATCH, STATUS_INVALID_PARAMETER
 *	(nothing to compare, or no condition for it).
 * Reference: "RtlVerifyVersionInfo function (wdm.h)"
 */
NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo,
				    ULONG TypeMask, ULONGLONG ConditionMask)
{
	const struct {
		ULONG type;
		s64 ours;
		s64 theirs;
	} version[] = {
		{ VER_MAJORVERSION, OUR_MAJOR, VersionInfo->dwMajorVersion },
		{ VER_MINORVERSION, OUR_MINOR, VersionInfo->dwMinorVersion },
		{ VER_SERVICEPACKMAJOR, 0, VersionInfo->wServicePackMajor },
		{ VER_SERVICEPACKMINOR, 0, VersionInfo->wServicePackMinor },
	}, single[] = {
		{ VER_BUILDNUMBER, OUR_BUILD, VersionInfo->dwBuildNumber },
		{ VER_PLATFORMID, VER_PLATFORM_WIN32_NT, VersionInfo->dwPlatformId },
		{ VER_PRODUCT_TYPE, VER_NT_WORKSTATION, VersionInfo->wProductType },
	};
	unsigned int condition = 0;
	bool result = true, equal = true;
	int i;

	if (!(TypeMask & 0xff) || !ConditionMask)
		return STATUS_INVALID_PARAMETER;

	for (i = 0; i < ARRAY_SIZE(single); i++) {
		if (TypeMask & single[i].type &&
		    !holds(single[i].ours, single[i].theirs,
			   condition_of(ConditionMask, single[i].type), &equal))
			return STATUS_REVISION_MISMATCH;
	}
	if (TypeMask & VER_SUITENAME && VersionInfo->wSuiteMask &&
	    condition_of(ConditionMask, VER_SUITENAME) == VER_AND)
		return STATUS_REVISION_MISMATCH;

	equal = true;
	for (i = 0; i < ARRAY_SIZE(version) && equal; i++) {
		if (!(TypeMask & version[i].type))
			continue;
		if (!condition)
			condition = condition_of(ConditionMask, version[i].type);
		result = holds(version[i].ours, version[i].theirs, condition,
			       &equal);
	}
	return result ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
}
WDM_EXPORT(RtlVerifyVersionInfo);

/**
 * RtlIsNtDdiVersionAvailable - is this at least a given version?
 * @Version: NTDDI_*, without a service pack
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE or FALSE.
 * Reference: "RtlIsNtDdiVersionAvailable function (wdm.h)"
 */
BOOLEAN NTAPI RtlIsNtDdiVersionAvailable(ULONG Version)
{
	/* From Windows 10 on the last byte counts releases, not service packs. */
	if (OSVER(Version) < NTDDI_WIN10 && (Version & ~OSVERSION_MASK))
		return FALSE;
	return Version <= OUR_NTDDI;
}
WDM_EXPORT(RtlIsNtDdiVersionAvailable);

/**
 * RtlIsServicePackVersionInstalled - is a given service pack of this version there?
 * @Version: NTDDI_* with a service pack
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE only for this very version, without service pack.
 * Reference: "RtlIsServicePackVersionInstalled function (wdm.h)"
 */
BOOLEAN NTAPI RtlIsServicePackVersionInstalled(ULONG Version)
{
	return OSVER(Version) == OSVER(OUR_NTDDI) && !SPVER(Version);
}
WDM_EXPORT(RtlIsServicePackVersionInstalled);
