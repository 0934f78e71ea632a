package org.parley.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import org.eclipse.microprofile.config.Config;

/** Reads and checks all settings in one pass, so that an operator learns of every wrong one at once. */
public final class SettingsReader {
    private static final Pattern SERVERS = Pattern.compile("[^,\\s]+:[0-9]{1,5}(,[^,\\s]+:[0-9]{1,5})*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final Pattern REDIS_DATABASE = Pattern.compile("/?|/[0-9]{1,5}");
    private static final int REDIS_PORT = 6379;
    private static final Pattern HANDLE = Pattern.compile("[a-z0-9][a-z0-9._-]{1,31}");

    /** This machine, and the addresses that are of no use in the internet. */
    private static final String INSIDE =
            "127.0.0.0/8, ::1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, fc00::/7, fe80::/10";

    private static final Pattern CONTACT = Pattern.compile("mailto:[^\\s@]+@[^\\s@]+|https://[^\\s]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?");
    private static final Pattern STUN = Pattern.compile("stuns?:[^\\s,?/]+");
    private static final Pattern TURN = Pattern.compile("turns?:[^\\s,?/]+(\\?transport=(udp|tcp))?");

    private final Config config;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> defaults = new LinkedHashMap<>();
    private final Set<String> secrets = new HashSet<>();

    private SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * @throws InvalidSettings if any is wrong; its message names each with its value, unless that is a secret, and the
     *     values it may have
     */
    public static Settings read(Config config) {
        SettingsReader reader = new SettingsReader(config);
        Settings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new InvalidSettings(reader.problems);
        }
        return settings;
    }

    /** @return the name of each setting with its default, in the order in which the manual lists them */
    static Map<String, String> defaults(Config config) {
        SettingsReader reader = new SettingsReader(config);
        reader.settings();
        return reader.defaults;
    }

    /** @return the names of the settings that are secrets */
    static Set<String> secrets(Config config) {
        SettingsReader reader = new SettingsReader(config);
        reader.settings();
        return reader.secrets;
    }

    private Settings settings() {
        Settings.Broker broker = new Settings.Broker(
                choice("chat.message.mode", Settings.MessageMode.CHANNEL),
                integer("chat.channel.lanes", 1, 1, 64),
                integer("chat.channel.lane-capacity", 10_000, 1, 1_000_000),
                integer("chat.batch.size", 256, 1, 2_000),
                duration("chat.batch.linger", Duration.ofMillis(12), Duration.ZERO, Duration.ofMillis(100)));
        Settings.Kafka kafka = kafka();
        Optional<Settings.Redis> redis = redis();
        Path dataDirectory = folder("chat.data.dir", "parley-data");
        return checked(new Settings(
                text("chat.node", defaultNode()),
                optional("chat.public.url", this::httpUrl),
                origins("chat.origins"),
                new Settings.Proxies(
                        networks("chat.proxies", ""),
                        choice("chat.proxies.header", Settings.ForwardedHeader.X_FORWARDED_FOR)),
                new Settings.Database(
                        optional("chat.db.jndi", name -> name),
                        databaseUrl("chat.db.url", "jdbc:h2:file:" + dataDirectory.resolve("parley")),
                        text("chat.db.user", "parley"),
                        secret("chat.db.password").orElse("")),
                broker,
                kafka,
                redis,
                new Settings.Connections(
                        integer("chat.connection.max-frame", 65_536, 1_024, 1_048_576),
                        integer("chat.connection.queue-frames", 10_000, 16, 1_000_000),
                        integer("chat.connection.queue-bytes", 4_194_304, 131_072, 268_435_456),
                        duration(
                                "chat.connection.heartbeat",
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(44)),
                        integer("chat.connection.per-user", 50, 1, 10_000)),
                new Settings.Rates(
                        integer("chat.rate.frames-per-second", 200, 1, 1_000_000),
                        integer("chat.rate.frames-burst", 1_000, 1, 1_000_000),
                        integer("chat.rate.requests-per-second", 100, 1, 1_000_000),
                        integer("chat.rate.requests-burst", 1_000, 1, 1_000_000),
                        integer("chat.rate.searches-per-minute", 120, 1, 1_000_000),
                        integer("chat.rate.uploads-per-minute", 120, 1, 1_000_000)),
                new Settings.Monitoring(networks("chat.monitoring.networks", INSIDE), secret("chat.monitoring.token")),
                new Settings.Messages(
                        duration(
                                "chat.message.edit-within",
                                Duration.ofHours(24),
                                Duration.ZERO,
                                Duration.ofDays(3_650)),
                        duration(
                                "chat.message.recall-within",
                                Duration.ofHours(24),
                                Duration.ZERO,
                                Duration.ofDays(3_650))),
                new Settings.Accounts(
                        choice("chat.accounts.local", Switch.ON) == Switch.ON,
                        choice("chat.registration", Access.OPEN) == Access.OPEN,
                        optional("chat.admin.user", SettingsReader::handle),
                        integer("chat.password.iterations", 210_000, 10_000, 10_000_000),
                        integer("chat.login.attempts", 10, 1, 1_000),
                        integer("chat.registration.per-minute", 300, 1, 10_000)),
                new Settings.Tokens(
                        duration(
                                "chat.token.access-lifetime",
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(86_400)),
                        duration(
                                "chat.token.refresh-lifetime",
                                Duration.ofDays(30),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(31_536_000)),
                        signingKey("chat.token.key")),
                openIdProvider(),
                choice("chat.direct.messages", Settings.DirectMessages.EVERYBODY),
                optional("chat.retention.age", SettingsReader::age),
                calls(),
                push(),
                files(dataDirectory),
                duration("chat.receipt.interval", Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofSeconds(10)),
                duration(
                        "chat.shutdown.timeout",
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(300))));
    }

    /** What no setting can tell alone. */
    private Settings checked(Settings settings) {
        if (settings.openIdProvider().isPresent() && settings.publicUrl().isEmpty()) {
            problems.add("chat.oidc.issuer needs chat.public.url, where the provider sends browsers back to");
        }
        if (settings.openIdProvider().isEmpty() && !settings.accounts().local()) {
            problems.add("chat.accounts.local is \"off\", so chat.oidc.issuer must be set, or nobody could come in");
        }
        return settings;
    }

    private Optional<Settings.OpenIdProvider> openIdProvider() {
        Optional<URI> issuer = optional("chat.oidc.issuer", OpenIdUrls::issuer);
        String name = text("chat.oidc.name", "single sign-on");
        Optional<String> clientId = optional("chat.oidc.client-id", Function.identity());
        Optional<String> clientSecret = secret("chat.oidc.client-secret");
        Set<String> scopes = words("chat.oidc.scopes", "openid profile email", " ");
        Settings.ClaimNames claims = new Settings.ClaimNames(
                text("chat.oidc.claim.handle", "preferred_username"),
                text("chat.oidc.claim.name", "name"),
                text("chat.oidc.claim.email", "email"),
                text("chat.oidc.claim.roles", "roles"),
                text("chat.oidc.claim.groups", "groups"));
        Optional<String> administratorRole = optional("chat.oidc.admin-role", Function.identity());
        Set<String> groups = words("chat.oidc.groups", "", ",");
        Optional<String> audience = optional("chat.oidc.audience", Function.identity());
        Optional<Path> authorities = optional("chat.oidc.ca", SettingsReader::file);
        Duration skew =
                duration("chat.oidc.clock-skew", Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(300));
        Duration timeout =
                duration("chat.oidc.timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(30));
        if (issuer.isPresent() && clientId.isEmpty()) {
            problems.add("chat.oidc.issuer needs chat.oidc.client-id");
        }
        if (!scopes.contains("openid")) {
            problems.add("chat.oidc.scopes must have \"openid\" among them");
        }
        return issuer.map(url -> new Settings.OpenIdProvider(
                url,
                name,
                clientId.orElse(""),
                clientSecret,
                scopes,
                claims,
                administratorRole,
                groups,
                audience,
                authorities,
                skew,
                timeout));
    }

    private Set<String> words(String name, String fallback, String separator) {
        return Arrays.stream(text(name, fallback).split(separator))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Settings.Files files(Path dataDirectory) {
        return new Settings.Files(
                optional("chat.file.dir", folder -> Path.of(folder).toAbsolutePath())
                        .orElse(dataDirectory.resolve("files")),
                number("chat.file.max-size", 104_857_600, 1, 10_737_418_240L),
                number("chat.file.quota", 5_368_709_120L, 0, Long.MAX_VALUE / 2),
                number("chat.file.reserve", 536_870_912, 0, Long.MAX_VALUE / 2),
                duration("chat.file.orphan-age", Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofDays(365)),
                duration(
                        "chat.file.cleaning-interval",
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1)),
                s3());
    }

    private Optional<Settings.S3> s3() {
        boolean chosen = choice("chat.file.store", FileStore.DISK) == FileStore.S3;
        Optional<URI> url = optional("chat.s3.url", this::httpUrl);
        String region = name("chat.s3.region", "us-east-1");
        String bucket = name("chat.s3.bucket", "parley");
        Optional<String> accessKey = optional("chat.s3.access-key", Function.identity());
        Optional<String> secretKey = secret("chat.s3.secret-key");
        if (!chosen) {
            return Optional.empty();
        }
        if (url.isEmpty() || accessKey.isEmpty() || secretKey.isEmpty()) {
            problems.add(
                    "chat.file.store is \"s3\", which needs chat.s3.url, chat.s3.access-key and chat.s3.secret-key");
            return Optional.empty();
        }
        return Optional.of(new Settings.S3(url.get(), region, bucket, accessKey.get(), secretKey.get()));
    }

    private Settings.Kafka kafka() {
        return new Settings.Kafka(
                servers("chat.kafka.bootstrap-servers", "127.0.0.1:9092"),
                name("chat.kafka.topic", "parley"),
                integer("chat.kafka.partitions", 12, 1, 1_000),
                integer("chat.kafka.replication", 0, 0, 32),
                choice("chat.kafka.create-topics", Switch.ON) == Switch.ON,
                duration("chat.kafka.timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(120)),
                integer("chat.kafka.capacity", 20_000, 1, 1_000_000),
                optional("chat.kafka.properties", SettingsReader::file));
    }

    private Optional<Settings.Redis> redis() {
        Optional<URI> url = redisUrl("chat.redis.url");
        Optional<String> user = optional("chat.redis.user", Function.identity());
        Optional<String> password = secret("chat.redis.password");
        Optional<Path> authorities = optional("chat.redis.ca", SettingsReader::file);
        String prefix = name("chat.redis.prefix", "parley");
        Duration timeout =
                duration("chat.redis.timeout", Duration.ofMillis(250), Duration.ofMillis(10), Duration.ofSeconds(5));
        int connections = integer("chat.redis.connections", 8, 2, 256);
        if (user.isPresent() && password.isEmpty()) {
            problems.add("chat.redis.user needs chat.redis.password");
        }
        return url.map(server -> new Settings.Redis(
                server.getHost(),
                server.getPort() < 0 ? REDIS_PORT : server.getPort(),
                server.getPath().length() > 1
                        ? Integer.parseInt(server.getPath().substring(1))
                        : 0,
                server.getScheme().equals("rediss"),
                authorities,
                user,
                password,
                prefix,
                timeout,
                connections));
    }

    private Settings.Calls calls() {
        Duration ringTimeout = duration(
                "chat.call.ring-timeout", Duration.ofSeconds(45), Duration.ofSeconds(1), Duration.ofSeconds(300));
        int invitesPerMinute = integer("chat.call.invites-per-minute", 30, 1, 10_000);
        List<String> stun = iceUrls("chat.ice.stun", STUN, "stun:stun.example.org:3478");
        List<String> turn = iceUrls("chat.ice.turn", TURN, "turn:turn.example.org:3478?transport=udp");
        Optional<String> secret = secret("chat.ice.turn-secret");
        Duration lifetime =
                duration("chat.ice.turn-lifetime", Duration.ofHours(12), Duration.ofMinutes(1), Duration.ofDays(7));
        if (!turn.isEmpty() && secret.isEmpty()) {
            problems.add("chat.ice.turn needs chat.ice.turn-secret");
        }
        return new Settings.Calls(ringTimeout, invitesPerMinute, stun, turn, secret, lifetime);
    }

    private Settings.Push push() {
        return new Settings.Push(
                choice("chat.push", Switch.ON) == Switch.ON,
                choice("chat.push.text", Settings.PushText.WITHHELD),
                signingKey("chat.push.key"),
                optional("chat.push.contact", SettingsReader::contact),
                hosts("chat.push.hosts"));
    }

    private static String contact(String value) {
        if (!CONTACT.matcher(value).matches()) {
            throw new IllegalArgumentException("a mailto: or https: URL, such as mailto:operator@example.org");
        }
        return value;
    }

    private Set<String> hosts(String name) {
        defaults.put(name, "");
        Set<String> hosts = new HashSet<>();
        for (String host : value(name).orElse("").split(",")) {
            if (HOST.matcher(host.strip()).matches()) {
                hosts.add(host.strip());
            } else if (!host.isBlank()) {
                problem(name, host.strip(), "hosts as they stand in URLs, such as push.example.org:8443");
            }
        }
        return Set.copyOf(hosts);
    }

    private List<String> iceUrls(String name, Pattern pattern, String example) {
        defaults.put(name, "");
        List<String> urls = new ArrayList<>();
        for (String url : value(name).orElse("").split(",")) {
            if (pattern.matcher(url.strip()).matches()) {
                urls.add(url.strip());
            } else if (!url.isBlank()) {
                problem(name, url.strip(), "URLs such as " + example + ", with commas between them");
            }
        }
        return List.copyOf(urls);
    }

    private enum FileStore {
        DISK,
        S3
    }

    private enum Switch {
        ON,
        OFF
    }

    private enum Access {
        OPEN,
        CLOSED
    }

    private String text(String name, String fallback) {
        defaults.put(name, fallback);
        return value(name).orElse(fallback);
    }

    private Path folder(String name, String fallback) {
        String value = text(name, fallback);
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            problem(name, value, "the path of a folder");
            return Path.of(fallback).toAbsolutePath();
        }
    }

    /** A secret is in the setting itself, or in the file that the setting of the same name with {@code .file} names. */
    private Optional<String> secret(String name) {
        defaults.put(name, "");
        secrets.add(name);
        String fileSetting = name + ".file";
        Optional<String> file = value(fileSetting);
        if (file.isEmpty()) {
            return value(name);
        }
        if (value(name).isPresent()) {
            problems.add(name + " and " + fileSetting + " are both set; set one of them");
            return Optional.empty();
        }
        try {
            return Optional.of(SecretFile.read(file.get()));
        } catch (IllegalArgumentException e) {
            problem(fileSetting, file.get(), e.getMessage());
            return Optional.empty();
        }
    }

    private <T> Optional<T> optional(String name, Function<String, T> parser) {
        defaults.put(name, "");
        return value(name).map(value -> {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException e) {
                problem(name, value, e.getMessage());
                return null;
            }
        });
    }

    private int integer(String name, int fallback, int min, int max) {
        return (int) number(name, fallback, min, max);
    }

    private long number(String name, long fallback, long min, long max) {
        defaults.put(name, Long.toString(fallback));
        Optional<String> value = value(name);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            long number = Long.parseLong(value.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        problem(name, value.get(), "a whole number from " + min + " to " + max);
        return fallback;
    }

    private Duration duration(String name, Duration fallback, Duration min, Duration max) {
        defaults.put(name, fallback.toString());
        Optional<String> value = value(name);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            Duration duration = Duration.parse(value.get());
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        problem(name, value.get(), "an ISO-8601 duration from " + min + " to " + max + ", such as " + fallback);
        return fallback;
    }

    private <E extends Enum<E>> E choice(String name, E fallback) {
        defaults.put(name, wire(fallback));
        Optional<String> value = value(name);
        if (value.isEmpty()) {
            return fallback;
        }
        E[] choices = fallback.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (wire(choice).equals(value.get())) {
                return choice;
            }
        }
        problem(
                name,
                value.get(),
                "one of " + Stream.of(choices).map(SettingsReader::wire).collect(Collectors.joining(", ")));
        return fallback;
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String databaseUrl(String name, String fallback) {
        String url = text(name, fallback);
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:mysql:")) {
            // The URL itself may hold a password, so it is not shown.
            problems.add(name + " must begin with jdbc:h2: or jdbc:mysql: (the latter for MariaDB, too)");
        }
        return url;
    }

    private Set<String> origins(String name) {
        defaults.put(name, "");
        return value(name).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .filter(origin -> {
                    try {
                        return httpUrl(origin) != null;
                    } catch (IllegalArgumentException e) {
                        problem(name, origin, e.getMessage());
                        return false;
                    }
                })
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private URI httpUrl(String value) {
        String expectation = "an http or https URL without a path, such as https://chat.example.org";
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expectation, e);
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || !uri.getPath().isEmpty()) {
            throw new IllegalArgumentException(expectation);
        }
        return uri;
    }

    private Set<CidrBlock> networks(String name, String fallback) {
        defaults.put(name, fallback);
        Set<CidrBlock> networks = new HashSet<>();
        for (String network : value(name).orElse(fallback).split(",")) {
            try {
                if (!network.isBlank()) {
                    networks.add(CidrBlock.parse(network.strip()));
                }
            } catch (IllegalArgumentException e) {
                problem(
                        name,
                        network.strip(),
                        "IP addresses and networks with commas between, such as 10.0.0.0/8, ::1");
            }
        }
        return Set.copyOf(networks);
    }

    private String servers(String name, String fallback) {
        String servers = text(name, fallback);
        if (!SERVERS.matcher(servers).matches()) {
            problem(name, servers, "hosts and ports with commas between them, such as kafka1:9092,kafka2:9092");
        }
        return servers;
    }

    /** A URL may hold a password, which is a secret and has a setting of its own; so a wrong one is not shown. */
    private Optional<URI> redisUrl(String name) {
        defaults.put(name, "");
        Optional<String> value = value(name);
        Optional<URI> url = value.flatMap(SettingsReader::parseRedisUrl);
        if (value.isPresent() && url.isEmpty()) {
            problems.add(name + " must be redis://host:port or, with TLS, rediss://host:port, with /number if it is not"
                    + " database 0; user and password are chat.redis.user and chat.redis.password");
        }
        return url;
    }

    private static Optional<URI> parseRedisUrl(String value) {
        try {
            URI url = new URI(value);
            boolean good = ("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null
                    && REDIS_DATABASE.matcher(url.getPath()).matches();
            return good ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private String name(String name, String fallback) {
        String value = text(name, fallback);
        if (!NAME.matcher(value).matches()) {
            problem(name, value, "1 to 200 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
        }
        return value;
    }

    private static Path file(String value) {
        Path path = Path.of(value).toAbsolutePath();
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException("a file that can be read");
        }
        return path;
    }

    private static Duration age(String value) {
        String expectation = "an ISO-8601 duration from P1D to P36500D, such as P365D";
        try {
            Duration age = Duration.parse(value);
            if (age.compareTo(Duration.ofDays(1)) >= 0 && age.compareTo(Duration.ofDays(36_500)) <= 0) {
                return age;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(expectation, e);
        }
        throw new IllegalArgumentException(expectation);
    }

    private static String handle(String value) {
        String handle = value.toLowerCase(Locale.ROOT);
        if (!HANDLE.matcher(handle).matches()) {
            throw new IllegalArgumentException("a handle: 2 to 32 characters of a-z, 0-9, '.', '_' and '-'");
        }
        return handle;
    }

    private Optional<String> signingKey(String name) {
        Optional<String> value = secret(name);
        if (value.isPresent() && !isSigningKey(value.get())) {
            problems.add(name + " must be an EC P-256 private key as a JWK (RFC 7517)");
        }
        return value;
    }

    private static boolean isSigningKey(String jwk) {
        try {
            ECKey key = ECKey.parse(jwk);
            return Curve.P_256.equals(key.getCurve()) && key.isPrivate();
        } catch (ParseException | IllegalArgumentException e) {
            return false;
        }
    }

    private void problem(String name, String value, String expectation) {
        problems.add(name + " is \"" + value + "\", but must be " + expectation);
    }

    private Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static String defaultNode() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
