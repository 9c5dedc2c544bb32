// SPDX-License-Identifier: GPL-2.0
/*
 * Dbg: the report of a driver's bug.
 *
 * A report is one block in the log: the bug check's name, code and parameters
 * (what a Windows driver developer looks up), the rule in words, the driver and
 * routine, and the stack. A broken driver repeats its mistake, so the printing is
 * rate limited; the counter and the hook see every report.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "../internal/compat.h"
#include "../internal/dbg.h"
#include "../internal/pe.h"

atomic_t wdm_bug_reports = ATOMIC_INIT(0);
EXPORT_SYMBOL_GPL(wdm_bug_reports);

struct report_hook {
	wdm_bug_report_hook_t function;
	void *context;
};

static struct report_hook report_hook_slot;
static struct report_hook __rcu *report_hook;

static const struct {
	u32 code;
	const char *name;
} bug_checks[] = {
	{ 0x01, "APC_INDEX_MISMATCH" },
	{ 0x04, "INVALID_DATA_ACCESS_TRAP" },
	{ 0x05, "INVALID_PROCESS_ATTACH_ATTEMPT" },
	{ 0x08, "IRQL_NOT_DISPATCH_LEVEL" },
	{ 0x09, "IRQL_NOT_GREATER_OR_EQUAL" },
	{ 0x0a, "IRQL_NOT_LESS_OR_EQUAL" },
	{ 0x0b, "NO_EXCEPTION_HANDLING_SUPPORT" },
	{ 0x0c, "MAXIMUM_WAIT_OBJECTS_EXCEEDED" },
	{ 0x0d, "MUTEX_LEVEL_NUMBER_VIOLATION" },
	{ 0x0f, "SPIN_LOCK_ALREADY_OWNED" },
	{ 0x10, "SPIN_LOCK_NOT_OWNED" },
	{ 0x11, "THREAD_NOT_MUTEX_OWNER" },
	{ 0x18, "REFERENCE_BY_POINTER" },
	{ 0x19, "BAD_POOL_HEADER" },
	{ 0x1a, "MEMORY_MANAGEMENT" },
	{ 0x1d, "NO_SPIN_LOCK_AVAILABLE" },
	{ 0x1e, "KMODE_EXCEPTION_NOT_HANDLED" },
	{ 0x20, "KERNEL_APC_PENDING_DURING_EXIT" },
	{ 0x23, "FAT_FILE_SYSTEM" },
	{ 0x24, "NTFS_FILE_SYSTEM" },
	{ 0x2b, "PANIC_STACK_SWITCH" },
	{ 0x2e, "DATA_BUS_ERROR" },
	{ 0x35, "NO_MORE_IRP_STACK_LOCATIONS" },
	{ 0x36, "DEVICE_REFERENCE_COUNT_NOT_ZERO" },
	{ 0x39, "SYSTEM_EXIT_OWNED_MUTEX" },
	{ 0x3b, "SYSTEM_SERVICE_EXCEPTION" },
	{ 0x3e, "MULTIPROCESSOR_CONFIGURATION_NOT_SUPPORTED" },
	{ 0x3f, "NO_MORE_SYSTEM_PTES" },
	{ 0x40, "TARGET_MDL_TOO_SMALL" },
	{ 0x41, "MUST_SUCCEED_POOL_EMPTY" },
	{ 0x44, "MULTIPLE_IRP_COMPLETE_REQUESTS" },
	{ 0x46, "INCORRECT_IRP_COMPLETION" },
	{ 0x48, "CANCEL_STATE_IN_COMPLETED_IRP" },
	{ 0x49, "PAGE_FAULT_WITH_INTERRUPTS_OFF" },
	{ 0x4a, "IRQL_GT_ZERO_AT_SYSTEM_SERVICE" },
	{ 0x4c, "FATAL_UNHANDLED_HARD_ERROR" },
	{ 0x4e, "PFN_LIST_CORRUPT" },
	{ 0x50, "PAGE_FAULT_IN_NONPAGED_AREA" },
	{ 0x51, "REGISTRY_ERROR" },
	{ 0x5c, "HAL_INITIALIZATION_FAILED" },
	{ 0x6f, "SESSION3_INITIALIZATION_FAILED" },
	{ 0x76, "PROCESS_HAS_LOCKED_PAGES" },
	{ 0x77, "KERNEL_STACK_INPAGE_ERROR" },
	{ 0x79, "MISMATCHED_HAL" },
	{ 0x7a, "KERNEL_DATA_INPAGE_ERROR" },
	{ 0x7e, "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED" },
	{ 0x7f, "UNEXPECTED_KERNEL_MODE_TRAP" },
	{ 0x80, "NMI_HARDWARE_FAILURE" },
	{ 0x81, "SPIN_LOCK_INIT_FAILURE" },
	{ 0x8e, "KERNEL_MODE_EXCEPTION_NOT_HANDLED" },
	{ 0x90, "PP1_INITIALIZATION_FAILED" },
	{ 0x92, "UP_DRIVER_ON_MP_SYSTEM" },
	{ 0x93, "INVALID_KERNEL_HANDLE" },
	{ 0x96, "INVALID_WORK_QUEUE_ITEM" },
	{ 0x9c, "MACHINE_CHECK_EXCEPTION" },
	{ 0x9f, "DRIVER_POWER_STATE_FAILURE" },
	{ 0xa0, "INTERNAL_POWER_ERROR" },
	{ 0xa1, "PCI_BUS_DRIVER_INTERNAL" },
	{ 0xa5, "ACPI_BIOS_ERROR" },
	{ 0xb8, "ATTEMPTED_SWITCH_FROM_DPC" },
	{ 0xbe, "ATTEMPTED_WRITE_TO_READONLY_MEMORY" },
	{ 0xbf, "MUTEX_ALREADY_OWNED" },
	{ 0xc1, "SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION" },
	{ 0xc2, "BAD_POOL_CALLER" },
	{ 0xc4, "DRIVER_VERIFIER_DETECTED_VIOLATION" },
	{ 0xc5, "DRIVER_CORRUPTED_EXPOOL" },
	{ 0xc6, "DRIVER_CAUGHT_MODIFYING_FREED_POOL" },
	{ 0xc7, "TIMER_OR_DPC_INVALID" },
	{ 0xc8, "IRQL_UNEXPECTED_VALUE" },
	{ 0xc9, "DRIVER_VERIFIER_IOMANAGER_VIOLATION" },
	{ 0xca, "PNP_DETECTED_FATAL_ERROR" },
	{ 0xcb, "DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS" },
	{ 0xcc, "PAGE_FAULT_IN_FREED_SPECIAL_POOL" },
	{ 0xcd, "PAGE_FAULT_BEYOND_END_OF_ALLOCATION" },
	{ 0xce, "DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS" },
	{ 0xd0, "DRIVER_CORRUPTED_MMPOOL" },
	{ 0xd1, "DRIVER_IRQL_NOT_LESS_OR_EQUAL" },
	{ 0xd3, "DRIVER_PORTION_MUST_BE_NONPAGED" },
	{ 0xd4, "SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD" },
	{ 0xd5, "DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL" },
	{ 0xd6, "DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION" },
	{ 0xd7, "DRIVER_UNMAPPING_INVALID_VIEW" },
	{ 0xd8, "DRIVER_USED_EXCESSIVE_PTES" },
	{ 0xd9, "LOCKED_PAGES_TRACKER_CORRUPTION" },
	{ 0xda, "SYSTEM_PTE_MISUSE" },
	{ 0xdb, "DRIVER_CORRUPTED_SYSPTES" },
	{ 0xde, "POOL_CORRUPTION_IN_FILE_AREA" },
	{ 0xe1, "WORKER_THREAD_RETURNED_AT_BAD_IRQL" },
	{ 0xe2, "MANUALLY_INITIATED_CRASH" },
	{ 0xe3, "RESOURCE_NOT_OWNED" },
	{ 0xe4, "WORKER_INVALID" },
	{ 0xe6, "DRIVER_VERIFIER_DMA_VIOLATION" },
	{ 0xe7, "INVALID_FLOATING_POINT_STATE" },
	{ 0xe8, "INVALID_CANCEL_OF_FILE_OPEN" },
	{ 0xe9, "ACTIVE_EX_WORKER_THREAD_TERMINATION" },
	{ 0xea, "THREAD_STUCK_IN_DEVICE_DRIVER" },
	{ 0xf5, "FLTMGR_FILE_SYSTEM" },
	{ 0xf6, "PCI_VERIFIER_DETECTED_VIOLATION" },
	{ 0xf7, "DRIVER_OVERRAN_STACK_BUFFER" },
	{ 0xfc, "ATTEMPTED_EXECUTE_OF_NOEXECUTE_MEMORY" },
	{ 0xfe, "BUGCODE_USB_DRIVER" },
	{ 0x100, "LOADER_BLOCK_MISMATCH" },
	{ 0x101, "CLOCK_WATCHDOG_TIMEOUT" },
	{ 0x108, "THIRD_PARTY_FILE_SYSTEM_FAILURE" },
	{ 0x109, "CRITICAL_STRUCTURE_CORRUPTION" },
	{ 0x10d, "WDF_VIOLATION" },
	{ 0x112, "MSRPC_STATE_VIOLATION" },
	{ 0x11d, "EVENT_TRACING_FATAL_ERROR" },
	{ 0x121, "DRIVER_VIOLATION" },
	{ 0x124, "WHEA_UNCORRECTABLE_ERROR" },
	{ 0x132, "RESOURCE_OWNER_POINTER_INVALID" },
	{ 0x133, "DPC_WATCHDOG_VIOLATION" },
	{ 0x139, "KERNEL_SECURITY_CHECK_FAILURE" },
	{ 0x13a, "KERNEL_MODE_HEAP_CORRUPTION" },
	{ 0x15b, "WORKER_THREAD_INVALID_STATE" },
	{ 0x15f, "CONNECTED_STANDBY_WATCHDOG_TIMEOUT_LIVEDUMP" },
	{ 0x160, "WIN32K_ATOMIC_CHECK_FAILURE" },
	{ 0x162, "KERNEL_AUTO_BOOST_INVALID_LOCK_RELEASE" },
	{ 0x163, "WORKER_THREAD_TEST_CONDITION" },
	{ 0x18b, "SECURE_KERNEL_ERROR" },
	{ 0x192, "KERNEL_AUTO_BOOST_LOCK_ACQUISITION_WITH_RAISED_IRQL" },
	{ 0x1c4, "DRIVER_VERIFIER_DETECTED_VIOLATION_LIVEDUMP" },
	{ 0x1c5, "IO_THREADPOOL_DEADLOCK_LIVEDUMP" },
	{ 0xdeaddead, "MANUALLY_INITIATED_CRASH1" },
};

/**
 * wdm_bug_check_name - symbolic name of a bug check code
 * @code: bug check code
 *
 * Context: any IRQL.
 * Return: the name, NULL if the code has none.
 */
const char *wdm_bug_check_name(u32 code)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bug_checks); i++) {
		if (bug_checks[i].code == code)
			return bug_checks[i].name;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(wdm_bug_check_name);

void wdm_driver_name(const void *address, char *name, size_t size)
{
	const struct wdm_image *image;
	char symbol[KSYM_SYMBOL_LEN];
	char *begin, *end;

	rcu_read_lock();
	image = wdm_image_at(address);
	if (image)
		strscpy(name, wdm_image_service(image), size);
	rcu_read_unlock();
	if (image)
		return;

	/* "routine [module]"; __module_address() is not for modules. */
	snprintf(symbol, sizeof(symbol), "%ps", address);
	begin = strrchr(symbol, '[');
	end = begin ? strchr(begin, ']') : NULL;
	if (end)
		*end = 0;
	strscpy(name, end ? begin + 1 : "wdm", size);
}

/**
 * wdm_set_bug_report_hook - see, and possibly swallow, each report
 * @hook: called for each report, NULL to remove the present hook
 * @context: handed to @hook
 *
 * There is one slot. When the call that removes a hook returns, no call of the
 * hook is running any more.
 *
 * Context: PASSIVE_LEVEL; callers serialise among themselves.
 */
void wdm_set_bug_report_hook(wdm_bug_report_hook_t hook, void *context)
{
	RCU_INIT_POINTER(report_hook, NULL);
	synchronize_rcu();
	if (!hook)
		return;

	report_hook_slot.function = hook;
	report_hook_slot.context = context;
	rcu_assign_pointer(report_hook, &report_hook_slot);
}
EXPORT_SYMBOL_GPL(wdm_set_bug_report_hook);

static bool is_expected(const struct wdm_bug_report *report)
{
	const struct report_hook *hook;
	bool expected = false;

	rcu_read_lock();
	hook = rcu_dereference(report_hook);
	if (hook)
		expected = hook->function(report, hook->context);
	rcu_read_unlock();

	return expected;
}

static void print_report(const struct wdm_bug_report *r)
{
	const char *name = wdm_bug_check_name(r->code) ?: "bug check";

	pr_err("wdm: *** %s (0x%08x): %s\n", name, r->code, r->text);
	pr_err("wdm: *** parameters 0x%016llx 0x%016llx 0x%016llx 0x%016llx\n",
	       r->parameter[0], r->parameter[1], r->parameter[2],
	       r->parameter[3]);
	if (r->driver_address) {
		char driver[MODULE_NAME_LEN], routine[128];

		wdm_driver_name(r->driver_address, driver, sizeof(driver));
		wdm_address_name(r->driver_address, routine, sizeof(routine));
		pr_err("wdm: *** driver %s, routine %s\n", driver, routine);
	}
	dump_stack();
	if (static_branch_unlikely(&wdm_images_key))
		wdm_print_image_frames(__builtin_frame_address(0));
}

/**
 * wdm_bug_report - report a driver's bug, as a bug check would
 * @code: bug check code
 * @p1: first parameter
 * @p2: second parameter
 * @p3: third parameter
 * @p4: fourth parameter
 * @driver_address: an address in the driver's code that shows who it was, such as
 *	the caller or a callback; NULL if there is none
 * @fmt: the broken rule in words, one line without line end
 *
 * Returns to the caller, which contains the damage. The log gets at most ten
 * reports in five seconds.
 *
 * Context: any IRQL.
 */
void wdm_bug_report(u32 code, u64 p1, u64 p2, u64 p3, u64 p4,
		    const void *driver_address, const char *fmt, ...)
{
	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 10);
	char text[192];
	struct wdm_bug_report report = {
		.code = code,
		.parameter = { p1, p2, p3, p4 },
		.driver_address = driver_address,
		.text = text,
	};
	va_list ap;

	va_start(ap, fmt);
	vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	if (is_expected(&report))
		return;

	atomic_inc(&wdm_bug_reports);
	if (__ratelimit(&limit))
		print_report(&report);
}
EXPORT_SYMBOL_GPL(wdm_bug_report);
