package org.parley.file;

import org.parley.protocol.FileInfo;

/**
 * A file as the rest of the server knows it.
 *
 * @param blobKey under which the store has its content
 * @param previewKey under which the store has its preview; null if it has none
 */
public record Stored(long id, String blobKey, String previewKey, long previewBytes, FileInfo info) {}
