// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: device interfaces.
 *
 * An interface is a promise of a device: "I am one of this class". Its name is made
 * of the device's instance path and the class, so it is the same each time that the
 * device is there; enabled, it is a symbolic link to the PDO, and with it a node
 * under /dev/wdm. A reference string is a tail behind the link's name that the
 * driver sees in the file object, so interfaces of one class share one link.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "rtl.h"
#include "wdmguid.h"

#define INTERFACE_TAG	0x44706e50	/* 'PnpD' */
/* Prefix, device id, instance id, GUID, and what separates them. */
#define NAME_CHARS	(4 + 2 * WDM_MAX_ID_CHARS + 39 + 3)

/**
 * struct interface - a registered device interface
 * @entry: in interfaces; M
 * @node: the device, referenced
 * @class: interface class
 * @name: "\??\PCI#...#{class}" and, with a reference string, "\reference"
 * @link_length: bytes of @name without the reference string
 * @enabled: M
 * @announced: arrival was notified; M
 *
 * M: protected by interface_lock.
 */
struct interface {
	struct list_head entry;
	struct wdm_devnode *node;
	GUID class;
	UNICODE_STRING name;
	USHORT link_length;
	bool enabled;
	bool announced;
};

static DEFINE_MUTEX(interface_lock);
static LIST_HEAD(interfaces);

/**
 * wdm_guid_string - "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}"
 * @guid: the GUID
 * @buffer: gets the string with its NUL
 * @chars: its size; 39 suffice
 *
 * Return: length without the NUL.
 */
int wdm_guid_string(const GUID *guid, WCHAR *buffer, size_t chars)
{
	const UCHAR *d = guid->Data4;

	return wdm_wprintf(buffer, chars,
			   "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}",
			   guid->Data1, guid->Data2, guid->Data3, d[0], d[1], d[2], d[3], d[4],
			   d[5], d[6], d[7]);
}
WDM_EXPORT(wdm_guid_string);

static size_t put_escaped(WCHAR *to, const WCHAR *from)
{
	size_t n;

	for (n = 0; from[n]; n++)
		to[n] = from[n] == '\\' ? '#' : from[n];
	return n;
}

/**
 * wdm_interface_name - the name of an interface, in pool memory
 * @node: the device
 * @guid: interface class
 * @reference: reference string, or NULL
 * @bytes: returns the length in bytes without the NUL
 * @link_bytes: returns the length without the reference string
 *
 * Backslashes of the instance path become '#', as they would separate names.
 *
 * Return: the NUL-terminated name; NULL without memory.
 */
PWSTR wdm_interface_name(struct wdm_devnode *node, const GUID *guid,
			 const UNICODE_STRING *reference, USHORT *bytes, USHORT *link_bytes)
{
	size_t tail = reference ? reference->Length / sizeof(WCHAR) : 0;
	PWSTR name = ExAllocatePoolWithTag(PagedPool, (NAME_CHARS + tail + 2) * sizeof(WCHAR),
					   INTERFACE_TAG);
	size_t n;

	if (!name)
		return NULL;
	n = wdm_wprintf(name, NAME_CHARS, "\\??\\");
	n += put_escaped(name + n, node->ids.device);
	name[n++] = '#';
	n += put_escaped(name + n, node->instance);
	name[n++] = '#';
	n += wdm_guid_string(guid, name + n, NAME_CHARS - n);
	*link_bytes = n * sizeof(WCHAR);
	if (tail) {
		name[n++] = '\\';
		memcpy(name + n, reference->Buffer, tail * sizeof(WCHAR));
		n += tail;
	}
	name[n] = 0;
	*bytes = n * sizeof(WCHAR);
	return name;
}
WDM_EXPORT(wdm_interface_name);

static struct interface *find_interface(const UNICODE_STRING *name)
{
	struct interface *i;

	lockdep_assert_held(&interface_lock);
	list_for_each_entry(i, &interfaces, entry) {
		if (wdm_ustr_equal_nocase(&i->name, name))
			return i;
	}
	return NULL;
}

/**
 * wdm_interface_look - look at an interface
 * @name: its name
 * @view: returns what it is; wdm_interface_look_end() is due
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND; STATUS_INVALID_PARAMETER without a
 *	name; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_interface_look(PUNICODE_STRING name, struct wdm_interface_view *view)
{
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct interface *i;

	if (!name || !name->Buffer || !name->Length)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&interface_lock);
	i = find_interface(name);
	if (i) {
		*view = (struct wdm_interface_view) {
			.class = i->class,
			.name = i->name,
			.link_length = i->link_length,
			.enabled = i->enabled,
		};
		view->name.Buffer = kmemdup(i->name.Buffer, i->name.MaximumLength, GFP_KERNEL);
		status = view->name.Buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
		if (NT_SUCCESS(status))
			view->node = wdm_devnode_get(i->node);
	}
	mutex_unlock(&interface_lock);
	return status;
}

void wdm_interface_look_end(struct wdm_interface_view *view)
{
	kfree(view->name.Buffer);
	wdm_devnode_put(view->node);
}

static bool is_valid_reference(const UNICODE_STRING *reference)
{
	size_t i;

	if (!reference || !reference->Length)
		return true;
	if (reference->Length % sizeof(WCHAR) || !reference->Buffer || reference->Length > 0x4000)
		return false;
	for (i = 0; i < reference->Length / sizeof(WCHAR); i++) {
		if (reference->Buffer[i] == '\\' || reference->Buffer[i] == '/')
			return false;
	}
	return true;
}

static NTSTATUS add_interface(struct wdm_devnode *node, const GUID *class,
			      const UNICODE_STRING *name, USHORT link_bytes)
{
	struct interface *i;

	lockdep_assert_held(&interface_lock);
	if (find_interface(name))
		return STATUS_OBJECT_NAME_EXISTS;
	i = kzalloc(sizeof(*i), GFP_KERNEL);
	if (!i)
		return STATUS_INSUFFICIENT_RESOURCES;
	i->name.Buffer = kmemdup(name->Buffer, name->MaximumLength, GFP_KERNEL);
	if (!i->name.Buffer) {
		kfree(i);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	i->name.Length = name->Length;
	i->name.MaximumLength = name->MaximumLength;
	i->link_length = link_bytes;
	i->class = *class;
	i->node = wdm_devnode_get(node);
	list_add_tail(&i->entry, &interfaces);
	return STATUS_SUCCESS;
}

/**
 * IoRegisterDeviceInterface - IoRegisterDeviceInterface routine: register a device interface
 * @PhysicalDeviceObject: the PDO
 * @InterfaceClassGuid: interface class
 * @ReferenceString: tail of the name, without path separators; may be NULL
 * @SymbolicLinkName: gets the name, to be freed with RtlFreeUnicodeString
 *
 * The interface is not enabled yet. A registration lasts as long as the device is
 * there.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_EXISTS (a success) if it was registered
 *	already; STATUS_INVALID_DEVICE_REQUEST if @PhysicalDeviceObject is no PDO or
 *	@ReferenceString has a path separator.
 */
NTSTATUS NTAPI IoRegisterDeviceInterface(PDEVICE_OBJECT PhysicalDeviceObject,
					 CONST GUID *InterfaceClassGuid,
					 PUNICODE_STRING ReferenceString,
					 PUNICODE_STRING SymbolicLinkName)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);
	UNICODE_STRING name = {};
	USHORT link_bytes;
	NTSTATUS status;

	if (!node || !is_valid_reference(ReferenceString)) {
		wdm_devnode_put(node);
		return STATUS_INVALID_DEVICE_REQUEST;
	}

	name.Buffer = wdm_interface_name(node, InterfaceClassGuid, ReferenceString, &name.Length,
					 &link_bytes);
	if (!name.Buffer) {
		wdm_devnode_put(node);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	name.MaximumLength = name.Length + sizeof(WCHAR);

	mutex_lock(&interface_lock);
	status = add_interface(node, InterfaceClassGuid, &name, link_bytes);
	mutex_unlock(&interface_lock);
	wdm_devnode_put(node);
	if (NT_SUCCESS(status))
		*SymbolicLinkName = name;
	else
		ExFreePool(name.Buffer);
	return status;
}
WDM_EXPORT(IoRegisterDeviceInterface);

/* Another enabled interface that uses the same link. */
static bool link_is_shared(const struct interface *mine)
{
	struct interface *i;

	list_for_each_entry(i, &interfaces, entry) {
		if (i != mine && i->enabled && i->link_length == mine->link_length &&
		    !memcmp(i->name.Buffer, mine->name.Buffer, mine->link_length))
			return true;
	}
	return false;
}

static void announce(struct interface *i)
{
	i->announced = true;
	wdm_notify_interface(&GUID_DEVICE_INTERFACE_ARRIVAL, &i->class, &i->name);
}

/* The name of the PDO, to be kfree()d: a bus driver's may have none. */
static NTSTATUS pdo_path(struct wdm_devnode *node, UNICODE_STRING *path)
{
	PDEVICE_OBJECT pdo = READ_ONCE(node->pdo);
	NTSTATUS status;

	if (!pdo)
		return STATUS_NO_SUCH_DEVICE;
	status = wdm_ob_path(pdo, path);
	if (NT_SUCCESS(status) && !path->Length) {
		kfree(path->Buffer);
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	}
	return status;
}

static NTSTATUS enable_interface(struct interface *i)
{
	UNICODE_STRING link = i->name;
	NTSTATUS status = STATUS_SUCCESS;
	UNICODE_STRING target;

	if (i->enabled)
		return STATUS_OBJECT_NAME_EXISTS;
	link.Length = i->link_length;
	if (!link_is_shared(i)) {
		status = pdo_path(i->node, &target);
		if (!NT_SUCCESS(status))
			return status;
		status = wdm_symlink_create(&link, &target, WDM_SYMLINK_INTERFACE);
		kfree(target.Buffer);
	}
	if (!NT_SUCCESS(status))
		return status;
	i->enabled = true;
	/* Nobody is told before the device is started. */
	if (READ_ONCE(i->node->state) == WDM_DEVNODE_STARTED)
		announce(i);
	return status;
}

static NTSTATUS disable_interface(struct interface *i)
{
	UNICODE_STRING link = i->name;

	if (!i->enabled)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	link.Length = i->link_length;
	if (!link_is_shared(i))
		wdm_symlink_delete(&link);
	i->enabled = false;
	if (i->announced)
		wdm_notify_interface(&GUID_DEVICE_INTERFACE_REMOVAL, &i->class, &i->name);
	i->announced = false;
	return STATUS_SUCCESS;
}

/*
 * A driver that disables its interface in REMOVE_DEVICE of a device that was plugged
 * in again meanwhile means the old one, whose interface is gone already.
 */
static bool is_meant(const struct interface *i)
{
	struct wdm_devnode *node;
	unsigned long flags;
	bool meant = true;

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	list_for_each_entry(node, &wdm_devnodes, entry) {
		if (node != i->node && READ_ONCE(node->remover) == current)
			meant = false;
	}
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return meant;
}

/**
 * IoSetDeviceInterfaceState - IoSetDeviceInterfaceState routine: enable or disable an interface
 * @SymbolicLinkName: its name
 * @Enable: TRUE to enable it
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_EXISTS (a success) if it is enabled
 *	already; STATUS_OBJECT_NAME_NOT_FOUND if it is to be disabled and is not
 *	enabled, or is not registered.
 */
NTSTATUS NTAPI IoSetDeviceInterfaceState(PUNICODE_STRING SymbolicLinkName, BOOLEAN Enable)
{
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct interface *i;

	if (!SymbolicLinkName || !SymbolicLinkName->Buffer || !SymbolicLinkName->Length)
		return STATUS_INVALID_PARAMETER;

	mutex_lock(&interface_lock);
	i = find_interface(SymbolicLinkName);
	if (i && is_meant(i))
		status = Enable ? enable_interface(i) : disable_interface(i);
	mutex_unlock(&interface_lock);
	return status;
}
WDM_EXPORT(IoSetDeviceInterfaceState);

/**
 * IoGetDeviceInterfaces - IoGetDeviceInterfaces routine: list the interfaces of a class
 * @InterfaceClassGuid: interface class
 * @PhysicalDeviceObject: only those of this device; NULL: of all
 * @Flags: DEVICE_INTERFACE_INCLUDE_NONACTIVE for those not enabled, too
 * @SymbolicLinkList: gets the names, each with its NUL, and a NUL behind the last; to
 *	be freed with ExFreePool
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also if there is none; STATUS_INVALID_DEVICE_REQUEST if
 *	@PhysicalDeviceObject is no PDO.
 */
NTSTATUS NTAPI IoGetDeviceInterfaces(CONST GUID *InterfaceClassGuid,
				     PDEVICE_OBJECT PhysicalDeviceObject, ULONG Flags,
				     PZZWSTR *SymbolicLinkList)
{
	bool all = Flags & DEVICE_INTERFACE_INCLUDE_NONACTIVE;
	struct wdm_devnode *node = NULL;
	size_t size = sizeof(WCHAR);
	struct interface *i;
	u8 *list, *to;
	int pass;

	*SymbolicLinkList = NULL;
	if (PhysicalDeviceObject) {
		node = wdm_devnode_of_pdo(PhysicalDeviceObject);
		if (!node)
			return STATUS_INVALID_DEVICE_REQUEST;
	}

	list = NULL;
	to = NULL;
	mutex_lock(&interface_lock);
	for (pass = 0; pass < 2; pass++) {
		list_for_each_entry(i, &interfaces, entry) {
			if (!(i->enabled || all) || (node && node != i->node) ||
			    !IsEqualGUID(&i->class, InterfaceClassGuid))
				continue;
			if (pass)
				to = (u8 *)memcpy(to, i->name.Buffer, i->name.Length) +
				     i->name.Length + sizeof(WCHAR);
			else
				size += i->name.Length + sizeof(WCHAR);
		}
		if (!pass) {
			list = ExAllocatePoolWithTag(PagedPool, size, INTERFACE_TAG);
			if (!list)
				break;
			memset(list, 0, size);
			to = list;
		}
	}
	mutex_unlock(&interface_lock);
	wdm_devnode_put(node);
	*SymbolicLinkList = (PZZWSTR)list;
	return list ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
WDM_EXPORT(IoGetDeviceInterfaces);

/** wdm_interfaces_announce - the device is started: tell who waits for its interfaces */
void wdm_interfaces_announce(struct wdm_devnode *node)
{
	struct interface *i;

	mutex_lock(&interface_lock);
	list_for_each_entry(i, &interfaces, entry) {
		if (i->node == node && i->enabled && !i->announced)
			announce(i);
	}
	mutex_unlock(&interface_lock);
}

/** wdm_interfaces_disable - the device goes: disable what the driver left enabled */
void wdm_interfaces_disable(struct wdm_devnode *node)
{
	struct interface *i;

	mutex_lock(&interface_lock);
	list_for_each_entry(i, &interfaces, entry) {
		if (i->node == node)
			disable_interface(i);
	}
	mutex_unlock(&interface_lock);
}

/** wdm_interfaces_forget - the device is gone, and its registrations with it */
void wdm_interfaces_forget(struct wdm_devnode *node)
{
	struct interface *i, *next;

	mutex_lock(&interface_lock);
	list_for_each_entry_safe(i, next, &interfaces, entry) {
		if (i->node != node)
			continue;
		list_del(&i->entry);
		wdm_devnode_put(i->node);
		kfree(i->name.Buffer);
		kfree(i);
	}
	mutex_unlock(&interface_lock);
}
