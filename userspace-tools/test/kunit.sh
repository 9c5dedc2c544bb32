# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of whoever sources this
#
# The KUnit suites: one machine, whose log the kernel's own kunit.py reads.

# The glob for KUnit: suites may be named without wdmcore_. Fails if it fits none,
# as one that is about scripts.
filter_glob()
{
	local suites suite prefix
	suites=$(sed -nE 's/.*\.name[[:space:]]*=[[:space:]]*"([^" ]+)".*/\1/p' \
		"$TOP"/kunit/*.c 2>/dev/null)
	for prefix in '' wdmcore_; do
		for suite in $suites; do
			# shellcheck disable=SC2053 # a glob it is
			if [[ $suite == $prefix$glob ]]; then
				echo "$prefix$glob"
				return 0
			fi
		done
	done
	return 1
}

start_kunit()
{
	local wanted filter=()

	[ -n "${kdir[test]:-}" ] || return
	if [ "$glob" != '*' ]; then
		wanted=$(filter_glob) || return 0
		filter=(--append "kunit.filter_glob=$wanted")
	fi
	progress "KUnit suites in the test kernel"
	start kunit_job "${filter[@]}"
}

kunit_job()	# OPTION... for wdm-vm
{
	local status=0 beat log=$job/log summary

	(
		while sleep 15; do
			progress "... $(grep -cE '^\[[^]]*\] +(not )?ok ' "$log") cases"
		done
	) &
	beat=$!
	run_machine --kernel test --mem 1024 --timeout "${TIMEOUT:-1800}" \
		--module "wdmcore_kunit${ROUNDS:+.ko:rounds=$ROUNDS}" --leaks --log "$log" "$@" \
		-- 'rmmod wdmcore_kunit' || status=$?

	kill $beat
	wait $beat 2>/dev/null

	# The kernel has run its own suites before, none (1..0); kunit.py reads but
	# one run.
	sed '0,/\] 1\.\.0\r*$/d' "$log" >"$job/ktap"
	# kunit.py shows the suites and failures; its last line holds the numbers.
	PYTHONDONTWRITEBYTECODE=1 python3 "${kdir[test]}/tools/testing/kunit/kunit.py" \
		parse "$job/ktap" >"$job/kunit" 2>&1
	grep -v '^$' "$job/kunit" | sed 's/\x1b\[[0-9;]*m//g; s/^/# /'
	summary=$(grep -oE 'Ran [0-9]+ tests?:.*' "$job/kunit" | tail -n 1)
	count()
	{
		local n
		n=$(sed -nE "s/.*$1: ([0-9]+).*/\\1/p" <<<"$summary")
		echo "${n:-0}"
	}
	passed=$((passed + $(count passed)))
	failed=$((failed + $(count failed) + $(count crashed) + $(count errors)))
	skipped=$((skipped + $(count skipped)))
	if [ -z "$summary" ] || [ "$(count passed)" = 0 ]; then
		report "not ok - KUnit: suites ran"
		tail -n 20 "$log" | sed 's/^/#   /'
	elif [ $status != 0 ] && [ $status -lt 97 ]; then
		report "not ok - KUnit: the module can be removed"
	fi
	report_machine KUnit $status "$job/err" 1
}
