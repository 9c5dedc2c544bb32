// SPDX-License-Identifier: GPL-2.0
/*
 * fpu-state NODE CODE SECONDS: sends an ioctl of METHOD_NEITHER again and again, with values
 * in all registers of the FPU, SSE and (where there is) AVX, and compares them afterwards. A
 * thread beside it keeps values in its own and sends nothing.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "wdm_ctl.h"

struct registers {
	uint8_t vector[16][32];
	uint8_t x87[8][16];
	uint32_t mxcsr;
	uint16_t control;
} __attribute__((aligned(64)));

static volatile bool stop;
static bool avx;

#define EACH(op) op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) \
		 op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define LOAD_AVX(n)	"vmovups 32*" #n "(%[b]), %%ymm" #n "\n\t"
#define STORE_AVX(n)	"vmovups %%ymm" #n ", 32*" #n "(%[a])\n\t"
#define LOAD_SSE(n)	"movups 32*" #n "(%[b]), %%xmm" #n "\n\t"
#define STORE_SSE(n)	"movups %%xmm" #n ", 32*" #n "(%[a])\n\t"
#define SPOILED "rcx", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", \
	"xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

/* All in one piece of assembler: the system call between loading and storing. */
static long around(long number, long a, long b, long c, const struct registers *before,
		   struct registers *after)
{
	register long rdx __asm__("rdx") = c;
	long result = number;
	uint32_t old_mxcsr, mxcsr = before->mxcsr;

	__asm__ volatile("stmxcsr %0\n\tldmxcsr %1" : "=m"(old_mxcsr) : "m"(mxcsr));
	if (avx)
		__asm__ volatile(EACH(LOAD_AVX) "syscall\n\t" EACH(STORE_AVX)
				 : "+a"(result)
				 : "D"(a), "S"(b), "r"(rdx), [b] "r"(before), [a] "r"(after)
				 : SPOILED);
	else
		__asm__ volatile(EACH(LOAD_SSE) "syscall\n\t" EACH(STORE_SSE)
				 : "+a"(result)
				 : "D"(a), "S"(b), "r"(rdx), [b] "r"(before), [a] "r"(after)
				 : SPOILED);
	__asm__ volatile("stmxcsr %0\n\tldmxcsr %1" : "=m"(after->mxcsr) : "m"(old_mxcsr));
	return result;
}

static bool same(const struct registers *one, const struct registers *other)
{
	size_t bytes = avx ? 32 : 16;
	int i;

	for (i = 0; i < 16; i++)
		if (memcmp(one->vector[i], other->vector[i], bytes))
			return false;
	return one->mxcsr == other->mxcsr;
}

static void fill(struct registers *r, unsigned int seed)
{
	size_t i;

	for (i = 0; i < sizeof(r->vector); i++)
		((uint8_t *)r->vector)[i] = rand_r(&seed);
	/* Round towards zero, flush to zero. */
	r->mxcsr = 0x1f80 | 0x6000 | 0x8000;
}

/* In user space, and in a call that sleeps without a driver. */
static void *bystander(void *wrong)
{
	struct timespec wait = { .tv_nsec = 100000 };
	struct registers before, after;
	unsigned int seed = 1;

	while (!stop) {
		fill(&before, seed++);
		around(SYS_nanosleep, (long)&wait, 0, 0, &before, &after);
		if (!same(&before, &after))
			++*(unsigned long *)wrong;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct wdm_ioc_device_control request = { };
	unsigned long wrong = 0, bystanders_wrong = 0, rounds = 0;
	struct registers before, after;
	uint64_t answer = 0;
	time_t end;
	pthread_t thread;
	int fd;

	if (argc != 4 || (fd = open(argv[1], O_RDWR)) < 0) {
		fprintf(stderr, "usage: fpu-state NODE CODE SECONDS\n");
		return 2;
	}
	avx = __builtin_cpu_supports("avx");
	request.code = strtoul(argv[2], NULL, 0);
	request.out_ptr = (uintptr_t)&answer;
	request.out_len = sizeof(answer);
	end = time(NULL) + atoi(argv[3]);
	pthread_create(&thread, NULL, bystander, &bystanders_wrong);
	while (time(NULL) < end) {
		fill(&before, 7777 + rounds++);
		around(SYS_ioctl, fd, WDM_IOC_DEVICE_CONTROL, (long)&request, &before, &after);
		if (!same(&before, &after))
			wrong++;
	}
	stop = true;
	pthread_join(thread, NULL);
	printf("%lu rounds, %lu wrong, bystander %lu wrong, answer 0x%llx, avx %d\n", rounds, wrong,
	       bystanders_wrong, (unsigned long long)answer, avx);
	return rounds && !wrong && !bystanders_wrong ? 0 : 1;
}
