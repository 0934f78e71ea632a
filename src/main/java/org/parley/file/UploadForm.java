package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;

import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** A request's body in the form of RFC 7578, of which the part {@code file} is read as it comes. */
final class UploadForm {
    private static final String FIELD = "file";
    private static final int MAX_PARTS_BEFORE = 16;
    /** What of a refused body is still read, so that its sender, who is busy sending, comes to read the answer. */
    private static final long DRAINED = 16L * 1024 * 1024;

    private UploadForm() {}

    /** What is done with the file while it comes. */
    interface Reader<T> {
        T read(InputStream content, String name) throws IOException;
    }

    /**
     * @param contentType the request's, with the boundary
     * @throws Refusal if it is no such form, ends too early, or has no file; or what the reader throws
     */
    static <T> T read(InputStream body, String contentType, Reader<T> reader) throws IOException {
        try {
            Part file = filePart(body, contentType)
                    .orElseThrow(() -> new Refusal(
                            ErrorCode.MALFORMED, "The form has no file in a part with the name " + FIELD + "."));
            return reader.read(file.content(), file.name());
        } catch (Refusal refusal) {
            drain(body);
            throw refusal;
        } catch (FileUploadException e) {
            throw noForm();
        }
    }

    /** The part with the file; its name may be null. */
    private record Part(InputStream content, String name) {}

    private static Optional<Part> filePart(InputStream body, String contentType) throws IOException {
        try {
            FileItemInputIterator parts = upload().getItemIterator(new Request(body, contentType));
            for (int part = 0; part < MAX_PARTS_BEFORE && parts.hasNext(); part++) {
                FileItemInput item = parts.next();
                if (FIELD.equals(item.getFieldName()) && !item.isFormField()) {
                    return Optional.of(new Part(item.getInputStream(), item.getName()));
                }
            }
            return Optional.empty();
        } catch (InvalidPathException | NullPointerException e) {
            // A name with a NUL in it; a form within the form that lacks its boundary.
            throw noForm();
        }
    }

    private static Refusal noForm() {
        return new Refusal(ErrorCode.MALFORMED, "The body is not a whole form of the type multipart/form-data.");
    }

    private static void drain(InputStream body) {
        byte[] buffer = new byte[65_536];
        try {
            int read = body.read(buffer);
            for (long drained = 0; read >= 0 && drained < DRAINED; drained += read) {
                read = body.read(buffer);
            }
        } catch (IOException gone) {
            // Then there is nobody to read the answer.
        }
    }

    private static JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> upload() {
        JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> upload = new JakartaServletFileUpload<>();
        upload.setHeaderCharset(StandardCharsets.UTF_8);
        return upload;
    }

    private record Request(InputStream body, String contentType) implements RequestContext {
        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return body;
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }
}
