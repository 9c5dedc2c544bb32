/* SPDX-License-Identifier: GPL-2.0 */
/* Characters. The "C" locale for char; all of Unicode's plane 0 for wide ones.
 */
#ifndef _WDM_CTYPE_H
#define _WDM_CTYPE_H

#include <wdm/crt.h>

#ifndef _LINUX_TYPES_H

#define isalpha		wdm_crt_isalpha
#define isdigit		wdm_crt_isdigit
#define isxdigit	wdm_crt_isxdigit
#define isalnum		wdm_crt_isalnum
#define isupper		wdm_crt_isupper
#define islower		wdm_crt_islower
#define isspace		wdm_crt_isspace
#define isprint		wdm_crt_isprint
#define isgraph		wdm_crt_isgraph
#define ispunct		wdm_crt_ispunct
#define iscntrl		wdm_crt_iscntrl
#define toupper		wdm_crt_toupper
#define tolower		wdm_crt_tolower
#define iswalpha	wdm_crt_iswalpha
#define iswdigit	wdm_crt_iswdigit
#define iswxdigit	wdm_crt_iswxdigit
#define iswalnum	wdm_crt_iswalnum
#define iswupper	wdm_crt_iswupper
#define iswlower	wdm_crt_iswlower
#define iswspace	wdm_crt_iswspace
#define towupper	wdm_crt_towupper
#define towlower	wdm_crt_towlower
#define _toupper(c)	((c) - 'a' + 'A')
#define _tolower(c)	((c) - 'A' + 'a')
#define isascii(c)	((unsigned int)(c) < 0x80)
#define __isascii(c)	((unsigned int)(c) < 0x80)
#define __toascii(c)	((c) & 0x7f)
#define toascii(c)	((c) & 0x7f)

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_CTYPE_H */
