/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Intrinsics of Microsoft's compiler, by gcc's builtins. wdmcore's own files use
 * Linux's helpers, so nothing is defined for them.
 */
#ifndef _WDM_INTRIN_H
#define _WDM_INTRIN_H

#include <ntdef.h>

#ifndef _LINUX_TYPES_H

#define _ReadWriteBarrier()	__asm__ __volatile__("" : : : "memory")
#define _ReadBarrier()		_ReadWriteBarrier()
#define _WriteBarrier()		_ReadWriteBarrier()
#define _mm_pause()		__builtin_ia32_pause()
#define _mm_mfence()		__asm__ __volatile__("mfence" : : : "memory")
#define _mm_lfence()		__asm__ __volatile__("lfence" : : : "memory")
#define _mm_sfence()		__asm__ __volatile__("sfence" : : : "memory")
#define __faststorefence()	__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define _mm_prefetch(p, hint)	__builtin_prefetch(p)
#define __nop()			__asm__ __volatile__("nop")
#define _ReturnAddress()	__builtin_return_address(0)
#define _AddressOfReturnAddress() \
	((void *)((void **)__builtin_frame_address(0) + 1))
#define __fastfail(code)	__builtin_trap()

#define _byteswap_ushort(x)	__builtin_bswap16(x)
#define _byteswap_ulong(x)	__builtin_bswap32(x)
#define _byteswap_uint64(x)	__builtin_bswap64(x)

WDM_INLINE UCHAR _rotl8(UCHAR v, UCHAR n)
{
	n &= 7;
	return (UCHAR)(n ? (v << n) | (v >> (8 - n)) : v);
}

WDM_INLINE UCHAR _rotr8(UCHAR v, UCHAR n)
{
	n &= 7;
	return (UCHAR)(n ? (v >> n) | (v << (8 - n)) : v);
}

WDM_INLINE USHORT _rotl16(USHORT v, UCHAR n)
{
	n &= 15;
	return (USHORT)(n ? (v << n) | (v >> (16 - n)) : v);
}

WDM_INLINE USHORT _rotr16(USHORT v, UCHAR n)
{
	n &= 15;
	return (USHORT)(n ? (v >> n) | (v << (16 - n)) : v);
}

WDM_INLINE ULONG _rotl(ULONG v, int n)
{
	n &= 31;
	return n ? (v << n) | (v >> (32 - n)) : v;
}

WDM_INLINE ULONG _rotr(ULONG v, int n)
{
	n &= 31;
	return n ? (v >> n) | (v << (32 - n)) : v;
}

WDM_INLINE ULONGLONG _rotl64(ULONGLONG v, int n)
{
	n &= 63;
	return n ? (v << n) | (v >> (64 - n)) : v;
}

WDM_INLINE ULONGLONG _rotr64(ULONGLONG v, int n)
{
	n &= 63;
	return n ? (v >> n) | (v << (64 - n)) : v;
}

#define _lrotl(v, n)		_rotl(v, n)
#define _lrotr(v, n)		_rotr(v, n)

/* Bits. The index is undefined when no bit is set, and 0 is returned. */
WDM_INLINE UCHAR _BitScanForward(ULONG *Index, ULONG Mask)
{
	if (!Mask)
		return 0;
	*Index = (ULONG)__builtin_ctz(Mask);
	return 1;
}

WDM_INLINE UCHAR _BitScanReverse(ULONG *Index, ULONG Mask)
{
	if (!Mask)
		return 0;
	*Index = 31 - (ULONG)__builtin_clz(Mask);
	return 1;
}

WDM_INLINE UCHAR _BitScanForward64(ULONG *Index, ULONG64 Mask)
{
	if (!Mask)
		return 0;
	*Index = (ULONG)__builtin_ctzll(Mask);
	return 1;
}

WDM_INLINE UCHAR _BitScanReverse64(ULONG *Index, ULONG64 Mask)
{
	if (!Mask)
		return 0;
	*Index = 63 - (ULONG)__builtin_clzll(Mask);
	return 1;
}

#define BitScanForward		_BitScanForward
#define BitScanReverse		_BitScanReverse
#define BitScanForward64	_BitScanForward64
#define BitScanReverse64	_BitScanReverse64

/* The instruction itself: gcc's builtin may be a call into its library. */
WDM_INLINE ULONG64 __popcnt64(ULONG64 v)
{
	__asm__("popcntq %0, %0" : "+r"(v) : : "cc");
	return v;
}

#define __popcnt(x)		((ULONG)__popcnt64((ULONG)(x)))
#define __popcnt16(x)		((USHORT)__popcnt64((USHORT)(x)))
#define __lzcnt(x)		((x) ? (ULONG)__builtin_clz(x) : 32)
#define __lzcnt64(x)		((x) ? (ULONG64)__builtin_clzll(x) : 64)

/* A bit offset reaches beyond the first LONG, in either direction. */
WDM_INLINE UCHAR _bittest(const LONG *Base, LONG Offset)
{
	return (Base[Offset >> 5] >> (Offset & 31)) & 1;
}

WDM_INLINE UCHAR _bittestandset(LONG *Base, LONG Offset)
{
	UCHAR old = _bittest(Base, Offset);

	Base[Offset >> 5] |= 1U << (Offset & 31);
	return old;
}

WDM_INLINE UCHAR _bittestandreset(LONG *Base, LONG Offset)
{
	UCHAR old = _bittest(Base, Offset);

	Base[Offset >> 5] &= ~(1U << (Offset & 31));
	return old;
}

WDM_INLINE UCHAR _bittestandcomplement(LONG *Base, LONG Offset)
{
	UCHAR old = _bittest(Base, Offset);

	Base[Offset >> 5] ^= 1U << (Offset & 31);
	return old;
}

WDM_INLINE UCHAR _bittest64(const LONG64 *Base, LONG64 Offset)
{
	return (Base[Offset >> 6] >> (Offset & 63)) & 1;
}

WDM_INLINE UCHAR _interlockedbittestandset(LONG volatile *Base, LONG Offset)
{
	ULONG bit = 1U << (Offset & 31);

	return !!(__atomic_fetch_or((ULONG volatile *)&Base[Offset >> 5], bit,
				    __ATOMIC_SEQ_CST) & bit);
}

WDM_INLINE UCHAR _interlockedbittestandreset(LONG volatile *Base, LONG Offset)
{
	ULONG bit = 1U << (Offset & 31);

	return !!(__atomic_fetch_and((ULONG volatile *)&Base[Offset >> 5], ~bit,
				     __ATOMIC_SEQ_CST) & bit);
}

#define BitTest			_bittest
#define BitTestAndSet		_bittestandset
#define BitTestAndReset		_bittestandreset
#define BitTestAndComplement	_bittestandcomplement

/* Interlocked operations: each one is a full barrier. */
WDM_INLINE LONG _InterlockedIncrement(LONG volatile *p)
{
	return __atomic_add_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedDecrement(LONG volatile *p)
{
	return __atomic_sub_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedExchange(LONG volatile *p, LONG v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedExchangeAdd(LONG volatile *p, LONG v)
{
	return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedCompareExchange(LONG volatile *p, LONG n, LONG o)
{
	__atomic_compare_exchange_n(p, &o, n, 0, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
	return o;
}

WDM_INLINE LONG _InterlockedAnd(LONG volatile *p, LONG v)
{
	return __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedOr(LONG volatile *p, LONG v)
{
	return __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG _InterlockedXor(LONG volatile *p, LONG v)
{
	return __atomic_fetch_xor(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedIncrement64(LONG64 volatile *p)
{
	return __atomic_add_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedDecrement64(LONG64 volatile *p)
{
	return __atomic_sub_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedExchange64(LONG64 volatile *p, LONG64 v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedExchangeAdd64(LONG64 volatile *p, LONG64 v)
{
	return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedCompareExchange64(LONG64 volatile *p, LONG64 n,
						LONG64 o)
{
	__atomic_compare_exchange_n(p, &o, n, 0, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
	return o;
}

WDM_INLINE LONG64 _InterlockedAnd64(LONG64 volatile *p, LONG64 v)
{
	return __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedOr64(LONG64 volatile *p, LONG64 v)
{
	return __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE LONG64 _InterlockedXor64(LONG64 volatile *p, LONG64 v)
{
	return __atomic_fetch_xor(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE PVOID _InterlockedExchangePointer(PVOID volatile *p, PVOID v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE PVOID _InterlockedCompareExchangePointer(PVOID volatile *p, PVOID n,
						    PVOID o)
{
	__atomic_compare_exchange_n(p, &o, n, 0, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
	return o;
}

WDM_INLINE SHORT _InterlockedIncrement16(SHORT volatile *p)
{
	return __atomic_add_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE SHORT _InterlockedDecrement16(SHORT volatile *p)
{
	return __atomic_sub_fetch(p, 1, __ATOMIC_SEQ_CST);
}

WDM_INLINE SHORT _InterlockedExchange16(SHORT volatile *p, SHORT v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE SHORT _InterlockedCompareExchange16(SHORT volatile *p, SHORT n, SHORT o)
{
	__atomic_compare_exchange_n(p, &o, n, 0, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
	return o;
}

WDM_INLINE CHAR _InterlockedExchange8(CHAR volatile *p, CHAR v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE CHAR _InterlockedOr8(CHAR volatile *p, CHAR v)
{
	return __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST);
}

WDM_INLINE CHAR _InterlockedAnd8(CHAR volatile *p, CHAR v)
{
	return __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST);
}

/* Strings of the machine: stos, movs, and port strings. */
WDM_INLINE VOID __stosb(UCHAR *d, UCHAR v, SIZE_T n)
{
	__asm__ __volatile__("rep stosb" : "+D"(d), "+c"(n) : "a"(v) : "memory");
}

WDM_INLINE VOID __stosw(USHORT *d, USHORT v, SIZE_T n)
{
	__asm__ __volatile__("rep stosw" : "+D"(d), "+c"(n) : "a"(v) : "memory");
}

WDM_INLINE VOID __stosd(ULONG *d, ULONG v, SIZE_T n)
{
	__asm__ __volatile__("rep stosl" : "+D"(d), "+c"(n) : "a"(v) : "memory");
}

WDM_INLINE VOID __stosq(ULONG64 *d, ULONG64 v, SIZE_T n)
{
	__asm__ __volatile__("rep stosq" : "+D"(d), "+c"(n) : "a"(v) : "memory");
}

WDM_INLINE VOID __movsb(UCHAR *d, const UCHAR *s, SIZE_T n)
{
	__asm__ __volatile__("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
}

WDM_INLINE VOID __movsw(USHORT *d, const USHORT *s, SIZE_T n)
{
	__asm__ __volatile__("rep movsw" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
}

WDM_INLINE VOID __movsd(ULONG *d, const ULONG *s, SIZE_T n)
{
	__asm__ __volatile__("rep movsl" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
}

WDM_INLINE VOID __movsq(ULONG64 *d, const ULONG64 *s, SIZE_T n)
{
	__asm__ __volatile__("rep movsq" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
}

WDM_INLINE UCHAR __inbyte(USHORT Port)
{
	UCHAR v;

	__asm__ __volatile__("inb %w1, %b0" : "=a"(v) : "Nd"(Port));
	return v;
}

WDM_INLINE USHORT __inword(USHORT Port)
{
	USHORT v;

	__asm__ __volatile__("inw %w1, %w0" : "=a"(v) : "Nd"(Port));
	return v;
}

WDM_INLINE ULONG __indword(USHORT Port)
{
	ULONG v;

	__asm__ __volatile__("inl %w1, %0" : "=a"(v) : "Nd"(Port));
	return v;
}

WDM_INLINE VOID __outbyte(USHORT Port, UCHAR v)
{
	__asm__ __volatile__("outb %b0, %w1" : : "a"(v), "Nd"(Port));
}

WDM_INLINE VOID __outword(USHORT Port, USHORT v)
{
	__asm__ __volatile__("outw %w0, %w1" : : "a"(v), "Nd"(Port));
}

WDM_INLINE VOID __outdword(USHORT Port, ULONG v)
{
	__asm__ __volatile__("outl %0, %w1" : : "a"(v), "Nd"(Port));
}

WDM_INLINE VOID __cpuidex(int Info[4], int Function, int Subleaf)
{
	__asm__ __volatile__("cpuid"
			     : "=a"(Info[0]), "=b"(Info[1]), "=c"(Info[2]),
			       "=d"(Info[3])
			     : "a"(Function), "c"(Subleaf));
}

WDM_INLINE VOID __cpuid(int Info[4], int Function)
{
	__cpuidex(Info, Function, 0);
}

WDM_INLINE ULONG64 __rdtsc(VOID)
{
	ULONG low, high;

	__asm__ __volatile__("rdtsc" : "=a"(low), "=d"(high));
	return ((ULONG64)high << 32) | low;
}

#define ReadTimeStampCounter()	__rdtsc()

WDM_INLINE ULONG64 _umul128(ULONG64 a, ULONG64 b, ULONG64 *High)
{
	unsigned __int128 r = (unsigned __int128)a * b;

	*High = (ULONG64)(r >> 64);
	return (ULONG64)r;
}

WDM_INLINE LONG64 _mul128(LONG64 a, LONG64 b, LONG64 *High)
{
	__int128 r = (__int128)a * b;

	*High = (LONG64)(r >> 64);
	return (LONG64)r;
}

WDM_INLINE ULONG64 __umulh(ULONG64 a, ULONG64 b)
{
	return (ULONG64)(((unsigned __int128)a * b) >> 64);
}

WDM_INLINE LONG64 __mulh(LONG64 a, LONG64 b)
{
	return (LONG64)(((__int128)a * b) >> 64);
}

#define UnsignedMultiply128	_umul128
#define Multiply128		_mul128
#define UnsignedMultiplyHigh	__umulh
#define MultiplyHigh		__mulh
#define __emul(a, b)		((LONG64)(LONG)(a) * (LONG)(b))
#define __emulu(a, b)		((ULONG64)(ULONG)(a) * (ULONG)(b))
#define __ll_lshift(v, n)	((ULONG64)(v) << ((n) & 63))
#define __ll_rshift(v, n)	((LONG64)(v) >> ((n) & 63))
#define __ull_rshift(v, n)	((ULONG64)(v) >> ((n) & 63))

/* A break point ends in the report of DbgBreakPoint, not in a trap. */
void DbgBreakPoint(void);
#define __debugbreak()		DbgBreakPoint()

#include <wdm/intrin_system.h>

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_INTRIN_H */
