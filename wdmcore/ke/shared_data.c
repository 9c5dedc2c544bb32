// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: KUSER_SHARED_DATA, a page with clocks and facts that drivers read as memory.
 *
 * On Windows its clocks advance at each clock interrupt, which is once in a millisecond
 * when some program has asked for it. Here a timer does that from the first use on;
 * before, nobody looks. A timer of a driver that expires advances them too, so that who
 * waits and reads the clock finds that time has passed.
 */
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include <ntddk.h>
#include "compat.h"
#include "ke.h"
#include "shared_data.h"

static_assert(sizeof(KUSER_SHARED_DATA) <= PAGE_SIZE);

/* GetTickCount() is (ticks * multiplier) >> 24 milliseconds. */
#define TICK_MULTIPLIER	((u64)WDM_TIME_INCREMENT * (1 << 24) / 10000)

static struct page *page;
static KUSER_SHARED_DATA *data;
static const KUSER_SHARED_DATA *for_drivers;
static struct hrtimer timer;
static DEFINE_RAW_SPINLOCK(update_lock);
static bool started;	/* under the lock */
bool wdm_shared_data_used;

/* Readers take eight bytes at once, or the three parts until both upper ones agree. */
static void set_time(volatile KSYSTEM_TIME *time, u64 value)
{
	time->High2Time = value >> 32;
	/* Those who take the parts read this one last. */
	smp_wmb();
	*(volatile u64 *)time = value;
}

static void update_locked(void)
{
	LARGE_INTEGER ticks;

	KeQueryTickCount(&ticks);
	set_time(&data->InterruptTime, wdm_interrupt_time());
	set_time(&data->SystemTime, wdm_system_time());
	set_time(&data->TickCount, ticks.QuadPart);
	data->TickCountLowDeprecated = ticks.LowPart;
}

void wdm_shared_data_update(void)
{
	unsigned long flags;

	/* Somebody else who is at it is as good. */
	if (!raw_spin_trylock_irqsave(&update_lock, flags))
		return;
	update_locked();
	raw_spin_unlock_irqrestore(&update_lock, flags);
}

static enum hrtimer_restart tick(struct hrtimer *t)
{
	wdm_shared_data_update();
	hrtimer_forward_now(t, ms_to_ktime(1));
	return HRTIMER_RESTART;
}

/**
 * wdm_shared_data - the page
 *
 * What SharedUserData is in a driver's source, and what stands for its address in images.
 *
 * Context: any IRQL.
 * Return: the page; its clocks advance from now on
 */
const KUSER_SHARED_DATA *wdm_shared_data(void)
{
	unsigned long flags;

	/* With the clocks that were set before it was. */
	if (likely(smp_load_acquire(&wdm_shared_data_used)))
		return for_drivers;
	raw_spin_lock_irqsave(&update_lock, flags);
	if (!started) {
		started = true;
		update_locked();
		/* For who doesn't take the lock. */
		smp_store_release(&wdm_shared_data_used, true);
		hrtimer_start(&timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	}
	raw_spin_unlock_irqrestore(&update_lock, flags);
	return for_drivers;
}
WDM_EXPORT(wdm_shared_data);

static void fill(void)
{
	RTL_OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
	LARGE_INTEGER zero = { }, bias;
	ULONG i;

	RtlGetVersion(&version);
	ExSystemTimeToLocalTime(&zero, &bias);
	set_time(&data->TimeZoneBias, -bias.QuadPart);
	data->TickCountMultiplier = TICK_MULTIPLIER;
	memcpy(data->NtSystemRoot, L"C:\\Windows", sizeof(L"C:\\Windows"));
	data->NtProductType = NtProductWinNt;
	data->ProductTypeIsValid = TRUE;
	data->NtMajorVersion = version.dwMajorVersion;
	data->NtMinorVersion = version.dwMinorVersion;
	for (i = 0; i < PROCESSOR_FEATURE_MAX; i++)
		data->ProcessorFeatures[i] = ExIsProcessorFeaturePresent(i);
	data->NumberOfPhysicalPages = totalram_pages();
	data->ActiveProcessorCount = num_online_cpus();
	data->ActiveGroupCount = 1;
	data->Cookie = get_random_u32();
}

int __init wdm_shared_data_init(void)
{
	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return -ENOMEM;
	/* Drivers have no business in writing to it. */
	for_drivers = vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO);
	if (!for_drivers) {
		__free_page(page);
		return -ENOMEM;
	}
	data = page_address(page);
	fill();
	wdm_hrtimer_setup(&timer, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	return 0;
}

void wdm_shared_data_exit(void)
{
	hrtimer_cancel(&timer);
	vunmap(for_drivers);
	__free_page(page);
}
