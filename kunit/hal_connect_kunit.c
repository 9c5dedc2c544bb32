// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_connect: IoConnectInterrupt, IoDisconnectInterrupt,
 * KeAcquireInterruptSpinLock, KeReleaseInterruptSpinLock; HalAllocateCommonBuffer.
 * The interrupt is one of Linux's without hardware, of a device that the root enumerates.
 */
#include <kunit/test.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/preempt.h>

#include <ntddk.h>
#include "hal.h"
#include "hal_fake.h"
#include "ke.h"
#include "ke_waiter.h"
#include "pnp_pdo.h"

#define DEVICE_IRQL	5
#define SYNCH_IRQL	7

static struct connect {
	struct pdo_test *fake;
	u32 irq;
	PKINTERRUPT interrupt, seen;
	KSPIN_LOCK lock;
	unsigned int calls;
	BOOLEAN claims;
	KIRQL irql;
	bool locked;
} c;

static int connect_init(struct kunit *test)
{
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);

	if (irq <= 0)
		return -ENOMEM;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	memset(&c, 0, sizeof(c));
	KeInitializeSpinLock(&c.lock);
	c.claims = TRUE;
	c.irq = irq;
	c.fake = pdo_test_new(test, L"ROOT\\KunitConnect");
	c.fake->node->resources.interrupt.irq = irq;
	c.fake->node->hardware = true;
	return 0;
}

static void connect_exit(struct kunit *test)
{
	c.fake->node->hardware = false;
	c.fake->node->resources.interrupt.irq = 0;
	irq_free_descs(c.irq, 1);
}

static void fire(void)
{
	unsigned long flags;

	local_irq_save(flags);
	generic_handle_irq(c.irq);
	local_irq_restore(flags);
}

static BOOLEAN NTAPI isr(PKINTERRUPT interrupt, PVOID context)
{
	struct connect *connect = context;

	connect->calls++;
	connect->seen = interrupt;
	connect->irql = KeGetCurrentIrql();
	connect->locked = !KeTryToAcquireSpinLockAtDpcLevel(&connect->lock);
	if (!connect->locked)
		KeReleaseSpinLockFromDpcLevel(&connect->lock);
	return connect->claims;
}

/* @context in the device's extension says whose interrupt it is. */
static NTSTATUS connect(PKSPIN_LOCK lock, ULONG vector, KIRQL irql, KIRQL synch,
			KAFFINITY processors)
{
	c.interrupt = (PKINTERRUPT)1;
	return IoConnectInterrupt(&c.interrupt, isr, &c, lock, vector, irql, synch, LevelSensitive,
				  TRUE, processors, FALSE);
}

static void isr_runs_as_asked_for(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(&c.lock, c.irq, DEVICE_IRQL, SYNCH_IRQL, 1));
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 1U);
	KUNIT_EXPECT_PTR_EQ(test, c.seen, c.interrupt);
	/* At SynchronizeIrql, with the driver's lock held. */
	KUNIT_EXPECT_EQ(test, c.irql, SYNCH_IRQL);
	KUNIT_EXPECT_TRUE(test, c.locked);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	IoDisconnectInterrupt(c.interrupt);
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 1U);
	KUNIT_EXPECT_TRUE(test, list_empty(&c.fake->node->interrupts));
}

/* Without a lock of the driver's, the interrupt has its own. */
static void lock_is_the_systems(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(NULL, c.irq, DEVICE_IRQL, DEVICE_IRQL, ~0));
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 1U);
	KUNIT_EXPECT_EQ(test, c.irql, DEVICE_IRQL);
	KUNIT_EXPECT_FALSE(test, c.locked);
	IoDisconnectInterrupt(c.interrupt);
}

static void impossible_parameters(struct kunit *test)
{
	PKINTERRUPT interrupt;

	/* No processor, no device's vector, IRQLs that can't be. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, connect(NULL, c.irq, 5, 5, 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, connect(NULL, c.irq + 1, 5, 5, 1));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, connect(NULL, c.irq, 5, 4, 1));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			connect(NULL, c.irq, DISPATCH_LEVEL, DISPATCH_LEVEL, 1));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, connect(NULL, c.irq, 16, 16, 1));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoConnectInterrupt(&interrupt, NULL, NULL, NULL, c.irq, 5, 5, Latched,
					   FALSE, 1, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoConnectInterrupt(NULL, isr, NULL, NULL, c.irq, 5, 5, Latched, FALSE, 1,
					   FALSE));
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 0U);
}

/* Two ISRs on a line: each is called, whatever the other says. Exclusive: only one. */
static void sharing(struct kunit *test)
{
	PKINTERRUPT first, second = (PKINTERRUPT)1;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(NULL, c.irq, DEVICE_IRQL, DEVICE_IRQL, 1));
	first = c.interrupt;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoConnectInterrupt(&second, isr, &c, NULL, c.irq, DEVICE_IRQL, DEVICE_IRQL,
					   LevelSensitive, FALSE, 1, FALSE));
	KUNIT_EXPECT_NULL(test, second);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(NULL, c.irq, DEVICE_IRQL, DEVICE_IRQL, 1));
	KUNIT_EXPECT_PTR_NE(test, first, c.interrupt);
	c.claims = FALSE;
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 2U);
	IoDisconnectInterrupt(first);
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 3U);
	IoDisconnectInterrupt(c.interrupt);
}

static void spin_lock_raises_and_locks_out(struct kunit *test)
{
	KIRQL low, old, held;
	bool locked;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(&c.lock, c.irq, DEVICE_IRQL, SYNCH_IRQL, 1));
	/* From below, and from DISPATCH_LEVEL. */
	KeRaiseIrql(PASSIVE_LEVEL, &low);
	old = KeAcquireInterruptSpinLock(c.interrupt);
	held = KeGetCurrentIrql();
	locked = !KeTryToAcquireSpinLockAtDpcLevel(&c.lock);
	KeReleaseInterruptSpinLock(c.interrupt, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, held, SYNCH_IRQL);
	KUNIT_EXPECT_TRUE(test, locked);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());

	KeRaiseIrql(DISPATCH_LEVEL, &low);
	old = KeAcquireInterruptSpinLock(c.interrupt);
	held = KeGetCurrentIrql();
	KeReleaseInterruptSpinLock(c.interrupt, old);
	KUNIT_EXPECT_EQ(test, old, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, held, SYNCH_IRQL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(low);
	/* It was released both times. */
	fire();
	KUNIT_EXPECT_EQ(test, c.calls, 1U);
	IoDisconnectInterrupt(c.interrupt);
}

struct contest {
	PKINTERRUPT interrupt;
	unsigned int shared, rounds;
};

static NTSTATUS compete(void *context)
{
	struct contest *contest = context;
	unsigned int i, seen;
	KIRQL old;

	for (i = 0; i < contest->rounds; i++) {
		old = KeAcquireInterruptSpinLock(contest->interrupt);
		/* Not an atomic increment: two at a time would lose some. */
		seen = READ_ONCE(contest->shared);
		cpu_relax();
		WRITE_ONCE(contest->shared, seen + 1);
		KeReleaseInterruptSpinLock(contest->interrupt, old);
	}
	return STATUS_SUCCESS;
}

static void one_holder_at_a_time(struct kunit *test)
{
	struct contest contest = { .rounds = 5000 };
	struct ke_waiter w[2];
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(NULL, c.irq, DEVICE_IRQL, SYNCH_IRQL, 1));
	contest.interrupt = c.interrupt;
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], compete, &contest, i);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, contest.shared, 2 * contest.rounds);
	IoDisconnectInterrupt(c.interrupt);
}

static VOID NTAPI note_dpc(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
	*(bool *)context = true;
}

/* A DPC that was queued under the lock runs when the IRQL falls, not before. */
static void dpc_waits_for_the_release(struct kunit *test)
{
	bool ran = false, ran_inside;
	KDPC dpc;
	KIRQL old;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, connect(NULL, c.irq, DEVICE_IRQL, SYNCH_IRQL, 1));
	KeInitializeDpc(&dpc, note_dpc, &ran);
	old = KeAcquireInterruptSpinLock(c.interrupt);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	ran_inside = READ_ONCE(ran);
	KeReleaseInterruptSpinLock(c.interrupt, old);
	KUNIT_EXPECT_FALSE(test, ran_inside);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(ran));
	IoDisconnectInterrupt(c.interrupt);
}

/* The macros of the old HAL: the adapter's operations, with their arguments as they are. */
static void common_buffers(struct kunit *test)
{
	struct fake_dma *dma = fake_dma_new(test, 32, true, SZ_64K);
	PHYSICAL_ADDRESS address = { .QuadPart = -1 };
	u8 *buffer = HalAllocateCommonBuffer(dma->dma, 3 * PAGE_SIZE + 5, &address, TRUE);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	/* For the device: in its 32 bits; for the driver: all of it can be written. */
	KUNIT_EXPECT_LE(test, (u64)address.QuadPart + 3 * PAGE_SIZE + 5, DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, address.QuadPart & (PAGE_SIZE - 1), 0);
	for (i = 0; i < 3 * PAGE_SIZE + 5; i++)
		buffer[i] = i;
	KUNIT_EXPECT_EQ(test, buffer[3 * PAGE_SIZE + 4], 4);
	/* The device would see it there. */
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(buffer).QuadPart, address.QuadPart);
	HalFreeCommonBuffer(dma->dma, 3 * PAGE_SIZE + 5, address, buffer, TRUE);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(isr_runs_as_asked_for),
	KUNIT_CASE(lock_is_the_systems),
	KUNIT_CASE(impossible_parameters),
	KUNIT_CASE(sharing),
	KUNIT_CASE(spin_lock_raises_and_locks_out),
	KUNIT_CASE(one_holder_at_a_time),
	KUNIT_CASE(dpc_waits_for_the_release),
	KUNIT_CASE(common_buffers),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_connect",
	.init = connect_init,
	.exit = connect_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
