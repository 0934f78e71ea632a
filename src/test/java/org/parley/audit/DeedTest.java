package org.parley.audit;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeedTest {
    @Test
    void people_are_numbers_until_somebody_reads_it() {
        Deed deed = new Deed(Deed.person(7), "group.role", "12", Deed.person(12) + " admin", "192.0.2.1");

        assertEquals(Set.of(7L, 12L), deed.people());
        assertEquals(
                new Deed("ada", "group.role", "12", "erased-12 admin", "192.0.2.1"),
                deed.withHandles(Map.of(7L, "ada", 12L, "erased-12")));
        assertEquals(deed, deed.withHandles(Map.of()), "who is not known stays a number");
    }

    @Test
    void entries_of_the_first_builds_name_people_and_nothing_happens_to_them() {
        Deed deed = new Deed("ada", "user.disable", "bob-2", "", "192.0.2.1");

        assertEquals(Set.of(), deed.people());
        assertEquals(deed, deed.withHandles(Map.of(2L, "eve")));
    }
}
