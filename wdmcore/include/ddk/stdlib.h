/* SPDX-License-Identifier: GPL-2.0 */
/* Conversions, sorting, random numbers.
 */
#ifndef _WDM_STDLIB_H
#define _WDM_STDLIB_H

#include <wdm/crt.h>

#ifndef _LINUX_TYPES_H

#ifndef _countof
#define _countof(a)		(sizeof(a) / sizeof((a)[0]))
#endif
#define __min(a, b)		(((a) < (b)) ? (a) : (b))
#define __max(a, b)		(((a) > (b)) ? (a) : (b))
#define RAND_MAX		0x7fff
#define _MAX_PATH		260
#define _MAX_DRIVE		3
#define _MAX_DIR		256
#define _MAX_FNAME		256
#define _MAX_EXT		256
#define abs(x)			__builtin_abs(x)
#define labs(x)			__builtin_abs(x)
#define _abs64(x)		__builtin_llabs(x)

#define atoi		wdm_crt_atoi
#define atol		wdm_crt_atol
#define _atoi64		wdm_crt_atoi64
#define strtol		wdm_crt_strtol
#define strtoul		wdm_crt_strtoul
#define _strtoi64	wdm_crt_strtoi64
#define _strtoui64	wdm_crt_strtoui64
#define _wtoi		wdm_crt_wtoi
#define _wtoi64		wdm_crt_wtoi64
#define wcstol		wdm_crt_wcstol
#define wcstoul		wdm_crt_wcstoul
#define _wcstoi64	wdm_crt_wcstoi64
#define _wcstoui64	wdm_crt_wcstoui64
#define _itoa		wdm_crt_itoa
#define _ultoa		wdm_crt_ultoa
#define _i64toa		wdm_crt_i64toa
#define _ui64toa	wdm_crt_ui64toa
#define _itow		wdm_crt_itow
#define _ultow		wdm_crt_ultow
#define _i64tow		wdm_crt_i64tow
#define _ui64tow	wdm_crt_ui64tow
#define qsort		wdm_crt_qsort
#define bsearch		wdm_crt_bsearch
#define qsort_s		wdm_crt_qsort_s
#define bsearch_s	wdm_crt_bsearch_s
#define _makepath_s	wdm_crt_makepath_s
#define _wmakepath_s	wdm_crt_wmakepath_s
#define _splitpath_s	wdm_crt_splitpath_s
#define _wsplitpath_s	wdm_crt_wsplitpath_s
#define rand		wdm_crt_rand
#define srand		wdm_crt_srand
#define _wtol		wdm_crt_wtoi
#define _ltoa		wdm_crt_itoa
#define _ltow		wdm_crt_itow
#define _itoa_s		wdm_crt_itoa_s
#define _ltoa_s		wdm_crt_itoa_s
#define _ultoa_s	wdm_crt_ultoa_s
#define _i64toa_s	wdm_crt_i64toa_s
#define _ui64toa_s	wdm_crt_ui64toa_s
#define _itow_s		wdm_crt_itow_s
#define _ltow_s		wdm_crt_itow_s
#define _ultow_s	wdm_crt_ultow_s
#define _i64tow_s	wdm_crt_i64tow_s
#define _ui64tow_s	wdm_crt_ui64tow_s
#define mbstowcs	wdm_crt_mbstowcs
#define wcstombs	wdm_crt_wcstombs
#define mbtowc		wdm_crt_mbtowc
#define wctomb		wdm_crt_wctomb
#define itoa		wdm_crt_itoa
#define ltoa		wdm_crt_itoa
#define ultoa		wdm_crt_ultoa
#define strtoll		wdm_crt_strtoi64
#define strtoull	wdm_crt_strtoui64
#define _byteswap_ushort(x)	__builtin_bswap16(x)
#define _byteswap_ulong(x)	__builtin_bswap32(x)
#define _byteswap_uint64(x)	__builtin_bswap64(x)

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_STDLIB_H */
