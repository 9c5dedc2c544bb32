/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"

#define HEADER "check.h"
#include HEADER
#ident "of another time"

#ifdef linux
#error a driver must not learn that this is Linux
#endif
#if defined(unix) || defined(__linux__) || defined(__unix__) || defined(__gnu_linux__) || defined(__KERNEL__)
#error a driver must not learn that this is Linux
#endif
#if !defined(_MSC_VER) || !_WIN64 || _M_AMD64 != 100 || !_WIN32 || _WIN32_WINNT < 0x0501
#error the compiler's and the WDK's own macros
#endif
#if SOME_UNDEFINED_MACRO > 3
#error no
#endif

MissingType(x)
	int x;
{
	int declared_early;
	declared_early = x;
	int declared_late = 2;
	return declared_early + declared_late;
}

static void Returns(void) { return; }
static void ReturnsVoid(void) { return Returns(); }

#define MANY_LINES(x) \
	do {          \
		(x)++; /* a comment
			in two lines */ \
	} while (0)

int CheckStyle(void)
{
	int current = 1, jiffies = 2, get_user = 3;
	void *p = &current;
	ULONG_PTR number = (ULONG_PTR)p;
	int (*old)() = MissingType;

	MANY_LINES(current);
	ReturnsVoid();
	CHECK(current == 2 && jiffies == 2 && get_user == 3);
	CHECK((PVOID)number == p && old(1) == 3);
	CHECK(sizeof(__DATE__ " " __TIME__) > 10);
	CHECK(p != (int *)number + 1);
	goto end;
end:
	;
	return 0;
} // end: C:\temp\ 
