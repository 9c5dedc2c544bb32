// SPDX-License-Identifier: GPL-2.0
/*
 * edudma-client WIDTH...: has the driver edudma move data to the device and back in every
 * way, for a device of each address width in bits. WIDTH+ says that the machine has
 * memory beyond it, and that the data is to lie there.
 */
#include <sys/mman.h>

#include "testing.h"
#include "../drivers/edudma/edudmaioctl.h"

#define HALF	(4096 + 1234)
#define OFFSET	777

static const char * const ways[EDUDMA_WAYS] = {
	"AllocateAdapterChannelEx, MapTransferEx", "GetScatterGatherListEx",
	"BuildScatterGatherListEx", "AllocateAdapterChannel, MapTransfer",
	"GetScatterGatherList", "AllocateCommonBufferEx",
};

/* What one step takes, so that most of the machine's memory is passed in time. */
#define STEP	(256UL << 10)

/* Fresh memory, until it lies where it should; what was wrong stays allocated. */
static uint8_t *memory_beyond(int fd, unsigned int width, bool beyond, uint64_t *where)
{
	size_t length = OFFSET + 2 * HALF;
	struct wdm_result result;

	for (int tries = 0; tries < 2400; tries++) {
		uint8_t *buffer = mmap(NULL, STEP, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (buffer == MAP_FAILED)
			return NULL;
		if (wdm_device_control(fd, IOCTL_EDUDMA_WHERE, NULL, 0, buffer, length, &result) ||
		    result.status)
			return NULL;
		memcpy(where, buffer, sizeof(*where));
		if (!beyond || *where >> width)
			return buffer + OFFSET;
	}
	return NULL;
}

static void try_width(int fd, unsigned int width, bool beyond)
{
	uint64_t where = 0;
	uint8_t *data = memory_beyond(fd, width, beyond, &where);

	if (!test(data, "%u bits: data at 0x%llx", width, (unsigned long long)where))
		return;
	for (EDUDMA_COPY copy = { .AddressWidth = width }; copy.Way < EDUDMA_WAYS; copy.Way++) {
		for (copy.ScatterGather = 0; copy.ScatterGather < 2; copy.ScatterGather++) {
			uint32_t status;

			fill_random(data, HALF, width + copy.Way);
			memset(data + HALF, 0, HALF);
			data[-1] = 0x5a;
			status = control(fd, IOCTL_EDUDMA_COPY, &copy, sizeof(copy), data,
					 2 * HALF, NULL);
			test(status == STATUS_SUCCESS && !memcmp(data, data + HALF, HALF) &&
			     data[-1] == 0x5a, "%u bits, %s%s: there and back (0x%08x)", width,
			     ways[copy.Way], copy.ScatterGather ? "" : ", one piece", status);
		}
	}
}

int main(int argc, char **argv)
{
	int fd = open_node("/dev/wdm/EduDma");

	for (int i = 1; i < argc; i++)
		try_width(fd, atoi(argv[i]), strchr(argv[i], '+'));
	close(fd);
	return exit_status();
}
