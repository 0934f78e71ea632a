package org.parley.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/**
 * The media type of a file, by its content. The name only tells apart what looks the same inside, such as a document from
 * any other ZIP archive, and never makes a type of which browsers show anything.
 */
final class FileType {
    static final String UNKNOWN = "application/octet-stream";

    /** What browsers show without running anything of it. SVG is none: it may hold scripts. */
    private static final Set<String> SAFE = Set.of(
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "audio/mpeg",
            "audio/mp4",
            "audio/ogg",
            "audio/wav",
            "audio/flac",
            "video/mp4",
            "video/webm",
            "video/ogg");

    private static final Set<String> CONTAINERS = Set.of(
            "application/x-matroska", "video/x-matroska", "video/webm", "application/ogg", "audio/ogg", "video/ogg");

    private static final int HEAD = 128;

    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

    private FileType() {}

    static String of(Path content, String name) throws IOException {
        MediaType found = detect(content, new Metadata());
        if (found.equals(MediaType.OCTET_STREAM) || isSafe(wire(found))) {
            return wire(found);
        }
        Metadata named = new Metadata();
        named.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        String closer = wire(detect(content, named));
        return isSafe(closer) ? wire(found) : closer;
    }

    /** @return whether browsers may show, play or preview it in place */
    static boolean isSafe(String type) {
        return SAFE.contains(type);
    }

    static boolean isImage(String type) {
        return type.startsWith("image/");
    }

    static boolean isPlayable(String type) {
        return isSafe(type) && (type.startsWith("audio/") || type.startsWith("video/"));
    }

    private static MediaType detect(Path content, Metadata metadata) throws IOException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(content))) {
            MediaType found = TYPES.detect(stream, metadata).getBaseType();
            return CONTAINERS.contains(found.toString()) ? contained(content, found) : found;
        }
    }

    /** What kind of Matroska or Ogg it is stands near the beginning. */
    private static MediaType contained(Path content, MediaType found) throws IOException {
        String head;
        try (InputStream stream = Files.newInputStream(content)) {
            head = new String(stream.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
        if (head.startsWith("OggS")) {
            return head.contains("OpusHead") || head.contains("vorbis")
                    ? MediaType.audio("ogg")
                    : MediaType.video("ogg");
        }
        return head.contains("webm") ? MediaType.video("webm") : found;
    }

    /** In the names that browsers know. */
    private static String wire(MediaType type) {
        String name = type.toString().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "audio/vnd.wave", "audio/x-wav" -> "audio/wav";
            case "audio/x-flac" -> "audio/flac";
            case "application/mp4" -> "video/mp4";
            default -> name.length() <= 127 ? name : UNKNOWN;
        };
    }
}
