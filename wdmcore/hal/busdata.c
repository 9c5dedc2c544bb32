// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: what drivers without Plug and Play find out about buses: configuration space by
 * bus and slot, and addresses of a bus.
 *
 * BusNumber has the PCI segment (Linux's domain) above its lowest eight bits.
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include <ntddk.h>
#include "compat.h"
#include "hal.h"

#define NO_VENDOR	0xffff

/* As wide as alignment and the rest of the range allow. */
static ULONG width_at(ULONG offset, ULONG left)
{
	if (!(offset & 3) && left >= 4)
		return 4;
	return !(offset & 1) && left >= 2 ? 2 : 1;
}

static void read_some(struct pci_dev *pdev, ULONG offset, ULONG width, u8 *to)
{
	u32 dword;
	u16 word;

	switch (width) {
	case 4:
		pci_bus_read_config_dword(pdev->bus, pdev->devfn, offset, &dword);
		memcpy(to, &dword, 4);
		break;
	case 2:
		pci_bus_read_config_word(pdev->bus, pdev->devfn, offset, &word);
		memcpy(to, &word, 2);
		break;
	default:
		pci_bus_read_config_byte(pdev->bus, pdev->devfn, offset, to);
	}
}

static void write_some(struct pci_dev *pdev, ULONG offset, ULONG width, const u8 *from)
{
	u32 dword;
	u16 word;

	switch (width) {
	case 4:
		memcpy(&dword, from, 4);
		pci_bus_write_config_dword(pdev->bus, pdev->devfn, offset, dword);
		break;
	case 2:
		memcpy(&word, from, 2);
		pci_bus_write_config_word(pdev->bus, pdev->devfn, offset, word);
		break;
	default:
		pci_bus_write_config_byte(pdev->bus, pdev->devfn, offset, *from);
	}
}

void wdm_config_space_read(struct pci_dev *pdev, void *buffer, u32 offset, u32 length)
{
	u32 done, width;

	for (done = 0; done < length; done += width) {
		width = width_at(offset + done, length - done);
		read_some(pdev, offset + done, width, (u8 *)buffer + done);
	}
}

void wdm_config_space_write(struct pci_dev *pdev, const void *buffer, u32 offset, u32 length)
{
	u32 done, width;

	for (done = 0; done < length; done += width) {
		width = width_at(offset + done, length - done);
		write_some(pdev, offset + done, width, (const u8 *)buffer + done);
	}
}

static struct pci_bus *bus_of(ULONG number)
{
	return pci_find_bus(number >> 8, number & 0xff);
}

/* The device in a slot, referenced. */
static struct pci_dev *device_of(ULONG bus, ULONG slot)
{
	PCI_SLOT_NUMBER number = { .u.AsULONG = slot };

	return pci_get_domain_bus_and_slot(bus >> 8, bus & 0xff,
					   PCI_DEVFN(number.u.bits.DeviceNumber,
						     number.u.bits.FunctionNumber));
}

/* The part of a range that configuration space has. */
static ULONG clip(const struct pci_dev *pdev, ULONG offset, ULONG length)
{
	if (offset >= pdev->cfg_size)
		return 0;
	return min_t(ULONG, length, pdev->cfg_size - offset);
}

/**
 * HalGetBusDataByOffset - HalGetBusDataByOffset function
 * @BusDataType: PCIConfiguration, the only type that there is any more
 * @BusNumber: number of the bus, with the segment above bit 7
 * @SlotNumber: a PCI_SLOT_NUMBER
 * @Buffer: gets the data
 * @Offset: in configuration space
 * @Length: in bytes; nothing outside the range is read
 *
 * Context: IRQL < DISPATCH_LEVEL.
 * Return: bytes read. 0 for a bus that doesn't exist; 2, with PCI_INVALID_VENDORID in
 * @Buffer, for an empty slot.
 */
ULONG NTAPI HalGetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
				  PVOID Buffer, ULONG Offset, ULONG Length)
{
	struct pci_dev *pdev;
	ULONG size;

	if (BusDataType != PCIConfiguration || !bus_of(BusNumber))
		return 0;
	pdev = device_of(BusNumber, SlotNumber);
	if (!pdev) {
		size = min_t(ULONG, Length, 2);
		memset(Buffer, NO_VENDOR & 0xff, size);
		return size;
	}
	size = clip(pdev, Offset, Length);
	wdm_config_space_read(pdev, Buffer, Offset, size);
	pci_dev_put(pdev);
	return size;
}
WDM_EXPORT(HalGetBusDataByOffset);

/**
 * HalGetBusData - HalGetBusDataByOffset() from the start
 * @BusDataType: PCIConfiguration
 * @BusNumber: number of the bus, with the segment above bit 7
 * @SlotNumber: a PCI_SLOT_NUMBER
 * @Buffer: gets the data
 * @Length: in bytes
 *
 * Context: IRQL < DISPATCH_LEVEL.
 * Return: as HalGetBusDataByOffset().
 */
ULONG NTAPI HalGetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
			  PVOID Buffer, ULONG Length)
{
	return HalGetBusDataByOffset(BusDataType, BusNumber, SlotNumber, Buffer, 0, Length);
}
WDM_EXPORT(HalGetBusData);

/**
 * HalSetBusDataByOffset - HalSetBusDataByOffset function
 * @BusDataType: PCIConfiguration
 * @BusNumber: number of the bus, with the segment above bit 7
 * @SlotNumber: a PCI_SLOT_NUMBER
 * @Buffer: the data
 * @Offset: in configuration space
 * @Length: in bytes; nothing outside the range is written
 *
 * The first 256 bytes of a bridge (type 1) can't be written.
 *
 * Context: IRQL < DISPATCH_LEVEL.
 * Return: bytes written; 0 if there is no such bus or device.
 */
ULONG NTAPI HalSetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
				  PVOID Buffer, ULONG Offset, ULONG Length)
{
	struct pci_dev *pdev;
	ULONG size;

	if (BusDataType != PCIConfiguration)
		return 0;
	pdev = device_of(BusNumber, SlotNumber);
	if (!pdev)
		return 0;
	size = clip(pdev, Offset, Length);
	if (pdev->hdr_type == PCI_HEADER_TYPE_BRIDGE && Offset < PCI_CFG_SPACE_SIZE)
		size = 0;
	wdm_config_space_write(pdev, Buffer, Offset, size);
	pci_dev_put(pdev);
	return size;
}
WDM_EXPORT(HalSetBusDataByOffset);

/**
 * HalSetBusData - HalSetBusDataByOffset() from the start
 * @BusDataType: PCIConfiguration
 * @BusNumber: number of the bus, with the segment above bit 7
 * @SlotNumber: a PCI_SLOT_NUMBER
 * @Buffer: the data
 * @Length: in bytes
 *
 * Context: IRQL < DISPATCH_LEVEL.
 * Return: as HalSetBusDataByOffset().
 */
ULONG NTAPI HalSetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber,
			  PVOID Buffer, ULONG Length)
{
	return HalSetBusDataByOffset(BusDataType, BusNumber, SlotNumber, Buffer, 0, Length);
}
WDM_EXPORT(HalSetBusData);

/**
 * HalTranslateBusAddress - the processor's address for an address of a bus (obsolete)
 * @InterfaceType: PCIBus; Isa, Eisa and Internal, whose addresses are the processor's
 * @BusNumber: number of the bus, with the segment above bit 7 for PCIBus
 * @BusAddress: the address on the bus
 * @AddressSpace: 0: memory, 1: I/O ports, which stay ports
 * @TranslatedAddress: gets the address, or the port
 *
 * Context: IRQL < DISPATCH_LEVEL.
 * Return: FALSE if there is no such bus.
 */
BOOLEAN NTAPI HalTranslateBusAddress(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
				     PHYSICAL_ADDRESS BusAddress, PULONG AddressSpace,
				     PPHYSICAL_ADDRESS TranslatedAddress)
{
	struct pci_bus_region region = {
		.start = BusAddress.QuadPart,
		.end = BusAddress.QuadPart,
	};
	struct resource resource = { .flags = *AddressSpace ? IORESOURCE_IO : IORESOURCE_MEM };
	struct pci_bus *bus;

	switch (InterfaceType) {
	case Internal:
	case Isa:
	case Eisa:
		if (BusNumber)
			return FALSE;
		*TranslatedAddress = BusAddress;
		return TRUE;
	case PCIBus:
		bus = bus_of(BusNumber);
		if (!bus)
			return FALSE;
		pcibios_bus_to_resource(bus, &resource, &region);
		TranslatedAddress->QuadPart = resource.start;
		return TRUE;
	default:
		return FALSE;
	}
}
WDM_EXPORT(HalTranslateBusAddress);
