// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
/* What concerns the whole system: sleep, and loading the driver anew. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "libwdm.h"
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

/* The driver's file: what the environment says, or where wdm-vm puts it. */
static char *find_driver(const char *variable, const char *pattern)
{
	const char *path = getenv(variable);
	glob_t found = { 0 };
	char *copy = NULL;

	if (!path && !glob(pattern, 0, NULL, &found))
		path = found.gl_pathv[0];
	if (path)
		copy = strdup(path);
	globfree(&found);
	return copy;
}

/* As a module */

static int unload_module(void)
{
	if (!syscall(SYS_delete_module, "ddedu", O_NONBLOCK))
		return 0;
	return errno == EWOULDBLOCK ? -EBUSY : -errno;
}

static bool load_module(void)
{
	char *path = find_driver("DDEDU_KO", "/vm/modules/*/ddedu.ko");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	bool loaded = fd >= 0 && !syscall(SYS_finit_module, fd, "", 0);

	if (fd >= 0)
		close(fd);
	free(path);
	return loaded;
}

/* As an image */

static int unload_image(void)
{
	int ctl = open("/dev/wdmctl", O_RDWR | O_CLOEXEC);
	int ret = -errno;

	if (ctl >= 0) {
		ret = wdm_unload_image(ctl, "ddedu");
		close(ctl);
	}
	return ret;
}

static bool load_image(void)
{
	char *image = find_driver("DDEDU_SYS", "/vm/modules/*/ddedu.sys");
	char *inf = find_driver("DDEDU_INF", "/vm/modules/*/ddedu.inf");
	char *arguments[] = { "wdmctl", "load", image, "--inf", inf, NULL };
	int status = -1;
	pid_t pid;

	if (image && inf && !posix_spawnp(&pid, "wdmctl", NULL, NULL, arguments, environ))
		waitpid(pid, &status, 0);
	free(image);
	free(inf);
	return status == 0;
}

/*
 * DDUnload leaves a record in the registry, which outlives the driver: the next
 * load of the driver knows that it was called.
 */
void reload_driver(void)
{
	bool module = !access("/sys/module/ddedu", F_OK);
	int (*unload)(void) = module ? unload_module : unload_image;
	int fd = open_device();

	puts("unload and load");
	expect(unload() == -EBUSY, "with an open file, the driver can't be removed");
	close(fd);
	expect(!unload(), "without one, it can");
	expect(module ? load_module() : load_image(), "and it is loaded again");
}
