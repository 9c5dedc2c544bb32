/* SPDX-License-Identifier: GPL-2.0 */
/* Pe: exceptions in images (pe/unwind.c, pe/exception.c, pe/frame.c, pe/raising.S). */
#ifndef _WDM_INTERNAL_PE_EXCEPTION_H
#define _WDM_INTERNAL_PE_EXCEPTION_H

/* struct wdm_unwind, for assembler */
#define WDM_UNWIND_RIP		0
#define WDM_UNWIND_REG(n)	(8 + 8 * (n))

#define WDM_RAX			0
#define WDM_RCX			1
#define WDM_RDX			2
#define WDM_RBX			3
#define WDM_RSP			4
#define WDM_RBP			5
#define WDM_RSI			6
#define WDM_RDI			7

/* sizeof(struct wdm_image_frame) at the most; a multiple of 16 */
#define WDM_IMAGE_FRAME_SIZE	384

/* wdm_image_kind() */
#define WDM_CODE_SOURCE		0	/* called by the kernel's own convention */
#define WDM_CODE_PLAIN		1	/* an image's, of which nothing need be known meanwhile */
#define WDM_CODE_IMAGE		2	/* one that may catch exceptions */
#define WDM_CODE_VECTORS	3	/* which uses registers of SSE */

#ifndef __ASSEMBLY__

#include <linux/types.h>

#include <wdm.h>

#include "call.h"
#include "pe.h"

struct wdm_image_vectors;
struct wdm_xmm;

/**
 * struct wdm_unwind - where an image's code stands
 * @rip: the instruction
 * @reg: the integer registers, by their numbers in the machine's code
 * @xmm: the vector registers by theirs; NULL if nobody wants them
 */
struct wdm_unwind {
	u64 rip;
	u64 reg[16];
	struct wdm_xmm *xmm;
};

/* An entry of .pdata. */
struct wdm_runtime_function {
	u32 begin;
	u32 end;
	u32 unwind;
};

/* UNWIND_INFO.Flags */
#define WDM_UNWIND_EXCEPTION	1	/* has a handler for exceptions */
#define WDM_UNWIND_TERMINATION	2	/* has a handler for unwinding */
#define WDM_UNWIND_CHAINED	4

/**
 * struct wdm_unwind_frame - one function on the stack
 * @function: its entry of .pdata, NULL for a leaf
 * @establisher: what its handlers know it by
 * @flags: WDM_UNWIND_*
 * @handler: its language's handler, NULL without
 * @data: that one's data
 */
struct wdm_unwind_frame {
	const struct wdm_runtime_function *function;
	u64 establisher;
	u8 flags;
	void *handler;
	const void *data;
};

/*
 * unwind.c: goes from a function to its caller. @low, @high: the stack that may be read. False:
 * @u is in no image, or its data make no sense.
 */
bool wdm_unwind_step(const struct wdm_image_code *code, struct wdm_unwind *u, u64 low, u64 high,
		     struct wdm_unwind_frame *frame);

/*
 * exception.c: asks the handlers of the image that was called at @frame. 0: none wants the
 * exception; -1: it is to be continued. Doesn't return if one takes it.
 */
int wdm_image_ask(struct wdm_seh_frame *frame, PEXCEPTION_POINTERS pointers);

/* Runs the handlers for unwinding: an exception passes, and is handled further out. */
void wdm_image_pass(struct wdm_seh_frame *frame);

/* The same up to the function that handles it, which goes on. Doesn't return. */
void wdm_image_handle(struct wdm_seh_frame *frame, NTSTATUS code);

/* A call into an image, on the stack of who calls (pe/enter.S). */
struct wdm_image_frame {
	struct wdm_seh_frame frame;
	const void *routine;		/* what was called */
	struct wdm_unwind raised;	/* behind the call of a DDI, or at what faulted */
	struct wdm_image_vectors *vectors;	/* NULL: its code has none (pe/vectors.h) */
	u64 target_establisher;
	u64 target;
	bool stopped;			/* by a fault */
};

/* frame.c: the call that the present code of an image belongs to; NULL if there is none */
struct wdm_image_frame *wdm_innermost_image_frame(void);

/* fault.c */
bool wdm_image_faults_on(void);
void wdm_image_faults_off(void);

/* What raising.S has put on the stack at a fault. */
struct wdm_image_stopped {
	u64 reg[15];
	u64 flags;
	u64 rip;
};

/* For assembler: enter.S and raising.S */
void wdm_image_enter(struct wdm_image_frame *f, const void *routine);
void wdm_image_leave(struct wdm_image_frame *f);
struct wdm_unwind *wdm_image_record(const void *back);
void wdm_image_fault(struct wdm_image_stopped *stopped);

/* raising.S: where an image's fault is said to have been */
extern const char wdm_image_fault_site[];

/* raising.S: loads all registers and goes on there. */
void wdm_unwind_resume(const struct wdm_unwind *u);

#endif /* __ASSEMBLY__ */

#endif /* _WDM_INTERNAL_PE_EXCEPTION_H */
