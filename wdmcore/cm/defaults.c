// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: what the system itself has in the registry, for drivers that look there: the
 * version, the environment, the processors, the machine.
 */
#include <linux/cpumask.h>
#include <linux/dmi.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/processor.h>
#include <asm/tsc.h>

#include "cm.h"
#include "compat.h"
#include "io_dev.h"
#include "rtl.h"

#define CONTROL		"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\"
#define SELECT		"\\Registry\\Machine\\System\\Select"
#define WINDOWS_NT	"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion"
#define HARDWARE	"\\Registry\\Machine\\Hardware\\Description\\System"
#define ENVIRONMENT	CONTROL "Session Manager\\Environment"

/* Longer than any text here. */
#define MAX_TEXT	128

static NTSTATUS set(const char *path, const char *name, u32 type, const void *data, u32 length)
{
	UNICODE_STRING key_path = {}, value_name = {};
	struct wdm_cm_key *key;
	NTSTATUS status;

	status = wdm_utf8_to_ustr(&key_path, path);
	if (NT_SUCCESS(status))
		status = wdm_utf8_to_ustr(&value_name, name);
	mutex_lock(&wdm_cm_lock);
	if (NT_SUCCESS(status))
		status = wdm_cm_walk(NULL, &key_path, WDM_CM_CREATE_PATH, &key, NULL);
	if (NT_SUCCESS(status)) {
		status = wdm_cm_set_value(key, &value_name, type, data, length);
		wdm_cm_put_locked(key);
	}
	mutex_unlock(&wdm_cm_lock);
	RtlFreeUnicodeString(&key_path);
	RtlFreeUnicodeString(&value_name);
	return status;
}

static NTSTATUS set_number(const char *path, const char *name, u32 number)
{
	return set(path, name, REG_DWORD, &number, sizeof(number));
}

static NTSTATUS set_text(const char *path, const char *name, u32 type, const char *text)
{
	WCHAR units[MAX_TEXT];
	size_t count = min(wdm_utf8_to_utf16(units, MAX_TEXT - 1, text, strlen(text)),
			   (size_t)MAX_TEXT - 1);

	units[count] = 0;
	return set(path, name, type, units, (count + 1) * sizeof(WCHAR));
}

struct number {
	const char *path, *name;
	u32 number;
};

struct text {
	const char *path, *name;
	u32 type;
	const char *text;
};

static NTSTATUS set_constants(void)
{
	static const struct number numbers[] = {
		{ SELECT, "Current", 1 },
		{ SELECT, "Default", 1 },
		{ SELECT, "Failed", 0 },
		{ SELECT, "LastKnownGood", 1 },
		{ WINDOWS_NT, "CurrentMajorVersionNumber", 10 },
		{ WINDOWS_NT, "CurrentMinorVersionNumber", 0 },
	};
	static const struct text texts[] = {
		{ WINDOWS_NT, "CurrentVersion", REG_SZ, "6.3" },
		{ WINDOWS_NT, "CurrentType", REG_SZ, "Multiprocessor Free" },
		{ CONTROL "ProductOptions", "ProductType", REG_SZ, "WinNT" },
		{ ENVIRONMENT, "OS", REG_SZ, "Windows_NT" },
		{ ENVIRONMENT, "PROCESSOR_ARCHITECTURE", REG_SZ, "AMD64" },
		{ ENVIRONMENT, "windir", REG_EXPAND_SZ, "%SystemRoot%" },
		{ ENVIRONMENT, "TEMP", REG_EXPAND_SZ, "%SystemRoot%\\TEMP" },
		{ ENVIRONMENT, "TMP", REG_EXPAND_SZ, "%SystemRoot%\\TEMP" },
		{ HARDWARE, "Identifier", REG_SZ, "AT/AT COMPATIBLE" },
	};
	NTSTATUS status = STATUS_SUCCESS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers) && NT_SUCCESS(status); i++)
		status = set_number(numbers[i].path, numbers[i].name, numbers[i].number);
	for (i = 0; i < ARRAY_SIZE(texts) && NT_SUCCESS(status); i++)
		status = set_text(texts[i].path, texts[i].name, texts[i].type, texts[i].text);
	return status;
}

/* What depends on this machine, its kernel and wdmcore's parameters. */
static NTSTATUS set_system(void)
{
	char text[MAX_TEXT];
	NTSTATUS status;
	ULONG build;

	wdm_host_system_root(text, sizeof(text));
	status = set_text(WINDOWS_NT, "SystemRoot", REG_SZ, text);
	PsGetVersion(NULL, NULL, &build, NULL);
	snprintf(text, sizeof(text), "%u", build);
	if (NT_SUCCESS(status))
		status = set_text(WINDOWS_NT, "CurrentBuild", REG_SZ, text);
	if (NT_SUCCESS(status))
		status = set_text(WINDOWS_NT, "CurrentBuildNumber", REG_SZ, text);
	snprintf(text, sizeof(text), "%u", num_online_cpus());
	if (NT_SUCCESS(status))
		status = set_text(ENVIRONMENT, "NUMBER_OF_PROCESSORS", REG_SZ, text);
	return status;
}

static NTSTATUS set_machine(void)
{
	static const struct {
		const char *name;
		int field;
	} fields[] = {
		{ "BIOSVendor", DMI_BIOS_VENDOR },
		{ "BIOSVersion", DMI_BIOS_VERSION },
		{ "BIOSReleaseDate", DMI_BIOS_DATE },
		{ "SystemManufacturer", DMI_SYS_VENDOR },
		{ "SystemProductName", DMI_PRODUCT_NAME },
		{ "SystemVersion", DMI_PRODUCT_VERSION },
		{ "BaseBoardManufacturer", DMI_BOARD_VENDOR },
		{ "BaseBoardProduct", DMI_BOARD_NAME },
	};
	NTSTATUS status = STATUS_SUCCESS;
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields) && NT_SUCCESS(status); i++) {
		text = dmi_get_system_info(fields[i].field);
		if (text)
			status = set_text(HARDWARE "\\BIOS", fields[i].name, REG_SZ, text);
	}
	return status;
}

static NTSTATUS set_processors(void)
{
	const struct cpuinfo_x86 *info = &boot_cpu_data;
	char path[MAX_TEXT], text[MAX_TEXT];
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int cpu, number = 0;

	for_each_online_cpu(cpu) {
		snprintf(path, sizeof(path), HARDWARE "\\CentralProcessor\\%u", number++);
		snprintf(text, sizeof(text), "%s Family %u Model %u Stepping %u",
			 info->x86_vendor == X86_VENDOR_INTEL ? "Intel64" : "AMD64",
			 info->x86, info->x86_model, info->x86_stepping);
		status = set_text(path, "Identifier", REG_SZ, text);
		if (NT_SUCCESS(status))
			status = set_text(path, "ProcessorNameString", REG_SZ, info->x86_model_id);
		if (NT_SUCCESS(status))
			status = set_text(path, "VendorIdentifier", REG_SZ, info->x86_vendor_id);
		if (NT_SUCCESS(status))
			status = set_number(path, "~MHz", tsc_khz / 1000);
		if (!NT_SUCCESS(status))
			break;
	}
	return status;
}

NTSTATUS wdm_cm_set_defaults(void)
{
	NTSTATUS status = set_constants();

	if (NT_SUCCESS(status))
		status = set_system();
	if (NT_SUCCESS(status))
		status = set_machine();
	return NT_SUCCESS(status) ? set_processors() : status;
}
