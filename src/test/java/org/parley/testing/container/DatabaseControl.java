package org.parley.testing.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import com.sun.net.httpserver.HttpServer;
import org.parley.testing.MariaDbServer;

/** Lets tests inside the server kill and start the database, whose process is a child of this one. */
final class DatabaseControl implements AutoCloseable {
    private final HttpServer http;

    DatabaseControl(MariaDbServer database) {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        on("/kill", database::kill);
        on("/start", database::start);
        http.start();
    }

    private void on(String path, Runnable action) {
        http.createContext(path, exchange -> {
            try (exchange) {
                action.run();
                exchange.sendResponseHeaders(204, -1);
            } catch (RuntimeException e) {
                exchange.sendResponseHeaders(500, -1);
            }
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
