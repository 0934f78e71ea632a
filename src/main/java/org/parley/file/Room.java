package org.parley.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a disk can take more. */
final class Room {
    private Room() {}

    /**
     * @param reserve bytes that are to stay free
     * @throws BlobStore.StoreFull if they would not
     */
    static void require(Path folder, long bytes, long reserve) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - bytes < reserve) {
            throw new BlobStore.StoreFull(
                    "only " + free + " bytes are free, and chat.file.reserve keeps " + reserve + " of them");
        }
    }
}
