/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Structured exceptions for drivers built from source:
 *
 *	__try { ... } __except (filter) { ... }
 *
 * in macros. The first opens a condition that is a statement expression, the second
 * closes it, so that the whole is one if statement: what stands between the braces
 * may return, break, continue and goto out, since the frame is given up by its
 * cleanup attribute wherever control goes. __leave goes to the end of the block.
 *
 * The compiler's own setjmp is used, because to it each call inside the function is
 * one from which control may go to the handler. So variables have the values there
 * that they had at the call, as with Microsoft's compiler; no volatile is needed.
 *
 * Raised by ExRaiseStatus() and its kin, by ProbeForRead/Write and the like. The
 * filter is evaluated after the stack has been unwound to its frame; it may use
 * GetExceptionCode(). EXCEPTION_CONTINUE_SEARCH raises the exception again for the
 * next frame outside; a raised exception can't be continued, so that
 * EXCEPTION_CONTINUE_EXECUTION raises STATUS_NONCONTINUABLE_EXCEPTION.
 *
 * As on Windows, the handler runs at the IRQL and with the locks of the moment when
 * the exception was raised. GetExceptionCode() in a handler gives the code that this
 * function has caught last: a __try inside the handler that catches another
 * exception changes it.
 *
 * Not here: __finally, and a case label of an outer switch inside a __try block.
 */
#ifndef _INC_EXCPT
#define _INC_EXCPT

#include <ntdef.h>

#define EXCEPTION_EXECUTE_HANDLER	1
#define EXCEPTION_CONTINUE_SEARCH	0
#define EXCEPTION_CONTINUE_EXECUTION	(-1)

/* A block under __try, on the stack of its function. Nothing in it is for drivers. */
struct wdm_seh_frame {
	void *resume[5];		/* the compiler's: rbp, rip, rsp */
	struct wdm_seh_frame *outer;
	const void *function_frame;
	struct wdm_seh_state *state;	/* NULL: no block any more */
	NTSTATUS code;
	LONG return_stack;
};

void wdm_seh_enter(struct wdm_seh_frame *frame, const void *function_frame);
void wdm_seh_leave(struct wdm_seh_frame *frame);
int wdm_seh_accept(struct wdm_seh_frame *frame, int filter);
NTSTATUS wdm_seh_code(const void *function_frame);

#define GetExceptionCode()	wdm_seh_code(__builtin_frame_address(0))
#define _exception_code()	GetExceptionCode()
#define exception_code()	GetExceptionCode()

#define __try								\
	if (({								\
		__label__ __wdm_seh_end;				\
		struct wdm_seh_frame __wdm_seh				\
			__attribute__((__cleanup__(wdm_seh_leave)));	\
		int __wdm_seh_raised;					\
									\
		wdm_seh_enter(&__wdm_seh, __builtin_frame_address(0));	\
		__wdm_seh_raised = __builtin_setjmp(__wdm_seh.resume);	\
		if (!__wdm_seh_raised)

#define __except(...)							\
		__wdm_seh_end: __attribute__((__unused__));		\
		wdm_seh_leave(&__wdm_seh);				\
		__wdm_seh_raised && wdm_seh_accept(&__wdm_seh, (__VA_ARGS__)); \
	}))

#define __leave			goto __wdm_seh_end

/* A handler that a return from the block would skip is worse than none. */
#define __finally	_Static_assert(0, "__finally is not supported"); else

#endif /* _INC_EXCPT */
