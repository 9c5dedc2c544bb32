// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: KeGenericCallDpc and its signals, KeIpiGenericCall, callbacks for processors
 * that are added, numbers of processors.
 */
#include "ke_waiter.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>

#include "undeclared.h"

static struct {
	atomic_t calls;
	atomic_t chosen;
	atomic_t together;
	atomic_t too_early;
	unsigned long cpus;
	bool wrong_irql;
	bool wrong_context;
	int rounds;
} seen;

static VOID NTAPI everywhere(struct _KDPC *dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	int total = num_online_cpus(), i;

	atomic_inc(&seen.calls);
	set_bit(smp_processor_id(), &seen.cpus);
	if (KeGetCurrentIrql() != DISPATCH_LEVEL)
		seen.wrong_irql = true;
	if (context != &seen)
		seen.wrong_context = true;
	for (i = 0; i < seen.rounds; i++) {
		atomic_inc(&seen.together);
		if (KeSignalCallDpcSynchronize(argument2))
			atomic_inc(&seen.chosen);
		/* Everybody has been here before anybody goes on. */
		if (atomic_read(&seen.together) < total * (i + 1))
			atomic_inc(&seen.too_early);
		KeSignalCallDpcSynchronize(argument2);
	}
	KeSignalCallDpcDone(argument1);
}

static void reset(int rounds)
{
	memset(&seen, 0, sizeof(seen));
	seen.rounds = rounds;
}

static void a_dpc_runs_everywhere(struct kunit *test)
{
	int cpus = num_online_cpus();
	KIRQL old;

	reset(0);
	KeGenericCallDpc(everywhere, &seen);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), cpus);
	KUNIT_EXPECT_EQ(test, seen.cpus, cpumask_bits(cpu_online_mask)[0]);
	KUNIT_EXPECT_FALSE(test, seen.wrong_irql);
	KUNIT_EXPECT_FALSE(test, seen.wrong_context);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	reset(50);
	KeRaiseIrql(APC_LEVEL, &old);
	KeGenericCallDpc(everywhere, &seen);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), cpus);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.chosen), 50);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.too_early), 0);
}

static void not_at_dispatch_level(struct kunit *test)
{
	struct ke_reports r;
	KIRQL old;

	reset(0);
	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeGenericCallDpc(everywhere, &seen);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), 0);
}

static NTSTATUS call_often(void *context)
{
	int i;

	for (i = 0; i < 200; i++)
		KeGenericCallDpc(everywhere, &seen);
	return STATUS_SUCCESS;
}

static void two_callers_do_not_meet(struct kunit *test)
{
	struct ke_waiter w[2];
	int i;

	reset(1);
	/* What one call counts would disturb the other. */
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], call_often, NULL, i);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), 400 * (int)num_online_cpus());
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.chosen), 400);
}

static ULONG_PTR NTAPI interrupted(ULONG_PTR argument)
{
	int total = num_online_cpus();

	atomic_inc(&seen.calls);
	set_bit(smp_processor_id(), &seen.cpus);
	if (KeGetCurrentIrql() != IPI_LEVEL)
		seen.wrong_irql = true;
	/* All at the same time: each waits here for the others. */
	atomic_inc(&seen.together);
	while (seen.rounds && atomic_read(&seen.together) % total)
		cpu_relax();
	return argument + smp_processor_id();
}

static void a_routine_interrupts_all(struct kunit *test)
{
	ULONG_PTR result;
	KIRQL old;
	int cpu;

	reset(1);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	cpu = smp_processor_id();
	result = KeIpiGenericCall(interrupted, 1000);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, result, 1000 + cpu);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), num_online_cpus());
	KUNIT_EXPECT_EQ(test, seen.cpus, cpumask_bits(cpu_online_mask)[0]);
	KUNIT_EXPECT_FALSE(test, seen.wrong_irql);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

static VOID NTAPI interrupt_from_dpc(struct _KDPC *dpc, PVOID context, PVOID argument1,
				     PVOID argument2)
{
	*(ULONG_PTR *)context = KeIpiGenericCall(interrupted, 0) + 1;
}

static void also_from_a_dpc(struct kunit *test)
{
	ULONG_PTR result = 0;
	KDPC dpc;

	reset(0);
	KeInitializeDpc(&dpc, interrupt_from_dpc, &result);
	KeSetTargetProcessorDpc(&dpc, 1);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, result, num_online_cpus() > 1 ? 2 : 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), num_online_cpus());
}

static void above_dispatch_level_it_is_reported(struct kunit *test)
{
	struct ke_reports r;
	KIRQL old;

	reset(0);
	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(CLOCK_LEVEL, &old);
	KeIpiGenericCall(interrupted, 0);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), CLOCK_LEVEL);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), 1);
}

static NTSTATUS interrupt_often(void *context)
{
	int i;

	for (i = 0; i < 2000; i++)
		KeIpiGenericCall(interrupted, 0);
	return STATUS_SUCCESS;
}

static void processors_interrupt_each_other(struct kunit *test)
{
	struct ke_waiter w[2];
	int i;

	reset(0);
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], interrupt_often, NULL, i);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.calls), 4000 * (int)num_online_cpus());
}

/* Calls of a change callback, in their order. */
struct changes {
	int count;
	KE_PROCESSOR_CHANGE_NOTIFY_STATE state[32];
	ULONG number[32];
	ULONG fail_for;
	bool wrong;
};

static VOID NTAPI changed(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change,
			  PNTSTATUS status)
{
	struct changes *c = context;

	if (c->count == ARRAY_SIZE(c->state))
		return;
	c->state[c->count] = change->State;
	c->number[c->count++] = change->NtNumber;
	if (KeGetCurrentIrql() != PASSIVE_LEVEL || *status ||
	    change->ProcNumber.Number != change->NtNumber || change->ProcNumber.Group)
		c->wrong = true;
	if (change->State == KeProcessorAddStartNotify && change->NtNumber == c->fail_for)
		*status = STATUS_INSUFFICIENT_RESOURCES;
}

static void existing_processors_are_told(struct kunit *test)
{
	int cpus = num_online_cpus(), i;
	struct changes c = { .fail_for = ~0U };
	PVOID handle;

	handle = KeRegisterProcessorChangeCallback(changed, &c, KE_PROCESSOR_CHANGE_ADD_EXISTING);
	KUNIT_EXPECT_NOT_NULL(test, handle);
	KUNIT_EXPECT_EQ(test, c.count, 2 * cpus);
	for (i = 0; i < cpus; i++) {
		KUNIT_EXPECT_EQ(test, c.state[i], KeProcessorAddStartNotify);
		KUNIT_EXPECT_EQ(test, c.state[cpus + i], KeProcessorAddCompleteNotify);
		KUNIT_EXPECT_EQ(test, c.number[i], i);
		KUNIT_EXPECT_EQ(test, c.number[cpus + i], i);
	}
	KUNIT_EXPECT_FALSE(test, c.wrong);
	KeDeregisterProcessorChangeCallback(handle);

	memset(&c, 0, sizeof(c));
	c.fail_for = 1;
	handle = KeRegisterProcessorChangeCallback(changed, &c, KE_PROCESSOR_CHANGE_ADD_EXISTING);
	KUNIT_EXPECT_NULL(test, handle);
	KUNIT_EXPECT_EQ(test, c.count, 3);
	KUNIT_EXPECT_EQ(test, c.state[2], KeProcessorAddFailureNotify);
	KUNIT_EXPECT_EQ(test, c.number[2], 0);

	KUNIT_EXPECT_NULL(test, KeRegisterProcessorChangeCallback(changed, &c, 2));
}

static void a_processor_comes(struct kunit *test)
{
	struct changes c = { .fail_for = ~0U };
	PVOID handle;
	int ret;

	ret = remove_cpu(1);
	if (ret)
		kunit_skip(test, "no CPU can be taken offline (%d)", ret);
	handle = KeRegisterProcessorChangeCallback(changed, &c, 0);
	KUNIT_EXPECT_NOT_NULL(test, handle);
	KUNIT_EXPECT_EQ(test, c.count, 0);

	c.fail_for = 1;
	KUNIT_EXPECT_NE(test, add_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, c.count, 1);
	c.fail_for = ~0U;
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, c.count, 3);
	KUNIT_EXPECT_EQ(test, c.state[1], KeProcessorAddStartNotify);
	KUNIT_EXPECT_EQ(test, c.state[2], KeProcessorAddCompleteNotify);
	KUNIT_EXPECT_EQ(test, c.number[2], 1);
	KUNIT_EXPECT_FALSE(test, c.wrong);
	/* It is no news any more. */
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, c.count, 3);
	KeDeregisterProcessorChangeCallback(handle);
	KUNIT_EXPECT_EQ(test, num_online_cpus(), num_present_cpus());
}

static void processors_have_numbers(struct kunit *test)
{
	PROCESSOR_NUMBER n = { .Group = 9, .Number = 9, .Reserved = 9 };

	KUNIT_EXPECT_EQ(test, KeGetProcessorNumberFromIndex(1, &n), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, n.Group, 0);
	KUNIT_EXPECT_EQ(test, n.Number, 1);
	KUNIT_EXPECT_EQ(test, n.Reserved, 0);
	KUNIT_EXPECT_EQ(test, KeGetProcessorIndexFromNumber(&n), 1);
	KUNIT_EXPECT_EQ(test, KeGetProcessorNumberFromIndex(100000, &n), STATUS_INVALID_PARAMETER);
	n.Number = 64;
	KUNIT_EXPECT_EQ(test, KeGetProcessorIndexFromNumber(&n), INVALID_PROCESSOR_INDEX);
	n.Number = 0;
	n.Reserved = 1;
	KUNIT_EXPECT_EQ(test, KeGetProcessorIndexFromNumber(&n), INVALID_PROCESSOR_INDEX);
}

static struct kunit_case broadcast_cases[] = {
	KUNIT_CASE(a_dpc_runs_everywhere),
	KUNIT_CASE(not_at_dispatch_level),
	KUNIT_CASE_SLOW(two_callers_do_not_meet),
	KUNIT_CASE(a_routine_interrupts_all),
	KUNIT_CASE(also_from_a_dpc),
	KUNIT_CASE(above_dispatch_level_it_is_reported),
	KUNIT_CASE_SLOW(processors_interrupt_each_other),
	KUNIT_CASE(existing_processors_are_told),
	KUNIT_CASE(a_processor_comes),
	KUNIT_CASE(processors_have_numbers),
	{}
};

static struct kunit_suite broadcast_suite = {
	.name = "wdmcore_ke_broadcast",
	.test_cases = broadcast_cases,
};
kunit_test_suite(broadcast_suite);
