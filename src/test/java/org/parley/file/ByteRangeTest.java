package org.parley.file;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ByteRangeTest {
    @Test
    void a_range_has_ends_or_one_of_them() throws ByteRange.Unsatisfiable {
        assertEquals(Optional.of(new ByteRange(0, 1)), ByteRange.of("bytes=0-0", 10));
        assertEquals(Optional.of(new ByteRange(5, 5)), ByteRange.of("bytes=5-", 10));
        assertEquals(Optional.of(new ByteRange(8, 2)), ByteRange.of("bytes=-2", 10));
        assertEquals(Optional.of(new ByteRange(0, 10)), ByteRange.of("bytes=-99", 10));
        assertEquals(Optional.of(new ByteRange(3, 7)), ByteRange.of("bytes=3-99", 10));
    }

    @Test
    void what_is_no_single_range_means_the_whole_file() throws ByteRange.Unsatisfiable {
        for (String header : new String[] {null, "", "bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,3-4", "lines=1-2"}) {
            assertEquals(Optional.empty(), ByteRange.of(header, 10), header);
        }
    }

    @Test
    void a_range_beyond_the_end_is_refused() {
        assertThrows(ByteRange.Unsatisfiable.class, () -> ByteRange.of("bytes=10-", 10));
        assertThrows(ByteRange.Unsatisfiable.class, () -> ByteRange.of("bytes=-0", 10));
    }
}
