// SPDX-License-Identifier: GPL-2.0
/*
 * Io: symbolic links for drivers, and the nodes that they bring.
 *
 * Each link in \DosDevices gets a node under /dev/wdm for as long as it exists.
 * The node stands for the name: the link is followed anew by each open.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "io_dev.h"
#include "rtl.h"

/* L, see io_dev.h */
DEFINE_MUTEX(wdm_links_lock);
LIST_HEAD(wdm_links);

static const WCHAR dos_directory[] = L"\\??\\";
#define DOS_UNITS	(ARRAY_SIZE(dos_directory) - 1)

static bool is_dos_path(PCUNICODE_STRING path)
{
	return path->Length > DOS_UNITS * sizeof(WCHAR) &&
	       !memcmp(path->Buffer, dos_directory, DOS_UNITS * sizeof(WCHAR));
}

/* The name behind "\??\" as UTF-8; NULL without memory. */
static char *dos_name(PCUNICODE_STRING path)
{
	const size_t skip = DOS_UNITS;
	size_t units = path->Length / sizeof(WCHAR);
	size_t size;
	char *name;

	size = wdm_utf16_to_utf8(NULL, 0, path->Buffer + skip, units - skip);
	name = kzalloc(size + 1, GFP_KERNEL);
	if (name)
		wdm_utf16_to_utf8(name, size, path->Buffer + skip, units - skip);
	return name;
}

static void free_link(struct wdm_link *link)
{
	kfree(link->name);
	kfree(link->path.Buffer);
	kfree(link);
}

static void forget_link(struct wdm_link *link)
{
	list_del(&link->all);
	wdm_node_destroy(link->node);
	free_link(link);
}

/*
 * Notes the link and makes its node, if it is one that gets a node. No lock was held
 * since it got its name, so it may have lost it again: then it has no path. Or it got
 * that of one whose node is about to be removed: that node goes now.
 *
 * An error is lack of memory: nothing is noted then.
 */
static NTSTATUS add_node(void *body, u32 flags)
{
	struct wdm_link *link = kzalloc(sizeof(*link), GFP_KERNEL);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	struct wdm_link *old;
	int ret;

	if (!link)
		return status;
	mutex_lock(&wdm_links_lock);
	/* The path that it got in the end: "\DosDevices" and others lead to "\??". */
	if (!NT_SUCCESS(wdm_ob_path(body, &link->path)))
		goto out;
	if (!is_dos_path(&link->path)) {
		status = STATUS_SUCCESS;
		goto out;
	}
	link->name = dos_name(&link->path);
	if (!link->name)
		goto out;
	list_for_each_entry(old, &wdm_links, all) {
		if (wdm_ustr_equal_nocase(&old->path, &link->path)) {
			forget_link(old);
			break;
		}
	}
	link->id = wdm_next_id();
	link->flags = flags;
	link->body = body;
	ret = wdm_node_create(&link->path, link->name, &link->node);
	if (ret)
		goto out;
	list_add_tail(&link->all, &wdm_links);
	mutex_unlock(&wdm_links_lock);
	return STATUS_SUCCESS;

out:
	mutex_unlock(&wdm_links_lock);
	free_link(link);
	return status;
}

/* The link has lost its name, in whichever way. */
static void remove_node(void *body)
{
	struct wdm_link *link;

	mutex_lock(&wdm_links_lock);
	list_for_each_entry(link, &wdm_links, all) {
		if (link->body == body) {
			forget_link(link);
			break;
		}
	}
	mutex_unlock(&wdm_links_lock);
}

NTSTATUS wdm_symlink_create(PCUNICODE_STRING name, PCUNICODE_STRING target, u32 flags)
{
	NTSTATUS status;
	void *body;

	status = wdm_ob_create_symlink(name, target, &body);
	if (!NT_SUCCESS(status))
		return status;
	status = add_node(body, flags);
	if (!NT_SUCCESS(status))
		wdm_ob_remove(body);
	wdm_ob_put(body);
	return status;
}
WDM_EXPORT(wdm_symlink_create);

NTSTATUS wdm_symlink_delete(PCUNICODE_STRING name)
{
	NTSTATUS status;
	void *body;

	status = wdm_ob_lookup(name, WDM_LOOKUP_LINK, &wdm_symlink_type, &body, NULL);
	if (NT_SUCCESS(status)) {
		wdm_ob_remove(body);
		wdm_ob_put(body);
	}
	return status;
}
WDM_EXPORT(wdm_symlink_delete);

/*
 * A link belongs to nobody: one that its driver didn't delete stays when the driver
 * goes, as on Windows, and its node with it. The end of wdmcore is like a reboot.
 */
void wdm_symlinks_exit(void)
{
	struct wdm_link *link;
	void *body;

	while ((link = list_first_entry_or_null(&wdm_links, struct wdm_link, all))) {
		pr_warn("wdm: the symbolic link \"\\??\\%s\" was never deleted\n", link->name);
		body = link->body;
		wdm_ob_get(body);
		wdm_ob_remove(body);
		wdm_ob_put(body);
	}
	wdm_symlink_unnamed = NULL;
}

void wdm_symlinks_init(void)
{
	wdm_symlink_unnamed = remove_node;
}

/**
 * IoCreateSymbolicLink() - gives a device a name that programs can use
 * @SymbolicLinkName: the link, usually \DosDevices\Xxx
 * @DeviceName: the name that it stands for; need not exist
 *
 * A link in \DosDevices (or \??) appears as /dev/wdm/Xxx.
 * Reference page: "IoCreateSymbolicLink function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES,
 *	STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_PATH_SYNTAX_BAD,
 *	STATUS_OBJECT_NAME_INVALID
 */
NTSTATUS NTAPI IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName)
{
	return wdm_symlink_create(SymbolicLinkName, DeviceName, 0);
}
WDM_EXPORT(IoCreateSymbolicLink);

/**
 * IoCreateUnprotectedSymbolicLink() - the same; anybody may change the link
 * @SymbolicLinkName: the link
 * @DeviceName: the name that it stands for
 *
 * Differs from Windows: links carry no security descriptor here, and programs
 * can't change any.
 * Reference page: "IoCreateUnprotectedSymbolicLink function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as IoCreateSymbolicLink()
 */
NTSTATUS NTAPI IoCreateUnprotectedSymbolicLink(PUNICODE_STRING SymbolicLinkName,
					       PUNICODE_STRING DeviceName)
{
	return wdm_symlink_create(SymbolicLinkName, DeviceName, 0);
}
WDM_EXPORT(IoCreateUnprotectedSymbolicLink);

/**
 * IoDeleteSymbolicLink() - removes a symbolic link
 * @SymbolicLinkName: the link
 *
 * Files that were opened through it stay open.
 * Reference page: "IoDeleteSymbolicLink function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
	return wdm_symlink_delete(SymbolicLinkName);
}
WDM_EXPORT(IoDeleteSymbolicLink);

/**
 * ZwCreateSymbolicLinkObject() - makes a symbolic link
 * @LinkHandle: returns the handle
 * @DesiredAccess: SYMBOLIC_LINK_* rights
 * @ObjectAttributes: its name. Without OBJ_PERMANENT it goes with the last handle
 * @LinkTarget: the name that it stands for; need not exist
 *
 * A link in \??  appears as a node under /dev/wdm, as that of IoCreateSymbolicLink().
 * Reference page: "ZwCreateSymbolicLinkObject".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS with OBJ_OPENIF for one that is
 *	there, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_PATH_NOT_FOUND,
 *	STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
					  POBJECT_ATTRIBUTES ObjectAttributes,
					  PUNICODE_STRING LinkTarget)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	void *link;

	if (!ObjectAttributes || LinkTarget->Length % sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER;
	link = wdm_symlink_alloc(LinkTarget);
	if (!link)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* One that is there is to be opened itself, not what it leads to. */
	attributes = *ObjectAttributes;
	attributes.Attributes |= OBJ_OPENLINK;
	status = wdm_ob_create(&attributes, link, DesiredAccess, LinkHandle);
	if (status == STATUS_SUCCESS) {
		status = add_node(link, 0);
		if (!NT_SUCCESS(status)) {
			wdm_ob_remove(link);
			wdm_handle_close(*LinkHandle, KernelMode);
		}
	}
	wdm_ob_put(link);
	return status;
}
WDM_EXPORT(ZwCreateSymbolicLinkObject);

/**
 * ZwOpenSymbolicLinkObject() - opens a symbolic link itself
 * @LinkHandle: returns the handle
 * @DesiredAccess: SYMBOLIC_LINK_QUERY
 * @ObjectAttributes: its name
 *
 * Reference page: "ZwOpenSymbolicLinkObject function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess,
					POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, WDM_LOOKUP_LINK, &wdm_symlink_type, DesiredAccess,
			   LinkHandle);
}
WDM_EXPORT(ZwOpenSymbolicLinkObject);

/**
 * ZwQuerySymbolicLinkObject() - what a link stands for
 * @LinkHandle: handle of the link
 * @LinkTarget: returns the target in its Buffer; MaximumLength says how much fits.
 *	It isn't NUL-terminated unless there is room
 * @ReturnedLength: returns the bytes that it takes, NUL included; may be NULL
 *
 * Reference page: "ZwQuerySymbolicLinkObject function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_HANDLE,
 *	STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwQuerySymbolicLinkObject(HANDLE LinkHandle, PUNICODE_STRING LinkTarget,
					 PULONG ReturnedLength)
{
	PCUNICODE_STRING target;
	NTSTATUS status;
	void *body;

	status = wdm_handle_reference(LinkHandle, &wdm_symlink_type, SYMBOLIC_LINK_QUERY,
				      KernelMode, &body, NULL);
	if (!NT_SUCCESS(status))
		return status;
	target = wdm_ob_symlink_target(body);
	if (ReturnedLength)
		*ReturnedLength = target->MaximumLength;
	if (LinkTarget->MaximumLength < target->Length) {
		status = STATUS_BUFFER_TOO_SMALL;
	} else {
		memcpy(LinkTarget->Buffer, target->Buffer, target->Length);
		LinkTarget->Length = target->Length;
		if (LinkTarget->MaximumLength >= target->MaximumLength)
			LinkTarget->Buffer[target->Length / sizeof(WCHAR)] = 0;
	}
	wdm_ob_put(body);
	return status;
}
WDM_EXPORT(ZwQuerySymbolicLinkObject);
