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

#endif /* _WDM_ATOMIC_ACCESS_H */
