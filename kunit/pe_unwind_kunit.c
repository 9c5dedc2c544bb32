// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: going from a function of an image to its caller, at every instruction of it. The
 * image and the stack are made of numbers; nothing of it runs.
 */
#include <kunit/test.h>
#include <linux/string.h>

#include <ntddk.h>
#include "pe_exception.h"

#define IMAGE	0x400
#define STACK	64

/* .pdata at 0x300, unwind data at 0x200, code at 0x100. */
struct pe {
	u8 image[IMAGE] __aligned(16);
	u64 stack[STACK] __aligned(16);
	struct wdm_image_code code;
	struct wdm_unwind u;
	struct wdm_unwind_frame frame;
};

static void set_function(struct pe *p, u32 i, u32 begin, u32 end, u32 unwind)
{
	struct wdm_runtime_function *f = (void *)(p->image + 0x300);

	f[i] = (struct wdm_runtime_function){ begin, end, unwind };
	p->code.functions = f;
	p->code.count = i + 1;
}

static int init(struct kunit *test)
{
	struct pe *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	size_t i;

	if (!p)
		return -ENOMEM;
	test->priv = p;
	memset(p->image, 0x90, sizeof(p->image));
	for (i = 0; i < STACK; i++)
		p->stack[i] = 0x1000 + i;
	p->code = (struct wdm_image_code){
		.base = p->image, .size = IMAGE, .extent = IMAGE,
	};
	return 0;
}

/* One step from @rva with the stack pointer at @slot. */
static bool step(struct pe *p, u32 rva, size_t slot)
{
	size_t i;

	for (i = 0; i < 16; i++)
		p->u.reg[i] = 0x100 + i;
	p->u.rip = (u64)p->image + rva;
	p->u.reg[WDM_RSP] = (u64)&p->stack[slot];
	return wdm_unwind_step(&p->code, &p->u, (u64)p->stack, (u64)(p->stack + STACK), &p->frame);
}

#define RSP_IS(p, slot)	KUNIT_EXPECT_EQ(test, (p)->u.reg[WDM_RSP], (u64)&(p)->stack[slot])

static void a_leaf_returns_at_once(struct kunit *test)
{
	struct pe *p = test->priv;

	KUNIT_EXPECT_TRUE(test, step(p, 0x100, 5));
	KUNIT_EXPECT_EQ(test, p->u.rip, 0x1005);
	RSP_IS(p, 6);
	KUNIT_EXPECT_NULL(test, p->frame.handler);
}

/* push rbx; push rsi; sub rsp, 32; body; add rsp, 32; pop rsi; pop rbx; ret */
static void prolog_body_and_epilog_are_told_apart(struct kunit *test)
{
	static const u8 code[] = {
		0x53, 0x56, 0x48, 0x83, 0xec, 0x20, 0x90, 0x90,
		0x48, 0x83, 0xc4, 0x20, 0x5e, 0x5b, 0xc3, 0xcc,
	};
	static const u8 info[] = {
		1 | 1 << 3, 6, 3, 0, 6, 3 << 4 | 2, 2, 6 << 4 | 0, 1, 3 << 4 | 0, 0, 0,
		0x50, 0, 0, 0, 7, 0, 0, 0,
	};
	/* At each place: where rsp is, and whether rsi and rbx come from the stack. */
	static const struct {
		u32 at, slot;
		bool rsi, rbx, handler;
	} places[] = {
		{ 0, 22, false, false, false }, { 1, 21, false, true, false },
		{ 2, 20, true, true, false }, { 6, 16, true, true, true },
		{ 7, 16, true, true, true }, { 8, 16, true, true, false },
		{ 12, 20, true, true, false }, { 13, 21, false, true, false },
		{ 14, 22, false, false, false },
	};
	struct pe *p = test->priv;
	size_t i;

	memcpy(p->image + 0x100, code, sizeof(code));
	memcpy(p->image + 0x200, info, sizeof(info));
	set_function(p, 0, 0x100, 0x10f, 0x200);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		KUNIT_EXPECT_TRUE(test, step(p, 0x100 + places[i].at, places[i].slot));
		KUNIT_EXPECT_EQ_MSG(test, p->u.rip, 0x1000 + 22, "at %u", places[i].at);
		RSP_IS(p, 23);
		KUNIT_EXPECT_EQ_MSG(test, p->u.reg[WDM_RSI], places[i].rsi ? 0x1000 + 20 : 0x106,
				    "at %u", places[i].at);
		KUNIT_EXPECT_EQ_MSG(test, p->u.reg[WDM_RBX], places[i].rbx ? 0x1000 + 21 : 0x103,
				    "at %u", places[i].at);
		KUNIT_EXPECT_EQ_MSG(test, !!p->frame.handler, places[i].handler, "at %u",
				    places[i].at);
	}
	step(p, 0x106, 16);
	KUNIT_EXPECT_PTR_EQ(test, p->frame.handler, (void *)(p->image + 0x50));
	KUNIT_EXPECT_EQ(test, *(u32 *)p->frame.data, 7);
}

/* sub rsp, large of both sizes; saves by move, near and far; xmm is passed over. */
static void each_code_is_undone(struct kunit *test)
{
	static const u8 info[] = {
		1, 40, 13, 0,
		40, 8 << 4 | 8, 1, 0,			/* xmm8 */
		30, 12 << 4 | 4, 3, 0,			/* r12 at 24 */
		25, 13 << 4 | 5, 32, 0, 0, 0,		/* r13 at 32 */
		20, 14 << 4 | 9, 0, 0, 0, 0,		/* xmm14 */
		15, 1 << 4 | 1, 64, 0, 0, 0,		/* 64 bytes */
	};
	struct pe *p = test->priv;

	memcpy(p->image + 0x200, info, sizeof(info));
	set_function(p, 0, 0x100, 0x180, 0x200);
	KUNIT_EXPECT_TRUE(test, step(p, 0x140, 10));
	KUNIT_EXPECT_EQ(test, p->u.reg[12], 0x1000 + 13);
	KUNIT_EXPECT_EQ(test, p->u.reg[13], 0x1000 + 14);
	KUNIT_EXPECT_EQ(test, p->u.rip, 0x1000 + 18);
	RSP_IS(p, 19);
}

/* A frame pointer in rbp at rsp + 16; the stack pointer itself says nothing. */
static void a_frame_pointer_finds_the_frame(struct kunit *test)
{
	static const u8 info[] = {
		1, 10, 3, 1 << 4 | 5, 10, 3, 5, 3 << 4 | 2, 1, 5 << 4 | 0, 0, 0,
	};
	struct pe *p = test->priv;
	struct wdm_unwind u;

	memcpy(p->image + 0x200, info, sizeof(info));
	set_function(p, 0, 0x100, 0x180, 0x200);
	step(p, 0x140, 2);
	u = (struct wdm_unwind){ .rip = (u64)p->image + 0x140 };
	u.reg[WDM_RSP] = (u64)&p->stack[2];
	u.reg[WDM_RBP] = (u64)&p->stack[12];
	KUNIT_EXPECT_TRUE(test, wdm_unwind_step(&p->code, &u, (u64)p->stack,
						(u64)(p->stack + STACK), &p->frame));
	KUNIT_EXPECT_EQ(test, p->frame.establisher, (u64)&p->stack[10]);
	KUNIT_EXPECT_EQ(test, u.reg[WDM_RBP], 0x1000 + 14);
	KUNIT_EXPECT_EQ(test, u.rip, 0x1000 + 15);
}

/* A part of a function: its own codes, then all of the first part's. */
static void parts_of_a_function_are_followed(struct kunit *test)
{
	static const u8 part[] = { 1 | 4 << 3, 1, 1, 0, 1, 7 << 4 | 0, 0, 0 };
	static const u8 first[] = { 1, 4, 1, 0, 4, 0 << 4 | 2, 0, 0 };
	struct pe *p = test->priv;
	const struct wdm_runtime_function chained = { 0x100, 0x120, 0x240 };

	memcpy(p->image + 0x200, part, sizeof(part));
	memcpy(p->image + 0x208, &chained, sizeof(chained));
	memcpy(p->image + 0x240, first, sizeof(first));
	set_function(p, 0, 0x100, 0x120, 0x240);
	set_function(p, 1, 0x150, 0x180, 0x200);
	KUNIT_EXPECT_TRUE(test, step(p, 0x160, 8));
	KUNIT_EXPECT_EQ(test, p->u.reg[WDM_RDI], 0x1000 + 8);
	KUNIT_EXPECT_EQ(test, p->u.rip, 0x1000 + 10);
	RSP_IS(p, 11);
}

static void an_interrupted_place_is_found(struct kunit *test)
{
	static const u8 info[] = { 1, 0, 1, 0, 0, 1 << 4 | 10, 0, 0 };
	struct pe *p = test->priv;

	memcpy(p->image + 0x200, info, sizeof(info));
	set_function(p, 0, 0x100, 0x120, 0x200);
	KUNIT_EXPECT_TRUE(test, step(p, 0x110, 8));
	KUNIT_EXPECT_EQ(test, p->u.rip, 0x1000 + 9);
	KUNIT_EXPECT_EQ(test, p->u.reg[WDM_RSP], 0x1000 + 12);
}

/* Data that lie end the walk, and nothing outside of the image and the stack is read. */
static void wrong_data_are_refused(struct kunit *test)
{
	struct pe *p = test->priv;
	u32 i, seed = 1;
	u8 b;

	KUNIT_EXPECT_FALSE(test, step(p, IMAGE, 5));
	KUNIT_EXPECT_FALSE(test, step(p, 0x100, STACK));
	set_function(p, 0, 0x100, 0x180, IMAGE - 2);
	KUNIT_EXPECT_FALSE(test, step(p, 0x120, 5));
	set_function(p, 0, 0x100, 0x180, 0xfffffff0);
	KUNIT_EXPECT_FALSE(test, step(p, 0x120, 5));
	/* It is chained to itself. */
	set_function(p, 0, 0x100, 0x180, 0x200);
	memcpy(p->image + 0x200, (u8 []){ 1 | 4 << 3, 0, 0, 0 }, 4);
	memcpy(p->image + 0x204, &(struct wdm_runtime_function){ 0x100, 0x180, 0x200 }, 12);
	KUNIT_EXPECT_FALSE(test, step(p, 0x120, 5));
	/* Whatever it is. */
	for (i = 0; i < 20000; i++) {
		for (b = 0; b < 64; b++) {
			seed = seed * 1664525 + 1013904223;
			p->image[0x200 + b] = seed >> 24;
		}
		p->image[0x200] = (p->image[0x200] & 0x38) | 1;
		step(p, 0x100 + (seed >> 8) % 0x80, (seed >> 16) % STACK);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_leaf_returns_at_once),
	KUNIT_CASE(prolog_body_and_epilog_are_told_apart),
	KUNIT_CASE(each_code_is_undone),
	KUNIT_CASE(a_frame_pointer_finds_the_frame),
	KUNIT_CASE(parts_of_a_function_are_followed),
	KUNIT_CASE(an_interrupted_place_is_found),
	KUNIT_CASE(wrong_data_are_refused),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_unwind",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
