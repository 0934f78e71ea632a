package org.parley.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The description of REST names each operation that the resources have, and no other. */
class OpenApiTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern PATH = Pattern.compile("^  (/api/\\S*):$");
    private static final Pattern OPERATION = Pattern.compile("^    (get|post|put|patch|delete):$");

    @Test
    void theDocumentAndTheResourcesHaveTheSameOperations() throws IOException {
        assertEquals(String.join("\n", implemented()), String.join("\n", documented()));
    }

    private static Set<String> documented() throws IOException {
        Set<String> operations = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(CLASSES.resolve("META-INF/openapi.yaml"))) {
            Matcher newPath = PATH.matcher(line);
            Matcher operation = OPERATION.matcher(line);
            if (newPath.matches()) {
                path = newPath.group(1);
            } else if (operation.matches()) {
                operations.add(path + " " + operation.group(1));
            }
        }
        return operations;
    }

    private static Set<String> implemented() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES.resolve("org/parley"))) {
            return files.filter(file -> file.toString().endsWith("Resource.class"))
                    .map(OpenApiTest::load)
                    .flatMap(OpenApiTest::operations)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<String> operations(Class<?> resource) {
        String root = "/api" + path(resource.getAnnotation(jakarta.ws.rs.Path.class));
        return Arrays.stream(resource.getMethods()).flatMap(method -> Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(httpMethod -> httpMethod != null)
                .map(httpMethod -> root + path(method.getAnnotation(jakarta.ws.rs.Path.class)) + " "
                        + httpMethod.value().toLowerCase(Locale.ROOT)));
    }

    private static String path(jakarta.ws.rs.Path annotation) {
        if (annotation == null) {
            return "";
        }
        return annotation.value().startsWith("/") ? annotation.value() : "/" + annotation.value();
    }

    private static Class<?> load(Path file) {
        String name = CLASSES.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
        try {
            return Class.forName(name, false, OpenApiTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
