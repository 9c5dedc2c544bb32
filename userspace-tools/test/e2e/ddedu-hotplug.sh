# SPDX-License-Identifier: GPL-2.0
# The device is pulled: idle, with open files, with requests in flight.
#
# vm: --device edu,id=edu0 --machine pc --append kmemleak=off
# modules: ddedu
# forms: module image
# kernels-image: 6.1 6.12
# programs: edu-busy
# timeout: 600
. /lib.sh

node=/dev/wdm/DDEdu0
failed=0
# With every checker on, ACPI takes 20 s for each device that comes.
rounds="1 2 3"
case $(uname -r) in *-wdmtest) rounds=1 ;; esac

wait_for()	# COMMAND...
{
	i=0
	until "$@" 2>/dev/null; do
		i=$((i + 1))
		[ $i -lt 4000 ] || return 1
		sleep 0.1
	done
}

works()
{
	wait_for test -e $node && wait_for wdmctl ioctl DDEdu0 0x222004 --in 00000000 --out 4 >/dev/null
}

gone()
{
	[ ! -e "$node" ]
}

check "the device is there" works
check "it is pulled with nobody using it" vm-monitor device_del edu0
check "its node is gone" wait_for gone
vm-monitor device_add edu,id=edu0
check "plugged in again, it works under the same name" works

for round in $rounds; do
	edu-busy $node >/busy &
	busy=$!
	if ! wait_for grep -q ^busy /busy; then
		not_ok "round $round: requests are in flight"
		cat /busy
		break
	fi
	check "round $round: pulled with requests in flight" vm-monitor device_del edu0
	wait $busy || failed=1
	sed "s/^\(not \)\{0,1\}ok /&round $round: /" /busy | grep -v ^busy
	check "round $round: the node is gone" wait_for gone
	vm-monitor device_add edu,id=edu0
	check "round $round: plugged in again, it works under the same name" works
done

# A file that is kept open while the device goes, and another one comes.
exec 5<>$node
vm-monitor device_del edu0
vm-monitor device_add edu,id=edu0
check "a new device works while a file of the old one is open" works
check "the old file is of no use" sh -c '! dd bs=16 count=1 of=/dev/null 2>/dev/null <&5'
exec 5<&-
check "after its close the new one works" works

driver=$(driver_file ddedu)
for round in $rounds; do
	(vm-monitor device_del edu0 >/dev/null) &
	rmmod ddedu
	wait
	vm-monitor device_add edu,id=edu0 >/dev/null &
	insmod "$driver"
	wait
	works || break
	both=$round
done
check "rounds of rmmod and insmod while the device goes and comes: $both" \
	[ "$both" = "${rounds##* }" ]
check "the driver can be removed" wait_for rmmod ddedu
check "and wdmcore" rmmod wdmcore
exit $failed
