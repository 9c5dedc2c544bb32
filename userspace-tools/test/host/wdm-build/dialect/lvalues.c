/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"

#define ADVANCE(p, n) ((PUCHAR)(p) += (n))
#define STORE(p, type, v) (*((type *)p)++ = (v))
#define WHERE_OF(h) ((PUCHAR)((h)->Where[0]))
#define NEXT_OF(h) (struct holder *)Self(h)->Next
#define VALUE_OF(h) ((ULONG)(ULONG_PTR)((h)->Where[0]))

struct holder {
	PVOID Where[2];
	struct holder *Next;
};

static int calls;
static struct holder *Self(struct holder *h) { calls++; return h; }

int CheckLvalues(void)
{
	ULONG buffer[8] = { 0 };
	PVOID p = buffer;
	PULONG q = buffer;
	struct holder h = { { buffer, buffer }, &h };
	ULONG value = 0;
	int i;

	(PUCHAR)p += 4;
	CHECK(p == buffer + 1);
	((PUCHAR)p)++;
	CHECK((PUCHAR)p == (PUCHAR)buffer + 5);
	--((PUCHAR)p);
	CHECK(p == buffer + 1);
	*((PUSHORT)p)++ = 0x1234;
	CHECK((PUCHAR)p == (PUCHAR)buffer + 6 && buffer[1] == 0x1234);
	*((UCHAR *)p)++ = 1, *((UCHAR *)p)++ = 2;
	CHECK(buffer[1] == 0x02011234);
	ADVANCE(p, 4);
	CHECK(p == buffer + 3);
	STORE(p, ULONG, 7);
	CHECK(p == buffer + 4 && buffer[3] == 7);
	(LONG)value = -1;
	CHECK(value == 0xffffffff);
	(ULONG_PTR)q += sizeof(ULONG);
	CHECK(q == buffer + 1);
	if (value)
		(PUCHAR)q -= 4;
	else
		(PUCHAR)q -= 8;
	CHECK(q == buffer);
	for ((PVOID)q = buffer; q < buffer + 8; (PUCHAR)q += 4)
		*q = 9;
	CHECK(buffer[7] == 9);
	(PUCHAR)Self(&h)->Where[1] += 2;
	CHECK((PUCHAR)h.Where[1] == (PUCHAR)buffer + 2 && calls == 1);
	(unsigned char *)h.Next->Where[0] += 3;
	CHECK((PUCHAR)h.Where[0] == (PUCHAR)buffer + 3);
	p = buffer;
	(struct holder *)(PVOID)p += 1;
	CHECK((PUCHAR)p == (PUCHAR)buffer + sizeof(h));
	((PUCHAR)p) = (PUCHAR)buffer;
	CHECK(p == buffer);

	WHERE_OF(&h) = (PUCHAR)buffer + 1;
	WHERE_OF(&h)++;
	CHECK(h.Where[0] == (PUCHAR)buffer + 2 && WHERE_OF(&h) == h.Where[0]);
	calls = 0;
	NEXT_OF(&h) = NULL;
	CHECK(!h.Next && calls == 1);
	h.Where[0] = (PVOID)(ULONG_PTR)0x100000002;
	CHECK(VALUE_OF(&h) == 2);

	/* What looks like it and isn't. */
	i = 1;
	if (i) value = 3;
	while (i) i = 0;
	CHECK(value == 3 && i == 0);
	*(PULONG)p = 5;
	CHECK(buffer[0] == 5);
	*(PUCHAR)p++ = 6;
	CHECK(buffer[0] == 6 && p == (PUCHAR)buffer + 1);
	i = (int)value++;
	CHECK(i == 3 && value == 4);
	i = sizeof (value) * 2;
	CHECK(i == 8);
	value = (UCHAR)(value) - 1;
	CHECK(value == 3);
	return 0;
}
