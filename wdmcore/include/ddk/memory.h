/* SPDX-License-Identifier: GPL-2.0 */
/* All in string.h.
 */
#ifndef _WDM_MEMORY_H
#define _WDM_MEMORY_H

#include <string.h>

#ifndef _LINUX_TYPES_H


#endif /* _LINUX_TYPES_H */

#endif /* _WDM_MEMORY_H */
