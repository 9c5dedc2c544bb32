// SPDX-License-Identifier: GPL-2.0
/*
 * Runs each benchmark on both drivers and prints the figures as JSON.
 *
 * Meant for a guest under `-icount shift=0,sleep=off`: there the time stamp
 * counter counts guest instructions. A figure is the least of several rounds,
 * per operation: what the timer tick adds to a round is not the driver's cost.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "../../../wdmcore/include/uapi/wdm_ctl.h"
#include "../benchioctl.h"

#define ROUNDS 9
#define FILTERS 8	/* in the stack of BenchStack1, as benchfilter.inf has it */
#define FILTER_LIMIT 45	/* instructions that a filter may add */
#define BESIDE_LIMIT 1.01	/* of a round trip while nothing else happens */

static int wdm_fd, native_fd;

static uint32_t wdm_call(int function, uint32_t value)
{
	struct wdm_ioc_device_control control = {
		.code = BENCH_WDM_CODE(function),
		.in_ptr = (uintptr_t)&value,
		.in_len = sizeof(value),
		.out_ptr = (uintptr_t)&value,
		.out_len = sizeof(value),
	};

	if (ioctl(wdm_fd, WDM_IOC_DEVICE_CONTROL, &control) || control.status) {
		fprintf(stderr, "wdm-bench: the WDM driver failed %d: 0x%08x\n", function,
			(unsigned int)control.status);
		exit(1);
	}
	return value;
}

static uint32_t native_call(int function, uint32_t value)
{
	if (ioctl(native_fd, BENCH_NATIVE_CODE(function), &value)) {
		perror("wdm-bench: the native driver");
		exit(1);
	}
	return value;
}

/* A round trip as the program sees it, or a loop inside of the driver. */
static double measure(uint32_t (*call)(int, uint32_t), int function, int inside, uint32_t n)
{
	double best = 0;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t start = __rdtsc();
		double cost;

		if (inside) {
			cost = call(function, n);
		} else {
			for (uint32_t i = 0; i < n; i++)
				call(function, i);
			cost = __rdtsc() - start;
		}
		if (!round || cost < best)
			best = cost;
	}
	return best / n;
}

static double round_trip(const char *node)
{
	double cost;

	wdm_fd = open(node, O_RDWR);
	if (wdm_fd < 0) {
		perror(node);
		exit(1);
	}
	cost = measure(wdm_call, BENCH_INVERT, 0, 200);
	close(wdm_fd);
	return cost;
}

/* What a filter that skips its stack location adds to a request. */
static void measure_filter(void)
{
	double plain = round_trip("/dev/wdm/BenchStack0");
	double filtered = round_trip("/dev/wdm/BenchStack1");

	printf("  {\"name\": \"a filter that skips its location\", \"wdm\": %.1f, \"native\": null, \"ratio\": null, \"limit\": %d},\n",
	       (filtered - plain) / FILTERS, FILTER_LIMIT);
}

static pid_t run(const char *verb, const char *device)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	if (!freopen("/dev/null", "w", stdout))
		_exit(126);
	execlp("wdmctl", "wdmctl", "device", verb, device, NULL);
	_exit(127);
}

/* A round trip while another device of the same driver is in START or REMOVE for a second. */
static void measure_beside(const char *verb, const char *device, double plain, const char *end)
{
	pid_t pid = run(verb, device);
	double cost;
	int status;

	usleep(200000);
	cost = round_trip("/dev/wdm/BenchStack0");
	if (waitpid(pid, &status, WNOHANG)) {
		fprintf(stderr, "wdm-bench: %s of the other device is over\n", verb);
		exit(1);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		fprintf(stderr, "wdm-bench: %s of the other device failed\n", verb);
		exit(1);
	}
	printf("  {\"name\": \"ioctl, another device in %s\", \"wdm\": %.1f, \"native\": null, \"ratio\": null, \"limit\": %.1f}%s\n",
	       strcmp(verb, "add") ? "REMOVE" : "START", cost, plain * BESIDE_LIMIT, end);
}

static void measure_others(void)
{
	double plain = round_trip("/dev/wdm/BenchStack0");

	measure_beside("add", "ROOT\\BenchSlow", plain, ",");
	measure_beside("remove", "ROOT\\BENCHSLOW\\0000", plain, "");
}

/* With an argument: the device alone, without what stacks and other devices cost. */
int main(int argc, char **argv)
{
	bool alone = argc > 1 && !strcmp(argv[1], "alone");
	static const struct {
		const char *name;
		int function;
		int inside;
		uint32_t n;
	} benches[] = {
		{ "ioctl round trip", BENCH_INVERT, 0, 200 },
		{ "interrupt to DPC to completion", BENCH_INTERRUPT, 0, 50 },
		{ "DPC", BENCH_DPC, 1, 200 },
		{ "spin lock", BENCH_SPINLOCK, 1, 1000 },
		{ "event, to a thread and back", BENCH_EVENT, 1, 200 },
		{ "timer set and cancelled", BENCH_TIMER, 1, 500 },
		{ "timer, 100000 others set", BENCH_TIMERS, 1, 500 },
		{ "pool", BENCH_POOL, 1, 1000 },
		{ "lookaside list", BENCH_LOOKASIDE, 1, 1000 },
	};
	const size_t count = sizeof(benches) / sizeof(benches[0]);

	wdm_fd = open("/dev/wdm/WdmBench", O_RDWR);
	native_fd = open("/dev/nativebench", O_RDWR);
	if (wdm_fd < 0 || native_fd < 0) {
		perror("wdm-bench: no device");
		return 1;
	}
	printf("[\n");
	for (size_t i = 0; i < count; i++) {
		double wdm = measure(wdm_call, benches[i].function, benches[i].inside, benches[i].n);
		double native = measure(native_call, benches[i].function, benches[i].inside,
					benches[i].n);

		printf("  {\"name\": \"%s\", \"wdm\": %.1f, \"native\": %.1f, \"ratio\": %.3f}%s\n",
		       benches[i].name, wdm, native, wdm / native,
		       alone && i == count - 1 ? "" : ",");
	}
	if (!alone) {
		measure_filter();
		measure_others();
	}
	printf("]\n");
	return 0;
}
