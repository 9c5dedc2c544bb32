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

/* The name behind "\??\" as UTF-8; NULL if the path is elsewhere, or no memory. */
static char *dos_name(PCUNICODE_STRING path)
{
	static const WCHAR directory[] = L"\\??\\";
	const size_t skip = ARRAY_SIZE(directory) - 1;
	size_t units = path->Length / sizeof(WCHAR);
	size_t size;
	char *name;

	if (units <= skip || memcmp(path->Buffer, directory, skip * sizeof(WCHAR)))
		return NULL;
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

/* Notes the link and makes its node; without memory, the link does without. */
static void add_node(void *body, u32 flags)
{
	struct wdm_link *link = kzalloc(sizeof(*link), GFP_KERNEL);

	if (!link)
		return;
	/* The path that it got in the end: "\DosDevices" and others lead to "\??". */
	if (!NT_SUCCESS(wdm_ob_path(body, &link->path)))
		goto fail;
	link->name = dos_name(&link->path);
	if (!link->name)
		goto fail;
	link->id = wdm_next_id();
	link->flags = flags;
	link->body = body;
	link->node = wdm_node_create(&link->path, link->name);
	list_add_tail(&link->all, &wdm_links);
	return;

fail:
	free_link(link);
}

static void remove_node(void *body)
{
	struct wdm_link *link;

	list_for_each_entry(link, &wdm_links, all) {
		if (link->body == body) {
			list_del(&link->all);
			wdm_node_destroy(link->node);
			free_link(link);
			return;
		}
	}
}

NTSTATUS wdm_symlink_create(PCUNICODE_STRING name, PCUNICODE_STRING target, u32 flags)
{
	NTSTATUS status;
	void *body;

	mutex_lock(&wdm_links_lock);
	status = wdm_ob_create_symlink(name, target, &body);
	if (NT_SUCCESS(status)) {
		add_node(body, flags);
		wdm_ob_put(body);
	}
	mutex_unlock(&wdm_links_lock);
	return status;
}
WDM_EXPORT(wdm_symlink_create);

NTSTATUS wdm_symlink_delete(PCUNICODE_STRING name)
{
	NTSTATUS status;
	void *body;

	mutex_lock(&wdm_links_lock);
	status = wdm_ob_lookup(name, WDM_LOOKUP_LINK, &wdm_symlink_type, &body, NULL);
	if (NT_SUCCESS(status)) {
		remove_node(body);
		wdm_ob_remove(body);
		wdm_ob_put(body);
	}
	mutex_unlock(&wdm_links_lock);
	return status;
}
WDM_EXPORT(wdm_symlink_delete);

/*
 * A link belongs to nobody: one that its driver didn't delete stays when the driver
 * goes, as on Windows, and its node with it. The end of wdmcore is like a reboot.
 */
void wdm_symlinks_exit(void)
{
	struct wdm_link *link, *next;

	mutex_lock(&wdm_links_lock);
	list_for_each_entry_safe(link, next, &wdm_links, all) {
		pr_warn("wdm: the symbolic link \"\\??\\%s\" was never deleted\n", link->name);
		list_del(&link->all);
		wdm_ob_remove(link->body);
		wdm_node_destroy(link->node);
		free_link(link);
	}
	mutex_unlock(&wdm_links_lock);
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
