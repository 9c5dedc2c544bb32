// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
/*
 * Requests in flight meet signals, the close of their file, fork, the end of their
 * process, and their own completion.
 */
#include "testing.h"

#include <signal.h>
#include <sys/wait.h>

#define NODE "/dev/wdm/DDEdu0"

struct waiter {
	int fd;
	uint32_t status;
	bool done;
	pthread_t thread;
};

static void nothing(int signal)
{
	(void)signal;
}

static void *wait_interrupt(void *argument)
{
	struct waiter *waiter = argument;

	waiter->status = number(waiter->fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, NULL);
	__atomic_store_n(&waiter->done, true, __ATOMIC_SEQ_CST);
	return NULL;
}

static void start(struct waiter *waiter, int fd)
{
	*waiter = (struct waiter){ .fd = fd };
	pthread_create(&waiter->thread, NULL, wait_interrupt, waiter);
	sleep_ms(300);
}

/* The status that it ended with; NO_REQUEST if it doesn't end. */
static uint32_t end_of(struct waiter *waiter)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += 10;
	return pthread_timedjoin_np(waiter->thread, NULL, &time) ? NO_REQUEST : waiter->status;
}

static bool ends_by(pid_t child, int signal)
{
	int status;

	for (int i = 0; i < 100; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return signal ? WIFSIGNALED(status) && WTERMSIG(status) == signal :
					WIFEXITED(status) && !WEXITSTATUS(status);
		sleep_ms(100);
	}
	return false;
}

static void killed(void)
{
	static const int signals[] = { SIGKILL, SIGINT, SIGTERM };

	for (int i = 0; i < 3; i++) {
		pid_t child = fork();

		if (!child) {
			int fd = open_node(NODE);

			number(fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, NULL);
			_exit(1);
		}
		sleep_ms(300);
		kill(child, signals[i]);
		test(ends_by(child, signals[i]), "a waiting process ends by signal %d", signals[i]);
	}
}

static void interrupted(int fd)
{
	struct waiter waiter;
	uint32_t status;

	start(&waiter, fd);
	pthread_kill(waiter.thread, SIGUSR1);
	status = end_of(&waiter);
	test(status == STATUS_CANCELLED, "a signal with a handler cancels the request (0x%08x)", status);
}

/* The program ends while threads of it have requests in flight. */
static void exit_in_flight(void)
{
	static uint8_t buffer[4096];
	pid_t child = fork();

	if (!child) {
		struct waiter waiters[4];
		int fd = open_node(NODE);

		for (int i = 0; i < 4; i++)
			start(&waiters[i], fd);
		_exit(0);
	}
	sleep_ms(1000);
	test(ends_by(child, 0), "exit with four requests in flight");

	for (int i = 0; i < 5; i++) {
		child = fork();
		if (!child) {
			int fd = open_node(NODE);

			read_at(fd, buffer, 4096, 0, NULL);
			_exit(1);
		}
		sleep_ms(40 + 30 * i);
		kill(child, SIGKILL);
		if (!ends_by(child, SIGKILL)) {
			test(false, "a process with a transfer in flight is killed");
			return;
		}
	}
	test(true, "five processes with a transfer in flight are killed");
}

static void close_in_flight(void)
{
	struct waiter waiter;
	int fd = open_node(NODE), other;
	uint32_t status;

	start(&waiter, fd);
	close(fd);
	status = end_of(&waiter);
	test(status == STATUS_CANCELLED, "close() by another thread cancels the request (0x%08x)", status);

	/* With a second descriptor the handle stays open. */
	fd = open_node(NODE);
	other = dup(fd);
	start(&waiter, fd);
	close(fd);
	sleep_ms(300);
	if (test(!__atomic_load_n(&waiter.done, __ATOMIC_SEQ_CST),
		 "close() of one of two descriptors doesn't")) {
		number(other, IOCTL_DDEDU_RAISE_INTERRUPT, 2, NULL);
		status = end_of(&waiter);
		test(status == STATUS_SUCCESS, "it is served (0x%08x)", status);
	} else {
		end_of(&waiter);
	}
	close(other);
}

static void forked(void)
{
	int fd = open_node(NODE);
	struct waiter waiter;
	uint32_t status;
	pid_t child;

	start(&waiter, fd);
	child = fork();
	if (!child) {
		uint32_t value = 0;

		/* The parent closes its own meanwhile. */
		sleep_ms(500);
		if (number(fd, IOCTL_DDEDU_LIVENESS, 1, &value) || value != ~1U)
			_exit(1);
		value = number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 4, NULL);
		/* The last descriptor goes with the child: not before the interrupt came. */
		sleep_ms(500);
		_exit(value ? 1 : 0);
	}
	close(fd);
	test(ends_by(child, 0), "a child uses the file that its parent has closed");
	status = end_of(&waiter);
	test(status == STATUS_SUCCESS, "and its interrupt ends the parent's request (0x%08x)", status);
}

/* A signal and the interrupt come at the same time: one of the two ends it. */
struct racer {
	int fd;
	unsigned int rounds, served, cancelled, wrong;
	volatile bool stop;
	pthread_t thread;
};

static void *race(void *argument)
{
	struct racer *racer = argument;

	while (!racer->stop) {
		uint32_t value = 0;
		uint32_t status = number(racer->fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, &value);

		if (status == STATUS_SUCCESS && (value & DDEDU_USER_INTERRUPTS) &&
		    !(value & ~DDEDU_USER_INTERRUPTS))
			racer->served++;
		else if (status == STATUS_CANCELLED)
			racer->cancelled++;
		else
			racer->wrong++;
		__atomic_add_fetch(&racer->rounds, 1, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

static void races(int fd, double seconds)
{
	enum { RACERS = 4 };
	struct racer racers[RACERS] = {};
	unsigned int served = 0, cancelled = 0, wrong = 0, i = 0;
	uint32_t state = 77;
	double begin = now();

	for (int r = 0; r < RACERS; r++) {
		racers[r].fd = fd;
		pthread_create(&racers[r].thread, NULL, race, &racers[r]);
	}
	while (now() - begin < seconds) {
		uint32_t random = next_random(&state);

		if (random & 16)
			number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 2 << random % 4, NULL);
		pthread_kill(racers[random / 32 % RACERS].thread, SIGUSR1);
		if (!(random & 16))
			number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 2 << random % 4, NULL);
		if (++i % 64 == 0)
			sleep_ms(1);
	}
	for (int r = 0; r < RACERS; r++)
		racers[r].stop = true;
	for (int r = 0; r < RACERS; r++) {
		struct waiter waiter = { .thread = racers[r].thread };

		for (int n = 0; n < 50; n++)
			pthread_kill(racers[r].thread, SIGUSR1), sleep_ms(2);
		number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 2, NULL);
		if (end_of(&waiter) == NO_REQUEST) {
			test(false, "requests end, by signal or by interrupt: one hangs");
			_exit(1);
		}
		served += racers[r].served;
		cancelled += racers[r].cancelled;
		wrong += racers[r].wrong;
	}
	test(!wrong && served && cancelled,
	     "signal against interrupt: %u served, %u cancelled, %u otherwise", served, cancelled, wrong);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = nothing };
	int fd = open_node(NODE);

	sigaction(SIGUSR1, &action, NULL);
	killed();
	interrupted(fd);
	exit_in_flight();
	close_in_flight();
	forked();
	races(fd, argc > 1 ? atof(argv[1]) : 10);
	test(device_works(fd), "after all that the device works");
	close(fd);
	return exit_status();
}
