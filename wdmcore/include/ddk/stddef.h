/* SPDX-License-Identifier: GPL-2.0 */
/*
 * size_t and its kin are "unsigned __int64" and not "unsigned long", so that a
 * driver may mix size_t, SIZE_T and ULONG_PTR, also behind pointers and in
 * prototypes, as it may on Windows where all of these are one type.
 */
#ifndef _WDM_STDDEF_H
#define _WDM_STDDEF_H

#include <wdm/msvc.h>

#ifndef _LINUX_TYPES_H
typedef unsigned long long size_t;
typedef long long ssize_t;
typedef long long ptrdiff_t;
typedef long long intptr_t;
typedef unsigned long long uintptr_t;
#endif

#ifndef __cplusplus
typedef __WCHAR_TYPE__ wchar_t;
#endif

typedef unsigned short wint_t;
typedef unsigned short wctype_t;
typedef int errno_t;

#ifndef NULL
#define NULL			((void *)0)
#endif

#ifndef offsetof
#define offsetof(type, member)	__builtin_offsetof(type, member)
#endif

#endif /* _WDM_STDDEF_H */
