/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe: out of wdmcore into a driver's routine, while images are loaded.
 *
 * What is done here is out of the way of source drivers: whoever calls a driver's routine
 * has a branch, and neither a frame nor registers to save for this.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/frame.h>
#include <asm/nospec-branch.h>

#include "pe_call.h"
#include "pe_exception.h"
#include "vectors.h"

/* From rbp: what came in registers */
#define ARGUMENT(n)	(-8 * ((n) + 1))(%rbp)
#define ROUTINE		(-56)(%rbp)
/* What is needed of one kind only: rax as it came, or what an image's code is. */
#define SOURCE_RAX	(-64)(%rbp)
#define KIND		(-64)(%rbp)
#define CALL_FRAME	(-64 - WDM_IMAGE_FRAME_SIZE)

/*
 * Microsoft's convention has room for the four registers below what comes on the stack, 16
 * bytes aligned. Behind all that is the routine, which who asks for a caller may want.
 */
.macro CALL_IMAGE more:req routine_at:req
	subq	$(\routine_at + 16), %rsp
	andq	$-16, %rsp
	movq	ARGUMENT(4), %rax
	movq	%rax, 32(%rsp)
	movq	ARGUMENT(5), %rax
	movq	%rax, 40(%rsp)
	.set	i, 0
	.rept	\more
	movq	(16 + 8 * i)(%rbp), %rax
	movq	%rax, (48 + 8 * i)(%rsp)
	.set	i, i + 1
	.endr
	movq	ARGUMENT(0), %rcx
	movq	ARGUMENT(1), %rdx
	movq	ARGUMENT(2), %r8
	movq	ARGUMENT(3), %r9
	movq	ROUTINE, %r10
	movq	%r10, \routine_at(%rsp)
	CALL_NOSPEC r10
	cmpl	$WDM_CODE_PLAIN, KIND
	je	.Lleft\@
	movq	%rax, ARGUMENT(0)
	leaq	CALL_FRAME(%rbp), %rdi
	call	wdm_image_leave
	movq	ARGUMENT(0), %rax
.Lleft\@:
	leave
	RET
.endm

.macro CALL_ANY more:req routine_at:req
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%rax
	movq	%r10, %rdi
	call	wdm_image_kind
	testl	%eax, %eax
	jz	.Lsource\@
	movq	%rax, KIND
	cmpl	$WDM_CODE_PLAIN, %eax
	je	.Lentered\@
	subq	$WDM_IMAGE_FRAME_SIZE, %rsp
	leaq	CALL_FRAME(%rbp), %rdi
	movq	ROUTINE, %rsi
	call	wdm_image_enter
	cmpl	$WDM_CODE_VECTORS, KIND
	jne	.Lentered\@
	subq	$WDM_IMAGE_VECTORS_SIZE, %rsp
	leaq	CALL_FRAME(%rbp), %rdi
	movq	%rsp, %rsi
	call	wdm_vectors_begin
.Lentered\@:
	CALL_IMAGE \more, \routine_at
.Lsource\@:
	movq	ARGUMENT(0), %rdi
	movq	ARGUMENT(1), %rsi
	movq	ARGUMENT(2), %rdx
	movq	ARGUMENT(3), %rcx
	movq	ARGUMENT(4), %r8
	movq	ARGUMENT(5), %r9
	movq	ROUTINE, %r10
	movq	SOURCE_RAX, %rax
	leave
	JMP_NOSPEC r10
.endm

/*
 * Calls the routine in r10. One of an image finds its arguments where Microsoft's compilers
 * look for them, and the exceptions in it a frame on the chain (pe/frame.c), unless it is
 * one that leaves them to others.
 */
SYM_FUNC_START(wdm_call_any)
	CALL_ANY 0, WDM_CALL_ROUTINE
SYM_FUNC_END(wdm_call_any)

/* The same with up to eight arguments behind the sixth. */
SYM_FUNC_START(wdm_call_any_more)
	CALL_ANY 8, WDM_CALL_MORE_ROUTINE
SYM_INNER_LABEL(wdm_call_returned_more, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
SYM_FUNC_END(wdm_call_any_more)

/*
 * rax: where the arguments of a DDI on the stack begin, behind its return address. Returns
 * what wdm_image_caller() says, and keeps all other registers.
 */
SYM_FUNC_START(wdm_image_caller_kept)
	FRAME_BEGIN
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	movq	%rax, %rdi
	call	wdm_image_caller
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	FRAME_END
	RET
SYM_FUNC_END(wdm_image_caller_kept)
