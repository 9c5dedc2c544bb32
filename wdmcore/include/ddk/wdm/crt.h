/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The C run-time functions of a kernel-mode driver, under names of their own:
 * Linux exports functions of the usual names that behave differently (printf
 * formats, 64-bit long). string.h and its kin map the usual names to these.
 *
 * Where Windows says long, LONG stands: results have 32 bits.
 */
#ifndef _WDM_CRT_H
#define _WDM_CRT_H

#include <ntdef.h>

void *wdm_crt_memchr(const void *s, int c, SIZE_T n);
char *wdm_crt_strcpy(char *d, const char *s);
char *wdm_crt_strncpy(char *d, const char *s, SIZE_T n);
char *wdm_crt_strcat(char *d, const char *s);
char *wdm_crt_strncat(char *d, const char *s, SIZE_T n);
int wdm_crt_strcmp(const char *a, const char *b);
int wdm_crt_strncmp(const char *a, const char *b, SIZE_T n);
int wdm_crt_stricmp(const char *a, const char *b);
int wdm_crt_strnicmp(const char *a, const char *b, SIZE_T n);
char *wdm_crt_strchr(const char *s, int c);
char *wdm_crt_strrchr(const char *s, int c);
char *wdm_crt_strstr(const char *s, const char *t);
SIZE_T wdm_crt_strspn(const char *s, const char *set);
SIZE_T wdm_crt_strcspn(const char *s, const char *set);
char *wdm_crt_strpbrk(const char *s, const char *set);
SIZE_T wdm_crt_strnlen(const char *s, SIZE_T n);
char *wdm_crt_strlwr(char *s);
char *wdm_crt_strupr(char *s);
char *wdm_crt_strrev(char *s);
char *wdm_crt_strset(char *s, int c);
char *wdm_crt_strnset(char *s, int c, SIZE_T n);
char *wdm_crt_strtok_s(char *s, const char *set, char **context);
int wdm_crt_strcpy_s(char *d, SIZE_T size, const char *s);
int wdm_crt_strncpy_s(char *d, SIZE_T size, const char *s, SIZE_T n);
int wdm_crt_strcat_s(char *d, SIZE_T size, const char *s);
int wdm_crt_strncat_s(char *d, SIZE_T size, const char *s, SIZE_T n);
int wdm_crt_memcpy_s(void *d, SIZE_T size, const void *s, SIZE_T n);
int wdm_crt_memmove_s(void *d, SIZE_T size, const void *s, SIZE_T n);
SIZE_T wdm_crt_wcslen(const WCHAR *s);
SIZE_T wdm_crt_wcsnlen(const WCHAR *s, SIZE_T n);
WCHAR *wdm_crt_wcscpy(WCHAR *d, const WCHAR *s);
WCHAR *wdm_crt_wcsncpy(WCHAR *d, const WCHAR *s, SIZE_T n);
WCHAR *wdm_crt_wcscat(WCHAR *d, const WCHAR *s);
WCHAR *wdm_crt_wcsncat(WCHAR *d, const WCHAR *s, SIZE_T n);
int wdm_crt_wcscmp(const WCHAR *a, const WCHAR *b);
int wdm_crt_wcsncmp(const WCHAR *a, const WCHAR *b, SIZE_T n);
int wdm_crt_wcsicmp(const WCHAR *a, const WCHAR *b);
int wdm_crt_wcsnicmp(const WCHAR *a, const WCHAR *b, SIZE_T n);
WCHAR *wdm_crt_wcschr(const WCHAR *s, WCHAR c);
WCHAR *wdm_crt_wcsrchr(const WCHAR *s, WCHAR c);
WCHAR *wdm_crt_wcsstr(const WCHAR *s, const WCHAR *t);
SIZE_T wdm_crt_wcsspn(const WCHAR *s, const WCHAR *set);
SIZE_T wdm_crt_wcscspn(const WCHAR *s, const WCHAR *set);
WCHAR *wdm_crt_wcspbrk(const WCHAR *s, const WCHAR *set);
WCHAR *wdm_crt_wcslwr(WCHAR *s);
WCHAR *wdm_crt_wcsupr(WCHAR *s);
WCHAR *wdm_crt_wcsrev(WCHAR *s);
int wdm_crt_wcscpy_s(WCHAR *d, SIZE_T size, const WCHAR *s);
int wdm_crt_wcsncpy_s(WCHAR *d, SIZE_T size, const WCHAR *s, SIZE_T n);
int wdm_crt_wcscat_s(WCHAR *d, SIZE_T size, const WCHAR *s);
int wdm_crt_wcsncat_s(WCHAR *d, SIZE_T size, const WCHAR *s, SIZE_T n);

int wdm_crt_isalpha(int c);
int wdm_crt_isdigit(int c);
int wdm_crt_isxdigit(int c);
int wdm_crt_isalnum(int c);
int wdm_crt_isupper(int c);
int wdm_crt_islower(int c);
int wdm_crt_isspace(int c);
int wdm_crt_isprint(int c);
int wdm_crt_isgraph(int c);
int wdm_crt_ispunct(int c);
int wdm_crt_iscntrl(int c);
int wdm_crt_toupper(int c);
int wdm_crt_tolower(int c);
int wdm_crt_iswalpha(wint_t c);
int wdm_crt_iswdigit(wint_t c);
int wdm_crt_iswxdigit(wint_t c);
int wdm_crt_iswalnum(wint_t c);
int wdm_crt_iswupper(wint_t c);
int wdm_crt_iswlower(wint_t c);
int wdm_crt_iswspace(wint_t c);
wint_t wdm_crt_towupper(wint_t c);
wint_t wdm_crt_towlower(wint_t c);

int wdm_crt_atoi(const char *s);
LONG wdm_crt_atol(const char *s);
LONGLONG wdm_crt_atoi64(const char *s);
LONG wdm_crt_strtol(const char *s, char **end, int base);
ULONG wdm_crt_strtoul(const char *s, char **end, int base);
LONGLONG wdm_crt_strtoi64(const char *s, char **end, int base);
ULONGLONG wdm_crt_strtoui64(const char *s, char **end, int base);
int wdm_crt_wtoi(const WCHAR *s);
LONGLONG wdm_crt_wtoi64(const WCHAR *s);
LONG wdm_crt_wcstol(const WCHAR *s, WCHAR **end, int base);
ULONG wdm_crt_wcstoul(const WCHAR *s, WCHAR **end, int base);
LONGLONG wdm_crt_wcstoi64(const WCHAR *s, WCHAR **end, int base);
ULONGLONG wdm_crt_wcstoui64(const WCHAR *s, WCHAR **end, int base);
char *wdm_crt_itoa(int value, char *s, int base);
char *wdm_crt_ultoa(ULONG value, char *s, int base);
char *wdm_crt_i64toa(LONGLONG value, char *s, int base);
char *wdm_crt_ui64toa(ULONGLONG value, char *s, int base);
WCHAR *wdm_crt_itow(int value, WCHAR *s, int base);
WCHAR *wdm_crt_ultow(ULONG value, WCHAR *s, int base);
WCHAR *wdm_crt_i64tow(LONGLONG value, WCHAR *s, int base);
WCHAR *wdm_crt_ui64tow(ULONGLONG value, WCHAR *s, int base);
void wdm_crt_qsort(void *base, SIZE_T count, SIZE_T size,
		   int (*compare)(const void *, const void *));
void *wdm_crt_bsearch(const void *key, const void *base, SIZE_T count,
		      SIZE_T size, int (*compare)(const void *, const void *));
int wdm_crt_rand(void);
void wdm_crt_srand(unsigned int seed);

int wdm_crt_sprintf(char *d, const char *format, ...);
int wdm_crt_vsprintf(char *d, const char *format, va_list ap);
int wdm_crt_snprintf(char *d, SIZE_T count, const char *format, ...);
int wdm_crt_c99_snprintf(char *d, SIZE_T count, const char *format, ...);
int wdm_crt_vsnprintf(char *d, SIZE_T count, const char *format, va_list ap);
int wdm_crt_c99_vsnprintf(char *d, SIZE_T count, const char *format,
			  va_list ap);
int wdm_crt_sprintf_s(char *d, SIZE_T size, const char *format, ...);
int wdm_crt_vsprintf_s(char *d, SIZE_T size, const char *format, va_list ap);
int wdm_crt_snprintf_s(char *d, SIZE_T size, SIZE_T count, const char *format,
		       ...);
int wdm_crt_vsnprintf_s(char *d, SIZE_T size, SIZE_T count, const char *format,
			va_list ap);
int wdm_crt_swprintf(WCHAR *d, const WCHAR *format, ...);
int wdm_crt_swprintf_count(WCHAR *d, SIZE_T count, const WCHAR *format, ...);
int wdm_crt_vswprintf(WCHAR *d, const WCHAR *format, va_list ap);
int wdm_crt_vswprintf_count(WCHAR *d, SIZE_T count, const WCHAR *format,
			    va_list ap);
int wdm_crt_snwprintf(WCHAR *d, SIZE_T count, const WCHAR *format, ...);
int wdm_crt_vsnwprintf(WCHAR *d, SIZE_T count, const WCHAR *format, va_list ap);
int wdm_crt_swprintf_s(WCHAR *d, SIZE_T size, const WCHAR *format, ...);
int wdm_crt_vswprintf_s(WCHAR *d, SIZE_T size, const WCHAR *format, va_list ap);
int wdm_crt_snwprintf_s(WCHAR *d, SIZE_T size, SIZE_T count,
			const WCHAR *format, ...);
int wdm_crt_vsnwprintf_s(WCHAR *d, SIZE_T size, SIZE_T count,
			 const WCHAR *format, va_list ap);
/* These leave ap as it is, for the call that puts what they measure. */
int wdm_crt_scprintf(const char *format, ...);
int wdm_crt_vscprintf(const char *format, va_list ap);
int wdm_crt_scwprintf(const WCHAR *format, ...);
int wdm_crt_vscwprintf(const WCHAR *format, va_list ap);

int wdm_crt_sscanf(const char *s, const char *format, ...);
int wdm_crt_vsscanf(const char *s, const char *format, va_list ap);
int wdm_crt_sscanf_s(const char *s, const char *format, ...);
int wdm_crt_snscanf(const char *s, SIZE_T count, const char *format, ...);
int wdm_crt_snscanf_s(const char *s, SIZE_T count, const char *format, ...);
int wdm_crt_swscanf(const WCHAR *s, const WCHAR *format, ...);
int wdm_crt_swscanf_s(const WCHAR *s, const WCHAR *format, ...);
int wdm_crt_snwscanf(const WCHAR *s, SIZE_T count, const WCHAR *format, ...);
int wdm_crt_snwscanf_s(const WCHAR *s, SIZE_T count, const WCHAR *format, ...);
SIZE_T wdm_crt_mbstowcs(WCHAR *d, const char *s, SIZE_T count);
SIZE_T wdm_crt_wcstombs(char *d, const WCHAR *s, SIZE_T count);
int wdm_crt_mbtowc(WCHAR *d, const char *s, SIZE_T count);
int wdm_crt_wctomb(char *d, WCHAR c);
WCHAR *wdm_crt_wcsset(WCHAR *s, WCHAR c);
WCHAR *wdm_crt_wcsnset(WCHAR *s, WCHAR c, SIZE_T n);
WCHAR *wdm_crt_wcstok_s(WCHAR *s, const WCHAR *set, WCHAR **context);
int wdm_crt_ultoa_s(ULONG value, char *s, SIZE_T size, int base);
int wdm_crt_itoa_s(int value, char *s, SIZE_T size, int base);
int wdm_crt_i64toa_s(LONGLONG value, char *s, SIZE_T size, int base);
int wdm_crt_ui64toa_s(ULONGLONG value, char *s, SIZE_T size, int base);
int wdm_crt_ultow_s(ULONG value, WCHAR *s, SIZE_T size, int base);
int wdm_crt_itow_s(int value, WCHAR *s, SIZE_T size, int base);
int wdm_crt_i64tow_s(LONGLONG value, WCHAR *s, SIZE_T size, int base);
int wdm_crt_ui64tow_s(ULONGLONG value, WCHAR *s, SIZE_T size, int base);
int wdm_crt_memicmp(const void *a, const void *b, SIZE_T n);
int wdm_crt_strlwr_s(char *s, SIZE_T size);
int wdm_crt_strupr_s(char *s, SIZE_T size);
int wdm_crt_strset_s(char *s, SIZE_T size, int c);
int wdm_crt_strnset_s(char *s, SIZE_T size, int c, SIZE_T n);
int wdm_crt_wcslwr_s(WCHAR *s, SIZE_T size);
int wdm_crt_wcsupr_s(WCHAR *s, SIZE_T size);
int wdm_crt_wcsset_s(WCHAR *s, SIZE_T size, WCHAR c);
int wdm_crt_wcsnset_s(WCHAR *s, SIZE_T size, WCHAR c, SIZE_T n);
int wdm_crt_makepath_s(char *path, SIZE_T size, const char *drive, const char *dir,
		       const char *name, const char *ext);
int wdm_crt_wmakepath_s(WCHAR *path, SIZE_T size, const WCHAR *drive, const WCHAR *dir,
			const WCHAR *name, const WCHAR *ext);
int wdm_crt_splitpath_s(const char *path, char *drive, SIZE_T drive_size, char *dir,
			SIZE_T dir_size, char *name, SIZE_T name_size, char *ext,
			SIZE_T ext_size);
int wdm_crt_wsplitpath_s(const WCHAR *path, WCHAR *drive, SIZE_T drive_size, WCHAR *dir,
			 SIZE_T dir_size, WCHAR *name, SIZE_T name_size, WCHAR *ext,
			 SIZE_T ext_size);
void wdm_crt_qsort_s(void *base, SIZE_T count, SIZE_T size,
		     int (*compare)(void *, const void *, const void *), void *context);
void *wdm_crt_bsearch_s(const void *key, const void *base, SIZE_T count, SIZE_T size,
			int (*compare)(void *, const void *, const void *), void *context);

#endif /* _WDM_CRT_H */
