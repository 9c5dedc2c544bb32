/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FAULTS_H
#define FAULTS_H

/* 0, or the line of blocks.c whose check failed. */
ULONG TestBlocks(VOID);

#endif
