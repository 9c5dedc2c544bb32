// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: the tree of keys.
 *
 * A key that is deleted while it is open leaves the tree at once and its memory
 * with the last handle; what is asked of it in between ends with
 * STATUS_KEY_DELETED, as on Windows.
 */
#include <linux/slab.h>

#include <ntifs.h>
#include "cm.h"
#include "compat.h"
#include "rtl.h"

#define MAX_NAME_UNITS	255
#define MAX_DEPTH	512

/* Tree and values of the registry. */
DEFINE_MUTEX(wdm_cm_lock);

static struct wdm_cm_key *root_key;	/* \Registry */

static const WCHAR * const well_known[] = {
	L"\\Registry\\Machine\\System\\CurrentControlSet\\Services",
	L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Class",
	L"\\Registry\\Machine\\System\\CurrentControlSet\\Enum",
	L"\\Registry\\Machine\\System\\CurrentControlSet\\Hardware Profiles",
	L"\\Registry\\Machine\\Hardware\\DeviceMap",
	L"\\Registry\\Machine\\Hardware\\Description\\System",
	L"\\Registry\\Machine\\Hardware\\ResourceMap",
	L"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion",
	L"\\Registry\\User\\.Default",
};

/* Names under which drivers look for a key that has another one. */
static const struct {
	const WCHAR *link, *target;
} well_known_links[] = {
	{ L"\\Registry\\Machine\\System\\ControlSet001",
	  L"\\Registry\\Machine\\System\\CurrentControlSet" },
};

void wdm_cm_touch(struct wdm_cm_key *key)
{
	KeQuerySystemTime(&key->written);
}

static int compare_names(PCUNICODE_STRING a, PCUNICODE_STRING b)
{
	u32 units = min(a->Length, b->Length) / sizeof(WCHAR);
	u32 i;

	for (i = 0; i < units; i++) {
		int difference = wdm_upcase(a->Buffer[i]) - wdm_upcase(b->Buffer[i]);

		if (difference)
			return difference;
	}
	return a->Length - b->Length;
}

/* Among the subkeys of @parent, by its name. */
static void insert_key(struct wdm_cm_key *parent, struct wdm_cm_key *key)
{
	struct wdm_cm_key *next;

	list_for_each_entry(next, &parent->subkeys, sibling)
		if (compare_names(&next->name, &key->name) > 0)
			break;
	list_add_tail(&key->sibling, &next->sibling);
	wdm_cm_touch(parent);
	wdm_cm_changed(parent, REG_NOTIFY_CHANGE_NAME);
}

static struct wdm_cm_key *new_key(struct wdm_cm_key *parent, PCUNICODE_STRING name)
{
	struct wdm_cm_key *key;

	key = kzalloc(size_add(sizeof(*key), name->Length), GFP_KERNEL);
	if (!key)
		return NULL;
	key->references = 1;
	INIT_LIST_HEAD(&key->subkeys);
	INIT_LIST_HEAD(&key->values);
	key->name.Buffer = (WCHAR *)(key + 1);
	key->name.Length = name->Length;
	key->name.MaximumLength = name->Length;
	memcpy(key->name.Buffer, name->Buffer, name->Length);
	wdm_cm_touch(key);

	key->parent = parent;
	INIT_LIST_HEAD(&key->sibling);
	if (parent)
		insert_key(parent, key);
	return key;
}

static struct wdm_cm_key *find_subkey(struct wdm_cm_key *key, PCUNICODE_STRING name)
{
	struct wdm_cm_key *subkey;

	list_for_each_entry(subkey, &key->subkeys, sibling)
		if (!compare_names(&subkey->name, name))
			return subkey;
	return NULL;
}

static bool has_own_name(const struct wdm_cm_key *key)
{
	return key->name.Buffer != (WCHAR *)(key + 1);
}

static void free_key(struct wdm_cm_key *key)
{
	struct wdm_cm_value *value;
	struct wdm_cm_value *next;

	list_for_each_entry_safe(value, next, &key->values, link)
		wdm_cm_delete_value(key, value);
	kfree(key->class.Buffer);
	if (has_own_name(key))
		kfree(key->name.Buffer);
	kfree(key);
}

void wdm_cm_put_locked(struct wdm_cm_key *key)
{
	lockdep_assert_held(&wdm_cm_lock);
	if (!--key->references)
		free_key(key);
}

void wdm_cm_put(struct wdm_cm_key *key)
{
	mutex_lock(&wdm_cm_lock);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
}

NTSTATUS wdm_cm_delete_locked(struct wdm_cm_key *key)
{
	lockdep_assert_held(&wdm_cm_lock);
	if (key->deleted)
		return STATUS_KEY_DELETED;
	if (!list_empty(&key->subkeys) || !key->parent || key->fixed)
		return STATUS_CANNOT_DELETE;
	list_del_init(&key->sibling);
	wdm_cm_touch(key->parent);
	wdm_cm_changed(key->parent, REG_NOTIFY_CHANGE_NAME);
	key->parent = NULL;
	key->deleted = true;
	wdm_cm_gone(key);
	wdm_cm_put_locked(key);
	return STATUS_SUCCESS;
}

/**
 * wdm_cm_rename_locked() - gives a key another name below the same parent
 * @key: the key; wdm_cm_lock is held
 * @name: its new name
 *
 * Return: STATUS_SUCCESS, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_INVALID,
 *	STATUS_ACCESS_DENIED for a key that stays where it is,
 *	STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS wdm_cm_rename_locked(struct wdm_cm_key *key, PCUNICODE_STRING name)
{
	struct wdm_cm_key *other;
	u32 i, units = name->Length / sizeof(WCHAR);
	WCHAR *copy;

	lockdep_assert_held(&wdm_cm_lock);
	if (key->deleted)
		return STATUS_KEY_DELETED;
	if (!units || units > MAX_NAME_UNITS || name->Length % sizeof(WCHAR))
		return STATUS_OBJECT_NAME_INVALID;
	for (i = 0; i < units; i++)
		if (name->Buffer[i] == '\\')
			return STATUS_OBJECT_NAME_INVALID;
	if (!key->parent || key->parent == root_key || key->fixed)
		return STATUS_ACCESS_DENIED;
	other = find_subkey(key->parent, name);
	if (other && other != key)
		return STATUS_OBJECT_NAME_COLLISION;
	copy = kmemdup(name->Buffer, name->Length, GFP_KERNEL);
	if (!copy)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (has_own_name(key))
		kfree(key->name.Buffer);
	key->name.Buffer = copy;
	key->name.Length = name->Length;
	key->name.MaximumLength = name->Length;
	list_del(&key->sibling);
	insert_key(key->parent, key);
	wdm_cm_touch(key);
	return STATUS_SUCCESS;
}

/*
 * The call that made @key fails after all. The caller's reference and the tree's are
 * the only ones unless somebody else has opened the key meanwhile: then it stays.
 */
void wdm_cm_undo_create(struct wdm_cm_key *key)
{
	lockdep_assert_held(&wdm_cm_lock);
	if (key->references == 2 && list_empty(&key->values))
		wdm_cm_delete_locked(key);
}

/* Takes the next component off @path; an empty one at the end of the path. */
static UNICODE_STRING next_component(UNICODE_STRING *path)
{
	UNICODE_STRING part = { .Buffer = path->Buffer };
	u32 units = path->Length / sizeof(WCHAR);
	u32 i;

	for (i = 0; i < units && path->Buffer[i] != '\\'; i++)
		;
	part.Length = i * sizeof(WCHAR);
	part.MaximumLength = part.Length;
	if (i < units)
		i++;
	path->Buffer += i;
	path->Length -= i * sizeof(WCHAR);
	return part;
}

NTSTATUS wdm_cm_walk(struct wdm_cm_key *root, PCUNICODE_STRING full, enum wdm_cm_how how,
		     struct wdm_cm_key **out, bool *created)
{
	static const UNICODE_STRING registry = RTL_CONSTANT_STRING(L"Registry");
	UNICODE_STRING path = *full;
	struct wdm_cm_key *key = root;
	UNICODE_STRING part;
	int depth = 0;

	lockdep_assert_held(&wdm_cm_lock);
	if (created)
		*created = false;
	if (path.Length % sizeof(WCHAR) || (path.Length && !path.Buffer))
		return STATUS_OBJECT_NAME_INVALID;

	if (!root) {
		if (!path.Length || path.Buffer[0] != '\\')
			return STATUS_OBJECT_PATH_SYNTAX_BAD;
		next_component(&path);
		part = next_component(&path);
		if (compare_names(&part, &registry))
			return STATUS_OBJECT_NAME_NOT_FOUND;
		key = root_key;
	} else if (path.Length && path.Buffer[0] == '\\') {
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	}
	if (key->deleted)
		return STATUS_KEY_DELETED;

	while (path.Length) {
		struct wdm_cm_key *subkey;

		part = next_component(&path);
		if (!part.Length) {
			/* One backslash at the end does no harm, two in a row do. */
			if (path.Length)
				return STATUS_OBJECT_NAME_INVALID;
			break;
		}
		if (part.Length > MAX_NAME_UNITS * sizeof(WCHAR))
			return STATUS_OBJECT_NAME_INVALID;
		if (++depth > MAX_DEPTH)
			return STATUS_OBJECT_NAME_INVALID;

		subkey = find_subkey(key, &part);
		if (!subkey) {
			if (how == WDM_CM_OPEN || (how == WDM_CM_CREATE && path.Length))
				return STATUS_OBJECT_NAME_NOT_FOUND;
			subkey = new_key(key, &part);
			if (!subkey)
				return STATUS_INSUFFICIENT_RESOURCES;
			if (created)
				*created = true;
		}
		key = subkey->link ?: subkey;
	}

	key->references++;
	*out = key;
	return STATUS_SUCCESS;
}

NTSTATUS wdm_cm_open(const WCHAR *path, enum wdm_cm_how how, struct wdm_cm_key **out)
{
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, path);
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(NULL, &name, how, out, NULL);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

/* The @n-th key @depth below @key, which lies at most three deep; *@n counts down. */
static struct wdm_cm_key *nth_below(struct wdm_cm_key *key, u32 depth, u32 *n)
{
	struct wdm_cm_key *found, *subkey;

	if (!depth)
		return (*n)-- ? NULL : key;
	list_for_each_entry(subkey, &key->subkeys, sibling) {
		found = nth_below(subkey, depth - 1, n);
		if (found)
			return found;
	}
	return NULL;
}

/* @top_path with the names of the keys from below @top to @key behind it. */
static WCHAR *path_below(const WCHAR *top_path, const struct wdm_cm_key *top,
			 const struct wdm_cm_key *key)
{
	size_t units = wdm_wcslen(top_path);
	const struct wdm_cm_key *k;
	WCHAR *path, *at;

	for (k = key; k != top; k = k->parent)
		units += 1 + k->name.Length / sizeof(WCHAR);
	path = kcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!path)
		return NULL;
	memcpy(path, top_path, wdm_wcslen(top_path) * sizeof(WCHAR));
	at = path + units;
	for (k = key; k != top; k = k->parent) {
		at -= k->name.Length / sizeof(WCHAR);
		memcpy(at, k->name.Buffer, k->name.Length);
		*--at = '\\';
	}
	return path;
}

WCHAR *wdm_cm_nth_below(const WCHAR *path, u32 depth, u32 n, NTSTATUS *status)
{
	struct wdm_cm_key *top, *key;
	UNICODE_STRING name;
	WCHAR *found = NULL;

	RtlInitUnicodeString(&name, path);
	mutex_lock(&wdm_cm_lock);
	*status = wdm_cm_walk(NULL, &name, WDM_CM_OPEN, &top, NULL);
	if (NT_SUCCESS(*status)) {
		key = nth_below(top, depth, &n);
		if (key)
			found = path_below(path, top, key);
		if (!found)
			*status = key ? STATUS_INSUFFICIENT_RESOURCES : STATUS_NO_MORE_ENTRIES;
		wdm_cm_put_locked(top);
	}
	mutex_unlock(&wdm_cm_lock);
	return found;
}

/* Frees what is below and including @key, the deepest first, without recursion. */
static void free_tree(struct wdm_cm_key *top)
{
	struct wdm_cm_key *key = top;

	while (key) {
		struct wdm_cm_key *parent;

		if (!list_empty(&key->subkeys)) {
			key = list_first_entry(&key->subkeys, struct wdm_cm_key, sibling);
			continue;
		}
		parent = key == top ? NULL : key->parent;
		list_del_init(&key->sibling);
		key->parent = NULL;
		key->deleted = true;
		wdm_cm_put_locked(key);
		key = parent;
	}
}

static NTSTATUS make_links(void)
{
	struct wdm_cm_key *link, *target;
	NTSTATUS status = STATUS_SUCCESS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(well_known_links); i++) {
		status = wdm_cm_open(well_known_links[i].target, WDM_CM_OPEN, &target);
		if (!NT_SUCCESS(status))
			return status;
		status = wdm_cm_open(well_known_links[i].link, WDM_CM_CREATE, &link);
		if (NT_SUCCESS(status)) {
			target->fixed = true;
			link->link = target;
			wdm_cm_put(link);
		}
		wdm_cm_put(target);
	}
	return status;
}

int wdm_cm_init(void)
{
	static const UNICODE_STRING name = RTL_CONSTANT_STRING(L"Registry");
	NTSTATUS status;
	int i;

	root_key = new_key(NULL, &name);
	if (!root_key)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(well_known); i++) {
		struct wdm_cm_key *key;

		status = wdm_cm_open(well_known[i], WDM_CM_CREATE_PATH, &key);
		if (!NT_SUCCESS(status))
			goto fail;
		wdm_cm_put(key);
	}
	status = make_links();
	if (NT_SUCCESS(status))
		status = wdm_cm_set_defaults();
	if (!NT_SUCCESS(status))
		goto fail;
	return 0;

fail:
	wdm_cm_exit();
	return wdm_status_to_errno(status);
}

void wdm_cm_exit(void)
{
	mutex_lock(&wdm_cm_lock);
	free_tree(root_key);
	root_key = NULL;
	mutex_unlock(&wdm_cm_lock);
}
