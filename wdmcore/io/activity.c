// SPDX-License-Identifier: GPL-2.0
/* Io: the activity that a request belongs to, for tracing. */
#include <linux/mm.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "ps.h"

/* Zeroes are what a thread has that works for no activity. */
static bool is_none(const GUID *guid)
{
	return !memchr_inv(guid, 0, sizeof(*guid));
}

/**
 * IoGetActivityIdIrp() - the activity that a request belongs to
 * @Irp: the request
 * @Guid: returns its identifier
 *
 * Reference page: "IoGetActivityIdIrp function (ntddk.h)".
 *
 * Context: any IRQL
 * Return: STATUS_SUCCESS, STATUS_NOT_FOUND if it belongs to none
 */
NTSTATUS NTAPI IoGetActivityIdIrp(PIRP Irp, LPGUID Guid)
{
	struct wdm_irp *w = wdm_irp_of(Irp);

	if (!w || !w->has_activity)
		return STATUS_NOT_FOUND;
	*Guid = w->activity;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetActivityIdIrp);

/**
 * IoSetActivityIdIrp() - makes a request part of an activity
 * @Irp: the request, which the system or IoAllocateIrp() made
 * @Guid: the activity's identifier; NULL: that of the current thread (see
 *	EtwActivityIdControl()), if the request is its
 *
 * Reference page: "IoSetActivityIdIrp function (ntddk.h)".
 *
 * Context: any IRQL with @Guid, else IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED if there is no identifier;
 *	STATUS_UNSUCCESSFUL for an IRP in memory of the driver's own
 */
NTSTATUS NTAPI IoSetActivityIdIrp(PIRP Irp, LPCGUID Guid)
{
	struct wdm_irp *w = wdm_irp_of(Irp);
	struct wdm_thread *t;

	if (!w)
		return STATUS_UNSUCCESSFUL;
	if (!Guid) {
		t = wdm_thread_current();
		if ((struct wdm_thread *)Irp->Tail.Overlay.Thread != t || is_none(&t->activity))
			return STATUS_NOT_SUPPORTED;
		Guid = &t->activity;
	}
	w->activity = *Guid;
	w->has_activity = true;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoSetActivityIdIrp);
