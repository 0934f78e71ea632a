package org.parley.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that an operator can set, checked. Injectable everywhere. The README's table lists each property with its
 * default, and a test compares the two.
 *
 * @param node this node's name in logs, metrics and the welcome frame
 * @param publicUrl where users reach Parley, when it stands behind a proxy
 * @param allowedOrigins further origins (scheme, host, port) whose pages may connect; the own one always may
 * @param retention how long messages are kept; when absent, for ever
 * @param redis when absent, what would be in Redis is in this node's memory
 * @param openIdProvider when absent, there are local accounts alone
 */
public record Settings(
        String node,
        Optional<URI> publicUrl,
        Set<String> allowedOrigins,
        Proxies proxies,
        Database database,
        Broker broker,
        Kafka kafka,
        Optional<Redis> redis,
        Connections connections,
        Rates rates,
        Monitoring monitoring,
        Messages messages,
        Accounts accounts,
        Tokens tokens,
        Optional<OpenIdProvider> openIdProvider,
        DirectMessages directMessages,
        Optional<Duration> retention,
        Calls calls,
        Push push,
        Files files,
        Duration receiptInterval,
        Duration shutdownTimeout) {

    /**
     * @param ringTimeout how long a call rings before it is missed
     * @param invitesPerMinute calls that a user may begin
     * @param stun URLs of STUN servers
     * @param turn URLs of TURN servers
     * @param turnSecret what the TURN servers and Parley share, from which the users' credentials are made
     * @param turnLifetime how long such credentials are good
     */
    public record Calls(
            Duration ringTimeout,
            int invitesPerMinute,
            List<String> stun,
            List<String> turn,
            Optional<String> turnSecret,
            Duration turnLifetime) {
        @Override
        public String toString() {
            return "Calls[ringTimeout=" + ringTimeout + ", stun=" + stun + ", turn=" + turn + "]";
        }
    }

    /** How much push services' notices say; they are encrypted for the browser in any case. */
    public enum PushText {
        /** Where something happened, and no more. */
        WITHHELD,
        /** Who wrote, and how it begins. */
        SHOWN
    }

    /**
     * @param key an EC P-256 private key as a JWK; when absent, the database keeps one that Parley made
     * @param contact a mailto: or https: URL by which push services reach the operator
     * @param hosts hosts and ports that may be pushed to although they are not in the internet
     */
    public record Push(
            boolean enabled, PushText text, Optional<String> key, Optional<String> contact, Set<String> hosts) {
        @Override
        public String toString() {
            return "Push[enabled=" + enabled + ", text=" + text + "]";
        }
    }

    /** By which header a reverse proxy tells whom it forwards requests of. */
    public enum ForwardedHeader {
        /** {@code X-Forwarded-For}, and {@code X-Forwarded-Proto} for the scheme. */
        X_FORWARDED_FOR,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED
    }

    /** @param trusted where the reverse proxies are that are believed */
    public record Proxies(Set<CidrBlock> trusted, ForwardedHeader header) {}

    /**
     * @param jndi the name of a data source that the server has; then the others say nothing
     * @param url a JDBC URL that begins with {@code jdbc:h2:} or {@code jdbc:mysql:}
     */
    public record Database(Optional<String> jndi, String url, String user, String password) {
        @Override
        public String toString() {
            return "Database[url withheld]";
        }
    }

    /** How a message gets from the gateway into the log. */
    public enum MessageMode {
        CHANNEL,
        KAFKA
    }

    /**
     * @param lanes how many batches may be stored at the same time
     * @param laneCapacity messages that may wait in a lane before senders are told {@code overloaded}
     * @param batchSize messages in one transaction, at most
     * @param linger how long a batch waits for more at most, when messages come close to each other; zero for never
     */
    public record Broker(MessageMode mode, int lanes, int laneCapacity, int batchSize, Duration linger) {}

    /**
     * What Kafka mode needs to know.
     *
     * @param bootstrapServers hosts and ports with commas between them
     * @param topic how the names of Parley's topics begin; installations that share a Kafka have different ones
     * @param partitions of topics that Parley makes
     * @param replication replicas of topics that Parley makes; 0 leaves it to Kafka
     * @param createTopics whether missing topics are made at start
     * @param timeout how long a message may take to become durable before its sender is told {@code unavailable}
     * @param capacity messages that may be under way to Kafka before senders are told {@code overloaded}
     * @param properties a file of further properties of the Kafka clients, such as those of TLS and SASL
     */
    public record Kafka(
            String bootstrapServers,
            String topic,
            int partitions,
            int replication,
            boolean createTopics,
            Duration timeout,
            int capacity,
            Optional<Path> properties) {}

    /**
     * What is needed to use Redis as a cache.
     *
     * @param tls whether the connection is encrypted, and the server's certificate checked
     * @param authorities a file of certificates (PEM) that are trusted instead of those that the JVM trusts
     * @param prefix how the names of Parley's keys begin; installations that share a Redis have different ones
     * @param timeout how long one answer, or a new connection, may take
     * @param connections to Redis, at most
     */
    public record Redis(
            String host,
            int port,
            int database,
            boolean tls,
            Optional<Path> authorities,
            Optional<String> user,
            Optional<String> password,
            String prefix,
            Duration timeout,
            int connections) {
        @Override
        public String toString() {
            return "Redis[" + host + ":" + port + "/" + database + "]";
        }
    }

    /**
     * @param folder where uploads arrive, and where they stay if the store is this disk
     * @param maxSize bytes of one file
     * @param quota bytes of all files of one user
     * @param reserve bytes that files leave free on the disk
     * @param orphanAge how long an upload may wait to be sent
     * @param cleaningInterval how often what nobody can see any more is removed
     * @param s3 where content is kept; when absent, in the folder
     */
    public record Files(
            Path folder,
            long maxSize,
            long quota,
            long reserve,
            Duration orphanAge,
            Duration cleaningInterval,
            Optional<S3> s3) {}

    /**
     * A bucket of a store that speaks S3.
     *
     * @param url of the store, without the bucket
     */
    public record S3(URI url, String region, String bucket, String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "S3[" + url + "/" + bucket + "]";
        }
    }

    /**
     * @param maxFrame bytes of UTF-8 of one WebSocket message, in either direction
     * @param queueFrames frames that may wait for a connection before it is closed as a slow consumer
     * @param queueBytes the same, in characters of JSON
     * @param heartbeat how often the server pings; a connection silent for twice as long is given up
     * @param perUser connections of one user, at most
     */
    public record Connections(int maxFrame, int queueFrames, int queueBytes, Duration heartbeat, int perUser) {}

    /** Who may write to somebody directly. */
    public enum DirectMessages {
        EVERYBODY,
        CONTACTS
    }

    /**
     * @param framesPerSecond what a user's connections together may send, sustained
     * @param framesBurst what they may send at once on top of that
     * @param requestsPerSecond what a user may ask by REST, sustained
     * @param requestsBurst what they may ask at once
     * @param searchesPerMinute how often they may search
     * @param uploadsPerMinute files and pictures that they may upload
     */
    public record Rates(
            int framesPerSecond,
            int framesBurst,
            int requestsPerSecond,
            int requestsBurst,
            int searchesPerMinute,
            int uploadsPerMinute) {}

    /**
     * Who may read metrics, and the details of the health checks.
     *
     * @param networks from where anybody may
     * @param token what one may send instead
     */
    public record Monitoring(Set<CidrBlock> networks, Optional<String> token) {
        @Override
        public String toString() {
            return "Monitoring[networks=" + networks + "]";
        }
    }

    /**
     * @param editWithin how long after it was sent a text may be edited
     * @param recallWithin how long after it was sent a message may be recalled by who sent it
     */
    public record Messages(Duration editWithin, Duration recallWithin) {}

    /**
     * @param local whether accounts with a password of Parley's may be used
     * @param registrationOpen whether strangers may make an account
     * @param administrator the handle of the account that is an administrator from its registration on; when absent,
     *     the first account that registers is
     * @param passwordIterations PBKDF2-HMAC-SHA512 iterations of new password hashes
     * @param loginAttempts failed logins for an account from an address before further ones wait
     * @param registrationsPerMinute accounts that may be made from one address
     */
    public record Accounts(
            boolean local,
            boolean registrationOpen,
            Optional<String> administrator,
            int passwordIterations,
            int loginAttempts,
            int registrationsPerMinute) {}

    /**
     * @param signingKey an EC P-256 private key as a JWK (RFC 7517); when absent, the database keeps one that Parley made
     */
    public record Tokens(Duration accessLifetime, Duration refreshLifetime, Optional<String> signingKey) {
        @Override
        public String toString() {
            return "Tokens[accessLifetime=" + accessLifetime + ", refreshLifetime=" + refreshLifetime + "]";
        }
    }

    /**
     * An OpenID provider that people sign in at.
     *
     * @param issuer exactly as the provider's discovery document has it
     * @param name what the button says after "Sign in with"
     * @param clientSecret when absent, Parley is a public client, which proves itself by PKCE alone
     * @param scopes with {@code openid} among them
     * @param administratorRole a user is an administrator if and only if their roles have it; when absent, that is decided
     *     in Parley, for these users as for others
     * @param groups of which a user must have one; when empty, everybody may come in
     * @param audience what access tokens of API clients must be for; when absent, none are taken
     * @param authorities a file of certificates (PEM) that are trusted instead of those that the JVM trusts
     * @param clockSkew how far the provider's clock may be off
     * @param timeout how long an answer of the provider, or a new connection, may take
     */
    public record OpenIdProvider(
            URI issuer,
            String name,
            String clientId,
            Optional<String> clientSecret,
            Set<String> scopes,
            ClaimNames claims,
            Optional<String> administratorRole,
            Set<String> groups,
            Optional<String> audience,
            Optional<Path> authorities,
            Duration clockSkew,
            Duration timeout) {
        @Override
        public String toString() {
            return "OpenIdProvider[" + issuer + "]";
        }
    }

    /** In which claims the provider tells what; a dot leads into an object, as in {@code realm_access.roles}. */
    public record ClaimNames(String handle, String name, String email, String roles, String groups) {}
}
