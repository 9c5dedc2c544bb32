// SPDX-License-Identifier: GPL-2.0
/*
 * Providers, their events and what reaches the tracepoints: trace/. The tests are
 * the session: they hang a probe on the tracepoint, as perf or ftrace would.
 */
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <TraceLoggingProvider.h>
#include <wdm/wpp.h>

#include "../wdmcore/trace/wdm_events.h"

static const GUID provider_guid = { 0x1b2c3d4e, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };

/* The last event, as the tracepoint got it. */
static struct {
	int count;
	GUID provider;
	GUID activity;
	GUID related;
	EVENT_DESCRIPTOR descriptor;
	size_t data_size;
	u8 data[WDM_TRACE_DATA_MAX];
	char text[WDM_TRACE_TEXT_MAX + 1];
} seen;

static void see_event(void *unused, const struct wdm_etw_event *event)
{
	/* What other drivers write meanwhile is none of our business. */
	if (memcmp(event->provider, &provider_guid, sizeof(GUID)))
		return;
	seen.count++;
	seen.provider = *event->provider;
	seen.activity = event->activity;
	seen.related = event->related;
	seen.descriptor = *event->descriptor;
	seen.data_size = wdm_etw_data_size(event);
	wdm_etw_copy_data(event, seen.data);
	memcpy(seen.text, event->text, event->text_length);
	seen.text[event->text_length] = 0;
}

static void forget_probe(void *unused)
{
	unregister_trace_wdm_etw(see_event, NULL);
	tracepoint_synchronize_unregister();
}

static void listen(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	KUNIT_ASSERT_EQ(test, 0, register_trace_wdm_etw(see_event, NULL));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_probe, NULL));
}

static struct {
	int enabled;
	int disabled;
	u8 level;
	u64 keywords;
	void *context;
} told;

static VOID NTAPI hear(LPCGUID source, ULONG code, UCHAR level, ULONGLONG any, ULONGLONG all,
		       PEVENT_FILTER_DESCRIPTOR filter, PVOID context)
{
	if (code == EVENT_CONTROL_CODE_ENABLE_PROVIDER) {
		told.enabled++;
		told.level = level;
		told.keywords = any;
	} else if (code == EVENT_CONTROL_CODE_DISABLE_PROVIDER) {
		told.disabled++;
	}
	told.context = context;
}

static void sessions_enable_providers(struct kunit *test)
{
	EVENT_DESCRIPTOR event = { .Level = TRACE_LEVEL_ERROR };
	REGHANDLE early = 0, late = 0;

	memset(&told, 0, sizeof(told));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, EtwRegister(NULL, hear, NULL, &early));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwRegister(&provider_guid, hear, &told, &early));
	KUNIT_EXPECT_NE(test, 0ULL, early);
	KUNIT_EXPECT_EQ(test, 0, told.enabled);
	KUNIT_EXPECT_FALSE(test, EtwProviderEnabled(early, 0, 0));
	KUNIT_EXPECT_FALSE(test, EtwEventEnabled(early, &event));

	listen(test);
	KUNIT_EXPECT_EQ(test, 1, told.enabled);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&told, told.context);
	KUNIT_EXPECT_EQ(test, EVENT_MAX_LEVEL, (int)told.level);
	KUNIT_EXPECT_EQ(test, ~0ULL, told.keywords);
	KUNIT_EXPECT_TRUE(test, EtwProviderEnabled(early, 0, 0));
	KUNIT_EXPECT_TRUE(test, EtwEventEnabled(early, &event));

	/* Who registers while there is a session hears of it at once. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwRegister(&provider_guid, hear, NULL, &late));
	KUNIT_EXPECT_EQ(test, 2, told.enabled);
	KUNIT_EXPECT_NE(test, early, late);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwUnregister(late));
	KUNIT_EXPECT_FALSE(test, EtwProviderEnabled(late, 0, 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, EtwUnregister(late));

	kunit_release_action(test, forget_probe, NULL);
	KUNIT_EXPECT_EQ(test, 1, told.disabled);
	KUNIT_EXPECT_FALSE(test, EtwProviderEnabled(early, 0, 0));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwWrite(early, &event, NULL, 0, NULL));
	KUNIT_EXPECT_EQ(test, 0, seen.count);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwUnregister(early));
}

static void events_arrive_whole(struct kunit *test)
{
	EVENT_DESCRIPTOR event;
	EVENT_DATA_DESCRIPTOR data[2];
	static u8 big[2 * WDM_TRACE_DATA_MAX];
	GUID activity = { 7 }, related = { 8 };
	REGHANDLE handle;
	ULONG number = 0x01020304;

	listen(test);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, EtwRegister(&provider_guid, NULL, NULL, &handle));
	EventDescCreate(&event, 42, 1, 0, TRACE_LEVEL_WARNING, 3, 9, 0x10);
	EventDataDescCreate(&data[0], &number, sizeof(number));
	EventDataDescCreate(&data[1], "ab", 2);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, EtwWrite(handle, &event, &activity, 2, data));
	KUNIT_EXPECT_EQ(test, 1, seen.count);
	KUNIT_EXPECT_EQ(test, 42, (int)seen.descriptor.Id);
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_WARNING, (int)seen.descriptor.Level);
	KUNIT_EXPECT_EQ(test, 9, (int)seen.descriptor.Opcode);
	KUNIT_EXPECT_EQ(test, 3, (int)seen.descriptor.Task);
	KUNIT_EXPECT_EQ(test, 0x10ULL, seen.descriptor.Keyword);
	KUNIT_EXPECT_EQ(test, 6, (int)seen.data_size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(seen.data, "\4\3\2\1ab", 6));
	KUNIT_EXPECT_EQ(test, 7U, seen.activity.Data1);
	KUNIT_EXPECT_EQ(test, 0U, seen.related.Data1);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwWriteTransfer(handle, &event, &activity, &related, 0, NULL));
	KUNIT_EXPECT_EQ(test, 8U, seen.related.Data1);
	KUNIT_EXPECT_EQ(test, 0, (int)seen.data_size);

	EventDataDescCreate(&data[0], big, sizeof(big));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwWriteEx(handle, &event, 0, 0, NULL, NULL, 1, data));
	KUNIT_EXPECT_EQ(test, WDM_TRACE_DATA_MAX, (int)seen.data_size);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwWriteString(handle, TRACE_LEVEL_ERROR, 4, NULL, L"edu is late"));
	KUNIT_EXPECT_STREQ(test, "edu is late", seen.text);
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_ERROR, (int)seen.descriptor.Level);
	KUNIT_EXPECT_EQ(test, 4, seen.count);

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			EtwWrite(handle, &event, NULL, MAX_EVENT_DATA_DESCRIPTORS + 1, data));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, EtwWrite(handle, &event, NULL, 1, NULL));
	EtwUnregister(handle);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, EtwWrite(handle, &event, NULL, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, EtwWrite(0, &event, NULL, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, EtwWrite(~0ULL, &event, NULL, 0, NULL));
	KUNIT_EXPECT_EQ(test, 4, seen.count);
}

static void threads_have_activities(struct kunit *test)
{
	EVENT_DESCRIPTOR event = {};
	GUID id = { 5 }, other = { 6 };
	REGHANDLE handle;

	listen(test);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, EtwRegister(&provider_guid, NULL, NULL, &handle));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_SET_ID, &id));
	EtwWrite(handle, &event, NULL, 0, NULL);
	KUNIT_EXPECT_EQ(test, 5U, seen.activity.Data1);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_GET_SET_ID, &other));
	KUNIT_EXPECT_EQ(test, 5U, other.Data1);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_GET_ID, &other));
	KUNIT_EXPECT_EQ(test, 6U, other.Data1);

	/* A new one for the thread, the old one for the caller. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_CREATE_SET_ID, &id));
	KUNIT_EXPECT_EQ(test, 6U, id.Data1);
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_GET_ID, &other);
	KUNIT_EXPECT_FALSE(test, IsEqualGUID(&id, &other));
	id = other;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_CREATE_ID, &id));
	KUNIT_EXPECT_FALSE(test, IsEqualGUID(&id, &other));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, EtwActivityIdControl(0, &id));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, EtwActivityIdControl(6, &id));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			EtwActivityIdControl(EVENT_ACTIVITY_CTRL_GET_ID, NULL));

	memset(&id, 0, sizeof(id));
	EtwActivityIdControl(EVENT_ACTIVITY_CTRL_SET_ID, &id);
	EtwUnregister(handle);
}

static REGHANDLE irq_handle;

static void write_in_interrupt(struct irq_work *work)
{
	EtwWriteString(irq_handle, TRACE_LEVEL_ERROR, 0, NULL, L"in an interrupt");
}

static void events_at_any_irql(struct kunit *test)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(write_in_interrupt);
	KIRQL irql;

	listen(test);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			EtwRegister(&provider_guid, NULL, NULL, &irq_handle));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			EtwWriteString(irq_handle, TRACE_LEVEL_ERROR, 0, NULL, L"in a DPC"));
	KUNIT_EXPECT_EQ(test, DISPATCH_LEVEL, (int)KeGetCurrentIrql());
	KeLowerIrql(irql);
	KUNIT_EXPECT_STREQ(test, "in a DPC", seen.text);
	irq_work_queue(&work);
	irq_work_sync(&work);
	KUNIT_EXPECT_STREQ(test, "in an interrupt", seen.text);
	EtwUnregister(irq_handle);
}

TRACELOGGING_DEFINE_PROVIDER(kunit_provider, "Kunit.Provider",
			     (0x1b2c3d4e, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

static void trace_logging_in_words(struct kunit *test)
{
	static const INT16 numbers[] = { 1, -2 };
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"edu0");
	int evaluated = 0;

	TraceLoggingWrite(kunit_provider, "Unregistered", TraceLoggingInt32(++evaluated));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, TraceLoggingRegister(kunit_provider));
	TraceLoggingWrite(kunit_provider, "Unheard", TraceLoggingInt32(++evaluated));
	KUNIT_EXPECT_EQ(test, 0, evaluated);

	listen(test);
	KUNIT_EXPECT_TRUE(test, TraceLoggingProviderEnabled(kunit_provider, 0, 0));
	TraceLoggingWrite(kunit_provider, "Start");
	KUNIT_EXPECT_STREQ(test, "Kunit.Provider: Start:", seen.text);
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_VERBOSE, (int)seen.descriptor.Level);

	TraceLoggingWrite(kunit_provider, "Stop", TraceLoggingLevel(TRACE_LEVEL_ERROR),
			  TraceLoggingKeyword(0x8), TraceLoggingKeyword(0x1),
			  TraceLoggingInt8(evaluated - 1, "less"),
			  TraceLoggingUInt8(evaluated - 1, "more", "with a description"),
			  TraceLoggingHexUInt32(0xbeef, "hex"), TraceLoggingBoolean(TRUE, "b"),
			  TraceLoggingNTStatus(STATUS_ACCESS_DENIED, "status"),
			  TraceLoggingString("s", "text"), TraceLoggingWideString(L"w", "wide"),
			  TraceLoggingUnicodeString(&name, "device"),
			  TraceLoggingCountedString("abcd", 2, "counted"),
			  TraceLoggingInt16Array(numbers, 2, "numbers"),
			  TraceLoggingBinary("\1\2", 2, "bytes"),
			  TraceLoggingGuid(provider_guid, "guid"));
	KUNIT_EXPECT_STREQ(test, seen.text,
			   "Kunit.Provider: Stop: less=-1 more=255 hex=0xbeef b=true status=0xc0000022(STATUS_ACCESS_DENIED) text=s wide=w device=edu0 counted=ab numbers=[1,-2] bytes=0102 guid={1b2c3d4e-0001-0002-0304-05060708090a}");
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_ERROR, (int)seen.descriptor.Level);
	KUNIT_EXPECT_EQ(test, 9ULL, seen.descriptor.Keyword);
	TraceLoggingUnregister(kunit_provider);
	KUNIT_EXPECT_FALSE(test, TraceLoggingProviderEnabled(kunit_provider, 0, 0));
	TraceLoggingUnregister(kunit_provider);
}

/* The Ex form has a callback, which hears of sessions with its context. */
static void self_describing_providers_hear_of_sessions(struct kunit *test)
{
	memset(&told, 0, sizeof(told));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			TraceLoggingRegisterEx(kunit_provider, hear, &told));
	KUNIT_EXPECT_EQ(test, 0, told.enabled);
	listen(test);
	KUNIT_EXPECT_EQ(test, 1, told.enabled);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&told, told.context);
	KUNIT_EXPECT_TRUE(test, TraceLoggingProviderEnabled(kunit_provider, 0, 0));
	kunit_release_action(test, forget_probe, NULL);
	KUNIT_EXPECT_EQ(test, 1, told.disabled);
	TraceLoggingUnregister(kunit_provider);
	listen(test);
	KUNIT_EXPECT_EQ(test, 1, told.enabled);
	/* Without one there is nobody to tell. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, TraceLoggingRegisterEx(kunit_provider, NULL, NULL));
	TraceLoggingUnregister(kunit_provider);
}

/* WPP: what the tracepoint got. */
static char wpp_text[WDM_TRACE_TEXT_MAX + 1];
static char wpp_flags[32];
static int wpp_level;

static void see_message(void *unused, const struct wdm_wpp_message *message)
{
	if (strcmp(message->driver, "kunit"))
		return;
	memcpy(wpp_text, message->text, message->text_length);
	wpp_text[message->text_length] = 0;
	strscpy(wpp_flags, message->flags, sizeof(wpp_flags));
	wpp_level = message->level;
}

static void forget_messages(void *unused)
{
	unregister_trace_wdm_wpp(see_message, NULL);
	tracepoint_synchronize_unregister();
}

#define WDM_WPP_DRIVER	"kunit"
#define WDM_WPP_FILE	"test.c"

static void wpp_formats(struct kunit *test)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"edu0");

	KUNIT_ASSERT_EQ(test, 0, register_trace_wdm_wpp(see_message, NULL));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_messages, NULL));

	WDM_WPP_TRACE("INIT", TRACE_LEVEL_WARNING,
		      "%!FUNC! %!STATUS! of %wZ, %d%% done after %I64d: %-4s|%*d|%p\n",
		      STATUS_ACCESS_DENIED, &name, -5, 1LL << 40, "ab", 3, 7, (void *)0x12);
	KUNIT_EXPECT_EQ(test, 0, strncmp(wpp_text, __func__, strlen(__func__)));
	KUNIT_EXPECT_STREQ(test, wpp_text + strlen(__func__),
			   " 0xc0000022(STATUS_ACCESS_DENIED) of edu0, -5% done after 1099511627776: ab  |  7|0000000000000012");
	KUNIT_EXPECT_STREQ(test, "INIT", wpp_flags);
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_WARNING, wpp_level);

	WDM_WPP_TRACE("TRACE_LEVEL_ERROR", 0, "%!GUID! %!bool! %!IRQL! %!XINT64! %!ASTR! %!mine!",
		      &provider_guid, TRUE, DISPATCH_LEVEL, 0x1234ULL, "z", 8);
	KUNIT_EXPECT_STREQ(test, wpp_text,
			   "{1b2c3d4e-0001-0002-0304-05060708090a} TRUE DISPATCH_LEVEL 0000000000001234 z 8");
	KUNIT_EXPECT_EQ(test, TRACE_LEVEL_ERROR, wpp_level);
}

static struct kunit_case trace_etw_cases[] = {
	KUNIT_CASE(sessions_enable_providers),
	KUNIT_CASE(events_arrive_whole),
	KUNIT_CASE(threads_have_activities),
	KUNIT_CASE(self_describing_providers_hear_of_sessions),
	KUNIT_CASE(events_at_any_irql),
	KUNIT_CASE(trace_logging_in_words),
	KUNIT_CASE(wpp_formats),
	{ }
};

static struct kunit_suite trace_etw_suite = {
	.name = "wdmcore_trace_etw",
	.test_cases = trace_etw_cases,
};
kunit_test_suite(trace_etw_suite);
