// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: which code can run here. Windows' compilers know nothing of what Linux makes of the
 * processor.
 */
#include <linux/kernel.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>

#include <uapi/wdm_ctl.h>

#include <ntddk.h>
#include "image.h"

/*
 * Indirect branch tracking: each target of an indirect branch has to begin with ENDBR64, which
 * Windows doesn't use. A call of ours could do without; an image's own calls can't.
 */
static bool tracks_branches(void)
{
	u64 value;

	return boot_cpu_has(X86_FEATURE_IBT) && !rdmsrl_safe(MSR_IA32_S_CET, &value) &&
	       (value & CET_ENDBR_EN);
}

NTSTATUS wdm_pe_check_code(u32 code, struct wdm_pe_report *report)
{
	if (!(code & WDM_IMAGE_READ)) {
		wdm_pe_say(report, "nobody has looked for instructions that need replacement");
		return STATUS_INVALID_PARAMETER;
	}
	if (tracks_branches()) {
		wdm_pe_say(report,
			   "this kernel tracks indirect branches, and Windows' code has no marks for them; boot with ibt=off");
		return STATUS_NOT_SUPPORTED;
	}
	return STATUS_SUCCESS;
}
