// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: time.
 *
 * Interrupt time and the performance counter are the same clock in the same unit,
 * as they are on machines with a 10 MHz counter: time since boot, sleep included.
 * Every clock is read precisely; the coarse routines of Windows only promise less.
 */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"

s64 wdm_system_time(void)
{
	return div_s64(ktime_get_real_ns(), WDM_NS_PER_UNIT) + WDM_UNIX_EPOCH;
}
EXPORT_SYMBOL_GPL(wdm_system_time);

u64 wdm_interrupt_time(void)
{
	return div_u64(ktime_get_boottime_ns(), WDM_NS_PER_UNIT);
}
EXPORT_SYMBOL_GPL(wdm_interrupt_time);

/**
 * KeQuerySystemTime - KeQuerySystemTime macro
 * @CurrentTime: gets the UTC time in units of 100 ns since 1 January 1601
 *
 * Context: any IRQL.
 */
VOID NTAPI KeQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = wdm_system_time();
}
WDM_EXPORT(KeQuerySystemTime);

/**
 * KeQuerySystemTimePrecise - KeQuerySystemTimePrecise function
 * @CurrentTime: gets the UTC time in units of 100 ns since 1 January 1601
 *
 * Context: any IRQL.
 */
VOID NTAPI KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = wdm_system_time();
}
WDM_EXPORT(KeQuerySystemTimePrecise);

/**
 * KeQueryInterruptTime - KeQueryInterruptTime function
 *
 * Context: any IRQL.
 * Return: time since boot in units of 100 ns, sleep included; never goes back.
 */
ULONGLONG NTAPI KeQueryInterruptTime(VOID)
{
	return wdm_interrupt_time();
}
WDM_EXPORT(KeQueryInterruptTime);

/**
 * KeQueryInterruptTimePrecise - KeQueryInterruptTimePrecise function
 * @QpcTimeStamp: gets the performance counter's value of the same moment
 *
 * Context: any IRQL.
 * Return: as KeQueryInterruptTime().
 */
ULONGLONG NTAPI KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
	u64 now = wdm_interrupt_time();

	*QpcTimeStamp = now;
	return now;
}
WDM_EXPORT(KeQueryInterruptTimePrecise);

/**
 * KeQueryUnbiasedInterruptTime - KeQueryUnbiasedInterruptTime function
 *
 * Context: any IRQL.
 * Return: time since boot in units of 100 ns, without the time asleep.
 */
ULONGLONG NTAPI KeQueryUnbiasedInterruptTime(VOID)
{
	return div_u64(ktime_get_ns(), WDM_NS_PER_UNIT);
}
WDM_EXPORT(KeQueryUnbiasedInterruptTime);

/**
 * KeQueryTickCount - KeQueryTickCount macro
 * @TickCount: gets the interrupt time in units of KeQueryTimeIncrement()
 *
 * Context: any IRQL.
 */
VOID NTAPI KeQueryTickCount(PLARGE_INTEGER TickCount)
{
	TickCount->QuadPart = div_u64(wdm_interrupt_time(), WDM_TIME_INCREMENT);
}
WDM_EXPORT(KeQueryTickCount);

/**
 * KeQueryTimeIncrement - KeQueryTimeIncrement function
 *
 * Context: any IRQL.
 * Return: the unit of KeQueryTickCount() in units of 100 ns. Nothing else happens
 * at these ticks: timers are exact.
 */
ULONG NTAPI KeQueryTimeIncrement(VOID)
{
	return WDM_TIME_INCREMENT;
}
WDM_EXPORT(KeQueryTimeIncrement);

/**
 * KeQueryPerformanceCounter - KeQueryPerformanceCounter function
 * @PerformanceFrequency: gets the counts in a second, always the same; or NULL
 *
 * Context: any IRQL.
 * Return: the counter, which never goes back, on whatever processor it is read.
 */
LARGE_INTEGER NTAPI KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
	LARGE_INTEGER counter = { .QuadPart = wdm_interrupt_time() };

	if (PerformanceFrequency)
		PerformanceFrequency->QuadPart = WDM_UNITS_PER_SECOND;
	return counter;
}
WDM_EXPORT(KeQueryPerformanceCounter);

/**
 * KeStallExecutionProcessor - KeStallExecutionProcessor function
 * @MicroSeconds: how long to keep the processor busy, at least
 *
 * Context: any IRQL.
 */
VOID NTAPI KeStallExecutionProcessor(ULONG MicroSeconds)
{
	u64 start = ktime_get_boottime_ns();
	u64 duration = (u64)MicroSeconds * NSEC_PER_USEC;
	ULONG left;

	for (left = MicroSeconds; left > 1000; left -= 1000)
		udelay(1000);
	udelay(left);
	/*
	 * udelay() is calibrated once, and may be short by some per cent. Not for ever: the
	 * clock stands still on the way to sleep.
	 */
	for (left = MicroSeconds; left && ktime_get_boottime_ns() - start < duration; left--)
		udelay(1);
}
WDM_EXPORT(KeStallExecutionProcessor);
