/* SPDX-License-Identifier: GPL-2.0 */
/* Structures as Microsoft's compiler lays them out, and intrinsics. */
#include <intrin.h>
#include "check.h"

/* A unit of its own for each type of bit field. */
struct MixedTypes { UCHAR a:4; ULONG b:4; };
struct OneType { USHORT a:12, b:12; };
struct Straddling { UCHAR a:6; UCHAR b:6; UCHAR c; };
struct ZeroWidth { UCHAR a:1; UCHAR :0; UCHAR b:1; };
#pragma pack(push, 1)
struct Packed { ULONG a:24; ULONG b:24; };
struct PackedMixed { UCHAR type; ULONG port:31; ULONG in:1; USHORT index:9; };
#pragma pack(pop)
C_ASSERT(sizeof(struct MixedTypes) == 8 && sizeof(struct OneType) == 4);
C_ASSERT(sizeof(struct Straddling) == 3 && sizeof(struct ZeroWidth) == 2);
C_ASSERT(sizeof(struct Packed) == 8 && sizeof(struct PackedMixed) == 7);

typedef union { ULONG all[]; struct { ULONG a, b; }; } FLEXIBLE;
typedef struct { UCHAR data[]; } ONLY_FLEXIBLE;
struct _BASE { ULONG base; };
struct Derived { struct _BASE; ULONG own; };

int CheckLayout(void)
{
	struct Derived d = { 0 };
	FLEXIBLE f = { 0 };
	ULONG64 low = 0x8000000000000001, high = 2;

	d.base = 1;
	f.b = 3;
	CHECK(FIELD_OFFSET(struct Derived, own) == 4 && d.base == 1 && f.all[1] == 3);
	CHECK(__shiftleft128(low, high, 1) == 5 && __shiftleft128(low, high, 0) == 2);
	CHECK(__shiftright128(low, high, 1) == 0x4000000000000000);
	CHECK(__shiftright128(low, high, 2) == 0xA000000000000000);
	CHECK(__popcnt(0xF0F0) == 8 && __popcnt16(0x1FFFF) == 16 && __popcnt64(~0ull) == 64);
	CHECK(__readeflags() & 2);	/* the bit that is always set */
	YieldProcessor();
	MemoryBarrier();
	LoadFence();
	return 0;
}
