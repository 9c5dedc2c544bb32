// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: the interrupt object.
 *
 * The ISR runs in Linux's hard interrupt with the interrupt's spin lock held. That
 * lock is the driver's own if it gave one, which several interrupts may share; so it
 * is a KSPIN_LOCK and the object stands around it.
 *
 * A passive-level ISR runs in the interrupt's thread, with a synchronization event in
 * place of the lock. Linux keeps the line masked until the thread is through, so the
 * device needn't be quiet before.
 *
 * A driver may keep its interrupt object longer than the device exists (after
 * SURPRISE_REMOVAL). The handler goes with the device; the object stays until it is
 * disconnected, and synchronizing with it works as before.
 */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "fault.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "pnp.h"

/* Serialises connecting and disconnecting, as both driver and PnP may disconnect. */
static DEFINE_MUTEX(connect_lock);

static BOOLEAN call_isr(PKINTERRUPT i)
{
	if (i->message_routine)
		return WDM_CALL(i->message_routine, i, i->context, i->message);
	return WDM_CALL(i->routine, i, i->context);
}

static irqreturn_t handle(int irq, void *data)
{
	PKINTERRUPT interrupt = data;
	unsigned long flags, armed;
	BOOLEAN claimed;
	KIRQL previous;

	/* With forced threading of handlers interrupts are on here. */
	local_irq_save(flags);
	if (!READ_ONCE(interrupt->live) || READ_ONCE(interrupt->inactive)) {
		local_irq_restore(flags);
		return IRQ_NONE;
	}
	previous = wdm_dirql_enter(interrupt->synchronize_irql);
	wdm_spin_acquire(interrupt->lock);
	armed = wdm_fault_arm();
	claimed = call_isr(interrupt);
	wdm_fault_disarm(armed);
	wdm_spin_release(interrupt->lock);
	wdm_dirql_leave(previous);
	local_irq_restore(flags);

	return claimed ? IRQ_HANDLED : IRQ_NONE;
}

static void take_event(PKINTERRUPT i)
{
	KeWaitForSingleObject(i->event, Executive, KernelMode, FALSE, NULL);
}

static void give_event(PKINTERRUPT i)
{
	KeSetEvent(i->event, IO_NO_INCREMENT, FALSE);
}

/* In the interrupt's thread. */
static irqreturn_t handle_passive(int irq, void *data)
{
	PKINTERRUPT interrupt = data;
	BOOLEAN claimed = FALSE;

	take_event(interrupt);
	if (READ_ONCE(interrupt->live) && !READ_ONCE(interrupt->inactive))
		claimed = call_isr(interrupt);
	give_event(interrupt);
	return claimed ? IRQ_HANDLED : IRQ_NONE;
}

static int request_handler(PKINTERRUPT i, bool shared, const char *name)
{
	unsigned long flags = shared ? IRQF_SHARED : 0;

	if (i->passive)
		return request_threaded_irq(i->irq, NULL, handle_passive, flags | IRQF_ONESHOT,
					    name, i);
	return request_irq(i->irq, handle, flags, name, i);
}

/**
 * wdm_interrupt_connect - make an interrupt object and register its ISR
 * @request: what to connect
 * @interrupt: gets the object, before the ISR can be called
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER if
 *	Linux has no such interrupt or it can't be shared as asked for.
 */
NTSTATUS wdm_interrupt_connect(const struct wdm_interrupt_request *request,
			       PKINTERRUPT *interrupt)
{
	struct wdm_devnode *node = request->node;
	PKINTERRUPT i = kzalloc(sizeof(*i), GFP_KERNEL);
	unsigned long flags;
	int ret;

	*interrupt = NULL;
	if (!i)
		return STATUS_INSUFFICIENT_RESOURCES;

	INIT_LIST_HEAD(&i->entry);
	i->irq = request->irq;
	i->irql = request->irql;
	i->synchronize_irql = max(request->irql, request->synchronize_irql);
	i->passive = request->passive;
	i->event = request->event ? request->event : &i->own_event;
	KeInitializeEvent(&i->own_event, SynchronizationEvent, TRUE);
	i->routine = request->routine;
	i->message_routine = request->message_routine;
	i->context = request->context;
	i->message = request->message;
	i->lock = request->lock ? request->lock : &i->own_lock;
	wdm_spin_init(&i->own_lock, request->routine ? (void *)request->routine :
						       (void *)request->message_routine);
	*interrupt = i;

	mutex_lock(&connect_lock);
	i->live = true;
	ret = request_handler(i, request->shared, node ? wdm_devnode_service(node) : "wdm");
	if (!ret && node) {
		i->node = wdm_devnode_get(node);
		spin_lock_irqsave(&wdm_pnp_lock, flags);
		list_add_tail(&i->entry, &node->interrupts);
		spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	}
	mutex_unlock(&connect_lock);
	if (!ret)
		return STATUS_SUCCESS;

	*interrupt = NULL;
	kfree(i);
	return ret == -ENOMEM ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_PARAMETER;
}
WDM_EXPORT(wdm_interrupt_connect);

/* Waits for a running ISR. */
static void silence(PKINTERRUPT i)
{
	lockdep_assert_held(&connect_lock);
	if (!i->live)
		return;
	WRITE_ONCE(i->live, false);
	free_irq(i->irq, i);
}

/**
 * wdm_interrupt_disconnect - the ISR goes, and the object
 * @interrupt: from wdm_interrupt_connect()
 *
 * Context: IRQL == PASSIVE_LEVEL. Waits for a running ISR.
 */
void wdm_interrupt_disconnect(PKINTERRUPT interrupt)
{
	unsigned long flags;

	mutex_lock(&connect_lock);
	silence(interrupt);
	spin_lock_irqsave(&wdm_pnp_lock, flags);
	list_del_init(&interrupt->entry);
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	mutex_unlock(&connect_lock);
	wdm_devnode_put(interrupt->node);
	kfree(interrupt);
}
WDM_EXPORT(wdm_interrupt_disconnect);

/**
 * wdm_interrupts_release - the device goes: no ISR of its may run any more
 * @node: the device
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_interrupts_release(struct wdm_devnode *node)
{
	PKINTERRUPT i;

	mutex_lock(&connect_lock);
	/* The list changes under connect_lock only. */
	list_for_each_entry(i, &node->interrupts, entry) {
		if (node->state == WDM_DEVNODE_REMOVED && i->live)
			wdm_bug_report(0xce, i->irq, (ULONG_PTR)i, 0, 0,
				       i->routine ? (void *)i->routine :
						    (void *)i->message_routine,
				       "an interrupt is connected after REMOVE_DEVICE");
		silence(i);
	}
	mutex_unlock(&connect_lock);
}

/**
 * KeSynchronizeExecution - KeSynchronizeExecution routine: run a routine against the ISR
 * @Interrupt: the interrupt object
 * @SynchronizeRoutine: runs at SynchronizeIrql with the interrupt's spin lock held; at
 *	PASSIVE_LEVEL with its event taken if the ISR runs there
 * @SynchronizeContext: for it
 *
 * Context: IRQL <= the interrupt's SynchronizeIrql; PASSIVE_LEVEL of a passive-level
 *	interrupt.
 * Return: what @SynchronizeRoutine returned.
 */
BOOLEAN NTAPI KeSynchronizeExecution(PKINTERRUPT Interrupt,
				     PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
				     PVOID SynchronizeContext)
{
	unsigned long flags;
	KIRQL previous;
	BOOLEAN result;

	if (Interrupt->passive) {
		take_event(Interrupt);
		result = WDM_CALL(SynchronizeRoutine, SynchronizeContext);
		give_event(Interrupt);
		return result;
	}
	local_irq_save(flags);
	previous = wdm_dirql_enter(Interrupt->synchronize_irql);
	wdm_spin_acquire(Interrupt->lock);
	result = WDM_CALL(SynchronizeRoutine, SynchronizeContext);
	wdm_spin_release(Interrupt->lock);
	wdm_dirql_leave(previous);
	local_irq_restore(flags);
	wdm_dpc_run_pending();
	return result;
}
WDM_EXPORT(KeSynchronizeExecution);

/* Windows stops here: there is no spin lock that would keep the ISR out. */
static void report_passive(PKINTERRUPT i, void *caller)
{
	wdm_bug_report(0xc4, 0, (ULONG_PTR)i, 0, 0, caller,
		       "the interrupt spin lock of a passive-level interrupt");
}

/**
 * KeAcquireInterruptSpinLock - KeAcquireInterruptSpinLock routine: lock out the ISR
 * @Interrupt: the interrupt object; not a passive-level interrupt's
 *
 * Context: IRQL <= the interrupt's SynchronizeIrql. Raises to it.
 * Return: the previous IRQL, for KeReleaseInterruptSpinLock.
 */
KIRQL NTAPI KeAcquireInterruptSpinLock(PKINTERRUPT Interrupt)
{
	KIRQL old = KeGetCurrentIrql();
	unsigned long flags;
	KIRQL previous;

	if (Interrupt->passive) {
		report_passive(Interrupt, WDM_CALLER());
		return old;
	}
	local_irq_save(flags);
	previous = wdm_dirql_enter(Interrupt->synchronize_irql);
	wdm_spin_acquire(Interrupt->lock);
	/* Under the lock, so there is one holder to remember. */
	Interrupt->flags = flags;
	Interrupt->previous = previous;
	return old;
}
WDM_EXPORT(KeAcquireInterruptSpinLock);

/**
 * KeReleaseInterruptSpinLock - KeReleaseInterruptSpinLock routine
 * @Interrupt: the interrupt object
 * @OldIrql: what KeAcquireInterruptSpinLock returned
 *
 * Context: IRQL == the interrupt's SynchronizeIrql. Lowers to @OldIrql.
 */
VOID NTAPI KeReleaseInterruptSpinLock(PKINTERRUPT Interrupt, KIRQL OldIrql)
{
	unsigned long flags = Interrupt->flags;
	KIRQL previous = Interrupt->previous;

	if (Interrupt->passive) {
		report_passive(Interrupt, WDM_CALLER());
		return;
	}
	wdm_spin_release(Interrupt->lock);
	wdm_dirql_leave(previous);
	local_irq_restore(flags);
	wdm_dpc_run_pending();
}
WDM_EXPORT(KeReleaseInterruptSpinLock);
