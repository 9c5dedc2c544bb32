/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"
#include "inc\Shared.h"
#include <INC/../inc/shared.h>

#pragma warning(disable : 4100 4201)
#pragma prefast(suppress: 28719, "it's a test")
#pragma code_seg("PAGE")
#pragma region one apostrophe ' alone
#pragma endregion

typedef NTSTATUS (__stdcall *PFN)(int Value);
typedef VOID (__cdecl NOTHING)(void);
typedef __declspec(align(16)) struct _ALIGNED16 {
	UCHAR c;
} ALIGNED16;
__declspec(align(32)) struct ALIGNED32 { UCHAR c; };
struct __declspec(align(64)) ALIGNED64 { UCHAR c; };

#pragma pack(push, 1)
typedef struct {
	UCHAR a;
	ULONG b;
} PACKED;
#pragma pack(pop)

__pragma(pack(push, 2))
typedef struct { UCHAR a; ULONG b; } PACKED2;
__pragma(pack(pop)) __pragma(warning(push))

typedef struct {
	struct { int x, y; };
	union { int u; struct _INNER { int deep; } in; };
	ALIGNED16;		/* no name at all */
	int : 3;
} ANONYMOUS;

union FLEXIBLE {
	ULONG Whole;
	UCHAR Bytes[];
};

typedef struct { USHORT Count; UCHAR Rest[0]; } TAILED;
typedef struct { USHORT Count; UCHAR Rest[1]; } TAILED_ONE;
typedef enum _LATER LATER;
enum _LATER { LaterA, LaterB, };

__declspec(selectany) const ULONG Chosen = 42;
__declspec(dllexport) int Exported = 1;
__declspec(noinline noreturn) VOID Never(void);
extern __declspec(dllimport) int Imported;
static int Forward[];
static int Forward[] = { 1, 2, 3 };
int Communal;
int Communal;
static ANONYMOUS Empty = {};
int $dollar$ = 4;
void * __ptr32 Narrow;
void * __ptr64 Wide;
__unaligned ULONG *Unaligned;
PULONG __w64 W64;

static NTSTATUS __stdcall Called(int Value) { return Value; }
VOID __cdecl Never(void) { for (;;); }
__forceinline int Doubled(int x) { return 2 * x; }
static __forceinline int Tripled(int x) { return 3 * x; }
extern __inline int Halved(int x) { return x / 2; }
MY_INLINE int Squared(int x) { return x * x; }
static MY_INLINE2 int Cubed(int x) { return x * x * x; }

int CheckDeclarations(void)
{
	PFN pfn = Called;
	ANONYMOUS a;
	int i = 0;

	a.x = 1, a.u = 2, a.c = 3;
	CHECK(a.in.deep == 2);
	CHECK(__alignof(ALIGNED16) == 16 && sizeof(ALIGNED16) == 16);
	CHECK(__alignof(struct ALIGNED32) == 32 && sizeof(struct ALIGNED32) == 32);
	CHECK(sizeof(struct ALIGNED64) == 64);
	CHECK(sizeof(PACKED) == 5 && sizeof(PACKED2) == 6);
	CHECK(sizeof(union FLEXIBLE) == 4 && sizeof(TAILED) == 2);
	CHECK(pfn(5) == 5 && Chosen == 42 && Exported && $dollar$ == 4);
	CHECK(Forward[2] == 3 && sizeof(Narrow) == 4 && sizeof(Wide) == 8);
	CHECK(Doubled(2) == 4 && Tripled(2) == 6 && Halved(4) == 2);
	CHECK(Squared(3) == 9 && Cubed(2) == 8 && SharedInline(1) == 2);
	CHECK(SharedCommon == 0 && Communal == 0 && Empty.x == 0 && LaterB == 1);
	__assume(i == 0);
	__noop(i = 7);
	CHECK(i == 0);
	switch (i) {
	case 0:
		goto done;
	default:
		__assume(0);
	}
done:
	return 0;
}
