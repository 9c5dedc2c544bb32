// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: replacing of instructions in images. The list of places comes from a program: a
 * right one, each kind of a wrong one, and many that are wrong anyhow.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pe.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "../wdmcore/pe/image.h"
#include "../wdmcore/pe/machine.h"
#include "../wdmcore/pe/stub.h"

#define CODE	0x1000
#define DATA	0x2000
#define SIZE	0x3000

#define INT3	0xcc
#define JMP	0xe9

struct sites_test {
	struct wdm_pe pe;
	u8 *image;	/* and the stubs */
	char text[256];
	struct wdm_pe_report report;
};

/* mov rcx, cr8; mov cr8, r12; mov rax, gs:[188h]; cli; int 2Ch; movabs rax, shared + 14h */
static const u8 code[] = {
	0x44, 0x0f, 0x20, 0xc1,
	0x45, 0x0f, 0x22, 0xc4,
	0x65, 0x48, 0x8b, 0x04, 0x25, 0x88, 0x01, 0x00, 0x00,
	0xfa,
	0xcd, 0x2c,
	0x48, 0xb8, 0x14, 0x00, 0x00, 0x00, 0x80, 0xf7, 0xff, 0xff,
};

static const struct wdm_ctl_site good[] = {
	{ CODE, 4, WDM_SITE_READ_IRQL, .reg = 1 },
	{ CODE + 4, 4, WDM_SITE_WRITE_IRQL, .reg = 12 },
	{ CODE + 8, 9, WDM_SITE_READ_GS, .reg = 0, .width = 8, .size = 8,
	  .base = WDM_SITE_NO_REGISTER, .index = WDM_SITE_NO_REGISTER, .displacement = 0x188 },
	{ CODE + 17, 1, WDM_SITE_DISABLE },
	{ CODE + 18, 2, WDM_SITE_ASSERT },
	{ CODE + 22, 8, WDM_SITE_SHARED_DATA },
	{ DATA + 8, 8, WDM_SITE_SHARED_DATA },
};

#define COUNT	ARRAY_SIZE(good)

static void fill(struct sites_test *t)
{
	static const u64 pointer = 0xfffff78000000320ULL;

	memset(t->image, 0, SIZE + wdm_sites_stub_size(COUNT));
	memcpy(t->image + CODE, code, sizeof(code));
	memcpy(t->image + DATA + 8, &pointer, sizeof(pointer));
	t->report.used = 0;
	t->text[0] = 0;
}

static int sites_init(struct kunit *test)
{
	struct sites_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->image = kunit_kzalloc(test, SIZE + wdm_sites_stub_size(COUNT), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->image);
	t->report.text = t->text;
	t->report.size = sizeof(t->text);
	t->pe.size = SIZE;
	t->pe.nr_sections = 2;
	t->pe.sections[0] = (struct wdm_pe_section){ ".text", CODE, PAGE_SIZE, 0, 0x200,
		IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_READ };
	t->pe.sections[1] = (struct wdm_pe_section){ ".data", DATA, PAGE_SIZE, 0, 0x200,
		IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_READ };
	test->priv = t;
	return 0;
}

static NTSTATUS replace(struct sites_test *t, const struct wdm_ctl_site *from, u32 count)
{
	static struct wdm_site sites[COUNT];
	u32 i;

	fill(t);
	memset(sites, 0, sizeof(sites));
	for (i = 0; i < count; i++)
		sites[i].ctl = from[i];
	return wdm_sites_replace(&t->pe, t->image, sites, count, t->image + SIZE, &t->report);
}

/* One that is long enough becomes a jump to its stub, a shorter one int3. */
static void instructions_are_replaced(struct kunit *test)
{
	struct sites_test *t = test->priv;
	const u8 *at = t->image + CODE;
	struct wdm_stub *stub = (void *)t->image + SIZE;
	s32 offset;
	u64 shared;

	KUNIT_ASSERT_EQ(test, replace(t, good, COUNT), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, at[0], INT3);
	KUNIT_EXPECT_EQ(test, at[4], INT3);
	KUNIT_EXPECT_EQ(test, at[8], JMP);
	memcpy(&offset, at + 9, sizeof(offset));
	KUNIT_EXPECT_PTR_EQ(test, (const void *)at + 13 + offset, (const void *)&stub[2]);
	KUNIT_EXPECT_EQ(test, at[16], INT3);
	KUNIT_EXPECT_EQ(test, at[17], INT3);
	KUNIT_EXPECT_EQ(test, at[18], INT3);
	/* What isn't in the list stays. */
	KUNIT_EXPECT_EQ(test, at[20], 0x48);
	memcpy(&shared, at + 22, sizeof(shared));
	KUNIT_EXPECT_EQ(test, shared, (u64)wdm_shared_data() + 0x14);
	memcpy(&shared, t->image + DATA + 8, sizeof(shared));
	KUNIT_EXPECT_EQ(test, shared, (u64)wdm_shared_data() + 0x320);
	KUNIT_EXPECT_EQ(test, stub[0].target, (u64)wdm_machine_entry);
	KUNIT_EXPECT_EQ(test, stub[0].push_value[0], 0xff);
}

static void no_site_is_none(struct kunit *test)
{
	struct sites_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, replace(t, NULL, 0), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, memcmp(t->image + CODE, code, sizeof(code)), 0);
}

static void expect_refused(struct kunit *test, const struct wdm_ctl_site *site, const char *what)
{
	struct sites_test *t = test->priv;

	KUNIT_EXPECT_EQ_MSG(test, replace(t, site, 1), STATUS_INVALID_IMAGE_FORMAT, "%s", what);
	KUNIT_EXPECT_GT_MSG(test, t->report.used, 0, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(t->image + CODE, code, sizeof(code)), 0, "%s", what);
}

#define WRONG(number, change) ({					\
	struct wdm_ctl_site site = good[number];			\
									\
	site.change;							\
	expect_refused(test, &site, #number ": " #change);		\
})

static void lists_that_lie_are_refused(struct kunit *test)
{
	WRONG(0, rva = CODE + 1);
	WRONG(0, rva = 0);
	WRONG(0, rva = DATA);
	WRONG(0, rva = SIZE - 2);
	WRONG(0, rva = 0xfffffffe);
	WRONG(0, length = 0);
	WRONG(0, length = 3);
	WRONG(0, length = 16);
	WRONG(0, length = 255);
	WRONG(0, reg = 2);
	WRONG(0, reg = 16);
	WRONG(0, kind = 0);
	WRONG(0, kind = WDM_SITE_WRITE_IRQL);
	WRONG(0, kind = WDM_SITE_SHARED_DATA);
	WRONG(0, kind = 255);
	WRONG(1, reg = 4);
	WRONG(2, reg = 4);
	WRONG(2, reg = 255);
	WRONG(2, width = 0);
	WRONG(2, width = 3);
	WRONG(2, width = 16);
	WRONG(2, size = 0);
	WRONG(2, size = 16);
	WRONG(2, shift = 4);
	WRONG(2, base = 16);
	WRONG(2, base = 4);
	WRONG(2, index = 77);
	WRONG(3, kind = WDM_SITE_ENABLE);
	WRONG(3, kind = WDM_SITE_BREAK);
	WRONG(4, kind = WDM_SITE_FAIL_FAST);
	WRONG(4, length = 1);
	WRONG(5, rva = CODE + 21);
	WRONG(5, length = 7);
	WRONG(6, rva = DATA);
	WRONG(6, kind = WDM_SITE_READ_IRQL);
}

static void order_counts(struct kunit *test)
{
	struct sites_test *t = test->priv;
	struct wdm_ctl_site sites[2] = { good[1], good[0] };

	KUNIT_EXPECT_EQ(test, replace(t, sites, 2), STATUS_INVALID_IMAGE_FORMAT);
	sites[0] = sites[1];
	KUNIT_EXPECT_EQ(test, replace(t, sites, 2), STATUS_INVALID_IMAGE_FORMAT);
}

/* Whatever the list says, nothing outside of the image is read or written: KASAN looks on. */
static void any_list_is_harmless(struct kunit *test)
{
	struct sites_test *t = test->priv;
	struct wdm_ctl_site sites[COUNT];
	struct rnd_state random;
	u32 i, j, accepted = 0;

	prandom_seed_state(&random, 1);
	for (i = 0; i < 5000; i++) {
		memcpy(sites, good, sizeof(sites));
		for (j = prandom_u32_state(&random) % 4; j; j--)
			((u8 *)sites)[prandom_u32_state(&random) % sizeof(sites)] =
				prandom_u32_state(&random);
		if (replace(t, sites, COUNT) == STATUS_SUCCESS)
			accepted++;
	}
	KUNIT_EXPECT_GT(test, accepted, 0);
	KUNIT_EXPECT_LT(test, accepted, i);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(instructions_are_replaced),
	KUNIT_CASE(no_site_is_none),
	KUNIT_CASE(lists_that_lie_are_refused),
	KUNIT_CASE(order_counts),
	KUNIT_CASE(any_list_is_harmless),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_sites",
	.init = sites_init,
	.test_cases = cases,
};
kunit_test_suite(suite);
