// SPDX-License-Identifier: GPL-2.0
/*
 * Trace: ETW providers and their events.
 *
 * A registration handle is a number, looked up for each event, so that a stale
 * one is found out. Only registering and sessions that come and go take the mutex;
 * events are written at any IRQL and take no lock.
 */
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uuid.h>
#include <linux/xarray.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ps.h"
#include "rtl.h"
#include "text.h"
#include "wdm_events.h"

/**
 * struct etw_provider - a registration
 * @guid: the provider
 * @callback: hears of sessions, or NULL
 * @context: its own
 * @owner: an address in the driver that registered it
 * @rcu: frees it when nobody can be writing any more
 */
struct etw_provider {
	GUID guid;
	PETWENABLECALLBACK callback;
	PVOID context;
	const void *owner;
	struct rcu_head rcu;
};

/* Protects the callbacks: none runs when EtwUnregister() has returned. */
static DEFINE_MUTEX(etw_mutex);
static DEFINE_XARRAY_ALLOC1(etw_providers);
static bool etw_session;

static void tell(struct etw_provider *provider, bool enable)
{
	static const GUID session;

	lockdep_assert_held(&etw_mutex);
	if (provider->callback)
		WDM_CALL(provider->callback, &session,
			 enable ? EVENT_CONTROL_CODE_ENABLE_PROVIDER :
				  EVENT_CONTROL_CODE_DISABLE_PROVIDER,
			 enable ? EVENT_MAX_LEVEL : 0, enable ? ~0ULL : 0, 0, NULL,
			 provider->context);
}

static void tell_all(bool enable)
{
	struct etw_provider *provider;
	unsigned long id;

	mutex_lock(&etw_mutex);
	etw_session = enable;
	xa_for_each(&etw_providers, id, provider)
		tell(provider, enable);
	mutex_unlock(&etw_mutex);
}

int wdm_etw_session_begins(void)
{
	tell_all(true);
	return 0;
}

void wdm_etw_session_ends(void)
{
	tell_all(false);
}

size_t wdm_etw_data_size(const struct wdm_etw_event *event)
{
	size_t size = 0;
	ULONG i;

	for (i = 0; i < event->data_count && size < WDM_TRACE_DATA_MAX; i++)
		size += event->data[i].Size;
	return min_t(size_t, size, WDM_TRACE_DATA_MAX);
}
EXPORT_SYMBOL_GPL(wdm_etw_data_size);

void wdm_etw_copy_data(const struct wdm_etw_event *event, u8 *to)
{
	size_t left = WDM_TRACE_DATA_MAX;
	ULONG i;

	for (i = 0; i < event->data_count && left; i++) {
		size_t n = min_t(size_t, event->data[i].Size, left);

		memcpy(to, (const void *)(ULONG_PTR)event->data[i].Ptr, n);
		to += n;
		left -= n;
	}
}
EXPORT_SYMBOL_GPL(wdm_etw_copy_data);

/* The thread's activity; interrupts and DPCs have none. */
static void current_activity(GUID *activity)
{
	struct wdm_thread *thread = in_task() ? wdm_thread_current_or_null() : NULL;

	if (thread)
		*activity = thread->activity;
}

static NTSTATUS write_event(REGHANDLE handle, struct wdm_etw_event *event,
			    const GUID *activity, const GUID *related)
{
	const struct etw_provider *provider;

	rcu_read_lock();
	provider = handle <= ULONG_MAX ? xa_load(&etw_providers, handle) : NULL;
	if (provider && trace_wdm_etw_enabled()) {
		event->provider = &provider->guid;
		if (activity)
			event->activity = *activity;
		else
			current_activity(&event->activity);
		if (related)
			event->related = *related;
		trace_wdm_etw(event);
	}
	rcu_read_unlock();
	return provider ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS wdm_etw_write_text(REGHANDLE handle, const EVENT_DESCRIPTOR *descriptor,
			    const GUID *activity, const GUID *related, const char *text,
			    size_t length)
{
	struct wdm_etw_event event = {
		.descriptor = descriptor,
		.text = text,
		.text_length = min_t(size_t, length, WDM_TRACE_TEXT_MAX),
	};

	return write_event(handle, &event, activity, related);
}

/**
 * EtwRegister - become a provider of events
 * @ProviderId: the provider's GUID
 * @EnableCallback: told when a session enables or disables the provider; may be
 *	NULL. Must not register or unregister providers.
 * @CallbackContext: handed to @EnableCallback
 * @RegHandle: gets the handle for the other functions
 *
 * A session is the use of the tracepoint wdm:wdm_etw. It enables all providers for
 * all levels and keywords. If there is one already, @EnableCallback is called
 * before this returns.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_NO_MEMORY.
 * Reference: "EtwRegister function (wdm.h)"
 */
NTSTATUS NTAPI EtwRegister(LPCGUID ProviderId, PETWENABLECALLBACK EnableCallback,
			   PVOID CallbackContext, PREGHANDLE RegHandle)
{
	struct etw_provider *provider;
	u32 id;
	int ret;

	if (!ProviderId || !RegHandle)
		return STATUS_INVALID_PARAMETER;
	provider = kzalloc(sizeof(*provider), GFP_KERNEL);
	if (!provider)
		return STATUS_NO_MEMORY;
	provider->guid = *ProviderId;
	provider->callback = EnableCallback;
	provider->context = CallbackContext;
	provider->owner = WDM_CALLER();

	mutex_lock(&etw_mutex);
	ret = xa_alloc(&etw_providers, &id, provider, xa_limit_31b, GFP_KERNEL);
	if (!ret) {
		*RegHandle = id;
		if (etw_session)
			tell(provider, true);
	}
	mutex_unlock(&etw_mutex);
	if (ret) {
		kfree(provider);
		return STATUS_NO_MEMORY;
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(EtwRegister);

/**
 * EtwUnregister - stop being a provider of events
 * @RegHandle: from EtwRegister()
 *
 * When this returns, the enable callback isn't running and won't be called.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE.
 * Reference: "EtwUnregister function (wdm.h)"
 */
NTSTATUS NTAPI EtwUnregister(REGHANDLE RegHandle)
{
	struct etw_provider *provider = NULL;

	mutex_lock(&etw_mutex);
	if (RegHandle <= ULONG_MAX)
		provider = xa_erase(&etw_providers, RegHandle);
	mutex_unlock(&etw_mutex);
	if (!provider)
		return STATUS_INVALID_HANDLE;
	kfree_rcu(provider, rcu);
	return STATUS_SUCCESS;
}
WDM_EXPORT(EtwUnregister);

/**
 * EtwProviderEnabled - does anybody listen to the provider?
 * @RegHandle: from EtwRegister()
 * @Level: a level; all are enabled together
 * @Keyword: keywords; all are enabled together
 *
 * Context: any IRQL.
 * Return: TRUE or FALSE; FALSE also for a handle that isn't registered.
 * Reference: "EtwProviderEnabled function (wdm.h)"
 */
BOOLEAN NTAPI EtwProviderEnabled(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword)
{
	return trace_wdm_etw_enabled() && RegHandle <= ULONG_MAX &&
	       xa_load(&etw_providers, RegHandle);
}
WDM_EXPORT(EtwProviderEnabled);

/**
 * EtwEventEnabled - would anybody see the event?
 * @RegHandle: from EtwRegister()
 * @EventDescriptor: the event
 *
 * Context: any IRQL.
 * Return: TRUE or FALSE; FALSE also for a handle that isn't registered.
 * Reference: "EtwEventEnabled function (wdm.h)"
 */
BOOLEAN NTAPI EtwEventEnabled(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor)
{
	return EtwProviderEnabled(RegHandle, EventDescriptor->Level, EventDescriptor->Keyword);
}
WDM_EXPORT(EtwEventEnabled);

/**
 * EtwWriteEx - write an event
 * @RegHandle: from EtwRegister()
 * @EventDescriptor: the event
 * @Filter: sessions that must not get it, by the identifiers that the enable
 *	callback got in its FilterData; there are none, so it is ignored
 * @Flags: zero, or EVENT_WRITE_FLAG_*
 * @ActivityId: what the event belongs to; NULL for the thread's activity
 * @RelatedActivityId: the activity that led to it; may be NULL
 * @UserDataCount: pieces of data, at most 128
 * @UserData: the pieces
 *
 * Differs from Windows: of the data, the first 1024 bytes are kept.
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, also if nobody listens; STATUS_INVALID_HANDLE,
 * STATUS_INVALID_PARAMETER for too many pieces.
 * Reference: "EtwWriteEx function (wdm.h)"
 */
NTSTATUS NTAPI EtwWriteEx(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor,
			  ULONG64 Filter, ULONG Flags, LPCGUID ActivityId,
			  LPCGUID RelatedActivityId, ULONG UserDataCount,
			  PEVENT_DATA_DESCRIPTOR UserData)
{
	struct wdm_etw_event event = {
		.descriptor = EventDescriptor,
		.text = "",
		.data = UserData,
		.data_count = UserDataCount,
	};

	if (UserDataCount > MAX_EVENT_DATA_DESCRIPTORS || (UserDataCount && !UserData))
		return STATUS_INVALID_PARAMETER;
	return write_event(RegHandle, &event, ActivityId, RelatedActivityId);
}
WDM_EXPORT(EtwWriteEx);

/**
 * EtwWrite - write an event
 * @RegHandle: from EtwRegister()
 * @EventDescriptor: the event
 * @ActivityId: what the event belongs to; NULL for the thread's activity
 * @UserDataCount: pieces of data, at most 128
 * @UserData: the pieces
 *
 * Context: any IRQL.
 * Return: as for EtwWriteEx().
 * Reference: "EtwWrite function (wdm.h)"
 */
NTSTATUS NTAPI EtwWrite(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor,
			LPCGUID ActivityId, ULONG UserDataCount,
			PEVENT_DATA_DESCRIPTOR UserData)
{
	return EtwWriteEx(RegHandle, EventDescriptor, 0, 0, ActivityId, NULL, UserDataCount,
			  UserData);
}
WDM_EXPORT(EtwWrite);

/**
 * EtwWriteTransfer - write an event that links two activities
 * @RegHandle: from EtwRegister()
 * @EventDescriptor: the event
 * @ActivityId: what the event belongs to; NULL for the thread's activity
 * @RelatedActivityId: the activity that led to it; may be NULL
 * @UserDataCount: pieces of data, at most 128
 * @UserData: the pieces
 *
 * Context: any IRQL.
 * Return: as for EtwWriteEx().
 * Reference: "EtwWriteTransfer function (wdm.h)"
 */
NTSTATUS NTAPI EtwWriteTransfer(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor,
				LPCGUID ActivityId, LPCGUID RelatedActivityId,
				ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData)
{
	return EtwWriteEx(RegHandle, EventDescriptor, 0, 0, ActivityId, RelatedActivityId,
			  UserDataCount, UserData);
}
WDM_EXPORT(EtwWriteTransfer);

/**
 * EtwWriteString - write a text as an event
 * @RegHandle: from EtwRegister()
 * @Level: its level
 * @Keyword: its keywords
 * @ActivityId: what the event belongs to; NULL for the thread's activity
 * @String: the text, of which 512 bytes are kept
 *
 * Context: any IRQL.
 * Return: as for EtwWriteEx().
 * Reference: "EtwWriteString function (wdm.h)"
 */
NTSTATUS NTAPI EtwWriteString(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword,
			      LPCGUID ActivityId, PCWSTR String)
{
	EVENT_DESCRIPTOR descriptor = { .Level = Level, .Keyword = Keyword };
	struct wdm_trace_text text;
	struct wdm_etw_event event = { .descriptor = &descriptor, .text = text.buffer };

	if (!String)
		return STATUS_INVALID_PARAMETER;
	text.length = 0;
	if (trace_wdm_etw_enabled())
		wdm_trace_add(&text, "%ws", String);
	event.text_length = text.length;
	return write_event(RegHandle, &event, ActivityId, NULL);
}
WDM_EXPORT(EtwWriteString);

/**
 * EtwActivityIdControl - the activity that the thread works for
 * @ControlCode: EVENT_ACTIVITY_CTRL_*
 * @ActivityId: gets an identifier, or has one, or both, as the code says
 *
 * Context: IRQL < DISPATCH_LEVEL; any IRQL for EVENT_ACTIVITY_CTRL_CREATE_ID.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER.
 * Reference: "EtwActivityIdControl function (wdm.h)"
 */
NTSTATUS NTAPI EtwActivityIdControl(ULONG ControlCode, LPGUID ActivityId)
{
	struct wdm_thread *thread;
	GUID old;

	if (!ActivityId || ControlCode < EVENT_ACTIVITY_CTRL_GET_ID ||
	    ControlCode > EVENT_ACTIVITY_CTRL_CREATE_SET_ID)
		return STATUS_INVALID_PARAMETER;
	if (ControlCode == EVENT_ACTIVITY_CTRL_CREATE_ID) {
		guid_gen((guid_t *)ActivityId);
		return STATUS_SUCCESS;
	}
	thread = wdm_thread_current();
	old = thread->activity;
	switch (ControlCode) {
	case EVENT_ACTIVITY_CTRL_SET_ID:
		thread->activity = *ActivityId;
		return STATUS_SUCCESS;
	case EVENT_ACTIVITY_CTRL_GET_SET_ID:
		thread->activity = *ActivityId;
		break;
	case EVENT_ACTIVITY_CTRL_CREATE_SET_ID:
		guid_gen((guid_t *)&thread->activity);
		break;
	}
	*ActivityId = old;
	return STATUS_SUCCESS;
}
WDM_EXPORT(EtwActivityIdControl);

void wdm_etw_driver_gone(const void *start, size_t size)
{
	struct etw_provider *provider;
	unsigned long id;

	mutex_lock(&etw_mutex);
	xa_for_each(&etw_providers, id, provider) {
		if (provider->owner < start || provider->owner >= start + size)
			continue;
		xa_erase(&etw_providers, id);
		wdm_bug_report(0x11d, 0, (u64)&provider->guid, 0, 0, provider->owner,
			       "the driver is unloaded, but its ETW provider %pUl is registered",
			       &provider->guid);
		kfree_rcu(provider, rcu);
	}
	mutex_unlock(&etw_mutex);
}
