// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: structured exceptions of drivers built from source.
 *
 * Frames of __try blocks form a chain per context of execution: one for each thread,
 * and for each CPU one for DPCs and one for hard interrupts, which run on top of an
 * arbitrary thread whose frames are none of their business.
 *
 * Raising an exception asks the filters along the chain, on top of the stack of who
 * raised it (seh_frame.S). Meanwhile a frame of the dispatcher's own is the innermost
 * one: an exception in a filter goes on with the frames outside of the filter's, as
 * everything further in has been asked already, but unwinds all of them. Unwinding
 * takes frames off the chain; a __finally block runs as part of its function again and
 * calls back for the rest of the way.
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
#include "io_dev.h"
#include "ke.h"
#include "pe_exception.h"
#include "ps.h"
#include "seh.h"

#define KMODE_EXCEPTION_NOT_HANDLED	0x1e

static DEFINE_PER_CPU(struct wdm_seh_state, dpc_state);
static DEFINE_PER_CPU(struct wdm_seh_state, interrupt_state);

/* frame->phase */
#define PHASE_BODY	0	/* the guarded block runs */
#define PHASE_FILTER	1	/* its filter is being asked */
#define PHASE_HANDLER	2	/* its handler is to run */
#define PHASE_UNWIND	3	/* its __finally block is to run, then others' */

/* An exception whose filters are being asked. */
struct wdm_seh_dispatch {
	struct wdm_seh_frame frame;
	EXCEPTION_POINTERS pointers;
	void *stack;
};

void wdm_seh_resume(void **resume);
int wdm_seh_call_filter(void **resume, void **stack);
void wdm_seh_filter_done(void *stack, int answer);

/* DPCs run in softirqs, and at the end of a section with BH disabled. */
static bool in_dpc(void)
{
	return softirq_count() &&
	       (in_serving_softirq() || raw_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING);
}

/*
 * A breakpoint counts as an NMI and as a hard interrupt, but who asks in its handler means
 * the code that it is in (pe/fault.c). No driver has a routine for NMIs.
 */
static bool in_interrupt_routine(void)
{
	return !in_nmi() || hardirq_count() > HARDIRQ_OFFSET;
}

struct wdm_seh_state *wdm_seh_state_or_null(void)
{
	struct wdm_thread *t;

	if (unlikely(hardirq_count()) && in_interrupt_routine())
		return raw_cpu_ptr(&interrupt_state);
	if (in_dpc())
		return raw_cpu_ptr(&dpc_state);
	t = wdm_thread_current_or_null();
	return t ? &t->seh : NULL;
}

static struct wdm_seh_state *get_state(void)
{
	return wdm_seh_state_or_null() ?: &wdm_thread_current()->seh;
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
static __always_inline void clear_skipped_frames(const void *up_to)
{
	const unsigned long granule = 1UL << KASAN_SHADOW_SCALE_SHIFT;
	unsigned long from = ALIGN_DOWN(current_stack_pointer, granule);
	unsigned long to = (unsigned long)up_to;

	__memset(kasan_mem_to_shadow((void *)from), 0, (to - from) / granule);
}
#else
static void clear_skipped_frames(const void *up_to) { }
#endif

/* The thread of a chain, NULL if it is a CPU's. */
static struct wdm_thread *thread_of(struct wdm_seh_state *s)
{
	if (s == raw_cpu_ptr(&interrupt_state) || s == raw_cpu_ptr(&dpc_state))
		return NULL;
	return container_of(s, struct wdm_thread, seh);
}

/* Inside the outermost block, a program's address is a matter for the handler. */
static void allow_user_access(struct wdm_seh_state *s)
{
	struct wdm_thread *thread = thread_of(s);

	if (thread)
		wdm_user_access_get(thread);
}

static void forbid_user_access(struct wdm_seh_state *s)
{
	struct wdm_thread *thread = thread_of(s);

	if (thread)
		wdm_user_access_put(thread);
}

static void enter(struct wdm_seh_frame *frame, const void *function_frame, u8 kind)
{
	struct wdm_seh_state *s = get_state();

	save_return_stack(frame);
	frame->function_frame = function_frame;
	frame->kind = kind;
	frame->phase = PHASE_BODY;
	frame->ended = false;
	frame->state = s;
	frame->outer = s->top;
	s->top = frame;
	if (!frame->outer)
		allow_user_access(s);
}

static void leave(struct wdm_seh_frame *frame)
{
	struct wdm_seh_state *s = frame->state;

	s->top = frame->outer;
	frame->state = NULL;
	if (!frame->outer)
		forbid_user_access(s);
}

/**
 * wdm_seh_enter - a __try block with a handler starts
 * @frame: its frame
 * @function_frame: stack frame of the function
 *
 * Context: any IRQL.
 */
void notrace wdm_seh_enter(struct wdm_seh_frame *frame, const void *function_frame)
{
	enter(frame, function_frame, WDM_SEH_EXCEPT);
}
WDM_EXPORT(wdm_seh_enter);

/**
 * wdm_seh_enter_finally - a __try block with a __finally block starts
 * @frame: its frame
 * @function_frame: stack frame of the function
 *
 * Context: any IRQL.
 */
void notrace wdm_seh_enter_finally(struct wdm_seh_frame *frame, const void *function_frame)
{
	enter(frame, function_frame, WDM_SEH_FINALLY);
}
WDM_EXPORT(wdm_seh_enter_finally);

/**
 * wdm_seh_leave - a __try block is left
 * @frame: its frame, in use or not any more; one that is being asked stays
 *
 * Context: any IRQL.
 */
void wdm_seh_leave(struct wdm_seh_frame *frame)
{
	if (frame->state && frame->phase == PHASE_BODY)
		leave(frame);
}
WDM_EXPORT(wdm_seh_leave);

void notrace wdm_seh_push(struct wdm_seh_frame *frame, u8 kind)
{
	enter(frame, NULL, kind);
}

void wdm_seh_pop(struct wdm_seh_frame *frame)
{
	if (frame->state)
		leave(frame);
}

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
	const struct wdm_seh_state *s = wdm_seh_state_or_null();
	size_t i;

	for (i = 0; s && i < WDM_SEH_CODES; i++)
		if (s->codes[i].function_frame == function_frame)
			return s->codes[i].code;
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_seh_code);

bool wdm_can_raise(void)
{
	const struct wdm_seh_state *s = wdm_seh_state_or_null();

	return s && s->top;
}
EXPORT_SYMBOL_GPL(wdm_can_raise);

/* Not instrumented: the stack frame it stands in is among those it clears. */
static __no_sanitize_address noinline void resume(struct wdm_seh_frame *frame)
{
	clear_skipped_frames(frame->resume[2]);
	restore_return_stack(frame);
	wdm_seh_resume(frame->resume);
}

void __no_sanitize_address wdm_seh_drop_stack(struct wdm_seh_frame *frame, const void *up_to)
{
	clear_skipped_frames(up_to);
	restore_return_stack(frame);
}

static void unwind(struct wdm_seh_state *s, struct wdm_seh_frame *target, NTSTATUS code)
{
	struct wdm_seh_frame *frame;

	for (frame = s->top; frame != target; frame = s->top) {
		if (frame->kind == WDM_SEH_DISPATCH) {
			s->top = frame->outer;
			continue;
		}
		if (frame->kind == WDM_SEH_IMAGE)
			wdm_image_pass(frame);
		leave(frame);
		if (frame->kind == WDM_SEH_FINALLY) {
			frame->phase = PHASE_UNWIND;
			frame->target = target;
			frame->code = code;
			resume(frame);
		}
	}
	if (frame->kind == WDM_SEH_IMAGE)
		wdm_image_handle(frame, code);
	leave(frame);
	frame->phase = PHASE_HANDLER;
	remember_code(s, frame->function_frame, code);
	resume(frame);
}

void wdm_seh_unwind(struct wdm_seh_frame *target, NTSTATUS code)
{
	unwind(target->state, target, code);
}

/* A filter has given an answer that this exception doesn't allow. */
static void raise_noncontinuable(struct wdm_seh_dispatch *d)
{
	EXCEPTION_RECORD record = {
		.ExceptionCode = STATUS_NONCONTINUABLE_EXCEPTION,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
		.ExceptionRecord = d->pointers.ExceptionRecord,
		.ExceptionAddress = d->pointers.ExceptionRecord->ExceptionAddress,
	};

	wdm_raise_record(&record);
}

static void unhandled(const EXCEPTION_RECORD *record)
{
	const void *address = record->ExceptionAddress;

	if (record->ExceptionCode == STATUS_ACCESS_VIOLATION && record->NumberParameters >= 2)
		wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)record->ExceptionCode,
			       (uintptr_t)address, record->ExceptionInformation[0],
			       record->ExceptionInformation[1], address,
			       "%s a bad address, 0x%llx, with no handler",
			       record->ExceptionInformation[0] ? "a write to" : "a read from",
			       (u64)record->ExceptionInformation[1]);
	else
		wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)record->ExceptionCode,
			       (uintptr_t)address, 0, 0, address,
			       "exception 0x%08x with no handler", record->ExceptionCode);
	wdm_contain_thread("an exception that nobody handles");
}

/* Not inlined: what a filter is asked with stands in this stack frame. */
static noinline struct wdm_seh_frame *ask_filters(struct wdm_seh_state *s,
						  EXCEPTION_RECORD *record)
{
	struct wdm_seh_dispatch d = {
		.frame = { .kind = WDM_SEH_DISPATCH, .outer = s->top },
		.pointers = { .ExceptionRecord = record },
	};
	struct wdm_seh_frame *frame, *next;
	int answer;

	save_return_stack(&d.frame);
	s->top = &d.frame;
	for (frame = d.frame.outer; frame; frame = next) {
		if (frame->kind == WDM_SEH_DISPATCH) {
			next = frame->target;
			continue;
		}
		next = frame->outer;
		if (frame->kind == WDM_SEH_FINALLY)
			continue;
		d.frame.target = next;
		if (frame->kind == WDM_SEH_IMAGE) {
			answer = wdm_image_ask(frame, &d.pointers);
		} else {
			frame->dispatch = &d;
			frame->phase = PHASE_FILTER;
			answer = wdm_seh_call_filter(frame->resume, &d.stack);
			frame->phase = PHASE_BODY;
		}
		if (answer < 0 && record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
			raise_noncontinuable(&d);
		if (answer) {
			/* It goes with this function. */
			s->top = d.frame.outer;
			return answer > 0 ? frame : NULL;
		}
	}
	unhandled(record);
	return NULL;
}

/**
 * wdm_raise_record - raise an exception
 * @record: what happened
 *
 * Context: any IRQL, no lock of Linux held.
 * Return: only if the exception can be continued and a filter wants that.
 */
void wdm_raise_record(EXCEPTION_RECORD *record)
{
	struct wdm_seh_state *s = wdm_seh_state_or_null();
	struct wdm_seh_frame *target;

	if (!s || !s->top)
		unhandled(record);
	target = ask_filters(s, record);
	if (target)
		unwind(s, target, record->ExceptionCode);
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
	EXCEPTION_RECORD record = {
		.ExceptionCode = status,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
		.ExceptionAddress = (PVOID)address,
	};

	wdm_raise_record(&record);
}
EXPORT_SYMBOL_GPL(wdm_raise_at);

/**
 * wdm_seh_handles - why has control come to a frame?
 * @frame: frame of the __try block
 *
 * Context: any IRQL.
 * Return: 1: for its handler to run. 0: for its filter to be asked.
 */
int wdm_seh_handles(struct wdm_seh_frame *frame)
{
	return frame->phase == PHASE_HANDLER;
}
WDM_EXPORT(wdm_seh_handles);

/**
 * wdm_seh_ask - what a filter is asked about
 * @frame: frame of the __try block
 *
 * Context: any IRQL.
 * Return: the exception
 */
struct wdm_seh_context wdm_seh_ask(struct wdm_seh_frame *frame)
{
	struct wdm_seh_dispatch *d = frame->dispatch;

	return (struct wdm_seh_context){
		.code = d->pointers.ExceptionRecord->ExceptionCode,
		.pointers = &d->pointers,
	};
}
WDM_EXPORT(wdm_seh_ask);

/**
 * wdm_seh_answer - what a filter has said
 * @frame: frame of the __try block
 * @filter: EXCEPTION_*
 *
 * Context: any IRQL.
 * Return: doesn't return.
 */
int __no_sanitize_address wdm_seh_answer(struct wdm_seh_frame *frame, int filter)
{
	struct wdm_seh_dispatch *d = frame->dispatch;

	clear_skipped_frames(d->stack);
	restore_return_stack(&d->frame);
	wdm_seh_filter_done(d->stack, filter);
	return 0;
}
WDM_EXPORT(wdm_seh_answer);

/**
 * wdm_seh_ended - the end of a block before __finally
 * @frame: its frame
 *
 * Reached at the normal end, by __leave, and when an exception passes.
 *
 * Context: any IRQL.
 */
void wdm_seh_ended(struct wdm_seh_frame *frame)
{
	frame->ended = frame->phase == PHASE_BODY;
}
WDM_EXPORT(wdm_seh_ended);

/**
 * wdm_seh_finally - a __finally block starts
 * @frame: its frame
 *
 * Context: any IRQL.
 * Return: AbnormalTermination(): 1 unless the guarded block's end was reached
 */
int wdm_seh_finally(struct wdm_seh_frame *frame)
{
	if (frame->state)
		leave(frame);
	return !frame->ended;
}
WDM_EXPORT(wdm_seh_finally);

/**
 * wdm_seh_after_finally - a __finally block has ended
 * @frame: its frame
 *
 * Context: any IRQL.
 * Return: doesn't return if an exception is passing.
 */
void wdm_seh_after_finally(struct wdm_seh_frame *frame)
{
	if (frame->phase == PHASE_UNWIND)
		unwind(get_state(), frame->target, frame->code);
}
WDM_EXPORT(wdm_seh_after_finally);

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
