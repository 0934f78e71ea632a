package org.parley.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.parley.testing.MapConfig;

/** What operators may write into settings, as a fuzzer makes it up. */
public final class SettingsInputs {
    private static final List<String> NAMES =
            List.copyOf(SettingsReader.defaults(new MapConfig(Map.of())).keySet());

    private SettingsInputs() {}

    /** {@code name=value}: the value is right, or is called wrong. An unknown name stands for some setting. */
    public static void setting(byte[] input) {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("=", 2);
        String name = NAMES.contains(parts[0]) ? parts[0] : NAMES.get(Math.floorMod(parts[0].hashCode(), NAMES.size()));
        try {
            SettingsReader.read(new MapConfig(Map.of(name, parts[parts.length - 1])));
        } catch (InvalidSettings e) {
            // as it should be
        }
    }
}
