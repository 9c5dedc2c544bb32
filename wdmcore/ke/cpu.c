// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: processors. A processor's index in the system is Linux's number of the CPU;
 * its group is index / 64 and its number in the group the rest.
 */
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/smp.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"

static unsigned int groups_of(unsigned int cpus)
{
	return DIV_ROUND_UP(cpus, MAXIMUM_PROC_PER_GROUP);
}

static KAFFINITY active_in(unsigned int group)
{
	unsigned int first = group * MAXIMUM_PROC_PER_GROUP;
	KAFFINITY mask = 0;
	unsigned int i;

	for (i = 0; i < MAXIMUM_PROC_PER_GROUP && first + i < nr_cpu_ids; i++)
		if (cpu_online(first + i))
			mask |= 1ULL << i;
	return mask;
}

/**
 * KeGetCurrentProcessorNumberEx - KeGetCurrentProcessorNumberEx function
 * @ProcNumber: gets group and number in the group; or NULL
 *
 * Context: any IRQL; below DISPATCH_LEVEL the answer may be over when it comes.
 * Return: the processor's index in the system.
 */
ULONG NTAPI KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
	unsigned int cpu = raw_smp_processor_id();

	if (ProcNumber) {
		ProcNumber->Group = cpu / MAXIMUM_PROC_PER_GROUP;
		ProcNumber->Number = cpu % MAXIMUM_PROC_PER_GROUP;
		ProcNumber->Reserved = 0;
	}
	return cpu;
}
WDM_EXPORT(KeGetCurrentProcessorNumberEx);

/**
 * KeQueryActiveProcessors - KeQueryActiveProcessors function
 *
 * Context: any IRQL.
 * Return: a bit for each active processor of group 0.
 */
KAFFINITY NTAPI KeQueryActiveProcessors(VOID)
{
	return active_in(0);
}
WDM_EXPORT(KeQueryActiveProcessors);

/**
 * KeQueryActiveProcessorCount - KeQueryActiveProcessorCount function
 * @ActiveProcessors: gets a bit for each active processor of group 0; or NULL
 *
 * Context: any IRQL.
 * Return: the number of these.
 */
ULONG NTAPI KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
	KAFFINITY mask = active_in(0);

	if (ActiveProcessors)
		*ActiveProcessors = mask;
	return hweight64(mask);
}
WDM_EXPORT(KeQueryActiveProcessorCount);

/**
 * KeQueryActiveProcessorCountEx - KeQueryActiveProcessorCountEx function
 * @GroupNumber: a group, or ALL_PROCESSOR_GROUPS
 *
 * Context: any IRQL.
 * Return: the number of active processors, 0 if there is no such group.
 */
ULONG NTAPI KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
	if (GroupNumber == ALL_PROCESSOR_GROUPS)
		return num_online_cpus();
	return hweight64(active_in(GroupNumber));
}
WDM_EXPORT(KeQueryActiveProcessorCountEx);

/**
 * KeQueryMaximumProcessorCount - KeQueryMaximumProcessorCount function
 *
 * Context: any IRQL.
 * Return: how many processors group 0 can have, hot-added ones included.
 */
ULONG NTAPI KeQueryMaximumProcessorCount(VOID)
{
	return KeQueryMaximumProcessorCountEx(0);
}
WDM_EXPORT(KeQueryMaximumProcessorCount);

/**
 * KeQueryMaximumProcessorCountEx - KeQueryMaximumProcessorCountEx function
 * @GroupNumber: a group, or ALL_PROCESSOR_GROUPS
 *
 * Context: any IRQL.
 * Return: how many processors there can be, 0 if there is no such group.
 */
ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
	unsigned int first = GroupNumber * MAXIMUM_PROC_PER_GROUP;

	if (GroupNumber == ALL_PROCESSOR_GROUPS)
		return nr_cpu_ids;
	if (first >= nr_cpu_ids)
		return 0;
	return min_t(unsigned int, nr_cpu_ids - first, MAXIMUM_PROC_PER_GROUP);
}
WDM_EXPORT(KeQueryMaximumProcessorCountEx);

/**
 * KeQueryActiveGroupCount - KeQueryActiveGroupCount function
 *
 * Context: any IRQL.
 * Return: the number of processor groups in use.
 */
USHORT NTAPI KeQueryActiveGroupCount(VOID)
{
	return groups_of(cpumask_last(cpu_online_mask) + 1);
}
WDM_EXPORT(KeQueryActiveGroupCount);

/**
 * KeQueryMaximumGroupCount - KeQueryMaximumGroupCount function
 *
 * Context: any IRQL.
 * Return: how many processor groups there can be.
 */
USHORT NTAPI KeQueryMaximumGroupCount(VOID)
{
	return groups_of(nr_cpu_ids);
}
WDM_EXPORT(KeQueryMaximumGroupCount);

/**
 * KeQueryGroupAffinity - KeQueryGroupAffinity function
 * @GroupNumber: a group
 *
 * Context: any IRQL.
 * Return: a bit for each active processor of the group, 0 if there is no such group.
 */
KAFFINITY NTAPI KeQueryGroupAffinity(USHORT GroupNumber)
{
	return active_in(GroupNumber);
}
WDM_EXPORT(KeQueryGroupAffinity);

/**
 * KeGetRecommendedSharedDataAlignment - KeGetRecommendedSharedDataAlignment function
 *
 * Context: any IRQL.
 * Return: how data that processors share should be aligned, in bytes.
 */
ULONG NTAPI KeGetRecommendedSharedDataAlignment(VOID)
{
	return SMP_CACHE_BYTES;
}
WDM_EXPORT(KeGetRecommendedSharedDataAlignment);
