/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe: ways between images and exceptions that C can't go.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>

#include "pe_exception.h"

/*
 * An image calls a DDI that may raise: keeps the registers of the caller for the unwinder,
 * and goes on to the entry in rax, with everything as it was.
 */
STACK_FRAME_NON_STANDARD wdm_pe_raising
SYM_FUNC_START(wdm_pe_raising)
	pushq	%rcx
	pushq	%rdx
	pushq	%r8
	pushq	%r9
	pushq	%rdi
	pushq	%rsi
	pushq	%rax
	movq	56(%rsp), %rdi
	call	wdm_image_record
	testq	%rax, %rax
	jz	1f
	movq	%rbx, WDM_UNWIND_REG(WDM_RBX)(%rax)
	movq	%rbp, WDM_UNWIND_REG(WDM_RBP)(%rax)
	movq	%r12, WDM_UNWIND_REG(12)(%rax)
	movq	%r13, WDM_UNWIND_REG(13)(%rax)
	movq	%r14, WDM_UNWIND_REG(14)(%rax)
	movq	%r15, WDM_UNWIND_REG(15)(%rax)
	movq	8(%rsp), %rdx
	movq	%rdx, WDM_UNWIND_REG(WDM_RSI)(%rax)
	movq	16(%rsp), %rdx
	movq	%rdx, WDM_UNWIND_REG(WDM_RDI)(%rax)
	/* As after the return. */
	movq	56(%rsp), %rdx
	movq	%rdx, WDM_UNWIND_RIP(%rax)
	leaq	64(%rsp), %rdx
	movq	%rdx, WDM_UNWIND_REG(WDM_RSP)(%rax)
1:	popq	%rax
	popq	%rsi
	popq	%rdi
	popq	%r9
	popq	%r8
	popq	%rdx
	popq	%rcx
	JMP_NOSPEC rax
SYM_FUNC_END(wdm_pe_raising)

/*
 * void wdm_unwind_resume(const struct wdm_unwind *u)
 *
 * Goes on with all registers of an image's function. A return leads there, so that it need
 * be no landing pad for indirect branches.
 */
STACK_FRAME_NON_STANDARD wdm_unwind_resume
SYM_FUNC_START(wdm_unwind_resume)
	movq	WDM_UNWIND_REG(WDM_RSP)(%rdi), %rsp
	pushq	WDM_UNWIND_RIP(%rdi)
	movq	WDM_UNWIND_REG(WDM_RAX)(%rdi), %rax
	movq	WDM_UNWIND_REG(WDM_RCX)(%rdi), %rcx
	movq	WDM_UNWIND_REG(WDM_RDX)(%rdi), %rdx
	movq	WDM_UNWIND_REG(WDM_RBX)(%rdi), %rbx
	movq	WDM_UNWIND_REG(WDM_RBP)(%rdi), %rbp
	movq	WDM_UNWIND_REG(WDM_RSI)(%rdi), %rsi
	movq	WDM_UNWIND_REG(8)(%rdi), %r8
	movq	WDM_UNWIND_REG(9)(%rdi), %r9
	movq	WDM_UNWIND_REG(10)(%rdi), %r10
	movq	WDM_UNWIND_REG(11)(%rdi), %r11
	movq	WDM_UNWIND_REG(12)(%rdi), %r12
	movq	WDM_UNWIND_REG(13)(%rdi), %r13
	movq	WDM_UNWIND_REG(14)(%rdi), %r14
	movq	WDM_UNWIND_REG(15)(%rdi), %r15
	movq	WDM_UNWIND_REG(WDM_RDI)(%rdi), %rdi
	RET
SYM_FUNC_END(wdm_unwind_resume)

/*
 * An instruction of an image has faulted: Linux is told that it was the first one here, so
 * it goes on behind. All registers are the image's, and it has nothing below its stack
 * pointer. If wdm_image_fault() returns, the instruction is done once more.
 */
STACK_FRAME_NON_STANDARD wdm_image_fault_entry
SYM_FUNC_START(wdm_image_fault_entry)
SYM_INNER_LABEL(wdm_image_fault_site, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	nop
1:	pushq	$0
	pushfq
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %rdi
	cld
	call	wdm_image_fault
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	popfq
	RET
	_ASM_EXTABLE(wdm_image_fault_site, 1b)
SYM_FUNC_END(wdm_image_fault_entry)

/*
 * __chkstk: touches the pages of a big stack frame, rax bytes, on Windows. Here the stack is
 * there already; a frame beyond its end meets the guard page by itself. Preserves all.
 */
SYM_FUNC_START(wdm_pe_ms___chkstk)
	ENDBR
	RET
SYM_FUNC_END(wdm_pe_ms___chkstk)
