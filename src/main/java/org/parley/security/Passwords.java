package org.parley.security;

import java.text.Normalizer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Password hashing, made to be slow: call it outside of transactions. No more run at once than there are processors;
 * who has waited too long is told {@code overloaded}.
 */
@ApplicationScoped
class Passwords {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int MIN_CHARACTERS = 8;
    private static final int MAX_CHARACTERS = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore processors =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);

    @Inject
    private Pbkdf2PasswordHash algorithm;

    @Inject
    private Settings settings;

    private String currentPrefix;
    private String nobodysHash;

    @PostConstruct
    void initialize() {
        String iterations = Integer.toString(settings.accounts().passwordIterations());
        algorithm.initialize(Map.of(
                "Pbkdf2PasswordHash.Algorithm",
                ALGORITHM,
                "Pbkdf2PasswordHash.Iterations",
                iterations,
                "Pbkdf2PasswordHash.SaltSizeBytes",
                "32",
                "Pbkdf2PasswordHash.KeySizeBytes",
                "32"));
        currentPrefix = ALGORITHM + ":" + iterations + ":";
        nobodysHash = algorithm.generate(Secrets.random(32).toCharArray());
    }

    /**
     * @return the password in the normal form C, so that it is the same from every keyboard (RFC 8265)
     * @throws Refusal {@link ErrorCode#MALFORMED} if it is too short or too long to be a new password
     */
    static String checkNew(String password) {
        String normal = password.length() > 4 * MAX_CHARACTERS ? password : normal(password);
        int characters = normal.codePointCount(0, normal.length());
        if (characters < MIN_CHARACTERS || characters > MAX_CHARACTERS) {
            throw new Refusal(
                    ErrorCode.MALFORMED, "password has " + MIN_CHARACTERS + " to " + MAX_CHARACTERS + " characters");
        }
        return normal;
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    String hash(String checkedPassword) {
        return slowly(() -> algorithm.generate(checkedPassword.toCharArray()));
    }

    /**
     * @param hash null where there is none: takes the same time and is false
     */
    boolean verify(String password, String hash) {
        String plausible = password.length() > 4 * MAX_CHARACTERS ? "" : normal(password);
        boolean same = slowly(() -> algorithm.verify(plausible.toCharArray(), hash == null ? nobodysHash : hash));
        return same && hash != null && !plausible.isEmpty();
    }

    /**
     * @param hash one that has verified this password
     * @return another one, if that one was made at another cost than new ones are, and nobody has to wait too long for it
     */
    Optional<String> renewed(String password, String hash) {
        if (hash.startsWith(currentPrefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(hash(normal(password)));
        } catch (Refusal busy) {
            return Optional.empty();
        }
    }

    private <T> T slowly(Supplier<T> work) {
        try {
            if (!processors.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(ErrorCode.OVERLOADED, "Too many are logging in; try again soon.", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.UNAVAILABLE, "The server is shutting down.", PATIENCE);
        }
        try {
            return work.get();
        } finally {
            processors.release();
        }
    }
}
