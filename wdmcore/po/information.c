// SPDX-License-Identifier: GPL-2.0
/* Po: what is known about the system's power. */
#include <linux/acpi.h>
#include <linux/cpu.h>
#include <linux/cpufreq.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/suspend.h>

#include <asm/tsc.h>

#include <ntddk.h>
#include "compat.h"
#include "po.h"

/* Interrupt times; 0: it never slept. */
static u64 last_sleep, last_wake;

static int system_sleeps(struct notifier_block *block, unsigned long event, void *unused)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
		WRITE_ONCE(last_sleep, KeQueryInterruptTime());
		break;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
		WRITE_ONCE(last_wake, KeQueryInterruptTime());
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block sleep_notifier = { .notifier_call = system_sleeps };

static bool has_state(u8 state)
{
#ifdef CONFIG_ACPI
	u8 a, b;

	return !acpi_disabled && ACPI_SUCCESS(acpi_get_sleep_type_data(state, &a, &b));
#else
	return false;
#endif
}

static ULONG get_capabilities(void *out)
{
	SYSTEM_POWER_CAPABILITIES c = {
		.SystemS1 = has_state(1),
		.SystemS2 = has_state(2),
		.SystemS3 = has_state(3),
		.SystemS4 = IS_ENABLED(CONFIG_HIBERNATION) && has_state(4),
		.SystemS5 = TRUE,
		.ProcessorMinThrottle = 100,
		.ProcessorMaxThrottle = 100,
		.RtcWake = PowerSystemUnspecified,
		.MinDeviceWakeState = PowerSystemUnspecified,
	};

	memcpy(out, &c, sizeof(c));
	return sizeof(c);
}

static void get_processor(PROCESSOR_POWER_INFORMATION *info, unsigned int cpu, ULONG number)
{
	memset(info, 0, sizeof(*info));
	info->Number = number;
	info->MaxMhz = (cpufreq_quick_get_max(cpu) ?: tsc_khz) / 1000;
	info->CurrentMhz = (cpufreq_quick_get(cpu) ?: tsc_khz) / 1000;
	info->MhzLimit = info->MaxMhz;
}

static ULONG get_processors(void *out)
{
	PROCESSOR_POWER_INFORMATION *info = out;
	unsigned int cpu;
	ULONG count = 0;

	for_each_online_cpu(cpu) {
		if (out)
			get_processor(&info[count], cpu, count);
		count++;
	}
	return count * sizeof(*info);
}

static ULONG put_time(void *out, u64 time)
{
	memcpy(out, &time, sizeof(time));
	return sizeof(time);
}

/* Bytes of an answer; 0: the level has none. */
static ULONG length_of(POWER_INFORMATION_LEVEL level)
{
	switch (level) {
	case SystemPowerCapabilities:
		return sizeof(SYSTEM_POWER_CAPABILITIES);
	case ProcessorInformation:
		return get_processors(NULL);
	case LastWakeTime:
	case LastSleepTime:
		return sizeof(u64);
	default:
		return 0;
	}
}

/**
 * ZwPowerInformation() - asks for facts about the system's power
 * @InformationLevel: SystemPowerCapabilities, ProcessorInformation, LastWakeTime or
 *	LastSleepTime (interrupt time, in 100 ns)
 * @InputBuffer: NULL: these take none
 * @InputBufferLength: 0
 * @OutputBuffer: returns the structure; for ProcessorInformation one for each processor
 * @OutputBufferLength: bytes there
 *
 * Partial: other levels are STATUS_NOT_SUPPORTED; nothing can be set.
 * Reference page: "NtPowerInformation", and "POWER_INFORMATION_LEVEL enumeration (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER with input, STATUS_BUFFER_TOO_SMALL,
 *	STATUS_NOT_SUPPORTED
 */
NTSTATUS NTAPI ZwPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer,
				  ULONG InputBufferLength, PVOID OutputBuffer,
				  ULONG OutputBufferLength)
{
	ULONG length;

	/* Processors don't come and go between the two looks at them. */
	cpus_read_lock();
	length = length_of(InformationLevel);
	if (!length || InputBuffer || InputBufferLength || !OutputBuffer ||
	    OutputBufferLength < length) {
		cpus_read_unlock();
		if (!length)
			return STATUS_NOT_SUPPORTED;
		return InputBuffer || InputBufferLength ? STATUS_INVALID_PARAMETER :
							  STATUS_BUFFER_TOO_SMALL;
	}
	switch (InformationLevel) {
	case SystemPowerCapabilities:
		get_capabilities(OutputBuffer);
		break;
	case ProcessorInformation:
		get_processors(OutputBuffer);
		break;
	case LastWakeTime:
		put_time(OutputBuffer, READ_ONCE(last_wake));
		break;
	default:
		put_time(OutputBuffer, READ_ONCE(last_sleep));
		break;
	}
	cpus_read_unlock();
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwPowerInformation);

int wdm_power_information_init(void)
{
	return register_pm_notifier(&sleep_notifier);
}

void wdm_power_information_exit(void)
{
	unregister_pm_notifier(&sleep_notifier);
}
