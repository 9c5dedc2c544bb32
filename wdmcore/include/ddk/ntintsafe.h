/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Integers without overflow: conversions, sums, differences and products that
 * return STATUS_INTEGER_OVERFLOW, and the greatest value there is, instead of a
 * wrong result. The compiler's own checked arithmetic does the work for all types.
 */
#ifndef _NTINTSAFE_H_INCLUDED_
#define _NTINTSAFE_H_INCLUDED_

#include <ntdef.h>
#include <ntstatus.h>
#ifndef _LINUX_TYPES_H
#include <limits.h>
#endif

#define INT8_ERROR		(-1)
#define UINT8_ERROR		0xff
#define BYTE_ERROR		0xff
#define SHORT_ERROR		(-1)
#define USHORT_ERROR		0xffff
#define INT_ERROR		(-1)
#define UINT_ERROR		0xffffffffU
#define LONG_ERROR		(-1)
#define ULONG_ERROR		0xffffffffU
#define LONGLONG_ERROR		(-1LL)
#define ULONGLONG_ERROR		0xffffffffffffffffULL
#define SIZET_ERROR		((SIZE_T)ULONGLONG_ERROR)
#define SSIZET_ERROR		((SSIZE_T)-1)

/* On overflow all bits are set: the greatest unsigned value, or -1. */
#define __WDM_CHECKED(builtin, type, a, b, result) __extension__({ \
	type __r; \
	int __overflow = builtin((a), (b), &__r); \
	*(result) = __overflow ? (type)-1 : __r; \
	__overflow ? STATUS_INTEGER_OVERFLOW : STATUS_SUCCESS; })

WDM_INLINE NTSTATUS RtlInt8Add(INT8 a, INT8 b, INT8 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt8Sub(INT8 a, INT8 b, INT8 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt8Mult(INT8 a, INT8 b, INT8 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt8Add(UINT8 a, UINT8 b, UINT8 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt8Sub(UINT8 a, UINT8 b, UINT8 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt8Mult(UINT8 a, UINT8 b, UINT8 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT8, a, b, result);
}

WDM_INLINE NTSTATUS RtlUCharAdd(UCHAR a, UCHAR b, UCHAR *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UCHAR, a, b, result);
}

WDM_INLINE NTSTATUS RtlUCharSub(UCHAR a, UCHAR b, UCHAR *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UCHAR, a, b, result);
}

WDM_INLINE NTSTATUS RtlUCharMult(UCHAR a, UCHAR b, UCHAR *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UCHAR, a, b, result);
}

WDM_INLINE NTSTATUS RtlShortAdd(SHORT a, SHORT b, SHORT *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, SHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlShortSub(SHORT a, SHORT b, SHORT *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, SHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlShortMult(SHORT a, SHORT b, SHORT *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, SHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUShortAdd(USHORT a, USHORT b, USHORT *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, USHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUShortSub(USHORT a, USHORT b, USHORT *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, USHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUShortMult(USHORT a, USHORT b, USHORT *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, USHORT, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntAdd(INT a, INT b, INT *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntSub(INT a, INT b, INT *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntMult(INT a, INT b, INT *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntAdd(UINT a, UINT b, UINT *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntSub(UINT a, UINT b, UINT *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntMult(UINT a, UINT b, UINT *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongAdd(LONG a, LONG b, LONG *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, LONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongSub(LONG a, LONG b, LONG *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, LONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongMult(LONG a, LONG b, LONG *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, LONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongAdd(ULONG a, ULONG b, ULONG *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, ULONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongSub(ULONG a, ULONG b, ULONG *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, ULONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongMult(ULONG a, ULONG b, ULONG *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, ULONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongLongAdd(LONGLONG a, LONGLONG b, LONGLONG *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, LONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongLongSub(LONGLONG a, LONGLONG b, LONGLONG *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, LONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongLongMult(LONGLONG a, LONGLONG b, LONGLONG *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, LONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongLongAdd(ULONGLONG a, ULONGLONG b, ULONGLONG *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, ULONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongLongSub(ULONGLONG a, ULONGLONG b, ULONGLONG *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, ULONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongLongMult(ULONGLONG a, ULONGLONG b, ULONGLONG *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, ULONGLONG, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntPtrAdd(INT_PTR a, INT_PTR b, INT_PTR *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntPtrSub(INT_PTR a, INT_PTR b, INT_PTR *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlIntPtrMult(INT_PTR a, INT_PTR b, INT_PTR *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntPtrAdd(UINT_PTR a, UINT_PTR b, UINT_PTR *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntPtrSub(UINT_PTR a, UINT_PTR b, UINT_PTR *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlUIntPtrMult(UINT_PTR a, UINT_PTR b, UINT_PTR *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongPtrAdd(LONG_PTR a, LONG_PTR b, LONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, LONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongPtrSub(LONG_PTR a, LONG_PTR b, LONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, LONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlLongPtrMult(LONG_PTR a, LONG_PTR b, LONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, LONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongPtrAdd(ULONG_PTR a, ULONG_PTR b, ULONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongPtrSub(ULONG_PTR a, ULONG_PTR b, ULONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, ULONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlULongPtrMult(ULONG_PTR a, ULONG_PTR b, ULONG_PTR *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, ULONG_PTR, a, b, result);
}

WDM_INLINE NTSTATUS RtlSIZETAdd(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSIZETSub(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSIZETMult(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSSIZETAdd(SSIZE_T a, SSIZE_T b, SSIZE_T *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, SSIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSSIZETSub(SSIZE_T a, SSIZE_T b, SSIZE_T *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, SSIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSSIZETMult(SSIZE_T a, SSIZE_T b, SSIZE_T *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, SSIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt16Add(INT16 a, INT16 b, INT16 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt16Sub(INT16 a, INT16 b, INT16 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt16Mult(INT16 a, INT16 b, INT16 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt16Add(UINT16 a, UINT16 b, UINT16 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt16Sub(UINT16 a, UINT16 b, UINT16 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt16Mult(UINT16 a, UINT16 b, UINT16 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT16, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt32Add(INT32 a, INT32 b, INT32 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt32Sub(INT32 a, INT32 b, INT32 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt32Mult(INT32 a, INT32 b, INT32 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt32Add(UINT32 a, UINT32 b, UINT32 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt32Sub(UINT32 a, UINT32 b, UINT32 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt32Mult(UINT32 a, UINT32 b, UINT32 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT32, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt64Add(INT64 a, INT64 b, INT64 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, INT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt64Sub(INT64 a, INT64 b, INT64 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, INT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlInt64Mult(INT64 a, INT64 b, INT64 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, INT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt64Add(UINT64 a, UINT64 b, UINT64 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, UINT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt64Sub(UINT64 a, UINT64 b, UINT64 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, UINT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlUInt64Mult(UINT64 a, UINT64 b, UINT64 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, UINT64, a, b, result);
}

WDM_INLINE NTSTATUS RtlSizeTAdd(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSizeTSub(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlSizeTMult(SIZE_T a, SIZE_T b, SIZE_T *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, SIZE_T, a, b, result);
}

WDM_INLINE NTSTATUS RtlLong64Add(LONG64 a, LONG64 b, LONG64 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, LONG64, a, b, result);
}

WDM_INLINE NTSTATUS RtlLong64Sub(LONG64 a, LONG64 b, LONG64 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, LONG64, a, b, result);
}

WDM_INLINE NTSTATUS RtlLong64Mult(LONG64 a, LONG64 b, LONG64 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, LONG64, a, b, result);
}

WDM_INLINE NTSTATUS RtlULong64Add(ULONG64 a, ULONG64 b, ULONG64 *result)
{
	return __WDM_CHECKED(__builtin_add_overflow, ULONG64, a, b, result);
}

WDM_INLINE NTSTATUS RtlULong64Sub(ULONG64 a, ULONG64 b, ULONG64 *result)
{
	return __WDM_CHECKED(__builtin_sub_overflow, ULONG64, a, b, result);
}

WDM_INLINE NTSTATUS RtlULong64Mult(ULONG64 a, ULONG64 b, ULONG64 *result)
{
	return __WDM_CHECKED(__builtin_mul_overflow, ULONG64, a, b, result);
}

#define RtlInt8ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT8)(value), 0, result)
#define RtlInt8ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT8)(value), 0, result)
#define RtlInt8ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT8)(value), 0, result)
#define RtlInt8ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT8)(value), 0, result)
#define RtlInt8ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT8)(value), 0, result)
#define RtlInt8ToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT8)(value), 0, result)
#define RtlInt8ToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT8)(value), 0, result)
#define RtlInt8ToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT8)(value), 0, result)
#define RtlInt8ToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT8)(value), 0, result)
#define RtlInt8ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT8)(value), 0, result)
#define RtlInt8ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT8)(value), 0, result)
#define RtlInt8ToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT8)(value), 0, result)
#define RtlInt8ToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT8)(value), 0, result)
#define RtlInt8ToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT8)(value), 0, result)
#define RtlUInt8ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT8)(value), 0, result)
#define RtlUCharToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UCHAR)(value), 0, result)
#define RtlShortToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (SHORT)(value), 0, result)
#define RtlShortToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (SHORT)(value), 0, result)
#define RtlShortToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (SHORT)(value), 0, result)
#define RtlShortToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (SHORT)(value), 0, result)
#define RtlShortToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (SHORT)(value), 0, result)
#define RtlShortToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (SHORT)(value), 0, result)
#define RtlShortToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (SHORT)(value), 0, result)
#define RtlShortToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (SHORT)(value), 0, result)
#define RtlShortToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (SHORT)(value), 0, result)
#define RtlShortToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (SHORT)(value), 0, result)
#define RtlShortToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (SHORT)(value), 0, result)
#define RtlShortToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (SHORT)(value), 0, result)
#define RtlShortToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (SHORT)(value), 0, result)
#define RtlShortToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (SHORT)(value), 0, result)
#define RtlShortToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (SHORT)(value), 0, result)
#define RtlUShortToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (USHORT)(value), 0, result)
#define RtlUShortToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (USHORT)(value), 0, result)
#define RtlUShortToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (USHORT)(value), 0, result)
#define RtlUShortToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (USHORT)(value), 0, result)
#define RtlUShortToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (USHORT)(value), 0, result)
#define RtlIntToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (INT)(value), 0, result)
#define RtlIntToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT)(value), 0, result)
#define RtlIntToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT)(value), 0, result)
#define RtlIntToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (INT)(value), 0, result)
#define RtlIntToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT)(value), 0, result)
#define RtlIntToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT)(value), 0, result)
#define RtlIntToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT)(value), 0, result)
#define RtlIntToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT)(value), 0, result)
#define RtlIntToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT)(value), 0, result)
#define RtlIntToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT)(value), 0, result)
#define RtlIntToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT)(value), 0, result)
#define RtlIntToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (INT)(value), 0, result)
#define RtlIntToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT)(value), 0, result)
#define RtlIntToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT)(value), 0, result)
#define RtlIntToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT)(value), 0, result)
#define RtlIntToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT)(value), 0, result)
#define RtlIntToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT)(value), 0, result)
#define RtlUIntToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT)(value), 0, result)
#define RtlUIntToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (UINT)(value), 0, result)
#define RtlUIntToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (UINT)(value), 0, result)
#define RtlUIntToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (UINT)(value), 0, result)
#define RtlUIntToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (UINT)(value), 0, result)
#define RtlUIntToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (UINT)(value), 0, result)
#define RtlUIntToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (UINT)(value), 0, result)
#define RtlUIntToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (UINT)(value), 0, result)
#define RtlUIntToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (UINT)(value), 0, result)
#define RtlUIntToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (UINT)(value), 0, result)
#define RtlLongToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (LONG)(value), 0, result)
#define RtlLongToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (LONG)(value), 0, result)
#define RtlLongToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (LONG)(value), 0, result)
#define RtlLongToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (LONG)(value), 0, result)
#define RtlLongToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (LONG)(value), 0, result)
#define RtlLongToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (LONG)(value), 0, result)
#define RtlLongToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (LONG)(value), 0, result)
#define RtlLongToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (LONG)(value), 0, result)
#define RtlLongToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (LONG)(value), 0, result)
#define RtlLongToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (LONG)(value), 0, result)
#define RtlLongToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG)(value), 0, result)
#define RtlLongToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (LONG)(value), 0, result)
#define RtlLongToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (LONG)(value), 0, result)
#define RtlLongToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (LONG)(value), 0, result)
#define RtlLongToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (LONG)(value), 0, result)
#define RtlLongToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG)(value), 0, result)
#define RtlLongToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (LONG)(value), 0, result)
#define RtlULongToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (ULONG)(value), 0, result)
#define RtlULongToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (ULONG)(value), 0, result)
#define RtlULongToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (ULONG)(value), 0, result)
#define RtlULongToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (ULONG)(value), 0, result)
#define RtlULongToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (ULONG)(value), 0, result)
#define RtlULongToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (ULONG)(value), 0, result)
#define RtlULongToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (ULONG)(value), 0, result)
#define RtlULongToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (ULONG)(value), 0, result)
#define RtlULongToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (ULONG)(value), 0, result)
#define RtlULongToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (ULONG)(value), 0, result)
#define RtlLongLongToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (LONGLONG)(value), 0, result)
#define RtlLongLongToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (LONGLONG)(value), 0, result)
#define RtlLongLongToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (LONGLONG)(value), 0, result)
#define RtlLongLongToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (LONGLONG)(value), 0, result)
#define RtlLongLongToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (LONGLONG)(value), 0, result)
#define RtlLongLongToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (LONGLONG)(value), 0, result)
#define RtlLongLongToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (LONGLONG)(value), 0, result)
#define RtlLongLongToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (LONGLONG)(value), 0, result)
#define RtlLongLongToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (LONGLONG)(value), 0, result)
#define RtlLongLongToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (LONGLONG)(value), 0, result)
#define RtlLongLongToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (LONGLONG)(value), 0, result)
#define RtlLongLongToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (LONGLONG)(value), 0, result)
#define RtlLongLongToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONGLONG)(value), 0, result)
#define RtlLongLongToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (LONGLONG)(value), 0, result)
#define RtlLongLongToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (LONGLONG)(value), 0, result)
#define RtlLongLongToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (LONGLONG)(value), 0, result)
#define RtlLongLongToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (LONGLONG)(value), 0, result)
#define RtlLongLongToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (LONGLONG)(value), 0, result)
#define RtlLongLongToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONGLONG)(value), 0, result)
#define RtlLongLongToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (LONGLONG)(value), 0, result)
#define RtlULongLongToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (ULONGLONG)(value), 0, result)
#define RtlULongLongToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (ULONGLONG)(value), 0, result)
#define RtlULongLongToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (ULONGLONG)(value), 0, result)
#define RtlULongLongToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (ULONGLONG)(value), 0, result)
#define RtlULongLongToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (ULONGLONG)(value), 0, result)
#define RtlULongLongToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (ULONGLONG)(value), 0, result)
#define RtlULongLongToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (ULONGLONG)(value), 0, result)
#define RtlULongLongToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (ULONGLONG)(value), 0, result)
#define RtlULongLongToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (ULONGLONG)(value), 0, result)
#define RtlULongLongToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (ULONGLONG)(value), 0, result)
#define RtlULongLongToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (ULONGLONG)(value), 0, result)
#define RtlULongLongToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (ULONGLONG)(value), 0, result)
#define RtlULongLongToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (ULONGLONG)(value), 0, result)
#define RtlULongLongToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (ULONGLONG)(value), 0, result)
#define RtlIntPtrToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT_PTR)(value), 0, result)
#define RtlIntPtrToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT_PTR)(value), 0, result)
#define RtlIntPtrToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT_PTR)(value), 0, result)
#define RtlIntPtrToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (INT_PTR)(value), 0, result)
#define RtlIntPtrToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT_PTR)(value), 0, result)
#define RtlIntPtrToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT_PTR)(value), 0, result)
#define RtlIntPtrToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT_PTR)(value), 0, result)
#define RtlIntPtrToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT_PTR)(value), 0, result)
#define RtlIntPtrToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT_PTR)(value), 0, result)
#define RtlIntPtrToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT_PTR)(value), 0, result)
#define RtlIntPtrToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT_PTR)(value), 0, result)
#define RtlIntPtrToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT_PTR)(value), 0, result)
#define RtlIntPtrToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT_PTR)(value), 0, result)
#define RtlUIntPtrToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (UINT_PTR)(value), 0, result)
#define RtlUIntPtrToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (UINT_PTR)(value), 0, result)
#define RtlLongPtrToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG_PTR)(value), 0, result)
#define RtlLongPtrToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (LONG_PTR)(value), 0, result)
#define RtlULongPtrToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (ULONG_PTR)(value), 0, result)
#define RtlULongPtrToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (ULONG_PTR)(value), 0, result)
#define RtlSIZETToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (SIZE_T)(value), 0, result)
#define RtlSIZETToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (SIZE_T)(value), 0, result)
#define RtlSIZETToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (SIZE_T)(value), 0, result)
#define RtlSIZETToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (SIZE_T)(value), 0, result)
#define RtlSIZETToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (SIZE_T)(value), 0, result)
#define RtlSIZETToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (SIZE_T)(value), 0, result)
#define RtlSIZETToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (SIZE_T)(value), 0, result)
#define RtlSIZETToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (SIZE_T)(value), 0, result)
#define RtlSIZETToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (SIZE_T)(value), 0, result)
#define RtlSIZETToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (SIZE_T)(value), 0, result)
#define RtlSIZETToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (SIZE_T)(value), 0, result)
#define RtlSIZETToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (SIZE_T)(value), 0, result)
#define RtlSIZETToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (SIZE_T)(value), 0, result)
#define RtlSIZETToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (SIZE_T)(value), 0, result)
#define RtlSIZETToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (SIZE_T)(value), 0, result)
#define RtlSIZETToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (SIZE_T)(value), 0, result)
#define RtlSIZETToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (SIZE_T)(value), 0, result)
#define RtlSIZETToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (SIZE_T)(value), 0, result)
#define RtlSIZETToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (SIZE_T)(value), 0, result)
#define RtlSSIZETToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (SSIZE_T)(value), 0, result)
#define RtlSSIZETToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (SSIZE_T)(value), 0, result)
#define RtlInt16ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (INT16)(value), 0, result)
#define RtlInt16ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT16)(value), 0, result)
#define RtlInt16ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT16)(value), 0, result)
#define RtlInt16ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT16)(value), 0, result)
#define RtlInt16ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT16)(value), 0, result)
#define RtlInt16ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT16)(value), 0, result)
#define RtlInt16ToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT16)(value), 0, result)
#define RtlInt16ToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT16)(value), 0, result)
#define RtlInt16ToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT16)(value), 0, result)
#define RtlInt16ToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT16)(value), 0, result)
#define RtlInt16ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT16)(value), 0, result)
#define RtlInt16ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT16)(value), 0, result)
#define RtlInt16ToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT16)(value), 0, result)
#define RtlInt16ToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT16)(value), 0, result)
#define RtlInt16ToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT16)(value), 0, result)
#define RtlUInt16ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT16)(value), 0, result)
#define RtlUInt16ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (UINT16)(value), 0, result)
#define RtlUInt16ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (UINT16)(value), 0, result)
#define RtlUInt16ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (UINT16)(value), 0, result)
#define RtlUInt16ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (UINT16)(value), 0, result)
#define RtlInt32ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (INT32)(value), 0, result)
#define RtlInt32ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT32)(value), 0, result)
#define RtlInt32ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT32)(value), 0, result)
#define RtlInt32ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (INT32)(value), 0, result)
#define RtlInt32ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT32)(value), 0, result)
#define RtlInt32ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT32)(value), 0, result)
#define RtlInt32ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT32)(value), 0, result)
#define RtlInt32ToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT32)(value), 0, result)
#define RtlInt32ToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT32)(value), 0, result)
#define RtlInt32ToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT32)(value), 0, result)
#define RtlInt32ToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT32)(value), 0, result)
#define RtlInt32ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (INT32)(value), 0, result)
#define RtlInt32ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT32)(value), 0, result)
#define RtlInt32ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT32)(value), 0, result)
#define RtlInt32ToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT32)(value), 0, result)
#define RtlInt32ToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT32)(value), 0, result)
#define RtlInt32ToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT32)(value), 0, result)
#define RtlUInt32ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT32)(value), 0, result)
#define RtlUInt32ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (UINT32)(value), 0, result)
#define RtlUInt32ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (UINT32)(value), 0, result)
#define RtlUInt32ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (UINT32)(value), 0, result)
#define RtlUInt32ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (UINT32)(value), 0, result)
#define RtlUInt32ToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (UINT32)(value), 0, result)
#define RtlUInt32ToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (UINT32)(value), 0, result)
#define RtlUInt32ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (UINT32)(value), 0, result)
#define RtlUInt32ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (UINT32)(value), 0, result)
#define RtlUInt32ToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (UINT32)(value), 0, result)
#define RtlInt64ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (INT64)(value), 0, result)
#define RtlInt64ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (INT64)(value), 0, result)
#define RtlInt64ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (INT64)(value), 0, result)
#define RtlInt64ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (INT64)(value), 0, result)
#define RtlInt64ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (INT64)(value), 0, result)
#define RtlInt64ToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (INT64)(value), 0, result)
#define RtlInt64ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (INT64)(value), 0, result)
#define RtlInt64ToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (INT64)(value), 0, result)
#define RtlInt64ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (INT64)(value), 0, result)
#define RtlInt64ToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (INT64)(value), 0, result)
#define RtlInt64ToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (INT64)(value), 0, result)
#define RtlInt64ToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (INT64)(value), 0, result)
#define RtlInt64ToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT64)(value), 0, result)
#define RtlInt64ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (INT64)(value), 0, result)
#define RtlInt64ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (INT64)(value), 0, result)
#define RtlInt64ToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (INT64)(value), 0, result)
#define RtlInt64ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (INT64)(value), 0, result)
#define RtlInt64ToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (INT64)(value), 0, result)
#define RtlInt64ToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (INT64)(value), 0, result)
#define RtlInt64ToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (INT64)(value), 0, result)
#define RtlUInt64ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (UINT64)(value), 0, result)
#define RtlUInt64ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (UINT64)(value), 0, result)
#define RtlUInt64ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (UINT64)(value), 0, result)
#define RtlUInt64ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (UINT64)(value), 0, result)
#define RtlUInt64ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (UINT64)(value), 0, result)
#define RtlUInt64ToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (UINT64)(value), 0, result)
#define RtlUInt64ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (UINT64)(value), 0, result)
#define RtlUInt64ToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (UINT64)(value), 0, result)
#define RtlUInt64ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (UINT64)(value), 0, result)
#define RtlUInt64ToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (UINT64)(value), 0, result)
#define RtlUInt64ToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (UINT64)(value), 0, result)
#define RtlUInt64ToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (UINT64)(value), 0, result)
#define RtlUInt64ToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (UINT64)(value), 0, result)
#define RtlUInt64ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (UINT64)(value), 0, result)
#define RtlUInt64ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (UINT64)(value), 0, result)
#define RtlUInt64ToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (UINT64)(value), 0, result)
#define RtlUInt64ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (UINT64)(value), 0, result)
#define RtlUInt64ToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (UINT64)(value), 0, result)
#define RtlUInt64ToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (UINT64)(value), 0, result)
#define RtlSizeTToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (SIZE_T)(value), 0, result)
#define RtlSizeTToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (SIZE_T)(value), 0, result)
#define RtlSizeTToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (SIZE_T)(value), 0, result)
#define RtlSizeTToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (SIZE_T)(value), 0, result)
#define RtlSizeTToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (SIZE_T)(value), 0, result)
#define RtlSizeTToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (SIZE_T)(value), 0, result)
#define RtlSizeTToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (SIZE_T)(value), 0, result)
#define RtlSizeTToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (SIZE_T)(value), 0, result)
#define RtlSizeTToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (SIZE_T)(value), 0, result)
#define RtlSizeTToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (SIZE_T)(value), 0, result)
#define RtlSizeTToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (SIZE_T)(value), 0, result)
#define RtlSizeTToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (SIZE_T)(value), 0, result)
#define RtlSizeTToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (SIZE_T)(value), 0, result)
#define RtlSizeTToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (SIZE_T)(value), 0, result)
#define RtlSizeTToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (SIZE_T)(value), 0, result)
#define RtlSizeTToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (SIZE_T)(value), 0, result)
#define RtlSizeTToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (SIZE_T)(value), 0, result)
#define RtlSizeTToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (SIZE_T)(value), 0, result)
#define RtlSizeTToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (SIZE_T)(value), 0, result)
#define RtlLong64ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (LONG64)(value), 0, result)
#define RtlLong64ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (LONG64)(value), 0, result)
#define RtlLong64ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (LONG64)(value), 0, result)
#define RtlLong64ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (LONG64)(value), 0, result)
#define RtlLong64ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (LONG64)(value), 0, result)
#define RtlLong64ToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (LONG64)(value), 0, result)
#define RtlLong64ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (LONG64)(value), 0, result)
#define RtlLong64ToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (LONG64)(value), 0, result)
#define RtlLong64ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (LONG64)(value), 0, result)
#define RtlLong64ToULongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONGLONG, (LONG64)(value), 0, result)
#define RtlLong64ToUIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT_PTR, (LONG64)(value), 0, result)
#define RtlLong64ToULongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG_PTR, (LONG64)(value), 0, result)
#define RtlLong64ToSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG64)(value), 0, result)
#define RtlLong64ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (LONG64)(value), 0, result)
#define RtlLong64ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (LONG64)(value), 0, result)
#define RtlLong64ToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (LONG64)(value), 0, result)
#define RtlLong64ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (LONG64)(value), 0, result)
#define RtlLong64ToUInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT64, (LONG64)(value), 0, result)
#define RtlLong64ToSizeT(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SIZE_T, (LONG64)(value), 0, result)
#define RtlLong64ToULong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG64, (LONG64)(value), 0, result)
#define RtlULong64ToInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT8, (ULONG64)(value), 0, result)
#define RtlULong64ToUInt8(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT8, (ULONG64)(value), 0, result)
#define RtlULong64ToUChar(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UCHAR, (ULONG64)(value), 0, result)
#define RtlULong64ToShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SHORT, (ULONG64)(value), 0, result)
#define RtlULong64ToUShort(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, USHORT, (ULONG64)(value), 0, result)
#define RtlULong64ToInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT, (ULONG64)(value), 0, result)
#define RtlULong64ToUInt(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT, (ULONG64)(value), 0, result)
#define RtlULong64ToLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG, (ULONG64)(value), 0, result)
#define RtlULong64ToULong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, ULONG, (ULONG64)(value), 0, result)
#define RtlULong64ToLongLong(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONGLONG, (ULONG64)(value), 0, result)
#define RtlULong64ToIntPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT_PTR, (ULONG64)(value), 0, result)
#define RtlULong64ToLongPtr(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG_PTR, (ULONG64)(value), 0, result)
#define RtlULong64ToSSIZET(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, SSIZE_T, (ULONG64)(value), 0, result)
#define RtlULong64ToInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT16, (ULONG64)(value), 0, result)
#define RtlULong64ToUInt16(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT16, (ULONG64)(value), 0, result)
#define RtlULong64ToInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT32, (ULONG64)(value), 0, result)
#define RtlULong64ToUInt32(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, UINT32, (ULONG64)(value), 0, result)
#define RtlULong64ToInt64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, INT64, (ULONG64)(value), 0, result)
#define RtlULong64ToLong64(value, result) \
	__WDM_CHECKED(__builtin_add_overflow, LONG64, (ULONG64)(value), 0, result)

#define RtlPtrdiffTAdd		RtlLongLongAdd
#define RtlPtrdiffTSub		RtlLongLongSub
#define RtlPtrdiffTMult		RtlLongLongMult

#endif /* _NTINTSAFE_H_INCLUDED_ */
