/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatted output to memory, with the formats of Windows. There are no files.
 */
#ifndef _WDM_STDIO_H
#define _WDM_STDIO_H

#include <wdm/crt.h>

#ifndef _LINUX_TYPES_H

#ifndef EOF
#define EOF			(-1)
#endif

#define sprintf		wdm_crt_sprintf
#define vsprintf	wdm_crt_vsprintf
#define _snprintf	wdm_crt_snprintf
#define _vsnprintf	wdm_crt_vsnprintf
#define sprintf_s	wdm_crt_sprintf_s
#define vsprintf_s	wdm_crt_vsprintf_s
#define _snprintf_s	wdm_crt_snprintf_s
#define _vsnprintf_s	wdm_crt_vsnprintf_s
#define _snwprintf	wdm_crt_snwprintf
#define _vsnwprintf	wdm_crt_vsnwprintf
#define swprintf_s	wdm_crt_swprintf_s
#define vswprintf_s	wdm_crt_vswprintf_s
#define _snwprintf_s	wdm_crt_snwprintf_s
#define _vsnwprintf_s	wdm_crt_vsnwprintf_s
#define snprintf	wdm_crt_c99_snprintf
#define vsnprintf	wdm_crt_c99_vsnprintf
#define _swprintf	wdm_crt_swprintf
#define _vswprintf	wdm_crt_vswprintf
#define _scprintf	wdm_crt_scprintf
#define _vscprintf	wdm_crt_vscprintf
#define _scwprintf	wdm_crt_scwprintf
#define _vscwprintf	wdm_crt_vscwprintf
#define sscanf		wdm_crt_sscanf
#define vsscanf		wdm_crt_vsscanf
#define sscanf_s	wdm_crt_sscanf_s
#define _snscanf	wdm_crt_snscanf
#define _snscanf_s	wdm_crt_snscanf_s
#define swscanf		wdm_crt_swscanf
#define swscanf_s	wdm_crt_swscanf_s
#define _snwscanf	wdm_crt_snwscanf
#define _snwscanf_s	wdm_crt_snwscanf_s

/*
 * swprintf has two forms: that of older compilers goes straight on with the
 * format, the one of the C standard has the size of the buffer before it.
 */
#define swprintf(d, x, ...) \
	_Generic((x), WCHAR *: wdm_crt_swprintf, const WCHAR *: wdm_crt_swprintf, \
		 default: wdm_crt_swprintf_count)(d, x, ##__VA_ARGS__)
#define vswprintf(d, x, ...) \
	_Generic((x), WCHAR *: wdm_crt_vswprintf, const WCHAR *: wdm_crt_vswprintf, \
		 default: wdm_crt_vswprintf_count)(d, x, ##__VA_ARGS__)

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_STDIO_H */
