// SPDX-License-Identifier: GPL-2.0
/*
 * Dbg: DbgPrint and its relatives, into the kernel's log.
 *
 * A driver builds a line from several calls, in any context and on several CPUs
 * at once. So the text of a call is appended to an open line of the same driver in
 * the same context, and goes to the log, with the driver's name in front, when the
 * line is complete. There are a few open lines; when they are used up, or 100 ms
 * after the last piece, a line goes out as it is: a driver that never ends its
 * lines is still heard.
 *
 * Differs from Windows: there, a message passes only if the component's filter
 * mask allows its level, and by default that is DPFLTR_ERROR_LEVEL alone, because
 * the output is shared by the whole system. Here it is only the drivers', so the
 * default lets the four named levels pass. The parameter dbg_print_mask (as the
 * registry value DEFAULT of "Debug Print Filter") and DbgSetDebugFilterState()
 * change that.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "format.h"
#include "pe_thunk.h"
#include <wdm/dbg.h>
#include <ntstatus.h>

/* One call transmits at most this much, as on Windows. */
#define MESSAGE_MAX	512
#define LINE_MAX	512
#define OPEN_LINES	8
#define FLUSH_DELAY	msecs_to_jiffies(100)

static unsigned int dbg_print_mask = 0xf;
module_param(dbg_print_mask, uint, 0644);
MODULE_PARM_DESC(dbg_print_mask,
		 "levels of DbgPrintEx shown for each component, a bit mask");

/* Masks that DbgSetDebugFilterState() changed, in use if @own_mask says so. */
static atomic_t component_mask[DPFLTR_ENDOFTABLE_ID];
static DECLARE_BITMAP(own_mask, DPFLTR_ENDOFTABLE_ID);

struct open_line {
	char driver[MODULE_NAME_LEN];
	const void *context;
	unsigned int level;
	unsigned int length;
	u64 age;
	char text[LINE_MAX];
};

/* line_lock protects the lines and line_clock; any IRQL. */
static DEFINE_SPINLOCK(line_lock);
static struct open_line lines[OPEN_LINES];
static u64 line_clock;

static void flush_timeout(struct timer_list *unused)
{
	wdm_dbg_flush();
}

static DEFINE_TIMER(flush_timer, flush_timeout);

static void print_line(const struct open_line *line)
{
	switch (line->level) {
	case DPFLTR_ERROR_LEVEL:
		pr_err("%s: %.*s\n", line->driver, line->length, line->text);
		break;
	case DPFLTR_WARNING_LEVEL:
		pr_warn("%s: %.*s\n", line->driver, line->length, line->text);
		break;
	default:
		pr_info("%s: %.*s\n", line->driver, line->length, line->text);
	}
}

static void close_line(struct open_line *line)
{
	lockdep_assert_held(&line_lock);
	print_line(line);
	line->length = 0;
	line->context = NULL;
}

/*
 * Who is in the middle of a line: a thread, or one of the contexts that can
 * interrupt it on this CPU.
 */
static const void *current_context(void)
{
	if (in_hardirq())
		return (void *)(2 * (unsigned long)raw_smp_processor_id() + 1);
	if (in_serving_softirq())
		return (void *)(2 * (unsigned long)raw_smp_processor_id() + 2);
	return current;
}

static struct open_line *find_line(const char *driver, unsigned int level)
{
	const void *context = current_context();
	struct open_line *oldest = &lines[0];
	int i;

	lockdep_assert_held(&line_lock);
	for (i = 0; i < OPEN_LINES; i++) {
		struct open_line *line = &lines[i];

		if (line->context == context && !strcmp(line->driver, driver)) {
			line->level = min(line->level, level);
			return line;
		}
		if (!line->context)
			line->age = 0;
		if (line->age < oldest->age)
			oldest = line;
	}
	if (oldest->context)
		close_line(oldest);
	oldest->context = context;
	oldest->level = level;
	strscpy(oldest->driver, driver, sizeof(oldest->driver));
	return oldest;
}

static void emit(const char *driver, unsigned int level, const char *text,
		 size_t n)
{
	struct open_line *line;
	unsigned long flags;
	bool open;

	spin_lock_irqsave(&line_lock, flags);
	line = find_line(driver, level);
	line->age = ++line_clock;
	while (n--) {
		char c = *text++;

		if (c == '\n') {
			print_line(line);
			line->length = 0;
			continue;
		}
		if (c == '\r' || !c)
			continue;
		if (line->length == LINE_MAX) {
			print_line(line);
			line->length = 0;
		}
		line->text[line->length++] = c;
	}
	open = line->length;
	if (!open)
		line->context = NULL;
	spin_unlock_irqrestore(&line_lock, flags);

	if (open)
		mod_timer(&flush_timer, jiffies + FLUSH_DELAY);
}

void wdm_dbg_flush(void)
{
	unsigned long flags;
	int i;

	spin_lock_irqsave(&line_lock, flags);
	for (i = 0; i < OPEN_LINES; i++) {
		if (lines[i].context)
			close_line(&lines[i]);
	}
	spin_unlock_irqrestore(&line_lock, flags);
}
EXPORT_SYMBOL_GPL(wdm_dbg_flush);

void wdm_dbg_exit(void)
{
	del_timer_sync(&flush_timer);
	wdm_dbg_flush();
}

static u32 level_bits(u32 level)
{
	return level < 32 ? BIT(level) : level;
}

static u32 mask_of(u32 component)
{
	if (component < DPFLTR_ENDOFTABLE_ID && test_bit(component, own_mask))
		return atomic_read(&component_mask[component]);
	return READ_ONCE(dbg_print_mask);
}

static bool is_shown(u32 component, u32 level)
{
	return mask_of(component) & level_bits(level);
}

/* Who sees the output besides the log. Changed with callback_mutex held; read with RCU. */
static PDEBUG_PRINT_CALLBACK callbacks[8];
static DEFINE_MUTEX(callback_mutex);

static void call_back(char *text, size_t n, u32 component, u32 level)
{
	STRING output = { .Length = n, .MaximumLength = n, .Buffer = text };
	int i;

	rcu_read_lock();
	for (i = 0; i < ARRAY_SIZE(callbacks); i++) {
		PDEBUG_PRINT_CALLBACK callback = READ_ONCE(callbacks[i]);

		if (callback)
			WDM_CALL(callback, &output, component, level);
	}
	rcu_read_unlock();
}

/**
 * DbgSetDebugPrintCallback - see the drivers' debug output
 * @DebugPrintCallback: called with each message that passes the filter, at the
 *	IRQL of its writer
 * @Enable: TRUE to begin, FALSE to end
 *
 * Up to eight callbacks. When the call that ends one returns, it isn't running.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for NULL,
 * STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_FOUND to end one that hasn't begun.
 * Reference: none; in wdm.h since Windows Vista
 */
NTSTATUS NTAPI DbgSetDebugPrintCallback(PDEBUG_PRINT_CALLBACK DebugPrintCallback,
					BOOLEAN Enable)
{
	PDEBUG_PRINT_CALLBACK from = Enable ? NULL : DebugPrintCallback;
	int i;

	if (!DebugPrintCallback)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&callback_mutex);
	for (i = 0; i < ARRAY_SIZE(callbacks) && callbacks[i] != from; i++)
		;
	if (i < ARRAY_SIZE(callbacks))
		WRITE_ONCE(callbacks[i], Enable ? DebugPrintCallback : NULL);
	mutex_unlock(&callback_mutex);
	if (i == ARRAY_SIZE(callbacks))
		return Enable ? STATUS_INSUFFICIENT_RESOURCES : STATUS_NOT_FOUND;
	if (!Enable)
		synchronize_rcu();
	return STATUS_SUCCESS;
}
WDM_EXPORT(DbgSetDebugPrintCallback);

static ULONG print(const char *prefix, u32 component, u32 level,
		   const char *format, va_list ap, const void *caller)
{
	char text[MESSAGE_MAX];
	struct wdm_format_out out = { .buffer = text, .max = sizeof(text) };
	char driver[MODULE_NAME_LEN];
	size_t n;

	if (!is_shown(component, level))
		return STATUS_SUCCESS;

	n = strnlen(prefix, sizeof(text));
	memcpy(text, prefix, n);
	out.buffer = text + n;
	out.max -= n;
	wdm_format(&out, format, ap);

	call_back(text, n + min(out.total, out.max), component, level);
	wdm_driver_name(caller, driver, sizeof(driver));
	emit(driver, min_t(u32, level, DPFLTR_INFO_LEVEL), text,
	     n + min(out.total, out.max));
	return STATUS_SUCCESS;
}

/**
 * vDbgPrintExWithPrefix - debug output with a prefix and a list of arguments
 * @Prefix: text in front of the message; NULL means none
 * @ComponentId: DPFLTR_*_ID
 * @Level: 0 to 31, or a mask of levels
 * @Format: format, as for printf on Windows
 * @arglist: its arguments
 *
 * Context: any IRQL; the message appears when its line is complete.
 * Return: STATUS_SUCCESS, also if the filter drops the message.
 * Reference: "vDbgPrintExWithPrefix function (wdm.h)"
 */
ULONG NTAPI vDbgPrintExWithPrefix(PCCH Prefix, ULONG ComponentId, ULONG Level,
				  PCCH Format, va_list arglist)
{
	return print(Prefix ?: "", ComponentId, Level, Format, arglist,
		     WDM_CALLER());
}
WDM_EXPORT(vDbgPrintExWithPrefix);

/**
 * vDbgPrintEx - debug output with a list of arguments
 * @ComponentId: DPFLTR_*_ID
 * @Level: 0 to 31, or a mask of levels
 * @Format: format, as for printf on Windows
 * @arglist: its arguments
 *
 * Context: any IRQL; the message appears when its line is complete.
 * Return: STATUS_SUCCESS, also if the filter drops the message.
 * Reference: "vDbgPrintEx function (wdm.h)"
 */
ULONG NTAPI vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format,
			va_list arglist)
{
	return print("", ComponentId, Level, Format, arglist,
		     WDM_CALLER());
}
WDM_EXPORT(vDbgPrintEx);

/**
 * DbgPrintEx - debug output of a component at a level
 * @ComponentId: DPFLTR_*_ID
 * @Level: 0 to 31, or a mask of levels
 * @Format: format, as for printf on Windows
 *
 * Context: any IRQL; the message appears when its line is complete.
 * Return: STATUS_SUCCESS, also if the filter drops the message.
 * Reference: "DbgPrintEx function (wdm.h)"
 */
ULONG STDAPIVCALLTYPE DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format,
				 ...)
{
	ULONG status;
	va_list ap;

	va_start(ap, Format);
	status = print("", ComponentId, Level, Format, ap,
		       WDM_CALLER());
	va_end(ap);
	return status;
}
WDM_EXPORT(DbgPrintEx);

/**
 * wdm_pe_vDbgPrint - DbgPrint() for images
 * @format: format, as for printf on Windows
 * @ap: its arguments
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS
 */
ULONG wdm_pe_vDbgPrint(PCSTR format, va_list ap)
{
	return print("", DPFLTR_DEFAULT_ID, DPFLTR_INFO_LEVEL, format, ap,
		     WDM_CALLER());
}

/**
 * DbgPrint - debug output
 * @Format: format, as for printf on Windows
 *
 * The same as DbgPrintEx() of DPFLTR_DEFAULT_ID at DPFLTR_INFO_LEVEL.
 *
 * Context: any IRQL; the message appears when its line is complete.
 * Return: STATUS_SUCCESS, also if the filter drops the message.
 * Reference: "DbgPrint function (wdm.h)"
 */
ULONG STDAPIVCALLTYPE DbgPrint(PCSTR Format, ...)
{
	ULONG status;
	va_list ap;

	va_start(ap, Format);
	status = print("", DPFLTR_DEFAULT_ID, DPFLTR_INFO_LEVEL, Format, ap,
		       WDM_CALLER());
	va_end(ap);
	return status;
}
WDM_EXPORT(DbgPrint);

/**
 * DbgQueryDebugFilterState - would a message pass the filter?
 * @ComponentId: DPFLTR_*_ID
 * @Level: 0 to 31, or a mask of levels
 *
 * Context: any IRQL.
 * Return: TRUE or FALSE; STATUS_INVALID_PARAMETER_1 for an unknown component.
 * Reference: "Reading and Filtering Debugging Messages"
 */
NTSTATUS NTAPI DbgQueryDebugFilterState(ULONG ComponentId, ULONG Level)
{
	if (ComponentId >= DPFLTR_ENDOFTABLE_ID && ComponentId != MAXULONG)
		return STATUS_INVALID_PARAMETER_1;
	return is_shown(ComponentId, Level) ? TRUE : FALSE;
}
WDM_EXPORT(DbgQueryDebugFilterState);

/**
 * DbgSetDebugFilterState - let messages pass the filter, or not
 * @ComponentId: DPFLTR_*_ID
 * @Level: 0 to 31, or a mask of levels
 * @State: TRUE to let them pass
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER_1.
 * Reference: "Reading and Filtering Debugging Messages"
 */
NTSTATUS NTAPI DbgSetDebugFilterState(ULONG ComponentId, ULONG Level,
				      BOOLEAN State)
{
	if (ComponentId >= DPFLTR_ENDOFTABLE_ID)
		return STATUS_INVALID_PARAMETER_1;
	if (!test_bit(ComponentId, own_mask)) {
		atomic_set(&component_mask[ComponentId], dbg_print_mask);
		/* Who sees the bit sees the mask. */
		smp_mb__before_atomic();
		set_bit(ComponentId, own_mask);
	}
	if (State)
		atomic_or(level_bits(Level), &component_mask[ComponentId]);
	else
		atomic_andnot(level_bits(Level), &component_mask[ComponentId]);
	return STATUS_SUCCESS;
}
WDM_EXPORT(DbgSetDebugFilterState);
