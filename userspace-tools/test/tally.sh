# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of whoever sources this
#
# Showing and counting results. $passed, $failed and $skipped are the runner's.

progress()
{
	printf '# %s\n' "$*" >&3
}

# report LINE: one test's line
report()
{
	echo "$1"
	case $1 in
	'ok '*'# SKIP'* | 'ok '*'# skip'*)	skipped=$((skipped + 1)) ;;
	'ok '*)					passed=$((passed + 1)) ;;
	*)					failed=$((failed + 1)) ;;
	esac
}

# report_output PREFIX FILE STATUS: the lines of a script, then whether it lived
# up to them. Everything else that it said is shown if something failed.
report_output()
{
	local prefix=$1 file=$2 status=$3 line lines=0 bad=0

	while IFS= read -r line; do
		line=${line%$'\r'}
		if [[ $line =~ ^(ok|not\ ok)\ +([0-9]+\ )?(-\ )?(.*)$ ]]; then
			report "${BASH_REMATCH[1]} - $prefix: ${BASH_REMATCH[4]}"
			lines=$((lines + 1))
			[ "${BASH_REMATCH[1]}" = ok ] || bad=1
		fi
	done <"$file"
	if [ "$status" != 0 ] && [ $bad = 0 ]; then
		report "not ok - $prefix: ended with status $status"
		bad=1
	elif [ $lines = 0 ]; then
		report "not ok - $prefix: printed no test line"
		bad=1
	fi
	if [ $bad = 1 ]; then
		grep -Ev '^ok ' "$file" | tail -n 60 | sed 's/^/#   /'
	fi
}

# report_fault PREFIX STATUS STDERR PATTERN: the kernel had to report this, and no more
report_fault()
{
	local prefix=$1 status=$2 errors=$3 pattern=$4

	if [ "$status" = 99 ] && grep -q 'kernel reported a fault' "$errors" &&
	   [ "$(grep -c '^--$' "$errors")" = 1 ] && grep -q "$pattern" "$errors"; then
		report "ok - $prefix: the kernel reports: $pattern"
	else
		report "not ok - $prefix: the kernel reports: $pattern"
		sed 's/^/#   /' "$errors"
	fi
}

# report_machine PREFIX STATUS STDERR LEAKS: the tests that every machine takes
report_machine()
{
	local prefix=$1 status=$2 errors=$3 leaks=$4 leaked=0

	if grep -q 'kernel leaked memory' "$errors"; then
		leaked=1
	fi
	case $status in
	98)	report "not ok - $prefix: came to an end in time" ;;
	97)	report "not ok - $prefix: the machine ran" ;;
	esac
	if grep -q 'kernel reported a fault' "$errors"; then
		report "not ok - $prefix: the kernel's log is clean"
	elif [ "$status" != 97 ] && [ "$status" != 98 ]; then
		report "ok - $prefix: the kernel's log is clean"
	fi
	if [ "$leaks" = 1 ]; then
		if [ $leaked = 1 ]; then
			report "not ok - $prefix: no memory leaked"
		elif [ "$status" = 97 ] || [ "$status" = 98 ] || [ "$status" = 99 ] ||
		     grep -q 'cannot look for leaks' "$errors"; then
			report "ok - $prefix: no memory leaked # SKIP could not be looked for"
		else
			report "ok - $prefix: no memory leaked"
		fi
	fi
	if [ -s "$errors" ]; then
		sed 's/^/#   /' "$errors"
	fi
}

# run_machine ARGUMENT...: wdm-vm, output in $job/out and $job/err. Once more if the
# emulator failed: QEMU 7.2 may take a breakpoint that the guest's kernel has put into
# its own code and taken away again (text_poke), and no kernel knows that one.
run_machine()
{
	local status=0 attempt

	for attempt in 1 2; do
		status=0
		"$tools/wdm-vm" --no-build "$@" >"$job/out" 2>"$job/err" || status=$?
		if [ $status != 99 ] || ! grep -q 'Oops: int3' "$job/err"; then
			break
		fi
		[ $attempt = 2 ] || progress "once more: the emulator took a breakpoint that isn't there"
	done
	return $status
}
