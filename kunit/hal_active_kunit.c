// SPDX-License-Identifier: GPL-2.0
/* wdmcore_hal_active: IoReportInterruptActive, IoReportInterruptInactive. */
#include <kunit/test.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include <wdm.h>
#include "hal.h"
#include "ke.h"

/* An interrupt without hardware. */
static int new_irq(struct kunit *test)
{
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);

	KUNIT_ASSERT_GT(test, irq, 0);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

static void fire(int irq)
{
	unsigned long flags;

	local_irq_save(flags);
	generic_handle_irq(irq);
	local_irq_restore(flags);
}

static BOOLEAN NTAPI isr(PKINTERRUPT interrupt, PVOID context)
{
	++*(unsigned int *)context;
	return TRUE;
}

static BOOLEAN NTAPI message_isr(PKINTERRUPT interrupt, PVOID context, ULONG message)
{
	++((unsigned int *)context)[message];
	return TRUE;
}

static void inactive_isr_is_not_called(struct kunit *test)
{
	unsigned int calls = 0;
	struct wdm_interrupt_request request = {
		.irq = new_irq(test), .irql = 5, .routine = isr, .context = &calls,
	};
	IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS p = { .Version = CONNECT_LINE_BASED };
	KIRQL old;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_interrupt_connect(&request, &p.ConnectionContext.InterruptObject));
	/* Active at first. */
	fire(request.irq);
	KUNIT_EXPECT_EQ(test, calls, 1U);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	IoReportInterruptInactive(&p);
	KeLowerIrql(old);
	fire(request.irq);
	KUNIT_EXPECT_EQ(test, calls, 1U);
	IoReportInterruptActive(&p);
	fire(request.irq);
	KUNIT_EXPECT_EQ(test, calls, 2U);
	/* It can be disconnected in either state. */
	IoReportInterruptInactive(&p);
	wdm_interrupt_disconnect(p.ConnectionContext.InterruptObject);
	irq_free_descs(request.irq, 1);
}

static void all_messages_are_meant(struct kunit *test)
{
	unsigned int calls[2] = { 0, 0 };
	struct {
		IO_INTERRUPT_MESSAGE_INFO info;
		IO_INTERRUPT_MESSAGE_INFO_ENTRY second;
	} table = { .info.MessageCount = 2 };
	IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS p = {
		.Version = CONNECT_MESSAGE_BASED,
		.ConnectionContext.InterruptMessageTable = &table.info,
	};
	PKINTERRUPT *object[2] = {
		&table.info.MessageInfo[0].InterruptObject, &table.second.InterruptObject,
	};
	int i, irq[2];

	for (i = 0; i < 2; i++) {
		struct wdm_interrupt_request request = {
			.irq = new_irq(test), .irql = 5, .message_routine = message_isr,
			.context = calls, .message = i,
		};

		irq[i] = request.irq;
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				wdm_interrupt_connect(&request, object[i]));
	}
	IoReportInterruptInactive(&p);
	fire(irq[0]);
	fire(irq[1]);
	KUNIT_EXPECT_EQ(test, calls[0] + calls[1], 0U);
	IoReportInterruptActive(&p);
	fire(irq[0]);
	fire(irq[1]);
	KUNIT_EXPECT_EQ(test, calls[0], 1U);
	KUNIT_EXPECT_EQ(test, calls[1], 1U);
	for (i = 0; i < 2; i++) {
		wdm_interrupt_disconnect(*object[i]);
		irq_free_descs(irq[i], 1);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(inactive_isr_is_not_called),
	KUNIT_CASE(all_messages_are_meant),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_active",
	.test_cases = cases,
};
kunit_test_suite(suite);
