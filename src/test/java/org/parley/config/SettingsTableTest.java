package org.parley.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The README's table says what the code does. */
class SettingsTableTest {
    @Test
    void the_table_lists_each_setting_with_its_default_and_no_other() throws IOException {
        Map<String, String> listed = new LinkedHashMap<>();
        for (List<String> row : rows()) {
            assertFalse(row.get(2).isEmpty(), row.get(0) + " has a meaning");
            listed.put(row.get(0).replace("`", ""), row.get(1).replace("`", ""));
        }

        assertEquals(lines(defaults()), lines(listed));
    }

    @Test
    void the_table_says_which_settings_are_secrets() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (List<String> row : rows()) {
            if (row.get(2).endsWith("(secret)")) {
                listed.add(row.get(0).replace("`", ""));
            }
        }

        assertEquals(new TreeSet<>(SettingsReader.secrets(new MapConfig(Map.of()))), listed);
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = SettingsReader.defaults(new MapConfig(Map.of()));
        // Where these stand depends on the machine.
        defaults.put("chat.node", "the host's name");
        defaults.computeIfPresent("chat.db.url", (name, url) -> url.replaceFirst("file:.*/", "file:<chat.data.dir>/"));
        return defaults;
    }

    private static String lines(Map<String, String> settings) {
        StringBuilder lines = new StringBuilder();
        settings.forEach(
                (name, value) -> lines.append(name).append(" = ").append(value).append('\n'));
        return lines.toString();
    }

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `chat."))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
