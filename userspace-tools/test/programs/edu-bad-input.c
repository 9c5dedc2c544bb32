// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that are wrong in each way that a program can get them wrong. All end
 * with an error, none touches memory that it was not given, and the device goes on.
 */
#include "testing.h"

#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define NODE "/dev/wdm/DDEdu0"
#define PAGE 4096

static int fd;
static uint8_t *good;		/* two pages */
static uint8_t *read_only;	/* a page */
static uint8_t *volatile nowhere;	/* NULL, but the compiler mustn't know */
static uint8_t *tail;		/* a page with nothing behind it */

static const struct {
	uint32_t code;
	const char *name;
	uint32_t in_len, out_len;
} codes[] = {
	{ IOCTL_DDEDU_FACTORIAL, "FACTORIAL", 4, 4 },
	{ IOCTL_DDEDU_LIVENESS, "LIVENESS", 4, 4 },
	{ IOCTL_DDEDU_WAIT_INTERRUPT, "WAIT_INTERRUPT", 0, 4 },
	{ IOCTL_DDEDU_RAISE_INTERRUPT, "RAISE_INTERRUPT", 4, 0 },
	{ IOCTL_DDEDU_GET_STATISTICS, "GET_STATISTICS", 0,
	  offsetof(DDEDU_STATISTICS, Routines) },
	{ IOCTL_DDEDU_DMA_SELF_TEST, "DMA_SELF_TEST", 4, 1 },
	{ IOCTL_DDEDU_IDENTIFY, "IDENTIFY", 0, 4 },
	{ IOCTL_DDEDU_READ_MODIFY_WRITE, "READ_MODIFY_WRITE", 12, 4 },
};

static bool is_error(uint32_t status)
{
	return status >> 30 == 3;
}

static void lengths(void)
{
	uint32_t status;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		bool all = true;

		for (uint32_t length = 0; length < codes[i].in_len; length++) {
			status = control(fd, codes[i].code, good, length, good, codes[i].out_len, NULL);
			if (status != STATUS_BUFFER_TOO_SMALL) {
				printf("# %u bytes in: 0x%08x\n", length, status);
				all = false;
			}
		}
		for (uint32_t length = 0; length < codes[i].out_len; length++) {
			status = control(fd, codes[i].code, good, codes[i].in_len, good, length, NULL);
			if (status != STATUS_BUFFER_TOO_SMALL) {
				printf("# %u bytes out: 0x%08x\n", length, status);
				all = false;
			}
		}
		test(all, "%s with buffers too small: STATUS_BUFFER_TOO_SMALL", codes[i].name);
	}

	/* Longer than needed is fine, and no more than Information comes back. */
	memset(good, 0xa5, 2 * PAGE);
	*(uint32_t *)good = 0;
	status = control(fd, IOCTL_DDEDU_LIVENESS, good, PAGE, good + PAGE, PAGE, NULL);
	test(status == STATUS_SUCCESS && *(uint32_t *)(good + PAGE) == ~0U && good[PAGE + 4] == 0xa5 &&
	     good[2 * PAGE - 1] == 0xa5, "buffers longer than needed: four bytes come back (0x%08x)", status);

	status = control(fd, IOCTL_DDEDU_LIVENESS, good, 0xffffffff, good, 4, NULL);
	test(status == NO_REQUEST || is_error(status), "4 GiB - 1 of input: 0x%08x", status);
	status = control(fd, IOCTL_DDEDU_LIVENESS, good, 4, good, 0xffffffff, NULL);
	test(status == NO_REQUEST || is_error(status), "4 GiB - 1 of buffered output: 0x%08x", status);
	status = control(fd, IOCTL_DDEDU_GET_STATISTICS, NULL, 0, good, 0xffffffff, NULL);
	test(status == NO_REQUEST || is_error(status), "4 GiB - 1 of direct output: 0x%08x", status);
}

struct pointer {
	const char *name;
	void *address;
	bool readable;
};

static void pointers(void)
{
	const struct pointer bad[] = {
		{ "NULL", NULL, false },
		{ "page zero", (void *)0x10, false },
		{ "kernel memory", (void *)0xffffffff81000000UL, false },
		{ "direct map", (void *)0xffff888000001000UL, false },
		{ "non-canonical", (void *)0x8000000000000000UL, false },
		{ "last byte of user space", (void *)0x7fffffffefffUL, false },
		{ "wrapping around", (void *)~0x1UL, false },
		{ "no page behind", tail + PAGE - 2, false },
		{ "read-only memory", read_only, true },
	};

	for (size_t p = 0; p < sizeof(bad) / sizeof(bad[0]); p++) {
		bool in_refused = true, out_refused = true;
		uint32_t status;

		for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
			/* Would wait: nothing tells it about its buffer before. */
			if (codes[i].code == IOCTL_DDEDU_WAIT_INTERRUPT)
				continue;
			memset(good, 0, 2 * PAGE);
			if (codes[i].in_len && !bad[p].readable) {
				status = control(fd, codes[i].code, bad[p].address, codes[i].in_len,
						 good + PAGE, codes[i].out_len, NULL);
				if (status != STATUS_ACCESS_VIOLATION) {
					printf("# %s in: 0x%08x\n", codes[i].name, status);
					in_refused = false;
				}
			}
			/* The second buffer of METHOD_IN_DIRECT is only read. */
			if (codes[i].out_len && !(bad[p].readable && (codes[i].code & 3) == 1)) {
				uint32_t length = codes[i].out_len;

				/* So that the range goes over the end of the page. */
				if (length < 4)
					length = 4;
				status = control(fd, codes[i].code, good, codes[i].in_len,
						 bad[p].address, length, NULL);
				if (status != STATUS_ACCESS_VIOLATION && status != NO_REQUEST) {
					printf("# %s out: 0x%08x\n", codes[i].name, status);
					out_refused = false;
				}
			}
		}
		if (!bad[p].readable)
			test(in_refused, "input from %s is refused", bad[p].name);
		test(out_refused, "output to %s is refused", bad[p].name);

		status = read_at(fd, bad[p].address, 64, 0, NULL);
		test(status == STATUS_ACCESS_VIOLATION, "read to %s: 0x%08x", bad[p].name, status);
		status = write_at(fd, bad[p].address, 64, 0, NULL);
		if (bad[p].readable)
			test(status == STATUS_SUCCESS, "write from %s: 0x%08x", bad[p].name, status);
		else
			test(status == STATUS_ACCESS_VIOLATION, "write from %s: 0x%08x", bad[p].name, status);
	}
	errno = 0;
	test(read(fd, nowhere, 64) == -1 && errno == EFAULT, "read() to NULL: EFAULT (%s)", strerror(errno));
	errno = 0;
	test(read(fd, read_only, 64) == -1 && errno == EFAULT, "read() to read-only memory: EFAULT (%s)",
	     strerror(errno));
	test(read_only[0] == 0 && read_only[63] == 0, "read-only memory is as it was");
}

static void unknown_codes(void)
{
	static const uint32_t some[] = {
		0, 1, 2, 3, 0xffffffff, 0x80000000, IOCTL_DDEDU_FACTORIAL + 0x1000,
		IOCTL_DDEDU_FACTORIAL | 0x8000, CTL_CODE(FILE_DEVICE_UNKNOWN, 0x8ff, 0, 0),
		CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_NEITHER, 0),
		CTL_CODE(FILE_DEVICE_DISK, 0x800, METHOD_OUT_DIRECT, 0),
	};
	bool all = true;

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		uint32_t status = control(fd, some[i], good, 64, good, 64, NULL);

		if (status != STATUS_INVALID_DEVICE_REQUEST) {
			printf("# code 0x%08x: 0x%08x\n", some[i], status);
			all = false;
		}
	}
	test(all, "unknown control codes: STATUS_INVALID_DEVICE_REQUEST");
}

static void offsets(void)
{
	static const struct {
		int64_t offset;
		uint32_t length;
		uint32_t reading, writing;
	} cases[] = {
		{ 4096, 1, STATUS_END_OF_FILE, STATUS_INVALID_PARAMETER },
		{ 4095, 2, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ 4097, 1, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ 0, 4097, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ 1, 4096, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ INT64_C(1) << 32, 1, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ (INT64_C(1) << 32) + 5, 1, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ INT64_MAX, 1, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ INT64_MAX, 4096, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
		{ 4097, 0, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER },
	};
	static const int64_t negative[] = { -1, -2, -4096, INT64_MIN, -(INT64_C(1) << 32) };
	uint32_t status;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t r = read_at(fd, good, cases[i].length, cases[i].offset, NULL);
		uint32_t w = write_at(fd, good, cases[i].length, cases[i].offset, NULL);

		test(r == cases[i].reading && w == cases[i].writing,
		     "%u bytes at %lld: read 0x%08x, write 0x%08x", cases[i].length,
		     (long long)cases[i].offset, r, w);
	}
	for (size_t i = 0; i < sizeof(negative) / sizeof(negative[0]); i++) {
		uint32_t r = read_at(fd, good, 1, negative[i], NULL);
		uint32_t w = write_at(fd, good, 1, negative[i], NULL);

		test(is_error(r) && is_error(w), "one byte at %lld: read 0x%08x, write 0x%08x",
		     (long long)negative[i], r, w);
	}
	status = read_at(fd, NULL, 0, 0, NULL);
	test(status == STATUS_SUCCESS, "a read of nothing: 0x%08x", status);

	test(pread(fd, good, 1, 4096) == 0, "read() at the end: 0");
	errno = 0;
	test(pwrite(fd, good, 1, 4096) == -1 && errno == EINVAL, "write() behind the end: EINVAL (%s)",
	     strerror(errno));
	errno = 0;
	test(pread(fd, good, 1, -1) == -1 && errno == EINVAL, "pread() at -1: EINVAL");
	errno = 0;
	test(pread(fd, good, SIZE_MAX / 2, 0) == -1, "pread() of %zu bytes: %s", SIZE_MAX / 2,
	     strerror(errno));
	errno = 0;
	test(lseek(fd, -1, SEEK_SET) == -1 && errno == EINVAL, "lseek() to -1: EINVAL");
}

static void access_rights(void)
{
	int reader = open(NODE, O_RDONLY);
	int writer = open(NODE, O_WRONLY);
	uint32_t value = 0, status;

	errno = 0;
	test(write(reader, good, 1) == -1 && errno == EBADF, "write() to a file opened for reading: EBADF");
	status = write_at(reader, good, 1, 0, NULL);
	test(status == STATUS_ACCESS_DENIED || (status == NO_REQUEST && errno == EBADF),
	     "a write request to it: 0x%08x", status);
	status = read_at(writer, good, 1, 0, NULL);
	test(status == STATUS_ACCESS_DENIED || (status == NO_REQUEST && errno == EBADF),
	     "a read request to a file opened for writing: 0x%08x", status);
	status = number(reader, IOCTL_DDEDU_RAISE_INTERRUPT, 2, NULL);
	test(status == STATUS_ACCESS_DENIED, "a FILE_WRITE_ACCESS code to the reader: 0x%08x", status);
	status = control(writer, IOCTL_DDEDU_GET_STATISTICS, NULL, 0, good, PAGE, NULL);
	test(status == STATUS_ACCESS_DENIED, "a FILE_READ_ACCESS code to the writer: 0x%08x", status);
	status = number(reader, IOCTL_DDEDU_LIVENESS, 0, &value);
	test(status == STATUS_SUCCESS && value == ~0U, "a FILE_ANY_ACCESS code to the reader: 0x%08x", status);
	status = number(reader, IOCTL_DDEDU_READ_MODIFY_WRITE, 0, NULL);
	test(status == STATUS_ACCESS_DENIED, "a code for both rights to the reader: 0x%08x", status);
	close(reader);
	close(writer);
}

/* The structures of the ioctls themselves. */
static bool refused(int file, unsigned long command, void *argument, int expected)
{
	errno = 0;
	if (ioctl(file, command, argument) != -1 || errno != expected) {
		printf("# command 0x%lx: %s\n", command, strerror(errno));
		return false;
	}
	return true;
}

static void structures(void)
{
	struct wdm_ioc_device_control control = { .code = IOCTL_DDEDU_LIVENESS, .in_ptr = (uintptr_t)good,
		.out_ptr = (uintptr_t)good, .in_len = 4, .out_len = 4 };
	struct wdm_ioc_device_control bad;
	struct wdm_ioc_transfer transfer = { .buffer = (uintptr_t)good, .length = 1 };
	struct wdm_ioc_transfer bad_transfer;
	uint8_t *odd = good + 1;
	bool all = true;

	for (uint64_t bit = 1; bit <= 0x80000000; bit <<= 1) {
		bad = control;
		bad.flags = bit;
		all &= refused(fd, WDM_IOC_DEVICE_CONTROL, &bad, EINVAL);
		bad = control;
		bad.reserved = bit;
		all &= refused(fd, WDM_IOC_DEVICE_CONTROL, &bad, EINVAL);
		bad_transfer = transfer;
		bad_transfer.reserved = bit;
		all &= refused(fd, WDM_IOC_READ, &bad_transfer, EINVAL);
		all &= refused(fd, WDM_IOC_WRITE, &bad_transfer, EINVAL);
		if (bit != WDM_TRANSFER_OFFSET) {
			bad_transfer = transfer;
			bad_transfer.flags = bit;
			all &= refused(fd, WDM_IOC_READ, &bad_transfer, EINVAL);
			all &= refused(fd, WDM_IOC_WRITE, &bad_transfer, EINVAL);
		}
	}
	test(all, "unknown flags and reserved fields: EINVAL");
	test(refused(fd, WDM_IOC_FLUSH, &transfer, EINVAL), "a flush with a buffer: EINVAL");

	all = refused(fd, WDM_IOC_DEVICE_CONTROL, NULL, EFAULT) &&
	      refused(fd, WDM_IOC_DEVICE_CONTROL, (void *)0xffffffff81000000UL, EFAULT) &&
	      refused(fd, WDM_IOC_READ, tail + PAGE - 8, EFAULT) &&
	      refused(fd, WDM_IOC_WRITE, (void *)-1L, EFAULT);
	test(all, "a structure that isn't there: EFAULT");
	mprotect(read_only, PAGE, PROT_READ | PROT_WRITE);
	memcpy(read_only, &control, sizeof(control));
	mprotect(read_only, PAGE, PROT_READ);
	test(refused(fd, WDM_IOC_DEVICE_CONTROL, read_only, EFAULT), "a structure in read-only memory: EFAULT");
	mprotect(read_only, PAGE, PROT_READ | PROT_WRITE);
	memset(read_only, 0, PAGE);
	mprotect(read_only, PAGE, PROT_READ);

	memcpy(odd, &control, sizeof(control));
	((struct wdm_ioc_device_control *)(void *)odd)->in_ptr = (uintptr_t)(good + PAGE + 3);
	((struct wdm_ioc_device_control *)(void *)odd)->out_ptr = (uintptr_t)(good + PAGE + 3);
	memset(good + PAGE, 0, 16);
	test(!ioctl(fd, WDM_IOC_DEVICE_CONTROL, odd) && !memcmp(good + PAGE + 2, "\0\xff\xff\xff\xff\0", 6),
	     "a structure and a buffer at odd addresses: served");

	all = true;
	for (unsigned int command = 0; command < 256; command++) {
		unsigned long number = _IOC(_IOC_READ | _IOC_WRITE, 'W', command, sizeof(control));

		if (command >= 0x80 && command <= 0x83)
			number = _IOC(_IOC_READ | _IOC_WRITE, 'W', command, sizeof(control) + 8);
		all &= refused(fd, number, good, ENOTTY);
		all &= refused(fd, _IOC(_IOC_READ, 'W', command, 48), good, ENOTTY);
	}
	all &= refused(fd, 0, good, ENOTTY) && refused(fd, 0xffffffff, good, ENOTTY);
	test(all, "unknown ioctls: ENOTTY");
}

static void control_node(void)
{
	static const char *const names[] = {
		"x", "\\", "\\\\", "\\Device\\", "\\Device", "\\Nothing\\At\\All", "\\??\\", "\\??\\Nothing",
		"\\DosDevices\\DDEdu0\\there\\is\\none", "\\Driver\\ddedu", "\\Device\\\\x", "DDEdu0",
		"\xff\xfe\xfd", "\\??\\\xc3\x28", "\\??\\DDEdu0\\", "\\Device\\..\\Device", "/dev/null",
	};
	int node = open("/dev/wdmctl", O_RDWR);
	struct wdm_ctl_open open_argument;
	struct wdm_ctl_driver driver = {};
	char *long_name;
	bool all = true;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		memset(&open_argument, 0, sizeof(open_argument));
		open_argument.name = (uintptr_t)names[i];
		open_argument.name_len = strlen(names[i]);
		open_argument.access = 3;
		open_argument.share = 3;
		open_argument.disposition = 1;
		if (!ioctl(node, WDM_CTL_OPEN, &open_argument) &&
		    (!is_error(open_argument.status) || open_argument.fd != -1)) {
			printf("# \"%s\": 0x%08x, fd %d\n", names[i], open_argument.status, open_argument.fd);
			all = false;
		}
	}
	test(all, "names that are none: refused, without a descriptor");

	long_name = malloc(1 << 20);
	memset(long_name, 'x', 1 << 20);
	memcpy(long_name, "\\??\\", 4);
	all = true;
	for (uint32_t length = 1; length && length <= 1 << 20; length <<= 1) {
		open_argument.name = (uintptr_t)long_name;
		open_argument.name_len = length - (length > 4096);
		open_argument.flags = 0;
		if (!ioctl(node, WDM_CTL_OPEN, &open_argument) && !is_error(open_argument.status))
			all = false;
	}
	test(all, "long names: refused");
	free(long_name);

	all = true;
	for (uint64_t length = 0xfffffff0; length <= 0xffffffff; length++) {
		open_argument.name_len = length;
		all &= ioctl(node, WDM_CTL_OPEN, &open_argument) == -1;
	}
	open_argument.name_len = 0;
	all &= ioctl(node, WDM_CTL_OPEN, &open_argument) == -1;
	open_argument.name = 0;
	open_argument.name_len = 10;
	all &= refused(node, WDM_CTL_OPEN, &open_argument, EFAULT);
	open_argument.name = 0xffffffff81000000UL;
	all &= refused(node, WDM_CTL_OPEN, &open_argument, EFAULT);
	test(all, "impossible lengths and addresses of names: refused");

	driver.size = 0;
	all = refused(node, WDM_CTL_NEXT_DRIVER, &driver, EINVAL);
	driver.size = 0xffffffff;
	all &= refused(node, WDM_CTL_NEXT_DRIVER, &driver, EINVAL);
	driver.size = sizeof(driver);
	driver.id = UINT64_MAX;
	all &= refused(node, WDM_CTL_NEXT_DRIVER, &driver, ENOENT);
	all &= refused(node, WDM_CTL_NEXT_DEVICE, NULL, EFAULT);
	all &= refused(node, WDM_CTL_NEXT_LINK, tail + PAGE - 8, EFAULT);
	test(all, "enumeration with wrong sizes, numbers and addresses: refused");
	close(node);
}

int main(void)
{
	/* One thread must not wait for ever for what has been taken for a request. */
	alarm(120);
	fd = open_node(NODE);
	good = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	read_only = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	tail = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(tail + PAGE, PAGE);

	lengths();
	pointers();
	unknown_codes();
	offsets();
	access_rights();
	structures();
	control_node();
	test(device_works(fd), "after all that the device works");
	close(fd);
	return exit_status();
}
