// SPDX-License-Identifier: GPL-2.0
/* Ex: which products of Windows this one includes. */
#include <linux/kernel.h>
#include <linux/percpu.h>

#include <wdm.h>

#include "compat.h"

/**
 * ExVerifySuite - ExVerifySuite function
 * @SuiteType: the product suite
 *
 * Agrees with the suites that RtlGetVersion() tells.
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE if the suite is there.
 */
BOOLEAN NTAPI ExVerifySuite(SUITE_TYPE SuiteType)
{
	RTL_OSVERSIONINFOEXW version = { .dwOSVersionInfoSize = sizeof(version) };

	RtlGetVersion((PRTL_OSVERSIONINFOW)&version);
	return SuiteType < MaxSuiteType && version.wSuiteMask & (1U << SuiteType);
}
WDM_EXPORT(ExVerifySuite);
