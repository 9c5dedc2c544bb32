// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: to which processors an interrupt may come.
 *
 * All that a driver hears of are processors of group 0, which is where it asks for them.
 */
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/slab.h>

#include "compat.h"
#include "hal.h"

#define GROUP_SIZE	(sizeof(KAFFINITY) * 8)

/**
 * wdm_irq_affinity - the processors that an interrupt may come to
 * @irq: Linux's number
 *
 * Return: those of them that are online, or all that are if Linux doesn't say.
 */
KAFFINITY wdm_irq_affinity(unsigned int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);
	const struct cpumask *mask = data ? irq_data_get_affinity_mask(data) : NULL;
	KAFFINITY affinity = 0, online = 0;
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu >= GROUP_SIZE)
			break;
		online |= (KAFFINITY)1 << cpu;
		if (mask && cpumask_test_cpu(cpu, mask))
			affinity |= (KAFFINITY)1 << cpu;
	}
	return affinity ? affinity : online;
}
WDM_EXPORT(wdm_irq_affinity);

/**
 * wdm_irq_set_affinity - let an interrupt come to some processors only
 * @irq: Linux's number; a message, as a line isn't one device's
 * @mask: the processors; those that there are count
 *
 * Return: FALSE if there is none of them. Linux may still decline to move it.
 */
bool wdm_irq_set_affinity(unsigned int irq, KAFFINITY mask)
{
	cpumask_var_t wanted;
	unsigned int cpu;
	bool any = false;

	if (!zalloc_cpumask_var(&wanted, GFP_KERNEL))
		return true;
	for_each_online_cpu(cpu) {
		if (cpu >= GROUP_SIZE || !(mask >> cpu & 1))
			continue;
		cpumask_set_cpu(cpu, wanted);
		any = true;
	}
	if (any && !cpumask_equal(wanted, cpu_online_mask))
		irq_set_affinity(irq, wanted);
	free_cpumask_var(wanted);
	return any;
}
WDM_EXPORT(wdm_irq_set_affinity);

/**
 * IoGetAffinityInterrupt - WdmlibIoGetAffinityInterrupt function: where an ISR can run
 * @InterruptObject: the interrupt object
 * @GroupAffinity: gets the processors; the group is 0
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER without an object.
 */
NTSTATUS NTAPI IoGetAffinityInterrupt(PKINTERRUPT InterruptObject, PGROUP_AFFINITY GroupAffinity)
{
	if (!InterruptObject || !GroupAffinity)
		return STATUS_INVALID_PARAMETER;
	*GroupAffinity = (GROUP_AFFINITY) { .Mask = wdm_irq_affinity(InterruptObject->irq) };
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetAffinityInterrupt);
