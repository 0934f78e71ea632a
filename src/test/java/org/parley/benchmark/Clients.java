package org.parley.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Connections of a benchmark, read by one thread. Whatever goes wrong on one of them fails the benchmark. */
final class Clients implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(4 << 20);
    private final List<Client> all = new ArrayList<>();
    private final Thread thread = new Thread(this::read, "clients");
    private volatile boolean closed;
    private volatile boolean mayEnd;
    private volatile Throwable failure;

    Clients() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    /** @return the connection, over which the server's welcome has come */
    Client connect(int port, String token, Consumer<Frame> reader) {
        try {
            Client client = Client.connect(port, token, reader);
            synchronized (all) {
                all.add(client);
            }
            client.register(selector);
            selector.wakeup();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it is no failure if a connection ends. */
    void mayEnd() {
        mayEnd = true;
    }

    /** @throws IllegalStateException if something went wrong since the start */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("A connection failed", failure);
        }
    }

    private void read() {
        while (!closed) {
            try {
                selector.select(this::ready);
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isWritable()) {
                client.writable();
            }
            if (key.isReadable()) {
                client.readable(buffer);
            }
        } catch (IOException | CancelledKeyException e) {
            key.cancel();
            failed(e);
            end(client);
        }
    }

    private void failed(Exception e) {
        if (!closed && !mayEnd && failure == null) {
            failure = e;
        }
    }

    private static void end(Client client) {
        try {
            client.close();
        } catch (IOException e) {
            // It has ended anyway.
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(5_000);
            synchronized (all) {
                for (Client client : all) {
                    client.close();
                }
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
