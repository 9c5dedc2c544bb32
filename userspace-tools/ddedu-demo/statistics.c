// SPDX-License-Identifier: GPL-2.0
/*
 * What the driver counted: each standard routine, how often it was called and at
 * which IRQLs it found itself, against what the documentation allows.
 */
#include <string.h>
#include <time.h>

#include "edu.h"
#include "steps.h"

#define PASSIVE		(1U << 0)
#define APC		(1U << 1)
#define DISPATCH	(1U << 2)
#define DIRQL		(~0U << 3)

static const struct {
	const char *name;
	uint32_t allowed;
} routines[DdRtnMaximum] = {
	[DdRtnDriverEntry] = { "DriverEntry", PASSIVE },
	[DdRtnUnload] = { "DDUnload", PASSIVE },
	[DdRtnReinitialize] = { "DDReinitialize", PASSIVE },
	[DdRtnAddDevice] = { "DDAddDevice", PASSIVE },
	[DdRtnDispatchCreate] = { "DDDispatchCreate", PASSIVE },
	[DdRtnDispatchClose] = { "DDDispatchClose", PASSIVE },
	[DdRtnDispatchCleanup] = { "DDDispatchCleanup", PASSIVE },
	[DdRtnDispatchReadWrite] = { "DDDispatchReadWrite", PASSIVE | APC | DISPATCH },
	[DdRtnDispatchDeviceControl] = { "DDDispatchDeviceControl", PASSIVE | APC | DISPATCH },
	[DdRtnDispatchPnp] = { "DDDispatchPnp", PASSIVE },
	[DdRtnDispatchPower] = { "DDDispatchPower", PASSIVE | APC | DISPATCH },
	[DdRtnDispatchSystemControl] = { "DDDispatchSystemControl", PASSIVE },
	[DdRtnStartIo] = { "DDStartIo", DISPATCH },
	[DdRtnInterruptService] = { "DDInterruptService", DIRQL },
	[DdRtnInterruptMessageService] = { "DDInterruptMessageService", DIRQL },
	[DdRtnDpcForIsr] = { "DDDpcForIsr", DISPATCH },
	[DdRtnCustomDpc] = { "DDCustomDpc", DISPATCH },
	[DdRtnSynchCritSection] = { "DDSynchCritSection", DIRQL },
	[DdRtnAdapterControl] = { "DDAdapterControl", DISPATCH },
	[DdRtnAdapterListControl] = { "DDAdapterListControl", DISPATCH },
	[DdRtnIoCompletion] = { "DDIoCompletion", PASSIVE | APC | DISPATCH },
	[DdRtnCancel] = { "DDCancel", DISPATCH },
	[DdRtnCustomTimerDpc] = { "DDCustomTimerDpc", DISPATCH },
	[DdRtnIoTimer] = { "DDIoTimer", DISPATCH },
};

static bool get_statistics(int fd, DDEDU_STATISTICS *statistics)
{
	uint64_t information = 0;
	uint32_t status;

	memset(statistics, 0, sizeof(*statistics));
	status = edu_control(fd, IOCTL_DDEDU_GET_STATISTICS, NULL, 0, statistics,
			     sizeof(*statistics), &information);
	return status == STATUS_SUCCESS && information == sizeof(*statistics) &&
	       statistics->RoutineCount == DdRtnMaximum;
}

void show_timer(int fd)
{
	DDEDU_STATISTICS before, after;
	struct timespec time = { 2, 500000000 };

	puts("once a second");
	get_statistics(fd, &before);
	nanosleep(&time, NULL);
	get_statistics(fd, &after);
	expect(after.SecondsRunning - before.SecondsRunning >= 2 &&
	       after.SecondsRunning - before.SecondsRunning <= 3,
	       "in 2.5 s the IoTimer ticked %u times (METHOD_OUT_DIRECT)",
	       after.SecondsRunning - before.SecondsRunning);
}

static void print_irqls(uint32_t mask)
{
	const char *separator = "";

	if (!mask)
		printf("-");
	for (int irql = 0; irql < 32; irql++) {
		if (mask & 1U << irql) {
			printf("%s%d", separator, irql);
			separator = ", ";
		}
	}
}

void show_routines(int fd)
{
	DDEDU_STATISTICS statistics;

	puts("the standard driver routines, as the driver saw them");
	if (!get_statistics(fd, &statistics)) {
		expect(false, "no statistics");
		return;
	}
	expect(statistics.SelfTestStatus == STATUS_SUCCESS && statistics.ReinitializeCount == 2,
	       "DDReinitialize came with Count %u, its self-test ended with 0x%08x",
	       statistics.ReinitializeCount, statistics.SelfTestStatus);
	printf("       %-28s %8s  %s\n", "routine", "calls", "IRQL");
	for (int i = 0; i < DdRtnMaximum; i++) {
		const DDEDU_ROUTINE_STATISTICS *seen = &statistics.Routines[i];
		/* Of the two interrupt routines, the one that fits the interrupt. */
		bool other = i == (statistics.MessageSignaled ? DdRtnInterruptService :
								 DdRtnInterruptMessageService);
		bool good = other ? !seen->Count :
				    seen->Count && !(seen->IrqlMask & ~routines[i].allowed);

		printf("  %-4s %-28s %8u  ", good ? "ok" : "FAIL", routines[i].name, seen->Count);
		print_irqls(seen->IrqlMask);
		puts(other ? "  (not the kind of interrupt in use)" : "");
		if (!good)
			failures++;
	}
}
