/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device that a test adds, with a function driver that is the owner of its power
 * policy, and that remembers what it was asked.
 */
#ifndef _WDM_KUNIT_PO_FAKE_H
#define _WDM_KUNIT_PO_FAKE_H

#include <kunit/test.h>
#include <linux/completion.h>

#include <ntddk.h>
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

#define PO_FAKE_LOG	32

struct po_entry {
	UCHAR minor;
	POWER_STATE_TYPE type;
	POWER_STATE state;
	POWER_ACTION action;
	SYSTEM_POWER_STATE from;	/* of a system request */
	KIRQL irql;
};

struct po_fake {
	struct wdm_driver *driver;
	struct wdm_devnode *node;
	PDEVICE_OBJECT device;
	PDEVICE_OBJECT lower;
	struct po_entry log[PO_FAKE_LOG];
	int logged;
	/* What it does with system requests: turn them into requests for the device. */
	bool policy;
	NTSTATUS refuse_query;		/* system queries */
	NTSTATUS fail_device;		/* SET_POWER of device states, not passed on */
	bool hold_device;		/* SET_POWER of device states, until release */
	bool forward_high;		/* passes SET_POWER on at DISPATCH_LEVEL */
	NTSTATUS forwarded;		/* what that returned */
	PIRP held;
	struct completion held_one;
};

static struct po_fake *po_the_fake;

static inline NTSTATUS po_answer(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static VOID NTAPI po_device_done(PDEVICE_OBJECT device, UCHAR minor, POWER_STATE state,
				 PVOID context, PIO_STATUS_BLOCK iosb)
{
	PIRP irp = context;

	po_answer(irp, minor == IRP_MN_SET_POWER ? STATUS_SUCCESS : iosb->Status);
}

static NTSTATUS NTAPI po_system_done(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	POWER_STATE state;

	state.DeviceState = stack->Parameters.Power.State.SystemState == PowerSystemWorking ?
				    PowerDeviceD0 : PowerDeviceD3;
	PoRequestPowerIrp(device, stack->MinorFunction, state, po_device_done, irp, NULL);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static inline void po_log(PIO_STACK_LOCATION stack)
{
	struct po_entry *e = &po_the_fake->log[po_the_fake->logged % PO_FAKE_LOG];

	po_the_fake->logged++;
	e->minor = stack->MinorFunction;
	e->irql = KeGetCurrentIrql();
	if (e->minor == IRP_MN_WAIT_WAKE)
		return;
	e->type = stack->Parameters.Power.Type;
	e->state = stack->Parameters.Power.State;
	e->action = stack->Parameters.Power.ShutdownType;
	e->from = stack->Parameters.Power.SystemPowerStateContext.CurrentSystemState;
}

static NTSTATUS NTAPI po_power(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	struct po_fake *fake = po_the_fake;
	bool set_device = false;
	NTSTATUS status;
	KIRQL irql;

	po_log(stack);
	if (stack->MinorFunction == IRP_MN_QUERY_POWER &&
	    stack->Parameters.Power.Type == SystemPowerState && fake->refuse_query)
		return po_answer(irp, fake->refuse_query);
	if (stack->MinorFunction == IRP_MN_SET_POWER)
		set_device = stack->Parameters.Power.Type == DevicePowerState;
	if (set_device && fake->fail_device)
		return po_answer(irp, fake->fail_device);
	if (set_device && fake->hold_device) {
		IoMarkIrpPending(irp);
		fake->held = irp;
		complete(&fake->held_one);
		return STATUS_PENDING;
	}
	if (fake->policy && stack->MinorFunction != IRP_MN_WAIT_WAKE && !set_device &&
	    stack->Parameters.Power.Type == SystemPowerState) {
		IoMarkIrpPending(irp);
		IoCopyCurrentIrpStackLocationToNext(irp);
		IoSetCompletionRoutine(irp, po_system_done, NULL, TRUE, TRUE, TRUE);
		IoCallDriver(fake->lower, irp);
		return STATUS_PENDING;
	}
	IoSkipCurrentIrpStackLocation(irp);
	if (!set_device || !fake->forward_high)
		return IoCallDriver(fake->lower, irp);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	status = IoCallDriver(fake->lower, irp);
	KeLowerIrql(irql);
	fake->forwarded = status;
	return status;
}

static NTSTATUS NTAPI po_pnp(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	struct po_fake *fake = po_the_fake;
	bool removed = stack->MinorFunction == IRP_MN_REMOVE_DEVICE;
	NTSTATUS status;

	irp->IoStatus.Status = STATUS_SUCCESS;
	IoSkipCurrentIrpStackLocation(irp);
	status = IoCallDriver(fake->lower, irp);
	if (removed) {
		IoDetachDevice(fake->lower);
		IoDeleteDevice(device);
		fake->device = NULL;
	}
	return status;
}

static inline void po_fake_remove(struct po_fake *fake)
{
	if (!fake->node)
		return;
	wdm_root_remove(fake->node);
	wdm_devnode_put(fake->node);
	fake->node = NULL;
}

static inline int po_fake_init(struct kunit *test)
{
	static const WCHAR id[] = L"ROOT\\KUNIT_POWER";
	struct po_fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	if (!fake || !NT_SUCCESS(wdm_driver_create("kunit-power", NULL, &fake->driver)))
		return -ENOMEM;
	po_the_fake = fake;
	test->priv = fake;
	init_completion(&fake->held_one);
	fake->driver->obj.MajorFunction[IRP_MJ_POWER] = po_power;
	fake->driver->obj.MajorFunction[IRP_MJ_PNP] = po_pnp;
	if (!NT_SUCCESS(wdm_root_add(id, &fake->node)) ||
	    !NT_SUCCESS(IoCreateDevice(&fake->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &fake->device)))
		return -ENOMEM;
	fake->lower = IoAttachDeviceToDeviceStack(fake->device, fake->node->pdo);
	fake->device->Flags |= DO_POWER_PAGABLE;
	fake->device->Flags &= ~DO_DEVICE_INITIALIZING;
	/* As the PnP manager leaves a device that it has started. */
	wdm_devnode_lock(fake->node);
	fake->node->state = WDM_DEVNODE_STARTED;
	wdm_po_started(fake->node);
	wdm_devnode_unlock(fake->node);
	return 0;
}

static inline void po_fake_exit(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	po_fake_remove(fake);
	wdm_driver_destroy(fake->driver);
}

#endif /* _WDM_KUNIT_PO_FAKE_H */
