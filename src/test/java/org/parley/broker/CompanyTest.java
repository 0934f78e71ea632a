package org.parley.broker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompanyTest {
    private static final long MILLI = 1_000_000;
    private static final long LINGER = 2 * MILLI;

    private final Company company = new Company(Duration.ofNanos(LINGER), 100);
    private long now = -MILLI;

    /** How many are wanted for a batch that begins so long after the one before. */
    private int wanted(long after) {
        now += after;
        return company.wanted(now);
    }

    @Test
    void the_first_and_those_who_come_now_and_then_wait_for_nobody() {
        assertEquals(1, wanted(0));
        assertEquals(1, wanted(1_000 * MILLI));
        assertEquals(1, wanted(2 * LINGER));
    }

    @Test
    void those_who_come_close_to_each_other_wait_for_each_other() {
        wanted(0);
        assertEquals(Company.ENOUGH, wanted(LINGER));
        company.came(Company.ENOUGH, Company.ENOUGH);
        assertEquals(Company.ENOUGH, wanted(LINGER + MILLI));
    }

    @Test
    void nobody_waits_longer_than_the_setting_says() {
        assertEquals(now + LINGER, company.patience(now));
    }

    @Test
    void one_who_writes_as_fast_as_answers_come_waits_more_and_more_seldom() {
        assertTries(1);
    }

    @Test
    void two_who_write_as_fast_as_answers_come_wait_for_each_other_and_seldom_for_a_third() {
        assertTries(2);
    }

    /** What is always so many waits for more now and then, and otherwise for those alone. */
    private void assertTries(int size) {
        wanted(0);
        int tried = 0;
        for (int i = 0; i < 1_000; i++) {
            int wanted = wanted(MILLI);
            if (wanted > size) {
                tried++;
            } else {
                assertEquals(size, wanted);
            }
            company.came(size, wanted);
        }
        assertTrue(tried <= 36, tried + " of 1,000 waited in vain");
        assertTrue(tried >= 30, "it is still tried: " + tried);
    }

    @Test
    void when_company_is_back_all_wait_for_it_again() {
        wanted(0);
        company.came(1, wanted(MILLI));
        assertEquals(1, wanted(MILLI));
        assertEquals(Company.ENOUGH, wanted(MILLI));
        company.came(Company.ENOUGH, Company.ENOUGH);
        assertEquals(Company.ENOUGH, wanted(MILLI));
    }

    @Test
    void enough_that_come_unasked_are_company_too() {
        wanted(0);
        company.came(1, wanted(MILLI));
        company.came(Company.ENOUGH, wanted(MILLI));
        assertEquals(Company.ENOUGH, wanted(MILLI));
    }

    @Test
    void no_more_are_waited_for_than_a_batch_may_have() {
        Company pairs = new Company(Duration.ofNanos(LINGER), 2);
        pairs.wanted(0);
        assertEquals(2, pairs.wanted(MILLI));
        pairs.came(1, 2);
        assertEquals(1, pairs.wanted(2 * MILLI));
        pairs.came(2, 2);
        assertEquals(2, pairs.wanted(3 * MILLI));

        Company singles = new Company(Duration.ofNanos(LINGER), 1);
        singles.wanted(0);
        assertEquals(1, singles.wanted(MILLI));
    }

    @Test
    void without_lingering_nobody_waits() {
        Company none = new Company(Duration.ZERO, 100);
        assertEquals(1, none.wanted(0));
        assertEquals(1, none.wanted(0));
    }
}
