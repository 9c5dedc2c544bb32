// SPDX-License-Identifier: GPL-2.0
/*
 * Io: hard errors, of which Windows' user is told by a box on the screen. Here they are
 * in the kernel's log, and nobody is waited for.
 */
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ps.h"
#include "rtl.h"

#define MAX_TEXT	256

/* More than these nobody would read. */
static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 10);

static bool are_disabled(struct wdm_thread *t)
{
	return t && READ_ONCE(t->hard_errors_disabled);
}

static const char *status_name(NTSTATUS status)
{
	return wdm_status_name(status) ?: "unknown hard error";
}

/**
 * IoSetThreadHardErrorMode() - has the user told of the current thread's errors, or not
 * @EnableHardErrors: FALSE: not
 *
 * Reference page: "IoSetThreadHardErrorMode function (ntddk.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: what was set before; TRUE to begin with
 */
BOOLEAN NTAPI IoSetThreadHardErrorMode(BOOLEAN EnableHardErrors)
{
	struct wdm_thread *t = wdm_thread_current();
	bool disabled = t->hard_errors_disabled;

	WRITE_ONCE(t->hard_errors_disabled, !EnableHardErrors);
	return !disabled;
}
WDM_EXPORT(IoSetThreadHardErrorMode);

/**
 * IoRaiseHardError() - tells the user of a device's error, and completes the request
 * @Irp: the request that failed, its status set
 * @Vpb: the volume, or NULL; ignored: there are no volumes here
 * @RealDeviceObject: the device that failed
 *
 * Differs from Windows: the message goes to the kernel's log, and the request is
 * completed at once, as if the user had chosen not to try again.
 * Reference page: "IoRaiseHardError function (ntddk.h)".
 *
 * Context: IRQL <= APC_LEVEL
 */
VOID NTAPI IoRaiseHardError(PIRP Irp, PVPB Vpb, PDEVICE_OBJECT RealDeviceObject)
{
	struct wdm_thread *t = (struct wdm_thread *)Irp->Tail.Overlay.Thread;
	NTSTATUS status = Irp->IoStatus.Status;
	char driver[64];

	if (!are_disabled(t ?: wdm_thread_current()) && __ratelimit(&limit)) {
		wdm_ustr_to_utf8(driver, sizeof(driver),
				 &RealDeviceObject->DriverObject->DriverName);
		pr_err("wdm: hard error: %s: %s (0x%08x)\n", driver, status_name(status), status);
	}
	/* A failed request has no data. */
	Irp->IoStatus.Information = 0;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
}
WDM_EXPORT(IoRaiseHardError);

/**
 * IoRaiseInformationalHardError() - tells the user why a request failed
 * @ErrorStatus: the error
 * @String: what it is about, or NULL
 * @Thread: whose request it was, or NULL
 *
 * Differs from Windows: the message goes to the kernel's log.
 * Reference page: "IoRaiseInformationalHardError function (ntddk.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: TRUE if there is a message; FALSE if they are disabled for @Thread, or there
 *	were too many within a short time
 */
BOOLEAN NTAPI IoRaiseInformationalHardError(NTSTATUS ErrorStatus, PUNICODE_STRING String,
					    PKTHREAD Thread)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Thread);
	char text[MAX_TEXT] = "";

	if (are_disabled(t) || !__ratelimit(&limit))
		return FALSE;
	if (String && String->Length)
		wdm_ustr_to_utf8(text, sizeof(text), String);
	pr_err("wdm: hard error: %s%u: %s (0x%08x)%s%s\n",
	       t ? "thread " : "system process, thread ",
	       t ? HandleToULong(t->id) : HandleToULong(PsGetCurrentThreadId()),
	       status_name(ErrorStatus), ErrorStatus, *text ? ": " : "", text);
	return TRUE;
}
WDM_EXPORT(IoRaiseInformationalHardError);
