package org.parley.testing.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Folders;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;

/**
 * One server for all tests of a run: the first deployment starts it, those of further test classes find it there, and
 * the end of the run ends it. {@code -Dparley.database=mariadb} gives it a MariaDB of its own,
 * {@code -Dparley.message-mode=kafka} a Kafka.
 */
final class SharedServer implements DeployableContainer<SharedServer.Configuration> {
    /** Small enough to be filled by a test. */
    private static final int LANE_CAPACITY = 2_000;

    private Optional<MariaDbServer> database = Optional.empty();
    private Optional<DatabaseControl> control = Optional.empty();
    private Optional<KafkaServer> kafka = Optional.empty();
    private ApplicationServer server;

    /** There is nothing to configure. */
    static final class Configuration implements ContainerConfiguration {
        @Override
        public void validate() {}
    }

    @Override
    public Class<Configuration> getConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 5.0");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> war) {
        if (server == null) {
            start(war);
        }
        HTTPContext http = new HTTPContext("127.0.0.1", server.port());
        http.add(new Servlet("ArquillianServletRunnerEE9", "/"));
        return new ProtocolMetaData().addContext(http);
    }

    private void start(Archive<?> war) {
        boolean mariaDb = "mariadb".equals(System.getProperty("parley.database"));
        String name = mariaDb ? "inside-mariadb" : "inside-h2";
        ApplicationServer starting = ApplicationServer.named(name)
                .war(export(war, name))
                .with("CHAT_CHANNEL_LANES", "2")
                .with("CHAT_CHANNEL_LANE_CAPACITY", Integer.toString(LANE_CAPACITY));
        if (mariaDb) {
            MariaDbServer started = new MariaDbServer("inside").start();
            database = Optional.of(started);
            control = Optional.of(new DatabaseControl(started));
            starting.with(started)
                    .with(DatabaseServer.CONTROL, control.get().uri().toString());
        }
        if ("kafka".equals(System.getProperty("parley.message-mode"))) {
            KafkaServer started = new KafkaServer("inside").start();
            kafka = Optional.of(started);
            starting.with(started)
                    .with("CHAT_KAFKA_CAPACITY", Integer.toString(LANE_CAPACITY))
                    // Less than the contract waits for; nothing in it needs a sender to be told sooner.
                    .with("CHAT_KAFKA_TIMEOUT", "PT60S");
        }
        server = starting.start();
    }

    private static Path export(Archive<?> war, String name) {
        Path file = Folders.services().resolve(name + ".war");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        war.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }

    @Override
    public void undeploy(Archive<?> war) {
        // It is for all.
    }

    @Override
    public void stop() {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            kafka.ifPresent(KafkaServer::close);
            control.ifPresent(DatabaseControl::close);
            database.ifPresent(MariaDbServer::close);
        }
    }
}
