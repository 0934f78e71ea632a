package org.parley.protocol;

import java.io.StringReader;

/** What an entry says, to and from JSON. */
public final class ContentCodec {
    private ContentCodec() {}

    /** @return the kind's fields as one JSON object */
    public static String encode(Content content) {
        return JsonText.object(content::write);
    }

    /**
     * Reads back what {@link #encode} wrote.
     *
     * @throws Refusal if it is not that
     */
    public static Content decode(Content.Kind kind, String contentJson) {
        try (var reader = JsonText.reader(new StringReader(contentJson))) {
            return kind.read(reader.readObject());
        }
    }
}
