/* SPDX-License-Identifier: GPL-2.0 */
/* Pe: from a stub of an image (pe/machine.h) to wdm_machine(), and back. */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>

#include "machine.h"

/*
 * On the stack is the place that the stub stands for, and behind it what the image has there.
 * Keeps all registers but those that wdm_machine() changes in what it is given.
 */
STACK_FRAME_NON_STANDARD wdm_machine_entry
SYM_FUNC_START(wdm_machine_entry)
	ENDBR
	pushfq
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%r11
	pushq	%r10
	pushq	%r9
	pushq	%r8
	pushq	%rdi
	pushq	%rsi
	pushq	%rbp
	pushq	$0			/* rsp */
	pushq	%rbx
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	movq	%rsp, %rdi
	movq	%rsp, %rbp
	andq	$-16, %rsp
	cld
	call	wdm_machine
	movq	%rbp, %rsp
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rbx
	leaq	8(%rsp), %rsp
	popq	%rbp
	popq	%rsi
	popq	%rdi
	popq	%r8
	popq	%r9
	popq	%r10
	popq	%r11
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	popfq
SYM_INNER_LABEL(wdm_machine_return, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	RET
SYM_FUNC_END(wdm_machine_entry)
