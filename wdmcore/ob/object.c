// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: life of objects.
 *
 * A reference may be dropped at DISPATCH_LEVEL, yet to delete an object can mean
 * to send IRP_MJ_CLOSE, to free a large extension, to take a name out of a
 * directory: all of them sleep. So the last reference deletes at once where the
 * caller can sleep, and else hands the object to a work item.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ob.h"

#define REFERENCE_BY_POINTER	0x18

static LLIST_HEAD(deferred_deletions);

static void free_memory(struct rcu_head *rcu)
{
	kvfree(container_of(rcu, struct wdm_object_header, rcu)->memory);
}

static void delete_object(struct wdm_object_header *header)
{
	void *body = header + 1;

	wdm_ob_remove(body);
	if (header->type->delete)
		header->type->delete(body);
	if (header->type->rcu)
		call_rcu(&header->rcu, free_memory);
	else
		kvfree(header->memory);
}

static void delete_deferred(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&deferred_deletions);
	struct wdm_object_header *header, *next;

	llist_for_each_entry_safe(header, next, list, deferred)
		delete_object(header);
}

static DECLARE_WORK(deletion_work, delete_deferred);

/**
 * wdm_ob_alloc() - a new object, zeroed, with one reference
 * @type: what it is
 * @prefix: bytes of private state in front of the header
 * @body: bytes of the body
 * @gfp: GFP_KERNEL, or GFP_NOWAIT where the caller can't sleep
 *
 * Drivers see bodies: the alignment of Windows' pool is part of the contract,
 * and kmalloc promises only 8 bytes.
 *
 * Return: the body, NULL without memory
 */
void *wdm_ob_alloc(const struct wdm_object_type *type, size_t prefix, size_t body,
		   gfp_t gfp)
{
	struct wdm_object_header *header;
	void *memory, *start;
	size_t size;

	if (check_add_overflow(prefix + sizeof(*header) + 15, body, &size))
		return NULL;
	memory = kvzalloc(size, gfp | __GFP_NOWARN);
	if (!memory)
		return NULL;
	start = PTR_ALIGN(memory + prefix + sizeof(*header), 16);
	header = wdm_ob_header(start);
	header->type = type;
	header->memory = memory;
	atomic_long_set(&header->references, 1);
	return start;
}
WDM_EXPORT(wdm_ob_alloc);

long wdm_ob_get(void *body)
{
	return atomic_long_inc_return(&wdm_ob_header(body)->references);
}
WDM_EXPORT(wdm_ob_get);

bool wdm_ob_get_unless_zero(void *body)
{
	return atomic_long_inc_not_zero(&wdm_ob_header(body)->references);
}
WDM_EXPORT(wdm_ob_get_unless_zero);

long wdm_ob_put(void *body)
{
	struct wdm_object_header *header = wdm_ob_header(body);
	long left = atomic_long_dec_return(&header->references);

	if (likely(left > 0))
		return left;
	if (left < 0) {
		/* The memory may be gone already: nothing can be repaired here. */
		wdm_bug_report(REFERENCE_BY_POINTER, (unsigned long)header->type,
			       (unsigned long)body, 0, left, NULL,
			       "an object was dereferenced more often than referenced");
		return left;
	}
	if (preemptible() && KeGetCurrentIrql() == PASSIVE_LEVEL)
		delete_object(header);
	else if (llist_add(&header->deferred, &deferred_deletions))
		queue_work(system_unbound_wq, &deletion_work);
	return 0;
}
WDM_EXPORT(wdm_ob_put);

void wdm_ob_flush(void)
{
	/* Objects that deferred deletions drop in turn are waited for as well. */
	while (flush_work(&deletion_work) || !llist_empty(&deferred_deletions))
		cond_resched();
}
WDM_EXPORT(wdm_ob_flush);

/**
 * wdm_ob_map_access() - generic access rights to specific ones
 * @type: type of the object
 * @access: rights as a caller asks for them
 *
 * Return: rights without generic ones; MAXIMUM_ALLOWED gives all there are
 */
u32 wdm_ob_map_access(const struct wdm_object_type *type, u32 access)
{
	if (access & GENERIC_READ)
		access |= type->mapping.GenericRead;
	if (access & GENERIC_WRITE)
		access |= type->mapping.GenericWrite;
	if (access & GENERIC_EXECUTE)
		access |= type->mapping.GenericExecute;
	if (access & GENERIC_ALL)
		access |= type->mapping.GenericAll;
	if (access & MAXIMUM_ALLOWED)
		access |= type->valid_access;
	return access & ~(u32)(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE |
			       GENERIC_ALL | MAXIMUM_ALLOWED);
}
WDM_EXPORT(wdm_ob_map_access);

/**
 * ObfReferenceObject() - takes a reference
 * @Object: the object's body
 *
 * What ObReferenceObject stands for.
 * Reference page: "ObfReferenceObject", "ObReferenceObject macro".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the new count; drivers are told not to use it
 */
LONG_PTR NTAPI ObfReferenceObject(PVOID Object)
{
	long count = wdm_ob_get(Object);

	if (unlikely(count <= 1))
		wdm_bug_report(REFERENCE_BY_POINTER,
			       (unsigned long)wdm_ob_type(Object),
			       (unsigned long)Object, 1, count,
			       WDM_CALLER(),
			       "an object without references was referenced");
	return count;
}
WDM_EXPORT(ObfReferenceObject);

/**
 * ObfDereferenceObject() - drops a reference
 * @Object: the object's body
 *
 * The object is deleted with its last reference: at once at PASSIVE_LEVEL,
 * soon in a worker thread above that.
 * Reference page: "ObfDereferenceObject", "ObDereferenceObject macro".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the new count; drivers are told not to use it
 */
LONG_PTR NTAPI ObfDereferenceObject(PVOID Object)
{
	return wdm_ob_put(Object);
}
WDM_EXPORT(ObfDereferenceObject);

/**
 * ObDereferenceObjectDeferDelete() - drops a reference; deletes in a worker thread
 * @Object: the object's body
 *
 * For callers who hold something that the deletion needs.
 * Reference page: "ObDereferenceObjectDeferDelete function".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 */
VOID NTAPI ObDereferenceObjectDeferDelete(PVOID Object)
{
	/* What wdm_ob_put() does for whoever can't sleep. */
	preempt_disable();
	wdm_ob_put(Object);
	preempt_enable();
}
WDM_EXPORT(ObDereferenceObjectDeferDelete);

/**
 * ObReferenceObjectByPointer() - takes a reference after a check of the type
 * @Object: the object's body
 * @DesiredAccess: ignored: a pointer has no rights of its own to compare with,
 *	and objects carry no security descriptor here
 * @ObjectType: what the object must be; NULL allowed for KernelMode
 * @AccessMode: KernelMode or UserMode
 *
 * Reference page: "ObReferenceObjectByPointer function".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS or STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ObReferenceObjectByPointer(PVOID Object, ACCESS_MASK DesiredAccess,
					  POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode)
{
	if (ObjectType ? (void *)ObjectType != wdm_ob_type(Object) : AccessMode != KernelMode)
		return STATUS_OBJECT_TYPE_MISMATCH;
	ObfReferenceObject(Object);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ObReferenceObjectByPointer);

int wdm_ob_init(void)
{
	int ret = wdm_handle_init();

	if (ret)
		return ret;
	ret = wdm_namespace_init();
	if (ret)
		wdm_handle_exit();
	return ret;
}

void wdm_ob_exit(void)
{
	wdm_handle_exit();
	wdm_namespace_exit();
	/* Threads and processes go on ending until Ps is gone, which flushes again. */
	wdm_ob_flush();
	rcu_barrier();
}
