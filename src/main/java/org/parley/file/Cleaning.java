package org.parley.file;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.timer.Timers;

/** Removes files that nobody can see any more and no legal hold keeps, or that were never sent; on one node at a time. */
@Singleton
@Startup
@DependsOn("Database")
@TransactionManagement(TransactionManagementType.BEAN)
public class Cleaning {
    private static final Logger LOG = Logger.getLogger(Cleaning.class.getName());
    private static final Duration UNFINISHED_FOR = Duration.ofHours(4);
    private static final int AT_ONCE = 1_000;

    // Not the EJB timer service: some servers, set up for one node, have none that works.
    @Inject
    private Timers timers;

    @Inject
    private FileLedger ledger;

    @Inject
    private Archive archive;

    @Inject
    private Receiver receiver;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @PostConstruct
    void start() {
        timers.every(settings.files().cleaningInterval(), this::clean);
    }

    private void clean() {
        try {
            receiver.removeLeftOvers();
            Instant now = clock.instant();
            Duration turn = settings.files().cleaningInterval().dividedBy(2);
            if (ledger.takeTurn(now, now.plus(turn))) {
                removeOrphans(now.minus(settings.files().orphanAge()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "Files that nobody needs could not be removed; tried again later", e);
        }
    }

    /**
     * Removes what was uploaded before and never sent, and what was sent and is in no conversation any more, not even for
     * its legal hold.
     */
    public void removeOrphans(Instant uploadedBefore) {
        List<Long> orphans = ledger.orphans(uploadedBefore, AT_ONCE);
        orphans.forEach(id -> attempt(id, () -> archive.remove(ledger.withdraw(id))));
        Instant unfinished = clock.instant().minus(UNFINISHED_FOR);
        ledger.unstored(unfinished, AT_ONCE).forEach(id -> attempt(id, () -> archive.remove(ledger.withdraw(id))));
        ledger.unsettled(unfinished, AT_ONCE).forEach(key -> attempt(key, () -> archive.remove(List.of(key))));
        if (!orphans.isEmpty()) {
            LOG.log(Level.INFO, "Removed {0} files that nobody could see any more", orphans.size());
        }
    }

    /** What takes a file or content away. */
    private interface Removal {
        void run() throws IOException;
    }

    private static void attempt(Object what, Removal removal) {
        try {
            removal.run();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "File or content " + what + " could not be removed; tried again later", e);
        }
    }
}
