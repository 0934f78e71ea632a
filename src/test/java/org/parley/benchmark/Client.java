package org.parley.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A WebSocket connection (RFC 6455) as lean as it can be. The reader is called by the thread of {@link Clients}; any
 * thread may send.
 */
final class Client {
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private Consumer<Frame> reader;
    private SelectionKey key;
    private ByteBuffer unread = NOTHING;

    // Guarded by this.
    private ByteBuffer out = NOTHING;
    private boolean held;

    private Client(SocketChannel channel, Consumer<Frame> reader) {
        this.channel = channel;
        this.reader = reader;
    }

    /** Connects, and returns when the server has accepted. */
    static Client connect(int port, String token, Consumer<Frame> reader) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Client client = new Client(channel, reader);
        String request = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: parley.v1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        client.readHandshake();
        channel.configureBlocking(false);
        return client;
    }

    private void readHandshake() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(16_384);
        while (true) {
            if (channel.read(answer) < 0) {
                throw new EOFException("no answer to the handshake");
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                if (!text.startsWith("HTTP/1.1 101")) {
                    throw new IOException("refused: " + text);
                }
                unread = ByteBuffer.wrap(text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
        }
    }

    synchronized void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** What is received from now on goes to this reader. To be called while nothing is under way. */
    void reader(Consumer<Frame> next) {
        reader = next;
    }

    /** Reads all that has arrived. The buffer belongs to the calling thread, and is larger than any message. */
    void readable(ByteBuffer buffer) throws IOException {
        buffer.clear().put(unread);
        unread = NOTHING;
        int read = channel.read(buffer);
        if (read < 0) {
            throw new EOFException("the server closed a connection");
        }
        buffer.flip();
        hold();
        while (frame(buffer)) {
            // the next one
        }
        release();
        if (buffer.hasRemaining()) {
            unread = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
    }

    /** @return whether there was a whole frame */
    private boolean frame(ByteBuffer in) throws IOException {
        if (in.remaining() < 2) {
            return false;
        }
        int start = in.position();
        int first = in.get();
        int length = in.get() & 0x7F;
        int more = length < 126 ? 0 : length == 126 ? 2 : 8;
        if (in.remaining() < more) {
            in.position(start);
            return false;
        }
        length = more == 0 ? length : more == 2 ? in.getShort() & 0xFFFF : Math.toIntExact(in.getLong());
        if (in.remaining() < length) {
            in.position(start);
            return false;
        }
        int end = in.position() + length;
        int opcode = first & 0x0F;
        if ((first & FINAL) == 0) {
            throw new IOException("the server sent a fragment");
        } else if (opcode == TEXT) {
            Frame.each(new String(in.array(), in.position(), length, StandardCharsets.UTF_8), reader);
        } else if (opcode == PING) {
            send(PONG, new byte[0]);
        } else if (opcode == CLOSE) {
            throw new EOFException("the server closed a connection with code " + (length < 2 ? 0 : in.getShort()));
        }
        in.position(end);
        return true;
    }

    /** Sends a frame at once, or as soon as the server takes it. */
    void send(String frame) {
        send(TEXT, frame.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void send(int opcode, byte[] payload) {
        out = roomFor(payload.length + 14);
        out.put((byte) (FINAL | opcode));
        if (payload.length < 126) {
            out.put((byte) (MASKED | payload.length));
        } else {
            out.put((byte) (MASKED | 126)).putShort((short) payload.length);
        }
        int mask = System.identityHashCode(payload) * 0x9E3779B9;
        out.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
        if (!held) {
            flush();
        }
    }

    private ByteBuffer roomFor(int bytes) {
        if (out.remaining() >= bytes) {
            return out;
        }
        ByteBuffer larger = ByteBuffer.allocate(Math.max(1024, 2 * (out.position() + bytes)));
        return larger.put(out.flip());
    }

    /** What is sent in answer to one read goes out in one write. */
    private synchronized void hold() {
        held = true;
    }

    private synchronized void release() {
        held = false;
        flush();
    }

    private synchronized void flush() {
        if (out.position() == 0) {
            return;
        }
        try {
            channel.write(out.flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.compact();
        if (out.position() > 0 && (key.interestOps() & SelectionKey.OP_WRITE) == 0) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            key.selector().wakeup();
        }
    }

    /** The server takes more. */
    synchronized void writable() {
        flush();
        if (out.position() == 0) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
