/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Structured exceptions for drivers built from source:
 *
 *	__try { ... } __except (filter) { ... }
 *	__try { ... } __finally { ... }
 *
 * The first is done in macros: __try opens a condition that is a statement
 * expression, __except closes it, so that the whole is one if statement. What stands
 * between the braces may return, break, continue and goto out, since the frame is
 * given up by its cleanup attribute wherever control goes. __leave goes to the end of
 * the block.
 *
 * The second needs help from the filter that a driver's source goes through
 * (userspace-tools/build/dialect/exceptions.py): it writes braces around the whole and
 * the words __WDM_TRY_FINALLY, __WDM_FINALLY and __WDM_END_FINALLY. What stands behind
 * __finally becomes a nested function, which the cleanup attribute of the frame calls;
 * so it sees the variables of the function around it, it runs on each way out, and a
 * "return x" in the guarded block has computed x before. A return, goto, break or
 * continue out of the __finally block itself is refused by the compiler (Microsoft's
 * warns).
 *
 * The filter also takes try, except, finally and leave in place of the words with
 * underscores, where they stand as such.
 *
 * An exception has two phases, as on Windows. First the filters of the frames are asked,
 * from the innermost on, while the code that raised it is still there on the stack:
 * control goes to the function of the frame, but the stack pointer stays where it is.
 * When a filter says EXCEPTION_EXECUTE_HANDLER, the __finally blocks further in are run,
 * the stack is unwound and the handler starts. EXCEPTION_CONTINUE_EXECUTION is for
 * exceptions that can be continued, which those of ExRaiseStatus() and its kin are not:
 * it raises STATUS_NONCONTINUABLE_EXCEPTION.
 *
 * The compiler's own setjmp is used, because to it each call inside the function is
 * one from which control may go to the handler. So variables have the values there
 * that they had at the call, as with Microsoft's compiler; no volatile is needed. For
 * an exception that comes from a memory access, the filter compiles functions with a
 * __try so that variables are kept in memory.
 *
 * As on Windows, the handler runs at the IRQL and with the locks of the moment when
 * the exception was raised.
 */
#ifndef _INC_EXCPT
#define _INC_EXCPT

#include <ntdef.h>

#define EXCEPTION_EXECUTE_HANDLER	1
#define EXCEPTION_CONTINUE_SEARCH	0
#define EXCEPTION_CONTINUE_EXECUTION	(-1)

#define EXCEPTION_NONCONTINUABLE	0x1
#define EXCEPTION_MAXIMUM_PARAMETERS	15

typedef struct _EXCEPTION_RECORD {
	NTSTATUS ExceptionCode;
	ULONG ExceptionFlags;
	struct _EXCEPTION_RECORD *ExceptionRecord;
	PVOID ExceptionAddress;
	ULONG NumberParameters;
	ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

/* Not filled in here: ContextRecord is NULL. */
typedef struct _CONTEXT CONTEXT, *PCONTEXT;

typedef struct _EXCEPTION_POINTERS {
	PEXCEPTION_RECORD ExceptionRecord;
	PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

/* A block under __try, on the stack of its function. Nothing in it is for drivers. */
struct wdm_seh_frame {
	void *resume[5];		/* the compiler's: rbp, rip, rsp */
	struct wdm_seh_frame *outer;
	const void *function_frame;
	struct wdm_seh_state *state;	/* NULL: no block any more */
	struct wdm_seh_frame *target;	/* whose handler an exception goes to */
	struct wdm_seh_dispatch *dispatch;
	NTSTATUS code;
	LONG return_stack;
	UCHAR kind;
	UCHAR phase;
	UCHAR ended;			/* the block's end was reached */
};

/* What a filter, or a handler, is told. */
struct wdm_seh_context {
	NTSTATUS code;
	PEXCEPTION_POINTERS pointers;	/* NULL in a handler */
};

/* So that nothing but the end of a __finally block can be its end. */
struct wdm_seh_nothing {
	char nothing;
};

void wdm_seh_enter(struct wdm_seh_frame *frame, const void *function_frame);
void wdm_seh_enter_finally(struct wdm_seh_frame *frame, const void *function_frame);
void wdm_seh_leave(struct wdm_seh_frame *frame);
int wdm_seh_handles(struct wdm_seh_frame *frame);
struct wdm_seh_context wdm_seh_ask(struct wdm_seh_frame *frame);
int wdm_seh_answer(struct wdm_seh_frame *frame, int filter);
void wdm_seh_ended(struct wdm_seh_frame *frame);
int wdm_seh_finally(struct wdm_seh_frame *frame);
void wdm_seh_after_finally(struct wdm_seh_frame *frame);
NTSTATUS wdm_seh_code(const void *function_frame);

/* Filters and, in filtered sources, handlers have one of their own. */
static const struct wdm_seh_context *const __wdm_seh_context
	__attribute__((__unused__)) = (void *)0;

#define __wdm_seh_code()						\
	(__wdm_seh_context ? __wdm_seh_context->code :			\
	 wdm_seh_code(__builtin_frame_address(0)))
#define __wdm_seh_pointers()						\
	(__wdm_seh_context ? __wdm_seh_context->pointers : (PEXCEPTION_POINTERS)0)

#define GetExceptionCode()		__wdm_seh_code()
#define _exception_code()		__wdm_seh_code()
#define exception_code()		__wdm_seh_code()
#define GetExceptionInformation()	__wdm_seh_pointers()
#define _exception_info()		__wdm_seh_pointers()
#define exception_info()		__wdm_seh_pointers()

/* The variable is a parameter of what a __finally block becomes. */
#define AbnormalTermination()		(__wdm_seh_abnormal)
#define _abnormal_termination()		(__wdm_seh_abnormal)
#define abnormal_termination()		(__wdm_seh_abnormal)

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
		__wdm_seh_raised && (wdm_seh_handles(&__wdm_seh) || ({	\
			const struct wdm_seh_context			\
				__wdm_seh_asked = wdm_seh_ask(&__wdm_seh), \
				*const __wdm_seh_context		\
				__attribute__((__unused__)) = &__wdm_seh_asked; \
			wdm_seh_answer(&__wdm_seh, (__VA_ARGS__));	\
		}));							\
	}))

#define __leave			goto __wdm_seh_end

/* Variables stay in memory, where a handler finds them after any instruction. */
#define __WDM_SEH_FUNCTION	__attribute__((__optimize__("O0")))

/* At the start of a handler: __try blocks inside of it don't change its code. */
#define __WDM_SEH_HANDLER						\
	const struct wdm_seh_context __wdm_seh_handled =		\
		{ wdm_seh_code(__builtin_frame_address(0)), 0 },	\
		*const __wdm_seh_context __attribute__((__unused__)) =	\
		&__wdm_seh_handled;

#define __WDM_TRY_FINALLY						\
		__label__ __wdm_seh_end;				\
		auto __WDM_SEH_FUNCTION struct wdm_seh_nothing		\
		__wdm_seh_finally(struct wdm_seh_frame *);		\
		struct wdm_seh_frame __wdm_seh				\
			__attribute__((__cleanup__(__wdm_seh_finally)));	\
									\
		wdm_seh_enter_finally(&__wdm_seh, __builtin_frame_address(0)); \
		if (__builtin_setjmp(__wdm_seh.resume)) {		\
			/* Goes on outwards when an exception passes. */ \
			__wdm_seh_finally(&__wdm_seh);			\
			__builtin_unreachable();			\
		}

#define __WDM_FINALLY							\
		__wdm_seh_end: __attribute__((__unused__));		\
		wdm_seh_ended(&__wdm_seh);				\
		__WDM_SEH_FUNCTION struct wdm_seh_nothing		\
		__wdm_seh_finally(struct wdm_seh_frame *__wdm_seh_of)	\
		{							\
			const int __wdm_seh_abnormal			\
				__attribute__((__unused__)) =		\
				wdm_seh_finally(__wdm_seh_of);

#define __WDM_END_FINALLY						\
			wdm_seh_after_finally(__wdm_seh_of);		\
			return (struct wdm_seh_nothing){ 0 };	\
		}

/* A __finally that the filter has not seen, hidden in a macro. */
#define __finally \
	_Static_assert(0, "__finally must stand in the source as such, not in a macro"); else

#endif /* _INC_EXCPT */
