// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: sections in which an image may use the registers of SSE (pe/vectors.h has the idea).
 *
 * A section is the kernel's own, so a program's registers are safe with all that they have,
 * and code of the kernel in an interrupt sees that it can't use them. It can't be
 * preempted; that shows in nothing that a driver sees.
 */
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <asm/fpu/api.h>

#include <wdm.h>
#include "pe_exception.h"
#include "seh.h"
#include "vectors.h"

static_assert(sizeof(struct wdm_image_vectors) <= WDM_IMAGE_VECTORS_SIZE);

#define FRESH_MXCSR	0x1f80

/* The compiler has none of these registers here. */
#define STORE(n, offset)	"movups %%xmm" #n ", " #offset "(%0)\n\t"
#define LOAD(n, offset)		"movups " #offset "(%0), %%xmm" #n "\n\t"
#define EACH_0_5(op)	op(0, 0) op(1, 16) op(2, 32) op(3, 48) op(4, 64) op(5, 80)
#define EACH_6_15(op)	op(6, 96) op(7, 112) op(8, 128) op(9, 144) op(10, 160) op(11, 176) \
			op(12, 192) op(13, 208) op(14, 224) op(15, 240)

static void notrace store_preserved(struct wdm_xmm *to)
{
	asm volatile(EACH_6_15(STORE) : : "r" (to) : "memory");
}

static void notrace load_preserved(const struct wdm_xmm *from)
{
	asm volatile(EACH_6_15(LOAD) : : "r" (from) : "memory");
}

static void notrace store_all(struct wdm_xmm *to)
{
	asm volatile(EACH_0_5(STORE) EACH_6_15(STORE) : : "r" (to) : "memory");
}

static void notrace load_all(const struct wdm_xmm *from)
{
	asm volatile(EACH_0_5(LOAD) EACH_6_15(LOAD) : : "r" (from) : "memory");
}

static void notrace store_mxcsr(u32 *to)
{
	asm volatile("stmxcsr %0" : "=m" (*to));
}

static void notrace load_mxcsr(u32 from)
{
	asm volatile("ldmxcsr %0" : : "m" (from));
}

/*
 * Sections on this processor, including those that an interrupt came into: nothing can be
 * preempted in them. Gates are passed by most of the time; then it is 0.
 */
DEFINE_PER_CPU(int, wdm_vectors_sections);

/* The registers are the image's, with whatever is in them. */
static void get_registers(struct wdm_image_vectors *v)
{
	v->is_saved = !irq_fpu_usable();
	if (v->is_saved) {
		store_all(v->old);
		store_mxcsr(&v->old_mxcsr);
	} else {
		kernel_fpu_begin_mask(KFPU_MXCSR);
	}
	v->is_inside = true;
	this_cpu_inc(wdm_vectors_sections);
}

static void put_registers(struct wdm_image_vectors *v)
{
	v->is_inside = false;
	this_cpu_dec(wdm_vectors_sections);
	if (v->is_saved) {
		load_all(v->old);
		load_mxcsr(v->old_mxcsr);
	} else {
		kernel_fpu_end();
	}
}

/**
 * wdm_vectors_begin - a routine of an image is going to be called
 * @f: the call
 * @v: its registers, on the stack
 *
 * Context: any IRQL.
 */
void wdm_vectors_begin(struct wdm_image_frame *f, struct wdm_image_vectors *v)
{
	f->vectors = v;
	v->back = NULL;
	get_registers(v);
	if (v->is_saved)
		load_mxcsr(FRESH_MXCSR);
}

/**
 * wdm_vectors_end - it has returned
 * @f: the same
 *
 * Context: any IRQL.
 */
void wdm_vectors_end(struct wdm_image_frame *f)
{
	put_registers(f->vectors);
}

bool wdm_vectors_pause(struct wdm_image_frame *f)
{
	struct wdm_image_vectors *v = f->vectors;

	if (!v || !v->is_inside)
		return false;
	store_all(v->kept);
	store_mxcsr(&v->mxcsr);
	put_registers(v);
	return true;
}

void wdm_vectors_resume(struct wdm_image_frame *f)
{
	struct wdm_image_vectors *v = f->vectors;

	get_registers(v);
	load_mxcsr(v->mxcsr);
	load_all(v->kept);
}

/**
 * wdm_gate_out - an image calls a DDI
 * @back: where it goes on
 *
 * Context: the image's.
 * Return: false: it isn't one that has a section; it calls directly
 */
bool wdm_gate_out(const void *back)
{
	struct wdm_image_frame *f = wdm_innermost_image_frame();
	struct wdm_image_vectors *v = f ? f->vectors : NULL;

	if (!v || !v->is_inside)
		return false;
	v->back = back;
	store_preserved(v->kept);
	store_mxcsr(&v->mxcsr);
	put_registers(v);
	return true;
}

/**
 * wdm_gate_in - the DDI has returned
 *
 * Context: the image's.
 * Return: where the image goes on
 */
const void *wdm_gate_in(void)
{
	struct wdm_image_vectors *v = wdm_innermost_image_frame()->vectors;

	get_registers(v);
	load_mxcsr(v->mxcsr);
	load_preserved(v->kept);
	return v->back;
}

const void *wdm_vectors_behind_gate(const void *address)
{
	struct wdm_image_frame *f;

	if (likely(address != wdm_gate_back))
		return address;
	f = wdm_innermost_image_frame();
	return f && f->vectors ? f->vectors->back : address;
}
