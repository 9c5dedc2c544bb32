// SPDX-License-Identifier: GPL-2.0
/*
 * Splay links, bit maps, times and versions, each against a plain model: the order of a
 * sorted array, an array of bits, a calendar's well-known days.
 */
#include "driver.h"

#include <string.h>

struct node {
	int key;
	RTL_SPLAY_LINKS links;
};

static int key_of(PRTL_SPLAY_LINKS l)
{
	return l ? CONTAINING_RECORD(l, struct node, links)->key : -1;
}

/* Puts a node where it belongs; the root, if there is none. */
static PRTL_SPLAY_LINKS insert(PRTL_SPLAY_LINKS root, struct node *n)
{
	PRTL_SPLAY_LINKS at = root;

	RtlInitializeSplayLinks(&n->links);
	if (!root)
		return &n->links;
	for (;;) {
		if (n->key < key_of(at) && !RtlLeftChild(at)) {
			RtlInsertAsLeftChild(at, &n->links);
			return root;
		}
		if (n->key > key_of(at) && !RtlRightChild(at)) {
			RtlInsertAsRightChild(at, &n->links);
			return root;
		}
		at = n->key < key_of(at) ? RtlLeftChild(at) : RtlRightChild(at);
	}
}

/* The nodes below @l, if order and parents are right; a great number if not. */
static int count(PRTL_SPLAY_LINKS l, int low, int high)
{
	if (!l)
		return 0;
	if (key_of(l) <= low || key_of(l) >= high)
		return 1000;
	if ((RtlLeftChild(l) && RtlParent(RtlLeftChild(l)) != l) ||
	    (RtlRightChild(l) && RtlParent(RtlRightChild(l)) != l))
		return 1000;
	return 1 + count(RtlLeftChild(l), low, key_of(l)) +
	       count(RtlRightChild(l), key_of(l), high);
}

static PRTL_SPLAY_LINKS leftmost(PRTL_SPLAY_LINKS l)
{
	while (l && RtlLeftChild(l))
		l = RtlLeftChild(l);
	return l;
}

static PRTL_SPLAY_LINKS rightmost(PRTL_SPLAY_LINKS l)
{
	while (l && RtlRightChild(l))
		l = RtlRightChild(l);
	return l;
}

#define NODES	31

static PRTL_SPLAY_LINKS grow(struct node *nodes)
{
	PRTL_SPLAY_LINKS root = NULL;
	int i;

	for (i = 0; i < NODES; i++) {
		nodes[i].key = i * 12 % NODES;
		root = insert(root, &nodes[i]);
	}
	return root;
}

void splay_lifts_a_node_to_the_root(struct kunit *test)
{
	struct node nodes[NODES];
	PRTL_SPLAY_LINKS root;
	int i;

	for (i = 0; i < NODES; i++) {
		grow(nodes);
		root = RtlSplay(&nodes[i].links);
		CHECK_PTR(test, root, &nodes[i].links);
		CHECK_TRUE(test, RtlIsRoot(root));
		CHECK_ROW(test, i, count(root, -1, NODES), NODES);
	}
	/* On one tree, again and again. */
	root = grow(nodes);
	for (i = 0; i < 3 * NODES; i++) {
		root = RtlSplay(&nodes[i * 7 % NODES].links);
		CHECK_ROW(test, i, count(root, -1, NODES), NODES);
	}
	CHECK_PTR(test, RtlSplay(root), root);
	/* A chain becomes about half as deep. */
	root = NULL;
	for (i = 0; i < NODES; i++) {
		nodes[i].key = i;
		root = insert(root, &nodes[i]);
	}
	root = RtlSplay(&nodes[NODES - 1].links);
	for (i = 0; RtlLeftChild(root) || RtlRightChild(root); i++)
		root = RtlLeftChild(root) ? RtlLeftChild(root) : RtlRightChild(root);
	CHECK_TRUE(test, i <= NODES / 2 + 2);
}

void neighbours_are_found(struct kunit *test)
{
	struct node nodes[NODES];
	PRTL_SPLAY_LINKS root = grow(nodes), l;
	int i;

	for (i = 0; i < NODES; i++) {
		l = &nodes[i].links;
		CHECK_ROW(test, i, key_of(RtlRealSuccessor(l)),
			  key_of(l) == NODES - 1 ? -1 : key_of(l) + 1);
		CHECK_ROW(test, i, key_of(RtlRealPredecessor(l)), key_of(l) - 1);
		/* Within the subtree only. */
		CHECK_PTR(test, RtlSubtreeSuccessor(l), leftmost(RtlRightChild(l)));
		CHECK_PTR(test, RtlSubtreePredecessor(l), rightmost(RtlLeftChild(l)));
	}
	root = RtlSplay(leftmost(root));
	CHECK_PTR(test, RtlSubtreePredecessor(root), NULL);
	CHECK_PTR(test, RtlRealPredecessor(root), NULL);
	CHECK_EQ(test, key_of(RtlSubtreeSuccessor(root)), 1);
}

void nodes_are_deleted(struct kunit *test)
{
	struct node nodes[NODES];
	PRTL_SPLAY_LINKS root, kept;
	int i, n, left;

	/* Each node of the same tree, and then a whole tree. */
	for (i = 0; i < NODES; i++) {
		grow(nodes);
		root = RtlDelete(&nodes[i].links);
		CHECK_TRUE(test, RtlIsRoot(root));
		CHECK_ROW(test, i, count(root, -1, NODES), NODES - 1);
	}
	for (i = 0; i < NODES; i++) {
		root = grow(nodes);
		kept = root;
		RtlDeleteNoSplay(&nodes[i].links, &root);
		CHECK_TRUE(test, RtlIsRoot(root));
		CHECK_ROW(test, i, count(root, -1, NODES), NODES - 1);
		/* Nothing is moved up: the root stays unless it was the one. */
		if (kept != &nodes[i].links)
			CHECK_PTR(test, root, kept);
	}
	root = grow(nodes);
	for (n = 0, left = NODES; n < NODES; n++) {
		if (n % 2)
			RtlDeleteNoSplay(&nodes[n * 5 % NODES].links, &root);
		else
			root = RtlDelete(&nodes[n * 5 % NODES].links);
		CHECK_ROW(test, n, count(root, -1, NODES), --left);
	}
	CHECK_PTR(test, root, NULL);
}

#define BITS	70

static void show(PRTL_BITMAP map, const char *picture)
{
	ULONG i;

	RtlClearAllBits(map);
	for (i = 0; picture[i]; i++) {
		if (picture[i] == '1')
			RtlSetBit(map, i);
	}
}

void single_bits_change_alone(struct kunit *test)
{
	ULONG buffer[4] = { 0, 0, 0, 0xdeadbeef }, i, j;
	RTL_BITMAP map;

	RtlInitializeBitMap(&map, buffer, BITS);
	for (i = 0; i < BITS; i++) {
		RtlClearAllBits(&map);
		RtlSetBit(&map, i);
		for (j = 0; j < BITS; j++)
			CHECK_ROW(test, i, RtlTestBit(&map, j), i == j);
		CHECK_ROW(test, i, RtlCheckBit(&map, i), 1);
		CHECK_ROW(test, i, RtlNumberOfSetBits(&map), 1);
		RtlSetAllBits(&map);
		RtlClearBit(&map, i);
		CHECK_ROW(test, i, RtlTestBit(&map, i), FALSE);
		CHECK_ROW(test, i, RtlNumberOfClearBits(&map), 1);
	}
	RtlClearAllBits(&map);
	CHECK_EQ(test, buffer[0] | buffer[1] | (buffer[2] & 0x3f), 0);
	CHECK_EQ(test, buffer[3], 0xdeadbeef);
	CHECK_EQ(test, RtlNumberOfSetBitsUlongPtr(0), 0);
	CHECK_EQ(test, RtlNumberOfSetBitsUlongPtr(MAXULONG_PTR), 64);
	CHECK_EQ(test, RtlNumberOfSetBitsUlongPtr(0x8000000100000001ULL), 3);
}

void runs_of_bits_are_found(struct kunit *test)
{
	ULONG buffer[3], at;
	RTL_BITMAP map;

	RtlInitializeBitMap(&map, buffer, 40);
	show(&map, "1111011100000000000000000000000000011111");
	CHECK_EQ(test, RtlFindFirstRunClear(&map, &at), 1);
	CHECK_EQ(test, at, 4);
	RtlSetBit(&map, 4);
	CHECK_EQ(test, RtlFindFirstRunClear(&map, &at), 27);
	CHECK_EQ(test, at, 8);
	RtlSetAllBits(&map);
	CHECK_EQ(test, RtlFindFirstRunClear(&map, &at), 0);
	RtlClearAllBits(&map);
	CHECK_EQ(test, RtlFindFirstRunClear(&map, &at), 40);
	CHECK_EQ(test, at, 0);

	show(&map, "0110111000000000000000000000000011111100");
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 3, 0), 4);
	CHECK_TRUE(test, RtlAreBitsClear(&map, 4, 3));
	CHECK_EQ(test, RtlNumberOfSetBits(&map), 8);
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 3, 0), 32);
	/* From the hint on, and then from the start. */
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 2, 36), 36);
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 2, 39), 1);
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 2, 0), MAXULONG);
	CHECK_EQ(test, RtlNumberOfSetBits(&map), 1);
	CHECK_EQ(test, RtlFindSetBitsAndClear(&map, 1, 36), 35);
	CHECK_EQ(test, RtlNumberOfSetBits(&map), 0);
}

#define DAY	864000000000LL
#define SECOND	10000000LL
/* Days from 1601 to 1970 and to 1980. */
#define TO_1970	(134774 * DAY)
#define TO_1980	(138426 * DAY)

void seconds_have_their_epoch(struct kunit *test)
{
	static const struct {
		LONGLONG time;
		int since_1970, since_1980;	/* is it in the range? */
	} rows[] = {
		{ 0, 0, 0 },
		{ TO_1970 - 1, 0, 0 },
		{ TO_1970, 1, 0 },
		{ TO_1970 + SECOND, 1, 0 },
		{ TO_1980 - 1, 1, 0 },
		{ TO_1980, 1, 1 },
		{ TO_1980 + 59 * SECOND + 9999999, 1, 1 },
		{ TO_1970 + (LONGLONG)MAXULONG * SECOND, 1, 1 },
		{ TO_1970 + ((LONGLONG)MAXULONG + 1) * SECOND, 0, 1 },
		{ TO_1980 + (LONGLONG)MAXULONG * SECOND, 0, 1 },
		{ TO_1980 + ((LONGLONG)MAXULONG + 1) * SECOND, 0, 0 },
		{ MAXLONGLONG, 0, 0 },
	};
	LARGE_INTEGER time;
	ULONG seconds;
	int i;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		time.QuadPart = rows[i].time;
		seconds = 77;
		CHECK_ROW(test, i, RtlTimeToSecondsSince1970(&time, &seconds), rows[i].since_1970);
		if (rows[i].since_1970) {
			CHECK_ROW(test, i, seconds, (rows[i].time - TO_1970) / SECOND);
			RtlSecondsSince1970ToTime(seconds, &time);
			CHECK_ROW(test, i, time.QuadPart, rows[i].time - rows[i].time % SECOND);
		} else {
			CHECK_ROW(test, i, seconds, 77);
		}
		time.QuadPart = rows[i].time;
		seconds = 77;
		CHECK_ROW(test, i, RtlTimeToSecondsSince1980(&time, &seconds), rows[i].since_1980);
		if (rows[i].since_1980) {
			CHECK_ROW(test, i, seconds, (rows[i].time - TO_1980) / SECOND);
			RtlSecondsSince1980ToTime(seconds, &time);
			CHECK_ROW(test, i, time.QuadPart, rows[i].time - rows[i].time % SECOND);
		} else {
			CHECK_ROW(test, i, seconds, 77);
		}
	}
}

void conditions_lie_beside_one_another(struct kunit *test)
{
	RTL_OSVERSIONINFOEXW v;
	ULONGLONG mask = 0;
	int i;

	/* Three bits a field, in the order of the VER_ constants. */
	for (i = 0; i < 8; i++) {
		CHECK_ROW(test, i, VerSetConditionMask(0, 1 << i, VER_LESS_EQUAL),
			  (LONGLONG)VER_LESS_EQUAL << (3 * i));
	}
	mask = VerSetConditionMask(mask, VER_MAJORVERSION, VER_GREATER_EQUAL);
	mask = VerSetConditionMask(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
	CHECK_EQ(test, mask, 033);

	/* The reference's example: a greater major version decides alone. */
	RtlZeroMemory(&v, sizeof(v));
	v.dwMajorVersion = 6;
	v.dwMinorVersion = 9;
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, mask),
		 STATUS_SUCCESS);
	v.dwMajorVersion = 10;
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, mask),
		 STATUS_REVISION_MISMATCH);
	v.dwMinorVersion = 0;
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, mask),
		 STATUS_SUCCESS);
	v.wProductType = VER_NT_SERVER;
	mask = VerSetConditionMask(0, VER_PRODUCT_TYPE, VER_EQUAL);
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_PRODUCT_TYPE, mask), STATUS_REVISION_MISMATCH);
	v.wProductType = VER_NT_WORKSTATION;
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_PRODUCT_TYPE, mask), STATUS_SUCCESS);
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, 0, mask), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlVerifyVersionInfo(&v, VER_PRODUCT_TYPE, 0), STATUS_INVALID_PARAMETER);
}

void service_packs_are_of_one_version(struct kunit *test)
{
	/* Another major version is none of its service packs. */
	CHECK_FALSE(test, RtlIsServicePackVersionInstalled(NTDDI_WIN7));
	CHECK_FALSE(test, RtlIsServicePackVersionInstalled(NTDDI_VISTASP1));
	CHECK_FALSE(test, RtlIsServicePackVersionInstalled(NTDDI_WINXPSP3));
	CHECK_TRUE(test, RtlIsServicePackVersionInstalled(NTDDI_WIN10));
	CHECK_TRUE(test, RtlIsNtDdiVersionAvailable(NTDDI_WIN10));
	CHECK_TRUE(test, RtlIsNtDdiVersionAvailable(NTDDI_VISTA));
}
