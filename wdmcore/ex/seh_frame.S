/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ex: the way back to a __try block, as __builtin_longjmp() goes it.
 *
 * At its __builtin_setjmp() the compiler has left frame pointer, place and stack
 * pointer, and expects no other register to be preserved. A return rather than a jump
 * leads there, so that it need be no landing pad for indirect branches.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>

/* void wdm_seh_resume(void **resume) */
STACK_FRAME_NON_STANDARD wdm_seh_resume
SYM_FUNC_START(wdm_seh_resume)
	movq	(%rdi), %rbp
	movq	16(%rdi), %rsp
	pushq	8(%rdi)
	RET
SYM_FUNC_END(wdm_seh_resume)
