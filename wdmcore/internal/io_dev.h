/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Io: drivers, devices, files, and their nodes under /dev/wdm.
 *
 * Who keeps whom alive: a file object holds a reference to the device that it
 * was opened on and one to each module of the stack; a device holds one to its
 * driver object and, while it is attached, one to the device below. So a
 * driver's text stays until the last IRP_MJ_CLOSE through it has returned, and
 * DEVICE_OBJECTs stay readable for whoever has a file.
 *
 * Locks:
 * S: wdm_stack_lock, a spin lock (interrupts off): AttachedDevice, AttachedTo,
 *    open counts, the drivers' lists of devices.
 * R: wdm_registry_lock, a mutex: the lists of all drivers and devices. An object
 *    being deleted takes it, so no reference is dropped under it.
 * L: wdm_links_lock, a mutex: symbolic links and their nodes. Taken before
 *    wdm_namespace_lock.
 */
#ifndef _WDM_INTERNAL_IO_DEV_H
#define _WDM_INTERNAL_IO_DEV_H

#include <linux/init.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <ntddk.h>
#include "fault.h"
#include "ob.h"

struct module;
struct wdm_devnode;
struct wdm_module;

extern spinlock_t wdm_stack_lock;
extern struct mutex wdm_registry_lock;
extern struct mutex wdm_links_lock;

int wdm_io_dev_init(void);
void wdm_io_dev_exit(void);

/* Drivers (io/driver.c, io/module.c) */

/**
 * struct wdm_driver - around a DRIVER_OBJECT
 * @all: link in wdm_drivers; R
 * @id: number for /dev/wdmctl
 * @module: the description it was loaded from; NULL for wdmcore's own drivers
 *	and after the unload
 * @owner: the Linux module whose text the driver is, wdmcore for an image; NULL for
 *	wdmcore's own drivers
 * @image: the image (.sys) that the driver is, or NULL
 * @service: name of its service key, UTF-8
 * @registry_path: \Registry\Machine\System\CurrentControlSet\Services\<service>
 * @unloading: no further device may be created
 * @extensions: memory from IoAllocateDriverObjectExtension (io/drvext.c)
 * @ready: DriverEntry succeeded and devices were bound: reinitialize at once
 * @pnp: pnp's, for PCI
 * @bus: pnp's, for the bus "wdm"
 * @started: R: its load is done, so that it can be a filter of any stack
 * @extends: R: what its INF says about the devices that it filters is in force
 * @waits: pnp's: one of its devices lacks a filter, which was looked for when so many
 *	drivers had started; 0: none does
 * @fault_image: so that faults in its code are found (ex/fault.c)
 * @header: the object manager's
 * @obj: what the driver sees
 * @ext: DriverExtension of @obj
 */
struct wdm_driver {
	struct list_head all;
	u64 id;
	struct wdm_module *module;
	struct module *owner;
	struct wdm_image *image;
	char *service;
	UNICODE_STRING registry_path;
	bool unloading;
	struct list_head extensions;
	bool ready;
	void *pnp;
	void *bus;
	bool started;
	bool extends;
	u32 waits;
	struct wdm_fault_image fault_image;
	struct wdm_object_header header;
	DRIVER_OBJECT obj;
	DRIVER_EXTENSION ext;
};

extern const struct wdm_object_type wdm_driver_type;
extern struct list_head wdm_drivers;

/*
 * The driver's code stays until as many puts as gets; false: it is on its way out. For
 * wdmcore's own drivers, it stays anyway. Any IRQL
 */
bool wdm_driver_get(struct wdm_driver *driver);
void wdm_driver_put(struct wdm_driver *driver);
/* Starts a driver (io/module.c); wdm_module_unload() is its end. PASSIVE_LEVEL */
NTSTATUS wdm_driver_load(struct wdm_module *m);
/* Where the driver's code is, that of its image with the data */
const void *wdm_driver_code(const struct wdm_driver *driver, size_t *size);

static inline struct wdm_driver *wdm_driver(PDRIVER_OBJECT driver)
{
	return container_of(driver, struct wdm_driver, obj);
}

/*
 * A driver object \Driver\<service> with every MajorFunction entry set to
 * wdm_invalid_device_request; @m NULL for a driver inside wdmcore. The caller
 * gets a reference; wdm_driver_destroy() takes the name away and drops it.
 */
NTSTATUS wdm_driver_create(const char *service, struct wdm_module *m, struct wdm_driver **out);
void wdm_driver_destroy(struct wdm_driver *driver);
void wdm_drivers_init(void);
void wdm_drivers_exit(void);

/* Entries that the driver made NULL get wdm_invalid_device_request back. */
void wdm_driver_fill_dispatch(PDRIVER_OBJECT driver);

/*
 * Reinitialization routines (io/reinit.c). What a driver registers waits until
 * wdm_reinit_start(); wdm_reinit_forget() drops what is queued and waits for a
 * routine that runs.
 */
int wdm_reinit_init(void);
void wdm_reinit_exit(void);
void wdm_reinit_start(struct wdm_driver *driver);
void wdm_reinit_forget(struct wdm_driver *driver);

/* Driver object extensions (io/drvext.c). */
void wdm_driver_free_extensions(struct wdm_driver *driver);

/* Devices (io/device.c, io/attach.c) */

/**
 * struct wdm_device - around a DEVICE_OBJECT; the device extension follows @obj
 * @all: link in wdm_devices; R
 * @id: number for /dev/wdmctl
 * @driver: its driver, with a reference
 * @devnode: pnp: set if this is the PDO of a PnP device
 * @deleted: IoDeleteDevice was called; S
 * @extension_size: bytes asked for
 * @shutdown: links in the lists of io/shutdown.c
 * @security: who may open it (io/secure.c); NULL: the mode of the node decides
 * @ext: the public extension; AttachedTo is S, StartIo* are F's
 * @header: the object manager's
 * @obj: what drivers see
 */
struct wdm_device {
	struct list_head all;
	u64 id;
	struct wdm_driver *driver;
	struct wdm_devnode *devnode;
	bool deleted;
	u32 extension_size;
	struct list_head shutdown;
	PSECURITY_DESCRIPTOR security;
	DEVOBJ_EXTENSION ext;
	struct wdm_object_header header;
	DEVICE_OBJECT obj;
};

extern const struct wdm_object_type wdm_device_type;
extern struct list_head wdm_devices;

static inline struct wdm_device *wdm_device(PDEVICE_OBJECT device)
{
	return container_of(device, struct wdm_device, obj);
}

/* The top of the stack with a reference; no lock. */
PDEVICE_OBJECT wdm_device_top_get(PDEVICE_OBJECT device);

/* Devices that a driver left behind: reported, then deleted. */
void wdm_driver_delete_devices(struct wdm_driver *driver);

/* Devices with a security descriptor (io/secure.c) */

struct wdm_open;

/* May the current thread open @device as @how says, with @tail behind its name? */
NTSTATUS wdm_device_check_access(PDEVICE_OBJECT device, const struct wdm_open *how,
				 const UNICODE_STRING *tail);
/*
 * The mode of a node for the device at @path; 0: there is no reason for another one.
 * -ENOMEM: it can't be told.
 */
int wdm_device_node_mode(PCUNICODE_STRING path);

/* Symbolic links with nodes (io/symlink.c) */

#define WDM_SYMLINK_INTERFACE	0x1	/* for /dev/wdmctl: a device interface */

/**
 * struct wdm_link - a link in \DosDevices; L, all of it
 * @all: link in wdm_links
 * @id: number for /dev/wdmctl
 * @flags: WDM_SYMLINK_*
 * @body: the symbolic link object
 * @path: full name, "\??\Xxx"
 * @name: last part of it in UTF-8
 * @node: its node, NULL if it could not be made
 */
struct wdm_link {
	struct list_head all;
	u64 id;
	u32 flags;
	void *body;
	UNICODE_STRING path;
	char *name;
	struct wdm_node *node;
};

struct wdm_node;
extern struct list_head wdm_links;

/* What IoCreateSymbolicLink and IoDeleteSymbolicLink do; PASSIVE_LEVEL. */
NTSTATUS wdm_symlink_create(PCUNICODE_STRING name, PCUNICODE_STRING target, u32 flags);
NTSTATUS wdm_symlink_delete(PCUNICODE_STRING name);

void wdm_symlinks_init(void);
/* Deletes the links that drivers left behind. */
void wdm_symlinks_exit(void);

/* Files (io/file.c) */

/**
 * struct wdm_open - parameters of an open, as IRP_MJ_CREATE carries them
 * @access: access rights, generic ones mapped already
 * @share: ShareAccess
 * @disposition: FILE_OPEN ...
 * @options: CreateOptions
 * @mode: RequestorMode of the request
 * @attributes: FileAttributes of a new file
 * @allocation: AllocationSize
 * @ea: EaBuffer, or NULL
 * @ea_length: bytes there
 * @location_flags: SL_* of the request
 * @hint: the device of the stack that requests go to; NULL: the top
 */
struct wdm_open {
	u32 access;
	u16 share;
	u32 disposition;
	u32 options;
	KPROCESSOR_MODE mode;
	u16 attributes;
	s64 allocation;
	const void *ea;
	u32 ea_length;
	u8 location_flags;
	PDEVICE_OBJECT hint;
};

#define WDM_FILE_CLEANED_UP	0	/* IRP_MJ_CLEANUP was sent */
#define WDM_FILE_HANDLE_CLOSED	1	/* the descriptor that is its handle is closed */

/**
 * struct wdm_file - around a FILE_OBJECT
 * @opened: IRP_MJ_CREATE succeeded, so CLEANUP and CLOSE are due
 * @state: WDM_FILE_* bits
 * @access: rights that were granted at the open
 * @drivers: one reference to each of them
 * @nr_drivers: how many
 * @hint: where in the stack requests go, with a reference; NULL: the top
 * @in_flight: requests that hold a reference to the struct file
 * @lock: one synchronous request by handle at a time; protects CurrentByteOffset
 * @header: the object manager's
 * @obj: what drivers see
 */
struct wdm_file {
	bool opened;
	unsigned long state;
	u32 access;
	struct wdm_driver **drivers;
	u32 nr_drivers;
	PDEVICE_OBJECT hint;
	atomic_t in_flight;
	struct mutex lock;	/* see above */
	struct wdm_object_header header;
	FILE_OBJECT obj;
};

extern const struct wdm_object_type wdm_file_type;

static inline struct wdm_file *wdm_file(PFILE_OBJECT file)
{
	return container_of(file, struct wdm_file, obj);
}

/*
 * Opens @path: a FILE_OBJECT with one reference, and IRP_MJ_CREATE sent to the
 * top of the stack. @information may be NULL. PASSIVE_LEVEL.
 */
NTSTATUS wdm_file_open(PCUNICODE_STRING path, const struct wdm_open *how,
		       PFILE_OBJECT *file, ULONG_PTR *information);

/* The same for a name below what is open as @related. */
NTSTATUS wdm_file_open_relative(PFILE_OBJECT related, PCUNICODE_STRING name,
				const struct wdm_open *how, PFILE_OBJECT *file,
				ULONG_PTR *information);

/* The device that requests on the file are sent to, with a reference. <= DISPATCH_LEVEL */
PDEVICE_OBJECT wdm_file_top_get(struct wdm_file *file);

/* Opens what @attributes name, and makes a handle to it (io/zw_create.c). PASSIVE_LEVEL */
NTSTATUS wdm_zw_create(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes,
		       PIO_STATUS_BLOCK iosb, const struct wdm_open *how);

/* The last handle is gone: IRP_MJ_CLEANUP, once. IRP_MJ_CLOSE is the deletion. */
void wdm_file_cleanup(PFILE_OBJECT file);

/* User's requests (io/request.c) */

/**
 * struct wdm_request - a read, write, control, flush or query, of a program or by handle
 * @major: IRP_MJ_*
 * @mode: UserMode, or KernelMode for buffers inside the kernel
 * @code: control code
 * @class: of a query or set: FILE_INFORMATION_CLASS or FS_INFORMATION_CLASS
 * @minor: IRP_MN_*
 * @location_flags: SL_*
 * @auxiliary: FileName of a directory query, or NULL; kfree()d by wdm_zw_send()
 * @in: input or written data
 * @out: output or read data
 * @in_len: bytes at @in
 * @out_len: bytes at @out
 * @offset: ByteOffset
 * @information: returns IoStatus.Information
 */
struct wdm_request {
	u8 major;
	KPROCESSOR_MODE mode;
	u32 code;
	u32 class;
	u8 minor;
	u8 location_flags;
	PUNICODE_STRING auxiliary;
	void *in;
	void *out;
	u32 in_len;
	u32 out_len;
	s64 offset;
	ULONG_PTR information;
};

/*
 * Sends the request and waits for it; a signal cancels it. What it returns is
 * the NTSTATUS of the request, or of what prevented it.
 */
NTSTATUS wdm_file_request(PFILE_OBJECT file, struct wdm_request *request);

struct wdm_io_apc;

/*
 * Sends the request, of kernel mode, and returns. Unless it ended at once with an error,
 * @iosb, the file's event and @event (or NULL) are set at its end, and the current thread
 * gets @apc (or NULL), which is this call's in any case, as is @auxiliary of the request.
 * PASSIVE_LEVEL
 */
NTSTATUS wdm_file_request_async(PFILE_OBJECT file, const struct wdm_request *request,
				PKEVENT event, struct wdm_io_apc *apc,
				PIO_STATUS_BLOCK iosb);

/* io/apc.c: the APC of a request: made with it, queued or freed at its end. */
struct wdm_io_apc *wdm_io_apc_alloc(PIO_APC_ROUTINE routine, PVOID context);
void wdm_io_apc_queue(struct wdm_io_apc *apc, PIO_STATUS_BLOCK iosb);	/* <= DISPATCH_LEVEL */
void wdm_io_apc_free(struct wdm_io_apc *apc);

/* A request on the file of a handle, without an offset, as ZwReadFile() makes them. */
NTSTATUS wdm_zw_send(HANDLE handle, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
		     PIO_STATUS_BLOCK iosb, struct wdm_request *request);

/* A request that is waited for, on the file of a handle (io/zw_file.c). */
NTSTATUS wdm_zw_request(HANDLE handle, struct wdm_request *request, PIO_STATUS_BLOCK iosb);

/* Files of the host (io/host_driver.c) */
int wdm_host_init(void);
void wdm_host_exit(void);
/* The folder \SystemRoot by a path with a letter, as the variable SystemRoot has it. */
void wdm_host_system_root(char *text, size_t size);

/* Drivers that touch a program's memory (io/user_access.c) */

struct wdm_thread;

void wdm_user_access_init(void);
void wdm_user_access_exit(void);

/* The current thread may touch a program's memory in between. They nest. */
void wdm_user_access_get(struct wdm_thread *thread);
void wdm_user_access_put(struct wdm_thread *thread);
void wdm_user_access_drop(struct wdm_thread *thread);

/*
 * The same around a driver's routine in a thread of the system: there it makes a null
 * pointer a report of the driver's bug and the end of that thread alone. Ended by
 * wdm_user_access_put() of what it returns. PASSIVE_LEVEL
 */
struct wdm_thread *wdm_user_access_begin(void);

/* To be called after a copy_to_user() or the like, before a driver runs on. */
void wdm_user_access_renew(void);

/* /dev/wdm/<name> (io/cdev.c) */

int wdm_cdev_init(void);
void wdm_cdev_exit(void);
/*
 * *@node: NULL if there can't be one, for other reasons than memory: that was logged.
 * Without memory, -ENOMEM.
 */
int wdm_node_create(PCUNICODE_STRING link, const char *name, struct wdm_node **node);
void wdm_node_destroy(struct wdm_node *node);
const char *wdm_node_name(const struct wdm_node *node);

/* An anonymous descriptor for an open file object, whose reference it takes over. */
int wdm_file_install_fd(PFILE_OBJECT file, u32 open_flags);

/* /dev/wdmctl (io/ctl.c), shutdown (io/shutdown.c) */
long wdm_ctl_enumerate(void __user *argp, size_t size, int (*next)(void *record));
int wdm_ctl_init(void);
void wdm_ctl_exit(void);
int wdm_shutdown_init(void);
void wdm_shutdown_exit(void);
void wdm_shutdown_forget(struct wdm_device *device);
void wdm_shutdown_notify(bool last_chance);

/* session.c */

/* Something has happened to the session: tells who wants to know. PASSIVE_LEVEL */
void wdm_session_event(u32 event);
/* A driver's code goes: removes what it forgot to unregister, and reports it. */
void wdm_session_driver_gone(const void *start, size_t size);

/* Numbers for /dev/wdmctl */
u64 wdm_next_id(void);

#endif /* _WDM_INTERNAL_IO_DEV_H */
