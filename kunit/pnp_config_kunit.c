// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_config: BUS_INTERFACE_STANDARD, as the PCI bus driver answers
 * IRP_MN_QUERY_INTERFACE: a function driver reaches its configuration space by it at any
 * IRQL up to DISPATCH_LEVEL.
 */
#include <kunit/test.h>
#include <linux/pci.h>
#include <linux/string.h>

#include <initguid.h>
#include <ntddk.h>
#include "ke.h"
#include "pnp_pdo.h"
#include "wdmguid.h"

struct config {
	struct pdo_test *fake;
	struct pci_dev *pdev;
};

/* The devnode of the test stands for a PCI device of the machine's. */
static int config_init(struct kunit *test)
{
	struct config *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct pci_dev *pdev = NULL;

	if (!c)
		return -ENOMEM;
	for_each_pci_dev(pdev)
		if (pdev->hdr_type == PCI_HEADER_TYPE_NORMAL)
			break;
	if (!pdev)
		return -ENODEV;
	c->pdev = pdev;
	c->fake = pdo_test_new(test, L"ROOT\\KunitConfig");
	c->fake->node->pdev = pdev;
	c->fake->node->hardware = true;
	test->priv = c;
	return 0;
}

static void config_exit(struct kunit *test)
{
	struct config *c = test->priv;

	if (!c)
		return;
	c->fake->node->hardware = false;
	c->fake->node->pdev = NULL;
	pci_dev_put(c->pdev);
}

static NTSTATUS query(struct kunit *test, const GUID *type, USHORT version, USHORT size,
		      PBUS_INTERFACE_STANDARD interface)
{
	struct config *c = test->priv;
	IO_STACK_LOCATION stack = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_INTERFACE,
	};
	IRP irp = { .IoStatus.Status = STATUS_NOT_SUPPORTED };

	stack.Parameters.QueryInterface.InterfaceType = type;
	stack.Parameters.QueryInterface.Version = version;
	stack.Parameters.QueryInterface.Size = size;
	stack.Parameters.QueryInterface.Interface = (PINTERFACE)interface;
	return wdm_pdo_query_interface(c->fake->node, &irp, &stack);
}

static void interface_is_filled_in(struct kunit *test)
{
	static const GUID other = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	BUS_INTERFACE_STANDARD i;

	memset(&i, 0xcc, sizeof(i));
	/* A request that isn't for this one keeps its status, and the memory. */
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, query(test, &other, 1, sizeof(i), &i));
	KUNIT_EXPECT_FALSE(test, NT_SUCCESS(query(test, &GUID_BUS_INTERFACE_STANDARD, 1,
						  sizeof(i) - 1, &i)));
	KUNIT_EXPECT_EQ(test, i.Size, 0xcccc);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, &GUID_BUS_INTERFACE_STANDARD, 1, sizeof(i), &i));
	KUNIT_EXPECT_EQ(test, i.Size, sizeof(i));
	KUNIT_EXPECT_EQ(test, i.Version, 1);
	KUNIT_EXPECT_NOT_NULL(test, i.InterfaceReference);
	KUNIT_EXPECT_NOT_NULL(test, i.InterfaceDereference);
	KUNIT_EXPECT_NOT_NULL(test, i.GetDmaAdapter);
	/* It comes referenced: these two are even. */
	i.InterfaceReference(i.Context);
	i.InterfaceDereference(i.Context);
	i.InterfaceDereference(i.Context);
}

static void configuration_space(struct kunit *test)
{
	struct config *c = test->priv;
	BUS_INTERFACE_STANDARD i;
	PCI_COMMON_CONFIG config;
	u8 line, was, bytes[4];
	ULONG got;
	KIRQL old;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, &GUID_BUS_INTERFACE_STANDARD, 1, sizeof(i), &i));
	memset(&config, 0xcc, sizeof(config));
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	got = i.GetBusData(i.Context, PCI_WHICHSPACE_CONFIG, &config, 0, 64);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, got, 64U);
	KUNIT_EXPECT_EQ(test, config.VendorID, c->pdev->vendor);
	KUNIT_EXPECT_EQ(test, config.DeviceID, c->pdev->device);
	KUNIT_EXPECT_EQ(test, ((u8 *)&config)[64], 0xcc);

	/* The interrupt line is a register that nobody but software looks at. */
	pci_read_config_byte(c->pdev, PCI_INTERRUPT_LINE, &was);
	line = was ^ 0x0f;
	KUNIT_EXPECT_EQ(test, i.SetBusData(i.Context, PCI_WHICHSPACE_CONFIG, &line,
					   PCI_INTERRUPT_LINE, 1), 1U);
	pci_read_config_byte(c->pdev, PCI_INTERRUPT_LINE, &line);
	KUNIT_EXPECT_EQ(test, line, was ^ 0x0f);
	pci_write_config_byte(c->pdev, PCI_INTERRUPT_LINE, was);

	/* Another space, the end of this one, a device that is gone. */
	KUNIT_EXPECT_EQ(test, i.GetBusData(i.Context, PCI_WHICHSPACE_ROM, bytes, 0, 4), 0U);
	KUNIT_EXPECT_EQ(test, i.GetBusData(i.Context, PCI_WHICHSPACE_CONFIG, bytes,
					   c->pdev->cfg_size - 2, 4), 2U);
	KUNIT_EXPECT_EQ(test, i.GetBusData(i.Context, PCI_WHICHSPACE_CONFIG, bytes,
					   c->pdev->cfg_size, 4), 0U);
	c->fake->node->hardware = false;
	memset(bytes, 0, sizeof(bytes));
	i.GetBusData(i.Context, PCI_WHICHSPACE_CONFIG, bytes, 0, 4);
	KUNIT_EXPECT_EQ(test, bytes[0], 0xff);
	KUNIT_EXPECT_EQ(test, bytes[3], 0xff);
	i.InterfaceDereference(i.Context);
}

static NTSTATUS ask(PDEVICE_OBJECT pdo, PIO_STACK_LOCATION stack, ULONG_PTR *information)
{
	return wdm_pnp_request(pdo, stack, STATUS_NOT_SUPPORTED, information);
}

/* IRP_MN_READ_CONFIG and IRP_MN_WRITE_CONFIG at the PDO of a PCI device */
static void requests_reach_configuration_space(struct kunit *test)
{
	struct config *c = test->priv;
	IO_STACK_LOCATION stack = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_READ_CONFIG,
	};
	u8 bytes[8] = { 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc }, line, was;
	ULONG_PTR information = 0;

	stack.Parameters.ReadWriteConfig.WhichSpace = PCI_WHICHSPACE_CONFIG;
	stack.Parameters.ReadWriteConfig.Buffer = bytes;
	stack.Parameters.ReadWriteConfig.Offset = 0;
	stack.Parameters.ReadWriteConfig.Length = 4;
	KUNIT_EXPECT_EQ(test, wdm_pdo_access_config(c->fake->node, &stack, &information),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, information, 4UL);
	KUNIT_EXPECT_EQ(test, bytes[0] | bytes[1] << 8, c->pdev->vendor);
	KUNIT_EXPECT_EQ(test, bytes[4], 0xcc);

	pci_read_config_byte(c->pdev, PCI_INTERRUPT_LINE, &was);
	line = was ^ 0x0f;
	stack.MinorFunction = IRP_MN_WRITE_CONFIG;
	stack.Parameters.ReadWriteConfig.Buffer = &line;
	stack.Parameters.ReadWriteConfig.Offset = PCI_INTERRUPT_LINE;
	stack.Parameters.ReadWriteConfig.Length = 1;
	KUNIT_EXPECT_EQ(test, wdm_pdo_access_config(c->fake->node, &stack, &information),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, information, 1UL);
	pci_read_config_byte(c->pdev, PCI_INTERRUPT_LINE, &line);
	KUNIT_EXPECT_EQ(test, line, was ^ 0x0f);
	pci_write_config_byte(c->pdev, PCI_INTERRUPT_LINE, was);

	stack.Parameters.ReadWriteConfig.WhichSpace = PCI_WHICHSPACE_ROM;
	KUNIT_EXPECT_EQ(test, wdm_pdo_access_config(c->fake->node, &stack, &information),
			STATUS_INVALID_PARAMETER_1);
}

/* A device that carries a page file or a crash dump: nothing below minds. */
static void usage_is_agreed_to(struct kunit *test)
{
	struct config *c = test->priv;
	IO_STACK_LOCATION stack = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_DEVICE_USAGE_NOTIFICATION,
	};
	DEVICE_USAGE_NOTIFICATION_TYPE type;

	for (type = DeviceUsageTypePaging; type <= DeviceUsageTypeDumpFile; type++) {
		stack.Parameters.UsageNotification.Type = type;
		stack.Parameters.UsageNotification.InPath = TRUE;
		KUNIT_EXPECT_EQ(test, ask(c->fake->filter, &stack, NULL), STATUS_SUCCESS);
		stack.Parameters.UsageNotification.InPath = FALSE;
		KUNIT_EXPECT_EQ(test, ask(c->fake->filter, &stack, NULL), STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, c->fake->requests[IRP_MN_DEVICE_USAGE_NOTIFICATION], 6U);
}

static void bus_addresses(struct kunit *test)
{
	struct config *c = test->priv;
	struct wdm_pci_resources *r = &c->fake->node->resources;
	PHYSICAL_ADDRESS bus, cpu = { .QuadPart = 7 };
	BUS_INTERFACE_STANDARD i;
	ULONG space = 0;

	r->nr_ranges = 2;
	r->range[0] = (struct wdm_pci_range){
		.start = 0x8fe000000, .bus_start = 0xfe000000, .length = 0x1000,
	};
	r->range[1] = (struct wdm_pci_range){
		.start = 0xc000, .bus_start = 0xc000, .length = 0x20, .port = true,
	};
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, &GUID_BUS_INTERFACE_STANDARD, 1, sizeof(i), &i));
	bus.QuadPart = 0xfe000010;
	KUNIT_EXPECT_TRUE(test, i.TranslateBusAddress(i.Context, bus, 0xff0, &space, &cpu));
	KUNIT_EXPECT_EQ(test, cpu.QuadPart, 0x8fe000010LL);
	KUNIT_EXPECT_EQ(test, space, 0U);
	/* Past the end, or in the other space. */
	KUNIT_EXPECT_FALSE(test, i.TranslateBusAddress(i.Context, bus, 0xff1, &space, &cpu));
	bus.QuadPart = 0xc010;
	KUNIT_EXPECT_FALSE(test, i.TranslateBusAddress(i.Context, bus, 4, &space, &cpu));
	space = 1;
	KUNIT_EXPECT_TRUE(test, i.TranslateBusAddress(i.Context, bus, 4, &space, &cpu));
	KUNIT_EXPECT_EQ(test, cpu.QuadPart, 0xc010LL);
	r->nr_ranges = 0;
	i.InterfaceDereference(i.Context);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(interface_is_filled_in),
	KUNIT_CASE(configuration_space),
	KUNIT_CASE(requests_reach_configuration_space),
	KUNIT_CASE(usage_is_agreed_to),
	KUNIT_CASE(bus_addresses),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_config",
	.init = config_init,
	.exit = config_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
