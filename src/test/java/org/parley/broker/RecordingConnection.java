package org.parley.broker;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.parley.delivery.Connection;
import org.parley.protocol.CloseReason;
import org.parley.user.UserRef;

/**
 * A user's device that keeps what it is sent. Nobody has logged in there, so the server, which looks for that every few
 * seconds, wants to close it; it stays.
 */
final class RecordingConnection implements Connection {
    private final String id = UUID.randomUUID().toString();
    private final UserRef user;
    private final List<String> frames = new CopyOnWriteArrayList<>();

    RecordingConnection(UserRef user) {
        this.user = user;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long user() {
        return user.id();
    }

    @Override
    public String session() {
        return id;
    }

    @Override
    public boolean away() {
        return false;
    }

    @Override
    public void offer(String frame) {
        frames.add(frame);
    }

    @Override
    public void close(CloseReason reason) {
        // stays
    }

    List<String> frames() {
        return List.copyOf(frames);
    }

    /** @return the seqs of the messages of this conversation, in the order in which they came */
    List<Long> seqs(long conversation) {
        String start = "{\"type\":\"message\",\"conversation\":\"" + conversation + "\",\"seq\":";
        return frames.stream()
                .filter(frame -> frame.startsWith(start))
                .map(frame -> Long.valueOf(frame.substring(start.length(), frame.indexOf(',', start.length()))))
                .toList();
    }

    Optional<String> lastFrame() {
        return frames.isEmpty() ? Optional.empty() : Optional.of(frames.get(frames.size() - 1));
    }
}
