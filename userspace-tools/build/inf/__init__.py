# SPDX-License-Identifier: GPL-2.0
"""Setup information (INF) files: what they say about a driver."""
