# SPDX-License-Identifier: GPL-2.0
"""Writes the C file of a driver's module: wdmcore/include/glue/wdm_module.h."""

from inf import addreg, hardware_id
from inf.addreg import Value
from inf.driver import Driver, Model

from .literal import data, narrow, wide

_ROOTS = {("HKR", False): "WDM_INF_ROOT_HARDWARE", ("HKR", True): "WDM_INF_ROOT_SERVICE",
          ("SOFTWARE", False): "WDM_INF_ROOT_SOFTWARE", ("DEVICE", False): "WDM_INF_ROOT_DEVICE"}
_TEXT_TYPES = (addreg.REG_SZ, addreg.REG_EXPAND_SZ)


def _value(value: Value, service: bool) -> list[str]:
    """One initialiser of struct wdm_inf_value."""
    root = _ROOTS.get((value.root, service), "WDM_INF_ROOT_MACHINE")
    if value.type in _TEXT_TYPES and value.name is not None:
        content = wide(value.data[:-2].decode("utf-16-le", "replace"))
    else:
        content = data(value.data)
    return [
        "\t{",
        f"\t\t.root = {root},",
        f"\t\t.subkey = {wide(value.subkey)},",
        f"\t\t.name = {wide(value.name)},",
        f"\t\t.type = {value.type},",
        f"\t\t.data = {content},",
        f"\t\t.len = {len(value.data)},",
    ] + ["\t\t.append = true,"] * value.append + ["\t},"]


def _values(name: str, values: list[Value], service: bool) -> list[str]:
    lines = [f"static const struct wdm_inf_value {name}[] = {{"]
    for value in values:
        lines += _value(value, service)
    return lines + ["};", ""]


def _flat_ids(models: list[Model]) -> list[tuple[str, Model]]:
    """All ids, hardware before compatible ones within a line."""
    return [(i, m) for m in models for i in [m.hardware_id] + m.compatible_ids]


def _ids(array: str, models: list[Model]) -> list[str]:
    """The tables of values, each once per install section, and the ids."""
    lines: list[str] = []
    tables: dict[str, str] = {}
    for model in models:
        if model.values and model.install.lower() not in tables:
            tables[model.install.lower()] = name = f"{array}_values_{len(tables)}"
            lines += _values(name, model.values, False)
    lines.append(f"static const struct wdm_inf_id {array}[] = {{")
    for identifier, model in _flat_ids(models):
        lines += [
            "\t{",
            f"\t\t.hardware_id = {wide(identifier)},",
            f"\t\t.description = {wide(model.description)},",
        ]
        table = tables.get(model.install.lower())
        if table:
            lines += [f"\t\t.hw_values = {table},",
                      f"\t\t.nr_hw_values = ARRAY_SIZE({table}),"]
        lines.append("\t},")
    return lines + ["};", ""]


def _number(value: int) -> str:
    return "PCI_ANY_ID" if value == hardware_id.PCI_ANY_ID else f"0x{value:04x}"


def pci_rows(models: list[Model]) -> list[tuple[hardware_id.PciId, int]]:
    """The rows of the PCI table, closest matches first. ValueError: a bad id."""
    rows = []
    for index, (identifier, model) in enumerate(_flat_ids(models)):
        if not hardware_id.is_pci(identifier):
            continue
        row = hardware_id.parse(identifier)
        if not row:
            raise ValueError(model.line, f"no PCI hardware id: {identifier}")
        rows.append((row, index))
    return sorted(rows, key=lambda pair: pair[0].rank())


def _pci_table(rows: list[tuple[hardware_id.PciId, int]]) -> list[str]:
    lines = ["static const struct pci_device_id pci_ids[] = {"]
    for row, index in rows:
        class_part = ""
        if row.class_mask:
            class_part = f"\n\t\t.class = 0x{row.class_code:06x}, " \
                         f".class_mask = 0x{row.class_mask:06x},"
        lines += [
            "\t{",
            f"\t\t.vendor = {_number(row.vendor)}, .device = {_number(row.device)},",
            f"\t\t.subvendor = {_number(row.subvendor)}, "
            f".subdevice = {_number(row.subdevice)},{class_part}",
            f"\t\t.driver_data = {index},",
            "\t},",
        ]
    return lines + ["\t{ }", "};", "MODULE_DEVICE_TABLE(pci, pci_ids);", ""]


def _functions_of(driver: Driver) -> list[Model]:
    return [m for m in driver.models if not m.filtered]


def _filtered_by(driver: Driver) -> list[Model]:
    return [m for m in driver.models if m.filtered]


def _module(driver: Driver, pci: bool) -> list[str]:
    lines = [
        "/* Defined by the driver, which sees no Linux header. */",
        "s32 DriverEntry(struct _DRIVER_OBJECT *driver, struct _UNICODE_STRING *path);",
        "",
        "static struct wdm_module wdm_module = {",
        f"\t.service = {narrow(driver.service.name)},",
        "\t.owner = THIS_MODULE,",
        "\t.driver_entry = DriverEntry,",
    ]
    if pci:
        lines.append("\t.pci_ids = pci_ids,")
    if _functions_of(driver):
        lines += ["\t.ids = ids,", "\t.nr_ids = ARRAY_SIZE(ids),"]
    if _filtered_by(driver):
        lines += ["\t.filter_ids = filter_ids,", "\t.nr_filter_ids = ARRAY_SIZE(filter_ids),"]
    if driver.service.values:
        lines += ["\t.service_values = service_values,",
                  "\t.nr_service_values = ARRAY_SIZE(service_values),"]
    for name, string in (("class_name", driver.class_name),
                         ("class_guid", driver.class_guid),
                         ("provider", driver.provider),
                         ("driver_ver", driver.driver_ver),
                         ("mfg", driver.manufacturer)):
        if string is not None:
            lines.append(f"\t.{name} = {wide(string)},")
    return lines + [f"\t.start_type = {driver.service.start_type},", "};", ""]


def _functions() -> list[str]:
    return """static int __init glue_init(void)
{
	return wdm_module_load(&wdm_module);
}
module_init(glue_init);

static void __exit glue_exit(void)
{
	wdm_module_unload(&wdm_module);
}
module_exit(glue_exit);
""".split("\n")


def _about(driver: Driver) -> list[str]:
    description = driver.models[0].description if driver.models else \
        f"WDM driver {driver.service.name}"
    lines = [f"MODULE_DESCRIPTION({narrow(description)});"]
    if driver.provider:
        lines.append(f"MODULE_AUTHOR({narrow(driver.provider)});")
    version = (driver.driver_ver or "").partition(",")[2].strip()
    if version:
        lines.append(f"MODULE_VERSION({narrow(version)});")
    # By this name wdmcore asks for the driver where the registry names it as a filter.
    lines.append(f"MODULE_ALIAS({narrow('wdm-service-' + driver.service.name.lower())});")
    # wdmcore's exports are for GPL modules: the module as a whole is one.
    return lines + ['MODULE_LICENSE("GPL");', "WDM_MODULE_IMPORT_NS;", ""]


def source(driver: Driver) -> str:
    """The text of the C file."""
    rows = pci_rows(_functions_of(driver))
    lines = ["/* SPDX-License-Identifier: GPL-2.0 */",
             "/* Generated from the driver's INF: do not edit. */",
             "#include <linux/kernel.h>", "#include <linux/module.h>",
             "#include <wdm_module.h>", ""]
    if _functions_of(driver):
        lines += _ids("ids", _functions_of(driver))
    if _filtered_by(driver):
        lines += _ids("filter_ids", _filtered_by(driver))
    if driver.service.values:
        lines += _values("service_values", driver.service.values, True)
    if rows:
        lines += _pci_table(rows)
    return "\n".join(lines + _module(driver, bool(rows)) + _functions() + _about(driver))
