// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: calls into images, as exceptions see them.
 *
 * The frames of an image's functions are found by unwinding, which needs the registers of
 * the place where it begins: of a DDI that raises an exception. Between that place and the
 * call into the image lie nothing but frames of the image. So each call puts a frame on
 * the chain of ex/seh.c, and the entries of DDIs that may raise leave their caller's
 * registers in the innermost one (pe/raising.S). What is left there from an earlier call is
 * told by the return address, which isn't on the stack any more.
 *
 * An image without any handler for exceptions is called without a frame, and its imports are
 * entries that leave nothing: exceptions out of it are for those who called it.
 */
#include <linux/build_bug.h>
#include <linux/jump_label.h>
#include <linux/sched.h>

#include <wdm.h>
#include "pe_exception.h"
#include "seh.h"
#include "vectors.h"

static_assert(sizeof(struct wdm_image_frame) <= WDM_IMAGE_FRAME_SIZE);

/**
 * wdm_image_enter - a routine of an image is going to be called
 * @f: on the stack
 * @routine: the routine
 *
 * Context: any IRQL.
 */
void notrace wdm_image_enter(struct wdm_image_frame *f, const void *routine)
{
	f->routine = routine;
	f->raised.rip = 0;
	f->vectors = NULL;
	f->stopped = false;
	wdm_seh_push(&f->frame, WDM_SEH_IMAGE);
}

/**
 * wdm_image_leave - it has returned
 * @f: the same
 *
 * Context: any IRQL.
 */
void wdm_image_leave(struct wdm_image_frame *f)
{
	if (f->vectors)
		wdm_vectors_end(f);
	wdm_seh_pop(&f->frame);
}

struct wdm_image_frame *wdm_innermost_image_frame(void)
{
	struct wdm_seh_state *s = wdm_seh_state_or_null();

	if (!s || !s->top || s->top->kind != WDM_SEH_IMAGE)
		return NULL;
	return container_of(s->top, struct wdm_image_frame, frame);
}

/* Is it a routine of such an image that is called without a frame, within the call at @f? */
static bool is_further_in(const struct wdm_image_frame *f, const void *back)
{
	const struct wdm_image *image = wdm_image_at(wdm_vectors_behind_gate(back));

	return image && wdm_image_at(f->routine) != image;
}

/*
 * For pe/raising.S: where the caller's registers go; NULL if nobody will ask. @back: where
 * that goes on.
 */
struct wdm_unwind *notrace wdm_image_record(const void *back)
{
	struct wdm_image_frame *f = wdm_innermost_image_frame();

	if (!f || is_further_in(f, back))
		return NULL;
	f->stopped = false;
	return &f->raised;
}
