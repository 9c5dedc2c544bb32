// SPDX-License-Identifier: GPL-2.0
/* libwdm: the registry, through /dev/wdmctl. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "libwdm.h"

int wdm_reg_key(int ctl, const char *path, uint32_t index, struct wdm_ctl_reg_key *key)
{
	memset(key, 0, sizeof(*key));
	key->path = (uintptr_t)path;
	key->path_len = strlen(path);
	key->index = index;
	return ioctl(ctl, WDM_CTL_REG_KEY, key) ? -errno : 0;
}

static int get_value(int ctl, struct wdm_ctl_reg_value *arg, uint32_t name_room,
		     struct wdm_reg_value *value)
{
	uint32_t room = 4096;

	for (;;) {
		value->data = malloc(room);
		if (!value->data)
			return -ENOMEM;
		arg->name_len = name_room;
		arg->data = (uintptr_t)value->data;
		arg->data_len = room;
		if (ioctl(ctl, WDM_CTL_REG_VALUE, arg)) {
			free(value->data);
			value->data = NULL;
			return -errno;
		}
		/* It may have become longer meanwhile. */
		if (!wdm_is_success(arg->status) || arg->data_len <= room)
			break;
		room = arg->data_len;
		free(value->data);
	}
	value->status = arg->status;
	value->type = arg->type;
	value->length = wdm_is_success(arg->status) ? arg->data_len : 0;
	return 0;
}

int wdm_reg_value(int ctl, const char *path, const char *name, struct wdm_reg_value *value)
{
	struct wdm_ctl_reg_value arg = {
		.path = (uintptr_t)path,
		.path_len = strlen(path),
		.name = (uintptr_t)name,
	};

	memset(value, 0, sizeof(*value));
	return get_value(ctl, &arg, strlen(name), value);
}

int wdm_reg_value_at(int ctl, const char *path, uint32_t index, struct wdm_reg_value *value)
{
	struct wdm_ctl_reg_value arg = {
		.path = (uintptr_t)path,
		.path_len = strlen(path),
		.flags = WDM_CTL_REG_BY_INDEX,
		.index = index,
	};
	int ret;

	memset(value, 0, sizeof(*value));
	value->name = calloc(1, WDM_CTL_REG_VALUE_NAME_MAX + 1);
	if (!value->name)
		return -ENOMEM;
	arg.name = (uintptr_t)value->name;
	ret = get_value(ctl, &arg, WDM_CTL_REG_VALUE_NAME_MAX, value);
	if (!ret && wdm_is_success(value->status))
		value->name[arg.name_len] = 0;
	else
		wdm_reg_free(value);
	return ret;
}

void wdm_reg_free(struct wdm_reg_value *value)
{
	free(value->name);
	free(value->data);
	value->name = NULL;
	value->data = NULL;
}

int wdm_reg_change(int ctl, uint32_t action, const char *path, const char *name, uint32_t type,
		   const void *data, uint32_t length, int32_t *status)
{
	struct wdm_ctl_reg_change change = {
		.path = (uintptr_t)path,
		.path_len = strlen(path),
		.action = action,
		.name = (uintptr_t)name,
		.name_len = name ? strlen(name) : 0,
		.type = type,
		.data = (uintptr_t)data,
		.data_len = length,
	};

	if (ioctl(ctl, WDM_CTL_REG_CHANGE, &change))
		return -errno;
	*status = change.status;
	return 0;
}
