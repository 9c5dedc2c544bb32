// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers, GUIDs, time, versions, bit maps, status codes, lists: rtl/number.c,
 * crt_number.c, crt_sort.c, time.c, version.c, bitmap.c, status.c, memory.c.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "dbg.h"
#include "rtl.h"
#include <wdm/crt.h>

static void integers_to_strings(struct kunit *test)
{
	WCHAR b[12];
	UNICODE_STRING u = { 0, sizeof(b), b };

	KUNIT_EXPECT_EQ(test, RtlIntegerToUnicodeString(0xdeadbeef, 16, &u), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(b, L"DEADBEEF"), 0);
	KUNIT_EXPECT_EQ(test, u.Length, 16);
	KUNIT_EXPECT_EQ(test, RtlIntegerToUnicodeString(0, 0, &u), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(b, L"0"), 0);
	KUNIT_EXPECT_EQ(test, RtlIntegerToUnicodeString(1, 7, &u), STATUS_INVALID_PARAMETER);
	u.MaximumLength = 4;
	KUNIT_EXPECT_EQ(test, RtlIntegerToUnicodeString(100, 10, &u), STATUS_BUFFER_OVERFLOW);
}

static void strings_to_integers(struct kunit *test)
{
	static const struct {
		const WCHAR *s;
		ULONG base;
		NTSTATUS status;
		ULONG value;
	} map[] = {
		{ L"42", 10, STATUS_SUCCESS, 42 },
		{ L"  -42x", 0, STATUS_SUCCESS, -42 },
		{ L"0x1F", 0, STATUS_SUCCESS, 31 },
		{ L"0b101", 0, STATUS_SUCCESS, 5 },
		{ L"0o17", 0, STATUS_SUCCESS, 15 },
		{ L"1f", 16, STATUS_SUCCESS, 31 },
		{ L"none", 10, STATUS_SUCCESS, 0 },
		{ L"1", 3, STATUS_INVALID_PARAMETER, 0x55555555 },
	};
	UNICODE_STRING u;
	ULONG v;
	int i;

	for (i = 0; i < ARRAY_SIZE(map); i++) {
		v = 0x55555555;
		RtlInitUnicodeString(&u, map[i].s);
		KUNIT_EXPECT_EQ_MSG(test, RtlUnicodeStringToInteger(&u, map[i].base, &v),
				    map[i].status, "line %d", i);
		KUNIT_EXPECT_EQ_MSG(test, v, map[i].value, "line %d", i);
	}
	/* A counted string ends where its length says. */
	RtlInitUnicodeString(&u, L"123");
	u.Length = 4;
	KUNIT_EXPECT_EQ(test, RtlUnicodeStringToInteger(&u, 10, &v), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, v, 12);
}

static void crt_numbers(struct kunit *test)
{
	char b[72], *end;

	KUNIT_EXPECT_EQ(test, wdm_crt_strtoul("0xffffffff!", &end, 0), U32_MAX);
	KUNIT_EXPECT_EQ(test, *end, '!');
	KUNIT_EXPECT_EQ(test, wdm_crt_strtoul("4294967296", NULL, 10), U32_MAX);
	KUNIT_EXPECT_EQ(test, wdm_crt_strtol("-2147483649", NULL, 10), S32_MIN);
	KUNIT_EXPECT_EQ(test, wdm_crt_strtoui64("18446744073709551616", NULL, 10), U64_MAX);
	KUNIT_EXPECT_EQ(test, wdm_crt_strtoi64("-9223372036854775808", NULL, 10), S64_MIN);
	wdm_crt_strtol("  xyz", &end, 10);
	KUNIT_EXPECT_EQ(test, *end, ' ');
	KUNIT_EXPECT_EQ(test, wdm_crt_strtol("0x", &end, 0), 0);
	KUNIT_EXPECT_EQ(test, *end, 'x');
	KUNIT_EXPECT_EQ(test, wdm_crt_atoi(" 12 34"), 12);
	KUNIT_EXPECT_STREQ(test, wdm_crt_itoa(-255, b, 10), "-255");
	KUNIT_EXPECT_STREQ(test, wdm_crt_itoa(-1, b, 16), "ffffffff");
	KUNIT_EXPECT_STREQ(test, wdm_crt_i64toa(S64_MIN, b, 10), "-9223372036854775808");
	KUNIT_EXPECT_EQ(test, strlen(wdm_crt_ui64toa(U64_MAX, b, 2)), 64);
}

static void crt_strings(struct kunit *test)
{
	char b[8];

	KUNIT_EXPECT_EQ(test, wdm_crt_stricmp("Edu", "eDU"), 0);
	KUNIT_EXPECT_LT(test, wdm_crt_strcmp("a", "\xff"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_strnicmp("eduA", "EDUb", 3), 0);
	KUNIT_EXPECT_STREQ(test, wdm_crt_strstr("hello", "ll"), "llo");
	KUNIT_EXPECT_NULL(test, wdm_crt_strstr("hello", "lll"));
	KUNIT_EXPECT_STREQ(test, wdm_crt_strrchr("a\\b\\c", '\\'), "\\c");
	KUNIT_EXPECT_EQ(test, *wdm_crt_strchr("abc", 0), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_strcpy_s(b, 3, "abc"), 34);
	KUNIT_EXPECT_EQ(test, b[0], 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_strncpy_s(b, 3, "abc", (SIZE_T)-1), 80);
	KUNIT_EXPECT_STREQ(test, b, "ab");
	KUNIT_EXPECT_EQ(test, wdm_crt_strcat_s(b, 8, "cd"), 0);
	KUNIT_EXPECT_STREQ(test, b, "abcd");
	KUNIT_EXPECT_EQ(test, wdm_crt_strcpy_s(b, 8, NULL), 22);
	wdm_crt_strncpy(b, "ab", 4);
	KUNIT_EXPECT_EQ(test, memcmp(b, "ab\0\0", 4), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcsicmp(L"\xc4x", L"\xe4X"), 0);
}

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

static void sort_and_search(struct kunit *test)
{
	int v[100], i, key = 50, missing = 101;

	for (i = 0; i < 100; i++)
		v[i] = i * 37 % 100;
	wdm_crt_qsort(v, 100, sizeof(v[0]), compare_ints);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, v[i], i);
	KUNIT_EXPECT_PTR_EQ(test, wdm_crt_bsearch(&key, v, 100, sizeof(v[0]), compare_ints),
			    (void *)&v[50]);
	KUNIT_EXPECT_NULL(test, wdm_crt_bsearch(&missing, v, 100, sizeof(v[0]), compare_ints));
	wdm_crt_qsort(v, 0, sizeof(v[0]), compare_ints);
}

static void guids(struct kunit *test)
{
	static const GUID guid = { 0x01234567, 0x89ab, 0xcdef,
				   { 1, 2, 3, 4, 5, 6, 7, 0xf8 } };
	UNICODE_STRING u, bad = RTL_CONSTANT_STRING(L"{01234567-89AB-CDEF-0102_030405060708}");
	GUID back;

	KUNIT_ASSERT_EQ(test, RtlStringFromGUID(&guid, &u), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, u.Length, 76);
	KUNIT_EXPECT_EQ(test,
			wdm_crt_wcscmp(u.Buffer, L"{01234567-89AB-CDEF-0102-0304050607F8}"), 0);
	KUNIT_EXPECT_EQ(test, RtlGUIDFromString(&u, &back), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, memcmp(&guid, &back, sizeof(guid)), 0);
	RtlFreeUnicodeString(&u);
	KUNIT_EXPECT_EQ(test, RtlGUIDFromString(&bad, &back), STATUS_INVALID_PARAMETER);
}

static void times(struct kunit *test)
{
	static const struct {
		s64 time;
		TIME_FIELDS fields;
	} map[] = {
		{ 0, { 1601, 1, 1, 0, 0, 0, 0, 1 } },
		{ 116444736000000000, { 1970, 1, 1, 0, 0, 0, 0, 4 } },
		{ 125963423999990000, { 2000, 2, 29, 23, 59, 59, 999, 2 } },
		{ 133801632000000000, { 2025, 1, 1, 0, 0, 0, 0, 3 } },
	};
	TIME_FIELDS f, bad = { 2023, 2, 29, 0, 0, 0, 0, 0 };
	LARGE_INTEGER t;
	ULONG seconds;
	u32 day;
	int i;

	for (i = 0; i < ARRAY_SIZE(map); i++) {
		t.QuadPart = map[i].time;
		RtlTimeToTimeFields(&t, &f);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(&f, &map[i].fields, sizeof(f)), 0,
				    "line %d: %d-%d-%d", i, f.Year, f.Month, f.Day);
		KUNIT_EXPECT_TRUE(test, RtlTimeFieldsToTime(&f, &t));
		KUNIT_EXPECT_EQ(test, t.QuadPart, map[i].time);
	}
	/* Every day of 1600 years, there and back. */
	for (day = 0; day < 584388; day++) {
		s64 time = day * 864000000000LL;

		t.QuadPart = time;
		RtlTimeToTimeFields(&t, &f);
		if (!RtlTimeFieldsToTime(&f, &t) || t.QuadPart != time) {
			KUNIT_FAIL(test, "day %u", day);
			break;
		}
	}
	KUNIT_EXPECT_FALSE(test, RtlTimeFieldsToTime(&bad, &t));
	t.QuadPart = 116444736000000000 - 1;
	KUNIT_EXPECT_FALSE(test, RtlTimeToSecondsSince1970(&t, &seconds));
	RtlSecondsSince1970ToTime(1, &t);
	KUNIT_EXPECT_TRUE(test, RtlTimeToSecondsSince1970(&t, &seconds));
	KUNIT_EXPECT_EQ(test, seconds, 1);
}

static void versions(struct kunit *test)
{
	RTL_OSVERSIONINFOEXW v = { .dwOSVersionInfoSize = sizeof(v) };
	ULONGLONG ge = 0;

	KUNIT_EXPECT_EQ(test, RtlGetVersion((PRTL_OSVERSIONINFOW)&v), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, v.dwMajorVersion, 10);
	VER_SET_CONDITION(ge, VER_MAJORVERSION, VER_GREATER_EQUAL);
	VER_SET_CONDITION(ge, VER_MINORVERSION, VER_GREATER_EQUAL);
	v.dwMajorVersion = 6;
	v.dwMinorVersion = 3;
	KUNIT_EXPECT_EQ(test, RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, ge),
			STATUS_SUCCESS);
	v.dwMajorVersion = 10;
	v.dwMinorVersion = 1;
	KUNIT_EXPECT_EQ(test, RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, ge),
			STATUS_REVISION_MISMATCH);
	KUNIT_EXPECT_TRUE(test, RtlIsNtDdiVersionAvailable(NTDDI_WIN7));
	KUNIT_EXPECT_FALSE(test, RtlIsNtDdiVersionAvailable(NTDDI_WIN10_CO));
}

static void bitmaps(struct kunit *test)
{
	ULONG bits[4] = { 0, 0, 0, 0xdeadbeef }, at;
	RTL_BITMAP_RUN runs[2];
	RTL_BITMAP m;

	/* 70 bits: the rest of the third ULONG isn't part of the map. */
	RtlInitializeBitMap(&m, bits, 70);
	KUNIT_EXPECT_EQ(test, RtlNumberOfClearBits(&m), 70);
	RtlSetBits(&m, 30, 5);
	KUNIT_EXPECT_EQ(test, bits[0], 0xc0000000);
	KUNIT_EXPECT_EQ(test, bits[1], 7);
	KUNIT_EXPECT_TRUE(test, RtlAreBitsSet(&m, 30, 5));
	KUNIT_EXPECT_FALSE(test, RtlAreBitsSet(&m, 29, 5));
	KUNIT_EXPECT_FALSE(test, RtlAreBitsClear(&m, 65, 6));
	KUNIT_EXPECT_EQ(test, RtlFindClearBits(&m, 31, 0), 35);
	KUNIT_EXPECT_EQ(test, RtlFindClearBits(&m, 30, 41), 0);
	KUNIT_EXPECT_EQ(test, RtlFindClearBits(&m, 36, 0), MAXULONG);
	KUNIT_EXPECT_EQ(test, RtlFindSetBits(&m, 5, 0), 30);
	KUNIT_EXPECT_EQ(test, RtlFindLongestRunClear(&m, &at), 35);
	KUNIT_EXPECT_EQ(test, at, 35);
	KUNIT_EXPECT_EQ(test, RtlFindClearRuns(&m, runs, 2, TRUE), 2);
	KUNIT_EXPECT_EQ(test, runs[0].NumberOfBits, 35);
	KUNIT_EXPECT_EQ(test, runs[1].NumberOfBits, 30);
	KUNIT_EXPECT_EQ(test, RtlFindLastBackwardRunClear(&m, 33, &at), 30);
	KUNIT_EXPECT_EQ(test, at, 0);
	KUNIT_EXPECT_EQ(test, RtlFindNextForwardRunClear(&m, 31, &at), 35);
	KUNIT_EXPECT_EQ(test, at, 35);
	KUNIT_EXPECT_EQ(test, RtlFindClearBitsAndSet(&m, 10, 60), 60);
	KUNIT_EXPECT_EQ(test, RtlNumberOfSetBits(&m), 15);
	RtlSetAllBits(&m);
	KUNIT_EXPECT_EQ(test, RtlNumberOfSetBits(&m), 70);
	RtlClearBits(&m, 0, 70);
	KUNIT_EXPECT_EQ(test, RtlNumberOfSetBits(&m), 0);
	KUNIT_EXPECT_EQ(test, bits[3], 0xdeadbeef);
}

static void statuses(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, wdm_status_to_errno(STATUS_SUCCESS), 0);
	KUNIT_EXPECT_EQ(test, wdm_status_to_errno(STATUS_END_OF_FILE), 0);
	KUNIT_EXPECT_EQ(test, wdm_status_to_errno(STATUS_INVALID_DEVICE_REQUEST), -ENOTTY);
	KUNIT_EXPECT_EQ(test, wdm_status_to_errno(STATUS_IO_TIMEOUT), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, wdm_status_to_errno((NTSTATUS)0xe0000001), -EIO);
	KUNIT_EXPECT_EQ(test, wdm_errno_to_status(0), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wdm_errno_to_status(-ENOMEM), STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, wdm_errno_to_status(-EINTR), STATUS_CANCELLED);
	KUNIT_EXPECT_EQ(test, wdm_errno_to_status(-ENOTBLK), STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_STREQ(test, wdm_status_name(STATUS_SUCCESS), "STATUS_SUCCESS");
	KUNIT_EXPECT_STREQ(test, wdm_status_name(STATUS_PENDING), "STATUS_PENDING");
	KUNIT_EXPECT_STREQ(test, wdm_status_name(STATUS_BUFFER_OVERFLOW), "STATUS_BUFFER_OVERFLOW");
	KUNIT_EXPECT_STREQ(test, wdm_status_name(STATUS_ACCESS_DENIED), "STATUS_ACCESS_DENIED");
	KUNIT_EXPECT_NULL(test, wdm_status_name((NTSTATUS)0xe0000001));
}

static bool expect_list_report(const struct wdm_bug_report *report, void *context)
{
	if (report->code != 0x139)
		return false;
	++*(int *)context;
	return true;
}

static void lists(struct kunit *test)
{
	LIST_ENTRY head, a, b;
	int reports = 0;

	InitializeListHead(&head);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&head));
	KUNIT_EXPECT_PTR_EQ(test, RemoveHeadList(&head), &head);
	InsertTailList(&head, &a);
	InsertHeadList(&head, &b);
	KUNIT_EXPECT_FALSE(test, RemoveEntryList(&a));
	KUNIT_EXPECT_TRUE(test, RemoveEntryList(&b));
	InsertTailList(&head, &a);
	InsertTailList(&head, &b);
	KUNIT_EXPECT_PTR_EQ(test, RemoveTailList(&head), &b);

	/* A second removal of b is a driver's bug: reported, the list left alone. */
	InsertTailList(&head, &b);
	RemoveEntryList(&b);
	wdm_set_bug_report_hook(expect_list_report, &reports);
	KUNIT_EXPECT_FALSE(test, RemoveEntryList(&b));
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, reports, 1);
	KUNIT_EXPECT_PTR_EQ(test, head.Flink, &a);
	KUNIT_EXPECT_PTR_EQ(test, head.Blink, &a);
}

static void memory(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, RtlCompareMemory("abcx", "abcy", 4), 3);
	KUNIT_EXPECT_EQ(test, RtlCompareMemory("abc", "abc", 3), 3);
	KUNIT_EXPECT_EQ(test, RtlCrc32("123456789", 9, 0), 0xcbf43926);
	KUNIT_EXPECT_EQ(test, RtlCrc32("6789", 4, RtlCrc32("12345", 5, 0)), 0xcbf43926);
	KUNIT_EXPECT_EQ(test, RtlCrc64("123456789", 9, 0), 0xae8b14860a799888ULL);
	/* The kernel's plain char may be unsigned; a driver's isn't. */
	KUNIT_EXPECT_EQ(test, (s8)RtlFindMostSignificantBit(0), -1);
	KUNIT_EXPECT_EQ(test, (s8)RtlFindLeastSignificantBit(0), -1);
	KUNIT_EXPECT_EQ(test, RtlFindMostSignificantBit(1ULL << 63 | 1), 63);
	KUNIT_EXPECT_EQ(test, RtlFindLeastSignificantBit(1ULL << 63), 63);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(integers_to_strings),
	KUNIT_CASE(strings_to_integers),
	KUNIT_CASE(crt_numbers),
	KUNIT_CASE(crt_strings),
	KUNIT_CASE(sort_and_search),
	KUNIT_CASE(guids),
	KUNIT_CASE(times),
	KUNIT_CASE(versions),
	KUNIT_CASE(bitmaps),
	KUNIT_CASE(statuses),
	KUNIT_CASE(lists),
	KUNIT_CASE(memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_number",
	.test_cases = cases,
};
kunit_test_suite(suite);
