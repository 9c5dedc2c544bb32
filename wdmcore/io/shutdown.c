// SPDX-License-Identifier: GPL-2.0
/*
 * Io: shutdown notification.
 *
 * Linux's reboot notifiers run in process context when user space is gone, which
 * is when Windows sends IRP_MJ_SHUTDOWN. File systems are flushed by then. There are two
 * rounds: the second one is for drivers that others still may need in the first.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/reboot.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"

/* Protects the list and the devices' links; not held while a driver is called. */
static DEFINE_MUTEX(shutdown_lock);
static LIST_HEAD(shutdown_devices);
static LIST_HEAD(last_chance_devices);

static void send_shutdown(PDEVICE_OBJECT device)
{
	PDEVICE_OBJECT top = wdm_device_top_get(device);
	PIO_STACK_LOCATION location;
	PIRP irp;

	irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL | __GFP_NOFAIL);
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = IRP_MJ_SHUTDOWN;
	wdm_irp_send_wait(top, irp);
	wdm_irp_free(irp);
	wdm_ob_put(top);
}

/* wdm_shutdown_notify - what happens at shutdown, in one of the two rounds */
void wdm_shutdown_notify(bool last_chance)
{
	struct list_head *devices = last_chance ? &last_chance_devices : &shutdown_devices;
	struct wdm_device *device;

	for (;;) {
		mutex_lock(&shutdown_lock);
		device = list_first_entry_or_null(devices, struct wdm_device, shutdown);
		if (device) {
			list_del_init(&device->shutdown);
			if (!wdm_driver_get(device->driver)) {
				mutex_unlock(&shutdown_lock);
				continue;
			}
			wdm_ob_get(&device->obj);
		}
		mutex_unlock(&shutdown_lock);
		if (!device)
			return;
		send_shutdown(&device->obj);
		wdm_driver_put(device->driver);
		wdm_ob_put(&device->obj);
	}
}
EXPORT_SYMBOL_GPL(wdm_shutdown_notify);

static int shutdown(struct notifier_block *block, unsigned long action, void *data)
{
	wdm_session_event(IoSessionEventLogoff);
	wdm_session_event(IoSessionEventTerminated);
	wdm_shutdown_notify(false);
	return NOTIFY_DONE;
}

static int last_chance(struct notifier_block *block, unsigned long action, void *data)
{
	wdm_shutdown_notify(true);
	return NOTIFY_DONE;
}

static struct notifier_block shutdown_block = {
	.notifier_call = shutdown,
	/* Before the network and the disks: a driver may still want to say something. */
	.priority = 100,
};

static struct notifier_block last_chance_block = {
	.notifier_call = last_chance,
	.priority = -100,
};

static void add(PDEVICE_OBJECT device_object, struct list_head *devices)
{
	struct wdm_device *device = wdm_device(device_object);

	mutex_lock(&shutdown_lock);
	if (list_empty(&device->shutdown))
		list_add(&device->shutdown, devices);
	device_object->Flags |= DO_SHUTDOWN_REGISTERED;
	mutex_unlock(&shutdown_lock);
}

/**
 * IoRegisterShutdownNotification() - asks for IRP_MJ_SHUTDOWN
 * @DeviceObject: a device of the caller
 *
 * The device that registered last is told first.
 * Reference page: "IoRegisterShutdownNotification function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS
 */
NTSTATUS NTAPI IoRegisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	add(DeviceObject, &shutdown_devices);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoRegisterShutdownNotification);

/**
 * IoRegisterLastChanceShutdownNotification() - asks for a late IRP_MJ_SHUTDOWN
 * @DeviceObject: a device of the caller, which asks for one of the two kinds
 *
 * The IRP comes when all devices of IoRegisterShutdownNotification() have had theirs, and
 * before the power IRP for PowerSystemShutdown.
 * Reference page: "IoRegisterLastChanceShutdownNotification function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS
 */
NTSTATUS NTAPI IoRegisterLastChanceShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	add(DeviceObject, &last_chance_devices);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoRegisterLastChanceShutdownNotification);

/**
 * IoUnregisterShutdownNotification() - no IRP_MJ_SHUTDOWN any more
 * @DeviceObject: a device that was registered
 *
 * Reference page: "IoUnregisterShutdownNotification function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 */
VOID NTAPI IoUnregisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	mutex_lock(&shutdown_lock);
	list_del_init(&wdm_device(DeviceObject)->shutdown);
	DeviceObject->Flags &= ~DO_SHUTDOWN_REGISTERED;
	mutex_unlock(&shutdown_lock);
}
WDM_EXPORT(IoUnregisterShutdownNotification);

void wdm_shutdown_forget(struct wdm_device *device)
{
	IoUnregisterShutdownNotification(&device->obj);
}

int wdm_shutdown_init(void)
{
	int ret = register_reboot_notifier(&shutdown_block);

	if (ret)
		return ret;
	ret = register_reboot_notifier(&last_chance_block);
	if (ret)
		unregister_reboot_notifier(&shutdown_block);
	return ret;
}

void wdm_shutdown_exit(void)
{
	unregister_reboot_notifier(&last_chance_block);
	unregister_reboot_notifier(&shutdown_block);
}
