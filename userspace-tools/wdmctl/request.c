// SPDX-License-Identifier: GPL-2.0
/* wdmctl: open, read, write and ioctl. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wdmctl.h"

#define STATUS_NO_SUCH_DEVICE		((int32_t)0xC000000E)
#define STATUS_OBJECT_NAME_NOT_FOUND	((int32_t)0xC0000034)
#define STATUS_OBJECT_PATH_NOT_FOUND	((int32_t)0xC000003A)

/* One result on stdout, with the data that came back, if any. */
static int print_result(const struct options *options, const struct wdm_result *result,
			const uint8_t *data, size_t length)
{
	char status[128];
	json_t *document;
	char *hex;

	wdm_status_format(result->status, status, sizeof(status));
	if (!options->json) {
		if (wdm_is_success(result->status))
			print_dump(data, length);
		else
			fprintf(stderr, "wdmctl: %s\n", status);
		if (!wdm_is_error(result->status) && !wdm_is_success(result->status))
			print_dump(data, length);
		return EXIT_OK;
	}
	hex = hex_string(data, length);
	document = hex ? json_pack("{s:o?, s:I, s:s, s:I, s:s}",
				   "status", wdm_status_name(result->status) ?
				   json_string(wdm_status_name(result->status)) : json_null(),
				   "code", (json_int_t)(uint32_t)result->status,
				   "text", status,
				   "information", (json_int_t)result->information,
				   "data", hex) : NULL;
	free(hex);
	if (!document)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return EXIT_OK;
}

static int exit_status(const struct wdm_result *result)
{
	return wdm_is_error(result->status) ? EXIT_STATUS : EXIT_OK;
}

static int open_device(const char *name, int flags, const struct options *options, int *fd)
{
	struct wdm_result result = { };
	int ret = wdm_open(name, flags, fd, &result);

	if (ret == -ENOENT || ret == -ENODEV || ret == -ENXIO || ret == -EACCES || ret == -EPERM)
		return fail_ctl(ret);
	if (ret)
		return fail("device", name, ret);
	if (wdm_is_success(result.status))
		return EXIT_OK;
	fprintf(stderr, "wdmctl: device '%s' can't be opened\n", name);
	print_result(options, &result, NULL, 0);
	switch (result.status) {
	case STATUS_NO_SUCH_DEVICE:
	case STATUS_OBJECT_NAME_NOT_FOUND:
	case STATUS_OBJECT_PATH_NOT_FOUND:
		return EXIT_NO_DEVICE;
	default:
		return EXIT_STATUS;
	}
}

int command_open(char **argv, const struct options *options)
{
	struct wdm_result result = { };
	int fd, status;

	status = open_device(argv[0], WDM_OPEN_READ | WDM_OPEN_WRITE, options, &fd);
	if (status)
		return status;
	wdm_close(fd);
	if (options->json)
		return print_result(options, &result, NULL, 0);
	puts("STATUS_SUCCESS (0x00000000)");
	return EXIT_OK;
}

/* What was asked for and what came back are two things: as much as both allow. */
static size_t returned(const struct wdm_result *result, uint32_t length)
{
	if (wdm_is_error(result->status))
		return 0;
	return result->information < length ? result->information : length;
}

int command_read(char **argv, const struct options *options)
{
	struct wdm_result result = { };
	uint64_t length;
	uint8_t *buffer;
	int fd, status;

	if (!parse_number(argv[1], UINT32_MAX, &length))
		return syntax_error("'%s' is no length", argv[1]);
	buffer = calloc(1, length ? length : 1);
	if (!buffer)
		return fail("buffer", NULL, -ENOMEM);
	status = open_device(argv[0], WDM_OPEN_READ, options, &fd);
	if (!status) {
		int ret = wdm_read(fd, buffer, length,
				   options->has_offset ? &options->offset : NULL, &result);

		if (ret)
			status = fail("device", argv[0], ret);
		else
			status = print_result(options, &result, buffer,
					      returned(&result, length)) ?:
				 exit_status(&result);
		wdm_close(fd);
	}
	free(buffer);
	return status;
}

static int print_information(const struct options *options, const struct wdm_result *result)
{
	if (!options->json && !wdm_is_error(result->status))
		printf("%llu\n", (unsigned long long)result->information);
	return print_result(options, result, NULL, 0) ?: exit_status(result);
}

int command_write(char **argv, const struct options *options)
{
	struct wdm_result result = { };
	uint32_t length;
	uint8_t *data;
	int fd, status;

	status = read_input(options->in ? options->in : "@-", &data, &length);
	if (status)
		return status;
	status = open_device(argv[0], WDM_OPEN_WRITE, options, &fd);
	if (!status) {
		int ret = wdm_write(fd, data, length,
				    options->has_offset ? &options->offset : NULL, &result);

		status = ret ? fail("device", argv[0], ret) :
			       print_information(options, &result);
		wdm_close(fd);
	}
	free(data);
	return status;
}

int command_ioctl(char **argv, const struct options *options)
{
	struct wdm_result result = { };
	uint8_t *in = NULL, *out;
	uint32_t code, in_len;
	int fd, status, ret;

	if (wdm_parse_code(argv[1], &code))
		return syntax_error("'%s' is no control code", argv[1]);
	status = read_input(options->in, &in, &in_len);
	if (status)
		return status;
	out = calloc(1, options->out ? options->out : 1);
	if (!out) {
		free(in);
		return fail("buffer", NULL, -ENOMEM);
	}
	status = open_device(argv[0], WDM_OPEN_READ | WDM_OPEN_WRITE, options, &fd);
	if (!status) {
		ret = wdm_device_control(fd, code, in, in_len, out, options->out, &result);
		if (ret)
			status = fail("device", argv[0], ret);
		else
			status = print_result(options, &result, out,
					      returned(&result, options->out)) ?:
				 exit_status(&result);
		wdm_close(fd);
	}
	free(in);
	free(out);
	return status;
}
