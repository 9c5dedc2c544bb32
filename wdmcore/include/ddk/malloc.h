/* SPDX-License-Identifier: GPL-2.0 */
/* A driver has no heap; _alloca takes from its small stack.
 */
#ifndef _WDM_MALLOC_H
#define _WDM_MALLOC_H

#include <stddef.h>

#ifndef _LINUX_TYPES_H

#define _alloca(n)		__builtin_alloca(n)
#define alloca(n)		__builtin_alloca(n)

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_MALLOC_H */
