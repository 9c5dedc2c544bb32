// SPDX-License-Identifier: GPL-2.0
/* Tests for the interrupt flag's intrinsics: wdmcore/hal/eflags.c. */
#include <kunit/test.h>

#include <linux/irqflags.h>

#include <ntddk.h>

/* In <intrin.h>, of which Linux's files see nothing. */
void _disable(void);
void _enable(void);
void __writeeflags(ULONG64 value);

static void the_flag_goes_off_and_on(struct kunit *test)
{
	bool off, on;

	_disable();
	off = irqs_disabled();
	_enable();
	on = !irqs_disabled();
	KUNIT_EXPECT_TRUE(test, off);
	KUNIT_EXPECT_TRUE(test, on);
}

/* The way of old drivers: remember the flags, disable, put them back. */
static void saved_flags_come_back(struct kunit *test)
{
	unsigned long flags = native_save_fl();
	unsigned long inside;
	bool off, still_off, on;

	_disable();
	off = irqs_disabled();
	inside = native_save_fl();
	_disable();
	__writeeflags(inside);
	still_off = irqs_disabled();
	__writeeflags(flags);
	on = !irqs_disabled();
	KUNIT_EXPECT_TRUE(test, off);
	KUNIT_EXPECT_TRUE(test, still_off);
	KUNIT_EXPECT_TRUE(test, on);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_flag_goes_off_and_on),
	KUNIT_CASE(saved_flags_come_back),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_eflags",
	.test_cases = cases,
};
kunit_test_suite(suite);
