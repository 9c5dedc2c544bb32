// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: facts about the system.
 *
 * Classes are those that the reference has. Some of their structures are opaque there,
 * good for the seed of a generator of random numbers and for nothing else: these are
 * filled with random numbers.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/kernel_stat.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/random.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "ps.h"
#include "rtl.h"
#include "undeclared.h"

#define TICK	100	/* ns */

/* As the structures lie in memory on x64; fields without a name are reserved. */

struct basic_information {
	ULONG reserved;
	ULONG timer_resolution;
	ULONG page_size;
	ULONG pages;
	ULONG lowest_page;
	ULONG highest_page;
	ULONG allocation_granularity;
	ULONG_PTR lowest_user_address;
	ULONG_PTR highest_user_address;
	ULONG_PTR active_processors;
	CCHAR processors;
};

static_assert(sizeof(struct basic_information) == 64);

struct time_of_day_information {
	LARGE_INTEGER boot_time;
	LARGE_INTEGER current_time_;
	LARGE_INTEGER time_zone_bias;
	ULONG time_zone_id;
	UCHAR reserved[20];
};

static_assert(sizeof(struct time_of_day_information) == 48);

struct processor_information {
	LARGE_INTEGER idle_time;
	LARGE_INTEGER kernel_time;	/* with @idle_time */
	LARGE_INTEGER user_time;
	LARGE_INTEGER reserved[2];
	ULONG interrupts;
};

static_assert(sizeof(struct processor_information) == 48);

struct process_information {
	ULONG next_entry;
	ULONG threads;
	LARGE_INTEGER reserved[3];
	LARGE_INTEGER create_time;
	LARGE_INTEGER user_time;
	LARGE_INTEGER kernel_time;
	UNICODE_STRING image_name;
	KPRIORITY base_priority;
	HANDLE id;
	HANDLE parent_id;
	ULONG handles;
	ULONG session;
	ULONG_PTR unique_key;
	SIZE_T memory[12];
	LARGE_INTEGER io[6];
};

static_assert(sizeof(struct process_information) == 256);

struct registry_quota_information {
	ULONG allowed;
	ULONG used;
	PVOID reserved;
};

static NTSTATUS get_basic(void *out)
{
	struct basic_information info = {
		.timer_resolution = KeQueryTimeIncrement(),
		.page_size = PAGE_SIZE,
		.pages = totalram_pages(),
		.lowest_page = 1,
		.highest_page = PHYS_PFN(__pa(high_memory - 1)),
		.allocation_granularity = 0x10000,
		.lowest_user_address = 0x10000,
		.highest_user_address = TASK_SIZE_MAX - 1,
		.active_processors = KeQueryActiveProcessors(),
		.processors = min(num_online_cpus(), 127U),
	};

	memcpy(out, &info, sizeof(info));
	return STATUS_SUCCESS;
}

static NTSTATUS get_time_of_day(void *out)
{
	struct time_of_day_information info = {};
	LARGE_INTEGER local;

	KeQuerySystemTime(&info.current_time_);
	info.boot_time.QuadPart = info.current_time_.QuadPart - ktime_get_boottime_ns() / TICK;
	ExSystemTimeToLocalTime(&info.current_time_, &local);
	info.time_zone_bias.QuadPart = info.current_time_.QuadPart - local.QuadPart;
	memcpy(out, &info, sizeof(info));
	return STATUS_SUCCESS;
}

static NTSTATUS get_processors(void *out)
{
	struct processor_information *info = out;
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		const u64 *stat = kcpustat_cpu(cpu).cpustat;

		memset(info, 0, sizeof(*info));
		info->idle_time.QuadPart = (stat[CPUTIME_IDLE] + stat[CPUTIME_IOWAIT]) / TICK;
		info->kernel_time.QuadPart =
			info->idle_time.QuadPart +
			(stat[CPUTIME_SYSTEM] + stat[CPUTIME_IRQ] + stat[CPUTIME_SOFTIRQ]) / TICK;
		info->user_time.QuadPart = (stat[CPUTIME_USER] + stat[CPUTIME_NICE]) / TICK;
		info++;
	}
	return STATUS_SUCCESS;
}

static NTSTATUS get_registry_quota(void *out)
{
	/* There is none: what a driver may still write is memory. */
	struct registry_quota_information info = { .allowed = MAXULONG };

	memcpy(out, &info, sizeof(info));
	return STATUS_SUCCESS;
}

/* One process behind another, each with its name, and room for that alone. */
static void put_process(u8 *out, const struct task_struct *task, u32 size)
{
	struct process_information *info = (void *)out;
	WCHAR *name = (WCHAR *)(info + 1);
	size_t units = wdm_utf8_to_utf16(name, TASK_COMM_LEN, task->comm,
					 strnlen(task->comm, TASK_COMM_LEN));

	memset(info, 0, sizeof(*info));
	info->next_entry = size;
	info->threads = task->signal->nr_threads;
	info->create_time.QuadPart = task->start_boottime / TICK;
	info->image_name.Buffer = name;
	info->image_name.Length = units * sizeof(WCHAR);
	info->image_name.MaximumLength = info->image_name.Length;
	info->base_priority = 8;
	info->id = wdm_task_process_id(task);
	info->parent_id = wdm_task_process_id(rcu_dereference(task->real_parent));
}

/* The kernel's threads are one process, and there is the one that does nothing. */
static void put_system(u8 *out, ULONG id, const WCHAR *text, u32 size)
{
	struct process_information *info = (void *)out;
	size_t bytes = wdm_wcslen(text) * sizeof(WCHAR);

	memset(info, 0, size);
	info->next_entry = size;
	info->threads = 1;
	info->base_priority = id ? 8 : 0;
	info->id = ULongToHandle(id);
	info->image_name.Buffer = (WCHAR *)(info + 1);
	info->image_name.Length = bytes;
	info->image_name.MaximumLength = bytes;
	memcpy(info->image_name.Buffer, text, bytes);
}

static NTSTATUS get_processes(u8 *out, ULONG length, ULONG *needed)
{
	const u32 size = sizeof(struct process_information) + TASK_COMM_LEN * sizeof(WCHAR);
	struct process_information *last = NULL;
	struct task_struct *task;
	LARGE_INTEGER now;
	u64 booted;

	KeQuerySystemTime(&now);
	booted = now.QuadPart - ktime_get_boottime_ns() / TICK;
	*needed = 2 * size;
	if (length >= *needed) {
		put_system(out, 0, L"Idle", size);
		put_system(out + size, 4, L"System", size);
		last = (void *)(out + size);
	}
	rcu_read_lock();
	for_each_process(task) {
		if (task->flags & PF_KTHREAD)
			continue;
		*needed += size;
		if (length < *needed)
			continue;
		put_process(out + *needed - size, task, size);
		last = (void *)(out + *needed - size);
		last->create_time.QuadPart += booted;
	}
	rcu_read_unlock();
	if (last)
		last->next_entry = 0;
	return length < *needed ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

static ULONG length_of(ULONG class)
{
	switch (class) {
	case SystemBasicInformation:
		return sizeof(struct basic_information);
	case SystemPerformanceInformation:
		return 312;
	case SystemTimeOfDayInformation:
		return sizeof(struct time_of_day_information);
	case SystemProcessorPerformanceInformation:
		return num_online_cpus() * sizeof(struct processor_information);
	case SystemInterruptInformation:
		return 24;
	case SystemExceptionInformation:
		return 16;
	case SystemRegistryQuotaInformation:
		return sizeof(struct registry_quota_information);
	case SystemLookasideInformation:
		return 32;
	default:
		return 0;
	}
}

static NTSTATUS get_fixed(ULONG class, void *out, ULONG length)
{
	switch (class) {
	case SystemBasicInformation:
		return get_basic(out);
	case SystemTimeOfDayInformation:
		return get_time_of_day(out);
	case SystemProcessorPerformanceInformation:
		return get_processors(out);
	case SystemRegistryQuotaInformation:
		return get_registry_quota(out);
	default:
		get_random_bytes(out, length);
		return STATUS_SUCCESS;
	}
}

/**
 * ZwQuerySystemInformation() - asks for facts about the system
 * @SystemInformationClass: SystemBasicInformation (0), SystemPerformanceInformation (2),
 *	SystemTimeOfDayInformation (3), SystemProcessInformation (5),
 *	SystemProcessorPerformanceInformation (8), SystemInterruptInformation (23),
 *	SystemExceptionInformation (33), SystemRegistryQuotaInformation (37) or
 *	SystemLookasideInformation (45)
 * @SystemInformation: returns the structure, or several
 * @SystemInformationLength: bytes there
 * @ReturnLength: returns the bytes that are needed; may be NULL
 *
 * The structures that the reference calls opaque hold random numbers, as their only
 * documented use is to be the seed for others.
 *
 * Partial: a process has neither its threads behind it nor its times and memory; other
 * classes are STATUS_INVALID_INFO_CLASS.
 * Reference page: "ZwQuerySystemInformation function", of Windows' own programs.
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_INFO_CLASS
 */
NTSTATUS NTAPI ZwQuerySystemInformation(ULONG SystemInformationClass, PVOID SystemInformation,
					ULONG SystemInformationLength, PULONG ReturnLength)
{
	ULONG needed = 0;
	NTSTATUS status;

	cpus_read_lock();
	if (SystemInformationClass == SystemProcessInformation) {
		status = get_processes(SystemInformation, SystemInformationLength, &needed);
	} else {
		needed = length_of(SystemInformationClass);
		if (!needed)
			status = STATUS_INVALID_INFO_CLASS;
		else if (SystemInformationLength < needed)
			status = STATUS_INFO_LENGTH_MISMATCH;
		else
			status = get_fixed(SystemInformationClass, SystemInformation, needed);
	}
	cpus_read_unlock();
	if (ReturnLength)
		*ReturnLength = needed;
	return status;
}
WDM_EXPORT(ZwQuerySystemInformation);
