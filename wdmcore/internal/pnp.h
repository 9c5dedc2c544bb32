/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pnp: devices as the PnP manager sees them.
 *
 * A device is a devnode, and at the bottom of its stack a physical device object
 * (PDO). There are three kinds:
 *
 *   PCI    made when a driver with PCI ids, which becomes a pci_driver, is bound to
 *          the device. The PDO is of wdmcore's own driver object \Driver\PCI, which
 *          answers as a PCI bus driver does.
 *   ROOT   made because a user said so; the PDO is of \Driver\PnpManager.
 *   CHILD  reported by a WDM bus driver, whose PDO it is.
 *
 * Devices of the last two kinds are on a Linux bus of wdmcore's own, "wdm", where
 * drivers are bound to them by their ids; they stay when their driver goes. A devnode
 * outlives the hardware: REMOVE_DEVICE goes to the stack only after the last handle
 * was closed.
 *
 * Life of a devnode, and the request that led there:
 *
 *   NEW        AddDevice is due or being called; without a driver, ROOT and CHILD
 *              stay here, and come back here when their driver leaves them
 *   STARTED    START_DEVICE succeeded
 *   SURPRISE   SURPRISE_REMOVAL was sent; handles may still be open
 *   REMOVED    REMOVE_DEVICE was sent (or AddDevice failed); the PDO is let go
 *
 * A parent's children are removed before it, and it gets its REMOVE_DEVICE only
 * after the last of them has had its own.
 *
 * Locks, in this order:
 *   S: node->lock	mutex; the state machine, held while PnP requests are sent. A
 *			parent's before a child's: wdm_devnode_lock()
 *   Linux's device_lock() of a device on the bus "wdm" is taken under the S of its
 *			parent, and its own S under it
 *   L: wdm_pnp_lock	spin lock, irq-safe; which devnode belongs to which PDO, the
 *			list of devnodes, and what hangs off a devnode
 */
#ifndef _WDM_INTERNAL_PNP_H
#define _WDM_INTERNAL_PNP_H

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <wdm.h>

#include "po_node.h"

struct wdm_driver;
struct wdm_module;
struct wdm_inf_id;

int wdm_pnp_init(void);
void wdm_pnp_exit(void);
void wdm_pnp_flush(void);

/* For io: a driver's DriverEntry is done; the driver is about to be unloaded. */
NTSTATUS wdm_pnp_driver_ready(struct wdm_driver *driver);
/* Nothing of its load can fail any more: it can be a filter, too. */
void wdm_pnp_driver_started(struct wdm_driver *driver);
void wdm_pnp_driver_remove(struct wdm_driver *driver);
/* For io: it is unloaded, or its DriverEntry failed; nothing is left of it after this. */
void wdm_pnp_driver_gone(struct wdm_driver *driver);

/* For io: the commands of /dev/wdmctl that are about devices; -ENOTTY: it is none. */
long wdm_pnp_ctl(unsigned int command, void __user *argp);

/*
 * For io: files and removal. Who opens a file on a device object first counts it
 * in DEVICE_OBJECT.ReferenceCount of that device object (under wdm_stack_lock), then
 * asks whether it may go on; who closes one calls wdm_pnp_last_close() after
 * IRP_MJ_CLOSE is done and the count was dropped. Both take any device object of a
 * stack; those of stacks without a devnode are none of PnP's business.
 */
NTSTATUS wdm_pnp_check_open(PDEVICE_OBJECT device);
void wdm_pnp_last_close(PDEVICE_OBJECT device);

enum wdm_devnode_state {
	WDM_DEVNODE_NEW,
	WDM_DEVNODE_STARTED,
	WDM_DEVNODE_SURPRISE,
	WDM_DEVNODE_REMOVED,
};

/* What the identification strings of a PCI device are made of. */
struct wdm_pci_identity {
	u16 vendor;
	u16 device;
	u16 subsystem_vendor;
	u16 subsystem_device;
	u8 revision;
	u8 base_class;
	u8 sub_class;
	u8 prog_if;
	u16 domain;
	u8 bus;
	u8 devfn;
};

/* One range of a device's registers: a BAR that decodes something. */
struct wdm_pci_range {
	u64 start;		/* as the CPU sees it */
	u64 bus_start;		/* as the bus does */
	u64 length;
	bool port;
	bool prefetchable;
	bool wide;		/* 64-bit BAR */
	u8 bar;
};

/* The interrupt of a device; @messages == 0: a line, @irq == 0: none at all. */
struct wdm_pci_interrupt {
	u32 irq;		/* Linux's number, of message 0 */
	u32 messages;
	u32 *irqs;		/* of each message; NULL: they follow @irq */
	u8 line;		/* as configuration space has it */
	bool msix;
};

static inline u32 wdm_message_irq(const struct wdm_pci_interrupt *i, u32 message)
{
	return i->irqs ? i->irqs[message] : i->irq + message;
}

#define WDM_MAX_RANGES	6

/* All that a resource list is made of. */
struct wdm_pci_resources {
	u32 bus;
	u32 slot;		/* PCI_SLOT_NUMBER */
	u32 nr_ranges;
	struct wdm_pci_range range[WDM_MAX_RANGES];
	struct wdm_pci_interrupt interrupt;
};

enum wdm_devnode_kind {
	WDM_DEVNODE_PCI,
	WDM_DEVNODE_ROOT,
	WDM_DEVNODE_CHILD,
};

/**
 * struct wdm_device_ids - what a bus driver calls a device
 * @device: device id, "ROOT\FOO"
 * @hardware: hardware ids, most specific first: a REG_MULTI_SZ
 * @hardware_bytes: its size
 * @compatible: compatible ids, likewise; NULL: none
 * @compatible_bytes: its size
 * @description: for people; NULL: none
 * @location: where the device is, for people; NULL: none
 */
struct wdm_device_ids {
	WCHAR *device;
	WCHAR *hardware;
	size_t hardware_bytes;
	WCHAR *compatible;
	size_t compatible_bytes;
	WCHAR *description;
	WCHAR *location;
};

/**
 * struct wdm_filter - a filter driver of a stack
 * @driver: its driver; the module is referenced, unless it is the function driver's
 * @upper: it is above the function driver
 */
struct wdm_filter {
	struct wdm_driver *driver;
	bool upper;
};

/* MAX_DEVICE_ID_LEN of the documentation. */
#define WDM_MAX_ID_CHARS	200

/**
 * struct wdm_devnode - a device
 * @ref: PDO, Linux's device, work items
 * @id: number for /dev/wdmctl
 * @entry: L: in wdm_devnodes
 * @alive: L: as long as the devnode's memory lives
 * @kind: who made it
 * @depth: number of devnodes above it
 * @pdo: the physical device object; valid until REMOVED
 * @dev: Linux's device; referenced as long as the devnode lives
 * @driver: L for writing: the function driver; NULL: none
 * @module: as its INF describes it; NULL: no driver
 * @inf_id: the line of the INF that the device was bound by; NULL: no driver
 * @filters: S: the filter drivers of the stack, lowest first
 * @nr_filters: S: how many
 * @pdev: @dev of a PCI device, else NULL; mind @hardware
 * @hardware: L: the device is enabled and ours; FALSE once Linux took it back
 * @parent: of a CHILD; referenced as long as the devnode lives
 * @children: S of this devnode: those that its driver reports
 * @sibling: S of the parent: in its @children; of a ROOT: in the list of these
 * @pending_children: children that still wait for REMOVE_DEVICE
 * @reported: S of the parent: named by the last answer of the bus driver
 * @missing: the bus driver doesn't report it any more: its hardware is gone
 * @leaving: the devnode itself goes, and not just its driver
 * @agreed: QUERY_REMOVE was answered already, in favour
 * @disabled: its hardware is disabled, as its bus driver said when it was found
 * @relations: S: devices that agreed to go with this one; NULL: nobody was asked
 * @power_relations: S: devices that have a device link from this one; NULL: none
 * @waits: counted in the parent's @pending_children
 * @lock: S
 * @state: S for writing
 * @closed: no file may be opened; under wdm_stack_lock
 * @failed: the driver said PNP_DEVICE_FAILED, or can't start the device again
 * @problem: what keeps the device from working, CM_PROB_*; 0: nothing
 * @starter: the thread that is sending START_DEVICE
 * @remover: the thread that is sending REMOVE_DEVICE
 * @remove_work: sends REMOVE_DEVICE after the last close
 * @state_work: asks for the device's state again (IoInvalidateDeviceState)
 * @relations_work: asks for the bus relations again
 * @power_relations_work: asks for the power relations again
 * @release_work: takes it from its driver, as a device that it goes with does
 * @free_work: frees the devnode, as the last reference may go at DISPATCH_LEVEL
 * @ids: what its bus driver calls it
 * @bus: its bus, as the bus driver says
 * @has_bus: it does
 * @container: the physical thing that it is part of, with other devices maybe
 * @arrival: system time at which it was found
 * @identity: what the strings of a PCI device are made of
 * @resources: what START_DEVICE reported
 * @boot: not of a PCI device: what the firmware gave it; NULL: nothing
 * @requirements: likewise: what its bus driver says that it needs
 * @raw: likewise: what it was given, as the bus sees it
 * @detected: a driver found it by itself, and it was at work from the beginning
 * @foreign_pdo: the PDO of a ROOT device is a driver's
 * @capabilities: of the whole stack, after START_DEVICE
 * @pnp_state: as the stack answered last
 * @number: makes the name of a PCI device's PDO unique
 * @instance: instance id, such as "3&2411e6fe&0&20"
 * @driver_key: below the key of all classes: "{class}\0000"; empty: not made yet
 * @interrupts: L: connected interrupts (struct _KINTERRUPT)
 * @adapters: L: DMA adapters (struct wdm_adapter)
 * @dma_mask: the widest mask an adapter asked for; 0: none yet
 * @power: Po's part
 */
struct wdm_devnode {
	struct kref ref;
	u64 id;
	struct list_head entry;
	struct list_head alive;
	enum wdm_devnode_kind kind;
	u8 depth;
	PDEVICE_OBJECT pdo;
	struct device *dev;
	struct wdm_driver *driver;
	const struct wdm_module *module;
	const struct wdm_inf_id *inf_id;
	struct wdm_filter *filters;
	u32 nr_filters;
	struct pci_dev *pdev;
	bool hardware;

	struct wdm_devnode *parent;
	struct list_head children;
	struct list_head sibling;
	atomic_t pending_children;
	bool reported;
	bool missing;
	bool leaving;
	bool agreed;
	bool disabled;
	struct wdm_relations *relations;
	struct wdm_relations *power_relations;
	bool waits;

	struct mutex lock;		/* S */
	enum wdm_devnode_state state;
	bool closed;
	bool failed;
	u8 problem;
	struct task_struct *starter;
	struct task_struct *remover;
	struct work_struct remove_work;
	struct work_struct state_work;
	struct work_struct relations_work;
	struct work_struct power_relations_work;
	struct work_struct release_work;
	struct work_struct free_work;

	struct wdm_device_ids ids;
	PNP_BUS_INFORMATION bus;
	bool has_bus;
	GUID container;
	s64 arrival;
	struct wdm_pci_identity identity;
	struct wdm_pci_resources resources;
	PCM_RESOURCE_LIST boot;
	PIO_RESOURCE_REQUIREMENTS_LIST requirements;
	PCM_RESOURCE_LIST raw;
	bool detected;
	bool foreign_pdo;
	DEVICE_CAPABILITIES capabilities;
	PNP_DEVICE_STATE pnp_state;
	u32 number;
	WCHAR instance[WDM_MAX_ID_CHARS];
	WCHAR driver_key[48];

	struct list_head interrupts;
	struct list_head adapters;
	u64 dma_mask;

	struct wdm_node_power power;
};

extern spinlock_t wdm_pnp_lock;
extern struct list_head wdm_devnodes;
extern struct workqueue_struct *wdm_pnp_wq;
extern struct wdm_driver *wdm_pci_bus_driver;
extern struct wdm_driver *wdm_root_bus_driver;

/* devnode.c */
struct wdm_devnode *wdm_devnode_alloc(enum wdm_devnode_kind kind, struct device *dev,
				      struct wdm_devnode *parent);
NTSTATUS wdm_devnode_create_pdo(struct wdm_devnode *node);
void wdm_devnode_attach_pdo(struct wdm_devnode *node, PDEVICE_OBJECT pdo);
struct wdm_devnode *wdm_devnode_create(struct wdm_driver *driver, struct pci_dev *pdev,
				       const struct wdm_inf_id *id);
void wdm_devnode_release_pdo(struct wdm_devnode *node);
void wdm_devnode_set_driver(struct wdm_devnode *node, struct wdm_driver *driver,
			    const struct wdm_inf_id *id);
struct wdm_devnode *wdm_devnode_get(struct wdm_devnode *node);
void wdm_devnode_put(struct wdm_devnode *node);
/* Of a PDO, or of any device object of a stack; referenced; NULL: there is none. */
struct wdm_devnode *wdm_devnode_of_pdo(PDEVICE_OBJECT pdo);
struct wdm_devnode *wdm_devnode_of_stack(PDEVICE_OBJECT device);
u32 wdm_devnode_open_files(struct wdm_devnode *node);
void wdm_devnode_close(struct wdm_devnode *node, bool closed);
void wdm_devnode_wait_gone(struct wdm_driver *driver);

static inline void wdm_devnode_lock(struct wdm_devnode *node)
{
	mutex_lock_nested(&node->lock, min_t(u8, node->depth, MAX_LOCKDEP_SUBCLASSES - 1));
}

static inline void wdm_devnode_unlock(struct wdm_devnode *node)
{
	mutex_unlock(&node->lock);
}

/* For messages. */
const char *wdm_devnode_service(const struct wdm_devnode *node);
const char *wdm_devnode_state_name(const struct wdm_devnode *node);

/* identity.c */
extern const GUID wdm_local_container;
NTSTATUS wdm_devnode_identify(struct wdm_devnode *node);
void wdm_device_ids_free(struct wdm_device_ids *ids);
int wdm_ids_rank(const struct wdm_device_ids *ids, const u16 *hardware_id);

/* registry.c */
NTSTATUS wdm_devnode_seed_registry(struct wdm_devnode *node);
/* Path of a key below that of all classes, to be kfree()d; NULL: no memory. */
WCHAR *wdm_class_path(const WCHAR *name);
/* The string that is a value of a key; FALSE: there is none that fits. */
bool wdm_key_string(const WCHAR *path, const WCHAR *name, WCHAR *buffer, size_t units);

/* filters.c: which filters a stack has */
NTSTATUS wdm_filters_load(struct wdm_devnode *node);
void wdm_filters_release(struct wdm_devnode *node);
/* Devices that wait for a filter may be lucky now. */
void wdm_filters_retry(struct wdm_driver *started);
/* @where: instance path or class GUID; @index: position in its list */
NTSTATUS wdm_filter_change(const WCHAR *where, bool upper, const WCHAR *service, bool add);
NTSTATUS wdm_filter_list(const WCHAR *where, u32 index, bool *upper, WCHAR **service);

/* extension.c: what the INF of a filter driver says about its devices */
NTSTATUS wdm_extension_install(struct wdm_driver *driver);
NTSTATUS wdm_extension_apply_all(const WCHAR *instance);

/* stack.c: AddDevice */
NTSTATUS wdm_stack_build(struct wdm_devnode *node);

/* pci.c: Linux's side of the device */
int wdm_pci_enable(struct wdm_devnode *node);
void wdm_pci_disable(struct wdm_devnode *node);
const struct wdm_inf_id *wdm_pci_match(const struct wdm_module *m, struct pci_dev *pdev,
				       const struct pci_device_id *id);
void wdm_pci_identify(struct pci_dev *pdev, struct wdm_pci_identity *identity);
NTSTATUS wdm_pci_driver_register(struct wdm_driver *driver);
void wdm_pci_driver_unregister(struct wdm_driver *driver);
void wdm_pci_driver_retry(struct wdm_driver *driver);
/* A device that has a driver, but couldn't be started, by its instance path. */
struct pci_dev *wdm_pci_find(const WCHAR *path);

/* bus.c: Linux's side of all other devices: the bus "wdm" */
int wdm_bus_init(void);
void wdm_bus_exit(void);
NTSTATUS wdm_bus_driver_register(struct wdm_driver *driver);
void wdm_bus_driver_unregister(struct wdm_driver *driver);
/* Of a device that one of our drivers has or that is on our bus; NULL: none. */
struct wdm_devnode *wdm_devnode_of_dev(struct device *dev);
void wdm_bus_driver_retry(struct wdm_driver *driver);
NTSTATUS wdm_bus_start_raw(struct wdm_devnode *node);
struct wdm_devnode *wdm_bus_device_alloc(enum wdm_devnode_kind kind,
					 struct wdm_devnode *parent);
const struct wdm_inf_id *wdm_bus_best_id(const struct wdm_module *m,
					 const struct wdm_devnode *node);
int wdm_bus_device_add(struct wdm_devnode *node);
void wdm_bus_device_gone(struct wdm_devnode *node);

/* children.c: what a bus driver reports */
void wdm_children_update(struct wdm_devnode *node, PDEVICE_RELATIONS relations);
void wdm_children_remove(struct wdm_devnode *node);

/* root.c: devices that exist because a user says so */
void wdm_root_set_dispatch(PDRIVER_OBJECT driver);
void wdm_root_exit(void);
NTSTATUS wdm_root_add(const WCHAR *hardware_id, struct wdm_devnode **node);
NTSTATUS wdm_root_remove(struct wdm_devnode *node);
NTSTATUS wdm_root_enlist(struct wdm_devnode *node);
void wdm_root_delist(struct wdm_devnode *node);
/* What a driver that goes has found by itself. */
void wdm_root_driver_gone(struct wdm_driver *driver);

/* request.c: requests that the PnP manager sends to the top of a stack */
NTSTATUS wdm_pnp_request(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request,
			 NTSTATUS initial, ULONG_PTR *information);
NTSTATUS wdm_pnp_ask(struct wdm_devnode *node, const IO_STACK_LOCATION *request, void **answer);
NTSTATUS wdm_pnp_request_sure(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request);
NTSTATUS wdm_pnp_request_minor(PDEVICE_OBJECT pdo, UCHAR minor);
NTSTATUS wdm_pnp_query_capabilities(PDEVICE_OBJECT pdo, PDEVICE_CAPABILITIES capabilities);

/* start.c, remove.c: the state machine; under node->lock */
NTSTATUS wdm_pnp_start(struct wdm_devnode *node);
NTSTATUS wdm_pnp_restart(struct wdm_devnode *node);
NTSTATUS wdm_pnp_reassign(struct wdm_devnode *node);
void wdm_pnp_remove(struct wdm_devnode *node);
void wdm_pnp_remove_worker(struct work_struct *work);
/* Not under node->lock: may the device go, with all that goes with it? */
NTSTATUS wdm_pnp_query_remove(struct wdm_devnode *node, bool eject);

/* relations.c: devices that go with another one */

/**
 * struct wdm_relations - a set of devices
 * @count: how many
 * @node: they, referenced
 */
struct wdm_relations {
	u32 count;
	struct wdm_devnode *node[];
};

NTSTATUS wdm_relations_query(struct wdm_devnode *node, bool eject, struct wdm_relations **set);
struct wdm_relations *wdm_relations_of(struct wdm_devnode *node);
void wdm_relations_free(struct wdm_relations *set);
void wdm_relations_release(struct wdm_relations *set);

/* power_relations.c */
void wdm_power_relations_drop(struct wdm_devnode *node);
void wdm_power_relations_worker(struct work_struct *work);
void wdm_pnp_release_worker(struct work_struct *work);

/* pdo.c, pdo_query.c: the bus driver's answers */
void wdm_pdo_set_dispatch(PDRIVER_OBJECT driver);
NTSTATUS wdm_pdo_query_id(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_text(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_capabilities(struct wdm_devnode *node, PIRP irp,
				    PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_bus_information(struct wdm_devnode *node, PIRP irp,
				       PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_resources(struct wdm_devnode *node, PIRP irp,
				 PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_requirements(struct wdm_devnode *node, PIRP irp,
				    PIO_STACK_LOCATION stack);
NTSTATUS wdm_pdo_query_relations(struct wdm_devnode *node, PIRP irp,
				 PIO_STACK_LOCATION stack);

/* config.c: configuration space */
ULONG wdm_config_read(struct wdm_devnode *node, ULONG space, PVOID buffer, ULONG offset,
		      ULONG length);
ULONG wdm_config_write(struct wdm_devnode *node, ULONG space, PVOID buffer, ULONG offset,
		       ULONG length);
NTSTATUS wdm_pdo_access_config(struct wdm_devnode *node, PIO_STACK_LOCATION stack,
			       ULONG_PTR *information);
NTSTATUS wdm_pdo_query_interface(struct wdm_devnode *node, PIRP irp,
				 PIO_STACK_LOCATION stack);

/* ids.c: identification strings, in pool memory; NULL: no memory */
PWSTR wdm_id_device(const struct wdm_pci_identity *id);
PWSTR wdm_id_hardware(const struct wdm_pci_identity *id, size_t *bytes);
PWSTR wdm_id_compatible(const struct wdm_pci_identity *id, size_t *bytes);
void wdm_id_instance(const struct wdm_pci_identity *id, WCHAR *buffer, size_t chars);
PWSTR wdm_id_location(const struct wdm_pci_identity *id);
bool wdm_id_is_pci(const u16 *hardware_id);
int wdm_id_rank(const struct wdm_pci_identity *id, const u16 *hardware_id);
/* printf to UTF-16 (ASCII formats); the result's length without its NUL */
__printf(3, 4) int wdm_wprintf(WCHAR *buffer, size_t chars, const char *fmt, ...);
PWSTR wdm_wstrdup(const u16 *s, size_t *bytes);

/* resources.c: resource lists, in pool memory; NULL: no memory, or none of _any() */
bool wdm_resources_any(const struct wdm_pci_resources *r);
void wdm_resources_collect(struct pci_dev *pdev, struct wdm_pci_resources *r);
PCM_RESOURCE_LIST wdm_resources_list(const struct wdm_pci_resources *r, bool translated,
				     ULONG *bytes);
PIO_RESOURCE_REQUIREMENTS_LIST
wdm_resources_requirements(const struct wdm_pci_resources *r);
KIRQL wdm_dirql_of_irq(u32 irq);
u32 wdm_msi_limit(const struct wdm_inf_id *id);
KAFFINITY wdm_message_affinity(const struct wdm_inf_id *id, u32 message);

/* assign.c: from what a device needs to what it gets */
NTSTATUS wdm_devnode_ask_resources(struct wdm_devnode *node);
NTSTATUS wdm_devnode_assign_resources(struct wdm_devnode *node);
void wdm_devnode_drop_resources(struct wdm_devnode *node);
PCM_RESOURCE_LIST wdm_devnode_resources(struct wdm_devnode *node, bool boot, bool translated,
					ULONG *bytes);
PIO_RESOURCE_REQUIREMENTS_LIST wdm_devnode_requirements(struct wdm_devnode *node);

/* arbiter.c: who has what */
NTSTATUS wdm_arbiter_assign(const void *owner, const struct wdm_devnode *parent,
			    const IO_RESOURCE_REQUIREMENTS_LIST *from, PCM_RESOURCE_LIST *out);
NTSTATUS wdm_arbiter_claim(const void *owner, const struct wdm_devnode *parent,
			   const CM_RESOURCE_LIST *list, bool force);
void wdm_arbiter_release(const void *owner);
size_t wdm_cm_list_bytes(const CM_RESOURCE_LIST *list, size_t limit);

/* interface.c, notify.c */

/**
 * struct wdm_interface_view - an interface, looked at
 * @node: its device, referenced
 * @class: interface class
 * @name: a copy, with a NUL behind it
 * @link_length: bytes of @name without the reference string
 * @enabled: it was, at that moment
 */
struct wdm_interface_view {
	struct wdm_devnode *node;
	GUID class;
	UNICODE_STRING name;
	USHORT link_length;
	bool enabled;
};

NTSTATUS wdm_interface_look(PUNICODE_STRING name, struct wdm_interface_view *view);
void wdm_interface_look_end(struct wdm_interface_view *view);
void wdm_interfaces_announce(struct wdm_devnode *node);
void wdm_interfaces_disable(struct wdm_devnode *node);
void wdm_interfaces_forget(struct wdm_devnode *node);
int wdm_guid_string(const GUID *guid, WCHAR *buffer, size_t chars);
PWSTR wdm_interface_name(struct wdm_devnode *node, const GUID *guid,
			 const UNICODE_STRING *reference, USHORT *bytes, USHORT *link_bytes);
void wdm_notify_interface(const GUID *event, const GUID *class, PUNICODE_STRING name);
NTSTATUS wdm_notify_query_remove(struct wdm_devnode *node);
void wdm_notify_target(struct wdm_devnode *node, const GUID *event);
void wdm_notify_custom(struct wdm_devnode *node, PTARGET_DEVICE_CUSTOM_NOTIFICATION n);
void wdm_notify_queue(struct work_struct *work);
void wdm_notify_flush(void);
void wdm_notify_drop(struct wdm_driver *driver);
int wdm_notify_init(void);
void wdm_notify_exit(void);

/* rebuild.c */
NTSTATUS wdm_pnp_rebuild(struct wdm_devnode *node);
NTSTATUS wdm_pnp_attach(struct device *dev);

/* eject.c */
NTSTATUS wdm_pnp_eject(struct wdm_devnode *node);

/* invalidate.c */
void wdm_pnp_state_worker(struct work_struct *work);
void wdm_pnp_relations_worker(struct work_struct *work);
NTSTATUS wdm_pnp_ask_state(struct wdm_devnode *node);
NTSTATUS wdm_pnp_query_relations(struct wdm_devnode *node, DEVICE_RELATION_TYPE type,
				 PDEVICE_RELATIONS *relations);
void wdm_pnp_ask_children(struct wdm_devnode *node);

#endif /* _WDM_INTERNAL_PNP_H */
