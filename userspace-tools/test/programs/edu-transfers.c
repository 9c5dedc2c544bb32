// SPDX-License-Identifier: GPL-2.0
/*
 * edu-transfers [-h] [-n COUNT] NODE...: writes and reads of sampled sizes, offsets
 * and alignments through each node at once; what comes back is compared, and what
 * lies beside the buffer is to stay as it was. -h: only with buffers whose pages lie
 * above 256 MiB, where the device can't reach.
 */
#include "testing.h"

#include <sys/mman.h>

#define PAGE 4096
#define REACH (UINT64_C(1) << 28)
#define SPAN (3 * PAGE)

static unsigned int count = 20;
static bool high;

struct worker {
	const char *path;
	unsigned int seed;
	unsigned int wrong;
	double seconds;
	pthread_t thread;
};

static uint64_t physical(const void *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (fd < 0 || pread(fd, &entry, 8, (uintptr_t)address / PAGE * 8) != 8)
		entry = 0;
	if (fd >= 0)
		close(fd);
	return (entry & ((UINT64_C(1) << 55) - 1)) * PAGE;
}

static bool all_high(const uint8_t *buffer)
{
	for (int i = 0; i < SPAN; i += PAGE)
		if (physical(buffer + i) < REACH)
			return false;
	return true;
}

/*
 * Memory of three pages; those that are too low are kept, so that others come: of
 * those there can't be more than the reach holds.
 */
static uint8_t *get_buffer(void)
{
	for (uint64_t got = 0; got <= REACH; got += SPAN) {
		uint8_t *buffer = mmap(NULL, SPAN, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (buffer == MAP_FAILED)
			return NULL;
		if (!high || all_high(buffer))
			return buffer;
	}
	return NULL;
}

static const struct {
	uint32_t length, offset, alignment;
} edges[] = {
	{ 1, 0, 0 }, { 1, 4095, 4095 }, { 4, 4092, 4094 }, { 2, 1, 4095 }, { 4096, 0, 0 },
	{ 4096, 0, 1 }, { 4096, 0, 4095 }, { 2048, 2048, 0 }, { 2049, 0, 4095 }, { 4095, 1, 3 },
	{ 2047, 1, 2049 }, { 3, 2047, 4094 },
};

static bool one(int fd, uint8_t *out, uint8_t *in, uint32_t length, uint32_t offset,
		uint32_t alignment, uint32_t seed)
{
	uint64_t written = 0, read = 0;
	uint32_t w, r;
	bool good;

	fill_random(out, SPAN, seed);
	memset(in, 0x5a, SPAN);
	w = write_at(fd, out + alignment, length, offset, &written);
	r = read_at(fd, in + alignment, length, offset, &read);
	good = !w && !r && written == length && read == length &&
	       !memcmp(out + alignment, in + alignment, length);
	for (uint32_t i = 0; i < SPAN; i++)
		if (in[i] != 0x5a && (i < alignment || i >= alignment + length))
			good = false;
	if (!good)
		printf("# %u bytes at %u, buffer at page + %u: write 0x%08x (%lu), read 0x%08x (%lu)\n",
		       length, offset, alignment, w, (unsigned long)written, r, (unsigned long)read);
	return good;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	uint8_t *out = get_buffer(), *in = get_buffer();
	int fd = open_node(worker->path);
	uint32_t state = worker->seed;
	double start = now();

	if (!out || !in) {
		puts("# no memory of that kind");
		worker->wrong = count;
		return NULL;
	}
	for (unsigned int i = 0; i < count; i++) {
		if (i < sizeof(edges) / sizeof(edges[0])) {
			worker->wrong += !one(fd, out, in, edges[i].length, edges[i].offset,
					      edges[i].alignment, i + worker->seed);
		} else {
			uint32_t length = 1 + next_random(&state) % 4096;

			worker->wrong += !one(fd, out, in, length,
					      next_random(&state) % (4097 - length),
					      next_random(&state) % PAGE, i + worker->seed);
		}
	}
	if (high && (!all_high(out) || !all_high(in))) {
		puts("# the buffers have moved below 256 MiB");
		worker->wrong++;
	}
	worker->seconds = now() - start;
	close(fd);
	return NULL;
}

int main(int argc, char **argv)
{
	struct worker workers[8] = {};
	int option, n = 0;

	while ((option = getopt(argc, argv, "hn:")) != -1) {
		if (option == 'h')
			high = true;
		else if (option == 'n')
			count = strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	if (high && !physical(workers)) {
		skip("memory above 256 MiB", "/proc/self/pagemap doesn't say where it is");
		return exit_status();
	}
	for (; optind < argc && n < 8; optind++, n++) {
		workers[n].path = argv[optind];
		workers[n].seed = n + 1;
		pthread_create(&workers[n].thread, NULL, work, &workers[n]);
	}
	for (int i = 0; i < n; i++) {
		pthread_join(workers[i].thread, NULL);
		test(!workers[i].wrong, "%s: %u transfers out and back%s, %u wrong", workers[i].path,
		     count, high ? ", memory above 256 MiB" : "", workers[i].wrong);
		printf("# %s: %.1f s\n", workers[i].path, workers[i].seconds);
	}
	return exit_status();
}
