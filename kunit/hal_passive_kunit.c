// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_passive: passive-level interrupts, and affinity: wdmcore/hal/interrupt.c,
 * affinity.c. The interrupts are Linux's own, without hardware behind them.
 */
#include <kunit/test.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include <wdm.h>
#include "hal.h"
#include "ke.h"
#include "ke_waiter.h"

#define MISUSE	0xc4

static void free_irq_desc(void *irq)
{
	irq_free_descs((long)irq, 1);
}

static int new_irq(struct kunit *test)
{
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);

	KUNIT_ASSERT_GT(test, irq, 0);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, free_irq_desc,
							   (void *)(long)irq));
	return irq;
}

static void fire(int irq)
{
	unsigned long flags;

	local_irq_save(flags);
	generic_handle_irq(irq);
	local_irq_restore(flags);
}

struct isr {
	PKINTERRUPT interrupt;
	KEVENT called;		/* a semaphore's worth is enough: auto-reset */
	KEVENT go;		/* the ISR waits for this, if @waits */
	bool waits;
	BOOLEAN result;
	int calls;
	int inside;		/* ISR or synchronized routine */
	int most_inside;
	KIRQL irql;
	struct task_struct *task;
	ULONG message;
};

static void enter(struct isr *i)
{
	i->most_inside = max(i->most_inside, ++i->inside);
	i->irql = KeGetCurrentIrql();
	i->task = current;
}

static BOOLEAN NTAPI isr(PKINTERRUPT interrupt, PVOID context)
{
	struct isr *i = context;

	enter(i);
	i->calls++;
	KeSetEvent(&i->called, 0, FALSE);
	if (i->waits)
		KeWaitForSingleObject(&i->go, Executive, KernelMode, FALSE, NULL);
	i->inside--;
	return i->result;
}

static BOOLEAN NTAPI line_isr(PKINTERRUPT interrupt, PVOID context)
{
	struct isr *i = context;

	enter(i);
	i->calls++;
	i->inside--;
	return i->result;
}

static BOOLEAN NTAPI message_isr(PKINTERRUPT interrupt, PVOID context, ULONG message)
{
	((struct isr *)context)->message = message;
	return isr(interrupt, context);
}

static struct isr *new_isr(struct kunit *test)
{
	struct isr *i = kunit_kzalloc(test, sizeof(*i), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, i);
	KeInitializeEvent(&i->called, SynchronizationEvent, FALSE);
	KeInitializeEvent(&i->go, SynchronizationEvent, FALSE);
	i->result = TRUE;
	return i;
}

static NTSTATUS connect_passive(struct isr *i, int irq, bool shared)
{
	struct wdm_interrupt_request request = {
		.irq = irq, .shared = shared, .passive = true, .routine = isr, .context = i,
	};

	return wdm_interrupt_connect(&request, &i->interrupt);
}

static void a_passive_isr_runs_in_a_thread(struct kunit *test)
{
	struct isr *i = new_isr(test);
	int irq = new_irq(test);

	i->waits = true;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(i, irq, false));
	fire(irq);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&i->called, PATIENCE_MS));
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, i->irql);
	KUNIT_EXPECT_PTR_NE(test, current, i->task);
	/* One that comes meanwhile is served afterwards. */
	fire(irq);
	KeSetEvent(&i->go, 0, FALSE);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&i->called, PATIENCE_MS));
	KeSetEvent(&i->go, 0, FALSE);
	/* Waits for the ISR. */
	wdm_interrupt_disconnect(i->interrupt);
	KUNIT_EXPECT_EQ(test, 2, i->calls);
	KUNIT_EXPECT_EQ(test, 0, i->inside);
}

static BOOLEAN NTAPI synchronized(PVOID context)
{
	struct isr *i = context;

	enter(i);
	usleep_range(1000, 2000);
	i->inside--;
	return 42;
}

static NTSTATUS synchronize(void *context)
{
	struct isr *i = context;
	int n;

	for (n = 0; n < 50; n++) {
		if (KeSynchronizeExecution(i->interrupt, synchronized, i) != 42)
			return STATUS_UNSUCCESSFUL;
	}
	return STATUS_SUCCESS;
}

static void a_routine_and_the_passive_isr_exclude_each_other(struct kunit *test)
{
	struct isr *i = new_isr(test);
	struct ke_waiter w[2];
	int irq = new_irq(test), n;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(i, irq, false));
	for (n = 0; n < 2; n++)
		ke_waiter_start(test, &w[n], synchronize, i, n);
	while (!completion_done(&w[0].done) || !completion_done(&w[1].done)) {
		fire(irq);
		usleep_range(1000, 2000);
	}
	for (n = 0; n < 2; n++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[n]));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, w[n].status);
	}
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, i->irql);
	wdm_interrupt_disconnect(i->interrupt);
	KUNIT_EXPECT_GT(test, i->calls, 0);
	KUNIT_EXPECT_EQ(test, 1, i->most_inside);
}

/* Messages that share an event are as one. */
static void passive_messages_exclude_each_other(struct kunit *test)
{
	struct isr *i = new_isr(test);
	struct wdm_interrupt_request request = {
		.passive = true, .message_routine = message_isr, .context = i,
	};
	PKINTERRUPT message[2];
	int irq[2], n;
	KEVENT event;

	KeInitializeEvent(&event, SynchronizationEvent, TRUE);
	request.event = &event;
	i->waits = true;
	for (n = 0; n < 2; n++) {
		irq[n] = new_irq(test);
		request.irq = irq[n];
		request.message = n;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				wdm_interrupt_connect(&request, &message[n]));
	}
	fire(irq[1]);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&i->called, PATIENCE_MS));
	KUNIT_EXPECT_EQ(test, 1, i->message);
	fire(irq[0]);
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ke_wait_ms(&i->called, 20));
	KeSetEvent(&i->go, 0, FALSE);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&i->called, PATIENCE_MS));
	KUNIT_EXPECT_EQ(test, 0, i->message);
	KeSetEvent(&i->go, 0, FALSE);
	for (n = 0; n < 2; n++)
		wdm_interrupt_disconnect(message[n]);
	KUNIT_EXPECT_EQ(test, 1, i->most_inside);
}

static void passive_isrs_share_a_line(struct kunit *test)
{
	struct isr *a = new_isr(test), *b = new_isr(test), *c = new_isr(test);
	int irq = new_irq(test);
	struct wdm_interrupt_request other = {
		.irq = irq, .shared = true, .irql = 5, .routine = line_isr, .context = c,
	};
	NTSTATUS status;

	a->result = FALSE;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(a, irq, true));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(b, irq, true));
	/* Whether one of the other kind may come after them is up to the kernel. */
	status = wdm_interrupt_connect(&other, &c->interrupt);
	KUNIT_EXPECT_EQ(test, !!NT_SUCCESS(status), !!c->interrupt);
	if (!NT_SUCCESS(status))
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, status);
	fire(irq);
	if (c->interrupt) {
		KUNIT_EXPECT_EQ(test, 1, c->calls);
		KUNIT_EXPECT_EQ(test, 5, c->irql);
		wdm_interrupt_disconnect(c->interrupt);
	}
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&a->called, PATIENCE_MS));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&b->called, PATIENCE_MS));
	wdm_interrupt_disconnect(a->interrupt);
	fire(irq);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&b->called, PATIENCE_MS));
	wdm_interrupt_disconnect(b->interrupt);
	KUNIT_EXPECT_EQ(test, 1, a->calls);
	KUNIT_EXPECT_EQ(test, 2, b->calls);
}

static void an_inactive_passive_isr_is_not_called(struct kunit *test)
{
	struct isr *i = new_isr(test);
	IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS p = { .Version = CONNECT_FULLY_SPECIFIED };
	int irq = new_irq(test);

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(i, irq, false));
	p.ConnectionContext.InterruptObject = i->interrupt;
	IoReportInterruptInactive(&p);
	fire(irq);
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ke_wait_ms(&i->called, 20));
	IoReportInterruptActive(&p);
	fire(irq);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ke_wait_ms(&i->called, PATIENCE_MS));
	wdm_interrupt_disconnect(i->interrupt);
	KUNIT_EXPECT_EQ(test, 1, i->calls);
}

static void passive_interrupts_have_no_spin_lock(struct kunit *test)
{
	struct isr *i = new_isr(test);
	struct ke_reports reports;
	KIRQL irql;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect_passive(i, new_irq(test), false));
	ke_expect_reports(&reports, MISUSE);
	irql = KeAcquireInterruptSpinLock(i->interrupt);
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, KeGetCurrentIrql());
	KeReleaseInterruptSpinLock(i->interrupt, irql);
	KUNIT_EXPECT_EQ(test, 2, ke_reports_end(&reports));
	wdm_interrupt_disconnect(i->interrupt);
}

static NTSTATUS fire_often(void *context)
{
	int n;

	for (n = 0; n < 2000; n++)
		fire((long)context);
	return STATUS_SUCCESS;
}

/* KeAcquireInterruptSpinLock keeps the ISR out, on whichever processor it comes. */
static void the_spin_lock_keeps_the_isr_out(struct kunit *test)
{
	struct isr *i = new_isr(test);
	int irq = new_irq(test), n;
	struct wdm_interrupt_request request = {
		.irq = irq, .irql = 5, .synchronize_irql = 7, .routine = line_isr, .context = i,
	};
	struct ke_waiter w;
	KIRQL irql;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_interrupt_connect(&request, &i->interrupt));
	ke_waiter_start(test, &w, fire_often, (void *)(long)irq, 1);
	for (n = 0; n < 2000; n++) {
		irql = KeAcquireInterruptSpinLock(i->interrupt);
		enter(i);
		i->inside--;
		KeReleaseInterruptSpinLock(i->interrupt, irql);
	}
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, irql);
	KUNIT_EXPECT_EQ(test, 7, i->irql);
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, KeGetCurrentIrql());
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	wdm_interrupt_disconnect(i->interrupt);
	KUNIT_EXPECT_EQ(test, 2000, i->calls);
	KUNIT_EXPECT_EQ(test, 1, i->most_inside);
}

static void the_affinity_of_an_interrupt(struct kunit *test)
{
	struct isr *i = new_isr(test);
	struct wdm_interrupt_request request = {
		.irq = new_irq(test), .irql = 5, .routine = line_isr, .context = i,
	};
	GROUP_AFFINITY affinity;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_interrupt_connect(&request, &i->interrupt));
	memset(&affinity, 0xcc, sizeof(affinity));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoGetAffinityInterrupt(i->interrupt, &affinity));
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessors(), affinity.Mask);
	KUNIT_EXPECT_EQ(test, 0, affinity.Group);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, IoGetAffinityInterrupt(NULL, &affinity));
	wdm_interrupt_disconnect(i->interrupt);
	/* Processors that aren't there. */
	KUNIT_EXPECT_FALSE(test, wdm_irq_set_affinity(request.irq, (KAFFINITY)1 << 63));
	KUNIT_EXPECT_TRUE(test, wdm_irq_set_affinity(request.irq, ~(KAFFINITY)0));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_passive_isr_runs_in_a_thread),
	KUNIT_CASE(a_routine_and_the_passive_isr_exclude_each_other),
	KUNIT_CASE(passive_messages_exclude_each_other),
	KUNIT_CASE(passive_isrs_share_a_line),
	KUNIT_CASE(an_inactive_passive_isr_is_not_called),
	KUNIT_CASE(passive_interrupts_have_no_spin_lock),
	KUNIT_CASE(the_spin_lock_keeps_the_isr_out),
	KUNIT_CASE(the_affinity_of_an_interrupt),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_passive",
	.test_cases = cases,
};
kunit_test_suite(suite);
