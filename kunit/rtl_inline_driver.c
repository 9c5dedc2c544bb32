// SPDX-License-Identifier: GPL-2.0
/*
 * What the headers do themselves: lists, large integers, memory, conversions between
 * types, geometry. Types are contracts as well, for the formats and the shifts of drivers.
 */
#include "driver.h"

#include <string.h>

struct item {
	int number;
	LIST_ENTRY entry;
};

/* The numbers of a list as digits, forwards; -1 if backwards isn't the same. */
static int digits(PLIST_ENTRY head)
{
	int forwards = 0, backwards = 0, place = 1;
	PLIST_ENTRY e;

	for (e = head->Flink; e != head; e = e->Flink)
		forwards = 10 * forwards + CONTAINING_RECORD(e, struct item, entry)->number;
	for (e = head->Blink; e != head; e = e->Blink, place *= 10)
		backwards += place * CONTAINING_RECORD(e, struct item, entry)->number;
	return forwards == backwards ? forwards : -1;
}

void lists_are_appended(struct kunit *test)
{
	struct item i[6];
	LIST_ENTRY head, other, empty;
	int n;

	InitializeListHead(&head);
	InitializeListHead(&other);
	for (n = 0; n < 6; n++)
		i[n].number = n + 1;
	InsertTailList(&head, &i[0].entry);
	InsertTailList(&head, &i[1].entry);
	InsertTailList(&other, &i[2].entry);
	InsertTailList(&other, &i[3].entry);
	InsertTailList(&other, &i[4].entry);
	/* What is appended has no head: its first entry stands for it. */
	RemoveEntryList(&other);
	AppendTailList(&head, &i[2].entry);
	CHECK_EQ(test, digits(&head), 12345);
	InitializeListHead(&i[5].entry);
	AppendTailList(&head, &i[5].entry);
	CHECK_EQ(test, digits(&head), 123456);
	InitializeListHead(&empty);
	InitializeListHead(&i[5].entry);
	AppendTailList(&empty, &i[5].entry);
	CHECK_EQ(test, digits(&empty), 6);
}

void single_lists_are_stacks(struct kunit *test)
{
	SINGLE_LIST_ENTRY head = { NULL }, a, b;

	CHECK_PTR(test, PopEntryList(&head), NULL);
	PushEntryList(&head, &a);
	PushEntryList(&head, &b);
	CHECK_PTR(test, head.Next, &b);
	CHECK_PTR(test, b.Next, &a);
	CHECK_PTR(test, a.Next, NULL);
	CHECK_PTR(test, PopEntryList(&head), &b);
	CHECK_PTR(test, PopEntryList(&head), &a);
	CHECK_PTR(test, PopEntryList(&head), NULL);
}

void small_lists_have_small_links(struct kunit *test)
{
	LIST_ENTRY32 head = { 1, 2 };

	InitializeListHead32(&head);
	CHECK_EQ(test, head.Flink, PtrToUlong(&head));
	CHECK_EQ(test, head.Blink, PtrToUlong(&head));
	CHECK_EQ(test, sizeof(head), 8);
}

static LARGE_INTEGER large(LONGLONG v)
{
	LARGE_INTEGER r;

	r.QuadPart = v;
	return r;
}

void large_integers_compute(struct kunit *test)
{
	ULARGE_INTEGER dividend;
	LARGE_INTEGER rest;
	ULONG remainder;

	CHECK_EQ(test, RtlConvertLongToLargeInteger(-5).QuadPart, -5);
	CHECK_EQ(test, RtlConvertUlongToLargeInteger(0xfffffffb).QuadPart, 0xfffffffbLL);
	CHECK_EQ(test, RtlLargeIntegerAdd(large(MAXULONG), large(1)).QuadPart, 0x100000000LL);
	CHECK_EQ(test, RtlLargeIntegerAdd(large(MAXLONGLONG), large(1)).QuadPart, MINLONGLONG);
	CHECK_EQ(test, RtlLargeIntegerSubtract(large(0), large(1)).QuadPart, -1);
	CHECK_EQ(test, RtlLargeIntegerNegate(large(5)).QuadPart, -5);
	CHECK_EQ(test, RtlLargeIntegerNegate(large(MINLONGLONG)).QuadPart, MINLONGLONG);
	CHECK_EQ(test, RtlEnlargedIntegerMultiply(MINLONG, MINLONG).QuadPart, 1LL << 62);
	CHECK_EQ(test, RtlEnlargedIntegerMultiply(-3, 5).QuadPart, -15);
	CHECK_EQ(test, RtlEnlargedUnsignedMultiply(MAXULONG, MAXULONG).QuadPart,
		 0xfffffffe00000001ULL);
	CHECK_EQ(test, RtlExtendedIntegerMultiply(large(1LL << 40), -3).QuadPart,
		 -3 * (1LL << 40));
	dividend.QuadPart = 0x200000007ULL;
	remainder = 77;
	CHECK_EQ(test, RtlEnlargedUnsignedDivide(dividend, 4, &remainder), 0x80000001);
	CHECK_EQ(test, remainder, 3);
	CHECK_EQ(test, RtlEnlargedUnsignedDivide(dividend, 4, NULL), 0x80000001);
	CHECK_EQ(test, RtlExtendedLargeIntegerDivide(large(0x1000000000003LL), 16,
						     &remainder).QuadPart, 0x100000000000LL);
	CHECK_EQ(test, remainder, 3);
	CHECK_EQ(test, RtlLargeIntegerDivide(large(0x500000009LL), large(0x100000000LL),
					     &rest).QuadPart, 5);
	CHECK_EQ(test, rest.QuadPart, 9);
	CHECK_EQ(test, RtlLargeIntegerDivide(large(100), large(7), NULL).QuadPart, 14);
}

void large_integers_shift(struct kunit *test)
{
	CHECK_EQ(test, RtlLargeIntegerShiftLeft(large(3), 33).QuadPart, 0x600000000LL);
	CHECK_EQ(test, RtlLargeIntegerShiftLeft(large(3), 63).QuadPart, MINLONGLONG);
	CHECK_EQ(test, RtlLargeIntegerShiftRight(large(-1), 63).QuadPart, 1);
	CHECK_EQ(test, RtlLargeIntegerShiftRight(large(0x600000000LL), 33).QuadPart, 3);
	CHECK_EQ(test, RtlLargeIntegerArithmeticShift(large(-16), 3).QuadPart, -2);
	CHECK_EQ(test, RtlLargeIntegerArithmeticShift(large(MINLONGLONG), 63).QuadPart, -1);
	CHECK_EQ(test, RtlLargeIntegerArithmeticShift(large(16), 0).QuadPart, 16);
}

void products_have_64_bits(struct kunit *test)
{
	CHECK_TYPE(Int32x32To64(1, 1), LONGLONG);
	CHECK_TYPE(UInt32x32To64(1, 1), ULONGLONG);
	CHECK_EQ(test, Int32x32To64(-0x10000000, 0x10000), -0x100000000000LL);
	CHECK_EQ(test, UInt32x32To64(0xffffffff, 0xffffffff), 0xfffffffe00000001ULL);
	/* Each argument is cut to 32 bits, and signed only in the first one. */
	CHECK_EQ(test, Int32x32To64(0xffffffff, 2), -2);
	CHECK_EQ(test, UInt32x32To64(-1, 2), 0x1fffffffeLL);
	CHECK_EQ(test, Int32x32To64(1 + 1, 3 + 4), 14);
	CHECK_EQ(test, Int64ShllMod32(1, 31), 0x80000000LL);
	CHECK_EQ(test, Int64ShraMod32(-8, 2), -2);
	CHECK_EQ(test, Int64ShrlMod32(-1LL, 31), 0x1ffffffffLL);
}

void statuses_have_their_severity(struct kunit *test)
{
	static const struct {
		NTSTATUS status;
		int success, information, warning, error;
	} rows[] = {
		{ STATUS_SUCCESS, 1, 0, 0, 0 },
		{ STATUS_PENDING, 1, 0, 0, 0 },
		{ 0x3fffffff, 1, 0, 0, 0 },
		{ STATUS_OBJECT_NAME_EXISTS, 1, 1, 0, 0 },
		{ 0x7fffffff, 1, 1, 0, 0 },
		{ STATUS_BUFFER_OVERFLOW, 0, 0, 1, 0 },
		{ (NTSTATUS)0xbfffffff, 0, 0, 1, 0 },
		{ STATUS_UNSUCCESSFUL, 0, 0, 0, 1 },
		{ (NTSTATUS)0xffffffff, 0, 0, 0, 1 },
	};
	int i;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		CHECK_ROW(test, i, !!NT_SUCCESS(rows[i].status), rows[i].success);
		CHECK_ROW(test, i, !!NT_INFORMATION(rows[i].status), rows[i].information);
		CHECK_ROW(test, i, !!NT_WARNING(rows[i].status), rows[i].warning);
		CHECK_ROW(test, i, !!NT_ERROR(rows[i].status), rows[i].error);
	}
}

void pointers_and_integers_convert(struct kunit *test)
{
	PVOID high = (PVOID)0xfedcba9876543210ULL;

	CHECK_TYPE(PtrToUlong(high), ULONG);
	CHECK_TYPE(PtrToUshort(high), USHORT);
	CHECK_TYPE(IntToPtr(1), PVOID);
	CHECK_TYPE(ULongToPtr(1), PVOID);
	CHECK_EQ(test, PtrToUlong(high), 0x76543210);
	CHECK_EQ(test, PtrToLong((PVOID)0x1ffffffffULL), -1);
	CHECK_EQ(test, PtrToUshort(high), 0x3210);
	CHECK_EQ(test, PtrToShort((PVOID)0x1ffffULL), -1);
	/* What has a sign keeps it, what has none gets none. */
	CHECK_PTR(test, IntToPtr(-1), MAXULONG_PTR);
	CHECK_PTR(test, LongToPtr(MINLONG), 0xffffffff80000000ULL);
	CHECK_PTR(test, ULongToPtr(0x80000000), 0x80000000ULL);
	CHECK_PTR(test, UlongToPtr(-1), 0xffffffffULL);
	CHECK_PTR(test, UIntToPtr(0xfffffffe), 0xfffffffeULL);
	CHECK_PTR(test, LongToHandle(-2), 0xfffffffffffffffeULL);
	CHECK_PTR(test, ULongToHandle(0xfffffffe), 0xfffffffeULL);
	CHECK_EQ(test, HandleToULong(high), 0x76543210);
	CHECK_EQ(test, HandleToLong((HANDLE)0xffffffffULL), -1);
}

void pages_are_rounded(struct kunit *test)
{
	PVOID va = (PVOID)0x123456789abcULL;

	CHECK_TYPE(PAGE_ALIGN(va), PVOID);
	CHECK_TYPE(BYTE_OFFSET(va), ULONG);
	CHECK_EQ(test, PAGE_SIZE, 1 << PAGE_SHIFT);
	/* Down, unlike the macro of this name in Linux. */
	CHECK_PTR(test, PAGE_ALIGN(va), 0x123456789000ULL);
	CHECK_PTR(test, PAGE_ALIGN((PVOID)0x1000), 0x1000);
	CHECK_PTR(test, PAGE_ALIGN((PVOID)0xfff), 0);
	CHECK_EQ(test, BYTE_OFFSET(va), 0xabc);
	CHECK_EQ(test, BYTE_OFFSET(0x1000), 0);
	CHECK_EQ(test, BYTES_TO_PAGES(0), 0);
	CHECK_EQ(test, BYTES_TO_PAGES(1), 1);
	CHECK_EQ(test, BYTES_TO_PAGES(0x1000), 1);
	CHECK_EQ(test, BYTES_TO_PAGES(0x1001), 2);
	CHECK_EQ(test, ROUND_TO_PAGES(0x1001), 0x2000);
	CHECK_EQ(test, ROUND_TO_PAGES(0x100000001ULL), 0x100001000ULL);
	CHECK_EQ(test, ADDRESS_AND_SIZE_TO_SPAN_PAGES(0xfff, 2), 2);
	CHECK_EQ(test, ADDRESS_AND_SIZE_TO_SPAN_PAGES(0x1000, 0), 0);
	CHECK_EQ(test, ADDRESS_AND_SIZE_TO_SPAN_PAGES(0x1000, 0x1000), 1);
}

void arguments_may_be_absent(struct kunit *test)
{
	int x;

	CHECK_TRUE(test, ARGUMENT_PRESENT(&x));
	CHECK_FALSE(test, ARGUMENT_PRESENT(NULL));
	CHECK_TRUE(test, ARGUMENT_PRESENT((ULONG_PTR)1 << 32));
	CHECK_TRUE(test, BooleanFlagOn(0x80000000, 0x80000000));
	CHECK_FALSE(test, BooleanFlagOn(0x7fffffff, 0x80000000));
	CHECK_TYPE(BooleanFlagOn(1, 1), BOOLEAN);
	x = 1;
	SetFlag(x, 6);
	ClearFlag(x, 3);
	CHECK_EQ(test, x, 4);
	CHECK_EQ(test, FlagOn(6, 12), 4);
}

void memory_is_moved_and_filled(struct kunit *test)
{
	UCHAR b[12];
	int i;

	memset(b, '#', sizeof(b));
	RtlCopyMemoryNonTemporal(b, "abcdefgh", 8);
	CHECK_BYTES(test, b, "abcdefgh####", 12);
	RtlCopyMemory(b + 8, b, 4);
	CHECK_BYTES(test, b, "abcdefghabcd", 12);
	RtlMoveMemory(b + 1, b, 11);
	CHECK_BYTES(test, b, "aabcdefghabc", 12);
	RtlFillMemory(b, 2, 'x');
	CHECK_BYTES(test, b, "xxbcdefghabc", 12);
	RtlZeroMemory(b + 1, 2);
	CHECK_BYTES(test, b, "x\0\0cdefghabc", 12);
	CHECK_PTR(test, RtlSecureZeroMemory(b, 11), b);
	for (i = 0; i < 11; i++)
		CHECK_ROW(test, i, b[i], 0);
	CHECK_EQ(test, b[11], 'c');
	RtlPrefetchMemoryNonTemporal(b, sizeof(b));
	CHECK_EQ(test, b[11], 'c');
	CHECK_TRUE(test, RtlEqualMemory("abc", "abd", 2));
	CHECK_FALSE(test, RtlEqualMemory("abc", "abd", 3));
}

void bytes_are_swapped(struct kunit *test)
{
	CHECK_TYPE(RtlUshortByteSwap(1), USHORT);
	CHECK_TYPE(RtlUlongByteSwap(1), ULONG);
	CHECK_EQ(test, RtlUshortByteSwap(0x1234), 0x3412);
	CHECK_EQ(test, RtlUshortByteSwap(0x91234), 0x3412);
	CHECK_EQ(test, RtlUlongByteSwap(0x80345678), 0x78563480);
	CHECK_EQ(test, RtlUlonglongByteSwap(0x0123456789abcdefULL), 0xefcdab8967452301ULL);
}

void unaligned_values_are_moved(struct kunit *test)
{
	UCHAR b[16];
	USHORT s;
	ULONG l;

	memset(b, '#', sizeof(b));
	RtlStoreUshort((PUSHORT)(b + 1), 0x4241);
	RtlStoreUlong((PULONG)(b + 3), 0x46454443);
	RtlStoreUlonglong((PULONGLONG)(b + 7), 0x4e4d4c4b4a494847ULL);
	CHECK_BYTES(test, b, "#ABCDEFGHIJKLMN#", 16);
	RtlRetrieveUshort(&s, (PUSHORT)(b + 2));
	RtlRetrieveUlong(&l, (PULONG)(b + 5));
	CHECK_EQ(test, s, 0x4342);
	CHECK_EQ(test, l, 0x48474645);
}

void geometry_is_known(struct kunit *test)
{
	struct shape {
		UCHAR a;
		ULONG b;
		USHORT c[3];
	} s, *p;

	p = CONTAINING_RECORD(&s.b, struct shape, b);
	CHECK_PTR(test, p, &s);
	CHECK_EQ(test, FIELD_OFFSET(struct shape, c), 8);
	CHECK_TYPE(FIELD_OFFSET(struct shape, c), LONG);
	CHECK_EQ(test, RTL_SIZEOF_THROUGH_FIELD(struct shape, b), 8);
	CHECK_EQ(test, RTL_NUMBER_OF(s.c), 3);
	CHECK_EQ(test, RTL_FIELD_SIZE(struct shape, c), 6);
	CHECK_TRUE(test, RTL_CONTAINS_FIELD(&s, 8, b));
	CHECK_FALSE(test, RTL_CONTAINS_FIELD(&s, 7, b));
	CHECK_EQ(test, ALIGN_DOWN_BY(15, 8), 8);
	CHECK_EQ(test, ALIGN_UP_BY(9, 8), 16);
	CHECK_EQ(test, ALIGN_UP(9, ULONGLONG), 16);
	CHECK_EQ(test, ALIGN_DOWN(9, ULONG), 8);
	CHECK_EQ(test, (ULONG_PTR)RtlOffsetToPointer(&s, 3) - (ULONG_PTR)&s, 3);
	CHECK_EQ(test, RtlPointerToOffset(&s, &s.b), 4);
}
