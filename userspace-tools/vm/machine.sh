# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2054,SC2154 # QEMU's commas; wdm-vm's variables
#
# For wdm-vm: QEMU's command line in $arguments. Uses wdm-vm's variables.

describe_machine()
{
	local nr=0 device

	# On a pc, ACPI runs a loop to look up a device's interrupt. Under kmemleak that
	# takes longer than the half minute after which it gives up. Only a pc has
	# hot-plug in the slots of its first bus.
	if [ -z "$machine" ]; then
		machine=pc
		[ "$kernel" != test ] || machine=q35
	fi
	arguments=(-nodefaults -no-user-config -display none -no-reboot -machine "$machine" -m "$mem"
		-kernel "$image" -initrd "$run/initrd")
	if [ "${ACCEL:-tcg}" = tcg ]; then
		arguments+=(-accel tcg -cpu max)
	else
		arguments+=(-accel "$ACCEL" -cpu host)
	fi
	if [ -n "$icount" ]; then
		arguments+=(-icount shift=0,sleep=off -smp 1)
	else
		arguments+=(-smp "$smp")
	fi
	# Four ISA ports, each with an interrupt of its own: two ports on one edge-
	# triggered line lose interrupts. The fourth is connected to QEMU's own monitor.
	arguments+=(
		-chardev "file,id=console,path=$log" -device isa-serial,index=0,chardev=console
		-chardev "stdio,id=output,signal=off" -device isa-serial,index=1,chardev=output
		-chardev "file,id=result,path=$run/result" -device isa-serial,index=2,irq=5,chardev=result
		-chardev "socket,id=qmp0,path=$run/qmp,server=on,wait=off" -mon chardev=qmp0,mode=control
		-chardev "socket,id=guest,path=$run/qmp" -device isa-serial,index=3,irq=7,chardev=guest)
	[ -z "$qmp" ] || arguments+=(-qmp "unix:$qmp,server=on,wait=off")
	for device in "${devices[@]}"; do
		if [[ $device == edu* ]]; then
			[[ $device == *id=* ]] || device=$device,id=edu$nr
			nr=$((nr + 1))
		fi
		arguments+=(-device "$device")
	done
	# oops=panic: after an oops nothing that follows is worth waiting for.
	arguments+=(-append "console=ttyS0,115200 loglevel=8 printk.time=1 panic=-1 oops=panic nokaslr \
mitigations=off tsc=nowatchdog no_timer_check kunit.enable=1 watchdog_thresh=60 \
rcupdate.rcu_cpu_stall_timeout=60 kasan_multi_shot $append")
}
