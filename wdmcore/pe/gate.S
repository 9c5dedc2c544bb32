/* SPDX-License-Identifier: GPL-2.0 */
/* Pe: between an import of an image and the entry of a DDI (pe/vectors.h has the idea). */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>

#include "vectors.h"

/*
 * On the stack are the entry, which a stub has put there, and where the image goes on. The
 * entry finds everything as if it had been called by the image, but for where it returns
 * to: to wdm_gate_back.
 */
STACK_FRAME_NON_STANDARD wdm_gate_entry
SYM_FUNC_START(wdm_gate_entry)
	ENDBR
	cmpl	$0, PER_CPU_VAR(wdm_vectors_sections)
	jne	1f
	popq	%r11
	JMP_NOSPEC r11
1:	pushq	%rcx
	pushq	%rdx
	pushq	%r8
	pushq	%r9
	pushq	%rdi
	pushq	%rsi
	movq	56(%rsp), %rdi
	cld
	call	wdm_gate_out
	popq	%rsi
	popq	%rdi
	popq	%r9
	popq	%r8
	popq	%rdx
	popq	%rcx
	testb	%al, %al
	popq	%r11
	jz	2f
	leaq	wdm_gate_back(%rip), %rax
	movq	%rax, (%rsp)
2:	JMP_NOSPEC r11
SYM_INNER_LABEL(wdm_gate_back, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	pushq	%rax			/* for where it goes on */
	pushq	%rax
	pushq	%rdi
	pushq	%rsi
	call	wdm_gate_in
	popq	%rsi
	popq	%rdi
	movq	%rax, 8(%rsp)
	popq	%rax
	RET
SYM_FUNC_END(wdm_gate_entry)
