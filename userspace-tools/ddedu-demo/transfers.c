// SPDX-License-Identifier: GPL-2.0
/* Reads, writes and what else moves data by DMA; the registers. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edu.h"
#include "steps.h"

void show_registers(int fd)
{
	uint32_t value = 0;
	uint32_t status;

	puts("registers and the device's own work");
	status = edu_number(fd, IOCTL_DDEDU_IDENTIFY, 0, &value);
	expect(status == STATUS_SUCCESS && (value & 0xffff) == 0xed,
	       "identification 0x%08x (METHOD_NEITHER)", value);
	status = edu_number(fd, IOCTL_DDEDU_LIVENESS, 0x12345678, &value);
	expect(status == STATUS_SUCCESS && value == ~0x12345678U,
	       "liveness: 0x12345678 comes back as 0x%08x (METHOD_BUFFERED)", value);
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL, 10, &value);
	expect(status == STATUS_SUCCESS && value == 3628800, "factorial of 10 is %u", value);
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL, 0, &value);
	expect(status == STATUS_SUCCESS && value == 1, "factorial of 0 is %u", value);
}

static void fill(unsigned char *buffer, size_t length, unsigned int seed)
{
	for (size_t i = 0; i < length; i++) {
		seed = seed * 1103515245 + 12345;
		buffer[i] = seed >> 16;
	}
}

static void round_trip(int fd, size_t length, int64_t offset, size_t misalignment)
{
	unsigned char *out = aligned_alloc(4096, 3 * 4096);
	unsigned char *in = aligned_alloc(4096, 3 * 4096);
	uint64_t written = 0, read = 0;
	uint32_t first, second;

	if (!out || !in) {
		expect(false, "no memory");
		return;
	}
	fill(out + misalignment, length, 7 + length);
	memset(in, 0, 3 * 4096);
	first = edu_transfer(fd, 1, out + misalignment, length, offset, &written);
	second = edu_transfer(fd, 0, in + misalignment, length, offset, &read);
	expect(first == STATUS_SUCCESS && second == STATUS_SUCCESS && written == length &&
	       read == length && !memcmp(out + misalignment, in + misalignment, length),
	       "%4zu bytes at %4lld, buffer at page + %zu: written (0x%08x), read back (0x%08x), equal",
	       length, (long long)offset, misalignment, first, second);
	expect(!in[misalignment + length] && (!misalignment || !in[misalignment - 1]),
	       "     and not one byte beside them touched");
	free(out);
	free(in);
}

void show_transfers(int fd)
{
	DDEDU_SELF_TEST test = { .Offset = 0 };
	DDEDU_MODIFY modify = { .Offset = 8, .AndMask = 0xffff0000, .OrMask = 0x1234 };
	unsigned char pattern[DDEDU_MEMORY_SIZE];
	uint32_t old = 0, now = 0xaabbccdd;
	uint64_t information = 0;
	uint32_t status;

	puts("transfers by DMA (each takes the device 100 ms)");
	round_trip(fd, 4096, 0, 0);
	round_trip(fd, 4096, 0, 3000);
	round_trip(fd, 1, 4095, 0);
	round_trip(fd, 100, 1234, 4050);

	edu_transfer(fd, 1, &now, sizeof(now), 8, NULL);
	status = edu_control(fd, IOCTL_DDEDU_READ_MODIFY_WRITE, &modify, sizeof(modify), &old,
			     sizeof(old), &information);
	edu_transfer(fd, 0, &now, sizeof(now), 8, NULL);
	expect(status == STATUS_SUCCESS && old == 0xaabbccdd && now == 0xaabb1234,
	       "read-modify-write: 0x%08x became 0x%08x", old, now);

	fill(pattern, sizeof(pattern), 99);
	information = 0;
	status = edu_control(fd, IOCTL_DDEDU_DMA_SELF_TEST, &test, sizeof(test), pattern,
			     sizeof(pattern) - 1, &information);
	expect(status == STATUS_SUCCESS && information == sizeof(pattern) - 1,
	       "DMA self-test with a common buffer: 0x%08x, %llu bytes agree (METHOD_IN_DIRECT)",
	       status, (unsigned long long)information);
}
