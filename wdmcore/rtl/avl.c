// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: AVL trees. Balance is the height of the right subtree less that of the left
 * one; an insertion or removal goes up from its place as long as heights change.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

#include "avl.h"

/* CHAR has no sign where the kernel is built with -funsigned-char. */
static int balance_of(PRTL_BALANCED_LINKS n)
{
	return (s8)n->Balance;
}

static PRTL_BALANCED_LINKS *child(PRTL_BALANCED_LINKS n, int side)
{
	return side > 0 ? &n->RightChild : &n->LeftChild;
}

static int side_of(PRTL_BALANCED_LINKS n)
{
	return n->Parent->RightChild == n ? 1 : -1;
}

/* Puts @by, which may be NULL, at the place of @n. */
static void replace(PRTL_BALANCED_LINKS n, PRTL_BALANCED_LINKS by)
{
	*child(n->Parent, side_of(n)) = by;
	if (by)
		by->Parent = n->Parent;
}

/* The child of @n at @side goes up to its place, and @n down to the other side. */
static void rotate(PRTL_BALANCED_LINKS n, int side)
{
	PRTL_BALANCED_LINKS up = *child(n, side), middle = *child(up, -side);

	replace(n, up);
	*child(n, side) = middle;
	if (middle)
		middle->Parent = n;
	*child(up, -side) = n;
	n->Parent = up;
}

/*
 * Balances @n, whose subtree at @side is higher by two. Returns what stands there
 * now; its balance is 0 if the whole has become lower by one.
 */
static PRTL_BALANCED_LINKS balance(PRTL_BALANCED_LINKS n, int side)
{
	PRTL_BALANCED_LINKS c = *child(n, side), g;

	if (balance_of(c) != -side) {
		rotate(n, side);
		n->Balance = (CHAR)(c->Balance ? 0 : side);
		c->Balance = (CHAR)(c->Balance ? 0 : -side);
		return c;
	}
	g = *child(c, -side);
	rotate(c, -side);
	rotate(n, side);
	n->Balance = (CHAR)(balance_of(g) == side ? -side : 0);
	c->Balance = (CHAR)(balance_of(g) == -side ? side : 0);
	g->Balance = 0;
	return g;
}

void wdm_avl_insert(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS parent, int side,
		    PRTL_BALANCED_LINKS node)
{
	memset(node, 0, sizeof(*node));
	node->Parent = parent;
	*child(parent, side) = node;
	for (; node->Parent != &table->BalancedRoot; node = node->Parent) {
		parent = node->Parent;
		side = side_of(node);
		if (balance_of(parent) == side) {
			balance(parent, side);
			return;
		}
		parent->Balance += side;
		if (!parent->Balance)
			return;
	}
	table->DepthOfTree++;
}

/* The subtree of @n at @side has become lower by one. */
static void lowered(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS n, int side)
{
	while (n != &table->BalancedRoot) {
		if (balance_of(n) == -side) {
			n = balance(n, -side);
			if (n->Balance)
				return;
		} else {
			n->Balance -= side;
			if (n->Balance)
				return;
		}
		side = side_of(n);
		n = n->Parent;
	}
	table->DepthOfTree--;
}

void wdm_avl_remove(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node)
{
	PRTL_BALANCED_LINKS next, from;
	int side;

	if (!node->LeftChild || !node->RightChild) {
		from = node->Parent;
		side = side_of(node);
		replace(node, node->LeftChild ?: node->RightChild);
		lowered(table, from, side);
		return;
	}
	/* The next one, which has no left child, moves here. Elements can't be copied. */
	for (next = node->RightChild; next->LeftChild; next = next->LeftChild)
		;
	side = side_of(next);
	from = next->Parent == node ? next : next->Parent;
	replace(next, next->RightChild);
	replace(node, next);
	next->Balance = node->Balance;
	next->LeftChild = node->LeftChild;
	next->LeftChild->Parent = next;
	next->RightChild = node->RightChild;
	if (next->RightChild)
		next->RightChild->Parent = next;
	lowered(table, from, side);
}

static PRTL_BALANCED_LINKS outermost(PRTL_BALANCED_LINKS n, int side)
{
	while (n && *child(n, side))
		n = *child(n, side);
	return n;
}

static PRTL_BALANCED_LINKS neighbour(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS n, int side)
{
	if (*child(n, side))
		return outermost(*child(n, side), -side);
	while (n->Parent != &table->BalancedRoot && side_of(n) == side)
		n = n->Parent;
	return n->Parent == &table->BalancedRoot ? NULL : n->Parent;
}

PRTL_BALANCED_LINKS wdm_avl_first(PRTL_AVL_TABLE table)
{
	return outermost(table->BalancedRoot.RightChild, -1);
}

PRTL_BALANCED_LINKS wdm_avl_next(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node)
{
	return neighbour(table, node, 1);
}

PRTL_BALANCED_LINKS wdm_avl_previous(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node)
{
	return neighbour(table, node, -1);
}
