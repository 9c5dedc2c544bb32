# SPDX-License-Identifier: GPL-2.0
# wdmctl reg: a user's way to the registry, and a driver's values over its reload.
#
# vm: --device edu,id=edu0
# leaks: no
# modules: ddedu
# kernels: test
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

service='HKLM\System\CurrentControlSet\Services\ddedu'
key='HKLM\Software\wdmctl test'

check "the service's key" status 0 '"Start"=dword:00000003' wdmctl reg list "$service"
check "by its full path" status 0 dword: wdmctl reg query '\Registry\Machine\SYSTEM\ControlSet001\services\ddedu' type
check "set a number" status 0 '' wdmctl reg set "$key\\sub" Number dword 0x12345678
check "query it" status 0 '"Number"=dword:12345678' wdmctl reg query "$key\\sub" Number
check "set a text" status 0 '' wdmctl reg set "$key" 'a "name"' REG_SZ 'C:\dir ä'
check "query it" status 0 '"A \"NAME\""="C:\\dir ä"' wdmctl reg query "$key" 'A "NAME"'
check "set strings" status 0 '' wdmctl reg set "$key" Strings multi_sz "one
two"
check "query them" status 0 'hex(7):6f,00,6e,00,65,00,00,00,74,00,77,00,6f,00,00,00,00,00' \
	wdmctl reg query "$key" strings
check "set the default value to bytes" status 0 '' wdmctl reg set "$key" '' binary 'de ad'
check "query it" status 0 '@=hex:de,ad' wdmctl reg query "$key" ''
check "set 64 bits" status 0 '' wdmctl reg set "$key" Wide qword 0x1122334455667788
check "set a text with variables" status 0 '' wdmctl reg set "$key" Path expand_sz '%SystemRoot%\x'
check "list" status 0 '[sub]' wdmctl reg list "$key"
check "a key that isn't there" status 3 STATUS_OBJECT_NAME_NOT_FOUND wdmctl reg list 'HKLM\nothing'
check "a value that isn't there" status 3 STATUS_OBJECT_NAME_NOT_FOUND wdmctl reg query "$key" nothing
check "no key" status 2 '' wdmctl reg list 'HKCU\x'
check "no type" status 2 '' wdmctl reg set "$key" x string y
check "no number" status 2 '' wdmctl reg set "$key" x dword 0x100000000
check "a key with one below" status 0 '' wdmctl reg set "$key\\sub\\deep" '' none ''

wdmctl reg export "$key" >/tmp/before.reg
cat /tmp/before.reg
check "export has all keys" grep -qF '[HKEY_LOCAL_MACHINE\Software\wdmctl test\sub\deep]' /tmp/before.reg
check "delete the key" status 0 '' wdmctl reg delete-key "$key"
check "it is gone" status 3 '' wdmctl reg list "$key"
check "export of nothing" status 3 '' wdmctl reg export "$key"
check "import" status 0 '' wdmctl reg import /tmp/before.reg
check "what came back is what was exported" sh -c \
	'wdmctl reg export "$1" | cmp - /tmp/before.reg' sh "$key"
printf '\377\376' >/tmp/windows.reg
sed 's/$/\r/' /tmp/before.reg | iconv -f UTF-8 -t UTF-16LE >>/tmp/windows.reg 2>/dev/null &&
	check "import as Windows writes it" status 0 '' wdmctl reg import /tmp/windows.reg
cat >/tmp/change.reg <<'REG'
REGEDIT4

; over two lines
[HKEY_LOCAL_MACHINE\Software\wdmctl test]
"Two"=hex:01,02,\
  03
"Number in sub"=-
"Wide"=-
[-HKEY_LOCAL_MACHINE\Software\wdmctl test\sub]
REG
check "import changes and deletions" status 0 '' wdmctl reg import /tmp/change.reg
check "a list over two lines" status 0 '"Two"=hex:01,02,03' wdmctl reg query "$key" Two
check "a deleted value" status 3 '' wdmctl reg query "$key" Wide
check "a deleted key" status 3 '' wdmctl reg list "$key\\sub"
echo 'REGEDIT4
[HKEY_LOCAL_MACHINE\Software\wdmctl test]
"x"=dword:xyz' >/tmp/bad.reg
check "a bad line is named" status 1 '/tmp/bad.reg:3: ' wdmctl reg import /tmp/bad.reg
check "no .reg file" status 1 ':1: ' wdmctl reg import /lib.sh
check "delete a value" status 0 '' wdmctl reg delete "$key" Two
check "once only" status 3 '' wdmctl reg delete "$key" Two

for command in "reg list|$key" "reg export|$key" "reg query|$key|Strings" "reg set|$key|n|dword|1" "reg delete|$key|n"; do
	check "--json ${command%%|*}: one object" sh -c \
		'IFS="|"; set -- $1; a=$1; shift; unset IFS; wdmctl --json $a "$@" | tr -d "\n" |
		 grep -Eq "^[[:space:]]*[{].*[}][[:space:]]*$"' sh "$command"
done
check "JSON of strings" sh -c 'wdmctl -j reg query "$1" Strings | tr -d " \n" |
	grep -qF "\"data\":[\"one\",\"two\"]"' sh "$key"
wdmctl reg delete-key "$key"

# What a user or the driver wrote stays; what the INF says is for the first time only.
check "change a value of the INF" status 0 '' wdmctl reg set "$service" Start dword 2
check "a value of one's own" status 0 '' wdmctl reg set "$service\\Parameters" Mine sz kept
rmmod ddedu
check "values stay without the driver" status 0 '"Mine"="kept"' wdmctl reg query "$service\\Parameters" Mine
insmod "$(find / -xdev -name ddedu.ko | head -n 1)"
check "values stay when it comes back" status 0 '"Start"=dword:00000002' wdmctl reg query "$service" Start
if command -v setpriv >/dev/null; then
	check "not for everybody" sh -c '! setpriv --bounding-set -sys_admin wdmctl reg list HKLM'
else
	skip "not for everybody" "no setpriv"
fi
