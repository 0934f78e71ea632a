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

/** The bill of materials in the WAR names each library in the WAR with its version, and no other. */
class BillOfMaterialsIT {
    private static final String LIBRARIES = "WEB-INF/lib/";

    @Test
    void it_names_what_is_in_the_war() throws IOException {
        Path file = Path.of(System.getProperty("parley.war", "target/parley.war"));
        try (ZipFile war = new ZipFile(file.toFile())) {
            Set<String> present = war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertFalse(present.isEmpty());
            assertEquals(String.join("\n", present), String.join("\n", named(war)));
        }
    }

    private static Set<String> named(ZipFile war) throws IOException {
        Set<String> named = new TreeSet<>();
        try (InputStream content = war.getInputStream(war.getEntry("META-INF/sbom/parley.cdx.json"))) {
            for (JsonNode component : new ObjectMapper().readTree(content).get("components")) {
                named.add(component.get("name").asText() + "-"
                        + component.get("version").asText() + ".jar");
            }
        }
        return named;
    }
}
