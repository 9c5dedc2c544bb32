// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_system: Plug and Play, interrupts, power, WMI and ETW with each
 * allocation failing in turn, see faults.h.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include <evntprov.h>
#include <wmiguid.h>
#include <wmilib.h>
#include <wmistr.h>
#include "hal.h"
#include "ke.h"
#include "pnp_pdo.h"
#include "wmi.h"
#include "faults.h"

/* Long enough for what a work item does. */
#define PATIENCE_MS	10000

/* Where no device is. */
#define BUS	0x77
#define SLOT	0x1f

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

static const GUID class = {
	0x12345678, 0x9ABC, 0xDEF0, { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef }
};

static bool add_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;
	NTSTATUS status;

	faults_begin(f);
	status = wdm_root_add(L"ROOT\\KunitFaultsAdd", &node);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, node);
		return false;
	}
	wdm_root_remove(node);
	wdm_devnode_put(node);
	return true;
}

static bool register_interface(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;
	UNICODE_STRING name = {};
	NTSTATUS status;

	/* A registration goes with its device. */
	if (!NT_SUCCESS(wdm_root_add(L"ROOT\\KunitFaultsInterface", &node)))
		return false;
	faults_begin(f);
	status = IoRegisterDeviceInterface(node->pdo, &class, NULL, &name);
	faults_end(f);
	/* A success that isn't "was there already": the failed one left nothing. */
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
		RtlFreeUnicodeString(&name);
	} else {
		KUNIT_EXPECT_NULL(test, name.Buffer);
	}
	wdm_root_remove(node);
	wdm_devnode_put(node);
	return NT_SUCCESS(status);
}

static bool enable_interface(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING *name = context;
	NTSTATUS status;

	faults_begin(f);
	status = IoSetDeviceInterfaceState(name, TRUE);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, IoSetDeviceInterfaceState(name, FALSE),
			NT_SUCCESS(status) ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	return true;
}

static bool list_interfaces(struct kunit *test, struct faults *f, void *context)
{
	PZZWSTR list = (PZZWSTR)1;
	NTSTATUS status;

	faults_begin(f);
	status = IoGetDeviceInterfaces(&class, NULL, DEVICE_INTERFACE_INCLUDE_NONACTIVE, &list);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, list);
		return false;
	}
	ExFreePool(list);
	return true;
}

static NTSTATUS NTAPI told(PVOID notification, PVOID context)
{
	++*(unsigned int *)context;
	return STATUS_SUCCESS;
}

/* Existing interfaces: told of all, or not registered. */
static bool notification(struct kunit *test, struct faults *f, void *context)
{
	const ULONG existing = PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES;
	struct pdo_test *fake = context;
	unsigned int calls = 0;
	NTSTATUS status;
	PVOID entry = (PVOID)1;

	faults_begin(f);
	status = IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, existing,
						(PVOID)&class, &fake->driver->obj, told, &calls,
						&entry);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, calls, NT_SUCCESS(status) ? 1U : 0U);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, entry);
		return false;
	}
	KUNIT_EXPECT_EQ(test, IoUnregisterPlugPlayNotification(entry), STATUS_SUCCESS);
	return true;
}

static bool device_property(struct kunit *test, struct faults *f, void *context)
{
	static const DEVICE_REGISTRY_PROPERTY properties[] = {
		DevicePropertyPhysicalDeviceObjectName, DevicePropertyBootConfiguration,
		DevicePropertyBootConfigurationTranslated, DevicePropertyResourceRequirements,
	};
	struct pdo_test *fake = context;
	bool done = true;
	NTSTATUS status;
	u32 kind = fake->node->kind;
	u8 buffer[256];
	ULONG length;
	size_t i;

	/* Its resources are as if Linux had assigned them. */
	fake->node->kind = WDM_DEVNODE_PCI;
	fake->node->resources.interrupt.irq = 5;
	faults_begin(f);
	for (i = 0; i < ARRAY_SIZE(properties); i++) {
		status = IoGetDeviceProperty(fake->pdo, properties[i], sizeof(buffer), buffer,
					     &length);
		done &= faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
	}
	faults_end(f);
	fake->node->resources.interrupt.irq = 0;
	fake->node->kind = kind;
	return done;
}

static bool open_device_key(struct kunit *test, struct faults *f, void *context)
{
	struct pdo_test *fake = context;
	HANDLE h = NULL;
	NTSTATUS status;

	/* As if it never had a driver key: the number is chosen again. */
	fake->node->driver_key[0] = 0;
	faults_begin(f);
	status = IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DEVICE, KEY_READ, &h);
	if (NT_SUCCESS(status)) {
		ZwClose(h);
		status = IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DRIVER, KEY_READ, &h);
	}
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	ZwClose(h);
	return true;
}

static struct completion ejected;

static VOID NTAPI eject_done(NTSTATUS status, PVOID context)
{
	complete(&ejected);
}

/* Without memory nothing is begun, and nobody is called. */
static bool eject(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;
	NTSTATUS status;

	init_completion(&ejected);
	if (!NT_SUCCESS(wdm_root_add(L"ROOT\\KunitFaultsEject", &node)))
		return false;
	faults_begin(f);
	status = IoRequestDeviceEjectEx(node->pdo, eject_done, NULL, NULL);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		KUNIT_EXPECT_NE(test, 0UL,
				wait_for_completion_timeout(&ejected,
							    msecs_to_jiffies(PATIENCE_MS)));
	else
		KUNIT_EXPECT_FALSE(test, completion_done(&ejected));
	wdm_root_remove(node);
	wdm_devnode_put(node);
	return NT_SUCCESS(status);
}

/* It returns nothing; what it does without memory is nothing, which isn't to crash. */
static bool eject_plain(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;

	if (!NT_SUCCESS(wdm_root_add(L"ROOT\\KunitFaultsEject", &node)))
		return false;
	faults_begin(f);
	IoRequestDeviceEject(node->pdo);
	faults_end(f);
	wdm_pnp_flush();
	wdm_root_remove(node);
	wdm_devnode_put(node);
	return true;
}

static void pnp(struct kunit *test)
{
	struct pdo_test *fake = pdo_test_new(test, L"ROOT\\KunitFaults");
	UNICODE_STRING name;

	faults_run(test, "adding a device", add_device, NULL, 5);
	faults_run(test, "IoRegisterDeviceInterface", register_interface, NULL, 2);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(fake->pdo, &class, NULL, &name));
	faults_run(test, "IoSetDeviceInterfaceState", enable_interface, &name, 5);
	faults_run(test, "IoGetDeviceInterfaces", list_interfaces, NULL, 1);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, TRUE));
	faults_run(test, "IoRegisterPlugPlayNotification", notification, fake, 2);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, FALSE));
	RtlFreeUnicodeString(&name);
	faults_run(test, "IoGetDeviceProperty", device_property, fake, 2);
	faults_run(test, "IoOpenDeviceRegistryKey", open_device_key, fake, 3);
	faults_run(test, "IoRequestDeviceEjectEx", eject, NULL, 1);
	faults_run(test, "IoRequestDeviceEject", eject_plain, NULL, 0);
}

/* An interrupt without hardware. */
static int new_irq(struct kunit *test)
{
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);

	KUNIT_ASSERT_GT(test, irq, 0);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

static BOOLEAN NTAPI isr(PKINTERRUPT interrupt, PVOID context)
{
	return FALSE;
}

static bool connect(struct kunit *test, struct faults *f, void *context)
{
	struct pdo_test *fake = context;
	IO_CONNECT_INTERRUPT_PARAMETERS p = { .Version = CONNECT_LINE_BASED };
	IO_DISCONNECT_INTERRUPT_PARAMETERS d = { .Version = CONNECT_LINE_BASED };
	u32 irq = fake->node->resources.interrupt.irq;
	PKINTERRUPT interrupt = (PKINTERRUPT)1;
	NTSTATUS status;

	p.LineBased.PhysicalDeviceObject = fake->pdo;
	p.LineBased.InterruptObject = &interrupt;
	p.LineBased.ServiceRoutine = isr;
	faults_begin(f);
	if (fake->context)
		status = IoConnectInterruptEx(&p);
	else
		status = IoConnectInterrupt(&interrupt, isr, NULL, NULL, irq, 5, 5, LevelSensitive,
					    TRUE, 1, FALSE);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, interrupt);
		KUNIT_EXPECT_TRUE(test, list_empty(&fake->node->interrupts));
		return false;
	}
	d.ConnectionContext.InterruptObject = interrupt;
	if (fake->context)
		IoDisconnectInterruptEx(&d);
	else
		IoDisconnectInterrupt(interrupt);
	return true;
}

static void interrupts(struct kunit *test)
{
	struct pdo_test *fake = pdo_test_new(test, L"ROOT\\KunitFaultsIrq");
	int irq = new_irq(test);

	fake->node->resources.interrupt.irq = irq;
	fake->node->hardware = true;
	faults_run(test, "IoConnectInterrupt", connect, fake, 2);
	fake->context = fake;
	faults_run(test, "IoConnectInterruptEx", connect, fake, 2);
	fake->node->hardware = false;
	fake->node->resources.interrupt.irq = 0;
	irq_free_descs(irq, 1);
}

static bool get_adapter(struct kunit *test, struct faults *f, void *context)
{
	DEVICE_DESCRIPTION description = {
		.Version = DEVICE_DESCRIPTION_VERSION,
		.Master = TRUE,
		.ScatterGather = TRUE,
		.Dma32BitAddresses = TRUE,
		.InterfaceType = PCIBus,
		.MaximumLength = 0x10000,
	};
	PADAPTER_OBJECT adapter;
	ULONG registers = 0;

	faults_begin(f);
	adapter = HalGetAdapter(&description, &registers);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!registers, !!adapter);
	if (adapter)
		adapter->DmaOperations->PutDmaAdapter(adapter);
	return adapter;
}

static bool assign_slot(struct kunit *test, struct faults *f, void *context)
{
	struct pdo_test *fake = context;
	PCM_RESOURCE_LIST list = NULL;
	NTSTATUS status;

	faults_begin(f);
	status = HalAssignSlotResources(NULL, NULL, &fake->driver->obj, NULL, PCIBus, BUS, SLOT,
					&list);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!list, NT_SUCCESS(status));
	if (list)
		ExFreePool(list);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

/* What drivers call that don't know of Plug and Play, for a device that looks like PCI's. */
static void before_pnp(struct kunit *test)
{
	struct pdo_test *fake = pdo_test_new(test, L"ROOT\\KunitFaultsSlot");
	struct wdm_devnode *node = fake->node;
	struct wdm_driver *driver = node->driver;
	u32 kind = node->kind;

	node->kind = WDM_DEVNODE_PCI;
	node->hardware = true;
	node->driver = fake->driver;
	node->starter = current;
	node->dma_mask = DMA_BIT_MASK(64);
	node->resources.bus = BUS;
	node->resources.slot = SLOT;
	node->resources.interrupt.irq = 5;
	faults_run(test, "HalGetAdapter", get_adapter, NULL, 1);
	faults_run(test, "HalAssignSlotResources", assign_slot, fake, 1);
	node->resources.interrupt.irq = 0;
	node->starter = NULL;
	node->driver = driver;
	node->hardware = false;
	node->kind = kind;
}

static struct completion power_done;

static VOID NTAPI power_ended(PDEVICE_OBJECT device, UCHAR minor, POWER_STATE state, PVOID context,
			      PIO_STATUS_BLOCK iosb)
{
	complete(&power_done);
}

/* With an error, the completion routine isn't called. */
static bool request_power(struct kunit *test, struct faults *f, void *context)
{
	POWER_STATE state = { .DeviceState = PowerDeviceD0 };
	struct pdo_test *fake = context;
	NTSTATUS status;

	init_completion(&power_done);
	faults_begin(f);
	status = PoRequestPowerIrp(fake->pdo, IRP_MN_SET_POWER, state, power_ended, NULL, NULL);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_FALSE(test, completion_done(&power_done));
		return false;
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_PENDING);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&power_done,
							       msecs_to_jiffies(PATIENCE_MS)));
	return true;
}

static void power(struct kunit *test)
{
	struct pdo_test *fake = pdo_test_new(test, L"ROOT\\KunitFaultsPower");

	faults_run(test, "PoRequestPowerIrp", request_power, fake, 1);
}

static const GUID wmi_guid = { 0x22345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };

/* A provider of one block with one instance. */
static NTSTATUS NTAPI system_control(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = irp->IoStatus.Status;

	if (stack->MinorFunction == IRP_MN_REGINFO_EX) {
		WMIREGINFOW *info = stack->Parameters.WMI.Buffer;
		WMIREGGUIDW *block = info->WmiRegGuid;

		info->BufferSize = sizeof(*info) + sizeof(*block);
		info->GuidCount = 1;
		block->Guid = wmi_guid;
		block->InstanceCount = 1;
		irp->IoStatus.Information = info->BufferSize;
		status = STATUS_SUCCESS;
	} else if (stack->MinorFunction == IRP_MN_QUERY_ALL_DATA) {
		WNODE_ALL_DATA *node = stack->Parameters.WMI.Buffer;

		node->WnodeHeader.BufferSize = sizeof(*node);
		node->InstanceCount = 1;
		irp->IoStatus.Information = sizeof(*node);
		status = STATUS_SUCCESS;
	}
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static bool register_provider(struct kunit *test, struct faults *f, void *context)
{
	PDEVICE_OBJECT device = context;
	NTSTATUS status;

	faults_begin(f);
	status = IoWMIRegistrationControl(device, WMIREG_ACTION_REGISTER);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!IoWMIDeviceObjectToProviderId(device), NT_SUCCESS(status));
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoWMIRegistrationControl(device, WMIREG_ACTION_DEREGISTER));
	return true;
}

/* What was known of its blocks stays known. */
static bool update_provider(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status;
	void *data;
	u32 length;

	faults_begin(f);
	status = IoWMIRegistrationControl(context, WMIREG_ACTION_UPDATE_GUIDS);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_wmi_query_all(&wmi_guid, &data, &length));
	kvfree(data);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

/* All providers' data or none: an answer without one's would look complete. */
static bool query_block(struct kunit *test, struct faults *f, void *context)
{
	u8 buffer[512] = {};
	ULONG length = sizeof(buffer);
	NTSTATUS status;
	PVOID block;

	if (!NT_SUCCESS(IoWMIOpenBlock(&wmi_guid, WMIGUID_QUERY, &block)))
		return false;
	faults_begin(f);
	status = IoWMIQueryAllData(block, &length, buffer);
	faults_end(f);
	ObDereferenceObject(block);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	KUNIT_EXPECT_EQ(test, length, ALIGN(sizeof(WNODE_ALL_DATA), 8) + sizeof(WNODE_ALL_DATA));
	return true;
}

static VOID NTAPI on_event(PVOID wnode, PVOID context)
{
	++*(unsigned int *)context;
}

static bool open_block(struct kunit *test, struct faults *f, void *context)
{
	unsigned int calls = 0;
	PVOID block = NULL;
	NTSTATUS status;

	faults_begin(f);
	status = IoWMIOpenBlock(&wmi_guid, WMIGUID_NOTIFICATION, &block);
	/* The providers are told in any case. */
	if (NT_SUCCESS(status))
		status = IoWMISetNotificationCallback(block, on_event, &calls);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, block);
		return false;
	}
	ObDereferenceObject(block);
	return true;
}

/* The event stays the caller's if it can't be sent. */
static bool write_event(struct kunit *test, struct faults *f, void *context)
{
	WNODE_EVENT_ITEM *event = ExAllocatePoolZero(NonPagedPoolNx, sizeof(*event), 'tlfK');
	NTSTATUS status;

	if (!event)
		return false;
	event->WnodeHeader.BufferSize = sizeof(*event);
	event->WnodeHeader.Guid = wmi_guid;
	event->WnodeHeader.Flags = WNODE_FLAG_EVENT_ITEM;
	faults_begin(f);
	status = IoWMIWriteEvent(event);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return true;
	ExFreePool(event);
	return false;
}

/* The data are WMI's in any case. */
static bool fire_event(struct kunit *test, struct faults *f, void *context)
{
	void *data = ExAllocatePoolZero(NonPagedPoolNx, 16, 'tlfK');
	NTSTATUS status;

	if (!data)
		return false;
	faults_begin(f);
	status = WmiFireEvent(context, &wmi_guid, 0, 16, data);
	faults_end(f);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

/* No number is lost: the first one that is given is the first. */
static bool instance_ids(struct kunit *test, struct faults *f, void *context)
{
	GUID guid = { 0x32345678, ++*(u16 *)context, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	ULONG first = 77;
	NTSTATUS status;

	faults_begin(f);
	status = IoWMIAllocateInstanceIds(&guid, 3, &first);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, first, NT_SUCCESS(status) ? 0U : 77U);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return true;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoWMIAllocateInstanceIds(&guid, 1, &first));
	KUNIT_EXPECT_EQ(test, first, 0U);
	return false;
}

static bool register_etw(struct kunit *test, struct faults *f, void *context)
{
	REGHANDLE handle = 77;
	NTSTATUS status;

	faults_begin(f);
	status = EtwRegister(&wmi_guid, NULL, NULL, &handle);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_EQ(test, handle, 77ULL);
		return false;
	}
	KUNIT_EXPECT_EQ(test, EtwUnregister(handle), STATUS_SUCCESS);
	return true;
}

static void tracing(struct kunit *test)
{
	static u16 number;
	PDEVICE_OBJECT device[2];
	struct wdm_driver *driver;
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_driver_create("kunit_faults_8", NULL, &driver));
	driver->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = system_control;
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoCreateDevice(&driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0,
					       FALSE, &device[i]));
	faults_run(test, "IoWMIRegistrationControl", register_provider, device[0], 2);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoWMIRegistrationControl(device[i], WMIREG_ACTION_REGISTER));
	faults_run(test, "IoWMIRegistrationControl", update_provider, device[0], 1);
	faults_run(test, "IoWMIQueryAllData", query_block, NULL, 2);
	faults_run(test, "IoWMIOpenBlock", open_block, NULL, 1);
	faults_run(test, "IoWMIWriteEvent", write_event, NULL, 1);
	faults_run(test, "WmiFireEvent", fire_event, device[0], 2);
	faults_run(test, "IoWMIAllocateInstanceIds", instance_ids, &number, 1);
	faults_run(test, "EtwRegister", register_etw, NULL, 1);
	wdm_wmi_flush_events();
	for (i = 0; i < 2; i++) {
		IoWMIRegistrationControl(device[i], WMIREG_ACTION_DEREGISTER);
		IoDeleteDevice(device[i]);
	}
	wdm_driver_destroy(driver);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pnp),
	KUNIT_CASE(interrupts),
	KUNIT_CASE(before_pnp),
	KUNIT_CASE(power),
	KUNIT_CASE(tracing),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_system",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
