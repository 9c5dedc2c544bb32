// SPDX-License-Identifier: GPL-2.0
/* Tests for the identification strings of PCI devices: wdmcore/pnp/ids.c. */
#include <kunit/test.h>
#include <linux/string.h>

#include <ntddk.h>
#include "pnp.h"

static const struct wdm_pci_identity edu = {
	.vendor = 0x1234,
	.device = 0x11e8,
	.subsystem_vendor = 0x1af4,
	.subsystem_device = 0x1100,
	.revision = 0x10,
	.base_class = 0x00,
	.sub_class = 0xff,
	.bus = 0,
	.devfn = 0x20,
};

/* UTF-16 that is ASCII, and not more than @max characters, equals @expected. */
static void expect_text(struct kunit *test, const WCHAR *s, const char *expected)
{
	size_t i, n = strlen(expected);

	for (i = 0; i <= n; i++) {
		if (s[i] != (u8)expected[i])
			break;
	}
	KUNIT_EXPECT_EQ_MSG(test, i, n + 1, "differs from \"%s\" at %zu", expected, i);
}

static void expect_list(struct kunit *test, PWSTR list, size_t bytes,
			const char * const *expected)
{
	const WCHAR *s = list;

	KUNIT_ASSERT_NOT_NULL(test, list);
	for (; *expected; expected++) {
		expect_text(test, s, *expected);
		s += strlen(*expected) + 1;
	}
	KUNIT_EXPECT_EQ(test, 0, *s);
	KUNIT_EXPECT_EQ(test, bytes, (s + 1 - list) * sizeof(WCHAR));
	ExFreePool(list);
}

static void hardware_ids_come_most_specific_first(struct kunit *test)
{
	static const char * const expected[] = {
		"PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10",
		"PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4",
		"PCI\\VEN_1234&DEV_11E8&CC_00FF00",
		"PCI\\VEN_1234&DEV_11E8&CC_00FF",
		NULL
	};
	size_t bytes = 0;
	PWSTR list = wdm_id_hardware(&edu, &bytes);

	expect_list(test, list, bytes, expected);
}

static void compatible_ids_end_with_the_class(struct kunit *test)
{
	static const char * const expected[] = {
		"PCI\\VEN_1234&DEV_11E8&REV_10",
		"PCI\\VEN_1234&DEV_11E8",
		"PCI\\VEN_1234&CC_00FF00",
		"PCI\\VEN_1234&CC_00FF",
		"PCI\\VEN_1234",
		"PCI\\CC_00FF00",
		"PCI\\CC_00FF",
		NULL
	};
	size_t bytes = 0;
	PWSTR list = wdm_id_compatible(&edu, &bytes);

	expect_list(test, list, bytes, expected);
}

static void device_id_is_the_first_hardware_id(struct kunit *test)
{
	PWSTR id = wdm_id_device(&edu);

	KUNIT_ASSERT_NOT_NULL(test, id);
	expect_text(test, id, "PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10");
	ExFreePool(id);
}

static void instance_depends_on_bus_and_slot_only(struct kunit *test)
{
	struct wdm_pci_identity other = edu;
	WCHAR a[32], b[32];

	wdm_id_instance(&edu, a, ARRAY_SIZE(a));
	KUNIT_EXPECT_EQ(test, '3', a[0]);
	KUNIT_EXPECT_EQ(test, '&', a[1]);

	other.device = 0x1111;
	wdm_id_instance(&other, b, ARRAY_SIZE(b));
	KUNIT_EXPECT_EQ(test, 0, memcmp(a, b, 10 * sizeof(WCHAR)));
	other.devfn = 0x28;
	wdm_id_instance(&other, b, ARRAY_SIZE(b));
	KUNIT_EXPECT_NE(test, 0, memcmp(a, b, sizeof(a)));
	other = edu;
	other.bus = 1;
	wdm_id_instance(&other, b, ARRAY_SIZE(b));
	KUNIT_EXPECT_NE(test, 0, memcmp(a, b, 10 * sizeof(WCHAR)));
}

static void rank_prefers_the_specific_id(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, wdm_id_rank(&edu, (const u16 *)
			L"PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10"));
	KUNIT_EXPECT_EQ(test, 1, wdm_id_rank(&edu, (const u16 *)
			L"pci\\ven_1234&dev_11e8&subsys_11001af4"));
	KUNIT_EXPECT_GT(test, wdm_id_rank(&edu, (const u16 *)L"PCI\\CC_00FF"),
			wdm_id_rank(&edu, (const u16 *)L"PCI\\VEN_1234&DEV_11E8"));
	KUNIT_EXPECT_EQ(test, -1, wdm_id_rank(&edu, (const u16 *)
			L"PCI\\VEN_1234&DEV_11E8&REV_11"));
	KUNIT_EXPECT_EQ(test, -1, wdm_id_rank(&edu, (const u16 *)L"PCI\\VEN_1234&DEV_11E"));
	KUNIT_EXPECT_EQ(test, -1, wdm_id_rank(&edu, (const u16 *)L""));
}

static void printing_stops_at_the_end_of_the_buffer(struct kunit *test)
{
	WCHAR buffer[4] = { 'x', 'x', 'x', 'x' };

	KUNIT_EXPECT_EQ(test, 2, wdm_wprintf(buffer, 3, "%s", "abcd"));
	KUNIT_EXPECT_EQ(test, 'b', buffer[1]);
	KUNIT_EXPECT_EQ(test, 0, buffer[2]);
	KUNIT_EXPECT_EQ(test, 'x', buffer[3]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(hardware_ids_come_most_specific_first),
	KUNIT_CASE(compatible_ids_end_with_the_class),
	KUNIT_CASE(device_id_is_the_first_hardware_id),
	KUNIT_CASE(instance_depends_on_bus_and_slot_only),
	KUNIT_CASE(rank_prefers_the_specific_id),
	KUNIT_CASE(printing_stops_at_the_end_of_the_buffer),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_ids",
	.test_cases = cases,
};
kunit_test_suite(suite);
