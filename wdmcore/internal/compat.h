/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one file that knows how kernel releases differ. compat-probe.sh compiles a
 * snippet for each difference and writes the answers to compat_probes.h.
 */
#ifndef _WDM_INTERNAL_COMPAT_H
#define _WDM_INTERNAL_COMPAT_H

#include <linux/export.h>
#include <linux/preempt.h>

#include "compat_probes.h"

/*
 * BH disabled stands for DISPATCH_LEVEL. On PREEMPT_RT such a section can be
 * preempted and softirqs are threads: every promise about IRQLs would be void.
 */
#ifdef CONFIG_PREEMPT_RT
#error "wdmcore can't serve PREEMPT_RT kernels: DISPATCH_LEVEL would be preemptible there"
#endif

/* Names that drivers import. The namespace keeps them out of everybody's way. */
#ifdef WDM_HAVE_IDENTIFIER_NAMESPACE
#define WDM_EXPORT(sym)		EXPORT_SYMBOL_NS_GPL(sym, WDM)
#define WDM_IMPORT_NAMESPACE	MODULE_IMPORT_NS(WDM)
#define WDM_IMPORT_EFIVAR	MODULE_IMPORT_NS(EFIVAR)
#else
#define WDM_EXPORT(sym)		EXPORT_SYMBOL_NS_GPL(sym, "WDM")
#define WDM_IMPORT_NAMESPACE	MODULE_IMPORT_NS("WDM")
#define WDM_IMPORT_EFIVAR	MODULE_IMPORT_NS("EFIVAR")
#endif

#ifdef WDM_HAVE_CLASS_CREATE_1
#define wdm_class_create(name)	class_create(name)
#else
#define wdm_class_create(name)	class_create(THIS_MODULE, name)
#endif

/* What match() of a bus_type gets. */
#ifdef WDM_HAVE_MATCH_CONST
#define wdm_const_driver	const struct device_driver
#else
#define wdm_const_driver	struct device_driver
#endif

/* Where a module's code is: its address; its length in *@size. For linux/module.h */
#ifdef WDM_HAVE_MODULE_MEM
#define wdm_module_text(m, length) \
	(*(length) = (m)->mem[MOD_TEXT].size, (const void *)(m)->mem[MOD_TEXT].base)
#else
#define wdm_module_text(m, length) \
	(*(length) = (m)->core_layout.text_size, (const void *)(m)->core_layout.base)
#endif

/* A domain that the device @dev can be attached to, or ERR_PTR(). For linux/iommu.h */
#ifdef WDM_HAVE_IOMMU_PAGING_DOMAIN_ALLOC
#define wdm_iommu_domain_alloc(dev)	iommu_paging_domain_alloc(dev)
#else
#define wdm_iommu_domain_alloc(dev)	(iommu_domain_alloc((dev)->bus) ?: ERR_PTR(-ENOMEM))
#endif

#ifdef WDM_HAVE_IOMMU_MAP_GFP
#define wdm_iommu_map(domain, iova, paddr, size, prot) \
	iommu_map(domain, iova, paddr, size, prot, GFP_KERNEL)
#else
#define wdm_iommu_map(domain, iova, paddr, size, prot) \
	iommu_map(domain, iova, paddr, size, prot)
#endif

/* The id mapping of the mount that a file was opened through. For linux/fs.h */
#ifdef WDM_HAVE_FILE_MNT_IDMAP
#define wdm_file_idmap(filp)	file_mnt_idmap(filp)
#else
#define wdm_file_idmap(filp)	file_mnt_user_ns(filp)
#endif

/* Both id mappings of a struct renamedata. For linux/fs.h */
#ifdef WDM_HAVE_FILE_MNT_IDMAP
#define wdm_rename_idmap(data, idmap) \
	((data)->new_mnt_idmap = (data)->old_mnt_idmap = (idmap))
#else
#define wdm_rename_idmap(data, idmap) \
	((data)->new_mnt_userns = (data)->old_mnt_userns = (idmap))
#endif

#ifdef WDM_HAVE_EVENTFD_SIGNAL_1
#define wdm_eventfd_signal(ctx)	eventfd_signal(ctx)
#else
#define wdm_eventfd_signal(ctx)	eventfd_signal(ctx, 1)
#endif

#ifdef WDM_HAVE_PIN_USER_PAGES_REMOTE_6
#define wdm_pin_user_pages_remote(mm, start, count, gup, pages)	\
	pin_user_pages_remote(mm, start, count, gup, pages, NULL)
#else
#define wdm_pin_user_pages_remote(mm, start, count, gup, pages)	\
	pin_user_pages_remote(mm, start, count, gup, pages, NULL, NULL)
#endif

#ifdef WDM_HAVE_HRTIMER_SETUP
#define wdm_hrtimer_setup(timer, function, clock, mode)	\
	hrtimer_setup(timer, function, clock, mode)
#else
#define wdm_hrtimer_setup(timer, callback, clock, mode)	\
	do {							\
		hrtimer_init(timer, clock, mode);		\
		(timer)->function = (callback);			\
	} while (0)
#endif

/* 6.4 (f9010dbdce91): threads that the kernel makes in a process for itself. */
#ifdef PF_USER_WORKER
#define WDM_PF_USER_WORKER	PF_USER_WORKER
#else
#define WDM_PF_USER_WORKER	0
#endif

/* A kernel without power supplies has no stand-ins for these. For linux/power_supply.h */
#if IS_ENABLED(CONFIG_POWER_SUPPLY)
#define wdm_power_supply_watch(block)		power_supply_reg_notifier(block)
#define wdm_power_supply_unwatch(block)		power_supply_unreg_notifier(block)
#else
#define wdm_power_supply_watch(block)		((void)(block), 0)
#define wdm_power_supply_unwatch(block)		((void)(block))
#endif

#endif /* _WDM_INTERNAL_COMPAT_H */
