// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: requests that the PnP manager sends.
 *
 * They go to the top of the stack, in a thread that can sleep, and carry
 * STATUS_NOT_SUPPORTED: who doesn't handle one leaves the status alone, and so it
 * comes back.
 */
#include <linux/string.h>

#include "io.h"
#include "io_dev.h"
#include "pnp.h"

static NTSTATUS send(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request, NTSTATUS initial,
		     ULONG_PTR *information, gfp_t gfp)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(pdo);
	PIO_STACK_LOCATION next;
	NTSTATUS status;
	PIRP irp;

	irp = wdm_irp_alloc(top->StackSize, gfp);
	if (!irp) {
		ObDereferenceObject(top);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	irp->RequestorMode = KernelMode;
	irp->IoStatus.Status = initial;
	irp->IoStatus.Information = information ? *information : 0;
	next = IoGetNextIrpStackLocation(irp);
	next->MajorFunction = request->MajorFunction;
	next->MinorFunction = request->MinorFunction;
	next->Parameters = request->Parameters;
	next->FileObject = request->FileObject;

	status = wdm_irp_send_wait(top, irp);
	if (information)
		*information = irp->IoStatus.Information;
	wdm_irp_free(irp);
	ObDereferenceObject(top);
	return status;
}

/**
 * wdm_pnp_request - send a request to the top of a stack and wait
 * @pdo: any device object of the stack
 * @request: major and minor function, parameters and file object
 * @initial: IoStatus.Status that it starts with
 * @information: IoStatus.Information, in and out; may be NULL
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the status that the request ended with.
 */
NTSTATUS wdm_pnp_request(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request,
			 NTSTATUS initial, ULONG_PTR *information)
{
	return send(pdo, request, initial, information, GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(wdm_pnp_request);

/**
 * wdm_pnp_ask - send a request whose answer is in pool memory
 * @node: the device
 * @request: as for wdm_pnp_request()
 * @answer: gets the memory, to be freed with ExFreePool(); NULL: there is no answer
 *
 * Having no memory for an answer, here or in the bus driver, is another thing than having
 * none: who is found without his ids would stay without them.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_pnp_ask(struct wdm_devnode *node, const IO_STACK_LOCATION *request, void **answer)
{
	ULONG_PTR information = 0;
	NTSTATUS status;

	status = wdm_pnp_request(node->pdo, request, STATUS_NOT_SUPPORTED, &information);
	*answer = NT_SUCCESS(status) ? (void *)information : NULL;
	return status == STATUS_INSUFFICIENT_RESOURCES ? status : STATUS_SUCCESS;
}

/**
 * wdm_pnp_request_sure - the same, for a request that must not fail for want of memory
 * @pdo: any device object of the stack
 * @request: major and minor function, parameters
 *
 * As one that tells a stopped device to work again, or that the system sleeps.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the status that the request ended with.
 */
NTSTATUS wdm_pnp_request_sure(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request)
{
	return send(pdo, request, STATUS_NOT_SUPPORTED, NULL, GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * wdm_pnp_request_minor - a PnP request without parameters
 * @pdo: any device object of the stack
 * @minor: minor function
 *
 * No device waits for ever for a request that a driver has dropped. Some of these can't
 * fail for want of memory either: a driver that isn't told of its removal never goes.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the status that the request ended with.
 */
NTSTATUS wdm_pnp_request_minor(PDEVICE_OBJECT pdo, UCHAR minor)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(pdo);
	PIRP irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL | __GFP_NOFAIL);
	PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);
	NTSTATUS status;

	irp->RequestorMode = KernelMode;
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	next->MajorFunction = IRP_MJ_PNP;
	next->MinorFunction = minor;
	if (wdm_irp_send_wait_or_leave(top, irp, &status))
		wdm_irp_free(irp);
	ObDereferenceObject(top);
	return status;
}

/**
 * wdm_pnp_query_capabilities - ask for the capabilities of a device
 * @pdo: any device object of its stack
 * @capabilities: gets them; without memory, what is known already stays
 */
NTSTATUS wdm_pnp_query_capabilities(PDEVICE_OBJECT pdo, PDEVICE_CAPABILITIES capabilities)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_CAPABILITIES,
	};
	DEVICE_CAPABILITIES answer = {
		.Size = sizeof(answer),
		.Version = 1,
		.Address = ~0U,
		.UINumber = ~0U,
	};
	NTSTATUS status;

	request.Parameters.DeviceCapabilities.Capabilities = &answer;
	status = wdm_pnp_request(pdo, &request, STATUS_NOT_SUPPORTED, NULL);
	if (status != STATUS_INSUFFICIENT_RESOURCES)
		*capabilities = answer;
	return status;
}
