// SPDX-License-Identifier: GPL-2.0
/* KUnit: the affinity of a thread, its run time, its stack; floating point; caches. */
#include "ke_waiter.h"

#include <asm/fpu/api.h>

#include "apc.h"
#include "ps.h"

static NTSTATUS move_around(void *context)
{
	struct kunit *test = context;
	GROUP_AFFINITY old = { .Mask = 5, .Group = 5 }, g = { .Mask = 2 };
	cpumask_t user = *current->cpus_ptr;
	KAFFINITY all = KeQueryActiveProcessors();
	KIRQL irql;
	int i;

	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx(1ULL << i), i ? 1 : 0);
		KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), i);
	}
	/* None of these has an effect. */
	KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx(0), 0);
	KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx(all | 1ULL << 63), 0);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 1);
	KUNIT_EXPECT_EQ(test, cpumask_weight(current->cpus_ptr), 1);
	KeRevertToUserAffinityThreadEx(1);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 0);
	KeRevertToUserAffinityThreadEx(0);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));
	KeRevertToUserAffinityThreadEx(1);	/* nothing to revert */
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));

	KeSetSystemAffinityThread(1);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 0);
	KeRevertToUserAffinityThread();
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));

	KeSetSystemGroupAffinityThread(&g, &old);
	KUNIT_EXPECT_EQ(test, old.Mask, 0);
	KUNIT_EXPECT_EQ(test, old.Group, 0);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 1);
	g.Mask = 1;
	KeSetSystemGroupAffinityThread(&g, &old);
	KUNIT_EXPECT_EQ(test, old.Mask, 2);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 0);
	g.Group = 3;
	KeSetSystemGroupAffinityThread(&g, &old);
	KUNIT_EXPECT_EQ(test, old.Mask, 0);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 0);
	old.Mask = 2;
	KeRevertToUserGroupAffinityThread(&old);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 1);
	old.Mask = 0;
	KeRevertToUserGroupAffinityThread(&old);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));

	/* At DISPATCH_LEVEL the move comes with the fall of the IRQL. */
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	i = !raw_smp_processor_id();
	KeSetSystemAffinityThreadEx(1ULL << i);
	KUNIT_EXPECT_NE(test, raw_smp_processor_id(), i);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), i);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KeSetSystemAffinityThreadEx(1ULL << !i);
	KeRevertToUserAffinityThreadEx(0);
	KeLowerIrql(irql);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));
	return STATUS_SUCCESS;
}

static void a_thread_goes_where_it_shall(struct kunit *test)
{
	struct ke_waiter w;

	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU only");
	ke_waiter_start(test, &w, move_around, test, -1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_thread_work), 0);
}

static VOID burn(PVOID context)
{
	ktime_t end = ktime_add_ms(ktime_get(), 120);

	while (ktime_before(ktime_get(), end))
		cond_resched();
}

static void run_time_is_counted(struct kunit *test)
{
	ULONG user = ~0U, kernel;
	HANDLE handle;
	PVOID thread;

	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
						   burn, NULL), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType,
							KernelMode, &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	kernel = KeQueryRuntimeThread(thread, &user);
	KUNIT_EXPECT_EQ(test, user, 0);
	KUNIT_EXPECT_GE(test, kernel, 1);
	KUNIT_EXPECT_LE(test, kernel, 64);
	ObDereferenceObject(thread);
}

static void set_register(u64 value)
{
	asm volatile("movq %0, %%xmm0" : : "r" (value));
}

static u64 get_register(void)
{
	u64 value;

	asm volatile("movq %%xmm0, %0" : "=r" (value));
	return value;
}

static VOID NTAPI use_in_dpc(struct _KDPC *dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	KFLOATING_SAVE save;

	*(NTSTATUS *)context = KeSaveFloatingPointState(&save);
	set_register(3);
	KeRestoreFloatingPointState(&save);
}

static void floating_point_nests(struct kunit *test)
{
	NTSTATUS status[4], in_dpc = 1;
	KFLOATING_SAVE outer, inner;
	int count = preempt_count();
	u64 value[3];
	XSTATE_SAVE x;
	KDPC dpc;

	KeInitializeDpc(&dpc, use_in_dpc, &in_dpc);
	status[0] = KeSaveFloatingPointState(&outer);
	set_register(1);
	status[1] = KeSaveFloatingPointState(&inner);
	set_register(2);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	value[0] = get_register();
	status[2] = KeRestoreFloatingPointState(&inner);
	value[1] = get_register();
	status[3] = KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY, &x);
	set_register(4);
	KeRestoreExtendedProcessorState(&x);
	value[2] = get_register();
	KUNIT_EXPECT_EQ(test, KeRestoreFloatingPointState(&outer), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
	KUNIT_EXPECT_EQ(test, status[0], STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, status[1], STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, status[2], STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, status[3], STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, in_dpc, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, value[0], 2);
	KUNIT_EXPECT_EQ(test, value[1], 1);
	KUNIT_EXPECT_EQ(test, value[2], 1);
	KUNIT_EXPECT_TRUE(test, irq_fpu_usable());
}

static void vectors_nest_if_there_are_any(struct kunit *test)
{
	XSTATE_SAVE outer, inner;
	NTSTATUS status;
	u64 value = 0;

	KUNIT_EXPECT_EQ(test, KeSaveExtendedProcessorState(1ULL << 62, &outer),
			STATUS_INVALID_PARAMETER);
	status = KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY | XSTATE_MASK_AVX, &outer);
	if (status == STATUS_INVALID_PARAMETER)
		kunit_skip(test, "no AVX");
	KUNIT_ASSERT_EQ(test, status, STATUS_SUCCESS);
	set_register(5);
	status = KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY | XSTATE_MASK_AVX, &inner);
	if (!status) {
		set_register(6);
		KeRestoreExtendedProcessorState(&inner);
		value = get_register();
	}
	KeRestoreExtendedProcessorState(&outer);
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, value, 5);
}

static void misuse_of_floating_point_is_reported(struct kunit *test)
{
	KFLOATING_SAVE save = { .Dummy = 3 };
	struct ke_reports r;
	NTSTATUS status;
	KIRQL old;

	ke_expect_reports(&r, 0xe7);
	KUNIT_EXPECT_EQ(test, KeRestoreFloatingPointState(&save), STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);

	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(CLOCK_LEVEL, &old);
	status = KeSaveFloatingPointState(&save);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, status, STATUS_ILLEGAL_FLOAT_CONTEXT);
}

static VOID NTAPI called_out(PVOID parameter)
{
	++*(int *)parameter;
}

static void a_callout_has_its_stack(struct kunit *test)
{
	int calls = 0;
	KIRQL old;

	KUNIT_EXPECT_EQ(test, KeExpandKernelStackAndCallout(called_out, &calls, 1024),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_EQ(test, KeExpandKernelStackAndCallout(called_out, &calls,
							    MAXIMUM_EXPANSION_SIZE + 1),
			STATUS_INVALID_PARAMETER_3);
	KUNIT_EXPECT_EQ(test, KeExpandKernelStackAndCallout(called_out, &calls, THREAD_SIZE),
			STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, KeExpandKernelStackAndCalloutEx(called_out, &calls, 1024, FALSE,
							      NULL), STATUS_SUCCESS);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, calls, 2);
}

static void caches_are_flushed(struct kunit *test)
{
	u8 *data = kunit_kzalloc(test, 4096, GFP_KERNEL);
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, data);
	memset(data, 0x5a, 4096);
	KUNIT_EXPECT_TRUE(test, KeInvalidateAllCaches());
	KeInvalidateRangeAllCaches(data + 3, 4000);
	KeFlushWriteBuffer();
	KUNIT_EXPECT_EQ(test, data[0], 0x5a);
	KUNIT_EXPECT_EQ(test, data[4095], 0x5a);
	KeRaiseIrql(HIGH_LEVEL, &old);
	KUNIT_EXPECT_FALSE(test, KeInvalidateAllCaches());
	KeLowerIrql(old);
}

static struct kunit_case affinity_cases[] = {
	KUNIT_CASE(a_thread_goes_where_it_shall),
	KUNIT_CASE(run_time_is_counted),
	KUNIT_CASE(floating_point_nests),
	KUNIT_CASE(vectors_nest_if_there_are_any),
	KUNIT_CASE(misuse_of_floating_point_is_reported),
	KUNIT_CASE(a_callout_has_its_stack),
	KUNIT_CASE(caches_are_flushed),
	{}
};

static struct kunit_suite affinity_suite = {
	.name = "wdmcore_ke_affinity",
	.test_cases = affinity_cases,
};
kunit_test_suite(affinity_suite);
