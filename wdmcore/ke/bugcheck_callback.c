// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: what drivers do when a bug check is issued.
 *
 * Their routines are called when a driver calls KeBugCheck[Ex], and when Linux
 * panics. They aren't for reports of a driver's bug that is contained: the machine
 * goes on, and its devices are needed. As on Windows, each is called once.
 *
 * What they save is in no dump, as wdmcore writes none: it goes to the log, and is
 * in a dump of Linux' own (kdump) as all memory is. So routines that take part in the
 * writing of the dump, or add pages to it, are registered and have nothing to do.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"

#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

/* Bytes of a buffer that go to the log. */
#define LOG_LIMIT	256
/* Bytes of secondary data that one routine may offer. */
#define DATA_LIMIT	PAGE_SIZE

static LIST_ENTRY records = { &records, &records };
static LIST_ENTRY reason_records = { &reason_records, &reason_records };
static DEFINE_RAW_SPINLOCK(records_lock);
/* The CPU that calls the routines, which it may let register. -1: none */
static int calling_cpu = -1;

/* False: this CPU has the lock already, being in a routine. */
static bool lock_records(unsigned long *flags)
{
	local_irq_save(*flags);
	if (READ_ONCE(calling_cpu) == smp_processor_id())
		return false;
	raw_spin_lock(&records_lock);
	return true;
}

static void unlock_records(bool locked, unsigned long flags)
{
	if (locked)
		raw_spin_unlock(&records_lock);
	local_irq_restore(flags);
}

static ULONG_PTR checksum_of(const KBUGCHECK_CALLBACK_RECORD *r)
{
	return (ULONG_PTR)r->CallbackRoutine + (ULONG_PTR)r->Buffer + r->Length +
	       (ULONG_PTR)r->Component;
}

static ULONG_PTR reason_checksum_of(const KBUGCHECK_REASON_CALLBACK_RECORD *r)
{
	return (ULONG_PTR)r->CallbackRoutine + (ULONG_PTR)r->Component + r->Reason;
}

/**
 * KeRegisterBugCheckCallback - KeRegisterBugCheckCallback function
 * @CallbackRecord: resident memory of the caller, after KeInitializeCallbackRecord()
 * @CallbackRoutine: called at HIGH_LEVEL with @Buffer and @Length
 * @Buffer: where the routine saves what helps with the search for the bug; or NULL
 * @Length: its size in bytes
 * @Component: name of the driver or device
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE if the record is registered already.
 */
BOOLEAN NTAPI KeRegisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord,
					 PKBUGCHECK_CALLBACK_ROUTINE CallbackRoutine,
					 PVOID Buffer, ULONG Length, PUCHAR Component)
{
	bool locked, added = false;
	unsigned long flags;

	locked = lock_records(&flags);
	if (CallbackRecord->State == BufferEmpty) {
		CallbackRecord->CallbackRoutine = CallbackRoutine;
		CallbackRecord->Buffer = Buffer;
		CallbackRecord->Length = Length;
		CallbackRecord->Component = Component;
		CallbackRecord->Checksum = checksum_of(CallbackRecord);
		CallbackRecord->State = BufferInserted;
		InsertTailList(&records, &CallbackRecord->Entry);
		added = true;
	}
	unlock_records(locked, flags);
	return added;
}
WDM_EXPORT(KeRegisterBugCheckCallback);

/**
 * KeDeregisterBugCheckCallback - KeDeregisterBugCheckCallback function
 * @CallbackRecord: the record
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE if the record isn't registered.
 */
BOOLEAN NTAPI KeDeregisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord)
{
	bool locked, removed = false;
	unsigned long flags;

	locked = lock_records(&flags);
	if (CallbackRecord->State != BufferEmpty) {
		RemoveEntryList(&CallbackRecord->Entry);
		CallbackRecord->State = BufferEmpty;
		removed = true;
	}
	unlock_records(locked, flags);
	return removed;
}
WDM_EXPORT(KeDeregisterBugCheckCallback);

/**
 * KeRegisterBugCheckReasonCallback - KeRegisterBugCheckReasonCallback function
 * @CallbackRecord: resident memory of the caller, after KeInitializeCallbackRecord()
 * @CallbackRoutine: called at HIGH_LEVEL
 * @Reason: what it is called for
 * @Component: name of the driver or device
 *
 * Differs from Windows: no dump is written, so only routines for
 * KbCallbackSecondaryDumpData have anything to be called for; their data go to the log.
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE if the record is registered already, or there is no such reason.
 */
BOOLEAN NTAPI
KeRegisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord,
				 PKBUGCHECK_REASON_CALLBACK_ROUTINE CallbackRoutine,
				 KBUGCHECK_CALLBACK_REASON Reason, PUCHAR Component)
{
	bool locked, added = false;
	unsigned long flags;

	if (Reason < KbCallbackSecondaryDumpData || Reason > KbCallbackTriageDumpData)
		return FALSE;

	locked = lock_records(&flags);
	if (CallbackRecord->State == BufferEmpty) {
		CallbackRecord->CallbackRoutine = CallbackRoutine;
		CallbackRecord->Component = Component;
		CallbackRecord->Reason = Reason;
		CallbackRecord->Checksum = reason_checksum_of(CallbackRecord);
		CallbackRecord->State = BufferInserted;
		InsertTailList(&reason_records, &CallbackRecord->Entry);
		added = true;
	}
	unlock_records(locked, flags);
	return added;
}
WDM_EXPORT(KeRegisterBugCheckReasonCallback);

/**
 * KeDeregisterBugCheckReasonCallback - KeDeregisterBugCheckReasonCallback function
 * @CallbackRecord: the record
 *
 * Context: any IRQL.
 * Return: TRUE; FALSE if the record isn't registered.
 */
BOOLEAN NTAPI KeDeregisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord)
{
	bool locked, removed = false;
	unsigned long flags;

	locked = lock_records(&flags);
	if (CallbackRecord->State != BufferEmpty) {
		RemoveEntryList(&CallbackRecord->Entry);
		CallbackRecord->State = BufferEmpty;
		removed = true;
	}
	unlock_records(locked, flags);
	return removed;
}
WDM_EXPORT(KeDeregisterBugCheckReasonCallback);

static void log_data(const UCHAR *component, const void *data, size_t length)
{
	pr_err("wdm: *** data of %s: %zu bytes%s\n", component ? (const char *)component : "?",
	       length, length > LOG_LIMIT ? ", of which the first:" : "");
	print_hex_dump(KERN_ERR, "wdm: *** ", DUMP_PREFIX_OFFSET, 16, 4, data,
		       min_t(size_t, length, LOG_LIMIT), true);
}

static void call_record(KBUGCHECK_CALLBACK_RECORD *r)
{
	if (r->State != BufferInserted || r->Checksum != checksum_of(r))
		return;
	r->State = BufferStarted;
	WDM_CALL(r->CallbackRoutine, r->Buffer, r->Length);
	if (r->State == BufferStarted)
		r->State = BufferFinished;
	if (r->Buffer && r->Length)
		log_data(r->Component, r->Buffer, r->Length);
}

static void call_reason_record(KBUGCHECK_REASON_CALLBACK_RECORD *r)
{
	static u8 buffer[DATA_LIMIT] __aligned(16);
	KBUGCHECK_SECONDARY_DUMP_DATA data = {
		.InBuffer = buffer,
		.InBufferLength = sizeof(buffer),
		.MaximumAllowed = DATA_LIMIT,
	};

	if (r->Reason != KbCallbackSecondaryDumpData || r->State != BufferInserted ||
	    r->Checksum != reason_checksum_of(r))
		return;
	memset(buffer, 0, sizeof(buffer));
	r->State = BufferStarted;
	WDM_CALL(r->CallbackRoutine, r->Reason, r, &data, sizeof(data));
	if (r->State == BufferStarted)
		r->State = BufferFinished;
	if (data.OutBuffer && data.OutBufferLength)
		log_data(r->Component, data.OutBuffer,
			 min_t(size_t, data.OutBufferLength, DATA_LIMIT));
}

void wdm_bug_check_callbacks(void)
{
	LIST_ENTRY *entry, *next;
	unsigned long flags;
	KIRQL previous;

	/* A bug check in a routine. */
	if (!lock_records(&flags)) {
		local_irq_restore(flags);
		return;
	}
	WRITE_ONCE(calling_cpu, smp_processor_id());
	previous = wdm_dirql_enter(HIGH_LEVEL);
	for (entry = records.Flink; entry != &records; entry = next) {
		next = entry->Flink;
		call_record(CONTAINING_RECORD(entry, KBUGCHECK_CALLBACK_RECORD, Entry));
	}
	for (entry = reason_records.Flink; entry != &reason_records; entry = next) {
		next = entry->Flink;
		call_reason_record(CONTAINING_RECORD(entry, KBUGCHECK_REASON_CALLBACK_RECORD,
						     Entry));
	}
	wdm_dirql_leave(previous);
	WRITE_ONCE(calling_cpu, -1);
	unlock_records(true, flags);
}
EXPORT_SYMBOL_GPL(wdm_bug_check_callbacks);

static int on_panic(struct notifier_block *block, unsigned long event, void *message)
{
	/* Whoever had the lock has been stopped. */
	if (raw_spin_is_locked(&records_lock))
		return NOTIFY_DONE;
	wdm_bug_check_callbacks();
	return NOTIFY_DONE;
}

static struct notifier_block panic_block = { .notifier_call = on_panic };

static bool report_left(const void *routine, const void *start, size_t size)
{
	if (routine < start || routine >= start + size)
		return false;
	wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
		       (uintptr_t)routine, 0, 0, 0, routine,
		       "its bug check callback was registered when it was unloaded");
	return true;
}

void wdm_bug_check_driver_gone(const void *start, size_t size)
{
	LIST_ENTRY *entry, *next;
	unsigned long flags;

	raw_spin_lock_irqsave(&records_lock, flags);
	for (entry = records.Flink; entry != &records; entry = next) {
		next = entry->Flink;
		if (report_left(CONTAINING_RECORD(entry, KBUGCHECK_CALLBACK_RECORD,
						  Entry)->CallbackRoutine, start, size))
			RemoveEntryList(entry);
	}
	for (entry = reason_records.Flink; entry != &reason_records; entry = next) {
		next = entry->Flink;
		if (report_left(CONTAINING_RECORD(entry, KBUGCHECK_REASON_CALLBACK_RECORD,
						  Entry)->CallbackRoutine, start, size))
			RemoveEntryList(entry);
	}
	raw_spin_unlock_irqrestore(&records_lock, flags);
}
EXPORT_SYMBOL_GPL(wdm_bug_check_driver_gone);

int __init wdm_bug_check_init(void)
{
	return atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}

void wdm_bug_check_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_block);
}
