# SPDX-License-Identifier: GPL-2.0
# The demonstration of `make run`: each standard routine of the sample driver.
#
# modules: ddedu
# forms: module image
# timeout: 300
. /lib.sh

ddedu-demo
status=$?
check "each routine is called, at an IRQL that is allowed, with the right result" [ $status = 0 ]
