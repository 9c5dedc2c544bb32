// SPDX-License-Identifier: GPL-2.0
/*
 * Io: APCs that tell a thread of the end of its request.
 *
 * One is made with the request, so that its end can't fail for want of memory. It is a
 * normal kernel APC, since all requests with one are of kernel mode.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "io_dev.h"
#include "ob.h"
#include "ps.h"
#include "undeclared.h"

/**
 * struct wdm_io_apc - an APC for the end of a request
 * @apc: queued to @thread
 * @thread: who made the request, with a reference
 * @routine: what it is to call
 * @context: for @routine
 */
struct wdm_io_apc {
	KAPC apc;
	struct wdm_thread *thread;
	PIO_APC_ROUTINE routine;
	PVOID context;
};

void wdm_io_apc_free(struct wdm_io_apc *apc)
{
	if (!apc)
		return;
	wdm_ob_put(apc->thread);
	kfree(apc);
}

static VOID NTAPI run_down(PKAPC apc)
{
	wdm_io_apc_free(CONTAINING_RECORD(apc, struct wdm_io_apc, apc));
}

/* There is nothing to be done at APC_LEVEL. */
static VOID NTAPI prepare(PKAPC apc, PKNORMAL_ROUTINE *routine, PVOID *context, PVOID *iosb,
			  PVOID *unused)
{
}

/* The third argument of a driver's routine is reserved. */
static VOID NTAPI deliver(PVOID context, PVOID iosb, PVOID unused)
{
	struct wdm_io_apc *apc = context;
	PIO_APC_ROUTINE routine = apc->routine;
	PVOID routine_context = apc->context;

	wdm_io_apc_free(apc);
	WDM_CALL(routine, routine_context, iosb, 0);
}

struct wdm_io_apc *wdm_io_apc_alloc(PIO_APC_ROUTINE routine, PVOID context)
{
	struct wdm_io_apc *apc = kmalloc(sizeof(*apc), GFP_KERNEL);

	if (!apc)
		return NULL;
	apc->thread = wdm_thread_current();
	wdm_ob_get(apc->thread);
	apc->routine = routine;
	apc->context = context;
	KeInitializeApc(&apc->apc, (PKTHREAD)apc->thread, OriginalApcEnvironment, prepare,
			run_down, deliver, KernelMode, apc);
	return apc;
}

void wdm_io_apc_queue(struct wdm_io_apc *apc, PIO_STATUS_BLOCK iosb)
{
	if (!KeInsertQueueApc(&apc->apc, iosb, NULL, IO_NO_INCREMENT))
		wdm_io_apc_free(apc);
}
