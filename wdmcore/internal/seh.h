/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ex: the chain of frames that exceptions go along (ex/seh.c), for those who put frames of
 * other kinds on it. All: any IRQL, the own context only.
 */
#ifndef _WDM_INTERNAL_SEH_H
#define _WDM_INTERNAL_SEH_H

#include <wdm.h>

#include "ps.h"

/* frame->kind */
#define WDM_SEH_EXCEPT		0
#define WDM_SEH_FINALLY		1
#define WDM_SEH_DISPATCH	2	/* not a block: exceptions go on at frame->target */
#define WDM_SEH_IMAGE		3	/* a call into an image (pe/exception.c) */

/* The chain of this context, NULL if it never had one. */
struct wdm_seh_state *wdm_seh_state_or_null(void);

void wdm_seh_push(struct wdm_seh_frame *frame, u8 kind);
void wdm_seh_pop(struct wdm_seh_frame *frame);

/* A filter at @target has said that its handler is to run. Doesn't return. */
void wdm_seh_unwind(struct wdm_seh_frame *target, NTSTATUS code);

/* What has been skipped on the stack below @up_to is nobody's; @frame->return_stack counts. */
void wdm_seh_drop_stack(struct wdm_seh_frame *frame, const void *up_to);

#endif /* _WDM_INTERNAL_SEH_H */
