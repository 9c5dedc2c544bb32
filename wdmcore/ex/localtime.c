// SPDX-License-Identifier: GPL-2.0
/* Ex: system time and local time, by the kernel's time zone (settimeofday). */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/time.h>
#include <linux/types.h>

#include <wdm.h>

#include "compat.h"
#include "ke.h"

/* What is added to local time to get UTC, in 100 ns. */
static s64 time_zone_bias(void)
{
	return READ_ONCE(sys_tz.tz_minuteswest) * 60 * WDM_UNITS_PER_SECOND;
}

/**
 * ExSystemTimeToLocalTime - UTC to the time of the local time zone
 * @SystemTime: in 100 ns since 1601
 * @LocalTime: gets the result
 *
 * Context: any IRQL.
 */
VOID NTAPI ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime)
{
	LocalTime->QuadPart = SystemTime->QuadPart - time_zone_bias();
}
WDM_EXPORT(ExSystemTimeToLocalTime);

/**
 * ExLocalTimeToSystemTime - the time of the local time zone to UTC
 * @LocalTime: in 100 ns since 1601
 * @SystemTime: gets the result
 *
 * Context: any IRQL.
 */
VOID NTAPI ExLocalTimeToSystemTime(PLARGE_INTEGER LocalTime, PLARGE_INTEGER SystemTime)
{
	SystemTime->QuadPart = LocalTime->QuadPart + time_zone_bias();
}
WDM_EXPORT(ExLocalTimeToSystemTime);
