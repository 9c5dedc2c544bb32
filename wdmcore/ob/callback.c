// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: routines that watch how handles to processes and threads come to be.
 *
 * Only wdmcore's own handles: a program of Linux opens other programs without any.
 *
 * Locking: registrations change under callbacks_lock; who calls them is in a reader's
 * section of callbacks_srcu, which may be nested (a routine may open handles itself).
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ob.h"
#include "ps.h"

#define ALL_OPERATIONS	(OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE)

/**
 * struct registration - what one call has registered
 * @all: link in registrations, from the highest altitude to the lowest
 * @altitude: as a number; fractions of it order as well
 * @context: RegistrationContext
 * @count: entries
 * @entries: types, operations, routines
 */
struct registration {
	struct list_head all;
	UNICODE_STRING altitude;
	void *context;
	u32 count;
	OB_OPERATION_REGISTRATION entries[];
};

static DEFINE_MUTEX(callbacks_lock);
DEFINE_STATIC_SRCU(callbacks_srcu);
static LIST_HEAD(registrations);

/* Decimal numbers "320000.5": by digits before the point, then as strings. */
static int compare_altitudes(PCUNICODE_STRING a, PCUNICODE_STRING b)
{
	size_t i, units_a = a->Length / sizeof(WCHAR), units_b = b->Length / sizeof(WCHAR);
	size_t whole_a, whole_b;

	for (whole_a = 0; whole_a < units_a && a->Buffer[whole_a] != '.'; whole_a++)
		;
	for (whole_b = 0; whole_b < units_b && b->Buffer[whole_b] != '.'; whole_b++)
		;
	if (whole_a != whole_b)
		return whole_a < whole_b ? -1 : 1;
	for (i = 0; i < units_a && i < units_b; i++)
		if (a->Buffer[i] != b->Buffer[i])
			return a->Buffer[i] < b->Buffer[i] ? -1 : 1;
	return units_a == units_b ? 0 : units_a < units_b ? -1 : 1;
}

static bool is_valid(const OB_CALLBACK_REGISTRATION *r)
{
	const OB_OPERATION_REGISTRATION *entry;
	USHORT i;

	if (r->Version != OB_FLT_REGISTRATION_VERSION || !r->OperationRegistrationCount ||
	    !r->Altitude.Length || r->Altitude.Length % sizeof(WCHAR))
		return false;
	for (i = 0; i < r->OperationRegistrationCount; i++) {
		entry = &r->OperationRegistration[i];
		if (!entry->ObjectType || (entry->ObjectType != PsProcessType &&
					   entry->ObjectType != PsThreadType))
			return false;
		if (!entry->Operations || entry->Operations & ~ALL_OPERATIONS)
			return false;
		if (!entry->PreOperation && !entry->PostOperation)
			return false;
	}
	return true;
}

/* Keeps the order; FALSE: the altitude is taken. */
static bool insert(struct registration *new)
{
	struct registration *r;
	int order;

	lockdep_assert_held(&callbacks_lock);
	list_for_each_entry(r, &registrations, all) {
		order = compare_altitudes(&new->altitude, &r->altitude);
		if (!order)
			return false;
		if (order > 0)
			break;
	}
	list_add_tail_rcu(&new->all, &r->all);
	return true;
}

/**
 * ObRegisterCallbacks() - has routines called before and after handles are made
 * @CallbackRegistration: altitude, and routines for PsProcessType and PsThreadType
 * @RegistrationHandle: returns what ObUnRegisterCallbacks() takes
 *
 * A routine that is called before may take rights away, unless it is a kernel handle.
 * Partial: of all registrations together, the first 16 routines for an operation are
 * called.
 * Differs from Windows: a driver needs no signature; what Linux programs do to each
 * other makes no handles, and so isn't seen.
 * Reference page: "ObRegisterCallbacks function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES,
 *	STATUS_FLT_INSTANCE_ALTITUDE_COLLISION
 */
NTSTATUS NTAPI ObRegisterCallbacks(POB_CALLBACK_REGISTRATION CallbackRegistration,
				   PVOID *RegistrationHandle)
{
	struct registration *r;
	bool inserted;
	u32 count;

	if (!is_valid(CallbackRegistration))
		return STATUS_INVALID_PARAMETER;
	count = CallbackRegistration->OperationRegistrationCount;
	r = kzalloc(struct_size(r, entries, count), GFP_KERNEL);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	r->altitude = CallbackRegistration->Altitude;
	r->altitude.Buffer = kmemdup(r->altitude.Buffer, r->altitude.Length, GFP_KERNEL);
	if (!r->altitude.Buffer) {
		kfree(r);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	r->context = CallbackRegistration->RegistrationContext;
	r->count = count;
	memcpy(r->entries, CallbackRegistration->OperationRegistration,
	       count * sizeof(r->entries[0]));
	mutex_lock(&callbacks_lock);
	inserted = insert(r);
	mutex_unlock(&callbacks_lock);
	if (!inserted) {
		kfree(r->altitude.Buffer);
		kfree(r);
		return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
	}
	*RegistrationHandle = r;
	return STATUS_SUCCESS;
}
WDM_EXPORT(ObRegisterCallbacks);

static void remove_registration(struct registration *r)
{
	mutex_lock(&callbacks_lock);
	list_del_rcu(&r->all);
	mutex_unlock(&callbacks_lock);
	synchronize_srcu(&callbacks_srcu);
	kfree(r->altitude.Buffer);
	kfree(r);
}

/**
 * ObUnRegisterCallbacks() - undoes ObRegisterCallbacks()
 * @RegistrationHandle: from there
 *
 * None of the routines runs any more when it returns.
 * Reference page: "ObUnRegisterCallbacks function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL, not from within such a routine
 */
VOID NTAPI ObUnRegisterCallbacks(PVOID RegistrationHandle)
{
	remove_registration(RegistrationHandle);
}
WDM_EXPORT(ObUnRegisterCallbacks);

/**
 * ObGetFilterVersion() - version of the callback registrations
 *
 * Reference page: "ObGetFilterVersion function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: OB_FLT_REGISTRATION_VERSION
 */
USHORT NTAPI ObGetFilterVersion(VOID)
{
	return OB_FLT_REGISTRATION_VERSION;
}
WDM_EXPORT(ObGetFilterVersion);

void wdm_ob_driver_gone(const void *start, size_t size)
{
	struct registration *r, *found;
	const void *routine;
	u32 i;

	do {
		found = NULL;
		mutex_lock(&callbacks_lock);
		list_for_each_entry(r, &registrations, all) {
			for (i = 0; i < r->count && !found; i++) {
				routine = r->entries[i].PreOperation ?
					  (const void *)r->entries[i].PreOperation :
					  (const void *)r->entries[i].PostOperation;
				if (routine >= start && routine < start + size)
					found = r;
			}
		}
		mutex_unlock(&callbacks_lock);
		if (!found)
			break;
		wdm_bug_report(0xce, (unsigned long)found, (unsigned long)start, 0, 0, start,
			       "ObUnRegisterCallbacks was not called before the driver was unloaded");
		remove_registration(found);
	} while (true);
}

static void call_before(struct wdm_handle_watch *watch, struct wdm_watcher *watcher,
			OB_PRE_OPERATION_INFORMATION *info, u32 original)
{
	OB_PRE_CREATE_HANDLE_INFORMATION *rights =
		&info->Parameters->CreateHandleInformation;

	/* Both kinds of parameters begin with these. */
	rights->DesiredAccess = watch->access;
	rights->OriginalDesiredAccess = original;
	info->CallContext = NULL;
	WDM_CALL(watcher->entry->PreOperation, watcher->context, info);
	watcher->call_context = info->CallContext;
	if (!info->KernelHandle)
		watch->access &= rights->DesiredAccess;
}

void wdm_ob_before_handle(struct wdm_handle_watch *watch, void *body, bool kernel,
			  bool duplicate, u32 access)
{
	OB_PRE_OPERATION_PARAMETERS parameters = {};
	OB_PRE_OPERATION_INFORMATION info = {
		.Operation = duplicate ? OB_OPERATION_HANDLE_DUPLICATE : OB_OPERATION_HANDLE_CREATE,
		.KernelHandle = kernel,
		.Object = body,
		.ObjectType = (POBJECT_TYPE)wdm_ob_type(body),
		.Parameters = &parameters,
	};
	struct wdm_watcher *watcher;
	struct registration *r;
	u32 i;

	watch->count = 0;
	watch->access = access;
	watch->watched = wdm_ob_type(body) == &wdm_process_type ||
			 wdm_ob_type(body) == &wdm_thread_type;
	if (!watch->watched)
		return;
	if (duplicate) {
		parameters.DuplicateHandleInformation.SourceProcess = wdm_process_current();
		parameters.DuplicateHandleInformation.TargetProcess = wdm_process_current();
	}
	watch->index = srcu_read_lock(&callbacks_srcu);
	list_for_each_entry_srcu(r, &registrations, all, srcu_read_lock_held(&callbacks_srcu)) {
		for (i = 0; i < r->count && watch->count < WDM_MAX_WATCHERS; i++) {
			if (*r->entries[i].ObjectType != info.ObjectType ||
			    !(r->entries[i].Operations & info.Operation))
				continue;
			watcher = &watch->watchers[watch->count++];
			watcher->entry = &r->entries[i];
			watcher->context = r->context;
			watcher->call_context = NULL;
			if (watcher->entry->PreOperation)
				call_before(watch, watcher, &info, access);
		}
	}
}

void wdm_ob_after_handle(struct wdm_handle_watch *watch, void *body, bool kernel,
			 bool duplicate, NTSTATUS status)
{
	OB_POST_OPERATION_PARAMETERS parameters = {
		.CreateHandleInformation.GrantedAccess = watch->access,
	};
	OB_POST_OPERATION_INFORMATION info = {
		.Operation = duplicate ? OB_OPERATION_HANDLE_DUPLICATE : OB_OPERATION_HANDLE_CREATE,
		.KernelHandle = kernel,
		.Object = body,
		.ObjectType = (POBJECT_TYPE)wdm_ob_type(body),
		.ReturnStatus = status,
		.Parameters = &parameters,
	};
	u32 i;

	if (!watch->watched)
		return;
	for (i = 0; i < watch->count; i++) {
		if (!watch->watchers[i].entry->PostOperation)
			continue;
		info.CallContext = watch->watchers[i].call_context;
		WDM_CALL(watch->watchers[i].entry->PostOperation, watch->watchers[i].context,
			 &info);
	}
	srcu_read_unlock(&callbacks_srcu, watch->index);
}
