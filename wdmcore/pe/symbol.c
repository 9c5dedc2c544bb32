// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: names for addresses in images. Linux's symbol table doesn't know them, and its
 * unwinder can't walk their frames; so the words of the stack that lead into an image are
 * named as well, in reports and when the kernel reports an oops.
 */
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/pe.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"
#include "pe.h"

#define MAX_FRAMES	32

void wdm_address_name(const void *address, char *text, size_t size)
{
	const struct wdm_pe_section *section;
	const struct wdm_image *image;
	u32 rva;

	rcu_read_lock();
	image = wdm_image_at(address);
	if (image) {
		rva = address - image->memory.base;
		section = wdm_pe_section_of(&image->pe, rva, 1);
		if (section)
			scnprintf(text, size, "%s+0x%x (section %s)", image->name, rva,
				  section->name);
		else
			scnprintf(text, size, "%s+0x%x (headers)", image->name, rva);
	}
	rcu_read_unlock();
	if (!image)
		scnprintf(text, size, "%pS", address);
}

static bool is_code(const void *address)
{
	const struct wdm_pe_section *section = NULL;
	const struct wdm_image *image;

	rcu_read_lock();
	image = wdm_image_at(address);
	if (image)
		section = wdm_pe_section_of(&image->pe, address - image->memory.base, 1);
	rcu_read_unlock();
	return section && (section->flags & IMAGE_SCN_MEM_EXECUTE);
}

void wdm_print_image_frames(const void *stack_pointer)
{
	unsigned long at = ALIGN((unsigned long)stack_pointer, sizeof(long));
	unsigned long end = ALIGN(at + 1, THREAD_SIZE);
	char name[128];
	const void *word;
	int frames = 0;

	/* A stack may be shorter, and end with a page that can't be read. */
	for (; at < end && frames < MAX_FRAMES; at += sizeof(long)) {
		if (copy_from_kernel_nofault(&word, (const void *)at, sizeof(word)))
			return;
		if (!is_code(word))
			continue;
		wdm_address_name(word, name, sizeof(name));
		pr_err("wdm: *** on the stack: %s\n", name);
		frames++;
	}
}

/* The kernel has printed the registers, and is about to end the thread or itself. */
static int on_die(struct notifier_block *block, unsigned long action, void *data)
{
	struct die_args *args = data;
	char name[128];
	bool is_image;

	if (action != DIE_OOPS || !args->regs || !static_key_enabled(&wdm_images_key))
		return NOTIFY_DONE;
	rcu_read_lock();
	is_image = wdm_image_at((void *)args->regs->ip);
	rcu_read_unlock();
	if (is_image) {
		wdm_address_name((void *)args->regs->ip, name, sizeof(name));
		pr_err("wdm: *** at %s\n", name);
	}
	if (!user_mode(args->regs))
		wdm_print_image_frames((void *)args->regs->sp);
	return NOTIFY_DONE;
}

static struct notifier_block die_block = { .notifier_call = on_die };

int wdm_symbol_init(void)
{
	return register_die_notifier(&die_block);
}

void wdm_symbol_exit(void)
{
	unregister_die_notifier(&die_block);
}
