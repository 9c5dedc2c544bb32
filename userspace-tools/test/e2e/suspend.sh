# SPDX-License-Identifier: GPL-2.0
# The system sleeps and wakes with requests of the sample driver in flight: suspend-to-idle
# and suspend-to-RAM, 50 times each up to where the platform would be switched off, and
# to RAM once in earnest, woken by the clock (which doesn't end QEMU's suspend-to-idle).
# Then the device alone goes to D3, as nobody uses it.
#
# modules: ddedu
# programs: edu-sleep
# kernels: test 6.1
# timeout: 200
. /lib.sh

rounds=50
echo 0 >/sys/module/suspend/parameters/pm_test_delay
power=/sys/power
succeeded() { cat $power/suspend_stats/success; }

cycles()	# HOW LEVEL COUNT
{
	state=mem
	[ "$1" != s2idle ] || state=freeze
	[ "$1" = s2idle ] || echo "$1" >$power/mem_sleep
	echo "$2" >$power/pm_test
	i=0
	while [ $i -lt "$3" ] && echo $state >$power/state; do
		i=$((i + 1))
	done
	echo none >$power/pm_test
	[ $i = "$3" ]
}

asleep()	# in earnest, for some seconds
{
	echo deep >$power/mem_sleep
	echo 0 >/sys/class/rtc/rtc0/wakealarm
	echo +5 >/sys/class/rtc/rtc0/wakealarm
	echo mem >$power/state
}

wait_node /dev/wdm/DDEdu0
edu-sleep /dev/wdm/DDEdu0 >/tmp/out &
pid=$!
until grep -q busy /tmp/out; do
	sleep 0.1
done
before=$(succeeded)
start=$(cut -d. -f1 /proc/uptime)
check "suspend-to-idle, $rounds times" cycles s2idle platform $rounds
echo "# $(($(cut -d. -f1 /proc/uptime) - start)) s"
start=$(cut -d. -f1 /proc/uptime)
check "suspend-to-RAM, $rounds times" cycles deep platform $rounds
echo "# $(($(cut -d. -f1 /proc/uptime) - start)) s"
check "in earnest" asleep
check "none failed" [ $(($(succeeded) - before)) = $((2 * rounds + 1)) ]
kill -TERM $pid
wait $pid
sed -n '/ok /p; /^#/p' /tmp/out

# Calls of DDDispatchPower, from the statistics, which ask nothing of the device.
powers()
{
	wdmctl --json ioctl DDEdu0 0x226012 --out 256 | sed -n 's/.*"data": "\(.*\)".*/\1/p' |
		cut -c289-296
}

before=$(powers)
sleep 8
idle=$(powers)
check "a device that nobody uses goes to D3" [ "$before" != "$idle" ]
check "and comes back for a request" sh -c \
	'wdmctl ioctl DDEdu0 0x222000 --in 05000000 --out 4 | grep -q "78 00 00 00"'
check "by a request for D0" [ "$(powers)" != "$idle" ]
