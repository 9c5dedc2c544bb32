/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GUIDs. DEFINE_GUID declares, or, in a source that includes initguid.h before,
 * also defines the variable. Definitions are weak, so that two sources (or a
 * header included by several) may define the same one.
 *
 * The part up to the next comment is read again each time, as initguid.h may
 * come between two inclusions.
 */
#include <wdm/msvc.h>

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
	unsigned int Data1;
	unsigned short Data2;
	unsigned short Data3;
	unsigned char Data4[8];
} GUID;
#endif

#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C	extern "C"
#else
#define EXTERN_C	extern
#endif
#endif

#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	EXTERN_C const GUID name; \
	const GUID __attribute__((__weak__)) name = \
	{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	EXTERN_C const GUID name
#endif

#undef DEFINE_OLEGUID
#define DEFINE_OLEGUID(name, l, w1, w2) \
	DEFINE_GUID(name, l, w1, w2, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)

/* From here on once only. */
#ifndef _WDM_GUIDDEF_H
#define _WDM_GUIDDEF_H

typedef GUID *LPGUID;
typedef const GUID *LPCGUID;
typedef GUID IID, *LPIID;
typedef GUID CLSID, *LPCLSID;
typedef GUID FMTID, *LPFMTID;

#define IID_NULL		GUID_NULL
#define CLSID_NULL		GUID_NULL
#define FMTID_NULL		GUID_NULL

#ifdef __cplusplus
#define REFGUID			const GUID &
#define REFIID			const IID &
#define REFCLSID		const CLSID &
#define REFFMTID		const FMTID &
#else
#define REFGUID			const GUID *
#define REFIID			const IID *
#define REFCLSID		const CLSID *
#define REFFMTID		const FMTID *
#endif

#define InlineIsEqualGUID(a, b)	IsEqualGUID(a, b)
#define IsEqualGUID(a, b) \
	(!__builtin_memcmp((const void *)(a), (const void *)(b), sizeof(GUID)))
#define IsEqualIID(a, b)	IsEqualGUID(a, b)
#define IsEqualCLSID(a, b)	IsEqualGUID(a, b)
#define IsEqualFMTID(a, b)	IsEqualGUID(a, b)

#endif /* _WDM_GUIDDEF_H */
