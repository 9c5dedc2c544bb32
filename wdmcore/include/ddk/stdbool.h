/* SPDX-License-Identifier: GPL-2.0 */
/* C99's bool.
 */
#ifndef _WDM_STDBOOL_H
#define _WDM_STDBOOL_H

#include <stddef.h>

#ifndef _LINUX_TYPES_H

#define bool			_Bool
#define true			1
#define false			0

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_STDBOOL_H */
