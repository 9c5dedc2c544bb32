/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The basic types and macros of NT, with the sizes of Windows x64.
 *
 * LONG and ULONG have 32 bits although "long" has 64 here; WCHAR has 16, as the
 * kernel is built with -fshort-wchar. Pointer sized integers are "long long",
 * because on Windows they are the same type as LONGLONG and drivers rely on it.
 *
 * wdmcore's own files include this after Linux headers; that is what the tests
 * for _LINUX_TYPES_H (the guard of linux/types.h) are about.
 */
#ifndef _NTDEF_
#define _NTDEF_

#include <wdm/msvc.h>
#include <sdkddkver.h>
#include <stdarg.h>
#include <stddef.h>
#include <sal.h>
#include <basetsd.h>
#include <guiddef.h>

/* Words without effect. */
#define IN
#define OUT
#define OPTIONAL
#define CRITICAL
#define FAR
#define NEAR
#define UNALIGNED
#define UNALIGNED64
#define RESTRICTED_POINTER
#define NTAPI
#define NTAPI_INLINE
#define FASTCALL
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define NTSYSAPI
#define NTSYSCALLAPI
#define NTKERNELAPI
#define NTHALAPI
#define NTNDAPI
#define NTAPI_DEPRECATED
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT
#define DECLSPEC_DEPRECATED
#define DECLSPEC_DEPRECATED_DDK
#define DECLSPEC_DEPRECATED_DDK_WINXP
#define DECLSPEC_DEPRECATED_DDK_LONGHORN
#define DECLSPEC_NOTHROW
#define DECLSPEC_GUARDNOCF
#define DECLSPEC_GUARD_SUPPRESS
#define DECLSPEC_RESTRICT
#define DECLSPEC_NOINITALL
#define DECLSPEC_CHPE_GUEST
#define PRAGMA_DEPRECATED_DDK	0
#define _ANONYMOUS_STRUCT
#define _ANONYMOUS_UNION
#define DUMMYSTRUCTNAME
#define DUMMYSTRUCTNAME2
#define DUMMYSTRUCTNAME3
#define DUMMYSTRUCTNAME4
#define DUMMYSTRUCTNAME5
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2
#define DUMMYUNIONNAME3
#define DUMMYUNIONNAME4
#define DUMMYUNIONNAME5
#define DUMMYUNIONNAME6
#define DUMMYUNIONNAME7
#define DUMMYUNIONNAME8
#define DUMMYUNIONNAME9
#define DEFINE_ENUM_FLAG_OPERATORS(type)

#define DECLSPEC_ALIGN(x)	__attribute__((__aligned__(x)))
#define DECLSPEC_CACHEALIGN	DECLSPEC_ALIGN(SYSTEM_CACHE_ALIGNMENT_SIZE)
#define DECLSPEC_NORETURN	__attribute__((__noreturn__))
#define DECLSPEC_NOINLINE	__attribute__((__noinline__))
#define DECLSPEC_SELECTANY	__attribute__((__weak__))
#define DECLSPEC_UUID(x)
#define DECLSPEC_NOVTABLE
#define DECLSPEC_ADDRSAFE
#define DECLSPEC_SAFEBUFFERS

#ifdef _LINUX_TYPES_H
#define FORCEINLINE		WDM_INLINE
#else
#define FORCEINLINE		__forceinline
#endif
#define CFORCEINLINE		FORCEINLINE
#define STDFORCEINLINE		FORCEINLINE
#define NOINLINE		__attribute__((__noinline__))

#define SYSTEM_CACHE_ALIGNMENT_SIZE	64
#define MEMORY_ALLOCATION_ALIGNMENT	16
#define MAX_NATURAL_ALIGNMENT	sizeof(ULONGLONG)
#define TYPE_ALIGNMENT(t)	__alignof__(t)
#define PROBE_ALIGNMENT(s)	TYPE_ALIGNMENT(ULONG)
#define PROBE_ALIGNMENT32(s)	TYPE_ALIGNMENT(ULONG)

#ifdef __cplusplus
#define EXTERN_C_START		extern "C" {
#define EXTERN_C_END		}
#else
#define EXTERN_C_START
#define EXTERN_C_END
#endif

#ifndef CONST
#define CONST			const
#endif
#ifndef VOID
#define VOID			void
#endif
#ifndef FALSE
#define FALSE			0
#endif
#ifndef TRUE
#define TRUE			1
#endif
#ifndef NULL
#define NULL			((void *)0)
#endif
#define NULL64			NULL
#define ANYSIZE_ARRAY		1

/* Scalars. */
typedef char CHAR, *PCHAR, *LPCH, *PCH, *PNZCH;
typedef const char *LPCCH, *PCCH, *PCNZCH, *PCSZ;
typedef char *NPSTR, *LPSTR, *PSTR, *PZPSTR_ELEMENT;
typedef PSTR *PZPSTR;
typedef const PSTR *PCZPSTR;
typedef const char *LPCSTR, *PCSTR;
typedef PCSTR *PZPCSTR;
typedef char *PZZSTR, *PSZ;
typedef const char *PCZZSTR;
typedef short SHORT, *PSHORT;
typedef int LONG, *PLONG;
typedef int INT, *PINT;
typedef unsigned char UCHAR, *PUCHAR;
typedef unsigned short USHORT, *PUSHORT;
typedef unsigned int ULONG, *PULONG;
typedef unsigned int UINT, *PUINT;
typedef long long LONGLONG, *PLONGLONG;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef long long USN;
typedef double DOUBLE;
typedef void *PVOID;
typedef void *PVOID64;
typedef void *HANDLE, **PHANDLE, **LPHANDLE;
typedef UCHAR BOOLEAN, *PBOOLEAN;
typedef char CCHAR, *PCCHAR;
typedef short CSHORT, *PCSHORT;
typedef unsigned int CLONG, *PCLONG;
typedef ULONG LOGICAL, *PLOGICAL;
typedef UCHAR FCHAR;
typedef USHORT FSHORT;
typedef ULONG FLONG;
typedef LONG HRESULT;
typedef ULONG LCID, *PLCID;
#define LOCALE_NEUTRAL		0x0000
#define LOCALE_USER_DEFAULT	0x0400
#define LOCALE_SYSTEM_DEFAULT	0x0800
#define LOCALE_INVARIANT	0x007f
typedef USHORT LANGID;
typedef ULONG EXECUTION_STATE, *PEXECUTION_STATE;
typedef signed char SCHAR, *PSCHAR;
typedef ULONG UCSCHAR, *PUCSCHAR, *PUCSSTR, *PUUCSSTR;
typedef const UCSCHAR *PCUCSCHAR, *PCUCSSTR;

typedef wchar_t WCHAR, *PWCHAR, *LPWCH, *PWCH, *PWC;
typedef const WCHAR *LPCWCH, *PCWCH, *PCWCHAR, *PCWC;
typedef WCHAR *NWPSTR, *LPWSTR, *PWSTR;
typedef PWSTR *PZPWSTR;
typedef const PWSTR *PCZPWSTR;
typedef const WCHAR *LPCWSTR, *PCWSTR;
typedef PCWSTR *PZPCWSTR;
typedef WCHAR *PZZWSTR, *PNZWCH, *PUNZWCH;
typedef const WCHAR *PCZZWSTR, *PCNZWCH, *PCUNZWCH;
typedef WCHAR *LPUWSTR, *PUWSTR;
typedef const WCHAR *LPCUWSTR, *PCUWSTR;

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, TUCHAR, *PTUCHAR;
typedef LPWSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCWSTR PCTSTR, LPCTSTR;
#define __TEXT(quote)		L##quote
#else
typedef char TCHAR, *PTCHAR;
typedef unsigned char TUCHAR, *PTUCHAR;
typedef LPSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCSTR PCTSTR, LPCTSTR;
#define __TEXT(quote)		quote
#endif
#define TEXT(quote)		__TEXT(quote)

#define UNICODE_NULL		((WCHAR)0)
#define ANSI_NULL		((CHAR)0)
#define UNICODE_STRING_MAX_BYTES	((USHORT)65534)
#define UNICODE_STRING_MAX_CHARS	32767

#define DECLARE_HANDLE(name) \
	struct name##__ { int unused; }; typedef struct name##__ *name

#define MINCHAR			0x80
#define MAXCHAR			0x7f
#define MINSHORT		0x8000
#define MAXSHORT		0x7fff
#define MINLONG			0x80000000
#define MAXLONG			0x7fffffff
#define MAXUCHAR		0xff
#define MAXBYTE			0xff
#define MAXUSHORT		0xffff
#define MAXWORD			0xffff
#define MAXULONG		0xffffffff
#define MAXDWORD		0xffffffff

/* Status codes: severity (2 bits), customer, reserved, facility (12), code. */
typedef LONG NTSTATUS, *PNTSTATUS;
typedef const NTSTATUS *PCNTSTATUS;

#define NT_SUCCESS(Status)	(((NTSTATUS)(Status)) >= 0)
#define NT_INFORMATION(Status)	((((ULONG)(Status)) >> 30) == 1)
#define NT_WARNING(Status)	((((ULONG)(Status)) >> 30) == 2)
#define NT_ERROR(Status)	((((ULONG)(Status)) >> 30) == 3)
#define NT_FACILITY_MASK	0xfff
#define NT_FACILITY_SHIFT	16
#define NT_FACILITY(Status) \
	((((ULONG)(Status)) >> NT_FACILITY_SHIFT) & NT_FACILITY_MASK)
#define NT_CUSTOMER_MASK	1
#define NT_CUSTOMER_SHIFT	29
#define NT_CUSTOMER(Status) \
	((((ULONG)(Status)) >> NT_CUSTOMER_SHIFT) & NT_CUSTOMER_MASK)

#define APPLICATION_ERROR_MASK		0x20000000
#define ERROR_SEVERITY_SUCCESS		0x00000000
#define ERROR_SEVERITY_INFORMATIONAL	0x40000000
#define ERROR_SEVERITY_WARNING		0x80000000
#define ERROR_SEVERITY_ERROR		0xC0000000

typedef union _LARGE_INTEGER {
	struct {
		ULONG LowPart;
		LONG HighPart;
	};
	struct {
		ULONG LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	struct {
		ULONG LowPart;
		ULONG HighPart;
	};
	struct {
		ULONG LowPart;
		ULONG HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

typedef struct _QUAD {
	union {
		LONGLONG UseThisFieldToCopy;
		ULONGLONG DoNotUseThisField;
	};
} QUAD, *PQUAD, UQUAD, *PUQUAD;

typedef struct _FLOAT128 {
	LONGLONG LowPart;
	LONGLONG HighPart;
} FLOAT128, *PFLOAT128;

typedef struct DECLSPEC_ALIGN(16) _M128A {
	ULONGLONG Low;
	LONGLONG High;
} M128A, *PM128A;

typedef struct _LUID {
	ULONG LowPart;
	LONG HighPart;
} LUID, *PLUID;

typedef UCHAR KIRQL, *PKIRQL;
typedef LONG KPRIORITY;
typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;

typedef struct _PROCESSOR_NUMBER {
	USHORT Group;
	UCHAR Number;
	UCHAR Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

typedef struct _GROUP_AFFINITY {
	KAFFINITY Mask;
	USHORT Group;
	USHORT Reserved[3];
} GROUP_AFFINITY, *PGROUP_AFFINITY;

#define ALL_PROCESSOR_GROUPS	0xffff

typedef enum _EVENT_TYPE {
	NotificationEvent,
	SynchronizationEvent
} EVENT_TYPE;

typedef enum _TIMER_TYPE {
	NotificationTimer,
	SynchronizationTimer
} TIMER_TYPE;

typedef enum _WAIT_TYPE {
	WaitAll,
	WaitAny,
	WaitNotification,
	WaitDequeue,
	WaitDpc
} WAIT_TYPE;

typedef enum _NT_PRODUCT_TYPE {
	NtProductWinNt = 1,
	NtProductLanManNt,
	NtProductServer
} NT_PRODUCT_TYPE, *PNT_PRODUCT_TYPE;

/* Lengths of counted strings are in bytes. */
typedef struct _STRING {
	USHORT Length;
	USHORT MaximumLength;
	PCHAR Buffer;
} STRING, *PSTRING, ANSI_STRING, *PANSI_STRING, OEM_STRING, *POEM_STRING,
	UTF8_STRING, *PUTF8_STRING, CANSI_STRING, *PCANSI_STRING;
typedef const STRING *PCOEM_STRING, *PCUTF8_STRING;

typedef struct _CSTRING {
	USHORT Length;
	USHORT MaximumLength;
	const char *Buffer;
} CSTRING, *PCSTRING;

typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWCH Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _LIST_ENTRY {
	struct _LIST_ENTRY *Flink;
	struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY, *PRLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
	struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

typedef struct _LIST_ENTRY32 {
	ULONG Flink;
	ULONG Blink;
} LIST_ENTRY32, *PLIST_ENTRY32;

typedef struct _LIST_ENTRY64 {
	ULONGLONG Flink;
	ULONGLONG Blink;
} LIST_ENTRY64, *PLIST_ENTRY64;

typedef struct _SINGLE_LIST_ENTRY32 {
	ULONG Next;
} SINGLE_LIST_ENTRY32, *PSINGLE_LIST_ENTRY32;

/* An entry of a balanced tree; the low bits of ParentValue hold the balance. */
typedef struct _RTL_BALANCED_NODE {
	union {
		struct _RTL_BALANCED_NODE *Children[2];
		struct {
			struct _RTL_BALANCED_NODE *Left;
			struct _RTL_BALANCED_NODE *Right;
		};
	};
	union {
		UCHAR Red : 1;
		UCHAR Balance : 2;
		ULONG_PTR ParentValue;
	};
} RTL_BALANCED_NODE, *PRTL_BALANCED_NODE;

#define OBJ_INHERIT			0x00000002
#define OBJ_PERMANENT			0x00000010
#define OBJ_EXCLUSIVE			0x00000020
#define OBJ_CASE_INSENSITIVE		0x00000040
#define OBJ_OPENIF			0x00000080
#define OBJ_OPENLINK			0x00000100
#define OBJ_KERNEL_HANDLE		0x00000200
#define OBJ_FORCE_ACCESS_CHECK		0x00000400
#define OBJ_IGNORE_IMPERSONATED_DEVICEMAP	0x00000800
#define OBJ_DONT_REPARSE		0x00001000
#define OBJ_VALID_ATTRIBUTES		0x00001FF2

typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;

typedef struct _OBJECT_ATTRIBUTES64 {
	ULONG Length;
	ULONG64 RootDirectory;
	ULONG64 ObjectName;
	ULONG Attributes;
	ULONG64 SecurityDescriptor;
	ULONG64 SecurityQualityOfService;
} OBJECT_ATTRIBUTES64, *POBJECT_ATTRIBUTES64;

#define InitializeObjectAttributes(p, n, a, r, s) do { \
	(p)->Length = sizeof(OBJECT_ATTRIBUTES); \
	(p)->RootDirectory = (r); \
	(p)->Attributes = (a); \
	(p)->ObjectName = (PUNICODE_STRING)(n); \
	(p)->SecurityDescriptor = (s); \
	(p)->SecurityQualityOfService = NULL; \
} while (0)

#define RTL_INIT_OBJECT_ATTRIBUTES(n, a) \
	RTL_CONSTANT_OBJECT_ATTRIBUTES(n, a)
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(n, a) \
	{ sizeof(OBJECT_ATTRIBUTES), NULL, (PUNICODE_STRING)(n), (a), NULL, NULL }

/* Structure geometry. */
#define FIELD_OFFSET(type, field)	((LONG)__builtin_offsetof(type, field))
#define UFIELD_OFFSET(type, field)	((ULONG)__builtin_offsetof(type, field))
#define RTL_FIELD_SIZE(type, field)	(sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field) \
	(__builtin_offsetof(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(Struct, Size, Field) \
	((((PCHAR)(&(Struct)->Field)) + sizeof((Struct)->Field)) <= \
	 (((PCHAR)(Struct)) + (Size)))
#define RTL_NUMBER_OF_V1(A)		(sizeof(A) / sizeof((A)[0]))
#define RTL_NUMBER_OF_V2(A)		RTL_NUMBER_OF_V1(A)
#define RTL_NUMBER_OF(A)		RTL_NUMBER_OF_V1(A)
#define ARRAYSIZE(A)			RTL_NUMBER_OF_V2(A)
#define _ARRAYSIZE(A)			RTL_NUMBER_OF_V1(A)
#define RTL_NUMBER_OF_FIELD(type, field) \
	RTL_NUMBER_OF(((type *)0)->field)
#define RTL_FIELD_TYPE(type, field)	(((type *)0)->field)
#define RTL_PADDING_BETWEEN_FIELDS(type, f1, f2) \
	((FIELD_OFFSET(type, f2) > FIELD_OFFSET(type, f1)) \
	 ? (FIELD_OFFSET(type, f2) - FIELD_OFFSET(type, f1) - \
	    RTL_FIELD_SIZE(type, f1)) \
	 : (FIELD_OFFSET(type, f1) - FIELD_OFFSET(type, f2) - \
	    RTL_FIELD_SIZE(type, f2)))
#define RTL_BITS_OF(sizeOfArg)		(sizeof(sizeOfArg) * 8)
#define RTL_BITS_OF_FIELD(type, field)	(RTL_BITS_OF(RTL_FIELD_TYPE(type, field)))
#define CONTAINING_RECORD(address, type, field) \
	((type *)((PCHAR)(address) - \
		  (ULONG_PTR)__builtin_offsetof(type, field)))

#define ALIGN_DOWN_BY(length, by) \
	((ULONG_PTR)(length) & ~((ULONG_PTR)(by) - 1))
#define ALIGN_UP_BY(length, by) \
	ALIGN_DOWN_BY(((ULONG_PTR)(length) + (by) - 1), by)
#define ALIGN_DOWN_POINTER_BY(address, by) \
	((PVOID)ALIGN_DOWN_BY((ULONG_PTR)(address), by))
#define ALIGN_UP_POINTER_BY(address, by) \
	ALIGN_DOWN_POINTER_BY(((ULONG_PTR)(address) + (by) - 1), by)
#define ALIGN_DOWN_POINTER(address, type) \
	ALIGN_DOWN_POINTER_BY(address, sizeof(type))
#define ALIGN_UP_POINTER(address, type) \
	ALIGN_UP_POINTER_BY(address, sizeof(type))
/* Linux has an ALIGN_DOWN of another meaning. */
#ifndef _LINUX_TYPES_H
#define ALIGN_DOWN(length, type)	ALIGN_DOWN_BY(length, sizeof(type))
#define ALIGN_UP(length, type)		ALIGN_UP_BY(length, sizeof(type))
#endif

/*
 * Constant strings. The size must be an array's; the unnamed zero refuses to
 * compile for a pointer.
 */
#define WDM_MUST_BE_ARRAY(s) \
	(0 * sizeof(char[__builtin_types_compatible_p(__typeof__(s), \
		__typeof__(&(s)[0])) ? -1 : 1]))
#define RTL_CONSTANT_STRING(s) \
	{ sizeof(s) - sizeof((s)[0]) + WDM_MUST_BE_ARRAY(s), sizeof(s), \
	  (void *)(s) }
#define DECLARE_CONST_UNICODE_STRING(_var, _string) \
	const WCHAR _var##_buffer[] = _string; \
	const UNICODE_STRING _var = { sizeof(_string) - sizeof(WCHAR), \
				      sizeof(_string), (PWCH)_var##_buffer }
#define DECLARE_GLOBAL_CONST_UNICODE_STRING(_var, _string) \
	extern const UNICODE_STRING _var; \
	const __attribute__((__weak__)) UNICODE_STRING _var = \
		{ sizeof(_string) - sizeof(WCHAR), sizeof(_string), \
		  (PWCH)_string }
#define DECLARE_UNICODE_STRING_SIZE(_var, _size) \
	WCHAR _var##_buffer[_size]; \
	UNICODE_STRING _var = { 0, (_size) * sizeof(WCHAR), _var##_buffer }
#define DECLARE_STATIC_UNICODE_STRING_SIZE(_var, _size) \
	static WCHAR _var##_buffer[_size]; \
	static UNICODE_STRING _var = { 0, (_size) * sizeof(WCHAR), _var##_buffer }

#define RTL_SIZEOF_LITERAL(s)	(sizeof(s) - sizeof((s)[0]))

/* Checks and silencers. */
#define C_ASSERT(e)		_Static_assert(e, #e)
#define ARGUMENT_PRESENT(p)	(((PCHAR)(ULONG_PTR)(p)) != (PCHAR)NULL)
#define UNREFERENCED_PARAMETER(P)		((void)(P))
#define DBG_UNREFERENCED_PARAMETER(P)		((void)(P))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(V)	((void)(V))
#define DEFAULT_UNREACHABLE	default: break

/* Arithmetic on 64 bits. */
#define Int32x32To64(a, b)	(((LONGLONG)(LONG)(a)) * ((LONGLONG)(LONG)(b)))
#define UInt32x32To64(a, b) \
	(((ULONGLONG)(ULONG)(a)) * ((ULONGLONG)(ULONG)(b)))
#define Int64ShllMod32(a, b)	(((ULONGLONG)(a)) << ((b) & 31))
#define Int64ShraMod32(a, b)	(((LONGLONG)(a)) >> ((b) & 31))
#define Int64ShrlMod32(a, b)	(((ULONGLONG)(a)) >> ((b) & 31))

#if !defined(_LINUX_TYPES_H) && !defined(NOMINMAX)
#ifndef min
#define min(a, b)		(((a) < (b)) ? (a) : (b))
#endif
#ifndef max
#define max(a, b)		(((a) > (b)) ? (a) : (b))
#endif
#endif

#define BooleanFlagOn(F, SF)	((BOOLEAN)(((F) & (SF)) != 0))
#define FlagOn(F, SF)		((F) & (SF))
#ifndef _LINUX_TYPES_H
#define SetFlag(F, SF)		((F) |= (SF))
#define ClearFlag(F, SF)	((F) &= ~(SF))
#endif

/* Language identifiers. */
#define MAKELANGID(p, s)	((((USHORT)(s)) << 10) | (USHORT)(p))
#define PRIMARYLANGID(lgid)	((USHORT)(lgid) & 0x3ff)
#define SUBLANGID(lgid)		((USHORT)(lgid) >> 10)

#define VER_WORKSTATION_NT	0x40000000
#define VER_SERVER_NT		0x80000000

C_ASSERT(sizeof(LONG) == 4);
C_ASSERT(sizeof(WCHAR) == 2);
C_ASSERT(sizeof(ULONG_PTR) == sizeof(PVOID));
C_ASSERT(sizeof(LARGE_INTEGER) == 8);
C_ASSERT(sizeof(UNICODE_STRING) == 16);
C_ASSERT(sizeof(OBJECT_ATTRIBUTES) == 48);
C_ASSERT(sizeof(GROUP_AFFINITY) == 16);
C_ASSERT(sizeof(PROCESSOR_NUMBER) == 4);
C_ASSERT(sizeof(RTL_BALANCED_NODE) == 24);
C_ASSERT(sizeof(GUID) == 16);

#endif /* _NTDEF_ */
