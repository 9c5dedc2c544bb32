/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of Microsoft's C compiler that gcc does not know, as far as the
 * preprocessor can supply them. The first header of every driver source reaches
 * this file; wdm-build also forces it in front of sources that include nothing.
 *
 * Calling conventions are empty: a source-built driver and wdmcore both speak
 * the kernel's own ABI (only images cross to the Microsoft one, in the loader).
 */
#ifndef _WDM_MSVC_H
#define _WDM_MSVC_H

/*
 * A driver is compiled without any Linux header and must not learn from the
 * compiler that the target is Linux: portable sources would pick the wrong half.
 */
#ifndef _LINUX_TYPES_H
#undef linux
#undef unix
#undef __linux
#undef __linux__
#undef __gnu_linux__
#undef __unix
#undef __unix__
#endif

/* What the compiler and the build environment of the WDK predefine for x64. */
#ifndef _WIN32
#define _WIN32			1
#endif
#ifndef _WIN64
#define _WIN64			1
#endif
#ifndef _M_AMD64
#define _M_AMD64		100
#endif
#ifndef _M_X64
#define _M_X64			100
#endif
#ifndef _AMD64_
#define _AMD64_			1
#endif
#ifndef AMD64
#define AMD64			1
#endif
#ifndef _KERNEL_MODE
#define _KERNEL_MODE		1
#endif

/* Integer types by size; macros, because "unsigned __int64" is usual. */
#define __int8			char
#define __int16			short
#define __int32			int
#define __int64			long long
#define _int8			char
#define _int16			short
#define _int32			int
#define _int64			long long

#define __cdecl
#define __stdcall
#define __fastcall
#define __thiscall
#define __vectorcall
#define __clrcall
#define __pascal
#define _cdecl
#define _stdcall
#define _fastcall

/* x86-64 reads and writes unaligned data; pointers have one size. */
#define __unaligned
#define __ptr32
#define __ptr64
#define __sptr
#define __uptr
#define __w64
#define __near
#define __far
#define __based(...)

/*
 * FORCEINLINE and __forceinline carry no storage class, because drivers write
 * "static FORCEINLINE" as well as "FORCEINLINE" alone. The second form never
 * leaves a symbol behind (C99 inline). Headers of this project use WDM_INLINE.
 */
#ifdef _LINUX_TYPES_H
#define WDM_INLINE		static __always_inline __maybe_unused
#define __forceinline		__always_inline
#else
#define WDM_INLINE \
	static __inline__ __attribute__((__always_inline__, __unused__))
#define __forceinline		__inline__ __attribute__((__always_inline__))
#define _inline			__inline
#define _forceinline		__forceinline
#endif

/*
 * __declspec: gcc has no such keyword for ELF targets, so each argument has a
 * macro of its own. The argument is pasted, hence never expanded beforehand.
 */
#define __declspec(x)			__wdm_declspec_##x
#define _declspec(x)			__wdm_declspec_##x
#define __wdm_declspec_align(n)		__attribute__((__aligned__(n)))
#define __wdm_declspec_allocate(s)
#define __wdm_declspec_allocator
#define __wdm_declspec_code_seg(s)
#define __wdm_declspec_deprecated	__wdm_declspec_deprecated_any
#define __wdm_declspec_deprecated_any(...)
#define __wdm_declspec_dllexport
#define __wdm_declspec_dllimport
#define __wdm_declspec_guard(x)
#define __wdm_declspec_naked		__attribute__((__naked__))
#define __wdm_declspec_noalias
#define __wdm_declspec_noinline		__attribute__((__noinline__))
#define __wdm_declspec_noreturn		__attribute__((__noreturn__))
#define __wdm_declspec_nothrow
#define __wdm_declspec_novtable
#define __wdm_declspec_no_init_all
#define __wdm_declspec_no_sanitize_address
#define __wdm_declspec_restrict
#define __wdm_declspec_safebuffers
#define __wdm_declspec_selectany	__attribute__((__weak__))
#define __wdm_declspec_spectre(x)
#define __wdm_declspec_strict_gs_check
#define __wdm_declspec_thread
#define __wdm_declspec_uuid(x)

/* An assumption is a hint; a wrong one must not turn into undefined behaviour. */
#define __assume(x)		((void)0)

/* "__noop(args)" evaluates nothing; the bare word is the constant 0. */
enum { __noop = 0 };
#define __noop(...)		(0)

#define __pragma(x)		_Pragma(#x)
#define __identifier(x)		x
#define __super

#ifndef _LINUX_TYPES_H
#define __FUNCSIG__		__PRETTY_FUNCTION__
#define __FUNCDNAME__		__func__
#define __alignof		__alignof__
#define _alignof		__alignof__
#endif

#endif /* _WDM_MSVC_H */
