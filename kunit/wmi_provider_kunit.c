// SPDX-License-Identifier: GPL-2.0
/*
 * WMI providers: IoWMIRegistrationControl and what it sends, the answers of a
 * driver whose buffer was too small, and a driver that answers nonsense.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include <wmistr.h>

#include "io_dev.h"
#include "wmi.h"

static const GUID block_guid = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
static const GUID other_guid = { 0x87654321, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };

/* What the driver under test does, and what it was asked. */
static struct {
	bool knows_ex;
	u32 needed;		/* size of its REGINFO or its data */
	u32 claimed;		/* size it says to have written */
	u32 guids;
	int reginfo;
	int reginfo_ex;
	int queries;
} provider;

struct fixture {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
};

static NTSTATUS answer(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS reginfo(PIRP irp, PIO_STACK_LOCATION stack)
{
	WMIREGINFOW *info = stack->Parameters.WMI.Buffer;
	WMIREGGUIDW *block = info->WmiRegGuid;

	if (stack->Parameters.WMI.BufferSize < provider.needed) {
		*(ULONG *)info = provider.needed;
		return answer(irp, STATUS_BUFFER_TOO_SMALL, sizeof(ULONG));
	}
	info->BufferSize = provider.claimed;
	info->GuidCount = provider.guids;
	block->Guid = block_guid;
	block->InstanceCount = 1;
	return answer(irp, STATUS_SUCCESS, provider.claimed);
}

static NTSTATUS query(PIRP irp, PIO_STACK_LOCATION stack)
{
	WNODE_ALL_DATA *node = stack->Parameters.WMI.Buffer;
	WNODE_TOO_SMALL *small = stack->Parameters.WMI.Buffer;

	provider.queries++;
	if (stack->Parameters.WMI.BufferSize < provider.needed) {
		small->WnodeHeader.BufferSize = sizeof(*small);
		small->WnodeHeader.Flags = WNODE_FLAG_TOO_SMALL;
		small->SizeNeeded = provider.needed;
		return answer(irp, STATUS_SUCCESS, sizeof(*small));
	}
	node->WnodeHeader.BufferSize = provider.claimed;
	node->InstanceCount = 1;
	return answer(irp, STATUS_SUCCESS, min(provider.claimed, provider.needed));
}

static NTSTATUS NTAPI system_control(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	if (stack->Parameters.WMI.ProviderId != (ULONG_PTR)device)
		return answer(irp, STATUS_UNSUCCESSFUL, 0);
	switch (stack->MinorFunction) {
	case IRP_MN_REGINFO_EX:
		provider.reginfo_ex++;
		if (!provider.knows_ex)
			return answer(irp, irp->IoStatus.Status, 0);
		return reginfo(irp, stack);
	case IRP_MN_REGINFO:
		provider.reginfo++;
		return reginfo(irp, stack);
	case IRP_MN_QUERY_ALL_DATA:
		return query(irp, stack);
	default:
		return answer(irp, irp->IoStatus.Status, 0);
	}
}

static int wmi_init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);

	if (!fixture || !NT_SUCCESS(wdm_driver_create("kunit-wmi", NULL, &fixture->driver)))
		return -ENOMEM;
	fixture->driver->obj.MajorFunction[IRP_MJ_SYSTEM_CONTROL] = system_control;
	if (!NT_SUCCESS(IoCreateDevice(&fixture->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0,
				       FALSE, &fixture->device))) {
		wdm_driver_destroy(fixture->driver);
		return -ENOMEM;
	}
	test->priv = fixture;
	memset(&provider, 0, sizeof(provider));
	provider.knows_ex = true;
	provider.guids = 1;
	provider.needed = sizeof(WMIREGINFOW) + sizeof(WMIREGGUIDW);
	provider.claimed = provider.needed;
	return 0;
}

static void wmi_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	IoDeleteDevice(fixture->device);
	wdm_driver_destroy(fixture->driver);
}

static NTSTATUS control(struct kunit *test, ULONG action)
{
	return IoWMIRegistrationControl(((struct fixture *)test->priv)->device, action);
}

static void registration_asks_for_the_blocks(struct kunit *test)
{
	PDEVICE_OBJECT device = ((struct fixture *)test->priv)->device;

	KUNIT_EXPECT_EQ(test, 0U, IoWMIDeviceObjectToProviderId(device));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_REGISTER));
	KUNIT_EXPECT_EQ(test, 1, provider.reginfo_ex);
	KUNIT_EXPECT_EQ(test, 0, provider.reginfo);
	KUNIT_EXPECT_NE(test, 0U, IoWMIDeviceObjectToProviderId(device));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_EXISTS, control(test, WMIREG_ACTION_REGISTER));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_UPDATE_GUIDS));
	KUNIT_EXPECT_EQ(test, 2, provider.reginfo_ex);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_REREGISTER));
	KUNIT_EXPECT_EQ(test, 3, provider.reginfo_ex);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_DEREGISTER));
	KUNIT_EXPECT_EQ(test, 0U, IoWMIDeviceObjectToProviderId(device));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, control(test, WMIREG_ACTION_DEREGISTER));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, control(test, 99));
}

static void an_older_driver_gets_reginfo(struct kunit *test)
{
	provider.knows_ex = false;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_REGISTER));
	KUNIT_EXPECT_EQ(test, 1, provider.reginfo);
	control(test, WMIREG_ACTION_DEREGISTER);
}

static void a_long_answer_gets_its_room(struct kunit *test)
{
	provider.needed = 3 * PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_REGISTER));
	KUNIT_EXPECT_EQ(test, 2, provider.reginfo_ex);
	control(test, WMIREG_ACTION_DEREGISTER);
}

static void nonsense_is_refused(struct kunit *test)
{
	provider.guids = 1000;
	KUNIT_EXPECT_FALSE(test, NT_SUCCESS(control(test, WMIREG_ACTION_REGISTER)));
	provider.guids = 1;
	provider.claimed = 0x7fffffff;
	KUNIT_EXPECT_FALSE(test, NT_SUCCESS(control(test, WMIREG_ACTION_REGISTER)));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, control(test, WMIREG_ACTION_DEREGISTER));
}

static void all_data_of_a_block(struct kunit *test)
{
	void *data;
	u32 length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, control(test, WMIREG_ACTION_REGISTER));
	KUNIT_EXPECT_EQ(test, STATUS_WMI_GUID_NOT_FOUND,
			wdm_wmi_query_all(&other_guid, &data, &length));
	KUNIT_EXPECT_EQ(test, 0, provider.queries);

	provider.needed = 2 * PAGE_SIZE;
	provider.claimed = provider.needed;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_wmi_query_all(&block_guid, &data, &length));
	KUNIT_EXPECT_EQ(test, 2, provider.queries);
	KUNIT_EXPECT_EQ(test, (u32)(2 * PAGE_SIZE), length);
	kvfree(data);

	/* It must not make anybody read past the end of the buffer. */
	provider.claimed = 0x10000000;
	KUNIT_EXPECT_EQ(test, STATUS_DATA_ERROR, wdm_wmi_query_all(&block_guid, &data, &length));
	control(test, WMIREG_ACTION_DEREGISTER);
}

static struct kunit_case wmi_provider_cases[] = {
	KUNIT_CASE(registration_asks_for_the_blocks),
	KUNIT_CASE(an_older_driver_gets_reginfo),
	KUNIT_CASE(a_long_answer_gets_its_room),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(all_data_of_a_block),
	{ }
};

static struct kunit_suite wmi_provider_suite = {
	.name = "wdmcore_wmi_provider",
	.init = wmi_init,
	.exit = wmi_exit,
	.test_cases = wmi_provider_cases,
};
kunit_test_suite(wmi_provider_suite);
