// SPDX-License-Identifier: GPL-2.0
/*
 * events TEST: shares events with the driver of that name. Exit status 0: as it should be.
 *
 *	set	the driver signals at once
 *	later	the driver signals from a DPC; poll() wakes
 *	wait	the driver waits, another thread signals by libwdm
 *	bad	handles that aren't: each is refused
 *	exit	leaves handles open, and an event armed
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "libwdm.h"

#define IOCTL_SET	0x222000
#define IOCTL_LATER	0x222004
#define IOCTL_WAIT	0x222008

#define STATUS_INVALID_HANDLE		((int32_t)0xc0000008)
#define STATUS_OBJECT_TYPE_MISMATCH	((int32_t)0xc0000024)

static int device;

static int32_t control(uint32_t code, uint64_t handle)
{
	struct wdm_result result = { .status = -1 };
	int ret = wdm_device_control(device, code, &handle, sizeof(handle), NULL, 0, &result);

	if (ret) {
		printf("ioctl: %s\n", strerror(-ret));
		return -1;
	}
	return result.status;
}

static int fail(const char *what, long value)
{
	printf("%s (0x%lx)\n", what, value);
	return 1;
}

static int readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms);
}

static int test_set(int fd, uint64_t handle)
{
	uint64_t count = 0;
	int32_t status;

	if (readable(fd, 0))
		return fail("signalled before", 0);
	status = control(IOCTL_SET, handle);
	if (status)
		return fail("status", status);
	control(IOCTL_SET, handle);
	if (readable(fd, 0) != 1 || read(fd, &count, sizeof(count)) != sizeof(count) || count != 2)
		return fail("count", count);
	return readable(fd, 0) ? fail("signalled after", 0) : 0;
}

static int test_later(int fd, uint64_t handle)
{
	int32_t status = control(IOCTL_LATER, handle);

	if (status)
		return fail("status", status);
	return readable(fd, 10000) == 1 ? 0 : fail("not signalled", 0);
}

static void *set_it(void *handle)
{
	usleep(200000);
	return (void *)(intptr_t)wdm_set_event(device, *(uint64_t *)handle);
}

static int test_wait(uint64_t handle)
{
	pthread_t thread;
	int32_t status;
	void *ret;

	pthread_create(&thread, NULL, set_it, &handle);
	status = control(IOCTL_WAIT, handle);
	pthread_join(thread, &ret);
	if (ret || status)
		return fail("status", status);
	return 0;
}

static int test_bad(int fd, uint64_t handle)
{
	/* A kernel handle's value must not work for a program. */
	static const uint64_t bad[] = {
		0, 4096, 0x7ffffff0, 0xffffffff80000004, 0xffffffff80000008, 0x100000004, 1ULL << 63,
	};
	uint64_t other;
	unsigned int i;
	int32_t status;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		status = control(IOCTL_SET, bad[i]);
		if (status != STATUS_INVALID_HANDLE)
			return fail("bad handle", i);
		if (wdm_set_event(device, bad[i]) != -EBADF || wdm_close_handle(device, bad[i]) != -EBADF)
			return fail("bad handle in libwdm", i);
	}
	/* The process itself: a handle of a kind that is no event. */
	if (control(IOCTL_SET, -1) != STATUS_OBJECT_TYPE_MISMATCH)
		return fail("pseudo handle", 0);
	if (wdm_create_event(device, device, 0, &other) != -EBADF ||
	    wdm_create_event(device, -1, 0, &other) != -EBADF ||
	    wdm_create_event(device, fd, 0x80, &other) != -EINVAL)
		return fail("bad eventfd", 0);
	if (wdm_close_handle(device, handle) || control(IOCTL_SET, handle) != STATUS_INVALID_HANDLE ||
	    wdm_close_handle(device, handle) != -EBADF)
		return fail("closed handle", 0);
	return 0;
}

int main(int argc, char **argv)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	const char *test = argc > 1 ? argv[1] : "";
	uint64_t handle = 0, other;
	int ret;

	ret = wdm_open_node("Events", WDM_OPEN_READ | WDM_OPEN_WRITE, &device);
	if (ret)
		return fail("open", ret);
	ret = wdm_create_event(device, fd, WDM_EVENT_SYNCHRONIZATION, &handle);
	if (ret || !handle)
		return fail("create", ret);
	if (!strcmp(test, "set"))
		return test_set(fd, handle);
	if (!strcmp(test, "later"))
		return test_later(fd, handle);
	if (!strcmp(test, "wait"))
		return test_wait(handle);
	if (!strcmp(test, "bad"))
		return test_bad(fd, handle);
	if (!strcmp(test, "exit")) {
		wdm_create_event(device, fd, 0, &other);
		return control(IOCTL_LATER, other) ? 1 : 0;
	}
	return 2;
}
