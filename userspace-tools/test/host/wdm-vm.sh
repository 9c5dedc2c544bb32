# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The runner itself: statuses, streams, what it takes for a fault, hot-plug.

# shellcheck source=../lib.sh
. ../lib.sh
tools=$TOP/userspace-tools

vm()	# OPTION... -- COMMAND: $status, $WORK/out, $WORK/err
{
	status=0
	"$tools/wdm-vm" --no-wdmcore --timeout 120 "$@" >"$WORK/out" 2>"$WORK/err" || status=$?
}

expect()	# STATUS NAME
{
	if [ "$status" = "$1" ]; then
		ok "$2"
	else
		not_ok "$2: status $status instead of $1"
		sed 's/^/# /' "$WORK/err"
	fi
}

says()	# NAME STREAM TEXT
{
	check "$1" grep -qF -- "$3" "$WORK/$2"
}

cp -r hello "$WORK/hello"
check "a module builds" make -C "$KDIR" M="$WORK/hello" modules
hello=$WORK/hello/hello.ko

vm --module "$hello:mode=print" -- 'echo out; echo err >&2; seq 1 20000 | tail -n 1; exit 7'
expect 7 "the command's status is wdm-vm's, whatever a driver prints"
check "the command's output and nothing else is on stdout" \
	sh -c 'printf "out\nerr\n20000\n" | cmp - "$1"' sh "$WORK/out"

vm --module "$hello:mode=oops" -- true
expect 99 "an oops is a fault"
says "the oops is reported on stderr" err 'BUG: kernel NULL pointer dereference'

vm --module "$hello:mode=warn" -- true
expect 99 "a warning is a fault"
says "the warning is reported on stderr" err hello_init

vm --module "$hello:mode=fail" -- true
expect 97 "a module that is not inserted: the command is not run"
says "insmod's message is on stderr" err 'insmod hello.ko'

vm --timeout 30 -- 'echo begun; sleep 100'
expect 98 "a time-out"
says "what was printed before a time-out is there" out begun

printf 'echo one\nls /file /sub/dir\nexit 3\n' >"$WORK/script"
status=0
"$tools/wdm-vm" --no-wdmcore --device none --file "$WORK/script:/file" --file "$WORK/hello:/sub/dir/" \
	<"$WORK/script" >"$WORK/out" 2>"$WORK/err" || status=$?
expect 3 "the shell runs what stdin says"
says "files are where they should be" out hello
says "a file keeps its name" out /file

vm -- sh -c 'echo "$1:$2"' sh 'a  b' "c'd"
says "the words of a command stay words" out "a  b:c'd"

for kernel in 6.1 6.12; do
	vm --kernel "$kernel" -- 'cd /sys/bus/pci/devices
		edus() { cat */device | grep -c 11e8; }
		edus; vm-monitor device_del edu0 && edus
		vm-monitor device_add edu,id=edu7; sleep 1; edus
		vm-monitor device_del nothing || echo refused'
	check "an edu comes and goes ($kernel)" \
		sh -c 'grep -xE "[01]|refused" "$1" | paste -sd " " | grep -x "1 0 1 refused"' sh "$WORK/out"
done

vm --smp 1 --icount -- 'grep -c ^processor /proc/cpuinfo'
expect 0 "a machine that counts instructions"

for wrong in '--mem x' '--device' '--nonsense' '--kernel /nowhere' '--module /no.ko'; do
	# shellcheck disable=SC2086 # two words
	vm $wrong -- true
	expect 2 "wrong usage is told: $wrong"
done
