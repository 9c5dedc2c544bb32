// SPDX-License-Identifier: GPL-2.0
/* KUnit: memory of images: pages with protections of their own. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/pgtable.h>

#include "../wdmcore/pe/image.h"

/* mov $42, %eax; ret */
static const u8 code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };

static bool is(const struct wdm_memory *memory, u32 page, bool writable, bool executable)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)memory->base + page * PAGE_SIZE, &level);

	return pte && level == PG_LEVEL_4K && pte_present(*pte) && !!pte_write(*pte) == writable &&
	       !!pte_exec(*pte) == executable;
}

static void each_page_has_its_protection(struct kunit *test)
{
	struct wdm_memory memory;
	u32 i;

	KUNIT_ASSERT_EQ(test, wdm_memory_alloc(&memory, 4 * PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, memory.nr_pages, 4);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_TRUE(test, is(&memory, i, true, false));
	for (i = 0; i < 4 * PAGE_SIZE; i++)
		if (((u8 *)memory.base)[i])
			break;
	KUNIT_EXPECT_EQ(test, i, 4 * PAGE_SIZE);
	memcpy(memory.base + PAGE_SIZE, code, sizeof(code));
	KUNIT_EXPECT_EQ(test, wdm_memory_protect(&memory, 0, 1, WDM_READ_ONLY), 0);
	KUNIT_EXPECT_EQ(test, wdm_memory_protect(&memory, PAGE_SIZE, PAGE_SIZE, WDM_EXECUTE_READ),
			0);
	wdm_memory_flush();
	KUNIT_EXPECT_TRUE(test, is(&memory, 0, false, false));
	KUNIT_EXPECT_TRUE(test, is(&memory, 1, false, true));
	KUNIT_EXPECT_TRUE(test, is(&memory, 2, true, false));
	KUNIT_EXPECT_EQ(test, ((int (*)(void))(memory.base + PAGE_SIZE))(), 42);
	wdm_memory_free(&memory);
}

static void what_is_given_back_is_gone(struct kunit *test)
{
	struct wdm_memory memory;
	u8 byte;

	KUNIT_ASSERT_EQ(test, wdm_memory_alloc(&memory, 3 * PAGE_SIZE), 0);
	memset(memory.base, 0x5a, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, wdm_memory_protect(&memory, PAGE_SIZE, PAGE_SIZE, WDM_NO_ACCESS), 0);
	KUNIT_EXPECT_NULL(test, memory.pages[1]);
	KUNIT_EXPECT_EQ(test, copy_from_kernel_nofault(&byte, memory.base, 1), 0);
	KUNIT_EXPECT_NE(test, copy_from_kernel_nofault(&byte, memory.base + PAGE_SIZE, 1), 0);
	KUNIT_EXPECT_EQ(test, copy_from_kernel_nofault(&byte, memory.base + 2 * PAGE_SIZE, 1), 0);
	/* Once more is no error, but it can't be had again. */
	KUNIT_EXPECT_EQ(test, wdm_memory_protect(&memory, PAGE_SIZE, PAGE_SIZE, WDM_NO_ACCESS), 0);
	KUNIT_EXPECT_NE(test, wdm_memory_protect(&memory, PAGE_SIZE, 1, WDM_READ_WRITE), 0);
	wdm_memory_free(&memory);
	KUNIT_EXPECT_NULL(test, memory.base);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_page_has_its_protection),
	KUNIT_CASE(what_is_given_back_is_gone),
	{ }
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_memory",
	.test_cases = cases,
};
kunit_test_suite(suite);
