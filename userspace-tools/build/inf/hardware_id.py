# SPDX-License-Identifier: GPL-2.0
"""PCI hardware ids as rows of a Linux module's device table."""

import re
from dataclasses import dataclass

PCI_ANY_ID = 0xFFFFFFFF

_PARTS = re.compile(
    r"PCI\\(?:VEN_([0-9A-F]{4}))?(?:&DEV_([0-9A-F]{4}))?(?:&SUBSYS_([0-9A-F]{8}))?"
    r"(?:&REV_([0-9A-F]{2}))?(?:&?CC_([0-9A-F]{4}(?:[0-9A-F]{2})?))?(?:&DT_\d)?",
    re.IGNORECASE)


@dataclass
class PciId:
    """What of a hardware id struct pci_device_id can hold (not the revision)."""
    vendor: int = PCI_ANY_ID
    device: int = PCI_ANY_ID
    subvendor: int = PCI_ANY_ID
    subdevice: int = PCI_ANY_ID
    class_code: int = 0
    class_mask: int = 0
    revision: bool = False

    def rank(self) -> int:
        """Smaller is a closer match: the order in which Windows tries them."""
        order = [self.device != PCI_ANY_ID, self.subdevice != PCI_ANY_ID, self.revision,
                 self.class_mask == 0xFFFFFF, self.class_mask == 0xFFFF00,
                 self.vendor != PCI_ANY_ID]
        return -sum(bit << 5 - i for i, bit in enumerate(order))


def is_pci(hardware_id: str) -> bool:
    """Whether the id is of a PCI device."""
    return hardware_id.upper().startswith("PCI\\")


def parse(hardware_id: str) -> PciId | None:
    """The row for a PCI\\... id, None if it is malformed."""
    match = _PARTS.fullmatch(hardware_id.strip())
    if not match or not (match.group(1) or match.group(5)):
        return None
    vendor, device, subsystem, revision, class_code = match.groups()
    if (device or subsystem) and not vendor:
        return None
    row = PciId(revision=revision is not None)
    if vendor:
        row.vendor = int(vendor, 16)
    if device:
        row.device = int(device, 16)
    if subsystem:
        # SUBSYS_ssssvvvv: the subsystem first, then its vendor.
        row.subdevice, row.subvendor = int(subsystem[:4], 16), int(subsystem[4:], 16)
    if class_code:
        digits = len(class_code)
        row.class_code = int(class_code, 16) << (6 - digits) * 4
        row.class_mask = 0xFFFFFF if digits == 6 else 0xFFFF00
    return row
