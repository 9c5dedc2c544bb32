/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads and writes of shared variables, for the types that ex.h doesn't have:
 * ReadULongAcquire(), WriteUCharNoFence(), ReadBooleanRaw() and their kin. Acquire and
 * Release order what follows and what precedes; NoFence orders nothing but is one
 * access; Raw isn't even that to the processor, and is the same here.
 */
#ifndef _WDM_ATOMIC_ACCESS_H
#define _WDM_ATOMIC_ACCESS_H

#define WDM_ATOMIC_NOFENCE_RAW(name, type)				\
FORCEINLINE type Read##name##Raw(type const volatile *Source)		\
{									\
	return __atomic_load_n(Source, __ATOMIC_RELAXED);		\
}									\
									\
FORCEINLINE VOID Write##name##Raw(type volatile *Destination, type Value) \
{									\
	__atomic_store_n(Destination, Value, __ATOMIC_RELAXED);		\
}

#define WDM_ATOMIC_ACCESS(name, type)					\
FORCEINLINE type Read##name##Acquire(type const volatile *Source)	\
{									\
	return __atomic_load_n(Source, __ATOMIC_ACQUIRE);		\
}									\
									\
FORCEINLINE type Read##name##NoFence(type const volatile *Source)	\
{									\
	return __atomic_load_n(Source, __ATOMIC_RELAXED);		\
}									\
									\
FORCEINLINE VOID Write##name##Release(type volatile *Destination, type Value) \
{									\
	__atomic_store_n(Destination, Value, __ATOMIC_RELEASE);		\
}									\
									\
FORCEINLINE VOID Write##name##NoFence(type volatile *Destination, type Value) \
{									\
	__atomic_store_n(Destination, Value, __ATOMIC_RELAXED);		\
}									\
									\
WDM_ATOMIC_NOFENCE_RAW(name, type)

WDM_ATOMIC_ACCESS(Char, CHAR)
WDM_ATOMIC_ACCESS(UChar, UCHAR)
WDM_ATOMIC_ACCESS(Boolean, BOOLEAN)
WDM_ATOMIC_ACCESS(Short, SHORT)
WDM_ATOMIC_ACCESS(UShort, USHORT)
WDM_ATOMIC_ACCESS(ULong, ULONG)
WDM_ATOMIC_ACCESS(ULong64, ULONG64)
WDM_ATOMIC_NOFENCE_RAW(, LONG)
WDM_ATOMIC_NOFENCE_RAW(Pointer, PVOID)

/* The size comes behind the order: these are the odd ones. */
FORCEINLINE LONG64 ReadRaw64(LONG64 const volatile *Source)
{
	return __atomic_load_n(Source, __ATOMIC_RELAXED);
}

FORCEINLINE VOID WriteRaw64(LONG64 volatile *Destination, LONG64 Value)
{
	__atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}

FORCEINLINE VOID WriteNoFence64(LONG64 volatile *Destination, LONG64 Value)
{
	__atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}

FORCEINLINE VOID WritePointerNoFence(PVOID volatile *Destination, PVOID Value)
{
	__atomic_store_n(Destination, Value, __ATOMIC_RELAXED);
}

#undef WDM_ATOMIC_ACCESS
#undef WDM_ATOMIC_NOFENCE_RAW

/* The value before, as with the signed form. */
FORCEINLINE ULONG InterlockedExchangeSubtract(ULONG volatile *Addend, ULONG Value)
{
	return __atomic_fetch_sub(Addend, Value, __ATOMIC_SEQ_CST);
}

FORCEINLINE CHAR InterlockedExchange8(CHAR volatile *Target, CHAR Value)
{
	return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}

FORCEINLINE SHORT InterlockedExchange16(SHORT volatile *Target, SHORT Value)
{
	return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}

#define WDM_ATOMIC_BITS(bits, type, op, fn)				\
FORCEINLINE type Interlocked##op##bits(type volatile *Destination, type Value) \
{									\
	return fn(Destination, Value, __ATOMIC_SEQ_CST);		\
}
WDM_ATOMIC_BITS(8, CHAR, And, __atomic_fetch_and)
WDM_ATOMIC_BITS(8, CHAR, Or, __atomic_fetch_or)
WDM_ATOMIC_BITS(8, CHAR, Xor, __atomic_fetch_xor)
WDM_ATOMIC_BITS(16, SHORT, And, __atomic_fetch_and)
WDM_ATOMIC_BITS(16, SHORT, Or, __atomic_fetch_or)
WDM_ATOMIC_BITS(16, SHORT, Xor, __atomic_fetch_xor)
#undef WDM_ATOMIC_BITS

FORCEINLINE BOOLEAN InterlockedBitTestAndSet64(LONG64 volatile *Base, LONG64 Bit)
{
	LONG64 mask = (LONG64)(1ULL << (Bit & 63));

	return (__sync_fetch_and_or(Base + (Bit >> 6), mask) & mask) != 0;
}

FORCEINLINE BOOLEAN InterlockedBitTestAndReset64(LONG64 volatile *Base, LONG64 Bit)
{
	LONG64 mask = (LONG64)(1ULL << (Bit & 63));

	return (__sync_fetch_and_and(Base + (Bit >> 6), ~mask) & mask) != 0;
}

/* Each operation is a full barrier on x64, and so all that a weaker one may be. */
#define InterlockedIncrementNoFence		InterlockedIncrement
#define InterlockedDecrementNoFence		InterlockedDecrement
#define InterlockedExchangeAcquire		InterlockedExchange
#define InterlockedExchangeRelease		InterlockedExchange
#define InterlockedExchangeNoFence		InterlockedExchange
#define InterlockedExchangeAddAcquire		InterlockedExchangeAdd
#define InterlockedExchangeAddRelease		InterlockedExchangeAdd
#define InterlockedExchangeAddNoFence		InterlockedExchangeAdd
#define InterlockedAddAcquire			InterlockedAdd
#define InterlockedAddRelease			InterlockedAdd
#define InterlockedAddNoFence			InterlockedAdd
#define InterlockedAndAcquire			InterlockedAnd
#define InterlockedAndRelease			InterlockedAnd
#define InterlockedAndNoFence			InterlockedAnd
#define InterlockedOrAcquire			InterlockedOr
#define InterlockedOrRelease			InterlockedOr
#define InterlockedOrNoFence			InterlockedOr
#define InterlockedXorAcquire			InterlockedXor
#define InterlockedXorRelease			InterlockedXor
#define InterlockedXorNoFence			InterlockedXor
#define InterlockedCompareExchangeNoFence	InterlockedCompareExchange
#define InterlockedIncrementAcquire64		InterlockedIncrement64
#define InterlockedIncrementRelease64		InterlockedIncrement64
#define InterlockedIncrementNoFence64		InterlockedIncrement64
#define InterlockedDecrementAcquire64		InterlockedDecrement64
#define InterlockedDecrementRelease64		InterlockedDecrement64
#define InterlockedDecrementNoFence64		InterlockedDecrement64
#define InterlockedExchangeAcquire64		InterlockedExchange64
#define InterlockedExchangeNoFence64		InterlockedExchange64
#define InterlockedExchangeAddAcquire64		InterlockedExchangeAdd64
#define InterlockedExchangeAddRelease64		InterlockedExchangeAdd64
#define InterlockedExchangeAddNoFence64		InterlockedExchangeAdd64
#define InterlockedAddNoFence64			InterlockedAdd64
#define InterlockedAndAcquire64			InterlockedAnd64
#define InterlockedAndRelease64			InterlockedAnd64
#define InterlockedAndNoFence64			InterlockedAnd64
#define InterlockedOrAcquire64			InterlockedOr64
#define InterlockedOrRelease64			InterlockedOr64
#define InterlockedOrNoFence64			InterlockedOr64
#define InterlockedCompareExchangeAcquire64	InterlockedCompareExchange64
#define InterlockedCompareExchangeRelease64	InterlockedCompareExchange64
#define InterlockedCompareExchangeNoFence64	InterlockedCompareExchange64
#define InterlockedExchangePointerAcquire	InterlockedExchangePointer
#define InterlockedExchangePointerRelease	InterlockedExchangePointer
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer

#endif /* _WDM_ATOMIC_ACCESS_H */
