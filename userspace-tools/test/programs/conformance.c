// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the checks of sample-driver/conformance, one test line each. With -r: one line
 * `NAME: RESULT LINE: TEXT` each, for `make oracle`.
 */
#include "testing.h"

#include "../../../sample-driver/conformance/ddconformioctl.h"

static const char *const results[] = { "not run", "pass", "fail", "skip", "stopped" };

int main(int argc, char **argv)
{
	bool raw = argc > 1 && !strcmp(argv[1], "-r");
	int fd = open_node("/dev/wdm/DDConform");
	uint32_t status, count = 0;

	status = control(fd, IOCTL_DDCONFORM_COUNT, NULL, 0, &count, sizeof(count), NULL);
	if (!raw)
		test(status == STATUS_SUCCESS && count >= 150, "there are checks: %u", count);
	for (uint32_t i = 0; i < count; i++) {
		DDCONFORM_RESULT result = { 0 };

		status = control(fd, IOCTL_DDCONFORM_RUN, &i, sizeof(i), &result, sizeof(result), NULL);
		if (status != STATUS_SUCCESS || result.Number != i || !result.Name[0] ||
		    result.Result < DDCONFORM_PASSED || result.Result > DDCONFORM_STOPPED) {
			test(false, "check %u gives a result: 0x%08x", i, status);
			continue;
		}
		if (raw) {
			printf("%s: %s %u: %s\n", result.Name, results[result.Result], result.Line,
			       result.Text);
			fflush(stdout);
		} else if (result.Result == DDCONFORM_SKIPPED) {
			skip(result.Name, result.Text);
		} else if (!test(result.Result == DDCONFORM_PASSED, "%s", result.Name)) {
			printf("# %s, line %u: %s\n", results[result.Result], result.Line,
			       result.Text);
		}
	}
	close(fd);
	return exit_status();
}
