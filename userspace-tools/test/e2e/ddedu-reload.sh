# SPDX-License-Identifier: GPL-2.0
# Modules in use stay; unused ones go and come again.
#
# modules: ddedu
# forms: module image
# kernels-image: 6.1 6.12
# timeout: 300
. /lib.sh

node=/dev/wdm/DDEdu0

wait_for()	# COMMAND...
{
	i=0
	until "$@"; do
		i=$((i + 1))
		[ $i -lt 50 ] || return 1
		sleep 0.1
	done
}

refused()	# MODULE
{
	! rmmod "$1" 2>/dev/null && is_loaded "$1"
}

works()
{
	wait_for test -e $node && wdmctl ioctl DDEdu0 0x222004 --in 00000000 --out 4 >/dev/null
}

check "the device is there" works
check "wdmcore can't go while ddedu uses it" refused wdmcore

exec 5<>$node
check "with an open file, ddedu stays" refused ddedu
check "wdmcore stays" refused wdmcore
# Inherited and duplicated descriptors count as well.
sleep 1000 6<&5 &
child=$!
exec 5<&-
check "with the file open in another process, ddedu stays" refused ddedu
check "it serves requests" works
kill $child
wait $child 2>/dev/null
check "closed, ddedu goes" wait_for rmmod ddedu
check "its node is gone" [ ! -e $node ]
check "wdmcore goes" rmmod wdmcore
check "the control node is gone" [ ! -e /dev/wdmctl ]

core=$(find /vm/modules -name wdmcore.ko)
driver=$(driver_file ddedu)
for round in 1 2 3 4 5; do
	{ insmod "$core" && insmod "$driver"; } || break
	works || break
	exec 5<>$node
	refused ddedu || break
	exec 5<&-
	{ wait_for rmmod ddedu && rmmod wdmcore; } || break
	done=$round
done
check "five more rounds of insmod, work, rmmod" [ "$done" = 5 ]

# Without a rest between: what the load has begun must have ended before the driver goes.
insmod "$core"
for round in 1 2 3 4 5 6 7 8 9 10; do
	{ insmod "$driver" && rmmod ddedu; } || break
	quick=$round
done
check "ten rounds of insmod and rmmod at once" [ "$quick" = 10 ]
check "wdmcore goes at last" rmmod wdmcore
