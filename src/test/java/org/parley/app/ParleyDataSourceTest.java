package org.parley.app;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ParleyDataSourceTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/data/parley, jdbc:h2:file:/data/parley;MODE=LEGACY;WRITE_DELAY=0",
        "jdbc:h2:mem:x;write_delay=100, jdbc:h2:mem:x;write_delay=100;MODE=LEGACY",
        "jdbc:h2:mem:x;WRITE_DELAY=0;MODE=MySQL, jdbc:h2:mem:x;WRITE_DELAY=0;MODE=MySQL",
    })
    void what_is_committed_is_on_the_disk_unless_the_url_says_otherwise(String url, String complete) {
        assertEquals(complete, ParleyDataSource.withH2Defaults(url));
    }
}
