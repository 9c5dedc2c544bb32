// SPDX-License-Identifier: GPL-2.0
/* libwdm: loading and unloading of images, through /dev/wdmctl. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "libwdm.h"

static int set_name(char to[64], const char *from)
{
	size_t length = strlen(from);

	if (length >= 64)
		return -ENAMETOOLONG;
	memcpy(to, from, length + 1);
	return 0;
}

int wdm_load_image(int ctl, const struct wdm_image_file *file, int32_t *status, char *text,
		   uint32_t text_size)
{
	struct wdm_ctl_image_load load = {
		.image = (uintptr_t)file->data,
		.info = (uintptr_t)file->info,
		.sites = (uintptr_t)file->sites,
		.plain = (uintptr_t)file->plain,
		.text = (uintptr_t)text,
		.image_len = file->length,
		.info_len = file->info_length,
		.nr_sites = file->nr_sites,
		.nr_plain = file->nr_plain,
		.code = file->code,
		.text_len = text_size,
	};
	int ret = set_name(load.file, file->name);

	if (!ret)
		ret = set_name(load.service, file->service);
	if (ret)
		return ret;
	if (ioctl(ctl, WDM_CTL_IMAGE_LOAD, &load))
		return -errno;
	*status = load.status;
	return 0;
}

int wdm_unload_image(int ctl, const char *service)
{
	struct wdm_ctl_image_unload unload = { };
	int ret = set_name(unload.service, service);

	if (ret)
		return ret;
	return ioctl(ctl, WDM_CTL_IMAGE_UNLOAD, &unload) ? -errno : 0;
}
