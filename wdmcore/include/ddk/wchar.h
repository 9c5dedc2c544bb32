/* SPDX-License-Identifier: GPL-2.0 */
/* Wide strings: parts of string.h, stdio.h, stdlib.h and ctype.h.
 */
#ifndef _WDM_WCHAR_H
#define _WDM_WCHAR_H

#include <string.h>
#include <stdio.h>
#include <stdlib.h>
#include <ctype.h>

#ifndef _LINUX_TYPES_H

#define WEOF			((wint_t)0xffff)

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_WCHAR_H */
