/* SPDX-License-Identifier: GPL-2.0 */
/* Generic text names, by UNICODE as in ntdef.h.
 */
#ifndef _WDM_TCHAR_H
#define _WDM_TCHAR_H

#include <ntdef.h>

#ifndef _LINUX_TYPES_H

#ifdef _UNICODE
#define _T(x)			L##x
#define _TEXT(x)		L##x
#else
#define _T(x)			x
#define _TEXT(x)		x
#endif

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_TCHAR_H */
