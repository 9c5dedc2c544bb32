/* SPDX-License-Identifier: GPL-2.0 */
/* Values that the functions with _s return. There is no errno.
 */
#ifndef _WDM_ERRNO_H
#define _WDM_ERRNO_H

#include <stddef.h>

#ifndef _LINUX_TYPES_H

#define EINVAL			22
#define ERANGE			34
#define EILSEQ			42

#endif /* _LINUX_TYPES_H */

#endif /* _WDM_ERRNO_H */
