# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of whoever sources this
#
# For wdm-vm: what became of the guest. QEMU's own status says nothing: a guest
# that panics ends with 0. Uses wdm-vm's variables.

# verdict STATUS: exits with wdm-vm's status; STATUS is that of `timeout qemu`
verdict()
{
	local fault=0 answer status=$1

	# Leaks are told by the guest in full; the log's line about them would say less.
	if grep -q '^leak: ' "$run/result" 2>/dev/null; then
		fault=1
		echo "wdm-vm: the guest's kernel leaked memory (log: $log):" >&2
		sed -n 's/^leak: //p' "$run/result" | head -n 300 >&2
	elif grep -q '^leaks unavailable' "$run/result" 2>/dev/null; then
		echo "wdm-vm: this kernel cannot look for leaks" >&2
	fi
	if ! "$vm/log-faults" "$log" >"$run/faults"; then
		fault=1
		echo "wdm-vm: the guest's kernel reported a fault (log: $log):" >&2
		head -n 300 "$run/faults" >&2
	fi
	[ $fault = 0 ] || exit 99

	answer=$(sed -n 's/^status //p' "$run/result" 2>/dev/null | tail -n 1)
	case $answer in
	[0-9]*)
		exit "$answer" ;;
	not-run)
		sed -n '/^insmod/p' "$run/result" >&2
		grep -vE 'reboot: |sleep state' "$log" | tail -n 8 >&2
		fail 97 "a module could not be inserted (log: $log)" ;;
	esac
	if [ "$status" = 124 ] || [ "$status" = 137 ]; then
		tail -n 5 "$log" >&2
		fail 98 "no end within $timeout s (log: $log)"
	fi
	tail -n 5 "$log" >&2
	fail 97 "QEMU ended ($status) without a result of the guest (log: $log)"
}
