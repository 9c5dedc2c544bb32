// SPDX-License-Identifier: GPL-2.0
/* wdmctl: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wdmctl.h"

#define ACCEPTS_IN	0x1
#define ACCEPTS_OUT	0x2
#define ACCEPTS_OFFSET	0x4
#define ACCEPTS_INF	0x8
#define ACCEPTS_NAME	0x10

static const struct command {
	const char *name;
	int arguments;
	unsigned int accepts;
	int (*run)(char **argv, const struct options *options);
	const char *usage;
	const char *help;
} commands[] = {
	{ "list", 0, 0, command_list, "list",
	  "drivers, their devices and stacks, links and interfaces" },
	{ "open", 1, 0, command_open, "open NAME",
	  "open the device and close it again" },
	{ "read", 2, ACCEPTS_OFFSET, command_read, "read NAME LENGTH [--offset N]",
	  "read from the device" },
	{ "write", 1, ACCEPTS_IN | ACCEPTS_OFFSET, command_write,
	  "write NAME [--in HEX|@FILE] [--offset N]",
	  "write to the device; without --in, what stdin says" },
	{ "ioctl", 2, ACCEPTS_IN | ACCEPTS_OUT, command_ioctl,
	  "ioctl NAME CODE [--in HEX|@FILE] [--out LENGTH]",
	  "send a control code" },
	{ "load", 1, ACCEPTS_INF | ACCEPTS_NAME, command_load,
	  "load FILE.sys [--inf FILE.inf] [--name SERVICE]",
	  "load a driver that was built for Windows, and start it" },
	{ "unload", 1, 0, command_unload, "unload SERVICE",
	  "stop such a driver and unload it" },
	{ "device list", 0, 0, command_device_list, "device list",
	  "PnP devices, those of a bus below it" },
	{ "device add", 1, 0, command_device_add, "device add HARDWARE-ID",
	  "add a device that no bus finds, such as ROOT\\Toaster" },
	{ "device remove", 1, 0, command_device_remove, "device remove PATH",
	  "take such a device away again" },
	{ "device restart", 1, 0, command_device_restart, "device restart PATH",
	  "take a device from its drivers and build its stack again" },
	{ "device rebalance", 1, 0, command_device_rebalance, "device rebalance PATH",
	  "stop a device and start it again" },
	{ "device eject", 1, 0, command_device_eject, "device eject PATH",
	  "eject a device of a WDM bus driver" },
	{ "filter list", 1, 0, command_filter_list, "filter list WHERE",
	  "filter drivers of a device or of a class" },
	{ "filter add", 3, 0, command_filter_add, "filter add WHERE upper|lower SERVICE",
	  "add one; it is in the stack from the device's next start on" },
	{ "filter remove", 3, 0, command_filter_remove,
	  "filter remove WHERE upper|lower SERVICE",
	  "take one away again" },
	{ "wmi list", 0, 0, command_wmi_list, "wmi list",
	  "blocks that drivers provide by WMI" },
	{ "wmi query", 1, 0, command_wmi_query, "wmi query GUID",
	  "the data of all instances of a block" },
	{ "reg list", 1, 0, command_reg_list, "reg list KEY",
	  "the subkeys and values of a key of the registry" },
	{ "reg query", 2, 0, command_reg_query, "reg query KEY VALUE",
	  "the data of a value" },
	{ "reg set", 4, 0, command_reg_set, "reg set KEY VALUE TYPE DATA",
	  "make or change a value, and the keys that lead to it" },
	{ "reg delete", 2, 0, command_reg_delete, "reg delete KEY VALUE",
	  "delete a value" },
	{ "reg delete-key", 1, 0, command_reg_delete_key, "reg delete-key KEY",
	  "delete a key and all below it" },
	{ "reg export", 1, 0, command_reg_export, "reg export KEY",
	  "the key and all below it, as a .reg file or (-j) as JSON" },
	{ "reg import", 1, 0, command_reg_import, "reg import FILE",
	  "do what a .reg file says; -: stdin" },
};

/* A command is a word, or two; *@words tells. */
static const struct command *find_command(char **argv, int argc, int *words)
{
	const struct command *command;
	const char *space;
	size_t i, length;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		command = &commands[i];
		space = strchr(command->name, ' ');
		*words = space ? 2 : 1;
		length = space ? (size_t)(space - command->name) : strlen(command->name);
		if (strlen(argv[0]) == length && !strncmp(command->name, argv[0], length) &&
		    (!space || (argc > 1 && !strcmp(space + 1, argv[1]))))
			return command;
	}
	return NULL;
}

static void print_help(FILE *to)
{
	size_t i;

	fputs("usage: wdmctl [-j] COMMAND [ARGUMENT]...\n\n", to);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(to, "  %s\n        %s\n", commands[i].usage, commands[i].help);
	fputs("\n"
	      "NAME    DDEdu0, \\\\.\\DDEdu0, \\DosDevices\\DDEdu0, \\Device\\Edu or /dev/wdm/DDEdu0\n"
	      "CODE    0x222000, or CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)\n"
	      "PATH    a device as 'device list' shows it, such as ROOT\\TOASTER\\0000\n"
	      "WHERE   PATH, or a class: {0a1b2c3d-4e5f-0123-4567-89abcdef0123}\n"
	      "GUID    0a1b2c3d-4e5f-0123-4567-89abcdef0123, with or without braces\n"
	      "KEY     HKLM\\System\\CurrentControlSet\\Services\\ddedu, HKU\\... or \\Registry\\...\n"
	      "TYPE    sz, expand_sz, multi_sz, dword, qword, binary, none, or a number; REG_SZ ...\n"
	      "HEX     bytes, such as 0a0b0c or \"0a 0b 0c\"; @FILE: the file's contents, @-: stdin\n"
	      "\n"
	      "Needs root (CAP_SYS_ADMIN, to load CAP_SYS_MODULE): devices are opened through\n"
	      "/dev/wdmctl.\n"
	      "\n"
	      "  -j, --json   print one JSON document\n"
	      "  -h, --help   this text\n"
	      "\n"
	      "Exit status: 0 success; 1 failure; 2 wrong usage; 3 no such device, or wdmcore\n"
	      "is not loaded; 4 the driver completed the request with an error.\n", to);
}

int syntax_error(const char *format, ...)
{
	va_list args;

	fputs("wdmctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nTry 'wdmctl --help'.\n", stderr);
	return EXIT_SYNTAX;
}

int fail(const char *what, const char *name, int error)
{
	bool missing = error == -ENOENT || error == -ENODEV || error == -ENXIO;

	if (!name)
		fprintf(stderr, "wdmctl: %s: %s\n", what, strerror(-error));
	else
		fprintf(stderr, "wdmctl: %s '%s': %s\n", what, name, strerror(-error));
	return missing ? EXIT_NO_DEVICE : EXIT_FAIL;
}

int fail_ctl(int error)
{
	if (error == -EACCES || error == -EPERM) {
		fprintf(stderr, "wdmctl: /dev/wdmctl: %s (are you root?)\n", strerror(-error));
		return EXIT_FAIL;
	}
	if (error != -ENOENT && error != -ENODEV && error != -ENXIO)
		return fail("/dev/wdmctl", NULL, error);
	fprintf(stderr, "wdmctl: /dev/wdmctl: %s (is wdmcore loaded?)\n", strerror(-error));
	return EXIT_NO_DEVICE;
}

bool parse_number(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	/* strtoull() would take "-1" and " 1". */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= max;
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "in", required_argument, NULL, 'i' },
		{ "out", required_argument, NULL, 'o' },
		{ "offset", required_argument, NULL, 'p' },
		{ "inf", required_argument, NULL, 'f' },
		{ "name", required_argument, NULL, 'n' },
		{ }
	};
	struct options options = { };
	const struct command *command;
	unsigned int given = 0;
	uint64_t number;
	int option, status, words;

	while ((option = getopt_long(argc, argv, "jh", long_options, NULL)) != -1) {
		switch (option) {
		case 'j':
			options.json = true;
			break;
		case 'h':
			print_help(stdout);
			return EXIT_OK;
		case 'i':
			options.in = optarg;
			given |= ACCEPTS_IN;
			break;
		case 'o':
			if (!parse_number(optarg, UINT32_MAX, &number))
				return syntax_error("'%s' is no length", optarg);
			options.out = number;
			given |= ACCEPTS_OUT;
			break;
		case 'p':
			if (!parse_number(optarg, INT64_MAX, &number))
				return syntax_error("'%s' is no offset", optarg);
			options.offset = number;
			options.has_offset = true;
			given |= ACCEPTS_OFFSET;
			break;
		case 'f':
			options.inf = optarg;
			given |= ACCEPTS_INF;
			break;
		case 'n':
			options.name = optarg;
			given |= ACCEPTS_NAME;
			break;
		default:
			/* getopt_long() has said what is wrong. */
			fputs("Try 'wdmctl --help'.\n", stderr);
			return EXIT_SYNTAX;
		}
	}
	if (optind == argc)
		return syntax_error("a command is missing");
	command = find_command(argv + optind, argc - optind, &words);
	if (!command)
		return syntax_error("unknown command '%s'", argv[optind]);
	optind += words;
	if (argc - optind != command->arguments || given & ~command->accepts)
		return syntax_error("usage: wdmctl [-j] %s", command->usage);
	status = command->run(argv + optind, &options);
	if (fflush(stdout) || ferror(stdout)) {
		perror("wdmctl: output");
		return EXIT_FAIL;
	}
	return status;
}
