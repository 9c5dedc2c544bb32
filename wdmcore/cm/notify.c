// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: telling drivers of changes of keys.
 *
 * The first request by a handle says what it watches. From then on, changes that nobody
 * waits for at the moment are remembered, so that none is missed between two requests:
 * the next one ends at once. All under wdm_cm_lock; a change goes through the list of
 * all watches, of which there are few.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "cm.h"
#include "compat.h"
#include "ob.h"

#define FILTERS (REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_ATTRIBUTES | \
		 REG_NOTIFY_CHANGE_LAST_SET | REG_NOTIFY_CHANGE_SECURITY)

/**
 * struct wdm_cm_watch - what a handle watches
 * @all: link in the list of all
 * @key: the handle's key, which has the handle's reference
 * @filter: REG_NOTIFY_CHANGE_*
 * @tree: subkeys, too
 * @changed: there was a change that nobody was told of
 * @requests: those that wait for one
 */
struct wdm_cm_watch {
	struct list_head all;
	struct wdm_cm_key *key;
	u32 filter;
	bool tree;
	bool changed;
	struct list_head requests;
};

/**
 * struct request - a request that waits for a change
 * @link: in its watch
 * @iosb: filled in at the end
 * @event: the caller's event, with a reference; or NULL
 * @done: set at the end of a request that is waited for; NULL: nobody waits, and it is freed
 */
struct request {
	struct list_head link;
	PIO_STATUS_BLOCK iosb;
	PKEVENT event;
	PKEVENT done;
};

static LIST_HEAD(watches);

static void end_requests(struct wdm_cm_watch *watch, NTSTATUS status)
{
	struct request *r, *next;

	list_for_each_entry_safe(r, next, &watch->requests, link) {
		list_del(&r->link);
		r->iosb->Status = status;
		r->iosb->Information = 0;
		if (r->event) {
			KeSetEvent(r->event, IO_NO_INCREMENT, FALSE);
			wdm_ob_put(r->event);
		}
		if (r->done)
			KeSetEvent(r->done, IO_NO_INCREMENT, FALSE);
		else
			kfree(r);
	}
}

static bool is_watched(const struct wdm_cm_watch *watch, const struct wdm_cm_key *key, u32 what)
{
	if (!(watch->filter & what))
		return false;
	do {
		if (key == watch->key)
			return true;
		key = key->parent;
	} while (watch->tree && key);
	return false;
}

/**
 * wdm_cm_changed() - something of a key has changed
 * @key: the key; wdm_cm_lock is held
 * @what: REG_NOTIFY_CHANGE_*
 */
void wdm_cm_changed(struct wdm_cm_key *key, u32 what)
{
	struct wdm_cm_watch *watch;

	lockdep_assert_held(&wdm_cm_lock);
	list_for_each_entry(watch, &watches, all) {
		if (!is_watched(watch, key, what))
			continue;
		watch->changed = list_empty(&watch->requests);
		end_requests(watch, STATUS_SUCCESS);
	}
}

/* A key is gone: who watches it has nothing to wait for. wdm_cm_lock is held. */
void wdm_cm_gone(struct wdm_cm_key *key)
{
	struct wdm_cm_watch *watch;

	lockdep_assert_held(&wdm_cm_lock);
	list_for_each_entry(watch, &watches, all)
		if (watch->key == key)
			end_requests(watch, STATUS_NOTIFY_CLEANUP);
}

/* Its handle was closed: nothing is waited for any more. Takes wdm_cm_lock. */
void wdm_cm_watch_cancel(struct wdm_cm_watch *watch)
{
	mutex_lock(&wdm_cm_lock);
	if (watch)
		end_requests(watch, STATUS_NOTIFY_CLEANUP);
	mutex_unlock(&wdm_cm_lock);
}

/* It goes. Takes wdm_cm_lock. */
void wdm_cm_watch_end(struct wdm_cm_watch *watch)
{
	if (!watch)
		return;
	mutex_lock(&wdm_cm_lock);
	end_requests(watch, STATUS_NOTIFY_CLEANUP);
	list_del(&watch->all);
	mutex_unlock(&wdm_cm_lock);
	kfree(watch);
}

static NTSTATUS begin_watch(struct wdm_cm_key *key, u32 filter, bool tree,
			    struct wdm_cm_watch **slot)
{
	struct wdm_cm_watch *watch;

	if (*slot)
		return STATUS_SUCCESS;
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return STATUS_INSUFFICIENT_RESOURCES;
	INIT_LIST_HEAD(&watch->requests);
	watch->key = key;
	watch->filter = filter;
	watch->tree = tree;
	list_add_tail(&watch->all, &watches);
	*slot = watch;
	return STATUS_SUCCESS;
}

/* STATUS_PENDING: it is among those that wait, and its own end then. */
static NTSTATUS add_request(struct wdm_cm_key *key, struct wdm_cm_watch **slot, u32 filter,
			    bool tree, struct request *r)
{
	NTSTATUS status;

	mutex_lock(&wdm_cm_lock);
	status = key->deleted ? STATUS_KEY_DELETED : begin_watch(key, filter, tree, slot);
	if (NT_SUCCESS(status) && (*slot)->changed) {
		(*slot)->changed = false;
		r->iosb->Status = STATUS_SUCCESS;
		r->iosb->Information = 0;
		if (r->event)
			KeSetEvent(r->event, IO_NO_INCREMENT, FALSE);
	} else if (NT_SUCCESS(status)) {
		list_add_tail(&r->link, &(*slot)->requests);
		status = STATUS_PENDING;
	}
	mutex_unlock(&wdm_cm_lock);
	return status;
}

/**
 * ZwNotifyChangeKey - be told of the next change of a key
 * @KeyHandle: handle with KEY_NOTIFY access
 * @Event: handle of an event that is reset now and set at the change; may be NULL
 * @ApcRoutine: NULL, as the reference has it for calls of kernel mode
 * @ApcContext: ignored without @ApcRoutine
 * @IoStatusBlock: returns the status
 * @CompletionFilter: REG_NOTIFY_CHANGE_NAME: subkeys come, go or are renamed;
 *	REG_NOTIFY_CHANGE_LAST_SET: values change. Keys have neither attributes nor security
 *	descriptors that could change
 * @WatchTree: TRUE: of subkeys as well
 * @Buffer: NULL
 * @BufferSize: 0
 * @Asynchronous: FALSE: waits for the change
 *
 * @CompletionFilter and @WatchTree of the first call by a handle count for all. A change
 * between two calls ends the second one at once. If the key is deleted or the handle is
 * closed, the status is STATUS_NOTIFY_CLEANUP.
 *
 * Reference page: ZwNotifyChangeKey function (ntifs.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS after a change, STATUS_PENDING, STATUS_NOTIFY_CLEANUP,
 * STATUS_INVALID_PARAMETER, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_KEY_DELETED, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI ZwNotifyChangeKey(HANDLE KeyHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
				 PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock,
				 ULONG CompletionFilter, BOOLEAN WatchTree, PVOID Buffer,
				 ULONG BufferSize, BOOLEAN Asynchronous)
{
	struct wdm_cm_watch **slot;
	struct wdm_cm_key *key;
	struct request *r;
	NTSTATUS status;
	KEVENT done;
	void *body;

	if (ApcRoutine || Buffer || BufferSize || !CompletionFilter ||
	    CompletionFilter & ~FILTERS)
		return STATUS_INVALID_PARAMETER;
	status = wdm_handle_reference(KeyHandle, &wdm_key_type, KEY_NOTIFY, KernelMode, &body,
				      NULL);
	if (!NT_SUCCESS(status))
		return status;
	slot = wdm_cm_watch_of(body, &key);
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	status = r ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
	if (r && Event)
		status = ObReferenceObjectByHandle(Event, EVENT_MODIFY_STATE, *ExEventObjectType,
						   KernelMode, (PVOID *)&r->event, NULL);
	if (!NT_SUCCESS(status))
		goto out;
	if (r->event)
		KeClearEvent(r->event);
	r->iosb = IoStatusBlock;
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	if (!Asynchronous)
		r->done = &done;
	status = add_request(key, slot, CompletionFilter, WatchTree, r);
	if (status == STATUS_PENDING && Asynchronous) {
		wdm_ob_put(body);
		return STATUS_PENDING;
	}
	if (status == STATUS_PENDING) {
		KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
		status = IoStatusBlock->Status;
	} else if (r->event) {
		wdm_ob_put(r->event);
	}
out:
	kfree(r);
	wdm_ob_put(body);
	return status;
}
WDM_EXPORT(ZwNotifyChangeKey);
