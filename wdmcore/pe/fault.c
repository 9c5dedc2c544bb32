// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: faults of images' own instructions.
 *
 * Linux looks an instruction that faulted up in the exception tables of the kernel and of
 * its modules, and stops the machine if it isn't there. An image has no such table: so a
 * probe at that look-up leads a fault in an image to an instruction of ours, which has an
 * entry. That goes on at wdm_image_fault_entry (pe/raising.S), in the place of the
 * image's instruction and with its registers. It costs nothing as long as nothing faults.
 *
 * A kernel without kprobes lets such a fault stop the thread, as it does to its own code.
 */
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/trap_pf.h>
#include <asm/trapnr.h>

#include <ntddk.h>
#include "dbg.h"
#include "ex.h"
#include "fault.h"
#include "io_dev.h"
#include "pe_exception.h"
#include "seh.h"
#include "vectors.h"

/* The call that code which has stopped belongs to; NULL if it is called without a frame. */
static struct wdm_image_frame *frame_of(const struct wdm_image_code *code)
{
	struct wdm_image_frame *f = wdm_innermost_image_frame();
	struct wdm_image_code called;

	return f && wdm_image_code_at(f->routine, &called) && called.base == code->base ? f : NULL;
}

#if IS_ENABLED(CONFIG_KPROBES)
static void keep(struct wdm_image_frame *f, const struct pt_regs *regs)
{
	f->raised = (struct wdm_unwind){
		.rip = regs->ip,
		.reg = { regs->ax, regs->cx, regs->dx, regs->bx, regs->sp, regs->bp, regs->si,
			 regs->di, regs->r8, regs->r9, regs->r10, regs->r11, regs->r12,
			 regs->r13, regs->r14, regs->r15 },
	};
}

/* fixup_exception(regs, trap, error, address) is going to be called. */
static int notrace look_up(struct kprobe *probe, struct pt_regs *regs)
{
	struct pt_regs *stopped = (void *)regs->di;
	struct wdm_seh_state *state;
	struct wdm_image_code code;
	struct wdm_image_frame *f;

	if (user_mode(stopped) || !wdm_image_code_at((void *)stopped->ip, &code))
		return 0;
	state = wdm_seh_state_or_null();
	if (!state)
		return 0;
	switch ((int)regs->si) {
	case X86_TRAP_DE:
	case X86_TRAP_GP:
	case X86_TRAP_PF:
		break;
	default:
		return 0;
	}
	f = frame_of(&code);
	if (f) {
		keep(f, stopped);
		f->stopped = true;
	}
	state->fault = (struct wdm_image_fault){
		.instruction = (void *)stopped->ip,
		.trap = regs->si,
		.error = regs->dx,
		.address = regs->cx,
	};
	stopped->ip = (unsigned long)wdm_image_fault_site;
	return 0;
}
NOKPROBE_SYMBOL(look_up);

static struct kprobe probe = {
	.symbol_name = "fixup_exception",
	.pre_handler = look_up,
};

static DEFINE_MUTEX(users_lock);
static unsigned int users;

/**
 * wdm_image_faults_on - from now on faults of images are exceptions
 *
 * Context: PASSIVE_LEVEL. Before an image is loaded.
 * Return: false if the kernel can't do that; a bad address in an image is an oops then
 */
bool wdm_image_faults_on(void)
{
	bool on = true;

	mutex_lock(&users_lock);
	if (!users) {
		/* A probe can't be registered again as it is left. */
		probe.addr = NULL;
		probe.flags = 0;
		on = !register_kprobe(&probe);
	}
	if (on)
		users++;
	mutex_unlock(&users_lock);
	return on;
}

/**
 * wdm_image_faults_off - and not any more
 *
 * Context: PASSIVE_LEVEL. After the image has gone, if wdm_image_faults_on() said true.
 */
void wdm_image_faults_off(void)
{
	mutex_lock(&users_lock);
	if (!--users)
		unregister_kprobe(&probe);
	mutex_unlock(&users_lock);
}
#else
bool wdm_image_faults_on(void)
{
	return false;
}

void wdm_image_faults_off(void)
{
}
#endif
EXPORT_SYMBOL_GPL(wdm_image_faults_on);
EXPORT_SYMBOL_GPL(wdm_image_faults_off);

/* Of a program's address: Linux gives up early when the program's memory is being changed. */
static bool is_there_now(unsigned long address, bool write)
{
	size_t left;

	if ((long)address < 0 || irqs_disabled() || in_atomic())
		return false;
	left = write ? fault_in_safe_writeable((char __user *)address, 1) :
		       fault_in_readable((const char __user *)address, 1);
	wdm_user_access_renew();
	return !left;
}

/* Called in the place of an image's instruction. Returns to do it once more. */
void wdm_image_fault(struct wdm_image_stopped *stopped)
{
	/* A copy: what happens from here on may fault as well. */
	const struct wdm_image_fault fault = wdm_seh_state_or_null()->fault;
	bool write = fault.error & X86_PF_WRITE;
	struct wdm_image_code code;
	struct wdm_image_frame *f;
	bool paused;

	stopped->rip = (u64)fault.instruction;
	wdm_image_code_at(fault.instruction, &code);
	f = frame_of(&code);
	paused = f && wdm_vectors_pause(f);
	switch (fault.trap) {
	case X86_TRAP_PF:
		if (is_there_now(fault.address, write)) {
			if (f)
				f->stopped = false;
			if (paused)
				wdm_vectors_resume(f);
			return;
		}
		wdm_fault_at(fault.address, write, fault.instruction);
		break;
	case X86_TRAP_GP:
		/* No canonical address; which one isn't said. */
		wdm_fault_at(1UL << 62, false, fault.instruction);
		break;
	default:
		wdm_raise_divide(fault.instruction);
	}
	wdm_contain_thread("a fault of an image");
}
