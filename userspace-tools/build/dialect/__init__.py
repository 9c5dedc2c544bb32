# SPDX-License-Identifier: GPL-2.0
"""Sources in the dialect of Microsoft's C compiler, rewritten as GNU C."""
