// SPDX-License-Identifier: GPL-2.0
/*
 * edu-filter COMMAND...: the sample filter ddfilter on an edu device.
 *
 *	attach PATH NODE ROUNDS	attaches and detaches it by restarts, under load
 *	inject NODE		lets requests fail and wait, as programs see it
 *	gone NODE		a request waits while the device is pulled: prints "waiting"
 */
#include "testing.h"

#include <signal.h>

#include "../../../sample-driver/ddfilter/ddfilterioctl.h"

#define CONTROL "/dev/wdm/DDFilter"
#define STATUS_DEVICE_BUSY		0x80000011U
#define STATUS_IO_DEVICE_ERROR		0xC0000185U
#define IRP_MJ_READ			3
#define IRP_MJ_WRITE			4
#define IRP_MJ_DEVICE_CONTROL		14
#define IRP_MJ_PNP			27

/* Number of the only filter device; 0: there is none. */
static ULONG filter_number(int fd)
{
	DDFILTER_LIST list = { 0 };

	if (control(fd, IOCTL_DDFILTER_LIST, NULL, 0, &list, sizeof(list), NULL) ||
	    list.Count != 1)
		return 0;
	return list.Numbers[0];
}

static DDFILTER_STATISTICS statistics(int fd, ULONG number)
{
	DDFILTER_STATISTICS s = { 0 };

	control(fd, IOCTL_DDFILTER_GET_STATISTICS, &number, sizeof(number), &s, sizeof(s), NULL);
	return s;
}

static uint32_t set_rule(int fd, DDFILTER_RULE rule)
{
	return control(fd, IOCTL_DDFILTER_SET_RULE, &rule, sizeof(rule), NULL, 0, NULL);
}

/* Load: opens, uses and closes the device, again and again. */

static const char *node;
static bool stop;
static unsigned int opened, refused, wrong;

static bool use(int fd, uint32_t seed)
{
	uint8_t out[512], in[512];
	uint32_t value = 0;

	fill_random(out, sizeof(out), seed);
	return !write_at(fd, out, sizeof(out), seed % 2 * 1024, NULL) &&
	       !read_at(fd, in, sizeof(in), seed % 2 * 1024, NULL) &&
	       !memcmp(out, in, sizeof(in)) &&
	       !number(fd, IOCTL_DDEDU_FACTORIAL, 10, &value) && value == 3628800;
}

static unsigned int pause_ms;

static void *load(void *argument)
{
	uint32_t seed = (uintptr_t)argument;
	int fd;

	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		fd = open(node, O_RDWR | O_CLOEXEC);
		if (fd < 0) {
			__atomic_add_fetch(&refused, 1, __ATOMIC_SEQ_CST);
			sleep_ms(1);
			continue;
		}
		__atomic_add_fetch(&opened, 1, __ATOMIC_SEQ_CST);
		/* An open file has its stack: no request of it may fail. */
		if (!use(fd, seed))
			__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
		close(fd);
		seed += 2;
		sleep_ms(1 + seed % 7 + __atomic_load_n(&pause_ms, __ATOMIC_SEQ_CST));
	}
	return NULL;
}

/*
 * Tries until no file is open at that moment. On a slow machine there may be none: so the
 * files come at longer and longer intervals.
 */
static bool restart(int ctl, const char *path, unsigned int *busy)
{
	char out[WDM_CTL_NAME_MAX];
	double start = now();
	unsigned int tries = 0;
	int32_t status;

	do {
		__atomic_store_n(&pause_ms, tries++ / 20, __ATOMIC_SEQ_CST);
		if (wdm_device_change(ctl, WDM_CTL_DEVICE_RESTART, path, out, &status))
			return false;
		if ((uint32_t)status != STATUS_DEVICE_BUSY)
			return status == 0;
		(*busy)++;
		sleep_ms(2);
	} while (now() - start < 60);
	return false;
}

static bool change(int ctl, const char *path, uint32_t action)
{
	struct wdm_ctl_filter filter = { .action = action, .upper = 1, .service = "ddfilter" };

	return !wdm_filter(ctl, path, &filter) && !filter.status;
}

static int attach(const char *path, unsigned int rounds)
{
	unsigned int busy = 0, attached = 0, detached = 0, i;
	int ctl = wdm_ctl_open_node();
	pthread_t threads[2];
	double start = now();

	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, load, (void *)(uintptr_t)i);
	for (i = 0; i < rounds; i++) {
		if (!change(ctl, path, WDM_CTL_FILTER_ADD) || !restart(ctl, path, &busy))
			break;
		attached += !access(CONTROL, F_OK);
		sleep_ms(20);
		if (!change(ctl, path, WDM_CTL_FILTER_REMOVE) || !restart(ctl, path, &busy))
			break;
		detached += !!access(CONTROL, F_OK);
	}
	__atomic_store_n(&stop, true, __ATOMIC_SEQ_CST);
	for (unsigned int t = 0; t < 2; t++)
		pthread_join(threads[t], NULL);
	close(ctl);
	test(i == rounds && attached == rounds && detached == rounds,
	     "%u times attached and detached by restarts, under load", rounds);
	test(!wrong && opened, "no request failed on an open file (%u opened)", opened);
	printf("# %u of %u rounds, %u attached, %u detached, %u restarts refused, %u opens refused, %u wrong, %.1f s\n",
	       i, rounds, attached, detached, busy, refused, wrong, now() - start);
	return exit_status();
}

/* Injection */

static void fail_some(int filter, ULONG n, int fd)
{
	DDFILTER_RULE rule = {
		.Number = n, .Action = DdFilterFail, .MajorFunction = IRP_MJ_READ, .Every = 2,
		.Count = 2, .Status = STATUS_IO_DEVICE_ERROR,
	};
	static const uint32_t expected[] = {
		0, STATUS_IO_DEVICE_ERROR, 0, STATUS_IO_DEVICE_ERROR, 0, 0
	};
	uint32_t status, bad = 0;
	uint8_t buffer[16];

	test(!set_rule(filter, rule), "reads are to fail");
	for (unsigned int i = 0; i < 6; i++) {
		status = read_at(fd, buffer, sizeof(buffer), 0, NULL);
		bad += status != expected[i];
	}
	test(!bad, "the second and fourth fail, with the status asked for");
	errno = 0;
	rule.Every = 1;
	set_rule(filter, rule);
	test(pread(fd, buffer, sizeof(buffer), 0) == -1 && errno == EIO, "read() says EIO");
	test(!number(fd, IOCTL_DDEDU_LIVENESS, 1, NULL), "control codes don't fail");
	test(statistics(filter, n).Failed == 3, "all are counted");
}

static double timed(int fd, uint32_t code, uint32_t value, uint32_t *status)
{
	double start = now();
	uint32_t result;

	*status = number(fd, code, value, &result);
	return now() - start;
}

struct waiting {
	int fd;
	uint32_t status;
	double seconds;
};

static void *wait_for_it(void *argument)
{
	struct waiting *w = argument;

	w->seconds = timed(w->fd, IOCTL_DDEDU_FACTORIAL, 10, &w->status);
	return NULL;
}

static void nothing(int signal)
{
	(void)signal;
}

static void delay_some(int filter, ULONG n, int fd)
{
	struct sigaction action = { .sa_handler = nothing };
	struct waiting w = { .fd = fd };
	DDFILTER_RULE rule = {
		.Number = n, .Action = DdFilterDelay, .MajorFunction = IRP_MJ_DEVICE_CONTROL,
		.IoControlCode = IOCTL_DDEDU_FACTORIAL, .Every = 1, .Milliseconds = 700,
	};
	double slow, fast;
	pthread_t thread;
	uint32_t status;

	set_rule(filter, rule);
	slow = timed(fd, IOCTL_DDEDU_FACTORIAL, 10, &status);
	test(slow >= 0.7 && !status, "a factorial waits, and is right");
	fast = timed(fd, IOCTL_DDEDU_LIVENESS, 10, &status);
	test(fast < slow && !status, "another control code doesn't wait");
	printf("# %.3f s and %.3f s\n", slow, fast);

	sigaction(SIGUSR1, &action, NULL);
	rule.Milliseconds = 50000;
	set_rule(filter, rule);
	pthread_create(&thread, NULL, wait_for_it, &w);
	while (statistics(filter, n).Delayed < 2)
		sleep_ms(10);
	pthread_kill(thread, SIGUSR1);
	pthread_join(thread, NULL);
	test(w.status == STATUS_CANCELLED && w.seconds < 25, "a signal cancels one that waits");
	test(statistics(filter, n).Cancelled == 1, "that is counted");

	pthread_create(&thread, NULL, wait_for_it, &w);
	while (statistics(filter, n).Delayed < 3)
		sleep_ms(10);
	test(!control(filter, IOCTL_DDFILTER_CLEAR_RULE, &n, sizeof(n), NULL, 0, NULL),
	     "the rule is taken away");
	pthread_join(thread, NULL);
	test(!w.status && w.seconds < 25, "what waited goes on at once");
}

static void watch(int filter, ULONG n, int fd)
{
	DDFILTER_RULE rule = { .Number = n, .Action = DdFilterPass, .Every = 1, .Watch = 1 };
	DDFILTER_STATISTICS before, after;
	uint8_t buffer[100] = { 0 };

	set_rule(filter, rule);
	before = statistics(filter, n);
	write_at(fd, buffer, sizeof(buffer), 0, NULL);
	read_at(fd, buffer, sizeof(buffer), 0, NULL);
	read_at(fd, buffer, sizeof(buffer), 1 << 20, NULL);
	number(fd, 0x12345678, 0, NULL);
	after = statistics(filter, n);
	test(after.Passed[IRP_MJ_READ] - before.Passed[IRP_MJ_READ] == 2 &&
	     after.Passed[IRP_MJ_WRITE] - before.Passed[IRP_MJ_WRITE] == 1 &&
	     after.Passed[IRP_MJ_DEVICE_CONTROL] - before.Passed[IRP_MJ_DEVICE_CONTROL] == 1,
	     "requests are counted by their function");
	test(after.Succeeded - before.Succeeded == 2 && after.Bytes - before.Bytes == 200 &&
	     after.Unsuccessful - before.Unsuccessful == 2, "and by how they end");
	test(after.Passed[IRP_MJ_PNP] > 1, "PnP requests have passed");
}

static void bad_rules(int filter, ULONG n)
{
	static const DDFILTER_RULE rules[] = {
		{ .Action = 9, .Every = 1 },
		{ .Action = DdFilterFail, .MajorFunction = IRP_MJ_READ, .Status = STATUS_IO_DEVICE_ERROR },
		{ .Action = DdFilterFail, .MajorFunction = IRP_MJ_READ, .Every = 1, .Status = 0 },
		{ .Action = DdFilterFail, .MajorFunction = IRP_MJ_PNP, .Every = 1,
		  .Status = STATUS_IO_DEVICE_ERROR },
		{ .Action = DdFilterDelay, .MajorFunction = IRP_MJ_READ, .Every = 1,
		  .Milliseconds = DDFILTER_MAXIMUM_DELAY + 1 },
	};
	unsigned int bad = 0;

	for (unsigned int i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		DDFILTER_RULE rule = rules[i];

		rule.Number = n;
		bad += set_rule(filter, rule) != STATUS_INVALID_PARAMETER;
	}
	test(!bad, "impossible rules are refused");
	test(set_rule(filter, (DDFILTER_RULE) { .Number = n + 1, .Every = 1 }) ==
	     STATUS_NO_SUCH_DEVICE, "and those for another device");
}

static int inject(void)
{
	int filter = open_node(CONTROL), fd = open_node(node);
	ULONG n = filter_number(filter);

	if (!test(n, "the filter has one device"))
		return exit_status();
	fail_some(filter, n, fd);
	delay_some(filter, n, fd);
	watch(filter, n, fd);
	bad_rules(filter, n);
	control(filter, IOCTL_DDFILTER_CLEAR_RULE, &n, sizeof(n), NULL, 0, NULL);
	close(fd);
	close(filter);
	return exit_status();
}

static int gone(void)
{
	int filter = open_node(CONTROL), fd = open_node(node);
	ULONG n = filter_number(filter);
	DDFILTER_RULE rule = {
		.Number = n, .Action = DdFilterDelay, .MajorFunction = IRP_MJ_DEVICE_CONTROL,
		.Every = 1, .Milliseconds = 60000,
	};
	struct waiting w = { .fd = fd };
	pthread_t thread;
	int tries;

	set_rule(filter, rule);
	pthread_create(&thread, NULL, wait_for_it, &w);
	while (statistics(filter, n).Delayed < 1)
		sleep_ms(10);
	puts("waiting");
	fflush(stdout);
	pthread_join(thread, NULL);
	/* Linux takes it away while it still answers: it may even succeed. */
	test(w.status != NO_REQUEST && w.seconds < 40,
	     "with the device gone, what waits ends (0x%08x)", w.status);
	/* The filter hears of it before the function driver does. */
	for (tries = 0; tries < 1000 && number(fd, IOCTL_DDEDU_LIVENESS, 0, NULL) >> 30 != 3; tries++)
		sleep_ms(10);
	test(tries < 1000, "nothing new is served");
	close(fd);
	close(filter);
	return exit_status();
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "attach")) {
		node = argv[3];
		return attach(argv[2], strtoul(argv[4], NULL, 0));
	}
	if (argc != 3)
		return 2;
	node = argv[2];
	if (!strcmp(argv[1], "inject"))
		return inject();
	return strcmp(argv[1], "gone") ? 2 : gone();
}
