// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: connecting interrupts as drivers ask for it.
 *
 * What a driver passes comes from its translated resources: the vector is Linux's
 * number of the interrupt. Which device it belongs to matters when the device goes;
 * IoConnectInterrupt, which names none, is matched by the thread that is starting a
 * device, or by the context lying in a device object of the stack.
 */
#include <linux/msi.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "pnp.h"

static bool has_vector(const struct wdm_devnode *node, u32 vector)
{
	const struct wdm_pci_interrupt *i = &node->resources.interrupt;
	u32 n;

	if (!i->irq || !node->hardware)
		return false;
	if (!i->messages)
		return i->irq == vector;
	for (n = 0; n < i->messages; n++) {
		if (wdm_message_irq(i, n) == vector)
			return true;
	}
	return false;
}

/* @context is in the device object or the extension of one of the stack's devices. */
static bool owns_context(const struct wdm_devnode *node, const void *context)
{
	PDEVICE_OBJECT device;

	for (device = node->pdo; device; device = device->AttachedDevice) {
		if (context >= (void *)device && context < (void *)device + device->Size)
			return true;
	}
	return false;
}

/* The device that has the vector, referenced; the best guess if several do. */
static struct wdm_devnode *find_device(u32 vector, const void *context)
{
	struct wdm_devnode *node, *best = NULL;
	unsigned long flags;
	int score, best_score = -1;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	spin_lock(&wdm_pnp_lock);
	list_for_each_entry(node, &wdm_devnodes, entry) {
		if (!has_vector(node, vector))
			continue;
		score = (READ_ONCE(node->starter) == current ? 2 : 0) +
			(owns_context(node, context) ? 1 : 0);
		if (score > best_score) {
			best_score = score;
			best = node;
		}
	}
	if (best && !kref_get_unless_zero(&best->ref))
		best = NULL;
	spin_unlock(&wdm_pnp_lock);
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	return best;
}

/* Passive level is for who names it everywhere, and has no spin lock. */
static bool check_levels(const IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS *p, bool passive)
{
	if (passive)
		return p->SynchronizeIrql == PASSIVE_LEVEL && !p->SpinLock;
	return p->Irql > DISPATCH_LEVEL && p->Irql <= HIGH_LEVEL &&
	       p->SynchronizeIrql >= p->Irql && p->SynchronizeIrql <= HIGH_LEVEL;
}

static NTSTATUS connect_vector(const IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS *p,
			       bool passive)
{
	struct wdm_interrupt_request request = {
		.irq = p->Vector,
		.shared = p->ShareVector,
		.irql = p->Irql,
		.synchronize_irql = p->SynchronizeIrql,
		.passive = passive,
		.lock = p->SpinLock,
		.routine = p->ServiceRoutine,
		.context = p->ServiceContext,
	};
	struct wdm_devnode *node;
	NTSTATUS status;

	if (!p->InterruptObject || !p->ServiceRoutine || !p->ProcessorEnableMask ||
	    !check_levels(p, passive))
		return STATUS_INVALID_PARAMETER;

	if (p->PhysicalDeviceObject) {
		node = wdm_devnode_of_pdo(p->PhysicalDeviceObject);
		if (node && !has_vector(node, p->Vector)) {
			wdm_devnode_put(node);
			node = NULL;
		}
	} else {
		node = find_device(p->Vector, p->ServiceContext);
	}
	if (!node)
		return STATUS_INVALID_PARAMETER;
	request.node = node;
	if (node->resources.interrupt.messages &&
	    !wdm_irq_set_affinity(p->Vector, p->ProcessorEnableMask))
		status = STATUS_INVALID_PARAMETER;
	else
		status = wdm_interrupt_connect(&request, p->InterruptObject);
	wdm_devnode_put(node);
	return status;
}

/**
 * IoConnectInterrupt - IoConnectInterrupt routine: register an ISR
 * @InterruptObject: gets the interrupt object
 * @ServiceRoutine: the ISR
 * @ServiceContext: for it
 * @SpinLock: the driver's own interrupt spin lock; NULL: the system's
 * @Vector: from the translated interrupt resource
 * @Irql: from the same, its Level
 * @SynchronizeIrql: that the ISR runs at; >= @Irql
 * @InterruptMode: ignored, Linux knows how the line is triggered
 * @ShareVector: the line may be shared
 * @ProcessorEnableMask: the processors that a message may interrupt; must not be 0. The
 *	distribution of interrupt lines to processors is the administrator's on Linux
 * @FloatingSave: ignored, must be FALSE on x86
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoConnectInterrupt(PKINTERRUPT *InterruptObject, PKSERVICE_ROUTINE ServiceRoutine,
				  PVOID ServiceContext, PKSPIN_LOCK SpinLock, ULONG Vector,
				  KIRQL Irql, KIRQL SynchronizeIrql,
				  KINTERRUPT_MODE InterruptMode, BOOLEAN ShareVector,
				  KAFFINITY ProcessorEnableMask, BOOLEAN FloatingSave)
{
	IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS p = {
		.InterruptObject = InterruptObject,
		.ServiceRoutine = ServiceRoutine,
		.ServiceContext = ServiceContext,
		.SpinLock = SpinLock,
		.Vector = Vector,
		.Irql = Irql,
		.SynchronizeIrql = SynchronizeIrql,
		.InterruptMode = InterruptMode,
		.ShareVector = ShareVector,
		.ProcessorEnableMask = ProcessorEnableMask,
		.FloatingSave = FloatingSave,
	};

	return connect_vector(&p, false);
}
WDM_EXPORT(IoConnectInterrupt);

/**
 * IoDisconnectInterrupt - IoDisconnectInterrupt routine: take an ISR back
 * @InterruptObject: from IoConnectInterrupt
 *
 * Context: IRQL == PASSIVE_LEVEL. Waits for a running ISR.
 */
VOID NTAPI IoDisconnectInterrupt(PKINTERRUPT InterruptObject)
{
	wdm_interrupt_disconnect(InterruptObject);
}
WDM_EXPORT(IoDisconnectInterrupt);

/* One ISR for the device's line, or for the one message that stands in for it. */
static NTSTATUS connect_line(PDEVICE_OBJECT pdo, PKSERVICE_ROUTINE routine, PVOID context,
			     PKSPIN_LOCK lock, KIRQL minimum, bool passive, PKINTERRUPT *out)
{
	struct wdm_interrupt_request request = {
		.shared = true,
		.passive = passive,
		.synchronize_irql = minimum,
		.lock = lock,
		.routine = routine,
		.context = context,
	};
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	NTSTATUS status = STATUS_NOT_FOUND;

	if (!node)
		return STATUS_INVALID_PARAMETER;
	if (!out || !routine || minimum > HIGH_LEVEL) {
		wdm_devnode_put(node);
		return STATUS_INVALID_PARAMETER;
	}
	if (node->resources.interrupt.irq && node->resources.interrupt.messages <= 1) {
		request.node = node;
		request.irq = node->resources.interrupt.irq;
		request.irql = passive ? PASSIVE_LEVEL : wdm_dirql_of_irq(request.irq);
		status = wdm_interrupt_connect(&request, out);
	}
	wdm_devnode_put(node);
	return status;
}

/* Behind the table that the driver sees: what keeps the messages' ISRs apart. */
struct message_table {
	KSPIN_LOCK lock;
	KEVENT event;
	IO_INTERRUPT_MESSAGE_INFO info;
};

static void disconnect_messages(struct message_table *table)
{
	PIO_INTERRUPT_MESSAGE_INFO_ENTRY entry = table->info.MessageInfo;
	u32 i;

	for (i = 0; i < table->info.MessageCount; i++) {
		if (entry[i].InterruptObject)
			wdm_interrupt_disconnect(entry[i].InterruptObject);
	}
	kfree(table);
}

static NTSTATUS connect_messages(const IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS *p,
				 struct wdm_devnode *node, bool passive)
{
	const struct wdm_pci_interrupt *interrupt = &node->resources.interrupt;
	u32 i, count = interrupt->messages;
	struct message_table *table = kzalloc(offsetof(struct message_table, info.MessageInfo) +
					      count * sizeof(IO_INTERRUPT_MESSAGE_INFO_ENTRY),
					      GFP_KERNEL);
	struct wdm_interrupt_request request = {
		.node = node,
		.irql = passive ? PASSIVE_LEVEL : wdm_dirql_of_irq(interrupt->irq),
		.synchronize_irql = p->SynchronizeIrql,
		.passive = passive,
		.message_routine = p->MessageServiceRoutine,
		.context = p->ServiceContext,
	};
	PIO_INTERRUPT_MESSAGE_INFO_ENTRY entry;
	NTSTATUS status = STATUS_SUCCESS;
	struct msi_msg msg;

	if (!table)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_spin_init(&table->lock, p->MessageServiceRoutine);
	KeInitializeEvent(&table->event, SynchronizationEvent, TRUE);
	request.lock = p->SpinLock ? p->SpinLock : &table->lock;
	request.event = &table->event;

	table->info.UnifiedIrql = max(request.irql, p->SynchronizeIrql);
	table->info.MessageCount = count;
	entry = table->info.MessageInfo;
	for (i = 0; i < count; i++) {
		get_cached_msi_msg(wdm_message_irq(interrupt, i), &msg);
		entry[i].MessageAddress.QuadPart = (u64)msg.address_hi << 32 | msg.address_lo;
		entry[i].MessageData = msg.data;
		entry[i].TargetProcessorSet = wdm_irq_affinity(wdm_message_irq(interrupt, i));
		entry[i].Vector = wdm_message_irq(interrupt, i);
		entry[i].Irql = request.irql;
		entry[i].Mode = Latched;
		entry[i].Polarity = InterruptActiveHigh;
	}

	/* The driver's ISRs may look at the table as soon as the first is connected. */
	*p->ConnectionContext.InterruptMessageTable = &table->info;
	for (i = 0; i < count && NT_SUCCESS(status); i++) {
		request.irq = entry[i].Vector;
		request.message = i;
		status = wdm_interrupt_connect(&request, &entry[i].InterruptObject);
	}
	if (!NT_SUCCESS(status)) {
		*p->ConnectionContext.InterruptMessageTable = NULL;
		disconnect_messages(table);
	}
	return status;
}

static NTSTATUS connect_message_based(PIO_CONNECT_INTERRUPT_PARAMETERS parameters, bool passive)
{
	PIO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS p = &parameters->MessageBased;
	struct wdm_devnode *node = wdm_devnode_of_pdo(p->PhysicalDeviceObject);
	NTSTATUS status;
	u32 messages;

	if (!node)
		return STATUS_INVALID_PARAMETER;
	if (!p->ConnectionContext.Generic || !p->MessageServiceRoutine ||
	    p->SynchronizeIrql > HIGH_LEVEL || (passive && (p->SynchronizeIrql || p->SpinLock))) {
		wdm_devnode_put(node);
		return STATUS_INVALID_PARAMETER;
	}
	messages = node->resources.interrupt.messages;
	status = messages ? connect_messages(p, node, passive) : STATUS_NOT_FOUND;
	wdm_devnode_put(node);
	if (messages || !p->FallBackServiceRoutine)
		return status;

	status = connect_line(p->PhysicalDeviceObject, p->FallBackServiceRoutine,
			      p->ServiceContext, p->SpinLock, p->SynchronizeIrql, passive,
			      p->ConnectionContext.InterruptObject);
	if (NT_SUCCESS(status))
		parameters->Version = CONNECT_LINE_BASED;
	return status;
}

/**
 * IoConnectInterruptEx - IoConnectInterruptEx routine: register an ISR
 * @Parameters: Version says how: CONNECT_FULLY_SPECIFIED (_GROUP), CONNECT_LINE_BASED or
 *	CONNECT_MESSAGE_BASED (_PASSIVE). With the last, Version is CONNECT_LINE_BASED on
 *	return if the device has no messages and FallBackServiceRoutine was connected.
 *
 * All messages of a device share one spin lock.
 *
 * A passive-level ISR is one that is connected with CONNECT_FULLY_SPECIFIED, an Irql and
 * a SynchronizeIrql of PASSIVE_LEVEL and no SpinLock, or with
 * CONNECT_MESSAGE_BASED_PASSIVE. It runs in a thread, which may wait; the line is masked
 * meanwhile. (With CONNECT_LINE_BASED it would be one whose interrupt resource has
 * PASSIVE_LEVEL; those of PCI devices never do.)
 *
 * Differs from Windows: a line that has an ISR of another kind already, a Linux driver's
 * too, takes no passive-level one: STATUS_INVALID_PARAMETER is returned. Some kernels
 * don't take it the other way round either.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NOT_FOUND if the device has no such interrupt;
 *	STATUS_INVALID_PARAMETER; STATUS_NOT_SUPPORTED for an unknown version;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoConnectInterruptEx(PIO_CONNECT_INTERRUPT_PARAMETERS Parameters)
{
	PIO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS line = &Parameters->LineBased;

	switch (Parameters->Version) {
	case CONNECT_FULLY_SPECIFIED:
		return connect_vector(&Parameters->FullySpecified,
				      Parameters->FullySpecified.Irql == PASSIVE_LEVEL);
	case CONNECT_FULLY_SPECIFIED_GROUP:
		/* There is one group. */
		if (Parameters->FullySpecified.Group)
			return STATUS_INVALID_PARAMETER;
		return connect_vector(&Parameters->FullySpecified,
				      Parameters->FullySpecified.Irql == PASSIVE_LEVEL);
	case CONNECT_LINE_BASED:
		return connect_line(line->PhysicalDeviceObject, line->ServiceRoutine,
				    line->ServiceContext, line->SpinLock, line->SynchronizeIrql,
				    false, line->InterruptObject);
	case CONNECT_MESSAGE_BASED:
		return connect_message_based(Parameters, false);
	case CONNECT_MESSAGE_BASED_PASSIVE:
		return connect_message_based(Parameters, true);
	default:
		return STATUS_NOT_SUPPORTED;
	}
}
WDM_EXPORT(IoConnectInterruptEx);

/**
 * IoDisconnectInterruptEx - IoDisconnectInterruptEx routine: take an ISR back
 * @Parameters: Version as IoConnectInterruptEx left it, and what it returned
 *
 * Context: IRQL == PASSIVE_LEVEL. Waits for running ISRs.
 */
VOID NTAPI IoDisconnectInterruptEx(PIO_DISCONNECT_INTERRUPT_PARAMETERS Parameters)
{
	PIO_INTERRUPT_MESSAGE_INFO info = Parameters->ConnectionContext.InterruptMessageTable;

	if (Parameters->Version == CONNECT_MESSAGE_BASED ||
	    Parameters->Version == CONNECT_MESSAGE_BASED_PASSIVE)
		disconnect_messages(container_of(info, struct message_table, info));
	else
		wdm_interrupt_disconnect(Parameters->ConnectionContext.InterruptObject);
}
WDM_EXPORT(IoDisconnectInterruptEx);
