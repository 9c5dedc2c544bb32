// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: structured exceptions of drivers built from source.
 *
 * Frames of __try blocks form a chain per context of execution: one for each thread,
 * and for each CPU one for DPCs and one for hard interrupts, which run on top of an
 * arbitrary thread whose frames are none of their business. Raising an exception
 * takes the innermost frame off the chain and goes on there (seh_frame.S).
 */
#include <linux/align.h>
#include <linux/ftrace.h>
#include <linux/kasan.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <wdm.h>

#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "ps.h"

#define KMODE_EXCEPTION_NOT_HANDLED	0x1e

static DEFINE_PER_CPU(struct wdm_seh_state, dpc_state);
static DEFINE_PER_CPU(struct wdm_seh_state, interrupt_state);

void wdm_seh_resume(void **resume);

/* DPCs run in softirqs, and at the end of a section with BH disabled. */
static bool in_dpc(void)
{
	return softirq_count() &&
	       (in_serving_softirq() || raw_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING);
}

static struct wdm_seh_state *state_or_null(void)
{
	struct wdm_thread *t;

	if (in_hardirq())
		return raw_cpu_ptr(&interrupt_state);
	if (in_dpc())
		return raw_cpu_ptr(&dpc_state);
	t = wdm_thread_current_or_null();
	return t ? &t->seh : NULL;
}

static struct wdm_seh_state *get_state(void)
{
	return state_or_null() ?: &wdm_thread_current()->seh;
}

/*
 * The function graph tracer keeps return addresses on a stack of its own: what the
 * functions in between have put there has to be dropped with them.
 */
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static __always_inline void save_return_stack(struct wdm_seh_frame *frame)
{
	frame->return_stack = current->curr_ret_stack;
}

static __always_inline void restore_return_stack(const struct wdm_seh_frame *frame)
{
	current->curr_ret_stack = frame->return_stack;
}
#else
static void save_return_stack(struct wdm_seh_frame *frame) { }
static void restore_return_stack(const struct wdm_seh_frame *frame) { }
#endif

/*
 * KASAN has marked the red zones of all stack frames that are skipped; they belong
 * to nobody now.
 */
#ifdef CONFIG_KASAN_STACK
static __always_inline void clear_skipped_frames(const struct wdm_seh_frame *frame)
{
	const unsigned long granule = 1UL << KASAN_SHADOW_SCALE_SHIFT;
	unsigned long from = ALIGN_DOWN(current_stack_pointer, granule);
	unsigned long to = (unsigned long)frame->resume[2];

	__memset(kasan_mem_to_shadow((void *)from), 0, (to - from) / granule);
}
#else
static void clear_skipped_frames(const struct wdm_seh_frame *frame) { }
#endif

/**
 * wdm_seh_enter - a __try block starts
 * @frame: its frame
 * @function_frame: stack frame of the function
 *
 * Context: any IRQL.
 */
void notrace wdm_seh_enter(struct wdm_seh_frame *frame, const void *function_frame)
{
	struct wdm_seh_state *s = get_state();

	save_return_stack(frame);
	frame->function_frame = function_frame;
	frame->state = s;
	frame->outer = s->top;
	s->top = frame;
}
WDM_EXPORT(wdm_seh_enter);

/**
 * wdm_seh_leave - a __try block is left
 * @frame: its frame, in use or not any more
 *
 * Context: any IRQL.
 */
void wdm_seh_leave(struct wdm_seh_frame *frame)
{
	struct wdm_seh_state *s = frame->state;

	if (!s)
		return;
	s->top = frame->outer;
	frame->state = NULL;
}
WDM_EXPORT(wdm_seh_leave);

/* Keeps @code for the handlers of the function at @function_frame. */
static void remember_code(struct wdm_seh_state *s, const void *function_frame, NTSTATUS code)
{
	size_t i, kept = 0;

	/* Functions deeper on the stack have gone, this one starts anew. */
	for (i = 0; i < WDM_SEH_CODES; i++)
		if (s->codes[i].function_frame > function_frame)
			s->codes[kept++] = s->codes[i];
	if (kept == WDM_SEH_CODES) {
		/* The outermost function is the least likely to ask. */
		memmove(&s->codes[0], &s->codes[1], sizeof(s->codes) - sizeof(s->codes[0]));
		kept--;
	}
	s->codes[kept].function_frame = function_frame;
	s->codes[kept].code = code;
	for (i = kept + 1; i < WDM_SEH_CODES; i++)
		s->codes[i].function_frame = NULL;
}

/**
 * wdm_seh_code - the exception that a function has caught last
 * @function_frame: the function's stack frame
 *
 * Context: any IRQL.
 * Return: the code; STATUS_SUCCESS if it has caught none.
 */
NTSTATUS wdm_seh_code(const void *function_frame)
{
	const struct wdm_seh_state *s = state_or_null();
	size_t i;

	for (i = 0; s && i < WDM_SEH_CODES; i++)
		if (s->codes[i].function_frame == function_frame)
			return s->codes[i].code;
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_seh_code);

bool wdm_can_raise(void)
{
	const struct wdm_seh_state *s = state_or_null();

	return s && s->top;
}
EXPORT_SYMBOL_GPL(wdm_can_raise);

/* Not instrumented: the stack frame it stands in is among those it clears. */
static __no_sanitize_address noinline void resume(struct wdm_seh_frame *frame)
{
	clear_skipped_frames(frame);
	restore_return_stack(frame);
	wdm_seh_resume(frame->resume);
}

/**
 * wdm_raise_at - raise an exception; use wdm_raise_from()
 * @status: its code
 * @address: who raised it
 *
 * Context: any IRQL, no lock of Linux held.
 */
void wdm_raise_at(NTSTATUS status, const void *address)
{
	struct wdm_seh_state *s = state_or_null();
	struct wdm_seh_frame *frame = s ? s->top : NULL;

	if (!frame) {
		wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)status, (uintptr_t)address, 0, 0,
			       address, "exception 0x%08x with no handler", status);
		wdm_contain_thread("an exception that nobody handles");
	}

	s->top = frame->outer;
	frame->state = NULL;
	frame->code = status;
	remember_code(s, frame->function_frame, status);
	resume(frame);
}
EXPORT_SYMBOL_GPL(wdm_raise_at);

/**
 * wdm_seh_accept - act on what an exception filter has said
 * @frame: frame of the __try block
 * @filter: EXCEPTION_*
 *
 * Context: any IRQL.
 * Return: 1: the handler is to run. Otherwise doesn't return.
 */
int wdm_seh_accept(struct wdm_seh_frame *frame, int filter)
{
	const void *address = frame->resume[1];

	if (filter > 0)
		return 1;
	/* Nested exceptions in the filter are over: their codes don't count. */
	wdm_raise_from(filter < 0 ? STATUS_NONCONTINUABLE_EXCEPTION : frame->code, address);
}
WDM_EXPORT(wdm_seh_accept);

/**
 * ExRaiseStatus - raise an exception
 * @Status: its code
 *
 * Context: IRQL <= DISPATCH_LEVEL, inside a __try block of the driver or of whoever
 * called it. Without one the thread ends here (bug check 0x1E).
 */
VOID NTAPI (ExRaiseStatus)(NTSTATUS Status)
{
	wdm_raise(Status);
}
WDM_EXPORT(ExRaiseStatus);

/**
 * ExRaiseAccessViolation - raise STATUS_ACCESS_VIOLATION
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI (ExRaiseAccessViolation)(VOID)
{
	wdm_raise(STATUS_ACCESS_VIOLATION);
}
WDM_EXPORT(ExRaiseAccessViolation);

/**
 * ExRaiseDatatypeMisalignment - raise STATUS_DATATYPE_MISALIGNMENT
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI (ExRaiseDatatypeMisalignment)(VOID)
{
	wdm_raise(STATUS_DATATYPE_MISALIGNMENT);
}
WDM_EXPORT(ExRaiseDatatypeMisalignment);
