// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: Linux's side of a PCI device.
 *
 * The devnode owns what a Linux driver would: the enabled device, its regions, its
 * interrupt vectors. The WDM driver gets them as resources at START_DEVICE.
 * Whether messages or the line interrupt is decided here, before, by what the INF
 * asks for, as Windows does.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "hal.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"
#include "rtl.h"

/* What one driver registered. */
struct wdm_pci_driver {
	struct pci_driver linux_driver;
	struct wdm_driver *driver;
};

/** wdm_pci_identify - what the identification strings are made of */
void wdm_pci_identify(struct pci_dev *pdev, struct wdm_pci_identity *identity)
{
	*identity = (struct wdm_pci_identity) {
		.vendor = pdev->vendor,
		.device = pdev->device,
		.subsystem_vendor = pdev->subsystem_vendor,
		.subsystem_device = pdev->subsystem_device,
		.revision = pdev->revision,
		.base_class = pdev->class >> 16,
		.sub_class = pdev->class >> 8,
		.prog_if = pdev->class,
		.domain = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
	};
}

/**
 * wdm_pci_match - the line of the INF that fits a device best
 * @m: the driver
 * @pdev: the device
 * @id: the row of the PCI table that Linux found
 *
 * Linux's table knows neither revisions nor the order in which Windows prefers
 * ids, so all lines of the INF compete here.
 *
 * Return: the line; NULL if none fits.
 */
const struct wdm_inf_id *wdm_pci_match(const struct wdm_module *m, struct pci_dev *pdev,
				       const struct pci_device_id *id)
{
	const struct wdm_inf_id *best = NULL;
	struct wdm_pci_identity identity;
	int rank, best_rank = INT_MAX;
	u32 i;

	wdm_pci_identify(pdev, &identity);
	for (i = 0; i < m->nr_ids; i++) {
		rank = wdm_id_rank(&identity, m->ids[i].hardware_id);
		if (rank >= 0 && rank < best_rank) {
			best_rank = rank;
			best = &m->ids[i];
		}
	}

	/* The user said by driver_override that it is this driver's device. */
	if (!best && id->vendor == (u32)PCI_ANY_ID && id->device == (u32)PCI_ANY_ID && m->nr_ids)
		best = &m->ids[0];
	return best;
}

static void set_affinity(u32 irq, KAFFINITY mask)
{
	if (mask)
		wdm_irq_set_affinity(irq, mask);
}

/* As many messages as the INF allows and Linux has; else the line. */
static void allocate_interrupts(struct wdm_devnode *node)
{
	struct wdm_pci_interrupt *interrupt = &node->resources.interrupt;
	struct pci_dev *pdev = node->pdev;
	u32 limit = wdm_msi_limit(node->inf_id);
	int i, count = 0;

	memset(interrupt, 0, sizeof(*interrupt));
	pci_read_config_byte(pdev, PCI_INTERRUPT_LINE, &interrupt->line);
	if (limit)
		count = pci_alloc_irq_vectors(pdev, 1, min_t(u32, limit, PCI_MSIX_FLAGS_QSIZE + 1),
					      PCI_IRQ_MSI | PCI_IRQ_MSIX);
	if (count > 0) {
		interrupt->irqs = kcalloc(count, sizeof(*interrupt->irqs), GFP_KERNEL);
		if (interrupt->irqs) {
			for (i = 0; i < count; i++) {
				interrupt->irqs[i] = pci_irq_vector(pdev, i);
				set_affinity(interrupt->irqs[i],
					     wdm_message_affinity(node->inf_id, i));
			}
			interrupt->irq = interrupt->irqs[0];
			interrupt->messages = count;
			interrupt->msix = pdev->msix_enabled;
			return;
		}
		pci_free_irq_vectors(pdev);
	}
	if (pdev->pin && pdev->irq)
		interrupt->irq = pdev->irq;
}

/**
 * wdm_pci_enable - take the device: enable it, claim its regions and interrupts
 * @node: its devnode
 *
 * Return: 0 or -errno.
 */
int wdm_pci_enable(struct wdm_devnode *node)
{
	struct pci_dev *pdev = node->pdev;
	unsigned long flags;
	int ret;

	ret = pci_enable_device(pdev);
	if (ret)
		return ret;
	ret = pci_request_regions(pdev, node->module->service);
	if (ret) {
		pci_disable_device(pdev);
		return ret;
	}
	wdm_resources_collect(pdev, &node->resources);
	allocate_interrupts(node);

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	node->hardware = true;
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return 0;
}

/**
 * wdm_pci_disable - give the device back to Linux
 * @node: its devnode; the driver may still have objects, but nothing of the
 *	hardware's
 */
void wdm_pci_disable(struct wdm_devnode *node)
{
	struct wdm_pci_interrupt *interrupt = &node->resources.interrupt;
	struct pci_dev *pdev = node->pdev;
	unsigned long flags;

	wdm_po_hardware_gone(node);
	spin_lock_irqsave(&wdm_pnp_lock, flags);
	node->hardware = false;
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);

	pci_clear_master(pdev);
	wdm_hal_release(node);
	if (interrupt->messages)
		pci_free_irq_vectors(pdev);
	kfree(interrupt->irqs);
	memset(interrupt, 0, sizeof(*interrupt));
	pci_release_regions(pdev);
	pci_disable_device(pdev);
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct wdm_pci_driver *wd = container_of(pdev->driver, struct wdm_pci_driver,
						 linux_driver);
	const struct wdm_inf_id *inf_id = wdm_pci_match(wd->driver->module, pdev, id);
	struct wdm_devnode *node;
	NTSTATUS status;
	int ret;

	if (!inf_id)
		return -ENODEV;
	node = wdm_devnode_create(wd->driver, pdev, inf_id);
	if (!node)
		return -ENOMEM;

	wdm_devnode_lock(node);
	ret = wdm_pci_enable(node);
	if (ret) {
		node->state = WDM_DEVNODE_REMOVED;
		wdm_devnode_release_pdo(node);
		goto out;
	}
	pci_set_drvdata(pdev, node);
	/* A driver hears of each sleep, also one whose device is in D3 already. */
	dev_pm_set_driver_flags(&pdev->dev, DPM_FLAG_NO_DIRECT_COMPLETE);
	status = wdm_pnp_start(node);
	if (!NT_SUCCESS(status)) {
		pci_err(pdev, "wdm: driver %s can't start the device (status 0x%08x)\n",
			node->module->service, status);
		wdm_pci_disable(node);
		pci_set_drvdata(pdev, NULL);
		ret = -EIO;
	}
out:
	wdm_devnode_unlock(node);
	if (ret)
		wdm_devnode_put(node);
	return ret;
}

static void remove(struct pci_dev *pdev)
{
	struct wdm_devnode *node = pci_get_drvdata(pdev);

	wdm_devnode_lock(node);
	node->leaving = true;
	wdm_pnp_remove(node);
	wdm_pci_disable(node);
	wdm_devnode_unlock(node);
	pci_set_drvdata(pdev, NULL);
	wdm_devnode_put(node);
}

static void shutdown(struct pci_dev *pdev)
{
	struct wdm_devnode *node = pci_get_drvdata(pdev);

	if (node)
		wdm_po_shutdown(node);
}

/**
 * wdm_pci_driver_register - bind a driver to its PCI devices
 * @driver: a driver with PCI ids
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, STATUS_UNSUCCESSFUL.
 */
NTSTATUS wdm_pci_driver_register(struct wdm_driver *driver)
{
	const struct wdm_module *m = driver->module;
	struct wdm_pci_driver *wd;
	int ret;

	wd = kzalloc(sizeof(*wd), GFP_KERNEL);
	if (!wd)
		return STATUS_INSUFFICIENT_RESOURCES;

	wd->driver = driver;
	wd->linux_driver.name = m->service;
	wd->linux_driver.id_table = m->pci_ids;
	wd->linux_driver.probe = probe;
	wd->linux_driver.remove = remove;
	wd->linux_driver.shutdown = shutdown;
	wd->linux_driver.driver.pm = &wdm_po_pm_ops;
	driver->pnp = wd;
	ret = __pci_register_driver(&wd->linux_driver, m->owner, m->service);
	if (ret) {
		pr_err("wdm: driver %s can't be registered for PCI (%d)\n", m->service, ret);
		driver->pnp = NULL;
		kfree(wd);
		return STATUS_UNSUCCESSFUL;
	}
	return STATUS_SUCCESS;
}

/** wdm_pci_driver_unregister - take all PCI devices from a driver */
void wdm_pci_driver_unregister(struct wdm_driver *driver)
{
	struct wdm_pci_driver *wd = driver->pnp;

	if (!wd)
		return;
	pci_unregister_driver(&wd->linux_driver);
	driver->pnp = NULL;
	kfree(wd);
}

/** wdm_pci_driver_retry - bind a driver to those of its PCI devices that have none */
void wdm_pci_driver_retry(struct wdm_driver *driver)
{
	struct wdm_pci_driver *wd = driver->pnp;

	if (wd && driver_attach(&wd->linux_driver.driver))
		pr_err("wdm: driver %s can't be bound again\n", driver->service);
}

static bool has_path(struct pci_dev *pdev, const WCHAR *path)
{
	struct wdm_pci_identity identity;
	WCHAR instance[WDM_MAX_ID_CHARS];
	bool same = false;
	PWSTR id;
	size_t n;

	wdm_pci_identify(pdev, &identity);
	wdm_id_instance(&identity, instance, ARRAY_SIZE(instance));
	id = wdm_id_device(&identity);
	if (!id)
		return false;
	n = wdm_wcslen(id);
	if (wdm_crt_wcsnicmp(path, id, n) == 0 && path[n] == '\\')
		same = wdm_crt_wcsnicmp(path + n + 1, instance, WDM_MAX_ID_CHARS) == 0;
	ExFreePool(id);
	return same;
}

/**
 * wdm_pci_find - a PCI device without a driver
 * @path: its instance path, in any letter case
 *
 * A device that couldn't be started has no devnode.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the device with a reference; NULL: none.
 */
struct pci_dev *wdm_pci_find(const WCHAR *path)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev)
		if (!READ_ONCE(pdev->dev.driver) && has_path(pdev, path))
			break;
	return pdev;
}
