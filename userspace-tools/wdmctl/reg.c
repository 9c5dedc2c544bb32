// SPDX-License-Identifier: GPL-2.0
/* wdmctl reg: the registry that drivers see. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wdmctl.h"

#define STATUS_NO_MORE_ENTRIES		((int32_t)0x8000001A)
#define STATUS_OBJECT_NAME_NOT_FOUND	((int32_t)0xC0000034)

enum {
	REG_SZ = 1,
	REG_EXPAND_SZ = 2,
	REG_DWORD = 4,
	REG_MULTI_SZ = 7,
	REG_QWORD = 11,
};

/* Full path and control node; returns the exit status. */
static int begin(const char *key, char **path, int *ctl)
{
	*path = reg_full_path(key);
	if (!*path)
		return syntax_error("'%s' is no key: HKLM\\..., HKU\\... or \\Registry\\...", key);
	*ctl = wdm_ctl_open_node();
	if (*ctl >= 0)
		return EXIT_OK;
	free(*path);
	return fail_ctl(*ctl);
}

static int end(char *path, int ctl, int status)
{
	free(path);
	close(ctl);
	return status;
}

static int fail_status(const char *name, int32_t code)
{
	char text[128];

	wdm_status_format(code, text, sizeof(text));
	fprintf(stderr, "wdmctl: '%s': %s\n", name, text);
	return code == STATUS_OBJECT_NAME_NOT_FOUND ? EXIT_NO_DEVICE : EXIT_STATUS;
}

static bool is_end(const struct wdm_ctl_reg_key *key)
{
	return key->status == STATUS_NO_MORE_ENTRIES;
}

/* The subkey's path, to be freed. */
static char *path_below(const char *path, const char *name)
{
	char *text = malloc(strlen(path) + strlen(name) + 2);

	return text ? strcat(strcat(strcpy(text, path), "\\"), name) : NULL;
}

static json_t *strings_json(const uint8_t *data, uint32_t length)
{
	json_t *array = json_array();
	uint32_t at = 0, bytes;
	char *text;

	while (at + 2 <= length && (data[at] || data[at + 1])) {
		for (bytes = 0; at + bytes + 2 <= length; bytes += 2)
			if (!data[at + bytes] && !data[at + bytes + 1])
				break;
		text = reg_to_utf8(data + at, bytes);
		if (!text) {
			json_decref(array);
			return NULL;
		}
		json_array_append_new(array, json_string(text));
		free(text);
		at += bytes + 2;
	}
	return array;
}

/* What the data mean, or their bytes in hexadecimal. */
static json_t *data_json(const struct wdm_reg_value *value)
{
	uint32_t length = value->length;
	json_t *json = NULL;
	uint64_t number = 0;
	char *text;

	switch (value->type) {
	case REG_SZ:
	case REG_EXPAND_SZ:
		if (length >= 2 && !value->data[length - 1] && !value->data[length - 2])
			length -= 2;
		text = reg_to_utf8(value->data, length);
		json = text ? json_string(text) : NULL;
		free(text);
		break;
	case REG_MULTI_SZ:
		json = strings_json(value->data, length);
		break;
	case REG_DWORD:
	case REG_QWORD:
		if (length != (value->type == REG_DWORD ? 4 : 8))
			break;
		memcpy(&number, value->data, length);
		json = json_integer(number);
		break;
	}
	if (json)
		return json;
	text = hex_string(value->data, value->length);
	json = text ? json_pack("{s:s}", "hex", text) : NULL;
	free(text);
	return json;
}

static json_t *type_json(uint32_t type)
{
	const char *name = reg_type_name(type);

	return name ? json_string(name) : json_integer(type);
}

static json_t *value_json(const char *name, const struct wdm_reg_value *value)
{
	return json_pack("{s:s, s:o, s:o}", "name", name, "type", type_json(value->type),
			 "data", data_json(value));
}

static int print_document(json_t *document)
{
	if (!document)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return EXIT_OK;
}

/* Each value of a key: into @values, or as a line. */
static int put_values(int ctl, const char *path, json_t *values)
{
	struct wdm_reg_value value;
	uint32_t i;
	int ret;

	for (i = 0; ; i++) {
		ret = wdm_reg_value_at(ctl, path, i, &value);
		if (ret)
			return fail_ctl(ret);
		if (value.status == STATUS_NO_MORE_ENTRIES)
			return EXIT_OK;
		if (!wdm_is_success(value.status))
			return fail_status(path, value.status);
		if (values)
			json_array_append_new(values, value_json(value.name, &value));
		else
			reg_print_line(value.name, value.type, value.data, value.length);
		wdm_reg_free(&value);
	}
}

int command_reg_list(char **argv, const struct options *options)
{
	json_t *keys = NULL, *values = NULL;
	struct wdm_ctl_reg_key key;
	int ctl, ret, status;
	uint32_t i;
	char *path;

	status = begin(argv[0], &path, &ctl);
	if (status)
		return status;
	if (options->json) {
		keys = json_array();
		values = json_array();
	}
	for (i = 0; !status; i++) {
		ret = wdm_reg_key(ctl, path, i, &key);
		if (ret)
			status = fail_ctl(ret);
		else if (is_end(&key))
			break;
		else if (!wdm_is_success(key.status))
			status = fail_status(argv[0], key.status);
		else if (keys)
			json_array_append_new(keys, json_string(key.name));
		else
			printf("[%s]\n", key.name);
	}
	if (!status)
		status = put_values(ctl, path, values);
	if (!status && keys)
		status = print_document(json_pack("{s:s, s:O, s:O}", "key", path, "keys", keys,
						  "values", values));
	json_decref(keys);
	json_decref(values);
	return end(path, ctl, status);
}

int command_reg_query(char **argv, const struct options *options)
{
	struct wdm_reg_value value;
	int ctl, ret, status;
	char *path;

	status = begin(argv[0], &path, &ctl);
	if (status)
		return status;
	ret = wdm_reg_value(ctl, path, argv[1], &value);
	if (ret)
		status = fail_ctl(ret);
	else if (!wdm_is_success(value.status))
		status = fail_status(argv[1], value.status);
	else if (options->json)
		status = print_document(value_json(argv[1], &value));
	else
		reg_print_line(argv[1], value.type, value.data, value.length);
	wdm_reg_free(&value);
	return end(path, ctl, status);
}

/* Prints nothing but errors, except for --json. */
static int change(const struct options *options, int ctl, uint32_t action, const char *path,
		  const char *name, uint32_t type, const struct reg_data *data)
{
	int32_t code = 0;
	char text[128];
	int ret;

	ret = wdm_reg_change(ctl, action, path, name, type, data ? data->bytes : NULL,
			     data ? data->length : 0, &code);
	if (ret)
		return fail_ctl(ret);
	if (!wdm_is_success(code))
		return fail_status(name ? name : path, code);
	wdm_status_format(code, text, sizeof(text));
	return options->json ? print_document(json_pack("{s:s}", "text", text)) : EXIT_OK;
}

int command_reg_set(char **argv, const struct options *options)
{
	struct reg_data data = { };
	uint32_t type;
	int ctl, status;
	char *path;

	if (!reg_parse_type(argv[2], &type))
		return syntax_error("'%s' is no type", argv[2]);
	if (!reg_parse_data(type, argv[3], &data)) {
		free(data.bytes);
		return syntax_error("'%s' is no data of this type", argv[3]);
	}
	status = begin(argv[0], &path, &ctl);
	if (!status) {
		status = change(options, ctl, WDM_CTL_REG_SET_VALUE, path, argv[1], type, &data);
		end(path, ctl, status);
	}
	free(data.bytes);
	return status;
}

int command_reg_delete(char **argv, const struct options *options)
{
	int ctl, status;
	char *path;

	status = begin(argv[0], &path, &ctl);
	if (status)
		return status;
	status = change(options, ctl, WDM_CTL_REG_DELETE_VALUE, path, argv[1], 0, NULL);
	return end(path, ctl, status);
}

int reg_delete_tree(int ctl, const char *path, bool must_exist)
{
	struct wdm_ctl_reg_key key;
	int32_t code = 0;
	char *below;
	int ret, status = EXIT_OK;

	while (!status) {
		ret = wdm_reg_key(ctl, path, 0, &key);
		if (ret)
			return fail_ctl(ret);
		if (is_end(&key))
			break;
		if (key.status == STATUS_OBJECT_NAME_NOT_FOUND && !must_exist)
			return EXIT_OK;
		if (!wdm_is_success(key.status))
			return fail_status(path, key.status);
		below = path_below(path, key.name);
		if (!below)
			return fail("key", path, -ENOMEM);
		status = reg_delete_tree(ctl, below, false);
		free(below);
	}
	if (status)
		return status;
	ret = wdm_reg_change(ctl, WDM_CTL_REG_DELETE_KEY, path, NULL, 0, NULL, 0, &code);
	if (ret)
		return fail_ctl(ret);
	return wdm_is_success(code) ? EXIT_OK : fail_status(path, code);
}

int command_reg_delete_key(char **argv, const struct options *options)
{
	int ctl, status;
	char *path;

	status = begin(argv[0], &path, &ctl);
	if (status)
		return status;
	status = reg_delete_tree(ctl, path, true);
	if (!status && options->json)
		status = print_document(json_pack("{s:s}", "text", "STATUS_SUCCESS"));
	return end(path, ctl, status);
}

static int export_text(int ctl, const char *path)
{
	char *name = reg_long_path(path), *below;
	struct wdm_ctl_reg_key key;
	int ret, status;
	uint32_t i;

	if (!name)
		return fail("key", path, -ENOMEM);
	printf("\n[%s]\n", name);
	free(name);
	status = put_values(ctl, path, NULL);
	for (i = 0; !status; i++) {
		ret = wdm_reg_key(ctl, path, i, &key);
		if (ret)
			return fail_ctl(ret);
		if (is_end(&key))
			break;
		if (!wdm_is_success(key.status))
			return fail_status(path, key.status);
		below = path_below(path, key.name);
		status = below ? export_text(ctl, below) : fail("key", path, -ENOMEM);
		free(below);
	}
	return status;
}

/* *@json: the key and all below it. */
static int export_json(int ctl, const char *path, const char *name, json_t **json)
{
	json_t *values = json_array(), *keys = json_array(), *subkey;
	struct wdm_ctl_reg_key key;
	char *below;
	int ret, status;
	uint32_t i;

	status = put_values(ctl, path, values);
	for (i = 0; !status; i++) {
		ret = wdm_reg_key(ctl, path, i, &key);
		if (ret)
			status = fail_ctl(ret);
		else if (is_end(&key))
			break;
		else if (!wdm_is_success(key.status))
			status = fail_status(path, key.status);
		if (status)
			break;
		below = path_below(path, key.name);
		subkey = NULL;
		status = below ? export_json(ctl, below, key.name, &subkey) :
				 fail("key", path, -ENOMEM);
		json_array_append_new(keys, subkey);
		free(below);
	}
	*json = json_pack("{s:s, s:o, s:o}", "name", name, "values", values, "keys", keys);
	return status;
}

int command_reg_export(char **argv, const struct options *options)
{
	struct wdm_ctl_reg_key key;
	json_t *json = NULL;
	int ctl, ret, status;
	char *path;

	status = begin(argv[0], &path, &ctl);
	if (status)
		return status;
	/* Nothing is printed of a key that isn't there. */
	ret = wdm_reg_key(ctl, path, 0, &key);
	if (ret) {
		status = fail_ctl(ret);
	} else if (!wdm_is_success(key.status) && !is_end(&key)) {
		status = fail_status(argv[0], key.status);
	} else if (options->json) {
		status = export_json(ctl, path, path, &json);
		if (!status)
			status = print_document(json_incref(json));
		json_decref(json);
	} else {
		puts("Windows Registry Editor Version 5.00");
		status = export_text(ctl, path);
	}
	return end(path, ctl, status);
}

int command_reg_import(char **argv, const struct options *options)
{
	struct reg_data file = { };
	char *text, *name;
	uint8_t *bytes;
	uint32_t length;
	int ctl, status;

	name = malloc(strlen(argv[0]) + 2);
	if (!name)
		return fail("input", NULL, -ENOMEM);
	status = read_input(strcat(strcpy(name, "@"), argv[0]), &bytes, &length);
	free(name);
	if (status)
		return status;
	/* Windows writes UTF-16 with a mark. */
	if (length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) {
		text = reg_to_utf8(bytes + 2, length - 2);
	} else {
		reg_append(&file, bytes, length);
		reg_append(&file, "", 1);
		text = (char *)file.bytes;
	}
	free(bytes);
	if (!text)
		return fail("input", argv[0], -EILSEQ);
	ctl = wdm_ctl_open_node();
	status = ctl < 0 ? fail_ctl(ctl) : reg_import(ctl, text, argv[0]);
	if (!status && options->json)
		status = print_document(json_pack("{s:s}", "text", "STATUS_SUCCESS"));
	free(text);
	return ctl < 0 ? status : end(NULL, ctl, status);
}
