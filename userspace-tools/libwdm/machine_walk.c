// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: the instructions of an image.
 *
 * They are found as the processor finds them, from places that are code for certain: the
 * entry point, and the functions that the exception table lists. From there on, along
 * branches, calls, and the tables that compilers make of switches. What those leave out -
 * functions without a stack frame needn't be listed, and are called by their address -
 * begins where an address in the code leads: one that is taken, relocated or exported.
 * That may be data: such a place is believed only if all of it decodes up to where it ends,
 * and only what data hardly look like by chance is replaced there. Likewise the rest of a
 * listed function that nothing led to.
 */
#include <capstone/capstone.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* Lines about what is refused: enough to see what it is about */
#define MOST_LINES	16

/* A switch with fewer cases is made of comparisons */
#define LEAST_CASES	4

/* Of each byte of the image */
#define SEEN	WDM_MACHINE_SEEN
#define INSIDE	0x2	/* one that has begun before */
#define QUEUED	0x4

struct queue {
	uint32_t *rvas;
	size_t count;
	size_t room;
};

struct walk {
	struct wdm_machine_image image;
	struct wdm_machine_code *out;
	csh decoder;
	cs_insn *insn;
	uint8_t *marks;
	struct queue certain, likely, maybe;
	struct wdm_machine_case *cases;
	size_t nr_cases, cases_room;
	uint32_t room;
	uint32_t refusals;
	uint64_t looked;	/* instructions */
	bool no_memory;
};

/* Of those that may be data, no driver has more. A file that was made for it could. */
#define MOST_LOOKED	100000000

static uint32_t get32(const struct walk *w, uint32_t rva)
{
	uint32_t value;

	memcpy(&value, w->image.bytes + rva, sizeof(value));
	return value;
}

static void push(struct walk *w, struct queue *q, uint32_t rva)
{
	uint32_t *rvas;

	if (q->count == q->room) {
		q->room = q->room ? 2 * q->room : 256;
		rvas = realloc(q->rvas, q->room * sizeof(*rvas));
		if (!rvas) {
			w->no_memory = true;
			q->room = q->count;
			return;
		}
		q->rvas = rvas;
	}
	q->rvas[q->count++] = rva;
}

static bool is_code(const struct walk *w, uint64_t rva)
{
	const struct wdm_machine_section *section;

	if (rva >= w->image.size)
		return false;
	section = wdm_machine_section_at(&w->image, rva);
	return section && section->code;
}

static void add_certain(struct walk *w, uint64_t rva)
{
	if (is_code(w, rva) && !(w->marks[rva] & SEEN))
		push(w, &w->certain, rva);
}

static void add_maybe(struct walk *w, uint64_t rva)
{
	if (!is_code(w, rva) || (w->marks[rva] & (SEEN | INSIDE | QUEUED)))
		return;
	w->marks[rva] |= QUEUED;
	push(w, &w->maybe, rva);
}

static void add_site(struct walk *w, struct wdm_ctl_site *site, uint32_t rva)
{
	struct wdm_ctl_site *sites;

	if (w->out->nr_sites == w->room) {
		w->room = w->room ? 2 * w->room : 64;
		sites = realloc(w->out->sites, w->room * sizeof(*sites));
		if (!sites) {
			w->no_memory = true;
			w->room = w->out->nr_sites;
			return;
		}
		w->out->sites = sites;
	}
	site->rva = rva;
	w->out->sites[w->out->nr_sites++] = *site;
}

__attribute__((format(printf, 2, 3)))
static void refuse(struct walk *w, const char *format, ...)
{
	char line[256], *all;
	size_t length = w->out->refused ? strlen(w->out->refused) : 0;
	va_list ap;

	if (w->refusals++ >= MOST_LINES)
		return;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	all = realloc(w->out->refused, length + strlen(line) + 2);
	if (!all) {
		w->no_memory = true;
		return;
	}
	sprintf(all + length, "%s%s", length ? "\n" : "", line);
	w->out->refused = all;
}

const cs_insn *wdm_machine_decode(const struct wdm_machine_walk *walk, uint32_t rva)
{
	const struct wdm_machine_section *section = wdm_machine_section_at(walk->image, rva);
	const uint8_t *code = walk->image->bytes + rva;
	uint64_t address = rva;
	size_t size;

	if (!section || !section->code)
		return NULL;
	size = section->end - rva;
	return cs_disasm_iter(walk->decoder, &code, &size, &address, walk->insn) ? walk->insn : NULL;
}

static struct wdm_machine_walk as_found(const struct walk *w)
{
	return (struct wdm_machine_walk){
		.image = &w->image,
		.marks = w->marks,
		.cases = w->cases,
		.nr_cases = w->nr_cases,
		.decoder = w->decoder,
		.insn = w->insn,
	};
}

static bool decode(struct walk *w, uint32_t rva)
{
	struct wdm_machine_walk found = as_found(w);

	return wdm_machine_decode(&found, rva);
}

static bool in_group(const cs_insn *insn, uint8_t group)
{
	uint8_t i;

	for (i = 0; i < insn->detail->groups_count; i++)
		if (insn->detail->groups[i] == group)
			return true;
	return false;
}

bool wdm_machine_ends_flow(const cs_insn *insn)
{
	switch (insn->id) {
	case X86_INS_JMP: case X86_INS_RET: case X86_INS_UD2: case X86_INS_INT3:
	case X86_INS_IRETQ: case X86_INS_SYSRET:
		return true;
	case X86_INS_INT:
		return insn->detail->x86.operands[0].imm == 0x29;
	default:
		return false;
	}
}

/* Where a branch or call leads that has its target in it; its address is an RVA here. */
static bool direct_target(const cs_insn *insn, uint64_t *target)
{
	const cs_x86 *x86 = &insn->detail->x86;

	if (!in_group(insn, X86_GRP_JUMP) && !in_group(insn, X86_GRP_CALL))
		return false;
	if (x86->op_count != 1 || x86->operands[0].type != X86_OP_IMM)
		return false;
	*target = x86->operands[0].imm;
	return true;
}

/* An address that is taken. */
static bool taken_target(const cs_insn *insn, uint64_t *target)
{
	const cs_x86_op *from = &insn->detail->x86.operands[1];

	if (insn->id != X86_INS_LEA || from->type != X86_OP_MEM || from->mem.base != X86_REG_RIP)
		return false;
	*target = insn->address + insn->size + from->mem.disp;
	return true;
}

/* An address in KUSER_SHARED_DATA in the instruction itself; @site gets its eight bytes. */
static bool shared_data(const cs_insn *insn, struct wdm_ctl_site *site)
{
	const cs_x86_encoding *encoding = &insn->detail->x86.encoding;
	uint64_t value;
	uint32_t at = 0;

	if (encoding->imm_size == 8)
		at = encoding->imm_offset;
	/* mov with a whole address is a displacement, in some accounts of it. */
	else if (insn->size >= 9 && (insn->detail->x86.opcode[0] & 0xfc) == 0xa0)
		at = insn->size - 8;
	if (!at || at + 8 > insn->size)
		return false;
	memcpy(&value, insn->bytes + at, sizeof(value));
	if (!wdm_machine_is_shared(value))
		return false;
	memset(site, 0, sizeof(*site));
	site->rva = at;
	site->length = 8;
	site->kind = WDM_SITE_SHARED_DATA;
	return true;
}

static const char *section_name(const struct walk *w, uint32_t rva)
{
	const struct wdm_machine_section *section = wdm_machine_section_at(&w->image, rva);

	return section ? section->name : "?";
}

static void mark(struct walk *w, uint32_t rva, uint32_t size)
{
	uint32_t i;

	w->marks[rva] |= SEEN;
	for (i = 1; i < size && rva + i < w->image.size; i++)
		w->marks[rva + i] |= INSIDE;
}

/* One that is code for certain. */
static void take(struct walk *w, const cs_insn *insn)
{
	struct wdm_ctl_site site;
	bool vectors;

	switch (wdm_machine_classify(insn, &site, &vectors)) {
	case WDM_MACHINE_SITE:
		add_site(w, &site, insn->address);
		break;
	case WDM_MACHINE_REFUSED:
		refuse(w, "the instruction at 0x%x (section %s) can't be served: %s %s",
		       (uint32_t)insn->address, section_name(w, insn->address), insn->mnemonic,
		       insn->op_str);
		break;
	case WDM_MACHINE_AS_IT_IS:
		if (shared_data(insn, &site))
			add_site(w, &site, insn->address + site.rva);
	}
	if (vectors)
		w->out->code |= WDM_IMAGE_VECTORS;
}

/* The end of the listed function that an address is in, or @otherwise. */
static uint32_t function_end(const struct walk *w, uint32_t rva, uint32_t otherwise)
{
	uint32_t at = wdm_machine_function_at(&w->image, rva);

	return at ? get32(w, at + 4) : otherwise;
}

/* The entry of what may be a table of a switch; 0 if it can't be one. */
static uint32_t switch_target(const struct walk *w, uint64_t at, uint32_t base)
{
	uint32_t function, target;

	if (w->image.size < 4 || at > w->image.size - 4)
		return 0;
	function = wdm_machine_function_at(&w->image, at);
	if (function && get32(w, function) == at)
		return 0;
	target = base + get32(w, at);
	return is_code(w, target) && wdm_machine_function_at(&w->image, target) ? target : 0;
}

static void add_case(struct walk *w, const struct wdm_machine_case *one)
{
	struct wdm_machine_case *cases;

	if (w->nr_cases == w->cases_room) {
		w->cases_room = w->cases_room ? 2 * w->cases_room : 64;
		cases = realloc(w->cases, w->cases_room * sizeof(*cases));
		if (!cases) {
			w->no_memory = true;
			w->cases_room = w->nr_cases;
			return;
		}
		w->cases = cases;
	}
	w->cases[w->nr_cases++] = *one;
}

/*
 * What may be the table of a switch: four bytes each, that added to @base lead into listed
 * functions. They aren't code, wherever they stand. No compiler makes one of a few cases
 * only, but the first instruction of a function may look like one entry.
 */
static void add_switch(struct walk *w, uint64_t table, uint32_t base)
{
	struct wdm_machine_case one = { .from = w->insn->address, .table = table };
	uint32_t target, i;

	for (i = 0; i < LEAST_CASES; i++)
		if (!switch_target(w, table + 4 * i, base))
			return;
	for (; (target = switch_target(w, table, base)); table += 4) {
		push(w, &w->likely, target);
		one.to = target;
		one.entry = table;
		add_case(w, &one);
		for (i = 0; is_code(w, table) && i < 4; i++)
			w->marks[table + i] |= INSIDE;
	}
}

/* gcc's and clang's are relative to themselves, and their addresses are taken. */
static void add_taken(struct walk *w, uint64_t target)
{
	add_switch(w, target, target);
	add_maybe(w, target);
}

/* Microsoft's have RVAs, and are found by their own. */
static void add_indexed(struct walk *w, const cs_insn *insn)
{
	const cs_x86_op *from = &insn->detail->x86.operands[1];

	if (insn->id == X86_INS_MOV && from->type == X86_OP_MEM && from->size == 4 &&
	    from->mem.scale == 4 && from->mem.base != X86_REG_INVALID && from->mem.disp > 0)
		add_switch(w, from->mem.disp, 0);
}

static void follow(struct walk *w, uint32_t rva)
{
	uint32_t end = function_end(w, rva, w->image.size);
	uint64_t target;

	while (!(w->marks[rva] & SEEN)) {
		if (w->marks[rva] & INSIDE) {
			refuse(w, "the code at 0x%x (section %s) overlaps itself", rva,
			       section_name(w, rva));
			return;
		}
		if (!decode(w, rva)) {
			refuse(w, "the code at 0x%x (section %s) is no instruction that is known",
			       rva, section_name(w, rva));
			return;
		}
		mark(w, rva, w->insn->size);
		take(w, w->insn);
		if (direct_target(w->insn, &target))
			add_certain(w, target);
		else if (taken_target(w->insn, &target))
			add_taken(w, target);
		else
			add_indexed(w, w->insn);
		rva += w->insn->size;
		if (wdm_machine_ends_flow(w->insn)) {
			if (w->insn->id == X86_INS_INT3)
				add_maybe(w, rva);
			return;
		}
		/* A call that doesn't return may be the last of a function. */
		if (rva >= end || !is_code(w, rva)) {
			add_maybe(w, rva);
			return;
		}
	}
}

/* What data hardly look like by chance. */
static bool is_telling(const struct wdm_ctl_site *site)
{
	return site->length > 1;
}

/*
 * Does all from @rva on look like code, to where it ends or known code begins? @end: where it
 * ends at the latest; @take_it: replaces what is to be replaced.
 */
static bool look(struct walk *w, uint32_t rva, uint32_t end, bool take_it)
{
	struct wdm_ctl_site site;
	bool vectors;
	enum wdm_machine_verdict verdict;

	while (rva < end && !(w->marks[rva] & SEEN)) {
		if ((w->marks[rva] & INSIDE) || !decode(w, rva) || w->insn->size > end - rva ||
		    w->looked++ > MOST_LOOKED)
			return false;
		verdict = wdm_machine_classify(w->insn, &site, &vectors);
		if (verdict == WDM_MACHINE_REFUSED)
			return false;
		if (take_it) {
			mark(w, rva, w->insn->size);
			if (verdict == WDM_MACHINE_SITE && is_telling(&site))
				add_site(w, &site, rva);
			else if (shared_data(w->insn, &site))
				add_site(w, &site, rva + site.rva);
			if (vectors)
				w->out->code |= WDM_IMAGE_VECTORS;
		}
		rva += w->insn->size;
		if (wdm_machine_ends_flow(w->insn))
			return true;
	}
	return rva < w->image.size;
}

/*
 * Cases of switches come when all that is certain has been followed: a table may seem longer
 * than it is, as another one stands behind it, and leads into the middle of instructions.
 */
static void follow_all(struct walk *w)
{
	uint32_t rva;

	while ((w->certain.count || w->likely.count) && !w->no_memory) {
		if (w->certain.count) {
			follow(w, w->certain.rvas[--w->certain.count]);
			continue;
		}
		rva = w->likely.rvas[--w->likely.count];
		if (!(w->marks[rva] & (SEEN | INSIDE)) &&
		    look(w, rva, function_end(w, rva, w->image.size), false))
			follow(w, rva);
	}
}

/* What such a place calls may be more of its kind. */
static void look_around(struct walk *w, uint32_t rva, uint32_t end)
{
	uint64_t target;

	while (rva < end && decode(w, rva)) {
		if (direct_target(w->insn, &target) || taken_target(w->insn, &target))
			add_maybe(w, target);
		rva += w->insn->size;
		if (wdm_machine_ends_flow(w->insn))
			break;
	}
}

static void look_at_all(struct walk *w)
{
	while (w->maybe.count && !w->no_memory) {
		uint32_t rva = w->maybe.rvas[--w->maybe.count];

		if ((w->marks[rva] & (SEEN | INSIDE)) || !look(w, rva, w->image.size, false))
			continue;
		look(w, rva, w->image.size, true);
		look_around(w, rva, w->image.size);
	}
}

static void add_functions(struct walk *w)
{
	uint32_t at, end = w->image.functions + w->image.functions_size;

	for (at = w->image.functions; at + 12 <= end; at += 12)
		if (get32(w, at))
			add_certain(w, get32(w, at));
}

/* The rest of listed functions. */
static void look_at_rests(struct walk *w)
{
	uint32_t at, rva, end = w->image.functions + w->image.functions_size;

	for (at = w->image.functions; at + 12 <= end; at += 12) {
		uint32_t stop = get32(w, at + 4);

		for (rva = get32(w, at); rva < stop && is_code(w, rva); rva++) {
			if (w->marks[rva] & (SEEN | INSIDE))
				continue;
			/* Tables stand at the end. */
			if (!look(w, rva, stop, false))
				break;
			look(w, rva, stop, true);
			look_around(w, rva, stop);
		}
	}
}

static void add_relocated(struct walk *w)
{
	const struct wdm_machine_image *image = &w->image;
	uint32_t at = image->relocations, left = image->relocations_size;

	while (left >= 8) {
		uint32_t page = get32(w, at), size = get32(w, at + 4), i;

		if (size < 8 || size > left)
			return;
		for (i = 8; i + 2 <= size; i += 2) {
			uint16_t entry = get32(w, at + i - 2) >> 16;
			uint32_t rva = page + (entry & 0xfff);
			uint64_t value;

			if (entry >> 12 != 10 || rva < page || rva > image->size - 8)
				continue;
			memcpy(&value, image->bytes + rva, sizeof(value));
			add_maybe(w, value - image->base);
		}
		at += size;
		left -= size;
	}
}

static void add_exported(struct walk *w)
{
	const struct wdm_machine_image *image = &w->image;
	uint32_t count, table, i;

	if (image->exports_size < 40)
		return;
	count = get32(w, image->exports + 20);
	table = get32(w, image->exports + 28);
	for (i = 0; i < count && table < image->size && i < (image->size - table) / 4; i++)
		add_maybe(w, get32(w, table + 4 * i));
}

/* Pointers that have such an address from the beginning. */
static void add_data(struct walk *w)
{
	uint32_t i, rva;

	for (i = 0; i < w->image.nr_sections; i++) {
		const struct wdm_machine_section *section = &w->image.sections[i];

		for (rva = section->begin; !section->code && rva + 8 <= section->end; rva += 8) {
			struct wdm_ctl_site site = { .length = 8, .kind = WDM_SITE_SHARED_DATA };
			uint64_t value;

			memcpy(&value, w->image.bytes + rva, sizeof(value));
			if (wdm_machine_is_shared(value))
				add_site(w, &site, rva);
		}
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t one = ((const struct wdm_ctl_site *)a)->rva;
	uint32_t other = ((const struct wdm_ctl_site *)b)->rva;

	return one < other ? -1 : one > other;
}

static void find_plain(struct walk *w)
{
	struct wdm_machine_walk found = as_found(w);

	if (w->out->code & WDM_IMAGE_VECTORS && !w->no_memory &&
	    wdm_machine_find_plain(&found, w->out))
		w->no_memory = true;
}

static void walk(struct walk *w)
{
	add_certain(w, w->image.entry);
	add_functions(w);
	follow_all(w);
	add_relocated(w);
	add_exported(w);
	look_at_all(w);
	look_at_rests(w);
	look_at_all(w);
	add_data(w);
	find_plain(w);
	if (w->out->nr_sites)
		qsort(w->out->sites, w->out->nr_sites, sizeof(*w->out->sites), compare);
	if (w->looked > MOST_LOOKED)
		refuse(w, "its code doesn't end");
	if (w->refusals > MOST_LINES) {
		uint32_t more = w->refusals - MOST_LINES;

		w->refusals = 0;
		refuse(w, "and %u more", more);
	}
}

int wdm_machine_read(const void *file, uint32_t length, struct wdm_machine_code *code)
{
	struct walk w = { .out = code };
	int ret;

	memset(code, 0, sizeof(*code));
	ret = wdm_machine_load(file, length, &w.image);
	if (ret)
		return ret == -ENOEXEC ? 0 : ret;
	w.marks = calloc(1, w.image.size);
	if (!w.marks || cs_open(CS_ARCH_X86, CS_MODE_64, &w.decoder) != CS_ERR_OK) {
		free(w.marks);
		free(w.image.bytes);
		return -ENOMEM;
	}
	cs_option(w.decoder, CS_OPT_DETAIL, CS_OPT_ON);
	w.insn = cs_malloc(w.decoder);
	if (w.insn)
		walk(&w);
	else
		w.no_memory = true;
	if (w.insn)
		cs_free(w.insn, 1);
	cs_close(&w.decoder);
	free(w.certain.rvas);
	free(w.likely.rvas);
	free(w.maybe.rvas);
	free(w.cases);
	free(w.marks);
	free(w.image.bytes);
	if (w.no_memory) {
		wdm_machine_free(code);
		return -ENOMEM;
	}
	code->code |= WDM_IMAGE_READ;
	return 0;
}

void wdm_machine_free(struct wdm_machine_code *code)
{
	free(code->sites);
	free(code->plain);
	free(code->refused);
	memset(code, 0, sizeof(*code));
}
