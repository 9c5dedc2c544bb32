// SPDX-License-Identifier: GPL-2.0
/*
 * conformance.exe DRIVER.sys [FIRST]: loads the conformance driver as a service, and runs
 * its checks from number FIRST on. Prints `N NAME` before and `: RESULT LINE: TEXT` after
 * each, so that the one at which the driver's process ended is known.
 */
#include <windows.h>
#include <winioctl.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../../sample-driver/conformance/ddconformioctl.h"

static const char *const results[] = { "not run", "pass", "fail", "skip", "stopped" };

static int fail(const char *what)
{
	printf("# %s: error %lu\n", what, GetLastError());
	return 1;
}

static BOOL start_service(const char *path)
{
	SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_ALL_ACCESS);
	SC_HANDLE service = OpenServiceA(manager, "conformance", SERVICE_ALL_ACCESS);

	if (!service)
		service = CreateServiceA(manager, "conformance", "conformance", SERVICE_ALL_ACCESS,
					 SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START,
					 SERVICE_ERROR_NORMAL, path, NULL, NULL, NULL, NULL, NULL);
	return service && (StartServiceA(service, 0, NULL) ||
			   GetLastError() == ERROR_SERVICE_ALREADY_RUNNING);
}

static BOOL control(HANDLE device, DWORD code, ULONG *number, void *out, DWORD size)
{
	DWORD length;

	return DeviceIoControl(device, code, number, number ? sizeof(*number) : 0, out, size,
			       &length, NULL) && length == size;
}

int main(int argc, char **argv)
{
	ULONG i, count = 0;
	HANDLE device;

	if (argc < 2)
		return 2;
	if (!start_service(argv[1]))
		return fail("the service can't be started");
	device = CreateFileA("\\\\.\\DDConform", GENERIC_READ | GENERIC_WRITE, 0, NULL,
			     OPEN_EXISTING, 0, NULL);
	if (device == INVALID_HANDLE_VALUE)
		return fail("the device can't be opened");
	if (!control(device, IOCTL_DDCONFORM_COUNT, NULL, &count, sizeof(count)))
		return fail("the number of checks");
	for (i = argc > 2 ? strtoul(argv[2], NULL, 0) : 0; i < count; i++) {
		DDCONFORM_RESULT result = { 0 };

		if (!control(device, IOCTL_DDCONFORM_NAME, &i, &result, sizeof(result)))
			return fail("the name of a check");
		printf("%lu %s", i, result.Name);
		fflush(stdout);
		if (!control(device, IOCTL_DDCONFORM_RUN, &i, &result, sizeof(result)) ||
		    result.Result > DDCONFORM_STOPPED)
			return 1;
		printf(": %s %lu: %s\n", results[result.Result], result.Line, result.Text);
		fflush(stdout);
		/* Its thread may hold anything, so the others get a process of their own. */
		if (result.Result == DDCONFORM_STOPPED)
			return 1;
	}
	printf("# end\n");
	return 0;
}
