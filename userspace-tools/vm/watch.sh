# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2054,SC2154 # QEMU's commas; wdm-vm's variables
#
# For wdm-vm: frees a machine that QEMU's translation holds up.
#
# Linux changes its own code by way of a breakpoint instruction (text_poke). Where one
# processor translates that place while the other one changes it, QEMU may keep the
# breakpoint for good. The kernel finds none when it looks, and does the instruction once
# more, for ever; in the scheduler, with interrupts disabled, that stops the whole guest.
# QEMU keeps translations for each set of its own options apart, so a changed option makes
# it translate everything anew.

# Both ends of QEMU's readline monitor.
prepare_watch()
{
	mkfifo "$run/watch.in" "$run/watch.out"
	arguments+=(-chardev "pipe,id=watch,path=$run/watch" -mon chardev=watch,mode=readline)
}

# Processors that had interrupts disabled in each of ten looks within a second, as a set of
# lines: a processor that is in a hurry has them disabled for microseconds.
held_up()
{
	local look line number
	local -A held=()

	for look in 1 2 3 4 5 6 7 8 9 10; do
		echo "info registers -a" >&"$to"
		echo "info name" >&"$to"
		while IFS= read -r -t 10 -u "$from" line; do
			case $line in
			*CPU#*)
				number=${line##*CPU#}
				number=${number%%[!0-9]*} ;;
			*RFL=*)
				[[ $line =~ RFL=([0-9a-f]+).*HLT=([01]) ]] || continue
				if ((0x${BASH_REMATCH[1]} & 0x200)) || [ "${BASH_REMATCH[2]}" = 1 ]; then
					held[$number]=0
				elif [ $look = 1 ]; then
					held[$number]=1
				fi ;;
			*"info name"*)
				break ;;
			esac
		done
		pause 0.1
	done
	for number in "${!held[@]}"; do
		[ "${held[$number]}" = 0 ] || echo "$number"
	done
}

# Nothing that would outlive this, with wdm-vm's own output open, as sleep would.
pause()	# SECONDS
{
	local rest
	read -r -t "$1" -d '' -u "$from" rest
	return 0
}

# Ends when it is killed.
watch_machine()
{
	local to from before='' now

	exec {to}<>"$run/watch.in" {from}<>"$run/watch.out"
	while pause 10; do
		now=$(held_up)
		if [ -n "$now" ] && [ "$now" = "$before" ]; then
			echo "wdm-vm: processor ${now//$'\n'/, } makes no progress: QEMU translates all code anew" >&2
			echo "log nochain" >&"$to"
			now=
		fi
		before=$now
	done
}
