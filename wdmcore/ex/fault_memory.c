// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: memcpy(), memmove(), memset() and memcmp() of drivers built from source.
 *
 * The kernel's own have no exception table, so that a program's bad address would be
 * an oops: the build makes a driver call these. Kernel addresses go on to the kernel's,
 * with what KASAN checks in them; a program's are worked on here, with the SMAP flag on.
 */
#include <linux/kasan-checks.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/processor-flags.h>

#include "call.h"
#include "compat.h"
#include "fault.h"

static __always_inline bool is_kernel(const void *p)
{
	return (long)p < 0;
}

/* By popf, as stac is for what the compiler's checker can follow. */
static noinline unsigned long allow_user(void)
{
	unsigned long flags;

	asm volatile("pushfq; popq %0" : "=rm" (flags) : : "memory");
	if (boot_cpu_has(X86_FEATURE_SMAP))
		asm volatile("pushfq; orq %0, (%%rsp); popfq" : : "i" (X86_EFLAGS_AC)
			     : "memory", "cc");
	return flags;
}

static noinline void restore(unsigned long flags)
{
	if (boot_cpu_has(X86_FEATURE_SMAP) && !(flags & X86_EFLAGS_AC))
		asm volatile("pushfq; andq %0, (%%rsp); popfq" : : "i" (~X86_EFLAGS_AC)
			     : "memory", "cc");
}

/* Copies up to a bad address. Returns how many bytes are left. */
static __always_inline size_t copy_up(void **to, const void **from, size_t n)
{
	asm volatile("1: rep movsb\n2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+D" (*to), "+S" (*from), "+c" (n) : : "memory");
	return n;
}

static __always_inline size_t fill_up(void **to, u8 byte, size_t n)
{
	asm volatile("1: rep stosb\n2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+D" (*to), "+c" (n) : "a" (byte) : "memory");
	return n;
}

/* One byte, or -1. Not instrumented: a program's address has no shadow. */
static __always_inline int load(const void *from)
{
	int byte = -1;

	asm volatile("1: movzbl (%1), %0\n2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+r" (byte) : "r" (from) : "memory");
	return byte;
}

/* Where a copy got stuck: is it what can't be read, or what can't be written? */
static noinline void stuck(const void *to, const void *from, const void *caller)
{
	if (load(from) < 0)
		wdm_fault_at((unsigned long)from, false, caller);
	wdm_fault_at((unsigned long)to, true, caller);
}

static noinline void copy(void *to, const void *from, size_t n, const void *caller)
{
	unsigned long flags;

	if (is_kernel(to))
		kasan_check_write(to, n);
	if (is_kernel(from))
		kasan_check_read(from, n);
	flags = allow_user();
	if (copy_up(&to, &from, n))
		stuck(to, from, caller);
	restore(flags);
}

/* From the end, for areas that overlap that way. */
static noinline void copy_down(void *to, const void *from, size_t n, const void *caller)
{
	unsigned long flags = allow_user();
	const void *from_end;
	void *to_end;

	while (n--) {
		to_end = to + n;
		from_end = from + n;
		if (copy_up(&to_end, &from_end, 1))
			stuck(to_end, from_end, caller);
	}
	restore(flags);
}

/**
 * wdm_driver_memcpy - memcpy() of drivers
 * @to: where to
 * @from: where from; either may be a program's address
 * @n: bytes
 *
 * Context: any IRQL; a program's address: IRQL <= APC_LEVEL.
 * Return: @to; raises STATUS_ACCESS_VIOLATION for a bad address of a program
 */
void *wdm_driver_memcpy(void *to, const void *from, size_t n)
{
	if (likely(is_kernel(to) && is_kernel(from)))
		return memcpy(to, from, n);
	copy(to, from, n, WDM_CALLER());
	return to;
}
WDM_EXPORT(wdm_driver_memcpy);

/**
 * wdm_driver_memmove - memmove() of drivers
 * @to: where to
 * @from: where from; either may be a program's address
 * @n: bytes
 *
 * Context: any IRQL; a program's address: IRQL <= APC_LEVEL.
 * Return: @to; raises STATUS_ACCESS_VIOLATION for a bad address of a program
 */
void *wdm_driver_memmove(void *to, const void *from, size_t n)
{
	if (likely(is_kernel(to) && is_kernel(from)))
		return memmove(to, from, n);
	if (to > from && to < from + n)
		copy_down(to, from, n, WDM_CALLER());
	else
		copy(to, from, n, WDM_CALLER());
	return to;
}
WDM_EXPORT(wdm_driver_memmove);

/**
 * wdm_driver_memset - memset() of drivers
 * @to: what to fill, perhaps a program's address
 * @byte: with what
 * @n: bytes
 *
 * Context: any IRQL; a program's address: IRQL <= APC_LEVEL.
 * Return: @to; raises STATUS_ACCESS_VIOLATION for a bad address of a program
 */
void *wdm_driver_memset(void *to, int byte, size_t n)
{
	void *at = to;
	unsigned long flags;

	if (likely(is_kernel(to)))
		return memset(to, byte, n);
	flags = allow_user();
	if (fill_up(&at, byte, n))
		wdm_fault_at((unsigned long)at, true, WDM_CALLER());
	restore(flags);
	return to;
}
WDM_EXPORT(wdm_driver_memset);

/**
 * wdm_driver_memcmp - memcmp() of drivers
 * @one: what to compare
 * @other: with what; either may be a program's address
 * @n: bytes
 *
 * Context: any IRQL; a program's address: IRQL <= APC_LEVEL.
 * Return: < 0, 0 or > 0; raises STATUS_ACCESS_VIOLATION for a bad address of a program
 */
int wdm_driver_memcmp(const void *one, const void *other, size_t n)
{
	unsigned long flags;
	int a = 0, b = 0;

	if (likely(is_kernel(one) && is_kernel(other)))
		return memcmp(one, other, n);
	if (is_kernel(one))
		kasan_check_read(one, n);
	if (is_kernel(other))
		kasan_check_read(other, n);
	flags = allow_user();
	for (; n && a == b; n--, one++, other++) {
		a = load(one);
		b = load(other);
		if (a < 0 || b < 0)
			wdm_fault_at((unsigned long)(a < 0 ? one : other), false,
				     WDM_CALLER());
	}
	restore(flags);
	return a - b;
}
WDM_EXPORT(wdm_driver_memcmp);
