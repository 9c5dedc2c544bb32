# SPDX-License-Identifier: GPL-2.0
# Wrong requests of all sorts, then random ones: an error each, and nothing else.
#
# modules: ddedu
# forms: module image
# programs: edu-bad-input edu-fuzz
# timeout: 300
. /lib.sh

failed=0
edu-bad-input || failed=1
edu-fuzz /dev/wdm/DDEdu0 4000 || failed=1
edu-fuzz /dev/wdmctl 4000 || failed=1
check "the device serves requests after that" \
	sh -c 'for i in 1 2 3; do wdmctl ioctl DDEdu0 0x222004 --in 78563412 --out 4 || exit; done'
check "the driver can be removed after that" rmmod ddedu
check "and wdmcore too" rmmod wdmcore
exit $failed
