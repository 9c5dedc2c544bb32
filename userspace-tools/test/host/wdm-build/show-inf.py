# SPDX-License-Identifier: GPL-2.0
"""show-inf.py BUILD-FOLDER FILE.inf [SERVICE]: what the INF parser made of a file."""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

# pylint: disable=wrong-import-position
from glue.module import pci_rows    # noqa: E402
from inf import driver              # noqa: E402
from inf.lines import InfError      # noqa: E402


def main() -> int:
    """One line per fact."""
    try:
        found = driver.read(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    except InfError as error:
        print(error)
        return 1
    print("service", found.service.name, found.service.start_type)
    print("version", found.class_name, found.class_guid, found.provider, found.driver_ver,
          found.manufacturer, sep="|")
    for model in found.models:
        print("filtered" if model.filtered else "model", model.hardware_id, *model.compatible_ids, model.description, sep="|")
    for row, index in pci_rows([m for m in found.models if not m.filtered]):
        print(f"pci {row.vendor:x}:{row.device:x} {row.subvendor:x}:{row.subdevice:x} "
              f"{row.class_code:x}/{row.class_mask:x} {index}")
    for value in found.service.values + [v for m in found.models[:1] for v in m.values]:
        print("value", value.root, value.subkey, value.name, value.type,
              value.data.hex(), *["append"] * value.append, sep="|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
