# SPDX-License-Identifier: GPL-2.0
# Signals, close, fork and exit meet requests in flight.
#
# vm: --smp 4
# modules: ddedu
# forms: module image
# programs: edu-signals
# timeout: 300
. /lib.sh

edu-signals 15 || failed=1
check "nothing holds the driver after that" rmmod ddedu
exit "${failed:-0}"
