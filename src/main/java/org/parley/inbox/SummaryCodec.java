package org.parley.inbox;

import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;

/** A summary as REST and {@code conversation} frames show it. */
final class SummaryCodec {
    private SummaryCodec() {}

    static String encode(Summary summary) {
        String json = JsonText.object(generator -> {
            generator.write("id", Long.toString(summary.id())).write("type", summary.group() ? "group" : "direct");
            JsonText.writeNullable(generator, "name", summary.name());
            JsonText.writeNullable(generator, "notice", summary.notice());
            if (summary.avatar() != null) {
                generator.write("avatar", summary.avatar());
            }
            summary.other()
                    .ifPresent(other -> generator.write("user", other.handle()).write("userName", other.name()));
            generator
                    .write("memberCount", summary.memberCount())
                    .write("role", summary.role().wire());
            summary.joinMode().ifPresent(mode -> generator.write("joinMode", mode.wire()));
            summary.joinRequests().ifPresent(count -> generator.write("joinRequests", count));
            if (summary.disabled()) {
                generator.write("disabled", true);
            }
            summary.mutedUntil().ifPresent(until -> generator.write("mutedUntil", FrameCodec.encode(until)));
            summary.quietUntil().ifPresent(until -> generator.write("quietUntil", FrameCodec.encode(until)));
            generator
                    .write("joinedSeq", summary.joinedSeq())
                    .write("lastSeq", summary.lastSeq())
                    .write("delivered", summary.delivered())
                    .write("read", summary.read())
                    .write("unread", summary.unread())
                    .write("mentions", summary.mentions());
            summary.othersDelivered().ifPresent(delivered -> generator
                    .writeStartObject("others")
                    .write("delivered", delivered)
                    .write("read", summary.othersRead().orElseThrow())
                    .writeEnd());
        });
        // The last entry's content is JSON already.
        String last = summary.last()
                .map(entry -> FrameCodec.encode(entry, summary.lastIsOwn()))
                .orElse("null");
        return json.substring(0, json.length() - 1) + ",\"last\":" + last + "}";
    }
}
