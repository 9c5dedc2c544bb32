# SPDX-License-Identifier: GPL-2.0
"""The C file that makes a Linux module of a driver."""
