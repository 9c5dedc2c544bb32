/* SPDX-License-Identifier: GPL-2.0 */
/*
 * WPP software tracing: what the .tmh files that `generate` writes rest on. There
 * is one trace session, the tracepoint wdm:wdm_wpp, so nothing has to be
 * registered, and a flag is enabled as long as somebody listens.
 */
#ifndef _WDM_WPP_H
#define _WDM_WPP_H

#include <evntrace.h>

struct wdm_wpp_place {
	const char *driver;
	const char *flags;
	const char *function;
	const char *file;
	ULONG line;
	UCHAR level;
};

void wdm_wpp_trace(const struct wdm_wpp_place *place, const char *format, ...);

#define WDM_WPP_TRACE(flags_, level_, format_, ...) \
	do { \
		const struct wdm_wpp_place wdm_wpp_place = { \
			.driver = WDM_WPP_DRIVER, .flags = flags_, .function = __func__, \
			.file = WDM_WPP_FILE, .line = __LINE__, .level = (UCHAR)(level_) \
		}; \
		wdm_wpp_trace(&wdm_wpp_place, format_, ##__VA_ARGS__); \
	} while (0)

/* What drivers' own macros ask about. */
struct wdm_wpp_control {
	UCHAR Level;
	ULONG Flags[8];
};

#define WPP_CONTROL(bit)		(*(const struct wdm_wpp_control[]){ { 0xff, { ~0u } } })
#define WPP_LEVEL_ENABLED(flag)		1
#define WPP_LEVEL_LOGGER(flag)
#define WPP_FLAG_ENABLED(flag)		1
#define WPP_FLAG_LOGGER(flag)

#define WPP_INIT_TRACING(...)		((void)0)
#define WPP_CLEANUP(...)		((void)0)
#define WPP_SYSTEMCONTROL(...)
#define WPP_SYSTEMCONTROL2(...)

#endif /* _WDM_WPP_H */
