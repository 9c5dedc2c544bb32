// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: which filter drivers a stack has.
 *
 * They are named by REG_MULTI_SZ values UpperFilters and LowerFilters, of the device's
 * own key below Enum and of the key of its class, and looked for each time the stack is
 * built. From the bottom:
 *
 *	lower filters of the device
 *	lower filters of its class
 *	the function driver
 *	upper filters of the device
 *	upper filters of its class
 *
 * A filter is a module of its own, with the alias "wdm-service-NAME", that modprobe is
 * asked for. Without one of them the device isn't started, as on Windows; it is tried
 * again as soon as some driver was loaded, or a list of filters was changed. The module
 * of a filter stays as long as it is in a stack.
 */
#include <linux/ctype.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include <glue/wdm_module.h>
#include "cm.h"
#include "compat.h"
#include "io_dev.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

#define ENUM		L"\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\"
#define UPPER		L"UpperFilters"
#define LOWER		L"LowerFilters"
#define GUID_CHARS	38
#define MAX_FILTERS	64

/* Drivers that have started, and changes of lists, so far. */
static atomic_t changes = ATOMIC_INIT(1);

/* One list, as it is read: the registry isn't locked while modules are loaded. */
struct names {
	char *service[MAX_FILTERS];
	bool upper[MAX_FILTERS];
	u32 count;
};

static void free_names(struct names *names)
{
	while (names->count)
		kfree(names->service[--names->count]);
	kfree(names);
}

static NTSTATUS add_name(struct names *names, PCUNICODE_STRING string, bool upper)
{
	u32 units = string->Length / sizeof(WCHAR);
	size_t size = wdm_utf16_to_utf8(NULL, 0, string->Buffer, units);
	char *service;

	if (names->count == MAX_FILTERS)
		return STATUS_INSUFFICIENT_RESOURCES;
	service = kzalloc(size + 1, GFP_KERNEL);
	if (!service)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_utf16_to_utf8(service, size, string->Buffer, units);
	names->service[names->count] = service;
	names->upper[names->count++] = upper;
	return STATUS_SUCCESS;
}

static NTSTATUS read_list(struct names *names, const WCHAR *path, bool upper)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	UNICODE_STRING string;
	u32 at = 0;

	if (!NT_SUCCESS(wdm_cm_open(path, WDM_CM_OPEN, &key)))
		return STATUS_SUCCESS;
	RtlInitUnicodeString(&string, upper ? UPPER : LOWER);
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, &string);
	while (value && NT_SUCCESS(status)) {
		at = wdm_cm_list_next(value, at, &string);
		if (!string.Length)
			break;
		status = add_name(names, &string, upper);
	}
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

/* Lowest first. */
static NTSTATUS read_lists(struct names *names, const WCHAR *instance, const WCHAR *class)
{
	NTSTATUS status = read_list(names, instance, false);

	if (NT_SUCCESS(status) && class)
		status = read_list(names, class, false);
	if (NT_SUCCESS(status))
		status = read_list(names, instance, true);
	if (NT_SUCCESS(status) && class)
		status = read_list(names, class, true);
	return status;
}

static NTSTATUS read_names(struct wdm_devnode *node, struct names *names)
{
	WCHAR *instance = wdm_devnode_key(node, L"");
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	WCHAR guid[GUID_CHARS + 1];
	WCHAR *class = NULL;

	if (!instance)
		return status;
	if (wdm_key_string(instance, L"ClassGUID", guid, ARRAY_SIZE(guid))) {
		class = wdm_class_path(guid);
		if (!class)
			goto out;
	}
	status = read_lists(names, instance, class);
out:
	kfree(class);
	kfree(instance);
	return status;
}

/* With its module referenced. *@known: it is there, but its load isn't done, or it goes. */
static struct wdm_driver *find_driver(const char *service, bool *known)
{
	struct wdm_driver *driver, *found = NULL;

	*known = false;
	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all) {
		if (!driver->module || strcasecmp(driver->service, service))
			continue;
		*known = true;
		if (driver->started && wdm_driver_get(driver))
			found = driver;
		break;
	}
	mutex_unlock(&wdm_registry_lock);
	return found;
}

/* Case doesn't count in names of services, but in aliases. */
static void load_module(const char *service)
{
	char *alias = kstrdup(service, GFP_KERNEL);
	char *c;

	if (!alias)
		return;
	for (c = alias; *c; c++)
		*c = tolower(*c);
	request_module("wdm-service-%s", alias);
	kfree(alias);
}

/*
 * A driver that is being loaded isn't waited for: its load may be waiting for the
 * device at hand.
 */
static NTSTATUS find_filter(struct wdm_devnode *node, const char *service,
			    struct wdm_driver **out)
{
	bool known;

	/* The function driver's module is in use anyhow, and is to remain removable. */
	if (node->driver && !strcasecmp(node->driver->service, service)) {
		*out = node->driver;
		return STATUS_SUCCESS;
	}
	*out = find_driver(service, &known);
	if (!*out && !known) {
		load_module(service);
		*out = find_driver(service, &known);
	}
	if (!*out) {
		dev_err(node->dev, "wdm: its filter driver %s can't be loaded\n", service);
		return STATUS_DRIVER_UNABLE_TO_LOAD;
	}
	if (!(*out)->obj.DriverExtension->AddDevice) {
		dev_err(node->dev, "wdm: its filter driver %s has no AddDevice routine\n",
			service);
		wdm_driver_put(*out);
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	return STATUS_SUCCESS;
}

/**
 * wdm_filters_load - find the filter drivers of a device, and load those that aren't there
 * @node: a new devnode with its function driver, if any
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 * Return: STATUS_SUCCESS; STATUS_DRIVER_UNABLE_TO_LOAD: one can't be loaded;
 *	STATUS_INVALID_DEVICE_REQUEST: one is no PnP driver;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_filters_load(struct wdm_devnode *node)
{
	u32 now = atomic_read(&changes);
	struct names *names;
	NTSTATUS status;
	u32 i;

	lockdep_assert_held(&node->lock);
	names = kzalloc(sizeof(*names), GFP_KERNEL);
	if (!names)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = read_names(node, names);
	if (NT_SUCCESS(status) && names->count) {
		node->filters = kcalloc(names->count, sizeof(*node->filters), GFP_KERNEL);
		if (!node->filters)
			status = STATUS_INSUFFICIENT_RESOURCES;
	}
	for (i = 0; i < names->count && NT_SUCCESS(status); i++) {
		status = find_filter(node, names->service[i], &node->filters[i].driver);
		if (NT_SUCCESS(status)) {
			node->filters[i].upper = names->upper[i];
			node->nr_filters++;
		}
	}
	free_names(names);
	if (status == STATUS_DRIVER_UNABLE_TO_LOAD && node->driver)
		WRITE_ONCE(node->driver->waits, now);
	if (!NT_SUCCESS(status))
		wdm_filters_release(node);
	return status;
}

/**
 * wdm_filters_release - the stack is gone: the modules of its filters may go
 * @node: a devnode with nothing above its PDO
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 */
void wdm_filters_release(struct wdm_devnode *node)
{
	u32 i;

	for (i = 0; i < node->nr_filters; i++)
		if (node->filters[i].driver != node->driver)
			wdm_driver_put(node->filters[i].driver);
	kfree(node->filters);
	node->filters = NULL;
	node->nr_filters = 0;
}

/* The first driver behind number @last that waits since before @now; module referenced. */
static struct wdm_driver *next_waiting(u64 last, u32 now)
{
	struct wdm_driver *driver, *found = NULL;

	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all) {
		if (driver->id > last && driver->started && READ_ONCE(driver->waits) &&
		    READ_ONCE(driver->waits) != now && wdm_driver_get(driver)) {
			found = driver;
			break;
		}
	}
	mutex_unlock(&wdm_registry_lock);
	return found;
}

static void retry(struct work_struct *work)
{
	u32 now = atomic_read(&changes);
	struct wdm_driver *driver;
	u64 last = 0;

	while ((driver = next_waiting(last, now))) {
		last = driver->id;
		WRITE_ONCE(driver->waits, 0);
		wdm_pci_driver_retry(driver);
		wdm_bus_driver_retry(driver);
		wdm_driver_put(driver);
	}
}

static DECLARE_WORK(retry_work, retry);

/**
 * wdm_filters_retry - start devices that lacked a filter
 * @started: a driver that has just started, whose own devices were just tried; NULL:
 *	a list of filters was changed
 *
 * In a work item: the driver's load may be what the start of a device waits for.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_filters_retry(struct wdm_driver *started)
{
	u32 now = atomic_inc_return(&changes);

	if (started && started->waits == now - 1)
		WRITE_ONCE(started->waits, now);
	queue_work(wdm_pnp_wq, &retry_work);
}

static bool is_class(const WCHAR *where)
{
	return where[0] == '{' && wdm_wcslen(where) == GUID_CHARS && where[GUID_CHARS - 1] == '}';
}

/* The key of a device, which has to be there, or of a class. */
static NTSTATUS open_where(const WCHAR *where, struct wdm_cm_key **key)
{
	size_t units = wdm_wcslen(where);
	bool class = is_class(where);
	NTSTATUS status;
	WCHAR *path;

	if (class) {
		path = wdm_class_path(where);
	} else {
		path = kcalloc(ARRAY_SIZE(ENUM) + units, sizeof(WCHAR), GFP_KERNEL);
		if (path) {
			memcpy(path, ENUM, sizeof(ENUM) - sizeof(WCHAR));
			memcpy(path + ARRAY_SIZE(ENUM) - 1, where, units * sizeof(WCHAR));
		}
	}
	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_cm_open(path, class ? WDM_CM_CREATE_PATH : WDM_CM_OPEN, key);
	kfree(path);
	return status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_NO_SUCH_DEVICE : status;
}

/**
 * wdm_filter_change - a user adds a filter, or takes it away
 * @where: instance path of a device, or GUID of a class
 * @upper: the list that is meant
 * @service: the filter's service
 * @add: add it at the end; FALSE: remove it
 *
 * It takes effect when the stack is built the next time.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NO_SUCH_DEVICE; STATUS_OBJECT_NAME_NOT_FOUND if it isn't
 *	there to be removed; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_filter_change(const WCHAR *where, bool upper, const WCHAR *service, bool add)
{
	UNICODE_STRING name, string;
	struct wdm_cm_key *key;
	NTSTATUS status;

	status = open_where(where, &key);
	if (!NT_SUCCESS(status))
		return status;
	RtlInitUnicodeString(&name, upper ? UPPER : LOWER);
	RtlInitUnicodeString(&string, service);
	mutex_lock(&wdm_cm_lock);
	status = (add ? wdm_cm_list_add : wdm_cm_list_remove)(key, &name, &string);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	if (NT_SUCCESS(status))
		wdm_filters_retry(NULL);
	return status;
}
WDM_EXPORT(wdm_filter_change);

/* The @index-th string of a list, or NULL with *@index reduced by its length. */
static const WCHAR *nth_string(struct wdm_cm_key *key, const WCHAR *list, u32 *index,
			       u32 *bytes)
{
	struct wdm_cm_value *value;
	UNICODE_STRING string;
	u32 at = 0;

	RtlInitUnicodeString(&string, list);
	value = wdm_cm_find_value(key, &string);
	while (value) {
		at = wdm_cm_list_next(value, at, &string);
		if (!string.Length)
			break;
		if (!(*index)--) {
			*bytes = string.Length;
			return string.Buffer;
		}
	}
	return NULL;
}

/**
 * wdm_filter_list - a filter of a device or class
 * @where: instance path of a device, or GUID of a class
 * @index: which of its own filters, lower ones first
 * @upper: returns the list that it is on
 * @service: returns its name, to be kfree()d
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NO_MORE_ENTRIES; STATUS_NO_SUCH_DEVICE;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_filter_list(const WCHAR *where, u32 index, bool *upper, WCHAR **service)
{
	struct wdm_cm_key *key;
	const WCHAR *found;
	NTSTATUS status;
	u32 bytes = 0;

	*service = NULL;
	status = open_where(where, &key);
	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	*upper = false;
	found = nth_string(key, LOWER, &index, &bytes);
	if (!found) {
		*upper = true;
		found = nth_string(key, UPPER, &index, &bytes);
	}
	status = STATUS_NO_MORE_ENTRIES;
	if (found) {
		*service = kzalloc(bytes + sizeof(WCHAR), GFP_KERNEL);
		if (*service)
			memcpy(*service, found, bytes);
		status = *service ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
	}
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(wdm_filter_list);
