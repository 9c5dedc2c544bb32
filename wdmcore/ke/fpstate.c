// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: floating-point and vector registers for code in the kernel.
 *
 * kernel_fpu_begin() saves the registers of the program, once, and from then on they
 * belong to the kernel's code on this CPU, which can't be preempted until it gives
 * them back. Somebody who wants them in between - a routine called with them in use,
 * or a DPC on top of it or of the kernel's own - saves their present content here,
 * in memory of its own: a stack per CPU, as such uses nest.
 */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#include <asm/fpu/xcr.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"

#define INVALID_FLOATING_POINT_STATE	0xe7
#define IRQL_NOT_LESS_OR_EQUAL		0x0a

/* Uses within uses, on one CPU. */
#define DEPTH_LIMIT	8

#define LEGACY_SIZE	512
#define HEADER_SIZE	64
#define XSAVE_ALIGNMENT	64
#define FRESH_MXCSR	0x1f80

/**
 * struct fp_use - somebody uses the registers
 * @memory: what they contained before; NULL: the kernel has saved a program's
 * @mask: XSAVE's components in @memory, 0: saved by FXSAVE
 */
struct fp_use {
	void *memory;
	u64 mask;
};

struct fp_stack {
	unsigned int depth;
	struct fp_use use[DEPTH_LIMIT];
};

static DEFINE_PER_CPU(struct fp_stack, fp_stack);

static u64 enabled_features(void)
{
	if (!boot_cpu_has(X86_FEATURE_OSXSAVE))
		return XSTATE_MASK_LEGACY;
	return xgetbv(XCR_XFEATURE_ENABLED_MASK);
}

/* For all that XCR0 enables, in XSAVE's standard format. */
static size_t area_size(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid_count(0xd, 0, &eax, &ebx, &ecx, &edx);
	return max_t(size_t, ebx, LEGACY_SIZE + HEADER_SIZE);
}

static void set_fresh(void)
{
	u32 mxcsr = FRESH_MXCSR;

	asm volatile("fninit; ldmxcsr %0" : : "m" (mxcsr) : "memory");
}

static void save_registers(const struct fp_use *use)
{
	if (!use->mask) {
		asm volatile("fxsaveq %0" : "=m" (*(u8 (*)[LEGACY_SIZE])use->memory));
		return;
	}
	asm volatile("xsaveq (%0)"
		     : : "r" (use->memory), "a" ((u32)use->mask), "d" ((u32)(use->mask >> 32))
		     : "memory");
}

static void restore_registers(const struct fp_use *use)
{
	if (!use->mask) {
		asm volatile("fxrstorq %0" : : "m" (*(u8 (*)[LEGACY_SIZE])use->memory));
		return;
	}
	asm volatile("xrstorq (%0)"
		     : : "r" (use->memory), "a" ((u32)use->mask), "d" ((u32)(use->mask >> 32))
		     : "memory");
}

/* Preemption is off from here until end_use() if it succeeds. */
static NTSTATUS begin_use(u64 mask, unsigned int *depth)
{
	struct fp_stack *stack;
	struct fp_use *use;

	preempt_disable();
	stack = this_cpu_ptr(&fp_stack);
	if (stack->depth == DEPTH_LIMIT)
		goto no_resources;
	use = &stack->use[stack->depth];
	use->memory = NULL;
	use->mask = mask & ~XSTATE_MASK_LEGACY ? mask : 0;

	if (irq_fpu_usable()) {
		kernel_fpu_begin_mask(KFPU_387 | KFPU_MXCSR);
	} else {
		/* kmalloc() aligns what is a multiple of a power of two to that. */
		size_t size = use->mask ? area_size() : LEGACY_SIZE;

		use->memory = kzalloc(roundup_pow_of_two(size), GFP_ATOMIC);
		if (!use->memory)
			goto no_resources;
		save_registers(use);
		set_fresh();
	}
	*depth = ++stack->depth;
	return STATUS_SUCCESS;

no_resources:
	preempt_enable();
	return STATUS_INSUFFICIENT_RESOURCES;
}

/* False: that isn't what was saved last on this CPU, which stays the same since then. */
static bool end_use(unsigned int depth)
{
	struct fp_stack *stack = raw_cpu_ptr(&fp_stack);
	struct fp_use *use;

	if (!depth || stack->depth != depth)
		return false;
	use = &stack->use[--stack->depth];
	if (use->memory) {
		restore_registers(use);
		kfree(use->memory);
		use->memory = NULL;
	} else {
		kernel_fpu_end();
	}
	preempt_enable();
	return true;
}

static bool is_too_high(const void *caller)
{
	KIRQL irql = KeGetCurrentIrql();

	if (likely(irql <= DISPATCH_LEVEL))
		return false;
	wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, 0, irql, 0, (uintptr_t)caller, caller,
		       "the floating-point state is saved at IRQL %u", irql);
	return true;
}

static void report_restore(const void *save, const void *caller)
{
	wdm_bug_report(INVALID_FLOATING_POINT_STATE, 2, (uintptr_t)save, KeGetCurrentIrql(), 0,
		       caller, "restores a floating-point state that isn't the last one saved");
}

/**
 * KeSaveFloatingPointState - KeSaveFloatingPointState function
 * @FloatSave: for KeRestoreFloatingPointState(), opaque
 *
 * The registers are the caller's until it restores the state, before it returns: x87,
 * MMX and SSE, all exceptions masked. May be nested.
 *
 * Differs from Windows: the thread isn't preempted meanwhile, and must not wait.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES; STATUS_ILLEGAL_FLOAT_CONTEXT
 * above DISPATCH_LEVEL.
 */
NTSTATUS NTAPI KeSaveFloatingPointState(PKFLOATING_SAVE FloatSave)
{
	unsigned int depth;
	NTSTATUS status;

	if (is_too_high(WDM_CALLER()))
		return STATUS_ILLEGAL_FLOAT_CONTEXT;
	status = begin_use(XSTATE_MASK_LEGACY, &depth);
	if (!status)
		FloatSave->Dummy = depth;
	return status;
}
WDM_EXPORT(KeSaveFloatingPointState);

/**
 * KeRestoreFloatingPointState - KeRestoreFloatingPointState function
 * @FloatSave: as KeSaveFloatingPointState() left it
 *
 * A state that isn't the last one saved is reported (bug check 0xE7).
 *
 * Context: IRQL as at the save.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL if that was reported.
 */
NTSTATUS NTAPI KeRestoreFloatingPointState(PKFLOATING_SAVE FloatSave)
{
	if (end_use(FloatSave->Dummy))
		return STATUS_SUCCESS;
	report_restore(FloatSave, WDM_CALLER());
	return STATUS_UNSUCCESSFUL;
}
WDM_EXPORT(KeRestoreFloatingPointState);

/**
 * KeSaveExtendedProcessorState - KeSaveExtendedProcessorState function
 * @Mask: XSTATE_MASK_*, the features that the caller is going to use
 * @XStateSave: for KeRestoreExtendedProcessorState(), opaque
 *
 * As KeSaveFloatingPointState(), for AVX and the like as well.
 *
 * Differs from Windows: the thread isn't preempted meanwhile, and must not wait.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER if
 * the processor has no such feature, or the kernel doesn't enable it;
 * STATUS_ILLEGAL_FLOAT_CONTEXT above DISPATCH_LEVEL.
 */
NTSTATUS NTAPI KeSaveExtendedProcessorState(ULONG64 Mask, PXSTATE_SAVE XStateSave)
{
	unsigned int depth;
	NTSTATUS status;

	if (is_too_high(WDM_CALLER()))
		return STATUS_ILLEGAL_FLOAT_CONTEXT;
	if (Mask & ~enabled_features())
		return STATUS_INVALID_PARAMETER;
	status = begin_use(Mask, &depth);
	if (status)
		return status;
	memset(XStateSave, 0, sizeof(*XStateSave));
	XStateSave->Level = depth;
	XStateSave->XStateContext.Mask = Mask;
	return STATUS_SUCCESS;
}
WDM_EXPORT(KeSaveExtendedProcessorState);

/**
 * KeRestoreExtendedProcessorState - KeRestoreExtendedProcessorState function
 * @XStateSave: as KeSaveExtendedProcessorState() left it
 *
 * A state that isn't the last one saved is reported (bug check 0xE7).
 *
 * Context: IRQL as at the save.
 */
VOID NTAPI KeRestoreExtendedProcessorState(PXSTATE_SAVE XStateSave)
{
	if (!end_use(XStateSave->Level))
		report_restore(XStateSave, WDM_CALLER());
}
WDM_EXPORT(KeRestoreExtendedProcessorState);
