// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: system time (100 ns units since January 1, 1601) as calendar fields and as
 * seconds since 1970 or 1980.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

#define TICKS_PER_MS		10000LL
#define TICKS_PER_SECOND	10000000LL
#define MS_PER_DAY		86400000LL
#define SECONDS_1601_TO_1970	11644473600LL
#define SECONDS_1970_TO_1980	315532800LL
#define DAYS_IN_400_YEARS	146097

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const u8 days[12] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from January 1, 1601 to January 1 of @year. */
static s64 days_before(int year)
{
	s64 y = year - 1601;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

/**
 * RtlTimeToTimeFields - calendar fields of a system time
 * @Time: system time
 * @TimeFields: gets the fields, the day of the week (0: Sunday) included
 *
 * Context: any IRQL.
 * Reference: "RtlTimeToTimeFields function (wdm.h)"
 */
VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
	u64 ms = div64_u64(Time->QuadPart, TICKS_PER_MS);
	u32 rest, days;
	int year, month;

	days = div_u64_rem(ms, MS_PER_DAY, &rest);
	TimeFields->Weekday = (days + 1) % 7;	/* 1601 began on a Monday */
	TimeFields->Hour = rest / 3600000;
	TimeFields->Minute = rest / 60000 % 60;
	TimeFields->Second = rest / 1000 % 60;
	TimeFields->Milliseconds = rest % 1000;

	/* A first guess that may be a year too late, never too early. */
	year = 1601 + days / DAYS_IN_400_YEARS * 400 +
	       days % DAYS_IN_400_YEARS / 365;
	while (days_before(year) > days)
		year--;
	days -= days_before(year);
	for (month = 1; days >= days_in_month(year, month); month++)
		days -= days_in_month(year, month);
	TimeFields->Year = year;
	TimeFields->Month = month;
	TimeFields->Day = days + 1;
}
WDM_EXPORT(RtlTimeToTimeFields);

/**
 * RtlTimeFieldsToTime - system time of calendar fields
 * @TimeFields: the fields; Weekday is ignored
 * @Time: gets the system time
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE, with @Time unchanged, if there is no such date or time.
 * Reference: "RtlTimeFieldsToTime function (wdm.h)"
 */
BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
	const TIME_FIELDS *f = TimeFields;
	s64 days;
	int m;

	if (f->Year < 1601 || f->Year > 30827 || f->Month < 1 || f->Month > 12 ||
	    f->Day < 1 || f->Day > days_in_month(f->Year, f->Month) ||
	    f->Hour < 0 || f->Hour > 23 || f->Minute < 0 || f->Minute > 59 ||
	    f->Second < 0 || f->Second > 59 || f->Milliseconds < 0 ||
	    f->Milliseconds > 999)
		return FALSE;

	days = days_before(f->Year) + f->Day - 1;
	for (m = 1; m < f->Month; m++)
		days += days_in_month(f->Year, m);
	Time->QuadPart = (days * MS_PER_DAY + f->Hour * 3600000LL +
			  f->Minute * 60000LL + f->Second * 1000LL +
			  f->Milliseconds) * TICKS_PER_MS;
	return TRUE;
}
WDM_EXPORT(RtlTimeFieldsToTime);

static BOOLEAN to_seconds(PLARGE_INTEGER time, s64 epoch, PULONG seconds)
{
	s64 s = div64_s64(time->QuadPart, TICKS_PER_SECOND) - epoch;

	if (s < 0 || s > U32_MAX)
		return FALSE;
	*seconds = s;
	return TRUE;
}

/**
 * RtlTimeToSecondsSince1970 - seconds from the beginning of 1970
 * @Time: system time
 * @ElapsedSeconds: gets the seconds
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE, with @ElapsedSeconds unchanged, if they don't fit.
 * Reference: "RtlTimeToSecondsSince1970 function (ntddk.h)"
 */
BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER Time,
					PULONG ElapsedSeconds)
{
	return to_seconds(Time, SECONDS_1601_TO_1970, ElapsedSeconds);
}
WDM_EXPORT(RtlTimeToSecondsSince1970);

/**
 * RtlTimeToSecondsSince1980 - seconds from the beginning of 1980
 * @Time: system time
 * @ElapsedSeconds: gets the seconds
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE, with @ElapsedSeconds unchanged, if they don't fit.
 * Reference: "RtlTimeToSecondsSince1980 function (ntifs.h)"
 */
BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER Time,
					PULONG ElapsedSeconds)
{
	return to_seconds(Time, SECONDS_1601_TO_1970 + SECONDS_1970_TO_1980,
			  ElapsedSeconds);
}
WDM_EXPORT(RtlTimeToSecondsSince1980);

/**
 * RtlSecondsSince1970ToTime - system time of seconds since 1970
 * @ElapsedSeconds: seconds from the beginning of 1970
 * @Time: gets the system time
 *
 * Context: any IRQL.
 * Reference: "RtlSecondsSince1970ToTime function (ntifs.h)"
 */
VOID NTAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
	Time->QuadPart = (ElapsedSeconds + SECONDS_1601_TO_1970) *
			 TICKS_PER_SECOND;
}
WDM_EXPORT(RtlSecondsSince1970ToTime);

/**
 * RtlSecondsSince1980ToTime - system time of seconds since 1980
 * @ElapsedSeconds: seconds from the beginning of 1980
 * @Time: gets the system time
 *
 * Context: any IRQL.
 * Reference: "RtlSecondsSince1980ToTime function (ntifs.h)"
 */
VOID NTAPI RtlSecondsSince1980ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
	Time->QuadPart = (ElapsedSeconds + SECONDS_1601_TO_1970 +
			  SECONDS_1970_TO_1980) * TICKS_PER_SECOND;
}
WDM_EXPORT(RtlSecondsSince1980ToTime);
