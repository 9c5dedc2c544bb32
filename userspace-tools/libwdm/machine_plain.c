// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: the routines of an image from which none of its use of vector registers can be
 * reached, so that wdmcore need give them none.
 *
 * A routine is followed along its calls and jumps, the cases of its switches included. One
 * that goes on at an address which isn't known counts as using the registers, but for the
 * imports: wdmcore's routines use none, and call others as these have to be called.
 */
#include <capstone/capstone.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* Code in no function's list: more of it is no work of a compiler. */
#define MOST_UNLISTED	4096

/* What stands together: a listed function, or code that is in none, from where it is called. */
struct node {
	uint32_t begin;
	bool vectors;	/* may use them */
	bool switches;	/* cases of it are known */
};

struct edge {
	uint32_t from;
	uint32_t to;
};

struct graph {
	struct wdm_machine_walk *walk;
	struct node *nodes;
	uint32_t unknown;	/* the node of what may be anything, behind the listed ones */
	uint32_t nr_nodes, nodes_room;
	struct edge *edges;
	size_t nr_edges, edges_room;
	bool no_memory;
};

static uint32_t get32(const struct graph *g, uint32_t rva)
{
	uint32_t value;

	memcpy(&value, g->walk->image->bytes + rva, sizeof(value));
	return value;
}

static bool add_node(struct graph *g, uint32_t begin)
{
	struct node *nodes;
	uint32_t room;

	if (g->nr_nodes == g->nodes_room) {
		room = g->nodes_room ? 2 * g->nodes_room : 256;
		nodes = realloc(g->nodes, room * sizeof(*nodes));
		if (!nodes) {
			g->no_memory = true;
			return false;
		}
		g->nodes = nodes;
		g->nodes_room = room;
	}
	g->nodes[g->nr_nodes++] = (struct node){ .begin = begin };
	return true;
}

static void add_edge(struct graph *g, uint32_t from, uint32_t to)
{
	struct edge *edges;
	size_t room;

	if (g->nr_edges == g->edges_room) {
		room = g->edges_room ? 2 * g->edges_room : 1024;
		edges = realloc(g->edges, room * sizeof(*edges));
		if (!edges) {
			g->no_memory = true;
			return;
		}
		g->edges = edges;
		g->edges_room = room;
	}
	g->edges[g->nr_edges++] = (struct edge){ from, to };
}

/* The node of an address, made if need be. */
static uint32_t node_at(struct graph *g, uint32_t rva)
{
	uint32_t at = wdm_machine_function_at(g->walk->image, rva), i;

	if (at)
		return (at - g->walk->image->functions) / 12;
	for (i = g->unknown + 1; i < g->nr_nodes; i++)
		if (g->nodes[i].begin == rva)
			return i;
	return i - g->unknown <= MOST_UNLISTED && add_node(g, rva) ? i : g->unknown;
}

static bool is_import(const struct graph *g, const cs_insn *insn, const cs_x86_op *op)
{
	const struct wdm_machine_image *image = g->walk->image;
	uint64_t slot;

	if (op->type != X86_OP_MEM || op->mem.base != X86_REG_RIP ||
	    op->mem.index != X86_REG_INVALID || op->mem.segment != X86_REG_INVALID)
		return false;
	slot = insn->address + insn->size + op->mem.disp;
	return slot >= image->imports && slot - image->imports < image->imports_size;
}

/* The end of what compilers make of a switch: an offset from a table is added to an address. */
static bool is_switch(const struct graph *g, uint32_t node, const cs_insn *insn, x86_reg sum)
{
	return insn->id == X86_INS_JMP && g->nodes[node].switches &&
	       insn->detail->x86.operands[0].reg == sum;
}

/* One instruction of a node; @sum: what the last one has added to */
static void examine(struct graph *g, uint32_t node, const cs_insn *insn, x86_reg *sum)
{
	const cs_x86 *x86 = &insn->detail->x86;
	const cs_x86_op *op = &x86->operands[0];
	struct wdm_ctl_site site;
	bool vectors, goes = false;
	uint8_t i;

	wdm_machine_classify(insn, &site, &vectors);
	for (i = 0; i < insn->detail->groups_count; i++)
		goes |= insn->detail->groups[i] == X86_GRP_JUMP ||
			insn->detail->groups[i] == X86_GRP_CALL;
	if (goes && x86->op_count == 1 && op->type == X86_OP_IMM)
		add_edge(g, node, node_at(g, op->imm));
	else if (goes && !is_import(g, insn, op) &&
		 !(op->type == X86_OP_REG && is_switch(g, node, insn, *sum)))
		vectors = true;
	if (vectors)
		g->nodes[node].vectors = true;
	*sum = insn->id == X86_INS_ADD && op->type == X86_OP_REG ? op->reg : X86_REG_INVALID;
}

/* All of a listed function that is known for code. */
static void scan_listed(struct graph *g, uint32_t node)
{
	uint32_t at = g->walk->image->functions + 12 * node;
	uint32_t rva = get32(g, at), end = get32(g, at + 4);
	x86_reg sum = X86_REG_INVALID;
	const cs_insn *insn;
	bool goes_on = false;

	if (end > g->walk->image->size)
		end = g->walk->image->size;
	while (rva < end && !g->no_memory) {
		if (!(g->walk->marks[rva] & WDM_MACHINE_SEEN)) {
			goes_on = false;
			rva++;
			continue;
		}
		insn = wdm_machine_decode(g->walk, rva);
		if (!insn) {
			g->nodes[node].vectors = true;
			return;
		}
		examine(g, node, insn, &sum);
		/* What fills the last bytes isn't reached. */
		if (insn->id != X86_INS_NOP)
			goes_on = !wdm_machine_ends_flow(insn);
		rva += insn->size;
	}
	/* Some functions are listed in parts. */
	if (goes_on)
		add_edge(g, node, node_at(g, rva));
}

/* From where it is called to where it ends, or another one begins. */
static void scan_unlisted(struct graph *g, uint32_t node)
{
	uint32_t rva = g->nodes[node].begin;
	x86_reg sum = X86_REG_INVALID;
	const cs_insn *insn;

	while (!g->no_memory) {
		if (wdm_machine_function_at(g->walk->image, rva)) {
			add_edge(g, node, node_at(g, rva));
			return;
		}
		insn = rva < g->walk->image->size && g->walk->marks[rva] & WDM_MACHINE_SEEN ?
		       wdm_machine_decode(g->walk, rva) : NULL;
		if (!insn) {
			g->nodes[node].vectors = true;
			return;
		}
		examine(g, node, insn, &sum);
		if (wdm_machine_ends_flow(insn))
			return;
		rva += insn->size;
	}
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return one < other ? -1 : one > other;
}

/* Does another table begin between the first entry of its table and the entry itself? */
static bool is_beyond(const struct wdm_machine_case *one, const uint32_t *tables, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tables[middle] <= one->table)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && tables[low] <= one->entry;
}

/* A table seems longer than it is where another one stands behind it. */
static void add_cases(struct graph *g)
{
	const struct wdm_machine_case *cases = g->walk->cases;
	size_t count = g->walk->nr_cases, i;
	uint32_t *tables = malloc((count + 1) * sizeof(*tables)), node;

	if (!tables) {
		g->no_memory = true;
		return;
	}
	for (i = 0; i < count; i++)
		tables[i] = cases[i].table;
	if (count)
		qsort(tables, count, sizeof(*tables), compare_numbers);
	for (i = 0; i < count && !g->no_memory; i++) {
		if (is_beyond(&cases[i], tables, count))
			continue;
		node = node_at(g, cases[i].from);
		add_edge(g, node, node_at(g, cases[i].to));
		g->nodes[node].switches = true;
	}
	free(tables);
}

static void make_nodes(struct graph *g)
{
	const struct wdm_machine_image *image = g->walk->image;
	uint32_t i;

	for (i = 0; i < image->functions_size / 12; i++)
		if (!add_node(g, get32(g, image->functions + 12 * i)))
			return;
	g->unknown = g->nr_nodes;
	if (!add_node(g, 0))
		return;
	g->nodes[g->unknown].vectors = true;
	add_cases(g);
	/* Those that are in no list come while the others are scanned, and are scanned then. */
	for (i = 0; i < g->nr_nodes && !g->no_memory; i++) {
		if (i < g->unknown)
			scan_listed(g, i);
		else if (i > g->unknown)
			scan_unlisted(g, i);
	}
}

static int compare_edges(const void *a, const void *b)
{
	uint32_t one = ((const struct edge *)a)->to, other = ((const struct edge *)b)->to;

	return one < other ? -1 : one > other;
}

/* The first edge that leads to a node, of the sorted ones. */
static size_t first_to(const struct graph *g, uint32_t to)
{
	size_t low = 0, high = g->nr_edges;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->edges[middle].to < to)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whoever gets to one that uses them uses them. */
static void propagate(struct graph *g)
{
	uint32_t *found = malloc((g->nr_nodes + 1) * sizeof(*found)), count = 0, i;
	size_t e;

	if (!found) {
		g->no_memory = true;
		return;
	}
	if (g->nr_edges)
		qsort(g->edges, g->nr_edges, sizeof(*g->edges), compare_edges);
	for (i = 0; i < g->nr_nodes; i++)
		if (g->nodes[i].vectors)
			found[count++] = i;
	while (count) {
		i = found[--count];
		for (e = first_to(g, i); e < g->nr_edges && g->edges[e].to == i; e++) {
			struct node *from = &g->nodes[g->edges[e].from];

			if (!from->vectors) {
				from->vectors = true;
				found[count++] = g->edges[e].from;
			}
		}
	}
	free(found);
}

static void take(struct graph *g, struct wdm_machine_code *out)
{
	uint32_t i;

	out->plain = malloc((g->nr_nodes + 1) * sizeof(*out->plain));
	if (!out->plain) {
		g->no_memory = true;
		return;
	}
	for (i = 0; i < g->nr_nodes; i++)
		if (!g->nodes[i].vectors)
			out->plain[out->nr_plain++] = g->nodes[i].begin;
}

int wdm_machine_find_plain(struct wdm_machine_walk *walk, struct wdm_machine_code *out)
{
	struct graph g = { .walk = walk };

	make_nodes(&g);
	if (!g.no_memory) {
		propagate(&g);
		take(&g, out);
	}
	free(g.nodes);
	free(g.edges);
	return g.no_memory ? -ENOMEM : 0;
}
