package org.parley.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Refuses JSON and forms that are larger than any that makes sense, before they fill the memory, and those that come so slowly
 * that they are only meant to hold a thread.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
    private static final int MAX_BYTES = 65_536;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        MediaType type = context.getMediaType();
        if (MediaType.APPLICATION_JSON_TYPE.isCompatible(type)
                || MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(type)) {
            context.setInputStream(new Limited(context.getInputStream()));
        }
        return context.proceed();
    }

    private static final class Limited extends FilterInputStream {
        private final long begun = System.nanoTime();
        private int left = MAX_BYTES;

        Limited(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int octets) {
            left -= Math.max(0, octets);
            if (left < 0) {
                throw new Refusal(ErrorCode.TOO_LARGE, "The body is larger than " + MAX_BYTES + " bytes.");
            }
            if (System.nanoTime() - begun > LONGEST.toNanos()) {
                throw new Refusal(
                        ErrorCode.MALFORMED, "The body took longer than " + LONGEST.toSeconds() + " seconds.");
            }
        }
    }
}
