// SPDX-License-Identifier: GPL-2.0
/* Ex: what the processor can do. */
#include <linux/types.h>
#include <asm/cpufeature.h>

#include <wdm.h>

#include "compat.h"

/**
 * ExIsProcessorFeaturePresent - does the processor have a feature?
 * @ProcessorFeature: PF_*
 *
 * Reference page: "ExIsProcessorFeaturePresent function (wdm.h)".
 *
 * Context: any IRQL (the reference page has PASSIVE_LEVEL).
 * Return: TRUE if it has; FALSE also for what x64 processors don't know.
 */
BOOLEAN NTAPI ExIsProcessorFeaturePresent(ULONG ProcessorFeature)
{
	switch (ProcessorFeature) {
	case PF_FLOATING_POINT_EMULATED:
		return !boot_cpu_has(X86_FEATURE_FPU);
	case PF_COMPARE_EXCHANGE_DOUBLE:
		return boot_cpu_has(X86_FEATURE_CX8);
	case PF_MMX_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_MMX);
	case PF_XMMI_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM);
	case PF_XMMI64_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM2);
	case PF_3DNOW_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_3DNOW);
	case PF_RDTSC_INSTRUCTION_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_TSC);
	case PF_PAE_ENABLED:
		return boot_cpu_has(X86_FEATURE_PAE);
	case PF_SSE_DAZ_MODE_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM2);	/* on x64 they come together */
	case PF_NX_ENABLED:
		return boot_cpu_has(X86_FEATURE_NX);
	case PF_SSE3_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM3);
	case PF_COMPARE_EXCHANGE128:
		return boot_cpu_has(X86_FEATURE_CX16);
	case PF_XSAVE_ENABLED:
		return boot_cpu_has(X86_FEATURE_OSXSAVE);
	case PF_SECOND_LEVEL_ADDRESS_TRANSLATION:
		return boot_cpu_has(X86_FEATURE_EPT) || boot_cpu_has(X86_FEATURE_NPT);
	case PF_VIRT_FIRMWARE_ENABLED:
		return boot_cpu_has(X86_FEATURE_VMX) || boot_cpu_has(X86_FEATURE_SVM);
	case PF_RDWRFSGSBASE_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_FSGSBASE);
	case PF_FASTFAIL_AVAILABLE:
		return FALSE;	/* int 29h means nothing here */
	case PF_RDRAND_INSTRUCTION_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_RDRAND);
	case PF_RDTSCP_INSTRUCTION_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_RDTSCP);
	case PF_RDPID_INSTRUCTION_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_RDPID);
	case PF_MONITORX_INSTRUCTION_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_MWAITX);
	case PF_SSSE3_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_SSSE3);
	case PF_SSE4_1_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM4_1);
	case PF_SSE4_2_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_XMM4_2);
	case PF_AVX_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_AVX);
	case PF_AVX2_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_AVX2);
	case PF_AVX512F_INSTRUCTIONS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_AVX512F);
	case PF_ERMS_AVAILABLE:
		return boot_cpu_has(X86_FEATURE_ERMS);
	default:
		return FALSE;
	}
}
WDM_EXPORT(ExIsProcessorFeaturePresent);
