// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: reading of image files. A small image is made here that has each part that the
 * loader looks at. It is right; then each field is wrong in turn; then many images are
 * wrong anyhow, of which none may be more than refused.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pe.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include "../wdmcore/pe/image.h"

#define BASE		0x140000000ULL
#define ADDRESS		0xffffc90000100000ULL
#define FILE_SIZE	0x1000
#define IMAGE_SIZE	0x6000

/* Offsets in the file */
#define NT		0x80
#define OPT		(NT + sizeof(struct pe_hdr))
#define DIRS		(OPT + sizeof(struct pe32plus_opt_hdr))
#define SECTIONS	(DIRS + WDM_PE_DIRECTORIES * sizeof(struct data_dirent))
#define CODE		0x400
#define RDATA		0x600
#define DATA		0xa00
#define INIT		0xc00
#define RELOC		0xe00

#define NT_FIELD(field)		(NT + offsetof(struct pe_hdr, field))
#define OPT_FIELD(field)	(OPT + offsetof(struct pe32plus_opt_hdr, field))
#define DIR_RVA(number)		(DIRS + (number) * 8)
#define DIR_SIZE(number)	(DIRS + (number) * 8 + 4)
#define SECTION(number, field)	(SECTIONS + (number) * sizeof(struct section_header) + \
				 offsetof(struct section_header, field))

static const struct section_header sections[] = {
	{ ".text", 0x100, 0x1000, 0x200, CODE, .flags = IMAGE_SCN_CNT_CODE |
	  IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_READ },
	{ ".rdata", 0x300, 0x2000, 0x400, RDATA, .flags = IMAGE_SCN_CNT_INITIALIZED_DATA |
	  IMAGE_SCN_MEM_READ },
	{ ".data", 0x800, 0x3000, 0x200, DATA, .flags = IMAGE_SCN_CNT_INITIALIZED_DATA |
	  IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE },
	{ "INIT", 0x100, 0x4000, 0x200, INIT, .flags = IMAGE_SCN_CNT_CODE |
	  IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_DISCARDABLE },
	{ ".reloc", 0x18, 0x5000, 0x200, RELOC, .flags = IMAGE_SCN_CNT_INITIALIZED_DATA |
	  IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_DISCARDABLE },
};

struct pe_test {
	u8 *file;
	struct wdm_pe pe;
	char text[512];
	struct wdm_pe_report report;
};

static void put(u8 *file, size_t offset, u64 value, size_t size)
{
	memcpy(file + offset, &value, size);
}

static void make_headers(u8 *file)
{
	struct pe_hdr nt = {
		.magic = 0x4550, .machine = IMAGE_FILE_MACHINE_AMD64,
		.sections = ARRAY_SIZE(sections), .opt_hdr_size = SECTIONS - OPT,
		.flags = IMAGE_FILE_EXECUTABLE_IMAGE,
	};
	struct pe32plus_opt_hdr opt = {
		.magic = PE_OPT_MAGIC_PE32PLUS, .entry_point = 0x4000, .image_base = BASE,
		.section_align = 0x1000, .file_align = 0x200, .image_size = IMAGE_SIZE,
		.header_size = 0x400, .subsys = IMAGE_SUBSYSTEM_NATIVE,
		.data_dirs = WDM_PE_DIRECTORIES,
	};

	put(file, 0, 0x5a4d, 2);
	put(file, offsetof(struct mz_hdr, peaddr), NT, 4);
	memcpy(file + NT, &nt, sizeof(nt));
	memcpy(file + OPT, &opt, sizeof(opt));
	memcpy(file + SECTIONS, sections, sizeof(sections));
	put(file, DIR_RVA(WDM_PE_IMPORT), 0x2000 | 40ULL << 32, 8);
	put(file, DIR_RVA(WDM_PE_EXCEPTION), 0x2100 | 24ULL << 32, 8);
	put(file, DIR_RVA(WDM_PE_RELOCATION), 0x5000 | 24ULL << 32, 8);
	put(file, DIR_RVA(WDM_PE_LOAD_CONFIG), 0x2200 | 0x94ULL << 32, 8);
}

static void make_contents(u8 *file)
{
	static const u32 descriptor[5] = { 0x2040, 0, 0, 0x20c0, 0x2060 };
	static const u32 functions[6] = { 0x1000, 0x1010, 0x2140, 0x1010, 0x1020, 0x2150 };
	static const u8 handled[12] = { 1 | 1 << 3, 4, 1, 0, 4, 0x42, 0, 0, 0x20, 0x10, 0, 0 };

	memcpy(file + RDATA, descriptor, sizeof(descriptor));
	put(file, RDATA + 0x40, 0x2080, 8);
	put(file, RDATA + 0x48, 0x20a0, 8);
	memcpy(file + RDATA + 0x60, file + RDATA + 0x40, 16);
	strscpy(file + RDATA + 0x82, "KeOne", 16);
	strscpy(file + RDATA + 0xa2, "KeTwo", 16);
	strscpy(file + RDATA + 0xc0, "ntoskrnl.exe", 16);
	memcpy(file + RDATA + 0x100, functions, sizeof(functions));
	file[RDATA + 0x140] = 1;
	memcpy(file + RDATA + 0x150, handled, sizeof(handled));
	put(file, RDATA + 0x200, 0x94, 4);
	put(file, RDATA + 0x258, BASE + 0x3010, 8);
	put(file, DATA, BASE + 0x1008, 8);
	put(file, DATA + 0x10, 0x2b992ddfa232ULL, 8);
	put(file, DATA + 0x18, ~0x2b992ddfa232ULL, 8);
	/* Two blocks: an address each, and what fills them up */
	put(file, RELOC, 0x2000 | 12ULL << 32, 8);
	put(file, RELOC + 8, 0xa258, 4);
	put(file, RELOC + 12, 0x3000 | 12ULL << 32, 8);
	put(file, RELOC + 20, 0xa000, 4);
}

static int init(struct kunit *test)
{
	struct pe_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	/* Exactly as long as the file, so that KASAN sees what reads behind it. */
	t->file = kunit_kzalloc(test, FILE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->file);
	test->priv = t;
	make_headers(t->file);
	make_contents(t->file);
	return 0;
}

static void *resolve(const char *library, const char *name)
{
	if (strcmp(library, "ntoskrnl.exe"))
		return NULL;
	return !strcmp(name, "KeOne") ? (void *)0x1111 : !strcmp(name, "KeTwo") ? (void *)0x2222 :
	       NULL;
}

/* All steps; the image, to be kvfree()d, is *@image if it is not NULL. */
static NTSTATUS read_image(struct pe_test *t, size_t size, void **image)
{
	NTSTATUS status;
	void *memory;

	memset(t->text, 0xcc, sizeof(t->text));
	t->text[0] = 0;
	t->report = (struct wdm_pe_report){ .text = t->text, .size = sizeof(t->text) };
	status = wdm_pe_parse(t->file, size, &t->pe, &t->report);
	if (!NT_SUCCESS(status))
		return status;
	memory = kvzalloc(t->pe.size, GFP_KERNEL);
	if (!memory)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_pe_lay_out(&t->pe, memory);
	status = wdm_pe_relocate(&t->pe, memory, ADDRESS, &t->report);
	if (NT_SUCCESS(status))
		status = wdm_pe_bind(&t->pe, memory, resolve, &t->report);
	if (NT_SUCCESS(status))
		status = wdm_pe_check(&t->pe, memory, ADDRESS, &t->report);
	if (NT_SUCCESS(status))
		wdm_pe_set_cookie(&t->pe, memory);
	if (image && NT_SUCCESS(status))
		*image = memory;
	else
		kvfree(memory);
	return status;
}

static u64 word(const void *image, u32 rva)
{
	u64 value;

	memcpy(&value, image + rva, sizeof(value));
	return value;
}

static void a_good_image_is_taken(struct kunit *test)
{
	struct pe_test *t = test->priv;
	void *image = NULL;

	KUNIT_ASSERT_EQ_MSG(test, read_image(t, FILE_SIZE, &image), STATUS_SUCCESS, "%s", t->text);
	KUNIT_EXPECT_STREQ(test, t->text, "");
	KUNIT_EXPECT_EQ(test, t->pe.nr_sections, ARRAY_SIZE(sections));
	KUNIT_EXPECT_STREQ(test, t->pe.sections[1].name, ".rdata");
	KUNIT_EXPECT_EQ(test, t->pe.sections[2].size, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, t->pe.sections[2].file_size, 0x200);
	KUNIT_EXPECT_EQ(test, t->pe.functions, 2);
	KUNIT_EXPECT_EQ(test, t->pe.cookie, 0x3010);
	KUNIT_EXPECT_EQ(test, word(image, 0x3000), ADDRESS + 0x1008);
	KUNIT_EXPECT_EQ(test, word(image, 0x2258), ADDRESS + 0x3010);
	KUNIT_EXPECT_EQ(test, word(image, 0x2060), 0x1111);
	KUNIT_EXPECT_EQ(test, word(image, 0x2068), 0x2222);
	KUNIT_EXPECT_EQ(test, word(image, 0x2040), 0x2080);
	kvfree(image);
}

static void the_cookie_is_random(struct kunit *test)
{
	struct pe_test *t = test->priv;
	u64 seen[4];
	void *image;
	int i, j;

	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		KUNIT_ASSERT_EQ(test, read_image(t, FILE_SIZE, &image), STATUS_SUCCESS);
		seen[i] = word(image, 0x3010);
		KUNIT_EXPECT_EQ(test, seen[i] >> 48, 0);
		KUNIT_EXPECT_NE(test, seen[i], 0x2b992ddfa232ULL);
		KUNIT_EXPECT_EQ(test, word(image, 0x3018), ~seen[i]);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, seen[i], seen[j]);
		kvfree(image);
	}
	/* One that isn't the default is kept. */
	put(t->file, DATA + 0x10, 0x1234, 8);
	KUNIT_ASSERT_EQ(test, read_image(t, FILE_SIZE, &image), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, word(image, 0x3010), 0x1234);
	KUNIT_EXPECT_EQ(test, word(image, 0x3018), ~0x2b992ddfa232ULL);
	kvfree(image);
}

/* One field of the file, what it is changed to, and what the error is about. */
static const struct spoiled {
	const char *text;
	u32 offset;
	u32 size;
	u64 value;
} spoiled[] = {
	{ "MZ", 0, 2, 0x4d5a },
	{ "NT header", offsetof(struct mz_hdr, peaddr), 4, FILE_SIZE },
	{ "NT header", offsetof(struct mz_hdr, peaddr), 4, 0xfffffff8 },
	{ "NT header", offsetof(struct mz_hdr, peaddr), 4, NT + 1 },
	{ "no signature", NT_FIELD(magic), 4, 0x454e },
	{ "another processor", NT_FIELD(machine), 2, IMAGE_FILE_MACHINE_I386 },
	{ "another processor", NT_FIELD(machine), 2, IMAGE_FILE_MACHINE_ARM64 },
	{ "executable", NT_FIELD(flags), 2, 0 },
	{ "without relocations", NT_FIELD(flags), 2, 3 },
	{ "0 sections", NT_FIELD(sections), 2, 0 },
	{ "97 sections", NT_FIELD(sections), 2, 97 },
	{ "headers of", NT_FIELD(sections), 2, 96 },
	{ "optional header", NT_FIELD(opt_hdr_size), 2, 0 },
	{ "optional header", NT_FIELD(opt_hdr_size), 2, 0xee },
	{ "optional header", NT_FIELD(opt_hdr_size), 2, 0xf1 },
	{ "headers of", NT_FIELD(opt_hdr_size), 2, 0xfffc },
	{ "PE32+", OPT_FIELD(magic), 2, PE_OPT_MAGIC_PE32 },
	{ "subsystem", OPT_FIELD(subsys), 2, IMAGE_SUBSYSTEM_WINDOWS_GUI },
	{ "aligned to 512", OPT_FIELD(section_align), 4, 512 },
	{ "aligned to 0 ", OPT_FIELD(file_align), 4, 0 },
	{ "aligned to 768", OPT_FIELD(file_align), 4, 768 },
	{ "size of 0x0", OPT_FIELD(image_size), 4, 0 },
	{ "size of 0x6001", OPT_FIELD(image_size), 4, IMAGE_SIZE + 1 },
	{ "size of 0xfffff000", OPT_FIELD(image_size), 4, 0xfffff000 },
	{ "relocation directory", OPT_FIELD(image_size), 4, IMAGE_SIZE - 0x1000 },
	{ "base address", OPT_FIELD(image_base), 8, BASE + 1 },
	{ "headers of 0x1000000", OPT_FIELD(header_size), 4, 0x1000000 },
	{ "headers of 0x10", OPT_FIELD(header_size), 4, 0x10 },
	{ "checksum", OPT_FIELD(csum), 4, 1 },
	{ "17 data directories", OPT_FIELD(data_dirs), 4, 17 },
	{ "no entry point", OPT_FIELD(entry_point), 4, 0 },
	{ "entry point 0x2000", OPT_FIELD(entry_point), 4, 0x2000 },
	{ "entry point 0xfffffff0", OPT_FIELD(entry_point), 4, 0xfffffff0 },
	{ "TLS", DIR_RVA(WDM_PE_TLS), 8, 0x2000 | 8ULL << 32 },
	{ "delayed import", DIR_RVA(WDM_PE_DELAY_IMPORT), 8, 0x2000 | 8ULL << 32 },
	{ "CLR", DIR_RVA(WDM_PE_CLR), 8, 0x2000 | 8ULL << 32 },
	{ "signature isn't in the file", DIR_RVA(WDM_PE_SECURITY), 8, 0xff8 | 16ULL << 32 },
	{ "import directory", DIR_RVA(WDM_PE_IMPORT), 4, 0xffffffff },
	{ "import directory", DIR_SIZE(WDM_PE_IMPORT), 4, 0xffffffff },
	{ "exception directory", DIR_SIZE(WDM_PE_EXCEPTION), 4, IMAGE_SIZE },
	/* Sections */
	{ "section .text is at 0x1001", SECTION(0, virtual_address), 4, 0x1001 },
	{ "section .text (0x0) overlaps", SECTION(0, virtual_address), 4, 0 },
	{ "section .text (0xfffff000", SECTION(0, virtual_address), 4, 0xfffff000 },
	{ "section .rdata (0x2000) overlaps", SECTION(0, virtual_size), 4, 0x1001 },
	{ "section .text (0x1000, 0xffffffff", SECTION(0, virtual_size), 4, 0xffffffff },
	{ "section .rdata (0x1000) overlaps", SECTION(1, virtual_address), 4, 0x1000 },
	{ "writable and executable", SECTION(0, flags), 4, 0xe0000020 },
	{ "not aligned", SECTION(0, data_addr), 4, CODE + 1 },
	{ "outside of the file", SECTION(4, data_addr), 4, FILE_SIZE },
	{ "outside of the file", SECTION(4, data_addr), 4, 0xfffffe00 },
	{ "outside of the file", SECTION(4, raw_data_size), 4, 0x400 },
	{ "outside of the file", SECTION(4, raw_data_size), 4, 0xffffffff },
	/* Relocations */
	{ "size of 0x4 bytes", RELOC + 4, 4, 4 },
	{ "size of 0xd bytes", RELOC + 4, 4, 13 },
	{ "size of 0x19 bytes", RELOC + 4, 4, 25 },
	{ "size of 0xffffffff bytes", RELOC + 4, 4, 0xffffffff },
	{ "no page", RELOC, 4, 0x2001 },
	{ "no page", RELOC, 4, IMAGE_SIZE },
	{ "no page", RELOC, 4, 0xfffff000 },
	{ "type 3", RELOC + 8, 2, 0x3258 },
	{ "in no section", RELOC, 4, 0 },
	{ "in no section", RELOC + 8, 2, 0xaffc },
	/* Imports */
	{ "no end", DIR_RVA(WDM_PE_IMPORT), 8, 0x5ff0 | 16ULL << 32 },
	{ "name of an imported library", RDATA + 12, 4, 0xfffffff0 },
	{ "name of an imported library", RDATA + 12, 4, 0x2000 },
	{ "list of imports from ntoskrnl.exe has no end", RDATA, 4, IMAGE_SIZE - 4 },
	{ "list of imports from ntoskrnl.exe has no end", RDATA, 4, 0xfffffff8 },
	{ "import address", RDATA + 16, 4, 0x10 },
	{ "import address", RDATA + 16, 4, 0xfffffffc },
	{ "bad name", RDATA + 0x40, 8, 0xffffffffffffULL },
	{ "bad name", RDATA + 0x40, 8, IMAGE_SIZE - 1 },
	{ "bad name", RDATA + 0x82, 2, 0x0a41 },
	{ "unresolved imports: ntoskrnl.exe!KfOne", RDATA + 0x83, 1, 'f' },
	{ "unresolved imports: ntoskrnl.exe #17", RDATA + 0x48, 8, BIT_ULL(63) | 17 },
	{ "unresolved imports: otoskrnl.exe!KeOne, otoskrnl.exe!KeTwo", RDATA + 0xc0, 1, 'o' },
	/* Exception table */
	{ "exception table of 0x17", DIR_SIZE(WDM_PE_EXCEPTION), 4, 23 },
	{ "exception table of", DIR_RVA(WDM_PE_EXCEPTION), 4, 0x2101 },
	{ "no read-only section", DIR_RVA(WDM_PE_EXCEPTION), 4, 0x3000 },
	{ "no read-only section", DIR_RVA(WDM_PE_EXCEPTION), 4, 0x4000 },
	{ "isn't sorted (entry 0)", RDATA + 0x104, 4, 0x1000 },
	{ "isn't sorted (entry 1)", RDATA + 0x10c, 4, 0x100f },
	{ "not for code", RDATA + 0x110, 4, 0x2010 },
	{ "bad unwind data", RDATA + 0x108, 4, 0x2141 },
	{ "bad unwind data", RDATA + 0x108, 4, 0xfffffffc },
	{ "bad unwind data", RDATA + 0x108, 4, 0x3000 },
	{ "bad unwind data", RDATA + 0x140, 1, 3 },
	{ "bad unwind data", RDATA + 0x108, 4, 0x2ffc | 0 },
	/* Load configuration */
	{ "load configuration of 0xffffffff", RDATA + 0x200, 4, 0xffffffff },
	{ "load configuration is in no section", DIR_RVA(WDM_PE_LOAD_CONFIG), 8,
	  0x5ffe | 2ULL << 32 },
	{ "security cookie", RDATA + 0x258, 8, BASE + 0x2000 },
	{ "security cookie", RDATA + 0x258, 8, BASE + 0x3001 },
	{ "security cookie", RDATA + 0x258, 8, BASE - 8 },
};

static void each_wrong_field_is_named(struct kunit *test)
{
	struct pe_test *t = test->priv;
	u8 *good = kunit_kmalloc(test, FILE_SIZE, GFP_KERNEL);
	NTSTATUS status;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, good);
	memcpy(good, t->file, FILE_SIZE);
	for (i = 0; i < ARRAY_SIZE(spoiled); i++) {
		const struct spoiled *s = &spoiled[i];

		memcpy(t->file, good, FILE_SIZE);
		put(t->file, s->offset, s->value, s->size);
		status = read_image(t, FILE_SIZE, NULL);
		KUNIT_EXPECT_FALSE_MSG(test, NT_SUCCESS(status), "%u: 0x%x is taken (%s)", i,
				       s->offset, s->text);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(t->text, s->text), "%u: wanted %s, got %s",
					  i, s->text, t->text);
	}
}

/* A file that ends anywhere. */
static void a_short_file_is_refused(struct kunit *test)
{
	struct pe_test *t = test->priv;
	u8 *whole = t->file;
	size_t size;

	for (size = 0; size < FILE_SIZE; size += size < SECTIONS + 200 ? 1 : 0x3f) {
		t->file = size ? kmemdup(whole, size, GFP_KERNEL) : kzalloc(1, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, t->file);
		/* The last section is filled up with zeroes that nobody needs. */
		KUNIT_EXPECT_FALSE_MSG(test, NT_SUCCESS(read_image(t, size, NULL)), "0x%zx", size);
		KUNIT_EXPECT_NE(test, t->text[0], 0);
		kfree(t->file);
	}
	t->file = whole;
}

static void the_checksum_counts(struct kunit *test)
{
	struct pe_test *t = test->priv;
	u64 sum = 0;
	u32 i;

	/* As the format has it: carries go around, and the length is added. */
	for (i = 0; i < FILE_SIZE; i += 2)
		sum += t->file[i] | t->file[i + 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put(t->file, OPT_FIELD(csum), sum + FILE_SIZE, 4);
	KUNIT_EXPECT_EQ_MSG(test, read_image(t, FILE_SIZE, NULL), STATUS_SUCCESS, "%s", t->text);
	t->file[CODE + 0x80] ^= 1;
	KUNIT_EXPECT_EQ(test, read_image(t, FILE_SIZE, NULL), STATUS_IMAGE_CHECKSUM_MISMATCH);
}

/* Values that lie at an edge of something. */
static u32 interesting(struct rnd_state *random)
{
	static const u32 edges[] = {
		0, 1, 7, 8, 0xff, 0xfff, 0x1000, 0x2000, 0x3000, 0x5ff8, 0x5fff, 0x6000, 0x7fffffff,
		0x80000000, 0xfffff000, 0xfffffff8, 0xffffffff,
	};
	u32 choice = prandom_u32_state(random) % (2 * ARRAY_SIZE(edges));

	return choice < ARRAY_SIZE(edges) ? edges[choice] : prandom_u32_state(random);
}

static void mangle(u8 *file, struct rnd_state *random)
{
	u32 count = 1 + prandom_u32_state(random) % 6, offset, value, size;

	while (count--) {
		/* Most of the places that matter are in the headers and in .rdata. */
		switch (prandom_u32_state(random) % 4) {
		case 0:
			offset = prandom_u32_state(random) % (SECTIONS + 200);
			break;
		case 1:
			offset = RDATA + prandom_u32_state(random) % 0x300;
			break;
		case 2:
			offset = RELOC + prandom_u32_state(random) % 24;
			break;
		default:
			offset = prandom_u32_state(random) % (FILE_SIZE - 4);
		}
		size = 1 << prandom_u32_state(random) % 3;
		value = interesting(random);
		memcpy(file + (offset & -size), &value, size);
	}
}

static void mangled_images_do_no_harm(struct kunit *test)
{
	struct pe_test *t = test->priv;
	u8 *good = kunit_kmalloc(test, FILE_SIZE, GFP_KERNEL);
	u32 i, taken = 0, silent = 0;
	struct rnd_state random;
	NTSTATUS status;

	KUNIT_ASSERT_NOT_NULL(test, good);
	memcpy(good, t->file, FILE_SIZE);
	prandom_seed_state(&random, 0x5eed);
	for (i = 0; i < 20000; i++) {
		memcpy(t->file, good, FILE_SIZE);
		mangle(t->file, &random);
		status = read_image(t, FILE_SIZE, NULL);
		if (NT_SUCCESS(status))
			taken++;
		else if (!t->text[0] && status != STATUS_INSUFFICIENT_RESOURCES)
			silent++;
		if (!(i % 1000))
			cond_resched();
	}
	kunit_info(test, "%u of %u mangled images are in order", taken, i);
	KUNIT_EXPECT_EQ(test, silent, 0);
	/* Both happen, or the images weren't mangled in the right way. */
	KUNIT_EXPECT_GT(test, taken, 100);
	KUNIT_EXPECT_LT(test, taken, i - 100);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_good_image_is_taken),
	KUNIT_CASE(the_cookie_is_random),
	KUNIT_CASE(each_wrong_field_is_named),
	KUNIT_CASE(a_short_file_is_refused),
	KUNIT_CASE(the_checksum_counts),
	KUNIT_CASE(mangled_images_do_no_harm),
	{ }
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_validate",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
