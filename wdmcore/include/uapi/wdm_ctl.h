/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * User space's side of wdmcore.
 *
 * /dev/wdm/NAME is one node per name in \DosDevices. read, write, fsync and
 * close on it end in the driver's dispatch routines; their errors are errnos.
 * The WDM_IOC_ commands on the same file give the NTSTATUS and the Information
 * of the request exactly: they return 0 as soon as a request was made, whatever
 * became of it, and an errno if none was.
 *
 * /dev/wdmctl answers the WDM_CTL_ commands: what there is, and opening any
 * device by its full name.
 *
 * Structures have one layout for 32 and 64 bit programs. Fields called reserved
 * and unknown flags must be zero.
 */
#ifndef _UAPI_WDM_CTL_H
#define _UAPI_WDM_CTL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct wdm_ioc_device_control - IRP_MJ_DEVICE_CONTROL
 * @code: control code; its two lowest bits say how the buffers are passed
 * @flags: zero
 * @in_ptr: input buffer
 * @out_ptr: output buffer; with METHOD_IN_DIRECT, more input
 * @in_len: bytes at @in_ptr
 * @out_len: bytes at @out_ptr
 * @information: returns IoStatus.Information
 * @status: returns the NTSTATUS
 * @reserved: zero
 */
struct wdm_ioc_device_control {
	__u32 code;
	__u32 flags;
	__u64 in_ptr;
	__u64 out_ptr;
	__u32 in_len;
	__u32 out_len;
	__u64 information;
	__s32 status;
	__u32 reserved;
};

/* The offset is given; without it, the file's position is used and advanced. */
#define WDM_TRANSFER_OFFSET	0x1

/**
 * struct wdm_ioc_transfer - IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_FLUSH_BUFFERS
 * @buffer: the data; zero for a flush
 * @length: bytes at @buffer
 * @flags: WDM_TRANSFER_*
 * @offset: ByteOffset of the request, in bytes
 * @information: returns IoStatus.Information
 * @status: returns the NTSTATUS
 * @reserved: zero
 */
struct wdm_ioc_transfer {
	__u64 buffer;
	__u32 length;
	__u32 flags;
	__s64 offset;
	__u64 information;
	__s32 status;
	__u32 reserved;
};

#define WDM_EVENT_SYNCHRONIZATION	0x1	/* reset by whoever waits for it in the kernel */
#define WDM_EVENT_SIGNALED		0x2	/* to begin with; the eventfd is left alone */

/**
 * struct wdm_ioc_event - an event that a driver can signal
 * @eventfd: descriptor of an eventfd; each KeSetEvent of the driver adds one to it
 * @flags: WDM_EVENT_*
 * @handle: returns the handle, to be passed to the driver. It is the process's own, like
 *	a descriptor, and closed when the process ends
 */
struct wdm_ioc_event {
	__s32 eventfd;
	__u32 flags;
	__u64 handle;
};

/**
 * struct wdm_ioc_handle - what to do with a handle of the process
 * @handle: the handle; EBADF if there is none of that value, or it is of another kind
 * @flags: zero
 * @reserved: zero
 */
struct wdm_ioc_handle {
	__u64 handle;
	__u32 flags;
	__u32 reserved;
};

/* On any /dev/wdm/NAME; these make no request, and return 0 or an errno. */
#define WDM_IOC_CREATE_EVENT	_IOWR('W', 0x88, struct wdm_ioc_event)
#define WDM_IOC_CLOSE_HANDLE	_IOW('W', 0x89, struct wdm_ioc_handle)
#define WDM_IOC_SET_EVENT	_IOW('W', 0x8a, struct wdm_ioc_handle)
#define WDM_IOC_RESET_EVENT	_IOW('W', 0x8b, struct wdm_ioc_handle)

#define WDM_IOC_DEVICE_CONTROL	_IOWR('W', 0x80, struct wdm_ioc_device_control)
#define WDM_IOC_READ		_IOWR('W', 0x81, struct wdm_ioc_transfer)
#define WDM_IOC_WRITE		_IOWR('W', 0x82, struct wdm_ioc_transfer)
#define WDM_IOC_FLUSH		_IOWR('W', 0x83, struct wdm_ioc_transfer)

/**
 * struct wdm_ctl_open - opens a device by its name in the object directory
 * @name: the name in UTF-8, e.g. "\\Device\\Foo" or "\\DosDevices\\Foo\\rest";
 *	what follows the device becomes FileObject->FileName
 * @name_len: its length in bytes, without a NUL
 * @access: FILE_READ_DATA (1), FILE_WRITE_DATA (2) and so on; GENERIC_ rights as well
 * @share: ShareAccess for the driver
 * @disposition: FILE_OPEN (1) ... for the driver
 * @options: CreateOptions for the driver
 * @flags: zero, or O_CLOEXEC
 * @fd: returns the file, -1 if @status is an error
 * @status: returns the NTSTATUS
 * @information: returns IoStatus.Information of IRP_MJ_CREATE
 */
struct wdm_ctl_open {
	__u64 name;
	__u32 name_len;
	__u32 access;
	__u32 share;
	__u32 disposition;
	__u32 options;
	__u32 flags;
	__s32 fd;
	__s32 status;
	__u64 information;
};

/*
 * Enumeration. Each object has a number that is never given again. A call with
 * @id returns the object with the next higher number; begin with zero. ENOENT:
 * there is none. Names are UTF-8 and NUL-terminated; one that is too long ends
 * early. @size is sizeof() of the structure as the caller knows it.
 */
#define WDM_CTL_NAME_MAX	512

/**
 * struct wdm_ctl_driver - a driver object
 * @id: see above
 * @size: see above
 * @flags: DRIVER_OBJECT.Flags
 * @references: references to the object
 * @devices: number of its device objects
 * @reserved: zero
 * @name: name of the object, "\\Driver\\ddedu"
 * @module: name of the Linux module, empty for wdmcore's own drivers
 */
struct wdm_ctl_driver {
	__u64 id;
	__u32 size;
	__u32 flags;
	__u64 references;
	__u32 devices;
	__u32 reserved;
	char name[WDM_CTL_NAME_MAX];
	char module[64];
};

#define WDM_CTL_DEVICE_DELETED	0x1	/* IoDeleteDevice was called, a reference remains */
#define WDM_CTL_DEVICE_PDO	0x2	/* the lowest device of a PnP device's stack */

/**
 * struct wdm_ctl_device - a device object
 * @id: see above
 * @size: see above
 * @flags: DEVICE_OBJECT.Flags
 * @driver: id of its driver
 * @lower: id of the device that it is attached to, or zero
 * @upper: id of the device that is attached to it, or zero
 * @references: references to the object
 * @open_files: number of file objects that were opened through this device
 * @characteristics: DEVICE_OBJECT.Characteristics
 * @type: DEVICE_OBJECT.DeviceType
 * @alignment: DEVICE_OBJECT.AlignmentRequirement
 * @stack_size: DEVICE_OBJECT.StackSize
 * @state: WDM_CTL_DEVICE_*
 * @extension_size: bytes of the device extension
 * @reserved: zero
 * @name: name of the object, or empty
 */
struct wdm_ctl_device {
	__u64 id;
	__u32 size;
	__u32 flags;
	__u64 driver;
	__u64 lower;
	__u64 upper;
	__u64 references;
	__u32 open_files;
	__u32 characteristics;
	__u32 type;
	__u32 alignment;
	__u32 stack_size;
	__u32 state;
	__u32 extension_size;
	__u32 reserved;
	char name[WDM_CTL_NAME_MAX];
};

#define WDM_CTL_LINK_INTERFACE	0x1	/* made for a device interface */

/**
 * struct wdm_ctl_link - a symbolic link in \DosDevices
 * @id: see above
 * @size: see above
 * @flags: WDM_CTL_LINK_*
 * @device: id of the device that it leads to, or zero
 * @name: name of the link, without directory
 * @target: what it stands for
 * @node: name of its node below /dev, or empty
 */
struct wdm_ctl_link {
	__u64 id;
	__u32 size;
	__u32 flags;
	__u64 device;
	char name[WDM_CTL_NAME_MAX];
	char target[WDM_CTL_NAME_MAX];
	char node[WDM_CTL_NAME_MAX];
};

#define WDM_CTL_DEVNODE_PCI	0
#define WDM_CTL_DEVNODE_ROOT	1	/* a user added it */
#define WDM_CTL_DEVNODE_CHILD	2	/* a WDM bus driver reported it */

/**
 * struct wdm_ctl_devnode - a device, as the PnP manager sees it
 * @id: see above
 * @size: see above
 * @kind: WDM_CTL_DEVNODE_*
 * @parent: id of the devnode of its bus, or zero
 * @pdo: id of its physical device object, or zero
 * @path: its instance path, "ROOT\\FOO\\0000"
 * @hardware_id: the most specific of its hardware ids, or empty
 * @description: what it is, for people, or empty
 * @service: the name of its driver, or empty
 * @state: "started", "no driver" ...
 */
struct wdm_ctl_devnode {
	__u64 id;
	__u32 size;
	__u32 kind;
	__u64 parent;
	__u64 pdo;
	char path[WDM_CTL_NAME_MAX];
	char hardware_id[WDM_CTL_NAME_MAX];
	char description[WDM_CTL_NAME_MAX];
	char service[64];
	char state[64];
};

#define WDM_CTL_DEVICE_ADD	1	/* @name: hardware id; returns @path */
#define WDM_CTL_DEVICE_REMOVE	2	/* @name: instance path of a device that was added */
#define WDM_CTL_DEVICE_RESTART	3	/* @name: instance path: REMOVE_DEVICE, AddDevice ... */
#define WDM_CTL_DEVICE_EJECT	4	/* @name: instance path of a bus driver's device */
#define WDM_CTL_DEVICE_REBALANCE 5	/* @name: instance path: STOP_DEVICE, START_DEVICE */

/**
 * struct wdm_ctl_device_change - does something to a device
 * @name: the device in UTF-8, as @action says
 * @name_len: its length in bytes, without a NUL
 * @action: WDM_CTL_DEVICE_*
 * @status: returns the NTSTATUS
 * @reserved: zero
 * @path: returns the instance path
 */
struct wdm_ctl_device_change {
	__u64 name;
	__u32 name_len;
	__u32 action;
	__s32 status;
	__u32 reserved;
	char path[WDM_CTL_NAME_MAX];
};

#define WDM_CTL_FILTER_ADD	1	/* at the end of the list */
#define WDM_CTL_FILTER_REMOVE	2
#define WDM_CTL_FILTER_LIST	3	/* returns @service and @upper of number @index */

/**
 * struct wdm_ctl_filter - the filter drivers that the registry names
 * @where: instance path of a device, or GUID of a class in braces; UTF-8
 * @where_len: its length in bytes, without a NUL
 * @action: WDM_CTL_FILTER_*
 * @upper: 1: UpperFilters; 0: LowerFilters
 * @index: for LIST; lower filters come first
 * @status: returns the NTSTATUS; STATUS_NO_MORE_ENTRIES behind the last one
 * @reserved: zero
 * @service: the filter, NUL-terminated UTF-8
 */
struct wdm_ctl_filter {
	__u64 where;
	__u32 where_len;
	__u32 action;
	__u32 upper;
	__u32 index;
	__s32 status;
	__u32 reserved;
	char service[64];
};

/**
 * struct wdm_ctl_wmi - a block of a WMI provider
 * @id: see above
 * @size: see above
 * @flags: WMIREG_FLAG_*
 * @device: id of the device object that provides it
 * @instances: number of instances
 * @provider: number of the provider, as events carry it
 * @guid: the block, as a GUID lies in memory
 */
struct wdm_ctl_wmi {
	__u64 id;
	__u32 size;
	__u32 flags;
	__u64 device;
	__u32 instances;
	__u32 provider;
	__u8 guid[16];
};

/**
 * struct wdm_ctl_wmi_query - asks all providers of a block for its data
 * @guid: the block
 * @buffer: gets WNODE_ALL_DATA structures one behind the other, each at a multiple
 *	of 8 bytes
 * @length: bytes at @buffer; returns how many there are, even if they don't fit,
 *	in which case nothing is copied
 * @status: returns the NTSTATUS
 */
struct wdm_ctl_wmi_query {
	__u8 guid[16];
	__u64 buffer;
	__u32 length;
	__s32 status;
};

/*
 * The registry. Keys are named by full paths, "\\Registry\\Machine\\...", in UTF-8,
 * without a NUL; letter case doesn't matter. These need CAP_SYS_ADMIN, and return 0
 * once the registry was asked; @status is its answer.
 */

/* The longest name of a key in UTF-8: 255 units, with a NUL. */
#define WDM_CTL_REG_KEY_NAME_MAX	768
/* The longest name of a value: 16383 units. */
#define WDM_CTL_REG_VALUE_NAME_MAX	(3 * 16383)

/**
 * struct wdm_ctl_reg_key - a key, and one of its subkeys
 * @path: the key
 * @path_len: bytes there
 * @index: of a subkey, from zero; subkeys are sorted by name
 * @status: returns STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND ...;
 *	STATUS_NO_MORE_ENTRIES if there is no such subkey, with all but @name set
 * @subkeys: returns the number of subkeys
 * @values: returns the number of values
 * @reserved: zero
 * @written: returns the time of the last change: 100 ns since 1601, UTC
 * @name: returns the name of the subkey
 */
struct wdm_ctl_reg_key {
	__u64 path;
	__u32 path_len;
	__u32 index;
	__s32 status;
	__u32 subkeys;
	__u32 values;
	__u32 reserved;
	__u64 written;
	char name[WDM_CTL_REG_KEY_NAME_MAX];
};

#define WDM_CTL_REG_BY_INDEX	0x1	/* @index says which value, and @name returns its name */

/**
 * struct wdm_ctl_reg_value - reads a value
 * @path: the key
 * @path_len: bytes there
 * @flags: WDM_CTL_REG_BY_INDEX
 * @name: the value's name; empty for the key's default value
 * @name_len: bytes there; by index: room there, WDM_CTL_REG_VALUE_NAME_MAX for any name.
 *	Returns the bytes of the name, of which none are written if there are more
 * @index: from zero
 * @data: returns the data
 * @data_len: bytes there; returns the bytes of the data, of which none are written if
 *	there are more
 * @type: returns REG_SZ (1) ...
 * @status: returns STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND ...
 * @reserved: zero
 */
struct wdm_ctl_reg_value {
	__u64 path;
	__u32 path_len;
	__u32 flags;
	__u64 name;
	__u32 name_len;
	__u32 index;
	__u64 data;
	__u32 data_len;
	__u32 type;
	__s32 status;
	__u32 reserved;
};

#define WDM_CTL_REG_SET_VALUE		1	/* @name, @type, @data; makes the keys of @path */
#define WDM_CTL_REG_DELETE_VALUE	2	/* @name */
#define WDM_CTL_REG_CREATE_KEY		3	/* all of @path; one that is there is fine */
#define WDM_CTL_REG_DELETE_KEY		4	/* without subkeys, else STATUS_CANNOT_DELETE */

/**
 * struct wdm_ctl_reg_change - changes a key
 * @path: the key
 * @path_len: bytes there
 * @action: WDM_CTL_REG_*
 * @name: name of a value, or empty
 * @name_len: bytes there
 * @type: REG_SZ (1) ...
 * @data: its data
 * @data_len: bytes there
 * @status: returns the NTSTATUS
 */
struct wdm_ctl_reg_change {
	__u64 path;
	__u32 path_len;
	__u32 action;
	__u64 name;
	__u32 name_len;
	__u32 type;
	__u64 data;
	__u32 data_len;
	__s32 status;
};

/*
 * Images: drivers as Windows has them, .sys files. To load or unload one needs
 * CAP_SYS_MODULE.
 *
 * What the driver's INF says comes along as a block of data that begins with struct
 * wdm_ctl_inf. Tables and strings in it are named by their offsets from its start, at
 * multiples of 4 and of 2 bytes; strings are UTF-16 with a NUL, and offset zero is none.
 */

/**
 * struct wdm_ctl_inf - what an INF says about one driver
 * @values: table of struct wdm_ctl_inf_value: all registry values
 * @nr_values: how many
 * @ids: table of struct wdm_ctl_inf_id: the ids of the devices that the driver is the
 *	function driver of, then those of devices that it is a filter of
 * @nr_ids: how many of the first kind
 * @nr_filter_ids: how many of the second
 * @service_values: values of the service's key: number of the first in @values
 * @nr_service_values: how many
 * @start_type: StartType of the service
 * @class_name: string: [Version] Class
 * @class_guid: string: [Version] ClassGuid with braces
 * @provider: string: [Version] Provider
 * @driver_ver: string: [Version] DriverVer, "mm/dd/yyyy,w.x.y.z"
 * @mfg: string: the manufacturer's name
 * @reserved: zero
 */
struct wdm_ctl_inf {
	__u32 values;
	__u32 nr_values;
	__u32 ids;
	__u32 nr_ids;
	__u32 nr_filter_ids;
	__u32 service_values;
	__u32 nr_service_values;
	__u32 start_type;
	__u32 class_name;
	__u32 class_guid;
	__u32 provider;
	__u32 driver_ver;
	__u32 mfg;
	__u32 reserved;
};

/**
 * struct wdm_ctl_inf_id - a device
 * @hardware_id: string: its id
 * @description: string: what it is
 * @values: its values: number of the first in the table of values
 * @nr_values: how many
 */
struct wdm_ctl_inf_id {
	__u32 hardware_id;
	__u32 description;
	__u32 values;
	__u32 nr_values;
};

/* Which key a value is below. */
#define WDM_CTL_INF_HARDWARE	0	/* the device's */
#define WDM_CTL_INF_SERVICE	1	/* the service's */
#define WDM_CTL_INF_MACHINE	2	/* \Registry\Machine */
#define WDM_CTL_INF_SOFTWARE	3	/* the driver key */
#define WDM_CTL_INF_DEVICE	4	/* the key of the device itself */

#define WDM_CTL_INF_APPEND	0x1	/* to the strings of a value that is there */

/**
 * struct wdm_ctl_inf_value - a registry value
 * @root: WDM_CTL_INF_HARDWARE ...
 * @subkey: string: path below that
 * @name: string: the value's name; none: only the key is made
 * @type: REG_SZ (1) ...
 * @data: offset of the data, as the registry has it
 * @length: bytes there
 * @flags: WDM_CTL_INF_APPEND
 */
struct wdm_ctl_inf_value {
	__u32 root;
	__u32 subkey;
	__u32 name;
	__u32 type;
	__u32 data;
	__u32 length;
	__u32 flags;
};

/* What an instruction of an image does that isn't what it does on Windows. */
#define WDM_SITE_READ_IRQL	1	/* mov reg, cr8 */
#define WDM_SITE_WRITE_IRQL	2	/* mov cr8, reg */
#define WDM_SITE_READ_GS	3	/* mov(zx) reg, gs:[...] */
#define WDM_SITE_DISABLE	4	/* cli */
#define WDM_SITE_ENABLE		5	/* sti */
#define WDM_SITE_POP_FLAGS	6	/* popfq */
#define WDM_SITE_BREAK		7	/* int 3 */
#define WDM_SITE_ASSERT		8	/* int 2Ch */
#define WDM_SITE_FAIL_FAST	9	/* int 29h */
/* Not an instruction but eight bytes: an address in KUSER_SHARED_DATA */
#define WDM_SITE_SHARED_DATA	10

#define WDM_SITE_NO_REGISTER	0xff

/**
 * struct wdm_ctl_site - such a place in an image
 * @rva: where it is
 * @length: bytes there
 * @kind: WDM_SITE_*
 * @reg: the general register that gets or gives the value, as machine code numbers it
 * @width: bytes of @reg that get a value: 1, 2; with 4 and 8 it is all of it
 * @size: bytes that are read at gs: 1, 2, 4, 8
 * @base: register of that address, or WDM_SITE_NO_REGISTER
 * @index: the same
 * @shift: @index counts so many bits to the left
 * @displacement: the rest of the address
 */
struct wdm_ctl_site {
	__u32 rva;
	__u8 length;
	__u8 kind;
	__u8 reg;
	__u8 width;
	__u8 size;
	__u8 base;
	__u8 index;
	__u8 shift;
	__s32 displacement;
};

#define WDM_IMAGE_READ		0x1	/* @sites are all there are */
#define WDM_IMAGE_VECTORS	0x2	/* its code uses registers of the FPU, MMX, SSE, AVX */

/**
 * struct wdm_ctl_image_load - loads an image and starts its driver
 * @image: the file's contents
 * @info: struct wdm_ctl_inf and what belongs to it
 * @sites: array of struct wdm_ctl_site, sorted by @rva
 * @plain: array of RVAs where routines begin from which no use of these registers can be
 *	reached; of an image with WDM_IMAGE_VECTORS
 * @text: gets the reason if the image is not loaded, with a NUL
 * @image_len: bytes of the file
 * @info_len: bytes at @info; zero for a driver without INF
 * @nr_sites: how many are at @sites
 * @nr_plain: how many are at @plain
 * @code: WDM_IMAGE_*
 * @text_len: bytes at @text; 4096 are enough for any
 * @status: returns the NTSTATUS
 * @reserved: 0
 * @file: the file's name without folder, "foo.sys"
 * @service: name of the service
 *
 * Returns 0 if it was tried.
 */
struct wdm_ctl_image_load {
	__u64 image;
	__u64 info;
	__u64 sites;
	__u64 plain;
	__u64 text;
	__u32 image_len;
	__u32 info_len;
	__u32 nr_sites;
	__u32 nr_plain;
	__u32 code;
	__u32 text_len;
	__s32 status;
	__u32 reserved;
	char file[64];
	char service[64];
};

/**
 * struct wdm_ctl_image_unload - stops the driver and unloads its image
 * @service: name of the service
 *
 * Returns 0; ENOENT: there is no image of that service; EBUSY: it is in use, or has no
 * Unload routine.
 */
struct wdm_ctl_image_unload {
	char service[64];
};

#define WDM_CTL_IMAGE_LOAD	_IOWR('W', 0x30, struct wdm_ctl_image_load)
#define WDM_CTL_IMAGE_UNLOAD	_IOW('W', 0x31, struct wdm_ctl_image_unload)

#define WDM_CTL_OPEN		_IOWR('W', 0x01, struct wdm_ctl_open)
#define WDM_CTL_NEXT_DRIVER	_IOWR('W', 0x02, struct wdm_ctl_driver)
#define WDM_CTL_NEXT_DEVICE	_IOWR('W', 0x03, struct wdm_ctl_device)
#define WDM_CTL_NEXT_LINK	_IOWR('W', 0x04, struct wdm_ctl_link)
#define WDM_CTL_NEXT_WMI	_IOWR('W', 0x05, struct wdm_ctl_wmi)
#define WDM_CTL_WMI_QUERY	_IOWR('W', 0x06, struct wdm_ctl_wmi_query)
#define WDM_CTL_REG_KEY		_IOWR('W', 0x20, struct wdm_ctl_reg_key)
#define WDM_CTL_REG_VALUE	_IOWR('W', 0x21, struct wdm_ctl_reg_value)
#define WDM_CTL_REG_CHANGE	_IOWR('W', 0x22, struct wdm_ctl_reg_change)
#define WDM_CTL_NEXT_DEVNODE	_IOWR('W', 0x10, struct wdm_ctl_devnode)
#define WDM_CTL_DEVICE_CHANGE	_IOWR('W', 0x11, struct wdm_ctl_device_change)
#define WDM_CTL_FILTER		_IOWR('W', 0x12, struct wdm_ctl_filter)

#endif /* _UAPI_WDM_CTL_H */
