// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: address spaces of devices behind an IOMMU, by Linux's IOMMU API.
 *
 * A domain is a page table of the IOMMU. A device that is attached to one sees what is
 * mapped there, and nothing else: neither what the DMA adapters of its driver map.
 */
#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <ntddk.h>

#include "call.h"
#include "compat.h"
#include "hal.h"
#include "pe.h"
#include "pe_thunk.h"
#include "pnp.h"
#include "rtl.h"

#define PERMISSION_READ		0x1
#define PERMISSION_WRITE	0x2

/**
 * struct _IOMMU_DMA_DOMAIN - a domain
 * @table: the page table, as Linux has it
 * @lock: held while mappings change
 * @attached: attachments; attach_lock
 */
struct _IOMMU_DMA_DOMAIN {
	struct iommu_domain *table;
	struct mutex lock;	/* see above */
	struct list_head attached;
};

/**
 * struct attachment - a device in a domain
 * @link: in the domain's list
 * @all: in the list of all
 * @domain: the domain
 * @node: the device, referenced
 */
struct attachment {
	struct list_head link;
	struct list_head all;
	PIOMMU_DMA_DOMAIN domain;
	struct wdm_devnode *node;
};

static DEFINE_MUTEX(attach_lock);
static LIST_HEAD(attachments);

static int is_mapped(struct device *dev, const void *unused)
{
	return device_iommu_mapped(dev);
}

/* A device behind an IOMMU, referenced; NULL: there is none. */
static struct device *find_device(void)
{
	return bus_find_device(&pci_bus_type, NULL, NULL, is_mapped);
}

static NTSTATUS NTAPI create_domain(BOOLEAN OsManagedPageTable, PIOMMU_DMA_DOMAIN *DomainOut)
{
	PIOMMU_DMA_DOMAIN domain;
	struct device *dev;
	int ret = -ENODEV;

	/* No driver's page tables go into Linux's IOMMUs. */
	if (!OsManagedPageTable)
		return STATUS_NOT_SUPPORTED;
	domain = kzalloc(sizeof(*domain), GFP_KERNEL);
	if (!domain)
		return STATUS_INSUFFICIENT_RESOURCES;
	mutex_init(&domain->lock);
	INIT_LIST_HEAD(&domain->attached);
	dev = find_device();
	if (dev) {
		domain->table = wdm_iommu_domain_alloc(dev);
		ret = PTR_ERR_OR_ZERO(domain->table);
	}
	put_device(dev);
	if (ret) {
		kfree(domain);
		return ret == -ENODEV ? STATUS_NOT_SUPPORTED : wdm_errno_to_status(ret);
	}
	*DomainOut = domain;
	return STATUS_SUCCESS;
}

static NTSTATUS NTAPI delete_domain(PIOMMU_DMA_DOMAIN Domain)
{
	bool is_used;

	mutex_lock(&attach_lock);
	is_used = !list_empty(&Domain->attached);
	mutex_unlock(&attach_lock);
	if (is_used)
		return STATUS_DEVICE_BUSY;
	iommu_domain_free(Domain->table);
	kfree(Domain);
	return STATUS_SUCCESS;
}

static struct attachment *find_attachment(const struct wdm_devnode *node)
{
	struct attachment *a;

	lockdep_assert_held(&attach_lock);
	list_for_each_entry(a, &attachments, all)
		if (a->node == node)
			return a;
	return NULL;
}

/* Takes over the reference to @node if it succeeds. */
static NTSTATUS attach_node(PIOMMU_DMA_DOMAIN domain, struct wdm_devnode *node)
{
	struct attachment *a = kzalloc(sizeof(*a), GFP_KERNEL);
	int ret;

	if (!a)
		return STATUS_INSUFFICIENT_RESOURCES;
	a->domain = domain;
	a->node = node;
	mutex_lock(&attach_lock);
	ret = find_attachment(node) ? -EBUSY : iommu_attach_device(domain->table, node->dev);
	if (!ret) {
		list_add(&a->link, &domain->attached);
		list_add(&a->all, &attachments);
	}
	mutex_unlock(&attach_lock);
	if (ret)
		kfree(a);
	return wdm_errno_to_status(ret);
}

static void detach(struct attachment *a)
{
	lockdep_assert_held(&attach_lock);
	iommu_detach_device(a->domain->table, a->node->dev);
	list_del(&a->link);
	list_del(&a->all);
	wdm_devnode_put(a->node);
	kfree(a);
}

static NTSTATUS NTAPI attach_device(PIOMMU_DMA_DOMAIN Domain, PDEVICE_OBJECT PhysicalDeviceObject,
				    ULONG InputMappingIdBase, ULONG MappingCount)
{
	struct wdm_devnode *node;
	NTSTATUS status = STATUS_NOT_SUPPORTED;

	/* Streams of a device are Arm's. */
	if (InputMappingIdBase)
		return STATUS_INVALID_PARAMETER_3;
	if (MappingCount != 1)
		return STATUS_INVALID_PARAMETER_4;
	node = wdm_devnode_of_pdo(PhysicalDeviceObject);
	if (!node)
		return STATUS_INVALID_PARAMETER_2;
	if (node->hardware && device_iommu_mapped(node->dev))
		status = attach_node(Domain, node);
	if (!NT_SUCCESS(status))
		wdm_devnode_put(node);
	return status;
}

static NTSTATUS NTAPI detach_device(PIOMMU_DMA_DOMAIN Domain, PDEVICE_OBJECT PhysicalDeviceObject,
				    ULONG InputMappingId)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);
	struct attachment *a;
	bool found;

	if (!node)
		return STATUS_INVALID_PARAMETER_2;
	mutex_lock(&attach_lock);
	a = find_attachment(node);
	found = a && a->domain == Domain && !InputMappingId;
	if (found)
		detach(a);
	mutex_unlock(&attach_lock);
	wdm_devnode_put(node);
	return found ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

void wdm_iommu_release(struct wdm_devnode *node)
{
	struct attachment *a;

	mutex_lock(&attach_lock);
	a = find_attachment(node);
	if (a)
		detach(a);
	mutex_unlock(&attach_lock);
}

/* FALSE: the bits of @permissions are no permissions. */
static bool get_prot(u32 permissions, int *prot)
{
	*prot = (permissions & PERMISSION_READ ? IOMMU_READ : 0) |
		(permissions & PERMISSION_WRITE ? IOMMU_WRITE : 0);
	return permissions && !(permissions & ~(PERMISSION_READ | PERMISSION_WRITE));
}

static u32 pages_of(PMDL mdl)
{
	return ADDRESS_AND_SIZE_TO_SPAN_PAGES(MmGetMdlVirtualAddress(mdl), MmGetMdlByteCount(mdl));
}

/* What a page of an MDL is mapped at: itself, or its place in the range at @base. */
static u64 place_of(PMDL mdl, u32 i, const u64 *base)
{
	return base ? *base + ((u64)i << PAGE_SHIFT) : (u64)MmGetMdlPfnArray(mdl)[i] << PAGE_SHIFT;
}

static void unmap_pages(PIOMMU_DMA_DOMAIN domain, PMDL mdl, u32 pages, const u64 *base)
{
	u32 i;

	for (i = 0; i < pages; i++)
		iommu_unmap(domain->table, place_of(mdl, i, base), PAGE_SIZE);
}

/* All pages of the MDL, or none. @base: where; NULL: at their own addresses */
static NTSTATUS map_mdl(PIOMMU_DMA_DOMAIN domain, PMDL mdl, int prot, const u64 *base)
{
	u32 i, pages = pages_of(mdl);
	int ret = 0;

	mutex_lock(&domain->lock);
	for (i = 0; i < pages; i++) {
		u64 at = place_of(mdl, i, base);

		ret = iommu_iova_to_phys(domain->table, at) ? -EEXIST :
		      wdm_iommu_map(domain->table, at,
				    (phys_addr_t)MmGetMdlPfnArray(mdl)[i] << PAGE_SHIFT, PAGE_SIZE,
				    prot);
		if (ret)
			break;
	}
	if (ret)
		unmap_pages(domain, mdl, i, base);
	mutex_unlock(&domain->lock);
	return ret == -EEXIST ? STATUS_CONFLICTING_ADDRESSES : wdm_errno_to_status(ret);
}

static NTSTATUS NTAPI map_logical_range(PIOMMU_DMA_DOMAIN Domain, ULONG Permissions, PMDL Mdl,
					ULONGLONG LogicalAddress)
{
	u64 base = LogicalAddress;
	int prot;

	if (!get_prot(Permissions, &prot))
		return STATUS_INVALID_PARAMETER_2;
	if (MmGetMdlByteOffset(Mdl) || MmGetMdlByteCount(Mdl) % PAGE_SIZE)
		return STATUS_INVALID_PARAMETER_3;
	if (LogicalAddress % PAGE_SIZE)
		return STATUS_INVALID_PARAMETER_4;
	return map_mdl(Domain, Mdl, prot, &base);
}

static NTSTATUS NTAPI unmap_logical_range(PIOMMU_DMA_DOMAIN Domain, ULONGLONG LogicalAddress,
					  ULONGLONG NumberOfPages)
{
	bool is_mapped = true;
	u64 i;

	if (LogicalAddress % PAGE_SIZE)
		return STATUS_INVALID_PARAMETER_2;
	mutex_lock(&Domain->lock);
	for (i = 0; i < NumberOfPages && is_mapped; i++)
		is_mapped = iommu_iova_to_phys(Domain->table, LogicalAddress + (i << PAGE_SHIFT));
	for (i = 0; i < NumberOfPages && is_mapped; i++)
		iommu_unmap(Domain->table, LogicalAddress + (i << PAGE_SHIFT), PAGE_SIZE);
	mutex_unlock(&Domain->lock);
	return is_mapped ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER_2;
}

static NTSTATUS NTAPI map_identity_range(PIOMMU_DMA_DOMAIN Domain, ULONG Permissions, PMDL Mdl)
{
	int prot;

	if (!get_prot(Permissions, &prot))
		return STATUS_INVALID_PARAMETER_2;
	return map_mdl(Domain, Mdl, prot, NULL);
}

static NTSTATUS NTAPI unmap_identity_range(PIOMMU_DMA_DOMAIN Domain, PMDL Mdl)
{
	u32 i, pages = pages_of(Mdl);
	bool is_mapped = true;

	mutex_lock(&Domain->lock);
	for (i = 0; i < pages && is_mapped; i++)
		is_mapped = iommu_iova_to_phys(Domain->table, place_of(Mdl, i, NULL)) ==
			    place_of(Mdl, i, NULL);
	if (is_mapped)
		unmap_pages(Domain, Mdl, pages, NULL);
	mutex_unlock(&Domain->lock);
	return is_mapped ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER_2;
}

/* For page tables of the caller's own, which no domain has. */

static NTSTATUS NTAPI flush_domain(PIOMMU_DMA_DOMAIN Domain)
{
	return STATUS_INVALID_PARAMETER_1;
}

static NTSTATUS NTAPI flush_domain_by_va_list(PIOMMU_DMA_DOMAIN Domain, BOOLEAN LastLevel,
					      ULONG Number, PVOID VaList)
{
	return STATUS_INVALID_PARAMETER_1;
}

static NTSTATUS NTAPI configure_domain(PIOMMU_DMA_DOMAIN Domain,
				       PDOMAIN_CONFIGURATION Configuration)
{
	return STATUS_INVALID_PARAMETER_1;
}

/* A device has one stream, the one that it is attached by. */
static NTSTATUS NTAPI query_input_mappings(PDEVICE_OBJECT PhysicalDeviceObject,
					   PINPUT_MAPPING_ELEMENT Buffer, ULONG BufferLength,
					   PULONG ReturnLength)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);

	if (!node)
		return STATUS_INVALID_PARAMETER_1;
	wdm_devnode_put(node);
	*ReturnLength = sizeof(*Buffer);
	if (BufferLength < sizeof(*Buffer))
		return STATUS_BUFFER_TOO_SMALL;
	Buffer->InputMappingId = 0;
	return STATUS_SUCCESS;
}

/* Linux tells drivers nothing of faults; they are in its log. */
static NTSTATUS NTAPI set_device_fault_reporting(PDEVICE_OBJECT PhysicalDeviceObject,
						 ULONG InputMappingIdBase, BOOLEAN Enable,
						 PDEVICE_FAULT_CONFIGURATION FaultConfig)
{
	return STATUS_NOT_IMPLEMENTED;
}

const DMA_IOMMU_INTERFACE wdm_iommu_interface = {
	.Version = DMA_IOMMU_INTERFACE_VERSION_1,
	.CreateDomain = create_domain,
	.DeleteDomain = delete_domain,
	.AttachDevice = attach_device,
	.DetachDevice = detach_device,
	.FlushDomain = flush_domain,
	.FlushDomainByVaList = flush_domain_by_va_list,
	.QueryInputMappings = query_input_mappings,
	.MapLogicalRange = map_logical_range,
	.UnmapLogicalRange = unmap_logical_range,
	.MapIdentityRange = map_identity_range,
	.UnmapIdentityRange = unmap_identity_range,
	.SetDeviceFaultReporting = set_device_fault_reporting,
	.ConfigureDomain = configure_domain,
};

/**
 * IoGetIommuInterface - the routines for address spaces of devices
 * @Version: DMA_IOMMU_INTERFACE_VERSION_1
 * @InterfaceOut: gets the routines. All are for PASSIVE_LEVEL.
 *
 * CreateDomain makes an empty domain, AttachDevice puts a device into it, MapLogicalRange
 * and MapIdentityRange show it the pages of an MDL. A device that is taken away while it
 * is attached is detached; DeleteDomain waits for nobody: a domain with devices in it is
 * STATUS_DEVICE_BUSY.
 *
 * Partial: domains whose page tables are the caller's own, and reports of faults; several
 * IOMMUs of different kinds in one machine, where only devices of one of them can be
 * attached.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED for another version, and if the machine has
 * no IOMMU that Linux uses.
 * Reference: "IoGetIommuInterface function (wdm.h)"
 */
NTSTATUS NTAPI IoGetIommuInterface(ULONG Version, PDMA_IOMMU_INTERFACE InterfaceOut)
{
	struct device *dev = find_device();
	bool is_there = dev;

	put_device(dev);
	if (Version != DMA_IOMMU_INTERFACE_VERSION_1 || !is_there)
		return STATUS_NOT_SUPPORTED;
	*InterfaceOut = wdm_iommu_interface;
	if (WDM_CALLED_BY_IMAGE()) {
		*InterfaceOut = wdm_iommu_interface_entries;
		InterfaceOut->Version = DMA_IOMMU_INTERFACE_VERSION_1;
		wdm_gate_table(InterfaceOut, sizeof(*InterfaceOut));
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetIommuInterface);
