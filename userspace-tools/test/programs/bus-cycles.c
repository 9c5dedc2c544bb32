// SPDX-License-Identifier: GPL-2.0
/*
 * bus-cycles BUS CYCLES: plugs children into the sample bus ddbus and pulls them with
 * reads and writes in flight; every eighth time they are ejected in good order. Looks at
 * how each request ends, and at what the bus has counted.
 */
#include "testing.h"

#include <dirent.h>

#include "../../../sample-driver/ddbus/ddbusioctl.h"

#define CHILDREN	4
#define THREADS		2
#define LATENCY_US	2000

static int bus;
static unsigned int transfers, wrong;

struct child {
	uint32_t serial;
	char node[300];
	int fd;
	unsigned int done;
	struct worker {
		struct child *child;
		pthread_t thread;
		bool writes;
		uint32_t last;
	} worker[THREADS];
};

static void *work(void *argument)
{
	struct worker *w = argument;
	struct child *child = w->child;
	uint8_t buffer[512];
	uint64_t bytes;

	memset(buffer, child->serial, sizeof(buffer));
	do {
		bytes = 0;
		w->last = w->writes ? write_at(child->fd, buffer, 512, 1024, &bytes) :
				      read_at(child->fd, buffer, 512, 0, &bytes);
		if (w->last)
			break;
		if (bytes != 512)
			__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
		__atomic_add_fetch(&child->done, 1, __ATOMIC_SEQ_CST);
		__atomic_add_fetch(&transfers, 1, __ATOMIC_SEQ_CST);
	} while (1);
	/* The driver's word, and not the end of the world. */
	if (w->last >> 30 != 3 || w->last == NO_REQUEST)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

/* The child's interface is named by its serial number. */
static bool find_node(struct child *child)
{
	char wanted[16];
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir("/dev/wdm");

	if (!dir)
		return false;
	snprintf(wanted, sizeof(wanted), "&%08X#", child->serial);
	while (!found && (entry = readdir(dir))) {
		if (!strstr(entry->d_name, wanted))
			continue;
		snprintf(child->node, sizeof(child->node), "/dev/wdm/%s", entry->d_name);
		found = true;
	}
	closedir(dir);
	return found;
}

/* Waits a moment, but not for ever. */
static void pause_until(double end, const char *what)
{
	if (now() > end) {
		printf("not ok %s\n", what);
		fflush(stdout);
		_exit(1);
	}
	usleep(500);
}

static uint32_t tell(uint32_t code, uint32_t serial)
{
	DDBUS_PLUG_IN plug = { serial, LATENCY_US };

	return control(bus, code, &plug, code == IOCTL_DDBUS_PLUG_IN ? 8 : 4, NULL, 0, NULL);
}

static void plug_in(struct child *child)
{
	double until = now() + 30;
	uint32_t serial = 0;
	int i;

	while (!find_node(child))
		pause_until(until, "a child that is plugged in gets a node");
	while ((child->fd = open(child->node, O_RDWR | O_CLOEXEC)) < 0)
		pause_until(until, "it can be opened");
	child->done = 0;
	if (control(child->fd, IOCTL_DDBUS_CHILD_SERIAL, NULL, 0, &serial, 4, NULL) ||
	    serial != child->serial)
		wrong++;
	for (i = 0; i < THREADS; i++) {
		child->worker[i] = (struct worker) { .child = child, .writes = i & 1 };
		pthread_create(&child->worker[i].thread, NULL, work, &child->worker[i]);
	}
}

static void all_busy(struct child *children)
{
	double until = now() + 30;

	for (int i = 0; i < CHILDREN; i++)
		while (__atomic_load_n(&children[i].done, __ATOMIC_SEQ_CST) < THREADS)
			pause_until(until, "requests are served");
}

static void pull(struct child *children)
{
	for (int i = 0; i < CHILDREN; i++)
		if (tell(IOCTL_DDBUS_UNPLUG, children[i].serial))
			wrong++;
	for (int i = 0; i < CHILDREN; i++) {
		for (int t = 0; t < THREADS; t++)
			pthread_join(children[i].worker[t].thread, NULL);
		close(children[i].fd);
	}
}

static DDBUS_STATISTICS statistics(void)
{
	DDBUS_STATISTICS s = {};

	control(bus, IOCTL_DDBUS_GET_STATISTICS, NULL, 0, &s, sizeof(s), NULL);
	return s;
}

/* With nobody using it, or the answer is no. The node goes before the child is let out. */
static void eject(struct child *children)
{
	double until = now() + 30;

	for (int i = 0; i < CHILDREN; i++)
		if (tell(IOCTL_DDBUS_EJECT, children[i].serial))
			wrong++;
	while (statistics().Children)
		pause_until(until, "a child is ejected");
}

static void all_gone(struct child *children)
{
	double until = now() + 30;

	for (int i = 0; i < CHILDREN; i++)
		while (!access(children[i].node, F_OK))
			pause_until(until, "a child that is gone loses its node");
}

int main(int argc, char **argv)
{
	struct child children[CHILDREN] = {};
	unsigned int cycles, pulled = 0, ejected = 0, round = 0;
	DDBUS_STATISTICS s, before;
	double start, until;

	if (argc != 3)
		return 2;
	bus = open_node(argv[1]);
	cycles = strtoul(argv[2], NULL, 0);
	before = statistics();
	start = now();
	while (pulled + ejected < cycles) {
		for (int i = 0; i < CHILDREN; i++) {
			children[i].serial = i + 1;
			if (tell(IOCTL_DDBUS_PLUG_IN, i + 1))
				wrong++;
		}
		if (round++ % 8 == 7) {
			until = now() + 30;
			for (int i = 0; i < CHILDREN; i++)
				while (!find_node(&children[i]))
					pause_until(until, "a child gets a node, again");
			eject(children);
			ejected += CHILDREN;
		} else {
			for (int i = 0; i < CHILDREN; i++)
				plug_in(&children[i]);
			all_busy(children);
			pull(children);
			pulled += CHILDREN;
		}
		all_gone(children);
	}
	printf("# %.1f s: %.1f ms a cycle, %u transfers\n", now() - start,
	       (now() - start) * 1000 / cycles, transfers);
	until = now() + 30;
	do {
		s = statistics();
		pause_until(until, "all are removed");
	} while (s.Removed - before.Removed < pulled + 2 * ejected);
	test(!wrong, "%u children pulled with requests in flight, %u ejected", pulled, ejected);
	test(s.Started - before.Started == pulled + ejected &&
	     s.Removed - before.Removed == pulled + 2 * ejected && !s.Children,
	     "each was started once and removed once, those ejected with their PDO again");
	test(s.SurpriseRemoved - before.SurpriseRemoved == pulled &&
	     s.Ejected - before.Ejected == ejected &&
	     s.RemovalQueried - before.RemovalQueried == ejected,
	     "those pulled as a surprise, those ejected after a question");
	test(s.Aborted > before.Aborted, "requests were in flight (%u)", s.Aborted - before.Aborted);
	if (tests_failed)
		printf("# wrong %u; started %u removed %u surprise %u ejected %u queried %u children %u\n",
		       wrong, s.Started, s.Removed, s.SurpriseRemoved, s.Ejected, s.RemovalQueried,
		       s.Children);
	close(bus);
	return exit_status();
}
