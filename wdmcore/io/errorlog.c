// SPDX-License-Identifier: GPL-2.0
/*
 * Io: the error log, which is the kernel's log here.
 *
 * An entry becomes one line with everything that the driver filled in, and one for
 * its dump data. Names of objects can be looked up at PASSIVE_LEVEL only, so an
 * entry written above that goes through the queue of work items, with a
 * reference to its object.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "ex.h"
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "rtl.h"

/* Text of the insertion strings: more than their units can become in UTF-8. */
#define STRINGS_SIZE	(ERROR_LOG_MAXIMUM_SIZE * 2)

/**
 * struct error_log_entry - around the packet that the driver fills in
 * @work: prints the entry
 * @object: device or driver object, with a reference
 * @size: of @packet, with what follows it
 * @packet: the driver's
 */
struct error_log_entry {
	struct work_struct work;
	PVOID object;
	size_t size;
	IO_ERROR_LOG_PACKET packet;
};

static void free_entry(struct error_log_entry *entry)
{
	wdm_ob_put(entry->object);
	kfree(entry);
}

static const char *status_name(NTSTATUS status)
{
	return wdm_status_name(status) ?: "unknown status";
}

/* "first", "second" ... as far as they lie in the entry. */
static void format_strings(const struct error_log_entry *entry, char *text, size_t size)
{
	const IO_ERROR_LOG_PACKET *packet = &entry->packet;
	size_t at = packet->StringOffset;
	size_t max, len, used = 0;
	const u16 *string;
	int i;

	text[0] = '\0';
	if (at % 2)
		return;
	for (i = 0; i < packet->NumberOfStrings && at + 2 <= entry->size; i++) {
		string = (const u16 *)((const char *)packet + at);
		max = (entry->size - at) / 2;
		for (len = 0; len < max && string[len]; len++)
			;
		used += scnprintf(text + used, size - used, " \"");
		used += min(wdm_utf16_to_utf8(text + used, size - used - 2, string, len),
			    size - used - 2);
		used += scnprintf(text + used, size - used, "\"");
		at += 2 * (len + 1);
		if (size - used < 8)
			break;
	}
}

static void object_path(PVOID object, char *text, size_t size)
{
	UNICODE_STRING path = { };

	text[0] = '\0';
	if (NT_SUCCESS(wdm_ob_path(object, &path)) && path.Buffer)
		wdm_ustr_to_utf8(text, size, &path);
	kfree(path.Buffer);
}

static void print_entry(struct error_log_entry *entry)
{
	const IO_ERROR_LOG_PACKET *packet = &entry->packet;
	size_t dump_offset = offsetof(IO_ERROR_LOG_PACKET, DumpData);
	PDRIVER_OBJECT driver = entry->object;
	char driver_name[64];
	char device_name[64] = "";
	char *strings;
	size_t dump;

	if (wdm_ob_type(entry->object) == &wdm_device_type) {
		driver = ((PDEVICE_OBJECT)entry->object)->DriverObject;
		object_path(entry->object, device_name, sizeof(device_name));
	}
	wdm_ustr_to_utf8(driver_name, sizeof(driver_name), &driver->DriverName);

	strings = kmalloc(STRINGS_SIZE, GFP_KERNEL);
	if (strings)
		format_strings(entry, strings, STRINGS_SIZE);
	pr_err("wdm: error log: %s%s%s: error 0x%08x (%s), final status 0x%08x (%s), unique value 0x%x, major function 0x%02x, control code 0x%x, offset 0x%llx, sequence %u, retries %u, category %u%s%s\n",
	       driver_name, device_name[0] ? ", device " : "", device_name,
	       packet->ErrorCode, status_name(packet->ErrorCode),
	       packet->FinalStatus, status_name(packet->FinalStatus),
	       packet->UniqueErrorValue, packet->MajorFunctionCode, packet->IoControlCode,
	       packet->DeviceOffset.QuadPart, packet->SequenceNumber, packet->RetryCount,
	       packet->EventCategory, strings && strings[0] ? ", strings" : "",
	       strings ?: "");
	kfree(strings);

	dump = min_t(size_t, packet->DumpDataSize, entry->size - dump_offset);
	if (dump)
		print_hex_dump(KERN_ERR, "wdm: error log: dump data: ", DUMP_PREFIX_OFFSET,
			       16, 4, (const char *)packet + dump_offset, dump, false);
}

static void print_work(struct work_struct *work)
{
	struct error_log_entry *entry = container_of(work, struct error_log_entry, work);
	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 20);

	if (__ratelimit(&limit))
		print_entry(entry);
	free_entry(entry);
}

/**
 * IoAllocateErrorLogEntry - make an entry for the error log
 * @IoObject: the device object or driver object that it is about
 * @EntrySize: bytes: the packet with its dump data and strings, at most
 *	ERROR_LOG_MAXIMUM_SIZE
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the zeroed packet; NULL without memory or with a bad size.
 * Reference: "IoAllocateErrorLogEntry function (wdm.h)".
 */
PVOID NTAPI IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize)
{
	struct error_log_entry *entry;

	if (!IoObject || EntrySize < offsetof(IO_ERROR_LOG_PACKET, DumpData) ||
	    EntrySize > ERROR_LOG_MAXIMUM_SIZE)
		return NULL;

	/* Never shorter than the structure, which the compiler may copy. */
	entry = kzalloc(offsetof(struct error_log_entry, packet) +
			max_t(size_t, EntrySize, sizeof(IO_ERROR_LOG_PACKET)), wdm_io_gfp());
	if (!entry)
		return NULL;
	INIT_WORK(&entry->work, print_work);
	wdm_ob_get(IoObject);
	entry->object = IoObject;
	entry->size = EntrySize;
	return &entry->packet;
}
WDM_EXPORT(IoAllocateErrorLogEntry);

/**
 * IoWriteErrorLogEntry - write an entry to the error log, and free it
 * @ElEntry: from IoAllocateErrorLogEntry, filled in
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoWriteErrorLogEntry function (wdm.h)".
 */
VOID NTAPI IoWriteErrorLogEntry(PVOID ElEntry)
{
	struct error_log_entry *entry = container_of(ElEntry, struct error_log_entry, packet);

	if (preemptible())
		print_work(&entry->work);
	else
		queue_work(wdm_workqueue(DelayedWorkQueue), &entry->work);
}
WDM_EXPORT(IoWriteErrorLogEntry);

/**
 * IoFreeErrorLogEntry - free an entry that will not be written
 * @ElEntry: from IoAllocateErrorLogEntry
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoFreeErrorLogEntry function (wdm.h)".
 */
VOID NTAPI IoFreeErrorLogEntry(PVOID ElEntry)
{
	free_entry(container_of(ElEntry, struct error_log_entry, packet));
}
WDM_EXPORT(IoFreeErrorLogEntry);
