/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rtl: lists, memory, strings, numbers, time, versions. Bit maps, generic tables,
 * hash tables and security descriptors have fragments of their own.
 */
#ifndef _WDM_RTL_H
#define _WDM_RTL_H

#include <ntdef.h>
#include <ntstatus.h>

/* Linux's string.h has been seen already where Linux headers have. */
#ifndef _LINUX_TYPES_H
#include <string.h>
#include <ctype.h>
#endif

/*
 * Doubly linked lists. RemoveEntryList says whether the list is empty now. The
 * neighbours are looked at before they are written, as Windows does: a corrupt
 * list is reported (KERNEL_SECURITY_CHECK_FAILURE) and left as it is.
 */
NTSYSAPI VOID NTAPI wdm_list_corrupt(const LIST_ENTRY *Entry);

WDM_INLINE VOID InitializeListHead(PLIST_ENTRY ListHead)
{
	ListHead->Flink = ListHead;
	ListHead->Blink = ListHead;
}

WDM_INLINE BOOLEAN IsListEmpty(const LIST_ENTRY *ListHead)
{
	return ListHead->Flink == ListHead;
}

WDM_INLINE BOOLEAN RemoveEntryList(PLIST_ENTRY Entry)
{
	PLIST_ENTRY Next = Entry->Flink;
	PLIST_ENTRY Previous = Entry->Blink;

	if (__builtin_expect(Next->Blink != Entry || Previous->Flink != Entry, 0)) {
		wdm_list_corrupt(Entry);
		return FALSE;
	}
	Previous->Flink = Next;
	Next->Blink = Previous;
	return Next == Previous;
}

#define RemoveEntryListUnsafe(Entry)	((void)RemoveEntryList(Entry))

WDM_INLINE PLIST_ENTRY RemoveHeadList(PLIST_ENTRY ListHead)
{
	PLIST_ENTRY Entry = ListHead->Flink;
	PLIST_ENTRY Next = Entry->Flink;

	if (__builtin_expect(Entry->Blink != ListHead || Next->Blink != Entry, 0)) {
		wdm_list_corrupt(ListHead);
		return Entry;
	}
	ListHead->Flink = Next;
	Next->Blink = ListHead;
	return Entry;
}

WDM_INLINE PLIST_ENTRY RemoveTailList(PLIST_ENTRY ListHead)
{
	PLIST_ENTRY Entry = ListHead->Blink;
	PLIST_ENTRY Previous = Entry->Blink;

	if (__builtin_expect(Entry->Flink != ListHead || Previous->Flink != Entry, 0)) {
		wdm_list_corrupt(ListHead);
		return Entry;
	}
	ListHead->Blink = Previous;
	Previous->Flink = ListHead;
	return Entry;
}

WDM_INLINE VOID InsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry)
{
	PLIST_ENTRY Next = ListHead->Flink;

	if (__builtin_expect(Next->Blink != ListHead, 0)) {
		wdm_list_corrupt(ListHead);
		return;
	}
	Entry->Flink = Next;
	Entry->Blink = ListHead;
	Next->Blink = Entry;
	ListHead->Flink = Entry;
}

WDM_INLINE VOID InsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry)
{
	PLIST_ENTRY Previous = ListHead->Blink;

	if (__builtin_expect(Previous->Flink != ListHead, 0)) {
		wdm_list_corrupt(ListHead);
		return;
	}
	Entry->Flink = ListHead;
	Entry->Blink = Previous;
	Previous->Flink = Entry;
	ListHead->Blink = Entry;
}

/* ListToAppend is a list without head: its first entry stands for all. */
WDM_INLINE VOID AppendTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListToAppend)
{
	PLIST_ENTRY ListEnd = ListHead->Blink;

	ListHead->Blink->Flink = ListToAppend;
	ListHead->Blink = ListToAppend->Blink;
	ListToAppend->Blink->Flink = ListHead;
	ListToAppend->Blink = ListEnd;
}

WDM_INLINE VOID InitializeListHead32(PLIST_ENTRY32 ListHead)
{
	ListHead->Flink = ListHead->Blink = PtrToUlong(ListHead);
}

/* Singly linked lists; the head is an entry whose Next is the first one. */
WDM_INLINE PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY ListHead)
{
	PSINGLE_LIST_ENTRY First = ListHead->Next;

	if (First)
		ListHead->Next = First->Next;
	return First;
}

WDM_INLINE VOID PushEntryList(PSINGLE_LIST_ENTRY ListHead,
			      PSINGLE_LIST_ENTRY Entry)
{
	Entry->Next = ListHead->Next;
	ListHead->Next = Entry;
}

#define RTL_STATIC_LIST_HEAD(x)		LIST_ENTRY x = { &x, &x }

/* Memory. */
#define RtlCopyMemory(Destination, Source, Length) \
	memcpy((Destination), (Source), (Length))
#define RtlCopyBytes			RtlCopyMemory
#define RtlMoveMemory(Destination, Source, Length) \
	memmove((Destination), (Source), (Length))
#define RtlFillMemory(Destination, Length, Fill) \
	memset((Destination), (Fill), (Length))
#define RtlFillBytes			RtlFillMemory
#define RtlZeroMemory(Destination, Length) \
	memset((Destination), 0, (Length))
#define RtlZeroBytes			RtlZeroMemory
#define RtlEqualMemory(Source1, Source2, Length) \
	(!memcmp((Source1), (Source2), (Length)))
#define RtlCopyMemoryNonTemporal	RtlCopyMemory
#define RtlCopyDeviceMemory		RtlCopyMemory
#define RtlCopyVolatileMemory(d, s, l)	RtlCopyMemory((void *)(d), (const void *)(s), l)
#define RtlFillVolatileMemory(d, l, f)	RtlFillMemory((void *)(d), l, f)
#define RtlZeroVolatileMemory(d, l)	RtlZeroMemory((void *)(d), l)
#define RtlPrefetchMemoryNonTemporal(Source, Length) \
	do { (void)(Source); (void)(Length); } while (0)

WDM_INLINE PVOID RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt)
{
	volatile UCHAR *p = (volatile UCHAR *)ptr;

	while (cnt--)
		*p++ = 0;
	return ptr;
}

NTSYSAPI SIZE_T NTAPI RtlCompareMemory(const VOID *Source1, const VOID *Source2,
				       SIZE_T Length);
NTSYSAPI SIZE_T NTAPI RtlCompareMemoryUlong(PVOID Source, SIZE_T Length,
					    ULONG Pattern);
NTSYSAPI VOID NTAPI RtlFillMemoryUlong(PVOID Destination, SIZE_T Length, ULONG Pattern);
NTSYSAPI VOID NTAPI RtlFillMemoryUlonglong(PVOID Destination, SIZE_T Length,
					   ULONGLONG Pattern);
NTSYSAPI ULONG NTAPI RtlCrc32(const VOID *Buffer, SIZE_T Size, ULONG InitialCrc);
NTSYSAPI ULONGLONG NTAPI RtlCrc64(const VOID *Buffer, SIZE_T Size,
				  ULONGLONG InitialCrc);

/* Unaligned access; the bytes are moved one by one as far as C is concerned. */
#define RtlRetrieveUshort(Destination, Source) \
	__builtin_memcpy((Destination), (Source), sizeof(USHORT))
#define RtlStoreUshort(Address, Value) \
	do { USHORT __v = (USHORT)(Value); \
	     __builtin_memcpy((Address), &__v, sizeof(__v)); } while (0)
#define RtlRetrieveUlong(Destination, Source) \
	__builtin_memcpy((Destination), (Source), sizeof(ULONG))
#define RtlStoreUlong(Address, Value) \
	do { ULONG __v = (ULONG)(Value); \
	     __builtin_memcpy((Address), &__v, sizeof(__v)); } while (0)
#define RtlStoreUlonglong(Address, Value) \
	do { ULONGLONG __v = (ULONGLONG)(Value); \
	     __builtin_memcpy((Address), &__v, sizeof(__v)); } while (0)
#define RtlStoreUlongPtr(Address, Value)	RtlStoreUlonglong(Address, Value)

/* Numbers. */
#define RtlUshortByteSwap(x)	__builtin_bswap16((USHORT)(x))
#define RtlUlongByteSwap(x)	__builtin_bswap32((ULONG)(x))
#define RtlUlonglongByteSwap(x)	__builtin_bswap64((ULONGLONG)(x))

NTSYSAPI CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG Set);
NTSYSAPI CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG Set);

WDM_INLINE LARGE_INTEGER RtlConvertLongToLargeInteger(LONG SignedInteger)
{
	LARGE_INTEGER r;

	r.QuadPart = SignedInteger;
	return r;
}

WDM_INLINE LARGE_INTEGER RtlConvertUlongToLargeInteger(ULONG UnsignedInteger)
{
	LARGE_INTEGER r;

	r.QuadPart = UnsignedInteger;
	return r;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerAdd(LARGE_INTEGER a, LARGE_INTEGER b)
{
	a.QuadPart = (LONGLONG)((ULONGLONG)a.QuadPart + (ULONGLONG)b.QuadPart);
	return a;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerSubtract(LARGE_INTEGER a, LARGE_INTEGER b)
{
	a.QuadPart = (LONGLONG)((ULONGLONG)a.QuadPart - (ULONGLONG)b.QuadPart);
	return a;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerNegate(LARGE_INTEGER a)
{
	a.QuadPart = (LONGLONG)(0 - (ULONGLONG)a.QuadPart);
	return a;
}

WDM_INLINE LARGE_INTEGER RtlEnlargedIntegerMultiply(LONG a, LONG b)
{
	LARGE_INTEGER r;

	r.QuadPart = (LONGLONG)a * b;
	return r;
}

WDM_INLINE LARGE_INTEGER RtlEnlargedUnsignedMultiply(ULONG a, ULONG b)
{
	LARGE_INTEGER r;

	r.QuadPart = (LONGLONG)((ULONGLONG)a * b);
	return r;
}

WDM_INLINE LARGE_INTEGER RtlExtendedIntegerMultiply(LARGE_INTEGER a, LONG b)
{
	a.QuadPart = (LONGLONG)((ULONGLONG)a.QuadPart * (ULONGLONG)(LONGLONG)b);
	return a;
}

WDM_INLINE ULONG RtlEnlargedUnsignedDivide(ULARGE_INTEGER Dividend, ULONG Divisor,
					   PULONG Remainder)
{
	if (Remainder)
		*Remainder = (ULONG)(Dividend.QuadPart % Divisor);
	return (ULONG)(Dividend.QuadPart / Divisor);
}

WDM_INLINE LARGE_INTEGER RtlExtendedLargeIntegerDivide(LARGE_INTEGER Dividend,
						       ULONG Divisor,
						       PULONG Remainder)
{
	LARGE_INTEGER r;

	if (Remainder)
		*Remainder = (ULONG)((ULONGLONG)Dividend.QuadPart % Divisor);
	r.QuadPart = (LONGLONG)((ULONGLONG)Dividend.QuadPart / Divisor);
	return r;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerDivide(LARGE_INTEGER Dividend,
					       LARGE_INTEGER Divisor,
					       PLARGE_INTEGER Remainder)
{
	LARGE_INTEGER r;

	if (Remainder)
		Remainder->QuadPart = (LONGLONG)((ULONGLONG)Dividend.QuadPart %
						 (ULONGLONG)Divisor.QuadPart);
	r.QuadPart = (LONGLONG)((ULONGLONG)Dividend.QuadPart /
				(ULONGLONG)Divisor.QuadPart);
	return r;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerShiftLeft(LARGE_INTEGER a, CCHAR n)
{
	a.QuadPart = (LONGLONG)((ULONGLONG)a.QuadPart << (n & 63));
	return a;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerShiftRight(LARGE_INTEGER a, CCHAR n)
{
	a.QuadPart = (LONGLONG)((ULONGLONG)a.QuadPart >> (n & 63));
	return a;
}

WDM_INLINE LARGE_INTEGER RtlLargeIntegerArithmeticShift(LARGE_INTEGER a, CCHAR n)
{
	a.QuadPart >>= (n & 63);
	return a;
}

#define RtlLargeIntegerAnd(Result, Source, Mask) \
	((Result).QuadPart = (Source).QuadPart & (Mask).QuadPart)
#define RtlLargeIntegerGreaterThan(X, Y)	((X).QuadPart > (Y).QuadPart)
#define RtlLargeIntegerGreaterThanOrEqualTo(X, Y) ((X).QuadPart >= (Y).QuadPart)
#define RtlLargeIntegerEqualTo(X, Y)		((X).QuadPart == (Y).QuadPart)
#define RtlLargeIntegerNotEqualTo(X, Y)		((X).QuadPart != (Y).QuadPart)
#define RtlLargeIntegerLessThan(X, Y)		((X).QuadPart < (Y).QuadPart)
#define RtlLargeIntegerLessThanOrEqualTo(X, Y)	((X).QuadPart <= (Y).QuadPart)
#define RtlLargeIntegerGreaterThanZero(X)	((X).QuadPart > 0)
#define RtlLargeIntegerGreaterOrEqualToZero(X)	((X).QuadPart >= 0)
#define RtlLargeIntegerEqualToZero(X)		((X).QuadPart == 0)
#define RtlLargeIntegerNotEqualToZero(X)	((X).QuadPart != 0)
#define RtlLargeIntegerLessThanZero(X)		((X).QuadPart < 0)
#define RtlLargeIntegerLessOrEqualToZero(X)	((X).QuadPart <= 0)

#define RtlPointerToOffset(B, P)	((ULONG)(((PCHAR)(P)) - ((PCHAR)(B))))
#define RtlOffsetToPointer(B, O)	((PCHAR)(((PCHAR)(B)) + ((ULONG_PTR)(O))))

NTSYSAPI LARGE_INTEGER NTAPI RtlExtendedMagicDivide(LARGE_INTEGER Dividend,
						    LARGE_INTEGER MagicDivisor,
						    CCHAR ShiftCount);
NTSYSAPI ULONG64 NTAPI RtlGetEnabledExtendedFeatures(ULONG64 FeatureMask);

/* Bits of a word that several CPUs change. Flags: ULONG *; all but Discard: old value. */
#define RtlInterlockedSetBits(Flags, Flag) \
	((ULONG)__sync_fetch_and_or((volatile ULONG *)(Flags), (ULONG)(Flag)))
#define RtlInterlockedAndBits(Flags, Flag) \
	((ULONG)__sync_fetch_and_and((volatile ULONG *)(Flags), (ULONG)(Flag)))
#define RtlInterlockedClearBits(Flags, Flag)	RtlInterlockedAndBits(Flags, ~(ULONG)(Flag))
#define RtlInterlockedXorBits(Flags, Flag) \
	((ULONG)__sync_fetch_and_xor((volatile ULONG *)(Flags), (ULONG)(Flag)))
#define RtlInterlockedSetBitsDiscardReturn(Flags, Flag) \
	((void)RtlInterlockedSetBits(Flags, Flag))
#define RtlInterlockedAndBitsDiscardReturn(Flags, Flag) \
	((void)RtlInterlockedAndBits(Flags, Flag))
#define RtlInterlockedClearBitsDiscardReturn(Flags, Flag) \
	((void)RtlInterlockedClearBits(Flags, Flag))

/* Who called. */
#define RTL_WALK_USER_MODE_STACK	0x00000001
#define RTL_STACK_WALKING_MODE_FRAMES_TO_SKIP_SHIFT 8

NTSYSAPI ULONG NTAPI RtlWalkFrameChain(PVOID *Callers, ULONG Count, ULONG Flags);
NTSYSAPI USHORT NTAPI RtlCaptureStackBackTrace(ULONG FramesToSkip, ULONG FramesToCapture,
					       PVOID *BackTrace, PULONG BackTraceHash);

/* LUIDs. */
#define RtlEqualLuid(L1, L2) \
	((L1)->LowPart == (L2)->LowPart && (L1)->HighPart == (L2)->HighPart)
#define RtlIsZeroLuid(L1)	(!((L1)->LowPart | (L1)->HighPart))

WDM_INLINE LUID RtlConvertLongToLuid(LONG Long)
{
	LUID l = { (ULONG)Long, Long < 0 ? -1 : 0 };

	return l;
}

WDM_INLINE LUID RtlConvertUlongToLuid(ULONG Ulong)
{
	LUID l = { Ulong, 0 };

	return l;
}

/* Counted strings: set up, copy, append. */
WDM_INLINE VOID RtlInitEmptyUnicodeString(PUNICODE_STRING UnicodeString,
					  PWCHAR Buffer, USHORT BufferSize)
{
	UnicodeString->Length = 0;
	UnicodeString->MaximumLength = BufferSize;
	UnicodeString->Buffer = Buffer;
}

WDM_INLINE VOID RtlInitEmptyAnsiString(PANSI_STRING AnsiString, PCHAR Buffer,
				       USHORT BufferSize)
{
	AnsiString->Length = 0;
	AnsiString->MaximumLength = BufferSize;
	AnsiString->Buffer = Buffer;
}

NTSYSAPI VOID NTAPI RtlInitString(PSTRING DestinationString, PCSTR SourceString);
NTSYSAPI VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString,
				      PCSTR SourceString);
NTSYSAPI NTSTATUS NTAPI RtlInitStringEx(PSTRING DestinationString,
					PCSTR SourceString);
NTSYSAPI NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString,
					    PCSTR SourceString);
NTSYSAPI VOID NTAPI RtlInitUTF8String(PUTF8_STRING DestinationString,
				      PCSTR SourceString);
NTSYSAPI NTSTATUS NTAPI RtlInitUTF8StringEx(PUTF8_STRING DestinationString,
					    PCSTR SourceString);
NTSYSAPI VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString,
					 PCWSTR SourceString);
NTSYSAPI NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString,
					       PCWSTR SourceString);
#define WdmlibRtlInitUnicodeStringEx	RtlInitUnicodeStringEx
NTSYSAPI BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString,
					      PCWSTR SourceString);
NTSYSAPI VOID NTAPI RtlCopyString(PSTRING DestinationString,
				  const STRING *SourceString);
NTSYSAPI VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
					 PCUNICODE_STRING SourceString);
NTSYSAPI NTSTATUS NTAPI RtlAppendStringToString(PSTRING Destination,
						const STRING *Source);
NTSYSAPI NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING Destination, PCSTR Source);
NTSYSAPI NTSTATUS NTAPI
RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
			       PCUNICODE_STRING Source);
NTSYSAPI NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination,
						 PCWSTR Source);
#define RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE		1
#define RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING	2
NTSYSAPI NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG Flags,
						  PCUNICODE_STRING StringIn,
						  PUNICODE_STRING StringOut);
NTSYSAPI NTSTATUS NTAPI RtlValidateUnicodeString(ULONG Flags,
						 PCUNICODE_STRING String);
NTSYSAPI VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString);
NTSYSAPI VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString);
NTSYSAPI VOID NTAPI RtlFreeOemString(POEM_STRING OemString);
NTSYSAPI VOID NTAPI RtlFreeUTF8String(PUTF8_STRING utf8String);

/* Compare, case. */
NTSYSAPI LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2,
				     BOOLEAN CaseInSensitive);
NTSYSAPI LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1,
					    PCUNICODE_STRING String2,
					    BOOLEAN CaseInSensitive);
NTSYSAPI LONG NTAPI RtlCompareUnicodeStrings(PCWCH String1, SIZE_T String1Length,
					     PCWCH String2, SIZE_T String2Length,
					     BOOLEAN CaseInSensitive);
NTSYSAPI BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2,
				      BOOLEAN CaseInSensitive);
NTSYSAPI BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1,
					     PCUNICODE_STRING String2,
					     BOOLEAN CaseInSensitive);
NTSYSAPI BOOLEAN NTAPI RtlPrefixString(const STRING *String1, const STRING *String2,
				       BOOLEAN CaseInSensitive);
NTSYSAPI BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1,
					      PCUNICODE_STRING String2,
					      BOOLEAN CaseInSensitive);
NTSYSAPI BOOLEAN NTAPI RtlSuffixUnicodeString(PCUNICODE_STRING String1,
					      PCUNICODE_STRING String2,
					      BOOLEAN CaseInSensitive);

#define HASH_STRING_ALGORITHM_DEFAULT	0
#define HASH_STRING_ALGORITHM_X65599	1
#define HASH_STRING_ALGORITHM_INVALID	0xffffffff
NTSYSAPI NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String,
					     BOOLEAN CaseInSensitive,
					     ULONG HashAlgorithm, PULONG HashValue);
NTSYSAPI CHAR NTAPI RtlUpperChar(CHAR Character);
NTSYSAPI VOID NTAPI RtlUpperString(PSTRING DestinationString,
				   const STRING *SourceString);
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter);
NTSYSAPI WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString,
					       PCUNICODE_STRING SourceString,
					       BOOLEAN AllocateDestinationString);
NTSYSAPI NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString,
						 PCUNICODE_STRING SourceString,
						 BOOLEAN AllocateDestinationString);

/* Character sets. The ANSI and OEM code pages are both Windows-1252. */
NTSYSAPI NTSTATUS NTAPI
RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
			     const STRING *SourceString,
			     BOOLEAN AllocateDestinationString);
NTSYSAPI NTSTATUS NTAPI
RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
			     PCUNICODE_STRING SourceString,
			     BOOLEAN AllocateDestinationString);
NTSYSAPI NTSTATUS NTAPI
RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString,
			    const STRING *SourceString,
			    BOOLEAN AllocateDestinationString);
NTSYSAPI NTSTATUS NTAPI
RtlUnicodeStringToOemString(POEM_STRING DestinationString,
			    PCUNICODE_STRING SourceString,
			    BOOLEAN AllocateDestinationString);
/* Does a character of the ANSI, or OEM, code page take several bytes? */
extern BOOLEAN NTSYSAPI NlsMbCodePageTag;
extern BOOLEAN NTSYSAPI NlsMbOemCodePageTag;
#define NLS_MB_CODE_PAGE_TAG		NlsMbCodePageTag
#define NLS_MB_OEM_CODE_PAGE_TAG	NlsMbOemCodePageTag
NTSYSAPI ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *AnsiString);
NTSYSAPI ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString);
#define RtlAnsiStringToUnicodeSize(s)	RtlxAnsiStringToUnicodeSize(s)
#define RtlUnicodeStringToAnsiSize(s)	RtlxUnicodeStringToAnsiSize(s)
#define RtlOemStringToUnicodeSize(s)	RtlxAnsiStringToUnicodeSize(s)
#define RtlUnicodeStringToOemSize(s)	RtlxUnicodeStringToAnsiSize(s)
NTSYSAPI WCHAR NTAPI RtlAnsiCharToUnicodeChar(PUCHAR *SourceCharacter);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH UnicodeString,
					       ULONG MaxBytesInUnicodeString,
					       PULONG BytesInUnicodeString,
					       const CHAR *MultiByteString,
					       ULONG BytesInMultiByteString);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString,
					       ULONG MaxBytesInMultiByteString,
					       PULONG BytesInMultiByteString,
					       PCWCH UnicodeString,
					       ULONG BytesInUnicodeString);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString,
						  const CHAR *MultiByteString,
						  ULONG BytesInMultiByteString);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString,
						  PCWCH UnicodeString,
						  ULONG BytesInUnicodeString);
NTSYSAPI NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
					  ULONG UnicodeStringMaxByteCount,
					  PULONG UnicodeStringActualByteCount,
					  PCCH UTF8StringSource,
					  ULONG UTF8StringByteCount);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
					  ULONG UTF8StringMaxByteCount,
					  PULONG UTF8StringActualByteCount,
					  PCWCH UnicodeStringSource,
					  ULONG UnicodeStringByteCount);
NTSYSAPI NTSTATUS NTAPI
RtlUTF8StringToUnicodeString(PUNICODE_STRING DestinationString,
			     PUTF8_STRING SourceString,
			     BOOLEAN AllocateDestinationString);
NTSYSAPI NTSTATUS NTAPI
RtlUnicodeStringToUTF8String(PUTF8_STRING DestinationString,
			     PCUNICODE_STRING SourceString,
			     BOOLEAN AllocateDestinationString);

/* Numbers and GUIDs as strings. */
NTSYSAPI NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value);
NTSYSAPI NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base,
						  PUNICODE_STRING String);
NTSYSAPI NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base,
						PUNICODE_STRING String);
#define RtlIntPtrToUnicodeString(Value, Base, String) \
	RtlInt64ToUnicodeString(Value, Base, String)
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String,
						  ULONG Base, PULONG Value);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToInt64(PCUNICODE_STRING String, ULONG Base,
						PLONG64 Number, PWSTR *EndPointer);
NTSYSAPI NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString);
NTSYSAPI NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid);

/* Time: 100 ns units since 1601, fields, and seconds since 1970 or 1980. */
typedef struct _TIME_FIELDS {
	CSHORT Year;
	CSHORT Month;
	CSHORT Day;
	CSHORT Hour;
	CSHORT Minute;
	CSHORT Second;
	CSHORT Milliseconds;
	CSHORT Weekday;
} TIME_FIELDS, *PTIME_FIELDS;

NTSYSAPI VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER Time,
					PTIME_FIELDS TimeFields);
NTSYSAPI BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields,
					   PLARGE_INTEGER Time);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER Time,
						 PULONG ElapsedSeconds);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER Time,
						 PULONG ElapsedSeconds);
NTSYSAPI VOID NTAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds,
					      PLARGE_INTEGER Time);
NTSYSAPI VOID NTAPI RtlSecondsSince1980ToTime(ULONG ElapsedSeconds,
					      PLARGE_INTEGER Time);

/* Versions. */
typedef struct _OSVERSIONINFOW {
	ULONG dwOSVersionInfoSize;
	ULONG dwMajorVersion;
	ULONG dwMinorVersion;
	ULONG dwBuildNumber;
	ULONG dwPlatformId;
	WCHAR szCSDVersion[128];
} OSVERSIONINFOW, *POSVERSIONINFOW, *LPOSVERSIONINFOW, RTL_OSVERSIONINFOW,
	*PRTL_OSVERSIONINFOW;

typedef struct _OSVERSIONINFOEXW {
	ULONG dwOSVersionInfoSize;
	ULONG dwMajorVersion;
	ULONG dwMinorVersion;
	ULONG dwBuildNumber;
	ULONG dwPlatformId;
	WCHAR szCSDVersion[128];
	USHORT wServicePackMajor;
	USHORT wServicePackMinor;
	USHORT wSuiteMask;
	UCHAR wProductType;
	UCHAR wReserved;
} OSVERSIONINFOEXW, *POSVERSIONINFOEXW, *LPOSVERSIONINFOEXW, RTL_OSVERSIONINFOEXW,
	*PRTL_OSVERSIONINFOEXW;

#define VER_EQUAL			1
#define VER_GREATER			2
#define VER_GREATER_EQUAL		3
#define VER_LESS			4
#define VER_LESS_EQUAL			5
#define VER_AND				6
#define VER_OR				7
#define VER_CONDITION_MASK		7
#define VER_NUM_BITS_PER_CONDITION_MASK	3
#define VER_MINORVERSION		0x0000001
#define VER_MAJORVERSION		0x0000002
#define VER_BUILDNUMBER			0x0000004
#define VER_PLATFORMID			0x0000008
#define VER_SERVICEPACKMINOR		0x0000010
#define VER_SERVICEPACKMAJOR		0x0000020
#define VER_SUITENAME			0x0000040
#define VER_PRODUCT_TYPE		0x0000080
#define VER_NT_WORKSTATION		0x0000001
#define VER_NT_DOMAIN_CONTROLLER	0x0000002
#define VER_NT_SERVER			0x0000003
#define VER_PLATFORM_WIN32_NT		2

NTSYSAPI ULONGLONG NTAPI VerSetConditionMask(ULONGLONG ConditionMask, ULONG TypeMask,
					     UCHAR Condition);
#define VER_SET_CONDITION(m, t, c)	((m) = VerSetConditionMask((m), (t), (c)))
NTSYSAPI NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW lpVersionInformation);
NTSYSAPI NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo,
					     ULONG TypeMask, ULONGLONG ConditionMask);
NTSYSAPI BOOLEAN NTAPI RtlIsNtDdiVersionAvailable(ULONG Version);
NTSYSAPI BOOLEAN NTAPI RtlIsServicePackVersionInstalled(ULONG Version);

/* One-time initialisation. */
typedef union _RTL_RUN_ONCE {
	PVOID Ptr;
} RTL_RUN_ONCE, *PRTL_RUN_ONCE;

#define RTL_RUN_ONCE_INIT		{ 0 }
#define RTL_RUN_ONCE_CHECK_ONLY		0x00000001UL
#define RTL_RUN_ONCE_ASYNC		0x00000002UL
#define RTL_RUN_ONCE_INIT_FAILED	0x00000004UL
#define RTL_RUN_ONCE_CTX_RESERVED_BITS	2

typedef ULONG NTAPI RTL_RUN_ONCE_INIT_FN(PRTL_RUN_ONCE RunOnce, PVOID Parameter,
					 PVOID *Context);
typedef RTL_RUN_ONCE_INIT_FN *PRTL_RUN_ONCE_INIT_FN;

NTSYSAPI VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce);
NTSYSAPI NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce,
					      PRTL_RUN_ONCE_INIT_FN InitFn,
					      PVOID Parameter, PVOID *Context);
NTSYSAPI NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags,
						  PVOID *Context);
NTSYSAPI NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags,
					   PVOID Context);

#include <wdm/rtl_bitmap.h>
#include <wdm/rtl_table.h>
#include <wdm/rtl_hash.h>
#include <wdm/rtl_resource.h>

#endif /* _WDM_RTL_H */
