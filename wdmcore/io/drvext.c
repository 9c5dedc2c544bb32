// SPDX-License-Identifier: GPL-2.0
/* Io: driver object extensions, per-driver memory that is found by an address. */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "ke.h"

/* Protects the lists of all drivers: both routines are rare and short. */
static DEFINE_SPINLOCK(extensions_lock);

/**
 * struct driver_extension - one of them
 * @list: link in the driver's list
 * @client: the address that identifies it
 * @data: the memory
 */
struct driver_extension {
	struct list_head list;
	void *client;
	u8 data[] __aligned(16);
};

static struct driver_extension *find_extension(struct wdm_driver *driver, void *client)
{
	struct driver_extension *extension;

	lockdep_assert_held(&extensions_lock);
	list_for_each_entry(extension, &driver->extensions, list)
		if (extension->client == client)
			return extension;
	return NULL;
}

/**
 * IoAllocateDriverObjectExtension() - memory that belongs to a driver object
 * @DriverObject: the driver object
 * @ClientIdentificationAddress: what it is found by; unique per driver
 * @DriverObjectExtensionSize: bytes; zeroed
 * @DriverObjectExtension: returns the memory, NULL on failure
 *
 * Freed with the driver object.
 * Reference page: "IoAllocateDriverObjectExtension function (wdm.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI IoAllocateDriverObjectExtension(PDRIVER_OBJECT DriverObject,
					       PVOID ClientIdentificationAddress,
					       ULONG DriverObjectExtensionSize,
					       PVOID *DriverObjectExtension)
{
	struct wdm_driver *driver = wdm_driver(DriverObject);
	struct driver_extension *extension;
	unsigned long flags;

	*DriverObjectExtension = NULL;
	extension = kzalloc(struct_size(extension, data, DriverObjectExtensionSize),
			    wdm_irql_gfp() | __GFP_NOWARN);
	if (!extension)
		return STATUS_INSUFFICIENT_RESOURCES;
	extension->client = ClientIdentificationAddress;
	spin_lock_irqsave(&extensions_lock, flags);
	if (find_extension(driver, ClientIdentificationAddress)) {
		spin_unlock_irqrestore(&extensions_lock, flags);
		kfree(extension);
		return STATUS_OBJECT_NAME_COLLISION;
	}
	list_add(&extension->list, &driver->extensions);
	spin_unlock_irqrestore(&extensions_lock, flags);
	*DriverObjectExtension = extension->data;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoAllocateDriverObjectExtension);

/**
 * IoGetDriverObjectExtension() - finds memory that was allocated before
 * @DriverObject: the driver object
 * @ClientIdentificationAddress: what it was allocated with
 *
 * Reference page: "IoGetDriverObjectExtension function (wdm.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the memory, or NULL
 */
PVOID NTAPI IoGetDriverObjectExtension(PDRIVER_OBJECT DriverObject,
				       PVOID ClientIdentificationAddress)
{
	struct driver_extension *extension;
	unsigned long flags;

	spin_lock_irqsave(&extensions_lock, flags);
	extension = find_extension(wdm_driver(DriverObject), ClientIdentificationAddress);
	spin_unlock_irqrestore(&extensions_lock, flags);
	return extension ? extension->data : NULL;
}
WDM_EXPORT(IoGetDriverObjectExtension);

void wdm_driver_free_extensions(struct wdm_driver *driver)
{
	struct driver_extension *extension, *next;

	list_for_each_entry_safe(extension, next, &driver->extensions, list)
		kfree(extension);
	INIT_LIST_HEAD(&driver->extensions);
}
