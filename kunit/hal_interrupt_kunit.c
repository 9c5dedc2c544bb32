// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_interrupt: the interrupt's spin lock, by KeAcquireInterruptSpinLock and
 * by KeSynchronizeExecution, against each other and against the ISR.
 */
#include "ke_waiter.h"

#include <linux/hrtimer.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include "compat.h"
#include "hal.h"

struct contest {
	PKINTERRUPT interrupt;
	struct hrtimer hrtimer;
	int irq, rounds, inside, errors;
	unsigned int total, interrupts;	/* plain: only the lock makes them right */
	KIRQL irql;
	bool stop;
};

/* An interrupt without hardware. */
static int new_irq(struct kunit *test)
{
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);

	KUNIT_ASSERT_GT(test, irq, 0);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

static void count(struct contest *c)
{
	if (c->inside++ || KeGetCurrentIrql() != c->irql)
		c->errors++;
	c->total++;
	c->inside--;
}

static BOOLEAN NTAPI isr(PKINTERRUPT interrupt, PVOID context)
{
	struct contest *c = context;

	count(c);
	c->interrupts++;
	return TRUE;
}

static enum hrtimer_restart fire(struct hrtimer *hrtimer)
{
	struct contest *c = container_of(hrtimer, struct contest, hrtimer);

	generic_handle_irq(c->irq);
	if (READ_ONCE(c->stop))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(hrtimer, ns_to_ktime(50 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

static BOOLEAN NTAPI count_synchronized(PVOID context)
{
	count(context);
	return TRUE;
}

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	KIRQL old;
	int i;

	for (i = 0; i < c->rounds; i++) {
		if (i & 1) {
			if (!KeSynchronizeExecution(c->interrupt, count_synchronized, c))
				return STATUS_UNSUCCESSFUL;
			continue;
		}
		old = KeAcquireInterruptSpinLock(c->interrupt);
		count(c);
		KeReleaseInterruptSpinLock(c->interrupt, old);
		if (!(i % 1024))
			cond_resched();
		if (old != PASSIVE_LEVEL || KeGetCurrentIrql() != PASSIVE_LEVEL)
			return STATUS_UNSUCCESSFUL;
	}
	return STATUS_SUCCESS;
}

static struct contest *new_contest(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct wdm_interrupt_request request = {
		.irql = 5, .synchronize_irql = 7, .routine = isr, .context = c,
	};

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->irql = 7;
	c->irq = new_irq(test);
	request.irq = c->irq;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_interrupt_connect(&request, &c->interrupt));
	return c;
}

static void end_contest(struct contest *c)
{
	wdm_interrupt_disconnect(c->interrupt);
	irq_free_descs(c->irq, 1);
}

static void the_irql_is_that_of_the_isr(struct kunit *test)
{
	struct contest *c = new_contest(test);
	KIRQL old, inner, held, dispatch, after;

	old = KeAcquireInterruptSpinLock(c->interrupt);
	held = KeGetCurrentIrql();
	KeReleaseInterruptSpinLock(c->interrupt, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, held, 7);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	dispatch = KeAcquireInterruptSpinLock(c->interrupt);
	KeReleaseInterruptSpinLock(c->interrupt, dispatch);
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, dispatch, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, after, DISPATCH_LEVEL);

	/* At the level itself */
	KeRaiseIrql(7, &old);
	inner = KeAcquireInterruptSpinLock(c->interrupt);
	KeReleaseInterruptSpinLock(c->interrupt, inner);
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, inner, 7);
	KUNIT_EXPECT_EQ(test, after, 7);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	end_contest(c);
}

static void threads_and_isr_exclude_each_other(struct kunit *test)
{
	struct contest *c = new_contest(test);
	struct ke_waiter w[2];
	int i;

	c->rounds = wdm_rounds(20000);
	wdm_hrtimer_setup(&c->hrtimer, fire, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	hrtimer_start(&c->hrtimer, ns_to_ktime(50 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	WRITE_ONCE(c->stop, true);
	hrtimer_cancel(&c->hrtimer);
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_GT(test, c->interrupts, 0);
	KUNIT_EXPECT_EQ(test, c->total, 2 * c->rounds + c->interrupts);
	end_contest(c);
}

static struct kunit_case interrupt_cases[] = {
	KUNIT_CASE(the_irql_is_that_of_the_isr),
	KUNIT_CASE_SLOW(threads_and_isr_exclude_each_other),
	{}
};

static struct kunit_suite interrupt_suite = {
	.name = "wdmcore_hal_interrupt",
	.test_cases = interrupt_cases,
};
kunit_test_suite(interrupt_suite);
