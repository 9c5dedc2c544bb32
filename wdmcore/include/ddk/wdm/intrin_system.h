/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Intrinsics for the machine's own registers, as intrin.h of Microsoft's compiler has
 * them. Not here are those that would change what belongs to Linux: __writecr0/3/4,
 * __lidt, _lgdt, __writedr, __vmx_*; and those that read Windows' own data behind the
 * GS segment. A driver with one of them doesn't link.
 */
#ifndef _WDM_INTRIN_SYSTEM_H
#define _WDM_INTRIN_SYSTEM_H

/* Linux keeps books about the interrupt flag, so wdmcore changes it for drivers. */
void _disable(void);
void _enable(void);
void __writeeflags(ULONG64 Value);

WDM_INLINE ULONG64 __readeflags(VOID)
{
	ULONG64 v;

	__asm__ __volatile__("pushfq; popq %0" : "=rm"(v) : : "memory");
	return v;
}

#define __halt()		__asm__ __volatile__("hlt" : : : "memory")
#define __wbinvd()		__asm__ __volatile__("wbinvd" : : : "memory")
#define __invlpg(p)		__asm__ __volatile__("invlpg (%0)" : : "r"(p) : "memory")
#define _mm_clflush(p)		__asm__ __volatile__("clflush (%0)" : : "r"(p) : "memory")
#define __sidt(p)		__asm__ __volatile__("sidt (%0)" : : "r"(p) : "memory")
#define _sgdt(p)		__asm__ __volatile__("sgdt (%0)" : : "r"(p) : "memory")

#define WDM_READ_CR(n)							\
WDM_INLINE ULONG64 __readcr##n(VOID)					\
{									\
	ULONG64 v;							\
									\
	__asm__ __volatile__("movq %%cr" #n ", %0" : "=r"(v) : : "memory"); \
	return v;							\
}
WDM_READ_CR(0)
WDM_READ_CR(2)
WDM_READ_CR(3)
WDM_READ_CR(4)
#undef WDM_READ_CR

/* CR8 is where a Windows kernel keeps the IRQL. */
UCHAR KeGetCurrentIrql(void);
#define __readcr8()		((ULONG64)KeGetCurrentIrql())

WDM_INLINE ULONG64 __readmsr(ULONG Register)
{
	ULONG low, high;

	__asm__ __volatile__("rdmsr" : "=a"(low), "=d"(high) : "c"(Register) : "memory");
	return ((ULONG64)high << 32) | low;
}

WDM_INLINE VOID __writemsr(ULONG Register, ULONG64 Value)
{
	__asm__ __volatile__("wrmsr" : : "c"(Register), "a"((ULONG)Value),
			     "d"((ULONG)(Value >> 32)) : "memory");
}

WDM_INLINE ULONG64 __readpmc(ULONG Counter)
{
	ULONG low, high;

	__asm__ __volatile__("rdpmc" : "=a"(low), "=d"(high) : "c"(Counter));
	return ((ULONG64)high << 32) | low;
}

WDM_INLINE ULONG64 __rdtscp(unsigned int *Aux)
{
	ULONG low, high;

	__asm__ __volatile__("rdtscp" : "=a"(low), "=d"(high), "=c"(*Aux));
	return ((ULONG64)high << 32) | low;
}

/* A count of values read from, or written to, one port. */
#define WDM_PORT_STRING(name, type, suffix)				\
WDM_INLINE VOID __in##name##string(USHORT Port, type *Buffer, ULONG Count) \
{									\
	SIZE_T n = Count;						\
									\
	__asm__ __volatile__("rep ins" suffix				\
			     : "+D"(Buffer), "+c"(n) : "d"(Port) : "memory"); \
}									\
									\
WDM_INLINE VOID __out##name##string(USHORT Port, type *Buffer, ULONG Count) \
{									\
	SIZE_T n = Count;						\
									\
	__asm__ __volatile__("rep outs" suffix				\
			     : "+S"(Buffer), "+c"(n) : "d"(Port) : "memory"); \
}
WDM_PORT_STRING(byte, UCHAR, "b")
WDM_PORT_STRING(word, USHORT, "w")
WDM_PORT_STRING(dword, ULONG, "l")
#undef WDM_PORT_STRING

/* conio.h's, which are intrinsics as well; those for output return what they wrote. */
#define _inp(port)		((int)__inbyte(port))
#define _inpw(port)		__inword(port)
#define _inpd(port)		__indword(port)

WDM_INLINE int _outp(USHORT Port, int Value)
{
	__outbyte(Port, (UCHAR)Value);
	return Value;
}

WDM_INLINE USHORT _outpw(USHORT Port, USHORT Value)
{
	__outword(Port, Value);
	return Value;
}

WDM_INLINE ULONG _outpd(USHORT Port, ULONG Value)
{
	__outdword(Port, Value);
	return Value;
}

WDM_INLINE ULONG64 __shiftleft128(ULONG64 Low, ULONG64 High, UCHAR Shift)
{
	return (ULONG64)((((unsigned __int128)High << 64 | Low) << (Shift & 63)) >> 64);
}

WDM_INLINE ULONG64 __shiftright128(ULONG64 Low, ULONG64 High, UCHAR Shift)
{
	return (ULONG64)(((unsigned __int128)High << 64 | Low) >> (Shift & 63));
}

#define ShiftLeft128		__shiftleft128
#define ShiftRight128		__shiftright128

WDM_INLINE UCHAR _InterlockedCompareExchange128(LONG64 volatile *Destination,
						LONG64 ExchangeHigh, LONG64 ExchangeLow,
						LONG64 *ComparandResult)
{
	UCHAR same;

	__asm__ __volatile__("lock; cmpxchg16b (%5)"
			     : "=@ccz"(same), "+a"(ComparandResult[0]),
			       "+d"(ComparandResult[1])
			     : "b"(ExchangeLow), "c"(ExchangeHigh), "r"(Destination)
			     : "memory");
	return same;
}

#define InterlockedCompareExchange128	_InterlockedCompareExchange128

/* What wdm.h and winnt.h call them. */
#define YieldProcessor()	_mm_pause()
#define MemoryBarrier()		__faststorefence()
#define FastFence()		__faststorefence()
#define LoadFence()		_mm_lfence()
#define MemoryFence()		_mm_mfence()
#define StoreFence()		_mm_sfence()
#define PF_TEMPORAL_LEVEL_1	3
#define PF_TEMPORAL_LEVEL_2	2
#define PF_TEMPORAL_LEVEL_3	1
#define PF_NON_TEMPORAL_LEVEL_ALL	0
#define _MM_HINT_T0		PF_TEMPORAL_LEVEL_1
#define _MM_HINT_T1		PF_TEMPORAL_LEVEL_2
#define _MM_HINT_T2		PF_TEMPORAL_LEVEL_3
#define _MM_HINT_NTA		PF_NON_TEMPORAL_LEVEL_ALL
#define PreFetchCacheLine(level, p)	__builtin_prefetch(p, 0, level)
#define PrefetchForWrite(p)	__builtin_prefetch(p, 1)
#define ReadForWriteAccess(p)	(*(p))

#endif /* _WDM_INTRIN_SYSTEM_H */
