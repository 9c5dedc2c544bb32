// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: splay trees of links that a driver embeds in its own structures.
 *
 * The root is its own parent. A splay moves a node to the root by rotations, so
 * that what is used often stays near the top; each function that changes the tree
 * returns the new root for the driver to keep.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

static bool is_root(PRTL_SPLAY_LINKS n)
{
	return n->Parent == n;
}

/* Puts @new where @old hangs; @new may be NULL, and @old the root. */
static void replace(PRTL_SPLAY_LINKS old, PRTL_SPLAY_LINKS new)
{
	PRTL_SPLAY_LINKS parent = old->Parent;

	if (parent == old) {
		if (new)
			new->Parent = new;
		return;
	}
	if (parent->LeftChild == old)
		parent->LeftChild = new;
	else
		parent->RightChild = new;
	if (new)
		new->Parent = parent;
}

/* Lifts @n above its parent. */
static void rotate(PRTL_SPLAY_LINKS n)
{
	PRTL_SPLAY_LINKS p = n->Parent, middle;

	replace(p, n);
	if (p->LeftChild == n) {
		middle = n->RightChild;
		p->LeftChild = middle;
		n->RightChild = p;
	} else {
		middle = n->LeftChild;
		p->RightChild = middle;
		n->LeftChild = p;
	}
	if (middle)
		middle->Parent = p;
	p->Parent = n;
}

/**
 * RtlSplay - make a node the root of its tree
 * @Links: the node
 *
 * Context: any IRQL, here and in all functions below; the caller serialises.
 * Return: the new root, @Links.
 * Reference: "RtlSplay function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlSplay(PRTL_SPLAY_LINKS Links)
{
	while (!is_root(Links)) {
		PRTL_SPLAY_LINKS p = Links->Parent, g = p->Parent;

		if (g != p) {
			bool same = (g->LeftChild == p) == (p->LeftChild == Links);

			rotate(same ? p : Links);
		}
		rotate(Links);
	}
	return Links;
}
WDM_EXPORT(RtlSplay);

/**
 * RtlSubtreeSuccessor - the next node within a node's subtree
 * @Links: the node
 *
 * Return: the node, NULL if there is none.
 * Reference: "RtlSubtreeSuccessor function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlSubtreeSuccessor(PRTL_SPLAY_LINKS Links)
{
	PRTL_SPLAY_LINKS n = Links->RightChild;

	while (n && n->LeftChild)
		n = n->LeftChild;
	return n;
}
WDM_EXPORT(RtlSubtreeSuccessor);

/**
 * RtlSubtreePredecessor - the previous node within a node's subtree
 * @Links: the node
 *
 * Return: the node, NULL if there is none.
 * Reference: "RtlSubtreePredecessor function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlSubtreePredecessor(PRTL_SPLAY_LINKS Links)
{
	PRTL_SPLAY_LINKS n = Links->LeftChild;

	while (n && n->RightChild)
		n = n->RightChild;
	return n;
}
WDM_EXPORT(RtlSubtreePredecessor);

/**
 * RtlRealSuccessor - the next node of the tree
 * @Links: the node
 *
 * Return: the node, NULL if @Links is the last one.
 * Reference: "RtlRealSuccessor function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlRealSuccessor(PRTL_SPLAY_LINKS Links)
{
	if (Links->RightChild)
		return RtlSubtreeSuccessor(Links);
	while (!is_root(Links) && Links->Parent->RightChild == Links)
		Links = Links->Parent;
	return is_root(Links) ? NULL : Links->Parent;
}
WDM_EXPORT(RtlRealSuccessor);

/**
 * RtlRealPredecessor - the previous node of the tree
 * @Links: the node
 *
 * Return: the node, NULL if @Links is the first one.
 * Reference: "RtlRealPredecessor function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlRealPredecessor(PRTL_SPLAY_LINKS Links)
{
	if (Links->LeftChild)
		return RtlSubtreePredecessor(Links);
	while (!is_root(Links) && Links->Parent->LeftChild == Links)
		Links = Links->Parent;
	return is_root(Links) ? NULL : Links->Parent;
}
WDM_EXPORT(RtlRealPredecessor);

/* Takes @n out. Returns the node that the change began at, NULL for none. */
static PRTL_SPLAY_LINKS unlink_node(PRTL_SPLAY_LINKS n)
{
	PRTL_SPLAY_LINKS child, start;

	if (n->LeftChild && n->RightChild) {
		/* The predecessor has no right child: it can take n's place. */
		PRTL_SPLAY_LINKS p = RtlSubtreePredecessor(n);

		start = p->Parent == n ? p : p->Parent;
		replace(p, p->LeftChild);
		p->LeftChild = n->LeftChild;
		p->RightChild = n->RightChild;
		if (p->LeftChild)
			p->LeftChild->Parent = p;
		p->RightChild->Parent = p;
		replace(n, p);
		return start;
	}
	child = n->LeftChild ? n->LeftChild : n->RightChild;
	start = is_root(n) ? child : n->Parent;
	replace(n, child);
	return start;
}

/**
 * RtlDelete - take a node out of its tree
 * @Links: the node
 *
 * Return: the new root, NULL if the tree is empty now.
 * Reference: "RtlDelete function (ntddk.h)"
 */
PRTL_SPLAY_LINKS NTAPI RtlDelete(PRTL_SPLAY_LINKS Links)
{
	PRTL_SPLAY_LINKS start = unlink_node(Links);

	return start ? RtlSplay(start) : NULL;
}
WDM_EXPORT(RtlDelete);

/**
 * RtlDeleteNoSplay - take a node out of its tree, and move no other one up
 * @Links: the node
 * @Root: points to the root, which is updated
 *
 * Reference: "RtlDeleteNoSplay function (ntddk.h)"
 */
VOID NTAPI RtlDeleteNoSplay(PRTL_SPLAY_LINKS Links, PRTL_SPLAY_LINKS *Root)
{
	PRTL_SPLAY_LINKS start = unlink_node(Links);

	while (start && !is_root(start))
		start = start->Parent;
	*Root = start;
}
WDM_EXPORT(RtlDeleteNoSplay);
