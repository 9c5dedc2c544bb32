/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe: images whose code uses the registers of SSE.
 *
 * Windows' compilers copy structures and clear arrays by way of XMM registers, whatever
 * the IRQL. Under Linux these registers belong to the program that runs, or to nobody,
 * save in a section of kernel_fpu_begin(), which can't sleep and doesn't nest. So code of
 * such an image runs in such a section, and each DDI that it calls runs outside: a gate
 * stands between the import and the entry, ends the section and begins it again. Windows
 * lets a called function spoil xmm0-5; xmm6-15 and MXCSR are kept meanwhile.
 *
 * Routines from which no such code can be reached, as wdmctl finds out, have none of this.
 *
 * Where no section can begin - an interrupt came into one - nothing can sleep either, and
 * the registers are saved in memory and put back instead.
 */
#ifndef _WDM_PE_VECTORS_H
#define _WDM_PE_VECTORS_H

/* sizeof(struct wdm_image_vectors) at the most; a multiple of 16 */
#define WDM_IMAGE_VECTORS_SIZE	576

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct wdm_image_frame;
struct wdm_pe_entry;

/* An XMM register */
struct wdm_xmm {
	u64 half[2];
};

/**
 * struct wdm_image_vectors - the registers of a call into such an image
 * @kept: those of the image while it isn't running
 * @old: those that were there before; while @is_saved
 * @mxcsr: as @kept
 * @old_mxcsr: as @old
 * @back: where a DDI that was called by way of a gate returns to
 * @is_inside: the image's code runs
 * @is_saved: without a section
 */
struct wdm_image_vectors {
	struct wdm_xmm kept[16];
	struct wdm_xmm old[16];
	u32 mxcsr;
	u32 old_mxcsr;
	const void *back;
	bool is_inside;
	bool is_saved;
};

/* vectors.c: assembler's; the image at @f begins and ends */
void wdm_vectors_begin(struct wdm_image_frame *f, struct wdm_image_vectors *v);
void wdm_vectors_end(struct wdm_image_frame *f);
/*
 * The same in the middle of its code, which finds all registers as they were. False: it wasn't
 * in a section.
 */
bool wdm_vectors_pause(struct wdm_image_frame *f);
void wdm_vectors_resume(struct wdm_image_frame *f);

/* vectors.c: what a return address is that may be a gate's. Any IRQL */
const void *wdm_vectors_behind_gate(const void *address);

/*
 * gates.c: from now on what images import are gates. PASSIVE_LEVEL; 0 or -ENOMEM. Images that
 * are loaded already keep what they have.
 */
int wdm_gates_on(void);
/*
 * What stands for an entry of the table of exports: a gate, or its routine if they aren't on.
 * @may_catch: for an image that handles exceptions. Any IRQL
 */
void *wdm_gate_of(const struct wdm_pe_entry *entry, bool may_catch);
void wdm_gates_exit(void);

/* vectors.c, for gate.S */
bool wdm_gate_out(const void *back);
const void *wdm_gate_in(void);

/* gate.S */
void wdm_gate_entry(void);
extern const char wdm_gate_back[];

#endif /* __ASSEMBLY__ */

#endif /* _WDM_PE_VECTORS_H */
