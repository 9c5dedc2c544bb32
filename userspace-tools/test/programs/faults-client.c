// SPDX-License-Identifier: GPL-2.0
/* Bad addresses, in each way that test/drivers/faults touches them. */
#include "testing.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include "../drivers/faults/faultsioctl.h"

#define PAGE	4096
#define KERNEL	((void *)0xffff888000001000)
#define WILD	((void *)0x1234567812345678)

static void *map(int protection, size_t pages)
{
	return mmap(NULL, pages * PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int fd;
static uint8_t *good, *readonly, *none, *gap;

static const struct {
	uint32_t code;
	bool in, out, probes;
	const char *name;
} ways[] = {
	{ IOCTL_FAULTS_READ, true, false, false, "read" },
	{ IOCTL_FAULTS_PROBE_READ, true, false, true, "probe and read" },
	{ IOCTL_FAULTS_WRITE, false, true, false, "write" },
	{ IOCTL_FAULTS_PROBE_WRITE, false, true, true, "probe and write" },
	{ IOCTL_FAULTS_COPY_FROM, true, false, false, "RtlCopyMemory from" },
	{ IOCTL_FAULTS_COPY_TO, false, true, false, "RtlCopyMemory to" },
	{ IOCTL_FAULTS_MOVE, true, false, false, "RtlMoveMemory from" },
	{ IOCTL_FAULTS_MOVE, false, true, false, "RtlMoveMemory to" },
	{ IOCTL_FAULTS_ZERO, false, true, false, "RtlZeroMemory of" },
	{ IOCTL_FAULTS_COMPARE, true, false, false, "RtlEqualMemory of" },
	{ IOCTL_FAULTS_STRING, true, false, false, "RtlInitUnicodeString of" },
	{ IOCTL_FAULTS_RMW, false, true, false, "InterlockedIncrement of" },
};

#define NR_WAYS (sizeof(ways) / sizeof(ways[0]))

/* The request with one bad buffer; the other one is good. */
static uint32_t touch(size_t way, void *address, uint32_t length, uint64_t *information)
{
	*information = ~0ULL;
	return control(fd, ways[way].code, ways[way].in ? address : good, length,
		       ways[way].out ? address : good, length, information);
}

static void all_ways(void)
{
	struct {
		void *address;
		const char *name;
		bool reads;
		uint64_t bad;
	} bad[] = {
		{ NULL, "NULL", false, 0 },
		{ (void *)8, "address 8", false, 8 },
		{ none, "memory without access", false, (uint64_t)none },
		{ gap, "memory that isn't there", false, (uint64_t)gap },
		{ readonly, "read-only memory", true, (uint64_t)readonly },
		{ WILD, "a wild address", false, ~0ULL },
	};
	uint64_t information;
	uint32_t status;

	for (size_t b = 0; b < sizeof(bad) / sizeof(bad[0]); b++) {
		for (size_t w = 0; w < NR_WAYS; w++) {
			/* RtlInitUnicodeString takes NULL for an empty string. */
			if ((bad[b].reads && ways[w].in) ||
			    (!bad[b].address && ways[w].code == (uint32_t)IOCTL_FAULTS_STRING))
				continue;
			/* The copies name the wild address itself. */
			status = touch(w, bad[b].address, 64, &information);
			test(status == STATUS_ACCESS_VIOLATION &&
			     (ways[w].probes || bad[b].address == WILD ||
			      information == bad[b].bad),
			     "%s %s: 0x%08x, 0x%llx", ways[w].name, bad[b].name, status,
			     (unsigned long long)information);
		}
	}
	for (size_t w = 0; w < NR_WAYS; w++) {
		status = touch(w, good, 64, &information);
		test(status == STATUS_SUCCESS, "%s good memory: 0x%08x", ways[w].name, status);
		if (!ways[w].probes)
			continue;
		status = touch(w, KERNEL, 64, &information);
		test(status == STATUS_ACCESS_VIOLATION, "%s kernel memory: 0x%08x", ways[w].name,
		     status);
	}
}

static void half_good(void)
{
	uint64_t information;
	uint32_t status;

	/* The last 16 bytes of a page, and the hole behind it. */
	memset(gap - 16, 1, 16);
	status = touch(0, gap - 16, 16, &information);
	test(status == STATUS_SUCCESS && information == 16, "read up to the end: 0x%08x", status);
	for (size_t w = 0; w < NR_WAYS; w++) {
		if (ways[w].code == (uint32_t)IOCTL_FAULTS_RMW)
			continue;
		memset(gap - 16, 1, 16);
		memset(good, 1, 64);
		status = touch(w, gap - 16, 64, &information);
		test(status == STATUS_ACCESS_VIOLATION &&
		     (ways[w].probes || information == (uint64_t)gap),
		     "%s memory that ends: 0x%08x, %lld behind", ways[w].name, status,
		     (long long)(information - (uint64_t)gap));
	}
}

static void *unmap_soon(void *address)
{
	sleep_ms(100);
	munmap(address, PAGE);
	return NULL;
}

static void unmapped_meanwhile(void)
{
	uint8_t *page = map(PROT_READ | PROT_WRITE, 1);
	uint64_t information = 0;
	pthread_t thread;
	uint32_t status;

	memset(page, 1, PAGE);
	status = control(fd, IOCTL_FAULTS_PROBE_WAIT_READ, page, 100, NULL, 0, &information);
	test(status == STATUS_SUCCESS && information == 100,
	     "read after a wait in the driver: 0x%08x, %llu", status,
	     (unsigned long long)information);
	pthread_create(&thread, NULL, unmap_soon, page);
	status = control(fd, IOCTL_FAULTS_PROBE_WAIT_READ, page, 100, NULL, 0, &information);
	pthread_join(thread, NULL);
	test(status == STATUS_ACCESS_VIOLATION && information == (uint64_t)page,
	     "memory that goes between probe and use: 0x%08x, 0x%llx", status,
	     (unsigned long long)information);
}

static volatile bool stop;

static void *flicker(void *address)
{
	while (!stop) {
		mprotect(address, PAGE, PROT_NONE);
		mprotect(address, PAGE, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

static void flickering(void)
{
	uint8_t *page = map(PROT_READ | PROT_WRITE, 1);
	uint64_t information = 0;
	pthread_t thread;
	uint32_t status;

	pthread_create(&thread, NULL, flicker, page);
	status = control(fd, IOCTL_FAULTS_MANY_READS, page, 64, NULL, 0, &information);
	stop = true;
	pthread_join(thread, NULL);
	test(status == STATUS_SUCCESS,
	     "5000 reads of memory that comes and goes: 0x%08x, %llu faults", status,
	     (unsigned long long)information);
	munmap(page, PAGE);
}

/* The request doesn't come back, but everybody else goes on. */
static void breaks_down(uint32_t code, const char *name)
{
	uint64_t information = 0;
	pid_t child = fork();

	if (!child) {
		control(fd, code, NULL, 0, NULL, 0, NULL);
		_exit(0);
	}
	sleep_ms(1500);
	test(waitpid(child, NULL, WNOHANG) == 0, "%s: the thread is stopped", name);
	test(control(fd, IOCTL_FAULTS_BLOCKS, NULL, 0, NULL, 0, &information) == STATUS_SUCCESS &&
	     !information, "%s: the driver serves others", name);
}

int main(int argc, char **argv)
{
	uint64_t information = 0;
	uint32_t status;

	good = map(PROT_READ | PROT_WRITE, 3);
	gap = map(PROT_READ | PROT_WRITE, 2);
	gap += PAGE;
	munmap(gap, PAGE);
	none = map(PROT_NONE, 1);
	readonly = map(PROT_READ, 1);
	fd = open_node("/dev/wdm/Faults");

	if (argc > 1 && !strcmp(argv[1], "dpc")) {
		control(fd, IOCTL_FAULTS_DPC, NULL, 0, NULL, 0, NULL);
		sleep_ms(1000);
		test(false, "the machine goes on after a fault at DISPATCH_LEVEL");
		return exit_status();
	}
	if (argc > 1) {
		status = control(fd, IOCTL_FAULTS_WORK_ITEM, NULL, 0, NULL, 0, NULL);
		test(status == STATUS_SUCCESS, "a null pointer in a work item: 0x%08x", status);
		sleep_ms(500);
		breaks_down(IOCTL_FAULTS_OUTSIDE, "a null pointer outside of __try");
		breaks_down(IOCTL_FAULTS_KERNEL, "a bad kernel address");
		breaks_down(IOCTL_FAULTS_RAISE, "an exception without a handler");
		return exit_status();
	}
	status = control(fd, IOCTL_FAULTS_BLOCKS, NULL, 0, NULL, 0, &information);
	test(status == STATUS_SUCCESS && !information, "blocks.c: 0x%08x, line %llu", status,
	     (unsigned long long)information);
	all_ways();
	half_good();
	unmapped_meanwhile();
	flickering();
	return exit_status();
}
