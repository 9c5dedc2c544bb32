// SPDX-License-Identifier: GPL-2.0
/*
 * Po: power IRPs that drivers ask for.
 *
 * The IRP has one stack location more than the stack needs, above all drivers. It
 * is ours: the completion routine set from it calls the driver's PowerCompletion
 * routine, and frees the IRP.
 *
 * Devices that draw much more current than later when they are switched on
 * (DO_POWER_INRUSH) are switched on one after the other.
 *
 * Drivers of pageable power paths may only be called at PASSIVE_LEVEL, so a
 * request made at DISPATCH_LEVEL is sent by a work item.
 */
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "call.h"
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "pnp.h"
#include "po.h"

/**
 * struct power_request - a request on its way
 * @link: in the list of those on their way, or in @waiting of another one; R
 * @waiting: requests for the same stack that come after this one; R
 * @surge: in @surges; R
 * @surges: it switches a device on that has DO_POWER_INRUSH
 * @work: sends it
 * @device: as the driver named it; referenced
 * @top: of the stack; referenced
 * @bottom: of the stack, which stands for it; referenced
 * @irp: the IRP
 * @minor: its minor function
 * @state: what it asks for
 * @routine: the driver's PowerCompletion
 * @context: for @routine
 *
 * R: protected by requests_lock.
 */
struct power_request {
	struct list_head link;
	struct list_head waiting;
	struct list_head surge;
	bool surges;
	struct work_struct work;
	PDEVICE_OBJECT device;
	PDEVICE_OBJECT top;
	PDEVICE_OBJECT bottom;
	PIRP irp;
	UCHAR minor;
	POWER_STATE state;
	PREQUEST_POWER_COMPLETE routine;
	PVOID context;
};

static DEFINE_SPINLOCK(requests_lock);
static LIST_HEAD(requests);
/* The first one is at its stack, the others wait for it; R */
static LIST_HEAD(surges);

/* Referenced, as it is dropped at any IRQL. */
static PDEVICE_OBJECT get_bottom(PDEVICE_OBJECT device)
{
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	while (wdm_device(device)->ext.AttachedTo)
		device = wdm_device(device)->ext.AttachedTo;
	ObReferenceObject(device);
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	return device;
}

/* One driver of the stack may have said so, typically that of the bus. */
static bool has_inrush(PDEVICE_OBJECT bottom)
{
	PDEVICE_OBJECT device;
	unsigned long flags;
	ULONG all = 0;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = bottom; device; device = device->AttachedDevice)
		all |= device->Flags;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	return all & DO_POWER_INRUSH;
}

static struct power_request *on_its_way(PDEVICE_OBJECT bottom)
{
	struct power_request *r;

	lockdep_assert_held(&requests_lock);
	list_for_each_entry(r, &requests, link)
		if (r->bottom == bottom)
			return r;
	return NULL;
}

/* FALSE: another one is at the stack; it is sent after that. */
static bool may_go(struct power_request *r)
{
	struct power_request *first;
	unsigned long flags;

	/* It may be there for hours, and changes no state. */
	if (r->minor == IRP_MN_WAIT_WAKE)
		return true;
	spin_lock_irqsave(&requests_lock, flags);
	first = on_its_way(r->bottom);
	list_add_tail(&r->link, first ? &first->waiting : &requests);
	spin_unlock_irqrestore(&requests_lock, flags);
	return !first;
}

/* FALSE: another device is being switched on; it is sent after that. */
static bool may_surge(struct power_request *r)
{
	unsigned long flags;
	bool first;

	if (!r->surges)
		return true;
	spin_lock_irqsave(&requests_lock, flags);
	first = list_empty(&surges);
	list_add_tail(&r->surge, &surges);
	spin_unlock_irqrestore(&requests_lock, flags);
	return first;
}

static void end_surge(struct power_request *r)
{
	struct power_request *next;
	unsigned long flags;

	if (!r->surges)
		return;
	spin_lock_irqsave(&requests_lock, flags);
	list_del(&r->surge);
	next = list_first_entry_or_null(&surges, struct power_request, surge);
	spin_unlock_irqrestore(&requests_lock, flags);
	if (next)
		queue_work(wdm_po_wq, &next->work);
}

/* The next one for its stack is sent by a work item, as the IRQL may be high here. */
static void send_next(struct power_request *r)
{
	struct power_request *next;
	unsigned long flags;

	if (r->minor == IRP_MN_WAIT_WAKE)
		return;
	spin_lock_irqsave(&requests_lock, flags);
	list_del(&r->link);
	next = list_first_entry_or_null(&r->waiting, struct power_request, link);
	if (next) {
		list_del(&next->link);
		list_splice_init(&r->waiting, &next->waiting);
		list_add_tail(&next->link, &requests);
	}
	spin_unlock_irqrestore(&requests_lock, flags);
	if (next && may_surge(next))
		queue_work(wdm_po_wq, &next->work);
}

static void free_request(struct power_request *r)
{
	ObDereferenceObject(r->bottom);
	ObDereferenceObject(r->top);
	ObDereferenceObject(r->device);
	kfree(r);
}

static NTSTATUS NTAPI request_done(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	struct power_request *r = context;
	IO_STATUS_BLOCK iosb = irp->IoStatus;

	if (r->routine)
		WDM_CALL(r->routine, r->device, r->minor, r->state, r->context, &iosb);
	end_surge(r);
	send_next(r);
	free_request(r);
	IoFreeIrp(irp);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void send_request(struct work_struct *work)
{
	struct power_request *r = container_of(work, struct power_request, work);

	IoCallDriver(r->top, r->irp);
}

/* What the system is doing with the stack, for who loses power by it. */
static POWER_ACTION action_at(PDEVICE_OBJECT bottom, DEVICE_POWER_STATE state)
{
	POWER_ACTION action = PowerActionNone;
	struct wdm_devnode *node;

	if (state == PowerDeviceD0)
		return action;
	node = wdm_devnode_of_pdo(bottom);
	if (node)
		action = READ_ONCE(node->power.action);
	wdm_devnode_put(node);
	return action;
}

static void fill(struct power_request *r)
{
	PIRP irp = r->irp;
	PIO_STACK_LOCATION next;

	/* Our own location first. */
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->DeviceObject = r->device;

	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	irp->IoStatus.Information = 0;
	next = IoGetNextIrpStackLocation(irp);
	next->MajorFunction = IRP_MJ_POWER;
	next->MinorFunction = r->minor;
	if (r->minor == IRP_MN_WAIT_WAKE) {
		next->Parameters.WaitWake.PowerState = r->state.SystemState;
	} else {
		next->Parameters.Power.Type = DevicePowerState;
		next->Parameters.Power.State = r->state;
		next->Parameters.Power.ShutdownType = action_at(r->bottom, r->state.DeviceState);
	}
	IoSetCompletionRoutine(irp, request_done, r, TRUE, TRUE, TRUE);
}

/**
 * PoRequestPowerIrp - PoRequestPowerIrp routine: send a power IRP to the top of a stack
 * @DeviceObject: any device object of the stack
 * @MinorFunction: IRP_MN_SET_POWER, IRP_MN_QUERY_POWER or IRP_MN_WAIT_WAKE
 * @PowerState: the device state; for IRP_MN_WAIT_WAKE the system state
 * @CompletionFunction: called when all drivers are done, at IRQL <= DISPATCH_LEVEL; may
 *	be NULL
 * @Context: for @CompletionFunction
 * @Irp: gets the IRP, for IRP_MN_WAIT_WAKE; may be NULL
 *
 * One SET_POWER or QUERY_POWER is at a stack at a time: another one is sent when
 * @CompletionFunction of the first has returned. Of all devices with DO_POWER_INRUSH, one
 * at a time is brought to D0. ShutdownType says what the system is
 * about, if a request for a system state is at the stack; for D0 it is PowerActionNone.
 *
 * Context: IRQL <= DISPATCH_LEVEL; IRQL == PASSIVE_LEVEL for IRP_MN_WAIT_WAKE.
 * Return: STATUS_PENDING: the request was sent, and may have ended already;
 *	STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER_2 for another minor
 *	function. With an error, @CompletionFunction is not called.
 */
NTSTATUS NTAPI PoRequestPowerIrp(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction,
				 POWER_STATE PowerState,
				 PREQUEST_POWER_COMPLETE CompletionFunction, PVOID Context,
				 PIRP *Irp)
{
	struct power_request *r;

	if (MinorFunction != IRP_MN_SET_POWER && MinorFunction != IRP_MN_QUERY_POWER &&
	    MinorFunction != IRP_MN_WAIT_WAKE)
		return STATUS_INVALID_PARAMETER_2;

	r = kzalloc(sizeof(*r), GFP_ATOMIC);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	ObReferenceObject(DeviceObject);
	r->device = DeviceObject;
	r->top = IoGetAttachedDeviceReference(DeviceObject);
	r->bottom = get_bottom(DeviceObject);
	r->irp = IoAllocateIrp(r->top->StackSize + 1, FALSE);
	if (!r->irp) {
		free_request(r);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	INIT_WORK(&r->work, send_request);
	INIT_LIST_HEAD(&r->waiting);
	r->minor = MinorFunction;
	r->state = PowerState;
	r->routine = CompletionFunction;
	r->context = Context;
	r->surges = MinorFunction == IRP_MN_SET_POWER &&
		    PowerState.DeviceState == PowerDeviceD0 && has_inrush(r->bottom);
	fill(r);
	if (Irp)
		*Irp = r->irp;

	if (!may_go(r) || !may_surge(r))
		return STATUS_PENDING;
	if (wdm_irql_is_low())
		IoCallDriver(r->top, r->irp);
	else
		queue_work(wdm_po_wq, &r->work);
	return STATUS_PENDING;
}
WDM_EXPORT(PoRequestPowerIrp);

/**
 * PoCallDriver - PoCallDriver routine: pass a power IRP on
 * @DeviceObject: the next lower driver's device object
 * @Irp: the IRP
 *
 * The same as IoCallDriver, as on Windows since Vista.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: what the driver's dispatch routine returned.
 */
NTSTATUS NTAPI PoCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	return IoCallDriver(DeviceObject, Irp);
}
WDM_EXPORT(PoCallDriver);

/**
 * PoStartNextPowerIrp - PoStartNextPowerIrp routine: ready for the next power IRP
 * @Irp: the present one
 *
 * Nothing waits for it, as on Windows since Vista: the sender of power IRPs lets one
 * end before it sends the next of its kind.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoStartNextPowerIrp(PIRP Irp)
{
}
WDM_EXPORT(PoStartNextPowerIrp);
