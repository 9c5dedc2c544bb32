# SPDX-License-Identifier: GPL-2.0
"""What an INF file says about one driver: its service, its devices, its values."""

from dataclasses import dataclass, field, replace

from . import addreg, decoration
from .addreg import Value
from .lines import InfText, Line, Section

SPSVCINST_ASSOCSERVICE = 0x2
SERVICE_DEMAND_START = 3


@dataclass
class Model:
    """One line of a models section."""
    hardware_id: str
    compatible_ids: list[str]
    description: str
    manufacturer: str
    install: str
    line: int
    values: list[Value] = field(default_factory=list)
    filtered: bool = False      # The driver is a filter of the device


@dataclass
class Service:
    """One AddService."""
    name: str
    associated: bool
    line: int
    start_type: int = SERVICE_DEMAND_START
    values: list[Value] = field(default_factory=list)


@dataclass
class Driver:
    """All of it."""
    service: Service
    models: list[Model] = field(default_factory=list)
    class_name: str | None = None
    class_guid: str | None = None
    provider: str | None = None
    driver_ver: str | None = None
    manufacturer: str | None = None


def _needed(inf: InfText, section: Section) -> list[Section]:
    """The section with those of this file that it Needs, those first."""
    found: list[Section] = []

    def add(one: Section) -> None:
        if one in found:
            return
        found.append(one)
        for line in one.all("Needs"):
            for name in line.rest(0):
                # Needed sections of the system's own INFs aren't here.
                needed = inf.section(name)
                if needed:
                    add(needed)

    add(section)
    return found[::-1]


def _values(inf: InfText, section: Section | None) -> list[Value]:
    """The values of a section's AddReg directives."""
    found: list[Value] = []
    for part in _needed(inf, section) if section else []:
        for line in part.all("AddReg"):
            found += addreg.values(inf, [n for n in line.rest(0) if n], line.number)
    return found


def _software(values: list[Value]) -> list[Value]:
    """HKR means the software key in a DDInstall section, and the hardware key in its .HW."""
    return [replace(v, root="SOFTWARE") if v.root == "HKR" else v for v in values]


def _hardware(values: list[Value]) -> list[Value]:
    """In the hardware key, save for what is said of the device itself."""
    return [replace(v, root="DEVICE") if v.root == "HKR" and not v.subkey and
            (v.name or "").lower() in addreg.SPECIAL else v for v in values]


def _class_values(inf: InfText, guid: str | None) -> list[Value]:
    """[ClassInstall32]: its HKR is the class's key."""
    key = rf"System\CurrentControlSet\Control\Class\{guid}"
    section = decoration.install(inf, "ClassInstall32")
    return [replace(v, root="HKLM", subkey="\\".join(p for p in (key, v.subkey) if p))
            if v.root == "HKR" else v
            for v in (_values(inf, section) if guid else [])]


def _filters(inf: InfText, install: str) -> list[Value]:
    """AddFilter: what it comes to is appended to UpperFilters or LowerFilters."""
    section = decoration.install(inf, install, ".Filters")
    found = []
    for line in [l for part in (_needed(inf, section) if section else [])
                 for l in part.all("AddFilter")]:
        service = line.get(0).strip()
        about = inf.section(line.get(2))
        if not about:
            raise inf.error(line.number, f"AddFilter {service}: no section [{line.get(2)}]")
        position = about.first("FilterPosition")
        if not position:
            raise inf.error(about.number, f"[{about.name}] has no FilterPosition, and "
                            "FilterLevel is not supported")
        where = position.get(0).strip().lower()
        if where not in ("upper", "lower"):
            raise inf.error(position.number, "FilterPosition is Upper or Lower")
        found.append(Value("DEVICE", "", f"{where.capitalize()}Filters", addreg.REG_MULTI_SZ,
                           addreg.sz(service) + b"\0\0", True))
    return found


def _names_filter(values: list[Value], service: str) -> bool:
    """Whether the values make the service a filter of the device."""
    return any(v.root == "DEVICE" and (v.name or "").lower() in ("upperfilters", "lowerfilters")
               and service.lower() in v.data.decode("utf-16-le", "replace").lower().split("\0")
               for v in values)


def _is_filter(driver: "Driver", model: Model, services: list[Service]) -> bool:
    """
    Whether the service filters the model's device, and is not its function driver. That
    is the service with SPSVCINST_ASSOCSERVICE; an INF with but one service may do without.
    """
    name = driver.service.name.lower()
    if any(s.associated and s.name.lower() == name for s in services):
        return False
    return any(s.associated for s in services) or _names_filter(model.values, name) or \
        (driver.class_name or "").lower() == "extension"


def _manufacturer_entries(inf: InfText) -> list[tuple[Line, str, str, list[str]]]:
    """Each line of [Manufacturer]: name, models section, decorations."""
    section = inf.section("Manufacturer")
    entries = []
    for line in section.lines if section else []:
        if line.key is None:
            entries.append((line, line.get(0), line.get(0), []))
        else:
            entries.append((line, line.expanded_key(), line.get(0), line.rest(1)))
    return entries


def _models(inf: InfText) -> list[Model]:
    """All models for x64."""
    found: list[Model] = []
    for entry, manufacturer, base, decorations in _manufacturer_entries(inf):
        section = decoration.models(inf, base, decorations)
        if not section:
            if not decorations or any(map(decoration.rank, decorations)):
                raise inf.error(entry.number, f"no models section [{base}] for x64")
            continue
        for line in section.lines:
            if line.key is None or not line.get(0):
                raise inf.error(line.number, "a model is 'description = section, id'")
            ids = [i.strip() for i in line.rest(1)]
            if not any(ids):
                continue        # A model that can only be chosen by hand.
            found.append(Model(ids[0], [i for i in ids[1:] if i], line.expanded_key(),
                               manufacturer, line.get(0), line.number))
    return found


def _service(inf: InfText, line: Line) -> Service | None:
    """What an AddService line says; None for "no service"."""
    name = line.get(0).strip()
    if not name:
        return None
    flags = addreg.number(line.get(1), inf, line.number)
    service = Service(name, bool(flags & SPSVCINST_ASSOCSERVICE), line.number)
    section = inf.section(line.get(2))
    if not section:
        raise inf.error(line.number, f"AddService {name}: no section [{line.get(2)}]")

    def dword(key: str, value: str, default: int | None) -> int | None:
        entry = section.first(key)
        number = addreg.number(entry.get(0), inf, entry.number) if entry else default
        if number is not None:
            service.values.append(Value("HKR", "", value, addreg.REG_DWORD,
                                        number.to_bytes(4, "little")))
        return number

    # As the service manager writes them into the service's key.
    dword("ServiceType", "Type", 1)
    service.start_type = dword("StartType", "Start", SERVICE_DEMAND_START)
    dword("ErrorControl", "ErrorControl", 1)
    for key, value, kind in (("ServiceBinary", "ImagePath", addreg.REG_EXPAND_SZ),
                             ("DisplayName", "DisplayName", addreg.REG_SZ),
                             ("Description", "Description", addreg.REG_SZ),
                             ("LoadOrderGroup", "Group", addreg.REG_SZ)):
        entry = section.first(key)
        if entry:
            service.values.append(Value("HKR", "", value, kind, addreg.sz(entry.get(0))))
    service.values += _values(inf, section)
    return service


def _services(inf: InfText, install: str) -> list[Service]:
    """The services of a DDInstall section."""
    section = decoration.install(inf, install, ".Services")
    lines = [line for part in (_needed(inf, section) if section else [])
             for line in part.all("AddService")]
    return [s for s in (_service(inf, line) for line in lines) if s]


def _choose(inf: InfText, services: list[Service], wanted: str | None) -> Service:
    """The service to build: by name, or the function driver's."""
    names = list(dict.fromkeys(s.name.lower() for s in services))
    if wanted is not None:
        for service in services:
            if service.name.lower() == wanted.lower():
                return service
        if len(names) == 1:
            return services[0]  # The module has another name than the service.
        raise inf.error(1, f"no AddService for '{wanted}', only for "
                        + ", ".join(dict.fromkeys(s.name for s in services)))
    associated = [s for s in services if s.associated]
    if len({s.name.lower() for s in associated}) > 1 or (not associated and len(names) > 1):
        raise inf.error((associated or services)[0].line,
                        "several services: " +
                        ", ".join(dict.fromkeys(s.name for s in associated or services)) +
                        "; choose one with --name")
    return (associated or services)[0]


def _version(inf: InfText, driver: Driver) -> None:
    """What [Version] says."""
    section = inf.section("Version")
    if not section:
        raise inf.error(1, "no [Version] section")
    signature = section.first("Signature")
    if not signature or signature.get(0).lower() not in ("$windows nt$", "$chicago$",
                                                         "$windows 95$"):
        raise inf.error(section.number, "[Version] has no valid Signature")

    def value(key: str) -> str | None:
        line = section.first(key)
        return ",".join(line.rest(0)) if line else None

    driver.class_name, driver.class_guid = value("Class"), value("ClassGuid")
    driver.provider, driver.driver_ver = value("Provider"), value("DriverVer")


def read(path: str, wanted: str | None) -> Driver:
    """The driver of service @wanted (None: the function driver) in an INF."""
    inf = InfText(path)
    models = _models(inf)
    installs = list(dict.fromkeys(m.install.lower() for m in models))
    if not models:
        installs = ["defaultinstall"]
    for model in models:
        if not decoration.install(inf, model.install):
            raise inf.error(model.line, f"no section [{model.install}]")
    by_install = {name: _services(inf, name) for name in installs}
    services = [s for found in by_install.values() for s in found]
    if not services:
        if not models and inf.section("Manufacturer"):
            raise inf.error(inf.section("Manufacturer").number, "no models for x64")
        raise inf.error(1, "no AddService in " + ", ".join(
            f"[{name}.Services]" for name in installs))
    driver = Driver(_choose(inf, services, wanted))
    _version(inf, driver)
    driver.service.values += _class_values(inf, driver.class_guid)
    if not models:
        # HKR means nothing in a DefaultInstall section.
        section = decoration.install(inf, "DefaultInstall")
        driver.service.values += [v for v in _values(inf, section) if v.root == "HKLM"]
    for model in models:
        named = by_install[model.install.lower()]
        if not any(s.name.lower() == driver.service.name.lower() for s in named):
            continue
        model.values = _software(_values(inf, decoration.install(inf, model.install))) + \
            _hardware(_values(inf, decoration.install(inf, model.install, ".HW"))) + \
            _filters(inf, model.install)
        model.filtered = _is_filter(driver, model, named)
        driver.models.append(model)
    if driver.models:
        driver.manufacturer = driver.models[0].manufacturer
    return driver
