/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the generated module around a WDM driver tells wdmcore about it.
 *
 * The build makes one C file per driver from its INF: a constant description in
 * these structures, and a module_init and module_exit that hand it over. It is
 * the only file of a driver's module that sees Linux headers, and it sees none
 * of the DDK: the two worlds meet in wdmcore alone. So NTSTATUS is s32 here.
 */
#ifndef _WDM_MODULE_H
#define _WDM_MODULE_H

#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/types.h>

/*
 * What MODULE_IMPORT_NS() of every release comes to: its argument has been a name and
 * a string, and a driver is built without wdmcore's probes.
 */
#define WDM_MODULE_IMPORT_NS	MODULE_INFO(import_ns, "WDM")

struct _DRIVER_OBJECT;
struct wdm_image;
struct _UNICODE_STRING;

/* Which key an AddReg line is relative to. */
enum wdm_inf_root {
	WDM_INF_ROOT_HARDWARE,	/* HKR of a DDInstall.HW section: the device's key */
	WDM_INF_ROOT_SERVICE,	/* HKR of a service-install section */
	WDM_INF_ROOT_MACHINE,	/* HKLM */
	WDM_INF_ROOT_SOFTWARE,	/* HKR of a DDInstall section: the driver key */
	WDM_INF_ROOT_DEVICE,	/* HKR of a DDInstall.HW section, and a special name, as
				 * UpperFilters: the key of the device itself
				 */
};

/**
 * struct wdm_inf_value - one AddReg line
 * @root: one of enum wdm_inf_root
 * @subkey: path below the root, backslashes between the keys, "" for none
 * @name: the value's name, "" for the default value; NULL if the line only
 *	makes the key (FLG_ADDREG_KEYONLY)
 * @type: REG_SZ (1), REG_DWORD (4) and so on
 * @data: as the registry keeps it: strings in UTF-16 with their NUL, numbers
 *	in little-endian order; NULL if there is none
 * @len: bytes at @data
 * @append: the strings of @data are added to those of a value that is there
 *	(FLG_ADDREG_APPEND)
 */
struct wdm_inf_value {
	u8 root;
	const u16 *subkey;
	const u16 *name;
	u32 type;
	const void *data;
	u32 len;
	bool append;
};

/**
 * struct wdm_inf_id - a device the driver is for: one id of a models line
 * @hardware_id: "PCI\VEN_1234&DEV_11E8", "ROOT\Foo" ..., as the INF spells it
 * @description: the device's description
 * @hw_values: the values of the DDInstall and DDInstall.HW sections
 * @nr_hw_values: how many
 */
struct wdm_inf_id {
	const u16 *hardware_id;
	const u16 *description;
	const struct wdm_inf_value *hw_values;
	u32 nr_hw_values;
};

/**
 * struct wdm_module - a driver, as its INF and its build describe it
 * @service: the service's name, ASCII
 * @owner: the module; wdmcore for an image
 * @image: wdmcore's own: the image (.sys) that the driver is, or NULL
 * @driver_entry: the driver's DriverEntry; returns an NTSTATUS
 * @pci_ids: table for the PCI bus, NULL if there are no PCI ids. Closer matches
 *	come first. @pci_ids[].driver_data is an index into @ids. A row can't hold
 *	a revision or DEVTYPE: whoever binds compares with @ids[].hardware_id
 *	and goes on in @ids where that says no.
 * @ids: all ids, in the order of the INF
 * @nr_ids: how many
 * @filter_ids: devices that the driver is a filter of, and what its INF puts into
 *	their keys, as an extension INF does
 * @nr_filter_ids: how many
 * @service_values: values of the service's key
 * @nr_service_values: how many
 * @class_name: [Version] Class, or NULL
 * @class_guid: [Version] ClassGuid with braces, or NULL
 * @provider: [Version] Provider, or NULL
 * @driver_ver: [Version] DriverVer, "mm/dd/yyyy,w.x.y.z", or NULL
 * @mfg: the manufacturer's name, or NULL
 * @start_type: StartType of the service; 3 (on demand) without an INF
 * @priv: wdmcore's own
 */
struct wdm_module {
	const char *service;
	struct module *owner;
	struct wdm_image *image;
	s32 (*driver_entry)(struct _DRIVER_OBJECT *driver,
			    struct _UNICODE_STRING *registry_path);
	const struct pci_device_id *pci_ids;
	const struct wdm_inf_id *ids;
	u32 nr_ids;
	const struct wdm_inf_id *filter_ids;
	u32 nr_filter_ids;
	const struct wdm_inf_value *service_values;
	u32 nr_service_values;
	const u16 *class_name;
	const u16 *class_guid;
	const u16 *provider;
	const u16 *driver_ver;
	const u16 *mfg;
	u32 start_type;
	void *priv;
};

/* Calls DriverEntry, then binds the devices that are there. 0 or -errno. */
int wdm_module_load(struct wdm_module *m);

/* Removes the devices and calls Unload. */
void wdm_module_unload(struct wdm_module *m);

#endif /* _WDM_MODULE_H */
