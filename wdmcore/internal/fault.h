/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: faults of drivers built from source (fault.c, fault_memory.c, fault_kasan.S) */
#ifndef _WDM_INTERNAL_FAULT_H
#define _WDM_INTERNAL_FAULT_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/types.h>

#include <asm/cpufeature.h>
#include <asm/processor-flags.h>

struct module;

/**
 * struct wdm_fault_image - a module whose instructions may fault
 * @link: in the list of all; RCU
 * @module: the module, NULL if it isn't in the list
 * @text: its code
 * @size: bytes of that
 */
struct wdm_fault_image {
	struct list_head link;
	struct module *module;
	const void *text;
	size_t size;
};

/* PASSIVE_LEVEL; removal of one that wasn't added does nothing. */
void wdm_fault_image_add(struct wdm_fault_image *image, struct module *module);
void wdm_fault_image_remove(struct wdm_fault_image *image);

/*
 * A driver's instruction touched a bad address: an exception if that was a program's
 * or none at all, a bug report and the end of the thread otherwise.
 */
void wdm_fault_at(unsigned long address, bool write, const void *instruction);

/* An instruction couldn't divide. Doesn't return. */
void wdm_raise_divide(const void *instruction);

/*
 * The flag that lets this CPU touch a program's memory. By popf: stac stands for short
 * sections to the compiler's checker, and it would find every call of a driver in one.
 */
static __always_inline void wdm_set_ac(void)
{
	asm volatile("pushfq; orq %0, (%%rsp); popfq" : : "i" (X86_EFLAGS_AC) : "memory", "cc");
}

static __always_inline void wdm_clear_ac(void)
{
	asm volatile("pushfq; andq %0, (%%rsp); popfq" : : "i" (~X86_EFLAGS_AC) : "memory", "cc");
}

/*
 * For routines of drivers that run on no thread of their own, as interrupts and DPCs do:
 * with AC set, a null pointer in them is a report with its bug check, not an oops of the
 * processor's (see io/user_access.c). Returns what wdm_fault_disarm() needs. IRQL: any
 */
static __always_inline unsigned long wdm_fault_arm(void)
{
	unsigned long flags = X86_EFLAGS_AC;

	if (static_cpu_has(X86_FEATURE_SMAP)) {
		flags = native_save_fl();
		wdm_set_ac();
	}
	return flags;
}

static __always_inline void wdm_fault_disarm(unsigned long flags)
{
	if (!(flags & X86_EFLAGS_AC))
		wdm_clear_ac();
}

void __init wdm_fault_init(void);
void wdm_fault_exit(void);

/* Called by the stubs in drivers, in the place of an instruction. */
void wdm_driver_fault_read(unsigned long address);
void wdm_driver_fault_write(unsigned long address);
void wdm_driver_fault_movs(unsigned long to, unsigned long from);
void wdm_driver_fault_stos(unsigned long to);
void wdm_driver_fault_ins(unsigned long to);
void wdm_driver_fault_outs(unsigned long to, unsigned long from);
void wdm_driver_fault_lods(unsigned long to, unsigned long from);
void wdm_driver_fault_scas(unsigned long at);
void wdm_driver_fault_cmps(unsigned long one, unsigned long other);
void wdm_driver_divide(bool zero);
void wdm_driver_divide_memory(unsigned long address, u32 size);

/* What a driver's calls of memcpy() and so on become. */
void *wdm_driver_memcpy(void *to, const void *from, size_t n);
void *wdm_driver_memmove(void *to, const void *from, size_t n);
void *wdm_driver_memset(void *to, int byte, size_t n);
int wdm_driver_memcmp(const void *one, const void *other, size_t n);

/*
 * And KASAN's checks (fault_kasan.S): kernel addresses go on to __asan_..._noabort(), others
 * are skipped. Two more, loadN and storeN, are given the size.
 */
void wdm_asan_load1_noabort(const void *address);
void wdm_asan_load2_noabort(const void *address);
void wdm_asan_load4_noabort(const void *address);
void wdm_asan_load8_noabort(const void *address);
void wdm_asan_load16_noabort(const void *address);
void wdm_asan_loadN_noabort(const void *address, size_t size);
void wdm_asan_store1_noabort(const void *address);
void wdm_asan_store2_noabort(const void *address);
void wdm_asan_store4_noabort(const void *address);
void wdm_asan_store8_noabort(const void *address);
void wdm_asan_store16_noabort(const void *address);
void wdm_asan_storeN_noabort(const void *address, size_t size);

#endif /* _WDM_INTERNAL_FAULT_H */
