/* SPDX-License-Identifier: GPL-2.0 */
/* Pe: a piece of code that leaves a number on the stack and goes somewhere. */
#ifndef _WDM_PE_STUB_H
#define _WDM_PE_STUB_H

#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/text-patching.h>

struct __packed wdm_stub {
	u8 push_value[6];	/* push [rip + ...] */
	u8 jump[6];		/* jmp [rip + ...] */
	u8 unused[4];
	u64 value;
	u64 target;
};

static inline struct wdm_stub wdm_stub(const void *value, const void *target)
{
	return (struct wdm_stub){
		.push_value = { 0xff, 0x35, offsetof(struct wdm_stub, value) - 6 },
		.jump = { 0xff, 0x25, offsetof(struct wdm_stub, target) - 12 },
		.unused = { INT3_INSN_OPCODE, INT3_INSN_OPCODE, INT3_INSN_OPCODE,
			    INT3_INSN_OPCODE },
		.value = (u64)value,
		.target = (u64)target,
	};
}

#endif /* _WDM_PE_STUB_H */
