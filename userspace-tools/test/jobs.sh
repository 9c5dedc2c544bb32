# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2153,SC2154 # variables of whoever sources this
#
# Tests side by side: a machine waits most of its time, for its boot and in its tests.

declare -A pending=()	# process ids, which are groups as well: the folders

# start COMMAND...: runs COMMAND, whose $job is a folder of its own, once there are less than
# $JOBS others. What it reports is shown and counted when it has ended.
start()
{
	local folder

	while [ ${#pending[@]} -ge "$JOBS" ]; do
		finish_one
	done
	folder=$(mktemp -d "$work/job.XXXXXX") || return
	set -m
	alone "$folder" "$@" </dev/null >"$folder/report" 2>&1 &
	set +m
	pending[$!]=$folder
}

alone()	# FOLDER COMMAND...: the job itself
{
	set +m
	trap - EXIT INT TERM
	passed=0 failed=0 skipped=0 job=$1
	"${@:2}"
	echo "$passed $failed $skipped" >"$job/counts"
}

# finish_one: waits until one of them has ended
finish_one()
{
	local pid folder counts=()

	wait -n -p pid "${!pending[@]}"
	folder=${pending[$pid]}
	unset "pending[$pid]"
	cat "$folder/report"
	if read -ra counts <"$folder/counts"; then
		passed=$((passed + counts[0]))
		failed=$((failed + counts[1]))
		skipped=$((skipped + counts[2]))
	else
		report "not ok - a test's own job came to its end"
	fi
	rm -rf "$folder"
}

finish_all()
{
	while [ ${#pending[@]} != 0 ]; do
		finish_one
	done
}

end_all()
{
	local pid

	for pid in "${!pending[@]}"; do
		kill -- -"$pid"
	done
	wait
}
