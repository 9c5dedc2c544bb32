/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"

static const char *Last;
static int Print(const char *Format, ...) { Last = Format; return 1; }
static int Equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

#define TRACE(fmt, ...)		Print(__FUNCTION__ ": " fmt, __VA_ARGS__)
#define TRACE2(...)		Print("x" __VA_ARGS__)
#define OUTER(level, ...)	Print("a", level, __VA_ARGS__)
#define WIDEN2(x)		L##x
#define WIDEN(x)		WIDEN2(x)
#define DebugOut		__noop

static
int
Helper(
	int Unused
	)
{
	TRACE("helper %d\n", Unused);
	return Equal(Last, "Helper: helper %d\n");
}

#if 0
int Wrong(void) { isn't C at all
#endif

#ifdef __cplusplus
extern "C" {
#endif

int CheckNames(void)
{
	static const WCHAR wide[] = WIDEN(__FUNCTION__);
	int touched = 0;

	CHECK(Helper(1));
	TRACE("hi");
	CHECK(Equal(Last, "CheckNames: hi"));
	Print("in " __FUNCTION__ "\n");
	CHECK(Equal(Last, "in CheckNames\n"));
	CHECK(Equal(__FUNCTION__, "CheckNames"));
	CHECK(sizeof(wide) == 22 && wide[0] == L'C');
	CHECK(sizeof(__FUNCTIONW__) == 22);
	CHECK(OUTER(1));
	TRACE2();
	DebugOut("nothing", touched = 1);
	DebugOut(("nothing", touched = 1));
	CHECK(!touched);
	CHECK(Equal(__FILE__ + sizeof(__FILE__) - sizeof("names.c"), "names.c"));
	CHECK(__LINE__ == 57);
	return 0;
}

#ifdef __cplusplus
}
#endif
