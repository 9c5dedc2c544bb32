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

/*
 * int wdm_seh_call_filter(void **resume, void **stack)
 *
 * The same, but the stack pointer stays, below everything that is still in use: in a
 * function with a __try the compiler addresses variables by the frame pointer. Returns
 * what wdm_seh_filter_done() is given.
 */
STACK_FRAME_NON_STANDARD wdm_seh_call_filter
SYM_FUNC_START(wdm_seh_call_filter)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rsi)
	andq	$-16, %rsp
	movq	(%rdi), %rbp
	pushq	8(%rdi)
	RET
SYM_FUNC_END(wdm_seh_call_filter)

/* void wdm_seh_filter_done(void *stack, int answer) */
STACK_FRAME_NON_STANDARD wdm_seh_filter_done
SYM_FUNC_START(wdm_seh_filter_done)
	movq	%rdi, %rsp
	movl	%esi, %eax
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_FUNC_END(wdm_seh_filter_done)
