// SPDX-License-Identifier: GPL-2.0
/* Requests that wait, that are cancelled, that time out, and that are wrong. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "edu.h"
#include "steps.h"

struct waiter {
	int fd;
	uint32_t status;
	uint32_t value;
};

static void pause_ms(int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static void *wait_interrupt(void *argument)
{
	struct waiter *waiter = argument;

	waiter->status = edu_number(waiter->fd, IOCTL_DDEDU_WAIT_INTERRUPT, 0, &waiter->value);
	return NULL;
}

static void *read_all(void *argument)
{
	struct waiter *waiter = argument;
	unsigned char buffer[DDEDU_MEMORY_SIZE];

	waiter->status = edu_transfer(waiter->fd, 0, buffer, sizeof(buffer), 0, NULL);
	return NULL;
}

void show_interrupts(int fd)
{
	struct waiter waiter = { .fd = fd };
	uint32_t status;
	pthread_t thread;

	puts("interrupts");
	pthread_create(&thread, NULL, wait_interrupt, &waiter);
	pause_ms(300);
	status = edu_number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 0x40, NULL);
	pthread_join(thread, NULL);
	expect(status == STATUS_SUCCESS && waiter.status == STATUS_SUCCESS && waiter.value == 0x40,
	       "a waiting request ends with the value that was raised: 0x%x", waiter.value);
}

static void nothing(int signal)
{
	(void)signal;
}

void show_cancel(void)
{
	struct sigaction action = { .sa_handler = nothing };
	struct waiter waiting, running, queued;
	pthread_t thread, first, second;
	int status = -1;
	pid_t child;
	int fd;

	puts("cancellation");
	sigaction(SIGUSR1, &action, NULL);
	fd = open_device();

	waiting = (struct waiter){ .fd = fd };
	pthread_create(&thread, NULL, wait_interrupt, &waiting);
	pause_ms(300);
	pthread_kill(thread, SIGUSR1);
	pthread_join(thread, NULL);
	expect(waiting.status == STATUS_CANCELLED, "a signal cancels a waiting request (0x%08x)",
	       waiting.status);

	/* Two reads: the second waits in the device queue behind the first. */
	running = (struct waiter){ .fd = fd };
	queued = (struct waiter){ .fd = fd };
	pthread_create(&first, NULL, read_all, &running);
	pause_ms(50);
	pthread_create(&second, NULL, read_all, &queued);
	pause_ms(50);
	pthread_kill(second, SIGUSR1);
	pthread_join(second, NULL);
	pthread_join(first, NULL);
	expect(running.status == STATUS_SUCCESS && queued.status == STATUS_CANCELLED,
	       "a signal cancels a queued read (0x%08x), the one in front is served (0x%08x)",
	       queued.status, running.status);
	close(fd);

	child = fork();
	if (!child) {
		struct waiter own = { .fd = open_device() };

		wait_interrupt(&own);
		_exit(1);
	}
	pause_ms(300);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	expect(WIFSIGNALED(status), "a process that is killed while it waits ends, and so does its request");
}

void show_timeout(int fd)
{
	uint32_t value = 0;
	uint32_t status;
	time_t start = time(NULL);

	puts("a lost interrupt");
	edu_control(fd, IOCTL_DDEDU_LOSE_INTERRUPT, NULL, 0, NULL, 0, NULL);
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL, 5, &value);
	expect(status == STATUS_IO_TIMEOUT, "the request ends with STATUS_IO_TIMEOUT (0x%08x) after %ld s",
	       status, (long)(time(NULL) - start));
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL, 5, &value);
	expect(status == STATUS_SUCCESS && value == 120, "the device is usable again: 5! is %u", value);
}

void show_bad_input(int fd)
{
	unsigned char byte = 0;
	uint32_t number = 1;
	uint32_t status;

	puts("requests that are wrong");
	status = edu_number(fd, IOCTL_DDEDU_FACTORIAL + 0x1000, 1, NULL);
	expect(status == STATUS_INVALID_DEVICE_REQUEST, "unknown control code: 0x%08x", status);
	status = edu_control(fd, IOCTL_DDEDU_FACTORIAL, &byte, 1, &number, 4, NULL);
	expect(status == STATUS_BUFFER_TOO_SMALL, "input too short: 0x%08x", status);
	status = edu_number(fd, IOCTL_DDEDU_RAISE_INTERRUPT, 0x100, NULL);
	expect(status == STATUS_INVALID_PARAMETER, "the device's own interrupt bit: 0x%08x", status);
	status = edu_transfer(fd, 0, &byte, 1, DDEDU_MEMORY_SIZE + 1, NULL);
	expect(status == STATUS_INVALID_PARAMETER, "offset outside of the device: 0x%08x", status);
	status = edu_transfer(fd, 1, &byte, 1, -1, NULL);
	expect(status != STATUS_SUCCESS, "negative offset: 0x%08x", status);
	status = edu_transfer(fd, 0, &byte, 1, DDEDU_MEMORY_SIZE, NULL);
	expect(status == STATUS_END_OF_FILE, "read at the end: 0x%08x", status);
	status = edu_control(fd, IOCTL_DDEDU_IDENTIFY, NULL, 0, (void *)0x10, 4, NULL);
	expect(status == STATUS_ACCESS_VIOLATION, "bad pointer, METHOD_NEITHER: 0x%08x", status);
	status = edu_control(fd, IOCTL_DDEDU_LIVENESS, (void *)0x10, 4, &number, 4, NULL);
	expect(status == STATUS_ACCESS_VIOLATION || status == NO_REQUEST,
	       "bad pointer, METHOD_BUFFERED: 0x%08x", status);
	status = edu_number(fd, IOCTL_DDEDU_LIVENESS, 0, &number);
	expect(status == STATUS_SUCCESS && number == ~0U, "and the device still answers");
}
