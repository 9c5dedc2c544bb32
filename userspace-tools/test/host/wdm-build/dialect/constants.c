/* SPDX-License-Identifier: GPL-2.0 */
#include "CHECK.H"

#if 5i64 + 1ui64 != 6
#error sized suffixes don't work in conditions
#endif

#define TAG 'kcoT'
#define BIG 0xFFFFFFFFFFFFFFFFui64
#define CHARIZE(x) #@x

static __int64 Signed = -0x7fffffffffffffffi64 - 1i64;
static unsigned __int64 Unsigned = BIG;
static signed __int32 Small = 7i32;
static const unsigned __int8 Byte = 255ui8;
static __int16 Short = 3I16;

typedef struct {
	WCHAR Text[8];
	ULONG Tag;
} NAMED;
static NAMED Named = { L"ab" L"cd" "ef", 'ABCD' };
static const char NotAConstant[] = "5i64 /* 6ui64";

int CheckConstants(void)
{
	CHECK(Signed == -9223372036854775807LL - 1);
	CHECK(Unsigned == ~0ULL);
	CHECK(Small == 7 && Byte == 255 && Short == 3);
	CHECK(sizeof(1i64) == 8 && sizeof(1ui64) == 8 && sizeof(1i32) == 4);
	CHECK(TAG == 0x6b636f54);
	CHECK(Named.Tag == 0x41424344);
	CHECK(Named.Text[5] == L'f' && Named.Text[6] == 0);
	CHECK(sizeof(L"x") == 4);
	CHECK(CHARIZE(q) == 'q');
	CHECK(NotAConstant[1] == 'i' && sizeof(NotAConstant) == 14);
	CHECK((char)-1 < 0);
	return 0;
}
