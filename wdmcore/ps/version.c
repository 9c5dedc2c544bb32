// SPDX-License-Identifier: GPL-2.0
/* Ps: which Windows this is to a driver that asks. */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <wdm.h>

#include "compat.h"
#include "ps.h"

#define MAJOR_VERSION	10
#define MINOR_VERSION	0
#define BUILD_NUMBER	19041

/**
 * PsGetVersion - the version of the operating system
 * @MajorVersion: gets 10; may be NULL
 * @MinorVersion: gets 0; may be NULL
 * @BuildNumber: gets 19041; may be NULL
 * @CSDVersion: gets the service pack, an empty string; may be NULL
 *
 * Windows 10, version 2004: the oldest that has the whole DDI of the headers here.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: FALSE: this isn't a checked build.
 */
BOOLEAN NTAPI PsGetVersion(PULONG MajorVersion, PULONG MinorVersion, PULONG BuildNumber,
			   PUNICODE_STRING CSDVersion)
{
	static WCHAR no_service_pack[1];

	if (MajorVersion)
		*MajorVersion = MAJOR_VERSION;
	if (MinorVersion)
		*MinorVersion = MINOR_VERSION;
	if (BuildNumber)
		*BuildNumber = BUILD_NUMBER;
	if (CSDVersion) {
		CSDVersion->Buffer = no_service_pack;
		CSDVersion->Length = 0;
		CSDVersion->MaximumLength = 0;
	}
	return FALSE;
}
WDM_EXPORT(PsGetVersion);
