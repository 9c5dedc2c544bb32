/* SPDX-License-Identifier: GPL-2.0 */
/* Pnp: properties of devices and device interfaces. */
#ifndef _WDM_INTERNAL_PNP_PROPERTY_H
#define _WDM_INTERNAL_PNP_PROPERTY_H

#include <linux/types.h>

#include <ntddk.h>
#include <devpropdef.h>

struct wdm_devnode;

/**
 * struct wdm_property_value - a property's value
 * @data: the value
 * @size: its size in bytes; 0 stands for a property that the device doesn't have
 * @pool: pool memory to be freed, or NULL
 * @heap: memory of Linux to be freed, or NULL
 * @no_memory: there was none to find out; @size is 0
 * @ulong: room for a small value
 * @boolean: likewise
 * @guid: likewise
 * @time: likewise
 * @text: likewise
 */
struct wdm_property_value {
	const void *data;
	size_t size;
	void *pool;
	void *heap;
	bool no_memory;
	union {
		ULONG ulong;
		DEVPROP_BOOLEAN boolean;
		GUID guid;
		LARGE_INTEGER time;
		WCHAR text[64];
	};
};

/* property.c */
void wdm_property_string(struct wdm_property_value *v, const u16 *s);
/* The same; the string is @v's to free. */
void wdm_property_heap_string(struct wdm_property_value *v, WCHAR *s);
/* FALSE: no such property exists. */
bool wdm_property_find(struct wdm_devnode *node, DEVICE_REGISTRY_PROPERTY property,
		       struct wdm_property_value *v);
void wdm_property_free(struct wdm_property_value *v);

/* property_system.c: properties that the PnP manager knows itself */
/* FALSE: it is none of them. */
bool wdm_property_system(struct wdm_devnode *node, const DEVPROPKEY *key,
			 struct wdm_property_value *v, DEVPROPTYPE *type);

/* property_store.c: what drivers set, below the registry key @base */
bool wdm_property_is_lcid(LCID lcid);
bool wdm_property_is_sound(DEVPROPTYPE type, const void *data, ULONG size);
NTSTATUS wdm_property_store_get(const WCHAR *base, const DEVPROPKEY *key, LCID lcid, ULONG size,
				void *data, PULONG required, PDEVPROPTYPE type);
NTSTATUS wdm_property_store_set(const WCHAR *base, const DEVPROPKEY *key, LCID lcid,
				DEVPROPTYPE type, ULONG size, const void *data);
/* What a caller gets of a value at hand. */
NTSTATUS wdm_property_give(const void *from, size_t length, ULONG size, void *data,
			   PULONG required);

/* registry.c */
/* Path of the device's key or, with @tail, of one below; to be kfree()d. NULL: no memory. */
WCHAR *wdm_devnode_key(const struct wdm_devnode *node, const WCHAR *tail);
/* A string of the device's key, to be kfree()d; NULL: there is none. */
WCHAR *wdm_devnode_key_string(const struct wdm_devnode *node, const WCHAR *name);
NTSTATUS wdm_devnode_set_key_string(const struct wdm_devnode *node, const WCHAR *name,
				    const WCHAR *string);

#endif /* _WDM_INTERNAL_PNP_PROPERTY_H */
