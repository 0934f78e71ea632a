package org.parley.push;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.zerodeplibs.webpush.EncryptedPushMessage;
import com.zerodeplibs.webpush.MessageEncryption;
import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import com.zerodeplibs.webpush.header.TTL;
import com.zerodeplibs.webpush.header.Topic;
import com.zerodeplibs.webpush.header.Urgency;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import org.parley.config.Settings;
import org.parley.push.Subscription.Target;
import org.parley.timer.Timers;
import org.parley.timer.Workers;

/**
 * Hands notices to push services (RFC 8030), encrypted for the browser alone (RFC 8291). Every request has a time limit,
 * few are under way at once, fewer of them to one user, and what fails for a moment is tried a few times more.
 */
@ApplicationScoped
class PushSender {
    private static final Logger LOG = Logger.getLogger(PushSender.class.getName());
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final int AT_ONCE = 32;
    /** Somebody whose devices never answer must not hold all places. */
    private static final int AT_ONCE_PER_USER = 8;

    private static final int ATTEMPTS = 4;
    private static final int RETRIES_WAITING = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    private final MessageEncryption encryption = MessageEncryptions.of();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();

    @Inject
    private Workers executor;

    @Inject
    private Timers timers;

    @Inject
    private Settings settings;

    @Inject
    private PushKeys keys;

    @Inject
    private Endpoints endpoints;

    @Inject
    private SubscriptionStore store;

    @Inject
    private PushCounts counts;

    @Inject
    private Clock clock;

    private HttpClient http;

    @PostConstruct
    void open() {
        http = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(CONNECT_LIMIT)
                // Whoever could send elsewhere could send inside.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Waits for a place among those that are under way, but not for the answer. */
    void send(Subscription subscription, Notice notice) {
        if (enter()) {
            send(subscription, notice, 1);
        } else {
            counts.add(PushCounts.Result.FAILED);
        }
    }

    private boolean enter() {
        try {
            return places.tryAcquire(REQUEST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void sendAgain(Subscription subscription, Notice notice, int attempt) {
        if (places.tryAcquire()) {
            send(subscription, notice, attempt);
        } else {
            failed(subscription, notice, attempt, null);
        }
    }

    /** To be called with a place, which is given back. */
    private void send(Subscription subscription, Notice notice, int attempt) {
        Target target = subscription.target();
        long user = subscription.userId();
        if (underWay.merge(user, 1, Integer::sum) > AT_ONCE_PER_USER) {
            leave(user);
            failed(subscription, notice, attempt, null);
            return;
        }
        try {
            URI endpoint = endpoints.allowed(target.endpoint()).orElseThrow();
            http.sendAsync(request(endpoint, target, notice), BodyHandlers.discarding())
                    .whenComplete((response, failure) -> {
                        leave(user);
                        answered(subscription, notice, attempt, response);
                    });
        } catch (RuntimeException e) {
            leave(user);
            counts.add(PushCounts.Result.FAILED);
            LOG.log(Level.FINE, "A notice could not be made", e);
        }
    }

    private void leave(long user) {
        underWay.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    private HttpRequest request(URI endpoint, Target target, Notice notice) {
        EncryptedPushMessage message = encryption.encrypt(
                UserAgentMessageEncryptionKeyInfo.of(target.p256dh(), target.auth()),
                PushMessage.ofUTF8(notice.json()));
        VAPIDJWTParam.Builder claims = VAPIDJWTParam.getBuilder()
                .resourceURLString(endpoint.toString())
                .expirationTime(clock.instant().plus(TOKEN_LIFETIME));
        settings.push().contact().ifPresent(claims::subject);
        return HttpRequest.newBuilder(endpoint)
                .timeout(REQUEST_LIMIT)
                .header("Authorization", keys.pair().generateAuthorizationHeaderValue(claims.build()))
                .header(TTL.HEADER_NAME, Long.toString(notice.kept().toSeconds()))
                .header(Urgency.HEADER_NAME, Urgency.high())
                // A device that was off for a while gets one notice for each conversation.
                .header(Topic.HEADER_NAME, Topic.ensure(notice.topic()))
                .header("Content-Type", message.mediaType())
                .header("Content-Encoding", message.contentEncoding())
                .POST(BodyPublishers.ofByteArray(message.toBytes()))
                .build();
    }

    /** @param response null if there was none */
    private void answered(Subscription subscription, Notice notice, int attempt, HttpResponse<Void> response) {
        int status = response == null ? 0 : response.statusCode();
        if (status / 100 == 2) {
            counts.add(PushCounts.Result.SENT);
        } else if (status == 404 || status == 410) {
            counts.add(PushCounts.Result.EXPIRED);
            run(() -> store.remove(subscription.id()));
        } else if (status == 0 || status == 429 || status >= 500) {
            failed(subscription, notice, attempt, response);
        } else {
            counts.add(PushCounts.Result.FAILED);
            LOG.log(Level.FINE, "A push service answered {0}", status);
        }
    }

    /** For a moment, perhaps. */
    private void failed(Subscription subscription, Notice notice, int attempt, HttpResponse<Void> response) {
        if (attempt < ATTEMPTS) {
            Duration pause = pause(response, attempt);
            again(subscription, notice.after(pause), attempt + 1, pause);
        } else {
            counts.add(PushCounts.Result.FAILED);
        }
    }

    private static Duration pause(HttpResponse<Void> response, int attempt) {
        Duration own = FIRST_PAUSE.multipliedBy(1L << attempt);
        Duration wanted = Optional.ofNullable(response)
                .flatMap(answer -> answer.headers().firstValue("Retry-After"))
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(own);
        return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    private void again(Subscription subscription, Notice notice, int attempt, Duration pause) {
        if (notice.kept().isNegative() || timers.waiting() >= RETRIES_WAITING) {
            counts.add(PushCounts.Result.DROPPED);
            return;
        }
        if (!timers.after(pause, () -> run(() -> sendAgain(subscription, notice, attempt)))) {
            LOG.fine("The application stops, and tries no more");
        }
    }

    private void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINE, "The application stops; the next notice finds the same", e);
        }
    }
}
