package org.parley.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A file that has come in, with what its content tells of it. */
public record Upload(Incoming content, String type, Optional<Picture> picture) implements AutoCloseable {

    /** @return all that the store is to keep, in the order in which their rows are locked */
    List<Incoming> blobs() {
        List<Incoming> blobs = new ArrayList<>(List.of(content));
        picture.flatMap(Picture::preview).ifPresent(blobs::add);
        blobs.sort(Comparator.comparing(Incoming::key));
        return blobs;
    }

    @Override
    public void close() throws IOException {
        if (picture.isPresent()) {
            picture.get().close();
        }
        content.close();
    }
}
