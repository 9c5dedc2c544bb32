// SPDX-License-Identifier: GPL-2.0
/* Reads, writes and control codes in each way of passing buffers, to test/drivers/legacy. */
#include "testing.h"

#include <sys/mman.h>

#include "../drivers/legacy/legacyioctl.h"

static uint8_t in[9000], out[9000];

static void transfers(const char *name)
{
	char path[64];
	bool all = true;
	uint64_t information = 0;
	uint32_t status;
	void *gone = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd;

	snprintf(path, sizeof(path), "/dev/wdm/%s", name);
	fd = open_node(path);
	for (uint32_t length = 0; length <= 8192; length += length < 5 ? 1 : 1021) {
		fill_random(out, length, length + 1);
		memset(in, 0xee, sizeof(in));
		information = ~0ULL;
		status = write_at(fd, out, length, 0, &information);
		if (status || information != length)
			all = false;
		status = read_at(fd, in, length, 0, &information);
		if (status || information != length || memcmp(in, out, length) || in[length] != 0xee)
			all = false;
	}
	test(all, "%s: what was written is read, 0 to 8192 bytes", name);

	test(write(fd, "0123456789", 10) == 10 && lseek(fd, 0, SEEK_CUR) == 10 &&
	     lseek(fd, 4, SEEK_SET) == 4 && read(fd, in, 3) == 3 && !memcmp(in, "456", 3) &&
	     lseek(fd, 0, SEEK_CUR) == 7, "%s: read() and write() move the position", name);

	errno = 0;
	test(pread(fd, in, 1, 8193) == -1 && errno == EINVAL, "%s: an offset outside: %s", name,
	     strerror(errno));
	status = read_at(fd, gone, 16, 0, NULL);
	test(status == STATUS_ACCESS_VIOLATION, "%s: read to memory without access: 0x%08x", name, status);
	status = write_at(fd, gone, 16, 0, NULL);
	test(status == STATUS_ACCESS_VIOLATION, "%s: write from memory without access: 0x%08x", name, status);
	status = read_at(fd, (void *)0xffff888000001000, 16, 0, NULL);
	test(status == STATUS_ACCESS_VIOLATION, "%s: read to kernel memory: 0x%08x", name, status);
	status = write_at(fd, (void *)0xffff888000001000, 16, 0, NULL);
	test(status == STATUS_ACCESS_VIOLATION, "%s: write from kernel memory: 0x%08x", name, status);
	close(fd);
	munmap(gone, 4096);
}

static void controls(int fd)
{
	static const struct {
		uint32_t code;
		const char *name;
	} same[] = {
		{ IOCTL_LEGACY_BUFFERED, "METHOD_BUFFERED" },
		{ IOCTL_LEGACY_OUT_DIRECT, "METHOD_OUT_DIRECT" },
		{ IOCTL_LEGACY_NEITHER, "METHOD_NEITHER" },
	};
	static const uint32_t sizes[] = { 0, 1, 7, 4095, 4096, 4097, 8999 };
	static const uint32_t statuses[] = { 0, 0x40000000, 0x80000005, 0xC0000001, 0xC0000120 };
	uint64_t information = 0;
	uint32_t status, sum;

	for (size_t c = 0; c < sizeof(same) / sizeof(same[0]); c++) {
		bool all = true;

		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			for (size_t o = 0; o < sizeof(sizes) / sizeof(sizes[0]); o++) {
				uint32_t length = sizes[i] < sizes[o] ? sizes[i] : sizes[o];

				fill_random(out, sizes[i], i + 1);
				memset(in, 0xee, sizeof(in));
				status = control(fd, same[c].code, out, sizes[i], in, sizes[o], &information);
				if (status || information != length || in[length] != 0xee)
					all = false;
				for (uint32_t n = 0; n < length; n++)
					all &= in[n] == (uint8_t)(out[n] + 1);
			}
		}
		test(all, "%s: input comes back changed, %u to %u bytes", same[c].name, 0, 8999);
	}

	fill_random(out, sizeof(out), 5);
	sum = 0;
	for (int i = 0; i < 5100; i++)
		sum += out[i];
	status = control(fd, IOCTL_LEGACY_IN_DIRECT, out, 100, out + 100, 5000, &information);
	test(status == STATUS_SUCCESS && information == sum,
	     "METHOD_IN_DIRECT: the driver sees both buffers (0x%08x, %llu of %u)", status,
	     (unsigned long long)information, sum);

	/* An error takes no data back, a warning does. */
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		memset(in, 0xee, 8);
		status = control(fd, IOCTL_LEGACY_STATUS, &statuses[i], 4, in, 8, &information);
		test(status == statuses[i] && information == 4 &&
		     !memcmp(in, statuses[i] >> 30 == 3 ? "\xee\xee\xee\xee" : "data", 4) &&
		     in[4] == 0xee, "completed with 0x%08x: data %s", statuses[i],
		     statuses[i] >> 30 == 3 ? "stays behind" : "comes back");
	}

	memset(in, 0xee, sizeof(in));
	status = control(fd, IOCTL_LEGACY_TOO_MUCH, NULL, 0, in, 100, &information);
	test(in[100] == 0xee && in[4195] == 0xee,
	     "a driver that reports too much: no byte behind the buffer (0x%08x)", status);
}

int main(void)
{
	int fd;

	transfers("LegacyBuffered");
	transfers("LegacyDirect");
	transfers("LegacyNeither");
	fd = open_node("/dev/wdm/LegacyBuffered");
	controls(fd);
	close(fd);
	return exit_status();
}
