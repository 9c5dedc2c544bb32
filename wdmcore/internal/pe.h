/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe: drivers that are loaded as Windows images (.sys). What the rest of wdmcore needs:
 * whose an address is, and that an image stays while its code is needed.
 */
#ifndef _WDM_INTERNAL_PE_H
#define _WDM_INTERNAL_PE_H

#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/list.h>
#include <linux/types.h>

/* an image in memory */
struct wdm_image;

/* image.c: the image that @address lies in, or NULL; under RCU or while it can't go. Any IRQL */
struct wdm_image *wdm_image_at(const void *address);
const void *wdm_image_base(const struct wdm_image *image);
size_t wdm_image_size(const struct wdm_image *image);
/* The file's name, "ddedu.sys", and that of the service */
const char *wdm_image_name(const struct wdm_image *image);
const char *wdm_image_service(const struct wdm_image *image);
/* image.c: the sorted RUNTIME_FUNCTION table of .pdata, checked at load; NULL and 0 without one */
const void *wdm_image_functions(const struct wdm_image *image, size_t *count);
/* image.c: how a routine is called, WDM_CODE_* (pe_exception.h) */
int wdm_image_kind(const void *routine);

/*
 * The image stays loaded until as many puts as gets; false: it is on its way out. As
 * try_module_get() and module_put(). Any IRQL
 */
bool wdm_image_get(struct wdm_image *image);
void wdm_image_put(struct wdm_image *image);
/* DriverEntry has returned: sections that were for it alone go. PASSIVE_LEVEL */
void wdm_image_discard(struct wdm_image *image);

/*
 * symbol.c: "ddedu.sys+0x1234 (section .text)" for an address in an image, Linux's own
 * "routine+0x12/0x34 [module]" for any other. Any IRQL
 */
void wdm_address_name(const void *address, char *text, size_t size);
/* Prints those words of the stack from @stack_pointer on that may be returns into images. */
void wdm_print_image_frames(const void *stack_pointer);

/* ctl.c: the commands of /dev/wdmctl; -ENOTTY if @command is none of them */
long wdm_pe_ctl(unsigned int command, void __user *argp);

int wdm_pe_init(void);
void wdm_pe_exit(void);

/* Calls (call.c, export.c) */

/* On while any image is loaded. */
DECLARE_STATIC_KEY_FALSE(wdm_images_key);

/*
 * export.c: what an import of @library ("ntoskrnl.exe", "hal.dll", case ignored) is bound to: a
 * Microsoft-ABI entry of a routine, or the address of data; NULL if there is none.
 */
void *wdm_pe_export(const char *library, const char *name);
/* The same for an image that handles no exceptions. */
void *wdm_pe_export_uncaught(const char *library, const char *name);

/* ---- calls, below this line ---- */

/**
 * struct wdm_image_code - code that speaks Microsoft's convention
 * @link: RCU; of tests
 * @base: start of the image
 * @size: its bytes, of which code may be called
 * @extent: bytes that the unwind data may refer to; at least @size
 * @functions: its RUNTIME_FUNCTIONs
 * @count: how many
 */
struct wdm_image_code {
	struct list_head link;
	const void *base;
	size_t size;
	size_t extent;
	const void *functions;
	size_t count;
};

/* code.c */
bool wdm_image_code_at(const void *address, struct wdm_image_code *code);
bool wdm_is_image_code(const void *routine);
int wdm_code_kind(const void *routine);
void wdm_image_pretend(struct wdm_image_code *code);
void wdm_image_pretend_end(struct wdm_image_code *code);

void wdm_pe_export_init(void);

/* gates.c: is it a gate, that stands for such an entry? Any IRQL */
bool wdm_is_gate(const void *address);
/* gates.c: the entries in a table for images become what images call. Any IRQL */
void wdm_gate_table(void *table, size_t size);

/* export.c: who called a DDI by way of an entry; @arguments: its stack arguments. */
const void *wdm_image_caller(const void *arguments);

#endif /* _WDM_INTERNAL_PE_H */
