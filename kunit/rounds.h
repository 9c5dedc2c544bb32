/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often a race is run: as often as takes a second or so with all checkers on, or as
 * often as the module's parameter says: `make test T='ke_*' ROUNDS=1000000`.
 */
#ifndef _WDM_KUNIT_ROUNDS_H
#define _WDM_KUNIT_ROUNDS_H

extern unsigned int wdm_kunit_rounds;

/**
 * wdm_rounds - how often to run a race
 * @usual: if nobody says otherwise
 */
static inline unsigned int wdm_rounds(unsigned int usual)
{
	return wdm_kunit_rounds ?: usual;
}

/**
 * wdm_patience_ms - when is a test hopeless?
 * @usual: milliseconds after which it is, with the usual number of rounds
 */
static inline unsigned int wdm_patience_ms(unsigned int usual)
{
	/* KUnit itself gives up after 300 s. */
	return wdm_kunit_rounds ? 280000 : usual;
}

#endif /* _WDM_KUNIT_ROUNDS_H */
