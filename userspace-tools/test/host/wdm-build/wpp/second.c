#include <ntddk.h>
#include "trace.h"
#include "Second.TMH"

void Second(PDRIVER_OBJECT Driver)
{
	TraceEvents(Driver ? TRACE_LEVEL_WARNING : 0, IO, "from the second file");
	WPP_CLEANUP(Driver);
}
