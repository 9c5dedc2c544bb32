/* SPDX-License-Identifier: GPL-2.0 */
/* For the programs of e2e tests: one line per test, and requests to ddedu. */
#ifndef TESTING_H
#define TESTING_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "libwdm.h"

/* What the driver's header and devioctl.h are written with. */
typedef uint8_t UCHAR;
typedef uint16_t USHORT;
typedef uint32_t ULONG;
typedef uint64_t ULONGLONG;

#include "../../../wdmcore/include/ddk/devioctl.h"
#include "../../../sample-driver/ddedu/ddeduioctl.h"

#define STATUS_SUCCESS			0x00000000U
#define STATUS_DEVICE_BUSY		0x80000011U
#define STATUS_UNSUCCESSFUL		0xC0000001U
#define STATUS_ACCESS_VIOLATION		0xC0000005U
#define STATUS_INVALID_PARAMETER	0xC000000DU
#define STATUS_NO_SUCH_DEVICE		0xC000000EU
#define STATUS_INVALID_DEVICE_REQUEST	0xC0000010U
#define STATUS_END_OF_FILE		0xC0000011U
#define STATUS_CONFLICTING_ADDRESSES	0xC0000018U
#define STATUS_ACCESS_DENIED		0xC0000022U
#define STATUS_BUFFER_TOO_SMALL		0xC0000023U
#define STATUS_NOT_SUPPORTED		0xC00000BBU
#define STATUS_INVALID_PARAMETER_1	0xC00000EFU
#define STATUS_INVALID_PARAMETER_2	0xC00000F0U
#define STATUS_INVALID_PARAMETER_3	0xC00000F1U
#define STATUS_INVALID_PARAMETER_4	0xC00000F2U
#define STATUS_CANCELLED		0xC0000120U

/* No request was made: errno says why. */
#define NO_REQUEST			0xFFFFFFFFU

static int tests_failed;

/* One test: its line, and what was seen if it fails. */
__attribute__((format(printf, 2, 3), unused))
static bool test(bool good, const char *format, ...)
{
	va_list arguments;

	printf(good ? "ok " : "not ok ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	if (!good)
		tests_failed++;
	return good;
}

/* A test that can't be made here. */
__attribute__((unused))
static void skip(const char *name, const char *why)
{
	printf("ok %s # SKIP %s\n", name, why);
	fflush(stdout);
}

__attribute__((unused))
static int exit_status(void)
{
	return tests_failed ? 1 : 0;
}

__attribute__((unused))
static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

__attribute__((unused))
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* A node may take a moment to come: drivers are bound by their devices. */
__attribute__((unused))
static int open_node(const char *path)
{
	int fd;

	for (int i = 0; i < 100; i++) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0)
			return fd;
		sleep_ms(100);
	}
	printf("# %s: %s\n", path, strerror(errno));
	test(false, "%s can be opened", path);
	exit(1);
}

__attribute__((unused))
static uint32_t control(int fd, uint32_t code, const void *in, uint32_t in_len, void *out,
			uint32_t out_len, uint64_t *information)
{
	struct wdm_result result;

	if (wdm_device_control(fd, code, in, in_len, out, out_len, &result))
		return NO_REQUEST;
	if (information)
		*information = result.information;
	return result.status;
}

__attribute__((unused))
static uint32_t number(int fd, uint32_t code, uint32_t value, uint32_t *result)
{
	uint64_t information = 0;
	uint32_t out = 0xcccccccc;
	uint32_t status = control(fd, code, &value, sizeof(value), &out, sizeof(out), &information);

	if (result)
		*result = information == sizeof(out) ? out : 0xcccccccc;
	return status;
}

__attribute__((unused))
static uint32_t read_at(int fd, void *buffer, uint32_t length, int64_t offset, uint64_t *information)
{
	struct wdm_result result;

	if (wdm_read(fd, buffer, length, &offset, &result))
		return NO_REQUEST;
	if (information)
		*information = result.information;
	return result.status;
}

__attribute__((unused))
static uint32_t write_at(int fd, const void *buffer, uint32_t length, int64_t offset,
			 uint64_t *information)
{
	struct wdm_result result;

	if (wdm_write(fd, buffer, length, &offset, &result))
		return NO_REQUEST;
	if (information)
		*information = result.information;
	return result.status;
}

/* The same numbers in each run. */
__attribute__((unused))
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

__attribute__((unused))
static void fill_random(void *buffer, size_t length, uint32_t seed)
{
	uint8_t *byte = buffer;

	seed = seed * 2654435761U | 1;
	while (length--)
		*byte++ = next_random(&seed);
}

/* The device does all that it is for. */
__attribute__((unused))
static bool device_works(int fd)
{
	uint8_t out[64], in[64] = {};
	uint32_t value;

	if (number(fd, IOCTL_DDEDU_LIVENESS, 0x12345678, &value) != STATUS_SUCCESS ||
	    value != ~0x12345678U)
		return false;
	if (number(fd, IOCTL_DDEDU_FACTORIAL, 7, &value) != STATUS_SUCCESS || value != 5040)
		return false;
	fill_random(out, sizeof(out), 42);
	return write_at(fd, out, sizeof(out), 100, NULL) == STATUS_SUCCESS &&
	       read_at(fd, in, sizeof(in), 100, NULL) == STATUS_SUCCESS &&
	       !memcmp(in, out, sizeof(in));
}

#endif
