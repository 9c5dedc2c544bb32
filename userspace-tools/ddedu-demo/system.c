// SPDX-License-Identifier: GPL-2.0
/* What concerns the whole system: sleep, and loading the driver anew. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "edu.h"
#include "steps.h"

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/*
 * Devices go to sleep and wake up, as in a suspend of the whole machine. With
 * "devices" in pm_test the kernel does just that part, for a few seconds.
 */
void show_power(void)
{
	uint32_t value = 0;
	uint32_t status;
	int fd;

	puts("sleep");
	write_file("/sys/module/suspend/parameters/pm_test_delay", "1");
	if (!write_file("/sys/power/pm_test", "devices")) {
		expect(false, "this kernel has no /sys/power/pm_test");
		return;
	}
	expect(write_file("/sys/power/state", "freeze"), "devices were suspended and resumed");
	write_file("/sys/power/pm_test", "none");
	fd = open_device();
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL, 6, &value);
	expect(status == STATUS_SUCCESS && value == 720, "and the device works as before: 6! is %u",
	       value);
	close(fd);
}

/* The module's file: what the environment says, or where wdm-vm puts it. */
static int open_module(void)
{
	const char *path = getenv("DDEDU_KO");
	glob_t found = { 0 };
	int fd = -1;

	if (!path && !glob("/vm/modules/*/ddedu.ko", 0, NULL, &found))
		path = found.gl_pathv[0];
	if (path)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	globfree(&found);
	return fd;
}

/*
 * DDUnload leaves a record in the registry, which outlives the driver: the next
 * load of the driver knows that it was called.
 */
void reload_driver(void)
{
	int fd = open_device();
	int module;

	puts("unload and load");
	expect(syscall(SYS_delete_module, "ddedu", O_NONBLOCK) && errno == EWOULDBLOCK,
	       "with an open file, the driver can't be removed");
	close(fd);
	expect(!syscall(SYS_delete_module, "ddedu", O_NONBLOCK), "without one, it can");
	module = open_module();
	expect(module >= 0 && !syscall(SYS_finit_module, module, "", 0), "and it is loaded again");
	if (module >= 0)
		close(module);
}
