// SPDX-License-Identifier: GPL-2.0
/*
 * edu-busy NODE: has requests of each kind in flight from many threads, runs until
 * the device is gone, and looks at how they end: each with an error status, none
 * lost. Prints "busy" when all threads are at work.
 */
#include "testing.h"

static const char *path;
static unsigned int served, ended, wrong;
static unsigned int running;

enum kind { READ, WRITE, WAIT, FACTORIAL, NUMBER_OF_KINDS };
static const char *const names[] = { "read", "write", "wait", "factorial" };
static unsigned int last_status[2 * NUMBER_OF_KINDS];

struct thread {
	pthread_t id;
	int fd;
	int index;
};

static void *work(void *argument)
{
	struct thread *thread = argument;
	uint8_t buffer[4096];
	uint32_t status = STATUS_SUCCESS, value;

	memset(buffer, thread->index, sizeof(buffer));
	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	while (status == STATUS_SUCCESS) {
		switch (thread->index % NUMBER_OF_KINDS) {
		case READ:
			status = read_at(thread->fd, buffer, 4096, 0, NULL);
			break;
		case WRITE:
			status = write_at(thread->fd, buffer, 256, 512, NULL);
			break;
		case WAIT:
			status = number(thread->fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, NULL);
			break;
		default:
			status = number(thread->fd, IOCTL_DDEDU_FACTORIAL, 10, &value);
			if (status == STATUS_SUCCESS && value != 3628800)
				__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
		}
		if (status == STATUS_SUCCESS)
			__atomic_add_fetch(&served, 1, __ATOMIC_SEQ_CST);
	}
	last_status[thread->index] = status;
	if (status >> 30 != 3 || status == NO_REQUEST)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

int main(int argc, char **argv)
{
	enum { THREADS = 2 * NUMBER_OF_KINDS };
	struct thread threads[THREADS];
	double start;
	uint32_t status;
	int shared;

	if (argc != 2)
		return 2;
	path = argv[1];
	shared = open_node(path);
	for (int i = 0; i < THREADS; i++) {
		threads[i].index = i;
		threads[i].fd = i < NUMBER_OF_KINDS ? shared : open_node(path);
		pthread_create(&threads[i].id, NULL, work, &threads[i]);
	}
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST) < THREADS)
		sleep_ms(10);
	sleep_ms(500);
	puts("busy");
	fflush(stdout);

	start = now();
	while (__atomic_load_n(&ended, __ATOMIC_SEQ_CST) < THREADS && now() - start < 40)
		sleep_ms(50);
	for (int i = 0; i < THREADS; i++)
		printf("# %s: 0x%08x\n", names[i % NUMBER_OF_KINDS], last_status[i]);
	if (!test(ended == THREADS && !wrong,
		  "with the device gone, every request ends with an error (%u served before)", served))
		printf("# %u of %u threads ended, %u results wrong\n", ended, THREADS, wrong);
	if (ended != THREADS)
		_exit(1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i].id, NULL);

	status = number(shared, IOCTL_DDEDU_LIVENESS, 0, NULL);
	test(status >> 30 == 3, "the open file serves no new request (0x%08x)", status);
	for (int i = NUMBER_OF_KINDS; i < THREADS; i++)
		close(threads[i].fd);
	test(close(shared) == 0, "and can be closed");
	return exit_status();
}
