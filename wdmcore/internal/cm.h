/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cm: the registry, a tree of keys in memory that lives as long as wdmcore.
 *
 * Seeded with the well-known keys and with what the INFs of drivers say; drivers
 * read and write it by handle (ZwXxxKey) or by path (RtlXxxRegistryXxx). A
 * driver's keys stay when it is unloaded, so what it stored is there next time.
 *
 * One mutex (wdm_cm_lock) protects tree and values: the registry is used at
 * PASSIVE_LEVEL, seldom, and never on the path of a request. It is not held
 * while a driver is called.
 */
#ifndef _WDM_INTERNAL_CM_H
#define _WDM_INTERNAL_CM_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <ntddk.h>

struct wdm_inf_value;
struct wdm_module;

extern struct mutex wdm_cm_lock;

/**
 * struct wdm_cm_key - a key
 * @references: handles, and one while the key is in the tree; L
 * @parent: NULL for the root and for a deleted key; L
 * @sibling: link in @parent's @subkeys; L
 * @subkeys: sorted by name; L
 * @values: in the order in which they were made; L
 * @class: class string, or an empty one; L
 * @link: the key that a path through this one leads to, one that is @fixed; NULL: this one
 * @fixed: neither deleted nor renamed
 * @written: time of the last change; L
 * @deleted: ZwDeleteKey was called; L
 * @name: changed by wdm_cm_rename_locked() only; its buffer is inside, or of its own; L
 *
 * L: protected by wdm_cm_lock.
 */
struct wdm_cm_key {
	u32 references;
	struct wdm_cm_key *parent;
	struct list_head sibling;
	struct list_head subkeys;
	struct list_head values;
	UNICODE_STRING class;
	struct wdm_cm_key *link;
	LARGE_INTEGER written;
	bool deleted;
	bool fixed;
	UNICODE_STRING name;
};

/**
 * struct wdm_cm_value - a value of a key; L throughout
 * @link: link in the key's @values
 * @type: REG_*
 * @length: bytes at @data
 * @data: separately allocated, NULL if @length is 0
 * @name: its units follow the structure
 */
struct wdm_cm_value {
	struct list_head link;
	u32 type;
	u32 length;
	void *data;
	UNICODE_STRING name;
};

int wdm_cm_init(void);
void wdm_cm_exit(void);

/* key.c */

enum wdm_cm_how {
	WDM_CM_OPEN,		/* the key must exist */
	WDM_CM_CREATE,		/* the last component may be new */
	WDM_CM_CREATE_PATH,	/* any component may be new */
};

/*
 * Finds or makes the key at @path, which is relative to @root, or absolute
 * (\Registry\...) if @root is NULL. *@out gets a reference. wdm_cm_lock held.
 */
NTSTATUS wdm_cm_walk(struct wdm_cm_key *root, PCUNICODE_STRING path, enum wdm_cm_how how,
		     struct wdm_cm_key **out, bool *created);

/* The same with a NUL-terminated path and the lock taken inside. */
NTSTATUS wdm_cm_open(const WCHAR *path, enum wdm_cm_how how, struct wdm_cm_key **out);
/*
 * Path of the @n-th of the keys that lie @depth below @path; to be kfree()d. NULL with
 * *@status STATUS_NO_MORE_ENTRIES behind the last one. Takes wdm_cm_lock.
 */
WCHAR *wdm_cm_nth_below(const WCHAR *path, u32 depth, u32 n, NTSTATUS *status);
void wdm_cm_put(struct wdm_cm_key *key);		/* takes wdm_cm_lock */
void wdm_cm_put_locked(struct wdm_cm_key *key);
NTSTATUS wdm_cm_delete_locked(struct wdm_cm_key *key);
NTSTATUS wdm_cm_rename_locked(struct wdm_cm_key *key, PCUNICODE_STRING name);
void wdm_cm_undo_create(struct wdm_cm_key *key);	/* wdm_cm_lock held */
void wdm_cm_touch(struct wdm_cm_key *key);

/* value.c; wdm_cm_lock held */
struct wdm_cm_value *wdm_cm_find_value(struct wdm_cm_key *key, PCUNICODE_STRING name);
struct wdm_cm_value *wdm_cm_value_at(struct wdm_cm_key *key, u32 index);
NTSTATUS wdm_cm_set_value(struct wdm_cm_key *key, PCUNICODE_STRING name, u32 type,
			  const void *data, u32 length);
void wdm_cm_delete_value(struct wdm_cm_key *key, struct wdm_cm_value *value);

/* list.c: a REG_MULTI_SZ as a list of names; wdm_cm_lock held */

/*
 * The string at @at, in units, without its NUL. Returns where the next one is; *@string
 * is empty at the end.
 */
u32 wdm_cm_list_next(const struct wdm_cm_value *value, u32 at, UNICODE_STRING *string);
/* Adds a string that is not there in any letter case; makes the value if need be. */
NTSTATUS wdm_cm_list_add(struct wdm_cm_key *key, PCUNICODE_STRING name, PCUNICODE_STRING string);
/* STATUS_OBJECT_NAME_NOT_FOUND: it isn't there. */
NTSTATUS wdm_cm_list_remove(struct wdm_cm_key *key, PCUNICODE_STRING name,
			    PCUNICODE_STRING string);

/* handle.c: keys as objects */
extern const struct wdm_object_type wdm_key_type;
NTSTATUS wdm_cm_handle(struct wdm_cm_key *key, ACCESS_MASK access, u32 attributes,
		       PHANDLE handle);
/* *@key is referenced; put it with wdm_cm_put(). */
NTSTATUS wdm_cm_reference(HANDLE handle, ACCESS_MASK access, struct wdm_cm_key **key);

/*
 * rtl.c: the key that RelativeTo and Path of the Rtl routines mean; referenced.
 * *@created: it is new. May be NULL.
 */
NTSTATUS wdm_cm_relative(ULONG relative_to, PCWSTR path, enum wdm_cm_how how,
			 ACCESS_MASK access, struct wdm_cm_key **key, bool *created);

/* information.c: what the query and enumerate routines return; wdm_cm_lock held */
NTSTATUS wdm_cm_key_information(struct wdm_cm_key *key, KEY_INFORMATION_CLASS class,
				void *buffer, ULONG length, PULONG result);
NTSTATUS wdm_cm_value_information(struct wdm_cm_value *value,
				  KEY_VALUE_INFORMATION_CLASS class, void *buffer,
				  ULONG length, PULONG result);

/* seed.c: what an INF puts into the registry; values that exist are kept, or added to */
NTSTATUS wdm_cm_seed_service(const struct wdm_module *m);
NTSTATUS wdm_cm_seed_values(const WCHAR *key, const struct wdm_inf_value *values, u32 count,
			    u8 root);
NTSTATUS wdm_cm_add_values(const WCHAR *key, const struct wdm_inf_value *values, u32 count,
			   u8 root);

/* defaults.c: the system's own values; at init */
NTSTATUS wdm_cm_set_defaults(void);

/* expand.c: see there */
NTSTATUS wdm_cm_expand(const WCHAR *units, size_t count, const WCHAR *environment,
		       WCHAR **result, u32 *length);

/* notify.c: who waits for changes; wdm_cm_lock held, but for the last two */
struct wdm_cm_watch;
void wdm_cm_changed(struct wdm_cm_key *key, u32 what);
void wdm_cm_gone(struct wdm_cm_key *key);
void wdm_cm_watch_cancel(struct wdm_cm_watch *watch);
void wdm_cm_watch_end(struct wdm_cm_watch *watch);

/* handle.c: where the watch of a key object is, and its key; no reference */
struct wdm_cm_watch **wdm_cm_watch_of(void *body, struct wdm_cm_key **key);

/* ctl.c: the WDM_CTL_REG_* commands of /dev/wdmctl */
long wdm_cm_ctl(unsigned int command, void __user *argp);

#endif /* _WDM_INTERNAL_CM_H */
