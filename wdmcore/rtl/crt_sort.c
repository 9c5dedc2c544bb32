// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's sort, search and random numbers.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "call.h"
#include "rtl.h"
#include <wdm/crt.h>

typedef int (*compare_t)(const void *, const void *);

static void swap_bytes(u8 *a, u8 *b, size_t size)
{
	while (size--) {
		swap(*a, *b);
		a++;
		b++;
	}
}

/* Restores the heap's order below @root. */
static void sift(u8 *base, size_t root, size_t count, size_t size,
		 compare_t compare)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= count)
			return;
		if (child + 1 < count &&
		    WDM_CALL(compare, base + child * size,
			     base + (child + 1) * size) < 0)
			child++;
		if (WDM_CALL(compare, base + root * size,
			     base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

/**
 * wdm_crt_qsort - sort an array in place
 * @base: the array
 * @count: its elements
 * @size: bytes in an element
 * @compare: negative, 0 or positive, as the first is less, equal, greater
 *
 * A heap sort: no memory, no recursion on the small kernel stack, and no input
 * for which it becomes slow. (Linux's sort() takes a compare function in the
 * kernel's calling convention only.)
 *
 * Context: any IRQL that @compare allows.
 */
void wdm_crt_qsort(void *base, SIZE_T count, SIZE_T size,
		   int (*compare)(const void *, const void *))
{
	u8 *b = base;
	size_t i;

	if (count < 2 || !size)
		return;
	for (i = count / 2; i-- > 0; )
		sift(b, i, count, size, compare);
	for (i = count - 1; i > 0; i--) {
		swap_bytes(b, b + i * size, size);
		sift(b, 0, i, size, compare);
	}
}
WDM_EXPORT(wdm_crt_qsort);

/**
 * wdm_crt_bsearch - search a sorted array
 * @key: what to look for; the first argument of @compare
 * @base: the array
 * @count: its elements
 * @size: bytes in an element
 * @compare: negative, 0 or positive, as the key is less, equal, greater
 *
 * Context: any IRQL that @compare allows.
 * Return: an equal element, NULL if there is none.
 */
void *wdm_crt_bsearch(const void *key, const void *base, SIZE_T count, SIZE_T size,
		      int (*compare)(const void *, const void *))
{
	const u8 *b = base;

	while (count) {
		const u8 *middle = b + (count / 2) * size;
		int r = WDM_CALL(compare, key, middle);

		if (!r)
			return (void *)middle;
		if (r > 0) {
			b = middle + size;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
WDM_EXPORT(wdm_crt_bsearch);

/* One sequence for all callers; it starts at 1 and repeats, as C asks. */
static atomic_t seed = ATOMIC_INIT(1);

void wdm_crt_srand(unsigned int value)
{
	atomic_set(&seed, value);
}
WDM_EXPORT(wdm_crt_srand);

int wdm_crt_rand(void)
{
	int old = atomic_read(&seed), new;

	do {
		new = (u32)old * 214013u + 2531011u;
	} while (!atomic_try_cmpxchg(&seed, &old, new));
	return (u32)new >> 16 & 0x7fff;
}
WDM_EXPORT(wdm_crt_rand);
