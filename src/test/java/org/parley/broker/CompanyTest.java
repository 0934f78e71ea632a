package org.parley.broker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompanyTest {
    private static final long MILLI = 1_000_000;
    private static final long LINGER = 2 * MILLI;

    private final Company company = new Company(Duration.ofNanos(LINGER));
    private long now = -MILLI;

    /** What a batch of so many waits that comes, just now, so long after the one before. */
    private long waits(long after, int size) {
        now += after;
        return company.expected(now, now, size);
    }

    @Test
    void the_first_and_those_who_come_now_and_then_wait_for_nobody() {
        assertEquals(0, waits(0, 1));
        assertEquals(0, waits(1_000 * MILLI, 1));
        assertEquals(0, waits(2 * LINGER, 1));
    }

    @Test
    void those_who_come_close_to_each_other_wait_for_each_other() {
        waits(0, 1);
        assertEquals(LINGER, waits(LINGER, 1));
        company.came(true);
        assertEquals(LINGER, waits(LINGER + MILLI, 2));
    }

    @Test
    void those_who_have_waited_already_wait_only_for_what_is_left() {
        waits(0, 1);
        assertEquals(MILLI / 2, company.expected(now + LINGER, now + LINGER / 4, 1));
        assertEquals(0, company.expected(now + 2 * LINGER, now, 1));
    }

    @Test
    void a_batch_that_is_large_already_waits_for_nobody() {
        waits(0, 1);
        assertEquals(0, waits(MILLI, 8));
    }

    @Test
    void one_who_writes_as_fast_as_answers_come_waits_more_and_more_seldom() {
        waits(0, 1);
        int waited = 0;
        for (int i = 0; i < 1_000; i++) {
            if (waits(MILLI, 1) > 0) {
                waited++;
                company.came(false);
            }
        }
        assertTrue(waited <= 36, waited + " of 1,000 waited");
        assertTrue(waited >= 30, "it is still tried: " + waited);
    }

    @Test
    void when_company_is_back_all_wait_for_it_again() {
        waits(0, 1);
        waits(MILLI, 1);
        company.came(false);
        assertEquals(0, waits(MILLI, 1));
        assertEquals(LINGER, waits(MILLI, 1));
        company.came(true);
        assertEquals(LINGER, waits(MILLI, 1));
    }

    @Test
    void without_lingering_nobody_waits() {
        Company none = new Company(Duration.ZERO);
        assertEquals(0, none.expected(0, 0, 1));
        assertEquals(0, none.expected(0, 0, 1));
    }
}
