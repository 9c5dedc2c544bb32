/* SPDX-License-Identifier: GPL-2.0 */
/* assert: as NT_ASSERT, unless NDEBUG is defined. */
#include <wdm/dbg.h>

#undef assert
#ifdef NDEBUG
#define assert(e)		((void)0)
#else
#define assert(e)		NT_ASSERT(e)
#endif
