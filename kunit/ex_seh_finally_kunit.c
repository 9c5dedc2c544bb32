// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: __finally, the two phases of an exception, GetExceptionInformation, and memory
 * functions on bad addresses. The words of __finally are those that the filter of
 * drivers' sources writes; test/drivers/faults has the real ones.
 */
#include "ke_waiter.h"

#include "ex.h"
#include "fault.h"

/* A macro of the kernel's, but a word of C that __WDM_TRY_FINALLY needs. */
#undef auto

static char path[32];

static void step(char letter)
{
	size_t n = strlen(path);

	if (n < sizeof(path) - 1) {
		path[n] = letter;
		path[n + 1] = 0;
	}
}

static int answer(char letter, int value)
{
	step(letter);
	return value;
}

static int init(struct kunit *test)
{
	path[0] = 0;
	return 0;
}

static noinline int leave_by(int how)
{
	int value = 1;

	{ __WDM_TRY_FINALLY {
		step('t');
		if (how == 0)
			return value;
		if (how == 1)
			goto out;
		if (how == 2)
			__leave;
		step('e');
	} __WDM_FINALLY {
		step(AbnormalTermination() ? 'F' : 'f');
		value = 2;
	} __WDM_END_FINALLY }
	return value + 10;
out:
	return value + 20;
}

static void finally_runs_on_each_way_out(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, leave_by(0), 1);
	KUNIT_EXPECT_EQ(test, leave_by(1), 22);
	KUNIT_EXPECT_EQ(test, leave_by(2), 12);
	KUNIT_EXPECT_EQ(test, leave_by(3), 12);
	KUNIT_EXPECT_STREQ(test, path, "tFtFtftef");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static noinline void raise_through_finally(NTSTATUS status)
{
	{ __WDM_TRY_FINALLY {
		step('a');
		ExRaiseStatus(status);
		step('x');
	} __WDM_FINALLY {
		step(AbnormalTermination() ? 'c' : 'x');
	} __WDM_END_FINALLY }
	step('x');
}

static void filters_come_before_finally(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		{ __WDM_TRY_FINALLY {
			raise_through_finally(STATUS_NO_MEMORY);
		} __WDM_FINALLY {
			step('d');
		} __WDM_END_FINALLY }
	} __except(answer('b', EXCEPTION_EXECUTE_HANDLER)) {
		code = GetExceptionCode();
		step('e');
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_NO_MEMORY);
	KUNIT_EXPECT_STREQ(test, path, "abcde");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void an_exception_in_finally_takes_over(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		{ __WDM_TRY_FINALLY {
			raise_through_finally(STATUS_NO_MEMORY);
		} __WDM_FINALLY {
			ExRaiseStatus(STATUS_IN_PAGE_ERROR);
		} __WDM_END_FINALLY }
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_IN_PAGE_ERROR);
	KUNIT_EXPECT_STREQ(test, path, "ac");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static noinline void handle_in_finally(void)
{
	{ __WDM_TRY_FINALLY {
		ExRaiseStatus(STATUS_NO_MEMORY);
	} __WDM_FINALLY {
		__try {
			raise_through_finally(STATUS_IN_PAGE_ERROR);
		} __except(GetExceptionCode() == STATUS_IN_PAGE_ERROR) {
			step('h');
		}
	} __WDM_END_FINALLY }
}

static void finally_may_handle_its_own(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		handle_in_finally();
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_NO_MEMORY);
	KUNIT_EXPECT_STREQ(test, path, "ach");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static const int *raisers_local;

static noinline void raise_with_local(int value)
{
	volatile int local[8] = { value };

	raisers_local = (const int *)local;
	ExRaiseStatus(STATUS_NO_MEMORY);
}

static int look(struct kunit *test, PEXCEPTION_POINTERS pointers, int value)
{
	char use_the_stack[256];

	memset(use_the_stack, 0xff, sizeof(use_the_stack));
	OPTIMIZER_HIDE_VAR(value);
	KUNIT_ASSERT_NOT_NULL(test, pointers);
	KUNIT_EXPECT_EQ(test, pointers->ExceptionRecord->ExceptionCode, STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, pointers->ExceptionRecord->ExceptionFlags, EXCEPTION_NONCONTINUABLE);
	KUNIT_EXPECT_EQ(test, pointers->ExceptionRecord->NumberParameters, 0);
	KUNIT_EXPECT_NULL(test, pointers->ExceptionRecord->ExceptionRecord);
	KUNIT_EXPECT_TRUE(test, pointers->ExceptionRecord->ExceptionAddress >=
				(void *)raise_with_local &&
				pointers->ExceptionRecord->ExceptionAddress <
				(void *)raise_with_local + 512);
	KUNIT_EXPECT_EQ(test, *raisers_local, value);
	return EXCEPTION_EXECUTE_HANDLER;
}

static void a_filter_sees_the_stack_as_it_was(struct kunit *test)
{
	int i, handled = 0;

	for (i = 0; i < 100; i++) {
		__try {
			raise_with_local(i);
		} __except(look(test, GetExceptionInformation(), i)) {
			handled++;
		}
	}
	KUNIT_EXPECT_EQ(test, handled, 100);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void an_exception_in_a_filter_goes_outwards(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		__try {
			raise_through_finally(STATUS_NO_MEMORY);
		} __except(ExRaiseStatus(STATUS_IN_PAGE_ERROR), EXCEPTION_EXECUTE_HANDLER) {
			step('x');
		}
	} __except(answer('b', EXCEPTION_EXECUTE_HANDLER)) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_IN_PAGE_ERROR);
	KUNIT_EXPECT_STREQ(test, path, "abc");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void a_filter_may_catch(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		ExRaiseStatus(STATUS_NO_MEMORY);
	} __except(leave_by(3) == 12) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_NO_MEMORY);
	KUNIT_EXPECT_STREQ(test, path, "tef");
}

static int note(PEXCEPTION_POINTERS pointers, EXCEPTION_RECORD *record)
{
	*record = *pointers->ExceptionRecord;
	return EXCEPTION_EXECUTE_HANDLER;
}

/* Address and kind of access of the exception that @call makes, or { 99 }. */
#define FAULT_OF(call)							\
	({								\
		EXCEPTION_RECORD __record = { .ExceptionInformation = { 99 } }; \
		__try {							\
			call;						\
		} __except(note(GetExceptionInformation(), &__record)) { \
		}							\
		__record;						\
	})

#define EXPECT_FAULT(test, call, kind, address)				\
	do {								\
		EXCEPTION_RECORD r = FAULT_OF(call);			\
									\
		KUNIT_EXPECT_EQ(test, r.ExceptionCode, STATUS_ACCESS_VIOLATION); \
		KUNIT_EXPECT_EQ(test, r.NumberParameters, 2);		\
		KUNIT_EXPECT_EQ(test, r.ExceptionInformation[0], kind);	\
		KUNIT_EXPECT_EQ(test, r.ExceptionInformation[1], address); \
		KUNIT_EXPECT_FALSE(test, wdm_can_raise());		\
	} while (0)

static void memory_functions_raise(struct kunit *test)
{
	char buffer[32] = "";

	EXPECT_FAULT(test, wdm_driver_memcpy(buffer, (void *)0x1000, 8), 0, 0x1000);
	EXPECT_FAULT(test, wdm_driver_memcpy((void *)0x1000, buffer, 8), 1, 0x1000);
	EXPECT_FAULT(test, wdm_driver_memmove((void *)0x1004, (void *)0x1000, 8), 0, 0x1007);
}

static void memset_and_memcmp_raise(struct kunit *test)
{
	char buffer[32] = "";

	EXPECT_FAULT(test, wdm_driver_memset(NULL, 0, 8), 1, 0);
	EXPECT_FAULT(test, wdm_driver_memcmp(buffer, (void *)0x2000, 8), 0, 0x2000);
	EXPECT_FAULT(test, wdm_driver_memcmp((void *)0x2000, buffer, 8), 0, 0x2000);
	/* Nothing to do is no access. */
	KUNIT_EXPECT_EQ(test, FAULT_OF(wdm_driver_memset(NULL, 0, 0)).ExceptionInformation[0], 99);
}

static void memory_functions_work(struct kunit *test)
{
	char a[32] = "0123456789", b[32] = "";

	KUNIT_EXPECT_PTR_EQ(test, wdm_driver_memcpy(b, a, 11), (void *)b);
	KUNIT_EXPECT_STREQ(test, b, "0123456789");
	KUNIT_EXPECT_PTR_EQ(test, wdm_driver_memmove(b + 2, b, 8), (void *)(b + 2));
	KUNIT_EXPECT_STREQ(test, b, "0101234567");
	KUNIT_EXPECT_LT(test, wdm_driver_memcmp(b, a, 11), 0);
	KUNIT_EXPECT_PTR_EQ(test, wdm_driver_memset(b, 'x', 3), (void *)b);
	KUNIT_EXPECT_STREQ(test, b, "xxx1234567");
}

static void rtl_functions_raise(struct kunit *test)
{
	UNICODE_STRING string;

	EXPECT_FAULT(test, RtlInitUnicodeString(&string, (PCWSTR)0x1000), 0, 0x1000);
	EXPECT_FAULT(test, RtlCompareMemory((void *)0x1000, &string, 8), 0, 0x1000);
}

static void divisions_raise(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, FAULT_OF(wdm_driver_divide(true)).ExceptionCode,
			STATUS_INTEGER_DIVIDE_BY_ZERO);
	KUNIT_EXPECT_EQ(test, FAULT_OF(wdm_driver_divide(false)).ExceptionCode,
			STATUS_INTEGER_OVERFLOW);
}

static void end_inside(PVOID context)
{
	__try {
		PsTerminateSystemThread(STATUS_SUCCESS);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
	}
}

static void a_thread_may_end_inside_a_block(struct kunit *test)
{
	PVOID thread;
	HANDLE handle;
	int i;

	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
						     end_inside, NULL));
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL,
							  KernelMode, &thread, NULL));
		ZwClose(handle);
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL));
		ObDereferenceObject(thread);
	}
}

static struct kunit_case seh_finally_cases[] = {
	KUNIT_CASE(finally_runs_on_each_way_out),
	KUNIT_CASE(filters_come_before_finally),
	KUNIT_CASE(an_exception_in_finally_takes_over),
	KUNIT_CASE(finally_may_handle_its_own),
	KUNIT_CASE(a_filter_sees_the_stack_as_it_was),
	KUNIT_CASE(an_exception_in_a_filter_goes_outwards),
	KUNIT_CASE(a_filter_may_catch),
	KUNIT_CASE(memory_functions_raise),
	KUNIT_CASE(memset_and_memcmp_raise),
	KUNIT_CASE(memory_functions_work),
	KUNIT_CASE(rtl_functions_raise),
	KUNIT_CASE(divisions_raise),
	KUNIT_CASE(a_thread_may_end_inside_a_block),
	{}
};

static struct kunit_suite seh_finally_suite = {
	.name = "wdmcore_ex_seh_finally",
	.init = init,
	.test_cases = seh_finally_cases,
};
kunit_test_suite(seh_finally_suite);
