/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Io, the IRP core: what the rest of wdmcore needs to make IRPs, send them and
 * learn of their end. Devices, drivers and files are in io_dev.h.
 */
#ifndef _WDM_INTERNAL_IO_H
#define _WDM_INTERNAL_IO_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include <ntddk.h>

/*
 * Irp->AllocationFlags: this IRP stands in a struct wdm_irp. Its value is none of
 * those that Windows documents, and IoReuseIrp keeps it.
 */
#define WDM_IRP_PRIVATE		0x80

struct wdm_thread;

/* What the last stage of completion does with an IRP (struct wdm_irp, @kind). */
enum wdm_irp_kind {
	/* IoAllocateIrp: the driver's; it may reach the last stage only if the
	 * driver filled in Tail.Overlay.Thread, and is THREADED then.
	 */
	WDM_IRP_DRIVER,
	/* The I/O manager copies data back, tells the requester and frees it. */
	WDM_IRP_THREADED,
	/* wdmcore's own synchronous request: the waiting thread goes on. */
	WDM_IRP_WAITED,
	/* wdmcore's own asynchronous request: calls @done. */
	WDM_IRP_DONE,
};

/**
 * struct wdm_irp - what wdmcore keeps about an IRP that it allocated
 * @self: points to @irp while the IRP is allocated: tells it from what is left of
 *	one in recycled memory
 * @kind: what the last stage of completion does, enum wdm_irp_kind
 * @locations: stack locations that the memory has room for
 * @pinned: it is being cancelled as its thread ends: not to be freed (io/threaded.c)
 * @cancelled: it was
 * @finished: it ended meanwhile
 * @thread: the thread on whose list it is, or NULL
 * @thread_link: there
 * @state: WAITED: who of sender and completer came first (io/send.c); others: whether
 *	its thread is there to be told of its end (wdm_irp_tell())
 * @has_activity: @activity is set
 * @from_image: an image sent it: tables of functions in the answer are for Microsoft's
 *	calling convention
 * @activity: what the request is part of (io/activity.c)
 * @output_length: THREADED: bytes at Irp->UserBuffer
 * @done: DONE: called as the very last act of IoCompleteRequest, at its IRQL
 *	(<= DISPATCH_LEVEL); nothing was copied, unlocked or freed, and the IRP
 *	belongs to this function from now on
 * @done_context: for @done
 * @completed: WAITED: for the thread that has to wait
 * @irp: the IRP; its stack locations follow
 *
 * Stands before every IRP that wdmcore allocated. IRPs in a driver's own memory
 * (IoInitializeIrp) have none: wdm_irp_of() tells.
 */
struct wdm_irp {
	PIRP self;
	u8 kind;
	u8 locations;
	bool pinned;
	bool cancelled;
	bool finished;
	bool has_activity;
	bool from_image;
	GUID activity;
	atomic_t state;
	u32 output_length;
	struct wdm_thread *thread;
	struct list_head thread_link;
	union {
		struct {
			void (*done)(struct wdm_irp *w, PIRP irp);
			void *done_context;
		};
		struct completion completed;
	};
	IRP irp;
};

/* The private part of @irp, NULL if it has none. */
static inline struct wdm_irp *wdm_irp_of(PIRP irp)
{
	if (unlikely(!(irp->AllocationFlags & WDM_IRP_PRIVATE)))
		return NULL;
	return container_of(irp, struct wdm_irp, irp);
}

/* struct wdm_irp, @state */
enum {
	WDM_IRP_IDLE,
	WDM_IRP_FINISHED,	/* the last stage was reached */
	WDM_IRP_SLEEPING,	/* the sender waits for @completed */
	WDM_IRP_LEFT,		/* the sender went on without it */
};

/*
 * The end of a request that isn't WAITED. TRUE: its thread is there to be told, and stays
 * until wdm_irp_thread_unlink(). FALSE: it is gone, and its memory with it.
 */
static inline bool wdm_irp_tell(struct wdm_irp *w)
{
	return atomic_cmpxchg(&w->state, WDM_IRP_IDLE, WDM_IRP_FINISHED) == WDM_IRP_IDLE;
}

/* The other side. FALSE: it is being told. */
static inline bool wdm_irp_leave(struct wdm_irp *w)
{
	return atomic_cmpxchg(&w->state, WDM_IRP_IDLE, WDM_IRP_LEFT) == WDM_IRP_IDLE;
}

void wdm_irp_free(PIRP irp);

/* The last stage of a WAITED request. The IRP may be gone when this returns. */
static __always_inline void wdm_irp_wake(struct wdm_irp *w)
{
	int before = atomic_xchg(&w->state, WDM_IRP_FINISHED);

	if (before == WDM_IRP_SLEEPING)
		complete(&w->completed);
	else if (unlikely(before == WDM_IRP_LEFT))
		wdm_irp_free(&w->irp);
}

/* Flags for an allocation in a DDI that is legal at IRQL <= DISPATCH_LEVEL. */
static inline gfp_t wdm_io_gfp(void)
{
	return (preemptible() ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN;
}

int wdm_io_init(void);
void wdm_io_exit(void);

/* io/irp.c: a zeroed IRP as IoAllocateIrp makes it; NULL without memory. */
PIRP wdm_irp_alloc(CCHAR stack_size, gfp_t gfp);
int wdm_irp_init(void);
void wdm_irp_exit(void);

/*
 * io/send.c: wdmcore's own requests. The caller fills the next stack location,
 * flags, buffers and MDL, and after the call copies data out, releases the MDL
 * chain (wdm_mdl_release) and frees the IRP: the last stage of completion does
 * none of that. Returns IoStatus.Status. PASSIVE_LEVEL.
 */
NTSTATUS wdm_irp_send_wait(PDEVICE_OBJECT device, PIRP irp);
/*
 * For a request without parameters. FALSE: the driver has dropped it (it neither completed
 * it nor said that it was pending), and it must not be freed; *@status is an error.
 */
bool wdm_irp_send_wait_or_leave(PDEVICE_OBJECT device, PIRP irp, NTSTATUS *status);
/* As wdm_irp_send_wait(); a signal cancels the request, and its end is waited for. */
NTSTATUS wdm_irp_send_wait_cancellable(PDEVICE_OBJECT device, PIRP irp);
/* Sends and returns at once; @done is called at the end, see struct wdm_irp. */
NTSTATUS wdm_irp_send(PDEVICE_OBJECT device, PIRP irp,
		      void (*done)(struct wdm_irp *w, PIRP irp), void *context);

/* io/threaded.c: requests that a thread waits for when it ends */
void wdm_irp_thread_link(PIRP irp);
bool wdm_irp_thread_unlink(struct wdm_irp *w);
void wdm_irp_thread_end(struct wdm_thread *t);
void wdm_irp_thread_exit(struct wdm_thread *t);
void wdm_irp_thread_forget(struct wdm_thread *t);

/* io/call.c: the dispatch routine of every major function a driver leaves out. */
NTSTATUS NTAPI wdm_invalid_device_request(PDEVICE_OBJECT device, PIRP irp);

/* io/cancel.c: calls a cancel routine taken from @irp; the cancel lock is held. */
void wdm_irp_call_cancel_routine(PDEVICE_OBJECT device, PIRP irp, PDRIVER_CANCEL routine,
				 KIRQL irql);

/* io/finish.c: last stage of a THREADED request, also frees it. <= DISPATCH_LEVEL */
void wdm_irp_finish(PIRP irp);

/* io/iotimer.c: for the deletion of a device: waits for a running IoTimer routine,
 * and frees the timer. PASSIVE_LEVEL; not from within the routine.
 */
void wdm_io_timer_delete(PDEVICE_OBJECT device);

/* io/workitem.c: returns when the work items queued so far have run. For the
 * unloading of a driver, after its Unload routine. PASSIVE_LEVEL.
 */
void wdm_work_item_flush(void);

#endif /* _WDM_INTERNAL_IO_H */
