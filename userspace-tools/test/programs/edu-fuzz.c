// SPDX-License-Identifier: GPL-2.0
/*
 * edu-fuzz NODE CALLS: random ioctls from many threads at once, with numbers that
 * are the same in each run. What the calls return doesn't matter; that they return
 * does. Requests that would wait for ever are ended by closing the file.
 */
#include "testing.h"

#include <signal.h>
#include <sys/mman.h>

#define THREADS 8
#define AREA (64 * 4096)

static int fd;
static unsigned int calls;
static uint8_t *area;
static const char *path;
static unsigned int made;
static unsigned int busy[THREADS];

static const uint64_t addresses[] = {
	0, 1, 0x10, 0x7fffffffe000, 0x7fffffffefff, 0x800000000000, 0xffff800000000000,
	0xffff888000000000, 0xffffffff81000000, 0xfffffffffffffff0, UINT64_MAX,
};
static const uint32_t lengths[] = {
	0, 1, 3, 4, 5, 8, 12, 16, 63, 64, 255, 4095, 4096, 4097, 8192, 65536, 0x7fffffff, 0x80000000,
	0xfffff000, 0xfffffffc, 0xffffffff,
};
static const int64_t offsets[] = {
	0, 1, 4, 4092, 4093, 4095, 4096, 4097, -1, -2, INT64_MIN, INT64_MAX, 0x7fffffff, 0x80000000,
	0xffffffff, 0x100000000,
};

#define PICK(array, random) ((array)[(random) % (sizeof(array) / sizeof((array)[0]))])

static uint64_t any_address(uint32_t *state)
{
	uint32_t r = next_random(state);

	if (r % 4 == 0)
		return PICK(addresses, next_random(state));
	return (uintptr_t)area + next_random(state) % AREA;
}

static uint32_t any_length(uint32_t *state)
{
	uint32_t r = next_random(state);

	if (r % 8 == 0)
		return PICK(lengths, next_random(state));
	/* Short: transfers take the device a tenth of a second each. */
	return r % 64;
}

static uint32_t any_code(uint32_t *state)
{
	uint32_t r = next_random(state);
	uint32_t code = DDEDU_CTL(next_random(state) % 10, next_random(state) % 4, next_random(state) % 4);

	switch (r % 4) {
	case 0:
		return next_random(state);
	case 1:
		return code;
	default: {
		static const uint32_t known[] = {
			IOCTL_DDEDU_LIVENESS, IOCTL_DDEDU_GET_STATISTICS, IOCTL_DDEDU_IDENTIFY,
			IOCTL_DDEDU_RAISE_INTERRUPT, IOCTL_DDEDU_WAIT_INTERRUPT,
			IOCTL_DDEDU_LIVENESS, IOCTL_DDEDU_FACTORIAL,
		};

		return PICK(known, next_random(state));
	}
	}
}

/* What really moves data takes 0.1 s: now and then. */
static bool slow(uint32_t *state)
{
	return next_random(state) % 40 == 0;
}

static void one_call(uint32_t *state)
{
	struct wdm_ioc_device_control request = {};
	struct wdm_ioc_transfer transfer = {};
	struct wdm_ctl_open open_argument = {};
	uint8_t bytes[2048];
	uint32_t r = next_random(state) % 16;

	if (r < 8) {
		request.code = any_code(state);
		request.in_ptr = any_address(state);
		request.out_ptr = any_address(state);
		request.in_len = any_length(state);
		request.out_len = any_length(state);
		if (next_random(state) % 16 == 0)
			request.flags = next_random(state);
		if (next_random(state) % 16 == 0)
			request.reserved = next_random(state);
		/* Costs whoever comes next the three seconds of a time-out. */
		if (request.code == IOCTL_DDEDU_LOSE_INTERRUPT)
			return;
		if ((request.code == IOCTL_DDEDU_DMA_SELF_TEST ||
		     request.code == IOCTL_DDEDU_READ_MODIFY_WRITE) && !slow(state))
			return;
		ioctl(fd, WDM_IOC_DEVICE_CONTROL, &request);
	} else if (r < 11) {
		static const unsigned long commands[] = { WDM_IOC_READ, WDM_IOC_WRITE, WDM_IOC_FLUSH };

		transfer.buffer = any_address(state);
		transfer.length = any_length(state);
		transfer.flags = next_random(state) % 8 ? WDM_TRANSFER_OFFSET : next_random(state);
		transfer.offset = PICK(offsets, next_random(state));
		if (!slow(state) && transfer.offset >= 0 && transfer.offset < 4096)
			transfer.offset += 4096;
		ioctl(fd, PICK(commands, next_random(state)), &transfer);
	} else if (r < 13) {
		open_argument.name = any_address(state);
		open_argument.name_len = any_length(state);
		open_argument.access = next_random(state);
		open_argument.share = next_random(state) & 7;
		open_argument.disposition = next_random(state) % 8;
		open_argument.options = next_random(state) >> 8;
		if (!ioctl(fd, WDM_CTL_OPEN, &open_argument) && open_argument.fd >= 0)
			close(open_argument.fd);
	} else {
		fill_random(bytes, sizeof(bytes), next_random(state));
		/* A record's size is the second thing in it. */
		if (next_random(state) % 2)
			((uint32_t *)(void *)bytes)[2] = sizeof(struct wdm_ctl_driver);
		if (next_random(state) % 2)
			ioctl(fd, _IOWR('W', next_random(state) % 8, struct wdm_ctl_driver), bytes);
		else
			ioctl(fd, next_random(state), bytes);
	}
}

static void *thread_main(void *argument)
{
	unsigned int index = (uintptr_t)argument;
	uint32_t state = 0x9e3779b9 * (index + 1);

	for (unsigned int i = 0; i < calls / THREADS; i++) {
		__atomic_store_n(&busy[index], i + 1, __ATOMIC_RELAXED);
		one_call(&state);
		__atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&busy[index], 0, __ATOMIC_RELAXED);
	return NULL;
}

static void nothing(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = nothing };
	pthread_t threads[THREADS];
	unsigned int before[THREADS] = {};
	double start = now();
	bool running = true;

	if (argc != 3)
		return 2;
	path = argv[1];
	calls = strtoul(argv[2], NULL, 0);
	fd = open_node(path);
	area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* Holes and pages that can't be written, among those that can. */
	for (int page = 5; page < AREA / 4096; page += 8) {
		mprotect(area + page * 4096, 4096, PROT_READ);
		munmap(area + (page + 2) * 4096, 4096);
	}
	sigaction(SIGUSR1, &action, NULL);
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, thread_main, (void *)i);

	/* A wait for an interrupt ends by one that another thread raises, or by a signal. */
	while (running && now() - start < 100) {
		sleep_ms(200);
		running = false;
		for (int i = 0; i < THREADS; i++) {
			unsigned int at = __atomic_load_n(&busy[i], __ATOMIC_RELAXED);

			running |= at != 0;
			if (at && at == before[i])
				pthread_kill(threads[i], SIGUSR1);
			before[i] = at;
		}
	}
	test(!running, "%u random calls on %s from %d threads came back, in %.0f s", made, path,
	     THREADS, now() - start);
	if (running)
		_exit(1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	close(fd);
	return exit_status();
}
