package org.parley.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.config.Settings;
import org.parley.jpa.SchemaReady;
import org.parley.timer.Timers;
import org.parley.timer.Workers;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The one way to Redis, which nobody depends on: a question has an answer within the time limit or has none, and what is
 * told is written later or dropped. After some failures Redis is left alone: questions have no answer at once then, and
 * only a look once a second, which nobody waits for, finds out when it is back. Thread-safe.
 */
@Alternative
@ApplicationScoped
public class Redis {
    static final int CAPACITY = 10_000;

    private static final Logger LOG = Logger.getLogger(Redis.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofMillis(20);
    private static final int WRITTEN_AT_ONCE = 500;
    private static final String FORMAT = "2";

    /** Of so many answers, half must be missing for Redis to be left alone. */
    private static final int WINDOW = 6;

    private static final int FEWEST_ANSWERS = 3;

    /** Something to be written. */
    @FunctionalInterface
    interface Write {
        /** Adds commands; called by one thread at a time, in the order in which it was told. */
        void to(Pipeline pipeline);

        /** Redis has it. */
        default void written() {}

        /** It was dropped, or nobody knows. */
        default void lost() {}
    }

    @Inject
    private Timers timers;

    private final Settings.Redis settings;
    private final MeterRegistry metrics;
    private final Executor executor;
    private final List<Runnable> atReturn = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>(CAPACITY);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "redis",
            CircuitBreakerConfig.custom()
                    .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                    .slidingWindowSize(WINDOW)
                    .minimumNumberOfCalls(FEWEST_ANSWERS)
                    .failureRateThreshold(50)
                    // Nobody's question is to be the one that tries whether it is back; the look closes it.
                    .waitDurationInOpenState(Duration.ofDays(10_000))
                    .build());

    private Counter answered;
    private Counter failed;
    private Counter passedOver;
    private Counter droppedFull;
    private Counter droppedAway;
    private volatile String space;
    private volatile RedisClient client;
    private final AtomicBoolean leftAlone = new AtomicBoolean();
    private volatile boolean refusalTold;
    private boolean found;

    /** For the container's proxies. */
    protected Redis() {
        this.settings = null;
        this.metrics = null;
        this.executor = null;
    }

    @Inject
    Redis(Settings settings, MeterRegistry metrics, Workers workers) {
        this(settings.redis().orElseThrow(), metrics, workers);
    }

    Redis(Settings.Redis settings, MeterRegistry metrics, Executor executor) {
        this.settings = settings;
        this.metrics = metrics;
        this.executor = executor;
    }

    @PostConstruct
    void prepare() {
        answered = calls("answered");
        failed = calls("failed");
        passedOver = calls("passed_over");
        droppedFull = drops("full");
        droppedAway = drops("away");
        Gauge.builder("parley.redis.away", this, redis -> redis.isAway() ? 1 : 0)
                .description("1 while Redis is left alone, as it does not answer")
                .register(metrics);
        Gauge.builder("parley.redis.waiting", waiting, BlockingQueue::size)
                .description("Writes that wait for Redis")
                .register(metrics);
    }

    private Counter calls(String outcome) {
        return Counter.builder("parley.redis.calls")
                .description("Calls of Redis")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private Counter drops(String reason) {
        return Counter.builder("parley.redis.dropped")
                .description("Writes that were dropped on their way to Redis; nothing depends on them")
                .tag("reason", reason)
                .register(metrics);
    }

    void start(@Observes SchemaReady event) {
        open(event.installation());
        timers.every(Duration.ZERO, INTERVAL, this::look);
    }

    /** @param installation the database's own name: what belongs to another database must never be found in Redis */
    void open(String installation) {
        space = settings.prefix() + ":" + FORMAT + ":" + installation + ":";
        client = connect();
    }

    /** To be called when Redis is back, or was found at the start, by a thread that may wait a little. */
    void atReturn(Runnable action) {
        atReturn.add(action);
    }

    String key(String kind, Object id) {
        return space + kind + ":" + id;
    }

    boolean isAway() {
        return client == null || breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /** @return the answer, if there is one other than null, and in time */
    <T> Optional<T> ask(Function<RedisClient, T> question) {
        if (client == null || !breaker.tryAcquirePermission()) {
            passedOver.increment();
            return Optional.empty();
        }
        long begin = System.nanoTime();
        try {
            T answer = question.apply(client);
            breaker.onSuccess(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            answered.increment();
            return Optional.ofNullable(answer);
        } catch (JedisException e) {
            failed.increment();
            if (isPoolExhausted(e)) {
                breaker.releasePermission();
            } else {
                missed(begin, e);
            }
            return Optional.empty();
        }
    }

    private void missed(long begin, JedisException failure) {
        breaker.onError(System.nanoTime() - begin, TimeUnit.NANOSECONDS, failure);
        if (breaker.getState() != CircuitBreaker.State.CLOSED && leftAlone.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Redis at {0}:{1} does not answer, and is left alone until it does; everything goes on without it: {2}",
                    new Object[] {settings.host(), Integer.toString(settings.port()), root(failure)});
            // Connections from before are of no use any more.
            client.getPool().clear();
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** All connections are in use: that says nothing of Redis. */
    private static boolean isPoolExhausted(JedisException e) {
        return e.getCause() instanceof NoSuchElementException;
    }

    /** Writes soon, in the order in which it is told. Never waits: when too much waits already, it is dropped. */
    void tell(Write write) {
        if (isAway()) {
            droppedAway.increment();
            write.lost();
            return;
        }
        if (!waiting.offer(write)) {
            droppedFull.increment();
            write.lost();
            return;
        }
        if (writing.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                writing.set(false);
            }
        }
    }

    private void drain() {
        do {
            for (List<Write> batch = take(); !batch.isEmpty(); batch = take()) {
                write(batch);
            }
            writing.set(false);
            // Something may have come between the last look and the line above.
        } while (!waiting.isEmpty() && writing.compareAndSet(false, true));
    }

    /** Lingers for a moment, as a thread is dear to get. */
    private List<Write> take() {
        List<Write> batch = new ArrayList<>();
        try {
            Write first = waiting.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                waiting.drainTo(batch, WRITTEN_AT_ONCE - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return batch;
    }

    private void write(List<Write> batch) {
        Optional<Boolean> done = Optional.empty();
        try {
            done = ask(connection -> {
                try (Pipeline pipeline = connection.pipelined()) {
                    batch.forEach(write -> write.to(pipeline));
                    tellRefusals(pipeline.syncAndReturnAll());
                    return true;
                }
            });
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "What was to be written to Redis could not be made", e);
        }
        if (done.isPresent()) {
            batch.forEach(Write::written);
        } else {
            droppedAway.increment(batch.size());
            batch.forEach(Write::lost);
        }
    }

    /** Redis answers, and takes nothing, such as when its memory is full. Told once. */
    private void tellRefusals(List<Object> results) {
        for (Object result : results) {
            if (result instanceof JedisDataException refusal) {
                if (!refusalTold) {
                    refusalTold = true;
                    LOG.log(Level.WARNING, "Redis refused what was to be written: {0}", refusal.getMessage());
                }
                return;
            }
        }
        refusalTold = false;
    }

    /** Whether it answers; called once a second. */
    void look() {
        try {
            if (breaker.getState() == CircuitBreaker.State.CLOSED) {
                boolean first = !found;
                found = ask(RedisClient::ping).isPresent() || found;
                client.getPool().evict();
                if (first && found) {
                    atReturn.forEach(Runnable::run);
                }
            } else if (answersAgain()) {
                found = true;
                leftAlone.set(false);
                breaker.transitionToClosedState();
                LOG.log(Level.INFO, "Redis at {0}:{1} answers again", new Object[] {
                    settings.host(), Integer.toString(settings.port())
                });
                atReturn.forEach(Runnable::run);
            }
        } catch (Exception e) {
            LOG.log(Level.WARNING, "Redis could not be looked after", e);
        }
    }

    private boolean answersAgain() {
        try {
            client.ping();
            return true;
        } catch (JedisException e) {
            LOG.log(Level.FINE, "Redis does not answer yet", e);
            return false;
        }
    }

    private RedisClient connect() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.timeout().toMillis())
                .socketTimeoutMillis((int) settings.timeout().toMillis())
                .database(settings.database())
                .clientName("parley");
        settings.user().ifPresent(config::user);
        settings.password().ifPresent(config::password);
        if (settings.tls()) {
            SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
            settings.authorities().ifPresent(file -> trust(file, tls));
            config.sslOptions(tls.build());
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.connections());
        pool.setMaxIdle(settings.connections());
        pool.setMaxWait(WAIT_FOR_CONNECTION);
        pool.setJmxEnabled(false);
        // It would be a thread of its own; the look does it.
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        return RedisClient.builder()
                .hostAndPort(settings.host(), settings.port())
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    private static void trust(Path authorities, SslOptions.Builder tls) {
        char[] secret = UUID.randomUUID().toString().toCharArray();
        try (InputStream file = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            trusted.store(bytes, secret);
            tls.trustStoreType("PKCS12").truststore(() -> new ByteArrayInputStream(bytes.toByteArray()), secret);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("chat.redis.ca is no file of certificates: " + authorities, e);
        }
    }

    @PreDestroy
    void close() {
        if (timers != null) {
            timers.cancel();
        }
        if (client != null) {
            client.close();
        }
    }
}
