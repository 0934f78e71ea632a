package org.parley.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.parley.chaos.Violation.Rule;
import org.parley.testing.ApplicationServer;
import org.parley.testing.MariaDbServer;

/** Something that is wrong on purpose, so that the bench can show that it would find it. None is in the WAR of the build. */
enum Bug {
    NONE,
    /** Tells senders yes before their message is stored. */
    EARLY_ACK {
        @Override
        Set<Rule> brokenRules() {
            return EnumSet.of(Rule.ACKNOWLEDGED_IS_STORED);
        }

        @Override
        List<Class<?>> classes() {
            return List.of(EarlyAck.class);
        }
    },
    /** Takes the unique key away by which the log knows what it has. */
    NO_DEDUP {
        @Override
        Set<Rule> brokenRules() {
            return EnumSet.of(Rule.ONCE);
        }

        @Override
        void plant(MariaDbServer database) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE parley_message DROP INDEX parley_message_once");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    },
    /** Commits offsets of what was received, not of what was stored. */
    OFFSETS_FIRST {
        @Override
        Set<Rule> brokenRules() {
            return EnumSet.of(Rule.ACKNOWLEDGED_IS_STORED);
        }

        @Override
        void plant(ApplicationServer server) {
            String channel = "-Dmp.messaging.incoming.submissions-in.";
            server.jvmOptions(
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    channel + "commit-strategy=ignore",
                    channel + "enable.auto.commit=true",
                    channel + "auto.commit.interval.ms=100");
        }

        /** Somebody must have much in hand when it dies. */
        @Override
        List<Fault.Kind> faults(Mode mode) {
            return List.of(
                    Fault.Kind.NODE_KILLED,
                    Fault.Kind.DATABASE_KILLED,
                    Fault.Kind.DATABASE_CUT,
                    Fault.Kind.DATABASE_SLOW);
        }
    };

    /** The rules by which it must be found; without a bug, all of them say that a promise was broken. */
    Set<Rule> brokenRules() {
        return EnumSet.allOf(Rule.class);
    }

    boolean isFoundBy(List<Violation> violations) {
        return violations.stream().map(Violation::rule).anyMatch(brokenRules()::contains);
    }

    /** The faults that are to bring it to light, unless others are asked for. */
    List<Fault.Kind> faults(Mode mode) {
        return Fault.Kind.of(mode);
    }

    /** What is packed into the WAR. */
    List<Class<?>> classes() {
        return List.of();
    }

    void plant(ApplicationServer server) {
        // nothing by default
    }

    /** To be called when the tables are made. */
    void plant(MariaDbServer database) {
        // nothing by default
    }
}
