# SPDX-License-Identifier: GPL-2.0
# wdmctl: what it prints, and its exit statuses.
#
# vm: --device edu,id=edu0
# modules: ddedu
# timeout: 300
. /lib.sh

# status STATUS TEXT COMMAND...: the command ends with STATUS and says TEXT
status()
{
	want=$1 text=$2
	shift 2
	output=$("$@" 2>&1)
	got=$?
	echo "status $got: $output"
	[ $got = "$want" ] && case $output in *"$text"*) ;; *) false ;; esac
}

i=0
until [ -e /dev/wdm/DDEdu0 ] || [ $i = 50 ]; do i=$((i + 1)); sleep 0.1; done

check "list" status 0 DDEdu0 wdmctl list
check "list shows the driver" status 0 '\Driver\ddedu' wdmctl list
check "open" status 0 '' wdmctl open DDEdu0
check "open by its name on Windows" status 0 '' wdmctl open '\\.\DDEdu0'
check "open by \\DosDevices" status 0 '' wdmctl open '\DosDevices\DDEdu0'
check "open by its node" status 0 '' wdmctl open /dev/wdm/DDEdu0
check "names don't depend on case" status 0 '' wdmctl open '\dosdevices\ddEDU0'
check "open a name behind the device: the driver's status" \
	status 3 STATUS_OBJECT_NAME_NOT_FOUND wdmctl open '\??\DDEdu0\sub'
check "open what isn't there" status 3 '' wdmctl open Nothing
check "open the empty name" sh -c '! wdmctl open ""'
check "write" status 0 '' wdmctl write DDEdu0 --in 48616c6c6f --offset 16
check "read" status 0 '48 61 6c 6c 6f' wdmctl read DDEdu0 5 --offset 16
check "write from stdin" sh -c 'printf abc | wdmctl write DDEdu0 --offset 100'
check "read outside of the device" status 4 'STATUS_INVALID_PARAMETER' wdmctl read DDEdu0 1 --offset 5000
check "the status by number as well" status 4 '0xC000000D' wdmctl read DDEdu0 1 --offset 5000
check "ioctl" status 0 '78 00 00 00' wdmctl ioctl DDEdu0 0x222000 --in 05000000 --out 4
check "ioctl by CTL_CODE" status 0 'ff ff ff ff' wdmctl ioctl DDEdu0 \
	'CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)' --in 00000000 --out 4
check "unknown control code" status 4 STATUS_INVALID_DEVICE_REQUEST wdmctl ioctl DDEdu0 0x22fffc
check "input too short" status 4 STATUS_BUFFER_TOO_SMALL wdmctl ioctl DDEdu0 0x222000 --in 05 --out 4
check "no control code" status 2 '' wdmctl ioctl DDEdu0 nonsense
check "a code of more than 32 bits" status 2 '' wdmctl ioctl DDEdu0 0x100000000
check "no bytes" status 2 '' wdmctl ioctl DDEdu0 0x222000 --in xyz
check "half a byte" status 2 '' wdmctl ioctl DDEdu0 0x222000 --in 123
check "no file" sh -c '! wdmctl ioctl DDEdu0 0x222000 --in @/nothing'
check "no length" status 2 '' wdmctl read DDEdu0 many
check "a negative length" status 2 '' wdmctl read DDEdu0 -1
check "a length that is too long" status 2 '' wdmctl read DDEdu0 99999999999
check "a huge length" sh -c 'wdmctl read DDEdu0 4294967295; s=$?; [ $s != 0 ] && [ $s -lt 100 ]'
block=9d0f7c1e-2b64-4f0b-a35d-610e7b92c458
check "WMI blocks" status 0 "$block  1 instance, device #" wdmctl wmi list
check "WMI data" status 0 'instance 0' wdmctl wmi query "{$block}"
check "WMI data that nobody has" status 4 STATUS_WMI_GUID_NOT_FOUND wdmctl wmi query \
	00000000-2b64-4f0b-a35d-610e7b92c458
check "no GUID" status 2 '' wdmctl wmi query 9d0f7c1e
check "half a command" status 2 '' wdmctl wmi
check "no command" status 2 '' wdmctl
check "unknown command" status 2 '' wdmctl frobnicate
check "unknown option" status 2 '' wdmctl --frobnicate list
check "an argument too many" status 2 '' wdmctl open DDEdu0 DDEdu0
check "an argument too few" status 2 '' wdmctl open
check "help" status 0 usage wdmctl --help

# No jq in the guest: what it says is checked as far as a shell can.
for command in list 'wmi list' "wmi query $block" 'open DDEdu0' 'read DDEdu0 4' 'read DDEdu0 1 --offset 5000' 'ioctl DDEdu0 0x222000 --in 05000000 --out 4'; do
	# shellcheck disable=SC2086 # words
	check "--json $command: one object or list" sh -c \
		'wdmctl --json $1 | tr -d "\n" | grep -Eq "^[[:space:]]*[{[].*[]}][[:space:]]*$"' sh "$command"
done
rmmod ddedu && rmmod wdmcore
check "without wdmcore" status 3 '' wdmctl list
