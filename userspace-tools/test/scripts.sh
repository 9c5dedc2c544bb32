# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of whoever sources this
#
# The scripts of e2e/ (in machines) and host/; README describes their headers.

header()	# SCRIPT KEY
{
	sed -n "s/^# $2:[[:space:]]*//p" "$1"
}

# prepare SCRIPT KERNEL FORM: $arguments for wdm-vm, after building what is needed
prepare()
{
	local script=$1 kernel=$2 form=$3 name words
	read -ra words <<<"$(header "$script" vm)"
	arguments=("${words[@]}")
	for name in $(header "$script" modules); do
		if [ "$form" = image ]; then
			build_sys "$name" || return
			arguments+=(--sys "$work/sys/$name/$name.sys")
		else
			arguments+=(--module "$name")
		fi
	done
	if [ "$form" = image ]; then
		arguments+=(--file "$here/form")
	fi
	for name in $(header "$script" drivers); do
		build_driver "$name" "$kernel" || return
		arguments+=(--module "$work/$kernel/$name.ko")
	done
	for name in $(header "$script" drivers-manual); do
		build_driver "$name" "$kernel" || return
		arguments+=(--file "$work/$kernel/$name.ko:/drivers/$name.ko")
	done
	for name in $(header "$script" sys); do
		build_sys "$name" || return
		arguments+=(--sys "$work/sys/$name/$name.sys")
	done
	for name in $(header "$script" sys-manual); do
		build_sys "$name" || return
		arguments+=(--file "$work/sys/$name:/drivers/$name")
	done
	for name in $(header "$script" programs); do
		if [ ! -e "$work/$name" ]; then
			gcc -static -O2 -Wall -Wextra -Werror -pthread -I"$TOP/wdmcore/include/uapi" \
				-I"$tools/libwdm" -o "$work/$name" "$here/programs/$name.c" \
				"$TOP/build/tools/libwdm.a" || return
		fi
		arguments+=(--file "$work/$name:/bin/$name")
	done
}

build_sys()	# NAME: a folder with the image and its INF
{
	local folder=$work/sys/$1 inf sources
	[ ! -e "$folder/$1.sys" ] || return 0
	sources=$here/drivers/$1
	[ -d "$sources" ] || sources=$TOP/sample-driver/$1
	"$tools/build/sys" "$folder/$1.sys" "$sources"/*.c || return
	inf=$(find "$sources" -name '*.inf' -print -quit)
	[ -z "$inf" ] || cp "$inf" "$folder/"
}

build_driver()	# NAME KERNEL
{
	local inf
	mkdir -p "$work/$2"
	[ ! -e "$work/$2/$1.ko" ] || return 0
	inf=$(find "$here/drivers/$1" -name '*.inf' -print -quit)
	"$tools/wdm-build" -o "$work/$2/$1.ko" --kdir "${kdir[$2]}" ${inf:+--inf "$inf"} \
		"$here/drivers/$1"/*.c
}

run_e2e()	# KERNEL
{
	local kernel=$1 script form forms kernels name

	[ -n "${kdir[$kernel]:-}" ] || return
	for script in "$here"/e2e/*.sh; do
		[ -e "$script" ] || continue
		forms=$(header "$script" forms)
		for form in ${forms:-module}; do
			kernels=
			[ "$form" = module ] || kernels=$(header "$script" kernels-image)
			kernels=${kernels:-$(header "$script" kernels)}
			[[ " ${kernels:-test 6.1 6.12} " == *" $kernel "* ]] || continue
			name=$(basename "$script" .sh)
			[ "$form" = module ] || name=$name.sys
			# shellcheck disable=SC2053 # a glob it is
			[[ $name == $glob ]] && run_script "$kernel" "$script" "$form" "$name"
		done
	done
}

run_script()	# KERNEL SCRIPT FORM NAME
{
	local kernel=$1 script=$2 form=$3 name=$4 arguments

	if ! prepare "$script" "$kernel" "$form" >"$work/out" 2>&1; then
		report "not ok - $kernel/$name: what it needs builds"
		sed 's/^/#   /' "$work/out"
		return
	fi
	start script_job "$kernel" "$script" "$name"
}

script_job()	# KERNEL SCRIPT NAME, and $arguments
{
	local kernel=$1 script=$2 name=$3 status=0 leaks=0 timeout start=$SECONDS

	progress "$name on $kernel"
	if [ "$kernel" = test ] && [ "$(header "$script" leaks)" != no ]; then
		leaks=1
		arguments+=(--leaks)
	fi
	# What is enough for one machine alone.
	timeout=$(header "$script" timeout)
	timeout=$((${timeout:-300} * (JOBS > 1 ? 2 : 1)))
	run_machine --kernel "$kernel" --timeout "${TIMEOUT:-$timeout}" \
		"${arguments[@]}" --file "$here/lib.sh:/lib.sh" --file "$script:/test.sh" \
		-- "${ROUNDS:+ROUNDS=$ROUNDS }sh /test.sh" || status=$?
	case $status in
	9[789])	report_output "$kernel/$name" "$job/out" 0 ;;
	*)	report_output "$kernel/$name" "$job/out" $status ;;
	esac
	if [ -n "$(header "$script" fault)" ]; then
		report_fault "$kernel/$name" $status "$job/err" "$(header "$script" fault)"
	else
		report_machine "$kernel/$name" $status "$job/err" $leaks
	fi
	progress "$name on $kernel took $((SECONDS - start)) s"
}

run_host()
{
	local script name

	for script in "$here"/host/*.sh; do
		name=$(basename "$script" .sh)
		# shellcheck disable=SC2053 # a glob it is
		if [[ -e $script && $name == $glob ]]; then
			start host_job "$script" "$name"
		fi
	done
}

host_job()	# SCRIPT NAME
{
	local script=$1 name=$2 status=0 start=$SECONDS

	progress "$name on the host"
	mkdir "$job/host"
	(cd "$here/host" && WORK=$job/host KDIR=$("$tools/vm/kernel" 6.1)/kdir \
		timeout --foreground "${TIMEOUT:-600}" sh "$script") >"$job/out" 2>&1 || status=$?
	report_output "host/$name" "$job/out" $status
	progress "$name on the host took $((SECONDS - start)) s"
}
