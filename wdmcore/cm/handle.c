// SPDX-License-Identifier: GPL-2.0
/* Cm: keys as objects, so that there are handles to them. */
#include <linux/slab.h>

#include "cm.h"
#include "compat.h"
#include "ob.h"

/* Each open is an object of its own; all of them share the key. */
struct key_object {
	struct wdm_cm_key *key;
	struct wdm_cm_watch *watch;
};

static void delete_object(void *body)
{
	struct key_object *object = body;

	wdm_cm_watch_end(object->watch);
	wdm_cm_put(object->key);
}

/* Who waits for a change by a reference of its own would wait for ever. */
static void close_object(void *body)
{
	struct key_object *object = body;

	wdm_cm_watch_cancel(object->watch);
}

const struct wdm_object_type wdm_key_type = {
	.name = "Key",
	.delete = delete_object,
	.close = close_object,
	.mapping = {
		.GenericRead = KEY_READ,
		.GenericWrite = KEY_WRITE,
		.GenericExecute = KEY_EXECUTE,
		.GenericAll = KEY_ALL_ACCESS,
	},
	.valid_access = KEY_ALL_ACCESS,
};
WDM_DDK_OBJECT_TYPE(CmKeyObjectType, wdm_key_type);

struct wdm_cm_watch **wdm_cm_watch_of(void *body, struct wdm_cm_key **key)
{
	struct key_object *object = body;

	*key = object->key;
	return &object->watch;
}

/* A handle to @key; takes a reference of its own. */
NTSTATUS wdm_cm_handle(struct wdm_cm_key *key, ACCESS_MASK access, u32 attributes,
		       PHANDLE handle)
{
	struct key_object *object;
	NTSTATUS status;

	object = wdm_ob_alloc(&wdm_key_type, 0, sizeof(*object), GFP_KERNEL);
	if (!object)
		return STATUS_INSUFFICIENT_RESOURCES;
	mutex_lock(&wdm_cm_lock);
	key->references++;
	mutex_unlock(&wdm_cm_lock);
	object->key = key;
	status = wdm_handle_create(object, wdm_ob_map_access(&wdm_key_type, access), attributes,
				   handle);
	wdm_ob_put(object);
	return status;
}

NTSTATUS wdm_cm_reference(HANDLE handle, ACCESS_MASK access, struct wdm_cm_key **key)
{
	void *body;
	NTSTATUS status;

	status = wdm_handle_reference(handle, &wdm_key_type, access, KernelMode, &body, NULL);
	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	*key = ((struct key_object *)body)->key;
	(*key)->references++;
	mutex_unlock(&wdm_cm_lock);
	wdm_ob_put(body);
	return STATUS_SUCCESS;
}
