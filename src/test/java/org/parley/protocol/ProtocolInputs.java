package org.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.json.JsonException;

/** What strangers send over a connection, as a fuzzer makes it up. */
public final class ProtocolInputs {
    private ProtocolInputs() {}

    /** A message with frames is read without a failure, and what was read is written and read again. */
    public static void frames(byte[] input) {
        List<ClientFrame> frames = FrameCodec.decode(new String(input, StandardCharsets.UTF_8));
        for (ClientFrame frame : frames) {
            if (frame instanceof ClientFrame.Send send) {
                same(send.content());
            }
        }
    }

    /** The content of an entry is read, or refused. */
    public static void content(byte[] input) {
        String json = new String(input, StandardCharsets.UTF_8);
        for (Content.Kind kind : Content.Kind.values()) {
            Content content;
            try {
                content = ContentCodec.decode(kind, json);
            } catch (Refusal | JsonException e) {
                continue;
            }
            same(content);
        }
    }

    private static void same(Content content) {
        String json = ContentCodec.encode(content);
        Content again = ContentCodec.decode(Content.Kind.of(content.kind()).orElseThrow(), json);
        if (!again.equals(content)) {
            throw new IllegalStateException(json);
        }
    }
}
