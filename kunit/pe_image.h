/* SPDX-License-Identifier: GPL-2.0 */
/* The image of pe_seh_kunit.c and pe_unwind_kunit.c, in pe_image_kunit.c. */
#ifndef _WDM_KUNIT_PE_IMAGE_H
#define _WDM_KUNIT_PE_IMAGE_H

#include <linux/types.h>

#define MS	__attribute__((__ms_abi__))

extern u8 pe_image[], pe_image_text_end[], pe_image_end[], pe_image_functions[];

/* What the image refers to, and what happened in it. */
struct pe_image_state {
	void *c_handler;
	void *raise;
	void *inner;
	long answer;
	long code;
	long filters;
	long finallies;
	long order;
	long abnormal;
	long other;
};

extern struct pe_image_state pe_image_state;

/* long pe_except(long status): raises in a __try whose filter gives the answer. */
long MS pe_except(long status);
/* long pe_finally(long status): calls @inner in a __try with a __finally. */
long MS pe_finally(long status);
/* long pe_nested(long status): pe_finally() in a __try with a handler. */
long MS pe_nested(long status);
/* long pe_frame(long status): as pe_except(), with a frame pointer and saved registers. */
long MS pe_frame(long status);
/* long pe_read(const int *at): reads in a __try whose filter gives the answer. */
long MS pe_read(const int *at);

#endif
