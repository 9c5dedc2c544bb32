/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first five are the kernel's own, which gcc may call by itself; they mean
 * the same everywhere. The others are wdmcore's.
 */
#ifndef _WDM_STRING_H
#define _WDM_STRING_H

#include <wdm/crt.h>

#ifndef _LINUX_TYPES_H

void *memcpy(void *d, const void *s, __SIZE_TYPE__ n);
void *memmove(void *d, const void *s, __SIZE_TYPE__ n);
void *memset(void *d, int c, __SIZE_TYPE__ n);
int memcmp(const void *a, const void *b, __SIZE_TYPE__ n);
__SIZE_TYPE__ strlen(const char *s);

#define _TRUNCATE		((SIZE_T)-1)
#define STRUNCATE		80

#define memchr		wdm_crt_memchr
#define strcpy		wdm_crt_strcpy
#define strncpy		wdm_crt_strncpy
#define strcat		wdm_crt_strcat
#define strncat		wdm_crt_strncat
#define strcmp		wdm_crt_strcmp
#define strncmp		wdm_crt_strncmp
#define _stricmp	wdm_crt_stricmp
#define _strnicmp	wdm_crt_strnicmp
#define strchr		wdm_crt_strchr
#define strrchr		wdm_crt_strrchr
#define strstr		wdm_crt_strstr
#define strspn		wdm_crt_strspn
#define strcspn		wdm_crt_strcspn
#define strpbrk		wdm_crt_strpbrk
#define strnlen		wdm_crt_strnlen
#define _strlwr		wdm_crt_strlwr
#define _strupr		wdm_crt_strupr
#define _strrev		wdm_crt_strrev
#define _strset		wdm_crt_strset
#define _strnset	wdm_crt_strnset
#define strtok_s	wdm_crt_strtok_s
#define strcpy_s	wdm_crt_strcpy_s
#define strncpy_s	wdm_crt_strncpy_s
#define strcat_s	wdm_crt_strcat_s
#define strncat_s	wdm_crt_strncat_s
#define memcpy_s	wdm_crt_memcpy_s
#define memmove_s	wdm_crt_memmove_s
#define _memicmp	wdm_crt_memicmp
#define _strlwr_s	wdm_crt_strlwr_s
#define _strupr_s	wdm_crt_strupr_s
#define _strset_s	wdm_crt_strset_s
#define _strnset_s	wdm_crt_strnset_s
#define stricmp		wdm_crt_stricmp
#define strnicmp	wdm_crt_strnicmp
#define _strcmpi	wdm_crt_stricmp
#define strcmpi		wdm_crt_stricmp
#define strlwr		wdm_crt_strlwr
#define strupr		wdm_crt_strupr

#define wcslen		wdm_crt_wcslen
#define wcsnlen		wdm_crt_wcsnlen
#define wcscpy		wdm_crt_wcscpy
#define wcsncpy		wdm_crt_wcsncpy
#define wcscat		wdm_crt_wcscat
#define wcsncat		wdm_crt_wcsncat
#define wcscmp		wdm_crt_wcscmp
#define wcsncmp		wdm_crt_wcsncmp
#define _wcsicmp	wdm_crt_wcsicmp
#define _wcsnicmp	wdm_crt_wcsnicmp
#define wcschr		wdm_crt_wcschr
#define wcsrchr		wdm_crt_wcsrchr
#define wcsstr		wdm_crt_wcsstr
#define wcsspn		wdm_crt_wcsspn
#define wcscspn		wdm_crt_wcscspn
#define wcspbrk		wdm_crt_wcspbrk
#define _wcslwr		wdm_crt_wcslwr
#define _wcsupr		wdm_crt_wcsupr
#define _wcsrev		wdm_crt_wcsrev
#define _wcsset		wdm_crt_wcsset
#define _wcsnset	wdm_crt_wcsnset
#define wcstok_s	wdm_crt_wcstok_s
#define wcscpy_s	wdm_crt_wcscpy_s
#define wcsncpy_s	wdm_crt_wcsncpy_s
#define wcscat_s	wdm_crt_wcscat_s
#define wcsncat_s	wdm_crt_wcsncat_s
#define _wcslwr_s	wdm_crt_wcslwr_s
#define _wcsupr_s	wdm_crt_wcsupr_s
#define _wcsset_s	wdm_crt_wcsset_s
#define _wcsnset_s	wdm_crt_wcsnset_s
#define wcsicmp		wdm_crt_wcsicmp
#define wcsnicmp	wdm_crt_wcsnicmp
#define wcslwr		wdm_crt_wcslwr
#define wcsupr		wdm_crt_wcsupr

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_STRING_H */
