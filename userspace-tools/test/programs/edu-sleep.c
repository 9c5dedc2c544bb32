// SPDX-License-Identifier: GPL-2.0
/*
 * edu-sleep NODE: has requests of each kind in flight from several threads until SIGTERM,
 * while the system sleeps and wakes. Each must succeed, with the right data; one that waits
 * for an interrupt waits through all of it. Prints "busy" when all threads are at work.
 */
#include <signal.h>

#include "testing.h"

enum kind { READ, WRITE, FACTORIAL, LIVENESS, NUMBER_OF_KINDS };
static const char *const names[] = { "read", "write", "factorial", "liveness" };

struct thread {
	pthread_t id;
	unsigned int kind;
	unsigned int served;
	unsigned int wrong;
	uint32_t last_wrong;
};

static const char *path;
static bool stop;
static unsigned int running;
static uint32_t wait_status = NO_REQUEST, wait_value;
static bool wait_ended;

static uint32_t one_request(struct thread *t, int fd, uint8_t *buffer)
{
	uint32_t status, value;
	uint64_t n = 0;

	switch (t->kind) {
	case READ:
		/* Nobody writes here. */
		memset(buffer, 0xee, 512);
		status = read_at(fd, buffer, 512, 0, &n);
		if (status == STATUS_SUCCESS && (n != 512 || buffer[0] != 0x5a || buffer[511] != 0x5a))
			return STATUS_UNSUCCESSFUL;
		return status;
	case WRITE:
		status = write_at(fd, buffer, 512, 1024, &n);
		return status == STATUS_SUCCESS && n != 512 ? STATUS_UNSUCCESSFUL : status;
	case FACTORIAL:
		status = number(fd, IOCTL_DDEDU_FACTORIAL, 10, &value);
		return status == STATUS_SUCCESS && value != 3628800 ? STATUS_UNSUCCESSFUL : status;
	default:
		status = number(fd, IOCTL_DDEDU_LIVENESS, 0x1234, &value);
		return status == STATUS_SUCCESS && value != ~0x1234U ? STATUS_UNSUCCESSFUL : status;
	}
}

static void *work(void *argument)
{
	struct thread *t = argument;
	uint8_t buffer[512] = { 1, 2, 3 };
	int fd = open_node(path);
	uint32_t status;

	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		status = one_request(t, fd, buffer);
		t->served++;
		if (status != STATUS_SUCCESS) {
			t->wrong++;
			t->last_wrong = status;
		}
	}
	close(fd);
	return NULL;
}

static void *wait_interrupt(void *argument)
{
	int fd = open_node(path);

	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	wait_status = number(fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, &wait_value);
	__atomic_store_n(&wait_ended, true, __ATOMIC_SEQ_CST);
	close(fd);
	return argument;
}

int main(int argc, char **argv)
{
	struct thread threads[NUMBER_OF_KINDS] = { };
	uint8_t pattern[512];
	unsigned int i;
	pthread_t waiter;
	sigset_t term;
	int fd, sig;

	if (argc != 2)
		return 2;
	path = argv[1];
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &term, NULL);
	fd = open_node(path);
	memset(pattern, 0x5a, sizeof(pattern));
	write_at(fd, pattern, sizeof(pattern), 0, NULL);
	for (i = 0; i < NUMBER_OF_KINDS; i++) {
		threads[i].kind = i;
		pthread_create(&threads[i].id, NULL, work, &threads[i]);
	}
	pthread_create(&waiter, NULL, wait_interrupt, NULL);
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST) <= NUMBER_OF_KINDS)
		sleep_ms(10);
	sleep_ms(200);
	puts("busy");
	fflush(stdout);

	sigwait(&term, &sig);
	__atomic_store_n(&stop, true, __ATOMIC_SEQ_CST);
	for (i = 0; i < NUMBER_OF_KINDS; i++) {
		pthread_join(threads[i].id, NULL);
		test(threads[i].served && !threads[i].wrong, "%s: %u served, %u wrong (0x%08x)",
		     names[i], threads[i].served, threads[i].wrong, threads[i].last_wrong);
	}
	test(!__atomic_load_n(&wait_ended, __ATOMIC_SEQ_CST),
	     "a request that was in flight all the time still is (0x%08x)", wait_status);
	test(number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 0x200, NULL) == STATUS_SUCCESS,
	     "its interrupt comes");
	for (i = 0; i < 100 && !__atomic_load_n(&wait_ended, __ATOMIC_SEQ_CST); i++)
		sleep_ms(50);
	if (!test(wait_ended && wait_status == STATUS_SUCCESS && wait_value == 0x200,
		  "and then it ends (0x%08x, 0x%x)", wait_status, wait_value))
		_exit(1);
	pthread_join(waiter, NULL);
	close(fd);
	return exit_status();
}
