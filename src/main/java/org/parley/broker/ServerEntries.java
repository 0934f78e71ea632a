package org.parley.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

/** What the server appends to a log on somebody's behalf, while the caller waits. Thread-safe. */
@ApplicationScoped
public class ServerEntries {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Inject
    private MessageBroker broker;

    /**
     * Returns when the change is in the log.
     *
     * @param deed what the audit trail says of it, in the same transaction
     * @throws Refusal if it is not allowed, or could not be made in time
     */
    public void append(UserRef user, long conversation, Content change, Optional<Deed> deed) {
        Submission own = Submission.byServer(user, conversation, change);
        append(deed.map(own::recorded).orElse(own));
    }

    /** The same for what an administrator does in a member's name. */
    public void appendByAdministrator(UserRef member, long conversation, Content change, Deed deed) {
        append(Submission.byAdministrator(member, conversation, change, deed));
    }

    private void append(Submission submission) {
        try {
            broker.publish(submission).toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refusal refusal ? refusal : unavailable();
        } catch (TimeoutException e) {
            throw unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static Refusal unavailable() {
        return Refusal.unavailable("The server could not do this now; try again.");
    }
}
