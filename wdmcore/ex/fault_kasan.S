/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ex: KASAN's checks of drivers built from source.
 *
 * A driver may touch a program's memory, which has no shadow: the build makes its
 * checks call these, and they pass on what is a kernel address. By a jump, so that a
 * report names the driver.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>

#ifdef CONFIG_KASAN_GENERIC
.macro WDM_KASAN_CHECK access
SYM_FUNC_START(wdm_asan_\access\()_noabort)
	testq	%rdi, %rdi
	jns	.Luser_\access
	jmp	__asan_\access\()_noabort
.Luser_\access:
	RET
SYM_FUNC_END(wdm_asan_\access\()_noabort)
.endm

.irp size, 1, 2, 4, 8, 16, N
WDM_KASAN_CHECK load\size
WDM_KASAN_CHECK store\size
.endr
#endif
