// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: the directory of named objects.
 *
 * Directories are objects that hold names; a name points to its object and the
 * object to its name. The name of a permanent object (directories, devices,
 * symbolic links) owns a reference; the name of any other goes away when the last
 * handle or the last reference does, so a lookup may meet an object that is being
 * deleted: it takes a reference only if there still is one.
 *
 * Letter case is kept but never matters, as on a Windows that was set up as usual.
 */
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "rtl.h"

/* A path of links that lead to links ends somewhere. */
#define MAX_LINKS	32

/**
 * struct wdm_directory - body of a directory object
 * @names: its struct wdm_name; N
 */
struct wdm_directory {
	DECLARE_HASHTABLE(names, 6);
};

/**
 * struct wdm_name - name of an object; N, all of it
 * @node: link in its directory
 * @parent: the directory, with a reference
 * @header: the object
 * @name: last component of the path
 * @chars: its characters
 */
struct wdm_name {
	struct hlist_node node;
	struct wdm_directory *parent;
	struct wdm_object_header *header;
	UNICODE_STRING name;
	WCHAR chars[];
};

/* N */
static DEFINE_MUTEX(wdm_namespace_lock);
static struct wdm_directory *root;
/* It has no name. */
void *wdm_root_directory;

const struct wdm_object_type wdm_directory_type = {
	.name = "Directory",
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | DIRECTORY_QUERY | DIRECTORY_TRAVERSE,
		.GenericWrite = STANDARD_RIGHTS_WRITE | DIRECTORY_CREATE_OBJECT |
				DIRECTORY_CREATE_SUBDIRECTORY,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | DIRECTORY_QUERY |
				  DIRECTORY_TRAVERSE,
		.GenericAll = DIRECTORY_ALL_ACCESS,
	},
	.valid_access = DIRECTORY_ALL_ACCESS,
};

static struct wdm_name *find_name(struct wdm_directory *directory, PCUNICODE_STRING name)
{
	struct wdm_name *n;

	lockdep_assert_held(&wdm_namespace_lock);
	hash_for_each_possible(directory->names, n, node, wdm_ustr_hash_nocase(name))
		if (wdm_ustr_equal_nocase(&n->name, name))
			return n;
	return NULL;
}

/*
 * Splits the first component off *@rest, which begins with a backslash:
 * "\a\b" gives "a" and "\b". FALSE: the path is malformed.
 */
static bool next_component(UNICODE_STRING *rest, UNICODE_STRING *component)
{
	size_t i, units = rest->Length / sizeof(WCHAR);

	for (i = 1; i < units && rest->Buffer[i] != '\\'; i++)
		;
	component->Buffer = rest->Buffer + 1;
	component->Length = (i - 1) * sizeof(WCHAR);
	component->MaximumLength = component->Length;
	rest->Buffer += i;
	rest->Length -= i * sizeof(WCHAR);
	return component->Length != 0;
}

/* @target followed by @rest, in memory of its own. */
static NTSTATUS join_path(PCUNICODE_STRING target, PCUNICODE_STRING rest, UNICODE_STRING *path)
{
	size_t length = target->Length + rest->Length;

	if (length > UNICODE_STRING_MAX_BYTES)
		return STATUS_NAME_TOO_LONG;
	path->Buffer = kmalloc(length + sizeof(WCHAR), GFP_KERNEL);
	if (!path->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(path->Buffer, target->Buffer, target->Length);
	memcpy((u8 *)path->Buffer + target->Length, rest->Buffer, rest->Length);
	path->Buffer[length / sizeof(WCHAR)] = 0;
	path->Length = length;
	path->MaximumLength = length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

/*
 * One way down from the root until the path ends, or a link or a device with more
 * behind it is met. *@found is without a reference, and *@rest what was not walked.
 */
static NTSTATUS walk(UNICODE_STRING *rest, void **found)
{
	UNICODE_STRING component;
	void *body = root;
	struct wdm_name *name;

	while (rest->Length) {
		if (wdm_ob_type(body) != &wdm_directory_type)
			break;
		/* A path that is the root, or "\a\" and "\\a", which are no paths. */
		if (rest->Length == sizeof(WCHAR) && body == root) {
			rest->Length = 0;
			break;
		}
		if (!next_component(rest, &component))
			return STATUS_OBJECT_NAME_INVALID;
		name = find_name(body, &component);
		if (!name)
			return rest->Length ? STATUS_OBJECT_PATH_NOT_FOUND :
					      STATUS_OBJECT_NAME_NOT_FOUND;
		body = name->header + 1;
	}
	*found = body;
	return STATUS_SUCCESS;
}

static bool is_absolute(PCUNICODE_STRING path)
{
	return path->Length >= sizeof(WCHAR) && !(path->Length % sizeof(WCHAR)) &&
	       path->Buffer[0] == '\\';
}

/*
 * The object that @path leads to, with a reference; *@tail is the part of the
 * path behind it, to be kfree()d as *@buffer. @flags: WDM_LOOKUP_LINK.
 */
static NTSTATUS resolve(PCUNICODE_STRING path, u32 flags, void **found, UNICODE_STRING *tail,
			void **buffer)
{
	UNICODE_STRING rest = *path, joined;
	NTSTATUS status;
	void *body;
	int links;

	*buffer = NULL;
	for (links = 0; links <= MAX_LINKS; links++) {
		status = STATUS_OBJECT_PATH_SYNTAX_BAD;
		if (!is_absolute(&rest))
			break;
		mutex_lock(&wdm_namespace_lock);
		status = walk(&rest, &body);
		/* Who is about to be deleted has lost its name already. */
		if (NT_SUCCESS(status) && !wdm_ob_get_unless_zero(body))
			status = STATUS_OBJECT_NAME_NOT_FOUND;
		mutex_unlock(&wdm_namespace_lock);
		if (!NT_SUCCESS(status))
			break;
		if (wdm_ob_type(body) != &wdm_symlink_type ||
		    (!rest.Length && flags & WDM_LOOKUP_LINK)) {
			*found = body;
			*tail = rest;
			return STATUS_SUCCESS;
		}
		status = join_path(wdm_ob_symlink_target(body), &rest, &joined);
		wdm_ob_put(body);
		if (!NT_SUCCESS(status))
			break;
		kfree(*buffer);
		*buffer = joined.Buffer;
		rest = joined;
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	}
	kfree(*buffer);
	*buffer = NULL;
	return status;
}

NTSTATUS wdm_ob_lookup(PCUNICODE_STRING path, u32 flags, const struct wdm_object_type *type,
		       void **body, UNICODE_STRING *tail)
{
	UNICODE_STRING rest, empty = {};
	NTSTATUS status;
	void *buffer;

	*body = NULL;
	if (tail)
		*tail = empty;
	if (!path || !path->Length)
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	status = resolve(path, flags, body, &rest, &buffer);
	if (!NT_SUCCESS(status))
		return status;
	if ((rest.Length && !(flags & WDM_LOOKUP_TAIL)) ||
	    (type && wdm_ob_type(*body) != type))
		status = STATUS_OBJECT_TYPE_MISMATCH;
	else if (rest.Length)
		status = join_path(&empty, &rest, tail);
	kfree(buffer);
	if (!NT_SUCCESS(status)) {
		wdm_ob_put(*body);
		*body = NULL;
	}
	return status;
}
WDM_EXPORT(wdm_ob_lookup);

/* The directory part and the last component of a path. */
static NTSTATUS split_path(PCUNICODE_STRING path, UNICODE_STRING *directory,
			   UNICODE_STRING *last)
{
	size_t units = path->Length / sizeof(WCHAR);
	size_t i = units;

	if (!is_absolute(path))
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	while (path->Buffer[i - 1] != '\\')
		i--;
	if (i == units)
		return STATUS_OBJECT_NAME_INVALID;
	/* The root's own path keeps its backslash. */
	directory->Buffer = path->Buffer;
	directory->Length = max_t(size_t, i - 1, 1) * sizeof(WCHAR);
	directory->MaximumLength = directory->Length;
	last->Buffer = path->Buffer + i;
	last->Length = (units - i) * sizeof(WCHAR);
	last->MaximumLength = last->Length;
	return STATUS_SUCCESS;
}

static NTSTATUS add_name(struct wdm_directory *directory, PCUNICODE_STRING last, void *body,
			 u32 flags)
{
	struct wdm_object_header *header = wdm_ob_header(body);
	struct wdm_name *name = kzalloc(struct_size(name, chars, last->Length / sizeof(WCHAR)),
					GFP_KERNEL);

	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(name->chars, last->Buffer, last->Length);
	name->name.Buffer = name->chars;
	name->name.Length = last->Length;
	name->name.MaximumLength = last->Length;
	name->header = header;
	name->parent = directory;

	mutex_lock(&wdm_namespace_lock);
	if (find_name(directory, last)) {
		mutex_unlock(&wdm_namespace_lock);
		kfree(name);
		return STATUS_OBJECT_NAME_COLLISION;
	}
	header->name = name;
	header->flags |= flags & WDM_OBJECT_PERMANENT;
	if (flags & WDM_OBJECT_PERMANENT)
		wdm_ob_get(body);
	wdm_ob_get(directory);
	hash_add(directory->names, &name->node, wdm_ustr_hash_nocase(last));
	mutex_unlock(&wdm_namespace_lock);
	return STATUS_SUCCESS;
}

NTSTATUS wdm_ob_insert(PCUNICODE_STRING path, void *body, u32 flags)
{
	UNICODE_STRING directory, last;
	NTSTATUS status;
	void *parent;

	status = split_path(path, &directory, &last);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_ob_lookup(&directory, 0, &wdm_directory_type, &parent, NULL);
	if (status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_TYPE_MISMATCH)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	if (!NT_SUCCESS(status))
		return status;
	status = add_name(parent, &last, body, flags);
	wdm_ob_put(parent);
	return status;
}
WDM_EXPORT(wdm_ob_insert);

/* @unused: only a temporary object's, and only if nobody has a handle to it. */
static void remove_name(void *body, bool unused)
{
	struct wdm_object_header *header = wdm_ob_header(body);
	bool permanent = false;
	struct wdm_name *name;

	/* Most objects never have a name; one that gets it now has a reference. */
	if (!READ_ONCE(header->name))
		return;
	mutex_lock(&wdm_namespace_lock);
	name = header->name;
	if (name && unused &&
	    (header->flags & WDM_OBJECT_PERMANENT || atomic_read(&header->handles)))
		name = NULL;
	if (name) {
		hash_del(&name->node);
		WRITE_ONCE(header->name, NULL);
		permanent = header->flags & WDM_OBJECT_PERMANENT;
		header->flags &= ~WDM_OBJECT_PERMANENT;
	}
	mutex_unlock(&wdm_namespace_lock);
	if (!name)
		return;
	if (header->type->unnamed)
		header->type->unnamed(body);
	wdm_ob_put(name->parent);
	kfree(name);
	if (permanent)
		wdm_ob_put(body);
}

void wdm_ob_remove(void *body)
{
	remove_name(body, false);
}
WDM_EXPORT(wdm_ob_remove);

void wdm_ob_remove_unused(void *body)
{
	remove_name(body, true);
}

bool wdm_ob_has_name(void *body)
{
	bool has;

	/* Not READ_ONCE(): who decides to take the name away looks at the handles first. */
	mutex_lock(&wdm_namespace_lock);
	has = wdm_ob_header(body)->name;
	mutex_unlock(&wdm_namespace_lock);
	return has;
}

void wdm_ob_make_temporary(void *body)
{
	struct wdm_object_header *header = wdm_ob_header(body);
	bool permanent;

	mutex_lock(&wdm_namespace_lock);
	permanent = header->flags & WDM_OBJECT_PERMANENT;
	header->flags &= ~WDM_OBJECT_PERMANENT;
	mutex_unlock(&wdm_namespace_lock);
	if (permanent)
		wdm_ob_put(body);
}
WDM_EXPORT(wdm_ob_make_temporary);

NTSTATUS wdm_ob_path(void *body, UNICODE_STRING *path)
{
	struct wdm_name *name;
	size_t length = 0;
	u8 *end;

	*path = (UNICODE_STRING){};
	mutex_lock(&wdm_namespace_lock);
	for (name = wdm_ob_header(body)->name; name; name = wdm_ob_header(name->parent)->name)
		length += sizeof(WCHAR) + name->name.Length;
	if (body == root)
		length = sizeof(WCHAR);
	path->Buffer = kzalloc(length + sizeof(WCHAR), GFP_KERNEL);
	if (!path->Buffer || length > UNICODE_STRING_MAX_BYTES) {
		mutex_unlock(&wdm_namespace_lock);
		kfree(path->Buffer);
		path->Buffer = NULL;
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	path->Length = length;
	path->MaximumLength = length + sizeof(WCHAR);
	if (body == root)
		path->Buffer[0] = '\\';
	/* From the last component to the first. */
	end = (u8 *)path->Buffer + length;
	for (name = wdm_ob_header(body)->name; name; name = wdm_ob_header(name->parent)->name) {
		end -= name->name.Length;
		memcpy(end, name->name.Buffer, name->name.Length);
		end -= sizeof(WCHAR);
		*(WCHAR *)end = '\\';
	}
	mutex_unlock(&wdm_namespace_lock);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_ob_path);

static struct wdm_directory *alloc_directory(void)
{
	struct wdm_directory *directory;

	directory = wdm_ob_alloc(&wdm_directory_type, 0, sizeof(*directory), GFP_KERNEL);
	if (directory)
		hash_init(directory->names);
	return directory;
}

void *wdm_directory_alloc(void)
{
	return alloc_directory();
}

NTSTATUS wdm_ob_create_directory(const WCHAR *path)
{
	struct wdm_directory *directory = alloc_directory();
	UNICODE_STRING name;
	NTSTATUS status;

	if (!directory)
		return STATUS_INSUFFICIENT_RESOURCES;
	RtlInitUnicodeString(&name, path);
	status = wdm_ob_insert(&name, directory, WDM_OBJECT_PERMANENT);
	wdm_ob_put(directory);
	return status == STATUS_OBJECT_NAME_COLLISION ? STATUS_SUCCESS : status;
}
WDM_EXPORT(wdm_ob_create_directory);

static void report_left(void *body)
{
	struct wdm_object_header *header = wdm_ob_header(body);
	UNICODE_STRING path;
	char *name = NULL;
	size_t size = 0;

	if (NT_SUCCESS(wdm_ob_path(body, &path))) {
		size = wdm_utf16_to_utf8(NULL, 0, path.Buffer, path.Length / sizeof(WCHAR));
		name = kzalloc(size + 1, GFP_KERNEL);
		if (name)
			wdm_utf16_to_utf8(name, size, path.Buffer, path.Length / sizeof(WCHAR));
		kfree(path.Buffer);
	}
	pr_warn("wdm: the %s object \"%s\" was left behind%s\n", header->type->name,
		name ?: "?", header->flags & WDM_OBJECT_PERMANENT ? "" : ", with references to it");
	kfree(name);
}

/*
 * Takes all names below @directory out, subdirectories' first. Who is permanent goes
 * with its name. Who isn't has somebody's references, and nobody is there to drop
 * them: only the name is freed, and kmemleak will find the rest.
 */
static void empty_directory(struct wdm_directory *directory)
{
	struct wdm_name *name;
	struct hlist_node *next;
	int bucket;
	void *body;

	hash_for_each_safe(directory->names, bucket, next, name, node) {
		body = name->header + 1;
		if (wdm_ob_type(body) == &wdm_directory_type)
			empty_directory(body);
		if (!(name->header->flags & WDM_OBJECT_SYSTEM))
			report_left(body);
		wdm_ob_remove(body);
	}
}

static void mark_as_system(struct wdm_directory *directory)
{
	struct wdm_name *name;
	int bucket;

	hash_for_each(directory->names, bucket, name, node) {
		name->header->flags |= WDM_OBJECT_SYSTEM;
		if (name->header->type == &wdm_directory_type)
			mark_as_system((void *)(name->header + 1));
	}
}

int wdm_namespace_init(void)
{
	static const WCHAR * const directories[] = {
		L"\\??", L"\\Device", L"\\Driver", L"\\FileSystem", L"\\Callback",
		L"\\BaseNamedObjects", L"\\KernelObjects", L"\\ObjectTypes", L"\\ArcName",
	};
	static const struct {
		const WCHAR *name, *target;
	} links[] = {
		/* One name space for all sessions: "global" and "local" are the same. */
		{ L"\\DosDevices", L"\\??" },
		{ L"\\GLOBAL??", L"\\??" },
		{ L"\\??\\Global", L"\\??" },
		{ L"\\??\\GLOBALROOT", L"" },
		{ L"\\BaseNamedObjects\\Global", L"\\BaseNamedObjects" },
		{ L"\\BaseNamedObjects\\Local", L"\\BaseNamedObjects" },
	};
	UNICODE_STRING name, target;
	NTSTATUS status = STATUS_SUCCESS;
	size_t i;

	root = alloc_directory();
	if (!root)
		return -ENOMEM;
	wdm_root_directory = root;
	for (i = 0; NT_SUCCESS(status) && i < ARRAY_SIZE(directories); i++)
		status = wdm_ob_create_directory(directories[i]);
	for (i = 0; NT_SUCCESS(status) && i < ARRAY_SIZE(links); i++) {
		RtlInitUnicodeString(&name, links[i].name);
		RtlInitUnicodeString(&target, links[i].target);
		status = wdm_ob_create_symlink(&name, &target, NULL);
	}
	if (!NT_SUCCESS(status)) {
		wdm_namespace_exit();
		return -ENOMEM;
	}
	mark_as_system(root);
	return 0;
}

void wdm_namespace_exit(void)
{
	empty_directory(root);
	wdm_ob_put(root);
}
