// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_pdo: what a driver asks about a device by its PDO: IoGetDeviceProperty,
 * IoOpenDeviceRegistryKey, IoInvalidateDeviceState, IoRequestDeviceEjectEx,
 * IoUnregisterPlugPlayNotification.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/string.h>

#include <ntddk.h>
#include "ke.h"
#include "pnp_pdo.h"

#define ID	L"ROOT\\KunitPdo"

static int pdo_init(struct kunit *test)
{
	test->priv = pdo_test_new(test, ID);
	return 0;
}

/* A property into a buffer that fits; its size is asked for first. */
static NTSTATUS property(struct kunit *test, DEVICE_REGISTRY_PROPERTY which, void *buffer,
			 ULONG room, ULONG *length)
{
	struct pdo_test *fake = test->priv;
	NTSTATUS status = IoGetDeviceProperty(fake->pdo, which, 0, NULL, length);
	ULONG again = 0;

	if (status != STATUS_BUFFER_TOO_SMALL)
		return status;
	KUNIT_ASSERT_LE(test, *length, room);
	memset(buffer, 0xcc, room);
	/* One byte less doesn't do, and nothing is written. */
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			IoGetDeviceProperty(fake->pdo, which, *length - 1, buffer, &again));
	KUNIT_EXPECT_EQ(test, again, *length);
	KUNIT_EXPECT_EQ(test, *(u8 *)buffer, 0xcc);
	status = IoGetDeviceProperty(fake->pdo, which, *length, buffer, &again);
	KUNIT_EXPECT_EQ(test, again, *length);
	if (*length < room)
		KUNIT_EXPECT_EQ(test, ((u8 *)buffer)[*length], 0xcc);
	return status;
}

static void expect_string(struct kunit *test, DEVICE_REGISTRY_PROPERTY which,
			  const WCHAR *expected)
{
	WCHAR text[128];
	UNICODE_STRING a, b;
	ULONG length;

	KUNIT_EXPECT_EQ_MSG(test, STATUS_SUCCESS,
			    property(test, which, text, sizeof(text), &length), "property %d",
			    which);
	RtlInitUnicodeString(&a, text);
	RtlInitUnicodeString(&b, expected);
	KUNIT_EXPECT_TRUE_MSG(test, RtlEqualUnicodeString(&a, &b, FALSE), "property %d", which);
	/* The NUL counts. */
	KUNIT_EXPECT_EQ(test, length, b.Length + sizeof(WCHAR));
}

static void expect_ulong(struct kunit *test, DEVICE_REGISTRY_PROPERTY which, ULONG expected)
{
	ULONG value[2], length = 0;

	KUNIT_EXPECT_EQ_MSG(test, STATUS_SUCCESS,
			    property(test, which, value, sizeof(value), &length), "property %d",
			    which);
	KUNIT_EXPECT_EQ_MSG(test, value[0], expected, "property %d", which);
	KUNIT_EXPECT_EQ(test, length, sizeof(ULONG));
}

static void properties_of_the_device(struct kunit *test)
{
	struct pdo_test *fake = test->priv;
	u8 name_buffer[256];
	POBJECT_NAME_INFORMATION name = (void *)name_buffer;
	WCHAR ids[64];
	ULONG length;
	GUID guid[2];

	/* A list of strings, an empty one at its end. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			property(test, DevicePropertyHardwareID, ids, sizeof(ids), &length));
	KUNIT_EXPECT_EQ(test, length, sizeof(ID) + sizeof(WCHAR));
	KUNIT_EXPECT_EQ(test, 0, memcmp(ids, ID, sizeof(ID)));
	KUNIT_EXPECT_EQ(test, ids[length / sizeof(WCHAR) - 1], 0);
	expect_string(test, DevicePropertyEnumeratorName, L"ROOT");
	expect_ulong(test, DevicePropertyAddress, ~0U);
	expect_ulong(test, DevicePropertyUINumber, ~0U);
	expect_ulong(test, DevicePropertyLegacyBusType, PNPBus);
	expect_ulong(test, DevicePropertyBusNumber, 0);
	/* No driver of an INF is bound to it. */
	expect_ulong(test, DevicePropertyInstallState, InstallStateNeedsReinstall);
	expect_ulong(test, DevicePropertyRemovalPolicy, RemovalPolicyExpectNoRemoval);
	fake->node->capabilities.Removable = TRUE;
	expect_ulong(test, DevicePropertyRemovalPolicy, RemovalPolicyExpectOrderlyRemoval);
	fake->node->capabilities.SurpriseRemovalOK = TRUE;
	expect_ulong(test, DevicePropertyRemovalPolicy, RemovalPolicyExpectSurpriseRemoval);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			property(test, DevicePropertyBusTypeGuid, guid, sizeof(guid), &length));
	KUNIT_EXPECT_EQ(test, length, sizeof(GUID));
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&guid[0], &fake->node->bus.BusTypeGuid));

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObQueryNameString(fake->pdo, name, sizeof(name_buffer), &length));
	expect_string(test, DevicePropertyPhysicalDeviceObjectName, name->Name.Buffer);
}

static void properties_that_are_not_there(struct kunit *test)
{
	static const DEVICE_REGISTRY_PROPERTY absent[] = {
		DevicePropertyCompatibleIDs, DevicePropertyBootConfiguration,
		DevicePropertyBootConfigurationTranslated, DevicePropertyResourceRequirements,
		DevicePropertyClassName, DevicePropertyClassGuid, DevicePropertyManufacturer,
		DevicePropertyFriendlyName, DevicePropertyLocationInformation,
	};
	struct pdo_test *fake = test->priv;
	ULONG length;
	u8 buffer[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(absent); i++) {
		length = 77;
		KUNIT_EXPECT_EQ_MSG(test, STATUS_OBJECT_NAME_NOT_FOUND,
				    IoGetDeviceProperty(fake->pdo, absent[i], sizeof(buffer),
							buffer, &length), "property %d",
				    absent[i]);
		KUNIT_EXPECT_EQ(test, length, 0U);
	}
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_2,
			IoGetDeviceProperty(fake->pdo, 1000, sizeof(buffer), buffer, &length));
	/* A device of the stack that isn't the PDO, and none at all. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoGetDeviceProperty(fake->filter, DevicePropertyHardwareID, sizeof(buffer),
					    buffer, &length));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoGetDeviceProperty(NULL, DevicePropertyHardwareID, sizeof(buffer), buffer,
					    &length));
}

/* A memory range and a line, raw and translated, and what the device needs. */
static void properties_of_its_resources(struct kunit *test)
{
	struct pdo_test *fake = test->priv;
	struct wdm_pci_resources *r = &fake->node->resources;
	union {
		CM_RESOURCE_LIST list;
		IO_RESOURCE_REQUIREMENTS_LIST requirements;
		u8 bytes[256];
	} out;
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d;
	u32 kind = fake->node->kind;
	ULONG length;

	/* As if Linux had assigned them. */
	fake->node->kind = WDM_DEVNODE_PCI;
	r->nr_ranges = 1;
	r->range[0] = (struct wdm_pci_range){
		.start = 0xfe000000, .bus_start = 0xfe000000, .length = 0x1000,
	};
	r->interrupt.irq = 33;
	r->interrupt.line = 11;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			property(test, DevicePropertyBootConfiguration, &out, sizeof(out),
				 &length));
	KUNIT_EXPECT_EQ(test, out.list.Count, 1U);
	KUNIT_EXPECT_EQ(test, out.list.List[0].PartialResourceList.Count, 2U);
	d = out.list.List[0].PartialResourceList.PartialDescriptors;
	KUNIT_EXPECT_EQ(test, d[0].Type, CmResourceTypeMemory);
	KUNIT_EXPECT_EQ(test, d[0].u.Memory.Start.QuadPart, 0xfe000000LL);
	KUNIT_EXPECT_EQ(test, (d + 1)->u.Interrupt.Vector, 11U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			property(test, DevicePropertyBootConfigurationTranslated, &out,
				 sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, (d + 1)->u.Interrupt.Vector, 33U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			property(test, DevicePropertyResourceRequirements, &out, sizeof(out),
				 &length));
	KUNIT_EXPECT_EQ(test, out.requirements.ListSize, length);
	KUNIT_EXPECT_EQ(test, out.requirements.List[0].Count, 2U);
	r->nr_ranges = 0;
	r->interrupt.irq = 0;
	fake->node->kind = kind;
}

static NTSTATUS put(HANDLE key, const WCHAR *name, ULONG value)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, name);
	return ZwSetValueKey(key, &string, 0, REG_DWORD, &value, sizeof(value));
}

static ULONG get(HANDLE key, const WCHAR *name)
{
	struct {
		KEY_VALUE_PARTIAL_INFORMATION info;
		ULONG room;
	} out;
	UNICODE_STRING string;
	ULONG length, value;

	RtlInitUnicodeString(&string, name);
	if (!NT_SUCCESS(ZwQueryValueKey(key, &string, KeyValuePartialInformation, &out,
					sizeof(out), &length)))
		return 0;
	memcpy(&value, out.info.Data, sizeof(value));
	return value;
}

/* Where a key is, as its name says. */
static void expect_place(struct kunit *test, HANDLE key, const WCHAR *begin, const WCHAR *end)
{
	union {
		KEY_NAME_INFORMATION info;
		u8 bytes[512];
	} out;
	UNICODE_STRING path, prefix, suffix;
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQueryKey(key, KeyNameInformation, &out, sizeof(out), &length));
	path.Buffer = out.info.Name;
	path.Length = out.info.NameLength;
	path.MaximumLength = path.Length;
	RtlInitUnicodeString(&prefix, begin);
	KUNIT_EXPECT_TRUE(test, RtlPrefixUnicodeString(&prefix, &path, TRUE));
	RtlInitUnicodeString(&suffix, end);
	KUNIT_ASSERT_GE(test, path.Length, suffix.Length);
	path.Buffer += (path.Length - suffix.Length) / sizeof(WCHAR);
	path.Length = suffix.Length;
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&path, &suffix, TRUE));
}

#define CONTROL_SET	L"\\Registry\\Machine\\System\\CurrentControlSet\\"

static void keys_of_the_device(struct kunit *test)
{
	struct pdo_test *fake = test->priv;
	HANDLE hardware, software, again;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DEVICE, KEY_ALL_ACCESS,
						&hardware));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DRIVER, KEY_ALL_ACCESS,
						&software));
	KUNIT_EXPECT_TRUE(test, ObIsKernelHandle(hardware));
	expect_place(test, hardware, CONTROL_SET L"Enum\\ROOT\\KunitPdo\\", L"\\Device Parameters");
	expect_place(test, software, CONTROL_SET L"Control\\Class\\{", L"");
	/* Two keys, and each the same when it is opened again. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(hardware, L"Kunit", 1));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(software, L"Kunit", 2));
	ZwClose(hardware);
	ZwClose(software);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DEVICE |
						PLUGPLAY_REGKEY_CURRENT_HWPROFILE, KEY_READ,
						&again));
	KUNIT_EXPECT_EQ(test, get(again, L"Kunit"), 1U);
	ZwClose(again);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DRIVER, KEY_READ,
						&again));
	KUNIT_EXPECT_EQ(test, get(again, L"Kunit"), 2U);
	ZwClose(again);

	again = (HANDLE)0xcccc;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_DEVICE |
						PLUGPLAY_REGKEY_DRIVER, KEY_READ, &again));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoOpenDeviceRegistryKey(fake->pdo, PLUGPLAY_REGKEY_CURRENT_HWPROFILE,
						KEY_READ, &again));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoOpenDeviceRegistryKey(fake->pdo, 0, KEY_READ, &again));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoOpenDeviceRegistryKey(fake->filter, PLUGPLAY_REGKEY_DEVICE, KEY_READ,
						&again));
	KUNIT_EXPECT_PTR_EQ(test, again, (HANDLE)0xcccc);
}

/* A started device is asked once per call that isn't overtaken; another isn't. */
static void state_is_asked_for_again(struct kunit *test)
{
	struct pdo_test *fake = test->priv;
	KIRQL old;

	IoInvalidateDeviceState(fake->pdo);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, fake->requests[IRP_MN_QUERY_PNP_DEVICE_STATE], 0U);

	fake->node->state = WDM_DEVNODE_STARTED;
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	IoInvalidateDeviceState(fake->pdo);
	KeLowerIrql(old);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, fake->requests[IRP_MN_QUERY_PNP_DEVICE_STATE], 1U);
	KUNIT_EXPECT_EQ(test, fake->irql[IRP_MN_QUERY_PNP_DEVICE_STATE], PASSIVE_LEVEL);
	IoInvalidateDeviceState(fake->pdo);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, fake->requests[IRP_MN_QUERY_PNP_DEVICE_STATE], 2U);
	/* What is no PDO is nothing. */
	IoInvalidateDeviceState(fake->filter);
	IoInvalidateDeviceState(NULL);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, fake->requests[IRP_MN_QUERY_PNP_DEVICE_STATE], 2U);
	fake->node->state = WDM_DEVNODE_NEW;
}

static struct {
	struct completion done;
	NTSTATUS status;
	PVOID context;
	KIRQL irql;
} ejected;

static VOID NTAPI eject_done(NTSTATUS status, PVOID context)
{
	ejected.status = status;
	ejected.context = context;
	ejected.irql = KeGetCurrentIrql();
	complete(&ejected.done);
}

/* It is begun at once and ends later; how, the callback is told. */
static void ejection_is_reported(struct kunit *test)
{
	struct pdo_test *fake = test->priv;
	NTSTATUS status;
	KIRQL old;

	init_completion(&ejected.done);
	ejected.status = 0xcc;
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	status = IoRequestDeviceEjectEx(fake->pdo, eject_done, test, &fake->driver->obj);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	KUNIT_ASSERT_NE(test, 0UL, wait_for_completion_timeout(&ejected.done, 10 * HZ));
	KUNIT_EXPECT_PTR_EQ(test, ejected.context, (PVOID)test);
	KUNIT_EXPECT_EQ(test, ejected.irql, PASSIVE_LEVEL);
	/* The root's devices can't be ejected. */
	KUNIT_EXPECT_FALSE(test, NT_SUCCESS(ejected.status));
	/* Without a callback, or a device: nothing is called. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoRequestDeviceEjectEx(fake->pdo, NULL, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoRequestDeviceEjectEx(fake->filter, eject_done, NULL, NULL));
	wdm_pnp_flush();
	KUNIT_EXPECT_FALSE(test, completion_done(&ejected.done));
}

static const GUID class = {
	0x42345678, 0x9ABC, 0xDEF0, { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef }
};

static struct completion heard;

static NTSTATUS NTAPI notified(PVOID notification, PVOID context)
{
	atomic_inc(context);
	complete(&heard);
	return STATUS_SUCCESS;
}

/* An interface that comes and goes, before and after. */
static void unregistered_is_not_told(struct kunit *test)
{
	atomic_t calls = ATOMIC_INIT(0), others = ATOMIC_INIT(0);
	struct pdo_test *fake = test->priv;
	UNICODE_STRING name;
	long before, after;
	PVOID entry;

	init_completion(&heard);
	before = wdm_ob_get(&fake->driver->obj) - 1;
	wdm_ob_put(&fake->driver->obj);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(fake->pdo, &class, NULL, &name));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0,
						       (PVOID)&class, &fake->driver->obj, notified,
						       &calls, &entry));
	/* Nobody is told before the device is started. */
	fake->node->state = WDM_DEVNODE_STARTED;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, TRUE));
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&heard, 10 * HZ));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoUnregisterPlugPlayNotification(entry));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, FALSE));
	/* An event behind that one, which is told, shows that it is through. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0,
						       (PVOID)&class, &fake->driver->obj, notified,
						       &others, &entry));
	reinit_completion(&heard);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, TRUE));
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&heard, 10 * HZ));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoUnregisterPlugPlayNotification(entry));
	KUNIT_EXPECT_EQ(test, atomic_read(&calls), 1);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&name, FALSE));
	fake->node->state = WDM_DEVNODE_NEW;
	RtlFreeUnicodeString(&name);
	/* The driver was referenced for as long as it was registered. */
	after = wdm_ob_get(&fake->driver->obj) - 1;
	wdm_ob_put(&fake->driver->obj);
	KUNIT_EXPECT_EQ(test, before, after);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(properties_of_the_device),
	KUNIT_CASE(properties_that_are_not_there),
	KUNIT_CASE(properties_of_its_resources),
	KUNIT_CASE(keys_of_the_device),
	KUNIT_CASE(state_is_asked_for_again),
	KUNIT_CASE(ejection_is_reported),
	KUNIT_CASE(unregistered_is_not_told),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_pdo",
	.init = pdo_init,
	.test_cases = cases,
};
kunit_test_suite(suite);
