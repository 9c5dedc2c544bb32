// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: symbolic links, names that stand for other names.
 *
 * A link's target is never looked at when the link is made: it may name an object
 * that comes later, or never. It doesn't change, so it is read without a lock.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

/**
 * struct symlink - body of a symbolic link object
 * @target: the name that it stands for
 * @chars: its characters
 */
struct symlink {
	UNICODE_STRING target;
	WCHAR chars[];
};

/* Io: the link's node goes with its name. */
void (*wdm_symlink_unnamed)(void *body);

static void unnamed(void *body)
{
	if (wdm_symlink_unnamed)
		wdm_symlink_unnamed(body);
}

const struct wdm_object_type wdm_symlink_type = {
	.name = "SymbolicLink",
	.unnamed = unnamed,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | SYMBOLIC_LINK_QUERY,
		.GenericWrite = STANDARD_RIGHTS_WRITE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYMBOLIC_LINK_QUERY,
		.GenericAll = SYMBOLIC_LINK_ALL_ACCESS,
	},
	.valid_access = SYMBOLIC_LINK_ALL_ACCESS,
};
WDM_EXPORT(wdm_symlink_type);

void *wdm_symlink_alloc(PCUNICODE_STRING target)
{
	struct symlink *link;

	link = wdm_ob_alloc(&wdm_symlink_type, 0, sizeof(*link) + target->Length + sizeof(WCHAR),
			    GFP_KERNEL);
	if (!link)
		return NULL;
	memcpy(link->chars, target->Buffer, target->Length);
	link->target.Buffer = link->chars;
	link->target.Length = target->Length;
	link->target.MaximumLength = target->Length + sizeof(WCHAR);
	return link;
}
WDM_EXPORT(wdm_symlink_alloc);

/**
 * wdm_ob_create_symlink() - a permanent symbolic link
 * @path: its name
 * @target: what it stands for
 * @body: returns the object with a reference; may be NULL
 *
 * Return: STATUS_SUCCESS or an error of wdm_ob_insert()
 */
NTSTATUS wdm_ob_create_symlink(PCUNICODE_STRING path, PCUNICODE_STRING target, void **body)
{
	void *link = wdm_symlink_alloc(target);
	NTSTATUS status;

	if (!link)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_ob_insert(path, link, WDM_OBJECT_PERMANENT);
	if (NT_SUCCESS(status) && body)
		*body = link;
	else
		wdm_ob_put(link);
	return status;
}
WDM_EXPORT(wdm_ob_create_symlink);

PCUNICODE_STRING wdm_ob_symlink_target(void *body)
{
	return &((struct symlink *)body)->target;
}
WDM_EXPORT(wdm_ob_symlink_target);
