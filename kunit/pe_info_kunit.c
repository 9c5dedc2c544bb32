// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: what a program says that an INF says. The block is right; then each reference in it
 * leads elsewhere in turn; then many are wrong anyhow.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include <uapi/wdm_ctl.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "../wdmcore/pe/image.h"

static const u16 strings[] =
	L"\0PCI\\VEN_1234&DEV_11E8\0PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10\0"
	L"PCI\\VEN_1234&CC_00FF\0ROOT\\Edu\0The device\0Parameters\0Limit\0Edu\0";

struct info_block {
	struct wdm_ctl_inf inf;
	struct wdm_ctl_inf_value values[2];
	struct wdm_ctl_inf_id ids[5];
	u32 data[2];
	u16 strings[ARRAY_SIZE(strings)];
};

struct info_test {
	struct wdm_image_info info;
	char text[256];
	struct wdm_pe_report report;
};

/* Where a string begins in the block. */
static u32 at(const u16 *text)
{
	size_t length = 0, i;

	while (text[length])
		length++;
	for (i = 1; i + length < ARRAY_SIZE(strings); i++)
		if (!strings[i - 1] && !memcmp(strings + i, text, (length + 1) * sizeof(*text)))
			return offsetof(struct info_block, strings) + i * sizeof(*text);
	return 0;
}

static void fill(struct info_block *b)
{
	*b = (struct info_block){
		.inf = {
			.values = offsetof(struct info_block, values),
			.nr_values = 2,
			.ids = offsetof(struct info_block, ids),
			.nr_ids = 4,
			.nr_filter_ids = 1,
			.service_values = 0,
			.nr_service_values = 1,
			.start_type = 2,
			.class_name = at(L"Edu"),
		},
		.values = {
			{ WDM_INF_ROOT_DEVICE, at(L"Parameters"), at(L"Limit"), REG_DWORD,
			  offsetof(struct info_block, data), 4, 0 },
			{ WDM_INF_ROOT_DEVICE, 0, at(L"Limit"), REG_MULTI_SZ,
			  offsetof(struct info_block, data), 8, WDM_CTL_INF_APPEND },
		},
		.ids = {
			{ at(L"PCI\\VEN_1234&DEV_11E8"), at(L"The device"), 1, 1 },
			{ at(L"ROOT\\Edu"), 0, 0, 2 },
			{ at(L"PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10"), 0, 0, 0 },
			{ at(L"PCI\\VEN_1234&CC_00FF"), 0, 2, 0 },
			{ at(L"ROOT\\Edu"), 0, 0, 0 },
		},
		.data = { 77, 0 },
	};
	memcpy(b->strings, strings, sizeof(strings));
}

static int info_init(struct kunit *test)
{
	struct info_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->report.text = t->text;
	t->report.size = sizeof(t->text);
	test->priv = t;
	return 0;
}

/* In memory of its very size, so that KASAN sees what is read behind it. */
static int read_block(struct kunit *test, const void *block, size_t size)
{
	struct info_test *t = test->priv;
	void *copy = kvmalloc(size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, block, size);
	memset(&t->info, 0, sizeof(t->info));
	t->report.used = 0;
	return wdm_image_info_init(&t->info, copy, size, &t->report);
}

static void expect_text(struct kunit *test, const u16 *found, const u16 *wanted)
{
	KUNIT_ASSERT_NOT_NULL(test, found);
	do
		KUNIT_ASSERT_EQ(test, *found, *wanted++);
	while (*found++);
}

static void everything_arrives(struct kunit *test)
{
	struct info_test *t = test->priv;
	const struct wdm_module *m = &t->info.module;
	struct info_block b;

	fill(&b);
	KUNIT_ASSERT_EQ(test, read_block(test, &b, sizeof(b)), 0);
	KUNIT_EXPECT_EQ(test, m->nr_ids, 4);
	expect_text(test, m->ids[0].hardware_id, L"PCI\\VEN_1234&DEV_11E8");
	expect_text(test, m->ids[0].description, L"The device");
	expect_text(test, m->ids[1].description, L"");
	KUNIT_EXPECT_EQ(test, m->ids[0].nr_hw_values, 1);
	KUNIT_EXPECT_TRUE(test, m->ids[0].hw_values[0].append);
	KUNIT_EXPECT_EQ(test, m->ids[1].nr_hw_values, 2);
	expect_text(test, m->ids[1].hw_values[0].subkey, L"Parameters");
	expect_text(test, m->ids[1].hw_values[0].name, L"Limit");
	KUNIT_EXPECT_EQ(test, *(const u32 *)m->ids[1].hw_values[0].data, 77);
	KUNIT_EXPECT_EQ(test, m->nr_filter_ids, 1);
	KUNIT_EXPECT_EQ(test, m->nr_service_values, 1);
	KUNIT_EXPECT_EQ(test, m->start_type, 2);
	expect_text(test, m->class_name, L"Edu");
	KUNIT_EXPECT_NULL(test, m->provider);
	wdm_image_info_free(&t->info);
}

/* Linux takes the first that fits, Windows the closest. */
static void closest_pci_id_is_first(struct kunit *test)
{
	struct info_test *t = test->priv;
	const struct pci_device_id *ids;
	struct info_block b;

	fill(&b);
	KUNIT_ASSERT_EQ(test, read_block(test, &b, sizeof(b)), 0);
	ids = t->info.module.pci_ids;
	KUNIT_ASSERT_NOT_NULL(test, ids);
	KUNIT_EXPECT_EQ(test, ids[0].driver_data, 2);
	KUNIT_EXPECT_EQ(test, ids[0].subdevice, 0x1100);
	KUNIT_EXPECT_EQ(test, ids[0].subvendor, 0x1af4);
	KUNIT_EXPECT_EQ(test, ids[1].driver_data, 0);
	KUNIT_EXPECT_EQ(test, ids[1].device, 0x11e8);
	KUNIT_EXPECT_EQ(test, ids[1].subdevice, PCI_ANY_ID);
	KUNIT_EXPECT_EQ(test, ids[2].driver_data, 3);
	KUNIT_EXPECT_EQ(test, ids[2].device, PCI_ANY_ID);
	KUNIT_EXPECT_EQ(test, ids[2].class, 0x00ff00);
	KUNIT_EXPECT_EQ(test, ids[2].class_mask, 0xffff00);
	KUNIT_EXPECT_EQ(test, ids[3].vendor, 0);
	wdm_image_info_free(&t->info);
}

static void wrong_pci_ids_are_named(struct kunit *test)
{
	static const char * const wrong[] = {
		"PCI\\VEN_12", "PCI\\", "PCI\\DEV_11E8", "PCI\\VEN_12G4", "PCI\\VEN_1234&X",
	};
	struct info_test *t = test->priv;
	struct info_block b;
	size_t i, j;
	u16 *id;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		fill(&b);
		id = (void *)&b + b.ids[0].hardware_id;
		for (j = 0; j <= strlen(wrong[i]); j++)
			id[j] = wrong[i][j];
		KUNIT_EXPECT_EQ_MSG(test, read_block(test, &b, sizeof(b)), -EINVAL, "%s",
				    wrong[i]);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(t->text, wrong[i]), "%s", t->text);
		wdm_image_info_free(&t->info);
	}
}

static void no_inf_is_a_driver_by_itself(struct kunit *test)
{
	struct info_test *t = test->priv;

	memset(&t->info, 0, sizeof(t->info));
	KUNIT_EXPECT_EQ(test, wdm_image_info_init(&t->info, NULL, 0, &t->report), 0);
	KUNIT_EXPECT_EQ(test, t->info.module.start_type, 3);
	KUNIT_EXPECT_EQ(test, t->info.module.nr_ids, 0);
	wdm_image_info_free(&t->info);
}

#define REFUSED(field, value) ({					\
	struct info_block b;						\
									\
	fill(&b);							\
	b.field = (value);						\
	KUNIT_EXPECT_EQ_MSG(test, read_block(test, &b, sizeof(b)), -EINVAL, #field " = " #value); \
	wdm_image_info_free(&((struct info_test *)test->priv)->info);	\
})

static void references_that_lead_elsewhere(struct kunit *test)
{
	const u32 size = sizeof(struct info_block);

	REFUSED(inf.values, size);
	REFUSED(inf.values, 2);
	REFUSED(inf.values, 0xfffffffc);
	REFUSED(inf.nr_values, 0x10000);
	REFUSED(inf.nr_values, 0xffffffff);
	REFUSED(inf.nr_values, 1);
	REFUSED(inf.ids, size - 4);
	REFUSED(inf.nr_ids, 0xffffffff);
	REFUSED(inf.nr_ids, 0x8000000);
	REFUSED(inf.nr_filter_ids, 0xffffffff);
	REFUSED(inf.nr_filter_ids, 1000);
	REFUSED(inf.service_values, 2);
	REFUSED(inf.nr_service_values, 3);
	REFUSED(inf.class_name, size);
	REFUSED(inf.class_name, size - 2 + 1);
	REFUSED(inf.class_name, 0xffffffff);
	REFUSED(inf.reserved, 1);
	REFUSED(values[0].root, 77);
	REFUSED(values[0].flags, 0x80);
	REFUSED(values[0].length, size);
	REFUSED(values[0].length, 0xffffffff);
	REFUSED(values[0].data, size - 3);
	REFUSED(values[0].data, 0xffffffff);
	REFUSED(values[1].name, 1);
	REFUSED(values[1].subkey, size + 2);
	REFUSED(ids[0].hardware_id, 0);
	REFUSED(ids[1].hardware_id, 3);
	REFUSED(ids[1].description, 0x80000000);
	REFUSED(ids[1].values, 1);
	REFUSED(ids[1].nr_values, 0xffffffff);
}

/* A last string without its NUL. */
static void strings_end_in_the_block(struct kunit *test)
{
	struct info_test *t = test->priv;
	struct info_block b;
	size_t size;

	fill(&b);
	b.inf.class_name = at(L"Edu");
	size = b.inf.class_name + 3 * sizeof(u16);
	KUNIT_EXPECT_EQ(test, read_block(test, &b, size), -EINVAL);
	wdm_image_info_free(&t->info);
	for (size = 1; size < sizeof(b.inf); size++) {
		KUNIT_EXPECT_EQ(test, read_block(test, &b, size), -EINVAL);
		wdm_image_info_free(&t->info);
	}
}

static void any_block_is_harmless(struct kunit *test)
{
	struct info_test *t = test->priv;
	struct rnd_state random;
	struct info_block b;
	u32 i, j, good = 0;

	prandom_seed_state(&random, 1);
	for (i = 0; i < 2000; i++) {
		fill(&b);
		for (j = 1 + prandom_u32_state(&random) % 3; j; j--)
			((u8 *)&b)[prandom_u32_state(&random) % sizeof(b)] =
				prandom_u32_state(&random);
		if (!read_block(test, &b, sizeof(b)))
			good++;
		wdm_image_info_free(&t->info);
	}
	KUNIT_EXPECT_GT(test, good, 0);
	KUNIT_EXPECT_LT(test, good, i);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(everything_arrives),
	KUNIT_CASE(closest_pci_id_is_first),
	KUNIT_CASE(wrong_pci_ids_are_named),
	KUNIT_CASE(no_inf_is_a_driver_by_itself),
	KUNIT_CASE(references_that_lead_elsewhere),
	KUNIT_CASE(strings_end_in_the_block),
	KUNIT_CASE(any_block_is_harmless),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_info",
	.init = info_init,
	.test_cases = cases,
};
kunit_test_suite(suite);
