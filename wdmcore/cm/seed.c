// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: what an INF puts into the registry.
 *
 * Values that are there already stay: an earlier load of the driver, or somebody
 * who set it up differently, has had the last word. Only what is to be appended to a
 * list is added to one that is there.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include "cm.h"
#include "compat.h"
#include "rtl.h"

#define SERVICES L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"

static NTSTATUS append_strings(struct wdm_cm_key *key, PCUNICODE_STRING name,
			       const struct wdm_inf_value *value)
{
	struct wdm_cm_value list = {
		.type = value->type,
		.length = value->len,
		.data = (void *)value->data,
	};
	NTSTATUS status = STATUS_SUCCESS;
	UNICODE_STRING string;
	u32 at = 0;

	while (NT_SUCCESS(status)) {
		at = wdm_cm_list_next(&list, at, &string);
		if (!string.Length)
			break;
		status = wdm_cm_list_add(key, name, &string);
	}
	return status;
}

/* One value below @base. The key is made even if the line names no value. */
static NTSTATUS seed_value(const WCHAR *base, const struct wdm_inf_value *value, bool append)
{
	struct wdm_cm_key *root;
	struct wdm_cm_key *key;
	UNICODE_STRING subkey;
	UNICODE_STRING name;
	NTSTATUS status;

	status = wdm_cm_open(base, WDM_CM_CREATE_PATH, &root);
	if (!NT_SUCCESS(status))
		return status;
	RtlInitUnicodeString(&subkey, value->subkey);
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(root, &subkey, WDM_CM_CREATE_PATH, &key, NULL);
	if (NT_SUCCESS(status)) {
		RtlInitUnicodeString(&name, value->name);
		/* A new list is as it stands, whatever it names twice. */
		if (value->name && append && wdm_cm_find_value(key, &name))
			status = append_strings(key, &name, value);
		else if (value->name && !wdm_cm_find_value(key, &name))
			status = wdm_cm_set_value(key, &name, value->type, value->data,
						  value->len);
		wdm_cm_put_locked(key);
	}
	wdm_cm_put_locked(root);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

NTSTATUS wdm_cm_seed_values(const WCHAR *key, const struct wdm_inf_value *values, u32 count,
			    u8 root)
{
	NTSTATUS status = STATUS_SUCCESS;
	u32 i;

	for (i = 0; i < count && NT_SUCCESS(status); i++) {
		if (values[i].root == WDM_INF_ROOT_MACHINE)
			status = seed_value(L"\\Registry\\Machine", &values[i], values[i].append);
		else if (values[i].root == root)
			status = seed_value(key, &values[i], values[i].append);
	}
	return status;
}

/* The same for those relative to @key; what is a list is added to one that is there. */
NTSTATUS wdm_cm_add_values(const WCHAR *key, const struct wdm_inf_value *values, u32 count,
			   u8 root)
{
	NTSTATUS status = STATUS_SUCCESS;
	u32 i;

	for (i = 0; i < count && NT_SUCCESS(status); i++)
		if (values[i].root == root)
			status = seed_value(key, &values[i], values[i].type == REG_MULTI_SZ);
	return status;
}

static NTSTATUS seed_dword(const WCHAR *key, const WCHAR *name, u32 data)
{
	const struct wdm_inf_value value = {
		.root = WDM_INF_ROOT_SERVICE,
		.name = name,
		.type = REG_DWORD,
		.data = &data,
		.len = sizeof(data),
	};

	return seed_value(key, &value, false);
}

/* The service's key as the service control manager would make it, and its AddReg. */
NTSTATUS wdm_cm_seed_service(const struct wdm_module *m)
{
	size_t prefix = ARRAY_SIZE(SERVICES) - 1;
	size_t length = strlen(m->service);
	NTSTATUS status;
	WCHAR *key;

	key = kcalloc(prefix + length + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!key)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(key, SERVICES, prefix * sizeof(WCHAR));
	wdm_utf8_to_utf16(key + prefix, length, m->service, length);

	/* Type 1 is SERVICE_KERNEL_DRIVER, ErrorControl 1 SERVICE_ERROR_NORMAL. */
	status = seed_dword(key, L"Type", 1);
	if (NT_SUCCESS(status))
		status = seed_dword(key, L"Start", m->start_type);
	if (NT_SUCCESS(status))
		status = seed_dword(key, L"ErrorControl", 1);
	if (NT_SUCCESS(status))
		status = wdm_cm_seed_values(key, m->service_values, m->nr_service_values,
					    WDM_INF_ROOT_SERVICE);
	kfree(key);
	return status;
}
