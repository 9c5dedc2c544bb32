// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_arbiter: resources of devices of bus drivers, and of those that drivers find
 * by themselves: arbiter.c, assign.c, detected.c.
 */
#include "pnp_fake.h"
#include <cfg.h>
#include <initguid.h>
#include <devpkey.h>

/* Addresses above all memory and devices of the test machine. */
#define HIGH	0x7f00000000ULL

struct needs {
	IO_RESOURCE_REQUIREMENTS_LIST head;
	u8 room[256];
};

/* The list so far, with one descriptor more. */
static PIO_RESOURCE_DESCRIPTOR need(struct needs *n)
{
	PIO_RESOURCE_DESCRIPTOR d;

	if (!n->head.AlternativeLists) {
		n->head.InterfaceType = Internal;
		n->head.AlternativeLists = 1;
		n->head.List[0].Version = 1;
		n->head.List[0].Revision = 1;
	}
	d = n->head.List[0].Descriptors + n->head.List[0].Count++;
	n->head.ListSize = (u8 *)(d + 1) - (u8 *)n;
	memset(d, 0, sizeof(*d));
	return d;
}

static void need_memory(struct needs *n, u64 minimum, u64 maximum, u32 length, u32 alignment,
			u8 option)
{
	PIO_RESOURCE_DESCRIPTOR d = need(n);

	d->Type = CmResourceTypeMemory;
	d->Option = option;
	d->ShareDisposition = CmResourceShareDeviceExclusive;
	d->u.Memory.MinimumAddress.QuadPart = minimum;
	d->u.Memory.MaximumAddress.QuadPart = maximum;
	d->u.Memory.Length = length;
	d->u.Memory.Alignment = alignment;
}

static void need_vector(struct needs *n, u32 minimum, u32 maximum, u8 share)
{
	PIO_RESOURCE_DESCRIPTOR d = need(n);

	d->Type = CmResourceTypeInterrupt;
	d->ShareDisposition = share;
	d->u.Interrupt.MinimumVector = minimum;
	d->u.Interrupt.MaximumVector = maximum;
}

static NTSTATUS assign(const void *owner, const struct needs *n, PCM_RESOURCE_LIST *list)
{
	return wdm_arbiter_assign(owner, NULL, &n->head, list);
}

/* The one range that @owner is given; 0: none. */
static u64 assigned(struct kunit *test, const void *owner, const struct needs *n)
{
	PCM_RESOURCE_LIST list;
	u64 start = 0;

	if (!NT_SUCCESS(assign(owner, n, &list)))
		return 0;
	KUNIT_EXPECT_EQ(test, 1, list->List[0].PartialResourceList.Count);
	start = list->List[0].PartialResourceList.PartialDescriptors[0].u.Memory.Start.QuadPart;
	ExFreePool(list);
	return start;
}

static void owners_dont_overlap(struct kunit *test)
{
	struct needs n = {};
	int a, b, c, d;

	need_memory(&n, HIGH + 0x80, HIGH + 0x37ff, 0x1000, 0x1000, 0);
	KUNIT_EXPECT_EQ(test, HIGH + 0x1000, assigned(test, &a, &n));
	KUNIT_EXPECT_EQ(test, HIGH + 0x2000, assigned(test, &b, &n));
	/* The next multiple would end behind the maximum. */
	KUNIT_EXPECT_EQ(test, 0, assigned(test, &c, &n));
	/* Who asks again may have what he has. */
	KUNIT_EXPECT_EQ(test, HIGH + 0x1000, assigned(test, &a, &n));
	wdm_arbiter_release(&a);
	KUNIT_EXPECT_EQ(test, HIGH + 0x1000, assigned(test, &d, &n));
	wdm_arbiter_release(&b);
	wdm_arbiter_release(&d);
}

static void linux_is_asked(struct kunit *test)
{
	struct needs n = {};
	struct resource *r;
	int a;

	need_memory(&n, HIGH, HIGH + 0xfff, 0x1000, 0x1000, 0);
	r = request_mem_region(HIGH + 0x800, 0x10, "kunit");
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_EQ(test, 0, assigned(test, &a, &n));
	release_mem_region(HIGH + 0x800, 0x10);
	KUNIT_EXPECT_EQ(test, HIGH, assigned(test, &a, &n));
	/* Claimed there as well, and let go of. */
	KUNIT_EXPECT_NULL(test, request_mem_region(HIGH + 0x800, 0x10, "kunit"));
	wdm_arbiter_release(&a);
	r = request_mem_region(HIGH + 0x800, 0x10, "kunit");
	KUNIT_EXPECT_NOT_NULL(test, r);
	if (r)
		release_mem_region(HIGH + 0x800, 0x10);
}

static void alternatives_are_tried(struct kunit *test)
{
	struct needs taken = {}, n = {};
	PCM_RESOURCE_LIST list;
	int a, b;

	need_memory(&taken, HIGH, HIGH + 0xfff, 0x1000, 1, 0);
	KUNIT_EXPECT_EQ(test, HIGH, assigned(test, &a, &taken));
	need_memory(&n, HIGH, HIGH + 0xfff, 0x1000, 1, IO_RESOURCE_PREFERRED);
	need_memory(&n, HIGH + 0x1000, HIGH + 0x1fff, 0x1000, 1, IO_RESOURCE_ALTERNATIVE);
	need_memory(&n, HIGH + 0x2000, HIGH + 0x2fff, 0x1000, 1, IO_RESOURCE_ALTERNATIVE);
	need_vector(&n, 200, 200, CmResourceShareDeviceExclusive);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, assign(&b, &n, &list));
	/* One of the three, and the interrupt. */
	KUNIT_EXPECT_EQ(test, 2, list->List[0].PartialResourceList.Count);
	KUNIT_EXPECT_EQ(test, HIGH + 0x1000, list->List[0].PartialResourceList
			.PartialDescriptors[0].u.Memory.Start.QuadPart);
	KUNIT_EXPECT_EQ(test, 200, (list->List[0].PartialResourceList.PartialDescriptors + 1)
			->u.Interrupt.Vector);
	ExFreePool(list);
	/* A list of alternatives of which none can be had leaves what was there. */
	need_vector(&taken, 200, 200, CmResourceShareDeviceExclusive);
	KUNIT_EXPECT_EQ(test, STATUS_CONFLICTING_ADDRESSES, assign(&a, &taken, &list));
	KUNIT_EXPECT_NULL(test, list);
	wdm_arbiter_release(&b);
	KUNIT_EXPECT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	wdm_arbiter_release(&a);
}

static void second_list_is_tried(struct kunit *test)
{
	struct needs taken = {}, n = {};
	PIO_RESOURCE_LIST second;
	int a, b;

	need_memory(&taken, HIGH, HIGH + 0xfff, 0x1000, 1, 0);
	KUNIT_EXPECT_EQ(test, HIGH, assigned(test, &a, &taken));
	need_memory(&n, HIGH, HIGH + 0xfff, 0x1000, 1, 0);
	second = (PIO_RESOURCE_LIST)(n.head.List[0].Descriptors + 1);
	*second = (IO_RESOURCE_LIST) { .Version = 1, .Revision = 1, .Count = 1 };
	second->Descriptors[0] = n.head.List[0].Descriptors[0];
	second->Descriptors[0].u.Memory.MinimumAddress.QuadPart = HIGH + 0x5000;
	second->Descriptors[0].u.Memory.MaximumAddress.QuadPart = HIGH + 0x5fff;
	n.head.AlternativeLists = 2;
	n.head.ListSize = (u8 *)(second + 1) - (u8 *)&n;
	KUNIT_EXPECT_EQ(test, HIGH + 0x5000, assigned(test, &b, &n));
	wdm_arbiter_release(&b);
	/* Longer than it says it is. */
	n.head.ListSize--;
	KUNIT_EXPECT_EQ(test, 0, assigned(test, &b, &n));
	wdm_arbiter_release(&a);
}

static void interrupts_are_shared(struct kunit *test)
{
	struct needs shared = {}, exclusive = {};
	PCM_RESOURCE_LIST list;
	int a, b, c;

	need_vector(&shared, 210, 210, CmResourceShareShared);
	need_vector(&exclusive, 210, 211, CmResourceShareDeviceExclusive);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, assign(&a, &shared, &list));
	ExFreePool(list);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, assign(&b, &shared, &list));
	ExFreePool(list);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, assign(&c, &exclusive, &list));
	KUNIT_EXPECT_EQ(test, 211, list->List[0].PartialResourceList.PartialDescriptors[0]
			.u.Interrupt.Vector);
	ExFreePool(list);
	wdm_arbiter_release(&a);
	wdm_arbiter_release(&b);
	wdm_arbiter_release(&c);
}

static u32 problem_of(struct kunit *test, PDEVICE_OBJECT pdo)
{
	DEVPROPTYPE type;
	ULONG required;
	u32 value = ~0;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDevicePropertyData(pdo, &DEVPKEY_Device_ProblemCode, LOCALE_NEUTRAL,
						0, sizeof(value), &value, &required, &type));
	return value;
}

static void child_is_started_with_its_resources(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct fake_node *child = &fake->child[0];
	struct needs n = {}, more = {};
	u8 buffer[128];
	ULONG length;

	need_memory(&n, HIGH, HIGH + 0xffff, 0x1000, 0x1000, 0);
	need_vector(&n, 220, 220, CmResourceShareShared);
	child->requirements = &n.head;
	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	fake_add_root(fake, 0);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, 0, fake->root[0].descriptors);
	KUNIT_ASSERT_EQ(test, 2, child->descriptors);
	KUNIT_EXPECT_EQ(test, HIGH, child->raw[0].u.Memory.Start.QuadPart);
	KUNIT_EXPECT_EQ(test, 0x1000, child->raw[0].u.Memory.Length);
	KUNIT_EXPECT_EQ(test, 220, child->raw[1].u.Interrupt.Level);
	KUNIT_EXPECT_EQ(test, 220, child->translated[1].u.Interrupt.Vector);
	KUNIT_EXPECT_EQ(test, wdm_dirql_of_irq(220), child->translated[1].u.Interrupt.Level);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(child->pdo, DevicePropertyAllocatedResources,
					    sizeof(buffer), buffer, &length));
	KUNIT_EXPECT_EQ(test, 2, ((PCM_RESOURCE_LIST)buffer)->List[0].PartialResourceList.Count);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoGetDeviceProperty(child->pdo, DevicePropertyBootConfiguration,
					    sizeof(buffer), buffer, &length));
	/* It needs more, and says so: the bus driver is asked again. */
	need_memory(&more, HIGH, HIGH + 0xffff, 0x4000, 0x4000, 0);
	child->requirements = &more.head;
	child->state = PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED | PNP_DEVICE_FAILED;
	fake->log[0] = 0;
	IoInvalidateDeviceState(child->pdo);
	expect_log(test, "c0.QSTOP c0.STOP c0.START");
	KUNIT_EXPECT_EQ(test, 1, child->descriptors);
	KUNIT_EXPECT_EQ(test, 0x4000, child->raw[0].u.Memory.Length);
	/* What can't be had isn't worth a stop. */
	memset(&more, 0, sizeof(more));
	need_memory(&more, 0, 0xfff, 0x1000, 1, 0);
	IoInvalidateDeviceState(child->pdo);
	expect_log(test, "c0.QSTOP c0.CSTOP");
	KUNIT_EXPECT_EQ(test, 0, problem_of(test, child->pdo));
	child->state = 0;
}

static void second_child_gets_nothing(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct needs n = {};
	struct resource *r;

	need_memory(&n, HIGH, HIGH + 0xfff, 0x1000, 0x1000, 0);
	fake->child[0].requirements = &n.head;
	fake->child[1].requirements = &n.head;
	fake_plug(fake, 0, &fake->root[0]);
	fake_plug(fake, 1, &fake->root[0]);
	fake_register(fake);
	fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START c0.ADD c0.START c1.ADD c1.REMOVE");
	KUNIT_EXPECT_EQ(test, CM_PROB_NORMAL_CONFLICT, problem_of(test, fake->child[1].pdo));
	/* What the first one had is free when it is gone. */
	fake_unregister(fake);
	r = request_mem_region(HIGH, 0x1000, "kunit");
	KUNIT_EXPECT_NOT_NULL(test, r);
	if (r)
		release_mem_region(HIGH, 0x1000);
}

/* The function driver takes the interrupt out of the list, which it may free. */
static bool filters(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	PIO_RESOURCE_REQUIREMENTS_LIST old, list;

	if (IoGetCurrentIrpStackLocation(irp)->MinorFunction !=
	    IRP_MN_FILTER_RESOURCE_REQUIREMENTS)
		return false;
	old = (PVOID)irp->IoStatus.Information;
	list = fake_pool(old, old->ListSize);
	list->List[0].Count = 1;
	ExFreePool(old);
	irp->IoStatus.Information = (ULONG_PTR)list;
	*status = fake_complete(irp, STATUS_SUCCESS);
	return true;
}

static void driver_filters_requirements(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct needs n = {};

	need_memory(&n, HIGH, HIGH + 0xfff, 0x1000, 0x1000, 0);
	need_vector(&n, 230, 230, CmResourceShareShared);
	fake->child[0].requirements = &n.head;
	fake->child[0].hook = filters;
	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	fake_add_root(fake, 0);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, 1, fake->child[0].descriptors);
}

/* Without requirements, what the firmware gave is what is needed. */
static void boot_configuration_is_kept(struct kunit *test)
{
	CM_RESOURCE_LIST boot = {
		.Count = 1,
		.List[0].InterfaceType = Internal,
		.List[0].PartialResourceList = { .Version = 1, .Revision = 1, .Count = 1 },
	};
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d =
		boot.List[0].PartialResourceList.PartialDescriptors;
	struct fake_pnp *fake = test->priv;
	u8 buffer[64];
	ULONG length;

	d->Type = CmResourceTypeMemory;
	d->u.Memory.Start.QuadPart = HIGH + 0x123000;
	d->u.Memory.Length = 0x800;
	fake->child[0].boot = &boot;
	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	fake_add_root(fake, 0);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, 1, fake->child[0].descriptors);
	KUNIT_EXPECT_EQ(test, HIGH + 0x123000, fake->child[0].raw[0].u.Memory.Start.QuadPart);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(fake->child[0].pdo, DevicePropertyBootConfiguration,
					    sizeof(buffer), buffer, &length));
	KUNIT_EXPECT_EQ(test, sizeof(boot), length);
	fake->child[0].boot = NULL;
}

static void make_list(PCM_RESOURCE_LIST list, u64 start, u32 length)
{
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d = list->List[0].PartialResourceList.PartialDescriptors;

	memset(list, 0, sizeof(*list));
	list->Count = 1;
	list->List[0].InterfaceType = Isa;
	list->List[0].PartialResourceList.Version = 1;
	list->List[0].PartialResourceList.Revision = 1;
	list->List[0].PartialResourceList.Count = 1;
	d->Type = CmResourceTypeMemory;
	d->ShareDisposition = CmResourceShareDeviceExclusive;
	d->u.Memory.Start.QuadPart = start;
	d->u.Memory.Length = length;
}

static void detection_claims_resources(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	PDRIVER_OBJECT driver = &fake->driver->obj;
	CM_RESOURCE_LIST list, none = {};
	BOOLEAN conflict = TRUE;
	PDEVICE_OBJECT device;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device));
	make_list(&list, HIGH, 0x100);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportResourceForDetection(driver, &list, sizeof(list), NULL, NULL, 0,
						     &conflict));
	KUNIT_EXPECT_FALSE(test, conflict);
	/* The device's are others than the driver's. */
	KUNIT_EXPECT_EQ(test, STATUS_CONFLICTING_ADDRESSES,
			IoReportResourceForDetection(driver, NULL, 0, device, &list, sizeof(list),
						     &conflict));
	KUNIT_EXPECT_TRUE(test, conflict);
	/* The driver moves to another place, which frees the first one. */
	make_list(&list, HIGH + 0x1000, 0x100);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportResourceForDetection(driver, &list, sizeof(list), NULL, NULL, 0,
						     &conflict));
	make_list(&list, HIGH, 0x100);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportResourceForDetection(driver, NULL, 0, device, &list, sizeof(list),
						     &conflict));
	KUNIT_EXPECT_FALSE(test, conflict);
	/* One byte short. */
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoReportResourceForDetection(driver, NULL, 0, device, &list,
						     sizeof(list) - 1, &conflict));
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoReportResourceForDetection(driver, NULL, 0, NULL, NULL, 0, &conflict));
	/* NT 4's way, which can be told not to care. */
	KUNIT_EXPECT_EQ(test, STATUS_CONFLICTING_ADDRESSES,
			IoReportResourceUsage(NULL, driver, &list, sizeof(list), NULL, NULL, 0,
					      FALSE, &conflict));
	KUNIT_EXPECT_TRUE(test, conflict);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportResourceUsage(NULL, driver, &list, sizeof(list), NULL, NULL, 0,
					      TRUE, &conflict));
	KUNIT_EXPECT_TRUE(test, conflict);
	/* An empty list gives back. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportResourceForDetection(driver, &none, sizeof(none), NULL, NULL, 0,
						     &conflict));
	/* And so does the end of the device. */
	KUNIT_EXPECT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	IoDeleteDevice(device);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	release_mem_region(HIGH, 0x10);
}

static void resources_are_assigned(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	PDRIVER_OBJECT driver = &fake->driver->obj;
	PCM_RESOURCE_LIST list = NULL;
	struct needs n = {};

	need_memory(&n, HIGH, HIGH + 0xffff, 0x1000, 0x1000, 0);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoAssignResources(NULL, NULL, driver, NULL, &n.head, &list));
	KUNIT_ASSERT_NOT_NULL(test, list);
	ExFreePool(list);
	KUNIT_EXPECT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoAssignResources(NULL, NULL, driver, NULL, NULL, &list));
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	release_mem_region(HIGH, 0x10);
}

/* The FDO of a driver that has found its device. */
static PDEVICE_OBJECT attach(struct kunit *test, PDEVICE_OBJECT pdo)
{
	struct fake_pnp *fake = test->priv;
	struct fake_node *node = &fake->root[0];
	struct fake_extension *ext;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&fake->driver->obj, sizeof(*ext), NULL,
				       FILE_DEVICE_UNKNOWN, 0, FALSE, &node->fdo));
	ext = node->fdo->DeviceExtension;
	ext->node = node;
	node->pdo = pdo;
	node->lower = IoAttachDeviceToDeviceStack(node->fdo, pdo);
	KUNIT_ASSERT_PTR_EQ(test, pdo, node->lower);
	node->fdo->Flags &= ~DO_DEVICE_INITIALIZING;
	return node->fdo;
}

static void detected_device_is_at_work(struct kunit *test)
{
	static const WCHAR compatible[] = L"DETECTEDIsa\\kunit_pnp\0DETECTED\\kunit_pnp\0";
	struct fake_pnp *fake = test->priv;
	PDEVICE_OBJECT pdo = NULL;
	struct wdm_devnode *node;
	CM_RESOURCE_LIST list;
	PFILE_OBJECT file;
	WCHAR text[64];
	ULONG length;

	fake_register(fake);
	make_list(&list, HIGH, 0x100);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoReportDetectedDevice(&fake->driver->obj, InterfaceTypeUndefined, -1, -1,
					       &list, NULL, FALSE, &pdo));
	KUNIT_ASSERT_NOT_NULL(test, pdo);
	attach(test, pdo);
	/* Neither AddDevice nor START_DEVICE. */
	expect_log(test, "");
	KUNIT_EXPECT_EQ(test, 0, problem_of(test, pdo));
	KUNIT_EXPECT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(pdo, DevicePropertyCompatibleIDs, sizeof(text), text,
					    &length));
	KUNIT_EXPECT_EQ(test, sizeof(compatible), length);
	KUNIT_EXPECT_EQ(test, 0, memcmp(text, compatible, sizeof(compatible)));
	file = fake_open(test, &fake->root[0]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	ObDereferenceObject(file);
	/* All other requests come. */
	node = wdm_devnode_of_pdo(pdo);
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.CREMOVE");
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_SUCCESS;
	/* It goes with its driver. */
	fake_unregister(fake);
	expect_log(test, "r0.QREMOVE r0.REMOVE");
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_REMOVED, node->state);
	wdm_devnode_put(node);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(HIGH, 0x10, "kunit"));
	release_mem_region(HIGH, 0x10);
}

static void detected_device_brings_its_pdo(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct fake_extension *ext;
	struct wdm_devnode *node;
	PDEVICE_OBJECT pdo;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&fake->driver->obj, sizeof(*ext), NULL,
				       FILE_DEVICE_UNKNOWN, FILE_AUTOGENERATED_DEVICE_NAME, FALSE,
				       &pdo));
	ext = pdo->DeviceExtension;
	ext->node = &fake->child[3];
	ext->is_pdo = true;
	fake->child[3].pdo = pdo;
	pdo->Flags &= ~DO_DEVICE_INITIALIZING;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportDetectedDevice(&fake->driver->obj, Internal, 0, 0, NULL, NULL,
					       TRUE, &pdo));
	KUNIT_EXPECT_PTR_EQ(test, fake->child[3].pdo, pdo);
	/* Once is enough. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoReportDetectedDevice(&fake->driver->obj, Internal, 0, 0, NULL, NULL,
					       TRUE, &pdo));
	node = wdm_devnode_of_pdo(pdo);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	KUNIT_EXPECT_NULL(test, wdm_devnode_of_pdo(pdo));
	wdm_devnode_put(node);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(owners_dont_overlap),
	KUNIT_CASE(linux_is_asked),
	KUNIT_CASE(alternatives_are_tried),
	KUNIT_CASE(second_list_is_tried),
	KUNIT_CASE(interrupts_are_shared),
	KUNIT_CASE(child_is_started_with_its_resources),
	KUNIT_CASE(second_child_gets_nothing),
	KUNIT_CASE(driver_filters_requirements),
	KUNIT_CASE(boot_configuration_is_kept),
	KUNIT_CASE(detection_claims_resources),
	KUNIT_CASE(resources_are_assigned),
	KUNIT_CASE(detected_device_is_at_work),
	KUNIT_CASE(detected_device_brings_its_pdo),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_arbiter",
	.init = fake_pnp_init,
	.exit = fake_pnp_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
