// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_busdata: HalGetBusData[ByOffset], HalSetBusData[ByOffset],
 * HalTranslateBusAddress.
 */
#include <kunit/test.h>
#include <linux/pci.h>

#include <ntddk.h>
#include "hal.h"

static ULONG slot_of(unsigned int devfn)
{
	PCI_SLOT_NUMBER slot = { .u.AsULONG = 0 };

	slot.u.bits.DeviceNumber = PCI_SLOT(devfn);
	slot.u.bits.FunctionNumber = PCI_FUNC(devfn);
	return slot.u.AsULONG;
}

/* A device of bus 0 that is no bridge. */
static struct pci_dev *plain_device(struct kunit *test)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev)
		if (!pci_domain_nr(pdev->bus) && !pdev->bus->number && PCI_SLOT(pdev->devfn) &&
		    pdev->hdr_type == PCI_HEADER_TYPE_NORMAL)
			break;
	KUNIT_ASSERT_NOT_NULL(test, pdev);
	return pdev;
}

static void reads_configuration_space(struct kunit *test)
{
	struct pci_dev *pdev = plain_device(test);
	ULONG slot = slot_of(pdev->devfn);
	u8 buffer[8], bytes[7];
	PCI_COMMON_CONFIG config;
	unsigned int i;

	memset(&config, 0xcc, sizeof(config));
	KUNIT_EXPECT_EQ(test, HalGetBusData(PCIConfiguration, 0, slot, &config,
					    sizeof(config)), sizeof(config));
	KUNIT_EXPECT_EQ(test, config.VendorID, pdev->vendor);
	KUNIT_EXPECT_EQ(test, config.DeviceID, pdev->device);
	/* Any offset and length, and nothing behind it. */
	memset(buffer, 0xcc, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, HalGetBusDataByOffset(PCIConfiguration, 0, slot, buffer, 1, 7), 7U);
	for (i = 0; i < 7; i++)
		pci_read_config_byte(pdev, 1 + i, &bytes[i]);
	KUNIT_EXPECT_MEMEQ(test, buffer, bytes, 7);
	KUNIT_EXPECT_EQ(test, buffer[7], 0xcc);
	/* Up to the end. */
	KUNIT_EXPECT_EQ(test, HalGetBusDataByOffset(PCIConfiguration, 0, slot, buffer,
						    pdev->cfg_size - 3, 8), 3U);
	KUNIT_EXPECT_EQ(test, HalGetBusDataByOffset(PCIConfiguration, 0, slot, buffer,
						    pdev->cfg_size, 8), 0U);
	KUNIT_EXPECT_EQ(test, HalGetBusData(EisaConfiguration, 0, slot, buffer, 8), 0U);
	pci_dev_put(pdev);
}

static void empty_slots_and_buses(struct kunit *test)
{
	struct pci_dev *pdev;
	unsigned int devfn;
	u8 buffer[4];

	for (devfn = 0; devfn < 256; devfn++) {
		pdev = pci_get_domain_bus_and_slot(0, 0, devfn);
		if (!pdev)
			break;
		pci_dev_put(pdev);
	}
	KUNIT_ASSERT_LT(test, devfn, 256U);
	memset(buffer, 0xcc, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, HalGetBusData(PCIConfiguration, 0, slot_of(devfn), buffer, 4), 2U);
	KUNIT_EXPECT_EQ(test, *(u16 *)buffer, 0xffff);
	KUNIT_EXPECT_EQ(test, buffer[2], 0xcc);
	KUNIT_EXPECT_EQ(test, HalGetBusData(PCIConfiguration, 0xfe, 0, buffer, 4), 0U);
	KUNIT_EXPECT_EQ(test, HalGetBusData(PCIConfiguration, 0x700, 0, buffer, 4), 0U);
	KUNIT_EXPECT_EQ(test, HalSetBusData(PCIConfiguration, 0, slot_of(devfn), buffer, 4), 0U);
}

static void writes_configuration_space(struct kunit *test)
{
	struct pci_dev *pdev = plain_device(test);
	ULONG slot = slot_of(pdev->devfn);
	u8 old, seen, new;

	pci_read_config_byte(pdev, PCI_INTERRUPT_LINE, &old);
	new = old ^ 0x55;
	KUNIT_EXPECT_EQ(test, HalSetBusDataByOffset(PCIConfiguration, 0, slot, &new,
						    PCI_INTERRUPT_LINE, 1), 1U);
	pci_read_config_byte(pdev, PCI_INTERRUPT_LINE, &seen);
	KUNIT_EXPECT_EQ(test, seen, new);
	pci_write_config_byte(pdev, PCI_INTERRUPT_LINE, old);
	pci_dev_put(pdev);
}

static void addresses_are_translated(struct kunit *test)
{
	PHYSICAL_ADDRESS bus = { .QuadPart = 0xfee00000 }, translated;
	ULONG space = 0;

	KUNIT_EXPECT_TRUE(test, HalTranslateBusAddress(PCIBus, 0, bus, &space, &translated));
	KUNIT_EXPECT_EQ(test, translated.QuadPart, 0xfee00000);
	KUNIT_EXPECT_EQ(test, space, 0U);
	space = 1;
	bus.QuadPart = 0x3f8;
	KUNIT_EXPECT_TRUE(test, HalTranslateBusAddress(Isa, 0, bus, &space, &translated));
	KUNIT_EXPECT_EQ(test, translated.QuadPart, 0x3f8);
	KUNIT_EXPECT_EQ(test, space, 1U);
	KUNIT_EXPECT_FALSE(test, HalTranslateBusAddress(PCIBus, 0xfe, bus, &space, &translated));
	KUNIT_EXPECT_FALSE(test, HalTranslateBusAddress(Isa, 3, bus, &space, &translated));
	KUNIT_EXPECT_FALSE(test, HalTranslateBusAddress(VMEBus, 0, bus, &space, &translated));
	KUNIT_EXPECT_EQ(test, HalGetDmaAlignmentRequirement(), 1L);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(reads_configuration_space),
	KUNIT_CASE(empty_slots_and_buses),
	KUNIT_CASE(writes_configuration_space),
	KUNIT_CASE(addresses_are_translated),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_busdata",
	.test_cases = cases,
};
kunit_test_suite(suite);
