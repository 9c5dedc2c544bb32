// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: the registry for users: the WDM_CTL_REG_* commands of /dev/wdmctl.
 *
 * A call is one look at the tree, or one change of it. What a user's memory is read
 * and written for happens without the lock, so results are copied out of the tree first.
 */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <uapi/wdm_ctl.h>

#include "cm.h"
#include "compat.h"
#include "rtl.h"

#define MAX_PATH_BYTES	(3 * UNICODE_STRING_MAX_CHARS)
#define MAX_DATA_BYTES	(16U << 20)

/* A user's string, to be kvfree()d. */
static int get_string(u64 address, u32 length, UNICODE_STRING *string)
{
	size_t units;
	char *text;

	memset(string, 0, sizeof(*string));
	if (length > MAX_PATH_BYTES)
		return -ENAMETOOLONG;
	text = vmemdup_user((void __user *)(uintptr_t)address, length);
	if (IS_ERR(text))
		return PTR_ERR(text);
	units = wdm_utf8_to_utf16(NULL, 0, text, length);
	if (units > UNICODE_STRING_MAX_CHARS) {
		kvfree(text);
		return -ENAMETOOLONG;
	}
	string->Buffer = kvcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (string->Buffer)
		wdm_utf8_to_utf16(string->Buffer, units, text, length);
	kvfree(text);
	string->Length = units * sizeof(WCHAR);
	string->MaximumLength = string->Length;
	return string->Buffer ? 0 : -ENOMEM;
}

/* Results that don't fit aren't copied; *@length tells how much there is. */
static int put_bytes(u64 address, const void *data, size_t size, u32 *length)
{
	u32 room = *length;

	*length = size;
	if (size > room || !size)
		return 0;
	return copy_to_user((void __user *)(uintptr_t)address, data, size) ? -EFAULT : 0;
}

static void fill_key(struct wdm_ctl_reg_key *arg, struct wdm_cm_key *key)
{
	struct wdm_cm_key *subkey;
	struct wdm_cm_value *value;
	size_t length;

	arg->written = key->written.QuadPart;
	arg->status = STATUS_NO_MORE_ENTRIES;
	list_for_each_entry(subkey, &key->subkeys, sibling) {
		if (arg->subkeys++ != arg->index)
			continue;
		arg->status = STATUS_SUCCESS;
		length = wdm_utf16_to_utf8(arg->name, sizeof(arg->name) - 1, subkey->name.Buffer,
					   subkey->name.Length / sizeof(WCHAR));
		arg->name[min(length, sizeof(arg->name) - 1)] = 0;
	}
	list_for_each_entry(value, &key->values, link)
		arg->values++;
}

static long get_key(struct wdm_ctl_reg_key __user *argp)
{
	struct wdm_ctl_reg_key *arg = kzalloc(sizeof(*arg), GFP_KERNEL);
	struct wdm_cm_key *key;
	UNICODE_STRING path;
	int ret = -EFAULT;

	if (!arg)
		return -ENOMEM;
	if (copy_from_user(arg, argp, offsetof(struct wdm_ctl_reg_key, status)))
		goto out;
	ret = get_string(arg->path, arg->path_len, &path);
	if (ret)
		goto out;
	mutex_lock(&wdm_cm_lock);
	arg->status = wdm_cm_walk(NULL, &path, WDM_CM_OPEN, &key, NULL);
	if (NT_SUCCESS(arg->status)) {
		fill_key(arg, key);
		wdm_cm_put_locked(key);
	}
	mutex_unlock(&wdm_cm_lock);
	kvfree(path.Buffer);
	if (copy_to_user(argp, arg, sizeof(*arg)))
		ret = -EFAULT;
out:
	kfree(arg);
	return ret;
}

/* A copy of the value, whose name is separate. */
struct copy {
	char *name;
	size_t name_length;
	void *data;
	u32 length;
	u32 type;
};

static NTSTATUS copy_value(const struct wdm_cm_value *value, struct copy *copy)
{
	size_t units = value->name.Length / sizeof(WCHAR);

	copy->type = value->type;
	copy->length = value->length;
	copy->name_length = wdm_utf16_to_utf8(NULL, 0, value->name.Buffer, units);
	copy->name = kvmalloc(copy->name_length + 1, GFP_KERNEL);
	copy->data = kvmalloc(value->length + 1, GFP_KERNEL);
	if (!copy->name || !copy->data)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_utf16_to_utf8(copy->name, copy->name_length, value->name.Buffer, units);
	if (value->length)
		memcpy(copy->data, value->data, value->length);
	return STATUS_SUCCESS;
}

static NTSTATUS find_value(const struct wdm_ctl_reg_value *arg, PCUNICODE_STRING path,
			   PCUNICODE_STRING name, struct copy *copy)
{
	bool by_index = arg->flags & WDM_CTL_REG_BY_INDEX;
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	NTSTATUS status;

	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(NULL, path, WDM_CM_OPEN, &key, NULL);
	if (NT_SUCCESS(status)) {
		value = by_index ? wdm_cm_value_at(key, arg->index) :
				   wdm_cm_find_value(key, name);
		if (value)
			status = copy_value(value, copy);
		else
			status = by_index ? STATUS_NO_MORE_ENTRIES : STATUS_OBJECT_NAME_NOT_FOUND;
		wdm_cm_put_locked(key);
	}
	mutex_unlock(&wdm_cm_lock);
	return status;
}

static long get_value(struct wdm_ctl_reg_value __user *argp)
{
	UNICODE_STRING path, name = {};
	struct wdm_ctl_reg_value arg;
	struct copy copy = {};
	int ret;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags & ~WDM_CTL_REG_BY_INDEX || arg.reserved)
		return -EINVAL;
	ret = get_string(arg.path, arg.path_len, &path);
	if (ret)
		return ret;
	if (!(arg.flags & WDM_CTL_REG_BY_INDEX))
		ret = get_string(arg.name, arg.name_len, &name);
	if (!ret) {
		arg.status = find_value(&arg, &path, &name, &copy);
		if (NT_SUCCESS(arg.status)) {
			arg.type = copy.type;
			ret = put_bytes(arg.data, copy.data, copy.length, &arg.data_len);
		}
		if (NT_SUCCESS(arg.status) && !ret && arg.flags & WDM_CTL_REG_BY_INDEX)
			ret = put_bytes(arg.name, copy.name, copy.name_length, &arg.name_len);
	}
	kvfree(copy.name);
	kvfree(copy.data);
	kvfree(name.Buffer);
	kvfree(path.Buffer);
	return ret ?: copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static NTSTATUS delete_value(struct wdm_cm_key *key, PCUNICODE_STRING name)
{
	struct wdm_cm_value *value = wdm_cm_find_value(key, name);

	if (!value)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	wdm_cm_delete_value(key, value);
	return STATUS_SUCCESS;
}

static NTSTATUS change(const struct wdm_ctl_reg_change *arg, PCUNICODE_STRING path,
		       PCUNICODE_STRING name, const void *data)
{
	bool create = arg->action == WDM_CTL_REG_SET_VALUE ||
		      arg->action == WDM_CTL_REG_CREATE_KEY;
	struct wdm_cm_key *key;
	NTSTATUS status;

	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(NULL, path, create ? WDM_CM_CREATE_PATH : WDM_CM_OPEN, &key, NULL);
	if (NT_SUCCESS(status)) {
		if (arg->action == WDM_CTL_REG_SET_VALUE)
			status = wdm_cm_set_value(key, name, arg->type, data, arg->data_len);
		else if (arg->action == WDM_CTL_REG_DELETE_VALUE)
			status = delete_value(key, name);
		else if (arg->action == WDM_CTL_REG_DELETE_KEY)
			status = wdm_cm_delete_locked(key);
		wdm_cm_put_locked(key);
	}
	mutex_unlock(&wdm_cm_lock);
	return status;
}

static long change_key(struct wdm_ctl_reg_change __user *argp)
{
	UNICODE_STRING path, name = {};
	struct wdm_ctl_reg_change arg;
	void *data = NULL;
	int ret;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (!arg.action || arg.action > WDM_CTL_REG_DELETE_KEY)
		return -EINVAL;
	if (arg.data_len > MAX_DATA_BYTES)
		return -EFBIG;
	ret = get_string(arg.path, arg.path_len, &path);
	if (ret)
		return ret;
	ret = get_string(arg.name, arg.name_len, &name);
	if (!ret && arg.action == WDM_CTL_REG_SET_VALUE && arg.data_len) {
		data = vmemdup_user((void __user *)(uintptr_t)arg.data, arg.data_len);
		if (IS_ERR(data)) {
			ret = PTR_ERR(data);
			data = NULL;
		}
	}
	if (!ret)
		arg.status = change(&arg, &path, &name, data);
	kvfree(data);
	kvfree(name.Buffer);
	kvfree(path.Buffer);
	return ret ?: copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

/**
 * wdm_cm_ctl() - a command for the registry
 * @command: WDM_CTL_REG_*
 * @argp: its structure
 *
 * Return: 0 or -errno
 */
long wdm_cm_ctl(unsigned int command, void __user *argp)
{
	/* What drivers keep there may be anybody's secret, and changes reach into them. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (command) {
	case WDM_CTL_REG_KEY:
		return get_key(argp);
	case WDM_CTL_REG_VALUE:
		return get_value(argp);
	case WDM_CTL_REG_CHANGE:
		return change_key(argp);
	default:
		return -ENOTTY;
	}
}
