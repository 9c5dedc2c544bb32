#define WPP_CONTROL_GUIDS \
	WPP_DEFINE_CONTROL_GUID(CtlGuid, (a044090f,3d9d,48cf,b7ee,9fb114702dc1), \
		WPP_DEFINE_BIT(INIT) \
		WPP_DEFINE_BIT(IO))
#define WPP_LEVEL_FLAGS_LOGGER(lvl, flags) WPP_LEVEL_LOGGER(flags)
#define WPP_LEVEL_FLAGS_ENABLED(lvl, flags) \
	(WPP_LEVEL_ENABLED(flags) && WPP_CONTROL(WPP_BIT_ ## flags).Level >= lvl)
//
// begin_wpp config
// FUNC TraceEvents(LEVEL, FLAGS, MSG, ...);
// FUNC TraceInfo{LEVEL=TRACE_LEVEL_INFORMATION,FLAGS=IO}(MSG, ...);
// FUNC TraceBits((FLAGS, MSG, ...));
// FUNC TraceEntry();
// USEPREFIX(TraceEntry, "%!STDPREFIX! --> %!FUNC!");
// end_wpp
//
/*
 * begin_wpp config
 * FUNC TraceReturn(EXP);
 * USEPREFIX(TraceReturn, "%!FUNC! ");
 * USESUFFIX(TraceReturn, "returns %!STATUS!", EXP);
 * end_wpp
 */
