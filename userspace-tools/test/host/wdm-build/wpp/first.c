/* Each trace function of the configuration, and where its parts go. */
#include <ntddk.h>
#include "Trace.h"
#include "first.tmh"

DRIVER_INITIALIZE DriverEntry;
void Second(PDRIVER_OBJECT Driver);

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	WPP_INIT_TRACING(Driver, Path);
	TraceEntry();
	TraceEvents(TRACE_LEVEL_ERROR, INIT, "path %wZ, %!STATUS!", Path, STATUS_SUCCESS);
	TraceInfo("plain");
	TraceInfo("%d of %d", 1, 2);
	TraceBits((IO, "doubled %x", 3));
	DoTraceMessage(INIT, "a default");
	if (WPP_LEVEL_FLAGS_ENABLED(TRACE_LEVEL_VERBOSE, IO) && WPP_BIT_IO == WPP_BIT_INIT + 1)
		Second(Driver);
	TraceReturn(STATUS_UNSUCCESSFUL);
	return STATUS_UNSUCCESSFUL;
}
