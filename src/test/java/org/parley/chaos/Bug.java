package org.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.parley.testing.ApplicationServer;
import org.parley.testing.MariaDbServer;

/** Something that is wrong on purpose, so that the bench can show that it would find it. None is in the WAR of the build. */
enum Bug {
    NONE,
    /** Tells senders yes before their message is stored. */
    EARLY_ACK {
        @Override
        void plant(ApplicationServer server) {
            server.war(with(EarlyAck.class));
        }
    },
    /** Takes the unique key away by which the log knows what it has. */
    NO_DEDUP {
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

    /** The faults that are to bring it to light, unless others are asked for. */
    List<Fault.Kind> faults(Mode mode) {
        return Fault.Kind.of(mode);
    }

    void plant(ApplicationServer server) {
        // nothing by default
    }

    /** To be called when the tables are made. */
    void plant(MariaDbServer database) {
        // nothing by default
    }

    /** Makes the WAR of the build with a class in it that does not belong there. */
    private static Path with(Class<?> wrong) {
        Path built = Path.of(System.getProperty("parley.war", "target/parley.war"));
        Path file = Path.of(System.getProperty("parley.target", "target"), "chaos", wrong.getSimpleName() + ".war")
                .toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ShrinkWrap.createFromZipFile(WebArchive.class, built.toFile())
                .addClass(wrong)
                .as(ZipExporter.class)
                .exportTo(file.toFile(), true);
        return file;
    }
}
