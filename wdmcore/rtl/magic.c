// SPDX-License-Identifier: GPL-2.0
/* Rtl: division by a constant, and what the processor has beside its old registers. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/types.h>

#include <asm/cpufeature.h>

#include "compat.h"
#include "rtl.h"

/**
 * RtlExtendedMagicDivide - divide by a constant whose reciprocal is known
 * @Dividend: signed
 * @MagicDivisor: the reciprocal: 2^(64 + @ShiftCount) / divisor, unsigned
 * @ShiftCount: see there
 *
 * Context: any IRQL
 * Return: the quotient, rounded towards zero
 * Reference: "RtlExtendedMagicDivide function (wdm.h)"
 */
LARGE_INTEGER NTAPI RtlExtendedMagicDivide(LARGE_INTEGER Dividend, LARGE_INTEGER MagicDivisor,
					   CCHAR ShiftCount)
{
	bool negative = Dividend.QuadPart < 0;
	u64 value = negative ? 0 - (u64)Dividend.QuadPart : (u64)Dividend.QuadPart;
	LARGE_INTEGER r;

	value = mul_u64_u64_shr(value, (u64)MagicDivisor.QuadPart, 64) >> (ShiftCount & 63);
	r.QuadPart = (LONGLONG)(negative ? 0 - value : value);
	return r;
}
WDM_EXPORT(RtlExtendedMagicDivide);

/**
 * RtlGetEnabledExtendedFeatures - which extended processor states are in use?
 * @FeatureMask: XSTATE_MASK_*: the states to ask about
 *
 * Context: any IRQL
 * Return: those of them that the kernel saves and restores (bits of XCR0)
 * Reference: "RtlGetEnabledExtendedFeatures function (wdm.h)"
 */
ULONG64 NTAPI RtlGetEnabledExtendedFeatures(ULONG64 FeatureMask)
{
	u32 low, high;

	if (!boot_cpu_has(X86_FEATURE_OSXSAVE))
		return 0;
	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return FeatureMask & ((u64)high << 32 | low);
}
WDM_EXPORT(RtlGetEnabledExtendedFeatures);
