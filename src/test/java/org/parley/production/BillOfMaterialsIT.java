package org.parley.production;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The bill of materials in the WAR names each library in the WAR with its version. */
class BillOfMaterialsIT {
    private static final String LIBRARIES = "WEB-INF/lib/";

    /** Micrometer asks for it, and the build has it for tests alone; the bill does not see that. */
    private static final String LEFT_OUT = "HdrHistogram-";

    private static final String BILL = "WEB-INF/classes/META-INF/sbom/parley.cdx.json";

    @Test
    void it_names_what_is_in_the_war() throws IOException {
        Path file = Path.of(System.getProperty("parley.war", "target/parley.war"));
        try (ZipFile war = new ZipFile(file.toFile())) {
            assumeTrue(war.getEntry(BILL) != null, "Maven makes none when it is offline");
            Set<String> present = war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertFalse(present.isEmpty());
            Set<String> named = named(war);
            named.removeIf(name -> name.startsWith(LEFT_OUT) && !present.contains(name));
            assertEquals(String.join("\n", present), String.join("\n", named));
        }
    }

    private static Set<String> named(ZipFile war) throws IOException {
        Set<String> named = new TreeSet<>();
        try (InputStream content = war.getInputStream(war.getEntry(BILL))) {
            for (JsonNode component : new ObjectMapper().readTree(content).get("components")) {
                named.add(component.get("name").asText() + "-"
                        + component.get("version").asText() + ".jar");
            }
        }
        return named;
    }
}
