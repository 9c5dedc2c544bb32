/* SPDX-License-Identifier: GPL-2.0 */
/* Classes for C++ on Windows; in C it brings the provider's header. */
#ifndef _WDM_TRACELOGGINGACTIVITY_H
#define _WDM_TRACELOGGINGACTIVITY_H

#include <TraceLoggingProvider.h>

#endif
