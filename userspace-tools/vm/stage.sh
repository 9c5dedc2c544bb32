# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of whoever sources this
#
# For wdm-vm: the guest's file system, from the options. Uses wdm-vm's variables.

add_module()	# FILE PARAMETERS
{
	local folder
	next_module
	cp "$1" "$folder/" && printf '%s' "$2" >"$folder/parameters"
}

next_module()
{
	folder=$root/vm/modules/$(printf '%02d' "$(find "$root/vm/modules" -mindepth 1 -type d | wc -l)")
	mkdir -p "$folder"
}

add_sys()	# FILE.sys[:FILE.inf]
{
	local image=${1%%:*} inf='' folder

	[[ $1 != *:* ]] || inf=${1#*:}
	if [[ ! -e $image && $image != */* ]]; then
		inf=${inf:-$top/sample-driver/${image%.sys}/${image%.sys}.inf}
		image=$top/build/sys/${image%.sys}.sys
		[ "$build" = 0 ] || make -C "$top" -s "${image#"$top/"}" >&2 || return
	fi
	[ -r "$image" ] || fail 2 "--sys $1: cannot be read"
	[ -n "$inf" ] || [ ! -e "${image%.*}.inf" ] || inf=${image%.*}.inf
	[ -z "$inf" ] || [ -r "$inf" ] || fail 2 "--sys $1: $inf cannot be read"
	next_module
	cp "$image" "$folder/" && { [ -z "$inf" ] || cp "$inf" "$folder/"; }
}

stage_modules()
{
	local module parameters found

	mkdir -p "$root/vm/modules"
	if [ "$wdmcore" = 1 ]; then
		[ -r "$out/wdmcore/wdmcore.ko" ] ||
			fail 97 "$out/wdmcore/wdmcore.ko is missing: make modules"
		add_module "$out/wdmcore/wdmcore.ko" '' || return
	fi
	for module in "${modules[@]}"; do
		if [[ $module == sys:* ]]; then
			add_sys "${module#sys:}" || return
			continue
		fi
		parameters=
		if [[ $module == *.ko:* ]]; then
			parameters=${module#*.ko:}
			module=${module%":$parameters"}
		fi
		if [[ ! -e $module && $module != */* && -n $out ]]; then
			found=$(find "$out" -name "${module%.ko}.ko" -print -quit 2>/dev/null)
			[ -z "$found" ] || module=$found
		fi
		[ -r "$module" ] || fail 2 "--module $module: cannot be read"
		add_module "$module" "$parameters" || return
	done
}

stage_files()
{
	local file to

	mkdir -p "$root/bin"
	if [ -d "$top/build/tools" ]; then
		find "$top/build/tools" -maxdepth 1 -type f -perm -u+x -exec cp {} "$root/bin/" \;
	fi
	for file in "${files[@]}"; do
		to=/
		[[ $file != *:* ]] || to=/${file#*:}
		[[ $to != */ ]] || to=$to$(basename "${file%%:*}")
		mkdir -p "$root$(dirname "$to")"
		cp -rLT --preserve=mode "${file%%:*}" "$root$to" || return
	done
}

# stage_command [WORD]...: what the guest's shell runs. One word is a command as
# it stands; several are words that stay as they are. None: what stdin says.
stage_command()
{
	mkdir -p "$root/vm"
	if [ $# = 1 ]; then
		printf '%s\n' "$1" >"$root/vm/command"
	elif [ $# != 0 ]; then
		printf '%q ' "$@" >"$root/vm/command"
	elif [ "$interactive" = 0 ]; then
		cat >"$root/vm/command"
	fi
	{
		echo "leaks=$leaks"
		echo "term=${TERM:-vt100}"
		[ "$interactive" = 0 ] || echo "size=$(stty size)"
	} >"$root/vm/config"
}
