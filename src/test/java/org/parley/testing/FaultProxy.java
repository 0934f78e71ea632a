package org.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The network between a server and its clients, which can fail: whoever connects to the proxy's port talks with the
 * server behind it, as long and as fast as the proxy lets them. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int BACKLOG = 200;
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private enum Network {
        WHOLE,
        CUT,
        SILENT
    }

    private record Loss(Predicate<String> request, CompletableFuture<Void> happened) {}

    private final int target;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object changed = new Object();
    private final AtomicReference<Loss> loss = new AtomicReference<>();
    private Network network = Network.WHOLE;
    private final AtomicLong asked = new AtomicLong();
    private volatile Duration delay = Duration.ZERO;
    private volatile int bytesPerSecondOfLink = UNLIMITED;
    private volatile boolean closed;

    /** Opens the way to a server on this host, which need not run yet. */
    public FaultProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(Ports.free(), BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** As if the server's host were gone: connections are reset, and new ones refused. */
    public void cut() {
        change(Network.CUT);
        links.forEach(Link::reset);
    }

    /**
     * As if a cable were drawn: nothing gets through in either direction, and nobody is told. What is under way arrives
     * after {@link #heal}, if its connection still exists.
     */
    public void silence() {
        change(Network.SILENT);
    }

    /** Everything takes this much longer, in each direction. */
    public void delay(Duration longer) {
        delay = longer;
    }

    /** No connection gets more than so many bytes a second through, in each direction. */
    public void throttle(int bytesPerSecond) {
        bytesPerSecondOfLink = bytesPerSecond;
    }

    /**
     * Of what each client sends next, half gets through, wherever that ends; then its connection is reset. So the server
     * is left with the beginning of a frame.
     */
    public void tear() {
        links.forEach(link -> link.torn = true);
    }

    /** @return bytes from clients that went on to the server */
    public long asked() {
        return asked.get();
    }

    /** The network is whole again. */
    public void heal() {
        delay = Duration.ZERO;
        bytesPerSecondOfLink = UNLIMITED;
        change(Network.WHOLE);
    }

    /**
     * Lets the next request like this through to the server, but not its answer: the connection is reset instead.
     *
     * @param request is asked what a client has sent over its connection lately, as ISO 8859-1
     * @return completes when the server had answered
     */
    public CompletableFuture<Void> loseAnswerTo(Predicate<String> request) {
        CompletableFuture<Void> happened = new CompletableFuture<>();
        loss.set(new Loss(request, happened));
        return happened;
    }

    @Override
    public void close() {
        closed = true;
        change(Network.CUT);
        closeQuietly(listener);
        links.forEach(Link::reset);
    }

    private void change(Network now) {
        synchronized (changed) {
            network = now;
            changed.notifyAll();
        }
    }

    /** Waits while the network is silent. Returns whether it is whole then. */
    private boolean passable() throws InterruptedException {
        synchronized (changed) {
            while (network == Network.SILENT) {
                changed.wait();
            }
            return network == Network.WHOLE;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Link link = new Link(listener.accept());
                links.add(link);
                run("link", link::open);
            } catch (IOException e) {
                // closed, or a client that is gone already
            }
        }
    }

    private static void run(String what, Runnable work) {
        Thread thread = new Thread(work, "fault proxy: " + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // It is gone, which was the aim.
        }
    }

    /** One client's connection and the one to the server that belongs to it. */
    private final class Link {
        private final Socket client;
        private final Socket server = new Socket();
        private final StringBuilder lately = new StringBuilder();
        private final AtomicInteger open = new AtomicInteger(2);
        private volatile CompletableFuture<Void> answerToLose;
        private volatile boolean torn;

        Link(Socket client) {
            this.client = client;
        }

        void open() {
            try {
                if (!passable()) {
                    reset();
                    return;
                }
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
                run("answers", () -> pump(server, client, this::answered));
                pump(client, server, this::asked);
            } catch (IOException e) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void asked(String bytes) {
            asked.addAndGet(bytes.length());
            Loss wanted = loss.get();
            if (wanted == null) {
                lately.setLength(0);
                return;
            }
            lately.append(bytes);
            lately.delete(0, Math.max(0, lately.length() - BUFFER));
            if (wanted.request().test(lately.toString()) && loss.compareAndSet(wanted, null)) {
                answerToLose = wanted.happened();
            }
        }

        private void answered(String bytes) throws IOException {
            CompletableFuture<Void> happened = answerToLose;
            if (happened != null) {
                reset();
                happened.complete(null);
                throw new IOException("the answer is lost");
            }
        }

        private void pump(Socket from, Socket to, Watcher watcher) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    LockSupport.parkNanos(delay.toNanos() + length * 1_000_000_000L / bytesPerSecondOfLink);
                    if (!passable()) {
                        reset();
                        return;
                    }
                    watcher.passing(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                    if (torn && from == client && length > 1) {
                        out.write(buffer, 0, length / 2);
                        throw new IOException("torn");
                    }
                    out.write(buffer, 0, length);
                }
                to.shutdownOutput();
                if (open.decrementAndGet() > 0) {
                    return;
                }
            } catch (IOException e) {
                // One end is gone; so is the other now.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            reset();
        }

        /** Both ends learn of it at once (RST), also of an orderly end of one of them. */
        void reset() {
            links.remove(this);
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                } catch (IOException | UnsupportedOperationException e) {
                    // closed already
                }
                closeQuietly(socket);
            }
        }
    }

    private interface Watcher {
        void passing(String bytes) throws IOException;
    }
}
