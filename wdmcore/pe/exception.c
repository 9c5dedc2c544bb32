// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: exceptions in images.
 *
 * The chain of ex/seh.c has a frame for each call into an image. When an exception gets
 * there, the functions of the image are gone through from the one that called the raising
 * DDI to the one that wdmcore called. Each that has a handler of its language is asked by
 * it; that is __C_specific_handler(), itself or called by the image's own, which knows
 * __try, __except and __finally by a table of the function. If a filter there takes the
 * exception, the chain is unwound up to this frame, then the image's functions up to
 * the one with the filter, their handlers being called once more for __finally.
 *
 * Differs from Windows: an exception out of a filter or a __finally block of an image goes
 * on outside of the call into the image, not in the functions around.
 */
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "ex.h"
#include "pe_exception.h"
#include "pe_thunk.h"
#include "seh.h"
#include "vectors.h"

#define EXCEPTION_UNWINDING		0x02
#define EXCEPTION_TARGET_UNWIND		0x20

#define DISPOSITION_CONTINUE_EXECUTION	0
#define DISPOSITION_CONTINUE_SEARCH	1

#define CONTEXT_AMD64_CONTROL_INTEGER	0x00100003

/* The machine's registers as images see them; those of floating point are 0. */
struct _CONTEXT {
	u64 home[6];
	u32 flags;
	u32 mxcsr;
	u16 segment[6];
	u32 eflags;
	u64 debug[6];
	u64 reg[16];
	u64 rip;
	u8 vector[0x4d0 - 0x100];
} __aligned(16);
static_assert(sizeof(CONTEXT) == 0x4d0);
static_assert(offsetof(CONTEXT, reg) == 0x78);

/* DISPATCHER_CONTEXT */
struct dispatcher {
	u64 control_pc;
	u64 image_base;
	const struct wdm_runtime_function *function;
	u64 establisher;
	u64 target;
	PCONTEXT context;
	void *handler;
	const void *data;
	void *history;
	u32 scope;
	u32 fill;
	/* ours */
	struct wdm_image_frame *call;
};

struct scope {
	u32 begin;
	u32 end;
	u32 handler;	/* filter or __finally block; 1: a filter that takes all */
	u32 jump;	/* 0: __finally */
};

struct scopes {
	u32 count;
	struct scope scope[];
};

/* Called as any routine of an image: what they call and raise is no business of the walk. */
typedef int language_handler(PEXCEPTION_RECORD record, u64 establisher, PCONTEXT context,
			     struct dispatcher *dispatcher);
typedef long filter(PEXCEPTION_POINTERS pointers, u64 establisher);
typedef void finally(int abnormal, u64 establisher);

/* One function after the other. */
struct walk {
	struct wdm_image_code code;
	struct wdm_unwind now;
	struct wdm_unwind next;
	struct wdm_unwind_frame frame;
	u64 low;
	u64 high;
	struct vectors *vectors;
};

/* Of an image that uses them; those of @now belong to w->now. */
struct vectors {
	struct wdm_xmm now[16];
	struct wdm_xmm next[16];
};

/* @vectors: room for them, NULL if nobody goes on with them */
static bool start(struct walk *w, const struct wdm_image_frame *f, struct vectors *vectors)
{
	const struct wdm_unwind *raised = &f->raised;

	w->low = current_stack_pointer;
	w->high = (u64)f;
	if (!raised->rip)
		return false;
	if (raised->reg[WDM_RSP] <= w->low || raised->reg[WDM_RSP] >= w->high)
		return false;
	/* Is the call of the DDI still there? */
	if (!f->stopped && ((u64 *)raised->reg[WDM_RSP])[-1] != raised->rip)
		return false;
	w->next = *raised;
	if (raised->rip == (u64)wdm_gate_back && f->vectors)
		w->next.rip = (u64)f->vectors->back;
	w->vectors = f->vectors ? vectors : NULL;
	w->next.xmm = NULL;
	if (w->vectors) {
		memcpy(w->vectors->next, f->vectors->kept, sizeof(w->vectors->next));
		w->next.xmm = w->vectors->next;
	}
	return wdm_image_code_at((void *)w->next.rip, &w->code);
}

/* The next function, in w->now and w->frame. False: that was the last. */
static bool step(struct walk *w)
{
	w->now = w->next;
	if (w->vectors) {
		memcpy(w->vectors->now, w->vectors->next, sizeof(w->vectors->now));
		w->now.xmm = w->vectors->now;
	}
	return w->now.rip - (u64)w->code.base < w->code.size &&
	       wdm_unwind_step(&w->code, &w->next, w->low, w->high, &w->frame);
}

static void fill_context(PCONTEXT context, const struct wdm_unwind *u)
{
	memset(context, 0, sizeof(*context));
	context->flags = CONTEXT_AMD64_CONTROL_INTEGER;
	memcpy(context->reg, u->reg, sizeof(u->reg));
	context->rip = u->rip;
}

static int call_handler(struct walk *w, PEXCEPTION_RECORD record, PCONTEXT context,
			struct wdm_image_frame *f)
{
	struct dispatcher d = {
		.control_pc = w->now.rip,
		.image_base = (u64)w->code.base,
		.function = w->frame.function,
		.establisher = w->frame.establisher,
		.target = f->target,
		.context = context,
		.handler = w->frame.handler,
		.data = w->frame.data,
		.call = f,
	};
	language_handler *handler = w->frame.handler;

	return WDM_CALL(handler, record, d.establisher, context, &d);
}

/* The filters of an image see the registers of the function that they belong to. */
noinline int wdm_image_ask(struct wdm_seh_frame *frame, PEXCEPTION_POINTERS pointers)
{
	struct wdm_image_frame *f = container_of(frame, struct wdm_image_frame, frame);
	PCONTEXT given = pointers->ContextRecord;
	CONTEXT context;
	struct walk w;
	int answer = EXCEPTION_CONTINUE_SEARCH;

	if (!start(&w, f, NULL))
		return EXCEPTION_CONTINUE_SEARCH;
	fill_context(&context, &w.next);
	f->target = 0;
	pointers->ContextRecord = &context;
	while (step(&w)) {
		if (!(w.frame.flags & WDM_UNWIND_EXCEPTION))
			continue;
		if (call_handler(&w, pointers->ExceptionRecord, &context, f) ==
		    DISPOSITION_CONTINUE_EXECUTION) {
			answer = EXCEPTION_CONTINUE_EXECUTION;
			break;
		}
	}
	pointers->ContextRecord = given;
	return answer;
}

/*
 * Calls the handlers for unwinding, up to the function that @f->target_establisher is of.
 * False: that isn't there.
 */
static noinline bool unwind_functions(struct wdm_image_frame *f, NTSTATUS code, struct walk *w,
				      struct vectors *vectors)
{
	EXCEPTION_RECORD record = {
		.ExceptionCode = code,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE | EXCEPTION_UNWINDING,
	};
	CONTEXT context;

	if (!start(w, f, vectors))
		return false;
	while (step(w)) {
		bool last = f->target && w->frame.establisher == f->target_establisher &&
			    w->frame.flags;

		if (last)
			record.ExceptionFlags |= EXCEPTION_TARGET_UNWIND;
		if (w->frame.flags & WDM_UNWIND_TERMINATION) {
			fill_context(&context, &w->now);
			call_handler(w, &record, &context, f);
		}
		if (last)
			return true;
	}
	return false;
}

void wdm_image_pass(struct wdm_seh_frame *frame)
{
	struct wdm_image_frame *f = container_of(frame, struct wdm_image_frame, frame);
	struct walk w;

	f->target = 0;
	unwind_functions(f, STATUS_UNWIND, &w, NULL);
}

/* Not instrumented: the stack frame it stands in is among those that are dropped. */
static __no_sanitize_address noinline void go_on(struct wdm_image_frame *f, struct walk *w)
{
	wdm_seh_drop_stack(&f->frame, (void *)w->now.reg[WDM_RSP]);
	if (w->vectors) {
		memcpy(f->vectors->kept, w->vectors->now, sizeof(f->vectors->kept));
		wdm_vectors_resume(f);
	}
	wdm_unwind_resume(&w->now);
}

void wdm_image_handle(struct wdm_seh_frame *frame, NTSTATUS code)
{
	struct wdm_image_frame *f = container_of(frame, struct wdm_image_frame, frame);
	struct vectors vectors;
	struct walk w;

	if (!unwind_functions(f, code, &w, &vectors))
		wdm_contain_thread("the frames of an image can't be unwound");
	w.now.rip = f->target;
	w.now.reg[WDM_RAX] = (u32)code;
	f->raised.rip = 0;
	f->stopped = false;
	go_on(f, &w);
}

static bool covers(const struct scope *s, u64 rva)
{
	return rva >= s->begin && rva < s->end;
}

/* Asks the filters of one function. */
static int ask_function(PEXCEPTION_RECORD record, u64 establisher, PCONTEXT context,
			struct dispatcher *d, const struct scopes *scopes)
{
	EXCEPTION_POINTERS pointers = { .ExceptionRecord = record, .ContextRecord = context };
	u64 rva = d->control_pc - d->image_base;
	u32 i;

	for (i = d->scope; i < scopes->count; i++) {
		const struct scope *s = &scopes->scope[i];
		long answer = EXCEPTION_EXECUTE_HANDLER;

		if (!covers(s, rva) || !s->jump)
			continue;
		if (s->handler != 1)
			answer = WDM_CALL((filter *)(d->image_base + s->handler), &pointers,
					  establisher);
		if ((int)answer < 0)
			return DISPOSITION_CONTINUE_EXECUTION;
		if ((int)answer > 0) {
			d->call->target_establisher = establisher;
			d->call->target = d->image_base + s->jump;
			wdm_seh_unwind(&d->call->frame, record->ExceptionCode);
		}
	}
	return DISPOSITION_CONTINUE_SEARCH;
}

/* Runs the __finally blocks of one function that are left on the way to @d->target. */
static void leave_function(u32 flags, u64 establisher, struct dispatcher *d,
			   const struct scopes *scopes)
{
	u64 rva = d->control_pc - d->image_base;
	u64 target = d->target - d->image_base;
	u32 i;

	for (i = d->scope; i < scopes->count; i++) {
		const struct scope *s = &scopes->scope[i];

		if (!covers(s, rva))
			continue;
		if (flags & EXCEPTION_TARGET_UNWIND &&
		    (covers(s, target) || (s->jump && s->jump == target)))
			return;
		if (s->jump)
			continue;
		/* Not again, whatever happens in it. */
		d->scope = i + 1;
		WDM_CALL((finally *)(d->image_base + s->handler), 1, establisher);
	}
}

/**
 * wdm_pe___C_specific_handler - the handler of C's __try, for images
 * @ExceptionRecord: the exception
 * @EstablisherFrame: what the function is known by
 * @ContextRecord: registers where it happened
 * @DispatcherContext: DISPATCHER_CONTEXT
 *
 * Context: as of the exception, called by wdm_image_ask() and on the way to the handler.
 * Return: EXCEPTION_DISPOSITION; doesn't return if a filter takes the exception.
 */
LONG wdm_pe___C_specific_handler(PEXCEPTION_RECORD ExceptionRecord, PVOID EstablisherFrame,
				 PCONTEXT ContextRecord, PVOID DispatcherContext)
{
	struct dispatcher *d = DispatcherContext;
	const struct scopes *scopes = d->data;

	if (ExceptionRecord->ExceptionFlags & EXCEPTION_UNWINDING)
		leave_function(ExceptionRecord->ExceptionFlags, (u64)EstablisherFrame, d, scopes);
	else
		return ask_function(ExceptionRecord, (u64)EstablisherFrame, ContextRecord, d,
				    scopes);
	return DISPOSITION_CONTINUE_SEARCH;
}
