package org.parley.file;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FileNameTest {
    @Test
    void a_path_is_cut_off() {
        assertEquals("passwd", FileName.of("../../etc/passwd"));
        assertEquals("evil.exe", FileName.of("C:\\Users\\me\\evil.exe"));
        assertEquals("file", FileName.of(".."));
        assertEquals("file", FileName.of("a/"));
        assertEquals("file", FileName.of(null));
    }

    @Test
    void what_can_not_be_seen_or_turns_the_writing_is_left_out() {
        assertEquals("photognp.exe", FileName.of("photo\u202Egnp.exe"));
        assertEquals("ab", FileName.of("a\u0000\r\n\u200Bb"));
        assertEquals("a_b_.txt", FileName.of("a<b>.txt"));
        assertEquals("name", FileName.of(" name. . "));
    }

    @Test
    void a_long_name_keeps_its_ending() {
        String name = FileName.of("ä".repeat(500) + ".tar.gz");
        assertEquals(FileName.MAX_CHARACTERS, name.codePointCount(0, name.length()));
        assertEquals(".gz", name.substring(name.length() - 3));
    }

    @Test
    void the_header_has_the_name_for_old_and_for_new_browsers() {
        assertEquals(
                "attachment; filename=\"_ _.txt\"; filename*=UTF-8''%E7%82%B9%20%22.txt",
                FileName.disposition(false, "点 \".txt"));
        assertEquals("inline; filename=\"a.png\"; filename*=UTF-8''a.png", FileName.disposition(true, "a.png"));
    }
}
