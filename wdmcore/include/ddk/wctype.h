/* SPDX-License-Identifier: GPL-2.0 */
/* All in ctype.h.
 */
#ifndef _WDM_WCTYPE_H
#define _WDM_WCTYPE_H

#include <ctype.h>

#ifndef _LINUX_TYPES_H


#endif /* _LINUX_TYPES_H */

#endif /* _WDM_WCTYPE_H */
