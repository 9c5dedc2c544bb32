// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: the commands of /dev/wdmctl that load and unload images.
 *
 * An image is code for the kernel, as a module is, so the rules for modules hold:
 * CAP_SYS_MODULE; no image if modules must have signatures (module.sig_enforce), since an
 * image has none that the kernel could check; none if the kernel is locked down. The
 * sysctl kernel.modules_disabled can't be seen from here: wdmctl reads it.
 */
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <uapi/wdm_ctl.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "image.h"
#include "machine.h"
#include "pe.h"
#include "vectors.h"

#define MAX_INFO	0x100000
#define MAX_TEXT	4096
#define MAX_SITES	0x10000
#define MAX_PLAIN	0x100000

static NTSTATUS check_policy(struct wdm_pe_report *report)
{
	if (is_module_sig_enforced()) {
		wdm_pe_say(report,
			   "this kernel takes signed modules only; images have no such signature");
		return STATUS_INVALID_IMAGE_HASH;
	}
	if (security_locked_down(LOCKDOWN_MODULE_SIGNATURE)) {
		wdm_pe_say(report, "the kernel is locked down: it takes signed modules only");
		return STATUS_ACCESS_DENIED;
	}
	return STATUS_SUCCESS;
}

/* Printable ASCII, and nothing that separates names; it becomes a part of several. */
static bool is_name(const char *name, size_t size)
{
	size_t i, length = strnlen(name, size);

	if (!length || length == size)
		return false;
	for (i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || strchr("\\/:*?\"<>|%", name[i]))
			return false;
	return strcmp(name, ".") && strcmp(name, "..");
}

/* NULL for nothing, ERR_PTR */
static void *copy(u64 from, size_t length)
{
	return length ? vmemdup_user((const void __user *)(uintptr_t)from, length) : NULL;
}

static void drop(void *copied)
{
	if (!IS_ERR(copied))
		kvfree(copied);
}

/* Returns -errno if there was no attempt; the status is in @arg. */
static int try_load(struct wdm_ctl_image_load *arg, struct wdm_pe_report *report)
{
	struct wdm_image_source source = {
		.size = arg->image_len,
		.name = arg->file,
		.service = arg->service,
		.info_size = arg->info_len,
		.nr_sites = arg->nr_sites,
		.nr_plain = arg->nr_plain,
		.code = arg->code,
	};
	void *image, *sites, *plain, *info;
	int ret = 0;

	image = copy(arg->image, arg->image_len);
	sites = copy(arg->sites, arg->nr_sites * sizeof(*source.sites));
	plain = copy(arg->plain, arg->nr_plain * sizeof(*source.plain));
	info = copy(arg->info, arg->info_len);
	if (IS_ERR(image))
		ret = PTR_ERR(image);
	else if (IS_ERR(sites))
		ret = PTR_ERR(sites);
	else if (IS_ERR(plain))
		ret = PTR_ERR(plain);
	else if (IS_ERR(info))
		ret = PTR_ERR(info);
	if (!ret) {
		source.file = image;
		source.sites = sites;
		source.plain = plain;
		source.info = info;
		arg->status = wdm_image_load(&source, report);
	} else {
		drop(info);
	}
	drop(plain);
	drop(sites);
	drop(image);
	return ret;
}

static long load(struct wdm_ctl_image_load __user *argp)
{
	struct wdm_ctl_image_load arg;
	struct wdm_pe_report report = { .size = MAX_TEXT };
	u32 length;
	long ret = 0;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (!arg.image_len || arg.reserved || !is_name(arg.file, sizeof(arg.file)) ||
	    !is_name(arg.service, sizeof(arg.service)))
		return -EINVAL;
	if (arg.image_len > WDM_PE_MAX_SIZE || arg.info_len > MAX_INFO ||
	    arg.nr_sites > MAX_SITES || arg.nr_plain > MAX_PLAIN)
		return -EFBIG;
	report.text = kzalloc(report.size, GFP_KERNEL);
	if (!report.text)
		return -ENOMEM;
	arg.status = check_policy(&report);
	if (NT_SUCCESS(arg.status))
		ret = try_load(&arg, &report);
	if (!ret && !NT_SUCCESS(arg.status))
		pr_err("wdm: %s is not loaded: %s\n", arg.file, report.text);
	if (!ret && arg.text_len) {
		length = min_t(u32, arg.text_len, report.used + 1);
		report.text[length - 1] = 0;
		if (copy_to_user((void __user *)(uintptr_t)arg.text, report.text, length))
			ret = -EFAULT;
	}
	kfree(report.text);
	return ret ?: copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static long unload(const struct wdm_ctl_image_unload __user *argp)
{
	struct wdm_ctl_image_unload arg;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (!is_name(arg.service, sizeof(arg.service)))
		return -EINVAL;
	return wdm_image_unload(arg.service);
}

long wdm_pe_ctl(unsigned int command, void __user *argp)
{
	switch (command) {
	case WDM_CTL_IMAGE_LOAD:
		return load(argp);
	case WDM_CTL_IMAGE_UNLOAD:
		return unload(argp);
	default:
		return -ENOTTY;
	}
}

int __init wdm_pe_init(void)
{
	int ret;

	wdm_pe_export_init();
	ret = wdm_symbol_init();
	if (ret)
		return ret;
	ret = wdm_machine_init();
	if (ret)
		wdm_symbol_exit();
	return ret;
}

void wdm_pe_exit(void)
{
	wdm_gates_exit();
	wdm_machine_exit();
	wdm_symbol_exit();
}
