// SPDX-License-Identifier: GPL-2.0
/*
 * An image for tests: functions with their unwind data and tables of scopes, as a compiler
 * for Windows makes them, all in one piece. Data amidst code are nothing for objtool, which
 * leaves this file alone.
 */
#include <linux/stringify.h>

#include "pe_image.h"

struct pe_image_state pe_image_state;

#define C_HANDLER	0
#define RAISE		8
#define INNER		16
#define ANSWER		24
#define CODE		32
#define FILTERS		40
#define FINALLIES	48
#define ORDER		56
#define ABNORMAL	64

#define STATE(offset)	"pe_image_state+" __stringify(offset) "(%rip)"

asm(".text\n"
"	.globl	pe_image, pe_image_text_end, pe_image_functions, pe_image_end\n"
"	.globl	pe_except, pe_finally, pe_nested, pe_frame, pe_read\n"
"	.p2align 4\n"
"pe_image:\n"
/* Reached by way of a return, as an indirect call needs more than a test has. */
"pe_raise:\n"
"	pushq	" STATE(RAISE) "\n"
"	ret\n"
"pe_call_inner:\n"
"	pushq	" STATE(INNER) "\n"
"	ret\n"
"pe_c_handler:\n"
"	pushq	" STATE(C_HANDLER) "\n"
"	ret\n"

"pe_filter:\n"
"	incq	" STATE(FILTERS) "\n"
"	movq	(%rcx), %rax\n"
"	movl	(%rax), %eax\n"
"	movl	%eax, " STATE(CODE) "\n"
"	movl	" STATE(ANSWER) ", %eax\n"
"	ret\n"

"pe_termination:\n"
"	incq	" STATE(FINALLIES) "\n"
"	movzbl	%cl, %ecx\n"
"	movq	%rcx, " STATE(ABNORMAL) "\n"
"	shlq	$4, " STATE(ORDER) "\n"
"	orq	$1, " STATE(ORDER) "\n"
"	ret\n"

"pe_except:\n"
"	pushq	%rbx\n"				/* 1 */
"	subq	$32, %rsp\n"			/* 5 */
"pe_except_body:\n"
"	movl	$0x1234, %ebx\n"
"1:	call	pe_raise\n"
"	nop\n"
"2:	movl	$-1, %eax\n"
"	jmp	4f\n"
"3:	cmpl	$0x1234, %ebx\n"
"	je	4f\n"
"	movl	$-2, %eax\n"
"4:	addq	$32, %rsp\n"
"	popq	%rbx\n"
"	ret\n"
"pe_except_end:\n"
"	.p2align 2\n"
"pe_except_info:\n"
"	.byte	(3 << 3) | 1, 5, 2, 0\n"
"	.byte	5, (3 << 4) | 2, 1, (3 << 4) | 0\n"
"	.long	pe_c_handler - pe_image, 1\n"
"	.long	1b - pe_image, 2b - pe_image, pe_filter - pe_image, 3b - pe_image\n"

"pe_finally:\n"
"	pushq	%rsi\n"				/* 1 */
"	pushq	%rdi\n"				/* 2 */
"	subq	$40, %rsp\n"			/* 6 */
"	movl	$77, %esi\n"
"1:	call	pe_call_inner\n"
"	nop\n"
"2:	movl	%eax, %esi\n"
"	xorl	%ecx, %ecx\n"
"	movq	%rsp, %rdx\n"
"	call	pe_termination\n"
"	movl	%esi, %eax\n"
"	addq	$40, %rsp\n"
"	popq	%rdi\n"
"	popq	%rsi\n"
"	ret\n"
"pe_finally_end:\n"
"	.p2align 2\n"
"pe_finally_info:\n"
"	.byte	(2 << 3) | 1, 6, 3, 0\n"
"	.byte	6, (4 << 4) | 2, 2, (7 << 4) | 0, 1, (6 << 4) | 0, 0, 0\n"
"	.long	pe_c_handler - pe_image, 1\n"
"	.long	1b - pe_image, 2b - pe_image, pe_termination - pe_image, 0\n"

"pe_nested:\n"
"	pushq	%rsi\n"				/* 1 */
"	subq	$32, %rsp\n"			/* 5 */
"	movl	$0x5678, %esi\n"
"1:	call	pe_finally\n"
"	nop\n"
"2:	jmp	4f\n"
"3:	cmpl	$0x5678, %esi\n"
"	je	4f\n"
"	movl	$-2, %eax\n"
"4:	addq	$32, %rsp\n"
"	popq	%rsi\n"
"	ret\n"
"pe_nested_end:\n"
"	.p2align 2\n"
"pe_nested_info:\n"
"	.byte	(3 << 3) | 1, 5, 2, 0\n"
"	.byte	5, (3 << 4) | 2, 1, (6 << 4) | 0\n"
"	.long	pe_c_handler - pe_image, 1\n"
"	.long	1b - pe_image, 2b - pe_image, 1, 3b - pe_image\n"

/* A frame pointer at an offset, a register saved by a move, more stack than fits a byte. */
"pe_frame:\n"
"	pushq	%rbp\n"				/* 1 */
"	subq	$0x200, %rsp\n"			/* 8 */
"	leaq	0x20(%rsp), %rbp\n"		/* 13 */
"	movq	%r15, 0x1d8(%rbp)\n"		/* 20 */
"	subq	$0x40, %rsp\n"
"	movl	$0x4321, %r15d\n"
"1:	call	pe_call_inner\n"
"	nop\n"
"2:	jmp	4f\n"
"3:	cmpl	$0x4321, %r15d\n"
"	je	4f\n"
"	movl	$-2, %eax\n"
"4:	movq	0x1d8(%rbp), %r15\n"
"	leaq	0x1e0(%rbp), %rsp\n"
"	popq	%rbp\n"
"	ret\n"
"pe_frame_end:\n"
"	.p2align 2\n"
"pe_frame_info:\n"
"	.byte	(3 << 3) | 1, 20, 6, (2 << 4) | 5\n"
"	.byte	20, (15 << 4) | 4\n"
"	.short	0x1f8 / 8\n"
"	.byte	13, (0 << 4) | 3\n"
"	.byte	8, (0 << 4) | 1\n"
"	.short	0x200 / 8\n"
"	.byte	1, (5 << 4) | 0\n"
"	.long	pe_c_handler - pe_image, 1\n"
"	.long	1b - pe_image, 2b - pe_image, pe_filter - pe_image, 3b - pe_image\n"
/* A leaf that reads in a __try, and one function around it that doesn't care. */
"pe_read:\n"
"	subq	$40, %rsp\n"			/* 4 */
"1:	movl	(%rcx), %eax\n"
"	nop\n"
"2:	jmp	4f\n"
"3:	nop\n"
"4:	addq	$40, %rsp\n"
"	ret\n"
"pe_read_end:\n"
"	.p2align 2\n"
"pe_read_info:\n"
"	.byte	(3 << 3) | 1, 4, 1, 0\n"
"	.byte	4, (4 << 4) | 2, 0, 0\n"
"	.long	pe_c_handler - pe_image, 1\n"
"	.long	1b - pe_image, 2b - pe_image, pe_filter - pe_image, 3b - pe_image\n"
"pe_image_text_end:\n"

"	.p2align 2\n"
"pe_image_functions:\n"
"	.long	pe_except - pe_image, pe_except_end - pe_image, pe_except_info - pe_image\n"
"	.long	pe_finally - pe_image, pe_finally_end - pe_image, pe_finally_info - pe_image\n"
"	.long	pe_nested - pe_image, pe_nested_end - pe_image, pe_nested_info - pe_image\n"
"	.long	pe_frame - pe_image, pe_frame_end - pe_image, pe_frame_info - pe_image\n"
"	.long	pe_read - pe_image, pe_read_end - pe_image, pe_read_info - pe_image\n"
"pe_image_end:\n");
