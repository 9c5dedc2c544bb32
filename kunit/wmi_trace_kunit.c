// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_wmi_trace: the logger of WMI event tracing, and the messages that drivers send
 * it: wmi/trace.c. The tests are the session: they hang a probe on the tracepoint.
 */
#include <kunit/test.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <ntddk.h>
#include <evntrace.h>
#include <wmiguid.h>
#include <wmistr.h>

#include "io_dev.h"
#include "wmi.h"
#include "../wdmcore/trace/wdm_events.h"

enum { CONTROL, TRACED, PLAIN, BLOCKS };

static const GUID guids[BLOCKS] = {
	{ 0x52345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } },
	{ 0x52345679, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } },
	{ 0x5234567a, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } },
};

static const ULONG block_flags[BLOCKS] = {
	WMIREG_FLAG_TRACED_GUID | WMIREG_FLAG_TRACE_CONTROL_GUID, WMIREG_FLAG_TRACED_GUID, 0,
};

/* What the provider was told, block by block. */
static struct {
	int enabled;
	int disabled;
	u64 handle;
	ULONG flags;
	NTSTATUS first_message;
} told[BLOCKS];

static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	bool registered;
} t;

/* The last message, as the tracepoint got it. */
static struct {
	int count;
	struct wdm_wmi_message message;
	u8 data[WDM_TRACE_DATA_MAX];
} seen;

static void see_message(void *unused, struct wdm_wmi_message *message)
{
	/* What other drivers write meanwhile is none of our business. */
	if (!IsEqualGUID(message->guid, &guids[CONTROL]))
		return;
	seen.count++;
	seen.message = *message;
	wdm_wmi_copy_message(message, seen.data);
}

static void forget_probe(void *unused)
{
	unregister_trace_wdm_wmi_message(see_message, NULL);
	tracepoint_synchronize_unregister();
}

static void listen(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	KUNIT_ASSERT_EQ(test, 0, register_trace_wdm_wmi_message(see_message, NULL));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_probe, NULL));
}

static u64 handle(void)
{
	TRACEHANDLE found = 0;
	ULONG id = 1;

	WmiQueryTraceInformation(TraceHandleClass, &found, sizeof(found), NULL, &id);
	return found;
}

static NTSTATUS reginfo(PIO_STACK_LOCATION stack)
{
	WMIREGINFOW *info = stack->Parameters.WMI.Buffer;
	u32 size = struct_size(info, WmiRegGuid, BLOCKS);
	int i;

	if (stack->Parameters.WMI.BufferSize < size)
		return STATUS_BUFFER_TOO_SMALL;
	info->BufferSize = size;
	info->GuidCount = BLOCKS;
	for (i = 0; i < BLOCKS; i++) {
		info->WmiRegGuid[i].Guid = guids[i];
		info->WmiRegGuid[i].Flags = block_flags[i];
	}
	return STATUS_SUCCESS;
}

static NTSTATUS enable(PIO_STACK_LOCATION stack)
{
	const WNODE_HEADER *wnode = stack->Parameters.WMI.Buffer;
	int i;

	for (i = 0; i < BLOCKS; i++) {
		if (!IsEqualGUID(stack->Parameters.WMI.DataPath, &guids[i]))
			continue;
		if (stack->MinorFunction == IRP_MN_DISABLE_EVENTS) {
			told[i].disabled++;
			continue;
		}
		told[i].enabled++;
		told[i].handle = wnode->HistoricalContext;
		told[i].flags = wnode->Flags;
		/* A driver may have something to say at once. */
		told[i].first_message = WmiTraceMessage(wnode->HistoricalContext,
							TRACE_MESSAGE_GUID, &guids[i], 1, NULL, 0);
	}
	return STATUS_SUCCESS;
}

static NTSTATUS NTAPI system_control(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = irp->IoStatus.Status;

	switch (stack->MinorFunction) {
	case IRP_MN_REGINFO_EX:
		status = reginfo(stack);
		break;
	case IRP_MN_ENABLE_EVENTS:
	case IRP_MN_DISABLE_EVENTS:
		status = enable(stack);
		break;
	}
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static int trace_init(struct kunit *test)
{
	memset(&t, 0, sizeof(t));
	memset(told, 0, sizeof(told));
	if (!NT_SUCCESS(wdm_driver_create("kunit-wmi-trace", NULL, &t.driver)))
		return -ENOMEM;
	t.driver->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = system_control;
	if (!NT_SUCCESS(IoCreateDevice(&t.driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &t.device)))
		return -ENOMEM;
	return 0;
}

static void trace_exit(struct kunit *test)
{
	if (t.registered)
		IoWMIRegistrationControl(t.device, WMIREG_ACTION_DEREGISTER);
	if (t.device)
		IoDeleteDevice(t.device);
	if (t.driver)
		wdm_driver_destroy(t.driver);
}

static void provide(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIRegistrationControl(t.device, WMIREG_ACTION_REGISTER));
	t.registered = true;
}

static void expect_told(struct kunit *test, int enabled, int disabled)
{
	int i;

	for (i = CONTROL; i <= TRACED; i++) {
		KUNIT_EXPECT_EQ(test, told[i].enabled, enabled);
		KUNIT_EXPECT_EQ(test, told[i].disabled, disabled);
		if (enabled) {
			KUNIT_EXPECT_NE(test, told[i].handle, 0ULL);
			KUNIT_EXPECT_EQ(test, told[i].flags, (ULONG)WNODE_FLAG_TRACED_GUID);
			KUNIT_EXPECT_EQ(test, told[i].first_message, STATUS_SUCCESS);
		}
	}
	KUNIT_EXPECT_EQ(test, told[PLAIN].enabled, 0);
}

static void a_session_enables_what_is_traced(struct kunit *test)
{
	provide(test);
	expect_told(test, 0, 0);
	listen(test);
	expect_told(test, 1, 0);
	KUNIT_EXPECT_EQ(test, told[CONTROL].handle, handle());
	/* What it knows it isn't told again. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIRegistrationControl(t.device, WMIREG_ACTION_UPDATE_GUIDS));
	expect_told(test, 1, 0);
	kunit_release_action(test, forget_probe, NULL);
	expect_told(test, 1, 1);
	listen(test);
	expect_told(test, 2, 1);
}

static void who_comes_later_is_told_as_well(struct kunit *test)
{
	listen(test);
	provide(test);
	expect_told(test, 1, 0);
}

static void NTAPI hear(PVOID wnode, PVOID context)
{
}

/* A driver that listens is no logger, and the logger no listener. */
static void listeners_and_the_logger_are_two(struct kunit *test)
{
	PVOID block;

	provide(test);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoWMIOpenBlock(&guids[CONTROL], WMIGUID_NOTIFICATION | SYNCHRONIZE,
				       &block));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMISetNotificationCallback(block, hear, NULL));
	KUNIT_EXPECT_EQ(test, told[CONTROL].enabled, 1);
	KUNIT_EXPECT_EQ(test, told[CONTROL].handle, 0ULL);
	KUNIT_EXPECT_EQ(test, told[CONTROL].flags, 0U);
	listen(test);
	KUNIT_EXPECT_EQ(test, told[CONTROL].enabled, 2);
	KUNIT_EXPECT_EQ(test, told[CONTROL].handle, handle());
	ObDereferenceObject(block);
	KUNIT_EXPECT_EQ(test, told[CONTROL].disabled, 1);
	KUNIT_EXPECT_EQ(test, WmiTraceMessage(told[CONTROL].handle, TRACE_MESSAGE_GUID,
					      &guids[CONTROL], 1, NULL, 0), STATUS_SUCCESS);
}

static void messages_arrive_whole(struct kunit *test)
{
	static const char want[] = "one\0seven77\0\x12\x34";
	u16 number = 0x3412;
	SIZE_T length = 8;
	ULONG flags = TRACE_MESSAGE_GUID | TRACE_MESSAGE_SEQUENCE | TRACE_MESSAGE_SYSTEMINFO |
		      TRACE_MESSAGE_TIMESTAMP;

	listen(test);
	/* Lengths of both types that drivers use; more of them than there are registers. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			WmiTraceMessage(handle(), flags, &guids[CONTROL], 77, "one", (ULONG)4,
					"seven77", length, &number, (ULONG)sizeof(number), NULL,
					(ULONG)0));
	KUNIT_EXPECT_EQ(test, 1, seen.count);
	KUNIT_EXPECT_EQ(test, 77, seen.message.number);
	KUNIT_EXPECT_EQ(test, 1U, seen.message.sequence);
	KUNIT_EXPECT_EQ(test, current->tgid, seen.message.pid);
	KUNIT_EXPECT_EQ(test, current->pid, seen.message.tid);
	KUNIT_EXPECT_EQ(test, 14U, seen.message.size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(want, seen.data, 14));

	/* Nothing but its data; not even these. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			WmiTraceMessage(handle(), TRACE_MESSAGE_GUID, &guids[CONTROL], 78, NULL,
					0));
	KUNIT_EXPECT_EQ(test, 2, seen.count);
	KUNIT_EXPECT_EQ(test, 78, seen.message.number);
	KUNIT_EXPECT_EQ(test, 0U, seen.message.size);
	KUNIT_EXPECT_EQ(test, 0U, seen.message.sequence);
	KUNIT_EXPECT_EQ(test, 0, seen.message.pid);
	KUNIT_EXPECT_EQ(test, 0, seen.message.tid);

	WmiTraceMessage(handle(), flags, &guids[CONTROL], 79, NULL, 0);
	KUNIT_EXPECT_EQ(test, 2U, seen.message.sequence);
	/* Each session counts for itself. */
	kunit_release_action(test, forget_probe, NULL);
	listen(test);
	WmiTraceMessage(handle(), flags, &guids[CONTROL], 79, NULL, 0);
	KUNIT_EXPECT_EQ(test, 1U, seen.message.sequence);
}

static NTSTATUS send(u64 to, ULONG flags, const GUID *guid, ...)
{
	NTSTATUS status;
	va_list parts;

	va_start(parts, guid);
	status = WmiTraceMessageVa(to, flags, guid, 5, parts);
	va_end(parts);
	return status;
}

static void messages_as_a_list(struct kunit *test)
{
	listen(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			send(handle(), TRACE_MESSAGE_GUID, &guids[CONTROL], "ab", 2, "cd", 2, "ef",
			     2, NULL, 0));
	KUNIT_EXPECT_EQ(test, 5, seen.message.number);
	KUNIT_EXPECT_EQ(test, 6U, seen.message.size);
	KUNIT_EXPECT_EQ(test, 0, memcmp("abcdef", seen.data, 6));
}

static void what_is_no_message(struct kunit *test)
{
	static u8 long_data[WDM_TRACE_DATA_MAX];
	u64 to;

	/* Nobody listens. */
	KUNIT_EXPECT_EQ(test, 0ULL, handle());
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			send(0, TRACE_MESSAGE_GUID, &guids[CONTROL], NULL, 0));
	listen(test);
	to = handle();
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			send(0, TRACE_MESSAGE_GUID, &guids[CONTROL], NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			send(to + 1, TRACE_MESSAGE_GUID, &guids[CONTROL], NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			send(to, TRACE_MESSAGE_SEQUENCE, &guids[CONTROL], NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			send(to, TRACE_MESSAGE_GUID, NULL, NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_NO_MEMORY,
			send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], long_data,
			     sizeof(long_data), "x", 1, NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_NO_MEMORY,
			send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], long_data, ~0U, long_data, 1U,
			     NULL, 0));
	KUNIT_EXPECT_EQ(test, 0, seen.count);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], long_data,
			     sizeof(long_data), NULL, 0));
	KUNIT_EXPECT_EQ(test, (u32)WDM_TRACE_DATA_MAX, seen.message.size);
	/* Its time is over. */
	kunit_release_action(test, forget_probe, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], NULL, 0));
}

static void messages_at_any_irql(struct kunit *test)
{
	NTSTATUS high, dispatch;
	KIRQL irql;
	u64 to;

	listen(test);
	to = handle();
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	dispatch = send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], "d", 1, NULL, 0);
	KeLowerIrql(irql);
	KeRaiseIrql(HIGH_LEVEL, &irql);
	high = send(to, TRACE_MESSAGE_GUID, &guids[CONTROL], "h", 1, NULL, 0);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, dispatch);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, high);
	KUNIT_EXPECT_EQ(test, 2, seen.count);
	KUNIT_EXPECT_EQ(test, 'h', seen.data[0]);
}

static NTSTATUS query(TRACE_INFORMATION_CLASS class, void *out, ULONG size, void *in, ULONG *needed)
{
	*needed = 99;
	return WmiQueryTraceInformation(class, out, size, needed, in);
}

static void facts_about_the_logger(struct kunit *test)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"NT Kernel Logger");
	WNODE_HEADER wnode = {};
	TRACEHANDLE found[2] = {};
	ULONG id, none = 9;
	ULONG value[2] = {};
	ULONG needed;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(AllLoggerHandlesClass, found, sizeof(found), NULL, &needed));
	KUNIT_EXPECT_EQ(test, 0U, needed);
	KUNIT_EXPECT_EQ(test, 0ULL, found[0]);

	listen(test);
	KUNIT_EXPECT_EQ(test, STATUS_MORE_ENTRIES, query(AllLoggerHandlesClass, found, 0, NULL,
							 &needed));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(AllLoggerHandlesClass, found, sizeof(found), NULL, &needed));
	KUNIT_EXPECT_EQ(test, 8U, needed);
	KUNIT_EXPECT_EQ(test, 0ULL, found[1]);
	wnode.HistoricalContext = found[0];
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(TraceIdClass, &id, sizeof(id), &wnode, &needed));
	KUNIT_EXPECT_EQ(test, 4U, needed);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(TraceHandleClass, &found[1], sizeof(found[1]), &id, &needed));
	KUNIT_EXPECT_EQ(test, found[0], found[1]);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(TraceEnableFlagsClass, value, sizeof(value), &wnode, &needed));
	KUNIT_EXPECT_EQ(test, ~0U, value[0]);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(TraceEnableLevelClass, value, sizeof(value), &wnode, &needed));
	KUNIT_EXPECT_LE(test, (ULONG)TRACE_LEVEL_RESERVED9, value[0]);
	KUNIT_EXPECT_EQ(test, 0U, value[1]);

	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			query(TraceIdClass, value, sizeof(value), &wnode, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			query(TraceEnableFlagsClass, value, 2, &wnode, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_MIX,
			query(TraceIdClass, &id, sizeof(id), NULL, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			query(TraceHandleClass, found, sizeof(found[0]), &none, &needed));
	wnode.HistoricalContext = 0;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			query(TraceIdClass, &id, sizeof(id), &wnode, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND,
			query(GlobalLoggerHandleClass, found, sizeof(found[0]), NULL, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			query(TraceHandleByNameClass, found, sizeof(found[0]), &name, &needed));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			query(MaxTraceInformationClass, found, sizeof(found[0]), NULL, &needed));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_session_enables_what_is_traced),
	KUNIT_CASE(who_comes_later_is_told_as_well),
	KUNIT_CASE(listeners_and_the_logger_are_two),
	KUNIT_CASE(messages_arrive_whole),
	KUNIT_CASE(messages_as_a_list),
	KUNIT_CASE(what_is_no_message),
	KUNIT_CASE(messages_at_any_irql),
	KUNIT_CASE(facts_about_the_logger),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_wmi_trace",
	.init = trace_init,
	.exit = trace_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
