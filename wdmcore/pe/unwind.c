// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: from a function of an image to its caller, by the unwind data of the image.
 *
 * A function that changes the stack pointer or a preserved register has an entry in
 * .pdata, which leads to the list of what its prolog does, the last step first. In the
 * body all of them are undone; in the prolog those that have been done. An epilog is known
 * by its instructions, and done to its end. What has no entry is a leaf: the return
 * address is at the stack pointer.
 *
 * Whatever the data say, only the image and the stack between two bounds are read.
 */
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <wdm.h>
#include "pe_exception.h"
#include "vectors.h"

/* UNWIND_CODE.UnwindOp */
#define OP_PUSH			0
#define OP_ALLOC_LARGE		1
#define OP_ALLOC_SMALL		2
#define OP_SET_FRAME		3
#define OP_SAVE			4
#define OP_SAVE_FAR		5
#define OP_EPILOG		6	/* version 2 */
#define OP_SPARE		7
#define OP_SAVE_XMM		8
#define OP_SAVE_XMM_FAR		9
#define OP_MACHINE_FRAME	10

struct unwind_code {
	u8 offset;
	u8 op : 4;
	u8 info : 4;
};

struct unwind_info {
	u8 version : 3;
	u8 flags : 5;
	u8 prolog;
	u8 count;
	u8 frame_register : 4;
	u8 frame_offset : 4;
	struct unwind_code code[];
};

/* More in a chain is none. */
#define MAX_CHAIN	32

struct walk {
	const struct wdm_image_code *code;
	struct wdm_unwind *u;
	u64 low;
	u64 high;
};

/* Unwind data were validated to be in the image; this is against those that lie. */
static const void *at_rva(const struct wdm_image_code *code, u32 rva, size_t size)
{
	if (rva > code->extent || size > code->extent - rva)
		return NULL;
	return code->base + rva;
}

static bool read_stack(const struct walk *w, u64 address, u64 *value)
{
	if (address & 7 || address < w->low || address >= w->high || w->high - address < 8)
		return false;
	*value = *(const u64 *)address;
	return true;
}

/* A vector register; nobody may want them. */
static bool read_xmm(const struct walk *w, u64 address, u8 number)
{
	struct wdm_xmm value;

	if (!w->u->xmm)
		return true;
	if (!read_stack(w, address, &value.half[0]) || !read_stack(w, address + 8, &value.half[1]))
		return false;
	w->u->xmm[number] = value;
	return true;
}

static bool pop(const struct walk *w, u64 *value)
{
	if (!read_stack(w, w->u->reg[WDM_RSP], value))
		return false;
	w->u->reg[WDM_RSP] += 8;
	return true;
}

static const struct wdm_runtime_function *find_function(const struct wdm_image_code *code, u32 rva)
{
	const struct wdm_runtime_function *f = code->functions;
	size_t low = 0, high = f ? code->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rva < f[middle].begin)
			high = middle;
		else if (rva >= f[middle].end)
			low = middle + 1;
		else
			return &f[middle];
	}
	return NULL;
}

static const struct unwind_info *info_of(const struct wdm_image_code *code, u32 rva)
{
	const struct unwind_info *info = at_rva(code, rva, sizeof(*info));

	if (!info || info->version < 1 || info->version > 2)
		return NULL;
	return at_rva(code, rva, sizeof(*info) + ALIGN(info->count, 2) * sizeof(info->code[0])) ?
	       info : NULL;
}

/* Behind the codes: the handler and its data, or the function that this is a part of. */
static u32 rva_behind(const struct unwind_info *info, u32 rva)
{
	return rva + sizeof(*info) + ALIGN(info->count, 2) * sizeof(info->code[0]);
}

/* Slots that a code takes. */
static unsigned int slots(const struct unwind_code *c)
{
	switch (c->op) {
	case OP_ALLOC_LARGE:
		return c->info ? 3 : 2;
	case OP_SAVE:
	case OP_SAVE_XMM:
	case OP_SPARE:
		return 2;
	case OP_SAVE_FAR:
	case OP_SAVE_XMM_FAR:
		return 3;
	default:
		return 1;
	}
}

static u32 operand(const struct unwind_code *c, bool wide)
{
	u32 value = 0;

	memcpy(&value, c + 1, wide ? 4 : 2);
	return value;
}

/* Undoes one step. *@machine: it was an interrupt's frame, which has the caller in it. */
static bool undo(const struct walk *w, const struct unwind_info *info,
		 const struct unwind_code *c, u64 frame, bool *machine)
{
	u64 *reg = w->u->reg;
	u64 at;

	switch (c->op) {
	case OP_PUSH:
		return pop(w, &reg[c->info]);
	case OP_ALLOC_LARGE:
		reg[WDM_RSP] += c->info ? operand(c, true) : operand(c, false) * 8;
		return true;
	case OP_ALLOC_SMALL:
		reg[WDM_RSP] += c->info * 8 + 8;
		return true;
	case OP_SET_FRAME:
		reg[WDM_RSP] = reg[info->frame_register] - info->frame_offset * 16;
		return true;
	case OP_SAVE:
		return read_stack(w, frame + operand(c, false) * 8, &reg[c->info]);
	case OP_SAVE_FAR:
		return read_stack(w, frame + operand(c, true), &reg[c->info]);
	case OP_EPILOG:
	case OP_SPARE:
		return info->version == 2;
	case OP_SAVE_XMM:
		return read_xmm(w, frame + operand(c, false) * 16, c->info);
	case OP_SAVE_XMM_FAR:
		return read_xmm(w, frame + operand(c, true), c->info);
	case OP_MACHINE_FRAME:
		at = reg[WDM_RSP] + (c->info ? 8 : 0);
		*machine = true;
		return read_stack(w, at, &w->u->rip) && read_stack(w, at + 24, &reg[WDM_RSP]);
	default:
		return false;
	}
}

/* Undoes what the part at @info has done; @done: how far its prolog has come. */
static bool undo_part(const struct walk *w, const struct unwind_info *info, u32 done, u64 frame,
		      bool *machine)
{
	unsigned int i, n;

	for (i = 0; i < info->count; i += n) {
		const struct unwind_code *c = &info->code[i];

		n = slots(c);
		if (i + n > info->count)
			return false;
		/* The offset is that of the end of the instruction. */
		if (c->offset <= done && !undo(w, info, c, frame, machine))
			return false;
	}
	return true;
}

/* Where saved registers are counted from, and what handlers know the function by. */
static u64 frame_of(const struct walk *w, const struct unwind_info *info, u32 done)
{
	unsigned int i;

	if (!info->frame_register)
		return w->u->reg[WDM_RSP];
	for (i = 0; i < info->count; i += slots(&info->code[i]))
		if (info->code[i].op == OP_SET_FRAME && info->code[i].offset <= done)
			return w->u->reg[info->frame_register] - info->frame_offset * 16;
	/* In a part of a function the frame was set up by the part before. */
	if (info->flags & WDM_UNWIND_CHAINED)
		return w->u->reg[info->frame_register] - info->frame_offset * 16;
	return w->u->reg[WDM_RSP];
}

/*
 * Is this an epilog? add rsp, N or lea rsp, [FRAME + N] at most once, pops of preserved
 * registers, ret or a jump to another function. If so, does it.
 */
static bool finish_epilog(const struct walk *w, const struct unwind_info *info, u32 rva,
			  const struct wdm_runtime_function *function)
{
	struct wdm_unwind u = *w->u;
	struct walk inner = { .code = w->code, .u = &u, .low = w->low, .high = w->high };
	u32 left = function->end - rva;
	const u8 *p = at_rva(w->code, rva, left);
	s32 displacement, size;

	if (!p)
		return false;
	if (left >= 4 && p[0] == 0x48 && p[1] == 0x83 && p[2] == 0xc4) {
		u.reg[WDM_RSP] += (s8)p[3];
		p += 4;
		left -= 4;
	} else if (left >= 7 && p[0] == 0x48 && p[1] == 0x81 && p[2] == 0xc4) {
		memcpy(&displacement, p + 3, 4);
		u.reg[WDM_RSP] += displacement;
		p += 7;
		left -= 7;
	} else if (left >= 4 && (p[0] & 0xfe) == 0x48 && p[1] == 0x8d && (p[2] & 0x38) == 0x20 &&
		   info->frame_register && (p[2] & 7) != 4 &&
		   ((p[0] & 1) << 3 | (p[2] & 7)) == info->frame_register &&
		   (p[2] >> 6 == 1 || p[2] >> 6 == 2)) {
		size = p[2] >> 6 == 1 ? 4 : 7;
		if (left < size)
			return false;
		displacement = (s8)p[3];
		if (size == 7)
			memcpy(&displacement, p + 3, 4);
		u.reg[WDM_RSP] = u.reg[info->frame_register] + displacement;
		p += size;
		left -= size;
	}
	for (;;) {
		if (left >= 1 && p[0] >= 0x58 && p[0] <= 0x5f && p[0] != 0x5c) {
			if (!pop(&inner, &u.reg[p[0] & 7]))
				return false;
			p++;
			left--;
		} else if (left >= 2 && p[0] == 0x41 && p[1] >= 0x58 && p[1] <= 0x5f) {
			if (!pop(&inner, &u.reg[8 + (p[1] & 7)]))
				return false;
			p += 2;
			left -= 2;
		} else {
			break;
		}
	}
	if (left >= 1 && (p[0] == 0xc3 || p[0] == 0xc2)) {
		;
	} else if (left >= 2 && p[0] == 0xf3 && p[1] == 0xc3) {
		;
	} else if (left >= 5 && p[0] == 0xe9) {
		/* Out of the function, or it is a jump like any other. */
		memcpy(&displacement, p + 1, 4);
		rva = p + 5 - (const u8 *)w->code->base + displacement;
		if (rva >= function->begin && rva < function->end)
			return false;
	} else {
		return false;
	}
	if (!pop(&inner, &u.rip))
		return false;
	*w->u = u;
	return true;
}

/**
 * wdm_unwind_step - from a function to its caller
 * @code: the image
 * @u: where the function stands; becomes where its caller does
 * @low: start of the stack that may be read
 * @high: its end
 * @frame: is told about the function; no handler if it is in its prolog or epilog
 *
 * Context: any IRQL.
 * Return: false if that can't be found out; @u is of no use then.
 */
bool wdm_unwind_step(const struct wdm_image_code *code, struct wdm_unwind *u, u64 low, u64 high,
		     struct wdm_unwind_frame *frame)
{
	struct walk w = { .code = code, .u = u, .low = low, .high = high };
	const struct wdm_runtime_function *part;
	const struct unwind_info *info;
	bool machine = false;
	u32 rva, done, info_rva;
	const u32 *handler;
	unsigned int depth;
	u64 base;

	*frame = (struct wdm_unwind_frame){ .establisher = u->reg[WDM_RSP] };
	if (u->rip - (u64)code->base >= code->size)
		return false;
	rva = u->rip - (u64)code->base;
	part = find_function(code, rva);
	if (!part)
		return pop(&w, &u->rip);

	info_rva = part->unwind;
	info = info_of(code, info_rva);
	if (!info)
		return false;
	frame->function = part;
	done = rva - part->begin;
	base = frame_of(&w, info, done);
	frame->establisher = base;
	if (done >= info->prolog) {
		if (finish_epilog(&w, info, rva, part))
			return true;
		if (info->flags & (WDM_UNWIND_EXCEPTION | WDM_UNWIND_TERMINATION) &&
		    !(info->flags & WDM_UNWIND_CHAINED)) {
			handler = at_rva(code, rva_behind(info, info_rva), 2 * sizeof(*handler));
			if (!handler || *handler >= code->size)
				return false;
			frame->flags = info->flags;
			frame->handler = (void *)code->base + *handler;
			frame->data = handler + 1;
		}
	}
	for (depth = 0; depth < MAX_CHAIN; depth++) {
		if (!undo_part(&w, info, done, base, &machine))
			return false;
		if (!(info->flags & WDM_UNWIND_CHAINED))
			return machine || pop(&w, &u->rip);
		part = at_rva(code, rva_behind(info, info_rva), sizeof(*part));
		if (!part)
			return false;
		info_rva = part->unwind;
		info = info_of(code, info_rva);
		if (!info)
			return false;
		/* All of its prolog has been done. */
		done = 0xffffffff;
	}
	return false;
}
EXPORT_SYMBOL_GPL(wdm_unwind_step);
