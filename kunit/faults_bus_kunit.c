// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_bus: DMA adapters and what is asked of them, notifications of Plug and
 * Play, with each of their allocations failing in turn, see faults.h.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "hal_fake.h"
#include "io_dev.h"
#include "ke.h"
#include "faults.h"

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

static bool create_adapter(struct kunit *test, struct faults *f, void *context)
{
	struct fake_dma *fake = context;
	struct wdm_adapter *adapter;

	faults_begin(f);
	adapter = wdm_adapter_create(&fake->pdev->dev, NULL, DMA_BIT_MASK(32), true, SZ_64K,
				     DEVICE_DESCRIPTION_VERSION2);
	faults_end(f);
	if (!adapter)
		return false;
	adapter->public.DmaOperations->PutDmaAdapter(&adapter->public);
	return true;
}

static bool common_buffer(struct kunit *test, struct faults *f, void *context)
{
	struct fake_dma *fake = context;
	PHYSICAL_ADDRESS address;
	void *buffer;

	faults_begin(f);
	buffer = fake->op->AllocateCommonBuffer(fake->dma, 3 * PAGE_SIZE, &address, TRUE);
	faults_end(f);
	if (!buffer)
		return false;
	fake->op->FreeCommonBuffer(fake->dma, 3 * PAGE_SIZE, address, buffer, TRUE);
	return true;
}

static VOID NTAPI take_list(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list,
			    PVOID context)
{
	*(PSCATTER_GATHER_LIST *)context = list;
}

static bool scatter_gather(struct kunit *test, struct faults *f, void *context)
{
	PDEVICE_OBJECT device = fake_device_object(test);
	u8 *buffer = kunit_kzalloc(test, 4 * PAGE_SIZE, GFP_KERNEL);
	PMDL mdl = IoAllocateMdl(buffer, 4 * PAGE_SIZE, FALSE, FALSE, NULL);
	PSCATTER_GATHER_LIST list = NULL;
	struct fake_dma *fake = context;
	NTSTATUS status;
	KIRQL old;

	MmBuildMdlForNonPagedPool(mdl);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	faults_begin(f);
	status = fake->op->GetScatterGatherList(fake->dma, device, mdl, buffer, 4 * PAGE_SIZE,
						take_list, &list, TRUE);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, NT_SUCCESS(status), !!list);
	if (list)
		fake->op->PutScatterGatherList(fake->dma, list, TRUE);
	else
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
	KeLowerIrql(old);
	IoFreeMdl(mdl);
	return list;
}

static void dma(struct kunit *test)
{
	struct fake_dma *fake = fake_dma_new(test, 64, true, SZ_64K);

	faults_run(test, "IoGetDmaAdapter", create_adapter, fake, 1);
	faults_run_first(test, "AllocateCommonBuffer", common_buffer, fake, 1);
	faults_run_first(test, "GetScatterGatherList", scatter_gather, fake, 1);
}

static NTSTATUS NTAPI notified(PVOID notification, PVOID context)
{
	return STATUS_SUCCESS;
}

static bool notification(struct kunit *test, struct faults *f, void *context)
{
	static GUID guid = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	struct wdm_driver *driver = context;
	NTSTATUS status;
	PVOID entry;

	faults_begin(f);
	status = IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0, &guid,
						&driver->obj, notified, NULL, &entry);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		return false;
	}
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoUnregisterPlugPlayNotificationEx(entry));
	return true;
}

static void notifications(struct kunit *test)
{
	struct wdm_driver *driver;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_driver_create("kunit_faults_4", NULL, &driver));
	faults_run(test, "IoRegisterPlugPlayNotification", notification, driver, 1);
	wdm_driver_destroy(driver);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(dma),
	KUNIT_CASE(notifications),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_bus",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
