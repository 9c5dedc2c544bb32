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

/* How a driver compares: by a function without or with a context. */
struct order {
	int (*plain)(const void *a, const void *b);
	int (*with_context)(void *context, const void *a, const void *b);
	void *context;
};

static int compare(const struct order *order, const void *a, const void *b)
{
	if (order->plain)
		return WDM_CALL(order->plain, a, b);
	return WDM_CALL(order->with_context, order->context, a, b);
}

static void swap_bytes(u8 *a, u8 *b, size_t size)
{
	while (size--) {
		swap(*a, *b);
		a++;
		b++;
	}
}

/* Restores the heap's order below @root. */
static void sift(u8 *base, size_t root, size_t count, size_t size, const struct order *order)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= count)
			return;
		if (child + 1 < count &&
		    compare(order, base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(order, base + root * size, base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

/*
 * A heap sort: no memory, no recursion on the small kernel stack, and no input for
 * which it becomes slow. (Linux's sort() takes a compare function in the kernel's
 * calling convention only.)
 */
static void sort(u8 *b, size_t count, size_t size, const struct order *order)
{
	size_t i;

	if (count < 2 || !size)
		return;
	for (i = count / 2; i-- > 0; )
		sift(b, i, count, size, order);
	for (i = count - 1; i > 0; i--) {
		swap_bytes(b, b + i * size, size);
		sift(b, 0, i, size, order);
	}
}

static void *search(const void *key, const u8 *b, size_t count, size_t size,
		    const struct order *order)
{
	while (count) {
		const u8 *middle = b + (count / 2) * size;
		int r = compare(order, key, middle);

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

/**
 * wdm_crt_qsort - sort an array in place
 * @base: the array
 * @count: its elements
 * @size: bytes in an element
 * @compare: negative, 0 or positive, as the first is less, equal, greater
 *
 * Context: any IRQL that @compare allows.
 */
void wdm_crt_qsort(void *base, SIZE_T count, SIZE_T size,
		   int (*compare)(const void *, const void *))
{
	const struct order order = { .plain = compare };

	sort(base, count, size, &order);
}
WDM_EXPORT(wdm_crt_qsort);

/**
 * wdm_crt_qsort_s - sort an array in place, with a context
 * @base: the array
 * @count: its elements
 * @size: bytes in an element
 * @compare: gets @context first; else as for wdm_crt_qsort()
 * @context: the driver's
 *
 * Does nothing without an array, a size or a function.
 *
 * Context: any IRQL that @compare allows.
 */
void wdm_crt_qsort_s(void *base, SIZE_T count, SIZE_T size,
		     int (*compare)(void *, const void *, const void *), void *context)
{
	const struct order order = { .with_context = compare, .context = context };

	if (base && compare)
		sort(base, count, size, &order);
}
WDM_EXPORT(wdm_crt_qsort_s);

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
	const struct order order = { .plain = compare };

	return search(key, base, count, size, &order);
}
WDM_EXPORT(wdm_crt_bsearch);

/**
 * wdm_crt_bsearch_s - search a sorted array, with a context
 * @key: what to look for; the second argument of @compare
 * @base: the array
 * @count: its elements
 * @size: bytes in an element
 * @compare: gets @context first; else as for wdm_crt_bsearch()
 * @context: the driver's
 *
 * Context: any IRQL that @compare allows.
 * Return: an equal element; NULL if there is none, or an argument is missing.
 */
void *wdm_crt_bsearch_s(const void *key, const void *base, SIZE_T count, SIZE_T size,
			int (*compare)(void *, const void *, const void *), void *context)
{
	const struct order order = { .with_context = compare, .context = context };

	if (!key || !base || !size || !compare)
		return NULL;
	return search(key, base, count, size, &order);
}
WDM_EXPORT(wdm_crt_bsearch_s);

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
