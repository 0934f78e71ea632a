package org.parley.protocol;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ContentCodecTest {
    @Test
    void what_was_written_is_read_again() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            Content content =
                    switch (random.nextInt(8)) {
                        case 0 -> membership(random);
                        case 1 -> new Edit(1 + random.nextInt(9), "x" + characters(random, 20), strings(random));
                        case 2 -> new Recall(1 + random.nextInt(9));
                        case 3 -> new Reaction(1 + random.nextInt(9), "👍", random.nextBoolean());
                        case 4 -> file(random);
                        case 5 -> new Voice("12", 1 + random.nextInt(3_600), info(random));
                        default -> text(random);
                    };
            assertEquals(
                    content,
                    ContentCodec.decode(Content.Kind.of(content.kind()).orElseThrow(), ContentCodec.encode(content)),
                    () -> "seed " + seed);
        }
    }

    @Test
    void content_is_one_object_with_at_least_one_field() {
        assertEquals("{\"text\":\"hi\"}", ContentCodec.encode(new Text("hi", Optional.empty(), List.of())));
        assertEquals(
                "{\"event\":\"left\",\"users\":[\"bob\"]}",
                ContentCodec.encode(Membership.of(Membership.Event.LEFT, List.of("bob"))));
    }

    @Test
    void an_event_that_nobody_knows_is_refused() {
        Refusal refusal = assertThrows(
                Refusal.class, () -> ContentCodec.decode(Content.Kind.MEMBER, "{\"event\":\"ate\",\"users\":[]}"));

        assertEquals(ErrorCode.UNSUPPORTED, refusal.code());
        Refusal noTime = assertThrows(
                Refusal.class,
                () -> ContentCodec.decode(
                        Content.Kind.MEMBER, "{\"event\":\"muted\",\"users\":[],\"until\":\"soon\"}"));
        assertEquals(ErrorCode.MALFORMED, noTime.code());
    }

    private static Text text(Random random) {
        return new Text(
                "x" + characters(random, random.nextInt(200)),
                random.nextBoolean() ? Optional.of(1 + (random.nextLong() >>> 1) / 2) : Optional.empty(),
                strings(random));
    }

    private static Attachment file(Random random) {
        Optional<String> text = random.nextBoolean() ? Optional.of("x" + characters(random, 20)) : Optional.empty();
        return new Attachment(Integer.toString(1 + random.nextInt(1_000)), text, info(random));
    }

    private static Optional<FileInfo> info(Random random) {
        boolean image = random.nextBoolean();
        return random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(new FileInfo(
                        characters(random, 20),
                        "image/png",
                        1 + random.nextInt(1_000_000),
                        image ? 1 + random.nextInt(9_999) : null,
                        image ? 1 + random.nextInt(9_999) : null,
                        image));
    }

    private static Membership membership(Random random) {
        Membership.Event[] events = Membership.Event.values();
        return new Membership(
                events[random.nextInt(events.length)],
                strings(random),
                random.nextBoolean() ? Optional.of(characters(random, 20)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("admin") : Optional.empty(),
                random.nextBoolean() ? Optional.of("0f".repeat(32)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("open") : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(Instant.EPOCH.plus(random.nextInt(), ChronoUnit.MILLIS))
                        : Optional.empty());
    }

    private static List<String> strings(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> characters(random, 10))
                .toList();
    }

    /** Any but surrogates, which stand for others. */
    private static String characters(Random random, int count) {
        return IntStream.generate(() -> random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1))
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .limit(count)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
