/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pnp: devices as the PnP manager sees them.
 *
 * A driver with PCI ids becomes a pci_driver. Each device that it binds to has a
 * devnode, and at the bottom of its stack a physical device object (PDO) of
 * wdmcore's own driver object \Driver\PCI, which answers as a PCI bus driver
 * does. A devnode outlives the hardware: REMOVE_DEVICE goes to the stack only
 * after the last handle was closed.
 *
 * Life of a devnode, and the request that led there:
 *
 *   NEW        AddDevice is due or being called
 *   STARTED    START_DEVICE succeeded
 *   SURPRISE   SURPRISE_REMOVAL was sent; handles may still be open
 *   REMOVED    REMOVE_DEVICE was sent (or AddDevice failed); the PDO is deleted
 *
 * Locks, in this order:
 *   S: node->lock	mutex; the state machine, held while PnP requests are sent
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

struct wdm_driver;
struct wdm_module;
struct wdm_inf_id;

int wdm_pnp_init(void);
void wdm_pnp_exit(void);

/* For io: a driver's DriverEntry is done; the driver is about to be unloaded. */
NTSTATUS wdm_pnp_driver_ready(struct wdm_driver *driver);
void wdm_pnp_driver_remove(struct wdm_driver *driver);

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

/**
 * struct wdm_devnode - a device
 * @ref: PDO, Linux's device, work items
 * @entry: L: in wdm_devnodes
 * @alive: L: as long as the devnode's memory lives
 * @pdo: the physical device object; valid until REMOVED
 * @driver: the function driver
 * @module: as its INF describes it
 * @inf_id: the line of the INF that the device was bound by
 * @pdev: referenced as long as the devnode lives; mind @hardware
 * @hardware: L: the device is enabled and ours; FALSE once Linux took it back
 * @lock: S
 * @state: S for writing
 * @closed: no file may be opened; under wdm_stack_lock
 * @failed: the driver said PNP_DEVICE_FAILED
 * @starter: the thread that is sending START_DEVICE
 * @remover: the thread that is sending REMOVE_DEVICE
 * @remove_work: sends REMOVE_DEVICE after the last close
 * @state_work: asks for the device's state again (IoInvalidateDeviceState)
 * @relations_work: asks for the bus relations again
 * @free_work: frees the devnode, as the last reference may go at DISPATCH_LEVEL
 * @identity: what its strings are made of
 * @resources: what START_DEVICE reported
 * @capabilities: of the whole stack, after START_DEVICE
 * @pnp_state: as the stack answered last
 * @number: makes the PDO's name unique
 * @instance: instance id, such as "3&2411e6fe&0&20"
 * @interrupts: L: connected interrupts (struct _KINTERRUPT)
 * @adapters: L: DMA adapters (struct wdm_adapter)
 * @dma_mask: the widest mask an adapter asked for; 0: none yet
 */
struct wdm_devnode {
	struct kref ref;
	struct list_head entry;
	struct list_head alive;
	PDEVICE_OBJECT pdo;
	struct wdm_driver *driver;
	const struct wdm_module *module;
	const struct wdm_inf_id *inf_id;
	struct pci_dev *pdev;
	bool hardware;

	struct mutex lock;		/* S */
	enum wdm_devnode_state state;
	bool closed;
	bool failed;
	struct task_struct *starter;
	struct task_struct *remover;
	struct work_struct remove_work;
	struct work_struct state_work;
	struct work_struct relations_work;
	struct work_struct free_work;

	struct wdm_pci_identity identity;
	struct wdm_pci_resources resources;
	DEVICE_CAPABILITIES capabilities;
	PNP_DEVICE_STATE pnp_state;
	u32 number;
	WCHAR instance[32];

	struct list_head interrupts;
	struct list_head adapters;
	u64 dma_mask;
};

extern spinlock_t wdm_pnp_lock;
extern struct list_head wdm_devnodes;
extern struct workqueue_struct *wdm_pnp_wq;
extern struct wdm_driver *wdm_pci_bus_driver;

/* devnode.c */
struct wdm_devnode *wdm_devnode_create(struct wdm_driver *driver, struct pci_dev *pdev,
				       const struct wdm_inf_id *id);
void wdm_devnode_delete_pdo(struct wdm_devnode *node);
struct wdm_devnode *wdm_devnode_get(struct wdm_devnode *node);
void wdm_devnode_put(struct wdm_devnode *node);
/* Of a PDO, or of any device object of a stack; referenced; NULL: there is none. */
struct wdm_devnode *wdm_devnode_of_pdo(PDEVICE_OBJECT pdo);
struct wdm_devnode *wdm_devnode_of_stack(PDEVICE_OBJECT device);
u32 wdm_devnode_open_files(struct wdm_devnode *node);
void wdm_devnode_close(struct wdm_devnode *node, bool closed);
void wdm_devnode_wait_gone(struct wdm_driver *driver);

/* registry.c */
NTSTATUS wdm_devnode_seed_registry(struct wdm_devnode *node);
/* Class GUID and number of the driver key; its length in units, or -ENOSPC. */
int wdm_devnode_driver_key(const struct wdm_devnode *node, WCHAR *buffer, size_t units);

/* pci.c: Linux's side of the device */
int wdm_pci_enable(struct wdm_devnode *node);
void wdm_pci_disable(struct wdm_devnode *node);
const struct wdm_inf_id *wdm_pci_match(const struct wdm_module *m, struct pci_dev *pdev,
				       const struct pci_device_id *id);
void wdm_pci_identify(struct pci_dev *pdev, struct wdm_pci_identity *identity);

/* request.c: requests that the PnP manager sends to the top of a stack */
NTSTATUS wdm_pnp_request(PDEVICE_OBJECT pdo, const IO_STACK_LOCATION *request,
			 NTSTATUS initial, ULONG_PTR *information);
NTSTATUS wdm_pnp_request_minor(PDEVICE_OBJECT pdo, UCHAR minor);
NTSTATUS wdm_pnp_query_capabilities(PDEVICE_OBJECT pdo, PDEVICE_CAPABILITIES capabilities);

/* start.c, remove.c: the state machine; under node->lock */
NTSTATUS wdm_pnp_start(struct wdm_devnode *node);
void wdm_pnp_remove(struct wdm_devnode *node);
void wdm_pnp_remove_worker(struct work_struct *work);

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
NTSTATUS wdm_pdo_query_interface(struct wdm_devnode *node, PIRP irp,
				 PIO_STACK_LOCATION stack);

/* ids.c: identification strings, in pool memory; NULL: no memory */
PWSTR wdm_id_device(const struct wdm_pci_identity *id);
PWSTR wdm_id_hardware(const struct wdm_pci_identity *id, size_t *bytes);
PWSTR wdm_id_compatible(const struct wdm_pci_identity *id, size_t *bytes);
void wdm_id_instance(const struct wdm_pci_identity *id, WCHAR *buffer, size_t chars);
PWSTR wdm_id_location(const struct wdm_pci_identity *id);
int wdm_id_rank(const struct wdm_pci_identity *id, const u16 *hardware_id);
/* printf to UTF-16 (ASCII formats); the result's length without its NUL */
__printf(3, 4) int wdm_wprintf(WCHAR *buffer, size_t chars, const char *fmt, ...);
PWSTR wdm_wstrdup(const u16 *s, size_t *bytes);

/* resources.c: resource lists, in pool memory; NULL: no memory */
void wdm_resources_collect(struct pci_dev *pdev, struct wdm_pci_resources *r);
PCM_RESOURCE_LIST wdm_resources_list(const struct wdm_pci_resources *r, bool translated,
				     ULONG *bytes);
PIO_RESOURCE_REQUIREMENTS_LIST
wdm_resources_requirements(const struct wdm_pci_resources *r);
KIRQL wdm_dirql_of_irq(u32 irq);
u32 wdm_msi_limit(const struct wdm_inf_id *id);

/* interface.c, notify.c */
void wdm_interfaces_announce(struct wdm_devnode *node);
void wdm_interfaces_disable(struct wdm_devnode *node);
void wdm_interfaces_forget(struct wdm_devnode *node);
int wdm_guid_string(const GUID *guid, WCHAR *buffer, size_t chars);
PWSTR wdm_interface_name(struct wdm_devnode *node, const GUID *guid,
			 const UNICODE_STRING *reference, USHORT *bytes, USHORT *link_bytes);
void wdm_notify_interface(const GUID *event, const GUID *class, PUNICODE_STRING name);
NTSTATUS wdm_notify_target(struct wdm_devnode *node, const GUID *event);
int wdm_notify_init(void);
void wdm_notify_exit(void);

/* invalidate.c */
void wdm_pnp_state_worker(struct work_struct *work);
void wdm_pnp_relations_worker(struct work_struct *work);
NTSTATUS wdm_pnp_ask_state(struct wdm_devnode *node);
void wdm_pnp_ask_relations(struct wdm_devnode *node, DEVICE_RELATION_TYPE type);

#endif /* _WDM_INTERNAL_PNP_H */
