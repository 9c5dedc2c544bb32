// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: handles.
 *
 * There is one table of kernel handles and one per process that has handles of
 * its own. A handle's value says which: kernel handles have the sign bit set, as
 * on Windows. Handles are multiples of four, the two low bits are ignored.
 *
 * On Windows, DriverEntry, AddDevice and worker threads run in the system process,
 * whose handles are all kernel handles. Here the first two run in the process of
 * insmod. So a handle belongs to a process only if it is made while the thread is
 * in a request of a user's program.
 */
#include <linux/hashtable.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "ps.h"

#define KERNEL_HANDLE_BITS	0xffffffff80000000UL
#define MAX_HANDLES		0xffffff
/* What a program may make by itself, without a driver. */
#define MAX_USER_HANDLES	0xffff

/**
 * struct wdm_handle - what a handle stands for
 * @body: the object, with a reference
 * @access: rights that were granted
 * @attributes: OBJ_*
 */
struct wdm_handle {
	void *body;
	u32 access;
	u32 attributes;
};

/**
 * struct handle_table - the handles of a process
 * @node: link in process_tables; T
 * @process: the process, with a reference; NULL for the kernel's table
 * @handles: index to struct wdm_handle; its lock protects the entries
 */
struct handle_table {
	struct hlist_node node;
	struct wdm_process *process;
	struct xarray handles;
};

/* T: tables come and go. Taken before the lock of a table. */
static DEFINE_MUTEX(tables_lock);
static DEFINE_HASHTABLE(process_tables, 6);
static struct handle_table kernel_table;

static bool is_kernel_handle(HANDLE handle)
{
	return ((unsigned long)handle & KERNEL_HANDLE_BITS) == KERNEL_HANDLE_BITS;
}

static unsigned long handle_index(HANDLE handle)
{
	return ((unsigned long)handle & ~KERNEL_HANDLE_BITS) >> 2;
}

static struct handle_table *find_table(const struct wdm_process *process)
{
	struct handle_table *table;

	lockdep_assert_held(&tables_lock);
	hash_for_each_possible(process_tables, table, node, (unsigned long)process)
		if (table->process == process)
			return table;
	return NULL;
}

/* The process's table, made if it has none; tables_lock held. */
static struct handle_table *make_table(struct wdm_process *process)
{
	struct handle_table *table = find_table(process);

	if (table)
		return table;
	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	wdm_ob_get(process);
	table->process = process;
	xa_init_flags(&table->handles, XA_FLAGS_ALLOC1);
	hash_add(process_tables, &table->node, (unsigned long)process);
	return table;
}

static bool in_user_request(void)
{
	struct wdm_thread *thread = wdm_thread_current_or_null();

	return thread && thread->user_requests;
}

/*
 * One process at a time has handles to an exclusive object. Who asks for that while
 * others have the object open comes too late.
 */
static bool claim(void *body, u32 attributes, const struct handle_table *table)
{
	struct wdm_object_header *header = wdm_ob_header(body);

	lockdep_assert_held(&tables_lock);
	if (!(attributes & OBJ_EXCLUSIVE) && !header->exclusive)
		return true;
	if (atomic_read(&header->handles) && header->exclusive != table)
		return false;
	header->exclusive = table;
	return true;
}

/* @process NULL: a kernel handle */
static NTSTATUS make_handle(struct wdm_process *process, void *body, u32 access,
			    u32 attributes, u32 max, HANDLE *out)
{
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	struct handle_table *table = &kernel_table;
	struct wdm_handle *handle;
	u32 index;

	handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	if (!handle)
		return STATUS_INSUFFICIENT_RESOURCES;
	handle->body = body;
	handle->access = access;
	handle->attributes = attributes & (OBJ_INHERIT | OBJ_KERNEL_HANDLE);

	mutex_lock(&tables_lock);
	if (process)
		table = make_table(process);
	if (table && !claim(body, attributes, table))
		status = STATUS_ACCESS_DENIED;
	else if (table && !xa_alloc(&table->handles, &index, handle, XA_LIMIT(1, max),
				    GFP_KERNEL))
		status = STATUS_SUCCESS;
	if (NT_SUCCESS(status)) {
		wdm_ob_get(body);
		atomic_inc(&wdm_ob_header(body)->handles);
	}
	mutex_unlock(&tables_lock);
	if (!NT_SUCCESS(status)) {
		kfree(handle);
		return status;
	}
	*out = (HANDLE)(((unsigned long)index << 2) | (process ? 0 : KERNEL_HANDLE_BITS));
	return STATUS_SUCCESS;
}

static NTSTATUS create(struct wdm_process *process, void *body, ACCESS_MASK access,
		       u32 attributes, u32 max, bool duplicate, HANDLE *out)
{
	struct wdm_handle_watch watch;
	NTSTATUS status;

	access = wdm_ob_map_access(wdm_ob_type(body), access);
	wdm_ob_before_handle(&watch, body, !process, duplicate, access);
	status = make_handle(process, body, watch.access, attributes, max, out);
	wdm_ob_after_handle(&watch, body, !process, duplicate, status);
	return status;
}

NTSTATUS wdm_handle_create(void *body, ACCESS_MASK access, u32 attributes, HANDLE *out)
{
	bool kernel = (attributes & OBJ_KERNEL_HANDLE) || !in_user_request();

	return create(kernel ? NULL : wdm_process_current(), body, access, attributes,
		      MAX_HANDLES, false, out);
}
WDM_EXPORT(wdm_handle_create);

NTSTATUS wdm_handle_create_user(void *body, ACCESS_MASK access, HANDLE *out)
{
	return create(wdm_process_current(), body, access, 0, MAX_USER_HANDLES, false, out);
}
WDM_EXPORT(wdm_handle_create_user);

NTSTATUS wdm_handle_create_in(struct wdm_process *process, void *body, ACCESS_MASK access,
			      u32 attributes, HANDLE *out)
{
	if (process == wdm_system_process || attributes & OBJ_KERNEL_HANDLE ||
	    (process == wdm_process_current() && !in_user_request()))
		process = NULL;
	return create(process, body, access, attributes, MAX_HANDLES, true, out);
}
WDM_EXPORT(wdm_handle_create_in);

/* A handle less: with the last one, temporary objects lose their name. */
static void release(struct wdm_handle *handle)
{
	struct wdm_object_header *header = wdm_ob_header(handle->body);

	if (atomic_dec_and_test(&header->handles)) {
		wdm_ob_remove_unused(handle->body);
		if (header->type->close)
			header->type->close(handle->body);
	}
	wdm_ob_put(handle->body);
	kfree(handle);
}

/* The current thread and process have handles that nobody opened. */
static void *pseudo_handle_body(HANDLE handle)
{
	if (handle == NtCurrentProcess())
		return wdm_process_current();
	if (handle == NtCurrentThread())
		return wdm_thread_current();
	return NULL;
}

static struct handle_table *table_in(struct wdm_process *process, HANDLE handle,
				     KPROCESSOR_MODE mode)
{
	if (is_kernel_handle(handle))
		return mode == KernelMode ? &kernel_table : NULL;
	if ((unsigned long)handle >> 32)
		return NULL;
	return find_table(process);
}

static struct handle_table *table_of(HANDLE handle, KPROCESSOR_MODE mode)
{
	return table_in(wdm_process_current(), handle, mode);
}

NTSTATUS wdm_handle_reference(HANDLE handle, const struct wdm_object_type *type,
			      ACCESS_MASK access, KPROCESSOR_MODE mode, void **body,
			      POBJECT_HANDLE_INFORMATION information)
{
	OBJECT_HANDLE_INFORMATION found = {};
	struct handle_table *table;
	struct wdm_handle *entry;
	void *object;

	*body = NULL;
	object = pseudo_handle_body(handle);
	if (object) {
		wdm_ob_get(object);
		found.GrantedAccess = wdm_ob_type(object)->valid_access;
	} else {
		mutex_lock(&tables_lock);
		table = table_of(handle, mode);
		entry = table ? xa_load(&table->handles, handle_index(handle)) : NULL;
		if (entry) {
			object = entry->body;
			wdm_ob_get(object);
			found.GrantedAccess = entry->access;
			found.HandleAttributes = entry->attributes & OBJ_INHERIT;
		}
		mutex_unlock(&tables_lock);
		if (!object)
			return STATUS_INVALID_HANDLE;
	}
	if (type && wdm_ob_type(object) != type) {
		wdm_ob_put(object);
		return STATUS_OBJECT_TYPE_MISMATCH;
	}
	if (mode != KernelMode && (access & ~found.GrantedAccess)) {
		wdm_ob_put(object);
		return STATUS_ACCESS_DENIED;
	}
	if (information)
		*information = found;
	*body = object;
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_handle_reference);

NTSTATUS wdm_handle_close(HANDLE handle, KPROCESSOR_MODE mode)
{
	struct wdm_handle *entry = NULL;
	struct handle_table *table;

	/* Pseudo handles need not be closed, and may be. */
	if (handle == NtCurrentProcess() || handle == NtCurrentThread())
		return STATUS_SUCCESS;
	mutex_lock(&tables_lock);
	table = table_of(handle, mode);
	if (table)
		entry = xa_erase(&table->handles, handle_index(handle));
	mutex_unlock(&tables_lock);
	if (!entry)
		return STATUS_INVALID_HANDLE;
	release(entry);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_handle_close);

bool wdm_handle_is_kernel(HANDLE handle)
{
	return is_kernel_handle(handle) && handle != NtCurrentProcess() &&
	       handle != NtCurrentThread();
}

NTSTATUS wdm_handle_reference_in(struct wdm_process *process, HANDLE handle, void **body,
				 POBJECT_HANDLE_INFORMATION information)
{
	struct handle_table *table;
	struct wdm_handle *entry;

	if (process == wdm_process_current() || is_kernel_handle(handle))
		return wdm_handle_reference(handle, NULL, 0, KernelMode, body, information);
	mutex_lock(&tables_lock);
	table = table_in(process, handle, KernelMode);
	entry = table ? xa_load(&table->handles, handle_index(handle)) : NULL;
	if (entry) {
		*body = entry->body;
		wdm_ob_get(*body);
		information->GrantedAccess = entry->access;
		information->HandleAttributes = entry->attributes & OBJ_INHERIT;
	}
	mutex_unlock(&tables_lock);
	return entry ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}
WDM_EXPORT(wdm_handle_reference_in);

NTSTATUS wdm_handle_close_in(struct wdm_process *process, HANDLE handle)
{
	struct wdm_handle *entry = NULL;
	struct handle_table *table;

	if (process == wdm_process_current() || is_kernel_handle(handle))
		return wdm_handle_close(handle, KernelMode);
	mutex_lock(&tables_lock);
	table = table_in(process, handle, KernelMode);
	if (table)
		entry = xa_erase(&table->handles, handle_index(handle));
	mutex_unlock(&tables_lock);
	if (!entry)
		return STATUS_INVALID_HANDLE;
	release(entry);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_handle_close_in);

/* How many there were */
static unsigned long close_all(struct handle_table *table)
{
	struct wdm_handle *entry;
	unsigned long index, count = 0;

	xa_for_each(&table->handles, index, entry) {
		xa_erase(&table->handles, index);
		release(entry);
		count++;
	}
	xa_destroy(&table->handles);
	return count;
}

void wdm_handle_process_exit(void *process)
{
	struct handle_table *table;

	mutex_lock(&tables_lock);
	table = find_table(process);
	if (table)
		hash_del(&table->node);
	mutex_unlock(&tables_lock);
	if (!table)
		return;
	close_all(table);
	wdm_ob_put(table->process);
	kfree(table);
}

/**
 * ObReferenceObjectByHandle() - the object that a handle stands for
 * @Handle: the handle; user's handles are those of the current process
 * @DesiredAccess: rights that the handle must have been granted, for UserMode
 * @ObjectType: what the object must be, e.g. *ExEventObjectType; NULL: anything
 * @AccessMode: UserMode for handles that come from a program: its rights are
 *	checked, and kernel handles are invalid
 * @Object: returns the object's body with a reference
 * @HandleInformation: returns granted access and attributes; may be NULL
 *
 * Reference page: "ObReferenceObjectByHandle function".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_ACCESS_DENIED
 */
NTSTATUS NTAPI ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess,
					 POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode,
					 PVOID *Object,
					 POBJECT_HANDLE_INFORMATION HandleInformation)
{
	return wdm_handle_reference(Handle, (const struct wdm_object_type *)ObjectType,
				    DesiredAccess, AccessMode, Object, HandleInformation);
}
WDM_EXPORT(ObReferenceObjectByHandle);

/**
 * ZwClose() - closes a handle
 * @Handle: a handle to any object
 *
 * Reference page: "ZwClose function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS or STATUS_INVALID_HANDLE
 */
NTSTATUS NTAPI ZwClose(HANDLE Handle)
{
	return wdm_handle_close(Handle, KernelMode);
}
WDM_EXPORT(ZwClose);

int wdm_handle_init(void)
{
	xa_init_flags(&kernel_table.handles, XA_FLAGS_ALLOC1);
	return 0;
}

void wdm_handle_close_left(void)
{
	struct handle_table *table;
	struct hlist_node *next;
	unsigned long count;
	int bucket;

	hash_for_each_safe(process_tables, bucket, next, table, node)
		wdm_handle_process_exit(table->process);
	count = close_all(&kernel_table);
	if (count)
		pr_warn("wdm: %lu kernel handles that drivers left open are closed\n", count);
}

void wdm_handle_exit(void)
{
	wdm_handle_close_left();
}
